"""Scenes for the mail worker on real servers: an account, contacts, mails, and the worker's own parts."""

import asyncio
import collections.abc
import contextlib
import email.message
import email.utils
from typing import Any

from services.core import clock, settings
from services.core.domain import account
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from services.mail_worker.clearance import Clearance
from services.mail_worker.credentials import Credentials
from services.mail_worker.receive import Receiver
from services.mail_worker.send import Mailer
from services.mail_worker.sent_folder import SentFolder
from tests import builders
from tests.servers import mail_servers

AGENT = "main@agent.example"
PASSWORD = {"MAIL_PASSWORD": "right"}


def some_settings(**fields: Any) -> settings.Settings:
    """Small times, so that a fault is noticed while a test waits."""
    return settings.Settings.model_validate({"secret_key": "k" * 32, "lease_s": 8.0, "idle_s": 2.0, **fields})


def an_account(servers: mail_servers.MailServers, **fields: Any) -> account.Account:
    """The agent's mailbox on these servers, by TLS with their own authority."""
    default: dict[str, Any] = {
        "smtp": account.Server(host="localhost", port=servers.smtp_port, tls=account.Tls.STARTTLS),
        "imap": account.Server(host="localhost", port=servers.imaps_port, tls=account.Tls.IMPLICIT),
        "ca_file": str(servers.ca_file),
    }
    return builders.an_account(**{**default, **fields})


async def a_known_contact(database: Database, mailbox: account.Account, **fields: Any) -> None:
    """The account, and contact `c1` with a conversation in the campaign `reviews`."""
    await database.accounts.put(mailbox)
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED, **fields))


def a_mail(sender: str, text: str, *headers: tuple[str, str], to: str = AGENT) -> email.message.EmailMessage:
    """A mail with a Message-ID of its own."""
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Re: Отзывы"
    mail["Message-ID"] = email.utils.make_msgid(domain="client.example")
    for name, value in headers:
        mail[name] = value
    mail.set_content(text)
    return mail


class Rig:
    """The worker's own parts on one database; `receiver()` makes a new one as a new process would."""

    def __init__(self, database: Database, environment: dict[str, str] | None = None, **fields: Any) -> None:
        self.database = database
        self.clock = clock.VirtualClock(builders.NOW)
        self.settings = some_settings(**fields)
        self.credentials = Credentials(self.settings, database.accounts, environment or PASSWORD)
        self.copies = SentFolder(self.credentials)
        self.heard = 0
        self.fail_once = False
        clearance = Clearance(database, lambda account_id: None)
        self.mailer = Mailer(database, self.clock, self.settings, "tester", clearance, self.copies, self.credentials)

    def receiver(self, command_s: float = 20.0) -> Receiver:
        """A receiver that is not running yet."""
        return Receiver(
            "main", self.database, self.clock, self.settings, self.credentials, self._hear, command_s=command_s
        )

    def _hear(self) -> None:
        if self.fail_once:
            self.fail_once = False
            raise KeyError("a bug of ours, played")
        self.heard += 1

    async def send_next(self) -> str:
        """Claim and send one due item as a lane does; its state afterwards."""
        item = await self.mailer.claim()
        assert item is not None, "nothing is due"
        await self.mailer.settle(item, await self.mailer.do(item))
        stored = await self.database.outbox.get(item.id)
        assert stored is not None
        return str(stored.state)


@contextlib.asynccontextmanager
async def running(receiver: Receiver) -> collections.abc.AsyncIterator[asyncio.Task[None]]:
    """The receiver at work after its first look; ended as a process ends that is told to stop."""
    stop = asyncio.Event()
    task = asyncio.create_task(receiver.run(stop))
    try:
        yield task
    finally:
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(task, 20)


async def killed(task: asyncio.Task[None]) -> None:
    """End a receiver in the middle of whatever it does."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(is_so: collections.abc.Callable[[], collections.abc.Awaitable[bool]], timeout_s: float = 20.0) -> None:
    """Wait for something that becomes true. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.02)


async def looked(receiver: Receiver, timeout_s: float = 20.0) -> None:
    """Wait for a whole look into the mailbox that begins after this call."""
    seen = receiver.complete_looks
    wanted = seen + 2 if seen else 1  # one that is under way may have begun before

    async def is_done() -> bool:
        receiver.look()
        return receiver.complete_looks >= wanted

    await until(is_done, timeout_s)
