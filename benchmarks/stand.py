"""Stand: real servers, a seeded installation and its services in processes of their own, for the benchmarks.

Mail comes in over Dovecot (LMTP, IMAP with STARTTLS) and goes out to a submission server in this process (STARTTLS,
AUTH), which notes when it accepted each message. The database is the one of MONGODB_URI, in a database of its own
that goes with the stand, else one that is started. It measures nothing.
"""

import asyncio
import collections
import contextlib
import datetime
import email.message
import email.utils
import json
import os
import pathlib
import secrets
import signal
import smtplib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import pymongo

import services
from services.core import settings
from services.core.domain import address, contact, conversation, outbox_item
from services.core.store import database as store
from services.core.store import seed
from tests.servers import certificates, mail_servers, mongo_server, ports, smtp_sink

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SHIPPED = pathlib.Path(services.__file__).parent
AGENT, BARE = "agent@example.test", "bare@example.test"
CAMPAIGN = "reviews"
_PASSWORD = "correct horse battery"  # of servers that live for minutes on loopback
_READY_S = 90.0
_POLL_S = 0.01


class CannotRun(RuntimeError):
    """Something that this part needs is not on this machine."""


class TimedSink(smtp_sink.SmtpSink):
    """A submission server that notes when (monotonic seconds) it took each message, by recipient."""

    def __init__(self, tls: certificates.Certificates) -> None:
        super().__init__(tls=tls, accounts={AGENT: _PASSWORD, BARE: _PASSWORD})
        self.copies = _Noting(self)
        self.accepted_at: dict[str, float] = {}

    async def accepted(self, recipients: Iterable[str], timeout_s: float) -> dict[str, float]:
        """When each of these got an answer; those that got none within the time are left out."""
        wanted, deadline = set(recipients), time.monotonic() + timeout_s
        while wanted - self.accepted_at.keys():
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(_POLL_S)
        return {who: at for who, at in self.accepted_at.items() if who in wanted}


class _Noting(list[smtp_sink.Copy]):
    """The list of copies, which notes the time of each first one."""

    def __init__(self, sink: TimedSink) -> None:
        super().__init__()
        self._sink = sink

    def append(self, copy: smtp_sink.Copy) -> None:
        """Called once for each message, just before its 250."""
        for recipient in copy.recipients:
            self._sink.accepted_at.setdefault(recipient, time.monotonic())
        super().append(copy)


