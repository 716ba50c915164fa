"""Parting: a merge is taken apart again. Every step is safe to repeat.

1. The record says so, and who had stopped stays stopped, with all addresses.
2. Each pair of conversations: what was moved goes back where it was; what came after the merge goes to whom it was
   written by or to, by the address. Then the one that was taken in is as it was before.
3. Conversations that went over whole go back; the merged contact gives up what it was given.
4. One write ends it: the addresses lead to two people again.

The merge that was made last is taken apart first. What is not undone: a stop, whoever it came from; what has left;
what a meeting that was released had promised. The conversation that was kept keeps its stage, its budgets and what it
has told: these say more than they did before, not less. Where it has ended or is with a person, a person looks at the
other one, too.
"""

import datetime

from services.core import errors
from services.core.domain import merger, message, outbox_item
from services.core.domain.contact import Contact
from services.core.domain.conversation import Conversation
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import merging
from services.core.store.database import Database

WHY_CANCELLED = "taken apart: two people again"


async def unmerge(
    database: Database, given_up_id: str, now: datetime.datetime, by: str, patience_s: float = merging.PATIENCE_S
) -> Contact:
    """Make two contacts again; the one that had been given up, as it is then.

    Raises `errors.BadInput` where it was not merged, or the other one was merged itself since, and
    `errors.StoreUnavailable` where a worker does not let a conversation go in time: repeat it then.
    """
    given_up, kept = await _both(database, given_up_id)
    made = given_up.merge
    if made is None:
        raise errors.BadInput(f"{given_up_id} was not merged", field="contact")
    if made.state is merger.State.BEGUN:
        given_up = await merging.finish(database, given_up_id, now, patience_s)
        made = given_up.merge or made
        kept = await database.contacts.get(kept.id) or kept
    made = made.model_copy(update={"state": merger.State.PARTING})
    await database.contacts.mark(given_up.id, {"merge": made})
    is_stopped = await merging.is_willed(database, kept)
    for pair in made.pairs:
        await _part(database, pair, kept, given_up, made.at, is_stopped, now, by, patience_s)
    for talk_id in made.whole:
        await _give_back(database, talk_id, kept, given_up, made.at, now, by)
    await _take_back(database, kept, given_up, made)
    await database.contacts.save(given_up.model_copy(update={"merged_into": "", "merge": None}))
    return await database.contacts.get(given_up.id) or given_up


async def _both(database: Database, given_up_id: str) -> tuple[Contact, Contact]:
    given_up = await database.contacts.get(given_up_id)
    if given_up is None:
        raise errors.NotFound(f"there is no contact {given_up_id!r}", field="contact", hint="client_utils list")
    if given_up.erased:
        raise errors.BadInput(f"{given_up.id} was erased: there is nothing to take apart", field="contact")
    if not given_up.merged_into or given_up.merge is None:
        raise errors.BadInput(f"{given_up.id} was not merged", field="contact", hint=f"client_utils show {given_up.id}")
    kept = await database.contacts.get(given_up.merged_into)
    if kept is None:
        raise errors.NotFound(f"contact {given_up.merged_into} is gone", field="contact")
    if kept.merged_into:
        raise errors.BadInput(
            f"{kept.id} was merged into {kept.merged_into} since",
            field="contact",
            hint=f"take that apart first: client_utils unmerge {kept.id}",
        )
    latest = (await database.contacts.merged_into(kept.id))[-1]
    if latest.id != given_up.id:
        raise errors.BadInput(
            f"{latest.id} was merged into {kept.id} after {given_up.id}",
            field="contact",
            hint=f"take that apart first: client_utils unmerge {latest.id}",
        )
    return given_up, kept


def _owners(kept: Contact, given_up: Contact) -> dict[str, str]:
    """Whose address it is, by key. One that came after the merge is the merged contact's."""
    theirs = {each.key: given_up.id for each in given_up.addresses}
    return {each.key: kept.id for each in kept.addresses} | theirs


async def _part(
    database: Database,
    pair: merger.Pair,
    kept: Contact,
    given_up: Contact,
    since: datetime.datetime,
    is_stopped: bool,
    now: datetime.datetime,
    by: str,
    patience_s: float,
) -> None:
    async with merging.held(database, (pair.kept, pair.absorbed), given_up.id, patience_s):
        talk, other = await database.conversations.get(pair.kept), await database.conversations.get(pair.absorbed)
        if talk is None or other is None:
            return
        if other.merged_into == pair.kept:  # else it was taken apart before a crash
            await _separate(database, pair, talk, other, kept, given_up, since, is_stopped, now)
    for talk_id in (pair.kept, pair.absorbed):
        why = f"taken apart: {pair.kept} and {pair.absorbed} are two conversations again"
        await database.events.add(f"{talk_id}:unmerged:{int(since.timestamp())}", now, "unmerged", talk_id, why, by=by)


