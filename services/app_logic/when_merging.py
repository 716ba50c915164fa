"""Stretches of time that belong together: "с понедельника по среду", "a week after Easter", "the Monday following".

It joins what `when_spans` has found; what the words around make of it is for `when_context`.
"""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from services.app_logic import when_calendar as days
from services.app_logic.when_pairs import Word
from services.app_logic.when_spans import Span

Day = datetime.date


class _Pair(NamedTuple):
    """A stretch with the one before it: the symbols of the row and those between the two, and the words between."""

    symbols: list[str]
    before: Span
    span: Span
    between: list[str]
    words: str
    today: Day

    @property
    def opening(self) -> str:
        """The symbol that stands before both."""
        return self.symbols[self.before.start - 1] if self.before.start else ""

    @property
    def is_apposed(self) -> bool:
        """Whether the second follows the first at once: "в четверг, 30 апреля"."""
        return len(self.between) <= 2 and {",", "v", "na", "on", "dt"}.issuperset(self.between)


# What may be counted from.
_ANCHORS = frozenset("day weekday holiday period part range".split())

_Rule = Callable[[_Pair], Span | None]


def merged(row: list[Word], spans: list[Span], today: Day, text: str) -> list[Span]:
    """ "С понедельника по среду" is one stretch; "в четверг, 30 апреля" is one day; "в январе …, 15-го" is 15 January."""
    symbols = [word.symbol for word in row]
    whole: list[Span] = []
    for span in spans:
        if not whole:
            whole.append(span)
            continue
        before = whole[-1]
        words = text[row[before.end - 1].end : row[span.start].start].lower()
        pair = _Pair(symbols, before, span, symbols[before.end : span.start], words, today)
        pair = pair._replace(span=_first(_MOVES, pair) or span)
        one = _first(_JOINS, pair)
        if one is None:
            whole.append(pair.span)
        else:
            whole[-1] = one
    return whole


def _first(rules: tuple[_Rule, ...], pair: _Pair) -> Span | None:
    return next((found for rule in rules if (found := rule(pair)) is not None), None)


def _ahead(before: Span, span: Span) -> Day:
    """The first such weekday after the stretch before."""
    return before.last + datetime.timedelta(days=(span.first.weekday() - before.last.weekday() - 1) % 7 + 1)


def _weekday_following(pair: _Pair) -> Span | None:
    """ "15-19 Feb. The Monday following"."""
    following = pair.symbols[pair.span.end : pair.span.end + 1]
    if pair.span.kind != "weekday" or following != ["aft"] or pair.before.kind not in _ANCHORS:
        return None
    day, end = _ahead(pair.before, pair.span), pair.span.end + 1
    if pair.symbols[end : end + 1] in (["tht"], ["th"]):
        end += 1  # "the Monday after that"
    return pair.span._replace(first=day, last=day, end=end)


def _following_weekday(pair: _Pair) -> Span | None:
    """ "I'm out in the week of 19 January, back the following Monday"."""
    is_said = pair.words.endswith("following ") and pair.between[-1:] == ["aft"]
    if not is_said or pair.span.kind != "weekday" or pair.before.kind not in _ANCHORS:
        return None
    day = _ahead(pair.before, pair.span)
    return pair.span._replace(start=pair.span.start - 1, first=day, last=day)


def _counted_on(pair: _Pair) -> Span | None:
    """ "Our year ends on 31 March. New budget the day after": after what was named before."""
    if pair.span.kind != "relative" or pair.before.kind not in _ANCHORS:
        return None
    end = pair.span.end
    if pair.symbols[end : end + 2] in (["aft", "tht"], ["aft", "th"]):  # "через неделю после этого"
        pair = pair._replace(span=pair.span._replace(end=end + 2))
    elif pair.symbols[end - 1] != "aft":
        return None
    said = pair.symbols[pair.span.start : pair.span.end]
    if said == ["um", "aft"] and pair.before.kind == "period":  # "not in September, the month after"
        following = pair.before.last + days.ONE_DAY
        return pair.span._replace(first=following, last=days.last_of_month(following.year, following.month))
    least, most = pair.span.first - pair.today, pair.span.last - pair.today
    return pair.span._replace(first=pair.before.last + least, last=pair.before.last + most)


_SAME_WEEK = re.compile(r"\b(?:so|the|therefore|поэтому|так что|значит)\b[^.!?]*$")


