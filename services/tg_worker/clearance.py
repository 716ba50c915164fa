"""Clearance: whether a touch may leave now. Answers and what the bot itself says always may.

A touch waits for its window, for everything that came to be filed (the client may have answered), for the day's
cap, and for the certainty that no earlier message of the talk is lost.
"""

import collections.abc
import datetime

from services.core import outcome
from services.core.domain import account, calendar
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import limits
from services.core.store.database import Database

_LATER = datetime.timedelta(minutes=2)
_UNCERTAIN = datetime.timedelta(hours=1)
_TOMORROW = datetime.timedelta(days=1)
Listens = collections.abc.Callable[[str], bool]


class Clearance:
    """Says what a touch has to wait for. `listens`: whether a bot's updates are being read here at this moment."""

    def __init__(self, database: Database, listens: Listens) -> None:
        self._database = database
        self._listens = listens

    async def wait_for(
        self, item: OutboxItem, mailbox: account.Account, now: datetime.datetime
    ) -> outcome.Snooze | None:
        """Until when the item has to wait, and why; None when it may leave now."""
        if not item.is_touch:
            return None
        if mailbox.touches_stopped:
            return outcome.Snooze(now + _UNCERTAIN, f"touches of this account stopped: {mailbox.touches_stopped}")
        open_ends = await self._database.outbox.pending(item.conversation, State.UNKNOWN, State.REVIEW)
        if open_ends:
            return outcome.Snooze(now + _UNCERTAIN, f"{open_ends[0].id} may or may not have been delivered")
        opens = await self._window(item, now)
        if opens is None or opens > now:
            return outcome.Snooze(opens or now + _LATER, "outside the window, or its campaign or contact is gone")
        if not self._listens(mailbox.id) or await self._database.inbox.waiting(mailbox.id, limit=1):
            return outcome.Snooze(now + _LATER, "what has come to the bot was not read to its end")
        if not await self._database.limits.take(_counter(item, now), mailbox.pace.per_day):
            return outcome.Snooze(now + _TOMORROW, "the account's cap for today")
        return None

    async def _window(self, item: OutboxItem, now: datetime.datetime) -> datetime.datetime | None:
        offer = await self._database.campaigns.get(item.campaign)
        person = await self._database.contacts.get(item.contact)
        if offer is None or person is None:
            return None
        country = calendar.country_of(person.timezone, offer.country)
        return calendar.next_open(now, offer.window, person.zone, country)

    async def give_back(self, item: OutboxItem, now: datetime.datetime) -> None:
        """The place that `wait_for` took at `now`, when the item certainly did not arrive."""
        if item.is_touch:
            await self._database.limits.give_back(_counter(item, now))


def _counter(item: OutboxItem, now: datetime.datetime) -> str:
    return limits.of_day("touches", item.account, now.date())
