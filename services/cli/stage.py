"""Stage: all services in one process over the embedded store and a sandbox mail server on loopback; where asked,
a stand-in for Telegram with the agent's bot, too.

It is the same code as in production: only the store's engine and the addresses differ. A composition root,
used by `demo` and `simulate`. Its data ends with it.
"""

import asyncio
import contextlib
import datetime
import json
import os
import pathlib
import secrets
import types
from typing import Any, Self

from services.app_logic.brain.base import Brain
from services.app_logic.knowledge import Encoder
from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.cli import sandbox, sandbox_telegram
from services.core import settings, worker
from services.core.clock import ShiftedClock, VirtualClock
from services.core.domain import account, token
from services.core.domain.outbox_item import State
from services.core.store import database as store
from services.core.store import seed
from services.core.store.database import Database
from services.mail_worker.main import MailWorker
from services.tg_worker.main import TgWorker

AGENT = "agent@reviews.example"
OPERATOR = "operator@reviews.example"
BOT = "@reviews_demo_bot"
PASSWORD_VARIABLE = "DEMO_MAIL_PASSWORD"
_TOKEN_VARIABLE = "DEMO_BOT_TOKEN"
_POLL_S = 0.02
_STUCK_S = 60.0
_AT_WORK = (State.LEASED, State.SENDING)


def _mailboxes(known: list[account.Account]) -> list[str]:
    """The ids of the mailboxes that are read."""
    return [each.id for each in known if each.kind is account.Kind.MAILBOX and each.state is account.State.ACTIVE]


