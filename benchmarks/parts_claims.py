"""The part about claims: four processes take conversations from one database, by the store and bare, by turns."""

import asyncio
import contextlib
import datetime
import json
import pathlib
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pymongo

from benchmarks import figures, stand
from benchmarks.figures import Figure
from services.core.domain import conversation
from services.core.store import conversations, documents

_PROCESSES = 4
_COUNT = 600
_ROUNDS = 3
_CLAIMER = pathlib.Path(__file__).with_name("claimer.py")


async def claims() -> AsyncIterator[Figure]:
    """Claims per second of both ways. Raises `stand.CannotRun` where there is no database server."""
    rates: dict[str, list[float]] = {"bare": [], "store": []}
    with stand.database_server() as uri, _filled(uri) as name:
        for _ in range(_ROUNDS):
            for how, measured in rates.items():
                await asyncio.to_thread(_free_all, uri, name)
                measured.append(await _rate(uri, name, how))
    ours, bare = figures.median(rates["store"]), figures.median(rates["bare"])
    note = f"{_COUNT} conversations, median of {_ROUNDS} rounds"
    yield Figure("claims", f"by {_PROCESSES} processes", ours, "per second", note=note)
    yield Figure("claims", "bare find_one_and_update", bare, "per second", note=f"on {stand.database_kind()}")
    yield Figure(
        "claims",
        "share of the bare rate",
        figures.ratio(ours, bare),
        "",
        "at least",
        0.5,
        "the same driver and write concern",
    )


@contextlib.contextmanager
def _filled(uri: str) -> Iterator[str]:
    """A database of its own with conversations in it."""
    name = f"bench_{secrets.token_hex(6)}"
    now = datetime.datetime.now(datetime.UTC)
    talks = [_talk(number, now - datetime.timedelta(seconds=number + 1)) for number in range(_COUNT)]
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        collection = client[name][conversations.NAME]
        try:
            for index in conversations.INDEXES:
                collection.create_index(list(index.keys), unique=index.unique)
            collection.insert_many([{**documents.to_document(talk), "flight": ""} for talk in talks])
            yield name
        finally:
            client.drop_database(name)


def _talk(number: int, due: datetime.datetime) -> conversation.Conversation:
    return conversation.Conversation(
        id=f"c{number}.bench",
        contact=f"c{number}",
        campaign="bench",
        account="main",
        language="ru",
        wake_at=due,
        lease_until=due,
        touched_at=due,
        created_at=due,
    )


def _free_all(uri: str, name: str) -> None:
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client[name][conversations.NAME].update_many({}, {"$set": {"lease_owner": ""}})


async def _rate(uri: str, name: str, how: str) -> float:
    """Claims per second from the first process's start to the last one's end. Each conversation is claimed once."""
    command = (sys.executable, str(_CLAIMER), uri, name)
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(*command, f"owner{number}", how, stdin=pipe, stdout=pipe)
        for number in range(_PROCESSES)
    ]
    try:
        told = await asyncio.wait_for(_together(processes), 180)
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()
    count = sum(each["count"] for each in told)
    if count != _COUNT:
        raise RuntimeError(f"{count} claims of {_COUNT} conversations ({how})")
    return float(count / (max(each["ended"] for each in told) - min(each["began"] for each in told)))


async def _together(processes: list[asyncio.subprocess.Process]) -> list[dict[str, float]]:
    """Start them at one moment once all are ready, and read what they say."""
    for process in processes:
        assert process.stdout is not None
        await process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
    lines = await asyncio.gather(*(process.stdout.readline() for process in processes if process.stdout))
    for process in processes:
        await process.wait()
    return [json.loads(line) for line in lines]
