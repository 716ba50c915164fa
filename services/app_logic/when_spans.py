"""Stretches of time: a row of symbols becomes the first and last days that its words cover.

It reads "конец мая", "next week", "недели через две", each by itself. What "after", "until" or "not"
make of a stretch, and which of several is meant, is for `when`.
"""

import datetime
import re
from typing import NamedTuple

from services.app_logic import when_calendar as days
from services.app_logic import when_counted as counted
from services.app_logic import when_stretches as stretches
from services.app_logic.when_pairs import Word

Day = datetime.date


class Span(NamedTuple):
    """Symbols `start`..`end` (end excluded) that mean the days `first`..`last`.

    `kind`: day, weekday, range, leave (days of absence), period (a whole week, month, …), part, year, relative ("in two weeks"),
    ahead ("the next two weeks"), length ("two weeks", which is a time to come only beside "wait" or
    "away"), today, holiday, minutes. `sure` is 0..1. `minutes` counts from now, for that kind.
    """

    start: int
    end: int
    first: Day
    last: Day
    kind: str
    sure: float = 0.9
    minutes: int | None = None


# More stretches than this in one message are a table of dates, not an answer.
MAX_SPANS = 40

_MONTH = r"[ME]\d+"
_LENGTH = (
    r"(?:(?P<lo>n\d+|a|nh)(?: (?P<plus>frm half|and a half)(?: of)?| (?:-|to|or|,) (?P<hi>n\d+))? )?(?P<unit>u[dbwmqyhif]|hy|hm)"
    r"(?: and a half)?(?: (?:-|or|,) (?P<more>n\d+(?! u)|drug))?"
)
_FEASTS = "|".join(sorted(days.HOLIDAYS, key=len, reverse=True))
_WHICH = r"(?P<which>nx|th|cm)"
_PART = r"p[123](?: -)?(?: of)?"


def _named(match: re.Match[str]) -> stretches.Named:
    """The groups that matched; `month0` is another place for `month` in the same pattern."""
    return {name.rstrip("0"): value.strip() for name, value in match.groupdict().items() if value}


def _rule(pattern: str, rule: stretches.Rule) -> tuple[re.Pattern[str], stretches.Rule]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )"), rule


_YEAR = r"(?:(?: ,)? (?P<year>y\d+)(?: uy)?|(?: of)? (?P<year0>th|nx) uy)?"
_DAY = r"(?P<day>[no]\d+)"
_RANGE = r"(?:-|to|or|and|til|,)"

