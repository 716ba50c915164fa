"""The app logic: takes due conversations, answers and reaches out. The composition root of this service."""

import asyncio
import datetime
import os
import random
import secrets

from services.app_logic import converse, knowledge, watch
from services.app_logic.brain import chosen
from services.app_logic.office import Office
from services.core import clock, errors, log, outcome, settings, worker
from services.core.domain.conversation import Conversation
from services.core.store import database as store
from services.core.store import merging, retention, routing
from services.core.store.leases import Watch

SERVICE = "app_logic"
_STRANDED = datetime.timedelta(seconds=10)
_SWEEP_S = 10.0
_HEARTBEAT_S = 15.0
_RETENTION_S = 3600.0
_MERGES_S = 60.0
_MERGE_LASTS = datetime.timedelta(minutes=2)


class Conversing:
    """A source of jobs for the worker: conversations that are due."""

    name = "conversations"

    def __init__(self, office: Office, owner: str, lease_s: float) -> None:
        self._office = office
        self._owner = owner
        self._lease = datetime.timedelta(seconds=lease_s)
        self._log = log.get(SERVICE)

    def _until(self) -> datetime.datetime:
        """For people to read; whether an owner is dead is judged by watching."""
        return datetime.datetime.now(datetime.UTC) + self._lease

    async def claim(self) -> Conversation | None:
        """The conversation that is due the longest."""
        return await self._office.database.conversations.claim(self._owner, self._office.clock.now(), self._until())

    async def do(self, job: Conversation) -> outcome.Outcome:
        """Take it through all stages; a brain that is away makes it wait."""
        try:
            with log.about(conversation=job.id, turn=f"{job.id}:{job.fence}"):
                return await converse.converse(self._office, job)
        except errors.BrainUnavailable as error:
            await watch.model_is_away(self._office, self._office.brain.name)
            wait = outcome.backoff(job.crashes, random.random())
            return outcome.Retry(self._office.clock.now() + wait, f"the brain is away: {error}")

    async def settle(self, job: Conversation, ended: outcome.Outcome) -> None:
        """Done has settled itself; the others put the conversation back or hand it to a person."""
        conversations = self._office.database.conversations
        if isinstance(ended, outcome.Retry | outcome.Snooze):
            at = ended.at if isinstance(ended, outcome.Retry) else ended.until
            if not await conversations.settle(job.id, job.fence, job.inbound_seq, {"wake_at": at}):
                await conversations.give_back(job.id, job.fence)
        elif isinstance(ended, outcome.Drop):
            await converse.hand_off(self._office, job, ended.reason)

    async def renew(self, job: Conversation) -> bool:
        """Show that the conversation is in good hands."""
        return await self._office.database.conversations.renew(job.id, self._owner, job.fence, self._until())

    async def crashed(self, job: Conversation, error: Exception) -> None:
        """A bug: tried again with backoff, and counted; after too many a person gets it."""
        why = f"a bug: {type(error).__name__}"
        if job.crashes > 3:
            await converse.hand_off(self._office, job, why)
            return
        wake = self._office.clock.now() + outcome.backoff(job.crashes, random.random())
        await self._office.database.conversations.postpone(job.id, job.fence, wake)


class AppLogic:
    """The service as a value: built once, run once."""

    def __init__(self, office: Office, configuration: settings.Settings) -> None:
        self.id = f"{SERVICE}:{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(3)}"
        self._office = office
        self._settings = configuration
        self._watch = Watch(configuration.lease_s, clock.lease_clock)
        self._log = log.get(SERVICE)
        source = Conversing(office, self.id, configuration.lease_s)
        self.lane = worker.Lane(source, configuration.concurrency, configuration.lease_s / 4, SERVICE)

    @property
    def is_idle(self) -> bool:
        """Whether no conversation is being worked on here."""
        return self.lane.is_idle

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish what is running."""
        watch_s = min(_SWEEP_S, self._settings.lease_s / 4)
        try:
            await worker.run_all(
                self.lane.run(stop),
                worker.every(watch_s, self._free_the_dead, stop, SERVICE),
                worker.every(_SWEEP_S, self._route_stranded, stop, SERVICE),
                worker.every(_HEARTBEAT_S, self._beat, stop, SERVICE),
                worker.every(_SWEEP_S, self.look, stop, SERVICE),
                worker.every(_RETENTION_S, self._forget, stop, SERVICE),
                worker.every(_MERGES_S, self._finish_merges, stop, SERVICE),
            )
        finally:
            await self._office.brain.close()
            await self._office.database.workers.gone(self.id)

    async def _free_the_dead(self) -> None:
        for held in self._watch.dead(await self._office.database.conversations.held()):
            if await self._office.database.conversations.free(held):
                self._log.warning("owner_was_dead", conversation=held.id)
                self.lane.poll.poke()

    async def _route_stranded(self) -> None:
        """Messages whose receiver died between storing and routing them."""
        now = self._office.clock.now()
        for arrived in await self._office.database.messages.stranded(now - _STRANDED):
            await routing.route(self._office.database, arrived, now)
            self._log.warning("routed_stranded", message=arrived.id)

    async def _finish_merges(self) -> None:
        """Merges whose command was broken off."""
        now = self._office.clock.now()
        for each in await merging.broken_off(self._office.database, now - _MERGE_LASTS):
            await merging.finish(self._office.database, each.id, now)
            self._log.warning("finished_merge", contact=each.id)

    async def look(self) -> None:
        """Tell operators what no conversation would tell them."""
        await watch.look(self._office)

    async def _forget(self) -> None:
        """The janitor: whose time is over by their campaigns' `retention_days` is forgotten."""
        for each in await retention.sweep(self._office.database, self._office.clock.now()):
            self._log.info("forgotten", contact=each.contact.id)

    async def _beat(self) -> None:
        await self._office.database.workers.beat(self.id, SERVICE, self._office.clock.now())


async def warm_up(office: Office) -> None:
    """Measure the facts of every campaign once, so that the first client does not wait for it."""
    today = office.clock.now().date()
    for offer in await office.database.campaigns.all():
        knowledge.find((offer.name,), offer, offer.language, today, office.encoder)


async def serve(configuration: settings.Settings, stop: asyncio.Event) -> None:
    """Run the app logic on the database of the settings until `stop`."""
    database = store.on_settings(configuration)
    system = clock.SystemClock()
    try:
        await database.prepare(system.now())
        brain, encoder = chosen.brain(configuration)
        office = Office(database, system, brain, configuration.signing_key(), encoder)
        await warm_up(office)
        log.get(SERVICE).info("started", brain=brain.name)
        await AppLogic(office, configuration).run(stop)
    finally:
        await database.close()
        log.get(SERVICE).info("stopped")
