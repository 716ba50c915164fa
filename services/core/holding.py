"""Holding: at any time one process works for an account; the others wait until it ends or is watched to be dead.

Two readers of one mailbox would do everything twice, and a bot or a person's Telegram account bears only one
connection. The recipe:
1. Take the account's lease. Whoever does not get it watches the holder, and frees what has not moved for a lease's
   length on the watcher's own clock (`store/leases`).
2. Work, and show every few seconds that the holder is alive.
3. When the lease is somebody else's by now, or at `stop`, the work is cancelled and the lease given back.

It does not know what the work is: that deals with its own failures. An exception of it is a bug and comes out of `run`.
"""

import asyncio
import collections.abc
import contextlib
import os
import secrets

from services.core import clock, errors, log
from services.core.domain import account
from services.core.store.database import Database
from services.core.store.leases import Watch

_BEAT_S = 3.0
_LOOK_S = 5.0
Work = collections.abc.Callable[[int], collections.abc.Coroutine[None, None, None]]
Seen = collections.abc.Callable[[account.Account], None]


class Holding:
    """The holding of one account by this process; `owner` names this process and this holding."""

    def __init__(self, account_id: str, database: Database, lease_s: float, service: str) -> None:
        self.owner = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"
        self._account_id = account_id
        self._database = database
        self._lease_s = lease_s
        self._log = log.get(service).bind(account=account_id)

    async def run(self, work: Work, stop: asyncio.Event, seen: Seen | None = None) -> None:
        """Do `work(fence)` whenever the account is held here, until `stop`; `seen` is given the account at each beat.

        A lost database is waited for.
        """
        watch = Watch(self._lease_s, clock.lease_clock)
        while not stop.is_set():
            try:
                fence = await self._database.accounts.receive_as(self._account_id, self.owner)
                if fence is not None:
                    await self._hold(fence, work, seen)
                else:
                    await self._free_the_dead(watch)
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="receive")
            await rest(stop, min(_LOOK_S, self._lease_s / 4))

    async def _free_the_dead(self, watch: Watch) -> None:
        for held in watch.dead(await self._database.accounts.receivers()):
            if held.id == self._account_id and await self._database.accounts.free(held):
                self._log.warning("receiver_was_dead", owner=held.owner)

    async def _hold(self, fence: int, work: Work, seen: Seen | None) -> None:
        working = asyncio.create_task(work(fence))
        try:
            while not working.done():
                found = await self._database.accounts.receiving(self._account_id, self.owner, fence)
                if found is None:
                    self._log.warning("receiver_lease_lost")
                    return
                if seen is not None:
                    seen(found)
                await asyncio.wait({working}, timeout=min(_BEAT_S, self._lease_s / 4))
            working.result()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await self._database.accounts.stop_receiving(self._account_id, self.owner)


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait so many seconds, or until `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
