"""The `accounts` collection: mailboxes, how far each was read, and who is reading it."""

import hashlib
from typing import Any

from services.core.domain import account, telegram_policy
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index
from services.core.store.leases import Held

NAME = "accounts"
INDEXES = (Index((("receiver", 1),)),)
_STORE_ONLY = (
    "checkpoints",
    "receiver",
    "receiver_fence",
    "receiver_beat",
    "kept_token",
    "businesses",
    "box",
    "peers",
    "conduct",
)
_RUNTIME = ("state", "why", "since", "checked_at", "check_wanted_at", "touches_stopped")


def _noun(document: Document) -> account.Account:
    return documents.to_noun(account.Account, document, drop=_STORE_ONLY)


def _folder_key(folder: str, uidvalidity: int) -> str:
    return f"{_field(folder)}_{uidvalidity}"


def _field(name: str) -> str:
    # Names that others have chosen may hold dots and dollars, which field names may not.
    return hashlib.sha256(name.encode()).hexdigest()[:16]


class Accounts:
    """Mailboxes that we send from and read."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, mailbox: account.Account) -> bool:
        """Add the account or write its settings over the stored ones; its state, its marks and `since` stay. True when new."""
        document = documents.to_document(mailbox)
        key = {"_id": document.pop("_id")}
        if await self._collection.find_one(key) is None:
            fresh = {**key, **document, "receiver": "", "receiver_fence": 0, "receiver_beat": 0, "checkpoints": {}}
            await self._collection.insert(fresh)
            return True
        settings = {name: value for name, value in document.items() if name not in _RUNTIME}
        await self._collection.update_one(key, {"$set": settings})
        return False

    async def get(self, account_id: str) -> account.Account | None:
        """The account of this id, or None."""
        found = await self._collection.find_one({"_id": account_id})
        return _noun(found) if found else None

    async def all(self) -> list[account.Account]:
        """Every account, by id."""
        return [_noun(each) for each in await self._collection.find({}, sort=(("_id", 1),))]

    async def mark(self, account_id: str, fields: dict[str, Any]) -> None:
        """Write runtime marks: state, why, checked_at, check_wanted_at."""
        await self._collection.update_one({"_id": account_id}, {"$set": documents.plain(fields)})

    async def kept_token(self, account_id: str) -> str:
        """The refresh token that the provider gave us in place of the configured one, sealed, or ""."""
        found = await self._collection.find_one({"_id": account_id})
        return str((found or {}).get("kept_token", ""))

    async def keep_token(self, account_id: str, sealed: str) -> None:
        """Keep a refresh token that the provider gave us; it outlives the account's settings being written anew."""
        await self._collection.update_one({"_id": account_id}, {"$set": {"kept_token": sealed}})

    async def keep_business(self, account_id: str, connection: str, owner: int, is_good: bool) -> None:
        """Keep whose chats a business connection opens to this bot, and whether it may answer in them."""
        kept = {"connection": connection, "owner": owner, "is_good": is_good}
        await self._collection.update_one({"_id": account_id}, {"$set": {f"businesses.{_field(connection)}": kept}})

    async def business(self, account_id: str, connection: str) -> tuple[int, bool] | None:
        """The owner of a business connection and whether it is good, or None where it is not known."""
        found = await self._collection.find_one({"_id": account_id})
        kept = (found or {}).get("businesses", {}).get(_field(connection))
        return (int(kept["owner"]), bool(kept["is_good"])) if kept else None

    async def checkpoint(self, account_id: str, folder: str, uidvalidity: int) -> int | None:
        """The last UID that was read in this folder, or None before its first reading."""
        found = await self._collection.find_one({"_id": account_id})
        value = (found or {}).get("checkpoints", {}).get(_folder_key(folder, uidvalidity))
        return int(value) if value is not None else None

    async def advance(self, account_id: str, folder: str, uidvalidity: int, uid: int) -> None:
        """Move the checkpoint forward; never back."""
        field = f"checkpoints.{_folder_key(folder, uidvalidity)}"
        await self._collection.update_one({"_id": account_id}, {"$max": {field: uid}})

    async def box(self, account_id: str) -> dict[str, Any] | None:
        """How far a person's Telegram account was read, or None before its first reading."""
        found = await self._collection.find_one({"_id": account_id})
        return (found or {}).get("box")

    async def keep_box(self, account_id: str, owner: str, fence: int, position: dict[str, Any]) -> bool:
        """Keep how far it was read; False when somebody else reads it by now."""
        where = {"_id": account_id, "receiver": owner, "receiver_fence": fence}
        return await self._collection.update_one(where, {"$set": {"box": documents.plain(position)}})

    async def peer(self, account_id: str, user_id: int) -> int | None:
        """The access hash by which this account addresses somebody on Telegram, or None."""
        found = await self._collection.find_one({"_id": account_id})
        value = (found or {}).get("peers", {}).get(str(user_id))
        return int(value) if value is not None else None

    async def keep_peers(self, account_id: str, hashes: dict[int, int]) -> None:
        """Keep how people are addressed by this account."""
        if hashes:
            fields = {f"peers.{user_id}": value for user_id, value in hashes.items()}
            await self._collection.update_one({"_id": account_id}, {"$set": fields})

    async def forget_peer(self, user_id: int) -> None:
        """No account knows any more how this person is addressed."""
        for each in await self._collection.find({}):
            if str(user_id) in each.get("peers", {}):
                await self._collection.update_one({"_id": each["_id"]}, {"$unset": {f"peers.{user_id}": ""}})

    async def conduct(self, account_id: str) -> telegram_policy.Conduct | None:
        """What a person's Telegram account did lately, or None before its first login."""
        found = await self._collection.find_one({"_id": account_id})
        kept = (found or {}).get("conduct")
        return documents.to_noun(telegram_policy.Conduct, kept) if kept else None

    async def keep_conduct(self, account_id: str, conduct: telegram_policy.Conduct) -> None:
        """Keep what the account did."""
        fields = {"conduct": documents.to_document(conduct)}
        await self._collection.update_one({"_id": account_id}, {"$set": fields})

    async def receive_as(self, account_id: str, owner: str) -> int | None:
        """Become the one receiver of this account; the fence, or None while somebody else is."""
        found = await self._collection.find_and_update(
            {"_id": account_id, "receiver": ""},
            {"$set": {"receiver": owner}, "$inc": {"receiver_fence": 1, "receiver_beat": 1}},
        )
        return int(found["receiver_fence"]) if found else None

    async def receiving(self, account_id: str, owner: str, fence: int) -> account.Account | None:
        """Show that the receiver is alive, and see the account; None when it is somebody else's by now."""
        found = await self._collection.find_and_update(
            {"_id": account_id, "receiver": owner, "receiver_fence": fence}, {"$inc": {"receiver_beat": 1}}
        )
        return _noun(found) if found else None

    async def stop_receiving(self, account_id: str, owner: str) -> None:
        """Give the receiver's place back."""
        await self._collection.update_one({"_id": account_id, "receiver": owner}, {"$set": {"receiver": ""}})

    async def receivers(self) -> list[Held]:
        """Who receives what, for watching."""
        found = await self._collection.find({"receiver": {"$gt": ""}})
        return [Held(each["_id"], each["receiver"], each["receiver_fence"], each["receiver_beat"]) for each in found]

    async def free(self, held: Held) -> bool:
        """Take the receiver's place from an owner who was watched to be dead."""
        return await self._collection.update_one(
            {"_id": held.id, "receiver": held.owner, "receiver_fence": held.fence, "receiver_beat": held.beat},
            {"$set": {"receiver": ""}},
        )
