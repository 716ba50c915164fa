"""Steering conversations by hand: stop, resume, won, restart, erase. Every act is in the trail with who gave it.

Stopping and erasing go through `store.silence`, the one way in which anybody is stopped.
"""

import dataclasses
import datetime
from typing import Any

from services.cli import intake, showing, terminal
from services.cli.opening import Desk
from services.core import errors
from services.core.domain import calendar, contact, conversation, suppression
from services.core.store import colleagues, enrolment, erasure, silence

_IGNORED = "handed_off_waits"
_MOST_NOTED = 500
# What the client wrote before one of these was answered by a person, or belongs to an earlier stretch.
_CLOSING = frozenset({"operator", "resumed", "restarted"})


async def stop(desk: Desk, who: str) -> int:
    """Never write to this person again, on any channel and in any campaign."""
    person = await showing.person(desk, who)
    before = await desk.database.suppressions.of(*person.addresses)
    await silence.silence_contact(desk.database, person, suppression.Reason.OPERATOR, desk.now(), desk.operator)
    talks = await desk.database.conversations.of_contact(person.id)
    reason = str(before.reason if before else suppression.Reason.OPERATOR)
    said = f"Stopped {person.id}: nothing more is written to {_addresses(person)}, in any campaign."
    if before is not None:
        said = f"{person.id} was stopped already ({reason}, {before.at:%Y-%m-%d}); nothing is written."
    document = {"id": person.id, "reason": reason, "conversations": [_brief(each) for each in talks]}
    desk.terminal.result(document, said, f"To begin again: client_utils restart {person.id} --consent TEXT")
    return terminal.OK


async def resume(desk: Desk, who: str) -> int:
    """Let the agent go on with a conversation that was handed to a person, or that waits because of a colleague; where
    there is none, with what was won, as it turns out, too early."""
    person = await showing.person(desk, who)
    await _refuse_silenced(desk, person)
    talks = await desk.database.conversations.of_contact(person.id)
    waiting = [each for each in talks if each.stage is conversation.Stage.HANDED_OFF]
    held_up = [each for each in talks if each.waits_until is not None and each.stage in colleagues.TOUCHED]
    if not waiting and not held_up:
        waiting = [each for each in talks if each.stage is conversation.Stage.WON]
    if not waiting and not held_up:
        stages = ", ".join(f"{each.campaign}: {each.stage}" for each in talks) or "no conversation"
        raise errors.BadInput(
            f"nothing of {person.id} is handed off ({stages})",
            field="contact",
            hint=f"to begin anew: client_utils restart {person.id}",
        )
    resumed = [await _go_on(desk, person, each) for each in waiting]
    resumed += [await _wait_no_more(desk, each) for each in held_up]
    document = {"id": person.id, "conversations": [_brief(each) for each in resumed]}
    desk.terminal.result(document, f"{person.id} goes on: the agent answers what is unanswered, and follows up.")
    return terminal.OK


async def won(desk: Desk, who: str, campaign: str, note: str) -> int:
    """A deal was made: no touch leaves any more; what the client writes is answered, and a meeting to come stands."""
    person = await showing.person(desk, who)
    await _refuse_silenced(desk, person)
    talk = await _the_one(desk, person, campaign)
    why = f"won, says {desk.operator}" + (f": {contact.one_line(note)[:_MOST_NOTED]}" if note.strip() else "")
    ends: dict[str, object] = {
        "next_touch_at": conversation.NEVER,
        "pause_until": None,
        "waits_for": "",
        "waits_until": None,
    }
    fields = {"stage": conversation.Stage.WON, "why": why, **ends}
    woken = await desk.database.conversations.wake(talk.id, desk.now(), fields) or talk
    # An answer among them is written anew: its message is open again.
    await desk.database.outbox.cancel_all(talk.id, why, superseded=True, before=woken.inbound_seq)
    await desk.database.events.add(
        f"{talk.id}:won:{woken.inbound_seq}", desk.now(), "won", talk.id, why, by=desk.operator
    )
    document = {"id": person.id, "conversation": _brief(woken)}
    desk.terminal.result(
        document,
        f"{person.id} is a customer in {talk.campaign}: no follow-up leaves any more, and questions are answered.",
        f"If that was a mistake: client_utils resume {person.id}",
    )
    return terminal.OK


async def _the_one(desk: Desk, person: contact.Contact, campaign: str) -> conversation.Conversation:
    """The conversation that is meant: the only one, or that of the campaign named."""
    over = (conversation.Stage.STOPPED, conversation.Stage.MERGED)
    talks = [each for each in await desk.database.conversations.of_contact(person.id) if each.stage not in over]
    meant = [each for each in talks if campaign in ("", each.campaign)]
    if len(meant) == 1:
        return meant[0]
    there = ", ".join(each.campaign for each in talks) or "none"
    raise errors.BadInput(
        f"{person.id} has {'more than one conversation' if meant else 'no such conversation'}",
        field="campaign",
        hint=f"name one with --campaign: {there}",
    )


