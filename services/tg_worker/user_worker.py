"""The people's accounts of this process: a receiver for each, one sender for all, and what became of the dead.

It is built by this service's main, and by tests. The bot is not its business.
"""

import asyncio
import collections.abc
import datetime

from services.core import clock, errors, log, settings, worker
from services.core.domain import account, message
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from services.core.store.leases import Watch
from services.tg_worker.hear import MOST_BYTES
from services.tg_worker.user_conduct import Conducts
from services.tg_worker.user_receive import UserReceiver
from services.tg_worker.user_send import UserSender

SERVICE = "tg_worker"
_ACCOUNTS_S = 10.0
_RESOLVE_S = 15.0
_PLACES = 4
_TIDY_S, _KEPT = 3600.0, datetime.timedelta(days=30)


class UserWorker:
    """Built once, run once. `is_idle` is for scripts that move a virtual clock."""

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        owner: str,
        filed: collections.abc.Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = now
        self._settings = configuration
        self._conducts = Conducts(database)
        self.receivers: dict[str, UserReceiver] = {}
        sender = UserSender(database, now, owner, self.receivers, self._conducts)
        self.lane = worker.Lane(sender, _PLACES, configuration.lease_s / 4, SERVICE)
        self._filed = filed
        self._watch = Watch(configuration.lease_s, clock.lease_clock)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent."""
        return self.lane.is_idle

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`, then finish what is being sent; the connections stay until then."""
        resolve_s = min(_RESOLVE_S, self._settings.lease_s / 4)
        sent = asyncio.Event()
        await worker.run_all(
            self._send(stop, sent),
            self._receive(sent),
            worker.every(resolve_s, self.resolve, stop, SERVICE),
            worker.every(_TIDY_S, self._tidy, stop, SERVICE),
        )

    async def _send(self, stop: asyncio.Event, sent: asyncio.Event) -> None:
        await self.lane.run(stop)
        sent.set()

    async def _receive(self, stop: asyncio.Event) -> None:
        """A receiver for every person's account, also for those that are added while we run."""
        running: dict[str, asyncio.Task[None]] = {}

        async def add_new() -> None:
            for each in await self._database.accounts.all():
                if each.kind is account.Kind.TELEGRAM_USER and each.id not in running:
                    receiver = UserReceiver(
                        each.id, self._database, self._clock, self._settings, self._conducts, self._heard
                    )
                    self.receivers[each.id] = receiver
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
        self.lane.poll.poke()
        self._filed()

    def open_accounts(self) -> set[str]:
        """The accounts whose connection is open here."""
        return {name for name, each in self.receivers.items() if each.connection is not None}

    async def fetch(self, note: message.Message) -> bytes | None:
        """The sound of a voice note, which is not kept when it is filed; None when it is gone.

        Raises `errors.DeliveryError`.
        """
        receiver = self.receivers.get(note.account)
        if receiver is None:
            return None  # a bot's, which was too large to be kept
        if receiver.connection is None:
            raise errors.DeliveryError("the connection was closed")
        return await receiver.connection.client.voice(note.order[1], MOST_BYTES)

    async def _tidy(self) -> None:
        """Forget the keys of old messages: the position is long behind them."""
        await self._database.inbox.prune(self._clock.now() - _KEPT)

    async def resolve(self) -> None:
        """Free what dead senders held; what may or may not have arrived is looked for, and sent under the same number.

        The look is the sender's: it reads the chat before it repeats anything.
        """
        for held in self._watch.dead(await self._database.outbox.held_leases()):
            state = await self._database.outbox.free(held)
            if state is not None:
                log.get(SERVICE).warning("sender_was_dead", item=held.id, state=str(state))
        now = self._clock.now()
        for item in await self._database.outbox.in_states(State.UNKNOWN):
            if item.account not in self.receivers:
                continue
            why = "its sender died: looked for in the chat, else sent again under the same number"
            if not await self._database.outbox.resend(item, now, why):
                await self._database.outbox.to_review(item, "its sender died twice")
