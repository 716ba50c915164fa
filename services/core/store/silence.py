"""Silence: the one way in which anybody is stopped, whoever asks for it.

The suppression is written first, then every conversation is told, then what is queued is cancelled: a send
that passes its gate after the first write has been read cannot happen.
"""

import datetime

from services.core.domain import address, contact, conversation, suppression
from services.core.domain.conversation import Stage
from services.core.store import colleagues
from services.core.store.database import Database

_STAGES = {
    suppression.Reason.STOP: Stage.STOPPED,
    suppression.Reason.BOUNCE: Stage.UNREACHABLE,
    suppression.Reason.COMPLAINT: Stage.STOPPED,
    suppression.Reason.OPERATOR: Stage.STOPPED,
    suppression.Reason.ERASED: Stage.STOPPED,
    suppression.Reason.SEED: Stage.STOPPED,
}

_OWN_WISH = frozenset({suppression.Reason.STOP, suppression.Reason.COMPLAINT})


async def silence_contact(
    database: Database,
    person: contact.Contact,
    reason: suppression.Reason,
    now: datetime.datetime,
    by: str,
    but: str = "",
    *,
    is_proven: bool = True,
) -> list[str]:
    """Never write to this person again: every address, every conversation, every channel.

    `but` names a conversation that the caller holds and settles itself; it is not woken. What the person's own wish
    means for the others of the company is done, too, unless it may be forged (`is_proven` False): gives those contacts.
    """
    for each in person.addresses:
        await database.suppressions.add(each, reason, now, by)
    for talk in await database.conversations.of_contact(person.id):
        await _end(database, talk, reason, now, by, is_ours=talk.id == but)
    if reason not in _OWN_WISH or not is_proven:
        return []
    return await colleagues.stopped(database, person, person.id, now)


async def silence_address(
    database: Database, who: address.Address, reason: suppression.Reason, now: datetime.datetime, by: str
) -> None:
    """Never write to this address again, and to nobody behind it where it is a contact's."""
    person = await database.contacts.by_address(who)
    if person is not None:
        await silence_contact(database, person, reason, now, by)
    else:
        await database.suppressions.add(who, reason, now, by)


async def _end(
    database: Database,
    talk: conversation.Conversation,
    reason: suppression.Reason,
    now: datetime.datetime,
    by: str,
    is_ours: bool,
) -> None:
    if talk.merged_into:
        return  # nothing leaves from there any more, and the one that goes on is told for itself
    stage = _STAGES[reason]
    why = f"{reason} ({by})" if by else str(reason)
    if not is_ours:
        fields = {"stage": stage, "why": why, "wake_at": conversation.NEVER, "pause_until": None}
        await database.conversations.wake(talk.id, now, fields)
    await database.slots.release(talk.id, why, by, now)
    await database.outbox.cancel_all(talk.id, f"the client is not to be written to: {reason}")
    if talk.stage is not stage:
        await database.events.add(f"{talk.id}:silenced:{talk.round}:{reason}", now, "silenced", talk.id, why, by=by)
