"""Wording: templates by language, filled without evaluating anything. Pure, once the templates are loaded.

A placeholder is `{{name}}`, and what is put in is never looked at again: a client who writes `{{fact:x}}`
gets his braces back. Variants are chosen by a hash, so that one person meets each wording once.
"""

import datetime
import functools
import hashlib
import pathlib
import re
import zoneinfo
from typing import Any

import yaml

from services.core.domain import campaign, contact

LANGUAGES = ("ru", "en")
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+(?::[A-Za-z0-9_.-]+)?)\}\}")
_NAME = re.compile(r"(?=.{1,25}$)[^\W\d_]+(?:['’`-][^\W\d_]+){0,2}\.?")
_MOST_NAMES = 4
_MONTHS_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_DAYS_RU = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Templates = dict[str, Any]


@functools.cache
def templates(language: str) -> Templates:
    """The templates of a language that ship with the agent; English for one that does not."""
    known = language if language in LANGUAGES else "en"
    path = pathlib.Path(__file__).with_name("templates") / f"{known}.yaml"
    loaded: Templates = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in for `{{names}}`, once. Raises KeyError on a name that has no value."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def names_in(text: str) -> set[str]:
    """The placeholders of a text."""
    return set(_PLACEHOLDER.findall(text))


def variant(variants: list[str] | str, seed: str) -> str:
    """One of the variants, always the same for the same seed."""
    if isinstance(variants, str):
        return variants
    digest = hashlib.sha256(seed.encode()).digest()
    return variants[int.from_bytes(digest[:4], "big") % len(variants)]


def unsaid(variants: list[str] | str, seed: str, values: dict[str, str], said: tuple[str, ...]) -> str | None:
    """The variant of this seed, or the next one whose words are in no text of `said`; None where all are.

    Raises KeyError on a placeholder that has no value.
    """
    listed = [variants] if isinstance(variants, str) else variants
    first = listed.index(variant(listed, seed))
    for each in listed[first:] + listed[:first]:
        words = fill(each, values)
        if not any(words in text for text in said):
            return each
    return None


def greeting(name: str, language: str, seed: str) -> str:
    """The line that begins a message: with the name where there is one, and without guessing at gender."""
    kinds = templates(language)["greeting"]
    called = given_name(name)
    if not called:
        return variant(kinds["nameless"], seed)
    return fill(variant(kinds["named"], seed), {"name": called})


def plain_name(name: str) -> str:
    """A name that somebody gave himself, or "" where it is more than a name: a link, a figure, an order."""
    line = contact.one_line(name)
    words = line.split()
    return line if len(words) <= _MOST_NAMES and all(_NAME.fullmatch(each) for each in words) else ""


def given_name(name: str) -> str:
    """How a person is addressed: «Анна Петрова» is Анна, «Анна Сергеевна» stays whole; "" where that is no name."""
    called = _called(name)
    return called if all(_NAME.fullmatch(each) for each in called.split()) else ""


def _called(name: str) -> str:
    words = contact.one_line(name).replace("{", "").replace("}", "").split()
    if len(words) >= 2 and re.search(r"(вич|вна|ична|оглы|кызы)$", words[1], re.IGNORECASE):
        return " ".join(words[:2])
    if len(words) == 3 and re.search(r"(вич|вна|ична)$", words[2], re.IGNORECASE):
        return f"{words[1]} {words[2]}"
    return words[0] if words else ""


def at_company(company: str, language: str) -> str:
    """` в «Ветер»`, ` at Wind`, or nothing; the legal form is left out."""
    plain = re.sub(
        r"^(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|LLC|Ltd\.?|Inc\.?|GmbH)\s+|,?\s+(?:LLC|Ltd\.?|Inc\.?|GmbH|Corp\.?)$",
        "",
        contact.one_line(company).replace("{", "").replace("}", ""),
    ).strip(' «»"“”')
    if not plain:
        return ""
    return f" в «{plain}»" if language == "ru" else f" at {plain}"


def signature(sender: campaign.Sender, language: str) -> str:
    """The sign-off with name and role."""
    name = campaign.in_language(sender.name, language)
    role = campaign.in_language(sender.role, language)
    company = campaign.in_language(sender.company, language)
    lines = [name, ", ".join(each for each in (role, company) if each)]
    return fill(templates(language)["signature"], {"sender": "\n".join(line for line in lines if line)})


def day_in_words(day: datetime.date, language: str) -> str:
    """`7 декабря` with a day after it as people write: «7 декабря, в понедельник» is left to the reader."""
    if language == "ru":
        return f"{day.day} {_MONTHS_RU[day.month - 1]}"
    return f"on {_MONTHS_EN[day.month - 1]} {day.day}"


def moment_in_words(
    moment: datetime.datetime, zone: zoneinfo.ZoneInfo, language: str, other: zoneinfo.ZoneInfo | None = None
) -> str:
    """`среда, 25 ноября, 13:00 (Asia/Yekaterinburg; 11:00 Europe/Moscow)`: a slot in the contact's own time.

    `other` is the zone of whoever shows it; it is added where its clock differs.
    """
    local = moment.astimezone(zone)
    ours = moment.astimezone(other) if other is not None else local
    also = f"; {ours:%H:%M} {other.key}" if other is not None and ours.utcoffset() != local.utcoffset() else ""
    clock = f"{local:%H:%M} ({zone.key}{also})"
    if language == "ru":
        return f"{_DAYS_RU[local.weekday()]}, {local.day} {_MONTHS_RU[local.month - 1]}, {clock}"
    return f"{_DAYS_EN[local.weekday()]}, {_MONTHS_EN[local.month - 1]} {local.day}, {clock}"


def slots_in_words(
    slots: tuple[datetime.datetime, ...],
    zone: zoneinfo.ZoneInfo,
    language: str,
    other: zoneinfo.ZoneInfo | None = None,
) -> str:
    """The slots as a list."""
    return "\n".join(f"— {moment_in_words(slot, zone, language, other)}" for slot in slots)


def language_of(text: str, otherwise: str) -> str:
    """`ru` or `en` by the letters of the text; `otherwise` where it has too few to tell."""
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in text.lower())
    latin = sum("a" <= letter <= "z" for letter in text.lower())
    if cyrillic + latin < 3:
        return otherwise
    # Names, addresses and product words are Latin in Russian mails, hardly ever the other way round.
    return "ru" if cyrillic * 2 >= latin else "en"
