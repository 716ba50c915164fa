"""Converse: one due conversation through understand → decide → write → check → enqueue.

Safe to kill at any point. Each stage's product is kept with the turn; the turn is `committed` by one
conditional write that holds only if nothing has come in since. Before it nothing is visible outside; after it
every step is safe to repeat, and a retry repeats them with exactly this turn. The recipe:
1. A committed turn is carried on from its record.
2. Answers that were overtaken by a newer message give their messages back: they are answered together.
3. The unanswered messages become a turn; it is understood and decided on.
4. Commit. A miss means that something came in: the turn is dropped and the conversation is due again.
5. Carry out: silence, redirect, answer, notices, trail. Then mark the messages and settle.
"""

import datetime
from typing import Any

from services.app_logic import carry_out, invitation, meetings, pacing, reach, second_look, view
from services.app_logic.office import Office
from services.app_logic.stages import check, decide, understand, write
from services.core import errors, log, metrics, outcome
from services.core.domain import campaign, contact, meeting, message, outbox_item
from services.core.domain.conversation import NEVER, Conversation, Stage, Turn
from services.core.domain.decision import Action, Decision
from services.core.domain.draft import Draft
from services.core.domain.outbox_item import OutboxItem, State
from services.core.domain.situation import Situation
from services.core.domain.understanding import Understanding
from services.core.store import documents, merging, routing

_WAIT = datetime.timedelta(seconds=1)
_MOST_CRASHES = 5
_TRIES = 2
_STAGE_FIELDS = frozenset({"stage", "why", "next_touch_at", "pause_until", "pause_quote"})
_log = log.get("app_logic")


async def converse(office: Office, talk: Conversation) -> outcome.Outcome:
    """Do what a due conversation needs. Raises `errors.BrainUnavailable` when the brain has to be waited for."""
    if talk.merged_into:
        return await _bring_over(office, talk)
    if talk.crashes > _MOST_CRASHES:
        return outcome.Drop(f"{talk.crashes - 1} workers died over it")
    if talk.turn is not None and talk.turn.committed:
        return await _carry_on(office, talk, talk.turn)
    items = await office.database.outbox.of_conversation(talk.id)
    if await _reopen_overtaken(office, talk, items):
        items = await office.database.outbox.of_conversation(talk.id)
    waiting = await office.database.messages.unanswered(talk.id)
    messages = [each for each in waiting if each.state is not message.State.SPOKEN]
    said = [each for each in items if each.kind in outbox_item.OVERTAKEN]
    in_flight = [each for each in said if each.state in outbox_item.IN_FLIGHT]
    overtaken = [
        each for each in in_flight if each.kind is outbox_item.Kind.ANSWER and each.inbound_seq < talk.inbound_seq
    ]
    if not messages and not overtaken and waiting:
        return outcome.Snooze(office.clock.now() + _WAIT, "what the client has said is not heard yet")
    if not messages and not overtaken:
        return await _reach(office, talk, items)
    # What the gate may yet stop is waited for: its messages would be to be answered again.
    if in_flight and not understand.opt_outs(tuple(messages)):
        return outcome.Snooze(office.clock.now() + _WAIT, f"{in_flight[0].id} is on its way")
    return await _answer(office, talk, tuple(messages), items)


async def _bring_over(office: Office, talk: Conversation) -> outcome.Outcome:
    """What came late to a conversation that another one has taken in."""
    kept = await office.database.conversations.living(talk.id)
    if kept is not None:
        await merging.bring_over(office.database, talk, kept.contact, office.clock.now())
    await _settle(office, talk, talk.inbound_seq, {"turn": None, "wake_at": NEVER})
    return outcome.Done()


async def _reopen_overtaken(office: Office, talk: Conversation, items: list[OutboxItem]) -> bool:
    """Messages whose answer was overtaken are unanswered again, and are answered with the newer ones.

    Done at every look: a worker that died, or is late, may have marked them only after the last one. True when an
    item was cancelled here.
    """
    stale = [
        each
        for each in items
        if each.kind is outbox_item.Kind.ANSWER
        and each.state in (State.QUEUED, State.HELD)
        and each.inbound_seq < talk.inbound_seq
    ]
    if stale:
        why = routing.CLIENT_WROTE
        await office.database.outbox.cancel_all(talk.id, why, superseded=True, before=talk.inbound_seq)
        items = await office.database.outbox.of_conversation(talk.id)
    overtaken = [each for each in items if each.state is State.CANCELLED and each.superseded]
    overtaken = [each for each in overtaken if each.kind is outbox_item.Kind.ANSWER]
    for item in overtaken:
        await office.database.messages.reopen(talk.id, item.cause)
    return bool(stale)


