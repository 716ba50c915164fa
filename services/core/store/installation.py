"""The `installation` collection: one document about this database as a whole, and traces of mails that went out
without its knowledge (docs/decisions/0018).

It says whether nothing may leave; keeping to it is the senders' business.
"""

import datetime
from typing import Any

from services.core.domain.installation import Cause, Hold, Installation
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index

NAME = "installation"
INDEXES: tuple[Index, ...] = ()
_THIS = "installation"
_TRACE = "sent:"


class Installations:
    """This installation. `name` is its own word for itself, from the settings; "" when it has none."""

    def __init__(self, collection: Collection, name: str = "") -> None:
        self._collection = collection
        self._name = name

    async def get(self) -> Installation:
        """What is known of it; nothing yet is an installation that is not on hold."""
        found = await self._collection.find_one({"_id": _THIS})
        return documents.to_noun(Installation, found) if found else Installation()

    async def _mark(self, fields: Document) -> None:
        await self._collection.update_one({"_id": _THIS}, {"$set": documents.plain(fields)}, upsert=True)

    async def check_name(self, now: datetime.datetime) -> None:
        """A database that belongs to an installation of another name is a copy: it goes on hold."""
        if not self._name:
            return
        known = await self.get()
        if not known.name:
            await self._mark({"name": self._name})
        elif known.name != self._name and known.hold is None:
            why = f"this database belongs to the installation {known.name!r}, and this one is {self._name!r}"
            await self.put_on_hold(Cause.FOREIGN, why, now)

    async def put_on_hold(self, cause: Cause, why: str, now: datetime.datetime, by: str = "") -> bool:
        """Nothing leaves from now on; False when that was so already (the first reason stays)."""
        if (await self.get()).hold is not None:
            return False
        await self._mark({"hold": Hold(cause=cause, why=why, since=now, by=by)})
        return True

    async def release(self) -> None:
        """Messages may leave again, and the database takes the name that we go by."""
        await self._mark({"hold": None, **({"name": self._name} if self._name else {})})

    async def begin_restoring(self, now: datetime.datetime, backup_at: datetime.datetime, by: str) -> None:
        """Before the first document is written: on hold, and half-done until `end_restoring`."""
        why = f"restored from the backup of {backup_at:%Y-%m-%d %H:%M} UTC"
        hold = Hold(cause=Cause.RESTORED, why=why, since=now, by=by)
        await self._mark({"is_restoring": True, "hold": hold, "backup_at": backup_at})

    async def end_restoring(self) -> None:
        """The restore is whole."""
        await self._mark({"is_restoring": False})

    async def saw(self, reference: str, fields: dict[str, Any]) -> bool:
        """A mail with this mark of ours went out without our knowledge; False when it was seen before."""
        key = {"_id": f"{_TRACE}{reference}"}
        if await self._collection.find_one(key) is not None:
            return False
        await self._collection.update_one(key, {"$set": documents.plain(fields)}, upsert=True)
        await self._mark({"has_traces": True})
        return True

    async def has_seen(self, reference: str) -> bool:
        """Whether a mail with this mark went out without our knowledge."""
        return await self._collection.find_one({"_id": f"{_TRACE}{reference}"}) is not None
