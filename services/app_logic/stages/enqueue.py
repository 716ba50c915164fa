"""Enqueue: drafts to outbox items. Pure: ids, Message-IDs and dates follow from the cause.

The same cause gives the same item, so that putting it in twice is putting it in once.
"""

import datetime

from services.core.domain import address, campaign, conversation, token
from services.core.domain.draft import Draft
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.domain.service import REFERENCE


def reference_of(key: bytes, item_id: str) -> str:
    """Our own mark for an item: cannot be guessed, and is always the same for the same item."""
    return token.mac(key, REFERENCE, item_id)


def answer(
    draft: Draft,
    talk: conversation.Conversation,
    turn: conversation.Turn,
    offer: campaign.Campaign,
    in_reply_to: tuple[str, tuple[str, ...]],
    mail_domain: str,
    key: bytes,
    now: datetime.datetime,
    held: str = "",
) -> OutboxItem:
    """The item of an answer. `in_reply_to` is the client's Message-ID and the references before it."""
    item_id = f"answer:{turn.id}:0"
    return _item(
        item_id, Kind.ANSWER, draft, talk, in_reply_to, mail_domain, key, now, turn.inbound_seq, held
    ).model_copy(update={"cause": turn.id, "not_after": now + datetime.timedelta(days=offer.limits.answer_lives_days)})


def touch(
    draft: Draft,
    talk: conversation.Conversation,
    offer: campaign.Campaign,
    number: str,
    attempt: int,
    due_at: datetime.datetime,
    mail_domain: str,
    key: bytes,
    now: datetime.datetime,
    held: str = "",
) -> OutboxItem:
    """The item of a touch. `number` tells the touches of a round apart, `attempt` the tries at one of them."""
    item_id = f"touch:{talk.id}:{talk.round}:{number}:{attempt}"
    thread = (talk.last_message_id, talk.references)
    made = _item(item_id, Kind.TOUCH, draft, talk, thread, mail_domain, key, now, talk.inbound_seq, held)
    lives = datetime.timedelta(days=offer.limits.touch_lives_days)
    return made.model_copy(update={"cause": item_id, "due_at": due_at, "date": due_at, "not_after": due_at + lives})


def appointment(
    draft: Draft,
    talk: conversation.Conversation,
    item_id: str,
    not_after: datetime.datetime,
    mail_domain: str,
    key: bytes,
    now: datetime.datetime,
    held: str = "",
) -> OutboxItem:
    """The item of an invitation, its change or withdrawal, or a reminder of it. It was agreed on: no window holds it."""
    thread = (talk.last_message_id, talk.references)
    made = _item(item_id, Kind.ANSWER, draft, talk, thread, mail_domain, key, now, talk.inbound_seq, held)
    return made.model_copy(update={"cause": item_id, "not_after": not_after})


def _item(
    item_id: str,
    kind: Kind,
    draft: Draft,
    talk: conversation.Conversation,
    in_reply_to: tuple[str, tuple[str, ...]],
    mail_domain: str,
    key: bytes,
    now: datetime.datetime,
    inbound_seq: int,
    held: str,
) -> OutboxItem:
    reference = reference_of(key, item_id)
    parent, before = in_reply_to
    references = tuple(dict.fromkeys((*before, parent)))[-20:] if parent else ()
    return OutboxItem(
        id=item_id,
        kind=kind,
        conversation=talk.id,
        contact=talk.contact,
        campaign=talk.campaign,
        account=talk.account,
        channel=talk.channel,
        to=draft.to,
        to_name=draft.to_name,
        subject=draft.subject,
        text=draft.text,
        language=draft.language,
        intent=draft.intent,
        files=draft.files,
        calendar=draft.calendar,
        via=talk.via,
        in_reply_to=parent,
        references=references,
        message_id=f"<{reference}@{mail_domain}>",
        reference=reference,
        date=now,
        inbound_seq=inbound_seq,
        facts=draft.facts,
        state=State.HELD if held else State.QUEUED,
        why=held,
        due_at=now,
        not_after=now + datetime.timedelta(days=3),
        created_at=now,
    )


def notice(
    notice_id: str,
    to: address.Address,
    account_id: str,
    subject: str,
    text: str,
    mail_domain: str,
    key: bytes,
    now: datetime.datetime,
) -> OutboxItem:
    """A message to an operator, by mail or into a Telegram chat."""
    item_id = f"notice:{notice_id}"
    reference = reference_of(key, item_id)
    return OutboxItem.model_validate(
        {
            "id": item_id,
            "kind": Kind.NOTICE,
            "account": account_id,
            "channel": to.channel,
            "to": to,
            "subject": subject,
            "text": text,
            "message_id": f"<{reference}@{mail_domain}>",
            "reference": reference,
            "date": now,
            "cause": notice_id,
            "due_at": now,
            "not_after": now + datetime.timedelta(days=7),
            "created_at": now,
        }
    )
