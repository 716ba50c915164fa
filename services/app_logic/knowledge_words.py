"""Words of a question or a phrase, made comparable: folded, stemmed, with the notion that a word stands for. Pure.

Russian and English share one space of keys: `цена`, `ценник` and `price` all have the key `=price`, and a name
that is written in the other alphabet (`озон`, `Ozon`) has the same key. It knows sales talk in general and no
campaign in particular. It compares no phrases and answers nothing.
"""

import functools
import re

from services.app_logic import knowledge_spelling
from services.core.domain.base import Noun

_MOST_WORD = 40
_LEAST_BY_EAR = 4
_TOKEN = re.compile(r"\w{1,200}(?:[-'’+]\w{1,40}){0,2}")
_ENDINGS = tuple(
    sorted(
        "иями ями ами ией иям ием иях ого его ому ему ыми ими ая яя ое ее ой ей ый ий ые ие ых их ую юю ов ев ам ям "
        "ом ем ах ях ешь ете ите ишь ит ет ут ют ат ят ть ться тся ется ются ала али ил или ла ли ло а я о е ы и у ю ь й "
        "ings ing edly ed es ers er ly s".split(),
        key=len,
        reverse=True,
    )
)
_TO_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e zh z i i k l m n o p r s t u f h c ch sh sch . y . e yu ya".replace(".", "\u200b").split(" "),
        strict=True,
    )
)

