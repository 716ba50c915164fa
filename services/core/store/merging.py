"""Merging: two contacts that are one person become one. Every step is safe to repeat; a merge that was broken off is
finished by whoever comes next, the same command or the agent.

1. One write names the contact that it becomes in the record of the other one. From here on both lead to one person:
   whatever arrives at either address is filed with the merged contact.
2. That contact gets the addresses, and what it lacked. A stop on either is put on every address, before anything else.
3. What becomes of each conversation is decided once, and kept in the record.
4. A conversation in a campaign where the other contact has none goes over as it is. Of two in one campaign one is kept
   and takes in the other: its queue is cancelled, its messages and items move, with a note of where they were.
5. The stop is looked for once more, and the merge is done.

Both conversations of a pair are held by lease meanwhile, so that no worker is in the middle of one. What cannot be
undone, and how the rest is, stands in `parting`.
"""

import asyncio
import collections.abc
import contextlib
import datetime

from services.core import errors
from services.core.domain import merger, outbox_item, suppression
from services.core.domain.contact import Contact
from services.core.domain.conversation import Conversation, Stage
from services.core.domain.outbox_item import State
from services.core.store import documents, silence
from services.core.store.database import Database

PATIENCE_S = 60.0
_POLL_S = 0.2
_LEASE = datetime.timedelta(seconds=120)
_FILLED = ("name", "company", "role", "phone", "basis")
_WILL = frozenset({suppression.Reason.STOP, suppression.Reason.OPERATOR, suppression.Reason.COMPLAINT})
WHY_CANCELLED = "merged with another conversation of the same person"


async def merge(
    database: Database,
    kept: Contact,
    given_up: Contact,
    now: datetime.datetime,
    by: str,
    patience_s: float = PATIENCE_S,
) -> Contact:
    """Make one contact of two; the record of the one that was given up.

    Raises `errors.BadInput` where the two cannot be merged and `errors.Duplicate` where the second one was merged into
    somebody else; then nothing was changed. Raises `errors.StoreUnavailable` where a worker does not let a
    conversation go in time: the merge has begun then, and is finished by repeating it.
    """
    _refuse(kept, given_up)
    if not given_up.merged_into:
        record = {"merged_into": kept.id, "merge": merger.Merge(at=now, by=by), "domains": ()}
        await database.contacts.mark(given_up.id, record)
    return await finish(database, given_up.id, now, patience_s)


def _refuse(kept: Contact, given_up: Contact) -> None:
    if kept.id == given_up.id:
        raise errors.BadInput(f"{kept.id} cannot be merged with itself", field="contact")
    for each in (kept, given_up):
        if each.erased:
            raise errors.BadInput(f"{each.id} was erased: there is nobody to merge", field="contact")
    if kept.merged_into:
        raise errors.Duplicate(f"{kept.id} was merged into {kept.merged_into}", existing=kept.merged_into)
    if given_up.merged_into and given_up.merged_into != kept.id:
        raise errors.Duplicate(
            f"{given_up.id} was merged into {given_up.merged_into} already",
            existing=given_up.merged_into,
            hint=f"take it apart first: client_utils unmerge {given_up.id}",
        )
    if given_up.merge is not None and given_up.merge.state is merger.State.PARTING:
        raise errors.BadInput(
            f"{given_up.id} is being taken apart", hint=f"finish that first: client_utils unmerge {given_up.id}"
        )


async def finish(
    database: Database, given_up_id: str, now: datetime.datetime, patience_s: float = PATIENCE_S
) -> Contact:
    """Steps 2 to 5 of a merge that has begun; nothing where it is done. The record as it is then."""
    given_up = await _record(database, given_up_id)
    assert given_up.merge is not None
    if given_up.merge.state is not merger.State.BEGUN:
        return given_up
    kept = await _given_to(database, given_up)
    is_stopped = await _silence(database, kept, given_up, now)
    if not given_up.merge.is_planned:
        given_up = await _planned(database, kept, given_up)
    made = given_up.merge
    assert made is not None
    for talk_id in made.whole:
        await _hand_over(database, talk_id, kept, given_up, now)
    for pair in made.pairs:
        await _pair(database, pair, kept, given_up, is_stopped, now, patience_s)
    await _silence(database, kept, given_up, now)
    await database.contacts.mark(given_up.id, {"merge": made.model_copy(update={"state": merger.State.DONE})})
    return await _record(database, given_up.id)


