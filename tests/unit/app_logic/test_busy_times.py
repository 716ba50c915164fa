"""Busy times out of iCalendar files, as calendars write them; and files that are none."""

import datetime
import zoneinfo

import pytest

from services.app_logic import busy_times
from services.core import errors

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")
START = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
END = datetime.datetime(2026, 12, 7, tzinfo=datetime.UTC)
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19701025T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, more: str = "") -> bytes:
    """A calendar with these events."""
    body = "".join(
        f"BEGIN:VEVENT\nUID:e{n}\nDTSTAMP:20261101T000000Z\n{each}\nEND:VEVENT\n" for n, each in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{more}{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def found(content: bytes, zone: zoneinfo.ZoneInfo = MOSCOW) -> list[str]:
    """The beginnings and ends, in UTC."""
    return [f"{a:%d %H:%M}-{b:%d %H:%M}" for a, b in busy_times.read(content, zone, START, END)]


@pytest.mark.parametrize(
    ("event", "times"),
    [
        ("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z", ["26 12:00-26 13:00"]),
        ("DTSTART:20261126T150000\nDURATION:PT45M", ["26 12:00-26 12:45"]),
        ("DTSTART;TZID=Europe/London:20261126T090000\nDTEND;TZID=Europe/London:20261126T100000", ["26 09:00-26 10:00"]),
        ("DTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261127", ["25 21:00-26 21:00"]),
        ("DTSTART;VALUE=DATE:20261126", ["25 21:00-26 21:00"]),
        ("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20261026T120000Z\nDTEND:20261026T130000Z", []),
        (
            "DTSTART:20261102T090000Z\nDTEND:20261102T093000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE",
            ["23 09:00-23 09:30", "25 09:00-25 09:30", "30 09:00-30 09:30", "02 09:00-02 09:30"],
        ),
        (
            "DTSTART:20261102T090000Z\nDTEND:20261102T093000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261125T000000Z",
            ["23 09:00-23 09:30"],
        ),
        (
            "DTSTART:20261123T090000Z\nDTEND:20261123T093000Z\nRRULE:FREQ=DAILY;COUNT=2",
            ["23 09:00-23 09:30", "24 09:00-24 09:30"],
        ),
        (
            "DTSTART:20261123T090000Z\nDTEND:20261123T093000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261124T090000Z",
            ["23 09:00-23 09:30", "25 09:00-25 09:30"],
        ),
    ],
)
def test_an_event_takes_its_time(event: str, times: list[str]) -> None:
    assert found(calendar(event, more=ZONE)) == times


def test_a_repeated_event_keeps_its_hour_over_summer_time() -> None:
    event = "DTSTART;TZID=Europe/London:20260601T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TH"
    assert found(calendar(event, more=ZONE)) == ["26 09:00-26 10:00", "03 09:00-03 10:00"]


def test_one_moved_out_of_a_series_stands_where_it_was_moved_to() -> None:
    series = "DTSTART:20261123T090000Z\nDTEND:20261123T093000Z\nRRULE:FREQ=DAILY;COUNT=2"
    moved = "RECURRENCE-ID:20261124T090000Z\nDTSTART:20261124T150000Z\nDTEND:20261124T153000Z"
    content = calendar(series, moved).replace(b"UID:e1", b"UID:e0")
    assert found(content) == ["23 09:00-23 09:30", "24 15:00-24 15:30"]


def test_free_busy_parts_are_read() -> None:
    more = (
        "BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20261101T000000Z\nFREEBUSY:20261126T120000Z/20261126T130000Z\nEND:VFREEBUSY\n"
    )
    assert found(calendar(more=more)) == ["26 12:00-26 13:00"]


def test_an_empty_calendar_takes_no_time() -> None:
    assert found(calendar()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Please log in</html>",
        b"\x00\xff" * 500,
        calendar("DTSTART:20261126T120000Z\nRRULE:FREQ=SECONDLY"),
        calendar("DTSTART:soon\nDTEND:later"),
        calendar("SUMMARY:no beginning"),
        calendar("DTSTART:20261126T120000Z\nRRULE:FREQ=NEVER"),
    ],
    ids=["nothing", "a page", "rubbish", "every second", "no dates", "no beginning", "no rule"],
)
def test_what_cannot_be_read_is_said_and_never_guessed(content: bytes) -> None:
    with pytest.raises(errors.BadInput):
        found(content)
