"""Words that point back at a time named before them: "ask me then", "nothing before", "a month before that".

It reads only what follows the time, a line or so; what it all comes to is for `when_context`.
"""

import datetime
import re
from typing import NamedTuple

from services.app_logic import when_calendar as days

# So much after a time is read.
REACH = 90

_THEN = re.compile(r"\b(?:then|тогда)\b(?! (?:again|перезвон|скажите|ответь))")
_HELD = re.compile(
    r"\b(?:(?:un)?till? then|before (?:then|that)|not before|not a (?:day|minute|moment|second) (?:sooner|"
    r"earlier|before)|nothing (?:[a-z]{2,10} ){0,4}before|не раньше|до тех пор|"
    r"до этого (?:момента |времени |дня )?(?:не|меня|нас|никак|ничего|бес)|(?:не|меня|нас|"
    r"никого) (?:[а-я]{3,14} ){0,2}до этого|"
    r"раньше (?:[а-я]{2,8} ){0,2}не|раньше (?:никак|смысла нет|нет смысла|бесполезно|никого|ничего))\b"
)
_LEAD = re.compile(
    r"\b(?:(?P<n>a couple of|a few|few|several|a|one|two|three|\d{1,2}) (?P<unit>day|week|month)s? (?:before|prior|"
    r"ahead)(?: of)?(?: (?:that|then|it|this))?\b|"
    r"за (?P<nr>пару |две |два |три |\d{1,2} )?(?P<unitr>дн|недел|месяц)[а-я]{0,2} до (?:этого|того|него|срока|"
    r"окончания|конца|даты))"
)
# "В июне отпуск, потом обсудим", "the fair is on the 8th. After that, yes".
_LEFT = re.compile(
    r"^[^.!?\n]{0,60}(?:\bпотом\b(?! (?:не|меня нет|нас нет|уезжа[а-я]+|улета[а-я]+)\b)|"
    r"\bпосле (?:уже |и |сразу |тогда )?[а-я]{2,12}(?:ите|йте)(?:сь)?\b|"
    r"\bпосле (?:готов|можно|смогу|сможем|пожалуйста|жду|на связи|ваш)|[.!?]\s+после[.!—–-]|"
    r"[.!?]\s+(?:но |а |и |but |and |so |any ?time )?(?:потом|после (?:этого|него|нее|них)|after (?:that|this|it)|"
    r"afterwards?)\b|[.!?]\s+[a-z' ]{0,30}\b(?:straight|right|directly) after\b(?! [a-z])|"
    r"\b(?:straight|right|directly|any ?time|soon) after(?:wards)?\b(?! [a-z])|"
    r"[.!?,;—–-]\s?(?:[a-z]{2,8} )?(?:try|call|ring|ask|talk|speak|ping|write|chat|e-?mail|contact|back|free|ok|fine|"
    r"good|better|happy|best) (?:[a-z']{1,8} ){0,3}after (?:that|this|then|it)\b(?! [a-z])|"
    r"[.!?]\s+[а-я]{3,12} после ?(?:[.!?]|\Z)|"
    r"[.!?,;—–-]\s?[а-я]{3,12}(?:ите|йте)(?:сь)? (?:[а-я]{2,8} ){0,2}(?:после (?:этого|него|нее|них)|потом)\b)"
)
# "It is decided in April. Try then."
_ASKED_THEN = re.compile(
    r"\b(?:try|call|ring|ask|talk|speak|ping|write|chat|e-?mail|contact|come back|get back|circle back|tell|nudge|catch|"
    r"revisit|approach|phone)\b[a-z ]{0,25} then\b|\bтогда и\b|[.!?,;—–-] ?(?:so |вот )?(?:then|тогда) ?[.!]|"
    r"\b[а-я]{3,12}(?:ите|йте)(?:сь)? (?:мне |нам )?тогда\b"
)
_AFTER_IT = re.compile(r"\b(?:после|after)(?: the| our| this| my)? ([a-zа-я]{4,20})")
_INCLUSIVE = re.compile(r"^.{0,6}\b(?:включ|incl)")
_DAILY = re.compile(
    r"^'?s? ?(?:is|are)? ?(?:(?:'s|is|are) (?:our|my|the|always|a|usually|when we|such)\b(?! (?:best|earliest|"
    r"first|day|one|soonest|better|good|great|fine|safe|quiet|possib|option))|"
    r"\s?[—–-]?\s?(?:это )?(?:выходной|санитарный|нерабочий)|у нас (?:санитарн|выходн|тих|обычно|всегда))"
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "a few": 3, "few": 3, "several": 3}
_COUNTS |= {"пару": 2, "две": 2, "два": 2, "три": 3}


class Pointers(NamedTuple):
    """What the words after a time make of it; `lead` is so much before it that we are asked to write."""

    is_taken_up: bool
    is_held: bool
    is_inclusive: bool
    is_custom: bool
    is_asked_then: bool
    is_left: bool
    lead: datetime.timedelta | None


def pointers(text: str, end: int) -> Pointers:
    """The words that point back at the time that ends at `end`."""
    begin = end - 2 if text[:end].endswith(("'s", "’s")) else end  # "Monday's"
    tail = text[begin : end + REACH].lower().replace("ё", "е").replace("’", "'")
    lead = _LEAD.search(tail)
    return Pointers(
        bool(_THEN.search(tail)),
        bool(_HELD.search(tail)),
        bool(_INCLUSIVE.search(tail)),
        bool(_DAILY.match(tail)),
        bool(_ASKED_THEN.search(tail)),
        bool(_LEFT.match(tail)) or _is_named_again(text[max(0, end - REACH) : end].lower(), tail),
        _length(lead) if lead else None,
    )


def _is_named_again(lead: str, tail: str) -> bool:
    """ "У меня защита 15 мая, после защиты поговорим"."""
    return any(match[1][:3] in lead for match in _AFTER_IT.finditer(tail))


def _length(lead: re.Match[str]) -> datetime.timedelta:
    said = (lead["n"] or lead["nr"] or "a").strip()
    count = _COUNTS.get(said) or int(said)
    unit = lead["unit"] or lead["unitr"]
    return count * {"d": 1, "д": 1, "w": 7, "н": 7, "m": 30, "м": 30}[unit[0]] * days.ONE_DAY
