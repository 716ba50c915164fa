"""Several worker processes on one real server: each conversation is claimed once, also when the server dies."""

import asyncio
import collections
import collections.abc
import contextlib
import os
import pathlib
import sys
import uuid

import pytest

from services.core.store import database
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.servers.mongo_server import MongoServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKERS = 4
Acknowledged = list[tuple[str, str, int]]


class Claimers:
    """Worker processes, and what they say they have claimed: (owner, conversation, fence)."""

    def __init__(self) -> None:
        self.claims: Acknowledged = []
        self.grown = asyncio.Event()

    async def run(self, uri: str, name: str) -> None:
        """Run all of them to their end. Raises AssertionError when one fails; none outlives this call."""
        async with asyncio.TaskGroup() as group:
            for number in range(WORKERS):
                group.create_task(self._follow(f"w{number}", uri, name))

    async def _follow(self, owner: str, uri: str, name: str) -> None:
        command = (sys.executable, "-m", "tests.integration.claim_worker", uri, name, owner)
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            async for line in process.stdout:
                talk_id, fence = line.decode().split()
                self.claims.append((owner, talk_id, int(fence)))
                self.grown.set()
            complaint = (await process.stderr.read()).decode()
            assert await process.wait() == 0, complaint
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def reached(self, count: int) -> None:
        """Wait until so many claims were acknowledged."""
        while len(self.claims) < count:
            self.grown.clear()
            await self.grown.wait()

    def per_owner(self) -> collections.Counter[str]:
        return collections.Counter(owner for owner, _, _ in self.claims)


async def with_conversations(uri: str, name: str, count: int) -> database.Database:
    opened = database.on_server(uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
    await opened.prepare(builders.NOW)
    talks = [builders.a_conversation(number, wake_at=builders.later(seconds=-number)) for number in range(count)]
    for start in range(0, count, 50):
        await asyncio.gather(*(opened.conversations.start(talk) for talk in talks[start : start + 50]))
    return opened


async def check(opened: database.Database, claims: Acknowledged, count: int, most_unheard: int) -> None:
    """Each claim was given once and is in the database; what nobody heard of is at most what was in flight."""
    ids = [talk_id for _, talk_id, _ in claims]
    assert len(ids) == len(set(ids))
    stored = {talk.id: talk for talk in await opened.conversations.all()}
    assert len(stored) == count
    for owner, talk_id, fence in claims:
        assert (stored[talk_id].lease_owner, stored[talk_id].fence) == (owner, fence)
    assert all(talk.lease_owner for talk in stored.values())
    assert count - most_unheard <= len(ids) <= count


@pytest.fixture
def durable_server() -> collections.abc.Iterator[MongoServer]:
    with MongoServer(durable=True) as server:
        yield server


@pytest.mark.timeout(300)
async def test_four_processes_claim_two_thousand_conversations_and_none_twice(
    mongo_uri: str, database_name: str
) -> None:
    count = 2_000
    opened = await with_conversations(mongo_uri, database_name, count)
    try:
        claimers = Claimers()
        await claimers.run(mongo_uri, database_name)
        await check(opened, claimers.claims, count, most_unheard=0)
        assert min(claimers.per_owner().values()) > count / WORKERS / 10
    finally:
        await opened.close()


@pytest.mark.needs("mongo")
@pytest.mark.timeout(300)
async def test_a_server_that_is_killed_and_restarted_loses_no_acknowledged_claim(durable_server: MongoServer) -> None:
    count, name = 400, f"killed_{uuid.UUID(int=os.getpid()).hex[-8:]}"
    opened = await with_conversations(durable_server.uri, name, count)
    try:
        claimers = Claimers()
        work = asyncio.create_task(claimers.run(durable_server.uri, name))
        for kill_at in (count // 4, count // 2):
            await asyncio.wait_for(claimers.reached(kill_at), 120)
            await asyncio.to_thread(durable_server.restart)
        await work
        await check(opened, claimers.claims, count, most_unheard=2 * WORKERS)
    finally:
        await opened.close()
