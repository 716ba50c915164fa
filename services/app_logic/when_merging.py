"""Stretches of time that belong together: "с понедельника по среду", "в четверг, 30 апреля", "the Monday following".

It joins what `when_spans` has found; what the words around make of it is for `when_context`.
"""

import datetime

from services.app_logic.when_spans import Span


def merged(symbols: list[str], spans: list[Span]) -> list[Span]:
    """ "С понедельника по среду" is one stretch; "в четверг, 30 апреля" is one day."""
    whole: list[Span] = []
    for span in spans:
        before = whole[-1] if whole else None
        between = symbols[before.end : span.start] if before else []
        is_apposed = len(between) <= 2 and {",", "v", "na", "on"}.issuperset(between)
        if (
            before
            and span.kind == "weekday"
            and symbols[span.end : span.end + 1] == ["aft"]
            and before.kind in ("day", "range")
        ):
            whole.append(span._replace(first=_following(before, span), last=_following(before, span)))
        elif (before and is_apposed and _is_within(before, span)) or (
            before and is_apposed and before.kind == "weekday" and span.kind == "day"
        ):
            whole[-1] = span._replace(start=before.start)
        elif (
            before
            and len(between) <= 2
            and before.kind == "day"
            and span.kind == "weekday"
            and "or" not in between
            and before.first.weekday() == span.first.weekday()
        ):
            whole[-1] = before._replace(end=span.end)
        elif (
            before and before.kind == span.kind == "holiday" and between == ["and"] and _opens(symbols, before) == "btw"
        ):
            first, last = before.last + datetime.timedelta(days=1), span.first - datetime.timedelta(days=1)
            whole[-1] = Span(before.start, span.end, first, max(first, last), "range", before.sure)
        elif (
            before
            and before.kind == "holiday"
            and span.kind == "weekday"
            and _opens(symbols, before) == "aft"
            and {",", "wait", "on", "v"}.issuperset(between)
        ):
            whole[-1] = span._replace(start=before.start, first=_following(before, span), last=_following(before, span))
        elif before and _is_range(symbols, before, span, between):
            last = span.last if span.last >= before.first else span.last + datetime.timedelta(days=7)
            whole[-1] = Span(before.start, span.end, before.first, last, "range", min(before.sure, span.sure))
        else:
            whole.append(span)
    return whole


def _is_within(whole: Span, part: Span) -> bool:
    """ "Конец марта, 29-30 числа", "in April, on the 12th": the second says it more closely."""
    is_close = whole.kind in ("part", "period") and part.kind in ("day", "range")
    return is_close and whole.first <= part.first <= part.last <= whole.last


def _opens(symbols: list[str], span: Span) -> str:
    return symbols[span.start - 1] if span.start else ""


def _is_range(symbols: list[str], first: Span, second: Span, between: list[str]) -> bool:
    kinds = {"day", "weekday", "period", "part", "range"}
    if not {first.kind, second.kind} <= kinds or not between or len(between) > 2:
        return False
    if second.last < first.first and not (first.kind == second.kind == "weekday"):
        return False
    opened = first.start > 0 and symbols[first.start - 1] in ("frm", "btw")
    if opened and "mv" in symbols[max(0, first.start - 4) : first.start]:
        return False  # "move it from Thursday to Friday"
    return (
        between == ["-"]
        or (opened and between[0] in ("to", "til", "and", "-"))
        or between in (["to"], ("to to").split())
    )


def _following(before: Span, span: Span) -> datetime.date:
    """ "15-19 Feb. The Monday following": the first such weekday after the stretch before."""
    ahead = (span.first.weekday() - before.last.weekday() - 1) % 7 + 1
    return before.last + datetime.timedelta(days=ahead)
