"""The `messages` collection: what clients sent. Stored once (`keys` is unique), never changed but in its marks."""

import datetime
from typing import Any

from services.core import errors
from services.core.domain import address, message
from services.core.domain.message import State
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "messages"
INDEXES = (
    Index((("keys", 1),), unique=True),
    Index((("state", 1), ("arrived_at", 1))),
    Index((("conversation", 1), ("turn", 1), ("arrived_at", 1))),
    Index((("message_id", 1),)),
    Index((("contact", 1),)),
    Index((("sender.base", 1), ("sender.channel", 1))),
)
_BY_MAILBOX = "imap:"
NOT_HEARD = "not heard"


class Messages:
    """What clients sent."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, arrived: message.Message) -> message.Message:
        """Store a message and return it, or the one stored before under one of its keys."""
        try:
            await self._collection.insert(documents.to_document(arrived))
        except errors.Duplicate:
            found = await self._collection.find_one({"keys": {"$in": list(arrived.keys)}})
            found = found or await self._collection.find_one({"_id": arrived.id})  # an erased one has lost its keys
            if found is None:
                raise
            return documents.to_noun(message.Message, found)
        return arrived

    async def get(self, message_id: str) -> message.Message | None:
        """The message of this id, or None."""
        found = await self._collection.find_one({"_id": message_id})
        return documents.to_noun(message.Message, found) if found else None

    async def by_key(self, key: str) -> message.Message | None:
        """The message with this key, or None."""
        found = await self._collection.find_one({"keys": key})
        return documents.to_noun(message.Message, found) if found else None

    async def known(self, key: str) -> bool:
        """Whether a message with this key is stored."""
        return await self._collection.find_one({"keys": key}) is not None

    async def routed(self, message_id: str, fields: dict[str, Any] | None = None) -> None:
        """Mark that the conversation knows of it. Safe to repeat; a settled one stays settled."""
        await self._collection.update_one(
            {"_id": message_id, "state": message.State.ARRIVED.value},
            {"$set": {**documents.plain(fields or {}), "state": message.State.ROUTED.value}},
        )

    async def stranded(self, before: datetime.datetime) -> list[message.Message]:
        """Messages that arrived before this moment and were never routed: their receiver died in between."""
        where = {"state": message.State.ARRIVED.value, "arrived_at": {"$lt": before}}
        found = await self._collection.find(where, sort=(("arrived_at", 1),), limit=100)
        return [documents.to_noun(message.Message, each) for each in found]

    async def unanswered(self, talk_id: str) -> list[message.Message]:
        """The messages of a conversation that no turn has taken up, in the order they came; also what is spoken."""
        found = await self._collection.find({"conversation": talk_id, "turn": ""}, sort=(("arrived_at", 1),))
        nouns = [documents.to_noun(message.Message, each) for each in found]
        return sorted(nouns, key=lambda each: each.order)

    async def spoken(self, limit: int = 20) -> list[message.Message]:
        """Voice notes whose words are not made out yet, the oldest first."""
        found = await self._collection.find({"state": State.SPOKEN.value}, sort=(("arrived_at", 1),), limit=limit)
        return [documents.to_noun(message.Message, each) for each in found]

    async def heard(self, spoken: message.Message, fields: dict[str, Any]) -> message.Message | None:
        """Give a voice note its words, once: it is like any message that has arrived. None when it has them already."""
        where = {"_id": spoken.id, "state": State.SPOKEN.value}
        marks = {**documents.plain(fields), "state": State.ARRIVED.value}
        found = await self._collection.find_and_update(where, {"$set": marks})
        return documents.to_noun(message.Message, found) if found else None

    async def not_heard(self, spoken: message.Message, note: str) -> None:
        """Nothing was made out of it: no turn takes it up. Safe to repeat."""
        where = {"_id": spoken.id, "state": State.SPOKEN.value}
        marks = {"state": State.SETTLED.value, "turn": NOT_HEARD, "note": note}
        await self._collection.update_one(where, {"$set": marks})

    async def of_turn(self, talk_id: str, ids: tuple[str, ...]) -> list[message.Message]:
        """The messages with these ids, in the order they came."""
        found = await self._collection.find({"_id": {"$in": list(ids)}})
        nouns = [documents.to_noun(message.Message, each) for each in found if each["conversation"] == talk_id]
        return sorted(nouns, key=lambda each: each.order)

    async def settle(self, taken: tuple[message.Message, ...], turn: str) -> None:
        """Mark the messages as taken up by this turn, unless they were opened again since they were read.

        So a worker that lost its lease and is late does not settle what another one is about to answer.
        """
        marks = {"turn": turn, "state": message.State.SETTLED.value}
        for each in taken:
            # A record of an older version has no count.
            count: Any = each.reopened or {"$in": [0, None]}
            await self._collection.update_one({"_id": each.id, "turn": "", "reopened": count}, {"$set": marks})

    async def reopen(self, talk_id: str, turn: str) -> int:
        """Put the messages of a turn back among the unanswered ones: its answer was overtaken."""
        marks = {"turn": "", "state": message.State.ROUTED.value}
        where = {"conversation": talk_id, "turn": turn}
        return await self._collection.update_many(where, {"$set": marks, "$inc": {"reopened": 1}})

    async def of_conversation(self, talk_id: str) -> list[message.Message]:
        """All messages of a conversation, in the order they came."""
        found = await self._collection.find({"conversation": talk_id})
        nouns = [documents.to_noun(message.Message, each) for each in found]
        return sorted(nouns, key=lambda each: each.order)

    async def waiting(self) -> bool:
        """Whether any message is not yet routed, or not yet heard."""
        states = [State.ARRIVED.value, State.SPOKEN.value]
        return await self._collection.find_one({"state": {"$in": states}}) is not None

    async def count_arrived(self) -> int:
        """How many messages are not yet routed."""
        return await self._collection.count({"state": message.State.ARRIVED.value})

    async def of_contact(self, contact_id: str) -> list[message.Message]:
        """All messages of a person known as a contact, whatever the conversation, even without one."""
        found = await self._collection.find({"contact": contact_id})
        return [documents.to_noun(message.Message, each) for each in found]

    async def of_sender(self, who: address.Address) -> list[message.Message]:
        """All messages from an address, also those in other people's conversations."""
        found = await self._collection.find({"sender.base": who.base, "sender.channel": who.channel.value})
        return [documents.to_noun(message.Message, each) for each in found]

    async def move(self, arrived: message.Message, talk_id: str, contact_id: str, moved: tuple[str, ...]) -> None:
        """Into another conversation, with what it was in before; one that has been moved meanwhile stays."""
        where = {"_id": arrived.id, "conversation": arrived.conversation}
        fields = {"conversation": talk_id, "contact": contact_id, "moved": list(moved)}
        await self._collection.update_one(where, {"$set": fields})

    async def erase(self, arrived: message.Message, fields: dict[str, Any]) -> None:
        """Take the personal fields out of a message, and the keys that say more than where its mailbox had it."""
        keys = [
            key if key.startswith(_BY_MAILBOX) else f"erased:{arrived.id}:{number}"
            for number, key in enumerate(arrived.keys)
        ]
        marks = {**documents.plain(fields), "keys": keys}
        if arrived.state is State.SPOKEN:
            marks |= {"state": State.SETTLED.value, "turn": NOT_HEARD}
        await self._collection.update_one({"_id": arrived.id}, {"$set": marks})
