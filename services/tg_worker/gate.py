"""The gate: the look after the write and before the request. May this message go out?

It decides from what is stored at this moment; it sends nothing.
"""

import datetime

from services.core import clock
from services.core.domain import account, outbox_item
from services.core.domain.conversation import Conversation
from services.core.domain.outbox_item import Kind, OutboxItem
from services.core.store import routing
from services.core.store.database import Database

PAUSED_FOR = datetime.timedelta(minutes=5)
_PAUSED = "the account is paused"
_ON_HOLD = "the installation is on hold"
_LATER = (_PAUSED, _ON_HOLD)
# Telegram lets a bot answer as the owner where the client has written in the last 24 hours (see its page on the
# bots of business accounts).
BUSINESS_RIGHT = datetime.timedelta(hours=24)


class Gate:
    """Looks for one item, and remembers why not."""

    def __init__(self, database: Database, item: OutboxItem, now: clock.Clock) -> None:
        self._database = database
        self._item = item
        self._clock = now
        self._is_overtaken = False
        self.reason = ""

    async def may_pass(self) -> bool:
        """leased → sending, then look; on a no, sending → cancelled (or back, for a pause or a hold)."""
        item = self._item
        if not await self._database.outbox.sending(item, self._clock.now()):
            self.reason = "it was cancelled, or is somebody else's by now"
            return False
        if not await self.objection():
            return True
        if self.reason in _LATER:
            await self._database.outbox.deferred(item, self._clock.now() + PAUSED_FOR, self.reason)
        else:
            await self._database.outbox.cancelled_at_gate(item, self.reason, self._is_overtaken)
        return False

    async def objection(self) -> bool:
        """Whether anything speaks against it now; `reason` says what."""
        self.reason = await self._why_not()
        return bool(self.reason)

    async def _why_not(self) -> str:
        item = self._item
        if (await self._database.installation.get()).hold is not None:
            return _ON_HOLD
        mailbox = await self._database.accounts.get(item.account)
        if mailbox is None or mailbox.state is account.State.PAUSED:
            return _PAUSED
        if item.kind is Kind.NOTICE:
            return ""
        if not item.confirms_stop and await self._database.suppressions.of(item.to) is not None:
            return "the client is not to be written to"
        talk = await self._database.conversations.get(item.conversation)
        if talk is None:
            return "its conversation is gone"
        if item.kind in outbox_item.OVERTAKEN and talk.inbound_seq != item.inbound_seq:
            self._is_overtaken = True
            return routing.CLIENT_WROTE
        return await self._without_right(mailbox, talk) if item.via else ""

    async def _without_right(self, mailbox: account.Account, talk: Conversation) -> str:
        """Why we may not answer as the owner of a business account, or ""."""
        if self._item.is_touch:
            return "a business chat is never written to first"
        known = await self._database.accounts.business(mailbox.id, self._item.via)
        if known is None or not known[1]:
            return "the business connection gives no right to answer"
        since = talk.last_inbound_at
        if since is None or self._clock.now() - since >= BUSINESS_RIGHT:
            return "the client wrote more than 24 hours ago: the right to answer has passed"
        return ""
