"""Routing: the second step of receiving. The message is stored; now its conversation is told.

Order matters and every step is safe to repeat: the conversation's `inbound_seq` first (the gate before each
send compares it), then what is queued is cancelled, then the message is marked. A receiver that dies in
between leaves the message `arrived`, and app_logic routes it again. An answer that was written to this very
message before the cancelling came through is left alone.
"""

import datetime

from services.core.domain import address, conversation, message
from services.core.domain.automatic import AutomaticKind
from services.core.store.database import Database

CLIENT_WROTE = "the client wrote again"


async def route(
    database: Database,
    arrived: message.Message,
    now: datetime.datetime,
    known: conversation.Conversation | None = None,
) -> None:
    """Tell the message's conversation about it and mark it `routed`; without a conversation only mark it.

    `known` is the conversation as the caller has just read it, if it has.
    """
    if arrived.conversation:
        await _tell(database, arrived, now, known)
    await database.messages.routed(arrived.id)


async def _tell(
    database: Database, arrived: message.Message, now: datetime.datetime, known: conversation.Conversation | None
) -> None:
    if known is None or known.id != arrived.conversation:
        known = await database.conversations.get(arrived.conversation)
    marks = _marks(arrived, now) | (_counted(known, now) | _moved(known, arrived) if known is not None else {})
    talk = await database.conversations.wake(arrived.conversation, now, marks)
    if talk is None:
        return
    if _is_a_person(arrived):
        await database.outbox.cancel_all(talk.id, CLIENT_WROTE, superseded=True, before=talk.inbound_seq)
        if arrived.contact == "" or not _is_from(talk, arrived):
            await database.conversations.joined(talk.id, arrived.sender)


def _counted(talk: conversation.Conversation, now: datetime.datetime) -> dict[str, object]:
    """How many have come today: close enough to see a flood by, and no command of its own."""
    return {"inbound_on": f"{now:%Y-%m-%d}", "inbound_today": talk.heard_on(now.date()) + 1}


def _moved(talk: conversation.Conversation, arrived: message.Message) -> dict[str, object]:
    """The talk goes on where the client wrote last; the account he has met on the other channel is remembered."""
    if not _is_a_person(arrived) or arrived.contact != talk.contact:
        return {}
    is_mail = arrived.channel is talk.channel is address.Channel.EMAIL  # a mailbox is kept for life
    if is_mail or (arrived.channel, arrived.account, arrived.via) == (talk.channel, talk.account, talk.via):
        return {}
    return moved(talk, arrived.channel, arrived.account, arrived.via)


def moved(talk: conversation.Conversation, channel: address.Channel, account: str, via: str = "") -> dict[str, object]:
    """What a conversation becomes that goes on elsewhere; the accounts it has been at stay known."""
    met = {**talk.accounts, talk.channel: talk.account}
    return {"channel": channel, "account": account, "via": via, "accounts": met}


def _marks(arrived: message.Message, now: datetime.datetime) -> dict[str, object]:
    """What the conversation keeps of the message: who is to be answered, in which thread."""
    if not _is_a_person(arrived):
        return {}
    marks: dict[str, object] = {"last_inbound_at": now, "answer_to": arrived.sender}
    is_contact = bool(arrived.contact)
    if arrived.message_id:
        marks["last_message_id"] = arrived.message_id
        marks["references"] = _thread(arrived)
    if arrived.subject and is_contact:  # a colleague's subject must not stand over what the contact gets next
        marks["subject"] = arrived.subject
    return marks


def _thread(arrived: message.Message) -> tuple[str, ...]:
    """The References of an answer: the parent's, then the parent (RFC 5322 §3.6.4), at most the last 20."""
    parents = arrived.references or ((arrived.in_reply_to,) if arrived.in_reply_to else ())
    return tuple(dict.fromkeys((*parents, arrived.message_id)))[-20:]


def _is_a_person(arrived: message.Message) -> bool:
    return arrived.automatic is None or arrived.automatic.kind is AutomaticKind.CHALLENGE


def _is_from(talk: conversation.Conversation, arrived: message.Message) -> bool:
    return arrived.contact == talk.contact or any(each.key == arrived.sender.key for each in talk.participants)