async def _reach(office: Office, talk: Conversation, items: list[OutboxItem]) -> outcome.Outcome:
    fields = await reach.reach(office, talk, items)
    await _settle(office, talk, talk.inbound_seq, {"turn": None, **fields})
    return outcome.Done()


async def _answer(
    office: Office, talk: Conversation, messages: tuple[message.Message, ...], items: list[OutboxItem]
) -> outcome.Outcome:
    """Steps 3 to 5 for the unanswered messages."""
    turn = Turn(id=f"{talk.id}:{talk.fence}", messages=tuple(m.id for m in messages), inbound_seq=talk.inbound_seq)
    person = await office.person(talk.contact)
    offer = await office.offer(talk.campaign)
    items = _remembered(talk, items)
    booked = await meetings.booked(office, talk)
    answers = await meetings.replies(office, talk, messages, booked)
    with metrics.timed("understand"):
        understood = await _understood(office, talk, person, offer, messages, items, booked, answers)
    _log.info("understood", conversation=talk.id, intent=str(understood.primary), sure=understood.sure)
    said = next((each for each in reversed(answers.values()) if each is not None), None)
    with metrics.timed("decide"):
        known, made = await _decided(office, talk, turn, person, offer, messages, understood, booked, said)
    _log.info("decided", conversation=talk.id, rule=made.rule)
    drafts: tuple[Draft, ...] = ()
    if made.speaks:
        gone = await meetings.withdrawal(office, talk, person, offer, booked) if carry_out.frees_the_time(made) else ""
        now = office.clock.now()
        occasion = view.occasion(talk, person, offer, messages, understood, made, known, items, now, gone)
        with metrics.timed("write"):
            drafts = (await _worded(office, occasion),)
    turn = turn.model_copy(
        update={
            "committed": True,
            "understanding": documents.plain(understood),
            "decision": documents.plain(made),
            "drafts": tuple(documents.plain(draft) for draft in drafts),
        }
    )
    fields = {"turn": turn}
    if not await office.database.conversations.commit(talk.id, talk.fence, turn.inbound_seq, fields):
        await office.database.slots.let_go(talk.id)
        await office.database.conversations.give_back(talk.id, talk.fence)
        return outcome.Done()
    await _record(office, talk, turn, understood, made, documents.plain(known))
    return await _finish(office, talk, turn, person, messages, understood, made, drafts)


async def _understood(
    office: Office,
    talk: Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    items: list[OutboxItem],
    booked: meeting.Meeting | None,
    answers: dict[str, invitation.Reply | None],
) -> Understanding:
    """What the words mean. A mail program's own words around its answer to an invitation are not the client's."""
    words = tuple(each for each in messages if _is_the_clients(each, answers))
    if not words:
        return understand.from_calendar(talk.language)
    previous = max((each for each in items if each.sent_at), key=lambda each: each.created_at, default=None)
    now = office.clock.now()
    understood = await understand.understand(
        words,
        person,
        pacing.country_of(person, offer),
        office.brain,
        now,
        previous=previous.text if previous else "",
        language=talk.language,
        witness=view.witness(office, offer),
        standing=second_look.Standing(bool(talk.demo_slots), talk.stage is Stage.PAUSED),
    )
    text = "\n".join(each.text for each in words)
    return view.without_mistaken_stop(understood, text, booked, now)


def _is_the_clients(arrived: message.Message, answers: dict[str, invitation.Reply | None]) -> bool:
    """Whether somebody wrote the words: no program put them around a calendar's answer. A program asks nothing, so what
    asks beside an answer that counts for nothing is read, and a stop always is."""
    if arrived.id not in answers or understand.opt_outs((arrived,)):
        return True
    return answers[arrived.id] is None and any(each.endswith("?") for each in arrived.text.split())


async def _decided(
    office: Office,
    talk: Conversation,
    turn: Turn,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    booked: meeting.Meeting | None,
    said: invitation.Reply | None,
) -> tuple[Situation, Decision]:
    """What is known and what follows. A time is taken before it is promised; who comes second decides anew."""
    for _ in range(_TRIES):
        known = await view.situation(office, talk, person, offer, messages, understood, booked, said)
        made = decide.decide(known)
        if not made.does(Action.BOOK_DEMO) or await meetings.hold(office, talk, turn.id, offer, made.slots[0]):
            return known, made
    taken = known.model_copy(update={"demo_choice": None, "demo_refused": known.demo_choice, "free_slots": ()})
    return taken, decide.decide(taken)


