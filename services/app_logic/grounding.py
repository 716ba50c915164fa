"""Grounding: which numbers, prices, days, links and addresses of a text come from nowhere. Pure.

`ungrounded` reads a finished text, as the client gets it, footer included. A token is grounded when the campaign
says it (facts, touches, sender, set phrases, the demo's link), when it was said before (`said`: the client's own
words, names), or when it is one of the moments that the text is about. A number goes with the word beside it:
`14 days` in a fact does not make `14 users` true. It does not judge the words between: whether a promise in plain
words is true, only a reader can tell. `stages/check` looks at a model's draft before its placeholders are filled;
this looks at what came out.
"""

import dataclasses
import datetime
import enum
import functools
import re
import unicodedata
import zoneinfo
from collections.abc import Iterable

from services.core.domain.campaign import Campaign
from services.core.domain.decision import Decision

_NOON = datetime.time(12)


class Kind(enum.StrEnum):
    """What sort of token it is."""

    LINK = "link"
    EMAIL = "email"
    HANDLE = "handle"
    PHONE = "phone"
    PERCENT = "percent"
    PRICE = "price"
    DATE = "date"
    WEEKDAY = "weekday"
    TIME = "time"
    NUMBER = "number"


@dataclasses.dataclass(frozen=True, slots=True)
class Ungrounded:
    """A token that comes from nowhere: as it stands in the text, its kind, and a reason for people."""

    token: str
    kind: Kind
    reason: str


_MONTHS = (
    ("январ", "jan"), ("феврал", "feb"), ("март", "mar"), ("апрел", "apr"), ("ма[йяе]", "may"), ("июн", "jun"),
    ("июл", "jul"), ("август", "aug"), ("сентябр", "sep"), ("октябр", "oct"), ("ноябр", "nov"), ("декабр", "dec"),
)  # fmt: skip
_MONTH_EN = "|".join(rf"{en}[a-z]{{0,7}}\.?" for _, en in _MONTHS)
_MONTH = "|".join((_MONTH_EN, *(rf"{ru}\w{{0,6}}" for ru, _ in _MONTHS)))
_WEEKDAYS = (
    ("понедельник", "monday"), ("вторник", "tuesday"), ("сред[ауые]", "wednesday"), ("четверг", "thursday"),
    ("пятниц", "friday"), ("суббот", "saturday"), ("воскресень", "sunday"),
)  # fmt: skip
_GROUPED = r"\d{1,3}(?:[ \u00a0\u2009\u202f,.']\d{3}){1,4}(?!\d)|\d{1,12}"
_AMOUNT = rf"(?:{_GROUPED})(?:[.,]\d{{1,2}}(?!\d))?"
_MONEY = (
    ("rub", r"₽|руб(?:\.|л\w{0,4})?|rub(?:les?)?|р\."),
    ("usd", r"\$|usd|доллар\w{0,4}|dollars?"),
    ("eur", r"€|eur(?:os?)?|евро"),
    ("other", r"£|¥|₸|₴|gbp|pounds?|тенге"),
)
_CURRENCY = "|".join(words for _, words in _MONEY)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.EMAIL, r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
        (Kind.LINK, r"(?:https?://|www\.)[^\s<>\"«»]{1,500}|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\."
                    r"(?:ru|com|org|net|io|рф|su|info|biz|me|ai|dev|app|example)\b(?:/[^\s<>\"«»]{0,300})?"),
        (Kind.HANDLE, r"(?<![\w@])@\w{3,40}"),
        (Kind.PHONE, r"(?<![\w+])(?:\+\d|\b8)[\s(-]{0,2}\d{2,4}[\s)-]{0,2}\d{2,4}[\s-]?\d{2,3}(?:[\s-]?\d{2,3})?(?!\d)"),
        (Kind.DATE, rf"(?<!\d)(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d\d)|\d{{1,2}}(?:st|nd|rd|th|-го)?"
                    rf"(?: of)? (?:{_MONTH})|(?:{_MONTH_EN}) \d{{1,2}}(?:st|nd|rd|th)?)(?![\w\d])"),
        (Kind.TIME, r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])"),
        (Kind.PERCENT, rf"{_AMOUNT}[ \u00a0]?(?:%|процент\w{{0,4}}|percent)"),
        (Kind.PRICE, rf"(?:{_CURRENCY})[ \u00a0]?{_AMOUNT}|{_AMOUNT}[ \u00a0]?(?:{_CURRENCY})(?!\w)"),
        (Kind.WEEKDAY, r"\b(?:" + "|".join(rf"{ru}\w{{0,4}}|{en}s?" for ru, en in _WEEKDAYS) + r")\b"),
        (Kind.NUMBER, rf"(?<![\w]){_AMOUNT}"),
    )
)  # fmt: skip
_ANY_NUMBER = re.compile(_AMOUNT)
_NEXT_WORD = re.compile(r"[ \u00a0-]?([^\W\d_]{2,40})")
_STEM = 4
_REASONS = {
    Kind.LINK: "no fact has this link",
    Kind.EMAIL: "nobody gave this address",
    Kind.HANDLE: "nobody gave this name",
    Kind.PHONE: "nobody gave this number",
    Kind.PERCENT: "no fact has this share",
    Kind.PRICE: "no fact has this price",
    Kind.DATE: "no day of this talk",
    Kind.WEEKDAY: "no day of this talk",
    Kind.TIME: "no time of this talk",
    Kind.NUMBER: "no fact has this number",
}
_Token = tuple[Kind, str, str]


