"""The Telegram worker: reads bots and people's accounts, and sends what is due there. The composition root."""

import asyncio
import os
import secrets

from services.core import clock, log, settings, worker
from services.core.domain import account, message
from services.core.store import database as store
from services.core.store.database import Database
from services.tg_worker import client, company, transcriber
from services.tg_worker.clearance import Clearance
from services.tg_worker.company import Company
from services.tg_worker.filing import Heard
from services.tg_worker.hear import Hearing
from services.tg_worker.receive import Receiver
from services.tg_worker.resolve import Resolver
from services.tg_worker.send import Sender
from services.tg_worker.user_worker import UserWorker

SERVICE = "tg_worker"
_ACCOUNTS_S = 10.0
_RESOLVE_S = 15.0
_HEARTBEAT_S = 15.0
_PLACES = 32


class TgWorker:
    """The service as a value: built once, run once. `is_idle` is for scripts that move a virtual clock."""

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        poll_s: float = client.POLL_S,
        answer_s: float = client.ANSWER_S,
        wait_after_s: float = company.WAIT_AFTER_S,
        listener: transcriber.Transcriber | None = None,
    ) -> None:
        self.id = f"{SERVICE}:{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(3)}"
        self._database = database
        self._clock = now
        self._settings = configuration
        self._poll_s = poll_s
        self._answer_s = answer_s
        self._receivers: dict[str, Receiver] = {}
        self.company = Company(database, now, configuration.signing_key(), self.bots, wait_after_s)
        clearance = Clearance(database, self._listens)
        sender = Sender(database, now, self.id, self.bots, clearance, self.company.sent)
        lease_s = configuration.lease_s
        self.lane = worker.Lane(sender, _PLACES, lease_s / 4, SERVICE)
        self.resolver = Resolver(database, now, lease_s)
        self.users = UserWorker(database, now, configuration, self.id, self._filed)
        ears = listener or transcriber.chosen(configuration)
        longest_s = configuration.voice_longest_s
        key = configuration.signing_key()
        self.hearing = Hearing(database, now, key, ears, self._open_accounts, self._fetch, longest_s)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent or filed."""
        return self.lane.is_idle and self.users.is_idle and not any(each.is_filing for each in self._receivers.values())

    def bots(self) -> dict[str, client.Bot]:
        """The bots that this process holds and has open, by account."""
        return {name: each.bot for name, each in self._receivers.items() if each.bot is not None}

    def _open_accounts(self) -> set[str]:
        return {*self.bots(), *self.users.open_accounts()}

    async def _fetch(self, note: message.Message) -> bytes | None:
        """The sound of a voice note that was not kept when it was filed. Raises `errors.DeliveryError`."""
        return await self.users.fetch(note)

    def _filed(self) -> None:
        self.hearing.poke()

    def _listens(self, account_id: str) -> bool:
        receiver = self._receivers.get(account_id)
        return receiver is not None and receiver.is_listening

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; what is being sent is finished before its bot is closed."""
        finished = asyncio.Event()
        resolve_s = min(_RESOLVE_S, self._settings.lease_s / 4)
        try:
            await worker.run_all(
                self._send(stop, finished),
                self._receive(finished),
                self.users.run(stop),
                self.hearing.run(stop),
                worker.every(resolve_s, self.resolver.step, stop, SERVICE),
                worker.every(company.STEP_S, self.company.step, stop, SERVICE),
                worker.every(_HEARTBEAT_S, self._beat, stop, SERVICE),
            )
        finally:
            await self._database.workers.gone(self.id)

    async def _send(self, stop: asyncio.Event, finished: asyncio.Event) -> None:
        try:
            await self.lane.run(stop)
        finally:
            finished.set()

    async def _beat(self) -> None:
        await self._database.workers.beat(self.id, SERVICE, self._clock.now())

    async def _receive(self, stop: asyncio.Event) -> None:
        """A receiver for every bot, also for those that are added while we run."""
        running: dict[str, asyncio.Task[None]] = {}

        async def add_new() -> None:
            for each in await self._database.accounts.all():
                if each.kind is account.Kind.TELEGRAM_BOT and each.id not in running:
                    self._receivers[each.id] = self._receiver(each.id)
                    running[each.id] = asyncio.create_task(self._receivers[each.id].run(stop))
            for task in running.values():
                if task.done():
                    task.result()

        try:
            await worker.every(_ACCOUNTS_S, add_new, stop, SERVICE)
            await asyncio.gather(*running.values())
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    def _receiver(self, account_id: str) -> Receiver:
        def heard(what: Heard) -> None:
            self.company.heard(account_id, what)
            self.hearing.poke()
            self.lane.poll.poke()

        return Receiver(account_id, self._database, self._clock, self._settings, heard, self._poll_s, self._answer_s)


async def serve(configuration: settings.Settings, stop: asyncio.Event) -> None:
    """Run the Telegram worker on the database of the settings until `stop`."""
    database = store.on_settings(configuration)
    system = clock.SystemClock()
    try:
        await database.prepare(system.now())
        log.get(SERVICE).info("started")
        await TgWorker(database, system, configuration).run(stop)
    finally:
        await database.close()
        log.get(SERVICE).info("stopped")
