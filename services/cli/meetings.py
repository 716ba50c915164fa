"""`sales-agent meetings`: demos that clients have chosen: list, show, confirm, move and cancel them.

It writes what an operator decides and wakes the conversation; the agent then sends the invitation, the change or
the withdrawal, like every message, through the outbox. It cannot book over another booking.
"""

import datetime
import zoneinfo
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from services.cli import showing, terminal
from services.cli.opening import Desk, Order
from services.core import errors
from services.core.domain import campaign, contact, conversation, meeting
from services.core.domain.conversation import Stage
from services.core.domain.meeting import Meeting, State

app = typer.Typer(help="Demos that clients have chosen: list, show, confirm, move, cancel.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The conversation, the contact or an address.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the records; the client does not see it.")]
_NOT_SHOWN = {"cells", "own_cells", "until", "hold", "version", "turn"}


@app.command("list")
def list_meetings(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over or were given back.")] = False,
    as_json: Json = False,
) -> Order:
    """List what is to come, the soonest first; what waits for your yes is `proposed`."""
    return Order(lambda desk: _list(desk, everything), as_json)


async def _list(desk: Desk, everything: bool) -> int:
    states = (State.PROPOSED, State.CONFIRMED, *((State.RELEASED,) if everything else ()))
    found = await desk.database.slots.of_states(*states)
    found = [each for each in found if each.number and (everything or each.is_to_come(desk.now()))]
    shown = terminal.table("Id", "When (UTC)", "State", "The client", "Campaign", "Why")
    cells = ((each.id, _utc(each), each.state, each.answer, each.campaign, each.why) for each in found)
    desk.terminal.result(
        [document(each) for each in found], terminal.rows(shown, cells) if found else "No meeting is to come."
    )
    return terminal.OK


def document(found: Meeting) -> dict[str, Any]:
    """A meeting as programs read it."""
    return found.model_dump(mode="json", exclude=_NOT_SHOWN)


def _utc(found: Meeting) -> str:
    return f"{found.starts_at:%Y-%m-%d %H:%M}"


@app.command("show")
def show(which: Which, as_json: Json = False) -> Order:
    """Show a meeting in both time zones, and how far it has come."""
    return Order(lambda desk: _show(desk, which), as_json)


async def _show(desk: Desk, which: str) -> int:
    found, _, _ = await _meeting(desk, which)
    desk.terminal.result(document(found), await _card(desk, found))
    return terminal.OK


async def _card(desk: Desk, found: Meeting) -> RenderableType:
    offer = await desk.database.campaigns.get(found.campaign)
    person = await desk.database.contacts.get(found.contact)
    zones = dict.fromkeys([offer.demo.timezone if offer else "UTC", person.timezone if person else "UTC"])
    times = [f"{found.starts_at.astimezone(zoneinfo.ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}" for zone in zones]
    lines = (
        ("Conversation", found.id),
        ("Client", f"{person.name}, {person.company}".strip(", ") if person else found.contact),
        ("When", "; ".join(times)),
        ("State", f"{found.state}{f': {found.why}' if found.why else ''}"),
        ("The client said", str(found.answer)),
        ("Invitation", "not sent" if found.invited < 0 else f"sent, change {found.invited}"),
        ("Reminded", ", ".join(f"{hours} h before" for hours in found.reminded)),
    )
    shown = terminal.table("", "")
    shown.show_header = False
    return terminal.rows(shown, (line for line in lines if line[1]))


@app.command("confirm")
def confirm(which: Which, as_json: Json = False) -> Order:
    """Say yes to the time that the client chose: the invitation goes out."""
    return Order(lambda desk: _confirm(desk, which), as_json)


async def _confirm(desk: Desk, which: str) -> int:
    found, talk, _ = await _open(desk, which)
    if found.state is State.CONFIRMED:
        raise errors.BadInput(f"the meeting of {found.id} is confirmed already", field="meeting")
    fields = {"state": State.CONFIRMED, "by": desk.operator, "why": f"confirmed by {desk.operator}"}
    await _change(desk, found, {**fields, "agreed_at": desk.now(), "changed_at": desk.now()})
    await _wake(desk, talk, found, "meeting_confirmed", {})
    return await _told(desk, found.id, "is confirmed; the invitation goes out.")


@app.command("move")
def move(
    which: Which,
    to: Annotated[
        str, typer.Option(metavar="TIME", help="The new time, as 2026-11-26T15:00, in the campaign's demo time zone.")
    ],
    as_json: Json = False,
) -> Order:
    """Put the meeting at another time that you have agreed on: the client gets the changed invitation."""
    return Order(lambda desk: _move(desk, which, to), as_json)