# In order: an earlier rule wins the symbols that it matched.
RULES: tuple[tuple[re.Pattern[str], stretches.Rule], ...] = (
    _rule(
        rf"(?<!n\d )(?<!n\d\d )(?<! half )(?:uw (?:of|frm|v)|wc) (?:(?P<month>E\d+) {_DAY}|"
        rf"{_DAY.replace('day', 'day0')}(?: of)? (?P<month0>{_MONTH}))",
        stretches.week_of,
    ),
    _rule(
        rf"{_DAY} (?P<month>{_MONTH}) {_RANGE} (?:by )?(?P<last>[no]\d+) (?P<month2>{_MONTH}){_YEAR}",
        stretches.day_month,
    ),
    _rule(rf"{_DAY} (?:{_RANGE} )(?P<last>[no]\d+)(?: dt)?(?: of)? (?P<month>{_MONTH}){_YEAR}", stretches.day_month),
    _rule(rf"(?P<month>E\d+) {_DAY} {_RANGE} (?P<month2>E\d+) (?P<last>[no]\d+){_YEAR}", stretches.day_month),
    _rule(rf"(?P<month>E\d+) {_DAY} (?:-|to|or|and|til) (?P<last>[no]\d+)(?! u[dwmyh]){_YEAR}", stretches.day_month),
    _rule(r"(?:uw (?:of|frm|p1)|wc) (?P<date>D\d{8})", counted.week_of_date),
    _rule(r"(?P<date>D\d{8})", stretches.numeric),
    _rule(r"(?P<day>[no](?:[12]?\d|3[01])) (?:-|to) (?P<last>[no](?:[12]?\d|3[01])) dt", counted.bare_days),
    _rule(
        r"(?:frm|btw) (?P<day>o(?:[12]?\d|3[01]))(?: dt)? (?:to|til|and|-) (?P<last>o(?:[12]?\d|3[01]))(?: dt)?(?! [uME]\w)",
        counted.bare_days,
    ),
    _rule(rf"(?<= be )(?:a )?(?:ok |anoth )?{_LENGTH} (?:bef|til)", stretches.relative),
    _rule(r"not a ud (?:bef|lat)", counted.none),
    _rule(rf"uw aft (?P<name>h(?:{_FEASTS}))(?: w0)?", counted.week_after),
    _rule(r"(?:for )?(?:nx|cm) n\d+ (?:ui|uh)", counted.just_now),
    _rule(r"(?:uw (?:of|frm)|wc) (?P<day>[no](?:[12]?\d|3[01]))(?! [ME]\d)", counted.week_of_day),
    _rule(r"(?P<month>M\d+) , dt (?:v |til |frm |by |na )?(?P<day>[no](?:[12]?\d|3[01]))", stretches.day_month),
    _rule(r"(?P<day>o(?:[4-9]|1\d|2\d|3[01]))(?= _ imp )", stretches.day_only),
    _rule(
        r"(?:(?P<lo>n\d|a) )?(?P<unit>u[wf]|(?<=a )um|(?<=n\d )um) (?:frm )?(?P<name>td|tm)|th ud (?P<unit0>u[wf])",
        stretches.weeks_from_today,
    ),
    _rule(r"ud aft (?P<name>tm)", counted.after_tomorrow),
    _rule(
        r"(?:not )?(?:(?:nx|th) )?uw(?: ,)? n1 aft(?= [|,]| th| tht| ok| be| cb)|"
        r"(?<= uw \| )n1 aft(?= ok| be| cb)|thru n1(?= [|,]| cb| ok| be)",
        stretches.week_after_next,
    ),
    _rule(r"(?P<nth>o[12]) half(?: of)?(?: (?P<which>nx|th))? um", counted.half_of_month),
    _rule(rf"{_DAY}(?: dt)?(?: of)? nx um|nx um(?: ,)? dt {_DAY.replace('day', 'day0')}", stretches.day_of_next_month),
    _rule(rf"(?P<weekday>w\d) aft (?P<name>h(?:{_FEASTS}))", counted.weekday_after),
    _rule(r"(?<= cb )(?<! not cb )now(?= \|)", counted.just_now),
    _rule(rf"(?:in )?{_LENGTH} plan(?= [|,])", stretches.relative),
    _rule(r"(?:th|sme|tot) (?:plan|_|ud) (?:na |v )?nx (?P<unit>u[wmy])", stretches.year_from_now),
    _rule(r"(?:thru|in|for) (?:u30|half a (?P<lo>)uh)", stretches.half_hour),
    _rule(
        rf"(?P<month>{_MONTH})(?: ,)?(?: v)? (?P<nth>o\d|fin|la) (?:ub )?(?P<piece>half|uw|uf|dec)(?= [|,]| cb)",
        stretches.month_half,
    ),
    _rule(rf"(?P<tens>o10|o20|o1|p1|fin) dt (?P<month>{_MONTH}){_YEAR}", stretches.tens),
    _rule(rf"{_DAY}(?: dt)?(?: of)? (?P<month>{_MONTH}){_YEAR}", stretches.day_month),
    _rule(rf"(?P<month>E\d+) {_DAY}(?! u[dwmy] ){_YEAR}", stretches.day_month),
    _rule(
        rf"(?P<nth>o\d|fin|la)(?: n\d| ub| (?P<whole>bsy)| _)? (?P<piece>half|uw|uf|ud|dec)(?: (?:of|in|"
        rf"v))? (?P<month>{_MONTH}){_YEAR}",
        stretches.month_half,
    ),
    _rule(
        rf"(?P<nth>o[1-4]|fin|la) (?P<weekday>w\d)(?: (?:of|in|v))? (?:(?P<month>{_MONTH})|(?P<which>nx|th) um)",
        counted.nth_weekday,
    ),
    _rule(rf"(?P<part>{_PART} )?(?P<which>nx |th |cm )?(?P<month>{_MONTH})(?: of)?{_YEAR}", stretches.month),
    _rule(
        rf"(?:thru|in) {_LENGTH}(?: plan)?(?: , (?:v |on |na )?| (?:v|on|na) )(?P<weekday>w\d)", stretches.weekday_in
    ),
    _rule(r"(?P<weekday>w\d)(?: (?:or |- )?w\d)? (?:of|in|v|na) uw aft nx", counted.weekday_after_next),
    _rule(
        r"(?:(?:v|on|na) )?(?P<weekday>w\d)(?: w\d)?(?: ,)? (?:(?:v|na|in|of) )?(?P<week>(?:nx|tot) uw)",
        stretches.weekday,
    ),
    _rule(r"(?P<week>(?:nx|tot) uw)(?: ,)? (?:(?:v|on|na) )?(?P<weekday>w\d)", stretches.weekday),
    _rule(
        r"(?:na |v )?th uw (?:v |on |na )?(?P<weekday>w\d)|(?P<weekday0>w\d) (?:na |v |of )?th uw",
        stretches.this_weekday,
    ),
    _rule(
        r"(?:(?P<lo>n\d|a) )?(?P<unit>u[wf]) (?:frm|on) (?P<weekday>w\d)|"
        r"(?P<weekday0>w\d) (?P<unit0>u[wf])(?= (?:[|,]|ok|cb|be|at|v) )",
        stretches.weeks_from,
    ),
    _rule(
        r"(?P<weekday>w\d)(?: ,)? (?P<day>o(?:[12]?\d|3[01]))(?! half| hy| u[dwmqy]| of [ME]| [ME]\d| dec)",
        stretches.weekday_and_day,
    ),
    _rule(r"(?P<day>o(?:[12]?\d|3[01]))(?: dt)?(?: ,| v| on| , v)? (?P<weekday>w\d)", stretches.weekday_and_day),
    _rule(
        r"(?:not )?(?:(?P<which>nx|th) )?(?P<weekday>w\d)(?: [,|]| but){0,2} (?:n1 aft|thru n1)(?: tht)?",
        counted.weekday_after_that,
    ),
    _rule(rf"{_WHICH} (?P<weekday>w\d)", stretches.weekday),
    _rule(r"(?P<weekday>w\d)", stretches.weekday),
    _rule(
        r"(?:v )?(?P<unit>u[dwmqy]|hy) thru (?P<lo>n\d+|a|nh)(?: (?:-|or|to|,) (?P<hi>n\d+))?(?! u)", stretches.inverted
    ),
    _rule(r"thru (?P<unit>u[dwmqy]) (?P<lo>n\d+)(?: (?:-|or|to|,) (?P<hi>n\d+))?(?! u)", stretches.inverted),
    _rule(r"(?:thru|in|aft)(?: (?:as|not|nx|anoth|now|of))? half a (?P<lo>)(?P<unit>uy)", stretches.half_year),
    _rule(r"half a uy(?= (?:frm|aft|thru))", stretches.half_year),
    _rule(rf"(?:thru|in)(?: (?:anoth|of|by))? {_LENGTH}", stretches.relative),
    _rule(
        r"(?<!\d )(?<! a )uw aft(?: (?P<which>nx)(?: uw)?(?= )| tht(?= )|(?= [|,]| ok| cb| _))",
        stretches.week_after_next,
    ),
    _rule(rf"(?:in )?{_LENGTH} (?:frm (?:now|td)|thru(?! _)|lat|aft(?= [|,]))", stretches.relative),
    _rule(rf"(?:(?<=\| )|(?<=, )|(?<=\A ))(?=[na]){_LENGTH}(?= and (?:am|cb|ok) | , cb )", stretches.relative),
    _rule(r"aft (?P<lo>n\d+|a|nh) (?P<unit>u[dbwmqy])", stretches.relative),
    _rule(r"anoth (?P<unit>u[dwm]) (?P<lo>n\d+)(?! u)", stretches.length),
    _rule(rf"(?:for )?anoth(?: na)? {_LENGTH}", stretches.length),
    _rule(r"(?:in |v |na |for )?(?:nx|cm|fin) (?P<lo>n\d+|nh) (?P<unit>u[dbwm])", stretches.ahead),
    _rule(r"(?:v |na )?cm (?P<lo>)?(?P<unit>um|hy|uy|uw)", stretches.ahead),
    _rule(r"(?P<part>p[13])(?: of)? (?P<unit>uw)", stretches.unit_period),
    _rule(r"na (?P<which>nx)(?= [,|]| cb| ok)(?P<unit>)", stretches.bare_next),
    _rule(r"(?P<half>o[12]) half(?: of)? (?P<which>nx|th) (?P<unit>uw)", stretches.unit_period),
    _rule(
        rf"(?P<part>{_PART} )?(?:na )?(?P<nth>o[1-4]|n[1-4]|q[1-4])(?: uq)(?! of y| of _|"
        rf" ago)(?: of)?(?: (?P<which>nx) uy)?{_YEAR}",
        stretches.quarter,
    ),
    _rule(rf"(?P<part>{_PART} )?(?P<nth>[qh][1-4])(?: of)?(?: (?P<which>nx) uy)?{_YEAR}", stretches.quarter),
    _rule(rf"(?P<nth>o[12]) (?P<unit>hy|half)(?! ud)(?: of)?(?: (?:(?P<which>nx|th) )?uy)?{_YEAR}", stretches.quarter),
    _rule(r"(?P<nth>fin|la) uw(?: of)?(?: th)? (?P<unit>uy|uq|um|hy)", counted.last_week),
    _rule(r"(?P<unit>uw|um|uq|uy) (?P<part>p3)", stretches.unit_period),
    _rule(rf"(?P<part>{_PART} )(?P<unit>um|uq|uy|hy|uw)", stretches.unit_period),
    _rule(r"(?<= aft )(?P<season>s\d)(?! of| y\d)", counted.running_season),
    _rule(rf"(?P<part>{_PART} )?(?:(?P<which>nx|th|cm) )?(?P<season>s\d)(?: of)?{_YEAR}", stretches.season),
    _rule(rf"(?P<part>{_PART} )?(?P<which>nx|th|tot|new) (?P<unit>uw|um|uq|uy|hy)", stretches.unit_period),
    _rule(rf"(?P<part>{_PART} )?(?P<year>y20\d\d)(?: uy)?", stretches.year),
    _rule(r"(?P<short>o[2-4]\d) uy", counted.short_year),
    _rule(r"(?P<name>td|tm2|tm|dnah)", stretches.day_from_now),
    _rule(r"(?P<name>th)(?= d[mae])", stretches.day_from_now),
    _rule(r"lng (?P<name>we)", stretches.holiday),
    _rule(r"(?:(?P<which>th|nx|cm) )?we", stretches.weekend),
    _rule(rf"(?:(?P<prep>v|in|frm) )?(?:p3 )?(?P<name>h(?:{_FEASTS})|gnew|gmay)", stretches.holiday),
    _rule(r"(?P<name>eo[wmqy])", stretches.end_of),
    _rule(
        r"(?:(?<= aft )|(?<= til )|(?<= on )|(?<= by )|(?<= frm )|(?<= bef )|(?<= na )|(?<= v )|(?<= for )|(?<= cb )|"
        r"(?<= cb me ))"
        r"(?P<day>o(?:[12]?\d|3[01]))(?: dt)?(?:(?<! o[1-3])|(?! _))(?! half| hy| u[bdwmqy]| [ME]\d| dec)",
        stretches.day_only,
    ),
    _rule(r"(?P<day>o(?:[4-9]|[12]\d|3[01])) (?:or|-) o\d+(?= (?:[|,]|cb|ok|be) )", stretches.day_only),
    _rule(r"(?<= wait )(?:am )?(?P<lo>n\d+|a)? ?(?P<unit>ui|uh)", stretches.relative),
    _rule(r"(?P<day>o(?:[4-9]|[12]\d|3[01]))(?= (?:be )?(?:cb|ok|mv|imp) )", stretches.day_only),
    _rule(
        r"(?:(?<= cb am )|(?<= cb _ )|(?<= ok )|(?<= be )|(?<= ok _ )|(?<= ret )|(?<= wait )|(?<= desk )|(?<= mv )|"
        r"(?<= you am ))"
        r"(?P<day>o(?:[4-9]|[12]\d|3[01]))(?= [|,])",
        stretches.day_only,
    ),
    _rule(r"(?:(?<=\A )|(?<= \| ))(?P<day>o(?:[4-9]|[12]\d|3[01]))(?= \|)", stretches.day_only),
    _rule(
        r"(?P<day>o(?:[12]?\d|3[01]))(?= (?:(?:v|at|aft|til|by|,) )?t\d| (?:v|at) n\d+ (?:[|,]|ok|cb|be) )",
        stretches.day_only,
    ),
    _rule(r"(?P<day>[no](?:[12]?\d|3[01])) dt", stretches.day_only),
    _rule(r"(?:(?<= end )|(?<= ret ))(?P<day>o(?:1\d|2\d|3[01]))(?= [|,])", stretches.day_only),
    _rule(r"dt (?:v |til |frm |by )?(?P<day>[no](?:[12]?\d|3[01]))", stretches.day_only),
    _rule(
        r"(?P<unit>u[dwm])(?: na)? (?P<lo>n[2-9]|n1\d)(?: (?:-|or|to|,) (?P<hi>n\d+))?(?! u)(?! [ME]\d)",
        stretches.length,
    ),
    _rule(
        r"(?P<unit>uw|um|uq)(?= end )|(?:(?<= \| end )|(?<= , end )|(?<= \A end ))(?P<unit0>uw|um|uq)(?= )",
        counted.closed_unit,
    ),
    _rule(
        r"frm (?P<day>[no](?:[12]?\d|3[01])) to (?P<last>[no](?:[12]?\d|3[01]))(?: dt)?(?= (?:am )?(?:v |"
        r"on )?(?:not|awy|bsy) )",
        counted.bare_days,
    ),
    _rule(r"aft (?P<unit>uw)(?= [|,]| ok| cb| be| am)", counted.following_week),
    _rule(rf"(?<! o\d ){_LENGTH}", stretches.length),
)


