"""Days: working days and holidays of a country, sums of months, named holidays of a year.

It reads no words and no clock: `when` does the first and is given the second.
"""

import calendar
import datetime
import functools

import holidays
from dateutil import easter  # type: ignore[import-untyped]

Day = datetime.date
ONE_DAY = datetime.timedelta(days=1)
FRIDAY, SATURDAY = 4, 5

# Feasts by the moon, by the name that a calendar of public holidays has for them.
_BY_THE_MOON = {
    "lunar": ("SG", "Chinese New Year"),
    "diwali": ("SG", "Diwali"),
    "eid": ("TR", "Eid al-Fitr"),
    "ramadan": ("TR", "Eid al-Fitr"),
    "adha": ("TR", "Eid al-Adha"),
    "passover": ("IL", "Pesach"),
    "hanukkah": ("IL", "Hanukkah"),
}
# Feasts of one day: month and day.
_FIXED = {
    "valentine": (2, 14),
    "victory": (5, 9),
    "defender": (2, 23),
    "women": (3, 8),
    "teacher": (10, 5),
    "bonfire": (11, 5),
    "burns": (1, 25),
    "russia": (6, 12),
    "juneteenth": (6, 19),
    "knowledge": (9, 1),
    "halloween": (10, 31),
    "veterans": (11, 11),
    "epiphany": (1, 6),
    "baptism": (1, 19),
    "patrick": (3, 17),
    "boxing": (12, 26),
    "unity": (11, 4),
    "old_new_year": (1, 14),
}
# Feasts that are counted from Easter: first and last day, and whether from the western one.
_BY_EASTER = {"good_friday": (-2, -2, True), "maslenitsa": (-55, -49, False), "trinity": (49, 49, False)}
# Every name that `named_holiday` knows, `hol` and `bank` being the next rest and the next bank holiday.
HOLIDAYS = frozenset({*_BY_THE_MOON, *_FIXED}) | frozenset(
    "new_year may christmas xmas easter pascha thanksgiving thanksgiving_weekend labor memorial mlk presidents black "
    "cyber columbus maslenitsa trinity good_friday summer bank bank_may bank_august hol".split()
)

# Countries that were part of the same calendar of long holidays; elsewhere the New Year is one day.
_LONG_NEW_YEAR = frozenset({"RU", "BY", "KZ"})


@functools.lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> tuple[frozenset[Day], frozenset[int]]:
    """The public holidays of a country in a year, and its weekend days (0 is Monday).

    A country that the calendar does not know has a Saturday-Sunday weekend and no holidays.
    """
    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset(), frozenset({5, 6})
    return frozenset(found), frozenset(found.weekend)


def is_working_day(day: Day, country: str) -> bool:
    """Whether people of the country are at work on that day."""
    public, weekend = _calendar(country, day.year)
    return day not in public and day.weekday() not in weekend


def working_day(day: Day, country: str) -> Day:
    """The day itself, or the first working day after it (at most 15 days later)."""
    for step in range(15):
        if is_working_day(day + step * ONE_DAY, country):
            return day + step * ONE_DAY
    return day


def add_working_days(day: Day, count: int, country: str) -> Day:
    """The day `count` working days later."""
    for _ in range(min(count, 260)):
        day = working_day(day + ONE_DAY, country)
    return day


def add_months(day: Day, count: int) -> Day:
    """The same day of the month `count` months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return Day(year, month + 1, min(day.day, last_of_month(year, month + 1).day))


def last_of_month(year: int, month: int) -> Day:
    """The last day of a month."""
    return Day(year, month, calendar.monthrange(year, month)[1])


def months(year: int, first: int, count: int) -> tuple[Day, Day]:
    """First and last day of `count` months, from month `first` of `year` (13 is next January)."""
    start = add_months(Day(year, 1, 1), first - 1)
    return start, add_months(start, count) - ONE_DAY


def monday(day: Day) -> Day:
    """The Monday of that day's week."""
    return day - datetime.timedelta(days=day.weekday())


