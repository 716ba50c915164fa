"""An operator at a prompt, for tests: types lines of `client_utils` or `sales-agent` on an open database."""

import dataclasses
import io
import json
from typing import Any

import typer
from rich.console import Console

from services.cli import calling, contacts, main
from services.core import clock
from services.core.store.database import Database
from tests import builders


@dataclasses.dataclass(frozen=True)
class Told:
    """What a line gave back."""

    code: int
    text: str

    @property
    def json(self) -> Any:
        """The text as JSON."""
        return json.loads(self.text)


class Operator:
    """Types lines; the clock stands at NOW until it is moved."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = clock.VirtualClock(builders.NOW)

    async def types(self, line: str) -> Told:
        """A line of client_utils."""
        out = _console()
        code = await contacts.run_line(line, self.database, self.clock, out, operator="olga")
        return _told(code, out)

    async def asks_system(self, line: str) -> Told:
        """A line of sales-agent."""
        return await self._types(main.app, main.PROGRAM, line)

    async def _types(self, app: typer.Typer, program: str, line: str) -> Told:
        out = _console()
        code = await calling.call_line(app, program, line, self.database, self.clock, out, "olga")
        return _told(code, out)


def _console() -> Console:
    return Console(file=io.StringIO(), width=160)


def _told(code: int, out: Console) -> Told:
    assert isinstance(out.file, io.StringIO)
    return Told(code, out.file.getvalue())


async def at_work(database: Database, **campaign: Any) -> Operator:
    """An operator whose database has one account and one campaign."""
    await database.accounts.put(builders.an_account())
    await database.campaigns.put(builders.a_campaign(**{"default_basis": "a customer of ours", **campaign}))
    return Operator(database)


def documents(database: Database) -> str:
    """Everything in an embedded database, as text."""
    raw = database._client["sales_agent"]
    return "\n".join(repr(each) for name in raw.list_collection_names() for each in raw[name].find({}))