_GOVERNING = frozenset("v in cb aft frm na til on and or p1 p2 p3 |".split())


def _next_ones(row: list[Word], taken: set[int], today: stretches.Today) -> list[Span]:
    """ "Этот год закрываем, пишите в следующем", "в первом квартале нет, во втором": the unit was named before."""
    more: list[Span] = []
    unit = month = ""
    for index, word in enumerate(row):
        unit = word.symbol if word.symbol in ("uw", "um", "uq", "uy", "hy") else unit
        unit = "uq" if re.fullmatch(r"q[1-4]", word.symbol) else "uw" if word.symbol == "dnah" else unit
        if re.fullmatch(r"e[1-4]", word.symbol) and unit in ("uq", "hy"):
            ordinal = stretches.quarter({"nth": f"o{word.symbol[1:]}", "unit": unit}, today)
            more += [Span(index, index + 1, *ordinal)] if ordinal is not None else []
        month = word.symbol if re.fullmatch(_MONTH, word.symbol) else month
        if month and re.fullmatch("o[1-4]", word.symbol) and index + 1 < len(row) and index not in taken:
            piece = {"nth": word.symbol, "piece": row[index + 1].symbol, "month": month}
            found = stretches.month_half(piece, today) if piece["piece"] in ("uw", "half", "uf", "dec") else None
            more += [Span(index, index + 2, *found)] if found is not None else []
        if word.symbol != "nx" or not unit or index in taken:
            continue
        is_free = index + 1 < len(row) and row[index + 1].symbol in ("ok", "be", "cb", "am")
        is_last = index + 1 == len(row) or row[index + 1].symbol in ("|", ",")
        if is_free or (is_last and row[index - 1].symbol in _GOVERNING):
            part = {"part": row[index - 1].symbol} if index and re.fullmatch("p[123]", row[index - 1].symbol) else {}
            result = stretches.unit_period({"which": "nx", "unit": unit, **part}, today)
            more += [Span(index, index + 1, *result)] if result is not None else []
    return more


