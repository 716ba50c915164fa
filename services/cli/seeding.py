"""`sales-agent seed`: what stands in a seed file becomes accounts, campaigns and suppressions.

It finds the file and tells what was done; reading and judging it is the business of `store.seed`.
"""

import dataclasses
import pathlib
from typing import Any

from pydantic import BaseModel

import services
from services.cli import terminal
from services.cli.opening import Desk
from services.core.store import seed as seeds

SAMPLE = pathlib.Path(services.__path__[0]) / "init_data.json"


async def seed(desk: Desk, file: pathlib.Path) -> int:
    """Write a seed file into the database. Raises `errors.BadInput`, which names the field of a mistake."""
    content = seeds.load(file)
    done = await seeds.seed(desk.database, content, file.parent, desk.now())
    document = _document(done)
    shown = terminal.rows(terminal.table("What", "Done"), ((name, _words(value)) for name, value in document.items()))
    desk.terminal.result(document, shown, f"Seeded from {file.name}.")
    return terminal.OK


def _document(done: object) -> dict[str, Any]:
    if isinstance(done, BaseModel):
        return done.model_dump()
    if dataclasses.is_dataclass(done) and not isinstance(done, type):
        return dataclasses.asdict(done)
    return {"report": str(done)}


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {name}" for name, count in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in value) or "none"
    return str(value)
