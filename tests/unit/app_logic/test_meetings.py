"""Booking under the hood: what is held, what is taken, what a dead worker leaves, what is due next."""

import asyncio
import datetime
import itertools
from typing import Any

import pytest

from services.app_logic import free_time, meetings
from services.app_logic.office import Office
from services.core.clock import VirtualClock
from services.core.domain import campaign
from services.core.domain.conversation import NEVER, Conversation
from services.core.domain.meeting import Meeting, State
from services.core.store.database import Database
from tests.builders import NOW, a_campaign, a_conversation, an_account, later
from tests.fakes import KeywordBrain

# Thursday, 15:00 in Moscow.
AT = datetime.datetime(2026, 11, 26, 12, 0, tzinfo=datetime.UTC)


async def an_office(database: Database, **demo: Any) -> Office:
    """An office with one account and one campaign."""
    await database.accounts.put(an_account())
    await database.campaigns.put(a_campaign(demo=campaign.DemoCalendar(**demo)))
    return Office(database, VirtualClock(NOW), KeywordBrain({}), b"a key for tests only, long enough")


async def offer_of(office: Office) -> campaign.Campaign:
    return await office.offer("reviews")


async def chosen(office: Office, talk: Conversation, turn: str, at: datetime.datetime = AT) -> Meeting:
    """A time that the client chose and got."""
    offer = await offer_of(office)
    assert await meetings.hold(office, talk, turn, offer, at)
    taken = await meetings.take(office, talk, turn, offer)
    assert taken is not None
    return taken


async def test_taking_a_time_twice_changes_nothing_the_second_time(embedded_database: Database) -> None:
    office, talk = await an_office(embedded_database), a_conversation()
    first = await chosen(office, talk, "t1")
    assert (first.state, first.starts_at, first.number) == (State.PROPOSED, AT, 1)
    again = await meetings.take(office, talk, "t1", await offer_of(office))
    assert again == first


async def test_two_conversations_interleaved_never_get_one_time(database: Database) -> None:
    office = await an_office(database)
    offer = await offer_of(office)
    talks = [a_conversation(number) for number in range(1, 7)]
    shifts = [datetime.timedelta(minutes=10 * number) for number in range(6)]
    held = await asyncio.gather(
        *(meetings.hold(office, talk, talk.id, offer, AT + shift) for talk, shift in zip(talks, shifts, strict=True))
    )
    taken = [await meetings.take(office, talk, talk.id, offer) for talk, got in zip(talks, held, strict=True) if got]
    times = sorted(each.starts_at for each in taken if each is not None)
    assert times
    gap = datetime.timedelta(minutes=offer.demo.length_minutes + offer.demo.buffer_minutes)
    assert all(later_one - earlier >= gap for earlier, later_one in itertools.pairwise(times))


async def test_what_a_dead_worker_held_is_free_at_the_next_turn(embedded_database: Database) -> None:
    office, talk = await an_office(embedded_database), a_conversation()
    offer = await offer_of(office)
    assert await meetings.hold(office, talk, "died", offer, AT)
    other = a_conversation(2)
    assert not await meetings.hold(office, other, "t2", offer, AT)
    assert await meetings.booked(office, talk.model_copy(update={"crashes": 2})) is not None
    assert await meetings.hold(office, other, "t2", offer, AT)
    assert await meetings.take(office, talk, "died", offer) is None


async def test_a_move_keeps_the_uid_and_a_new_booking_has_another(embedded_database: Database) -> None:
    office, talk = await an_office(embedded_database), a_conversation()
    first = await chosen(office, talk, "t1")
    await embedded_database.slots.change(first, {"invited": 0, "state": State.CONFIRMED})
    moved = await chosen(office, talk, "t2", AT + datetime.timedelta(minutes=15))
    assert (moved.uid, moved.sequence, moved.state) == (first.uid, 1, State.PROPOSED)
    assert await meetings.release(office, talk, "t3", "called off")
    anew = await chosen(office, talk, "t4")
    assert anew.uid != first.uid
    assert (anew.number, anew.sequence, anew.invited) == (2, 0, -1)


async def test_the_agenda_leaves_out_ones_own_time(embedded_database: Database) -> None:
    office = await an_office(embedded_database)
    offer, talk = await offer_of(office), a_conversation()
    await chosen(office, talk, "t1")
    assert free_time.is_free(await meetings.agenda(office, talk, offer), AT, NOW)
    assert not free_time.is_free(await meetings.agenda(office, a_conversation(2), offer), AT, NOW)


def a_meeting(**fields: Any) -> Meeting:
    """A confirmed meeting on Thursday, 12:00 UTC, agreed on at NOW."""
    default: dict[str, Any] = {
        "id": "c1.reviews",
        "contact": "c1",
        "campaign": "reviews",
        "calendar": "reviews",
        "state": State.CONFIRMED,
        "number": 1,
        "invited": 0,
        "starts_at": AT,
        "ends_at": AT + datetime.timedelta(minutes=30),
        "cells": ("x",),
        "until": AT,
        "agreed_at": NOW,
        "changed_at": NOW,
    }
    return Meeting.model_validate({**default, **fields})


@pytest.mark.parametrize(
    ("found", "due"),
    [
        (None, NEVER),
        (a_meeting(), AT - datetime.timedelta(hours=24)),
        (a_meeting(reminded=(24,)), AT - datetime.timedelta(hours=2)),
        (a_meeting(reminded=(24, 2)), NEVER),
        (a_meeting(invited=-1), NOW),
        (a_meeting(sequence=1), NOW),
        (a_meeting(agreed_at=AT - datetime.timedelta(hours=24, minutes=30)), AT - datetime.timedelta(hours=2)),
        (a_meeting(state=State.PROPOSED), AT - datetime.timedelta(hours=1)),
        (a_meeting(state=State.RELEASED), NEVER),
        (a_meeting(state=State.RELEASED, withdraw=True), NOW),
        (a_meeting(starts_at=later(days=-1), ends_at=later(days=-1, minutes=30)), NEVER),
    ],
    ids=[
        "none",
        "a day before",
        "two hours before",
        "all reminded",
        "not invited",
        "changed",
        "agreed too late",
        "proposed",
        "released",
        "to be withdrawn",
        "over",
    ],
)
def test_what_is_due_next(found: Meeting | None, due: datetime.datetime) -> None:
    assert meetings.next_look(found, a_campaign(), NOW) == due
