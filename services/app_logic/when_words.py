"""Words of time: a text becomes a row of symbols, the same for Russian and English.

"напишите недели через две" and "write in two weeks" both become rows of units, numbers and
prepositions that `when_spans` can match. Misspelt names of days and months are recognised by one wrong,
missing, doubled or swapped letter. It knows no calendar and gives no dates.

Symbols: `n3` number, `o3` ordinal, `y2027` year, `M5`/`E5` month (Russian, English), `w0` weekday, `s4`
season (1 winter), `q3` quarter, `h2` half-year, `t1530` clock, `D20260512` date (year 0000: not said),
`uw` units (d day, b business day, w week, m month, q quarter, y year, h hour, i minute), `p1 p2 p3`
beginning, middle, end; `_` any other word, `x` a number that is no time, `,` and `|` ends of phrase and
sentence. The others are in `when_lexicon`.
"""

import re

from services.app_logic import when_names, when_numbers, when_sayings
from services.app_logic.when_pairs import Word, joined
from services.app_logic.when_symbols import symbol_of

# Only this much of a message is read: nobody names a date after eight thousand characters.
MAX_CHARS = 8_000

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


_TOKEN = re.compile(
    r"(?P<skip>https?://\S{1,500}|www\.\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,200}|@\w{1,64}|24\s?[/хx*]\s?[57]\b"
    r"|[$€£₽]\s?\d[\d.,]{0,15}[km]?|№\s?\d{1,12}|#\d{1,12}|\bv\.?\s?\d[\d.]{0,12}"
    r"|\d{3}-\d{2}-\d{2}(?!\d)|\+\d[\d ()-]{6,20}\d)"
    r"|(?P<wc>\bw/[cb]\b)"
    r"|(?P<iso>20\d\d-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?P<full>\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:20\d\d|\d\d))(?![\d.]\d)"
    r"|(?P<ampm>\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?)"
    r"|(?P<clock>\d{1,2}:\d\d)(?!\d)"
    r"|(?P<phone>\d(?:[ ()-]{0,2}\d){9,14})"
    r"|(?P<qn>q\s?[1-4]\b|к[1-4]\b|\b[1-4]\s?q\b|[1-4]\s?кв\b\.?)|(?P<hn>h[12]\b)"
    r"|(?P<money>\d[\d.,]{0,15}\s?(?:%|₽|\$|€|руб|р\.|тыс|млн|usd|eur|euro|rub|k\b|к\b|gb\b|гб\b|mb\b|мб\b|px\b))"
    r"|(?P<pair>\d{1,2}[./]\d{1,2})(?![\d]|[.,]\d)"
    r"|(?P<ord>\d{1,2}-?(?:ого|его|го|ое|ые|ый|ий|ой|ая|ую|ей|ом|ем|му|ми|х|е|й|м|st|nd|rd|th)\b)"
    r"|(?P<num>\d{1,12}(?:[.,]\d{1,6})?)"
    r"|(?P<word>[a-zа-я](?:[a-zа-я]|'[a-z]){0,40})"
    r"|(?P<punct>\n+|[.!?;,:()…—–-])"
)

_ABBREVIATED = frozenset(
    (
        "след сл сер нач нед мес кв дн г гг пн вт ср чт пт сб вс тел ч мин jan feb mar apr jun jul aug sep sept oct "
        "nov dec mon tue wed thu fri янв фев февр мар апр авг сен сент окт ноя нояб дек approx т ул пр"
    ).split()
)


def flatten(text: str) -> str:
    """The text in lower case, each character in its place: е for ё, one kind of space and apostrophe."""
    text = text[:MAX_CHARS]
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FLAT)


_FLAT = str.maketrans(
    {
        "ё": "е",
        "’": "'",
        "`": "'",
        "ʼ": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "‑": "-",
        "‐": "-",
        "−": "-",
    }
)


def words(text: str, *, month_first: bool = False) -> list[Word]:
    """The text as symbols with their places; what is past `MAX_CHARS` is not read.

    `month_first` reads 5/12 as the twelfth of May.
    """
    flat = flatten(text)
    found: list[Word] = []
    previous = ""
    sayings = when_sayings.places(flat)
    for match in _TOKEN.finditer(flat):
        is_saying = any(start <= match.start() < end for start, end in sayings)
        symbol = "_" if is_saying else _symbol(match, flat, text, previous)
        if month_first and symbol[:1] == "D" and "/" in match.group():
            symbol = _month_first(symbol)
        previous = match.group()
        if symbol:
            found.append(Word(symbol, match.start(), match.end()))
        if match.lastgroup == "ord" and _is_day_by_ending(match, flat):
            found.append(Word("dt", match.end(), match.end()))
    return joined(found)


