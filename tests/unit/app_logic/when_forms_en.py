"""Forms in which English letters name a day to come, by kind, with the days that are a right answer.

Each line: earliest, latest, words. `SPRING` is read on Wednesday 22 April 2026, 11:30 in Moscow, `AUTUMN` on
Friday 20 November 2026, 16:00, both with British holidays; `AMERICAN` as `AUTUMN`, with those of the United States.
`NO_DATE` are forms with numbers or times that name no day to write on.
"""

SPRING = """
2026-04-28 2026-04-28 Tuesday works
2026-04-28 2026-04-28 Could we speak on Tuesday?
2026-04-28 2026-04-28 next Tuesday please
2026-04-24 2026-04-24 this Friday is good
2026-04-24 2026-04-24 Let's talk this coming Friday
2026-04-27 2026-04-27 I'm back on Monday
2026-04-27 2026-04-27 Back in the office Monday
2026-04-27 2026-04-27 from Monday onwards I'm around
2026-04-27 2026-04-27 first thing Monday
2026-04-28 2026-04-28 Tuesday or Wednesday, up to you
2026-04-28 2026-04-28 a week today is too far, make it Tuesday
2026-04-29 2026-04-29 a week today
2026-04-30 2026-04-30 a week tomorrow
2026-05-05 2026-05-05 Tuesday week suits me
2026-05-05 2026-05-05 a week on Tuesday
2026-04-24 2026-04-24 not tomorrow, Friday is better
2026-04-24 2026-04-24 Come by the office on Friday if you like
2026-04-24 2026-04-24 Pop into the office Friday afternoon
2026-04-27 2026-05-01 next week please
2026-04-27 2026-05-01 sometime next week
2026-04-27 2026-04-28 early next week
2026-04-29 2026-04-30 mid next week
2026-04-29 2026-04-30 in the middle of next week
2026-04-30 2026-05-01 late next week
2026-04-30 2026-05-01 towards the end of next week
2026-05-04 2026-05-08 the week after next
2026-04-27 2026-05-01 this week is crazy
2026-04-24 2026-04-27 by the end of the week I'll know
2026-04-24 2026-04-26 give me a couple of days
2026-04-24 2026-04-27 try me in 2 or 3 days
2026-04-24 2026-04-27 back in 2 or 3 dyas, write then
2026-04-25 2026-04-28 in three to four days
2026-04-29 2026-04-30 in a week's time
2026-04-29 2026-05-01 give it a week
2026-04-29 2026-05-06 in a week or two
2026-05-06 2026-05-08 in two weeks' time
2026-05-06 2026-05-08 in a fortnight
2026-05-06 2026-05-08 a fortnight from now
2026-05-06 2026-05-08 two weeks from now
2026-05-06 2026-05-08 come back to me in a couple of weeks
2026-05-13 2026-05-15 hold off for three weeks
2026-05-20 2026-05-25 check back in a month
2026-05-20 2026-05-25 a month from now
2026-05-20 2026-05-26 4 weeks or so
2026-06-03 2026-06-10 in six weeks
2026-06-03 2026-06-17 6-8 weeks
2026-06-03 2026-06-17 in 6 to 8 weeks
2026-06-20 2026-06-26 in a couple of months
2026-07-20 2026-07-27 in three months' time
2026-07-20 2026-07-27 in a quarter
2026-10-20 2026-10-26 in half a year
2026-10-20 2026-10-26 in six months
2026-10-20 2026-10-26 six months down the line
2026-10-20 2026-10-26 leave it six months
2027-04-20 2027-04-27 in a year or so
2027-04-20 2027-04-27 this time next year
2027-04-20 2027-04-27 a year from now
2026-07-20 2026-07-27 in 90 days
2026-05-20 2026-05-25 in 30 days
2026-05-06 2026-05-07 in 10 business days
2026-05-01 2026-05-08 early May
2026-05-01 2026-05-08 at the beginning of May
2026-05-01 2026-05-08 at the start of May
2026-05-14 2026-05-20 mid-May
2026-05-14 2026-05-20 mid May
2026-05-14 2026-05-20 around the middle of May
2026-05-25 2026-05-31 late May
2026-05-25 2026-05-31 at the end of May
2026-05-25 2026-06-01 by end of May we will know, ping me
2026-05-25 2026-05-31 towards the end of May
2026-05-16 2026-05-20 second half of May
2026-05-16 2026-05-20 in the latter half of May
2026-06-01 2026-06-05 first week of June
2026-06-01 2026-06-08 in the first days of June
2026-06-24 2026-06-30 last week of June
2026-06-08 2026-06-12 second week of June
2026-05-20 2026-05-20 20 May
2026-05-20 2026-05-20 May 20
2026-05-20 2026-05-20 May 20th
2026-05-20 2026-05-20 the 20th of May
2026-05-20 2026-05-20 20th May at 10am
2026-05-20 2026-05-20 Wednesday 20 May
2026-05-20 2026-05-20 Wed, May 20
2026-05-20 2026-05-20 20/05/2026
2026-05-20 2026-05-20 2026-05-20
2026-05-20 2026-05-20 20.05.2026
2026-05-20 2026-05-20 May 20, 2026 works for me
2026-04-30 2026-04-30 the 30th is good
2026-04-30 2026-04-30 on the 30th
2026-05-15 2026-05-18 after the 15th
2026-05-15 2026-05-18 after the 15th of May
2026-05-15 2026-05-15 not before the 15th of May
2026-05-15 2026-05-15 no earlier than May 15
2026-05-15 2026-05-15 Nothing before 15 May please
2026-05-15 2026-05-18 anytime after May 14
2026-05-15 2026-05-18 past 14 May I'm free
2026-05-15 2026-05-15 from 15 May
2026-05-15 2026-05-15 as of 15 May
2026-05-15 2026-05-15 I'm back on 15 May
2026-05-15 2026-05-15 returning May 15
2026-05-15 2026-05-15 I return to work on May 15
2026-05-15 2026-05-15 I will be back in the office on Friday, May 15
2026-05-15 2026-05-15 On the road all week, back at work May 15
2026-05-15 2026-05-18 I'm away until 15 May
2026-05-15 2026-05-18 out of office until May 15
2026-05-26 2026-05-26 The shop is shut till Tuesday 26 May
2026-05-26 2026-05-26 closed until Tuesday 26 May
2026-05-18 2026-05-18 I'm off from 5 to 17 May
2026-05-18 2026-05-18 on annual leave May 5 - May 17
2026-05-18 2026-05-18 on vacation 5-17 May
2026-05-18 2026-05-18 I will be out of the office from 5 May through 17 May with limited access to email
2026-05-18 2026-05-18 OOO 05/05-17/05
2026-05-18 2026-05-18 away through 17 May inclusive
2026-05-18 2026-05-18 out through May 17
2026-05-06 2026-05-08 away for two weeks
2026-05-06 2026-05-08 I'm on holiday for the next two weeks
2026-05-01 2026-05-20 in May
2026-05-01 2026-05-20 sometime in May
2026-05-01 2026-05-20 next month
2026-05-01 2026-05-08 at the start of next month
2026-05-14 2026-05-20 mid next month
2026-05-25 2026-05-31 at the end of next month
2026-04-25 2026-04-30 end of the month
2026-04-25 2026-04-30 at month end
2026-05-01 2026-05-08 after month end
2026-07-01 2026-07-10 July onwards
2026-07-01 2026-07-10 from July
2026-07-01 2026-07-10 not until July
2026-07-01 2026-07-10 no sooner than July
2026-07-01 2026-07-10 we're frozen until July
2026-07-01 2026-07-10 come July we can talk
2026-07-01 2026-07-20 once July starts, write again
2026-06-01 2026-06-20 June or July
2026-06-01 2026-06-10 May is impossible
2026-07-01 2026-07-20 Q3
2026-07-01 2026-07-20 in the third quarter
2026-07-01 2026-07-20 next quarter
2026-07-01 2026-07-10 early Q3
2026-08-05 2026-08-31 mid Q3
2026-09-15 2026-09-30 late Q3
2026-06-15 2026-07-01 at the close of Q2
2026-06-15 2026-07-01 end of the quarter
2026-07-01 2026-07-10 after Q2 closes
2026-07-01 2026-08-01 H2
2026-07-01 2026-08-01 in the second half of the year
2026-06-01 2026-06-20 this summer
2026-06-01 2026-06-20 over the summer
2026-06-01 2026-06-10 early summer
2026-08-20 2026-08-31 end of summer
2026-09-01 2026-09-10 after the summer
2026-09-01 2026-09-10 after the summer holidays
2026-09-01 2026-09-20 in the autumn
2026-09-01 2026-09-20 in the fall
2026-12-01 2026-12-20 this winter
2026-12-14 2026-12-31 at the end of the year
2026-12-01 2026-12-31 late this year
2026-12-01 2026-12-31 towards year end
2027-01-01 2027-01-31 next year
2027-01-01 2027-01-31 early next year
2027-01-01 2027-01-31 in the new year
2027-01-01 2027-01-31 in 2027
2027-01-01 2027-01-31 early 2027
2027-01-01 2027-01-31 in the first quarter of next year
2027-03-01 2027-03-10 next spring
2027-03-01 2027-03-20 spring 2027
2027-03-29 2027-03-31 after Easter
2026-05-05 2026-05-06 after the bank holiday
2026-05-05 2026-05-06 after the bank holiday weekend
2026-05-05 2026-05-08 after the May bank holiday
2026-09-08 2026-09-09 after Labor Day
2026-05-26 2026-05-27 after Memorial Day
2026-07-05 2026-07-07 after the 4th of July
2026-07-05 2026-07-07 after July 4th
2026-11-27 2026-11-30 after Thanksgiving
2026-12-27 2027-01-05 after Christmas
2026-12-01 2026-12-24 let us speak before Christmas
2026-12-27 2027-01-05 after the Christmas break
2027-01-02 2027-01-05 after New Year
2026-05-28 2026-06-02 after Eid al-Adha
2026-11-09 2026-11-10 after Diwali
2026-04-25 2026-04-27 at the weekend
2026-04-27 2026-04-28 after the weekend
2026-04-23 2026-04-23 tomorrow
2026-04-23 2026-04-23 tmrw 3pm
2026-04-23 2026-04-23 tomorrow first thing
2026-04-24 2026-04-24 the day after tomorrow
2026-04-22 2026-04-22 later today
2026-04-22 2026-04-22 this afternoon
2026-04-22 2026-04-22 call me in an hour
2026-04-22 2026-04-22 ring back in half an hour
2026-04-22 2026-04-22 in 20 minutes please
2026-04-22 2026-04-22 call me at 5pm
2026-04-24 2026-04-24 Friday 2-4pm
2026-04-24 2026-04-24 Fri @ 14:30
2026-04-24 2026-04-24 Friday between 10 and 12
2026-04-24 2026-04-24 Tuesday was a mess, can we do Friday?
2026-09-01 2026-09-10 The 2026 budget is spent, ask again in September
2026-05-20 2026-05-20 Saw your mail of 20 April, let's speak on 20 May
2026-05-04 2026-05-06 4-6 May
2026-05-04 2026-05-06 between 4 and 6 May
2026-05-04 2026-05-06 May 4-6
2026-05-11 2026-05-12 week commencing 11 May
2026-05-11 2026-05-12 w/c 11 May
2026-05-11 2026-05-12 the week of May 11
2026-06-15 2026-06-16 The tender closes on 14 June, call us after that
2026-10-01 2026-10-20 Our contract runs until October, ask me then
2026-05-05 2026-05-05 not this week, not next Monday, let's say 5 May
2026-06-01 2026-06-10 Let's park it until June
2026-05-20 2026-05-25 circle back in about a month
2026-04-25 2026-04-28 I need three days
2026-04-25 2026-04-28 within three days I'll get back to you
"""

