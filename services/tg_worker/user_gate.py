"""Gate, a person's account: the look after the write. May the message go out? It remembers why not."""

import datetime

from services.core import clock
from services.core.domain import account, outbox_item
from services.core.domain.outbox_item import OutboxItem
from services.core.store import routing
from services.core.store.database import Database

_PAUSED = datetime.timedelta(minutes=5)
_ACCOUNT_PAUSED = "the account is paused"


class Gate:
    """The gate of one item."""

    def __init__(self, database: Database, item: OutboxItem, now: clock.Clock) -> None:
        self._database = database
        self._item = item
        self._clock = now
        self.reason = ""

    async def may_pass(self) -> bool:
        """leased → sending, then look; on a no, sending → cancelled (or back, for a pause)."""
        item = self._item
        if not await self._database.outbox.sending(item, self._clock.now()):
            self.reason = "it was cancelled, or is somebody else's by now"
            return False
        self.reason, superseded = await self._objection()
        if self.reason == _ACCOUNT_PAUSED:
            await self._database.outbox.deferred(item, self._clock.now() + _PAUSED, self.reason)
        elif self.reason:
            await self._database.outbox.cancelled_at_gate(item, self.reason, superseded)
        return not self.reason

    async def _objection(self) -> tuple[str, bool]:
        """Why not, and whether it is because the client wrote again."""
        item = self._item
        mailbox = await self._database.accounts.get(item.account)
        if mailbox is None or mailbox.state is account.State.PAUSED:
            return _ACCOUNT_PAUSED, False
        if item.kind is outbox_item.Kind.NOTICE or item.confirms_stop:
            return "", False
        person = await self._database.contacts.get(item.contact)
        addresses = (item.to, *(person.addresses if person else ()))
        if await self._database.suppressions.of(*addresses) is not None:
            return "the client is not to be written to", False
        talk = await self._database.conversations.get(item.conversation)
        if talk is None:
            return "its conversation is gone", False
        if item.kind in outbox_item.OVERTAKEN and talk.inbound_seq != item.inbound_seq:
            return routing.CLIENT_WROTE, True
        return "", False