def _weekday_of_that_week(pair: _Pair) -> Span | None:
    """ "Monday next week is a holiday, so the Tuesday": of the week that was spoken of."""
    if pair.before.kind not in ("weekday", "day") or pair.span.kind != "weekday" or not pair.between:
        return None
    day = days.monday(pair.before.first) + datetime.timedelta(days=pair.span.first.weekday())
    is_listed = {"or", "and", ",", "on", "v"}.issuperset(pair.between)
    if not pair.span.first < pair.before.first < day or not (is_listed or _SAME_WEEK.search(pair.words)):
        return None
    return pair.span._replace(first=day, last=day)


def _day_of_that_month(pair: _Pair) -> Span | None:
    """ "В январе отпуск, вернусь 15-го", "с 31 по 10 отдыхаем, с 11-го на связи": a bare day of later than that."""
    said = pair.symbols[pair.span.start : pair.span.end]
    is_bare = pair.span.kind == "day" and all(re.fullmatch(r"[no]\d+|dt", symbol) for symbol in said)
    if not is_bare or len(pair.between) > 12 or pair.before.first <= pair.today:
        return None
    floor = pair.before.first
    if pair.before.kind == "day" and "ret" not in pair.between:
        return None
    if pair.before.kind == "holiday" and not (pair.opening == "aft" and pair.is_apposed):
        return None
    if pair.before.kind not in ("period", "part", "day", "range", "holiday"):
        return None
    if (pair.before.last - floor).days > 31 and not {",", "aft", "_"}.issuperset(pair.between):
        return None  # "in the New Year, ideally after the 11th" is of its first month
    day = next(
        (floor + step * days.ONE_DAY for step in range(32) if (floor + step * days.ONE_DAY).day == pair.span.first.day),
        None,
    )
    return pair.span._replace(first=day, last=day) if day and day > pair.span.first else None


def _within(pair: _Pair) -> Span | None:
    """ "Конец марта, 29-30 числа", "после Пасхи (12 апреля)": the second says it more closely."""
    before, span = pair.before, pair.span
    is_close = before.kind in ("part", "period", "holiday") and span.kind in ("day", "range")
    is_inside = is_close and before.first <= span.first <= span.last <= before.last
    is_shorter = before.last - before.first > span.last - span.first
    if before.kind == "period" and span.kind == "period" and is_shorter:  # "in spring, April maybe"
        is_inside = before.first <= span.first <= span.last <= before.last
    is_dated = before.kind == "weekday" and span.kind == "day"
    return span._replace(start=before.start) if pair.is_apposed and (is_inside or is_dated) else None


def _later_in_it(pair: _Pair) -> Span | None:
    """ "В январе, после 15-го"."""
    before, span = pair.before, pair.span
    is_inside = before.kind in ("period", "part") and span.kind == "day" and before.first <= span.first <= before.last
    said = [symbol for symbol in pair.between if symbol not in ("_", "dt")]
    return span if is_inside and len(pair.between) <= 4 and said in ([",", "aft"], ["aft"]) else None


def _day_and_its_name(pair: _Pair) -> Span | None:
    """ "14 июля, вторник"."""
    before, span = pair.before, pair.span
    is_same = before.kind == "day" and span.kind == "weekday" and before.first.weekday() == span.first.weekday()
    return before._replace(end=span.end) if is_same and len(pair.between) <= 2 and "or" not in pair.between else None


def _weekday_of_that_far_week(pair: _Pair) -> Span | None:
    """ "In three weeks' time, Monday"."""
    ahead = (pair.before.first - pair.today).days
    is_far = pair.before.kind == "relative" and ahead >= 7 and ahead % 7 == 0
    if not is_far or pair.span.kind != "weekday" or not pair.is_apposed:
        return None
    day = days.monday(pair.before.first) + datetime.timedelta(days=pair.span.first.weekday())
    return pair.span._replace(start=pair.before.start, first=day, last=day)


def _feasts(pair: _Pair) -> Span | None:
    """ "Between Christmas and New Year", and "after Christmas and New Year", which is after both."""
    before, span = pair.before, pair.span
    if not before.kind == span.kind == "holiday" or pair.between != ["and"] or span.last < before.first:
        return None
    if pair.opening != "btw":
        return Span(before.start, span.end, before.first, max(before.last, span.last), "holiday", before.sure)
    first, last = before.last + days.ONE_DAY, span.first - days.ONE_DAY
    return Span(before.start, span.end, first, max(first, last), "range", before.sure)


