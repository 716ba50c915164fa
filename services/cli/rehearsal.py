"""Rehearsal: a campaign's coming days, played on a copy of the data, on a virtual clock, into a sandbox mailbox and
silent chats.

It is the agent's own code: windows, holidays, gaps, caps and warm-up hold as they will. Clients stay silent. A message
that would wait for a person's yes is taken as approved. Nothing leaves the machine, and the data is not changed.
"""

import asyncio
import dataclasses
import datetime
from collections.abc import Callable
from typing import Any, Self

from services.app_logic.brain.base import Heard, Plan, Request
from services.cli import rehearsal_chats, sandbox
from services.cli.stage import PASSWORD_VARIABLE, Stage
from services.core import errors, worker
from services.core.clock import VirtualClock
from services.core.domain import account, address, campaign, telegram_policy
from services.core.domain.contact import Contact
from services.core.domain.conversation import Stage as TalkStage
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store import copying
from services.core.store.database import Database

Progress = Callable[[int], None]
_TO_OPEN = frozenset({TalkStage.NEW, TalkStage.CONTACTED})


class _NoBrain:
    """Nobody answers in a rehearsal, and touches are ready words: there is nothing to understand or to write."""

    name = "none"

    async def understand(self, request: Request) -> Heard:
        """Never sure."""
        return Heard(intents=(), sure=False, source=self.name)

    async def write(self, plan: Plan) -> str | None:
        """No words of its own."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclasses.dataclass(frozen=True)
class Coming:
    """One message that would leave by itself: when, to whom, from which account, and why then."""

    at: datetime.datetime
    item: OutboxItem
    person: Contact
    kind: str
    why: str


@dataclasses.dataclass(frozen=True)
class Foreseen:
    """What the days would bring. `unreached` had not been written to at the end; `waiting` wait for an answer now."""

    messages: tuple[Coming, ...]
    unreached: int
    waiting: int
    held: int
    silent_accounts: tuple[str, ...]


class Rehearsal(Stage):
    """The stage with a copy of one campaign on it."""

    def __init__(
        self, source: Database, offer: campaign.Campaign, mailboxes: list[account.Account], clock: VirtualClock
    ):
        own = tuple(each.address for each in mailboxes if each.channel == address.Channel.EMAIL)
        super().__init__(clock, _NoBrain(), agents=own)
        self._source = source
        self._offer = offer
        self._mailboxes = mailboxes
        self.copied = copying.Copied(0, 0)
        self._chat_lanes: tuple[worker.Lane[OutboxItem], ...] = ()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._chat_lanes = tuple(rehearsal_chats.lanes(self.database, self.clock, self._mailboxes))
        self._tasks += [asyncio.create_task(each.run(self._stop)) for each in self._chat_lanes]
        return self

    def lanes(self) -> tuple[worker.Lane[Any], ...]:
        """Everything that takes jobs here."""
        return (*super().lanes(), *self._chat_lanes)

    async def furnish(self, now: datetime.datetime) -> None:
        """The campaign as it stands, with the sandbox in place of its mail servers and no operator to be told."""
        here = {"host": self.mail.host, "tls": "none"}
        for mailbox in self._mailboxes:
            if mailbox.channel != address.Channel.EMAIL:
                await self._at_telegram(mailbox, now)
                continue
            moved = {
                "smtp": {**here, "port": self.mail.smtp_port},
                "imap": {**here, "port": self.mail.imap_port},
                "username": mailbox.address,
                "secret": {"from_env": PASSWORD_VARIABLE},
                "authserv_id": sandbox.AUTHSERV_ID,
                **dict.fromkeys(("oauth", "dkim")),
            }
            plain = {"folders": ("INBOX",), "junk_folder": "", "sent_folder": "", "sent_copy": "none", "ca_file": ""}
            document = {**mailbox.model_dump(), **moved, **plain, "checked_at": None, "check_wanted_at": None}
            await self.database.accounts.put(account.Account.model_validate(document))
        offer = self._offer.model_copy(update={"operators": (), "mode": campaign.Mode.AUTOPILOT})
        self.copied = await copying.campaign_into(self._source, self.database, offer, now)

    async def _at_telegram(self, mailbox: account.Account, now: datetime.datetime) -> None:
        """A Telegram account with what it did lately; one that was never connected begins its first week now."""
        await self.database.accounts.put(mailbox)
        if mailbox.kind is account.Kind.TELEGRAM_USER:
            known = await self._source.accounts.conduct(mailbox.id)
            fresh = telegram_policy.Conduct(since=mailbox.since or now)
            await self.database.accounts.keep_conduct(mailbox.id, known or fresh)


async def foresee(
    source: Database, offer: campaign.Campaign, now: datetime.datetime, days: int, progress: Progress
) -> Foreseen:
    """Play so many days; `progress` is told each day that is over. Raises `errors.BadInput` where no account is there."""
    mailboxes = [each for each in await source.accounts.all() if each.id in offer.accounts]
    if not mailboxes:
        raise errors.BadInput(
            f"campaign {offer.id} has no account to write from", field="accounts", hint="sales-agent accounts add"
        )
    async with Rehearsal(source, offer, mailboxes, VirtualClock(now)) as stage:
        # Nobody writes in a rehearsal: the mailboxes need not be looked into before each message.
        for mailbox in mailboxes:
            await stage.database.accounts.mark(mailbox.id, {"checked_at": now + datetime.timedelta(days=days + 1)})
        for day in range(1, days + 1):
            await stage.go_on_to(now + datetime.timedelta(days=day))
            progress(day)
        return await _seen(stage, offer, now)


async def _seen(stage: Rehearsal, offer: campaign.Campaign, now: datetime.datetime) -> Foreseen:
    talks = {each.id: each for each in await stage.database.conversations.of_campaign(offer.id)}
    items = [each for each in await stage.database.outbox.in_states(State.SENT) if each.kind is Kind.TOUCH]
    coming = []
    for item in items:
        person = await stage.database.contacts.get(item.contact)
        if item.sent_at is None or item.sent_at < now or person is None or item.conversation not in talks:
            continue
        why = f"due {item.due_at:%Y-%m-%d %H:%M} UTC" + (
            f"; {item.why}" if item.why and "sandbox" not in item.why else ""
        )
        coming.append(Coming(item.sent_at, item, person, kind_of(item, offer), why))
    written_to = {each.conversation for each in items}
    unreached = [each for each in talks.values() if each.stage in _TO_OPEN and each.id not in written_to]
    stopped = [each for each in await stage.database.accounts.all() if each.state is not account.State.ACTIVE]
    return Foreseen(
        messages=tuple(sorted(coming, key=lambda each: (each.at, each.item.id))),
        unreached=len(unreached),
        waiting=stage.copied.waiting,
        held=sum(each.stage is TalkStage.HELD for each in talks.values()),
        silent_accounts=tuple(f"{each.id} is paused: {each.why}" for each in stopped),
    )


def kind_of(item: OutboxItem, offer: campaign.Campaign) -> str:
    """opening, follow-up 1 of 2, nudge or reminder, from the touch's id (`core` gives it in `enqueue.touch`)."""
    number = item.id.split(":")[3] if item.id.count(":") >= 4 else ""
    if number.startswith("nudge"):
        return "nudge"
    if number.startswith("reminder"):
        return "reminder"
    return "opening" if number == "0" else f"follow-up {number} of {len(offer.touches) - 1}"
