"""Mails of our own making that ask us to stop, and mails that only look like it. One a line, "|" is a line break."""


def lines(block: str) -> tuple[str, ...]:
    """The block's lines, each with its "|" turned into line breaks."""
    return tuple(line.replace("|", "\n") for line in block.strip().splitlines())


STOPS_RU = lines("""
Отпишите меня от рассылки
отпишите
Отпишите нас, пожалуйста, от всех ваших писем.
Прошу отписать мой адрес
Как от вас отписаться?
хочу отписаться
где у вас кнопка отписки
Не могу найти, как отписаться от этого безобразия
отписка
Отписаться
Отпишитесь от меня наконец
Больше не пишите мне
Не пишите мне больше никогда.
не пишите сюда
Пожалуйста, не пишите нам больше, нам это не нужно
Не звоните и не пишите.
не надо мне писать
не нужно нам больше ничего присылать
Не присылайте больше писем
не шлите мне ничего
Не надо слать мне рекламу
не беспокойте
Прошу больше не беспокоить нашу организацию
Просьба не беспокоить
Прошу вас впредь не направлять на этот адрес коммерческие предложения.
Убедительная просьба больше не отправлять нам подобные письма
Не спамьте!
Хватит спамить
хватит мне писать
Хватит.
ну хватит уже
Стоп
СТОП!!!
стоп, пожалуйста
Прекратите рассылку
Прекратите присылать мне этот мусор
Перестаньте мне писать, пожалуйста
перестань слать спам
Завязывайте со своими письмами
Кончайте со спамом
харэ спамить
Довольно писем, спасибо
Удалите меня из базы
удалите мой адрес
Удалите, пожалуйста, наш email из вашего списка рассылки
Прошу удалить мои персональные данные
Требую удалить мои данные из вашей базы в соответствии с 152-ФЗ
Уберите меня из списка
исключите нас из рассылки
Вычеркните меня из вашего списка
Снимите меня с рассылки
выпишите нас из рассылки
Забудьте мой номер
забудьте про меня
Потеряйте мой контакт
Отзываю согласие на обработку персональных данных
Возражаю против использования моего адреса для рекламы
Внесите меня в стоп-лист
Добавьте наш домен в чёрный список у себя
Оставьте меня в покое
оставьте нас уже в покое
отстаньте
Отвалите
отвяжитесь от меня
отъебитесь
Идите лесом со своей рассылкой
идите на хер
пошли вон
Задолбали писать
задолбали!
Достали со своим спамом
Как же вы достали
надоели ваши письма
заебали спамить
Больше никаких писем!
никаких больше звонков и писем
Не хочу получать ваши письма
не желаю больше получать рекламу
Не хочу вас больше слышать
Мне не нужна ваша рассылка
Ваши письма мне не нужны, отстаньте
Я же просил не писать
Я вас уже просил больше не писать
Сколько раз повторять: не пишите!
сколько можно, прекратите
Сколько можно слать это?
Сколько можно?!
Ещё одно письмо, и я иду в ФАС
Если не прекратите, пожалуюсь в Роскомнадзор
Напишу жалобу в Роскомнадзор
Буду жаловаться в прокуратуру. Это незаконно.
Ещё раз напишете — заблокирую
В бан
заблокирую вас
отправляю вас в спам
Отправил в спам.
Не интересно, не пишите больше
Спасибо, не актуально. Прошу исключить из рассылки
Добрый день!|Нам это не нужно.|Просьба удалить нас из списка контактов.|С уважением, Иван
Здравствуйте. Мы не заинтересованы в вашем предложении и просим больше нас не беспокоить.
отпишити меня
отпишит
атпишите меня
удолите меня из базы
прикратите слать письма
пирестаньте писать
не пишыте мне больше
не пишете мне больше
хватет спамить
не беспокоийте
о т п и ш и т е
с т о п
С.Т.О.П.
CTOП
oтпишитe мeня
0тпишите меня
стоооооп
ОТПИ\u200bШИТЕ МЕНЯ
ХВА\u00adТИТ!
otpishite menya
ne pishite mne bolshe
hvatit spamit
udalite menya iz bazy
jngbibnt vtyz
cnjg
Прошу прекратить направление мне рекламных сообщений
Мы не давали согласия на получение рекламы. Удалите наш адрес.
Чтобы я больше ваших писем не видел
чтоб больше не писали мне
надеюсь, вы мне больше не напишете
Не звоните мне больше
никогда больше сюда не пишите
На этот номер больше не звонить
больше не писать!
Не писать. Не звонить.
Нас всё устраивает, поэтому просим не присылать подобных предложений
Уже третье письмо! Удалите меня!
Ребята, хорош слать, не интересно
не трогайте меня
не лезьте в мою почту
Отмените подписку
Отмените мою подписку на ваши письма
Отказываюсь от получения рассылки
Отказ от рассылки
Дальнейшие письма не нужны
Дальнейшую переписку считаю бессмысленной
Давайте прекратим переписку
Не тратьте моё время, удалите контакт мой
Нас удалите из базы
меня вычеркните пожалуйста
можете больше не писать
Можно мне больше не писать?
Вы можете мне больше не писать, я не буду отвечать
Не смейте мне больше писать
не вздумайте ещё раз звонить
Вы меня заспамили, прекращайте
Прекращайте
перестаньте
Остановитесь, пожалуйста
Не надо больше.
больше не надо писем
больше не надо мне ничего слать
Не нужно больше писать
Не хочу с вами общаться
я не подписывался на это, отпишите
Снимите нас с вашей рассылки, иначе обратимся в полицию
Не обращайтесь к нам больше
Просим вас не направлять в наш адрес рекламные материалы
Прошу не использовать мой адрес для рассылок
Просьба удалить контакты и не звонить.
Я устал от ваших писем
Уймитесь уже
валите нафиг
Проваливайте
не засоряйте мне ящик
не заваливайте меня спамом
Исключите этот e-mail
Сотрите мой номер телефона
Удаляйте меня отовсюду
Прошу вычеркнуть нас
Пожалуйста, никогда не пишите на этот ящик
Будьте добры, перестаньте присылать мне предложения
Будьте любезны больше не писать
не присылайте мне свои предложения
не предлагайте нам ничего
Не надо нам ничего предлагать
не пытайтесь с нами связаться
Не связывайтесь с нами больше
стоп спам
Стоп рассылка
/stop
""")

