"""Resolve: messages that may or may not have been delivered, and leases of the dead.

The Bot API cannot be asked what a bot has sent. So an answer or a notice whose fate is unknown is sent once more and
flagged, since somebody waits for it; a touch, or what was sent twice already, goes to a person (`review`): silence is
cheaper than a second cold message. What the bot itself says is not repeated.
"""

from services.core import clock, log
from services.core.domain import account, address
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store.database import Database
from services.core.store.leases import Watch

_WHY = "no answer from Telegram after the request"


class Resolver:
    """Frees the leases of dead senders and gives the verdict on what is unknown; `step` is called again and again."""

    def __init__(self, database: Database, now: clock.Clock, lease_s: float) -> None:
        self._database = database
        self._clock = now
        self._watch = Watch(lease_s, clock.lease_clock)
        self._log = log.get("tg_worker")

    async def step(self) -> None:
        """Once."""
        for held in self._watch.dead(await self._database.outbox.held_leases()):
            state = await self._database.outbox.free(held)
            if state is not None:
                self._log.warning("sender_was_dead", item=held.id, state=str(state))
        for item in await self._database.outbox.in_states(State.UNKNOWN):
            if item.channel is address.Channel.TELEGRAM and await self._is_a_bots(item):
                await self._give_verdict(item)

    async def _is_a_bots(self, item: OutboxItem) -> bool:
        mailbox = await self._database.accounts.get(item.account)
        return mailbox is not None and mailbox.kind is account.Kind.TELEGRAM_BOT

    async def _give_verdict(self, item: OutboxItem) -> None:
        now = self._clock.now()
        if item.kind in (Kind.ANSWER, Kind.NOTICE) and not item.resends:
            await self._database.outbox.resend(item, now, f"{_WHY}: sent once more, it may arrive twice")
        else:
            await self._database.outbox.to_review(item, _WHY)
        event = f"{item.id}:unresolved:{item.fence}"
        await self._database.events.add(event, now, "unresolved", item.conversation, _WHY, item=item.id)
        self._log.warning("unresolved", item=item.id)