_FILLERS = frozenset(", | or - lat da de dm".split())


def is_all_that_is_said(row: list[Word], span: Span) -> bool:
    """Whether a letter is a bare "6-8 weeks" or "this afternoon", which answer when to write."""
    if span.kind not in ("length", "today", "relative") or len(row) > span.end - span.start + 4:
        return False
    return _FILLERS.issuperset(word.symbol for index, word in enumerate(row) if not span.start <= index < span.end)


def _minutes(named: stretches.Named) -> int:
    unit = named.get("unit")
    return (
        round((stretches.number(named.get("lo")) + 0.5 * ("plus" in named)) * (60 if unit == "uh" else 1))
        if unit
        else 30
    )


def spans(row: list[Word], today: stretches.Today) -> list[Span]:
    """Every stretch of time in a row of symbols, in the order of the text, none over another.

    A stretch that is past, or too far, is left out, and its symbols are not read a second time.
    """
    line = " " + " ".join(word.symbol for word in row) + " | "
    places: dict[int, int] = {}
    position = 1
    for index, word in enumerate(row):
        places[position] = index
        position += len(word.symbol) + 1
    taken: set[int] = set()
    found: list[Span] = []
    for pattern, rule in RULES:
        for match in pattern.finditer(line):
            start = places.get(match.start())
            if start is None:
                continue
            end = start + match.group().count(" ") + 1
            if not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            named = _named(match)
            result = rule(named, today)
            if result is not None:
                minutes = _minutes(named) if result[2] == "minutes" else None
                found.append(Span(start, end, *result, minutes))
    return sorted(found + _next_ones(row, taken, today))[:MAX_SPANS]
