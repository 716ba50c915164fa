"""Busy times: an iCalendar file to the stretches of time that are taken in it. Pure.

It reads events, whole days, repetitions with their exceptions, and free/busy parts. Transparent and cancelled
events take no time. It fetches nothing, and says nothing of what an event is about.
"""

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import Any

import icalendar
from dateutil import rrule  # type: ignore[import-untyped]

from services.core import errors

Interval = tuple[datetime.datetime, datetime.datetime]
_MOST_EVENTS = 5_000
_MOST_OF_ONE = 2_000
_MOST_STEPS = 50_000
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_LONGEST = datetime.timedelta(days=60)


def read(
    content: bytes, zone: zoneinfo.ZoneInfo, start: datetime.datetime, end: datetime.datetime
) -> tuple[Interval, ...]:
    """What is taken between two moments, in UTC, in order. A time without a zone is in `zone`.

    Raises `errors.BadInput` for what is no calendar, or one with more than can be looked through.
    """
    try:
        whole = icalendar.Calendar.from_ical(content)
        events: list[Any] = list(whole.walk("VEVENT"))
        taken = [each for part in whole.walk("VFREEBUSY") for each in _free_busy(part, zone)]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise errors.BadInput(f"this is no iCalendar ({type(error).__name__})", field="demo.busy") from None
    if len(events) > _MOST_EVENTS:
        raise errors.BadInput(f"{len(events)} events are too many", field="demo.busy")
    if not events and not taken and b"BEGIN:VCALENDAR" not in content[:1000].upper():
        raise errors.BadInput("this is no iCalendar", field="demo.busy")
    moved = {
        (str(each.get("uid", "")), _moment(each["recurrence-id"].dt, zone))
        for each in events
        if "recurrence-id" in each
    }
    for event in events:
        if str(event.get("status", "")).upper() == "CANCELLED" or str(event.get("transp", "")).upper() == "TRANSPARENT":
            continue
        try:
            taken += _times(event, zone, start, end, moved)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise errors.BadInput(f"an event cannot be read ({type(error).__name__})", field="demo.busy") from None
    return tuple(sorted({(a, b) for a, b in taken if a < end and b > start}))


def _moment(value: datetime.date | datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(datetime.UTC)
    return datetime.datetime.combine(value, datetime.time(), zone).astimezone(datetime.UTC)


def _free_busy(part: Any, zone: zoneinfo.ZoneInfo) -> Iterator[Interval]:
    given = part.get("freebusy", [])
    for each in given if isinstance(given, list) else [given]:
        if str(each.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        begin, until = each.start, each.end
        yield _moment(begin, zone), _moment(until, zone)


def _times(
    event: Any,
    zone: zoneinfo.ZoneInfo,
    start: datetime.datetime,
    end: datetime.datetime,
    moved: set[tuple[str, datetime.datetime]],
) -> list[Interval]:
    """Every stretch that one event takes: once, or as often as it repeats in the time that counts."""
    begin = event["dtstart"].dt
    length = _length(event, begin)
    first = _moment(begin, zone)
    if "rrule" not in event or "recurrence-id" in event:
        return [(first, first + length)]
    uid = str(event.get("uid", ""))
    local = begin if isinstance(begin, datetime.datetime) else datetime.datetime.combine(begin, datetime.time())
    gone = {_moment(each.dt, zone) for each in _listed(event, "exdate")}
    extra = [_moment(each.dt, zone) for each in _listed(event, "rdate") if not isinstance(each.dt, tuple)]
    found = [(each, each + length) for each in extra]
    for each in _repeated(event, local, zone, start - length, end):
        if each not in gone and (uid, each) not in moved:
            found.append((each, each + length))
    return found


def _length(event: Any, begin: datetime.date | datetime.datetime) -> datetime.timedelta:
    if "dtend" in event:
        until = event["dtend"].dt
        length: datetime.timedelta = until - begin
    elif "duration" in event:
        length = event["duration"].dt
    else:
        length = datetime.timedelta() if isinstance(begin, datetime.datetime) else datetime.timedelta(days=1)
    return min(max(length, datetime.timedelta()), _LONGEST)


def _listed(event: Any, name: str) -> list[Any]:
    given = event.get(name, [])
    return [each for part in (given if isinstance(given, list) else [given]) for each in part.dts]


def _repeated(
    event: Any,
    begin: datetime.datetime,
    zone: zoneinfo.ZoneInfo,
    start: datetime.datetime,
    end: datetime.datetime,
) -> Iterator[datetime.datetime]:
    """The beginnings of a repeated event. They are counted on the clock of its own zone, so that summer time holds."""
    rules = event["rrule"]
    rule = rules[0] if isinstance(rules, list) else rules
    if str(next(iter(rule.get("FREQ", [""])), "")).upper() in _TOO_OFTEN:
        raise errors.BadInput("an event repeats every hour or more often", field="demo.busy")
    own = begin.tzinfo or zone
    naive = begin.replace(tzinfo=None)
    until = next(iter(rule.get("UNTIL", [])), None)
    plain = {name: value for name, value in rule.items() if name != "UNTIL"}
    stop = end
    if until is not None:
        last = _moment(until, zone) if isinstance(until, datetime.datetime) else _moment(until, zone) + _LONGEST / 60
        stop = min(end, last)
    written: Any = icalendar.vRecur(plain)
    steps = rrule.rrulestr(written.to_ical().decode(), dtstart=naive)
    for count, each in enumerate(steps):
        moment = each.replace(tzinfo=own).astimezone(datetime.UTC)
        if moment > stop or count > _MOST_STEPS:
            return
        if moment >= start:
            yield moment