_DAY_ENDING = re.compile(r"\d{1,2}-?(?:ого|его|го)$")


_AFTER_DAY = frozenset(["", *"cb ok be v and wait mv til to aft ret desk am awy bsy".split()])


def _is_day_by_ending(match: re.Match[str], flat: str) -> bool:
    """Whether "25-го" can only be a day of the month: nothing that it would count follows."""
    if not _DAY_ENDING.fullmatch(match.group()):
        return False
    following = re.compile(r" ?([a-zа-я]+|\d)?").match(flat, match.end())
    word = following.group(1) if following else None
    return word is None or symbol_of(word) in _AFTER_DAY


def _symbol(match: re.Match[str], flat: str, text: str, previous: str) -> str:
    kind, token = match.lastgroup, match.group()
    if kind == "word":
        return _word_symbol(match, flat, text, previous)
    if kind == "punct":
        return _punct_symbol(match, flat, text, previous)
    if kind in ("skip", "phone", "money"):
        return "x"
    if kind == "num":
        number = token
        if len(number) == 4 and number.startswith(("19", "20")) and number.isdigit():
            return f"y{number}"
        return f"n{int(number)}" if len(number) <= 3 and number.isdigit() else "x"
    return when_numbers.NUMERIC[str(kind)](token)


def _forced(match: re.Match[str], flat: str, text: str, previous: str) -> str:
    """What a word is by its neighbours alone: part of a name, of a rota, of a set phrase; empty where it is free."""
    token, following = match.group(), _next_word(flat, match.end())
    if when_names.is_in_a_name(match, flat, text) or when_names.is_of_a_street(match, flat, text):
        return "_"
    if (
        token in when_names.CAPITAL_SEASONS
        and text[match.start()].isupper()
        and previous not in _LEADS
        and previous.isalpha()
    ):
        return "_"  # "the chef's name is Summer": in English a season has no capital
    if (
        token in ("сутки", "день", "два", "три")
        and following in ("через", "по")
        and when_names.SHIFT.match(flat, match.end())
    ):
        return "_"  # "сутки через трое"
    if token == "side" and previous == "this" and following == "of":
        return "bef"
    if token == "first" and when_names.DONE_FIRST.search(flat, max(0, match.start() - 40), match.start()):
        return "_"  # "let me get through January first"
    if token == "so" and previous == ",":
        return "but"
    return ""


def _word_symbol(match: re.Match[str], flat: str, text: str, previous: str) -> str:
    token = match.group()
    forced = _forced(match, flat, text, previous)
    if forced:
        return forced
    if token == "friday" and previous == "good":
        return "hgood_friday"
    if previous in _WISHES or (token == "новым" and previous != "перед"):
        return "_"
    if token == "годом" and previous == "новым" and flat.endswith("перед новым ", 0, match.start()):
        return "uy"
    if token == "нет" and _NOT_THERE.search(flat, max(0, match.start() - 12), match.start()):
        return "awy"  # "с 5 по 9 меня нет"; but not "у нас нет"
    if token in _ROMAN and symbol_of(_next_word(flat, match.end())) == "uq":
        return f"o{_ROMAN[token]}"
    symbol = symbol_of(token)
    if token in _AMBIGUOUS and not _is_time_name(match, flat, text, previous):
        return "_"
    following = _next_word(flat, match.end())
    if token in ("now", "сейчас") and previous in ("прямо", "right") and when_names.RIGHT_NOW.match(flat, match.end()):
        return "td"
    paired = _paired(token, previous, following)
    if paired:
        return paired
    if symbol in ("E4", "E5", "E6", "E8", "M5") and _is_persons(match, text, previous):
        return "_"
    if token in ("марта", "майя", "августа", "августу") and text[match.start()].isupper() and previous.isalpha():
        return symbol if previous in _LEADS else "_"  # "наша Марта"
    if symbol[:1] == "E" and symbol_of(previous)[:1] == "E" and symbol[1:].isdigit() and text[match.start()].isupper():
        return "_"  # "April May": the second is a surname
    if token.endswith("days") and symbol[:1] == "w" and following not in ("work", "are", "suit", "is", "best"):
        return "every"
    if token in ("weekends", "выходным") or (token.endswith("ам") and symbol[:1] == "w"):
        return "every"
    is_out_of_the_way = token == "out" and flat.startswith(" of the way", match.end())
    if (
        is_out_of_the_way
        or token == "behind"
        or (token == "over" and (previous in ("is", "are") or previous.endswith("'s")))
    ):
        return "end"
    if token == "leave" and previous not in _LEAVES and following in _LEFT:
        return "wait" if following in ("it", "this", "that") else "_"
    if token == "year's":
        return "uy" if previous == "new" else "_"
    if token in ("out", "off") and previous not in _OUT_AFTER and _next_word(flat, match.end()) != "of":
        return "_"
    return symbol