AUTUMN = """
2026-12-10 2026-12-11 I'm on leave until 10 December
2026-12-18 2026-12-18 Annual leave 3-17 December
2026-12-18 2026-12-18 I will be on leave from 3rd to 17th December
2027-01-02 2027-01-05 after the holidays
2027-01-02 2027-01-05 after New Year
2027-01-02 2027-01-05 after the new year break
2027-01-01 2027-01-31 in the new year
2027-01-01 2027-01-31 January
2027-01-04 2027-01-05 We are closed from 24 December to 3 January
2027-01-04 2027-01-05 Our office is closed Dec 24 - Jan 3
2027-01-04 2027-01-05 we reopen on 4 January
2027-01-04 2027-01-05 reopening Monday 4 Jan
2027-01-14 2027-01-20 mid-January
2027-02-01 2027-02-20 Feb
2027-02-01 2027-02-20 in February
2027-01-01 2027-01-31 Q1
2027-01-01 2027-01-31 Q1 2027
2027-01-01 2027-01-31 Q1 next year
2027-03-15 2027-04-01 end of Q1
2027-03-15 2027-04-01 close of Q1
2027-04-01 2027-04-10 after Q1
2027-04-01 2027-04-20 Q2 2027
2027-04-01 2027-04-10 Our fiscal year ends in March, talk after that
2027-04-01 2027-04-10 new fiscal year starts 1 April, contact us then
2027-02-07 2027-02-15 after Chinese New Year
2027-02-07 2027-02-15 after the Lunar New Year
2027-03-09 2027-03-15 after Ramadan
2027-03-09 2027-03-15 after Eid
2026-11-30 2026-12-01 after Black Friday
2027-03-29 2027-03-31 after Easter
2027-02-15 2027-02-16 after Valentine's Day
2026-12-27 2027-01-05 after Xmas
2026-11-23 2026-11-23 Monday
2026-11-23 2026-11-23 Mon 10am
2026-11-23 2026-11-27 nxt week
2026-12-01 2026-12-08 beginning of December
2026-12-01 2026-12-01 1st Dec
2026-12-01 2026-12-01 Dec 1
2026-12-04 2026-12-08 in 2 wks
2027-01-20 2027-01-25 in 2 mths
2027-05-20 2027-05-26 in six months from now
2026-11-24 2026-11-24 on the 24th
2026-11-25 2026-11-30 end of November
2026-11-30 2026-12-01 Back in the office on Nov 30th
2026-11-30 2026-12-04 the week after next
2026-11-27 2026-11-30 Until Thursday I'm at a trade fair, any time after that
"""