async def broken_off(database: Database, before: datetime.datetime) -> list[Contact]:
    """Contacts whose merge was begun before this moment and is not done."""
    found = [each for each in await database.contacts.merged() if each.merge is not None]
    return [
        each
        for each in found
        if each.merge is not None and each.merge.state is merger.State.BEGUN and each.merge.at < before
    ]


async def _record(database: Database, contact_id: str) -> Contact:
    found = await database.contacts.get(contact_id)
    if found is None or found.merge is None:
        raise errors.NotFound(f"there is no merge of {contact_id}", field="contact")
    return found


async def _given_to(database: Database, given_up: Contact) -> Contact:
    """Step 2: addresses, and what was lacking; the contact as it is then."""
    kept = await database.contacts.get(given_up.merged_into)
    if kept is None or given_up.merge is None:
        raise errors.NotFound(f"contact {given_up.merged_into} is gone", field="contact")
    known = {each.key for each in kept.addresses}
    fresh = tuple(each for each in given_up.addresses if each.key not in known)
    lacking = [name for name in _FILLED if not getattr(kept, name) and getattr(given_up, name)]
    if not fresh and not lacking:
        return kept
    # Written first: what is in the record and was not given yet can be taken back, the other way round it cannot.
    gave = tuple(dict.fromkeys((*given_up.merge.gave, *lacking)))
    await database.contacts.mark(given_up.id, {"merge": given_up.merge.model_copy(update={"gave": gave})})
    changed = {
        "addresses": (*kept.addresses, *fresh),
        "borrowed": (*kept.borrowed, *(each.key for each in fresh)),
        **{name: getattr(given_up, name) for name in lacking},
    }
    kept = kept.model_copy(update=changed)
    await database.contacts.save(kept)
    return kept


async def _silence(database: Database, kept: Contact, given_up: Contact, now: datetime.datetime) -> bool:
    """A stop on either is a stop on all. A dead address is nobody's will, and silences only itself."""
    found = [await database.suppressions.of(each) for each in kept.addresses]
    willed = next((each for each in found if each is not None and each.reason in _WILL), None)
    talks = [talk for each in (kept, given_up) for talk in await database.conversations.of_contact(each.id)]
    if willed is None and not any(each.stage is Stage.STOPPED for each in talks):
        return False
    reason = willed.reason if willed is not None else suppression.Reason.STOP
    by = f"merged with {given_up.id}"
    if any(each is None for each in found) or any(each.stage not in (Stage.STOPPED, Stage.MERGED) for each in talks):
        await silence.silence_contact(database, kept, reason, now, by)
        await silence.silence_contact(database, given_up, reason, now, by)
    return True


async def is_willed(database: Database, person: Contact) -> bool:
    """Whether one of the person's addresses is silenced by somebody's will, and not only dead."""
    found = [await database.suppressions.of(each) for each in person.addresses]
    return any(each is not None and each.reason in _WILL for each in found)


async def _planned(database: Database, kept: Contact, given_up: Contact) -> Contact:
    """Step 3. Nobody begins a new conversation with the contact that is given up any more."""
    theirs = [each for each in await database.conversations.of_contact(given_up.id) if not each.merged_into]
    mine = {each.campaign: each for each in await database.conversations.of_contact(kept.id)}
    pairs, whole = [], []
    for talk in theirs:
        if talk.campaign not in mine:
            whole.append(talk.id)
            continue
        both = (mine[talk.campaign], talk)
        sent = {each.id: await _sent(database, each.id) for each in both}
        best, other, why = merger.choose(*both, sent)
        pairs.append(
            merger.Pair(
                kept=best.id,
                absorbed=other.id,
                why=why,
                kept_from=best.contact,
                absorbed_from=other.contact,
                kept_before=documents.plain(best),
                absorbed_before=documents.plain(other),
            )
        )
    fresh = await _record(database, given_up.id)
    assert fresh.merge is not None
    made = fresh.merge.model_copy(update={"is_planned": True, "pairs": tuple(pairs), "whole": tuple(whole)})
    await database.contacts.mark(given_up.id, {"merge": made})
    return fresh.model_copy(update={"merge": made})