STOPS_EN = lines("""
unsubscribe
Unsubscribe me please
please unsubscribe
pls unsub
UNSUBSCRIBE!!!
I want to unsubscribe
How do I unsubscribe from this?
Where is the unsubscribe link?
I'd like to opt out
opt me out
opt-out
Please opt us out of all future mailings.
stop
STOP.
Stop it
please stop
Just stop already
S T O P
s.t.o.p
stpo
st0p
ｓｔｏｐ
ѕtор
stoooop
un-subscribe
unsubcribe
unsubsribe me
unsuscribe
u\u200bnsub\u200bscribe
Stop emailing me
stop sending me these emails
please stop sending me emails
Quit emailing me
Can you stop contacting me?
Would you please stop messaging us
You need to stop emailing me
if you don't stop emailing me I will report you
why don't you stop spamming people
stop the spam
stop spamming me
Stop with the emails
stop this spam now
Enough with the emails
enough.
Enough already!
Cease all contact
cease and desist
Cease and desist immediately or hear from our lawyers.
remove me
Remove me from your list
please remove my email address from your database
Take me off your list
take me off this mailing list please
Take us off
get me off this list
delete my data
Delete my contact details please
Please erase all personal data you hold about me.
I am exercising my right to erasure under Article 17 GDPR.
Under GDPR I demand that you delete my information
I withdraw my consent
I object to the processing of my data for direct marketing
Remove this address
drop me from your list
lose my number
Lose my email address
Don't email me again
do not contact me again
Don't contact us anymore
dont write to me
do not call or email me
Don't call me again.
never contact me again
Never email this address again
Please do not send me any more emails
don't send me anything
Do not send any further messages
no more emails
No more emails please
no further contact please
No more of this
I don't want your emails
I do not wish to receive any more emails
we don't want to be contacted
I no longer wish to hear from you
I don't want to hear from you again
not interested in receiving these
Not interested, remove me
Not interested. Please take me off your list.
No thanks, please don't contact me again
leave me alone
Leave us alone, please.
go away
Go away!
fuck off
f*ck off
Fuck off and stop mailing me
piss off
get lost
Buzz off
screw you and your spam
get out of my inbox
Stay out of my inbox
shut up
Reported as spam
I'm reporting this as spam
I will report you to the ICO
Marking this as spam. Bye
blocking you
You're blocked
One more email and I call my lawyer
Next email goes straight to spam
If you contact me again I'll report you
I asked you not to email me
I told you to stop emailing me
I've asked you three times to stop contacting me
I'd appreciate it if you didn't email me again
I would prefer not to be contacted
Please refrain from contacting me
please refrain from sending further emails
kindly remove us from your mailing list
kindly stop
Add me to your do not contact list
put us on your DNC list
do not contact
I did not sign up for this. Unsubscribe.
Cancel my subscription
I'm opting out
consider me unsubscribed
this is harassment, stop
Hi Anna,||We are not interested.|Please remove us from your list.||Best,|Tom
I never subscribed to this, take my address off your list
Please don't reach out again
don't reach out to me again
don't bother me
stop bothering me
Stop calling me
please don't text this number
wrong person, and please don't email me again
spam someone else
I don't consent to marketing emails
remove all my information from your systems
please delete me from your records
delete me from your crm
scrub my name from your lists
How many times do I have to say stop?
Make it stop.
quit it
cut it out
knock it off
stop. stop. stop.
Stop stop stop
Please stop all communication
Stop all communications with me and my company
no emails please
We don't accept solicitations. Remove.
stop harassing me
You have 24 hours to erase my data
I want off this list
take my name off
please forget my email
ыещз
гтыгиыскшиу
plz stop mailing
I said no, stop writing
i don't want any more emails from you
Any further contact will be treated as harassment.
Further emails are not welcome
discontinue sending emails to this address
""")