AMERICAN = """
2026-11-27 2026-11-30 after Thanksgiving
2026-11-30 2026-12-01 after the Thanksgiving weekend
2027-01-02 2027-01-05 after the holidays
2027-01-19 2027-01-20 after MLK day
2027-02-16 2027-02-17 after Presidents' Day
2026-12-10 2026-12-10 12/10 works
2026-12-10 2026-12-10 12/10/2026 at 3pm
2026-12-10 2026-12-11 PTO until 12/10
"""

NO_DATE = """
We are open 24/7
We've been using Trustpilot for 3 months
Founded in 1998, we know the market
We have been with our vendor since 2019
For the last two years we have done it in house
Room 305, third floor
221 Baker Street, 2nd floor
What is the price for 25 seats?
Is it 49 a month?
Is there a discount for the first year?
Do you offer a 14-day trial?
Is the contract for 12 months?
How long does setup take, two weeks?
Does it support version 3.11?
We have 15 sites and 120 staff
Call us on 020 7946 0161
My number is +44 20 7946 0958
We're open 9 to 5
Opening hours: Mon-Fri 9am-5pm
Met you at the show in March
You wrote on 15 April, I remember
We discussed it yesterday
Last week we bought another tool
We tried it last year
I saw your email of 12/04
Ask again when the new version is out
Come back after the merger
Maybe later
Some other time
When the budget is there, we will call
Once my boss approves
I'll answer when I'm free
Our rating fell from 4.8 to 4.5
50/50 at this point
April May, office manager
Order 20260512 is paid
We read reviews every Friday
We have a team meeting on Mondays
Do reports come once a week?
May we add users without paying twice?
And may we add users in May without paying twice?
I get your emails every month
Third mail in a week
You have been writing since January, stop
Never write again, not tomorrow, not next year
Don't email me at weekends
Our guests leave a review within two days
The deal closed on 1 April
We march on regardless
Sat down with the team, no interest
Second that
Only 1 in 10 guests leaves a review
How quickly can you start?
The VAT number is 123456789
We are a family of 5 in a town of 20000
10 years in the trade and never needed it
Does the price go up in June?
Your invoice of 3 March is paid
"""
