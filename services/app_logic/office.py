"""Office: what both halves of app_logic, answering and reaching out, work with; and what both do the same way.

It holds no state of a conversation. It reads campaigns through a short cache, since they change rarely.
"""

import dataclasses

from services.app_logic import busy, knowledge
from services.app_logic.brain.base import Brain
from services.app_logic.stages import enqueue
from services.core import clock, errors
from services.core.domain import account, address, campaign, contact, conversation
from services.core.domain.campaign import Mode
from services.core.store.database import Database

_CACHE_S = 5.0


@dataclasses.dataclass
class Office:
    """The store, the clock, the brain and the signing key of this process."""

    database: Database
    clock: clock.Clock
    brain: Brain
    key: bytes
    encoder: knowledge.Encoder | None = None
    busy_times: busy.BusyTimes = dataclasses.field(default_factory=busy.BusyTimes)

    def __post_init__(self) -> None:
        self._campaigns: dict[str, tuple[float, campaign.Campaign]] = {}
        self._accounts: dict[str, tuple[float, account.Account]] = {}

    async def offer(self, campaign_id: str) -> campaign.Campaign:
        """The campaign. Raises `errors.NotFound`."""
        read_at, known = self._campaigns.get(campaign_id, (float("-inf"), None))
        if known is not None and clock.lease_clock() - read_at < _CACHE_S:
            return known
        found = await self.database.campaigns.get(campaign_id)
        if found is None:
            raise errors.NotFound(f"campaign {campaign_id} is gone")
        self._campaigns[campaign_id] = (clock.lease_clock(), found)
        return found

    async def account(self, account_id: str) -> account.Account:
        """The account. Raises `errors.NotFound`."""
        read_at, known = self._accounts.get(account_id, (float("-inf"), None))
        if known is not None and clock.lease_clock() - read_at < _CACHE_S:
            return known
        found = await self.database.accounts.get(account_id)
        if found is None:
            raise errors.NotFound(f"account {account_id} is gone")
        self._accounts[account_id] = (clock.lease_clock(), found)
        return found

    async def person(self, contact_id: str) -> contact.Contact:
        """The contact. Raises `errors.NotFound`."""
        found = await self.database.contacts.get(contact_id)
        if found is None:
            raise errors.NotFound(f"contact {contact_id} is gone")
        return found

    async def mail_domain(self, talk: conversation.Conversation) -> str:
        """The domain of the sending address, for Message-IDs."""
        return (await self.account(talk.account)).address.rpartition("@")[2]

    async def needs_approval(self, offer: campaign.Campaign) -> str:
        """Why a message of this campaign waits for a person's yes, or ""."""
        if offer.mode is Mode.APPROVE_ALL:
            return "every message of this campaign is approved first"
        if offer.mode is Mode.APPROVE_FIRST and await self.database.limits.take(
            f"approve:{offer.id}", offer.approve_first
        ):
            return f"the first {offer.approve_first} messages of this campaign are approved first"
        return ""

    async def tell(self, talk: conversation.Conversation, notice_id: str, subject: str, text: str) -> None:
        """A message to each operator of the campaign, by mail or into a Telegram chat; the same notice only once."""
        offer, now = await self.offer(talk.campaign), self.clock.now()
        for count, operator in enumerate(offer.operators):
            to = address.email(operator) if "@" in operator else address.telegram(operator)
            sender = await _notifier(self, talk, offer, to.channel)
            if sender is None:
                why = f"no account of the campaign writes to operators on {to.channel}: {subject}"
                await self.database.events.add(f"notice:{notice_id}:{count}:unsent", now, "notice_unsent", talk.id, why)
                continue
            domain = sender.address.rpartition("@")[2]
            item = enqueue.notice(f"{notice_id}:{count}", to, sender.id, subject, text, domain, self.key, now)
            await self.database.outbox.add(item)


async def _notifier(
    office: Office, talk: conversation.Conversation, offer: campaign.Campaign, channel: address.Channel
) -> account.Account | None:
    """Who writes to operators on a channel: the account that the client has met there, else one of the campaign."""
    kinds = {address.Channel.EMAIL: account.Kind.MAILBOX, address.Channel.TELEGRAM: account.Kind.TELEGRAM_BOT}
    for account_id in filter(None, (talk.account_on(channel), *offer.accounts)):
        try:
            found = await office.account(account_id)
        except errors.NotFound:
            continue
        if found.kind is kinds.get(channel):
            return found
    return None