def _is_number(word: str) -> bool:
    return word.isdigit() or bool(re.fullmatch(r"n\d+|nh|a", symbol_of(word or "-")))


_DONE = ("done", "over", "out", "closed", "finished")


def _paired(token: str, previous: str, following: str) -> str:
    """What a word is with the word before or after it; empty where they change nothing."""
    if token == "read" and previous in ("i", "we"):
        return "pst"
    if token in ("week's", "month's", "quarter's", "year's") and following in _DONE:
        return symbol_of(token[:-2])
    if token == "left" and previous in ("what's", "is", "be", "whatever's"):
        return "_"
    if token == "spent" and previous not in ("is", "are", "already", "all", "been", "fully", "be"):
        return "pst"
    if token in ("close", "closing") and following == "of":
        return "p3"
    if token == "say" and previous in ("i'd", "let's", "lets", "would"):
        return "wait" if _is_number(following) else "ok"
    if token == "тому" and previous == "к":
        return "_"  # "к тому времени"
    if token == "year" and following != "a" and _is_number(following):
        return "_"  # "does it go up in year two?"
    if token == "free" and symbol_of(previous) in ("um", "uw", "ud"):
        return "_"  # "three months free"
    if token in ("moving", "shifting", "changing") and following in ("it", "this", "that"):
        return "mv"
    if token == "plan" and previous in ("day", "week", "month", "year", "annual", "monthly"):
        return "_"  # "the 24 month plan"
    if token in ("fair", "show") and previous in ("trade", "industry", "food", "motor", "road", "county"):
        return "awy"
    if token.startswith("каникул") and previous == "после":
        return "hhol"
    if token == "know" and previous in ("me", "us"):
        return "imp"
    if token == "first" and following == "thing":
        return "dm"
    if token in ("eod", "cob", "eob") and symbol_of(following)[:1] in ("w", "t"):
        return "by"  # "COB Friday" is Friday
    if token == "неделе" and previous == "на" and symbol_of(following or "-") in ("cb", "ok", "imp", "_"):
        return "dnah"
    if previous in ("в", "во") and _IN_WHICH.match(token) and symbol_of(token) in ("o1", "o2", "o3", "o4"):
        return _in_which(token, following)
    if _PLURAL.match(token) and symbol_of(token)[:1] == "o" and not following.startswith(("чис", "дн", "полов")):
        return "_"  # "после вторых"
    if token == "closed" and following in ("in", "on") and symbol_of(previous) in ("_", "uy", "um", "uq"):
        return "pst"  # "our year closed in August"
    if token.endswith("'s") and symbol_of(token)[:1] == "E" and symbol_of(following or "ok") == "_":
        return "_"  # "May's list"
    if (
        token == "back"
        and following == "in"
        and previous.isalpha()
        and symbol_of(previous) in ("_", "th", "tht", "pst")
    ):
        return "_"  # "we spoke about it back in May"
    if token in ("course", "training") and previous in ("a", "on"):
        return "awy"
    if token == "write" and following in ("off", "offs"):
        return "bsy"
    if token == "say" and previous == "so":
        return "wait"
    return ""


_NOT_THERE = re.compile(r"(?<!у )(?<!у)\b(?:нас|меня|никого) $")
_PLURAL = re.compile(r"[а-я]{4,}(?:ых|ым|ыми|ые)$")
_IN_WHICH = re.compile(r"[а-я]{4,}[ое]м$")


