"""Concepts: what a reply is made of, beside its words: kinds of words, and how they follow each other. Pure.

"Не пишите мне", "stop contacting us" and "больше не звоните" share few letters. As concepts they are "not, write as an
order, me", "cease as an order, write, us": runs and ordered pairs of such signs, within a clause and across it, tell a
demand from "не пишите до мая" (a day follows), from "can customers unsubscribe?" (others, a question) and from
«люди отвечают "уберите меня"» (what stands in quotation marks is marked so). Verbs carry their form: an order, the
past and the infinitive differ. Russian and English words of one kind share a sign.

It knows no labels: the classifier learns what the signs mean.
"""

import functools
import re
import unicodedata
import zlib
from collections.abc import Iterator

from services.app_logic import signals

BUCKETS = 1 << 15

# Whole words.
_WORDS: dict[str, str] = {
    "not": (
        r"не|ни|нет|без|никаких|никакой|никакие|ничего|нечего|нельзя|незачем|dont|didnt|doesnt|not|no|"
        r"wont|cannot|cant|without|nothing|none|neither|nor|isnt|wouldnt|arent|wasnt|donot|nobody|нигде|"
        r"никуда"
    ),
    "more": (
        r"больше|более|впредь|никогда|далее|дальше|навсегда|anymore|more|ever|never|again|further|future|"
        r"longer|forever|permanently|henceforth|снова|опять|еще|another|повторно|раз"
    ),
    "me": r"меня|мне|мной|мой|моя|мою|мои|моего|моей|моих|моем|me|my|mine|myself|лично",
    "us": r"нас|нам|нами|наш|наша|нашу|наши|нашего|нашей|наших|us|our|ours|сюда|here",
    "it": r"его|ее|их|ему|ей|им|ним|него|нее|him|her|them|his|their|he|she|they|он|она|они",
    "this": (
        r"это|этот|эту|этого|этой|эти|этих|this|these|that|those|такое|такие|таких|данный|указанный|"
        r"подобное"
    ),
    "you": (
        r"вы|вас|вам|вами|ваш|ваша|вашу|ваши|вашего|вашей|ваших|вашим|вашими|you|your|yours|ты|тебя|тебе|"
        r"твой|ur|u|youre|youve"
    ),
    "i": r"я|мы|i|we|im|ive|ill|id|weve|were|well",
    "if": r"если|if|когда|when|unless|whenever|раз",
    "how": r"как|how|каким",
    "why": r"почему|зачем|why",
    "what": r"что|какой|какая|какие|каков|сколько|what|which|где|where|откуда|кто|who|чем",
    "can": (
        r"можно|может|могу|можете|можем|умеет|умеете|ли|can|could|does|do|is|are|will|would|did|has|have|"
        r"may|should|shall"
    ),
    "better": r"лучше|вместо|instead|better|rather|а|but|но|зато|либо|or|или",
    "only": r"только|only|just|просто|исключительно|except|кроме",
    "one": r"один|одна|одну|второй|вторую|каждый|one|second|both|every|each|all|все|всех|two|оба|три|сразу",
    "want": (
        r"хочу|хотим|хотел|хотела|желаю|желаем|хотелось|want|wish|like|prefer|need|надо|нужно|нужны|нужен|"
        r"стоит|следует|нада|needed|wanna"
    ),
    "ask": (
        r"прошу|просьба|просим|просил|просила|просили|требую|требуем|требование|please|пожалуйста|kindly|"
        r"ask|asked|asking|request|demand|plz|pls|пж|пжл|плиз|велено|будьте|добры|told|said|говорил|"
        r"сказал|сказано"
    ),
    "already": r"уже|already|давно|дважды|трижды|twice|times",
    "and": r"и|and|also|также|потом|then",
    "because": r"потому|because|since|поскольку|так",
    "thanks": r"спасибо|спс|thanks|thank|благодарю|thx|cheers",
    "sorry": r"извините|простите|sorry|apologies|apologise",
    "away": (
        r"отпуск|отпуске|отпуска|командировке|больничном|office|vacation|leave|holiday|декрет|декрета|"
        r"absence"
    ),
}
# Beginnings of words, as regular expressions.
_STEMS: dict[str, str] = {
    "cease": (
        r"прекра|перест|хват(?:ит|ет)|стоп|остан(?:ов|авл)|завяз|конча|заканч|заверш|stop|ceas|quit|halt|"
        r"desist|refrain|discontinu|enough|довольно|достаточно|уймит|угомон|свор|покин"
    ),
    "write": (
        r"(?:на|пере|про)?(?:пис(?!ьм)|пиш)|writ|wrot|contact|связ|свяж|обращ|обрат|messag|email|mailing|"
        r"text(?:ing|ed)?$|контактир|стуч|reach|touch|follow|общ(?:ай|ать)|hear|слыш"
    ),
    "call": r"(?:по|пере|об|на)?звон|набир|набер|call|ring|phon|созван",
    "send": (
        r"(?:при|вы|по|от|рас|раз)?(?:шл(?:и|е|ю)|сыл|слать|слал|слан)|отправ|направ|send|sent|forward|"
        r"кида|скид|получ|receiv|get(?:ting)?$|приход|deliver"
    ),
    "bother": (
        r"(?:по|обес)?беспоко|тревож|потрев|надоед|доста(?:ва|л)|донима|приста|трога|дерга|отвлек|отвлеч|"
        r"мучай|лезть|лезьте|bother|disturb|harass|pester|bug(?:ging)?$|annoy|chas|nag|hound|bombard|"
        r"spamming|спам(?:ь|ит|ят|и)|навяз|впар|втюх|pitch|solicit|надоел|задолб|достал|заеб|терроризир"
    ),
    "remove": (
        r"(?:по)?удал|убер|убра|убир|исключ|вычерк|вычищ|сотр|стер(?!ео)|сним|снят|выпиш|забуд|забыть|"
        r"потеряй|изым|изъя|уничтож|remov|delet|eras|exclud|strik|scrub|purg|forget|drop|wipe|clear|strip|"
        r"lose|take|taken|taking|off|out|cancel|отмен|отключ|suppress|выбрось|выкин|снес|обнул"
    ),
    "unsub": (
        r"отпи[сш]|отказ|откаж|unsub|opt(?:ed|ing|out|s)?$|desub|отозв|отзыв|withdraw|revoke|несоглас|"
        r"возраж|object"
    ),
    "sub": r"подпи[сш]|subscri|регистр|регался|sign(?:ed)?$|соглас|consent|разреш|permi",
    "alone": (
        r"остав|отста|отвал|отвяж|отвян|отцеп|leav|alone|поко|peace|исчез|сгин|замолк|молч|тишин|silen|"
        r"quiet|away|lost|прощай|goodbye|farewell|бай"
    ),
    "cust": (
        r"клиент|подписчик|покупател|пользовател|гост|пациент|custom|client|subscriber|user|guest|patient|"
        r"member|recipient|адресат|получател|абонент|shopper|buyer|visitor|people|люд|лид|lead|prospect|"
        r"жильц|ученик|родител"
    ),
    "list": (
        r"рассыл|баз|спис|подписк|реестр|list|databas|newslett|subscript|crm|срм|sequenc|campaign|registr|"
        r"каталог|картотек|contacts|records|books|перечн|учет"
    ),
    "mail": (
        r"письм|писем|сообщен|предложен|реклам|спам|email|mail|letter|ads|advert|spam|уведомлен|newslett|"
        r"offer|promo|звонк|звонок|correspond|переписк|communicat|outreach|marketing|junk|хлам|макулат|"
        r"послан|рекл"
    ),
    "addr": (
        r"адрес|почт|ящик|номер|телефон|контакт|данн|address|inbox|number|phone|data|detail|mailbox|"
        r"account|domain|имейл|email|мейл|мыл[оа]|name|имя|info|персональн|пдн|сведени|личн"
    ),
    "staff": (
        r"директор|менеджер|колле|начальн|бухгалт|секретар|заведующ|отдел|manager|director|colleague|boss|"
        r"owner|department|assistant|team|шеф|руковод|сотрудник|головн|headquart|дилер|партнер"
    ),
    "time": (
        r"до$|пока|после|январ|феврал|март|апрел|мая$|мае|май|июн|июл|август|сентябр|октябр|ноябр|декабр|"
        r"недел|месяц|квартал|лет(?:о|ом|а)$|осен|зим|весн|год|завтра|понедельн|вторник|сред[уы]|четверг|"
        r"пятниц|суббот|воскрес|until|till|after|before|week|month|quarter|year|tomorrow|today|сегодня|"
        r"januar|februar|april|june|july|august|septemb|octob|novemb|decemb|monday|tuesday|wednesday|"
        r"thursday|friday|saturday|sunday|weekend|later|позже|поздн|next|следующ|night|ноч|утр|вечер|"
        r"дн[ея]|day|праздник|holiday|now|сейчас|часто|often|much|много|early|late|рано"
    ),
    "product": (
        r"сервис|систем|платформ|программ|продукт|инструмент|виджет|tool|servic|system|platform|product|"
        r"softwar|app$|apps|featur|widget|модул|функц|api|интеграц|integrat|тариф|plan$|лиценз|trial|тест|"
        r"demo|демо|вебинар|webinar"
    ),
    "file": (
        r"файл|влож|pdf|пдф|ссылк|картинк|архив|презентац|каталог|attach|file|link|deck|brochure|imag|"
        r"смайл|emoji|капс|caps|видео|video|фото|счет|договор|прайс|кп$|invoice|contract|quote|кнопк|"
        r"button|html|форм|page|стран"
    ),
    "meet": (
        r"встреч|созвон|zoom|зум|чат|копи[яиюей]|cc|meeting|thread|invite|group|calendar|календар|группа|"
        r"whatsapp|ватсап|телеграм|telegram|teams|slack|мессендж|session|звонка|участник|тендер|tender|"
        r"очеред|waitlist"
    ),
    "law": (
        r"закон|суд|жалоб|жалов|роскомнадзор|фас$|gdpr|фз|lawyer|complain|legal|report|иск$|штраф|юрист|"
        r"прокурат|regulator|ico$|can-spam|article|стать|полиц"
    ),
    "block": (
        r"заблок|блок|бан$|бан(?:ю|им)|забан|чс$|черн(?:ый|ом)|block|blacklist|ban$|banned|игнор|ignore|"
        r"корзин|trash|bin$|мусор"
    ),
    "mistake": r"ошиб|случайно|mistak|accident|wrong|перепут|mixed",
    "back": r"верн|возвр|обратно|back|return|resum|возобнов|восстан|restor|re-add|включ|добав|add|put",
    "interest": r"интерес|interest|актуальн|нужен|relevan",
    "price": r"цен|стоим|стоит|прайс|price|pricing|cost|бюджет|budget|руб|dollar|скидк|discount",
    "bot": r"бот$|робот|автомат|robot|bot$|ai$|человек|human|person|живой|нейро|машин",
    "say": r"пишут|говорят|отвечают|говорит|say|says|reply|replies|answer|ответ|слов|word|фраз|phrase",
}