# Beginnings of words (or whole words, with a final "$"), by the notion that they stand for in sales talk.
_NOTIONS_LISTED = """
price: цен$ цена цены цену ценой цене ценам ценах ценник ценов прайс расценк стоит$ стоят стои$ стоим почем$ бюджет
price: обойд обход влет стоимост деньг денег price pricing priced cost rates rate$ fee fees quote$ budget
plan: тариф план$ планы плана планов пакет plan plans tier tiers package
trial: проб пробн опроб попроб тест$ тестов тесте тестир протест триал демодоступ погоня потык обкат trial test tests testing try
discount: скид скит дешевл промокод акци$ уступ discount cheaper promo rebate
free: бесплатн даром free$ gratis
contract: договор контракт соглашен contract agreement
cancel: отказ откаж расторг прекра уйти уйд уход отключ отпис cancel terminat quit leave leaving
fine: штраф санкци неустойк penalt
pay: оплат плат$ плати платеж заплат предоплат pay pays paid paying payment prepay prepaid
refund: вернет верни возврат возвращ refund
money: money
invoice: счет$ счета счету счете invoice
tax: ндс$ налог vat$ tax taxes gross$
integration: интегр подруж дружи дружит состык стыку integrat plug$
connect: подключ присоедин connect
notice: уведом оповещ сигнал алерт уведомл notif alert
report: отчет сводк дайджест итог report digest summar
export: выгруз экспорт скача export download
import: загруз залит залив импорт подтян import upload
sheet: excel эксел ексел xlsx таблиц spreadsheet sheet
train: обуч науч train teach onboarding$
support: поддержк$ техподдержк саппорт хелпдеск helpdesk support$
data: данн data$ information
server: сервер датацентр дата-центр хостинг хостит server hosting host$ hosted
secure: безопас защи secur protect
encrypt: шифр зашифр encrypt
delete: удал стер сотр убрать убер delet eras remov
language: язык language multilingual
accurate: точн ошиб accura reliab mistake error
past: прошл стары архив истори past$ older old$ histor archive
often: обновл периодич часто$ частот often frequen refresh updated
fast: быстр скоро$ скорост fast$ soon quick
reply: отвеч ответ repl respon answer
mood: тональн настроен позитив sentiment mood positiv
bad: негатив плох низк отрицат negativ bad$ poor
complaint: жалоб complain
rollout: внедр запуск запуст onboard implement rollout going$ running$
phone: телефон мобил смартфон phone mobile
client: клиент customer client
case: кейс пример референс case$ cases example reference
company: компани фирм compan
site: сайт site website web$
link: ссылк link$
robot: бот$ бота робот нейросет автомат bot$ robot ai$ automat
person: человек людей живой human person
year: год$ года году годов лет$ полгода year annual
month: месяц месяч помесяч month
week: недел week
review: отзыв комментар рецензи review comment feedback
branch: филиал точк branch location
shop: магазин shop$ shops$ store$ stores$
staff: сотрудник работник персонал staff employee
user: пользоват user
law: закон соблюд compl law$
privacy: конфиденц персональн privacy personal
russia: росси рф$ russia
europe: европ европейск ес$ eu$ europe
access: доступ access
competitor: конкурент аналог похож competitor similar alternativ
differ: отлича отличи лучше выигрыва преимуществ differ advantage better
term: срок term$ duration
volume: объем порог minimum volume
limit: лимит превыс сверх limit exceed overage
extra: доплат дополнит extra
developer: программист разработчик develop programmer
install: устан install
hotel: отел гостиниц hotel
clinic: клиник стоматолог clinic dental
food: кафе$ кофе общепит ресторан cafe restaurant
survey: опрос анкет survey questionnaire
topic: тем$ тема темы темам категор topic categor
rating: рейтинг оценк rating
address: адрес почт address e-mail email
weekend: выходн суббот воскрес weekend saturday sunday
hour: час$ часы$ часов$ hour
write: пиш напис write writ
who: кто$ who$
where: где$ where$
scheme: услови term$ terms$
sarcasm: сарказм ирони sarcas iron
card: карт$ карта карту картой card
map: карты картах карт$ maps map$
marketplace: маркетплейс marketplace
app: приложен app$ apps
messenger: мессендж messenger
crm: crm$ crms срм$ црм$
api: api$ апи$
webhook: вебх webhook
telegram: телеграм телега телегу тг$ telegram
whatsapp: вотсап ватсап вацап whatsapp
slack: слак слэк slack
google: гугл google
wildberries: вб$ вайлдбер wildberr
1c: 1с 1c одинэс
ios: аппстор ios$ iphone айфон
two-factor: двухфактор 2fa$ two-factor 2-factor mfa$
many: скольк скока$ many$
long: длит длител времени$ дней$ дня$ долго занимает$ займет$ long$ days$ time$
why: почему$ зачем$ смысл why$ choose
document: документ доки$ доков$ акт$ акты paperwork document бухгалтер account
lawyer: юрист lawyer legal
commit: обязательств commit lock-in lockin
compare: сравн compar
small: мал$ мало$ небольш маленьк крохотн small tiny handful little few$
cheapest: дешев минимальн простой$ простого$ простейш базов начальн самый$ cheapest basic entry-level smallest starter
biggest: больш крупн максимальн biggest large big$ largest
own: свои$ своих$ собствен кастомн own$ custom
include: входит$ входят$ включ includ
old: прежн
role: рол$ роли$ ролям прав$ права$ огранич разгранич role roles permission restrict
recognise: понима распозна разбира detect understand recogni
collect: собира забира забер тянет тянут парс монитор collect pull track monitor gather
send: слать$ шлете$ шлет$ присыл отправ приход прилет прид send$ sent$ deliver
publish: публик размеща post$ posted$ publish
location: наход лежат$ лежит$ хран размещен территор стран locat stored country
copy: копи backup copies
result: результат эффект result outcome
fit: подойд подход suit suits suitable relevant fit$ fits$
offline: офлайн
inflate: накрут накруч искусствен inflat fake
manager: руковод директор босс manager head$ boss
effort: усили трудозатрат отвлек effort hassle
password: парол password
suddenly: резк внезап вдруг всплеск валом$ spike surge sudden
start: начать$ начал начин register зарегистр регистр sign-up signup begin
"""
PRICE = "=price"
_COUNTED_BY = frozenset(
    f"={notion}"
    for notion in "price plan month year week long many staff person user branch shop client small biggest cheapest pay "
    "tax hotel clinic food".split()
)
_TURNS_FROM_PRICE = frozenset("для чтобы в при если когда и или с for per if when with and or in than".split())
_FILLER = frozenset(
    """
    а в во и или к ко на не но о об от по при про с со у до из за за же ли бы б что чтобы это этот эта эти этом этого
    этим все всё весь вся он она оно они мы нас нам нами наш наша наше наши нашего нашей нашим нашему нашем нашу наших я мне
    меня мой вы вас вам вами ваш ваша ваше ваши вашей вашего вашим вашему вашем вашу ваших ты есть быть будет будут был была
    было были какой какая какое какие каких каким какую какого какова каков как так такой такое такие там тут здесь еще
    уже тоже также вообще вдруг именно пожалуйста плиз подскажите скажите расскажите напишите сообщите уточните поясните
    объясните опишите здравствуйте добрый день привет спасибо можно можете можем может могли мочь ли если то тогда когда раз
    очень просто только лишь чем чего чему этой нужно надо нужен нужна нужны ну да нет или либо без для над под через
    после перед между около сейчас сначала потом интересует интересно интересен хотим хотел хотела хотели хотелось хочу
    хочется узнать понять понимать знать делать сделать делаете сервис сервиса сервису сервисом сервисе система системы
    систему системой системе продукт продукта продукту продукте
    решение решения решению решении платформа платформы платформу платформе
    программа программы программу программе программой софт услуга услуги
    услуг подписка подписки подписку возможно возможность имеется имеете
    предусмотрен предусмотрена предусмотрено предоставляете предлагаете умеет умеете умеют получится получать получить
    работает работаете работать работают сможем сможете смогут поможет поможете поддерживаете поддерживается
    поддерживаются поддерживает кроме того сам сама само сами самый самая самое самой самого один одна одно мало много
    всего пару вообще-то собственно кстати насчет относительно касательно поводу вопрос вопросы вопроса который которая
    которые который свой свои своих кто-нибудь что-то кто-то где-то вот уж хоть даже пусть давайте дайте пришлите скиньте
    сориентируйте подробнее подробно поподробнее примерно приблизительно порядок буквально наверное скорее вроде точнее
    конкретно конкретнее хорошо ладно понятно спасибки интересна актуально посмотрел посмотрела прочитал прочитала ваше
    письмо письма письме тема тему живая имеет имеют стать стал стала знаете скажете расскажете покажите поделитесь
    поделиться отправьте предоставьте дадите даете дать взять возьмем взяли брать найти вижу видел видели слышали
    другой другие других того чей чьей чьи чья каждый каждого любой любого первый последний новый новые новых наверно
    своей своим своем себя себе ней нему них ним него нее эти этих теми том той тех туда сюда оттуда отсюда куда откуда
    придется приходится пришло пришлось собираемся планируем думаем рассматриваем выбираем ищем
    штука штуки штуку вещь лист список будьте добры любезны любезен ой здраствуйте напомните заодно сразу повторите
    вкратце кратко суть заинтересовали спасибо понял поняла ясно понятно принято окей
    remind again once understood clear straight point bottom line short brief
    list idea rough roughly general generally about know learn find look looking sounds sound great good
    nice morning afternoon email letter message getting touch quick question first before anything else even
    around near our own us end side part sort such other another else same both either rather quite maybe perhaps
    please kindly appreciate wonder curious heard seen read got have having let's let im i'm we're you're what's it's
    there's don't doesn't isn't can't we'd i'd we've you've that's how's who's where's
    a an the of to in on at by for from with without into over about as and or but not no if then than that this these
    those it its is are am was were be been being do does did done doing have has had having can could may might must
    shall should will would i me my we us our ours you your yours he she they them their there here what which when how
    why whether any some all each every more most much many very just only also too so please thanks thank hi hello dear
    let know tell share give get got like want wanted need needs interested wondering ask asking explain describe show say see
    really actually exactly currently before after while s t re ve ll d m one ones thing things something anything
    service system product platform software solution tool offer offered provide support supported supports work works
    working use using used possible able kind type way make sure happen happens go going come comes up out off
    yes ok okay well per still ever even
    """.split()
)
_GENERIC_NAMES = frozenset(
    "it ит hr pr ok ок i ооо оао зао пао ип ltd llc inc gmbh mr mrs ms faq pdf b2b b2c saas no ps "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday english russian".split()
)


