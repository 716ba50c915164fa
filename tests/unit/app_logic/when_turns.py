"""Replies whose words turn on each other: a time counted from another, taken back, pointed at, or only told of.

Each line of `DATED`: the country whose holidays count, the day of reading (11:30 in Moscow), earliest, latest, words; of
`UNDATED`: country, day of reading, words. By turn.
"""

DATED = {
    "counted from another time": """
RU 2026-04-02 2026-04-19 2026-04-21 Наберите нас через неделю после Пасхи
RU 2026-04-02 2026-05-16 2026-05-19 неделю спустя... в общем через неделю после майских
GB 2026-10-05 2026-10-26 2026-10-30 Ring me two weeks after the 12th
GB 2026-10-05 2026-12-16 2026-12-18 Chase me a week before Christmas
GB 2026-03-10 2026-04-01 2026-04-07 The books close on 31 March. New money the day after.
RU 2026-10-05 2026-11-08 2026-11-10 После 1 ноября неделю не звоните
GB 2026-10-05 2026-11-01 2026-11-06 Not in October, the month after
""",
    "so long from a day": """
GB 2026-10-05 2026-10-14 2026-10-16 I'm back on Tuesday 13th, give me a day to unpack
RU 2026-07-01 2026-07-20 2026-07-21 В отпуске с 6 июля две недели
RU 2026-07-01 2026-07-09 2026-07-10 завтра уезжаю на неделю, потом пишите
GB 2026-07-01 2026-07-20 2026-07-21 Away for two weeks from Monday
RU 2026-07-01 2026-07-25 2026-07-27 Через три с половиной недели можно
""",
    "a bare day, and a day of the month just named": """
RU 2026-12-01 2027-02-18 2027-02-19 в феврале, после 17-го
RU 2026-09-08 2026-09-21 2026-09-22 Выйду 21-го, тогда и гляну
RU 2026-09-08 2027-01-18 2027-01-19 В январе мы отдыхаем, вернусь 18-го
RU 2026-12-01 2027-01-12 2027-01-13 С 30 по 11 не работаем, с 12-го звоните
RU 2026-09-08 2026-09-30 2026-09-30 30-го в среду, в два
GB 2026-09-08 2026-09-18 2026-09-18 the 18th at 10 is good
""",
    "taken back": """
RU 2026-09-08 2026-09-11 2026-09-11 давайте в четверг. Ой, нет, лучше в пятницу
RU 2026-09-08 2026-09-11 2026-09-11 В среду... вернее, в пятницу
GB 2026-09-08 2026-09-16 2026-09-16 Monday works. Sorry, Wednesday next week
RU 2026-09-08 2026-11-01 2026-11-10 Пишите в октябре. Хотя нет, в октябре переезд, в ноябре
GB 2026-09-08 2026-10-01 2026-10-12 Next week, or rather October
""",
    "the unit goes without saying": """
RU 2026-01-20 2026-04-01 2026-04-12 В первом квартале денег нет, обсудим во втором
RU 2026-01-20 2026-01-26 2026-01-27 Гляну на неделе, а в начале следующей можно созвониться
RU 2026-01-20 2026-02-02 2026-02-06 на следующей неделе ревизия, через одну можно
GB 2026-01-20 2026-02-02 2026-02-06 Not next week, the one after
GB 2026-01-20 2026-02-02 2026-02-06 I can't do this week or next
GB 2026-01-20 2026-02-02 2026-02-06 on hols this week and next
RU 2026-01-20 2027-01-01 2027-01-31 бюджет уже в 27-м году
""",
    "a day of the week just named": """
GB 2026-05-12 2026-05-26 2026-05-26 Bank holiday on Monday 25th, so the Tuesday please
GB 2026-05-12 2026-05-19 2026-05-19 Next week, Tues or Thurs
GB 2026-05-12 2026-06-02 2026-06-03 In three weeks' time, Tuesday or so
GB 2026-05-12 2026-05-26 2026-05-26 W/c 18 May I'm away. Following week is OK, Tuesday onwards
GB 2026-05-12 2026-05-18 2026-05-18 We move on the 16th. Ring the Monday after that.
RU 2026-05-12 2026-05-19 2026-05-22 на следующей неделе, только не в понедельник
""",
    "after what was named": """
RU 2026-05-12 2026-06-15 2026-06-17 У нас защита 12 июня, после защиты обсудим
GB 2026-05-12 2026-06-15 2026-06-17 The fair is on the 12th of June. After that, gladly.
GB 2026-05-12 2026-06-15 2026-06-17 The stocktake runs until 12 June. Call me straight after.
RU 2026-04-02 2026-05-12 2026-05-14 На майские разъезжаемся, потом набирайте
RU 2026-09-08 2026-11-05 2026-11-09 После праздников ноябрьских
GB 2026-12-01 2027-01-04 2027-01-08 After Christmas and New Year
RU 2026-12-01 2027-01-14 2027-01-15 После новогодних, числа 14-го
RU 2026-07-01 2026-09-01 2026-09-10 После каникул, в сентябре
GB 2026-02-10 2026-04-01 2026-04-12 Budgets are decided in April. Try me then.
""",
    "asked to let a time pass": """
RU 2026-09-08 2026-09-14 2026-09-14 давайте в понедельник, пока все не разъехались
RU 2026-01-12 2026-02-01 2026-02-05 Дайте январь пережить
RU 2026-12-01 2027-01-12 2027-01-13 С 29-го по 11-е нас нет
GB 2026-07-28 2026-09-01 2026-09-05 Everyone's on holiday July and August
RU 2026-09-08 2026-09-29 2026-10-02 три недели ждём стройку, потом вернёмся
""",
    "counted from the time before it": """
GB 2026-05-12 2026-06-01 2026-06-01 I'm on the road w/c 25 May, in again the following Monday
GB 2026-05-12 2026-05-18 2026-05-22 The launch is on Thursday. Try me the week after.
GB 2026-05-12 2026-06-08 2026-06-12 Elections w/c 1 June, the week following that is good
GB 2026-05-12 2026-05-25 2026-05-29 I'm training all of next week. The one after is fine.
GB 2026-05-12 2026-05-26 2026-05-26 Not next Tuesday, the one after
RU 2026-05-12 2026-05-25 2026-06-05 На следующей неделе проверка, а через неделю после этого можно и созвониться
GB 2026-10-05 2027-01-20 2027-01-21 Call me in the New Year, preferably after the 19th
RU 2026-10-05 2026-11-07 2026-11-09 Звоните в ноябре, числа после шестого
GB 2026-05-12 2026-06-08 2026-06-14 The first week of June is bad. Second week works.
GB 2026-05-12 2026-05-22 2026-05-26 Back in on Thurs 21st. Give me a day to land.
GB 2026-10-05 2027-01-05 2027-01-15 The lease is up at the end of January, talk to me a few weeks before that
RU 2026-07-01 2026-07-20 2026-07-21 уезжаю в отпуск 6 июля на две недели
GB 2026-05-12 2026-05-14 2026-05-15 Stretched today and tomorrow, ring me after that
RU 2026-05-12 2026-06-21 2026-06-23 С 15 по 20 июня переобучаемся, сразу после готова
GB 2026-05-12 2026-06-01 2026-06-03 Bank holiday's on the 30th, call us after that
""",
    "concluded": """
GB 2026-05-12 2026-05-21 2026-05-21 I'm out on Tuesday, Wednesday is a zoo, so Thursday next week
GB 2026-11-25 2027-01-06 2027-01-06 After the Christmas break, so Wednesday the 6th
RU 2026-05-12 2026-05-21 2026-05-21 Во вторник проверка, в среду совет, значит, в четверг на следующей неделе
RU 2026-02-25 2026-03-09 2026-03-11 Сначала 8 Марта переживём. Потом пишите
RU 2026-02-25 2026-03-09 2026-03-11 Вся голова занята 8 марта. Созвонимся после
""",
    "refused, and to be asked later": """
RU 2026-09-08 2026-09-11 2026-09-11 в пятницу до обеда, потом нас нет неделю
RU 2026-09-08 2026-09-14 2026-09-18 На следующей неделе, в любой день кроме вторника
RU 2026-09-08 2026-09-21 2026-09-22 Ревизия до 17-го, после выходных набирайте
GB 2026-09-08 2026-09-10 2026-09-10 How's Thursday for a look at it?
GB 2026-09-08 2026-11-08 2026-11-10 Two months, please. The builders are in.
GB 2026-09-08 2026-09-18 2026-09-18 Put me down for the 18th
RU 2026-09-08 2026-11-05 2026-11-06 У нас марафон к 4 ноября, не до чего. После него с радостью
GB 2026-09-08 2026-11-01 2026-11-09 November, once the builders have gone
RU 2026-09-08 2026-10-01 2026-10-05 закрою сентябрь и отвечу
RU 2026-09-08 2026-09-21 2026-09-25 На следующей неделе юбилей у шефа, а через неделю можно
RU 2026-09-08 2026-11-10 2026-11-11 4 ноября у нас святое, до десятого ноября никого не беспокойте
RU 2026-09-08 2026-09-15 2026-09-15 После выходных посмотрю, во вторник отвечу
GB 2026-09-08 2026-09-21 2026-09-25 We launch on 16 September; the following week I'm free
RU 2026-12-01 2027-02-01 2027-02-03 Не беспокоить в январе, у нас ревизия
RU 2026-05-12 2026-05-26 2026-05-29 Не трогайте нас две недели
GB 2026-05-12 2026-05-26 2026-05-29 Not for a fortnight, sorry
GB 2026-05-12 2026-05-18 2026-05-20 Let me sleep on it over the weekend
GB 2026-10-05 2026-12-01 2026-12-12 Not earlier than December. We'll look at it when the new chef has started.
""",
    "forms": """
GB 2026-07-14 2026-08-24 2026-08-28 Ring in the last week of August
GB 2026-10-05 2026-11-01 2026-11-05 Talk to me when October's over
RU 2026-10-05 2026-11-05 2026-11-09 после длинных ноябрьских
RU 2026-10-05 2026-11-04 2026-11-06 через месяц, к тому времени освоюсь
GB 2026-05-12 2026-05-22 2026-05-26 Give us ten days to two weeks
GB 2026-05-12 2026-05-26 2026-05-27 Tues or Weds of the week after next
GB 2026-02-05 2026-04-01 2026-04-10 in spring, April I should think
GB 2026-07-14 2026-08-17 2026-08-21 The week of the 17th of August
GB 2026-07-14 2026-07-16 2026-07-16 Wednesday at a pinch, Thursday is better
GB 2026-09-08 2026-09-10 2026-09-10 the day after tomorrow suits
GB 2026-09-08 2026-09-22 2026-09-22 A fortnight today would do
GB 2026-09-08 2026-09-11 2026-09-11 I'll have read it by COB Friday
GB 2026-09-08 2026-09-14 2026-09-14 Monday first thing
GB 2026-09-08 2026-09-15 2026-09-15 Same day next week?
GB 2026-09-08 2026-09-28 2026-10-02 w/c 28th
RU 2026-09-08 2026-09-16 2026-09-30 Во второй половине месяца
RU 2026-09-08 2026-09-14 2026-09-14 пнд в 11 жду
RU 2026-02-03 2026-02-15 2026-02-18 после дня влюблённых, мы цветочный
GB 2026-10-05 2026-11-06 2026-11-09 After Bonfire Night would be good
GB 2026-07-14 2026-08-03 2026-08-07 the first full week of August
GB 2026-07-14 2026-08-15 2026-08-17 We're off the first fortnight of August, after that yes
RU 2026-07-14 2026-08-21 2026-08-24 Дайте месяц и неделю
GB 2026-07-14 2026-08-14 2026-08-14 A month today
RU 2026-07-14 2026-08-15 2026-08-20 в сер. августа
GB 2026-07-14 2026-07-22 2026-07-22 Midweek next week suits
GB 2026-07-14 2026-10-14 2026-10-14 Three months, then call me
GB 2026-08-20 2026-09-01 2026-09-03 We'd talk after the summer
GB 2026-07-14 2026-09-01 2026-09-07 Early Sept. I'll have staff by then.
GB 2026-07-14 2026-09-01 2026-09-07 After the heat, let's say September
RU 2026-07-14 2026-07-24 2026-07-24 24-го уже дома, набирайте
RU 2026-07-14 2026-08-02 2026-08-03 1 августа гуляем, так что со второго
GB 2026-07-14 2026-07-22 2026-07-22 Any chance of moving it to Wednesday week? No, the 22nd
""",
}

