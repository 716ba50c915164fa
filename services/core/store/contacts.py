"""The `contacts` collection: people, found by id or by any of their addresses."""

import datetime
from typing import Any

from services.core import errors
from services.core.domain import address, company, contact
from services.core.store import documents
from services.core.store.engine import Collection, Document, Index

NAME = "contacts"
INDEXES = (
    Index((("keys", 1),), unique=True),
    Index((("created_at", 1),)),
    Index((("domains", 1),)),
    Index((("merged_into", 1),)),
    Index((("company_keys", 1),)),
)
_STORE_ONLY = ("keys", "domains", "company_keys")


def _document(person: contact.Contact) -> Document:
    keys = [each.key for each in person.addresses if each.key not in person.borrowed]
    # A unique index counts a missing field and an empty array alike: an erased contact keeps a key of its own.
    keys = keys if not person.erased else [f"erased:{person.id}"]
    # Who was merged is found by the addresses, and by nothing else.
    domains = sorted({each.domain for each in person.addresses if each.domain and not person.merged_into})
    companies = [] if person.merged_into else list(company.keys_of(person))
    return {**documents.to_document(person), "keys": keys, "domains": domains, "company_keys": companies}


def _noun(document: Document) -> contact.Contact:
    return documents.to_noun(contact.Contact, document, drop=_STORE_ONLY)


class Contacts:
    """People we may write to."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, person: contact.Contact) -> None:
        """Add a new person. Raises `errors.Duplicate` (with `existing`) when an address is taken."""
        try:
            await self._collection.insert(_document(person))
        except errors.Duplicate as error:
            for each in person.addresses:
                other = await self.by_address(each)
                if other is not None:
                    raise errors.Duplicate(
                        f"{each.value} belongs to contact {other.id} already",
                        existing=other.id,
                        field=str(each.channel),
                        hint=f"see: client_utils show {other.id}",
                    ) from error
            raise

    async def get(self, contact_id: str) -> contact.Contact | None:
        """The person of this id, or None."""
        found = await self._collection.find_one({"_id": contact_id})
        return _noun(found) if found else None

    async def by_address(self, where: address.Address) -> contact.Contact | None:
        """The person with this address, or None; of a contact that was merged, the one it became."""
        found = await self._collection.find_one({"keys": where.key})
        return await self._followed(_noun(found)) if found else None

    async def living(self, contact_id: str) -> contact.Contact | None:
        """The person of this id, or the one it was merged into; None where there is none."""
        found = await self.get(contact_id)
        return await self._followed(found) if found else None

    async def _followed(self, person: contact.Contact) -> contact.Contact:
        seen = {person.id}
        while person.merged_into and person.merged_into not in seen:
            seen.add(person.merged_into)
            following = await self.get(person.merged_into)
            if following is None:
                break
            person = following
        return person

    async def merged_into(self, contact_id: str) -> list[contact.Contact]:
        """The contacts that were merged into this one, in the order in which it was done."""
        found = [_noun(each) for each in await self._collection.find({"merged_into": contact_id})]
        return sorted(found, key=lambda each: (each.merge.at if each.merge else each.created_at, each.id))

    async def merged(self) -> list[contact.Contact]:
        """Every contact that was merged into another."""
        return [_noun(each) for each in await self._collection.find({"merged_into": {"$gt": ""}})]

    async def save(self, person: contact.Contact) -> None:
        """Write a changed person over the stored one. Raises `errors.Duplicate` when an address is taken."""
        document = _document(person)
        del document["_id"]
        await self._collection.update_one({"_id": person.id}, {"$set": document})

    async def all(self, limit: int = 0) -> list[contact.Contact]:
        """Everybody, the newest first."""
        found = await self._collection.find({}, sort=(("created_at", -1),), limit=limit)
        return [_noun(each) for each in found]

    async def mark(self, contact_id: str, fields: dict[str, Any]) -> None:
        """Write some fields of a person, none of them an address."""
        await self._collection.update_one({"_id": contact_id}, {"$set": documents.plain(fields)})

    async def at_domain(self, domain: str) -> list[contact.Contact]:
        """Everybody with an address at this mail domain."""
        return [_noun(each) for each in await self._collection.find({"domains": domain})]

    async def at_company_of(self, person: contact.Contact) -> list[contact.Contact]:
        """Everybody of the same company, by owned mail domain or by name; the person, too, where there is a company."""
        keys = list(company.keys_of(person))
        found = await self._collection.find({"company_keys": {"$in": keys}}) if keys else []
        return [_noun(each) for each in found]

    async def created_between(self, start: datetime.datetime, end: datetime.datetime) -> list[contact.Contact]:
        """Everybody added in [start, end)."""
        found = await self._collection.find({"created_at": {"$gte": start, "$lt": end}})
        return [_noun(each) for each in found]
