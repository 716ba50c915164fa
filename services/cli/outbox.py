"""`sales-agent outbox`: what is on its way out, what became of it, and what a person decides about it.

It makes the moves that the store allows (release, drop, resolve, cancel); it does not send.
"""

from typing import Annotated, Any

import typer
from rich.console import RenderableType

from services.cli import terminal
from services.cli.opening import Desk, Order
from services.core import errors
from services.core.domain import outbox_item

app = typer.Typer(
    help="Messages on their way out: list, show, release, drop, resolve and cancel them.", no_args_is_help=True
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The message's id, as the list shows it.")]
State = outbox_item.State
_NOT_SHOWN = {"owner", "fence", "superseded", "resends", "inbound_seq", "cause"}


def document(item: outbox_item.OutboxItem) -> dict[str, Any]:
    """A message as programs read it."""
    return item.model_dump(exclude=_NOT_SHOWN)


async def found(desk: Desk, item_id: str) -> outbox_item.OutboxItem:
    """The message of this id. Raises `errors.NotFound`."""
    item = await desk.database.outbox.get(item_id)
    if item is None:
        raise errors.NotFound(f"there is no message {item_id!r}", field="message", hint="sales-agent outbox list")
    return item


def listed(items: list[outbox_item.OutboxItem]) -> RenderableType:
    """A table of messages."""
    shown = terminal.table("Id", "State", "To", "Subject", "Due", "Why")
    return terminal.rows(
        shown,
        ((each.id, each.state, each.to.value, each.subject, terminal.moment(each.due_at), each.why) for each in items),
    )


def card(item: outbox_item.OutboxItem) -> list[RenderableType]:
    """A message in full."""
    files = ", ".join(each.name for each in item.files)
    lines = (
        ("Id", item.id),
        ("State", f"{item.state}{f': {item.why}' if item.why else ''}"),
        ("To", f"{item.to_name} <{item.to.value}>" if item.to_name else item.to.value),
        ("Account", item.account),
        ("Subject", item.subject),
        ("Files", files),
        ("Facts", ", ".join(item.facts)),
        ("Due", f"{terminal.moment(item.due_at)}, not after {terminal.moment(item.not_after)} (UTC)"),
        ("Sent", terminal.moment(item.sent_at) if item.sent_at else ""),
        ("Message-ID", item.message_id),
    )
    shown = terminal.table("", "")
    shown.show_header = False
    return [terminal.rows(shown, (line for line in lines if line[1])), "", item.text]


@app.command("list")
def list_items(
    state: Annotated[outbox_item.State | None, typer.Option(help="Only those in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 50,
    as_json: Json = False,
) -> Order:
    """List messages, the newest first."""
    return Order(lambda desk: _list(desk, state, limit), as_json)


async def _list(desk: Desk, state: outbox_item.State | None, limit: int) -> int:
    if state is None:
        items = await desk.database.outbox.recent(limit)
    else:
        items = await desk.database.outbox.in_states(state)
        items = sorted(items, key=lambda each: each.created_at, reverse=True)[:limit]
    desk.terminal.result([document(each) for each in items], listed(items) if items else "Nothing is there.")
    return terminal.OK


@app.command("show")
def show(item_id: Which, as_json: Json = False) -> Order:
    """Show a message with its words and how each attempt to send it ended."""
    return Order(lambda desk: _show(desk, item_id), as_json)


async def _show(desk: Desk, item_id: str) -> int:
    item = await found(desk, item_id)
    attempts = sorted(await desk.database.deliveries.of_item(item.id), key=lambda each: each.at)
    shown = card(item)
    if attempts:
        made = terminal.table("Attempt", "Ended", "Code", "The server's words")
        lines = ((terminal.moment(each.at), each.ending, each.code or "", each.detail) for each in attempts)
        shown += ["", terminal.rows(made, lines)]
    desk.terminal.result({**document(item), "deliveries": [each.model_dump() for each in attempts]}, *shown)
    return terminal.OK


@app.command("cancel")
def cancel(
    item_id: Which,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the records.")] = "",
    as_json: Json = False,
) -> Order:
    """Cancel a message that has not begun to be sent."""
    return Order(lambda desk: _cancel(desk, item_id, why), as_json)


async def _cancel(desk: Desk, item_id: str, why: str) -> int:
    item = await found(desk, item_id)
    reason = f"cancelled by {desk.operator}{f': {why}' if why else ''}"
    if not await desk.database.outbox.cancel(item.id, reason):
        item = await found(desk, item_id)
        raise errors.BadInput(f"{item.id} is {item.state}: it can no longer be cancelled", field="message")
    await desk.database.events.add(
        f"{item.id}:cancelled", desk.now(), "cancelled", item.conversation, reason, by=desk.operator, item=item.id
    )
    desk.terminal.result(document(await found(desk, item_id)), f"Cancelled {item.id}: it will not be sent.")
    return terminal.OK


@app.command("release")
def release(item_id: Which, as_json: Json = False) -> Order:
    """Let a message go: one that waits for approval, or, once more and flagged, one in review."""
    return Order(lambda desk: _release(desk, item_id), as_json)


async def _release(desk: Desk, item_id: str) -> int:
    item = await found(desk, item_id)
    now, why = desk.now(), f"released by {desk.operator}"
    if item.not_after < now:
        past = f"the time of {item.id} has passed ({terminal.moment(item.not_after)}): it would not be sent"
        raise errors.BadInput(past, field="message", hint=f"sales-agent outbox drop {item.id}")
    if item.state is State.HELD:
        said = f"{item.id} goes out to {item.to.value}."
        is_moved = await desk.database.outbox.approve(item, max(item.due_at, now))
    elif item.state is State.REVIEW:
        said = f"{item.id} goes out to {item.to.value} once more. It may arrive twice."
        is_moved = await desk.database.outbox.resend(item, now, f"{why}: sent once more, it may arrive twice")
    else:
        raise _wrong_state(item, "only what is held or in review is released")
    if not is_moved:
        again = "it was sent once more already" if item.resends else "it has just changed"
        raise _wrong_state(await found(desk, item_id), again)
    return await _done(desk, item, "released", why, said)


@app.command("drop")
def drop(item_id: Which, as_json: Json = False) -> Order:
    """Never send a message that is held, queued or in review."""
    return Order(lambda desk: _drop(desk, item_id), as_json)


async def _drop(desk: Desk, item_id: str) -> int:
    item = await found(desk, item_id)
    why = f"dropped by {desk.operator}"
    is_waiting = item.state in (State.HELD, State.QUEUED, State.REVIEW)
    if not is_waiting or not await desk.database.outbox.cancel(item.id, why):
        raise _wrong_state(await found(desk, item_id), "only what is held, queued or in review is dropped")
    return await _done(desk, item, "dropped", why, f"Dropped {item.id}: it will not be sent.")


@app.command("resolve")
def resolve(
    item_id: Which,
    is_sent: Annotated[bool, typer.Option("--sent", help="It did arrive: you saw it, or the person told you.")] = False,
    as_json: Json = False,
) -> Order:
    """Say that a message whose fate is not known did arrive."""
    if not is_sent:
        raise errors.BadInput("say what became of it", field="sent", hint="--sent; or release it, or drop it")
    return Order(lambda desk: _resolve(desk, item_id), as_json)


async def _resolve(desk: Desk, item_id: str) -> int:
    item = await found(desk, item_id)
    why = f"sent, as {desk.operator} says"
    is_open = item.state in outbox_item.MAYBE_DELIVERED
    if not is_open or not await desk.database.outbox.sent(item, desk.now(), why):
        raise _wrong_state(await found(desk, item_id), "only what is unknown or in review is resolved")
    return await _done(desk, item, "resolved", why, f"{item.id} counts as sent.")


def _wrong_state(item: outbox_item.OutboxItem, why: str) -> errors.BadInput:
    return errors.BadInput(f"{item.id} is {item.state}: {why}", field="message", hint=f"outbox show {item.id}")


async def _done(desk: Desk, item: outbox_item.OutboxItem, kind: str, why: str, said: str) -> int:
    """Put the operator's act into the trail and show the message as it is now."""
    await desk.database.events.add(
        f"{item.id}:{kind}", desk.now(), kind, item.conversation, why, by=desk.operator, item=item.id
    )
    desk.terminal.result(document(await found(desk, item.id)), said)
    return terminal.OK
