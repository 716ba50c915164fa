"""Times of meetings on both engines: nobody books what somebody else has, and a move is one write."""

import asyncio
import datetime

import pytest

from services.core import errors
from services.core.domain import meeting
from services.core.domain.meeting import Hold, Meeting, State
from services.core.store.database import Database
from tests.builders import NOW, later

HALF = datetime.timedelta(minutes=30)
AT = later(days=2)


def a_hold(turn: str, at: datetime.datetime = AT, calendar: str = "reviews") -> Hold:
    """A turn wants half an hour."""
    return Hold(turn=turn, starts_at=at, ends_at=at + HALF, cells=meeting.cells(calendar, at, at + HALF))


def a_blank(number: int, at: datetime.datetime = AT) -> Meeting:
    """What the conversation of contact `c<number>` begins with."""
    return Meeting(
        id=f"c{number}.reviews",
        contact=f"c{number}",
        campaign="reviews",
        calendar="reviews",
        starts_at=at,
        ends_at=at + HALF,
        cells=meeting.cells("reviews", at, at + HALF),
        until=at + HALF,
        agreed_at=NOW,
        changed_at=NOW,
    )


async def taken_by(database: Database, number: int, at: datetime.datetime = AT) -> Meeting:
    """A meeting that stands."""
    assert await database.slots.hold(a_blank(number, at), a_hold(f"turn{number}", at))
    held = await database.slots.get(f"c{number}.reviews")
    assert held is not None
    assert held.hold is not None
    cells = held.hold.cells
    fields = {"state": State.CONFIRMED, "own_cells": cells, "cells": cells, "hold": None, "number": 1, "uid": "u"}
    assert await database.slots.change(held, {**fields, "starts_at": at, "ends_at": at + HALF})
    stored = await database.slots.get(held.id)
    assert stored is not None
    return stored


async def test_of_many_who_want_one_time_exactly_one_gets_it(database: Database) -> None:
    wanting = [database.slots.hold(a_blank(number), a_hold(f"turn{number}")) for number in range(8)]
    assert sum(await asyncio.gather(*wanting)) == 1


async def test_of_two_who_want_overlapping_times_exactly_one_gets_it(database: Database) -> None:
    shifted = AT + datetime.timedelta(minutes=20)
    first = database.slots.hold(a_blank(1), a_hold("turn1"))
    second = database.slots.hold(a_blank(2, shifted), a_hold("turn2", shifted))
    assert sum(await asyncio.gather(first, second)) == 1


async def test_of_two_meetings_that_are_moved_to_one_time_exactly_one_is(database: Database) -> None:
    new = AT + datetime.timedelta(hours=5)
    for number in (1, 2):
        await taken_by(database, number, AT + number * HALF)
    moves = [database.slots.hold(a_blank(number), a_hold("later", new)) for number in (1, 2)]
    assert sum(await asyncio.gather(*moves)) == 1


async def test_the_same_turn_may_hold_again(database: Database) -> None:
    assert await database.slots.hold(a_blank(1), a_hold("turn1"))
    assert await database.slots.hold(a_blank(1), a_hold("turn1"))


async def test_times_that_only_touch_and_other_calendars_do_not_collide(database: Database) -> None:
    assert await database.slots.hold(a_blank(1), a_hold("turn1"))
    assert await database.slots.hold(a_blank(2, AT + HALF), a_hold("turn2", AT + HALF))
    assert await database.slots.hold(a_blank(3), a_hold("turn3", calendar="other"))


async def test_a_meeting_keeps_its_time_while_another_is_held_and_a_move_may_overlap_it(database: Database) -> None:
    await taken_by(database, 1)
    shifted = AT + datetime.timedelta(minutes=15)
    assert await database.slots.hold(a_blank(1), a_hold("move", shifted))
    assert not await database.slots.hold(a_blank(2), a_hold("turn2"))
    assert not await database.slots.hold(a_blank(2, shifted), a_hold("turn2", shifted))
    await database.slots.let_go("c1.reviews")
    assert not await database.slots.hold(a_blank(2), a_hold("turn2"))
    assert await database.slots.hold(a_blank(3, AT + HALF), a_hold("turn3", AT + HALF))