NEAR_RU = lines("""
не интересно
Спасибо, нам это не актуально
Нет
Не отписывайте меня, пожалуйста
не отписывайте нас, читаем с интересом
Не могли бы вы остановиться подробнее на интеграции?
Могут ли клиенты отписаться от ваших писем?
Как наши клиенты смогут отписаться от рассылки?
Остановимся на тарифе Про
нам пришлось остановить проект
хватит и двух лицензий
Нам хватит десяти мест
двух недель хватит?
хватит ли нам базового тарифа
Прекратили закупки у них, ищем нового поставщика
Мы хотим прекратить закупки у текущего поставщика
не пишите до января
Не пишите мне до понедельника, я в отпуске
не беспокойте меня до 10 числа
Не звоните в выходные
Не звоните после шести
Не пишите Пете, пишите Маше
Не пишите мне, пишите Ольге: olga@firma.ru
не присылайте презентацию, лучше расскажите
Не присылайте архивы, почта их режет
не шлите pdf, дайте ссылку
Не звоните, напишите на почту
не надо звонить, лучше письмом
Не беспокойтесь, всё получили
не стесняйтесь писать
Почему вы мне больше не пишете?
почему не пишете?
Отпишусь на неделе
Отпишусь вам в понедельник
Отпишитесь, когда будет готово КП
отпишите мне по срокам
Отпишите по результату встречи
опишите подробнее условия
уделите мне 15 минут
Сколько можно подключить пользователей?
сколько можно сэкономить?
Сколько можно слать писем в месяц на базовом тарифе?
Менеджеры задолбались вручную слать отчёты, поможет?
Нас достали ручные отчёты
задолбали эти таблицы, давайте смотреть вашу систему
Ваше письмо попало в спам, пришлите ещё раз
Письмо ушло в спам, только нашёл
Нашёл вас в спаме, тема интересная
как не попасть в спам с вашей рассылкой?
Мы делаем рассылку клиентам через ваших конкурентов, хотим сменить
Удалите дубль из таблицы
как удалить данные клиента из системы?
Можно ли удалить наши данные после пробного периода?
Соответствует ли ваш сервис 152-ФЗ?
Где хранятся персональные данные?
Стоп, подождите, а сколько это стоит?
Стоп. А какая цена?
стоп-лист у вас есть?
Есть ли в системе стоп-лист для номеров?
Не удаляйте мой контакт, вернусь к вам весной
не забудьте мой номер
Не забудьте прислать прайс
не теряйте нас
не теряйтесь, мы думаем
Оставьте ваш телефон
Оставьте заявку на сайте
Уберите из КП второй пункт, и подпишем
Исключите из счёта доставку
Снимите, пожалуйста, видео с обзором
Напишите мне в личку
больше информации пришлите
Пришлите больше писем с примерами
Мы больше не работаем с этим поставщиком
Я здесь больше не работаю
этим вопросом больше не занимаюсь
Не сейчас
Давайте не раньше марта
не готовы пока
Не хочу получать прайс вслепую, давайте сначала созвон
Не хочу писать в поддержку, можно вас?
Нам не надо писать код?
Мы не хотим слать клиентам спам, как у вас с этим?
чтобы не писать отчёты вручную, есть автоматизация?
Хотим перестать слать счета вручную
Как прекратить рассылку дублей клиентам?
нужно чтобы клиентам больше не приходили дубли
Не могу писать, я за рулём
не успеваю писать, давайте голосом
Вы же не пишете код сами?
Жаль, что раньше не писали
Не писали нам давно, рад слышать
хорош, давайте созвонимся
Хорошо, пишите
Хорошо, присылайте
довольно интересно
довольно дорого
Достаточно одного письма с ценами
Достаточно информации, давайте договор
прекрасно, жду звонка
Прекратите ссылаться на конкурентов и покажите продукт
Завязывайте с теорией, давайте демо
Вы бот?
Откуда у вас мой адрес?
где вы взяли мой номер
Кто вам дал мой контакт?
я не подписывался на вашу рассылку, откуда адрес?
Отказываемся от 1С, ищем замену
отказались от Битрикса, рассматриваем вас
Нам отказали в кредите, вернёмся позже
Отмените встречу в четверг, перенесём на пятницу
отключите автопродление, и подпишем
Не закрывайте нам доступ
Не останавливайтесь, продолжайте
не прекращайте присылать кейсы
не переставайте писать, просто я занят
Не хватит бюджета
не хватает времени
Мне хватило вашей презентации, беру
Нам бы прекратить этот хаос в заявках
Ваша компания в стоп-листе нашей службы безопасности?
Как вы боретесь с жалобами клиентов на спам?
Роскомнадзор вас не блокировал?
ФАС не штрафовала за такие рассылки?
А вас Роскомнадзор не заблокирует?
Позвоните Ирине, она решает
Пишите на info@firma.ru, этот ящик не смотрю
На этот адрес не пишите, пишите на рабочий: ivan@firma.ru
Больше не пишите на старый адрес, вот новый: new@firma.ru, пишите туда
Не пишите так длинно, давайте коротко
не пишите капсом
Не звоните мне на мобильный, звоните на рабочий
не дёргайте директора, все вопросы ко мне
Не беспокойте бухгалтерию, пишите мне
Извините, что не ответил
извините за беспокойство, а цена с НДС?
Спасибо за письмо, забудьте про скидку, готовы брать
Забудьте прошлое письмо, вот верное
Удалил ваше письмо случайно, пришлите ещё раз
случайно отписался, верните меня
Как убрать логотип из отчётов?
убрали у себя CRM, теперь ищем новую
Исключительно интересно
Мы против спама, а вы как собираете базу?
Не против, присылайте письма
Я не против получать от вас новости
не возражаю против встречи
Запишите меня на демо
добавьте меня в чат
внесите правки в договор
Сколько ещё ждать КП?
просил прислать прайс, не получил
Я же просил прислать договор
я просил не PDF, а Word
Всё, хватит думать, берём!
хватит переписки, давайте созвонимся
Хватит слов, показывайте
Больше никаких вопросов, готовы подписывать
Больше вопросов не имею
никаких писем от вас не получал, пришлите снова
Писем больше не было, всё в силе?
Ни одного письма не получил
Мы и сами спамом не занимаемся
Нам нужно удалить из базы неактивных клиентов — ваш сервис умеет?
Автоматически исключать из рассылки отписавшихся умеете?
Ищем, как снять клиентов с рассылки автоматически
Валите всё в одно письмо, разберусь
Идите к нам в офис, обсудим
Пошли счёт на почту
Иди речь о пилоте, я бы согласился
достали бюджет, можем начинать
Достал из спама ваше письмо, интересно
Заблокировал календарь на среду
в чёрный список мы попали у прошлого провайдера
Не кидайте ссылки, киньте файл
Не предлагайте скидку, предложите рассрочку
не отправляйте договор, пока не согласуем цену
Не отправляйте пока КП
Не присылайте счёт до пятницы
не надо презентаций, давайте по телефону
Не нужно слать образцы, мы видели
без звонков, только почта
Мы не хотим больше терять заявки
не хочу больше возиться с Excel
Не надо меня уговаривать, я согласен
Пришлите презентацию ещё раз, пожалуйста
Повторите ещё раз, пожалуйста, какие сроки
""")

