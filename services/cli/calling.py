"""How a command line becomes an exit code: parse it into an order, carry the order out, tell what failed.

The recipe:
1. Typer parses; a command does nothing itself but returns an `Order` (or, done at once, an exit code).
2. `call` opens the database of the settings for the order; `call_line` uses one that is open already.
3. Every error becomes words on stderr (JSON under --json) and an exit code. Nothing is raised.

It knows no command.
"""

import asyncio
import contextlib
import io
import os
import shlex
import sys
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.text import Text
from typer.exceptions import Abort, TyperException

from services.cli import opening, terminal
from services.core import clock, errors, log, settings
from services.core.store.database import Database

_INTERRUPTED = 130
Parsed = opening.Order | int


def parse(app: typer.Typer, program: str, arguments: Sequence[str]) -> Parsed:
    """The order in a command line, or the exit code where all is said (as after --help).

    Raises `errors.BadInput` on usage that cannot be understood, and what the command itself raises.
    """
    try:
        found = typer.main.get_command(app).main(list(arguments), prog_name=program, standalone_mode=False)
    except TyperException as error:
        if not error.format_message():  # a group without a command: Typer has shown its help
            return terminal.USAGE
        raise _misused(error, program) from None
    except Abort:
        return _INTERRUPTED
    return found if isinstance(found, opening.Order | int) else terminal.OK


def _misused(error: TyperException, program: str) -> errors.BadInput:
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", program)
    parameter = getattr(error, "param", None)
    field = str(getattr(parameter, "name", "") or getattr(error, "option_name", "") or "").lstrip("-")
    message = error.format_message().strip().replace("Value error, ", "")
    return errors.BadInput(message, field=field, hint=f"{path} --help")


def call(app: typer.Typer, program: str, arguments: Sequence[str] | None = None) -> int:
    """Carry out one command line of this process on the database of its settings; the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    told = terminal.of_process(as_json="--json" in given)
    try:
        order = parse(app, program, given)
        if isinstance(order, int):
            return order
        return asyncio.run(_on_server(order, told))
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); what is left must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return terminal.OTHER
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place before the shell; told, never hidden
        return failed(told, error)


async def _on_server(order: opening.Order, told: terminal.Terminal) -> int:
    chosen = settings.load()
    log.set_up(chosen.log_level, plain=True)
    time = clock.SystemClock()
    async with opening.opened(chosen, time.now()) as store:
        desk = opening.Desk(store, time, opening.operator_name(chosen), told)
        return await order.work(desk) or terminal.OK


async def call_line(
    app: typer.Typer, program: str, line: str, database: Database, time: clock.Clock, out: Console, operator: str
) -> int:
    """Carry out a typed command line on an open database; results and errors go to `out`. Never raises."""
    told = terminal.Terminal(out, out)
    try:
        words = shlex.split(line)
    except ValueError as error:
        return told.failed(errors.BadInput(f"cannot read the line: {error}", hint="close the quotes"))
    words = words[1:] if words[:1] == [program] else words
    told.as_json = "--json" in words
    printed = io.StringIO()
    try:
        # Parsing never waits, so nobody else can print while stdout is caught (help goes there).
        with contextlib.redirect_stdout(printed):
            order = parse(app, program, words)
        if printed.getvalue():
            out.print(Text.from_ansi(printed.getvalue()), highlight=False)
        if isinstance(order, int):
            return order
        return await order.work(opening.Desk(database, time, operator, told)) or terminal.OK
    except Exception as error:  # noqa: BLE001 - the prompt must survive every command
        return failed(told, error)


def failed(told: terminal.Terminal, error: Exception) -> int:
    """Tell an error; its exit code. What is not an error of ours is a bug, and logged as one."""
    if isinstance(error, errors.AgentError):
        return told.failed(error)
    log.get("cli").error("bug", kind=type(error).__name__, exc_info=True)
    told.error(f"this should not have happened: {type(error).__name__}", hint="report it with the lines above")
    return terminal.OTHER