async def _move(desk: Desk, which: str, to: str) -> int:
    found, talk, offer = await _open(desk, which)
    starts_at = _time(to, offer)
    if starts_at <= desk.now():
        raise errors.BadInput(f"{to} is over", field="to", hint="give a time to come")
    ends_at = starts_at + (found.ends_at - found.starts_at)
    buffer = datetime.timedelta(minutes=offer.demo.buffer_minutes)
    cells = meeting.cells(found.calendar, starts_at, ends_at + buffer)
    fields = {
        "state": State.CONFIRMED,
        "answer": meeting.Answer.NONE,
        "sequence": found.invited + 1,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "cells": cells,
        "own_cells": cells,
        "until": ends_at + buffer,
        "hold": None,
        "by": desk.operator,
        "why": f"moved by {desk.operator}",
        "reminded": (),
        "agreed_at": desk.now(),
        "changed_at": desk.now(),
    }
    try:
        await _change(desk, found, fields)
    except errors.Duplicate:
        raise errors.BadInput(
            f"{to} is taken by another meeting", field="to", hint="see: sales-agent meetings list"
        ) from None
    await _wake(desk, talk, found, "meeting_moved", {"demo_at": starts_at})
    return await _told(desk, found.id, "has a new time; the invitation goes out.")


def _time(text: str, offer: campaign.Campaign) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        raise errors.BadInput(f"{text!r} is no time", field="to", hint="write it as 2026-11-26T15:00") from None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=contact.zone_of(offer.demo.timezone))
    return zoned.astimezone(datetime.UTC)


@app.command("cancel")
def cancel(which: Which, why: Why = "", as_json: Json = False) -> Order:
    """Give the time back: the client is told, and offered other times."""
    return Order(lambda desk: _cancel(desk, which, why), as_json)


async def _cancel(desk: Desk, which: str, why: str) -> int:
    found, talk, _ = await _open(desk, which)
    reason = f"cancelled by {desk.operator}{f': {why}' if why else ''}"
    await desk.database.slots.release(found.id, reason, desk.operator, desk.now(), withdraw=True)
    stage = {"stage": Stage.ENGAGED} if talk.stage is Stage.DEMO_BOOKED else {}
    await _wake(desk, talk, found, "meeting_cancelled", {**stage, "why": reason})
    return await _told(desk, found.id, "is off; the client is told.")


async def _change(desk: Desk, found: Meeting, fields: dict[str, Any]) -> None:
    if not await desk.database.slots.change(found, fields):
        raise errors.BadInput(
            f"the meeting of {found.id} has just changed", field="meeting", hint=f"sales-agent meetings show {found.id}"
        )


async def _wake(desk: Desk, talk: conversation.Conversation, found: Meeting, kind: str, fields: dict[str, Any]) -> None:
    """The agent looks at the conversation at once; what was about to be said about the old state is not."""
    woken = await desk.database.conversations.wake(talk.id, desk.now(), {**fields, "wake_at": desk.now()})
    count = woken.inbound_seq if woken else 0
    why = f"{kind.replace('_', ' ')} by {desk.operator}: {_utc(found)} UTC"
    await desk.database.events.add(f"{talk.id}:{kind}:{count}", desk.now(), kind, talk.id, why, by=desk.operator)


async def _told(desk: Desk, meeting_id: str, said: str) -> int:
    found = await desk.database.slots.get(meeting_id)
    if found is not None:
        desk.terminal.result(document(found), f"The meeting of {found.id} on {_utc(found)} UTC {said}")
    return terminal.OK


async def _open(desk: Desk, which: str) -> tuple[Meeting, conversation.Conversation, campaign.Campaign]:
    """A meeting that something can still be done about."""
    found, talk, offer = await _meeting(desk, which)
    if not found.is_to_come(desk.now()) or talk.is_over:
        state = "over" if found.stands else str(found.state)
        raise errors.BadInput(
            f"the meeting of {found.id} is {state if not talk.is_over else f'void: the talk is {talk.stage}'}",
            field="meeting",
            hint="sales-agent meetings list",
        )
    return found, talk, offer


async def _meeting(desk: Desk, which: str) -> tuple[Meeting, conversation.Conversation, campaign.Campaign]:
    """By conversation, or by contact: the one that is to come first. Raises `errors.NotFound`."""
    found = await desk.database.slots.get(which.strip())
    if found is None or not found.number:
        person = await showing.person(desk, which)
        talks = await desk.database.conversations.of_contact(person.id)
        known = [await desk.database.slots.get(each.id) for each in talks]
        mine = [each for each in known if each is not None and each.number]
        found = min(mine, key=lambda each: (not each.is_to_come(desk.now()), each.starts_at), default=None)
    talk = await desk.database.conversations.get(found.id) if found else None
    offer = await desk.database.campaigns.get(found.campaign) if found else None
    if found is None or talk is None or offer is None:
        raise errors.NotFound(f"there is no meeting of {which!r}", field="meeting", hint="sales-agent meetings list")
    return found, talk, offer
