"""Stretches that are counted within another: the last Monday of March, the week of the 25th, "квартал добьём".

Rules of the same shape as those of `when_stretches`; the patterns are in `when_spans`.
"""

import datetime

from services.app_logic import when_calendar as days
from services.app_logic import when_stretches as stretches


def none(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """ "Not a day sooner": words of time that name none."""
    return None


def week_of_day(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the week of the 25th: from that week's Monday."""
    day = stretches.day_only(named, today)
    if day is None:
        return None
    start = days.monday(day[0])
    return max(start, today.day), start + datetime.timedelta(days=4), "period", 0.9


def short_year(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """в 27-м году."""
    return stretches.year({"year": f"y20{named['short'][1:]}"}, today)


def following_week(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the following week."""
    return stretches.unit_period({"which": "nx", "unit": named["unit"]}, today)


def after_tomorrow(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the day after tomorrow."""
    return stretches.day_from_now({"name": "tm2"}, today)


def half_of_month(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the second half of the month, в первой половине следующего месяца."""
    first, last = days.months(today.day.year, today.day.month + (named.get("which") == "nx"), 1)
    begin, stop = (first, first.replace(day=15)) if named["nth"] == "o1" else (first.replace(day=16), last)
    return (begin, stop, "part", 0.9) if stop >= today.day else None


def nth_weekday(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """The last Monday of March, первый вторник следующего месяца."""
    if named.get("month"):
        bounds = stretches.month_days(today, int(named["month"][1:]), None)
    else:
        bounds = days.months(today.day.year, today.day.month + (named["which"] == "nx"), 1)
    if bounds is None:
        return None
    first, last = bounds
    wanted = int(named["weekday"][1:])
    if named["nth"] in ("fin", "la"):
        day = last - datetime.timedelta(days=(last.weekday() - wanted) % 7)
    else:
        day = first + datetime.timedelta(days=(wanted - first.weekday()) % 7 + 7 * (int(named["nth"][1:]) - 1))
    return (day, day, "day", 0.95) if today.day <= day <= last else None


def bare_days(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """ "С 31 по 10 не работаем": days without a month, the last one in the next month where it is the smaller."""
    begin, end = stretches.day_only({"day": named["day"]}, today), stretches.day_only({"day": named["last"]}, today)
    if begin is None or end is None:
        return None
    first, last = begin[0], end[0]
    if last < first:
        is_running = int(named["last"][1:]) > int(named["day"][1:])
        first, last = (today.day, last) if is_running else (first, days.add_months(last, 1))
    return first, last, "range", 0.8


def last_week(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the last week of the year, of the month: its last seven days."""
    found = stretches.unit_period({"which": "th", "unit": named["unit"]}, today)
    return None if found is None else (found[1] - datetime.timedelta(days=6), found[1], "part", 0.85)


def week_of_date(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """week commencing 12/10: from that week's Monday."""
    day = stretches.numeric(named, today)
    if day is None:
        return None
    start = days.monday(day[0])
    return max(start, today.day), start + datetime.timedelta(days=4), "period", 0.9


def week_after(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the week after Easter: from the Monday after its last day of rest."""
    feast = stretches.holiday({"name": named["name"]}, today)
    if feast is None:
        return None
    start = days.monday(feast[1]) + datetime.timedelta(days=7)
    return start, start + datetime.timedelta(days=4), "period", 0.85


def weekday_after(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """Tuesday after Easter: the first such day after the rest."""
    feast = stretches.holiday({"name": named["name"]}, today)
    if feast is None:
        return None
    day = feast[1] + datetime.timedelta(days=(int(named["weekday"][1:]) - feast[1].weekday() - 1) % 7 + 1)
    return day, day, "day", 0.9


def just_now(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """the next twenty minutes: today."""
    return today.day, today.day, "today", 0.9


def closed_unit(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """ "Квартал добьём", "закроем месяц": from the first day of the next one."""
    found = stretches.unit_period({"which": "nx", "unit": named["unit"]}, today)
    return None if found is None else (found[0], found[0], "day", 0.8)


def weekday_after_that(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """ "Not this Monday, the one after"."""
    found = stretches.weekday(named, today)
    if found is None:
        return None
    day = found[0] + datetime.timedelta(days=7)
    return day, day, "weekday", 0.9


def running_season(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """ "After the summer", said in August, is after this one."""
    return stretches.season({"which": "th", **named}, today)


def weekday_after_next(named: stretches.Named, today: stretches.Today) -> stretches.Found:
    """Tuesday of the week after next."""
    day = days.monday(today.day) + datetime.timedelta(days=14 + int(named["weekday"][1:]))
    return day, day, "weekday", 0.9