def _remembered(talk: Conversation, items: list[OutboxItem]) -> list[OutboxItem]:
    """What we have said in turns and touches since the client asked us to forget; all of it stays in the history."""
    said = [each for each in items if each.kind in outbox_item.OVERTAKEN]
    return [each for each in said if talk.context_from is None or each.created_at > talk.context_from]


async def _worded(office: Office, occasion: write.Occasion) -> Draft:
    """The brain's words when they pass the check, on the second try at the latest; else ready words."""
    refused: tuple[str, ...] = ()
    for _ in range(_TRIES if write.is_free(occasion) else 0):
        try:
            draft = await write.propose(occasion, office.brain, refused)
        except errors.BrainUnavailable as error:
            # It has understood, so the answer need not wait for its style.
            _log.warning("ready_words", conversation=occasion.talk.id, reason=str(error))
            break
        if draft is None:
            break
        known, told = write.placeholders(occasion), write.grounds(occasion)
        found = check.check(draft.written, occasion.language, known, occasion.said, grounds=told)
        if not found:
            return draft
        refused = tuple(f"{each.fault}: {each.detail}" for each in found)
        _log.info("draft_refused", conversation=occasion.talk.id, faults=[str(each.fault) for each in found])
    return write.ready(occasion)


async def _record(
    office: Office, talk: Conversation, turn: Turn, understood: Understanding, made: Decision, known: Any
) -> None:
    """The trail: what was known, understood and decided, and why; `replay` needs nothing else."""
    await office.database.events.add(
        f"{turn.id}:decided",
        office.clock.now(),
        "decided",
        talk.id,
        made.why,
        turn=turn.id,
        messages=turn.messages,
        intent=understood.primary,
        understanding=understood,
        decision=made,
        situation=known,
    )


async def _carry_on(office: Office, talk: Conversation, turn: Turn) -> outcome.Outcome:
    """A turn that was committed by somebody who died: the same steps again, from the record."""
    messages = await office.database.messages.of_turn(talk.id, turn.messages)
    understood = documents.to_noun(Understanding, turn.understanding or {})
    made = documents.to_noun(Decision, turn.decision or {})
    drafts = tuple(documents.to_noun(Draft, draft) for draft in turn.drafts)
    await _record(office, talk, turn, understood, made, {})
    person = await office.person(talk.contact)
    return await _finish(office, talk, turn, person, tuple(messages), understood, made, drafts)


async def _finish(
    office: Office,
    talk: Conversation,
    turn: Turn,
    person: contact.Contact,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    made: Decision,
    drafts: tuple[Draft, ...],
) -> outcome.Outcome:
    """Everything after the commit; every step is safe to repeat."""
    with metrics.timed("carry_out"):
        fields = await carry_out.carry_out(office, talk, turn, person, messages, understood, made, drafts)
    await office.database.messages.settle(messages, turn.id)
    await _settle(office, talk, turn.inbound_seq, {"turn": None, **fields})
    return outcome.Done()


async def _settle(office: Office, talk: Conversation, seen: int, fields: dict[str, object]) -> None:
    """Finish; when something came in meanwhile, write the same and stay due.

    A stage that somebody else has set since (a stop, an operator) is left as it is.
    """
    conversations = office.database.conversations
    fields = {"touched_at": office.clock.now(), **fields}
    if await conversations.settle(talk.id, talk.fence, seen, fields):
        return
    fields.pop("wake_at", None)
    if not await conversations.keep(talk.id, talk.fence, fields, stage=talk.stage):
        rest = {name: value for name, value in fields.items() if name not in _STAGE_FIELDS}
        await conversations.keep(talk.id, talk.fence, rest)
    await conversations.give_back(talk.id, talk.fence)


async def hand_off(office: Office, talk: Conversation, why: str) -> None:
    """A person has to look: poison, or a bug that does not go away. Told first: twice is better than never."""
    await office.tell(
        talk, f"dropped:{talk.id}:{talk.fence}", "A conversation needs you", f"{talk.id}: {why}", urgent=True
    )
    await office.database.events.add(f"{talk.id}:dropped:{talk.fence}", office.clock.now(), "dropped", talk.id, why)
    fields: dict[str, object] = {"stage": Stage.HANDED_OFF, "why": why, "wake_at": NEVER}
    await office.database.conversations.settle(talk.id, talk.fence, talk.inbound_seq, fields)