async def _go_on(desk: Desk, person: contact.Contact, talk: conversation.Conversation) -> conversation.Conversation:
    """First what was left unanswered is open again, then the agent looks: it must not look in between."""
    for turn in _left_alone(await desk.database.events.of_conversation(talk.id)):
        await desk.database.messages.reopen(talk.id, turn)
    why = f"resumed by {desk.operator}"
    fields = {
        "stage": conversation.Stage.ENGAGED,
        "why": why,
        "crashes": 0,
        "circles": 0,
        "nudges": 0,
        "next_touch_at": await _next_touch(desk, person, talk),
    }
    woken = await desk.database.conversations.wake(talk.id, desk.now(), fields) or talk
    await desk.database.events.add(
        f"{talk.id}:resumed:{woken.inbound_seq}", desk.now(), "resumed", talk.id, why, by=desk.operator
    )
    return woken


async def _wait_no_more(desk: Desk, talk: conversation.Conversation) -> conversation.Conversation:
    """The touches go on, whatever a colleague said."""
    why = f"resumed by {desk.operator}"
    fields = colleagues.go_on(desk.now(), why)
    woken = await desk.database.conversations.wake(talk.id, desk.now(), fields) or talk
    await desk.database.events.add(
        f"{talk.id}:resumed:{woken.inbound_seq}", desk.now(), "resumed", talk.id, why, by=desk.operator
    )
    return woken


def _left_alone(events: list[dict[str, Any]]) -> list[str]:
    """The turns that were only noted because a person had the talk, and that nobody has answered since."""
    found: list[str] = []
    for event in events:
        if event.get("kind") in _CLOSING:
            found.clear()
        elif (event.get("decision") or {}).get("rule") == _IGNORED:
            found.append(str(event["turn"]))
    return found


async def _next_touch(desk: Desk, person: contact.Contact, talk: conversation.Conversation) -> datetime.datetime:
    """When to ask again if nothing is to be answered, as after an answer of the agent's own."""
    offer = await desk.database.campaigns.get(talk.campaign)
    if offer is None:
        return conversation.NEVER
    country = calendar.country_of(person.timezone, offer.country)
    days = offer.limits.nudge_after_days
    return calendar.business_days_after(desk.now(), days, offer.window, person.zone, country)


async def restart(desk: Desk, who: str, consent: str) -> int:
    """Begin again with a new round of touches; a new consent lifts what an earlier stop forbade."""
    person = await showing.person(desk, who)
    if person.erased:
        raise errors.Suppressed(f"{person.id} was erased: there is nobody to write to", field="contact")
    basis = None
    if consent.strip():
        basis = _basis(consent, desk)
    started = await enrolment.restart(desk.database, person, basis, desk.now(), desk.operator)
    document = {"id": person.id, "conversations": [_brief(each) for each in started]}
    names = ", ".join(each.campaign for each in started)
    said = f"Restarted {person.id} in {names}: the opening goes out when the campaign's window is open."
    desk.terminal.result(document, said if started else f"{person.id} has no conversation to restart.")
    return terminal.OK


def _basis(consent: str, desk: Desk) -> contact.Basis:
    if len(consent.strip()) > 2000:
        raise errors.BadInput("the consent is too long", field="consent", hint="at most 2000 characters")
    return contact.Basis(text=consent.strip(), source=intake.FROM_OPERATOR, at=desk.now(), operator=desk.operator)


async def _refuse_silenced(desk: Desk, person: contact.Contact) -> None:
    silenced = await desk.database.suppressions.of(*person.addresses)
    if silenced is not None:
        raise errors.Suppressed(
            f"{person.id} must not be written to ({silenced.reason}, {silenced.at:%Y-%m-%d})",
            field="contact",
            hint=f"client_utils restart {person.id} --consent TEXT",
        )


async def erase(desk: Desk, who: str, is_sure: bool) -> int:
    """Forget a person for good; they stay suppressed."""
    person = await showing.person(desk, who)
    if person.erased:
        await erasure.erase_contact(desk.database, person, desk.now(), desk.operator)  # what a crash may have left
        desk.terminal.result(_erased_document(person, erasure.Erased(0, 0, 0, 0, 0)), f"{person.id} is erased already.")
        return terminal.OK
    if not is_sure and not desk.terminal.agrees(f"Erase all personal data of {person.id} ({_addresses(person)})?"):
        desk.terminal.note("Nothing was erased.")
        return terminal.OTHER
    gone = await erasure.erase_contact(desk.database, person, desk.now(), desk.operator)
    desk.terminal.result(
        _erased_document(person, gone),
        f"Erased {person.id}: name, addresses, company, telephone and consent; the words of {gone.messages} messages "
        f"received and {gone.items} written; {gone.events} entries of the trail; {gone.files} pieces of files.",
        "The address stays suppressed as a keyed hash: nobody writes there again. What lies in the mailbox itself "
        "and in backups is not reached from here.",
    )
    return terminal.OK


def _erased_document(person: contact.Contact, gone: erasure.Erased) -> dict[str, object]:
    return {"id": person.id, "erased": dataclasses.asdict(gone)}


def _addresses(person: contact.Contact) -> str:
    return ", ".join(each.value for each in person.addresses)


def _brief(talk: conversation.Conversation) -> dict[str, object]:
    return {"id": talk.id, "campaign": talk.campaign, "stage": str(talk.stage), "wake_at": terminal.stamp(talk.wake_at)}
