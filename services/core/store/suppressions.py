"""The `suppressions` collection: who is never written to, by keyed hash, checked before every message.

Keys come from settings, never from here. A canary record tells a wrong key at the start. Old keys stay for
checking after a rotation; new records are written under the newest.
"""

import datetime
import hashlib
import hmac

from services.core import errors
from services.core.domain import address, suppression
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "suppressions"
INDEXES = (Index((("at", 1),)),)
_CANARY = "canary"


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
        """Compare our key with the database's; a database without suppressions takes ours.

        Raises `errors.WrongKey` when the database was made with another key.
        """
        wanted = self._ids(_CANARY, _CANARY)
        if await self._collection.find_one({"_id": {"$in": wanted}}) is not None:
            return
        if await self._collection.find_one({}) is not None:
            raise errors.WrongKey(
                "the suppression key does not belong to this database: nothing will be sent",
                hint="set SUPPRESSION_KEY_FILE to the key that this database was started with",
                field="SUPPRESSION_KEY_FILE",
            )
        await self._insert(suppression.Suppression(id=wanted[0], reason=suppression.Reason.SEED, at=now))

    async def _insert(self, entry: suppression.Suppression) -> bool:
        try:
            await self._collection.insert(documents.to_document(entry))
        except errors.Duplicate:
            return False
        return True

    async def add(self, who: address.Address, reason: suppression.Reason, now: datetime.datetime, by: str = "") -> bool:
        """Never write to this address again; False when that was so already."""
        if await self.of(who) is not None:
            return False
        entry_id = self._ids(str(who.channel), who.base)[0]
        return await self._insert(suppression.Suppression(id=entry_id, reason=reason, at=now, by=by))

    async def add_domain(self, domain: str, reason: suppression.Reason, now: datetime.datetime, by: str = "") -> bool:
        """Never write to any address at this mail domain; False when that was so already."""
        base = address.base_of_email(f"anyone@{domain}").partition("@")[2]
        entry_id = self._ids("domain", base)[0]
        return await self._insert(suppression.Suppression(id=entry_id, reason=reason, at=now, by=by))

    async def of(self, *who: address.Address) -> suppression.Suppression | None:
        """Why one of these addresses is suppressed, or None when none is."""
        ids = [each_id for each in who for each_id in self._ids(str(each.channel), each.base)]
        for domain in {each.domain for each in who if each.domain}:
            ids += self._ids("domain", domain)
        found = await self._collection.find_one({"_id": {"$in": ids}}) if ids else None
        return documents.to_noun(suppression.Suppression, found) if found else None

    async def lift(self, who: address.Address) -> int:
        """Allow writing again (the client's own /start, or an operator with a new consent); how many records.

        Only `stop` and `operator` records are lifted: a dead address stays dead, an erased person erased.
        """
        liftable = [suppression.Reason.STOP.value, suppression.Reason.OPERATOR.value]
        ids = self._ids(str(who.channel), who.base)
        return await self._collection.delete({"_id": {"$in": ids}, "reason": {"$in": liftable}})

    async def count(self) -> int:
        """How many records there are, the canary not counted."""
        return max(0, await self._collection.count({}) - 1)
