"""`sales-agent evaluate writing`: which numbers, prices, days and links of the texts to clients come from nowhere.

Every text in the outbox that left or is to leave is held against the campaign as it is now, the client's own words and
the times that were decided on. A fact that was changed since is reported as missing: the campaign no longer says so.
"""

import collections
import datetime

import pydantic

from services.app_logic import grounding
from services.cli import terminal
from services.cli.opening import Desk
from services.core.domain import contact, conversation, outbox_item
from services.core.domain.campaign import Campaign
from services.core.domain.decision import Decision
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import documents

_COUNTED = tuple(state for state in State if state not in (State.CANCELLED, State.EXPIRED))


async def audit(desk: Desk, days: int) -> int:
    """Audit the texts of the last so many days; exit code 1 when anything in them has no source."""
    since = desk.now() - datetime.timedelta(days=days)
    texts: dict[str, list[OutboxItem]] = collections.defaultdict(list)
    for item in await desk.database.outbox.in_states(*_COUNTED):
        if item.kind is not outbox_item.Kind.NOTICE and item.created_at >= since:
            texts[item.conversation].append(item)
    offers = {each.id: each for each in await desk.database.campaigns.all()}
    audited, found = 0, []
    for talk_id, items in sorted(texts.items()):
        talk = await desk.database.conversations.get(talk_id)
        person = await desk.database.contacts.get(talk.contact) if talk else None
        offer = offers.get(talk.campaign) if talk else None
        if talk is None or person is None or offer is None:
            continue
        said, moments = await _said(desk, talk, person), await _moments(desk, talk, person, offer)
        audited += len(items)
        found += [(item, each) for item in items for each in grounding.ungrounded(item.text, offer, said, moments)]
    document = {
        "texts": audited,
        "ungrounded": [
            {"item": item.id, "at": terminal.stamp(item.created_at), "token": each.token, "kind": each.kind,
             "reason": each.reason}
            for item, each in found
        ],
    }  # fmt: skip
    lines = ((item.id, each.token, each.kind, each.reason) for item, each in found)
    shown = terminal.rows(terminal.table("Message", "What", "Kind", "Why"), lines)
    told = f"{audited} texts of {days} days, {len(found)} things in them without a source."
    desk.terminal.result(document, *([shown] if found else []), told)
    return terminal.OTHER if found else terminal.OK


async def _said(desk: Desk, talk: conversation.Conversation, person: contact.Contact) -> tuple[str, ...]:
    """What may be repeated: the client's own words and names, and who sent us."""
    messages = await desk.database.messages.of_conversation(talk.id)
    names = (person.name, person.company, person.origin.name or "", *(each.value for each in person.addresses))
    return (*names, *(each.text for each in messages), *(each.subject for each in messages))


async def _moments(
    desk: Desk, talk: conversation.Conversation, person: contact.Contact, offer: Campaign
) -> tuple[datetime.datetime, ...]:
    """The days and times that were decided on in this conversation, and its meeting's."""
    named: list[datetime.datetime] = []
    for event in await desk.database.events.of_conversation(talk.id):
        if event["kind"] != "decided" or "decision" not in event:
            continue
        try:
            made = documents.to_noun(Decision, event["decision"])
        except pydantic.ValidationError:  # written by a version that knew other fields
            continue
        named += grounding.moments(made, person.zone, offer)
    meeting = await desk.database.slots.get(talk.id)
    if meeting is not None:
        named += grounding.span(meeting.starts_at, person.zone, offer)
    return tuple(named)
