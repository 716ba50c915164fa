"""Clearance: whether a touch may leave now. Answers always may.

A touch waits for its window, for a mailbox that was looked into after it fell due (the client may have
answered), for the gap since the last touch, and for the day's caps. Caps are taken before they are used.
"""

import asyncio
import collections.abc
import dataclasses
import datetime
import hashlib

from services.core import outcome
from services.core.domain import account, calendar, campaign, contact
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import limits
from services.core.store.database import Database
from services.mail_worker.receive import is_fresh

_LOOK_S = 5.0
_LOOK_POLLS_S = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 2.0)
_LATER = datetime.timedelta(minutes=2)
_UNCERTAIN = datetime.timedelta(hours=1)
_SECOND = datetime.timedelta(seconds=1)
_SPREAD = datetime.timedelta(hours=4)
# Of those that have a turn some may be cancelled by then: so many more may wait for today's places than there are.
_SPARE = 5
_ACCOUNT_FULL = "the account's cap for today"
_DOMAIN_FULL = "the cap for this mail domain today"
Look = collections.abc.Callable[[str], None]


class Clearance:
    """Says what a touch has to wait for. `look` asks this process's receiver of an account for a look."""

    def __init__(self, database: Database, look: Look) -> None:
        self._database = database
        self._look = look
        self._turns: dict[str, datetime.datetime] = {}

    async def wait_for(
        self, item: OutboxItem, mailbox: account.Account, now: datetime.datetime
    ) -> outcome.Snooze | None:
        """Until when the item has to wait, and why; None when it may leave now."""
        if not item.is_touch:
            return None
        if mailbox.touches_stopped:
            return outcome.Snooze(now + _UNCERTAIN, f"touches of this account stopped: {mailbox.touches_stopped}")
        offer = await self._database.campaigns.get(item.campaign)
        person = await self._database.contacts.get(item.contact)
        if offer is None or person is None:
            return outcome.Snooze(now + _LATER, "its campaign or contact is gone")
        case = _Case(item, mailbox, now, offer, person)
        for check in (self._certainty, self._window, self._freshness, self._room, self._gap, self._caps):
            wait = await check(case)
            if wait is not None:
                return wait
        return None

    async def _certainty(self, case: "_Case") -> outcome.Snooze | None:
        open_ends = await self._database.outbox.pending(case.item.conversation, State.UNKNOWN, State.REVIEW)
        if open_ends:
            return outcome.Snooze(case.now + _UNCERTAIN, f"{open_ends[0].id} may or may not have been delivered")
        return None

    async def _window(self, case: "_Case") -> outcome.Snooze | None:
        opens = case.opens_after(case.now)
        return None if opens <= case.now else outcome.Snooze(opens, "outside the window")

    async def _freshness(self, case: "_Case") -> outcome.Snooze | None:
        """Ask for a look into the mailbox that begins after now, and wait a little for it."""
        mailbox, due_at = case.mailbox, case.item.due_at
        if is_fresh(mailbox, due_at):
            return None
        await self._database.accounts.mark(mailbox.id, {"check_wanted_at": case.now})
        self._look(mailbox.id)
        for pause_s in _LOOK_POLLS_S:
            await asyncio.sleep(pause_s)
            looked = await self._database.accounts.get(mailbox.id)
            if looked is not None and is_fresh(looked, due_at):
                return None
        return outcome.Snooze(case.now + _LATER, "the mailbox could not be read since it fell due")

    async def _room(self, case: "_Case") -> outcome.Snooze | None:
        """A full day is seen before the gap, so that who cannot leave today takes nobody's turn."""
        used = self._database.limits.used
        account_day, domain_day = _counters(case.item, case.now)
        if await used(account_day) >= case.cap:
            return outcome.Snooze(case.next_day, _ACCOUNT_FULL)
        if await used(domain_day) >= case.mailbox.pace.per_domain_and_day:
            return outcome.Snooze(case.next_day, _DOMAIN_FULL)
        return None

    async def _gap(self, case: "_Case") -> outcome.Snooze | None:
        gap = datetime.timedelta(seconds=case.mailbox.pace.gap_seconds)
        name = f"gap:{case.mailbox.id}"
        if not gap or await self._database.limits.pass_gap(name, case.now, case.now + gap):
            return None
        ends = await self._database.limits.gap_ends(name) or case.now
        free_at = max(ends, case.now + _SECOND)
        left = case.cap - await self._database.limits.used(_counters(case.item, case.now)[0])
        if self._queue(case.mailbox.id, free_at, gap) >= left + left // 4 + _SPARE:
            return outcome.Snooze(case.next_day, _ACCOUNT_FULL)
        return outcome.Snooze(self._turn(case.mailbox.id, free_at, gap), "the gap between touches")

    def _queue(self, mailbox: str, free_at: datetime.datetime, gap: datetime.timedelta) -> int:
        """How many have a turn before the next one: whoever comes after the day's cap need not ask again today."""
        return max(0, (self._turns.get(mailbox, free_at) - free_at) // gap)

    def _turn(self, mailbox: str, free_at: datetime.datetime, gap: datetime.timedelta) -> datetime.datetime:
        """When this one asks again: one after the other, or all that wait would ask whenever one may leave.

        Nobody is put off far: of those before it some may be cancelled by then.
        """
        turn = max(free_at, self._turns.get(mailbox, free_at) + gap)
        if turn > free_at + _SPREAD:
            turn = free_at
        self._turns[mailbox] = turn
        return turn

    async def _caps(self, case: "_Case") -> outcome.Snooze | None:
        """Taken, not looked at: of two that leave at once only one gets the last place."""
        account_day, domain_day = _counters(case.item, case.now)
        if not await self._database.limits.take(account_day, case.cap):
            return outcome.Snooze(case.next_day, _ACCOUNT_FULL)
        if not await self._database.limits.take(domain_day, case.mailbox.pace.per_domain_and_day):
            await self._database.limits.give_back(account_day)
            return outcome.Snooze(case.next_day, _DOMAIN_FULL)
        return None

    async def give_back(self, item: OutboxItem, now: datetime.datetime) -> None:
        """The place that `wait_for` took at `now`, when the item certainly was not accepted by the server."""
        if item.is_touch:
            for name in _counters(item, now):
                await self._database.limits.give_back(name)


@dataclasses.dataclass(frozen=True)
class _Case:
    """A touch that would leave now, and what is asked about it."""

    item: OutboxItem
    mailbox: account.Account
    now: datetime.datetime
    offer: campaign.Campaign
    person: contact.Contact

    @property
    def cap(self) -> int:
        """Touches allowed today: the cap, or less while the account warms up."""
        pace, since = self.mailbox.pace, self.mailbox.since
        if since is None:
            return pace.per_day
        days = max(0, (self.now - since).days)
        return min(pace.per_day, pace.warmup_from + days * pace.warmup_step)

    @property
    def next_day(self) -> datetime.datetime:
        """When the window is open for the first time under tomorrow's caps, which are counted by days of UTC."""
        tomorrow = self.now.date() + datetime.timedelta(days=1)
        return self.opens_after(datetime.datetime.combine(tomorrow, datetime.time(), datetime.UTC))

    def opens_after(self, moment: datetime.datetime) -> datetime.datetime:
        """The first moment from this one on in which the campaign's window is open where the person is."""
        country = calendar.country_of(self.person.timezone, self.offer.country)
        return calendar.next_open(moment, self.offer.window, self.person.zone, country)


def _counters(item: OutboxItem, now: datetime.datetime) -> tuple[str, str]:
    """The names of today's counters: of the account, and of the account and the mail domain.

    The domain is hashed: a counter outlives an erasure, and some people have a domain of their own.
    """
    domain = hashlib.sha256(item.to.domain.encode()).hexdigest()[:16]
    day = limits.of_day("touches", item.account, now.date())
    return day, limits.of_day("touches", f"{item.account}:{domain}", now.date())
