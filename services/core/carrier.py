"""Carrier: what every sender does alike with an item of the outbox, whatever channel carries it.

The note of each attempt, putting it back or away, and its conversation's place. It sends nothing.
"""

import random

from services.core import clock, log, metrics, outcome
from services.core.domain import contact, delivery, outbox_item
from services.core.domain.outbox_item import OutboxItem
from services.core.store import boarding
from services.core.store.database import Database

_DETAIL_CHARACTERS = 200
_HOLD_S = 10.0


class Carrier:
    """The common half of a source of jobs; `claim` and `do` are the sender's own."""

    def __init__(self, database: Database, now: clock.Clock, service: str) -> None:
        self._database = database
        self._clock = now
        self._log = log.get(service)
        self._hold_read_at = float("-inf")
        self._is_on_hold = False

    async def _is_held(self) -> bool:
        """Whether the installation is on hold, as it was a few seconds ago: then nothing is claimed."""
        if clock.lease_clock() - self._hold_read_at > _HOLD_S:
            self._is_on_hold = (await self._database.installation.get()).hold is not None
            self._hold_read_at = clock.lease_clock()
        return self._is_on_hold

    async def renew(self, job: OutboxItem) -> bool:
        """Show that the item is in good hands."""
        return await self._database.outbox.beat(job)

    async def _board(self, item: OutboxItem) -> bool:
        """At most one turn's answer or touch of a conversation is on its way; what a channel itself says waits for none."""
        return item.kind not in outbox_item.OVERTAKEN or await boarding.board(self._database, item)

    async def _note(self, item: OutboxItem, ending: delivery.Ending, code: int, detail: str) -> None:
        attempt = delivery.Delivery(
            id=f"{item.id}:{item.fence}",
            item=item.id,
            conversation=item.conversation,
            account=item.account,
            at=self._clock.now(),
            ending=ending,
            code=code,
            detail=contact.one_line(detail)[:_DETAIL_CHARACTERS],
        )
        await self._database.deliveries.add(attempt)
        metrics.DELIVERIES.labels(ending.value).inc()

    async def settle(self, job: OutboxItem, ended: outcome.Outcome) -> None:
        """Put the item back or away as the outcome says, and free its conversation's place."""
        if isinstance(ended, outcome.Snooze):
            await self._database.outbox.postponed(job, ended.until, ended.reason)
        elif isinstance(ended, outcome.Retry):
            await self._database.outbox.deferred(job, ended.at, ended.reason)
        elif isinstance(ended, outcome.Drop):
            await self._database.outbox.failed(job, ended.reason)
        if not isinstance(ended, outcome.Done):
            await self._ended(job)

    async def _ended(self, item: OutboxItem) -> outcome.Outcome:
        """It is on its way no more: its conversation's place is free."""
        await boarding.land(self._database, item)
        return outcome.Done()

    async def crashed(self, job: OutboxItem, error: Exception) -> None:
        """A bug before the request: back to the queue, counted. After it: left to the watch, which says `unknown`."""
        wait = outcome.backoff(job.attempts, random.random())
        if await self._database.outbox.postponed(
            job, self._clock.now() + wait, f"bug: {type(error).__name__}", counted=True
        ):
            await self._ended(job)
