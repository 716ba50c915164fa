"""Office: what both halves of app_logic, answering and reaching out, work with; and what both do the same way.

It holds no state of a conversation. It reads campaigns through a short cache, since they change rarely.
"""

import dataclasses

from services.app_logic import busy, knowledge, notices
from services.app_logic.brain.base import Brain
from services.core import clock, errors
from services.core.domain import account, address, campaign, contact, conversation, outbox_item
from services.core.domain.campaign import Mode
from services.core.store.database import Database

_CACHE_S = 5.0
_NOBODY = address.email("operator@notice.invalid")  # until each operator is filled in


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

    async def needs_approval(self, offer: campaign.Campaign, cause: str) -> str:
        """Why a message of this campaign waits for a person's yes, or ""; the same for the same cause."""
        if offer.mode is Mode.APPROVE_ALL:
            return "every message of this campaign is approved first"
        if offer.mode is Mode.APPROVE_FIRST and await self.database.limits.take_for(
            f"approve:{offer.id}", offer.approve_first, cause
        ):
            return f"the first {offer.approve_first} messages of this campaign are approved first"
        return ""

    async def tell(
        self, talk: conversation.Conversation, notice_id: str, subject: str, text: str, *, urgent: bool = False
    ) -> None:
        """A message to each operator of the talk's campaign; the same notice only once. See `notices`."""
        offer = await self.offer(talk.campaign)
        first = [talk.account_on(channel) for channel in (address.Channel.EMAIL, address.Channel.TELEGRAM)]
        accounts = tuple(dict.fromkeys(filter(None, (*first, *offer.accounts))))
        await self._tell(offer, accounts, talk.id, notices.Notice(notice_id, _NOBODY, subject, text, urgent))

    async def tell_of_held(self, talk: conversation.Conversation, item: outbox_item.OutboxItem) -> None:
        """A message waits for an operator's yes."""
        text = f"{item.why}\n\nTo {item.to.value}: {item.subject}\n\nSee: sales-agent approve show {item.id}"
        await self.tell(talk, f"held:{talk.id}:{item.id}", f"[{talk.campaign}] a message waits for your yes", text)

    async def tell_all(self, offer: campaign.Campaign, notice_id: str, subject: str, text: str) -> None:
        """A message to each operator of a campaign that is about no conversation; the same notice only once."""
        await self._tell(offer, offer.accounts, "", notices.Notice(notice_id, _NOBODY, subject, text))

    async def _tell(
        self, offer: campaign.Campaign, accounts: tuple[str, ...], talk_id: str, told: notices.Notice
    ) -> None:
        now = self.clock.now()
        known = [found for each in accounts if (found := await self.database.accounts.get(each)) is not None]
        for count, operator in enumerate(offer.operators):
            to = address.email(operator) if "@" in operator else address.telegram(operator)
            sender = notices.sender_for(to, known)
            if sender is None:
                why = f"no account of the campaign writes to operators on {to.channel}: {told.subject}"
                await self.database.events.add(f"notice:{told.id}:{count}:unsent", now, "notice_unsent", talk_id, why)
                continue
            mine = dataclasses.replace(told, id=f"{told.id}:{count}", to=to)
            await notices.put(self.database, sender, mine, self.key, now)
