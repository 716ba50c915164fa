"""What a command says: tables for people, JSON for programs, errors with the way to mend them, exit codes.

It prints what it is given; it neither asks the database nor decides. Whatever a client wrote is shown as
plain text: markup is not interpreted and control characters, which could drive the terminal, are taken out.
"""

import datetime
import json
import sys
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from services.core import errors
from services.core.domain import conversation

OK, OTHER, USAGE, NOT_FOUND, DUPLICATE, SUPPRESSED = 0, 1, 2, 3, 4, 5
_EXITS: tuple[tuple[type[errors.AgentError], int], ...] = (
    (errors.BadInput, USAGE),
    (errors.NotFound, NOT_FOUND),
    (errors.Duplicate, DUPLICATE),
    (errors.Suppressed, SUPPRESSED),
)
_STORE_HINT = "is the database running, and is MONGODB_URI right? `sales-agent doctor` looks"
_PIPE_WIDTH = 160


def exit_code(error: errors.AgentError) -> int:
    """The exit code of an error: 2 bad input, 3 not found, 4 duplicate, 5 suppressed, else 1."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), OTHER)


def safe(value: object, style: str = "") -> Text:
    """Text without markup and without control characters other than line ends."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in str(value).expandtabs(4))
    return Text(shown, style=style)


def moment(at: datetime.datetime | None, zone: str = "UTC") -> str:
    """A moment as people read it, in a zone; "never" for none and for the far end of time."""
    if at is None or at.year >= conversation.NEVER.year:
        return "never"
    return at.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%a %d %b %Y %H:%M")


def stamp(at: datetime.datetime | None) -> str | None:
    """A moment as programs read it (ISO 8601, UTC); None for none and for the far end of time."""
    if at is None or at.year >= conversation.NEVER.year:
        return None
    return at.astimezone(datetime.UTC).isoformat()


def table(*columns: str, title: str = "") -> Table:
    """An empty table with a head; the first column is never broken over lines."""
    made = Table(title=title or None, title_justify="left", header_style="bold", pad_edge=False, box=None)
    for n, name in enumerate(columns):
        made.add_column(name, no_wrap=n == 0, overflow="fold")
    return made


def rows(into: Table, lines: Iterable[Sequence[object]]) -> Table:
    """The table with these lines added, every cell as plain text."""
    for line in lines:
        into.add_row(*(each if isinstance(each, Text) else safe(each) for each in line))
    return into


class Terminal:
    """Where a command speaks: results on `out`, errors and notes on `err`; `interactive`: somebody can answer."""

    def __init__(self, out: Console, err: Console, *, as_json: bool = False, interactive: bool = False) -> None:
        self.out = out
        self.err = err
        self.as_json = as_json
        self.interactive = interactive and not as_json

    def result(self, document: Any, *shown: RenderableType) -> None:
        """The result of a command: the document for programs, or what is `shown` for people."""
        if self.as_json:
            self.out.file.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n")
            self.out.file.flush()
            return
        for each in shown:
            self.out.print(safe(each) if isinstance(each, str) else each, highlight=False)

    def note(self, text: str) -> None:
        """Something that people should know beside the result; on stderr, so that programs are not disturbed."""
        if self.as_json and self.err is self.out:
            return
        self.err.print(safe(text, "yellow"), highlight=False, soft_wrap=True)

    def error(self, message: str, field: str = "", hint: str = "") -> None:
        """What went wrong, where, and how to mend it."""
        if self.as_json:
            told = {"error": message, "field": field, "hint": hint}
            self.err.file.write(json.dumps(told, ensure_ascii=False) + "\n")
            self.err.file.flush()
            return
        where = f"{field}: " if field and not message.startswith(field) else ""
        line = Text.assemble(("Error: ", "bold red"), safe(f"{where}{message}"))
        self.err.print(line, highlight=False, soft_wrap=True)
        if hint:
            self.err.print(Text.assemble(("  → ", "bold"), safe(hint)), highlight=False, soft_wrap=True)

    def failed(self, error: errors.AgentError) -> int:
        """Tell an error of ours; its exit code."""
        hint = error.hint or (_STORE_HINT if isinstance(error, errors.StoreUnavailable) else "")
        message = str(error)
        if isinstance(error, errors.StoreUnavailable):
            message = "the database does not answer"
        self.error(message, error.field, hint)
        return exit_code(error)

    def agrees(self, question: str) -> bool:
        """Ask for a yes on the terminal. Raises `errors.BadInput` where nobody can answer."""
        if not self.interactive:
            raise errors.BadInput("this needs a yes, and nobody is here to give it", field="yes", hint="add --yes")
        answer = self.out.input(safe(f"{question} [y/N] "))
        return answer.strip().lower() in ("y", "yes", "д", "да")

    def hidden(self, question: str) -> str:
        """Ask for a secret; what is typed is not shown. Raises `errors.BadInput` where nobody can answer."""
        if not self.interactive:
            raise errors.BadInput("this needs a secret, and nobody is here to type it", field="password")
        return self.out.input(safe(f"{question}: "), password=True)


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return stamp(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def of_process(as_json: bool) -> Terminal:
    """The terminal of this process: stdout and stderr, wide enough for tables when they are piped."""

    def console(stream: Any) -> Console:
        return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH)

    return Terminal(
        console(sys.stdout),
        console(sys.stderr),
        as_json=as_json,
        interactive=sys.stdin.isatty() and sys.stdout.isatty(),
    )