def _weekday_after_feast(pair: _Pair) -> Span | None:
    """ "После праздников, во вторник"."""
    is_named = pair.before.kind == "holiday" and pair.span.kind == "weekday" and pair.opening == "aft"
    if not is_named or not {",", "wait", "on", "v"}.issuperset(pair.between):
        return None
    day = _ahead(pair.before, pair.span)
    return pair.span._replace(start=pair.before.start, first=day, last=day)


def _counted_from(pair: _Pair) -> Span | None:
    """ "Через неделю после майских", "two weeks after the 10th", "a week before Christmas"."""
    before, span = pair.before, pair.span
    if before.kind not in ("relative", "length") or span.kind not in _ANCHORS or pair.between[:1] == ["|"]:
        return None
    said = pair.symbols[before.start : before.end]
    if before.kind == "length" and not any(re.fullmatch(r"n\d+|a|nh", symbol) for symbol in said):
        return None  # "бюджетный год с апреля"
    least, most = before.first - pair.today, before.last - pair.today
    if pair.between == ["aft"] or pair.between == ["frm"]:
        return Span(before.start, span.end, span.last + least, span.last + most, "relative", 0.85)
    is_lead = pair.between == ["bef"] or (pair.between == ["til"] and pair.opening == "lead")
    if not is_lead or span.first - least <= pair.today:
        return None
    return Span(before.start, span.end, span.first - least, span.first, "relative", 0.8)


def _from_so_long_to(pair: _Pair) -> Span | None:
    """ "Ten days to two weeks"."""
    before, span = pair.before, pair.span
    is_so = before.kind == span.kind == "length" and pair.between in (["to"], ["-"], ["or"]) and before.last < span.last
    return before._replace(end=span.end, last=span.last) if is_so else None


def _sum(pair: _Pair) -> Span | None:
    """ "Дайте месяц и недельку", "через месяц и неделю": so long together."""
    before, span = pair.before, pair.span
    is_counted = before.kind in ("length", "relative") and span.kind == "length" and pair.between == ["and"]
    if not is_counted or span.last - pair.today >= before.first - pair.today:
        return None
    return before._replace(
        end=span.end, first=before.first + (span.first - pair.today), last=before.last + (span.last - pair.today)
    )


def _months(pair: _Pair) -> Span | None:
    """ "July and August" are one stretch."""
    before, span = pair.before, pair.span
    is_next = before.kind == span.kind == "period" and span.first == before.last + days.ONE_DAY
    return before._replace(end=span.end, last=span.last) if is_next and pair.between == ["and"] else None


def _after_feast(pair: _Pair) -> Span | None:
    """ "После праздников, числа 12-го", "после каникул, в сентябре": that time."""
    before, span = pair.before, pair.span
    if before.kind != "holiday" or pair.opening != "aft":
        return None
    if span.kind == "day" and {"_", "on", "-"}.issuperset(pair.between) and 0 < len(pair.between) <= 6:
        return span._replace(start=before.start)  # "after the Christmas party on the 5th"
    ahead = (span.first - before.last).days
    is_close = span.kind == "day" and 0 < ahead <= 14
    is_other = span.kind == "period" and not span.first <= before.last <= span.last
    return span if pair.is_apposed and (is_close or is_other) else None


def _week_following(pair: _Pair) -> Span | None:
    """ "W/c 9 Feb I'm off, following week OK", "it's on Friday, try me the week after"."""
    said = pair.symbols[pair.span.start : pair.span.end]
    if said not in _FOLLOWING or pair.before.kind not in _ANCHORS:
        return None
    first = days.monday(pair.before.last) + datetime.timedelta(days=7)
    return pair.span._replace(first=first, last=first + datetime.timedelta(days=days.FRIDAY))


def _time_to_land(pair: _Pair) -> Span | None:
    """ "Back on the 19th, give me a day to land"."""
    before, span = pair.before, pair.span
    is_asked = span.kind == "length" and before.kind in ("day", "weekday") and "wait" in pair.between
    is_back = "ret" in pair.symbols[max(0, before.start - 4) : before.start]
    if not is_asked or ("|" in pair.between and not is_back) or len(pair.between) > 4:
        return None
    least, most = span.first - pair.today, span.last - pair.today
    return Span(before.start, span.end, before.last + least, before.last + most, "relative", 0.8)


def _quiet_after(pair: _Pair) -> Span | None:
    """ "После 1 сентября неделю не трогайте"."""
    is_quiet = pair.span.kind == "length" and pair.symbols[pair.span.end : pair.span.end + 1] == ["not"]
    if not is_quiet or pair.between or pair.opening != "aft" or pair.before.kind not in _ANCHORS:
        return None
    first = pair.before.last + (pair.span.first - pair.today)
    return Span(pair.before.start, pair.span.end, first, first, "relative", 0.8)