async def test_what_an_unfinished_turn_held_is_free_after_it_is_let_go(database: Database) -> None:
    assert await database.slots.hold(a_blank(1), a_hold("turn1"))
    await database.slots.let_go("c1.reviews", but="turn1")
    assert not await database.slots.hold(a_blank(2), a_hold("turn2"))
    await database.slots.let_go("c1.reviews")
    assert await database.slots.hold(a_blank(2), a_hold("turn2"))
    assert await database.slots.hold(a_blank(1, AT + HALF), a_hold("turn1", AT + HALF))


async def test_a_released_time_can_be_booked_and_is_released_once(database: Database) -> None:
    stood = await taken_by(database, 1)
    was = await database.slots.release("c1.reviews", "declined", "client", later(hours=1))
    assert was is not None
    assert (was.starts_at, was.uid) == (stood.starts_at, "u")
    assert await database.slots.release("c1.reviews", "declined", "client", later(hours=1)) is None
    assert await database.slots.hold(a_blank(2), a_hold("turn2"))
    stored = await database.slots.get("c1.reviews")
    assert stored is not None
    assert (stored.state, stored.why, stored.by) == (State.RELEASED, "declined", "client")


async def test_a_change_of_what_has_changed_since_is_refused(database: Database) -> None:
    seen = await taken_by(database, 1)
    assert await database.slots.change(seen, {"why": "first"})
    assert not await database.slots.change(seen, {"why": "second"})
    stored = await database.slots.get(seen.id)
    assert stored is not None
    assert (stored.why, stored.version) == ("first", seen.version + 1)


async def test_what_others_have_taken_is_seen_and_ones_own_is_not(database: Database) -> None:
    mine, theirs = await taken_by(database, 1), await taken_by(database, 2, AT + HALF)
    assert await database.slots.taken("reviews", NOW, but="c1.reviews") == frozenset(theirs.cells)
    assert await database.slots.taken("reviews", NOW, but="") == frozenset((*mine.cells, *theirs.cells))
    assert await database.slots.taken("other", NOW, but="") == frozenset()
    assert await database.slots.taken("reviews", AT + 10 * HALF, but="") == frozenset()


async def test_what_is_held_for_later_than_the_meeting_is_seen_by_others(database: Database) -> None:
    await taken_by(database, 1)
    new = AT + datetime.timedelta(days=9)
    await database.slots.hold(a_blank(1, new), a_hold("move", new))
    seen = await database.slots.taken("reviews", AT + datetime.timedelta(days=1), but="c2.reviews")
    assert seen >= frozenset(a_hold("move", new).cells)


async def test_a_copy_of_a_meeting_is_the_meeting(database: Database) -> None:
    stood = await taken_by(database, 1)
    copy = stood.model_copy(update={"id": "c2.reviews", "cells": meeting.free_mark("c2.reviews")})
    await database.slots.put(copy)
    assert await database.slots.get("c2.reviews") == copy
    with pytest.raises(errors.Duplicate):
        await database.slots.put(copy.model_copy(update={"id": "c3.reviews", "cells": stood.cells}))


async def test_meetings_are_listed_by_state_the_soonest_first(database: Database) -> None:
    for number, shift in ((1, 3), (2, 1), (3, 2)):
        await taken_by(database, number, AT + shift * HALF)
    await database.slots.release("c3.reviews", "off", "olga", NOW, withdraw=True)
    confirmed = await database.slots.of_states(State.CONFIRMED)
    assert [each.id for each in confirmed] == ["c2.reviews", "c1.reviews"]
    (released,) = await database.slots.of_states(State.RELEASED)
    assert released.withdraw