async def _sent(database: Database, talk_id: str) -> int:
    items = await database.outbox.of_conversation(talk_id)
    return sum(each.is_touch and each.state is not State.CANCELLED and bool(each.attempts) for each in items)


async def _hand_over(
    database: Database, talk_id: str, kept: Contact, given_up: Contact, now: datetime.datetime
) -> None:
    """A conversation goes over as it is, with its messages and items."""
    talk = await database.conversations.get(talk_id)
    if talk is None:
        return
    await move_all(database, talk, talk.id, {given_up.id: kept.id}, kept.id)
    if talk.contact != kept.id:
        await database.conversations.wake(talk_id, now, {"contact": kept.id})
    why = f"contact {given_up.id} turned out to be {kept.id}"
    await database.events.add(f"{talk_id}:merged:{_mark(given_up)}", now, "merged", talk_id, why, by=_by(given_up))


async def _pair(
    database: Database,
    pair: merger.Pair,
    kept: Contact,
    given_up: Contact,
    is_stopped: bool,
    now: datetime.datetime,
    patience_s: float,
) -> None:
    async with held(database, (pair.kept, pair.absorbed), given_up.id, patience_s):
        await _close(database, pair, now)
        await _join(database, pair, is_stopped, now)
        await give_owners(database, pair, kept.id, given_up.id)
        absorbed = await database.conversations.get(pair.absorbed)
        talk = await database.conversations.get(pair.kept)
        if absorbed is None or talk is None:
            raise errors.NotFound(f"conversation {pair.kept} or {pair.absorbed} is gone")
        await bring_over(database, absorbed, talk.contact, now)
        for item in await database.outbox.pending(pair.kept, State.UNKNOWN, State.REVIEW):
            await database.outbox.seen_at(item, talk.inbound_seq)
    for talk_id, other in ((pair.kept, pair.absorbed), (pair.absorbed, pair.kept)):
        why = f"merged with {other}; {pair.kept} goes on: {pair.why}"
        await database.events.add(f"{talk_id}:merged:{_mark(given_up)}", now, "merged", talk_id, why, by=_by(given_up))


async def _close(database: Database, pair: merger.Pair, now: datetime.datetime) -> None:
    """The conversation that is taken in is over, and nothing of it leaves any more."""
    talk = await database.conversations.get(pair.absorbed)
    if talk is None or talk.merged_into:
        return
    await _settle_said(database, talk)
    await database.conversations.wake(talk.id, now, merger.taken_in(pair.kept, pair.why, now))
    await database.slots.release(talk.id, WHY_CANCELLED, "", now)


async def _settle_said(database: Database, talk: Conversation) -> None:
    """A worker had died between an answer that is on its way or out and the note that its messages are answered."""
    turn = talk.turn
    item = await database.outbox.get(f"answer:{turn.id}:0") if turn is not None and turn.committed else None
    if turn is not None and item is not None:
        await database.messages.settle(tuple(await database.messages.of_turn(talk.id, turn.messages)), turn.id)


async def _join(database: Database, pair: merger.Pair, is_stopped: bool, now: datetime.datetime) -> None:
    """The kept conversation becomes both, in one write that holds only if nothing has come in since it was read."""
    before = documents.to_noun(Conversation, {**pair.absorbed_before, "_id": pair.absorbed})
    while (talk := await database.conversations.get(pair.kept)) is not None and pair.absorbed not in talk.absorbed:
        fields = merger.joined(talk, before, is_stopped, now)
        await database.conversations.commit(talk.id, talk.fence, talk.inbound_seq, fields)
    if talk is not None:
        await database.outbox.cancel_all(talk.id, WHY_CANCELLED, superseded=True, before=talk.inbound_seq)


