"""The append-only collections: `events` (every decision and why), `deliveries` (every attempt to send)."""

import datetime
from typing import Any

from services.core import errors
from services.core.domain import delivery
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index

EVENTS = "events"
DELIVERIES = "deliveries"
EVENT_INDEXES = (Index((("conversation", 1), ("at", 1))), Index((("at", 1),)))
DELIVERY_INDEXES = (Index((("item", 1),)), Index((("conversation", 1),)), Index((("account", 1), ("at", 1))))


class Events:
    """What happened and why, for people and for `replay`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(
        self, event_id: str, at: datetime.datetime, kind: str, conversation: str, why: str, **fields: Any
    ) -> bool:
        """Add one; False when an event of this id is there (the same cause, told twice)."""
        document = {"_id": event_id, "at": at, "kind": kind, "conversation": conversation, "why": why, **fields}
        try:
            await self._collection.insert(documents.plain(document))
        except errors.Duplicate:
            return False
        return True

    async def of_conversation(self, talk_id: str) -> list[Document]:
        """All events of a conversation, the oldest first."""
        return await self._collection.find({"conversation": talk_id}, sort=(("at", 1),))

    async def since(self, at: datetime.datetime) -> list[Document]:
        """All events since a moment, the oldest first."""
        return await self._collection.find({"at": {"$gte": at}}, sort=(("at", 1),))

    async def erase(self, talk_id: str, kept: tuple[str, ...], turns: frozenset[str] | None = None) -> None:
        """Leave of each event of a conversation, or of those of some turns, only the fields named."""
        for event in await self.of_conversation(talk_id):
            if turns is not None and event.get("turn", "") not in turns:
                continue
            gone = {name: "" for name in event if name not in ("_id", *kept)}
            if gone:
                await self._collection.update_one({"_id": event["_id"]}, {"$unset": gone})


class Deliveries:
    """Attempts to send, and how each ended."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, attempt: delivery.Delivery) -> None:
        """Add one attempt; the same attempt told twice is kept once."""
        try:
            await self._collection.insert(documents.to_document(attempt))
        except errors.Duplicate:
            return

    async def of_item(self, item_id: str) -> list[delivery.Delivery]:
        """All attempts for an item."""
        found = await self._collection.find({"item": item_id})
        return [documents.to_noun(delivery.Delivery, each) for each in found]

    async def of_account(self, account_id: str, since: datetime.datetime) -> list[delivery.Delivery]:
        """All attempts of an account since a moment."""
        found = await self._collection.find({"account": account_id, "at": {"$gte": since}})
        return [documents.to_noun(delivery.Delivery, each) for each in found]

    async def erase(self, talk_id: str) -> None:
        """Take the servers' words, which may hold addresses, out of a conversation's attempts."""
        await self._collection.update_many({"conversation": talk_id}, {"$set": {"detail": ""}})
