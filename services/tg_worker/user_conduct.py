"""The conduct of the accounts that this process holds, read and changed one change at a time.

Only the process that holds an account's lease writes its conduct, so that no other can write over it.
The rules stand in core/domain/telegram_policy; here is none.
"""

import asyncio
import collections
import collections.abc

from services.core.domain.telegram_policy import Conduct
from services.core.store.database import Database

Change = collections.abc.Callable[[Conduct], Conduct]


class Conducts:
    """What accounts did lately."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks: dict[str, asyncio.Lock] = collections.defaultdict(asyncio.Lock)

    async def change(self, account_id: str, how: Change) -> Conduct | None:
        """The conduct after the change; None where there is none yet."""
        async with self._locks[account_id]:
            known = await self._database.accounts.conduct(account_id)
            if known is None:
                return None
            made = how(known)
            if made != known:
                await self._database.accounts.keep_conduct(account_id, made)
            return made
