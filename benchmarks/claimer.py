"""Claims conversations as fast as it can: `python benchmarks/claimer.py URI DATABASE OWNER store|bare`.

`store` claims as the agent does, `bare` sends the same find_one_and_update by the driver alone, with the same write
concern. It says `ready`, waits for a line, claims until nothing is due, and says as JSON how many it got and
when (monotonic seconds of this machine) it began and ended. It gives nothing back.
"""

import asyncio
import datetime
import json
import pathlib
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pymongo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from services.core.store import conversations
from services.core.store import database as store

_LEASE = datetime.timedelta(minutes=2)
Claim = Callable[[], Awaitable[Any]]


async def main(uri: str, name: str, owner: str, how: str) -> None:
    """Get ready, wait for the word, claim all there is."""
    client: pymongo.AsyncMongoClient[dict[str, Any]] = pymongo.AsyncMongoClient(
        uri, tz_aware=True, w="majority", journal=True
    )
    database = store.on_server(uri, name, (("bench", b"-" * 32),))
    now = datetime.datetime.now(datetime.UTC)

    async def by_store() -> Any:
        return await database.conversations.claim(owner, now, now + _LEASE)

    async def bare() -> Any:
        return await client[name][conversations.NAME].find_one_and_update(
            {"lease_owner": "", "wake_at": {"$lte": now}},
            {
                "$set": {"lease_owner": owner, "lease_until": now + _LEASE},
                "$inc": {"fence": 1, "lease_beat": 1, "crashes": 1},
            },
            sort=[("wake_at", 1)],
            return_document=True,
        )

    try:
        await client.admin.command("ping")
        await database.conversations.next_wake()
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        say(json.dumps(await claim_all({"store": by_store, "bare": bare}[how])))
    finally:
        await database.close()
        await client.close()


async def claim_all(claim: Claim) -> dict[str, float]:
    """How many there were, and when it began and ended."""
    began, count = time.monotonic(), 0
    while await claim() is not None:
        count += 1
    return {"count": count, "began": began, "ended": time.monotonic()}


def say(line: str) -> None:
    """One line to whoever started us."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
