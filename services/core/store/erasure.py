"""Erasure: a person is forgotten, and stays suppressed.

What goes: names, addresses, words, subjects, files, evidence, servers' answers, in every record of the contact,
what they wrote as somebody's colleague in other conversations, with our answers to it, and mails to operators
that quote them.
What stays: ids, times, states, labels, our own Message-IDs and where a mail lay in its mailbox, which keeps it
from being taken in twice, so that counts hold; the keyed hash of each address, so that nobody writes again; the other side
of a redirect without the name. The address becomes `erased-<contact>@erased.invalid` (RFC 2606), so that
every record still loads.

It does not reach into logs (they hold no personal data above debug), backups, or the mailbox itself.
"""

import dataclasses
import datetime
import functools
from typing import Any

from services.core.domain import address, contact, conversation, suppression
from services.core.store import silence
from services.core.store.database import Database

PLACEHOLDER_DOMAIN = "erased.invalid"
_TAKES = 5
_KEPT_OF_EVENTS = ("at", "kind", "conversation", "by")


@dataclasses.dataclass(frozen=True)
class Erased:
    """How many records were emptied; `files` were removed."""

    conversations: int
    messages: int
    items: int
    events: int
    files: int


def placeholder(contact_id: str) -> address.Address:
    """The address that an erased person is left with. Nothing can be delivered to it."""
    return address.email(f"erased-{contact_id}@{PLACEHOLDER_DOMAIN}")


async def erase_contact(
    database: Database, person: contact.Contact, now: datetime.datetime, by: str, *, is_silenced: bool = True
) -> Erased:
    """Forget a person. Safe to repeat after a crash.

    `is_silenced=False` is for those who asked for nothing (`retention`): suppressions stay as they are, and
    somebody with a new basis may add them again.

    1. Silence first: nothing is written to them from here on.
    2. What they wrote in other people's conversations goes, while their addresses are still known.
    3. The contact is emptied: mail of theirs that arrives now meets a stranger.
    4. Whoever works on a conversation loses it, so that nothing is written back.
    5. Every record is emptied. Contacts that were merged into this one go the same way, first.
    """
    if is_silenced and not person.erased:
        await silence.silence_contact(database, person, suppression.Reason.ERASED, now, by)
    merged = [
        await erase_contact(database, each, now, by, is_silenced=is_silenced)
        for each in await database.contacts.merged_into(person.id)
    ]
    talks = await database.conversations.of_contact(person.id)
    own = {talk.id for talk in talks}
    messages, items, files = await _forget_colleague(database, person, own)
    for where in person.addresses:
        if where.is_chat:
            await database.accounts.forget_peer(int(where.base))
            await database.inbox.forget(where.base)
    await database.contacts.save(_emptied(person))
    await _forget_origin(database, person.id)
    await _take(database, own)
    nobody = placeholder(person.id)
    await database.conversations.erase(person.id, _of_conversation())
    for talk_id in own:
        await database.slots.erase(talk_id)
    events = 0
    for talk in talks:
        items += len(await database.outbox.of_conversation(talk.id))
        events += len(await database.events.of_conversation(talk.id))
        files += await database.assets.erase(talk.id)
        for each in await database.messages.of_conversation(talk.id):
            await database.messages.erase(each, _of_message(nobody))
            messages += 1
        await database.outbox.cancel_all(talk.id, "erased")
        await database.outbox.erase(talk.id, _of_item(nobody))
        items += await _forget_notices(database, talk.id)
        await database.events.erase(talk.id, _KEPT_OF_EVENTS)
        await database.deliveries.erase(talk.id)
        await database.events.add(f"{talk.id}:erased", now, "erased", talk.id, "the person's data was erased", by=by)
    for each in await database.messages.of_contact(person.id):
        if each.conversation not in own and each.sender.key != nobody.key:
            await database.messages.erase(each, _of_message(nobody))
            messages += 1
    files += await database.assets.erase(person.id)
    whole = Erased(len(talks), messages, items, events, files)
    return functools.reduce(_sum, merged, whole)


def _sum(one: Erased, other: Erased) -> Erased:
    fields = (getattr(one, each.name) + getattr(other, each.name) for each in dataclasses.fields(Erased))
    return Erased(*fields)