def _in_which(token: str, following: str) -> str:
    """ "Вернёмся во втором": a quarter, maybe, and never a day, which would be "второго"."""
    symbol = symbol_of(token)
    is_of_time = symbol_of(following or "-")[:1] in ("u", "h", "M", "p") or following in ("половине", "дне", "числе")
    return symbol if is_of_time else f"e{symbol[1:]}"


def _is_persons(match: re.Match[str], text: str, previous: str) -> bool:
    """Whether April, May, June or August is somebody's name: "June Carter", "the May Corporation"."""
    following = text[match.end() : match.end() + 3]
    return (
        previous not in _LEADS - {"the", "and", "to"}
        and following[:1] == " "
        and following[1:].istitle()
        and following[1:2].isalpha()
        and len(following) == 3
        and following[2].islower()
        and text[match.start()].isupper()
    )


_WISHES = frozenset(["happy", "merry", "good", "доброе", "доброго", "добрый", "hi", "hello", "hey", "dear"])
_LEAVES = frozenset("on annual parental maternity paternity sick study medical paid unpaid taking".split())
_LEFT = frozenset("a an the it this that me us reviews review feedback your our my his her their some no".split())
_OUT_AFTER = frozenset(("i'm am be is are we're currently now will he's she's i i'll all").split())


_AMBIGUOUS = frozenset(("may march mar sat sun wed fall spring mo second сен мар вс ср мая").split()) - {"мая"}
_LEADS = frozenset(
    (
        "in of until till til by after before early mid late this next end from since during around through to "
        "on beginning start every last the в к до с после на по во or and и или"
    ).split()
)


def _is_time_name(match: re.Match[str], flat: str, text: str, previous: str) -> bool:
    """Whether "may", "march", "sat", "fall" is the name of a time here, from its neighbours."""
    token, after = match.group(), _next_word(flat, match.end())
    near_number = previous[:1].isdigit() or after[:1].isdigit()
    if token in ("fall", "spring") and (
        after[:2] == "20" or after in ("is", "works", "would", "suits", "looks", "bank")
    ):
        return True
    if token in ("fall", "spring"):
        before = flat[max(0, match.start() - 12) : match.start()].split()
        return (before[-1:] == ["the"] and before[-2:-1] != [] and before[-2] in _LEADS) or previous in (
            _LEADS - {"to", "the"}
        )
    if token == "mo":
        return near_number
    if token == "second":
        return after in ("half", "quarter", "week")
    if previous in _LEADS - {"to", "the"} or near_number:
        return True
    if token == "sat" and after in ("down", "in", "with", "through", "on", "for", "there", "here"):
        return False
    capital = text[match.start()].isupper()
    if token == "may" or token == "march":
        return (
            capital
            and after not in ("i", "we", "you", "be", "it", "they")
            and ((bool(previous) and previous not in ".!?\n") or after in ("is", "works", "would"))
        )
    return capital or token in ("вс", "ср")


def _next_word(flat: str, position: int) -> str:
    match = re.compile(r"[ -]{0,3}([a-zа-я]{1,40}|\d{1,4})").match(flat, position)
    return match.group(1) if match else ""


def _punct_symbol(match: re.Match[str], flat: str, text: str, previous: str) -> str:
    token = match.group()
    if token in "-—–":
        spaced = flat[max(0, match.start() - 1) : match.start()] == " " and flat[match.end() : match.end() + 1] == " "
        return "," if spaced and not previous[-1:].isdigit() else "-"
    if token in ",:()":
        return ","
    rest = flat[match.end() : match.end() + 2]
    if token == ".":
        if (
            text[match.end() : match.end() + 1] == " "
            and symbol_of(previous)[:1] in ("E", "M", "w")
            and rest[1:].isalpha()
        ):
            return "|" if text[match.end() + 1].isupper() else ""  # "Early Nov. I'll be free"
        return "" if previous in _ABBREVIATED or previous[:-1] in _ABBREVIATED or rest[:1].isalnum() else "|"
    if token == "\n":
        return "" if previous and (previous[-1].isalnum() or previous in ",-") and _wraps(flat, match) else "|"
    return "|"


def _wraps(flat: str, match: re.Match[str]) -> bool:
    """Whether a line break is only a mail program's: the line before it is a long one."""
    start = flat.rfind("\n", 0, match.start()) + 1
    return match.start() - start >= 55


def _month_first(symbol: str) -> str:
    month, day = symbol[5:7], symbol[7:9]
    return symbol if int(day) > 12 else f"{symbol[:5]}{day}{month}"