class Service:
    """One process of the agent, or the bare loop."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, counts: pathlib.Path) -> None:
        self.name = name
        self.process = process
        self._counts = counts

    async def commands(self) -> collections.Counter[str]:
        """The database commands of this process so far, by name and collection; `empty` are idle polls."""
        self._counts.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 10
        while not self._counts.exists():
            if time.monotonic() > deadline or self.process.returncode is not None:
                raise RuntimeError(f"{self.name} does not tell its commands")
            await asyncio.sleep(_POLL_S)
        return collections.Counter(json.loads(self._counts.read_text(encoding="utf-8")))

    def memory_mb(self) -> dict[str, float]:
        """Proportional and resident size of the process now, and its largest resident size, in MB (10^6 bytes)."""
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        if not (folder / "smaps_rollup").exists():
            raise CannotRun("memory is read from /proc, which is not there")
        lines = [*(folder / "smaps_rollup").read_text().splitlines(), *(folder / "status").read_text().splitlines()]
        sizes = {line.split(":")[0]: line.split() for line in lines if line.endswith("kB")}
        wanted = {"pss": "Pss", "rss": "Rss", "peak": "VmHWM"}
        return {ours: int(sizes[theirs][1]) * 1024 / 1_000_000 for ours, theirs in wanted.items()}

    async def stop(self) -> None:
        """Politely, then not."""
        if self.process.returncode is None:
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), 20)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


class Stand:
    """What the parts work with. `store` is our own door to the agent's database."""

    def __init__(self, uri: str, mail: mail_servers.MailServers, sink: TimedSink, folder: pathlib.Path) -> None:
        self.uri, self.mail, self.sink = uri, mail, sink
        self.name = f"bench_{secrets.token_hex(6)}"
        self._folder = folder
        key = secrets.token_hex(32)
        self.environment = {
            **os.environ,
            "MONGODB_URI": uri,
            "MONGODB_DB": self.name,
            "SECRET_KEY": key,
            "SUPPRESSION_KEY": key,
            "MAIL_PASSWORD": _PASSWORD,
            "BRAIN": "embedded",
            "LOG_LEVEL": "WARNING",
            "CONSOLE_PORT": str(ports.free_port()),
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        configuration = settings.load(self.environment)
        self.store = store.on_server(uri, self.name, configuration.suppression_keys())
        self.services: dict[str, Service] = {}
        self._number = 0

    async def seed(self) -> None:
        """The sample campaign, with this stand's account and no operators to be told."""
        content = json.loads((SHIPPED / "init_data.json").read_text(encoding="utf-8"))
        local = {"host": "127.0.0.1", "tls": "starttls"}
        account = {
            "id": "main",
            "address": AGENT,
            "name": "Вера",
            "smtp": {**local, "port": self.sink.port},
            "imap": {**local, "port": self.mail.imap_port},
            "username": AGENT,
            "secret": {"from_env": "MAIL_PASSWORD"},
            "ca_file": str(self.mail.ca_file),
        }
        campaigns = [
            {**each, "accounts": ["main"], "operators": [], "colleagues": "off"} for each in content["campaigns"]
        ]
        now = datetime.datetime.now(datetime.UTC)
        await self.store.prepare(now)
        content = {**content, "accounts": [account], "campaigns": campaigns}
        await seed.seed(self.store, content, SHIPPED, now, self.environment)

    async def start(self, service: str, *options: str) -> Service:
        """Start a service in a process of its own and wait until it works."""
        counts = self._folder / f"{service}{len(self.services)}.json"
        command = (sys.executable, str(HERE / "served.py"), service, str(counts), *options)
        process = await asyncio.create_subprocess_exec(*command, env=self.environment, start_new_session=True)
        started = Service(service, process, counts)
        self.services[service] = started
        deadline = time.monotonic() + _READY_S
        while not await self._is_working(service):
            if process.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{service} did not start")
            await asyncio.sleep(0.1)
        return started

    async def _is_working(self, service: str) -> bool:
        if service == "console":
            return ports.is_open(int(self.environment["CONSOLE_PORT"]))
        if service == "mail_worker":
            mailbox = await self.store.accounts.get("main")
            # Its first look sets the checkpoint; what comes before it would not be read.
            return mailbox is not None and mailbox.checked_at is not None
        return any(each["service"] == service for each in await self.store.workers.all())

    async def bare_loop(self) -> Service:
        """Start the bare loop and wait until it listens."""
        arguments = (BARE, str(self.mail.imap_port), str(self.sink.port), str(self.mail.ca_file))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / "bare_answerer.py"),
            *arguments,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        await asyncio.wait_for(process.stdout.readline(), _READY_S)
        return Service("bare", process, self._folder / "bare.json")

    async def people(self, count: int) -> list[str]:
        """Store so many contacts whom we have written to, and whose answer we wait for; their addresses."""
        now = datetime.datetime.now(datetime.UTC)
        made = []
        for _ in range(count):
            self._number += 1
            who = address.email(f"client{self._number}@client.example")
            person = contact.Contact(
                id=f"bench{self._number}",
                name="Анна",
                company="Ветер",
                language="ru",
                timezone="Europe/Moscow",
                addresses=(who,),
                basis=contact.Basis(text="asked for it", source="benchmark", at=now, operator="benchmark"),
                created_at=now,
            )
            await self.store.contacts.add(person)
            await self.store.conversations.start(
                conversation.Conversation(
                    id=f"{person.id}.{CAMPAIGN}",
                    contact=person.id,
                    campaign=CAMPAIGN,
                    account="main",
                    stage=conversation.Stage.CONTACTED,
                    language="ru",
                    touches=1,
                    subject="Отзывы",
                    wake_at=conversation.NEVER,
                    lease_until=now,
                    touched_at=now,
                    created_at=now,
                )
            )
            made.append(who.value)
        return made

    def deliver(self, mails: list[tuple[str, str, str]]) -> list[float]:
        """Put (from, to, text) into mailboxes by LMTP on one connection; when (monotonic) each was accepted."""
        accepted = []
        with smtplib.LMTP("127.0.0.1", self.mail.lmtp_port, local_hostname="localhost", timeout=20) as client:
            for sender, to, text in mails:
                client.sendmail(sender, [to], _mail(sender, to, text))
                accepted.append(time.monotonic())
        return accepted

    async def calm(self) -> None:
        """Wait until nothing has been at work for a while: no conversation, no message, nothing on its way."""
        quiet, deadline = 0, time.monotonic() + _READY_S
        while quiet < 5:
            quiet = 0 if await self._is_busy() else quiet + 1
            if time.monotonic() > deadline:
                raise RuntimeError("the agent does not come to rest")
            await asyncio.sleep(0.1)

    async def _is_busy(self) -> bool:
        if await self.store.conversations.busy() or await self.store.messages.waiting():
            return True
        return bool(await self.store.outbox.in_states(*outbox_item.IN_FLIGHT, outbox_item.State.QUEUED))


def _mail(sender: str, to: str, text: str) -> bytes:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = "Re: Отзывы"
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = f"<{secrets.token_hex(8)}@client.example>"
    mail.set_content(text)
    return mail.as_bytes()


@contextlib.contextmanager
def database_server() -> Iterator[str]:
    """The address of a database server. Raises CannotRun where there is none."""
    given = os.environ.get("MONGODB_URI", "")
    if given:
        yield given
        return
    reason = mongo_server.available()
    if reason:
        raise CannotRun(f"no database server: set MONGODB_URI ({reason})")
    with mongo_server.MongoServer() as server:
        yield server.uri


def database_kind() -> str:
    """Which database server is measured on, in words."""
    return "the server of MONGODB_URI" if os.environ.get("MONGODB_URI") else "mongo-java-server in memory"


def drop(uri: str, name: str) -> None:
    """Remove a database that we made."""
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client.drop_database(name)


@contextlib.asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    """A seeded stand with mail_worker and app_logic at work. Raises CannotRun where servers are missing."""
    reason = mail_servers.available()
    if reason:
        raise CannotRun(f"no mail servers: {reason}")
    accounts = [(AGENT, _PASSWORD), (BARE, _PASSWORD)]
    async with contextlib.AsyncExitStack() as stack:
        uri = stack.enter_context(database_server())
        mail = stack.enter_context(mail_servers.MailServers(accounts))
        sink = stack.enter_context(TimedSink(mail.certificates))
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = Stand(uri, mail, sink, folder)
        stack.callback(drop, uri, made.name)
        stack.push_async_callback(made.store.close)
        stack.push_async_callback(_stop_all, made)
        await made.seed()
        await made.start("mail_worker")
        await made.start("app_logic")
        yield made


async def _stop_all(made: Stand) -> None:
    await asyncio.gather(*(each.stop() for each in made.services.values()))
