"""`sales-agent approve`: messages that a person has to let go first.

An approval is bound to exactly the words and the recipient that were shown: `show` prints a code made of
them, and `yes` takes that code, or shows the message and asks. It lapses when the client writes again,
since that cancels what is held.
"""

import hashlib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
from typing import Annotated, Any

import typer

from services.cli import outbox, terminal
from services.cli.opening import Desk, Order
from services.core import errors
from services.core.domain import outbox_item

app = typer.Typer(help="Messages that wait for your yes: list, show, let go, refuse, edit.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The message's id, as the list shows it.")]
_LONGEST_TEXT = 20_000


def code_of(item: outbox_item.OutboxItem) -> str:
    """Eight characters that stand for the words, subject, files and recipient of a message."""
    shown = "\x00".join((item.to.key, item.subject, item.text, *(each.asset for each in item.files)))
    return hashlib.sha256(shown.encode()).hexdigest()[:8]


async def _held(desk: Desk, item_id: str) -> outbox_item.OutboxItem:
    item = await outbox.found(desk, item_id)
    if item.state is not outbox_item.State.HELD:
        why = f" ({item.why})" if item.why else ""
        raise errors.BadInput(
            f"{item.id} waits for no approval: it is {item.state}{why}",
            field="message",
            hint="sales-agent approve list",
        )
    return item


def _document(item: outbox_item.OutboxItem) -> dict[str, Any]:
    return {**outbox.document(item), "code": code_of(item)}


@app.command("list")
def list_held(as_json: Json = False) -> Order:
    """List what waits for a yes."""
    return Order(_list, as_json)


async def _list(desk: Desk) -> int:
    items = sorted(await desk.database.outbox.in_states(outbox_item.State.HELD), key=lambda each: each.created_at)
    desk.terminal.result(
        [_document(each) for each in items], outbox.listed(items) if items else "Nothing waits for approval."
    )
    return terminal.OK


@app.command("show")
def show(item_id: Which, as_json: Json = False) -> Order:
    """Show a waiting message and the code that stands for exactly these words."""
    return Order(lambda desk: _show(desk, item_id), as_json)


async def _show(desk: Desk, item_id: str) -> int:
    item = await _held(desk, item_id)
    way = f"To let it go: sales-agent approve yes {item.id} --shown {code_of(item)}"
    desk.terminal.result(_document(item), *outbox.card(item), "", way)
    return terminal.OK


@app.command("yes")
def yes(
    item_id: Which,
    shown: Annotated[
        str, typer.Option(metavar="CODE", help="The code that `show` printed; without it you are shown and asked.")
    ] = "",
    as_json: Json = False,
) -> Order:
    """Let a message go, exactly as it was shown."""
    return Order(lambda desk: _yes(desk, item_id, shown), as_json)


async def _yes(desk: Desk, item_id: str, shown: str) -> int:
    item = await _held(desk, item_id)
    if shown and shown != code_of(item):
        raise _changed(item)
    if not shown:
        if not desk.terminal.interactive:
            raise errors.BadInput(
                "say which words you approve", field="shown", hint=f"sales-agent approve show {item.id}"
            )
        desk.terminal.result({}, *outbox.card(item))
        if not desk.terminal.agrees("Let it go?"):
            desk.terminal.note("It goes on waiting.")
            return terminal.OTHER
    return await _let_go(desk, item, {})


async def _let_go(desk: Desk, item: outbox_item.OutboxItem, fields: dict[str, str]) -> int:
    due_at = max(item.due_at, desk.now())
    if not await desk.database.outbox.approve(item, due_at, dict(fields)):
        raise _changed(item)
    kind = "edited" if fields else "approved"
    await desk.database.events.add(
        f"{item.id}:approved", desk.now(), kind, item.conversation, f"{kind} by {desk.operator}", by=desk.operator
    )
    desk.terminal.result(outbox.document(await outbox.found(desk, item.id)), f"{item.id} goes out to {item.to.value}.")
    return terminal.OK


def _changed(item: outbox_item.OutboxItem) -> errors.BadInput:
    return errors.BadInput(
        f"{item.id} is not what was shown any more", field="shown", hint=f"sales-agent approve show {item.id}"
    )


@app.command("no")
def no(
    item_id: Which,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the records.")] = "",
    as_json: Json = False,
) -> Order:
    """Refuse a message: it is never sent."""
    return Order(lambda desk: _no(desk, item_id, why), as_json)


async def _no(desk: Desk, item_id: str, why: str) -> int:
    item = await _held(desk, item_id)
    reason = f"refused by {desk.operator}{f': {why}' if why else ''}"
    if not await desk.database.outbox.cancel(item.id, reason):
        raise _changed(item)
    await desk.database.events.add(
        f"{item.id}:refused", desk.now(), "refused", item.conversation, reason, by=desk.operator
    )
    desk.terminal.result(outbox.document(await outbox.found(desk, item.id)), f"{item.id} is not sent.")
    return terminal.OK


@app.command("edit")
def edit(
    item_id: Which,
    text: Annotated[str, typer.Option(metavar="TEXT", help="The new words; without any, your editor opens.")] = "",
    file: Annotated[pathlib.Path | None, typer.Option(metavar="PATH", help="A file with the new words.")] = None,
    subject: Annotated[str, typer.Option(metavar="TEXT", help="A new subject.")] = "",
    as_json: Json = False,
) -> Order:
    """Change a waiting message, and let it go with your words."""
    words = text if file is None else _read(file)
    return Order(lambda desk: _edit(desk, item_id, words, subject), as_json)


def _read(file: pathlib.Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.BadInput(
            f"{file}: cannot be read ({type(error).__name__})", field="file", hint="give a text file in UTF-8"
        ) from None


async def _edit(desk: Desk, item_id: str, text: str, subject: str) -> int:
    item = await _held(desk, item_id)
    if not text and not subject:
        text = _in_editor(desk, item.text)
    fields = {"text": text.strip() or item.text, "subject": " ".join(subject.split()) or item.subject}
    if len(fields["text"]) > _LONGEST_TEXT:
        raise errors.BadInput("the text is too long", field="text", hint=f"at most {_LONGEST_TEXT} characters")
    return await _let_go(desk, item, fields)


def _in_editor(desk: Desk, text: str) -> str:
    """The words as the operator's editor leaves them. Raises `errors.BadInput` where there is no editor."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not desk.terminal.interactive:
        raise errors.BadInput("there are no new words", field="text", hint="give --text TEXT or --file PATH")
    with tempfile.TemporaryDirectory() as folder:
        draft = pathlib.Path(folder, "message.txt")
        draft.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(draft)], check=True, stdout=sys.stdout)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise errors.BadInput(
                f"the editor {editor!r} failed ({type(error).__name__})", field="text", hint="give --text TEXT"
            ) from None
        return draft.read_text(encoding="utf-8")
