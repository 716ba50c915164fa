"""The mail worker: reads every mail account and sends what is due. The composition root of this service."""

import asyncio
import os
import secrets

from services.core import clock, log, settings, worker
from services.core.store import database as store
from services.core.store.database import Database
from services.mail_worker.clearance import Clearance
from services.mail_worker.credentials import Credentials
from services.mail_worker.receive import Receiver
from services.mail_worker.resolve import Resolver
from services.mail_worker.send import Mailer
from services.mail_worker.sent_folder import SentFolder

SERVICE = "mail_worker"
_ACCOUNTS_S = 10.0
_RESOLVE_S = 15.0
_SEARCH_S = 60.0
_HEARTBEAT_S = 15.0


class MailWorker:
    """The service as a value: built once, run once. `is_idle` is for scripts that move a virtual clock."""

    def __init__(self, database: Database, now: clock.Clock, configuration: settings.Settings) -> None:
        self.id = f"{SERVICE}:{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(3)}"
        self._database = database
        self._clock = now
        self._settings = configuration
        self._credentials = Credentials(configuration, database.accounts)
        self._copies = SentFolder(self._credentials)
        self._receivers: dict[str, Receiver] = {}
        clearance = Clearance(database, self.look)
        mailer = Mailer(database, now, configuration, self.id, clearance, self._copies, self._credentials)
        lease_s = configuration.lease_s
        self.lane = worker.Lane(mailer, min(configuration.concurrency, 8), lease_s / 4, SERVICE)
        self.resolver = Resolver(database, now, self._copies, lease_s, min(_SEARCH_S, lease_s / 2))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent or copied."""
        return self.lane.is_idle and self._copies.is_idle

    def look(self, account_id: str) -> None:
        """Ask this process's receiver of an account to look into the mailbox now."""
        if account_id in self._receivers:
            self._receivers[account_id].look()

    def looks(self, account_id: str) -> int:
        """How many complete looks into a mailbox there have been."""
        return self._receivers[account_id].complete_looks if account_id in self._receivers else 0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish what is being sent."""
        resolve_s = min(_RESOLVE_S, self._settings.lease_s / 4)
        try:
            await worker.run_all(
                self.lane.run(stop),
                self._receive(stop),
                worker.every(resolve_s, self.resolver.step, stop, SERVICE),
                worker.every(_HEARTBEAT_S, self._beat, stop, SERVICE),
            )
        finally:
            await self._copies.close()
            await self._database.workers.gone(self.id)

    async def _beat(self) -> None:
        await self._database.workers.beat(self.id, SERVICE, self._clock.now())

    async def _receive(self, stop: asyncio.Event) -> None:
        """A receiver for every mail account, also for those that are added while we run."""
        running: dict[str, asyncio.Task[None]] = {}

        async def add_new() -> None:
            for each in await self._database.accounts.all():
                if each.channel == "email" and each.id not in running:
                    receiver = Receiver(
                        each.id, self._database, self._clock, self._settings, self._credentials, self._heard
                    )
                    self._receivers[each.id] = receiver
                    running[each.id] = asyncio.create_task(receiver.run(stop))
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

    def _heard(self) -> None:
        """A client's mail came in: an answer may soon be due, so look at the outbox often."""
        self.lane.poll.poke()


async def serve(configuration: settings.Settings, stop: asyncio.Event) -> None:
    """Run the mail worker on the database of the settings until `stop`."""
    database = store.on_settings(configuration)
    system = clock.SystemClock()
    try:
        await database.prepare(system.now())
        log.get(SERVICE).info("started")
        await MailWorker(database, system, configuration).run(stop)
    finally:
        await database.close()
        log.get(SERVICE).info("stopped")
