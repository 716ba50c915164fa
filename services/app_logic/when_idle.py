"""Times that name none to come by their own form: past, recurring, opening hours, the length of something else.

It reads the symbols around one stretch; times that belong to others or are only told of are for `when_asides` and
`when_told`.
"""

import re

from services.app_logic import when_cues as cues
from services.app_logic.when_spans import Span


def names_none(
    symbols: list[str],
    span: Span,
    prep: str,
    place: int,
    cue: cues.Cues,
    scope: tuple[int, int],
    *,
    is_short: bool,
    is_label: bool,
) -> bool:
    """Past, recurring, or a length of something else.

    `is_short` marks a number such as 3.11, `is_label` a season before a thing ("summer discounts").
    """
    phrase = symbols[scope[0] : scope[1]]
    after = symbols[span.end : span.end + 2]
    if span.kind == "relative" and not cue.wish and "ltr" in phrase:
        near = symbols[max(0, span.start - 3) : span.start]
        if "ltr" in near and any(symbol[0] in "on" and symbol[1:].isdigit() for symbol in symbols[: span.start]):
            return True  # "the third mail in a week"
    if _is_unknown_or_gone(symbols, span, prep, cue, phrase):
        return True
    if prep in ("since", "ot", "la", "every", "iz") or "la" in after[:1] or "ago" in after:
        return True
    if prep == "frm" and "mv" in symbols[max(0, place - 3) : place] and after[:1] in (["na"], ["to"]):
        return True
    if symbols[span.start - 1 : span.start + 1] == ["ltr", "frm"]:
        return True
    if prep == "frm" and (
        symbols[place - 1 : place] == ["ltr"] or ("prs" in phrase and not cue.away) or "past" in phrase
    ):
        return True
    if _belongs_to_a_thing(symbols, span, prep, place, after, is_label=is_label) or _is_timetable(
        symbols, span, prep, phrase, cue, is_open="prs" in symbols[slice(*cues.sentence_around(symbols, span))]
    ):
        return True
    is_number = symbols[span.start].startswith("D0000") and not prep and symbols[max(0, place - 1) : place] == ["_"]
    if is_number and not has_clock(phrase) and (is_short or not (cue.near_wish or cue.back)):
        return True
    is_running = span.kind == "period" and symbols[span.start] == "th" and symbols[span.start + 1][0] == "u"
    if is_running and not (prep or cue.wish or cue.refusal or cue.away or cue.back):
        return True
    if ("usu" in phrase or symbols[span.start - 2 : span.start - 1] == ["every"]) and span.kind in (
        "relative",
        "minutes",
        "length",
        "ahead",
    ):
        return True
    if "roi" in phrase and span.kind in ("relative", "length", "ahead"):
        return True
    if span.kind == "length":
        return not _is_waiting(symbols, span, prep, phrase, cue)
    if cue.past and not cue.near_wish and prep not in ("til", "aft", "bef", "by", "na", "to"):
        return True
    return span.kind == "today" and _is_idle_today(symbols, span, prep, phrase, cue)


def _is_unknown_or_gone(symbols: list[str], span: Span, prep: str, cue: cues.Cues, phrase: list[str]) -> bool:
    """ "Через неделю после запуска", "we dropped it after two years", "the talk on the 9th was good"."""
    following = symbols[span.end : span.end + 2]
    if span.kind == "relative" and symbols[span.start] == "thru" and following == ["aft", "_"]:
        return True
    if span.kind == "relative" and symbols[span.start] == "aft" and "pst" in phrase and not cue.near_wish:
        return True
    return prep in ("on", "in", "v") and following[:1] == ["pst"] and span.kind in ("day", "weekday")


def _is_idle_today(symbols: list[str], span: Span, prep: str, phrase: list[str], cue: cues.Cues) -> bool:
    """ "Today is not the first of April", "had a call with your rival this morning": nothing is to happen today."""
    following = symbols[span.end : span.end + 2]
    if following[:1] == ["not"] and following[1:] and re.fullmatch(r"[ow]\d+", following[1]):
        return True
    if cue.past and {"ok", "imp", "wait", "mv"}.isdisjoint(phrase):
        return True
    is_said = cue.wish or cue.refusal or _is_evening(phrase) or has_clock(phrase) or "imp" in phrase
    return prep != "lat" and not is_said