class Word(Noun):
    """A word of a text. `key` is what it is compared by; `is_filler` when it says little about the subject;
    `is_name` when it is written as the name of a product, company or language would be; `opens` when a mark
    stands before it."""

    text: str
    key: str
    is_filler: bool = False
    is_name: bool = False
    opens: bool = False


def folded(text: str) -> str:
    """Lower case, one letter for е and ё, spaces single."""
    return " ".join(text.lower().replace("ё", "е").split())


@functools.lru_cache(maxsize=2048)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; at most the first 2000 characters are looked at."""
    text = text[:2000]
    is_russian = bool(re.search(r"[а-яё]", text.lower()))
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        before = text[: match.start()].rstrip(" \t\"'(")
        opens = not before or before[-1] in ".!?:;\n…—"
        low = _typed(raw.lower().replace("ё", "е")[:_MOST_WORD])
        key = key_of(low)
        if low == "much" and found and found[-1].text == "how":
            key = PRICE
        low_of = _meant(low)
        is_filler = (low_of in _FILLER and key != PRICE) or (len(low) == 1 and not low.isdigit())
        shown = raw if raw.lower()[:1] == low[:1] else low
        is_name = not is_filler and low not in _GENERIC_NAMES and _is_name(shown, opens, is_russian, before)
        found.append(Word(text=low, key=key, is_filler=is_filler, is_name=is_name, opens=_opens_clause(before)))
    return tuple(found)


def is_slip(one: str, other: str) -> bool:
    """Whether two words are one letter apart: one too many, too few, another, or two neighbours swapped. Short
    words and first letters must be right: "Yelp" is not "help"."""
    if one[:1] != other[:1] or one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    left, right = one[same:], other[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    if min(len(one), len(other)) < 5:
        return swapped
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


@functools.lru_cache(maxsize=8192)
def _typed(word: str) -> str:
    """The word that was meant where the wrong keyboard layout was on ("crjkmrj"), else the word as it stands."""
    other = knowledge_spelling.other_layout(word)
    is_meant = len(other) > 2 and word not in _FILLER and not key_of(word).startswith("=")
    return other if is_meant and (other in _FILLER or key_of(other).startswith("=")) else word


@functools.lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    """The filler that a mistyped word was meant to be ("сревис", "сервиз"), else the word."""
    if len(word) < 6 or word in _FILLER or key_of(word).startswith("="):
        return word
    near = (each for each in _FILLER_BY_LETTER.get(word[0], ()) if sorted(each) == sorted(word) and is_slip(word, each))
    return next(near, "") or _FILLER_BY_EAR.get(knowledge_spelling.by_ear(word), word)


def priced(asked: tuple[Word, ...]) -> frozenset[int]:
    """Where in a question stand the words whose price is asked: "цена на доставку", "what does a barrel cost".

    Empty where the price is of nothing in particular, or of what every offer counts by (a month, a user).
    """
    prices = [number for number, each in enumerate(asked) if each.key == PRICE]
    if not prices:
        return frozenset()
    for number in range(prices[-1] + 1, min(prices[-1] + 6, len(asked))):
        if asked[number].text in _TURNS_FROM_PRICE or asked[number].opens:
            break
        if not asked[number].is_filler:
            is_judged = asked[number - 1].key == PRICE and asked[number].text.isascii() and asked[0].text != "how"
            return frozenset() if is_judged or _is_counted_by(asked[number]) else frozenset((number,))
    first = prices[0] + 1 if len(prices) > 1 else 0
    before = [number for number in range(max(first, prices[-1] - 6), prices[-1]) if not asked[number].is_filler]
    is_plain = len(prices) > 1 or asked[0].text in ("what", "what's", "сколько")
    return frozenset(number for number in before if is_plain and not _is_counted_by(asked[number]))


def _opens_clause(before: str) -> bool:
    return not before or before[-1] in ".!?:;,\n…—()"


def _is_counted_by(word: Word) -> bool:
    return word.key in _COUNTED_BY or word.text.isdigit()


def _is_name(raw: str, opens: bool, is_russian: bool, before: str) -> bool:
    """Capital letter within a sentence, capitals in all, quotes around it, Latin in Russian, letters with digits."""
    if before.endswith(("«", "“", "„")) or (raw[:1].isupper() and not opens):
        return True
    if len(raw) > 1 and (raw.isupper() or any(each.isupper() for each in raw[1:])):
        return True
    has_digit, has_letter = any(c.isdigit() for c in raw), any(c.isalpha() for c in raw)
    return (has_digit and has_letter) or (is_russian and raw.isascii() and has_letter and len(raw) > 1)


@functools.lru_cache(maxsize=16384)
def key_of(word: str) -> str:
    """`=notion` where the word stands for one, else its stem in Latin letters."""
    for length in range(min(len(word), 14), 1, -1):
        notion = _WHOLE.get(word) if length == len(word) else None
        notion = notion or _BEGINNINGS.get(word[:length])
        if notion:
            return f"={notion}"
    return f"={_heard_as(word)}" if _heard_as(word) else spelling(word)


def _heard_as(word: str) -> str:
    """The notion of a Russian word that is written as it is heard; "" where it sounds like none."""
    if len(word) < _LEAST_BY_EAR or not "а" <= word[0] <= "я" or word in _FILLER:
        return ""
    heard = knowledge_spelling.by_ear(word)
    found = (_BEGINNINGS_BY_EAR.get(heard[:length]) for length in range(len(heard), _LEAST_BY_EAR - 1, -1))
    return _WHOLE_BY_EAR.get(heard) or next((each for each in found if each), "")


def spelling(word: str) -> str:
    """The stem in Latin letters: what two spellings of a word have in common."""
    return latin(stem(word))


def stem(word: str) -> str:
    """The word without its most likely ending; at least three letters stay, four of a longer word."""
    least = 3 if len(word) < 6 else 4
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def latin(word: str) -> str:
    """Cyrillic letters as Latin ones, doubled letters single, so that a name reads alike in both alphabets."""
    spelt = "".join(_TO_LATIN.get(each, each) for each in word).replace("\u200b", "")
    spelt = spelt.replace("ck", "k").replace("ph", "f").replace("x", "ks").replace("w", "v")
    return re.sub(r"([a-z])\1", r"\1", spelt)


def _listed() -> tuple[dict[str, str], dict[str, str]]:
    """Beginnings and whole words to notions; a word of two notions keeps the first."""
    beginnings: dict[str, str] = {}
    whole: dict[str, str] = {}
    for line in _NOTIONS_LISTED.strip().splitlines():
        notion, _, listed = line.partition(":")
        for each in listed.split():
            if each.endswith("$"):
                whole.setdefault(each[:-1], notion)
            else:
                beginnings.setdefault(each, notion)
    return beginnings, whole


_BEGINNINGS, _WHOLE = _listed()
_FILLER_BY_LETTER = {
    letter: tuple(sorted(each for each in _FILLER if each[0] == letter)) for letter in {f[0] for f in _FILLER}
}
_FILLER_BY_EAR = {knowledge_spelling.by_ear(each): each for each in sorted(_FILLER) if len(each) > 5}
_BEGINNINGS_BY_EAR, _WHOLE_BY_EAR = (
    {
        heard: notion
        for each, notion in listed.items()
        if "а" <= each[0] <= "я" and len(heard := knowledge_spelling.by_ear(each)) >= _LEAST_BY_EAR
    }
    for listed in (_BEGINNINGS, _WHOLE)
)
