"""kill -9 on a person's Telegram account: nothing that came is lost, and nothing goes out twice."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.core.domain.outbox_item import State
from services.core.store import database as store
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.integration.user_scene import TEXT, Scene, until
from tests.servers.telegram_dc import DataCentre, public_key

pytestmark = [pytest.mark.needs("mongo"), pytest.mark.timeout(600)]
MESSAGES = 200


class Children:
    """Talks to the process that forks workers; see `killed_user`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = 0

    async def _line(self) -> int:
        assert self._process.stdout is not None
        return int(await asyncio.wait_for(self._process.stdout.readline(), 120))

    async def begin(self, name: str, kill_at: int = 0) -> int:
        """A worker on a database; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name} {kill_at}\n".encode())
        await self._process.stdin.drain()
        self.pid = await self._line()
        return self.pid

    async def ended(self) -> int:
        """The signal that has ended the worker."""
        return await self._line()

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        assert await self.ended() == signal.SIGKILL


@contextlib.asynccontextmanager
async def children(uri: str, dc: DataCentre, folder: Path) -> AsyncIterator[Children]:
    """The forking process, ended with the block together with what it forked."""
    key = folder / "key.pem"
    key.write_text(public_key(), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.killed_user",
        uri,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "TELEGRAM_DC": dc.setting,
            "TELEGRAM_DC_KEY_FILE": str(key),
            "CLOCK_START": str(time.time()),
        },
        start_new_session=True,
    )
    try:
        yield Children(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@contextlib.asynccontextmanager
async def a_scene(uri: str, dc: DataCentre) -> AsyncIterator[tuple[str, Scene]]:
    """A prepared scene on a database of its own."""
    name = f"test_user_{uuid.uuid4().hex[:12]}"
    made = store.on_server(uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
    try:
        await made.prepare(builders.NOW)
        scene = Scene(made, dc)
        await scene.prepare()
        yield name, scene
        await made._client.drop_database(name)
    finally:
        await made.close()


async def test_none_of_200_messages_is_lost_when_the_reader_is_killed_again_and_again(
    mongo_uri: str, tmp_path: Path
) -> None:
    chance = random.Random(8)
    async with (
        DataCentre() as dc,
        children(mongo_uri, dc, tmp_path) as workers,
        a_scene(mongo_uri, dc) as (name, scene),
    ):
        anna = await scene.a_client()
        dc.world.slice = 9

        async def stored() -> int:
            return len(await scene.database.messages.of_conversation("c1.reviews"))

        async def has_begun() -> bool:
            return await scene.database.accounts.box("olga") is not None

        await workers.begin(name)
        await until(has_begun)
        said = 0
        while said < MESSAGES:
            for _ in range(chance.randrange(10, 30)):
                said += 1
                dc.world.says(anna, scene.seller, f"message {said}", is_pushed=chance.random() < 0.7)
            before = await stored()

            async def moves(before: int = before) -> bool:
                return await stored() > before + chance.randrange(8)

            await until(moves)
            await workers.kill()
            await workers.begin(name)

        async def is_whole() -> bool:
            return await stored() >= said

        await until(is_whole)
        await workers.kill()
        texts = [each.text for each in await scene.database.messages.of_conversation("c1.reviews")]
        assert sorted(texts) == sorted(f"message {number}" for number in range(1, said + 1))


async def test_a_message_goes_out_once_whichever_write_its_sender_dies_at(mongo_uri: str, tmp_path: Path) -> None:
    async with DataCentre() as dc, children(mongo_uri, dc, tmp_path) as workers:
        kill_at = 0
        while True:
            kill_at += 1
            dc.world.people.clear()
            async with a_scene(mongo_uri, dc) as (name, scene):
                anna = await scene.a_client()
                item = await scene.a_touch()
                await workers.begin(name, kill_at)
                ended = asyncio.create_task(workers.ended())

                async def is_over(ended: "asyncio.Task[int]" = ended, scene: Scene = scene, of: str = item.id) -> bool:
                    return ended.done() or (await scene.item(of)).state is State.SENT

                await until(is_over)
                await asyncio.wait({ended}, timeout=1.0)  # the last writes come after `sent`
                was_killed = ended.done()
                if was_killed:
                    assert await ended == signal.SIGKILL
                    await workers.begin(name)
                    await scene.settled(item.id, "sent")
                    await workers.kill()
                else:
                    os.kill(workers.pid, signal.SIGKILL)
                    await ended
                assert anna.heard_texts == [TEXT], f"killed before write {kill_at}"
                assert [each.talk for each in (await scene.conduct()).openings].count("c1.reviews") <= 1
            if not was_killed:
                assert kill_at > 8
                return


async def test_a_sender_that_dies_after_telegram_took_the_message_makes_no_double(
    mongo_uri: str, tmp_path: Path
) -> None:
    async with (
        DataCentre() as dc,
        children(mongo_uri, dc, tmp_path) as workers,
        a_scene(mongo_uri, dc) as (name, scene),
    ):
        anna = await scene.a_client()

        def dies(_: str) -> str:
            os.kill(workers.pid, signal.SIGKILL)
            anna.answer = None
            return ""

        anna.answer = dies
        item = await scene.a_touch()
        await workers.begin(name)
        assert await workers.ended() == signal.SIGKILL
        assert (await scene.item(item.id)).state is State.SENDING
        await workers.begin(name)
        await scene.settled(item.id, "sent")
        await workers.kill()
        assert anna.heard_texts == [TEXT]