def _emptied(person: contact.Contact) -> contact.Contact:
    kept = contact.Origin(
        kind=person.origin.kind, contact=person.origin.contact, conversation=person.origin.conversation
    )
    return contact.Contact(
        id=person.id,
        language=person.language,
        timezone="UTC",
        addresses=(placeholder(person.id),),
        origin=kept,
        created_at=person.created_at,
        erased=True,
        merged_into=person.merged_into,
    )


async def _forget_origin(database: Database, contact_id: str) -> None:
    """Whoever was recommended by this person came from an id from now on, not from a name."""
    for other in await database.contacts.all():
        if other.origin.contact == contact_id and other.origin.name:
            nameless = other.origin.model_copy(update={"name": None})
            await database.contacts.save(other.model_copy(update={"origin": nameless}))


async def _forget_notices(database: Database, begins: str) -> int:
    """Mails to operators about a conversation, or a turn: they quote what the client wrote. How many."""
    about = await database.outbox.notices_about(begins)
    for item in about:
        await database.outbox.cancel(item.id, "erased")
        await database.outbox.erase_one(item.id, {"subject": "", "text": "", "why": "erased", "mime": None})
    return len(about)


async def _take(database: Database, talks: set[str]) -> None:
    for _ in range(_TAKES):
        held = [each for each in await database.conversations.held() if each.id in talks]
        if not held:
            return
        for each in held:
            await database.conversations.free(each)


async def _forget_colleague(database: Database, person: contact.Contact, own: set[str]) -> tuple[int, int, int]:
    """What the person wrote in conversations that are not theirs, and what we answered to it; how many
    messages, items and pieces of files.
    """
    theirs = [arrived for each in person.addresses for arrived in await database.messages.of_sender(each)]
    theirs = [each for each in theirs if each.conversation not in own]
    joined = [talk.id for each in person.addresses for talk in await database.conversations.with_participant(each)]
    items = files = 0
    for talk_id in ({each.conversation for each in theirs} | set(joined)) - own - {""}:
        words = [each for each in theirs if each.conversation == talk_id]
        files += await _files_of(database, talk_id, {each.id for each in words})
        await database.events.erase(talk_id, _KEPT_OF_EVENTS, turns=frozenset(each.turn for each in words) - {""})
        items += await _answers_to(database, talk_id, person)
        for turn in {each.turn for each in words} - {""}:
            items += await _forget_notices(database, turn)
        for each in person.addresses:
            await database.conversations.forget(talk_id, each)
    for arrived in theirs:  # last, since it is by them that the rest is found
        await database.messages.erase(arrived, _of_message(placeholder(person.id)))
    return len(theirs), items, files


async def _answers_to(database: Database, talk_id: str, person: contact.Contact) -> int:
    keys, count = {each.key for each in person.addresses}, 0
    for item in await database.outbox.of_conversation(talk_id):
        if item.to.key in keys:
            await database.outbox.cancel(item.id, "erased")
            await database.outbox.erase_one(item.id, _of_item(placeholder(person.id)))
            count += 1
    return count


async def _files_of(database: Database, talk_id: str, ids: set[str]) -> int:
    """Remove the files of some messages of a conversation, but for those that came with another one, too."""
    gone: set[str] = set()
    kept: set[str] = set()
    for each in await database.messages.of_conversation(talk_id):
        files = {each.raw, *(file.content for file in each.attachments)} - {"", None}
        (gone if each.id in ids else kept).update(file for file in files if file)
    return await database.assets.remove(talk_id, gone - kept) if gone - kept else 0


def _of_conversation() -> dict[str, Any]:
    return {
        "stage": conversation.Stage.STOPPED,
        "why": "erased",
        "turn": None,
        "subject": "",
        "last_message_id": "",
        "references": (),
        "participants": (),
        "answer_to": None,
        "demo_slots": (),
        "pause_until": None,
        "pause_quote": "",
        "away_until": None,
        "wake_at": conversation.NEVER,
    }


def _of_message(nobody: address.Address) -> dict[str, Any]:
    return {
        "sender": nobody,
        "sender_name": "",
        "subject": "",
        "text": "",
        "note": "",
        "message_id": "",
        "in_reply_to": "",
        "references": (),
        "cc": (),
        "attachments": (),
        "automatic": None,
        "raw": "",
    }


def _of_item(nobody: address.Address) -> dict[str, Any]:
    return {
        "to": nobody,
        "to_name": "",
        "subject": "",
        "text": "",
        "files": (),
        "calendar": "",
        "in_reply_to": "",
        "references": (),
        "why": "erased",
        "mime": None,
    }