class Stage:
    """The running agent: `async with Stage(clock, brain, encoder) as stage`. `clients` get mailboxes."""

    def __init__(
        self,
        clock: VirtualClock | ShiftedClock,
        brain: Brain,
        encoder: Encoder | None = None,
        clients: tuple[str, ...] = (),
        content: dict[str, Any] | None = None,
        agents: tuple[str, ...] = (AGENT,),
        *,
        with_telegram: bool = False,
    ) -> None:
        self.clock = clock
        self.telegram = sandbox_telegram.Telegram(clock=lambda: clock.now()) if with_telegram else None
        self.database: Database = store.embedded((("demo", secrets.token_bytes(32)),))
        self.mail = sandbox.Sandbox(agents=agents, clients=(*clients, OPERATOR), clock=lambda: clock.now())
        self._brain = brain
        self._encoder = encoder
        self._content = content
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._settings = settings.Settings(
            secret_key=secrets.token_hex(32), suppression_key=secrets.token_hex(32), lease_s=30, idle_s=300
        )

    async def __aenter__(self) -> Self:
        await self.mail.__aenter__()
        if self.telegram is not None:
            await self._open_telegram(self.telegram)
        os.environ[PASSWORD_VARIABLE] = self.mail.password
        now = self.clock.now()
        await self.database.prepare(now)
        await self.furnish(now)
        office = Office(self.database, self.clock, self._brain, self._settings.signing_key(), self._encoder)
        self.app = AppLogic(office, self._settings)
        self.post = MailWorker(self.database, self.clock, self._settings)
        self.chats = TgWorker(self.database, self.clock, self._settings)
        running: list[AppLogic | MailWorker | TgWorker] = [self.app, self.post]
        running += [self.chats] if self.telegram is not None else []
        self._tasks = [asyncio.create_task(each.run(self._stop)) for each in running]
        # The first look sets the checkpoint; what comes before it would not be read.
        mailboxes = _mailboxes(await self.database.accounts.all())
        await self._until(lambda: all(self.post.looks(each) > 0 for each in mailboxes))
        return self

    async def furnish(self, now: datetime.datetime) -> None:
        """Put in what the play begins with: here the seed, with the sandbox's mailbox."""
        folder = pathlib.Path(__file__).parent.parent
        content = self._content or json.loads((folder / "init_data.json").read_text(encoding="utf-8"))
        await seed.seed(self.database, self._on_stage(content), folder, now)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self._stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(self._tasks, timeout=10)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.mail.__aexit__(kind, error, trace)
        if self.telegram is not None:
            await self.telegram.stop()
        await self.database.close()

    async def _open_telegram(self, telegram: sandbox_telegram.Telegram) -> None:
        await telegram.start()
        self.bot = telegram.bot(f"1000001:{secrets.token_hex(16)}", BOT.removeprefix("@"))
        os.environ[_TOKEN_VARIABLE] = self.bot.token
        self._settings = self._settings.model_copy(update={"telegram_bot_api": telegram.url})

    @property
    def secret_key(self) -> str:
        """What this stage signs with; it ends with it."""
        return self._settings.signing_key().decode()

    def start_parameter(self, contact_id: str) -> str:
        """What a link to the bot carries that was made for this contact."""
        return token.start_parameter(self._settings.signing_key(), contact_id)

    def _on_stage(self, content: dict[str, Any]) -> dict[str, Any]:
        """The seed with the sandbox's account in place of the operator's, and our own operator."""
        local = {"host": self.mail.host, "tls": "none"}
        account = {
            "id": "main",
            "address": AGENT,
            "name": content["accounts"][0].get("name", "") if content.get("accounts") else "",
            "smtp": {**local, "port": self.mail.smtp_port},
            "imap": {**local, "port": self.mail.imap_port},
            "username": AGENT,
            "secret": {"from_env": PASSWORD_VARIABLE},
            "sent_copy": "append",
            "authserv_id": sandbox.AUTHSERV_ID,
            "pace": {"gap_seconds": 0, "per_domain_and_day": 50},
        }
        accounts = [account]
        if self.telegram is not None:
            secret = {"from_env": _TOKEN_VARIABLE}
            accounts.append({"id": "bot", "kind": "telegram_bot", "address": BOT, "secret": secret})
        names = [each["id"] for each in accounts]
        campaigns = [{**each, "accounts": names, "operators": [OPERATOR]} for each in content["campaigns"]]
        return {**content, "accounts": accounts, "campaigns": campaigns}

    async def _until(self, is_so: Any) -> None:
        deadline = asyncio.get_running_loop().time() + _STUCK_S
        while not is_so():
            self._raise_failures()
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError("the demo does not come to rest")
            await asyncio.sleep(_POLL_S)

    def _raise_failures(self) -> None:
        for task in self._tasks:
            if task.done():
                task.result()
                raise RuntimeError("a service of the demo ended by itself")

    async def read_mail(self) -> None:
        """Wait until everything that was delivered to the agent before this call has been filed."""
        for _ in range(2):
            # A look that is under way may have begun before the mail came: the one after it has not.
            seen = self.post.looks("main")
            self.post.look("main")
            await self._until(lambda seen=seen: self.post.looks("main") > seen)

    async def read_chats(self) -> None:
        """Wait until everything that was written to the bot before this call has been filed."""
        if self.telegram is not None:
            await self._until(lambda: self.telegram is None or self.telegram.is_read(self.bot))
            while await self.database.inbox.waiting("bot", limit=1):
                self._raise_failures()
                await asyncio.sleep(_POLL_S)

    async def settle(self) -> None:
        """Wait until nothing is left to do at the present (virtual) moment.

        Raises TimeoutError when no mail was delivered for a while and it still is not at rest.
        """
        delivered, deadline = -1, 0.0
        calm = 0
        while calm < 2:
            self._raise_failures()
            if delivered != self.mail.delivered:
                delivered, deadline = self.mail.delivered, asyncio.get_running_loop().time() + _STUCK_S
            calm = calm + 1 if await self._is_at_rest() else 0
            if not calm:
                # Who is at work looks for more by itself, and a look into the store costs time.
                for lane in self.lanes():
                    if lane.is_idle:
                        lane.poll.poke()
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError("the demo does not come to rest")
            await asyncio.sleep(_POLL_S)

    def lanes(self) -> tuple[worker.Lane[Any], ...]:
        """Everything that takes jobs here."""
        return self.app.lane, self.post.lane, self.chats.lane, self.chats.users.lane

    async def _is_at_rest(self) -> bool:
        now = self.clock.now()
        is_idle = self.post.is_idle and self.chats.is_idle and all(each.is_idle for each in self.lanes())
        if not is_idle or await self.database.messages.waiting():
            return False
        wake = await self.database.conversations.next_wake()
        due = await self.database.outbox.next_due()
        if (wake is not None and wake <= now) or (due is not None and due <= now):
            return False
        return not await self.database.outbox.in_states(*_AT_WORK) and not await self.database.conversations.busy()

    async def next_event(self) -> datetime.datetime | None:
        """When something falls due next; None when nothing ever does by itself."""
        moments = [await self.database.conversations.next_wake(), await self.database.outbox.next_due()]
        return min((each for each in moments if each is not None), default=None)

    async def go_on_to(self, moment: datetime.datetime) -> None:
        """Let the clock run to a moment, doing everything that falls due on the way."""
        while True:
            await self.settle()
            upcoming = await self.next_event()
            if upcoming is None or upcoming > moment:
                self.clock.move_to(moment)
                await self.settle()
                return
            self.clock.move_to(upcoming)

    def hold(self) -> None:
        """Let the agent read, but not answer: several messages arrive at one moment."""
        self.app.lane.hold()

    def go_on(self) -> None:
        """Let the agent answer again."""
        self.app.lane.go_on()
