"""What "after", "until", "before" and a refusal make of a stretch of time: the first day on which to write.

It reads no words; `when_context` has found what governs the stretch and what is said around it.
"""

import datetime

from services.app_logic import when_calendar as days
from services.app_logic import when_cues as cues
from services.app_logic.when_reading import Day, Reader, Reading
from services.app_logic.when_spans import Span
from services.app_logic.when_stretches import Today


def bounded(
    symbols: list[str],
    span: Span,
    cue: cues.Cues,
    phrase: list[str],
    today: Today,
    governed: tuple[str, int],
    reading: Reader,
) -> Reading | None:
    """Later in X, after X, before X; `governed` is the word that says so and its place."""
    prep, place = governed
    if prep == "lat":
        middle = max(span.first, today.day)
        middle += (span.last - middle) / (1 if (span.last - middle).days < 7 else 2)
        return reading(days.working_day(middle, today.country), span.last, "wanted", 0.5)
    if prep in ("aft", "lat") and symbols[place - 1 : place] in (["not"], ["no"]):
        return reading(today.day, span.last, "deadline", 0.6)
    if prep == "aft":
        return reading(after(span, today), None, "wanted", bonus=0.5)
    refused = "not" in phrase or "no" in phrase or "bsy" in phrase or cue.away
    if span.kind == "holiday" and refused and prep != "by":
        return reading(after(span, today), None, "until", bonus=0.5)
    if span.kind == "holiday" and (prep == "by" or (prep == "bef" and not refused)):
        return reading(span.first - datetime.timedelta(days=14), span.first - days.ONE_DAY, "wanted", 0.7)
    ends = span.kind == "part" and symbols[span.start] == "p3" and symbols[place - 1 : place] != ["not"]
    return (
        reading(after(span, today) if ends else span.first, None, "until", bonus=0.5)
        if refused
        else reading(today.day, span.first - days.ONE_DAY, "deadline", 0.6)
    )


def unbounded(
    symbols: list[str], span: Span, cue: cues.Cues, phrase: list[str], today: Today, prep: str, reading: Reader
) -> Reading | None:
    """The stretch itself, or the day after it where it was refused or the client is away."""
    if prep in ("by", "to") and "imp" in phrase and not cue.refusal and span.kind in ("day", "weekday", "part"):
        return reading(today.day, span.last, "deadline", 0.6)
    if prep in ("na", "for") and cue.past and symbols[span.start] == "th" and span.kind == "period":
        return refused(span, cue, prep, today, reading)  # "На этот год всё закупили"
    if span.kind == "period" and not prep and "wait" in symbols[max(0, span.start - 2) : span.start]:
        return reading(after(span, today), None, "until")  # "дайте январь прожить"
    if span.kind == "holiday" and prep in ("in", "for", "na", "lead") and "wait" in phrase:
        return reading(after(span, today), None, "until")  # "let me sleep on it over the weekend"
    if (cue.away or cues.is_left_behind(symbols, span)) and (not cue.back or span.kind == "range"):
        if prep == "frm" and span.kind != "range":
            return None
        return reading(after(span, today), None, "until")
    if cue.refusal and not (cue.near_wish and span.kind == "length"):
        return refused(span, cue, prep, today, reading)
    if span.kind in ("length", "relative"):
        return reading(span.first, span.last, "wanted", bonus=-0.2 * (span.kind == "length"))
    if span.kind == "ahead" and symbols[span.start] in ("for", "na") and not cue.near_wish:
        return reading(span.last, None, "until")
    if span.kind == "ahead":
        return reading(span.first + (span.last - span.first) / 2, span.last, "wanted")
    return plain(span, today, prep, reading)


def after(span: Span, today: Today) -> Day:
    if span.kind in ("relative", "length", "minutes"):
        return span.last
    return days.working_day(span.last + days.ONE_DAY, today.country)


def is_free_then(said: str, following: str) -> bool:
    """Whether the day after "until" is the first free one: so in English, but not "through" and "inclusive"."""
    return said.isascii() and not said.startswith("th") and "incl" not in following


def until(
    symbols: list[str],
    span: Span,
    cue: cues.Cues,
    phrase: list[str],
    today: Today,
    reading: Reader,
    *,
    is_free_then: bool,
    is_inclusive: bool,
    is_promised: bool,
) -> Reading | None:
    """Until X: back at X; but "ответьте до пятницы" is a last day."""
    refused = cue.refusal or cue.away or bool({"not", "no", "wait", "mv", "bsy", "awy"} & set(phrase))
    if is_promised and not refused and span.kind in ("day", "weekday", "part") and span.first > today.day:
        return reading(days.working_day(span.first, today.country), None, "until")
    if not refused and ({"imp", "need"} & set(phrase) or cue.near_wish) and not cue.back:
        last = span.last if span.kind not in ("period", "holiday") else span.first - days.ONE_DAY
        return reading(today.day, last, "deadline", 0.6)
    if is_inclusive and span.kind in ("period", "weekday", "part", "day"):
        return reading(after(span, today), None, "until")
    if span.kind in ("period", "year", "weekday", "relative") or (
        span.kind == "part" and symbols[span.start] in ("p1", "p2")
    ):
        return reading(days.working_day(span.first, today.country), None, "until")
    if span.kind == "day" and (is_free_then or not (cue.away or "awy" in phrase)) and span.first > today.day:
        return reading(days.working_day(span.first, today.country), None, "until")
    if span.kind == "part" and "half" in symbols[span.start : span.end] and span.first.day > 1:
        return reading(days.working_day(span.first, today.country), None, "until")
    return reading(after(span, today), None, "until")


def refused(span: Span, cue: cues.Cues, prep: str, today: Today, reading: Reader) -> Reading | None:
    if span.kind == "today" and cue.mild:
        return None
    if (after(span, today) - today.day).days > 450:
        return reading(span.first, span.last, "wanted", 0.5)
    if span.kind == "relative":
        return reading(span.first, None, "busy", 0.5)
    return reading(after(span, today), None, "busy", 0.55 if span.kind != "length" else 0.7)


def plain(span: Span, today: Today, prep: str, reading: Reader) -> Reading | None:
    first = max(span.first, today.day)
    if span.kind in ("period", "year") or (span.kind == "part" and (span.last - span.first).days > 3):
        first = min(days.working_day(first, today.country), max(span.last, first))
    last = span.last if span.last > first else None
    return reading(first, last, "wanted")
