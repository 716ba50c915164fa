"""`sales-agent backup`, `restore` and `hold`: keeping what the database holds, and keeping it from speaking.

The archive is written and read by `core/store/archive`; here are files, rights and words.
"""

import contextlib
import datetime
import importlib.metadata
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO

import typer

from services.cli import terminal
from services.cli.opening import Desk, Order
from services.core import errors
from services.core.domain import account
from services.core.domain.installation import Cause, Hold
from services.core.domain.outbox_item import State
from services.core.store import archive

hold = typer.Typer(help="Let nothing leave, for the whole installation; and let it leave again.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_STREAM = pathlib.Path("-")
_ALIVE = datetime.timedelta(seconds=60)


async def back_up(desk: Desk, file: pathlib.Path) -> int:
    """Everything into one file that only its owner may read; what is there already is not overwritten."""
    if file == _STREAM:
        made = await archive.back_up(desk.database, sys.stdout.buffer, desk.now(), _version())
        sys.stdout.buffer.flush()
        desk.terminal.note(f"{sum(made.counts.values())} documents. {archive.KEYS}.")
        return terminal.OK
    with _new(file) as into:
        made = await archive.back_up(desk.database, into, desk.now(), _version())
    document = {"file": str(file), "at": terminal.stamp(made.at), "counts": made.counts, "keys": archive.KEYS}
    desk.terminal.result(
        document,
        f"{sum(made.counts.values())} documents: {file}",
        f"{archive.KEYS}. It holds people's data: keep it as you keep the database.",
    )
    return terminal.OK


@contextlib.contextmanager
def _new(file: pathlib.Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is whole, with mode 0600. Raises `errors.Duplicate`."""
    part = file.with_name(f"{file.name}.part")
    made: list[pathlib.Path] = []
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        for each in (file, part):  # the name is taken first, so that nobody else takes it meanwhile
            descriptor = os.open(each, flags, 0o600)
            made.append(each)
            if each is file:
                os.close(descriptor)
        with os.fdopen(descriptor, "wb") as into:
            yield into
            into.flush()
            os.fsync(into.fileno())
        part.replace(file)
        made.clear()
    except FileExistsError as error:
        raise errors.Duplicate(f"{error.filename} is there already", field="file", hint="name another file") from None
    except OSError as error:
        raise errors.BadInput(f"cannot write {file}: {error.strerror}", field="file") from None
    finally:
        for each in made:
            each.unlink(missing_ok=True)


def _version() -> str:
    try:
        return importlib.metadata.version("sales-agent")
    except importlib.metadata.PackageNotFoundError:  # run from a folder that was never installed
        return ""


async def restore(desk: Desk, file: pathlib.Path, is_forced: bool) -> int:
    """A backup into this database, which is on hold afterwards."""
    alive = [each["_id"] for each in await desk.database.workers.all() if desk.now() - each["at"] < _ALIVE]
    if alive:
        raise errors.BadInput(
            f"a worker is at work: {alive[0]}", field="workers", hint="stop the services, and wait for a minute"
        )
    with _readable(file) as path:
        found = await archive.restore(desk.database, path, desk.now(), desk.operator, is_forced=is_forced)
    in_review = len(await desk.database.outbox.in_states(State.REVIEW))
    document = {"backup_at": terminal.stamp(found.at), "counts": found.counts, "review": in_review, "hold": True}
    desk.terminal.result(
        document,
        f"Restored {sum(found.counts.values())} documents as they were at {terminal.moment(found.at)} UTC.",
        f"The agent is on hold: nothing leaves. {in_review} messages are in review, since they may have been sent.",
        "Start the services, let them read the mailboxes, look at `sales-agent outbox list --state review`, "
        "then: sales-agent hold off",
    )
    return terminal.OK


@contextlib.contextmanager
def _readable(file: pathlib.Path) -> Iterator[pathlib.Path]:
    """The file itself; standard input is put into a file first, since a restore reads twice."""
    if file != _STREAM:
        yield file
        return
    with tempfile.NamedTemporaryFile(prefix="restore-") as kept:  # mode 0600
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield pathlib.Path(kept.name)


@hold.command("on")
def switch_on(
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the records.")] = "",
    as_json: Json = False,
) -> Order:
    """Let nothing leave from any account until `hold off`. Mail goes on being read and understood."""
    return Order(lambda desk: _on(desk, why), as_json)


async def _on(desk: Desk, why: str) -> int:
    reason = why or f"put on hold by {desk.operator}"
    is_new = await desk.database.installation.put_on_hold(Cause.OPERATOR, reason, desk.now(), desk.operator)
    if is_new:
        await _note(desk, "hold_on", reason)
    return await _state(desk)


@hold.command("off")
def switch_off(
    is_forced: Annotated[
        bool, typer.Option("--force", help="Even if a mailbox was not read since: something may be sent twice.")
    ] = False,
    as_json: Json = False,
) -> Order:
    """Let messages leave again. After a restore the mailboxes have to be read first."""
    return Order(lambda desk: _off(desk, is_forced), as_json)


async def _off(desk: Desk, is_forced: bool) -> int:
    known = await desk.database.installation.get()
    if known.is_restoring:
        raise errors.BadInput("a restore was cut short", field="hold", hint="sales-agent restore FILE once more")
    if known.hold is not None:
        if not is_forced and known.hold.cause is not Cause.OPERATOR:
            await _refuse_unread(desk, known.hold)
        await desk.database.installation.release()
        await _note(desk, "hold_off", f"released by {desk.operator}; it was on hold: {known.hold.why}")
    return await _state(desk)


async def _refuse_unread(desk: Desk, held: Hold) -> None:
    """What was sent meanwhile is found in Sent: every mailbox has to be looked into after the hold began."""
    unread = []
    for each in await desk.database.accounts.all():
        if each.channel != "email" or each.state is account.State.PAUSED:
            continue  # the other channels keep no folder that could be read
        if each.checked_at is not None and each.checked_at >= held.since:
            continue
        unread.append(each.id)
        await desk.database.accounts.mark(each.id, {"check_wanted_at": desk.now()})
    if unread:
        raise errors.BadInput(
            f"not read since the hold began: {', '.join(unread)}",
            field="hold",
            hint="let the mail worker run for a minute, or add --force: something may then be sent twice",
        )


@hold.command("status")
def show(as_json: Json = False) -> Order:
    """Say whether the installation is on hold, and why."""
    return Order(_state, as_json)


async def _state(desk: Desk) -> int:
    known = await desk.database.installation.get()
    held = known.hold
    document = {
        "hold": held is not None,
        "cause": str(held.cause) if held else "",
        "why": held.why if held else "",
        "since": terminal.stamp(held.since) if held else None,
        "installation": known.name,
    }
    desk.terminal.result(document, said(held))
    return terminal.OK


def said(held: Hold | None) -> str:
    """The state of the hold in one sentence."""
    if held is None:
        return "Not on hold: what is due leaves."
    return (
        f"On hold since {terminal.moment(held.since)} UTC, nothing leaves: {held.why}. To end it: sales-agent hold off"
    )


async def _note(desk: Desk, kind: str, why: str) -> None:
    at = desk.now()
    await desk.database.events.add(f"{kind}:{at.isoformat()}", at, kind, "", why, by=desk.operator)
