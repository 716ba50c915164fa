"""How long each kind of stretch is: a month, "the end of May", "in two weeks", a holiday.

Each function takes the named groups of the pattern that matched and the contact's own day, and gives the
first and last day, a kind and how sure it is; nothing where the stretch is past, too far or no date. The
patterns themselves are in `when_spans`.
"""

import datetime
from collections.abc import Callable
from typing import NamedTuple

from services.app_logic import when_calendar as days

Day = datetime.date


class Today(NamedTuple):
    """What a rule may know: the contact's own day and country."""

    day: Day
    country: str


Found = tuple[Day, Day, str, float] | None
# The groups of a rule's pattern that matched, by name.
Named = dict[str, str]
Rule = Callable[[Named, Today], Found]


def number(symbol: str | None) -> float:
    if symbol is None or symbol == "a":
        return 1
    return 1.5 if symbol == "nh" else int(symbol[1:])


def _later(today: Today, count: float, unit: str) -> Day | None:
    """The day `count` units after today; nothing where that is more than three years away."""
    start = today.day
    if unit == "ub":
        return days.add_working_days(start, int(count), today.country)
    if unit in ("ud", "uw", "hm", "uf"):
        step = {"ud": 1, "uw": 7, "hm": 15, "uf": 14}[unit]
        moved = int(count * step)
        return start + datetime.timedelta(days=moved) if moved <= 1100 else None
    step = {"um": 1, "uq": 3, "hy": 6, "uy": 12}[unit]
    if count * step > 36:
        return None
    day = days.add_months(start, int(count * step))
    return day + datetime.timedelta(days=15) if count * step % 1 else day


def relative(named: Named, today: Today) -> Found:
    low, unit = number(named.get("lo")) + 0.5 * ("plus" in named), named["unit"]
    if unit in ("uh", "ui"):
        return today.day, today.day, "minutes", 0.9
    first = _later(today, low, unit)
    more = named.get("more")
    high = named.get("hi") or (f"n{int(low) + 1}" if more == "drug" else more)
    last = _later(today, number(high), unit) if high else first
    if first is None:
        return None
    return first, max(first, last or first), "relative", 0.9


def length(named: Named, today: Today) -> Found:
    found = relative(named, today)
    return None if found is None or found[2] == "minutes" else (found[0], found[1], "length", 0.7)


def inverted(named: Named, today: Today) -> Found:
    """недели через две; месяца через 2-3; через недели две."""
    low = number(named.get("lo"))
    first, last = _later(today, low, named["unit"]), _later(today, number(named.get("hi", named["lo"])), named["unit"])
    return None if first is None else (first, max(first, last or first), "relative", 0.9)


def ahead(named: Named, today: Today) -> Found:
    """The next two weeks: a stretch that begins tomorrow."""
    last = _later(today, number(named.get("lo")), named["unit"])
    if last is None or last <= today.day:
        return None
    return today.day + days.ONE_DAY, last, "ahead", 0.7


def _year_of(named: Named, today: Today) -> int | None:
    """The year that was said: 2027, this one, the next one."""
    year = named.get("year")
    if year in ("th", "nx"):
        return today.day.year + (year == "nx")
    return int(year[1:]) if year else None


def month_days(today: Today, month: int, year: int | None, which: str | None = None) -> tuple[Day, Day] | None:
    """The month to come by that name; a running one counts."""
    if year is None:
        year = today.day.year + (month < today.day.month)
        if which == "nx" and month == today.day.month:
            year += 1
    first, last = days.months(year, month, 1)
    return None if last < today.day else (first, last)


