"""Meeting words: what a client's own words ask of a meeting that stands, and which of our offered times they mean.

Rules in Russian and English, linear on any text. They are asked only where a meeting stands or times were
offered; stop, complaints and the rest are other modules' business. Pure.
"""

import datetime
import re
import zoneinfo

from services.core.domain.meeting import Wish
from services.core.domain.understanding import When

_MOST = 4_000
_SENTENCE = re.compile(r"[^.!?\n]{1,400}[.!?\n]?")
_IF = re.compile(r"\b(?:если|вдруг|в случае|if|in case|should (?:i|we|you))\b", re.IGNORECASE)
_MEETING = r"(?:встреч\w{0,3}|созвон\w{0,3}|звон\w{1,3}|показ\w{0,2}|демо|демонстраци\w{1,3}|приглашени\w{1,2}|бронь)"
_MEETING_EN = r"(?:meeting|call|demo|appointment|invitation|invite|booking|session)"
_CANCEL = re.compile(
    rf"\b(?:отмен(?:ите|им|яем|ить|яю|ится|яется|или)\b[^.!?\n]{{0,40}}\b{_MEETING}|"
    rf"{_MEETING}\b[^.!?\n]{{0,30}}\b(?:отмен\w{{1,6}}|не нуж\w{{1,4}}|не состоится|не надо|не актуал\w{{1,5}})|"
    rf"не (?:нужн\w{{1,3}}|надо)\b[^.!?\n]{{0,20}}\b{_MEETING}|"
    rf"cancel\w{{0,4}}\b[^.!?\n]{{0,40}}\b{_MEETING_EN}|call(?:ing)? (?:it|the {_MEETING_EN}) off|"
    rf"{_MEETING_EN}\b[^.!?\n]{{0,30}}\b(?:cancel\w{{0,4}}|no longer needed|not needed)|"
    rf"(?:don't|do not|no longer) need (?:the|this|that|our) {_MEETING_EN})\b",
    re.IGNORECASE,
)
_DAY = (
    r"(?:завтра|сегодня|послезавтра|понедельник\w?|вторник\w?|сред[уеы]|четверг\w?|пятниц[уеы]|числ\w|врем\w{1,4}|час\w{0,2}|"
    r"день|дат\w|слот\w?|недел\w)"
)
_COME = rf"(?:быть|прийти|присутств\w{{1,6}}|участв\w{{1,6}}|подключ\w{{1,7}}|созвон\w{{1,5}}|встрет\w{{1,5}}|{_MEETING}|{_DAY})"
_MOVE = re.compile(
    r"\b(?:перен[её]с\w{0,6}|перенос\w{0,4}|перенест\w{1,2}|сдвин\w{1,5}|сдвига\w{1,4}|передвин\w{1,5}|"
    r"(?:на )?друг(?:ое|ой|ую) (?:время|день|дату|неделю)|"
    r"не (?:смогу|сможем|могу|можем|успею|успеваю|успеваем|получится|получается|выйдет)"
    rf"(?:\s*(?:[,.!]|\Z)|\b[^.!?\n]{{0,30}}\b{_COME}\b)|"
    rf"не (?:подход(?:ит|ят)|подойд[её]т|удобно)(?:\s*(?:[,.!]|\Z)|\b[^.!?\n]{{0,30}}\b{_DAY}\b)|неудобно|"
    rf"{_DAY}\b[^.!?\n]{{0,20}}\bне (?:подход(?:ит|ят)|подойд[её]т|смогу|могу|удобно|получится|получается)|"
    r"(?:can(?:no|')?t|can not|couldn't|won't|not able to|unable to|won't be able to) (?:make|attend|join|be there|come)\b|"
    r"re-?schedul\w{0,5}|postpon\w{0,4}|(?:another|different|new) (?:time|day|date|slot)\b|"
    r"(?:move|push|shift|bring) (?:it|this|that|our|the (?:meeting|call|demo|appointment|session))\b|"
    r"(?:doesn't|does not|won't|don't) (?:work|suit)(?: \w{1,12})? (?:for )?(?:me|us)\b|"
    r"(?:time|day|slot|date)s?\b[^.!?\n]{0,20}\b(?:doesn't|does not|won't|don't) (?:work|suit)\b|"
    r"something (?:has )?c[ao]me up\b)",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"\b(?:подход(?:ит|ят)|подойд[её]т|подтвержда\w{1,4}|договорились|до встречи|устраива\w{1,3}|приду|буду\b|будем\b|"
    r"принимаю|увидимся|works for (?:me|us)|suits (?:me|us)|confirm(?:ed|ing)?|see you|sounds good|(?:i|we)'ll be there|"
    r"looking forward|accepted)\b",
    re.IGNORECASE,
)
_NOT_ACCEPT = re.compile(
    r"\b(?:не|not|n't|won't)\s{1,3}(?:\w{1,12}\s{1,3})?(?:подход|подойд|подтвержда|буду|будем|приду|work|suit|confirm)",
    re.IGNORECASE,
)
_ORDINALS = (
    (0, re.compile(r"\b(?:перв(?:ый|ое|ая|ую|ого)|the first|first (?:one|option|slot|time)|option (?:1|one))\b", re.I)),
    (
        1,
        re.compile(
            r"\b(?:втор(?:ой|ое|ая|ую|ого)|the second|second (?:one|option|slot|time)|option (?:2|two))\b", re.I
        ),
    ),
    (
        2,
        re.compile(
            r"\b(?:трет(?:ий|ье|ья|ью|ьего)|the third|third (?:one|option|slot|time)|option (?:3|three))\b", re.I
        ),
    ),
    (-1, re.compile(r"\b(?:последн(?:ий|ее|яя|юю|его)|the last (?:one|option|slot|time))\b", re.I)),
    (0, re.compile(r"\b(?:люб(?:ое|ой|ая) (?:из|врем|вариант)|any of (?:them|these|those)|either works)\b", re.I)),
)
_BARE_NUMBER = re.compile(r"\s{0,5}(?:вариант|номер|option|number|№|#)?\s{0,3}([1-6])\s{0,3}[.!)]?\s{0,5}\Z", re.I)
# "The second question" is no choice of a time: what is chosen has to be named, or the sentence is nothing else.
_CHOOSING = re.compile(
    r"\b(?:вариант\w{0,2}|врем\w{1,3}|слот\w?|подойд[её]т|подходит|удобн\w{1,3}|устраива\w{1,3}|лучше|беру|выбираю|"
    r"option|one|slot|time|works?|suits?|prefer|of (?:them|these|those)|из (?:них|этих))\b",
    re.IGNORECASE,
)
_MOST_CHOOSING = 9
_CLOCK = re.compile(
    r"(?<![\d.:/-])([01]?\d|2[0-3])(?:[:.]([0-5]\d)|\s{0,2}(?:час\w{0,3}\b|ч\b|(?=[ap]\.?m\b)))\s{0,2}(?:([ap])\.?m\b)?",
    re.I,
)


