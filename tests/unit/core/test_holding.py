"""One process at a time holds an account; a dead one is replaced, and what it did ends with the lease."""

import asyncio

import pytest

from services.core.domain import account
from services.core.holding import Holding
from services.core.store.database import Database
from tests.builders import an_account

PATIENCE_S = 30.0
LEASE_S = 0.4


class Reader:
    """A process that would read the account; `at_work` while it does."""

    def __init__(self, database: Database) -> None:
        self.stop = asyncio.Event()
        self.at_work = asyncio.Event()
        self.ended = asyncio.Event()
        self.seen: list[account.Account] = []
        self._holding = Holding("main", database, LEASE_S, "mail_worker")
        self.task = asyncio.create_task(self._holding.run(self._work, self.stop, self.seen.append))

    @property
    def owner(self) -> str:
        """As the account names it."""
        return self._holding.owner

    async def _work(self, fence: int) -> None:
        self.at_work.set()
        try:
            await self.stop.wait()
        finally:
            self.ended.set()


async def until(event: asyncio.Event) -> None:
    """Wait for it; too long is a failure."""
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()


async def test_the_second_waits_until_the_first_has_ended(embedded_database: Database) -> None:
    await embedded_database.accounts.put(an_account())
    first = Reader(embedded_database)
    await until(first.at_work)
    second = Reader(embedded_database)
    assert {each.owner for each in await embedded_database.accounts.receivers()} == {first.owner}
    assert not second.at_work.is_set()
    first.stop.set()
    await first.task
    await until(second.at_work)
    assert first.ended.is_set()
    assert {each.id for each in first.seen} == {"main"}
    second.stop.set()
    await second.task
    assert await embedded_database.accounts.receivers() == []


async def test_a_holder_that_shows_no_life_is_replaced(embedded_database: Database) -> None:
    await embedded_database.accounts.put(an_account())
    assert await embedded_database.accounts.receive_as("main", "dead") is not None
    heir = Reader(embedded_database)
    await until(heir.at_work)
    heir.stop.set()
    await heir.task


async def test_whose_lease_was_taken_away_works_no_more_and_asks_again(embedded_database: Database) -> None:
    await embedded_database.accounts.put(an_account())
    reader = Reader(embedded_database)
    await until(reader.at_work)
    reader.at_work.clear()
    freed = False
    while not freed:  # it shows life meanwhile: the lease as it was just seen may be old already
        [held] = await embedded_database.accounts.receivers()
        freed = await embedded_database.accounts.free(held)
    await until(reader.ended)
    await until(reader.at_work)
    reader.stop.set()
    await reader.task


async def test_a_bug_in_the_work_comes_out_and_the_account_is_free(embedded_database: Database) -> None:
    await embedded_database.accounts.put(an_account())

    async def stumble(fence: int) -> None:
        raise ZeroDivisionError(fence)

    with pytest.raises(ZeroDivisionError):
        await Holding("main", embedded_database, LEASE_S, "mail_worker").run(stumble, asyncio.Event())
    assert await embedded_database.accounts.receivers() == []
