"""Service messages: what a chat expects beside answers, as outbox items. Pure: the same cause gives the same item.

Help, "please wait", the receipt for a stop. They choose no words.
"""

import datetime

from services.core.domain import address, conversation, token
from services.core.domain.outbox_item import Kind, OutboxItem

REFERENCE = "reference"
_LIVES = datetime.timedelta(hours=1)


def message(
    cause: str,
    to: address.Address,
    talk: conversation.Conversation,
    text: str,
    key: bytes,
    now: datetime.datetime,
    **fields: object,
) -> OutboxItem:
    """A message to `to` in this conversation, over the channel and account that it is at. It lives for an hour."""
    item_id = f"service:{cause}"
    reference = token.mac(key, REFERENCE, item_id)
    return OutboxItem.model_validate(
        {
            "id": item_id,
            "kind": Kind.SERVICE,
            "conversation": talk.id,
            "contact": talk.contact,
            "campaign": talk.campaign,
            "account": talk.account,
            "channel": talk.channel,
            "via": talk.via,
            "to": to,
            "text": text,
            "language": talk.language,
            "message_id": f"<{reference}@service.invalid>",
            "reference": reference,
            "date": now,
            "inbound_seq": talk.inbound_seq,
            "cause": cause,
            "due_at": now,
            "not_after": now + _LIVES,
            "created_at": now,
            **fields,
        }
    )