def _part_of(part: str | None, first: Day, last: Day) -> tuple[Day, Day]:
    """Beginning, middle or end of a stretch of days."""
    length = (last - first).days + 1
    if part is None:
        return first, last
    number = part[1]
    if length <= 7:
        begin, stop = {"1": (0, 1), "2": (2, 3), "3": (4, 6)}[number]
    elif length <= 31:
        begin, stop = {"1": (0, 6), "2": (14, 19), "3": (24, length - 1)}[number]
    elif length > 300:
        begin, stop = {"1": (0, 30), "2": (151, 211), "3": (length - 17, length - 1)}[number]
    else:
        third = length // 3
        begin, stop = {"1": (0, third // 2), "2": (length // 2 - 5, length // 2 + 14), "3": (length - 12, length - 1)}[
            number
        ]
    return first + datetime.timedelta(days=begin), first + datetime.timedelta(days=stop)


def _cut(named: Named, today: Today, first: Day, last: Day, sure: float = 0.9) -> Found:
    """The part named in the match, of a stretch; a whole stretch that runs already begins tomorrow."""
    part = named.get("part")
    begin, stop = _part_of(part, first, last)
    if stop < today.day:
        return None
    return begin, stop, "part" if part else "period", sure


def month(named: Named, today: Today) -> Found:
    found = month_days(today, int(named["month"][1:]), _year_of(named, today), named.get("which"))
    if found is None:
        return None
    cut = _cut(named, today, *found)
    if cut is None and _year_of(named, today) is None:
        return _cut(named, today, *days.months(found[0].year + 1, found[0].month, 1))
    return cut


def half_year(named: Named, today: Today) -> Found:
    day = days.add_months(today.day, 6)
    return day, day, "relative", 0.9


def month_half(named: Named, today: Today) -> Found:
    """First half, second week, last ten days of a month."""
    found = month_days(today, int(named["month"][1:]), _year_of(named, today))
    if found is None:
        return None
    first, last = found
    index = 9 if named["nth"] in ("fin", "la") else int(named["nth"][1:])
    if named["piece"] == "half":
        bounds = (1, 15) if index == 1 else (16, last.day)
    elif named["piece"] == "uf":
        bounds = {1: (1, 14), 2: (15, 28)}.get(index, (last.day - 13, last.day))
    elif named["piece"] == "ud":
        bounds = (min(index, last.day), index) if index < 9 else (last.day, last.day)
    elif named["piece"] == "dec":
        bounds = (min(index, 3) * 10 - 9, min(index, 3) * 10 if index < 3 else last.day)
    elif "whole" in named and index < 5:
        monday = (7 - first.weekday()) % 7 + 7 * index - 6  # "the first full week"
        bounds = (monday, monday + days.FRIDAY)
    elif index >= 5:
        monday = days.monday(last).day  # a week of one or two days is not what is called the last one
        bounds = (monday if last.weekday() > 1 else last.day - 6, last.day)
    else:
        bounds = (index * 7 - 6, index * 7)
    begin, stop = first.replace(day=bounds[0]), first.replace(day=min(bounds[1], last.day))
    return (begin, stop, "part", 0.9) if stop >= today.day else None


def tens(named: Named, today: Today) -> Found:
    """в первых числах июня, в 20-х числах мая, в последних числах."""
    found = month_days(today, int(named["month"][1:]), _year_of(named, today))
    if found is None:
        return None
    first, last = found
    begin = {"fin": 25, "p1": 1}.get(named["tens"]) or int(named["tens"][1:])
    stop = last.day if begin >= 20 else begin + (4 if begin == 1 else 9)
    return first.replace(day=begin), first.replace(day=stop), "part", 0.9


def _dated(today: Today, day: int, month: int, year: int | None) -> Day | None:
    """A day of a month; without a year, the first one that is not past."""
    if year is not None:
        found = days.safe_day(year, month, day)
        return found if found and found >= today.day and year <= today.day.year + 3 else None
    for candidate in range(today.day.year, today.day.year + 5):
        found = days.safe_day(candidate, month, day)
        if found and found >= today.day:
            return found
    return None


def day_month(named: Named, today: Today) -> Found:
    """15 мая, May 15, 4–15 мая, from May 30 to June 2."""
    month = int(named["month"][1:])
    first = _dated(today, int(named["day"][1:]), month, _year_of(named, today))
    if "last" not in named:
        return None if first is None else (first, first, "day", 1.0)
    last_month = int(named.get("month2", named["month"])[1:])
    last = _dated(today, int(named["last"][1:]), last_month, _year_of(named, today))
    if last is None:
        return None
    if first is None or first > last:
        # It began already: "с 15 по 30 апреля" on the 22nd.
        began = days.safe_day(last.year - (month > last_month), month, int(named["day"][1:]))
        first = today.day if began and began < today.day else None
    return None if first is None else (first, last, "range", 1.0)


def numeric(named: Named, today: Today) -> Found:
    year, month, day = int(named["date"][1:5]), int(named["date"][5:7]), int(named["date"][7:9])
    found = _dated(today, day, month, year or None)
    return None if found is None else (found, found, "day", 1.0)


def day_only(named: Named, today: Today) -> Found:
    """after the 15th, 20 числа: the next such day of a month."""
    number, day = int(named["day"][1:]), today.day
    for step in range(3):
        month = days.add_months(day.replace(day=1), step)
        found = days.safe_day(month.year, month.month, number)
        if found and found >= day:
            return found, found, "day", 0.85
    return None


def weekday(named: Named, today: Today) -> Found:
    number, which = int(named["weekday"][1:]), named.get("which")
    monday = days.monday(today.day)
    if named.get("week") or which == "nx":
        weeks = 1
    else:
        ahead = (number - today.day.weekday()) % 7 or (0 if which == "th" else 7)
        day = today.day + datetime.timedelta(days=ahead)
        return day, day, "weekday", 0.95
    day = monday + datetime.timedelta(days=7 * weeks + number)
    return day, day, "weekday", 0.95


def _weeks(named: Named) -> int:
    """The days of so many weeks or fortnights."""
    return int(number(named.get("lo"))) * {"uw": 7, "uf": 14}[named["unit"]]


def weeks_from_today(named: Named, today: Today) -> Found:
    """a week today, two weeks tomorrow."""
    found = _later(today, number(named.get("lo")), named["unit"])
    if found is None:
        return None
    day = found + (named.get("name") == "tm") * days.ONE_DAY
    return day, day, "day", 0.9


def day_of_next_month(named: Named, today: Today) -> Found:
    """20 числа следующего месяца, the 20th of next month."""
    month = days.add_months(today.day.replace(day=1), 1)
    found = days.safe_day(month.year, month.month, int(named["day"][1:]))
    return None if found is None else (found, found, "day", 0.95)


def year_from_now(named: Named, today: Today) -> Found:
    """this time next year."""
    return relative({"unit": named["unit"]}, today)


def half_hour(named: Named, today: Today) -> Found:
    return today.day, today.day, "minutes", 0.9


def weeks_from(named: Named, today: Today) -> Found:
    """a week from Friday, Friday week."""
    near = weekday({"weekday": named["weekday"]}, today)
    if near is None:
        return None
    day = near[0] + datetime.timedelta(days=_weeks(named))
    return day, day, "weekday", 0.9


def this_weekday(named: Named, today: Today) -> Found:
    day = days.monday(today.day) + datetime.timedelta(days=int(named["weekday"][1:]))
    return (day, day, "weekday", 0.95) if day >= today.day else None


def weekday_and_day(named: Named, today: Today) -> Found:
    """Thursday the 30th: that day of the month, this month or a later one, when it is that weekday."""
    wanted = int(named["day"][1:])
    for ahead in range(4):
        month = days.add_months(today.day.replace(day=1), ahead)
        day = days.safe_day(month.year, month.month, wanted)
        if day is not None and day >= today.day and day.weekday() == int(named["weekday"][1:]):
            return day, day, "day", 0.95
    return None


def weekday_in(named: Named, today: Today) -> Found:
    """через неделю в среду: that weekday, of the week that far away."""
    found = relative(named, today)
    if found is None:
        return None
    day = days.monday(found[0]) + datetime.timedelta(days=int(named["weekday"][1:]))
    return day, day, "weekday", 0.9


def unit_period(named: Named, today: Today) -> Found:
    """this or next week, month, quarter, year, and the parts of them."""
    unit, day = named["unit"], today.day
    step = 1 if named.get("which") in ("nx", "tot", "new") else 0
    if unit == "uw":
        start = days.monday(day) + datetime.timedelta(days=7 * step)
        return _week(named, today, start)
    if unit == "um":
        first, last = days.months(day.year, day.month + step, 1)
    elif unit == "uq":
        first, last = days.months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    elif unit == "hy":
        first, last = days.months(day.year, (1 if day.month < 7 else 7) + 6 * step, 6)
    else:
        first, last = days.months(day.year + step, 1, 12)
    cut = _cut(named, today, first, last)
    if cut is None and not named.get("which"):
        months = {"um": 1, "uq": 3, "hy": 6, "uy": 12}[unit]
        return _cut(named, today, *days.months(first.year, first.month + months, months))
    return cut


def bare_next(named: Named, today: Today) -> Found:
    """давайте на следующей: the week goes without saying."""
    return unit_period({**named, "unit": "uw"}, today)


def _week(named: Named, today: Today, start: Day) -> Found:
    begin, stop = start, start + datetime.timedelta(days=4)
    part = named.get("part")
    if part:
        offsets = {"1": (0, 1), "2": (2, 2), "3": (4, 4)}[part[1]]
        begin, stop = (start + datetime.timedelta(days=offset) for offset in offsets)
        if stop < today.day:
            if named.get("which"):
                return None
            begin, stop = begin + datetime.timedelta(days=7), stop + datetime.timedelta(days=7)
    if named.get("half"):
        begin, stop = (
            start + datetime.timedelta(days=offset) for offset in ((0, 2) if named["half"] == "o1" else (3, 4))
        )
    return begin, max(stop, begin, today.day), "part" if part else "period", 0.9


def week_after_next(named: Named, today: Today) -> Found:
    start = days.monday(today.day) + datetime.timedelta(days=14)
    return start, start + datetime.timedelta(days=4), "period", 0.85


def week_of(named: Named, today: Today) -> Found:
    """the week of May 11: from that week's Monday."""
    day = day_month(named, today)
    if day is None:
        return None
    start = days.monday(day[0])
    return start, start + datetime.timedelta(days=4), "period", 0.9


def quarter(named: Named, today: Today) -> Found:
    """Q3, third quarter, H2; without a year, the one to come or running."""
    number, size = int(named["nth"][1:]), 6 if named.get("unit") in ("hy", "half") or named["nth"][0] == "h" else 3
    if not 1 <= number <= 12 // size:
        return None
    year = _year_of(named, today)
    if year is None and named.get("which") == "nx":
        year = today.day.year + 1
    for candidate in (year,) if year else (today.day.year, today.day.year + 1):
        cut = _cut(named, today, *days.months(candidate, (number - 1) * size + 1, size))
        if cut:
            return cut
    return None


def season(named: Named, today: Today) -> Found:
    number = int(named["season"][1:])
    month = {1: 12, 2: 3, 3: 6, 4: 9}[number]
    year = _year_of(named, today)
    if year is not None:
        return _cut(named, today, *days.months(year - (number == 1), month, 3))
    for candidate in (today.day.year - 1, today.day.year, today.day.year + 1):
        first, last = days.months(candidate, month, 3)
        if named.get("which") == "nx" and first <= today.day:
            continue
        if "part" not in named and named.get("which") != "th" and (last - today.day).days < 45 and first < today.day:
            continue  # "весной", said when the spring is half over, is the next one
        cut = _cut(named, today, first, last) if last >= today.day else None
        if cut:
            return cut
    return None


def year(named: Named, today: Today) -> Found:
    year = _year_of(named, today) or 0
    if not today.day.year < year <= today.day.year + 3:
        return None
    begin, stop = _part_of(named.get("part"), *days.months(year, 1, 12))
    return begin, stop, "part" if "part" in named else "year", 0.9


def day_from_now(named: Named, today: Today) -> Found:
    ahead = {"td": 0, "th": 0, "tm": 1, "tm2": 2, "dnah": 2}[named["name"]]
    day = today.day + datetime.timedelta(days=ahead)
    if named["name"] == "dnah":
        return day, day + datetime.timedelta(days=3), "period", 0.6
    return day, day, "today" if ahead == 0 else "day", 0.95


def weekend(named: Named, today: Today) -> Found:
    start = days.monday(today.day) + datetime.timedelta(days=5 + 7 * (named.get("which") == "nx"))
    return max(start, today.day), start + days.ONE_DAY, "holiday", 0.8


def holiday(named: Named, today: Today) -> Found:
    name = {"gnew": "new_year"}.get(named["name"], named["name"][1:])
    if name in ("hol", "e"):
        return *days.next_holidays(today.day, today.country), "holiday", 0.8
    if name == "bank":
        return *days.next_bank_holiday(today.day, today.country), "holiday", 0.8
    if name == "new_year" and "prep" in named and named["name"] != "gnew":
        first, last = days.months(today.day.year + 1, 1, 12)
        return first, last, "period", 0.9
    for year in (today.day.year, today.day.year + 1):
        rest = days.named_holiday(name, year, today.country)
        if rest is not None and rest[1] >= today.day:
            return *rest, "holiday", 0.9
    return None


def end_of(named: Named, today: Today) -> Found:
    """EOW, EOM, EOQ, EOY: the end of the running one."""
    day, name = today.day, named["name"]
    if name == "eow":
        end = days.monday(day) + datetime.timedelta(days=4)
    elif name == "eom":
        end = days.last_of_month(day.year, day.month)
    elif name == "eoq":
        end = days.months(day.year, (day.month - 1) // 3 * 3 + 1, 3)[1]
    else:
        end = Day(day.year, 12, 31)
    begin = end - datetime.timedelta(days={"eow": 0, "eom": 5, "eoq": 11, "eoy": 16}[name])
    return (begin, end, "part", 0.9) if end >= day else None
