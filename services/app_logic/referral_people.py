"""People's names in a text, with their places, and whether a name and an address are one person's.

Capitalised words that follow one another, titled words, and given names that are known though written small. It does
not say whether anybody is sent there: `referral` does.
"""

import re
import unicodedata

from services.app_logic import referral_given as given
from services.app_logic import referral_names as names
from services.app_logic.referral_contacts import Contact

# Letters of names beyond English and Russian: Öztürk, Łukasz, Šárka.
_MORE = [chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha()]
_UPPER = "A-ZА-ЯЁ" + "".join(char for char in _MORE if char.isupper())
_SMALL = "a-zа-яё" + "".join(char for char in _MORE if char.islower())
_CAPITAL = re.compile(
    rf"(?<![\w@.+-])(?:(?:[A-Z]['’])?[{_UPPER}][{_SMALL}]{{1,24}}(?:(?:['’-][{_UPPER}]|['’]|"
    rf"-(?=[a-z]))[{_SMALL}]{{1,20}}){{0,2}}|"
    r"[A-ZА-ЯЁ]\.(?=\s?[A-ZА-ЯЁ])|(?<=[a-zа-яё] )[А-ЯЁ]\.(?=\s|$)|(?<=[А-ЯЁ]\. )[А-ЯЁ]\.|(?<=[А-ЯЁ]\.)[А-ЯЁ]\.)"
    r"(?![\w@])"
)
_LOWER = re.compile(r"(?<![\w@.+-])[а-яё]{3,16}(?![\w@])")
# "Михалыч", "палычу": a patronymic that stands for the name, written small.
_PATRONYMIC = re.compile(
    r"(?<![\w@.+-])[а-яё]{1,10}(?:[аое]в(?:ич(?:у|а|ем)?|н(?:а|е|у|ой))|[алоеи][лнмр]ыч(?:у|а|ем)?|геич(?:у|а|ем)?|"
    r"[лрт]ьич(?:у|а|ем)?)(?![\w@])"
)
_LOWER_LATIN = re.compile(r"(?<![\w@.+-])[a-z]{3,12}(?![\w@]|\.\w|-|\s{0,2}[\[({<@]|\s+(?:at|dot|собак\w)\b)")
_NO_NAMES = frozenset(
    (
        "вашу вашему ваши вашей вашим вашего нашу нашему нашей нашим нашего свою can could would should "
        "добрый доброе здравствуйте привет спасибо пожалуйста это этим эти этот вам вы мы я он она они наш "
        "наша ваш ваше ваша отдел если но а и к в с по для пишите напишите обратитесь обращайтесь "
        "свяжитесь позвоните звоните лучше контакты контакт почта телефон тел телеграм telegram whatsapp "
        "вацап ватсап viber вайбер crm erp hr it ит письмо коллега коллеги уважаемые уважаемый уважаемая "
        "москва санкт-петербург россия все вопросы всем такие данный данным к сожалению сейчас сообщите "
        "спросите передал передала перешлите ответственный направьте ооо пао ао ип директор менеджер "
        "бухгалтерия закупки закупками вместо после напрямую сразу не нет да или her his their him them "
        "she he they i we you it this that these the a an my our your please contact email e-mail phone "
        "call hi hello dear hey thanks thank best regards kind right wrong person not no yes but if for to "
        "of at on in and or with from sales marketing procurement purchasing finance legal support team "
        "department office head director manager chief officer vp president monday tuesday wednesday "
        "thursday friday saturday sunday january february march april may june july august september "
        "october november december понедельник вторник среду четверг пятницу пятница среда январь февраль "
        "март апрель май июнь июль август сентябрь октябрь ноябрь декабрь google zoom slack teams linkedin "
        "skype outlook excel you're you'll i'm i'll i've reach ask talk speak try write send forward "
        "forwarded forwarding copying copied looping adding cc actually unfortunately sorry good morning "
        "afternoon there here who what when where как кто что где когда почему скорее попробуйте уточните "
        "поговорите пусть давайте можете можно вот ее её его их ей ему им туда сюда мой моя мне меня "
        "заранее хорошего удачи больше уже также так тут там ltd inc llc gmbh company you we'll us me "
        "instead since as so just kindly currently accounting accounts human resources operations customer "
        "service security business information technology regarding it's that's he's she's there's let's here's "
        "ring buzz text pop drop give take run set arrange let get go best why set book fix sort arrange vendors "
        "vendor suppliers "
        "supplier decisions matters pitches proposals offers reviews fridays mondays tuesdays wednesdays thursdays "
        "saturdays sundays "
        "new task note have has try another bright wrong matters sales queries enquiries purchasing anything "
        "any message our "
        "everyone nobody "
        "дальше сайтом отзывами рекламой решает решения руководит командует почтой презентацию продублируйте "
        "отвечает занимается ведает курирует заправляет принимает окончательное контактное ведёт ведет add create "
        "check open close follow join keep leave look make meet move pass pick please put read remove see "
        "show stay "
        "start tell think turn update visit wait work always again after before because both during either "
        "even every "
        "few first "
        "last later less many maybe more most much must never next nice none nope noted now often once one only "
        "perhaps please "
        "quick quite rather really said same several should since some soon still such though through today tomorrow "
        "too two "
        "under unless until very was were while within without yesterday yet apologies appreciate unfortunately "
        "whoever whatever "
        "delivery undelivered automatic auto-reply autoreply reply subject received congratulations remember forget "
        "guest services relations care experience госпожа госпоже господин господину ping kindly approach name "
        "names name's mister mrs mr ms miss dr твои твой твоя твое maternity article "
        "теперь отныне зовут звать local chat over grab bother urgent away off-site direct line mobile extension "
        "main number front "
        "desk facilities committee who's don't sure "
        "okay great "
        "perfect fine well interesting stop invite have any use mail "
        "pitch raise mention bring hand sell hope start "
        "neither none whichever probably possibly meanwhile otherwise however although honestly frankly currently "
        "nowadays obviously apparently presumably definitely certainly simply only besides moreover somebody someone "
        "anyone anybody yep nah nope hmm lol haha ah oh aha wow hiya hallo howdy greetings question answer "
        "short briefly "
        "person people problem point truth fact half most nothing little kind "
        "яндекс яндексе яндекса яндексу авито озон озоне озона вайлдберриз wildberries ozon avito yandex "
        "instagram facebook "
        "tripadvisor booking trustpilot yelp гугл гугле гугла airbnb microsoft apple amazon shopify hubspot "
        "salesforce битрикс "
        "битрикса битриксе флампе флампа зун эксель инстаграм инстаграме вк вконтакте whatsapp "
        "also each everything something anything нового новый "
        "пасхе рождеству масленице троице новом новому новым новогодних майских рождества рождество пасхи "
        "пасха казани казань казанью самаре "
        "москве москвы москву питере питер берлине россии year christmas easter thanksgiving london berlin "
        "europe english russian русский английский январе феврале марте апреле мае июне июле августе сентябре "
        "октябре ноябре декабре января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    ).split()
)


_MONTH = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
_CONTRACTED = re.compile(r"(?:you|i|we|he|she|they|it|that|there|who|what|where|how|here|let)'")
# "mrs patel": a title makes a name of a word written small.
_TITLED = re.compile(r"(?:(?<=\bmr )|(?<=\bms )|(?<=\bdr )|(?<=\bmrs )|(?<=\bmiss ))[a-z]{3,16}(?![\w@.-])")
# Names of two letters; any other such word is none.
_SHORT = frozenset("Jo Bo Al Ed Di Ty Vi Li Lu Mo Oz Su Yu Xi Ян Ия Ли Цой Ю".split())


def people(body: str, low: int, high: int, blocked: list[tuple[int, int]], inside: list[Contact]) -> list[Contact]:
    """Names of people between two places: capitalised words that follow one another, or known given names."""
    runs: list[list[re.Match[str]]] = []
    taken = blocked + [(contact.start, contact.end) for contact in inside]
    matches = sorted(
        [*_CAPITAL.finditer(body, low, high), *_known_small(body, low, high, inside)], key=lambda match: match.start()
    )
    for match in matches:
        word = match.group().lower().replace("’", "'")
        if body[match.start() - 1 : match.start()] in ("«", "„", "“") and match.start() > 0:
            continue  # a firm or a thing
        if re.fullmatch(r"\d ", body[max(0, match.start() - 2) : match.start()]) and _MONTH.fullmatch(word):
            continue
        if (
            word.removesuffix("'s") in _NO_NAMES
            or _CONTRACTED.match(word)
            or any(start < match.end() and match.start() < end for start, end in taken)
        ):
            continue
        if runs and re.fullmatch(r" |", body[runs[-1][-1].end() : match.start()]) and len(runs[-1]) < 3:
            runs[-1].append(match)
            if len(runs[-1]) == 2 and _is_opener(body, *runs[-1]):
                del runs[-1][0]
        else:
            runs.append([match])
    return [
        _person(body, run)
        for run in runs
        if any(len(match.group()) > 2 or match.group() in _SHORT for match in run) and not _is_first_word(body, run)
    ]


def _is_opener(body: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether the first of two words has its capital from the sentence only: "Better Lucia than me"."""
    opens = body[: first.start()].rstrip(' "«(')
    if (opens and opens[-1] not in ".!?\n…—–-") or not first.group().isascii() or first.group().endswith("."):
        return False
    name = unicodedata.normalize("NFD", second.group().lower()).encode("ascii", "ignore").decode()
    return _OPENING.fullmatch(first.group().lower()) is not None and name.removesuffix("'s") in given.SMALL


_OPENING = re.compile(
    r"better|best|possibly|surely|[a-z]{3,12}ly|my|our|via|per|sounds|looks|old|big|young|little|poor|dear"
)


def _is_first_word(body: str, run: list[re.Match[str]]) -> bool:
    """Whether the capital is only a sentence's: one word, at its beginning, and no known name."""
    word, before = run[0].group(), body[: run[0].start()].rstrip(' "«(')
    if len(run) == 1 and re.search(
        r"(?<!copying )(?<!looping )(?<!loop )(?<!cc'ing )(?<!copied )(?<!cc'd )(?<!looped )(?<!bringing )\b(?:в|во|"
        r"из|in|near)$",
        before.lower(),
    ):
        return True  # a town, a company
    if len(run) > 1 or (before and before[-1] not in ".!?\n…)"):
        return False
    if word.isascii():
        return len(word) > 5 and word.endswith("ly")
    return names.known(word) is None


def _known_small(body: str, low: int, high: int, inside: list[Contact]) -> list[re.Match[str]]:
    """Given names written small ("пишите ирине", "contact anna at anna@…")."""
    found = [
        match
        for match in _LOWER.finditer(body, low, high)
        if names.known(match.group()) and match.group() not in _SMALL_WORDS
    ]
    found += list(_PATRONYMIC.finditer(body, low, high))
    found += [
        match
        for match in _LOWER_LATIN.finditer(body, low, high)
        if match.group() in given.SMALL and _IN_TURN.search(body, max(0, match.start() - 14), match.start())
    ]
    found += list(_TITLED.finditer(body, low, high))
    for contact in inside:
        if contact.kind == "email":
            local = re.split(r"[._+@-]", contact.value.lower())[0]
            if len(local) > 2 and local.isalpha() and local not in _BOXES:
                beside = max(low, contact.start - 45), min(high, contact.end + 25)
                written = re.compile(rf"(?<![\w@.+-]){re.escape(local)}(?![\w@.])")
                found += [
                    match
                    for match in written.finditer(body, *beside)
                    if _IN_TURN.search(body, max(0, match.start() - 14), match.start())
                    or re.fullmatch(r"\s?[,:(<—–-]\s?[(<]?", body[match.end() : contact.start])
                ]
    return list({match.span(): match for match in found}.values())


# What may stand before a name written small; after "any" or "our purchasing" a word is no name.
_IN_TURN = re.compile(
    r"(?:^|[\n.!?,:;(—-]|\b(?:contact|ask|e-?mail|write|call|ping|message|try|is|to|with|for|up|via|cc|mr|ms|its|"
    r"it's|2|"
    r"all|thats|that's|past|by|bug|grab|want|need|u|you|our|my|and|or|tell|then|now|hassle|get|"
    r"text|buzz|ring|be|пишите|пиши|"
    r"напишите|к|ко|с|у|это|позвоните|звоните|наберите|спросите))\s{0,3}$",
    re.IGNORECASE,
)
# Names of shared boxes that are words of the language too.
_BOXES = frozenset(
    (
        "info office offers offer sales support help helpdesk jobs team buyers buyer buying hr legal tender tenders "
        "vendor vendors partner partners partnerships accounts accounting billing bids bid procurement purchasing "
        "sourcing marketing admin contact contacts hello mail email reception orders order requests request "
        "proposals proposal supply suppliers supplier finance press media service services customers desk inbox "
        "facilities reservations bookings events comms enquiries inquiries guests guest reviews feedback quality "
        "care community "
        "digital brand operations ops intake mktg social web studio shop store school clinic chair secretary "
        "vicar curator "
        "director manager boss owner secretary general main common company head work new old personal home private"
    ).split()
)
# Forms of given names that are other words too.
_SMALL_WORDS = frozenset(
    (
        "вера веру веры вере надежда надежду надежды надежде любовь любви марина слава славы славе славу света "
        "свете лев марк мира роман романа май маша яна паше саше льва маю захар мая майе майю раз "
        "толи толе вики вика вике юра платон назар стас влада арсен розе розу розы роза розой ян яном лука луки луку "
        "луке лукой поля поле полю поли "
        "тая тае гена гены адам лия боря мила ника нике саня рома роме жора нора норе норы нору адель лева леве "
        "дана дане дану даны даной ислам ислама исламе султан султану султана гала галу гале гали лада ладу "
        "ладе лады гордей гордее гордеем "
        "лика лику лике лики ликой злата алмаз марсель жене женей женя светка ленка лола эрик"
    ).split()
)


def given_in(address: str) -> str | None:
    """The given name that an address begins with, where it may be one: lucy@…, alena.sweet@…; none for a box."""
    first = re.split(r"[._+@-]", address.lower())[0]
    return first.capitalize() if re.fullmatch(r"[a-z]{3,10}", first) and first not in _BOXES else None


def _person(body: str, run: list[re.Match[str]]) -> Contact:
    start, end = run[0].start(), run[-1].end()
    before = body[max(0, start - 60) : start].lower()
    is_dative = bool(
        re.search(
            r"(?:\bк|\bко|пишите|пиши|написать?|спроси(?:те)?|написал[аи]?|звоните|переслал[аи]?|перенаправил[аи]?|"
            r"перешлите|адресуйте|передайте|направьте|передал[аи]?|письмо|запрос|"
            r"вопрос|\w{3,20}(?:ику|ору|еру|елю|огу|исту|енту|коллеге)"
            r"(?: [а-яa-z-]{2,20}){0,4})(?: лучше| сразу| напрямую| лично| про вас| о вас)?[\s,:]*$",
            before,
        )
    )
    words = [
        re.sub(r"['’]s$", "", match.group().capitalize() if match.group().islower() else match.group()) for match in run
    ]
    return Contact("name", names.nominative(words, is_dative=is_dative), start, end)


_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def _latin(word: str) -> str:
    return "".join(_LATIN.get(char, char) for char in word.lower())


def is_same_person(name: str, shown: str, address: str) -> bool:
    """Whether a name said in the text fits the display name or the local part of an address."""
    words = re.findall(r"[^\W\d_]{2,}", name)
    haystack = {word.lower().replace("ё", "е") for word in re.findall(r"[^\W\d_]{2,}", shown)}
    latin = {_latin(word) for word in haystack}
    local = re.findall(r"[a-z]{2,}", address.split("@")[0].lower())
    for word in words:
        plain, written = word.lower().replace("ё", "е"), _latin(word)
        if (
            plain in haystack
            or written in latin
            or written in local
            or any(len(written) >= 5 and part.endswith(written) for part in local)
            or any(part.startswith(written[:4]) for part in local if len(written) >= 4)
        ):
            return True
        if any(len(plain) >= 4 and other[:4] == plain[:4] for other in haystack):
            return True
    return False