def _is_timetable(
    symbols: list[str], span: Span, prep: str, phrase: list[str], cue: cues.Cues, *, is_open: bool
) -> bool:
    """ "По вторникам", "Mon-Fri": when they are at work, not when to write."""
    if prep == "to" and span.kind == "weekday" and not cue.wish:
        return True
    if span.kind == "weekday" and not (cue.wish or cue.back) and cues.has_hours(symbols, span):
        return True
    low, high = cues.sentence_around(symbols, span)
    if span.kind == "day" and is_open and has_clock(symbols[low:high]) and not (cue.wish or cue.back):
        return True  # "31 декабря работаем до 17:00, 1 января закрыты"
    is_working_week = span.first.weekday() == 0 and (span.last - span.first).days in (4, 5, 6)
    if span.kind in ("weekday", "range") and is_open and not (cue.wish or cue.away or cue.refusal or cue.back):
        return True
    is_custom = span.kind in ("range", "weekday") and {"th", "nx"}.isdisjoint(symbols[span.start : span.end])
    habits = [i for i in range(low, high) if symbols[i] == "every" and symbols[i - 1 : i] != ["by"]]
    if is_custom and habits and not (cue.wish or cue.away or cue.back):
        return True  # "Monday to Thursday we're closed, weekends only"
    around = symbols[span.start - 2 : span.start] + symbols[span.end : span.end + 2]
    is_plain = not (cue.wish or cue.away or cue.refusal or "nx" in symbols[span.start : span.end]) and (
        "to" not in around and prep != "frm"
    )
    return span.kind == "range" and is_working_week and is_plain


def _belongs_to_a_thing(
    symbols: list[str], span: Span, prep: str, place: int, after: list[str], *, is_label: bool
) -> bool:
    """ "Письмо от 20 апреля", "ул. 8 Марта", "summer discounts", "бюджет 2027"."""
    before = symbols[max(0, place - 2) : place]
    if before[-1:] == ["str"] or after[:1] == ["str"] or before == ["ltr", "of"]:
        return True
    if before[-1:] == ["ltr"] and span.kind in ("day", "weekday") and prep in ("", "frm", "on"):
        return True
    if before[-1:] == ["ltr"] and span.kind == "period" and prep in ("na", "for"):
        return True  # "счёт на июль"
    if symbols[span.start - 1 : span.start] == ["of"] and "ltr" in before:
        return True
    if span.kind == "period" and is_label and not prep and after[:1] == ["_"]:
        return True
    if span.kind == "year":
        return prep not in ("v", "in", "frm", "til", "aft", "bef", "by") and "mv" not in symbols
    if cues.is_over(symbols, span):
        return False
    return span.kind == "holiday" and not prep and symbols[span.start] not in ("aft", "v", "in")


def has_clock(phrase: list[str]) -> bool:
    return any(symbol[0] == "t" and symbol[1:].isdigit() for symbol in phrase)


def _is_evening(phrase: list[str]) -> bool:
    """ "This evening after 7": a part of the day, and hardly anything else."""
    return not {"dm", "da", "de", "dl"}.isdisjoint(phrase) and phrase.count("_") < 2 and "pst" not in phrase


def _is_waiting(symbols: list[str], span: Span, prep: str, phrase: list[str], cue: cues.Cues) -> bool:
    """Whether "two weeks" is a time that we are asked to let pass."""
    if prep not in ("", "for", "na", "til") or cue.past or "every" in phrase:
        return False
    if cue.away or cue.refusal or "wait" in phrase or "mv" in phrase:
        return True
    if cues.is_whole_sentence(symbols, span) and not {"now", "wait", "cb"}.isdisjoint(symbols):
        return True
    return ("need" in phrase and "am" in phrase and "you" not in phrase) or (
        (symbols[span.start] in ("anoth", "for") and "anoth" in phrase)
        or symbols[span.end : span.end + 1] == ["anoth"]
        or (symbols[span.end : span.end + 1] == ["need"] and "you" not in phrase)
    )