def _weekend_after(pair: _Pair) -> Span | None:
    """ "Проверка до 18-го, после выходных пишите": the days of rest after that day."""
    is_rest = pair.symbols[pair.span.start : pair.span.end] == ["we"] and pair.between[-1:] == ["aft"]
    if not is_rest or pair.before.kind not in ("day", "weekday", "period") or pair.before.last <= pair.span.last:
        return None
    first = days.monday(pair.before.last) + datetime.timedelta(days=days.SATURDAY)
    return pair.span._replace(first=first, last=first + days.ONE_DAY)


def _a_week_on(pair: _Pair) -> Span | None:
    """ "На следующей неделе праздник, а через неделю давайте": the week after that one."""
    is_week = pair.before.kind == "period" and (pair.before.last - pair.before.first).days == days.FRIDAY
    said = pair.symbols[pair.span.start : pair.span.end]
    if not is_week or said != ["thru", "uw"] or "but" not in pair.between or pair.before.first <= pair.today:
        return None
    is_pointed = pair.symbols[pair.span.end : pair.span.end + 2] == ["aft", "tht"]  # "через неделю после этого"
    first = days.monday(pair.before.last) + datetime.timedelta(days=7)
    last = first + datetime.timedelta(days=days.FRIDAY)
    return pair.span._replace(end=pair.span.end + 2 * is_pointed, first=first, last=last, kind="period")


_FOLLOWING = (["aft", "uw"], ["uw", "aft"], ["uw", "aft", "tht"], ["n1", "aft"])
_OF_LEAVE = frozenset(", na for v in on awy am".split())


def _leave(pair: _Pair) -> Span | None:
    """ "В отпуске с 15 июля две недели", "away for two weeks from Monday": from that day, so long."""
    before, span = pair.before, pair.span
    start, lasting = (span, before) if before.kind == "length" else (before, span)
    if lasting.kind != "length" or start.kind not in ("day", "weekday", "today"):
        return None
    if "frm" not in pair.symbols[max(0, start.start - 1) : start.end] and not (
        start is before
        and "awy" in pair.symbols[max(0, before.start - 2) : span.start]
        and pair.between[-1:] in (["na"], ["for"])
    ):
        return None  # "с понедельника на неделю", "завтра улетаю на неделю"
    if not (_OF_LEAVE | {"frm"}).issuperset(pair.between) or len(pair.between) > 4:
        return None
    if "awy" not in pair.symbols[max(0, before.start - 4) : span.end + 4]:
        return None
    last = start.first + (lasting.first - pair.today) - days.ONE_DAY
    return Span(before.start, span.end, start.first, max(last, start.first), "leave", 0.9)


def _range(pair: _Pair) -> Span | None:
    """ "С понедельника по среду", "from Tuesday to Thursday", "май — июнь"."""
    first, second, between = pair.before, pair.span, pair.between
    kinds = {"day", "weekday", "period", "part", "range"}
    if not {first.kind, second.kind} <= kinds or not between or len(between) > 2:
        return None
    if second.last < first.first and not (first.kind == second.kind == "weekday"):
        return None
    is_opened = pair.opening in ("frm", "btw")
    if is_opened and "mv" in pair.symbols[max(0, first.start - 4) : first.start]:
        return None  # "move it from Thursday to Friday"
    if not (
        between == ["-"] or (is_opened and between[0] in ("to", "til", "and", "-")) or between in (["to"], ["to", "to"])
    ):
        return None
    behind = max((first.first - second.last).days, 0)
    last = second.last + datetime.timedelta(days=-(-behind // 7) * 7)
    return Span(first.start, second.end, first.first, last, "range", min(first.sure, second.sure))


# The second stretch alone is moved by the first; both are one. In order: an earlier rule wins.
_MOVES: tuple[_Rule, ...] = (
    _week_following,
    _a_week_on,
    _weekend_after,
    _counted_on,
    _weekday_following,
    _following_weekday,
    _weekday_of_that_week,
    _day_of_that_month,
)
_JOINS: tuple[_Rule, ...] = (
    _within,
    _later_in_it,
    _day_and_its_name,
    _weekday_of_that_far_week,
    _feasts,
    _weekday_after_feast,
    _after_feast,
    _leave,
    _counted_from,
    _quiet_after,
    _time_to_land,
    _months,
    _sum,
    _from_so_long_to,
    _range,
)
