"""The `suppressions` collection: who is never written to, by keyed hash, checked before every message.

Keys come from settings, never from here. Every key that wrote here has left a canary, and a process must have
all of them: one that lacks a key would not see what was written under it. Old keys stay for checking after a
rotation; new records are written under the newest.
"""

import datetime
import hashlib
import hmac

from services.core import errors
from services.core.domain import address, suppression
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "suppressions"
INDEXES = (Index((("at", 1),)), Index((("canary", 1),)))
CANARY = "canary"
LIFTABLE = frozenset({suppression.Reason.STOP, suppression.Reason.OPERATOR})


class Suppressions:
    """Addresses and domains we keep silent towards. `keys` are (key id, secret), the newest first."""

    def __init__(self, collection: Collection, keys: tuple[tuple[str, bytes], ...]) -> None:
        self._collection = collection
        self._keys = keys

    def _ids(self, kind: str, base: str) -> list[str]:
        return [
            f"{key_id}:{kind}:{hmac.new(secret, f'{kind}:{base}'.encode(), hashlib.sha256).hexdigest()}"
            for key_id, secret in self._keys
        ]

    async def check_key(self, now: datetime.datetime) -> None:
        """Compare our keys with the database's; a database without suppressions takes our newest.

        Raises `errors.WrongKey` when the database was made with another key, or rotated to one that we lack.
        """
        ours = self._ids(CANARY, CANARY)
        left = {str(each["_id"]) for each in await self._collection.find({CANARY: True})}
        self.check_canaries(left, bool(left) or await self._collection.find_one({}) is not None)
        if ours[0] not in left:
            canary = suppression.Suppression(id=ours[0], reason=suppression.Reason.SEED, at=now)
            await self._insert(canary, is_canary=True)

    def check_canaries(self, left: set[str], is_used: bool) -> None:
        """Whether we have every key that left one of these canaries. `is_used`: there are records at all.

        Raises `errors.WrongKey`.
        """
        if left - set(self._ids(CANARY, CANARY)):
            raise errors.WrongKey(
                "the suppression keys do not belong to this database, or one is missing: nothing will be sent",
                hint="SUPPRESSION_KEY_FILE must hold every key that this database was used with, the newest first",
                field="SUPPRESSION_KEY_FILE",
            )
        if is_used and not left:
            raise errors.WrongKey(
                "this database has suppressions and no sign of their key: nothing will be sent",
                hint="the mark is missing from the collection `suppressions`: restore it from a backup",
                field="SUPPRESSION_KEY_FILE",
            )

    async def _insert(self, entry: suppression.Suppression, is_canary: bool = False) -> bool:
        mark = {CANARY: True} if is_canary else {}
        try:
            await self._collection.insert({**documents.to_document(entry), **mark})
        except errors.Duplicate:
            return False
        return True

    async def _has(self, ids: list[str]) -> bool:
        return await self._collection.find_one({"_id": {"$in": ids}}) is not None

    async def add(self, who: address.Address, reason: suppression.Reason, now: datetime.datetime, by: str = "") -> bool:
        """Never write to this address again; False when it had a record of its own already.

        The record keeps its first reason, but for an erasure: nobody's later word may lift that.
        """
        ids = self._ids(str(who.channel), who.base)
        entry = suppression.Suppression(id=ids[0], reason=reason, at=now, by=by)
        is_new = not await self._has(ids) and await self._insert(entry)
        if not is_new and reason is suppression.Reason.ERASED:
            where = {"_id": {"$in": ids}, "reason": {"$in": [each.value for each in LIFTABLE]}}
            await self._collection.update_many(where, {"$set": {"reason": reason.value, "by": by}})
        return is_new

    async def add_domain(self, domain: str, reason: suppression.Reason, now: datetime.datetime, by: str = "") -> bool:
        """Never write to any address at this mail domain; False when that was so already."""
        base = address.base_of_email(f"anyone@{domain}").partition("@")[2]
        ids = self._ids("domain", base)
        entry = suppression.Suppression(id=ids[0], reason=reason, at=now, by=by)
        return not await self._has(ids) and await self._insert(entry)

    async def of(self, *who: address.Address) -> suppression.Suppression | None:
        """Why one of these addresses is suppressed, or None when none is."""
        ids = [each_id for each in who for each_id in self._ids(str(each.channel), each.base)]
        for domain in {each.domain for each in who if each.domain}:
            ids += self._ids("domain", domain)
        found = await self._collection.find_one({"_id": {"$in": ids}}) if ids else None
        return documents.to_noun(suppression.Suppression, found) if found else None

    async def has(self, who: address.Address) -> bool:
        """Whether the address has a record of its own, whatever holds for its domain."""
        return await self._has(self._ids(str(who.channel), who.base))

    async def beyond_lifting(self, *who: address.Address) -> suppression.Suppression | None:
        """What `lift` would leave: a record of another reason, or one of the whole domain; None when nothing."""
        ids = [each_id for each in who for each_id in self._ids(str(each.channel), each.base)]
        domains = [each_id for each in who if each.domain for each_id in self._ids("domain", each.domain)]
        found = await self._collection.find({"_id": {"$in": [*ids, *domains]}}) if ids else []
        records = [documents.to_noun(suppression.Suppression, each) for each in found]
        return next((each for each in records if each.id in domains or each.reason not in LIFTABLE), None)

    async def lift(self, who: address.Address) -> int:
        """Allow writing again (the client's own /start, or an operator with a new consent); how many records.

        Only `stop` and `operator` records are lifted: a dead address stays dead, an erased person erased.
        """
        ids = self._ids(str(who.channel), who.base)
        return await self._collection.delete(
            {"_id": {"$in": ids}, "reason": {"$in": [each.value for each in LIFTABLE]}}
        )

    async def count(self) -> int:
        """How many records there are, the canaries not counted."""
        return await self._collection.count({}) - await self._collection.count({CANARY: True})
