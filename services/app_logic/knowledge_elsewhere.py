"""What clients ask that facts of an offer seldom answer: a question nearer to these than to any fact is a gap. Pure.

They are subjects of business mail in general, not of one campaign. A phrase that a campaign's own facts do
answer takes no part there: the facts win. Nothing here is ever said to anybody.
"""

RU = """
сколько стоит доставка до нашего города
как быстро доставите заказ
в каких городах есть пункты выдачи
какая гарантия на товар
можно ли вернуть или обменять товар
есть ли товар в наличии на складе
можно ли забрать самовывозом
какой минимальный размер партии
сколько стоит разработка сайта
сколько стоит реклама у вас
сколько стоит обслуживание оборудования
сколько стоит участие в мероприятии
вы делаете ремонт
сдаёте ли площадь в аренду
есть ли у вас вакансии
сколько зарабатывают ваши сотрудники
сколько людей работает в вашей компании
какой у вас штат
кто ваш директор
кто основатель и владелец компании
кто ваши инвесторы
сколько лет вы на рынке
в каком году основана компания
какая у вас выручка и прибыль
сколько у вас клиентов
какая доля рынка
ваши реквизиты и инн
где находится ваш офис
можно приехать к вам в офис
будете ли вы на выставке
проводите ли вы вебинары и конференции
есть ли партнёрская или реферальная программа
можно ли стать вашим дилером
продаёте ли вы франшизу
даёте ли вы продукт под чужим брендом
можно ли развернуть на своём сервере
можно ли купить исходный код
какой гарантированный аптайм
что прописано в соглашении об уровне обслуживания
какие у вас сертификаты и лицензии
сертифицированы ли вы по стандарту
проходили ли вы аудит и тест на проникновение
состоите ли в реестре российских программ
есть ли единый вход через корпоративную учётную запись
можно ли оплатить в рассрочку или в кредит
принимаете ли валюту и криптовалюту
есть ли отсрочка платежа
участвуете ли в торгах и госзакупках
страхуете ли вы ответственность
какая нейросеть и какие технологии внутри
на каком языке программирования написано
какие планы развития продукта
можно ли поменять оформление и цвета
можно ли записывать и разбирать звонки
распознаёте ли вы речь и изображения
ведёте ли вы социальные сети
отслеживаете ли новости и прессу
пишете ли вы тексты и делаете дизайн
можно ли отправлять рассылки клиентам
считаете ли вы складские остатки
ведёте ли бухгалтерию и налоги
подбираете ли персонал
нужны ли вам поставщики
хотим предложить вам наши услуги
купите у нас
можно вам позвонить
когда вам удобно поговорить
вы получили моё письмо
какая сегодня погода
какие новости
кто победил в матче
посоветуйте специалиста
вы знакомы с нашим коллегой
как приготовить блюдо
что принимать при болезни
напишите стих или шутку
как проехать
помогите с личным вопросом
какой курс доллара
кого вы поддерживаете на выборах
"""
EN = """
how much is delivery to our city
how fast do you ship orders
where are your pickup points
what is the warranty on the goods
can we return or exchange an item
is it in stock at your warehouse
what is the minimum order quantity
how much does building a website cost
how much is advertising with you
how much does maintenance of equipment cost
how much is admission to the event
do you do repairs
do you rent out premises
do you have vacancies, are you hiring
what salaries do you pay
how many employees does your company have
who is your director
who founded and owns the company
who are your investors
how many years have you been in business
in which year was the company founded
what are your revenue and profit
how many clients do you have
what is your market share
what are your company registration details
where is your office
may we come to your office
will you be at the exhibition
do you hold webinars and conferences
do you have a partner or referral programme
can we become your dealer
do you sell a franchise
can it carry our own brand
can it be installed on premises
can we run it on our own server
can we buy the source code
what availability do you guarantee
what is in your service level agreement
which certificates and licences do you hold
are you certified to a standard
have you had an audit or a penetration test
can users log in with their corporate account
can we pay in parts or on credit
do you take foreign currency or crypto
do you allow deferred payment
do you take part in public tenders
do you provide insurance
which neural network and technology is inside
which programming language is it written in
what is on your product roadmap
can we change the look and the colours
can you record and analyse calls
do you recognise speech and images
do you manage social media
do you monitor news and press
do you write copy or do design
can we send newsletters to our customers
do you manage stock levels
do you do bookkeeping and taxes
do you recruit staff
do you need suppliers
we would like to offer you our services
would you buy from us
may I phone you
when is a good time to talk
did you receive my letter
what is the weather like today
what is the news
who won the game
can you recommend a specialist
do you know our colleague
how do I cook a dish
what should I take when I am ill
write a poem or a joke
how do I get there
can you help with a private matter
what is the dollar exchange rate
whom do you support in the elections
"""


def phrases() -> tuple[str, ...]:
    """Every phrase, in both languages."""
    return tuple(line for line in (*RU.splitlines(), *EN.splitlines()) if line)
