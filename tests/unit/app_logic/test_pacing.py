"""When we write of our own accord: business days, holidays and hours of the contact. A table for each question."""

import datetime
import zoneinfo

import pytest

from services.app_logic import pacing
from services.core.domain import campaign
from services.core.domain.conversation import NEVER
from tests.builders import a_campaign, a_contact


def at(text: str, zone: str = "Europe/Moscow") -> datetime.datetime:
    """A moment of a zone's clock, in UTC."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(datetime.UTC)


def an_offer() -> campaign.Campaign:
    """Follow-ups after 3 and 7 business days, a nudge after 4, in the window 9:30–18:00."""
    return a_campaign()


@pytest.mark.parametrize(
    ("zone", "sent", "number", "due"),
    [
        ("Europe/Moscow", "2026-11-23 10:05", 1, "2026-11-26 10:05"),
        ("Europe/Moscow", "2026-11-26 10:05", 1, "2026-12-01 10:05"),
        ("Europe/Moscow", "2026-11-23 10:05", 2, "2026-12-02 10:05"),
        ("Europe/Moscow", "2026-11-23 20:00", 1, "2026-11-27 09:30"),
        ("Europe/Moscow", "2026-12-29 10:00", 1, "2027-01-12 10:00"),
        ("America/New_York", "2026-11-23 10:05", 1, "2026-11-27 10:05"),
        ("Asia/Dubai", "2026-11-23 10:05", 1, "2026-11-26 10:05"),
        ("Europe/London", "2026-10-22 10:00", 1, "2026-10-27 10:00"),
    ],
    ids=["weekdays", "over a weekend", "seven days", "after hours", "new year", "thanksgiving", "dubai", "summer time"],
)
def test_a_follow_up_counts_the_contacts_business_days(zone: str, sent: str, number: int, due: str) -> None:
    person = a_contact(timezone=zone)
    assert pacing.follow_up_at(at(sent, zone), number, person, an_offer()) == at(due, zone)


def test_after_the_last_touch_nothing_is_due() -> None:
    assert pacing.follow_up_at(at("2026-11-23 10:05"), 3, a_contact(), an_offer()) == NEVER


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23 10:05", "2026-11-23 10:05"),
        ("2026-11-23 08:00", "2026-11-23 09:30"),
        ("2026-11-23 18:00", "2026-11-24 09:30"),
        ("2026-11-28 12:00", "2026-11-30 09:30"),
        ("2027-01-04 12:00", "2027-01-11 09:30"),
    ],
    ids=["open", "early", "late", "saturday", "new year"],
)
def test_an_opening_leaves_in_the_window(now: str, opens: str) -> None:
    assert pacing.opening_at(at(now), a_contact(), an_offer()) == at(opens)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "due"),
    [
        ("2026-12-09", None, None, "2026-12-09 10:00"),
        ("2026-12-09", 15, 30, "2026-12-09 15:30"),
        ("2026-12-09", 7, 0, "2026-12-09 09:30"),
        ("2026-12-09", 20, 0, "2026-12-10 09:30"),
        ("2026-12-12", None, None, "2026-12-14 09:30"),
        ("2027-01-01", None, None, "2027-01-11 09:30"),
    ],
    ids=["a day", "with a time", "too early", "too late", "a saturday", "a holiday"],
)
def test_a_reminder_comes_on_the_day_or_the_next_working_one_and_never_before(
    day: str, hour: int | None, minute: int | None, due: str
) -> None:
    agreed = datetime.date.fromisoformat(day)
    moment = pacing.reminder_at(agreed, a_contact(), an_offer(), hour, minute)
    assert moment == at(due)
    assert moment.astimezone(zoneinfo.ZoneInfo("Europe/Moscow")).date() >= agreed


def test_a_nudge_waits_the_campaigns_business_days() -> None:
    assert pacing.nudge_at(at("2026-11-26 10:05"), a_contact(), an_offer()) == at("2026-12-02 10:05")