def safe_day(year: int, month: int, day: int) -> Day | None:
    """The day, or nothing where there is no such day (31 June)."""
    try:
        return Day(year, month, day)
    except ValueError:
        return None


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> Day:
    first = Day(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> Day:
    return monday(last_of_month(year, month))


def named_holiday(name: str, year: int, country: str) -> tuple[Day, Day] | None:
    """First and last day of a holiday that people know by name; nothing where the year's day is not known.

    `name` is one of `HOLIDAYS`: christmas and easter are the country's own, xmas and pascha the western ones.
    """
    if name in _FIXED:
        return (Day(year, *_FIXED[name]),) * 2
    if name in _BY_THE_MOON:
        return _by_the_moon(name, year)
    long_rest = country in _LONG_NEW_YEAR
    if name == "may":
        return Day(year, 5, 1), Day(year, 5, 9)
    if name == "summer":
        return Day(year, 6, 1), Day(year, 8, 31)
    if name == "xmas" or (name == "christmas" and not long_rest):
        return Day(year, 12, 24), Day(year, 12, 26)
    if name == "christmas":
        return Day(year, 1, 7), Day(year, 1, 8)
    if name in _BY_EASTER:
        first, last, is_western = _BY_EASTER[name]
        day = easter.easter(year, easter.EASTER_WESTERN if is_western else easter.EASTER_ORTHODOX)
        return day + first * ONE_DAY, day + last * ONE_DAY
    if name in ("easter", "pascha"):
        orthodox = long_rest and name == "easter"
        day = easter.easter(year, easter.EASTER_ORTHODOX if orthodox else easter.EASTER_WESTERN)
        return day, day + ONE_DAY
    return _by_weekday(name, year) or (Day(year, 1, 1), Day(year, 1, 8 if long_rest else 1))


def _by_weekday(name: str, year: int) -> tuple[Day, Day] | None:
    """Feasts that are a certain Monday or Thursday of a month."""
    thanks = _nth_weekday(year, 11, 3, 4)
    ends = {"thanksgiving": 1, "thanksgiving_weekend": 3}
    if name in ends:
        return thanks, thanks + ends[name] * ONE_DAY
    if name in ("black", "cyber"):
        return (thanks + (1 if name == "black" else 4) * ONE_DAY,) * 2
    nth = {"labor": (9, 1), "mlk": (1, 3), "presidents": (2, 3), "bank_may": (5, 1), "columbus": (10, 2)}
    if name in nth:
        return (_nth_weekday(year, nth[name][0], 0, nth[name][1]),) * 2
    last = {"memorial": 5, "bank_august": 8}
    return (_last_monday(year, last[name]),) * 2 if name in last else None


@functools.lru_cache(maxsize=64)
def _by_the_moon(name: str, year: int) -> tuple[Day, Day] | None:
    country, title = _BY_THE_MOON[name]
    found = holidays.country_holidays(country, years=year, language="en_US")
    rest = sorted(day for day, called in found.items() if title in called)
    return (rest[0], rest[-1]) if rest else None


def next_bank_holiday(today: Day, country: str) -> tuple[Day, Day]:
    """The next public holiday of the country on a working day of the week."""
    for step in range(370):
        day = today + step * ONE_DAY
        public, weekend = _calendar(country, day.year)
        if day.weekday() not in weekend and (day in public or (country == "GB" and day == _last_monday(day.year, 8))):
            return day, day
    return today, today


def next_holidays(today: Day, country: str) -> tuple[Day, Day]:
    """The next rest of three days and more that has a public holiday in it; running ones count.

    In Russia the May rest is one, from the 1st to the 9th. Where New Year is one day, "the holidays" of autumn
    are those from Christmas to it.
    """
    if country not in _LONG_NEW_YEAR and (today.month >= 10 or today == Day(today.year, 1, 1)):
        year = today.year + (today.month > 1)
        return Day(year - 1, 12, 24), Day(year, 1, 1)
    day, end = today, today + datetime.timedelta(days=370)
    while day < end:
        last = day
        public = False
        while not is_working_day(last, country) and (last - day).days < 20:
            public = public or last in _calendar(country, last.year)[0]
            last += ONE_DAY
        if public and (last - day).days >= 3:
            if country in _LONG_NEW_YEAR and day.month in (4, 5) and last.month == 5 and day <= Day(day.year, 5, 9):
                return Day(day.year, 5, 1), Day(day.year, 5, 9)
            return day, last - ONE_DAY
        day = max(last, day + ONE_DAY)
    return Day(today.year + 1, 1, 1), Day(today.year + 1, 1, 1)
