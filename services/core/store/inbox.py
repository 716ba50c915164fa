"""The `inbox` collection: updates of messengers, stored as they came before they are confirmed to the sender.

An update is stored once, whoever delivers it again. What was filed keeps its key and loses its text: the message
has it now. It does not read updates.
"""

import datetime

from services.core import errors
from services.core.domain import update
from services.core.domain.update import State, Update
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "inbox"
INDEXES = (
    Index((("account", 1), ("state", 1), ("at", 1), ("number", 1))),
    Index((("state", 1), ("at", 1))),
)
MOST_CHARACTERS = 1_000_000


class Inbox:
    """Updates as they came."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, arrived: Update) -> bool:
        """Store one; False when it is there already. Raises `errors.BadInput` on one that is far too long."""
        if len(arrived.raw) > MOST_CHARACTERS:
            raise errors.BadInput(f"an update of {len(arrived.raw)} characters is not stored")
        try:
            await self._collection.insert(documents.to_document(arrived))
        except errors.Duplicate:
            return False
        return True

    async def waiting(self, account_id: str, limit: int = 100) -> list[Update]:
        """What is to be filed of an account, in the order it came."""
        where = {"account": account_id, "state": State.WAITING.value}
        found = await self._collection.find(where, sort=(("at", 1), ("number", 1)), limit=limit)
        return [documents.to_noun(Update, each) for each in found]

    async def filed(self, update_id: str) -> None:
        """It was filed: its text goes. Safe to repeat."""
        await self._collection.update_one({"_id": update_id}, {"$set": {"state": State.FILED.value, "raw": ""}})

    async def tried(self, update_id: str) -> int:
        """Count one attempt that a bug ended; how many there were."""
        found = await self._collection.find_and_update({"_id": update_id}, {"$inc": {"attempts": 1}})
        return int(found["attempts"]) if found else 0

    async def failed(self, update_id: str, why: str) -> None:
        """It cannot be filed: it is passed over, and kept for a person to look at."""
        await self._collection.update_one({"_id": update_id}, {"$set": {"state": State.FAILED.value, "why": why}})

    async def forget(self, chat: str) -> None:
        """Take the text out of what could not be filed and names this chat; the rest has lost its text already."""
        for each in await self.in_state(State.FAILED):
            if chat in each.raw:
                await self._collection.update_one({"_id": each.id}, {"$set": {"raw": ""}})

    async def in_state(self, state: update.State) -> list[Update]:
        """All updates in this state, the oldest first."""
        found = await self._collection.find({"state": state.value}, sort=(("at", 1),))
        return [documents.to_noun(Update, each) for each in found]

    async def prune(self, before: datetime.datetime) -> int:
        """Forget what was filed or had failed before this moment: no messenger delivers that again."""
        gone = 0
        for state in (State.FILED, State.FAILED):
            gone += await self._collection.delete({"state": state.value, "at": {"$lt": before}})
        return gone