def wish(text: str) -> Wish | None:
    """What the words ask of the meeting; None where they ask nothing, or only if something should happen."""
    for sentence in _SENTENCE.findall(text[:_MOST]):
        if _IF.search(sentence):
            continue
        if _CANCEL.search(sentence) and not _MOVE.search(text[:_MOST]):
            return Wish.CANCEL
        if _MOVE.search(sentence):
            return Wish.MOVE
    plain = [each for each in _SENTENCE.findall(text[:_MOST]) if not _IF.search(each) and not each.endswith("?")]
    if any(_ACCEPT.search(each) and not _NOT_ACCEPT.search(each) for each in plain):
        return Wish.ACCEPT
    return None


def is_about_the_meeting(quote: str) -> bool:
    """Whether these words call off the meeting, and only that."""
    return bool(_CANCEL.search(quote[:_MOST]))


def choice(
    text: str, named: When | None, offered: tuple[datetime.datetime, ...], zone: zoneinfo.ZoneInfo
) -> datetime.datetime | None:
    """Which of the offered times is meant: "the second one", "2", "at 11:00", a day on which there is just one.

    None where none is, or where several could be. UTC.
    """
    local = [each.astimezone(zone) for each in offered]
    if named is not None and _is_place(named, text):
        named = None
    if named is not None and not _is_clock_only(named):
        return _on_named_day(named, local)
    by_clock = _by_clock(text, local)
    if by_clock is not None:
        return by_clock.astimezone(datetime.UTC)
    place = _ordinal(text) if named is None else None
    return offered[place] if place is not None and place < len(offered) and offered else None


def _on_named_day(named: When, local: list[datetime.datetime]) -> datetime.datetime | None:
    same_day = [each for each in local if each.date() == named.not_before]
    if named.hour is not None:
        same_day = [each for each in same_day if (each.hour, each.minute) == (named.hour, named.minute or 0)]
    is_range = named.not_after is not None and named.not_after != named.not_before
    return same_day[0].astimezone(datetime.UTC) if len(same_day) == 1 and not is_range else None


def _is_place(named: When, text: str) -> bool:
    """Whether "the second" was read as a day of the month, though it is the second option that is chosen."""
    is_one_word = named.hour is None and len(named.quote.split()) == 1
    return is_one_word and any(pattern.search(named.quote) for _, pattern in _ORDINALS) and _ordinal(text) is not None


def _is_clock_only(named: When) -> bool:
    return not re.search(r"[^\W\d_]{4,}", named.quote)


def _by_clock(text: str, local: list[datetime.datetime]) -> datetime.datetime | None:
    said = set()
    for hour, minute, half in _CLOCK.findall(text[:_MOST]):
        shift = 12 if half.lower() == "p" and int(hour) < 12 else 0
        said.add((int(hour) + shift, int(minute or 0)))
    found = [each for each in local if (each.hour, each.minute) in said]
    return found[0] if len(found) == 1 and len(said) == 1 else None


def _ordinal(text: str) -> int | None:
    bare = _BARE_NUMBER.match(text[:200])
    if bare:
        return int(bare.group(1)) - 1
    short = [each for each in _SENTENCE.findall(text[:_MOST]) if len(each.split()) <= _MOST_CHOOSING]
    chosen = [each for each in short if len(each.split()) <= 2 or _CHOOSING.search(each)]
    found = {place for each in chosen for place, pattern in _ORDINALS if pattern.search(each)}
    return found.pop() if len(found) == 1 else None
