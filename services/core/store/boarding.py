"""Boarding: at most one answer or touch of a conversation is on its way. The place names the item and its claim.

A sender that lost its claim can neither keep nor free the place of a later one; the place of an item that landed
unseen is taken over. It does not send.
"""

from typing import Any

from services.core.domain import outbox_item
from services.core.domain.outbox_item import OutboxItem
from services.core.store.database import Database


def place(item: OutboxItem) -> str:
    """The item in this claim."""
    return f"{item.id}#{item.fence}"


async def board(database: Database, item: OutboxItem) -> bool:
    """Take the conversation's place; False while another item of it is on its way."""
    if not item.conversation:
        return True
    talks, mine = database.conversations, place(item)
    if await talks.board(item.conversation, mine):
        return True
    taken = await talks.boarded(item.conversation)
    other_id = taken.rpartition("#")[0]
    if other_id and other_id != item.id:
        other = await database.outbox.get(other_id)
        if other is not None and other.state in outbox_item.IN_FLIGHT:
            return False
    return await talks.board(item.conversation, mine, instead_of=taken)


async def land(database: Database, item: OutboxItem, fields: dict[str, Any] | None = None) -> None:
    """Give the place back, where it still is this claim's; `fields` are written with it."""
    if item.conversation:
        await database.conversations.land(item.conversation, place(item), fields)
