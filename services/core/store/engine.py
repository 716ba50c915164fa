"""One face over the two engines: a MongoDB-compatible server, and the embedded one in this process.

Only the portable subset of commands is here (docs/decisions/0004). Each command passes one observer, which
tests use to hold the code to the subset and to its indexes. It knows no collection by name.
"""

import asyncio
import collections.abc
import dataclasses
from typing import Any, Protocol

import bson.errors
import pymongo.errors

from services.core import errors

Document = dict[str, Any]
Sort = tuple[tuple[str, int], ...]


@dataclasses.dataclass(frozen=True)
class Command:
    """One command as it is about to be sent."""

    collection: str
    verb: str
    filter: Document
    update: Document = dataclasses.field(default_factory=dict)
    sort: Sort = ()
    pipeline: tuple[Document, ...] = ()


@dataclasses.dataclass(frozen=True)
class Index:
    """An index: `keys` are (field, 1 or -1) in order."""

    keys: Sort
    unique: bool = False


Observer = collections.abc.Callable[[Command], None]


class Driver(Protocol):
    """What an engine must do for one collection. `call` returns the driver's own result, lists for cursors."""

    async def call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        """Carry out one command."""
        ...


# Unauthorized and AuthenticationFailed, from MongoDB's list of error codes.
_REFUSED = frozenset({13, 18})


def unobserved(_: Command) -> None:
    """The observer in production: none."""


class Collection:
    """A collection in domain-neutral words.

    Raises `errors.Duplicate`, `errors.StoreUnavailable`, `errors.BadInput` for what cannot be stored, and
    `errors.BadSetting` where the database refuses our login or our rights; all else is a bug.
    """

    def __init__(self, name: str, driver: Driver, observe: Observer = unobserved) -> None:
        self.name = name
        self._driver = driver
        self._observe = observe

    async def _call(self, command: Command, verb: str, *arguments: Any, **options: Any) -> Any:
        self._observe(command)
        try:
            return await self._driver.call(verb, *arguments, **options)
        except pymongo.errors.DuplicateKeyError as error:
            raise errors.Duplicate(f"{self.name}: the key exists already") from error
        except (pymongo.errors.ConnectionFailure, pymongo.errors.WaitQueueTimeoutError) as error:
            raise errors.StoreUnavailable(str(error)) from error
        except RuntimeError as error:
            # PyMongo's own lock may complain while the failure of a selection is on its way out.
            if not isinstance(error.__context__, pymongo.errors.ConnectionFailure):
                raise
            raise errors.StoreUnavailable(str(error.__context__)) from error
        except bson.errors.InvalidDocument as error:
            raise errors.BadInput(f"{self.name}: cannot be stored: {error}") from error
        except pymongo.errors.OperationFailure as error:
            if error.code not in _REFUSED:
                raise
            raise errors.BadSetting(
                f"the database refused us ({error.code})",
                field="MONGODB_URI",
                hint="check the user, the password and the rights of MONGODB_URI",
            ) from None

    async def find_one(self, where: Document, sort: Sort = ()) -> Document | None:
        """The first document that fits, or None."""
        command = Command(self.name, "find", where, sort=sort)
        found = await self._call(command, "find_one", where, sort=list(sort) or None)
        return dict(found) if found is not None else None

    async def find(self, where: Document, sort: Sort = (), limit: int = 0) -> list[Document]:
        """Every document that fits, in order; `limit` 0 is no limit."""
        command = Command(self.name, "find", where, sort=sort)
        found = await self._call(command, "find", where, sort=list(sort) or None, limit=limit)
        return [dict(each) for each in found]

    async def pages(self, size: int) -> collections.abc.AsyncIterator[list[Document]]:
        """Every document, by id, `size` at a time. Ids are text."""
        last = ""
        while page := await self.find({"_id": {"$gt": last}}, sort=(("_id", 1),), limit=size):
            yield page
            last = str(page[-1]["_id"])

    async def insert(self, document: Document) -> None:
        """Add a document. Raises `errors.Duplicate` when a unique key exists."""
        await self._call(Command(self.name, "insert", {}), "insert_one", document)

    async def update_one(self, where: Document, update: Document, upsert: bool = False) -> bool:
        """Change the first document that fits; True when there was one (or it was made)."""
        command = Command(self.name, "update", where, update)
        done = await self._call(command, "update_one", where, update, upsert=upsert)
        return bool(done.matched_count or done.upserted_id is not None)

    async def update_many(self, where: Document, update: Document) -> int:
        """Change every document that fits; how many fitted."""
        command = Command(self.name, "update", where, update)
        return int((await self._call(command, "update_many", where, update)).matched_count)

    async def find_and_update(
        self, where: Document, update: Document, sort: Sort = (), upsert: bool = False
    ) -> Document | None:
        """Change the first document that fits and return it as it is after that; None when there is none."""
        command = Command(self.name, "find_and_update", where, update, sort)
        found = await self._call(
            command,
            "find_one_and_update",
            where,
            update,
            sort=list(sort) or None,
            upsert=upsert,
            return_document=True,
        )
        return dict(found) if found is not None else None

    async def delete(self, where: Document) -> int:
        """Remove every document that fits; how many."""
        command = Command(self.name, "delete", where)
        return int((await self._call(command, "delete_many", where)).deleted_count)

    async def count(self, where: Document) -> int:
        """How many documents fit."""
        return int(await self._call(Command(self.name, "count", where), "count_documents", where))

    async def aggregate(self, *stages: Document) -> list[Document]:
        """The results of `$match $group $sort $limit $count` stages."""
        command = Command(self.name, "aggregate", {}, pipeline=stages)
        found = await self._call(command, "aggregate", list(stages))
        return [dict(each) for each in found]

    async def ensure(self, indexes: tuple[Index, ...]) -> None:
        """Make the indexes that are not there."""
        for index in indexes:
            command = Command(self.name, "create_index", {})
            await self._call(command, "create_index", list(index.keys), unique=index.unique)


class ServerDriver:
    """A collection on a server, by PyMongo's own async API."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    async def call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        """Carry out one command; cursors are read to their end."""
        if verb == "find":
            return await self._collection.find(*arguments, **options).to_list()
        if verb == "aggregate":
            return await (await self._collection.aggregate(*arguments, **options)).to_list()
        return await getattr(self._collection, verb)(*arguments, **options)


class EmbeddedDriver:
    """A collection in this process (mongomock-ng). It yields before every command, so that races show."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    async def call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        """Carry out one command; commands are atomic, since nothing else runs meanwhile."""
        await asyncio.sleep(0)
        if verb == "find" and options.get("limit") and options.get("sort"):
            return self._first(*arguments, **options)
        if verb in ("find", "aggregate"):
            return list(getattr(self._collection, verb)(*arguments, **options))
        return getattr(self._collection, verb)(*arguments, **options)

    def _first(self, where: Document, sort: list[tuple[str, int]], limit: int) -> list[Document]:
        """In two steps: the library copies every document that fits before it takes the first ones."""
        only = dict.fromkeys((name for name, _ in sort), 1)
        keys = [each["_id"] for each in self._collection.find(where, only, sort=sort, limit=limit)]
        return [self._collection.find_one({"_id": key}) for key in keys]
