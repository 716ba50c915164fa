"""Letters that put something off, with the days that are a right answer, and letters with dates of other things.

Each line: earliest, latest, words. The day is Wednesday 22 April 2026, 11:30 in Moscow.
"""

LATER_RU = """
2026-05-12 2026-05-14 Мы сейчас сдаём отчётность, закончим к 12 мая, напишите тогда
2026-06-01 2026-06-15 Тема интересная, но всё внимание на переезд до конца мая. В июне поговорим
2026-09-01 2026-09-15 Бюджет верстаем в сентябре, тогда и пришлите предложение
2026-05-04 2026-05-08 Зайдите на разговор недели через две, шеф как раз вернётся
2026-07-01 2026-07-20 Давайте отложим до третьего квартала
2026-05-18 2026-05-19 Я на больничном до 18 мая
2026-04-27 2026-05-01 Сегодня и завтра аудит, на следующей неделе освобожусь
2026-10-01 2026-10-15 У нас договор с другими до октября, потом посмотрим
2026-05-25 2026-05-26 Вернусь из командировки 25 мая и отвечу
2026-04-30 2026-04-30 Созвонимся 30 апреля в 14:00?
2026-08-01 2026-08-15 Директор в отпуске весь июль, пишите в августе
2026-05-12 2026-05-15 После майских праздников напомните о себе, пожалуйста
2027-01-01 2027-01-31 На этот год всё закупили. Вернитесь в следующем
2026-07-20 2026-07-27 Через квартал напишите
2026-06-15 2026-06-22 Ближе к середине июня станет понятно
2026-05-06 2026-05-06 Готова обсудить в среду, 6 мая
2026-04-24 2026-04-24 Давайте в пятницу после 15
2026-05-22 2026-05-25 Дайте месяц на раздумья
2026-06-10 2026-06-16 Выхожу из декрета 10 июня, тогда и вернёмся к вопросу
2026-11-01 2026-11-15 Раньше ноября нет смысла
2026-04-28 2026-04-28 Могу во вторник с 10 до 12
2026-05-01 2026-05-15 Напишите в мае, пожалуйста, сейчас горим
2026-06-01 2026-06-20 До лета ничего не решаем
2026-04-23 2026-04-23 Завтра утром позвоните
2026-07-06 2026-07-15 Тендер объявим после 5 июля, напомните
2026-04-22 2026-04-24 До конца недели жду от вас расчёт
2026-05-04 2026-05-20 Отпуск у меня до 3 мая, после выйду на связь
2026-09-01 2026-09-20 Осенью вернёмся к теме
2026-08-10 2026-08-11 Напишите десятого августа
2027-02-01 2027-02-15 Решение будет не раньше февраля
2026-05-12 2026-05-15 Мы на майских, пишите после
2026-07-01 2026-07-15 С июля появится бюджет, вернитесь
2026-06-01 2026-06-15 Переезжаем весь май, потом готовы говорить
2026-04-29 2026-04-30 Через недельку созвонимся
2026-08-24 2026-08-31 Позовите нас в последнюю неделю августа
2026-05-05 2026-05-05 Давайте пятого мая в десять
2026-10-01 2026-10-20 К вопросу вернёмся в четвёртом квартале
2026-04-27 2026-04-28 Буду только в понедельник, отвечу
2026-06-03 2026-06-04 Я в отъезде до 2 июня включительно
2027-01-01 2027-01-31 Бюджет на 2026 закрыт, пишите в январе
"""

