"""What a person may have or be rid of: all their data on paper (`client_utils export`), and those whose time is over
(`sales-agent retention`).

The bytes of files and of whole mails are not in an export: their names, sizes and texts are. It changes nothing.
"""

from typing import Any

from services.cli import showing, terminal
from services.cli.opening import Desk
from services.core.domain import contact, conversation
from services.core.store import retention

_OURS = {"owner", "fence", "lease_owner", "lease_until", "lease_beat", "keys", "superseded", "crashes"}


async def export(desk: Desk, who: str) -> int:
    """Everything about a person, for that person."""
    person = await showing.person(desk, who)
    talks = await desk.database.conversations.of_contact(person.id)
    merged = await _merged(desk, person)
    talks += [talk for each in merged for talk in await desk.database.conversations.of_contact(each.id)]
    document: dict[str, Any] = {
        "made": terminal.stamp(desk.now()),
        "person": showing.document(person),
        "merged": [showing.document(each) for each in merged],
        "addresses": [{"channel": str(each.channel), "value": each.value} for each in person.addresses],
        "suppressions": await _suppressions(desk, person),
        "conversations": [await _talk(desk, each) for each in talks],
        "elsewhere": await _elsewhere(desk, person, {each.id for each in talks}),
    }
    desk.terminal.result(document, *_lines(document))
    return terminal.OK


async def _merged(desk: Desk, person: contact.Contact) -> list[contact.Contact]:
    """The contacts that turned out to be this person, and those that had been merged into them."""
    found = await desk.database.contacts.merged_into(person.id)
    return [one for each in found for one in (each, *await _merged(desk, each))]


async def _suppressions(desk: Desk, person: contact.Contact) -> list[dict[str, Any]]:
    """Why they are not written to; the record itself holds a keyed hash in place of the address."""
    found = [(each, await desk.database.suppressions.of(each)) for each in person.addresses]
    return [
        {"address": each.value, "reason": str(entry.reason), "at": terminal.stamp(entry.at), "by": entry.by}
        for each, entry in found
        if entry is not None
    ]


async def _talk(desk: Desk, talk: conversation.Conversation) -> dict[str, Any]:
    database = desk.database
    return {
        **talk.model_dump(mode="json", exclude=_OURS),
        "received": [
            each.model_dump(mode="json", exclude=_OURS) for each in await database.messages.of_conversation(talk.id)
        ],
        "written": [
            each.model_dump(mode="json", exclude=_OURS) for each in await database.outbox.of_conversation(talk.id)
        ],
        "told_to_operators": [
            each.model_dump(mode="json", include={"created_at", "subject", "text", "to"})
            for each in await database.outbox.notices_about(talk.id)
        ],
        "decisions": await database.events.of_conversation(talk.id),
    }


async def _elsewhere(desk: Desk, person: contact.Contact, own: set[str]) -> list[dict[str, Any]]:
    """What the person wrote into other people's conversations, as a colleague, or into none."""
    messages = desk.database.messages
    found = {each.id: each for where in person.addresses for each in await messages.of_sender(where)}
    found |= {each.id: each for each in await messages.of_contact(person.id)}
    left = [each for each in found.values() if each.conversation not in own]
    return [each.model_dump(mode="json", exclude=_OURS) for each in sorted(left, key=lambda each: each.order)]


def _lines(document: dict[str, Any]) -> list[str]:
    """The same for people to read."""
    lines = [f"All that is kept about {document['person']['id']}, {document['made']}", ""]
    lines += [f"{name}: {value}" for name, value in document["person"].items() if value not in (None, "")]
    lines += [
        f"never written to: {each['address']} ({each['reason']}, {each['at']})" for each in document["suppressions"]
    ]
    for talk in document["conversations"]:
        lines += ["", f"Conversation {talk['id']}: {talk['stage']}{', ' + talk['why'] if talk['why'] else ''}"]
        said = [(each["arrived_at"], f"from {each['sender']['value']}", each) for each in talk["received"]]
        said += [(each["sent_at"] or each["due_at"], f"to {each['to']['value']}", each) for each in talk["written"]]
        for at, which, each in sorted(said, key=lambda one: str(one[0])):
            lines += ["", f"{at} {which}, {each['state']}: {each['subject']}", each["text"]]
        lines += ["", *(f"{each['created_at']} to operators: {each['text']}" for each in talk["told_to_operators"])]
        lines += [f"{each['at']} {each['kind']}: {each.get('why', '')}" for each in talk["decisions"]]
    for each in document["elsewhere"]:
        lines += ["", f"{each['arrived_at']} in another conversation: {each['subject']}", each["text"]]
    return [*lines, "", "Names and sizes of files are in the JSON form (--json). Backups may hold the same data."]


async def forget(desk: Desk, *, is_dry: bool, is_sure: bool) -> int:
    """The report, and without `is_dry` the deed, after a yes."""
    found = await retention.due(desk.database, desk.now())
    shown = terminal.table("Id", "Name", "Campaigns", "Last touched")
    terminal.rows(
        shown,
        (
            (each.contact.id, each.contact.name, ", ".join(each.campaigns), terminal.moment(each.touched_at))
            for each in found
        ),
    )
    is_done = False
    if found and not is_dry:
        is_done = is_sure or desk.terminal.agrees(f"Forget {len(found)} people for good?")
        if is_done:
            found = await retention.sweep(desk.database, desk.now(), desk.operator, most=len(found))
    people = [
        {"id": each.contact.id, "campaigns": each.campaigns, "touched": terminal.stamp(each.touched_at)}
        for each in found
    ]
    verb = "were forgotten; suppressions stayed" if is_done else "would be forgotten"
    said = f"{len(found)} people {verb}."
    desk.terminal.result({"dry": not is_done, "people": people}, *([shown] if found else []), said)
    return terminal.OK
