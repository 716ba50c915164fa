"""The stage of the chaos: a database server, mail servers with an account for every round, and the workers' parent.

It starts and stops; what happens on it is the rounds' business.
"""

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import sys
from typing import Any, Self

import imapclient
import pymongo

from tests.chaos import worker
from tests.servers import child, mail_servers, mongo_server, ports

PASSWORD = "right"
_POLL_S = 0.02


class Workers:
    """The forking process, and the children that it made."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._alive: set[int] = set()
        self._log = child.make_directory("chaos-") / "workers.log"

    async def __aenter__(self) -> Self:
        with self._log.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.chaos.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=output,
                env={**os.environ, "MAIL_PASSWORD": PASSWORD},
            )
        return self

    async def start(self, spec: worker.Spec) -> int:
        """A new worker's number."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(f"{_json(spec)}\n".encode())
            await self._process.stdin.drain()
            line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        number = int(line)
        self._alive.add(number)
        return number

    async def kill(self, number: int) -> None:
        """SIGKILL, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        while self.is_alive(number):
            await asyncio.sleep(_POLL_S)

    def is_alive(self, number: int) -> bool:
        """Whether this child still runs."""
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            self._alive.discard(number)
            return False
        return True

    def bugs(self) -> list[str]:
        """What the workers logged as their own errors."""
        return [line for line in self._log.read_text(errors="replace").splitlines() if '"bug"' in line]

    def log_tail(self) -> str:
        """The end of what they logged."""
        return self._log.read_text(errors="replace")[-3000:]

    async def __aexit__(self, *_: object) -> None:
        for number in tuple(self._alive):
            await self.kill(number)
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        child.remove_directory(self._log.parent)


def _json(spec: worker.Spec) -> str:
    return json.dumps(dataclasses.asdict(spec))


class Stage:
    """Everything that rounds need. `take_number` gives each round mailboxes of its own."""

    def __init__(self, rounds: int) -> None:
        names = [f"{who}{number}" for number in range(rounds) for who in ("agent", "operator")]
        accounts = [(f"{name}@agent.example", PASSWORD) for name in names]
        accounts += [(f"client{number}@client.example", PASSWORD) for number in range(rounds)]
        self.mail = mail_servers.MailServers(accounts)
        self.mongo = mongo_server.MongoServer()
        self.workers = Workers()
        self._stack = contextlib.AsyncExitStack()
        self._next = 0
        self._rounds = rounds

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.mongo.start)
        self._stack.callback(self.mongo.stop)
        await asyncio.to_thread(self.mail.start)
        self._stack.callback(self.mail.stop)
        await self._stack.enter_async_context(self.workers)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def take_number(self) -> int:
        """The number of a new round."""
        self._next += 1
        assert self._next <= self._rounds, "more rounds than mailboxes"
        return self._next - 1

    def drop(self, name: str) -> None:
        """Forget a round's database."""
        with pymongo.MongoClient[dict[str, Any]](self.mongo.uri) as client:
            client.drop_database(name)

    def validity(self, address: str) -> int:
        """The UIDVALIDITY of an account's INBOX."""
        with imapclient.IMAPClient(ports.HOST, self.mail.imap_port, ssl=False, timeout=20) as box:
            box.login(address, PASSWORD)
            return int(box.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"])

    def keep_in_sent(self, address: str, raw: bytes) -> None:
        """Put a copy into Sent, as some providers do by themselves."""
        with imapclient.IMAPClient(ports.HOST, self.mail.imap_port, ssl=False, timeout=20) as box:
            box.login(address, PASSWORD)
            box.append("Sent", raw, [imapclient.SEEN])
