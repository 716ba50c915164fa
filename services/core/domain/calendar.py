"""Working time: windows in a contact's zone, business days, public holidays. Pure.

Holidays come from the `holidays` library by country; it knows no company's own days off.
"""

import datetime
import functools
import importlib.resources
import zoneinfo

import holidays

from services.core.domain.campaign import Window

_LONGEST_SEARCH_DAYS = 60


@functools.lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[datetime.date]:
    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


@functools.cache
def _countries() -> dict[str, str]:
    """Time zone → country, from the tz database's own table."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of(timezone: str, otherwise: str) -> str:
    """The country (ISO 3166) of a time zone such as Europe/Moscow; `otherwise` for one that has none, as UTC."""
    return _countries().get(timezone, otherwise)


def is_holiday(day: datetime.date, country: str) -> bool:
    """Whether the day is a public holiday there; False for a country that is not known."""
    return day in _public_holidays(country, day.year)


def is_business_day(day: datetime.date, window: Window, country: str) -> bool:
    """Whether touches may leave on this day."""
    return day.isoweekday() in window.weekdays and not (window.holidays and is_holiday(day, country))


def _clock(text: str) -> datetime.time:
    hour, _, minute = text.partition(":")
    return datetime.time(int(hour), int(minute))


def is_open(moment: datetime.datetime, window: Window, zone: zoneinfo.ZoneInfo, country: str) -> bool:
    """Whether a touch may leave at this moment, as the contact's clock shows it."""
    local = moment.astimezone(zone)
    inside = _clock(window.start) <= local.time() < _clock(window.end)
    return inside and is_business_day(local.date(), window, country)


def next_open(moment: datetime.datetime, window: Window, zone: zoneinfo.ZoneInfo, country: str) -> datetime.datetime:
    """The moment itself when the window is open, else the next time it opens. UTC.

    A window that does not open within 60 days (a country of holidays) is taken to open then.
    """
    if is_open(moment, window, zone, country):
        return moment.astimezone(datetime.UTC)
    local = moment.astimezone(zone)
    day = local.date() if local.time() < _clock(window.start) else local.date() + datetime.timedelta(days=1)
    for _ in range(_LONGEST_SEARCH_DAYS):
        if is_business_day(day, window, country):
            break
        day += datetime.timedelta(days=1)
    return datetime.datetime.combine(day, _clock(window.start), zone).astimezone(datetime.UTC)


def business_days_after(
    moment: datetime.datetime, count: int, window: Window, zone: zoneinfo.ZoneInfo, country: str
) -> datetime.datetime:
    """The same time of day so many business days later, in the contact's zone, moved into the window. UTC."""
    local = moment.astimezone(zone)
    day, left = local.date(), count
    for _ in range(_LONGEST_SEARCH_DAYS + 2 * count):
        if left <= 0:
            break
        day += datetime.timedelta(days=1)
        left -= is_business_day(day, window, country)
    return next_open(datetime.datetime.combine(day, local.time(), zone), window, zone, country)


def on_day(
    day: datetime.date, window: Window, zone: zoneinfo.ZoneInfo, country: str, at: datetime.time | None = None
) -> datetime.datetime:
    """The first moment on or after this day at which a touch may leave; `at` is a time of day asked for. UTC."""
    start = at or _clock(window.start)
    return next_open(datetime.datetime.combine(day, start, zone), window, zone, country)
