"""The `conversations` collection: where each talk stands, and the lease that gives it one owner.

A conversation is due when nobody holds it and `wake_at` is not in the future. Ownership is `(owner, fence)`;
whether an owner is dead is judged by watching, never by comparing wall clocks (docs/decisions/0005).
"""

import datetime
from typing import Any

from services.core.domain import address, conversation
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index
from services.core.store.leases import Held

NAME = "conversations"
INDEXES = (
    Index((("lease_owner", 1), ("wake_at", 1))),
    Index((("contact", 1), ("campaign", 1)), unique=True),
    Index((("campaign", 1), ("stage", 1))),
    Index((("participants.base", 1),)),
    Index((("touched_at", 1),)),
)
_STORE_ONLY = ("flight", "flight_fence")


def _noun(document: Document) -> conversation.Conversation:
    return documents.to_noun(conversation.Conversation, document, drop=_STORE_ONLY)


class Conversations:
    """Talks with contacts."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def start(self, talk: conversation.Conversation) -> None:
        """Add a conversation. Raises `errors.Duplicate` when this contact has one in this campaign."""
        await self._collection.insert({**documents.to_document(talk), "flight": ""})

    async def get(self, talk_id: str) -> conversation.Conversation | None:
        """The conversation of this id, or None."""
        found = await self._collection.find_one({"_id": talk_id})
        return _noun(found) if found else None

    async def of_contact(self, contact_id: str) -> list[conversation.Conversation]:
        """All conversations with one contact."""
        found = await self._collection.find({"contact": contact_id}, sort=(("campaign", 1),))
        return [_noun(each) for each in found]

    async def with_participant(self, who: address.Address) -> list[conversation.Conversation]:
        """Conversations in which this address has written to us without being the contact."""
        found = await self._collection.find({"participants.base": who.base})
        return [_noun(each) for each in found]

    async def all(self, limit: int = 0) -> list[conversation.Conversation]:
        """Every conversation, the latest touched first."""
        found = await self._collection.find({}, sort=(("touched_at", -1),), limit=limit)
        return [_noun(each) for each in found]

    async def quiet_since(self, before: datetime.datetime) -> list[conversation.Conversation]:
        """Every conversation that nobody has touched since, the longest quiet first."""
        found = await self._collection.find({"touched_at": {"$lt": before}}, sort=(("touched_at", 1),))
        return [_noun(each) for each in found]

    async def of_campaign(self, campaign_id: str) -> list[conversation.Conversation]:
        """Every conversation of a campaign."""
        return [_noun(each) for each in await self._collection.find({"campaign": campaign_id})]

    async def stages(self, campaign_id: str) -> dict[str, int]:
        """How many conversations of a campaign are at each stage."""
        found = await self._collection.aggregate(
            {"$match": {"campaign": campaign_id}}, {"$group": {"_id": "$stage", "n": {"$sum": 1}}}
        )
        return {str(each["_id"]): int(each["n"]) for each in found}

    async def claim(
        self, owner: str, now: datetime.datetime, lease_until: datetime.datetime
    ) -> conversation.Conversation | None:
        """Take the conversation that is due the longest; None when none is. The fence grows by one.

        `crashes` grows too and is put back to 0 by `settle` and `give_back`: what kills its worker is counted.
        """
        found = await self._collection.find_and_update(
            {"lease_owner": "", "wake_at": {"$lte": now}},
            {
                "$set": {"lease_owner": owner, "lease_until": lease_until},
                "$inc": {"fence": 1, "lease_beat": 1, "crashes": 1},
            },
            sort=(("wake_at", 1),),
        )
        return _noun(found) if found else None

    async def take(self, talk_id: str, owner: str, lease_until: datetime.datetime) -> conversation.Conversation | None:
        """Take this very conversation, due or not; None while another one has it. What `owner` had left is taken, too."""
        found = await self._collection.find_and_update(
            {"_id": talk_id, "lease_owner": {"$in": ["", owner]}},
            {"$set": {"lease_owner": owner, "lease_until": lease_until}, "$inc": {"fence": 1, "lease_beat": 1}},
        )
        return _noun(found) if found else None

    async def living(self, talk_id: str) -> conversation.Conversation | None:
        """The conversation of this id, or the one that has taken it in."""
        found, seen = await self.get(talk_id), {talk_id}
        while found is not None and found.merged_into and found.merged_into not in seen:
            seen.add(found.merged_into)
            found = await self.get(found.merged_into)
        return found

    async def renew(self, talk_id: str, owner: str, fence: int, lease_until: datetime.datetime) -> bool:
        """Show that the owner is alive; False when the lease is somebody else's by now."""
        return await self._collection.update_one(
            {"_id": talk_id, "lease_owner": owner, "fence": fence},
            {"$set": {"lease_until": lease_until}, "$inc": {"lease_beat": 1}},
        )

    async def held(self) -> list[Held]:
        """Every lease there is, for watching."""
        found = await self._collection.find({"lease_owner": {"$gt": ""}})
        return [Held(each["_id"], each["lease_owner"], each["fence"], each["lease_beat"]) for each in found]

    async def free(self, held: Held) -> bool:
        """Take the lease from an owner who was watched to be dead."""
        return await self._collection.update_one(
            {"_id": held.id, "lease_owner": held.owner, "fence": held.fence, "lease_beat": held.beat},
            {"$set": {"lease_owner": ""}, "$inc": {"fence": 1}},
        )

    async def keep(
        self, talk_id: str, fence: int, fields: dict[str, Any], stage: conversation.Stage | None = None
    ) -> bool:
        """Write a stage's product; False when the conversation is not ours any more, or not in `stage` any more."""
        where: Document = {"_id": talk_id, "fence": fence}
        if stage is not None:
            where["stage"] = stage.value
        return await self._collection.update_one(where, {"$set": documents.plain(fields)})

    async def commit(self, talk_id: str, fence: int, inbound_seq: int, fields: dict[str, Any]) -> bool:
        """Write what was decided, if nothing has come in since; False when something has, or we lost it."""
        return await self._collection.update_one(
            {"_id": talk_id, "fence": fence, "inbound_seq": inbound_seq}, {"$set": documents.plain(fields)}
        )

    async def settle(self, talk_id: str, fence: int, inbound_seq: int, fields: dict[str, Any]) -> bool:
        """Finish the work and give the lease back, if nothing has come in since."""
        done = {**fields, "lease_owner": "", "crashes": 0}
        return await self.commit(talk_id, fence, inbound_seq, done)

    async def give_back(self, talk_id: str, fence: int) -> bool:
        """Give the lease back with nothing settled: it stays due, and is claimed again at once."""
        return await self._collection.update_one(
            {"_id": talk_id, "fence": fence}, {"$set": {"lease_owner": "", "crashes": 0}}
        )

    async def postpone(self, talk_id: str, fence: int, wake_at: datetime.datetime) -> bool:
        """Give the lease back after a crash, with the crash counted, to be looked at again at `wake_at`."""
        return await self._collection.update_one(
            {"_id": talk_id, "fence": fence}, {"$set": {"lease_owner": "", "wake_at": wake_at}}
        )

    async def wake(
        self, talk_id: str, now: datetime.datetime, fields: dict[str, Any] | None = None
    ) -> conversation.Conversation | None:
        """Something happened (a client's message, an operator's action): `inbound_seq` grows, it is due now.

        Safe to repeat: what matters is that it grew after the thing was stored.
        """
        marks = documents.plain({"touched_at": now, **(fields or {})})
        update: Document = {"$inc": {"inbound_seq": 1}, "$set": marks}
        if "wake_at" not in marks:  # servers refuse a field that two operators change
            update["$min"] = {"wake_at": now}
        found = await self._collection.find_and_update({"_id": talk_id}, update)
        return _noun(found) if found else None

    async def joined(self, talk_id: str, who: address.Address) -> None:
        """Remember that this address took part in the conversation. Safe to repeat."""
        talk = await self.get(talk_id)
        if talk is None or any(each.key == who.key for each in talk.participants):
            return
        await self._collection.update_one({"_id": talk_id}, {"$push": {"participants": documents.to_document(who)}})

    async def forget(self, talk_id: str, who: address.Address) -> None:
        """Remember no more that this address took part in a conversation of somebody else. Safe to repeat."""
        while (talk := await self.get(talk_id)) is not None:
            left = [each for each in talk.participants if each.key != who.key]
            answer_to = None if talk.answer_to is not None and talk.answer_to.key == who.key else talk.answer_to
            fields = documents.plain({"participants": left, "answer_to": answer_to})
            # A participant who joins meanwhile has raised `inbound_seq` before.
            where = {"_id": talk_id, "inbound_seq": talk.inbound_seq}
            if await self._collection.update_one(where, {"$set": fields}):
                return

    async def threaded(self, talk_id: str, fields: dict[str, Any]) -> None:
        """Note what was sent or received last: `last_message_id`, `references`, `subject`, counters."""
        await self._collection.update_one({"_id": talk_id}, {"$set": documents.plain(fields)})

    async def board(self, talk_id: str, item: str, instead_of: str = "") -> bool:
        """Make `item` the one item of this conversation on its way; False while another one is."""
        return await self._collection.update_one({"_id": talk_id, "flight": instead_of}, {"$set": {"flight": item}})

    async def boarded(self, talk_id: str) -> str:
        """The id of the item on its way, or ""."""
        found = await self._collection.find_one({"_id": talk_id})
        return str(found.get("flight", "")) if found else ""

    async def land(self, talk_id: str, item: str, fields: dict[str, Any] | None = None) -> None:
        """The item is on its way no more."""
        await self._collection.update_one(
            {"_id": talk_id, "flight": item}, {"$set": {**documents.plain(fields or {}), "flight": ""}}
        )

    async def next_wake(self) -> datetime.datetime | None:
        """When the next free conversation is due, for a script's clock; None when none ever is."""
        found = await self._collection.find({"lease_owner": ""}, sort=(("wake_at", 1),), limit=1)
        if not found or found[0]["wake_at"].year >= conversation.NEVER.year:
            return None
        moment: datetime.datetime = found[0]["wake_at"]
        return moment

    async def busy(self) -> bool:
        """Whether any conversation is being worked on."""
        return await self._collection.find_one({"lease_owner": {"$gt": ""}}) is not None

    async def erase(self, contact_id: str, fields: dict[str, Any]) -> None:
        """Take the personal fields out of all conversations of a contact."""
        await self._collection.update_many({"contact": contact_id}, {"$set": documents.plain(fields)})
