"""Colleagues: somebody at a company has replied, or asked to be left alone; what that means for the others there.

Only the first touches of the others are held up or ended, by the rule of their own campaign (`colleagues`): whoever
talks with us already goes on, and whoever was named to us by a colleague is written to. Nobody is suppressed who did not
ask for it. Each step is safe to repeat.

It does not look at new contacts: an operator who adds somebody at such a company means it.
"""

import datetime

from services.core.domain import campaign, contact, conversation
from services.core.domain.campaign import Colleagues
from services.core.domain.contact import OriginKind
from services.core.domain.conversation import NEVER, Stage
from services.core.store.database import Database

TOUCHED = frozenset({Stage.NEW, Stage.CONTACTED})
LIVE = frozenset({Stage.ENGAGED, Stage.DEMO_BOOKED, Stage.WON, Stage.PAUSED, Stage.HANDED_OFF})


async def replied(
    database: Database, person: contact.Contact, talk_id: str, cause: str, now: datetime.datetime
) -> None:
    """Somebody at the company has written: the others wait until it has been quiet for `colleague_pause_days`.

    `talk_id` is the conversation that they wait for, `cause` what tells one reply from another.
    """
    for other, offer in await _others(database, person):
        if offer.colleagues is Colleagues.OFF or other.waits_until == NEVER:
            continue
        until = now + datetime.timedelta(days=offer.colleague_pause_days)
        why = f"waits: {person.id}, of the same company, has replied; goes on when it was quiet until {until:%Y-%m-%d}"
        fields = {"waits_for": talk_id, "waits_until": until, "wake_at": until, "why": why}
        await _held_up(database, other, fields, f"{other.id}:colleague_replied:{cause}", "colleague_replied", now)


async def stopped(database: Database, person: contact.Contact, cause: str, now: datetime.datetime) -> list[str]:
    """Somebody at the company wants to be left alone: the others wait for an operator's word, or are ended.

    Gives the contacts that are concerned.
    """
    concerned = []
    for other, offer in await _others(database, person):
        if offer.colleagues is Colleagues.OFF:
            continue
        fields: dict[str, object] = {"wake_at": NEVER, "waits_until": NEVER}
        if offer.colleagues is Colleagues.STOP:
            fields |= {"stage": Stage.DECLINED, "why": f"ended: {person.id}, of the same company, asked us to stop"}
        else:
            hint = f"client_utils resume {other.contact} lets it go on"
            fields["why"] = f"waits for you: {person.id}, of the same company, asked us to stop; {hint}"
        name = f"{other.id}:colleague_stopped:{other.round}:{cause}"
        await _held_up(database, other, fields, name, "colleague_stopped", now)
        concerned.append(other.contact)
    return concerned


def go_on(now: datetime.datetime, why: str) -> dict[str, object]:
    """What a conversation becomes that waits for no colleague any more: its touches go on where they were."""
    return {"waits_for": "", "waits_until": None, "wake_at": now, "next_touch_at": now, "why": why}


async def _held_up(
    database: Database,
    other: conversation.Conversation,
    fields: dict[str, object],
    event: str,
    kind: str,
    now: datetime.datetime,
) -> None:
    """First the conversation, so that the gate refuses what is under way; then what waits to be sent is cancelled."""
    why = str(fields["why"])
    woken = await database.conversations.wake(other.id, now, fields)
    if woken is not None:
        await database.outbox.cancel_all(other.id, why, superseded=True, before=woken.inbound_seq)
        await database.events.add(event, now, kind, other.id, why)


async def _others(
    database: Database, person: contact.Contact
) -> list[tuple[conversation.Conversation, campaign.Campaign]]:
    """The conversations of the others at the company that have not become a talk yet, with their campaigns."""
    found = []
    for colleague in await database.contacts.at_company_of(person):
        if colleague.id == person.id or colleague.origin.kind is OriginKind.REDIRECT:
            continue
        for talk in await database.conversations.of_contact(colleague.id):
            offer = await database.campaigns.get(talk.campaign) if talk.stage in TOUCHED else None
            if offer is not None and talk.last_inbound_at is None:
                found.append((talk, offer))
    return found