async def _separate(
    database: Database,
    pair: merger.Pair,
    talk: Conversation,
    other: Conversation,
    kept: Contact,
    given_up: Contact,
    since: datetime.datetime,
    is_stopped: bool,
    now: datetime.datetime,
) -> None:
    """What waits is called back, each message goes where it belongs, and both go on."""
    talk = await database.conversations.wake(talk.id, now) or talk
    await database.outbox.cancel_all(talk.id, WHY_CANCELLED, superseded=True, before=talk.inbound_seq)
    await _reopen(database, talk)
    owners = _owners(kept, given_up)
    await _sort_out(database, pair, since, owners)
    touches = talk.touches if await _touched(database, pair, since) else 0
    unanswered = bool(await database.messages.unanswered(other.id))
    await merging.give_owners(database, pair, pair.kept_from, pair.absorbed_from)
    gone = frozenset(key for key, owner in owners.items() if owner != pair.kept_from)
    own = given_up if pair.kept_from == given_up.id else kept
    channels = frozenset(each.channel for each in own.addresses if each.key not in gone)
    await database.conversations.wake(talk.id, now, merger.left(pair, talk, gone, channels, now))
    fields = merger.restored(pair, talk, is_stopped, unanswered, touches, now)
    await database.conversations.wake(other.id, now, fields)


async def _reopen(database: Database, talk: Conversation) -> None:
    for item in await database.outbox.of_conversation(talk.id):
        if item.kind is outbox_item.Kind.ANSWER and item.state is State.CANCELLED and item.superseded:
            await database.messages.reopen(talk.id, item.cause)


async def _sort_out(database: Database, pair: merger.Pair, since: datetime.datetime, owners: dict[str, str]) -> None:
    """Each message and item to whom it is of."""
    for arrived in await database.messages.of_conversation(pair.kept):
        is_late = arrived.arrived_at >= since
        is_of_one = arrived.contact in (pair.absorbed_from, pair.kept_from)
        home = _home(pair, arrived, arrived.sender.key, is_late, owners)
        if home is not None:
            contact_id = pair.absorbed_from if is_of_one else arrived.contact
            await database.messages.move(arrived, pair.absorbed, contact_id, home)
        elif is_of_one and arrived.contact != pair.kept_from:
            await database.messages.move(arrived, pair.kept, pair.kept_from, arrived.moved)
    for item in await database.outbox.of_conversation(pair.kept):
        is_late = item.created_at >= since
        home = _home(pair, item, item.to.key, is_late, owners)
        if home is not None:
            await database.outbox.move(item, pair.absorbed, pair.absorbed_from, home)
        elif item.contact != pair.kept_from:
            await database.outbox.move(item, pair.kept, pair.kept_from, item.moved)


async def _touched(database: Database, pair: merger.Pair, since: datetime.datetime) -> bool:
    """Whether a touch of the merged conversation has gone to the one that leaves."""
    items = await database.outbox.of_conversation(pair.absorbed)
    sent = [each for each in items if each.is_touch and each.state is State.SENT and each.created_at >= since]
    return any(each.id.startswith(f"touch:{pair.kept}:") for each in sent)


def _home(
    pair: merger.Pair, record: message.Message | OutboxItem, key: str, is_late: bool, owners: dict[str, str]
) -> tuple[str, ...] | None:
    """What is left of where it was, when it goes to the conversation that leaves; None where it stays."""
    if record.moved and record.moved[-1] == pair.absorbed:
        return record.moved[:-1]
    is_theirs = not record.moved and is_late and owners.get(key) == pair.absorbed_from
    return () if is_theirs else None


async def _give_back(
    database: Database,
    talk_id: str,
    kept: Contact,
    given_up: Contact,
    since: datetime.datetime,
    now: datetime.datetime,
    by: str,
) -> None:
    """A conversation that had gone over whole; what the merged contact said there goes back with it."""
    talk = await database.conversations.get(talk_id)
    if talk is None:
        return
    await merging.move_all(database, talk, talk.id, {kept.id: given_up.id}, given_up.id)
    theirs = {each.key for each in given_up.addresses}
    fields: dict[str, object] = {"contact": given_up.id}
    if talk.answer_to is not None and talk.answer_to.key not in theirs:
        fields["answer_to"] = None
    if talk.contact != given_up.id:
        await database.conversations.wake(talk_id, now, fields)
    why = f"taken apart: it is with {given_up.id} again"
    await database.events.add(f"{talk_id}:unmerged:{int(since.timestamp())}", now, "unmerged", talk_id, why, by=by)


async def _take_back(database: Database, kept: Contact, given_up: Contact, made: merger.Merge) -> None:
    """What the merged contact has only of the other one, and did not change since."""
    latest = await database.contacts.get(kept.id) or kept
    theirs = {each.key for each in given_up.addresses} & set(latest.borrowed)
    changed: dict[str, object] = {
        "addresses": tuple(each for each in latest.addresses if each.key not in theirs),
        "borrowed": tuple(key for key in latest.borrowed if key not in theirs),
    }
    empty: dict[str, object] = {"basis": None}
    for name in made.gave:
        if getattr(latest, name) == getattr(given_up, name):
            changed[name] = empty.get(name, "")
    await database.contacts.save(latest.model_copy(update=changed))
