"""Showing contacts: a list of everybody, and one person with all that was said and done. It changes nothing."""

import dataclasses
from collections import defaultdict
from typing import Any

from pydantic import ValidationError
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from services.cli import history, terminal
from services.cli.opening import Desk
from services.core import errors
from services.core.domain import address, contact, conversation

_STYLES = {"client": "bold cyan", "colleague": "cyan", "agent": "bold green", "operator": "bold magenta"}


async def person(desk: Desk, who: str) -> contact.Contact:
    """The contact with this id or address; of one that was merged, the one it became. Raises `errors.NotFound`."""
    wanted = who.strip()
    found = await desk.database.contacts.get(wanted)
    if found is None and (where := _address(wanted)) is not None:
        found = await desk.database.contacts.by_address(where)
    if found is None and (talk := await desk.database.conversations.get(wanted)) is not None:
        found = await desk.database.contacts.get(talk.contact)
    if found is not None and found.merged_into:
        found = await desk.database.contacts.living(found.id)
    if found is None:
        raise errors.NotFound(f"there is no contact {wanted!r}", field="contact", hint="client_utils list")
    return found


def _address(value: str) -> address.Address | None:
    channel = address.Channel.EMAIL if "@" in value[1:] else address.Channel.TELEGRAM
    try:
        return address.Address(channel=channel, value=value)
    except ValidationError:
        return None


def document(who: contact.Contact) -> dict[str, Any]:
    """A contact as programs read it."""
    email, telegram = (who.address_on(channel) for channel in (address.Channel.EMAIL, address.Channel.TELEGRAM))
    return {
        "id": who.id,
        "name": who.name,
        "company": who.company,
        "role": who.role,
        "email": email.value if email else None,
        "telegram": telegram.value if telegram else None,
        "phone": who.phone or None,
        "language": who.language,
        "timezone": who.timezone,
        "basis": who.basis.model_dump() if who.basis else None,
        "origin": who.origin.model_dump(mode="json"),
        "created": terminal.stamp(who.created_at),
        "erased": who.erased,
    }


async def everybody(desk: Desk, campaign: str, stage: conversation.Stage | None, limit: int) -> int:
    """All contacts with where their conversations stand, the newest first."""
    talks: dict[str, list[conversation.Conversation]] = defaultdict(list)
    for talk in await desk.database.conversations.all():
        if (not campaign or talk.campaign == campaign) and (stage is None or talk.stage is stage):
            talks[talk.contact].append(talk)
    is_narrowed = bool(campaign or stage)
    known = [each for each in await desk.database.contacts.all() if not each.merged_into]
    people = [each for each in known if talks[each.id] or not is_narrowed]
    people = people[:limit] if limit else people
    documents = [{**document(each), "conversations": [_brief(talk) for talk in talks[each.id]]} for each in people]
    shown = terminal.table("Id", "Name", "Company", "Address", "Campaign", "Stage", "Next")
    for each in people:
        first, *others = [_cells(each, talk) for talk in talks[each.id]] or [("", "", "")]
        where = ", ".join(one.value for one in each.addresses)
        terminal.rows(shown, [(each.id, "(erased)" if each.erased else each.name, each.company, where, *first)])
        terminal.rows(shown, [("", "", "", "", *more) for more in others])
    desk.terminal.result(documents, shown if people else "There is nobody. Add one: client_utils add --help")
    return terminal.OK


def _brief(talk: conversation.Conversation) -> dict[str, Any]:
    return {
        "id": talk.id,
        "campaign": talk.campaign,
        "stage": str(talk.stage),
        "wake_at": terminal.stamp(talk.wake_at),
    }


def _cells(who: contact.Contact, talk: conversation.Conversation) -> tuple[str, str, str]:
    return talk.campaign, str(talk.stage), terminal.moment(talk.wake_at, who.timezone)


async def show(desk: Desk, who: str) -> int:
    """One contact, the ground on which we write, and the history of each conversation."""
    found = await person(desk, who)
    shown: list[RenderableType] = [_card(found)]
    conversations = []
    for talk in await desk.database.conversations.of_contact(found.id):
        lines = await _history(desk, talk)
        conversations.append(
            {
                "campaign": talk.campaign,
                "stage": str(talk.stage),
                "wake_at": terminal.stamp(talk.wake_at),
                "history": [_line_document(each) for each in lines],
            }
        )
        shown += _timeline(found, talk, lines)
    merged = await desk.database.contacts.merged_into(found.id)
    told: dict[str, Any] = {"contact": document(found), "conversations": conversations}
    told |= {"merged": [each.id for each in merged]} if merged else {}
    desk.terminal.result(told, *shown, *(f"Merged into it: {each.id}" for each in merged))
    return terminal.OK


async def _history(desk: Desk, talk: conversation.Conversation) -> list[history.Line]:
    return history.of(
        talk,
        await desk.database.messages.of_conversation(talk.id),
        await desk.database.outbox.of_conversation(talk.id),
        [each for name in (*talk.absorbed, talk.id) for each in await desk.database.events.of_conversation(name)],
    )


def _line_document(line: history.Line) -> dict[str, Any]:
    fields = dataclasses.asdict(line)
    return {"at": terminal.stamp(fields.pop("at")), "from": fields.pop("sender"), **fields}


def _card(who: contact.Contact) -> RenderableType:
    card = terminal.table("", "")
    card.show_header = False
    basis = f"{who.basis.text} ({who.basis.source}, {who.basis.at:%Y-%m-%d}, {who.basis.operator})" if who.basis else ""
    lines = (
        ("Contact", Text.assemble((who.id, "bold"), " (erased)" if who.erased else "")),
        ("Name", ", ".join(part for part in (who.name, who.role, who.company) if part)),
        ("Addresses", ", ".join(each.value for each in who.addresses)),
        ("Phone", who.phone),
        ("Language", f"{who.language}, {who.timezone}"),
        ("Basis", basis or "none: we may not write first"),
        ("Added", f"{terminal.moment(who.created_at, who.timezone)}, by {who.origin.kind}"),
    )
    return terminal.rows(card, (line for line in lines if line[1]))


def _timeline(who: contact.Contact, talk: conversation.Conversation, lines: list[history.Line]) -> list[RenderableType]:
    next_at = f", next look {terminal.moment(talk.wake_at, who.timezone)}" if not _is_never(talk) else ""
    head = f"{talk.campaign}: {talk.stage}{next_at}"
    shown: list[RenderableType] = [Rule(terminal.safe(head, "bold"), align="left")]
    if talk.why:
        shown.append(terminal.safe(f"because: {talk.why}", "dim"))
    for each in lines:
        shown.append(_heading(who, each))
        for text, style in ((each.text, ""), (f"why: {each.why}" if each.why else "", "dim")):
            if text:
                shown.append(Padding(terminal.safe(text.strip(), style), (0, 0, 0, 4)))
    return shown


def _is_never(talk: conversation.Conversation) -> bool:
    return terminal.stamp(talk.wake_at) is None


def _heading(who: contact.Contact, line: history.Line) -> Text:
    understood = f"  [{', '.join(line.intents)}]" if line.intents else ""
    done = f"  → {line.decision}" if line.decision else ""
    state = f"  {line.state}" if line.state and line.sender == "agent" else ""
    return Text.assemble(
        (terminal.moment(line.at, who.timezone), "dim"),
        "  ",
        (line.sender, _STYLES.get(line.sender, "")),
        terminal.safe(f"{understood}{done}{state}"),
    )