NEAR_EN = lines("""
not interested
No thanks
We're not interested at this time.
Not for us, good luck
please don't stop, this is useful
don't stop sending these, I like them
never stop improving
Don't unsubscribe me, I read these
I don't want to unsubscribe
can customers unsubscribe from your mails?
How do your users opt out of notifications?
How does your tool handle unsubscribes?
What's your unsubscribe rate?
Does it support one-click unsubscribe?
Can recipients opt out?
we had to stop the project
We stopped the rollout last year
stop by our office
Feel free to stop by on Tuesday
Stop, wait - how much is it?
Stop. Wait. How much?
Stop right there, you had me at free trial
one-stop shop?
is it a one-stop solution
we can't stop talking about your demo
full stop.
Let's stop here and pick up on Monday
I'll stop by your booth
stop sending PDFs, send a link
Stop sending decks and show me the product
Don't send the deck, just tell me the price
don't send attachments please, our filter eats them
don't email me until March
Don't contact me before January
please don't call me this week
don't call, email me
Don't call me, text works better
Don't call on weekends
Don't email Tom, email Anna
Do not contact me about this, contact my colleague Maria instead
don't hesitate to email me
don't forget to send the deck
Don't worry about it
Why don't you email me the details?
why don't you call me tomorrow
You never emailed me back
you didn't send me the pricing
We don't email our customers much
we never contact leads by phone
I don't write code
Do you email prospects or call them?
We want to stop spamming our customers
how do we stop sending duplicates?
Can it stop emailing people who replied?
Our customers keep asking us to stop emailing them, can you help?
we need to stop wasting time on manual reports
need to stop the bleeding in our pipeline
stop testing my patience and give me a price
stop spending, says my CFO, so next year
no more than 50 users
No more questions, let's sign
no more emails needed, I'm convinced, let's start
Enough talk, let's book a demo
enough for 10 users?
Is the basic plan enough?
good enough
Your email went to spam, please resend
Found this in my spam folder, sounds interesting
outlook marked your mail as spam, sorry
How do you avoid being reported as spam?
will our emails get flagged as spam?
are you GDPR compliant?
How do you handle GDPR erasure requests from our customers?
Can we delete our data after the trial?
how can I remove users from my account?
Does it remove duplicates from our CRM?
remove the logo and we have a deal
can you remove the setup fee?
Please take me through the pricing
take us off the old plan and onto Pro
take me off cc and talk to Anna directly
Delete my previous message, here is the right one
get me on the list for the webinar
put me on your list
Add me to the waitlist
keep me on your mailing list
please keep emailing me
Don't remove me from the list
do not delete my account yet
I don't want to miss your emails
I don't want to opt out of the pilot
Can we opt out of the annual contract?
is there an opt-out clause in the contract
Cancel the meeting on Friday please
cancel our call tomorrow, let's do Thursday
leave me a voicemail
leave it with me
Let me be honest, it's expensive
Leave your number and I'll call
Are you a bot?
Where did you get my email?
who gave you my number?
How did you get my address?
I never signed up for this, where did you get my details?
go away on holiday until the 5th, back then
I'm going away next week
this makes the problem go away
we got lost in the pricing page
Get back to me in June
back off your price by 10% and we talk
Fuck yes, let's do it
holy shit that's cheap
damn, that's good
bugger, missed your call
it's no longer relevant
I no longer work here
We no longer use Salesforce
John has left the company, please contact Mary
please contact my assistant
I'm not the right person
Wrong person
reported to my boss, he is keen
I report to the CFO, ask her
we use a rival; contract ends in May
please don't contact Tom, he left
please do not reply to this automated message
Do not reply to this email, it is an automatic response
Don't be a stranger
not now
Too busy right now
ask me again in Q3
never heard of you, tell me more
Never mind, found the answer
never say never
I can't unsee that price
Unsubscribed from Mailchimp last week, so looking for a new tool
we just unsubscribed from HubSpot
does it add people to a do-not-contact list?
Do you support DNC lists?
we respect opt-outs, does your product?
block my calendar for Tuesday
I blocked an hour on Thursday
my lawyer needs to see the contract
our legal team will report back next week
let's take this off list
is this off-list pricing?
Send more of these
more emails like this please
any more details?
Please send further information
Do you have any further questions?
I lost your email, resend?
lost my number? it's 555-0101
don't lose my number!
forget my last email
forget about the discount, we buy
we don't want spam complaints, how do you prevent them?
Do your emails contain an unsubscribe link?
We won't stop using Excel
nothing can stop us now
I want to stop using our current vendor
stop me if I'm wrong, but is it per seat?
They stopped supporting us
What happens when people reply stop?
If a customer texts STOP, what happens?
does the bot understand "unsubscribe"?
our footer says "unsubscribe here", is it ok?
no calls please, just send an email
no calls, email only
I'd rather you didn't call, email is fine
I prefer not to be contacted by phone, email me
Please do not share my email with others, but yes send the deck
don't bother with the slides, show me live
don't bother sending a contract until we agree the price
quit my job last week, talk to Sam
I quit smoking, ha
We cease operations in July, so no
We will cease trading at the end of the month
the contract ends in May, stop gap needed
end of quarter is crazy
Please remove me from the Tuesday demo invite and add Bob
drop me a line in May
drop me an email
drop us a note next week
Keep me posted
get in touch next month
I object to the price, not the product
no consent needed from our side?
""")
