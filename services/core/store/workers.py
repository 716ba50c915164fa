"""The `workers` collection: heartbeats, so that people see who runs, and installations refuse each other."""

import datetime
from typing import Any

from services.core.store import documents
from services.core.store.engine import Collection, Document, Index

NAME = "workers"
INDEXES: tuple[Index, ...] = ()


class Workers:
    """Processes at work."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def beat(self, worker_id: str, service: str, now: datetime.datetime, **fields: Any) -> None:
        """Say that this worker is alive, with what it likes to show."""
        marks = documents.plain({"service": service, "at": now, **fields})
        await self._collection.update_one({"_id": worker_id}, {"$set": marks}, upsert=True)

    async def gone(self, worker_id: str) -> None:
        """This worker has stopped in good order."""
        await self._collection.delete({"_id": worker_id})

    async def all(self) -> list[Document]:
        """Every worker, by id."""
        return await self._collection.find({}, sort=(("_id", 1),))