UNDATED = {
    "set phrases": """
RU 2026-09-08 Ответим после дождичка в четверг
RU 2026-09-08 Обещанного три года ждут, а у вас семь пятниц на неделе
GB 2026-09-08 Maybe in a month of Sundays
GB 2026-09-08 That's four emails in two weeks!
GB 2026-09-08 It's a 9 to 5 shop, we aren't a call centre
""",
    "days gone by": """
RU 2026-09-08 Звонили мне в субботу! В субботу!
RU 2026-09-08 Ваш коллега обещал перезвонить 1 сентября. И где?
GB 2026-09-08 You sent it on Monday and on the 2nd
GB 2026-09-08 We talked about it back in May and nothing came of it
GB 2026-09-08 Our financial year closed in July, so that's that
RU 2026-09-08 Поставили такую же, сняли через 2 месяца
""",
    "only told of": """
GB 2026-09-08 We got three stars from Ann on 8 September and can't see why
RU 2026-12-18 31 декабря открыты до 16:00, работаем без обеда
RU 2026-09-08 19 сентября у нас свадьба на сто человек
RU 2026-09-08 Билеты на 19.09 уже куплены
RU 2026-11-30 До нового года осталось четыре недели, дел выше крыши
GB 2026-09-08 The quiz is on Friday
GB 2026-09-11 It's Friday, have a heart
RU 2026-09-13 Воскресенье же!
RU 2026-09-08 8 сентября, а вы всё о том же
GB 2026-09-08 Nobody buys software on a Friday
""",
    "what others do, and how things are": """
RU 2026-07-14 К первому сентября родители скупают всё. А чем вы поможете?
RU 2026-07-14 Мы разбираем жалобы в течение трёх дней, нам хватает
RU 2026-07-14 В среднем гость возвращается через 2-3 месяца
RU 2026-07-14 Перезвонят через неделю после установки?
GB 2026-07-14 If a guest moans on a Saturday, who reads it?
GB 2026-07-14 If we change our minds in a month, do we get the money back?
RU 2026-07-14 Гости бронируют на субботу, а пишут гадости
RU 2026-07-14 Оплата до 25 числа?
RU 2026-07-14 Лет через двести
GB 2026-07-14 What's the catch with the 36 month plan?
GB 2026-07-14 The talk on the 9th was good
GB 2026-07-14 You asked in March and again in June
RU 2026-07-14 Проверка есть в выходные?
RU 2026-07-14 Будни 9-19, суббота до 14, воскресенье закрыто
""",
    "asked about, and told": """
GB 2026-07-14 Are we tied in for 12 months?
GB 2026-07-14 Four reviews in a month, that's all we get
RU 2026-07-14 Мастер обещался до пятницы, но так и не приехал
RU 2026-07-14 А на август можно приостановить подписку?
GB 2026-07-14 Please send the report for Q4, I'd like to see the layout
RU 2026-07-14 В мае было пять жалоб, в апреле две
RU 2026-07-14 По понедельникам у нас планёрка, в среду выезды, не до писем
GB 2026-07-14 Would the discount apply if we joined before Halloween?
RU 2026-07-14 Можно отказаться через месяц?
GB 2026-07-14 What do we pay in year two?
RU 2026-07-14 В октябре вы обещали прислать макет, жду до сих пор
RU 2026-07-14 Счёт на август задвоился, посмотрите
RU 2026-07-14 Это только про будни или и про воскресенье?
GB 2026-07-14 Tuesday's newsletter was a nice read
GB 2026-07-14 Does "half price" include August as well?
GB 2026-07-14 Tuesday to Friday we cook, weekends we rest
GB 2026-07-14 We had it installed in May and binned it after a month
GB 2026-07-14 Two market stalls and a Sunday fair, which plan?
""",
    "bound to somebody else, and never": """
GB 2026-07-14 We signed with the other lot until February, so no
RU 2026-07-14 Подписались с соседями до конца мая, так что обсуждать нечего
RU 2026-07-14 Не пишите нам ни в августе, ни в сентябре, никогда
GB 2026-07-14 Don't call in August, September or any other month
RU 2026-07-14 А можно подписку на август?
""",
    "times of other things": """
RU 2026-09-08 Гарантия до 8.09.2027, всё в порядке
RU 2026-09-08 Кредит до 2028 года платим
RU 2026-09-08 Удалите мои данные до 15 сентября, иначе жалоба
RU 2026-09-08 Сколько будет стоить до конца года?
RU 2026-09-08 Ответ в течение 5 рабочих дней. Ваше обращение № 77 зарегистрировано
GB 2026-09-08 We came third on May's list
""",
}
