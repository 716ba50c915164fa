"""kill -9 before every command that answering a conversation takes: the answer comes once, whatever happens."""

import asyncio
import collections.abc
import contextlib
import signal
import sys
import uuid

import pytest

from services.core.domain import address, suppression
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from services.core.store import database as store
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.integration import scenes

pytestmark = [pytest.mark.needs("mongo"), pytest.mark.timeout(300)]


class Children:
    """Talks to the process that forks workers; see `killed_worker`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def run(self, name: str, kill_at: int) -> tuple[int, int]:
        """One worker on a database; the signal that ended it (0: none) and its number of commands."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{name} {kill_at}\n".encode())
        await self._process.stdin.drain()
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        answered, ended_by, count = line.decode().split()
        assert answered == name
        return int(ended_by), int(count)


@contextlib.asynccontextmanager
async def children(uri: str) -> collections.abc.AsyncIterator[Children]:
    """The forking process, ended with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.killed_worker",
        uri,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Children(process)
    finally:
        process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def a_database(uri: str, name: str) -> collections.abc.AsyncIterator[store.Database]:
    """A prepared database of this name, without a watch."""
    made = store.on_server(uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
    try:
        await made.prepare(scenes.NOW)
        yield made
    finally:
        await made.close()


async def every_death(
    uri: str,
    texts: tuple[str, ...],
    check: collections.abc.Callable[[store.Database, str], collections.abc.Awaitable[None]],
) -> int:
    """Play the scene, with a worker killed before its 1st, 2nd, … command, then carried on by another."""
    async with children(uri) as workers:
        kill_at = 0
        while True:
            kill_at += 1
            name = f"test_kill_{uuid.uuid4().hex[:12]}"
            async with a_database(uri, name) as made:
                await scenes.anna_writes(made, *texts)
                ended_by, _ = await workers.run(name, kill_at)
                if ended_by:
                    assert ended_by == signal.SIGKILL
                    assert (await workers.run(name, 0))[0] == 0
                await check(made, f"killed before command {kill_at}")
                await made._client.drop_database(name)
            if not ended_by:
                return kill_at - 1


async def test_a_question_is_answered_once_whichever_command_the_worker_dies_at(mongo_uri: str) -> None:
    async def check(made: store.Database, when: str) -> None:
        items = await made.outbox.of_conversation("c-anna.reviews")
        answers = [each for each in items if each.kind is Kind.ANSWER]
        assert [each.state for each in answers] == [State.QUEUED], when
        assert answers[0].in_reply_to == "<anna-0@veter.example>", when
        talk = await made.conversations.get("c-anna.reviews")
        assert talk is not None
        assert (talk.turn, talk.lease_owner, talk.answers) == (None, "", 1), when
        assert await made.messages.unanswered("c-anna.reviews") == [], when
        decided = [each for each in await made.events.of_conversation("c-anna.reviews") if each["kind"] == "decided"]
        assert len(decided) == 1, when

    deaths = await every_death(mongo_uri, ("Сколько стоит?",), check)
    assert deaths >= 10


async def test_a_stop_silences_whichever_command_the_worker_dies_at(mongo_uri: str) -> None:
    async def check(made: store.Database, when: str) -> None:
        silenced = await made.suppressions.of(scenes.ANNA)
        assert silenced is not None, when
        assert silenced.reason is suppression.Reason.STOP, when
        items = await made.outbox.of_conversation("c-anna.reviews")
        assert [each.id for each in items if each.state is not State.SENT] == [], when
        talk = await made.conversations.get("c-anna.reviews")
        assert talk is not None
        assert talk.stage is Stage.STOPPED, when

    assert await every_death(mongo_uri, ("Отпишите меня, больше не пишите",), check) >= 8


async def test_a_redirect_makes_one_contact_whichever_command_the_worker_dies_at(mongo_uri: str) -> None:
    async def check(made: store.Database, when: str) -> None:
        people = await made.contacts.all()
        assert len(people) == 2, when
        irina = await made.contacts.by_address(address.email("i.sokolova@veter.example"))
        assert irina is not None, when
        assert irina.origin.contact == "c-anna", when
        openings = await made.outbox.of_conversation(f"{irina.id}.reviews")
        assert len(openings) == 1, when
        answers = [each for each in await made.outbox.of_conversation("c-anna.reviews") if each.kind is Kind.ANSWER]
        assert len(answers) == 1, when

    text = "Это не ко мне, напишите Ирине Соколовой: i.sokolova@veter.example"
    assert await every_death(mongo_uri, (text,), check) >= 12


async def test_two_mails_make_one_answer_whichever_command_the_worker_dies_at(mongo_uri: str) -> None:
    async def check(made: store.Database, when: str) -> None:
        items = await made.outbox.of_conversation("c-anna.reviews")
        answers = [each for each in items if each.kind is Kind.ANSWER]
        assert len(answers) == 1, when

    assert await every_death(mongo_uri, ("Сколько стоит?", "И давайте созвонимся"), check) >= 10
