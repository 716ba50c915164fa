"""A worker process that only claims conversations: `python -m tests.integration.claim_worker URI DATABASE OWNER`.

It claims until nothing is due, and writes `<conversation> <fence>` on a line of its own after each claim that
was acknowledged. A database that is away is waited for. It does no work and gives nothing back.
"""

import asyncio
import datetime
import sys

from services.core import errors
from services.core.store import database
from tests import builders
from tests.house.command_watch import CommandWatch

PAUSE_S = 0.1


async def claim_all(uri: str, name: str, owner: str) -> None:
    """Claim until nothing is due."""
    opened = database.on_server(uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
    until = builders.NOW + datetime.timedelta(minutes=2)
    try:
        while True:
            try:
                talk = await opened.conversations.claim(owner, builders.NOW, until)
            except errors.StoreUnavailable:
                await asyncio.sleep(PAUSE_S)
                continue
            if talk is None:
                return
            sys.stdout.write(f"{talk.id} {talk.fence}\n")
            sys.stdout.flush()
    finally:
        await opened.close()


if __name__ == "__main__":
    asyncio.run(claim_all(*sys.argv[1:4]))
