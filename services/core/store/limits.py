"""The `limits` collection: counters that are taken before they are used, so that two cannot both take the last."""

import contextlib
import datetime

from services.core import errors
from services.core.store.engine import Collection, Index

NAME = "limits"
INDEXES: tuple[Index, ...] = ()


def of_day(kind: str, account_id: str, day: datetime.date) -> str:
    """The name of an account's counter of a day: `touches:main:2026-11-23`; kinds are touches, bounces, complaints."""
    return f"{kind}:{account_id}:{day:%Y-%m-%d}"


class Limits:
    """Counters by name, such as `main:2026-11-23`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def take(self, name: str, most: int) -> bool:
        """Take one of `most`; False when none is left."""
        if most <= 0:
            return False
        where, one_more = {"_id": name, "n": {"$lt": most}}, {"$inc": {"n": 1}}
        try:
            await self._collection.find_and_update(where, one_more, upsert=True)
        except errors.Duplicate:
            # Full, or somebody else made the counter a moment ago: only a look without making tells which.
            return await self._collection.update_one(where, one_more)
        return True

    async def take_for(self, name: str, most: int, cause: str) -> bool:
        """Take one of `most` for a cause; False when none is left. The same cause takes the same one again."""
        while True:
            found = await self._collection.find_one({"_id": name})
            if found is None:
                with contextlib.suppress(errors.Duplicate):  # somebody else made it a moment ago
                    await self._collection.insert({"_id": name, "n": 0, "causes": []})
                continue
            if cause in found.get("causes", ()):
                return True
            if found["n"] >= most:
                return False
            taken = {"$inc": {"n": 1}, "$push": {"causes": cause}}
            if await self._collection.update_one({"_id": name, "n": found["n"]}, taken):
                return True

    async def give_back(self, name: str) -> None:
        """Give one back that was taken and not used."""
        await self._collection.update_one({"_id": name, "n": {"$gt": 0}}, {"$inc": {"n": -1}})

    async def add(self, name: str) -> int:
        """Count one without a limit; how many there are now."""
        try:
            found = await self._collection.find_and_update({"_id": name}, {"$inc": {"n": 1}}, upsert=True)
        except errors.Duplicate:
            # Somebody else made the counter a moment ago: it is there now. Not every server tries again by itself.
            found = await self._collection.find_and_update({"_id": name}, {"$inc": {"n": 1}})
        return int(found["n"]) if found else 0

    async def used(self, name: str) -> int:
        """How many were taken."""
        found = await self._collection.find_one({"_id": name})
        return int(found["n"]) if found else 0

    async def pass_gap(self, name: str, now: datetime.datetime, free_at: datetime.datetime) -> bool:
        """Pass once the gap after the last one is over; the next may pass at `free_at`."""
        try:
            await self._collection.find_and_update(
                {"_id": name, "free_at": {"$lte": now}}, {"$set": {"free_at": free_at}}, upsert=True
            )
        except errors.Duplicate:
            return False
        return True

    async def gap_ends(self, name: str) -> datetime.datetime | None:
        """When the next may pass, or None when nobody has passed yet."""
        found = await self._collection.find_one({"_id": name})
        return found.get("free_at") if found else None

    async def of_week(self, kind: str, account_id: str, now: datetime.datetime) -> int:
        """How many of a kind an account has counted in the last seven days."""
        days = [now.date() - datetime.timedelta(days=ago) for ago in range(7)]
        return sum([await self.used(of_day(kind, account_id, day)) for day in days])
