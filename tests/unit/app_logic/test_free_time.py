"""When a demo can be: hours, holidays, notice, bookings, busy times, and both people's clocks."""

import datetime
import zoneinfo
from typing import Any

import pytest

from services.app_logic import free_time
from services.app_logic.free_time import Agenda
from services.core.domain import campaign, meeting
from tests.builders import NOW, a_campaign, a_contact

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")


def at(day: int, clock: str, month: int = 11, zone: str = "Europe/Moscow", year: int = 2026) -> datetime.datetime:
    """A time of day in a zone, in UTC. NOW is Monday, 23 November 2026, 10:05 in Moscow."""
    time = datetime.time.fromisoformat(clock)
    return datetime.datetime.combine(datetime.date(year, month, day), time, zoneinfo.ZoneInfo(zone)).astimezone(
        datetime.UTC
    )


def an_agenda(**fields: Any) -> Agenda:
    """Working days 10–18 in Moscow, half an hour each, a quarter between, twenty hours of notice."""
    known: dict[str, Any] = {name: fields.pop(name) for name in ("taken", "busy") if name in fields}
    offer = a_campaign(demo=campaign.DemoCalendar(**fields))
    return free_time.agenda_of(offer).model_copy(update=known)


TAKEN = frozenset(meeting.cells("reviews", at(26, "15:00"), at(26, "15:45")))


@pytest.mark.parametrize(
    ("moment", "fields", "free"),
    [
        (at(26, "15:00"), {}, True),
        (at(26, "10:00"), {}, True),
        (at(26, "09:59"), {}, False),
        (at(26, "17:30"), {}, True),
        (at(26, "17:31"), {}, False),
        (at(28, "12:00"), {}, False),
        (at(24, "06:00"), {}, False),
        (at(23, "17:00"), {}, False),
        (at(24, "10:00"), {}, True),
        (at(24, "10:00"), {"notice_hours": 24}, False),
        (at(5, "12:00", month=1, year=2027), {}, False),
        (at(5, "12:00", month=1, year=2027), {"holidays": False}, True),
        (at(26, "15:00"), {"taken": TAKEN}, False),
        (at(26, "15:30"), {"taken": TAKEN}, False),
        (at(26, "15:45"), {"taken": TAKEN}, True),
        (at(26, "14:15"), {"taken": TAKEN}, True),
        (at(26, "14:20"), {"taken": TAKEN}, False),
        (at(26, "15:00"), {"busy": ((at(26, "15:20"), at(26, "16:00")),)}, False),
        (at(26, "14:15"), {"busy": ((at(26, "15:00"), at(26, "16:00")),)}, True),
        (at(26, "14:30"), {"busy": ((at(26, "15:00"), at(26, "16:00")),)}, False),
        (at(26, "16:10"), {"busy": ((at(26, "15:00"), at(26, "16:00")),)}, False),
        (at(26, "16:15"), {"busy": ((at(26, "15:00"), at(26, "16:00")),)}, True),
    ],
)
def test_a_time_is_free_or_not(moment: datetime.datetime, fields: dict[str, Any], free: bool) -> None:
    assert free_time.is_free(an_agenda(**fields), moment, NOW) is free


def test_a_client_may_choose_with_less_notice_where_a_person_confirms() -> None:
    soon = at(23, "15:00")
    assert free_time.can_be_chosen(an_agenda(), soon, NOW)
    assert not free_time.can_be_chosen(an_agenda(auto_confirm=True), soon, NOW)
    assert not free_time.can_be_chosen(an_agenda(), at(23, "11:00"), NOW)


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "Europe/London"])
def test_offers_are_free_apart_and_at_sensible_hours_on_both_clocks(zone: str) -> None:
    agenda, person = an_agenda(), a_contact(timezone=zone)
    offered = free_time.offers(agenda, person, NOW)
    assert len(offered) == agenda.demo.offered
    assert list(offered) == sorted(offered)
    assert len({each.date() for each in offered}) == len(offered)
    for each in offered:
        assert free_time.is_free(agenda, each, NOW)
        assert 8 <= each.astimezone(person.zone).hour < 20


def test_where_the_days_do_not_meet_nothing_is_offered() -> None:
    assert free_time.offers(an_agenda(), a_contact(timezone="America/Los_Angeles"), NOW) == ()


def test_kind_hours_come_before_possible_ones() -> None:
    # 10–18 in Moscow is 17–1 in Vladivostok: what fits into 8–20 there is all that there is.
    for each in free_time.offers(an_agenda(), a_contact(timezone="Asia/Vladivostok"), NOW):
        assert each.astimezone(zoneinfo.ZoneInfo("Asia/Vladivostok")).hour in (17, 18, 19)
    for each in free_time.offers(an_agenda(), a_contact(timezone="Asia/Yekaterinburg"), NOW):
        assert 9 <= each.astimezone(zoneinfo.ZoneInfo("Asia/Yekaterinburg")).hour < 18


def test_the_clients_own_holiday_is_left_out() -> None:
    # Thursday, 26 November 2026, is Thanksgiving; not in Russia.
    person = a_contact(timezone="America/New_York")
    agenda = an_agenda(start="10:00", end="20:00")
    days = {each.astimezone(person.zone).date() for each in free_time.offers(agenda, person, NOW)}
    assert days
    assert datetime.date(2026, 11, 26) not in days


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (datetime.date(2026, 11, 26), None, {datetime.date(2026, 11, 26)}),
        (datetime.date(2026, 11, 30), datetime.date(2026, 12, 4), {datetime.date(2026, 11, 30)}),
    ],
)
def test_days_that_the_client_named_are_offered(
    first: datetime.date, last: datetime.date | None, days: set[datetime.date]
) -> None:
    offered = free_time.offers(an_agenda(), a_contact(), NOW, first, last)
    assert len(offered) == 3
    found = {each.astimezone(MOSCOW).date() for each in offered}
    assert days <= found
    assert all(first <= day <= (last or first) for day in found)


def test_a_named_day_that_is_full_brings_other_days() -> None:
    thursday = datetime.date(2026, 11, 26)
    full = ((at(26, "09:00"), at(26, "19:00")),)
    offered = free_time.offers(an_agenda(busy=full), a_contact(), NOW, thursday)
    assert len(offered) == 3
    assert thursday not in {each.astimezone(MOSCOW).date() for each in offered}


def test_summer_time_changes_between_the_zones() -> None:
    # London goes back on 25 October 2026; Moscow does not.
    person = a_contact(timezone="Europe/London")
    now = at(20, "10:00", month=10)
    for each in free_time.offers(an_agenda(horizon_days=20), person, now):
        assert 8 <= each.astimezone(person.zone).hour < 20
        assert 10 <= each.astimezone(MOSCOW).hour < 18


def test_cells_cover_the_time_and_its_buffer() -> None:
    agenda = an_agenda()
    assert free_time.cells_of(agenda, at(26, "15:00")) == meeting.cells("reviews", at(26, "15:00"), at(26, "15:45"))
    assert len(free_time.cells_of(agenda, at(26, "15:00"))) == 9
    assert len(free_time.cells_of(agenda, at(26, "15:02"))) == 10
    assert free_time.agenda_of(a_campaign(demo=campaign.DemoCalendar(calendar="team"))).calendar == "team"
