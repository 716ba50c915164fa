"""Counters on both engines: taken before they are used, never more than there are."""

import asyncio

import pytest

from services.core.store.database import Database
from tests.builders import NOW, later

DAY = "main:2026-11-23"


@pytest.mark.parametrize(("takers", "most"), [(30, 7), (7, 30), (12, 1), (5, 0)])
async def test_takers_side_by_side_take_exactly_what_there_is(database: Database, takers: int, most: int) -> None:
    taken = await asyncio.gather(*(database.limits.take(DAY, most) for _ in range(takers)))
    assert sum(taken) == min(takers, most)
    assert await database.limits.used(DAY) == min(takers, most)


async def test_what_was_given_back_can_be_taken_again(database: Database) -> None:
    assert await database.limits.take(DAY, 1)
    assert not await database.limits.take(DAY, 1)
    await database.limits.give_back(DAY)
    assert await database.limits.take(DAY, 1)


async def test_giving_back_never_makes_more_than_there_were(database: Database) -> None:
    await database.limits.give_back(DAY)
    await database.limits.take(DAY, 2)
    for _ in range(3):
        await database.limits.give_back(DAY)
    assert await database.limits.used(DAY) == 0


async def test_counting_without_a_limit_loses_nothing(database: Database) -> None:
    counts = await asyncio.gather(*(database.limits.add("strangers") for _ in range(15)))
    # A document is returned as it is after its update, or later: mongo-java-server reads it in a second step.
    assert max(counts) == await database.limits.used("strangers") == 15


async def test_one_of_many_passes_a_gap_and_the_next_when_it_is_over(database: Database) -> None:
    gap = "gap:main"
    assert await database.limits.gap_ends(gap) is None
    for now in (NOW, later(seconds=60)):
        end = now + (later(seconds=60) - NOW)
        passed = await asyncio.gather(*(database.limits.pass_gap(gap, now, end) for _ in range(8)))
        assert sum(passed) == 1
        assert await database.limits.gap_ends(gap) == end
    assert not await database.limits.pass_gap(gap, later(seconds=119), later(seconds=179))


async def test_a_cause_that_asks_again_takes_no_second_place(database: Database) -> None:
    take = database.limits.take_for
    assert [await take("approve:x", 2, cause) for cause in ("a", "a", "b", "a", "c", "b")] == [
        True, True, True, True, False, True,
    ]  # fmt: skip
    assert await database.limits.used("approve:x") == 2


async def test_places_for_causes_that_come_at_once_are_given_once_each(database: Database) -> None:
    taken = await asyncio.gather(*(database.limits.take_for("approve:y", 3, f"c{number}") for number in range(8)))
    assert sum(taken) == await database.limits.used("approve:y") == 3
