"""Archive: all collections in one compressed file, and back. The keys are not in it: they are not in the database.

The file is gzip over lines of JSON (MongoDB Extended JSON v2, canonical): a head, one line for each document, and
an end with counts and checksums; without its end it is not whole. A restore reads the file twice: first to see that
every word of it can be used, then to write. It stands on hold before its first write, and takes back what it wrote
when it cannot go on.

It is no snapshot: what changes while it is written may be in it or not. Heartbeats and the hold are left out.
"""

import collections.abc
import dataclasses
import datetime
import gzip
import hashlib
import json
import pathlib
import zlib
from typing import Any, BinaryIO

import bson.errors
import bson.json_util

from services.core import errors
from services.core.domain.outbox_item import State
from services.core.store import (
    accounts,
    assets,
    conversations,
    database,
    installation,
    outbox,
    suppressions,
    workers,
)
from services.core.store.database import Database
from services.core.store.engine import Document

FORM = "sales-agent backup"
VERSION = 1
KEYS = "SECRET_KEY and SUPPRESSION_KEY are not in this file: keep them elsewhere; it is of no use without them"
_LEFT_OUT = (workers.NAME, installation.NAME)
# Last, so that a stop which comes while the file is written is in it.
NAMES = (*(each for each in database.INDEXES if each not in (*_LEFT_OUT, suppressions.NAME)), suppressions.NAME)
_PAGE = 200
_PAGES = {assets.NAME: 2, outbox.NAME: 20}  # whose documents may be many megabytes
_JSON = bson.json_util.CANONICAL_JSON_OPTIONS.with_options(tz_aware=True, tzinfo=datetime.UTC)
_OPEN = (State.HELD, State.QUEUED, State.LEASED, State.SENDING, State.UNKNOWN)


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, by which version of the agent, and documents by collection."""

    at: datetime.datetime
    agent: str
    counts: dict[str, int]


@dataclasses.dataclass
class _Tally:
    counts: dict[str, int] = dataclasses.field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    sums: dict[str, Any] = dataclasses.field(default_factory=lambda: {name: hashlib.sha256() for name in NAMES})

    def add(self, name: str, line: bytes) -> None:
        self.counts[name] += 1
        self.sums[name].update(line)

    def end(self) -> Document:
        return {"counts": self.counts, "sha256": {name: each.hexdigest() for name, each in self.sums.items()}}


async def back_up(store: Database, into: BinaryIO, now: datetime.datetime, agent: str) -> Manifest:
    """Write all collections into an open file, page by page."""
    tally = _Tally()
    head = {"form": FORM, "version": VERSION, "at": now.isoformat(), "agent": agent, "keys": KEYS}
    with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=6, filename="", mtime=0) as packed:
        packed.write(json.dumps(head).encode() + b"\n")
        for name in NAMES:
            async for page in store.collection(name).pages(_PAGES.get(name, _PAGE)):
                for document in page:
                    line = bson.json_util.dumps({"in": name, "document": document}, json_options=_JSON).encode()
                    tally.add(name, line)
                    packed.write(line + b"\n")
        packed.write(json.dumps({"end": tally.end()}).encode() + b"\n")
    return Manifest(now, agent, tally.counts)


def examined(path: pathlib.Path, store: Database) -> Manifest:
    """What is in a backup, after reading all of it and trying our keys on it. Nothing is written.

    Raises `errors.BadInput` when it is not whole, changed, or of another form, and `errors.WrongKey`.
    """
    tally, canaries = _Tally(), set()
    for name, document, line in _lines(path):
        tally.add(name, line)
        if name == suppressions.NAME and document.get(suppressions.CANARY):
            canaries.add(str(document["_id"]))
    head, end = _ends(path)
    if end != tally.end():
        raise _damaged(path, "its checksums do not fit")
    store.suppressions.check_canaries(canaries, is_used=bool(sum(tally.counts.values())))
    return Manifest(datetime.datetime.fromisoformat(head["at"]), str(head.get("agent", "")), tally.counts)


async def restore(
    store: Database, path: pathlib.Path, now: datetime.datetime, by: str, *, is_forced: bool = False
) -> Manifest:
    """Put a backup into an empty database (`is_forced`: in place of what is there), on hold.

    What waited to be sent, or may have been sent, is in review afterwards: nobody knows what became of it since.
    Raises what `examined` raises, and `errors.Duplicate` when there is something in the database already.
    """
    found = examined(path, store)
    before = await store.installation.get()
    if not is_forced and not before.is_restoring and await _is_used(store):
        raise errors.Duplicate(
            "the database is not empty", field="MONGODB_DB", hint="name another one, or lose what is in it with --force"
        )
    await store.installation.begin_restoring(now, found.at, by)
    await _clear(store)
    try:
        for name, document, _ in _lines(path):
            await store.collection(name).insert(_revived(name, document, found.at))
    except BaseException:
        # It stays on hold and marked as half-done even if this cannot be finished; a new restore takes it up.
        await _clear(store)
        raise
    await store.installation.end_restoring()
    why = f"restored from a backup of {found.at:%Y-%m-%d %H:%M} UTC; on hold"
    await store.events.add(f"restored:{now.isoformat()}", now, "restored", "", why, by=by)
    return found


async def _is_used(store: Database) -> bool:
    for name in NAMES:
        async for page in store.collection(name).pages(2):
            # The mark of our own suppression key is made by opening the database.
            if any(not document.get(suppressions.CANARY) for document in page):
                return True
    return False


async def _clear(store: Database) -> None:
    for name in NAMES:
        of = store.collection(name)
        async for page in of.pages(_PAGES.get(name, _PAGE)):
            await of.delete({"_id": {"$in": [document["_id"] for document in page]}})


def _revived(name: str, document: Document, at: datetime.datetime) -> Document:
    """A document as it may go on after a restore: nobody holds it, and nothing waits to be sent by itself."""
    if name == outbox.NAME and document["state"] in {state.value for state in _OPEN}:
        why = f"it was {document['state']} when the backup of {at:%Y-%m-%d %H:%M} UTC was made; it may have been sent"
        return {**document, "state": State.REVIEW.value, "owner": "", "why": why}
    if name == conversations.NAME:
        return {**document, "lease_owner": "", "flight": ""}
    if name == accounts.NAME:
        return {**document, "receiver": "", "check_wanted_at": None}
    return document


def _lines(path: pathlib.Path) -> collections.abc.Iterator[tuple[str, Document, bytes]]:
    """(collection, document, line) of every document of a file. Raises `errors.BadInput`."""
    for line in _unpacked(path):
        if line.startswith((b'{"form"', b'{"end"')):
            continue
        try:
            found = bson.json_util.loads(line, json_options=_JSON)
            name, document = found["in"], found["document"]
        except (ValueError, KeyError, TypeError, bson.errors.BSONError) as error:
            raise _damaged(path, f"a line cannot be read ({type(error).__name__})") from None
        if name not in NAMES or not isinstance(document, dict) or not isinstance(document.get("_id"), str):
            raise _damaged(path, "it holds what is not ours")
        yield name, document, line


def _ends(path: pathlib.Path) -> tuple[Document, Document]:
    """The head and the end of a file. Raises `errors.BadInput`."""
    first = last = b""
    for line in _unpacked(path):
        first = first or line
        last = line
    try:
        head, end = json.loads(first or b"{}"), json.loads(last or b"{}")
    except ValueError:
        raise _damaged(path, "it is not a backup of the agent") from None
    if head.get("form") != FORM or head.get("version") != VERSION:
        raise _damaged(path, "it is not a backup of this version's form")
    if "end" not in end:
        raise _damaged(path, "its end is missing")
    return head, dict(end["end"])


def _unpacked(path: pathlib.Path) -> collections.abc.Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as packed:
            for line in packed:
                yield line.rstrip(b"\n")
    except FileNotFoundError:
        raise errors.NotFound(f"there is no file {path}", field="file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, f"it cannot be read ({type(error).__name__})") from None


def _damaged(path: pathlib.Path, why: str) -> errors.BadInput:
    return errors.BadInput(f"{path.name} cannot be restored: {why}", field="file", hint="nothing was written")