_KIND_OF = {word: kind for kind, words in reversed(_WORDS.items()) for word in words.split("|")}
_STEM_OF = [(kind, re.compile(stems)) for kind, stems in _STEMS.items()]
_VERBS = frozenset(("cease", "write", "call", "send", "bother", "remove", "unsub", "alone"))
_RUSSIAN_FORMS = (
    ("order", ("ите", "йте", "ьте", "йтесь", "итесь", "ьтесь")),
    ("to", ("ть", "ться", "ти")),
    ("past", ("ли", "лись", "л", "ла", "но", "ны")),
    ("they", ("ют", "ят", "ут", "ет", "ит")),
    ("you", ("ете", "ешь")),
    ("i", ("у", "ю", "усь", "юсь", "ем", "им")),
    ("order", ("и", "й", "ь")),
)
_TOKEN = re.compile(r"[^\W_]+|[?!.,…;:\n()—–\"«»“”]")
_ENDS = frozenset(".!?…;\n")
_PAUSES = frozenset(",:()—–")
_READ_CHARS = 1_500
_MOST_IN_SENTENCE = 24
_REACH = 8
_SHORT = 6


def signs(text: str) -> dict[int, float]:
    """Bucket → count of the signs in a text; linear in its length, of which no more than 1,500 characters are read."""
    counts: dict[int, float] = {}
    for sentence in _sentences(text):
        for sign in _signs(sentence):
            bucket = zlib.crc32("\v".join(sign).encode()) % BUCKETS
            counts[bucket] = counts.get(bucket, 0.0) + 1.0
    return counts