LATER_EN = """
2026-06-01 2026-06-15 Our board meets in June, come back to me then
2026-05-11 2026-05-12 I am away until 11 May
2026-09-01 2026-09-15 We lock budgets in September, please resurface then
2026-05-04 2026-05-04 Could we do a call on May 4 at 11am?
2026-07-20 2026-07-27 Park this for three months
2026-08-01 2026-08-15 Nothing will move before August
2026-10-01 2026-10-20 Let's pick it up in Q4
2026-04-27 2026-05-01 Stuck in audits all week, next week is calmer
2026-05-20 2026-05-25 Nudge me in four weeks or so
2026-04-30 2026-04-30 Thursday the 30th works for a demo
2027-01-01 2027-01-31 We will look at new tools next year
2026-06-16 2026-06-17 Back from parental leave on 16 June
2026-05-01 2026-05-15 Mind trying me again in May?
2026-11-01 2026-11-15 Our contract with them runs until November, talk to me after that
2026-07-01 2026-07-10 Write to me at the beginning of July
2026-05-06 2026-05-08 Two weeks from now I will have an answer
2026-04-24 2026-04-24 Ring me this Friday at 4pm
2026-06-08 2026-06-12 The week of 8 June would be good for us
2026-05-18 2026-05-19 We are closed for stocktaking 4-17 May
2026-09-01 2026-09-20 After the summer we will have more people
2026-04-28 2026-04-28 How does next Tuesday at noon sound?
2026-06-15 2026-06-30 Let me think it over until the second half of June
2026-12-01 2026-12-15 I would revisit it in December
2026-04-22 2026-04-24 Can you get me numbers by Friday?
2026-05-25 2026-06-01 By the end of May we will decide
2026-08-17 2026-08-18 I'll return to the office on Monday, August 17
2026-10-15 2026-10-30 Six months from now might be realistic
2027-03-01 2027-03-20 Next spring, when the new site opens
2026-04-23 2026-04-23 Tomorrow after lunch, if that suits you
2026-05-22 2026-05-25 Ask me again a month from today
2026-05-11 2026-05-12 I'm on leave through 10 May
2026-07-01 2026-07-15 Shoot me a note in July
2026-09-01 2026-09-15 Holding off till September
2026-04-29 2026-04-29 Wednesday the 29th, 2pm?
2026-06-01 2026-06-15 May is mad, June is fine
2026-05-22 2026-05-25 Remind me a month later
2026-06-22 2026-06-24 Give it two months
2026-05-04 2026-05-08 We are moving office next week, try the week after
2026-10-01 2026-10-15 When our contract lapses in October, sure
2026-04-24 2026-04-24 Friday, 3 pm works
"""

OTHER_DATES = """
Наш пробный период закончился 31 марта
Счёт № 15/2026 оплатили 3 апреля
Мне 45 лет, и я такое видел
Заказ 12-05 пришёл с браком
Акт от 14.04.2026 подписан
Работаем по будням с 9 до 18
Прайс на май у вас есть?
Мы открылись 1 сентября
Наши клиенты ждут заказы к 1 июня
В декабре у наших покупателей пик
У нас 12 июня основан завод, праздник
Тариф 990 рублей в месяц дорого
Договор действует с 1 января
Отгрузили 300 единиц в понедельник
На прошлой неделе подключили конкурентов
Поддержка у вас 24/7 или по будням?
Вы писали 1, 8 и 15 апреля, хватит
Сколько стоит лицензия до конца года?
Мы уже два года на другой системе
Обновление 4.05 сломало импорт
Статья вышла 20 мая 2025 года
Накладная 10.06 не пришла
Сотрудников 30, из них 5 в отделе продаж
Скидка действует до конца месяца?
Поставка занимает 3 недели
У вас есть тариф на год?
Каждую пятницу делаем отчёт вручную
В 2024 году пробовали, не пошло
Понедельник день тяжёлый
Отзыв 5 из 5 оставили в четверг
Our trial ended on 30 June
Invoice 11/2026 was paid on 3 December
We hit 1,000 reviews last Monday
I am 52 and I have seen them all
Order 04/05 arrived broken
Contract dated 1 March 2026 is signed
We open at 9 and close at 6
Is the May price list out?
Our customers need their orders by 1 June
Our clients have a deadline on 15 May
Since Monday the site is down
The offer of 12 January was better
We pay $300 a month now
Support on weekdays only?
Is there an annual plan?
Version 5.12 broke the import
The report came out on 2 May last year
We ship 40 boxes a day
You wrote on the 1st, the 8th and the 15th, enough
We founded the company in October 2012
How long does delivery take, two weeks?
In the last quarter we lost two people
What will it cost for the whole year?
It took us three months to get rid of the last one
Room 12, floor 5, building 3
Does the discount last until the end of the month?
Your colleague called on Tuesday, I already said no
We renewed with them in February
Every June our customers go quiet
The second of your questions is easy
Оплатили 10 апреля, чек во вложении
Наш сезон с мая по сентябрь
У гостей заезд 1 мая
Магазин открыт до 22:00
В 2027 году нам исполнится 10 лет
Товар ждём с прошлой среды
Лицензия на 12 месяцев сколько?
Отзыв от 5 января удалён
Мне 33 года
В прошлом мае было лучше
Our fiscal year ended in March
Guests arrive on 1 June
Ticket 12/04 is still open
The event on 3 April went well
Is it cheaper if paid for a year?
We have 3 shops and 12 people
Open Mon to Sat, 10 to 8
I quit in January
Does it include weekends?
The price went up on 1 April
"""
