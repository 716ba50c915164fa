"""The `outbox` collection: each move between states is one conditional update, by state and fence.

It makes the moves; when to make them is the sender's, the resolver's and the operator's business.
The rule that a message may go out twice only with a flag lives in these conditions:
what was in `sending` never goes back to `queued` but by `deferred` (the server refused before or at the
final dot) or by `resend` (at most once, flagged, for answers).
"""

import datetime
from typing import Any

from services.core import errors
from services.core.domain import outbox_item
from services.core.domain.outbox_item import State
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index
from services.core.store.leases import Held

NAME = "outbox"
INDEXES = (
    Index((("state", 1), ("account", 1), ("due_at", 1))),
    Index((("conversation", 1), ("state", 1), ("kind", 1), ("inbound_seq", 1))),
    Index((("message_id", 1),), unique=True),
    Index((("reference", 1),), unique=True),
    Index((("created_at", 1),)),
    Index((("gathers", 1),)),
)
_STORE_ONLY = ("lease_beat", "mime", "searches", "sending_at", "parts_sent")


def _noun(document: Document) -> outbox_item.OutboxItem:
    return documents.to_noun(outbox_item.OutboxItem, document, drop=_STORE_ONLY)


class Outbox:
    """Words on their way out."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, item: outbox_item.OutboxItem) -> bool:
        """Put an item in; False when the same cause has put it in before (that is success, too).

        Raises `errors.Duplicate` when the id is taken by another cause.
        """
        extra = {"lease_beat": 0, "searches": 0, "mime": None}
        try:
            await self._collection.insert({**documents.to_document(item), **extra})
        except errors.Duplicate:
            other = await self.get(item.id)
            if other is None or other.cause != item.cause:
                raise
            return False
        return True

    async def get(self, item_id: str) -> outbox_item.OutboxItem | None:
        """The item of this id, or None."""
        found = await self._collection.find_one({"_id": item_id})
        return _noun(found) if found else None

    async def by_message_id(self, message_ids: tuple[str, ...]) -> outbox_item.OutboxItem | None:
        """The latest item that carried one of these Message-IDs, or None."""
        found = await self._collection.find({"message_id": {"$in": list(message_ids)}})
        newest = max(found, key=lambda each: each["created_at"], default=None)
        return _noun(newest) if newest else None

    async def by_reference(self, reference: str) -> outbox_item.OutboxItem | None:
        """The item with this reference of ours, or None."""
        found = await self._collection.find_one({"reference": reference})
        return _noun(found) if found else None

    async def by_references(self, references: list[str]) -> dict[str, outbox_item.OutboxItem]:
        """Those of our references that the outbox knows, with their items."""
        found = await self._collection.find({"reference": {"$in": references}})
        return {each.reference: each for each in map(_noun, found)}

    async def of_conversation(self, talk_id: str) -> list[outbox_item.OutboxItem]:
        """All items of a conversation, the oldest first."""
        found = [_noun(each) for each in await self._collection.find({"conversation": talk_id})]
        return sorted(found, key=lambda each: (each.created_at, each.id))

    async def in_states(self, *states: State, limit: int = 0) -> list[outbox_item.OutboxItem]:
        """All items in one of these states."""
        where = {"state": {"$in": [state.value for state in states]}}
        return [_noun(each) for each in await self._collection.find(where, limit=limit)]

    async def pending(self, talk_id: str, *states: State) -> list[outbox_item.OutboxItem]:
        """The items of a conversation in one of these states."""
        where = {"conversation": talk_id, "state": {"$in": [state.value for state in states]}}
        return [_noun(each) for each in await self._collection.find(where)]

    async def queued_of(self, account_id: str, limit: int) -> int:
        """How many items of an account wait to be sent, counted up to a limit."""
        where = {"state": State.QUEUED.value, "account": account_id}
        return len(await self._collection.find(where, limit=limit))

    async def claim(self, accounts: list[str], owner: str, now: datetime.datetime) -> outbox_item.OutboxItem | None:
        """queued → leased: the item of these accounts that is due the longest, or None. The fence grows."""
        found = await self._collection.find_and_update(
            {"state": State.QUEUED.value, "account": {"$in": accounts}, "due_at": {"$lte": now}},
            {
                "$set": {"state": State.LEASED.value, "owner": owner},
                "$inc": {"fence": 1, "attempts": 1, "lease_beat": 1},
            },
            sort=(("due_at", 1),),
        )
        return _noun(found) if found else None

    async def _move(self, item: outbox_item.OutboxItem, source: State, fields: Document, fenced: bool = True) -> bool:
        where: Document = {"_id": item.id, "state": source.value}
        if fenced:
            where["fence"] = item.fence
        return await self._collection.update_one(where, {"$set": documents.plain(fields)})

    async def mime(self, item: outbox_item.OutboxItem) -> bytes | None:
        """The bytes built for this item, if they were."""
        found = await self._collection.find_one({"_id": item.id})
        return bytes(found["mime"]) if found and found.get("mime") else None

    async def part_sent(self, item: outbox_item.OutboxItem, count: int) -> bool:
        """So many parts of a message that goes out in several have arrived; no resend repeats them."""
        return await self._move(item, State.SENDING, {"parts_sent": count})

    async def parts_sent(self, item: outbox_item.OutboxItem) -> int:
        """How many parts of the message have arrived."""
        found = await self._collection.find_one({"_id": item.id})
        return int((found or {}).get("parts_sent", 0))

    async def beat(self, item: outbox_item.OutboxItem) -> bool:
        """Show that the owner is alive."""
        where = {"_id": item.id, "fence": item.fence, "owner": item.owner}
        return await self._collection.update_one(where, {"$inc": {"lease_beat": 1}})

    async def sending(self, item: outbox_item.OutboxItem, now: datetime.datetime, mime: bytes = b"") -> bool:
        """leased → sending: written before the first byte of the body; False when it is not ours any more.

        The bytes are kept until the item is final, so that a resend is the same bytes.
        """
        kept = {"mime": mime} if mime else {}
        return await self._move(item, State.LEASED, {"state": State.SENDING, "sending_at": now, **kept})

    async def sent(self, item: outbox_item.OutboxItem, now: datetime.datetime, why: str = "") -> bool:
        """sending, unknown or review → sent. A server's yes is a fact: it wins whatever the fence.

        It also stops a resend that waits (queued or leased again): the first attempt had arrived after all.
        """
        fields = documents.plain({"state": State.SENT, "sent_at": now, "why": why, "mime": None, "owner": ""})
        uncertain = [State.SENDING.value, State.UNKNOWN.value, State.REVIEW.value]
        if await self._collection.update_one({"_id": item.id, "state": {"$in": uncertain}}, {"$set": fields}):
            return True
        late = [state.value for state in outbox_item.LATE_YES]
        waiting = {"_id": item.id, "state": {"$in": late}, "resends": 1}
        return await self._collection.update_one(waiting, {"$set": fields})

    async def deferred(self, item: outbox_item.OutboxItem, due_at: datetime.datetime, why: str) -> bool:
        """leased or sending → queued: it certainly was not accepted; try again at `due_at`."""
        where = {
            "_id": item.id,
            "state": {"$in": [State.LEASED.value, State.SENDING.value]},
            "fence": item.fence,
        }
        fields = documents.plain({"state": State.QUEUED, "due_at": due_at, "why": why, "owner": ""})
        return await self._collection.update_one(where, {"$set": fields})

    async def postponed(
        self, item: outbox_item.OutboxItem, due_at: datetime.datetime, why: str, counted: bool = False
    ) -> bool:
        """leased → queued: a window, a cap, another item on its way. Not an attempt, unless `counted`."""
        fields = documents.plain({"state": State.QUEUED, "due_at": due_at, "why": why, "owner": ""})
        update: Document = {"$set": fields} if counted else {"$set": fields, "$inc": {"attempts": -1}}
        return await self._collection.update_one(
            {"_id": item.id, "state": State.LEASED.value, "fence": item.fence}, update
        )

    async def failed(self, item: outbox_item.OutboxItem, why: str) -> bool:
        """leased or sending → failed: the server refused for good, or we gave up before any body byte."""
        where = {
            "_id": item.id,
            "state": {"$in": [State.LEASED.value, State.SENDING.value]},
            "fence": item.fence,
        }
        fields = documents.plain({"state": State.FAILED, "why": why, "mime": None, "owner": ""})
        return await self._collection.update_one(where, {"$set": fields})

    async def cancelled_at_gate(self, item: outbox_item.OutboxItem, why: str, superseded: bool = False) -> bool:
        """sending → cancelled: the gate said no and no byte of the body was written."""
        fields = {"state": State.CANCELLED, "why": why, "superseded": superseded, "mime": None, "owner": ""}
        return await self._move(item, State.SENDING, fields)

    async def expired(self, item: outbox_item.OutboxItem, why: str) -> bool:
        """leased → expired: its time had passed before it could go."""
        fields = {"state": State.EXPIRED, "why": why, "mime": None, "owner": ""}
        return await self._move(item, State.LEASED, fields)

    async def uncertain(self, item: outbox_item.OutboxItem, why: str) -> bool:
        """sending → unknown: the connection was lost after the body had begun."""
        return await self._move(item, State.SENDING, {"state": State.UNKNOWN, "why": why, "owner": ""})

    async def searched(self, item: outbox_item.OutboxItem) -> int:
        """Count one fruitless search for evidence; how many there were."""
        found = await self._collection.find_and_update(
            {"_id": item.id, "state": State.UNKNOWN.value}, {"$inc": {"searches": 1}}
        )
        return int(found["searches"]) if found else 0

    async def to_review(self, item: outbox_item.OutboxItem, why: str) -> bool:
        """unknown → review: no evidence was found; a person decides."""
        return await self._move(item, State.UNKNOWN, {"state": State.REVIEW, "why": why}, fenced=False)

    async def resend(self, item: outbox_item.OutboxItem, now: datetime.datetime, why: str) -> bool:
        """unknown or review → queued, at most once and flagged: the same bytes once more."""
        where = {
            "_id": item.id,
            "state": {"$in": [State.UNKNOWN.value, State.REVIEW.value]},
            "resends": 0,
        }
        fields = {"state": State.QUEUED, "due_at": now, "why": why, "maybe_duplicate": True, "resends": 1}
        return await self._collection.update_one(where, {"$set": documents.plain(fields)})

    async def cancel(self, item_id: str, why: str, superseded: bool = False) -> bool:
        """held, queued, leased or review → cancelled, by an operator or a rule; `superseded`: it is to be made anew."""
        states = [State.HELD.value, State.QUEUED.value, State.LEASED.value, State.REVIEW.value]
        fields = documents.plain({"state": State.CANCELLED, "why": why, "superseded": superseded, "mime": None})
        return await self._collection.update_one({"_id": item_id, "state": {"$in": states}}, {"$set": fields})

    async def cancel_all(self, talk_id: str, why: str, superseded: bool = False, before: int | None = None) -> int:
        """held, queued or leased → cancelled, all of a conversation: the client wrote, or wants silence.

        What the channel itself says stays: the gate lets through what may still be said. With `before` only what was
        written when `inbound_seq` was lower: an answer to the newest message stays.
        """
        states = [State.HELD.value, State.QUEUED.value, State.LEASED.value]
        fields = documents.plain({"state": State.CANCELLED, "why": why, "superseded": superseded, "mime": None})
        kinds = sorted(kind.value for kind in outbox_item.OVERTAKEN)
        where: Document = {"conversation": talk_id, "state": {"$in": states}, "kind": {"$in": kinds}}
        if before is not None:
            where["inbound_seq"] = {"$lt": before}
        return await self._collection.update_many(where, {"$set": fields})

    async def approve(
        self, item: outbox_item.OutboxItem, due_at: datetime.datetime, fields: dict[str, Any] | None = None
    ) -> bool:
        """held → queued, if it still is what was shown: the same words to the same address."""
        where = {"_id": item.id, "state": State.HELD.value, "text": item.text, "to.base": item.to.base}
        update = documents.plain({**(fields or {}), "state": State.QUEUED, "due_at": due_at, "why": "approved"})
        return await self._collection.update_one(where, {"$set": update})

    async def is_gathered(self, item_id: str) -> bool:
        """Whether a notice was put into a gathered one."""
        return await self._collection.find_one({"gathers": item_id}) is not None

    async def gather(self, waiting: outbox_item.OutboxItem, gathers: tuple[str, ...], subject: str, text: str) -> bool:
        """Put one more notice into a gathered one; False when that changed meanwhile, or is on its way."""
        where = {"_id": waiting.id, "state": State.QUEUED.value, "text": waiting.text}
        fields = documents.plain({"gathers": gathers, "subject": subject, "text": text})
        return await self._collection.update_one(where, {"$set": fields})

    async def held_leases(self) -> list[Held]:
        """Items that a worker holds, for watching."""
        where = {"state": {"$in": [State.LEASED.value, State.SENDING.value]}}
        found = await self._collection.find(where)
        return [Held(each["_id"], each["owner"], each["fence"], each["lease_beat"]) for each in found]

    async def free(self, held: Held) -> State | None:
        """A dead owner's item: leased → queued, sending → unknown. The new state, or None if it moved."""
        key = {"_id": held.id, "fence": held.fence, "lease_beat": held.beat}
        back: Document = {"$set": {"state": State.QUEUED.value, "owner": "", "why": "its sender died before sending"}}
        if await self._collection.update_one({**key, "state": State.LEASED.value}, {**back, "$inc": {"fence": 1}}):
            return State.QUEUED
        lost: Document = {
            "$set": {"state": State.UNKNOWN.value, "owner": "", "why": "its sender died while sending"},
            "$inc": {"fence": 1},
        }
        if await self._collection.update_one({**key, "state": State.SENDING.value}, lost):
            return State.UNKNOWN
        return None

    async def count(self, state: State) -> int:
        """How many items are in a state."""
        return await self._collection.count({"state": state.value})

    async def first_due(self, account_id: str) -> datetime.datetime | None:
        """When the first queued item of an account is or was due; None when nothing is queued there."""
        where = {"state": State.QUEUED.value, "account": account_id}
        found = await self._collection.find_one(where, sort=(("due_at", 1),))
        return found["due_at"] if found else None

    async def next_due(self) -> datetime.datetime | None:
        """When the next queued item is due, for a script's clock; None when nothing is queued."""
        found = await self._collection.find({"state": State.QUEUED.value})
        return min((each["due_at"] for each in found), default=None)

    async def recent(self, limit: int = 50) -> list[outbox_item.OutboxItem]:
        """The newest items first."""
        found = await self._collection.find({}, sort=(("created_at", -1),), limit=limit)
        return [_noun(each) for each in found]

    async def move(self, item: outbox_item.OutboxItem, talk_id: str, contact_id: str, moved: tuple[str, ...]) -> None:
        """Into another conversation, whatever its state; one that has been moved meanwhile stays."""
        where = {"_id": item.id, "conversation": item.conversation}
        fields = {"conversation": talk_id, "contact": contact_id, "moved": list(moved)}
        await self._collection.update_one(where, {"$set": fields})

    async def seen_at(self, item: outbox_item.OutboxItem, inbound_seq: int) -> None:
        """What may have been delivered counts as written when the conversation had come this far: its one flagged
        resend is not taken for overtaken by an operator's act.
        """
        states = [state.value for state in outbox_item.MAYBE_DELIVERED]
        where = {"_id": item.id, "state": {"$in": states}}
        await self._collection.update_one(where, {"$set": {"inbound_seq": inbound_seq}})

    async def notices_about(self, begins: str) -> list[outbox_item.OutboxItem]:
        """Mails to operators whose cause begins so: with a conversation's id, or a turn's, and a colon."""
        found: dict[str, outbox_item.OutboxItem] = {}
        for kind in ("", "dropped:", "held:", "review:"):
            first = f"notice:{kind}{begins}:"
            between = {"$gte": first, "$lt": f"{first[:-1]};"}  # the character after the colon
            for each in await self._collection.find({"_id": between}):
                found[str(each["_id"])] = _noun(each)
            # One number may be above the first bound and another below the second: it is looked at again.
            for each in await self._collection.find({"gathers": between}):
                if any(name.startswith(first) for name in each["gathers"]):
                    found[str(each["_id"])] = _noun(each)
        return list(found.values())

    async def erase_one(self, item_id: str, fields: dict[str, Any]) -> None:
        """Take the personal fields out of one item."""
        await self._collection.update_one({"_id": item_id}, {"$set": documents.plain(fields)})

    async def erase(self, talk_id: str, fields: dict[str, Any]) -> None:
        """Take the personal fields out of all items of a conversation."""
        await self._collection.update_many({"conversation": talk_id}, {"$set": documents.plain(fields)})
