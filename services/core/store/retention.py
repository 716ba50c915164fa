"""Retention: people with whom nothing has happened for as long as their campaigns say are forgotten.

A person stays as long as any of their conversations does: one that was touched within its campaign's
`retention_days`, is worked on, or has something still to come (a pause that ends, a message that waits). What goes is
what an erasure takes; suppressions stay, and none is added: who asked for nothing may be added again on a new basis.
"""

import dataclasses
import datetime

from services.core.domain import contact, conversation, outbox_item
from services.core.store import erasure
from services.core.store.database import Database

BY = "retention"
_MOST = 200
_OPEN = tuple(state for state in outbox_item.State if state not in outbox_item.FINAL)


@dataclasses.dataclass(frozen=True)
class Due:
    """A person whose time is over: by which campaigns, and when anything happened last."""

    contact: contact.Contact
    campaigns: tuple[str, ...]
    touched_at: datetime.datetime


async def due(database: Database, now: datetime.datetime) -> list[Due]:
    """Everybody whose time is over, the longest quiet first."""
    keeps = {each.id: datetime.timedelta(days=each.retention_days) for each in await database.campaigns.all()}
    if not keeps:
        return []
    seen: set[str] = set()
    found: list[Due] = []
    for talk in await database.conversations.quiet_since(now - min(keeps.values())):
        if talk.contact in seen:
            continue
        seen.add(talk.contact)
        person = await database.contacts.living(talk.contact)
        if person is None or person.erased or any(each.contact.id == person.id for each in found):
            continue
        talks = await database.conversations.of_contact(person.id)
        if all([await _is_over(database, each, keeps, now) for each in talks]):
            last = max(each.touched_at for each in talks)
            found.append(Due(person, tuple(each.campaign for each in talks), last))
    return found


async def _is_over(
    database: Database,
    talk: conversation.Conversation,
    keeps: dict[str, datetime.timedelta],
    now: datetime.datetime,
) -> bool:
    """Whether its campaign's days have passed and nothing is to come. A campaign that is gone keeps nobody."""
    if talk.lease_owner or (talk.wake_at < conversation.NEVER and not talk.is_over):
        return False
    if talk.touched_at > now - keeps.get(talk.campaign, datetime.timedelta(0)):
        return False
    return not await database.outbox.pending(talk.id, *_OPEN)


async def sweep(database: Database, now: datetime.datetime, by: str = BY, most: int = _MOST) -> list[Due]:
    """Forget everybody whose time is over, at most so many at once; who they were. Safe to repeat."""
    gone = (await due(database, now))[:most]
    for each in gone:
        await erasure.erase_contact(database, each.contact, now, by, is_silenced=False)
    return gone