def _sentences(text: str) -> Iterator[list[tuple[str, int]]]:
    """For each sentence its concepts, each with the number of the clause it stands in."""
    plain = unicodedata.normalize("NFKC", text[:_READ_CHARS]).casefold().replace("ё", "е")
    sentence: list[tuple[str, int]] = []
    clause, is_quoted = 0, False
    for found in _TOKEN.finditer(plain.replace("’", "'").replace("'", "")):
        token = found.group()
        if token in "«“":
            is_quoted = True
        elif token in "»”":
            is_quoted = False
        elif token == '"':
            is_quoted = not is_quoted
        elif token in _PAUSES:
            clause += 1
        elif token not in _ENDS:
            sentence += [(f'"{kind}' if is_quoted else kind, clause) for kind in kinds(token)]
        if sentence and (token in _ENDS or len(sentence) > _MOST_IN_SENTENCE):
            yield [*sentence, ("?", clause)] if token == "?" else sentence
            sentence, clause = [], clause + 1
    if sentence:
        yield sentence


def _signs(sentence: list[tuple[str, int]]) -> Iterator[tuple[str, ...]]:
    """Single concepts, ordered pairs (in one clause, or across), runs of three, both ends, and short wholes."""
    own = [kind for kind, _ in sentence]
    for at, (kind, clause) in enumerate(sentence):
        yield ("one", kind)
        for later, its_clause in sentence[at + 1 : at + 1 + _REACH]:
            yield ("pair" if its_clause == clause else "far", kind, later)
    for at in range(len(own) - 2):
        yield ("three", *own[at : at + 3])
    framed = ["<", *own, ">"]
    yield ("begin", *framed[:3])
    yield ("end", *framed[-3:])
    if len(own) <= _SHORT:
        yield ("whole", *own)


@functools.lru_cache(maxsize=8192)
def kinds(word: str) -> tuple[str, ...]:
    """What kinds of word a word is, one slip forgiven, two at most; verbs with their form."""
    if word.isdigit():
        return ("number",)
    return _kinds(word) or _kinds(signals.mended(word))


def _kinds(word: str) -> tuple[str, ...]:
    known = _KIND_OF.get(word)
    found = [known] if known else []
    if len(word) > 2 or not known:
        found += [f"{kind}-{_form(word)}" if kind in _VERBS else kind for kind, stem in _STEM_OF if stem.match(word)]
    return tuple(dict.fromkeys(found))[:2]


def _form(word: str) -> str:
    if word[0] >= "а":
        return next((form for form, ends in _RUSSIAN_FORMS if word.endswith(ends)), "noun")
    return "past" if word.endswith("ed") else "ing" if word.endswith("ing") else "s" if word.endswith("s") else "order"
