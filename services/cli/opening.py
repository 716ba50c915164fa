"""From settings to an open database, and what a command needs at hand to do its work.

Commands are parsed into an `Order` first and carried out after that: by `calling.call` in a process of its
own, or by `calling.call_line` inside a process that has a database open already. It knows no command.
"""

import contextlib
import dataclasses
import datetime
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable

from services.cli.terminal import Terminal
from services.core import clock
from services.core.settings import Settings
from services.core.store import database


@dataclasses.dataclass(frozen=True)
class Desk:
    """What a command works with. `operator` is the name that goes into the records."""

    database: database.Database
    clock: clock.Clock
    operator: str
    terminal: Terminal

    def now(self) -> datetime.datetime:
        """Business time."""
        return self.clock.now()


@dataclasses.dataclass(frozen=True)
class Order:
    """What a command line asks for. `work` gives the exit code; None is 0."""

    work: Callable[[Desk], Awaitable[int | None]]
    as_json: bool = False


def operator_name(settings: Settings) -> str:
    """Who gives the commands: the OPERATOR setting, else the login name."""
    if settings.operator:
        return settings.operator
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number without a name
        return "operator"


@contextlib.asynccontextmanager
async def opened(settings: Settings, now: datetime.datetime) -> AsyncIterator[database.Database]:
    """The database of the settings, prepared, and closed after use.

    Raises `errors.BadSetting`, `errors.StoreUnavailable` and `errors.WrongKey`.
    """
    store = database.on_settings(settings)
    try:
        await store.prepare(now)
        yield store
    finally:
        await store.close()