async def give_owners(database: Database, pair: merger.Pair, of_kept: str, of_absorbed: str) -> None:
    """Whose contact's each conversation of a pair is. No contact has two in one campaign, not even for a moment."""
    talk, other = await database.conversations.get(pair.kept), await database.conversations.get(pair.absorbed)
    if talk is None or other is None or (talk.contact, other.contact) == (of_kept, of_absorbed):
        return
    if other.contact == of_kept:
        await database.conversations.threaded(other.id, {"contact": f"{of_kept}>{of_absorbed}"})
    await database.conversations.threaded(talk.id, {"contact": of_kept})
    await database.conversations.threaded(other.id, {"contact": of_absorbed})


async def bring_over(database: Database, absorbed: Conversation, contact_id: str, now: datetime.datetime) -> int:
    """Everything of a conversation that was taken in goes to the one that took it in; how much it was.

    Also what comes late: of a receiver or a worker that had read the conversation before it was taken in.
    """
    kept = await database.conversations.get(absorbed.merged_into)
    if kept is None:
        return 0
    await database.outbox.cancel_all(absorbed.id, WHY_CANCELLED, superseded=True)
    for item in await database.outbox.of_conversation(absorbed.id):
        if item.kind is outbox_item.Kind.ANSWER and item.state is State.CANCELLED and item.superseded:
            await database.messages.reopen(absorbed.id, item.cause)
    count = await move_all(database, absorbed, kept.id, {absorbed.contact: contact_id}, contact_id)
    if count:
        await database.conversations.wake(kept.id, now)
    return count


async def move_all(database: Database, talk: Conversation, to: str, contacts: dict[str, str], contact_id: str) -> int:
    """Messages and items of a conversation into another, or to another contact; how many. Whoever wrote as somebody
    else than one of `contacts`, such as a colleague, stays who it was.
    """
    count = 0
    for arrived in await database.messages.of_conversation(talk.id):
        moved = arrived.moved if to == talk.id else (*arrived.moved, talk.id)
        await database.messages.move(arrived, to, contacts.get(arrived.contact, arrived.contact), moved)
        count += 1
    for item in await database.outbox.of_conversation(talk.id):
        moved = item.moved if to == talk.id else (*item.moved, talk.id)
        await database.outbox.move(item, to, contact_id, moved)
        count += 1
    return count


@contextlib.asynccontextmanager
async def held(
    database: Database, talk_ids: tuple[str, ...], name: str, patience_s: float
) -> collections.abc.AsyncIterator[None]:
    """Hold these conversations, so that nobody is at work on one; what a holder of this name had left is taken over.

    Raises `errors.StoreUnavailable` when a worker does not let one go in time.
    """
    owner, taken = f"merge:{name}", []
    try:
        for talk_id in sorted(talk_ids):
            taken.append(await _taken(database, talk_id, owner, patience_s))
        yield
    finally:
        for each in taken:
            await database.conversations.give_back(each.id, each.fence)


async def _taken(database: Database, talk_id: str, owner: str, patience_s: float) -> Conversation:
    until = asyncio.get_running_loop().time() + patience_s
    while True:
        # The moment is for people to read; whether an owner is dead is judged by watching.
        found = await database.conversations.take(talk_id, owner, datetime.datetime.now(datetime.UTC) + _LEASE)
        if found is not None:
            return found
        if asyncio.get_running_loop().time() >= until:
            raise errors.StoreUnavailable(f"a worker is busy with {talk_id}", hint="repeat the command in a minute")
        await asyncio.sleep(_POLL_S)


def _mark(given_up: Contact) -> str:
    moment = given_up.merge.at if given_up.merge is not None else given_up.created_at
    return f"{given_up.id}:{int(moment.timestamp())}"


def _by(given_up: Contact) -> str:
    return given_up.merge.by if given_up.merge is not None else ""