def ungrounded(
    text: str, offer: Campaign, said: tuple[str, ...] = (), moments: tuple[datetime.datetime, ...] = ()
) -> tuple[Ungrounded, ...]:
    """Every token of `text` that neither the campaign, nor what was said, nor the moments account for.

    `said`: the client's own messages and names, and whatever else may be repeated. `moments`: the days and slots
    that this text may name, each in the zone of its reader (a pause's day at any hour of it). Empty: all is grounded.
    """
    told = _known(" \n ".join((*_texts(offer), *said)))
    days = frozenset(_value_of_day(each) for each in moments)
    told |= {(Kind.DATE, day, "") for day in days}
    told |= {(Kind.WEEKDAY, str(each.weekday()), "") for each in moments}
    told |= {(Kind.TIME, f"{each:%H:%M}", "") for each in moments}
    found = []
    for token, (kind, value, beside) in _tokens(text):
        if (kind, value, beside) in told or (not beside and _is_said(kind, value, told)):
            continue
        reason = _REASONS[kind]
        if kind is Kind.NUMBER and _is_said(kind, value, told):
            reason = f"no fact says {value} of this"
        found.append(Ungrounded(token, kind, reason))
    return tuple(dict.fromkeys(found))


def moments(made: Decision, zone: zoneinfo.ZoneInfo, offer: Campaign) -> tuple[datetime.datetime, ...]:
    """The days and times that a decision lets a text name: slots from beginning to end, in the zones of both sides."""
    slots = (*made.slots, *((made.refused,) if made.refused else ()))
    named = [moment for slot in slots for moment in span(slot, zone, offer)]
    if made.pause_until is not None:
        named.append(datetime.datetime.combine(made.pause_until, _NOON, zone))
    return tuple(named)


def span(starts_at: datetime.datetime, zone: zoneinfo.ZoneInfo, offer: Campaign) -> tuple[datetime.datetime, ...]:
    """The beginning and the end of a demo, in the client's zone and in the presenters'."""
    length = datetime.timedelta(minutes=offer.demo.length_minutes)
    zones = (zone, zoneinfo.ZoneInfo(offer.demo.timezone))
    return tuple(at.astimezone(each) for at in (starts_at, starts_at + length) for each in zones)


def _is_said(kind: Kind, value: str, told: frozenset[_Token]) -> bool:
    return any(each[:2] == (kind, value) for each in told)


def _texts(offer: Campaign) -> Iterable[str]:
    """Everything that the campaign lets us say."""
    for fact in offer.facts:
        yield from fact.text.values()
    for touch in offer.touches:
        yield from (*touch.subject.values(), *touch.text.values())
    for topic in offer.forbidden_topics:
        yield from topic.answer.values()
    sender = offer.sender
    yield from (*sender.name.values(), *sender.role.values(), *sender.company.values(), sender.postal)
    yield from (offer.name, *offer.offer.values(), offer.demo.link)
    yield from (each.name for each in offer.presentation.values())


@functools.lru_cache(maxsize=512)
def _known(text: str) -> frozenset[_Token]:
    return frozenset(token for _, token in _tokens(text))


def _tokens(text: str) -> list[tuple[str, _Token]]:
    """Tokens as they stand, each with (kind, value, the stem of the word after a number). Kinds do not overlap."""
    left, found = unicodedata.normalize("NFC", text), []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(left):
            value, beside = _value(kind, match.group()), ""
            if kind is Kind.NUMBER:
                word = _NEXT_WORD.match(left, match.end())
                beside = word.group(1).lower()[:_STEM] if word else ""
            found.append((match.group().strip(" ,.;"), (kind, value, beside)))
        left = pattern.sub(lambda match: "\x00" * len(match.group()), left)
    return found


def _value(kind: Kind, token: str) -> str:
    """The form in which two ways of writing the same are equal."""
    low = token.lower()
    if kind is Kind.LINK:
        bare = low.rstrip(".,;:!?)»]")
        return bare.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    if kind is Kind.PHONE:
        digits = re.sub(r"\D", "", token)
        return f"7{digits[1:]}" if digits.startswith("8") and len(digits) == 11 else digits
    if kind is Kind.DATE:
        return _day(low)
    if kind is Kind.TIME:
        return low.zfill(5)
    if kind is Kind.WEEKDAY:
        names = enumerate(_WEEKDAYS)
        return next(str(number) for number, pair in names if any(re.match(name, low) for name in pair))
    if kind is Kind.PRICE:
        return f"{_number(low)} {next(name for name, words in _MONEY if re.search(words, low))}"
    if kind in (Kind.NUMBER, Kind.PERCENT):
        return _number(low)
    return low


def _number(token: str) -> str:
    """`14 900`, `14,900` and `14900` are one; so are `4,5` and `4.5`."""
    found = _ANY_NUMBER.search(token)
    digits = found.group() if found else token
    whole, _, part = re.sub(r"[ \u00a0\u2009\u202f']", "", digits).replace(",", ".").rpartition(".")
    if not whole:
        return part.lstrip("0") or "0"
    if len(part) == 3:
        return (whole + part).replace(".", "").lstrip("0") or "0"
    return f"{whole.replace('.', '')}.{part}"


def _day(token: str) -> str:
    """`12-07` for the seventh of December, whatever the way of writing; years are not compared."""
    numbers = re.findall(r"\d{1,4}", token)
    if "-" in token and len(numbers) == 3:
        return f"{int(numbers[1]):02}-{int(numbers[2]):02}"
    if len(numbers) >= 2:
        return f"{int(numbers[1]):02}-{int(numbers[0]):02}"
    month = next(count for count, pair in enumerate(_MONTHS, 1) if any(re.search(rf"\b{name}", token) for name in pair))
    return f"{month:02}-{int(numbers[0]):02}"


def _value_of_day(moment: datetime.datetime) -> str:
    return f"{moment:%m-%d}"
