"""Copying: one campaign as it stands, from one database into another, for a rehearsal on a virtual clock.

What it takes: the campaign, its accounts, its conversations with their contacts and meetings, messages on their way
out, today's counters and who must not be written to. Conversations with an unanswered message are left out, and
counted: what the client gets next is an answer, which cannot be foretold. Those at accounts that the copy does not have
are left out, too. Nothing is changed in the source.
"""

import dataclasses
import datetime

from services.core.domain import campaign, contact, outbox_item
from services.core.domain.conversation import Conversation
from services.core.store import limits
from services.core.store.database import Database


@dataclasses.dataclass(frozen=True)
class Copied:
    """What was copied: conversations, and those that were left out because the client waits for an answer."""

    conversations: int
    waiting: int


async def campaign_into(source: Database, target: Database, offer: campaign.Campaign, now: datetime.datetime) -> Copied:
    """Copy `offer` with everything that its touches depend on. The accounts are the caller's to put in."""
    await target.campaigns.put(offer)
    mailboxes = [each for each in await source.accounts.all() if each.id in offer.accounts]
    for mailbox in mailboxes:
        await _counter(source, target, limits.of_day("touches", mailbox.id, now.date()))
        ends = await source.limits.gap_ends(f"gap:{mailbox.id}")
        if ends is not None:
            await target.limits.pass_gap(f"gap:{mailbox.id}", now, ends)
    here = {each.id for each in await target.accounts.all()}
    domains: set[tuple[str, str]] = set()
    copied = waiting = 0
    for talk in await source.conversations.of_campaign(offer.id):
        person = await source.contacts.get(talk.contact)
        if person is None or talk.merged_into or talk.account not in here:
            continue
        if await source.messages.unanswered(talk.id):
            waiting += 1
            continue
        await _conversation(source, target, talk, person, now)
        domains |= {(talk.account, each.domain) for each in person.addresses if each.domain}
        copied += 1
    for mailbox_id, domain in sorted(domains):
        await _counter(source, target, limits.of_day("touches", f"{mailbox_id}:{domain}", now.date()))
    return Copied(copied, waiting)


async def _conversation(
    source: Database, target: Database, talk: Conversation, person: contact.Contact, now: datetime.datetime
) -> None:
    if await target.contacts.get(person.id) is None:
        await target.contacts.add(person)
    silenced = await source.suppressions.of(*person.addresses)
    if silenced is not None:
        for each in person.addresses:
            await target.suppressions.add(each, silenced.reason, now, silenced.by)
    await target.conversations.start(talk.model_copy(update={"lease_owner": "", "turn": None}))
    booked = await source.slots.get(talk.id) if talk.demo_at is not None else None
    if booked is not None:
        await target.slots.put(booked)
    here = {each.id for each in await target.accounts.all()}
    await _chats(source, target, talk, person)
    written = [each for each in await source.outbox.of_conversation(talk.id) if each.account in here]
    for item in written:
        if item.state in outbox_item.IN_FLIGHT:  # at this very moment: the likely end of it
            item = item.model_copy(update={"state": outbox_item.State.SENT, "sent_at": now})
        await target.outbox.add(item)


async def _chats(source: Database, target: Database, talk: Conversation, person: contact.Contact) -> None:
    """Who has been heard in a chat, and how a person's account addresses them: they are no strangers there."""
    for where in (each for each in person.addresses if each.is_chat):
        for mailbox in await target.accounts.all():
            known = await source.accounts.peer(mailbox.id, int(where.base))
            if known is not None:
                await target.accounts.keep_peers(mailbox.id, {int(where.base): known})
        heard = {each.account: each for each in await source.messages.of_sender(where) if each.conversation == talk.id}
        for each in heard.values():
            await target.messages.add(each)


async def _counter(source: Database, target: Database, name: str) -> None:
    for _ in range(await source.limits.used(name)):
        await target.limits.add(name)
