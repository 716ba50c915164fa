"""Meetings: a chosen time becomes a booking, an invitation, a reminder; and free again when it has to.

The time is taken before the client is told of it, by a write that only one can win. Invitations go through the
outbox like every message; which of them are still owed is read from the outbox, so that a crash repeats nothing.
What a mail program answers is believed only with our own UID, from the contact, about the present SEQUENCE.
"""

import datetime

from services.app_logic import free_time, invitation, wording
from services.app_logic.office import Office
from services.app_logic.stages import enqueue, write
from services.core.domain import address, campaign, contact, meeting, message, token
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.domain.draft import Draft
from services.core.domain.meeting import Answer, Meeting, State, Wish
from services.core.domain.outbox_item import OutboxItem
from services.core.domain.outbox_item import State as Sending
from services.core.store import routing

Fields = dict[str, object]
STAGES = frozenset({Stage.DEMO_BOOKED, Stage.HANDED_OFF, Stage.ENGAGED, Stage.WON})
_CALENDAR = frozenset({"text/calendar", "application/ics"})
_MOST_PARTS = 3
_MOST_WORDS = 2_000
_MOST_TRIES = 5
_RETRIES = 5
_LAPSES_BEFORE = datetime.timedelta(hours=1)
_QUIET = datetime.timedelta(hours=1)
_LAST_MINUTE = datetime.timedelta(minutes=15)
_WISHES = {Answer.ACCEPTED: Wish.ACCEPT, Answer.TENTATIVE: Wish.TENTATIVE, Answer.DECLINED: Wish.MOVE}
_ANSWERS = {Wish.ACCEPT: Answer.ACCEPTED, Wish.TENTATIVE: Answer.TENTATIVE}


async def booked(office: Office, talk: Conversation) -> Meeting | None:
    """The conversation's meeting; what a turn held that died before its commit is let go.

    Most conversations have none, and the store is not asked.
    """
    if talk.demo_at is None and talk.crashes <= 1:
        return None
    await office.database.slots.let_go(talk.id)
    return await office.database.slots.get(talk.id)


async def agenda(office: Office, talk: Conversation, offer: campaign.Campaign) -> free_time.Agenda:
    """The presenters' time: what others have booked, and what their own calendar says. Trouble is told, not raised."""
    now = office.clock.now()
    bare = free_time.agenda_of(offer)
    taken = await office.database.slots.taken(bare.calendar, now, but=talk.id)
    known = await office.busy_times.of(offer.demo.busy, offer.demo.timezone, now)
    if known.trouble:
        text = f"{known.trouble}\n\nUntil it can be read, demos of {offer.id} go by the campaign's own hours alone."
        await office.tell(talk, f"busy:{offer.id}:{now:%Y-%m-%d}", f"[{offer.id}] the busy calendar fails", text)
    return bare.model_copy(update={"taken": taken, "busy": known.times})


async def hold(office: Office, talk: Conversation, turn: str, offer: campaign.Campaign, at: datetime.datetime) -> bool:
    """Take a time for this turn, before anything is said; False when somebody else was faster."""
    now, bare = office.clock.now(), free_time.agenda_of(offer)
    ends_at = at + bare.length
    wanted = meeting.Hold(turn=turn, starts_at=at, ends_at=ends_at, cells=free_time.cells_of(bare, at))
    blank = Meeting(
        id=talk.id,
        contact=talk.contact,
        campaign=talk.campaign,
        calendar=bare.calendar,
        starts_at=at,
        ends_at=ends_at,
        cells=wanted.cells,
        until=ends_at + bare.buffer,
        agreed_at=now,
        changed_at=now,
    )
    for _ in range(_RETRIES):
        if await office.database.slots.hold(blank, wanted):
            return True
        theirs = await office.database.slots.taken(bare.calendar, now, but=talk.id)
        if not theirs.isdisjoint(wanted.cells):
            return False
    return False


async def take(office: Office, talk: Conversation, turn: str, offer: campaign.Campaign) -> Meeting | None:
    """What the turn holds becomes the meeting's time. Safe to repeat; None when the hold is gone."""
    domain = await office.mail_domain(talk)
    for _ in range(_RETRIES):
        found = await office.database.slots.get(talk.id)
        if found is None or found.hold is None or found.hold.turn != turn:
            return found if found is not None and found.turn == turn else None
        now, wanted = office.clock.now(), found.hold
        number = found.number if found.stands else found.number + 1
        invited = found.invited if found.stands else -1
        fields: Fields = {
            "state": State.CONFIRMED if offer.demo.auto_confirm else State.PROPOSED,
            "calendar": free_time.agenda_of(offer).calendar,
            "answer": Answer.NONE,
            "uid": f"{token.mac(office.key, 'meeting', f'{talk.id}:{number}')}@{domain}",
            "number": number,
            "sequence": invited + 1,
            "invited": invited,
            "starts_at": wanted.starts_at,
            "ends_at": wanted.ends_at,
            "cells": wanted.cells,
            "own_cells": wanted.cells,
            "hold": None,
            "turn": turn,
            "by": "client",
            "why": "the client chose this time",
            "withdraw": False,
            "reminded": (),
            "agreed_at": now,
            "changed_at": now,
        }
        if await office.database.slots.change(found, fields):
            return await office.database.slots.get(talk.id)
    return None


async def heard(office: Office, talk: Conversation, turn: str, said: Wish | None, words: str) -> None:
    """Note the client's yes or maybe on the meeting, and tell the operator once, with the `words` around it."""
    answer = _ANSWERS.get(said) if said is not None else None
    if answer is None:
        return
    found = await office.database.slots.get(talk.id)
    if found is None or not found.is_to_come(office.clock.now()):
        return
    if found.answer is not answer:
        await office.database.slots.change(found, {"answer": answer, "changed_at": office.clock.now()})
    text = f"The client has answered: {answer}.\n\n{card(found, talk)}\n\nThe words with it:\n{words[:_MOST_WORDS]}"
    await office.tell(talk, f"{turn}:meeting", f"[{talk.campaign}] the demo is {answer}", text, urgent=True)


async def release(office: Office, talk: Conversation, turn: str, why: str) -> bool:
    """The client's words make the time free, and the operator is told; False when no meeting stood."""
    was = await office.database.slots.release(talk.id, why, "client", office.clock.now())
    if was is None:
        return False
    text = f"The time is free again: {why}\n\n{card(was, talk)}"
    await office.tell(talk, f"{turn}:released", f"[{talk.campaign}] a demo is off", text, urgent=True)
    return True


def card(found: Meeting, talk: Conversation) -> str:
    """A meeting in a notice to the operator."""
    return (
        f"Meeting: {found.starts_at:%Y-%m-%d %H:%M} UTC, {found.state}, the client: {found.answer}\n"
        f"Conversation: {talk.id}\nSee: sales-agent meetings show {talk.id}"
    )


async def replies(
    office: Office, talk: Conversation, messages: tuple[message.Message, ...], found: Meeting | None
) -> dict[str, invitation.Reply | None]:
    """Which messages are a mail program's answers to an invitation: message id → answer.

    An answer counts from the contact, with the UID of this conversation's meeting, about its present SEQUENCE;
    it is None otherwise, and the operator is told.
    """
    answers: dict[str, invitation.Reply | None] = {}
    for each in messages:
        said = await _read(office, each)
        if said is None:
            continue
        answers[each.id] = said if _counts(said, each, talk, found, office.clock.now()) else None
        if answers[each.id] is None:
            why = "A calendar answered an invitation that does not stand, or is not the contact's; nothing was done."
            text = f"{why}\n\n{each.text[:_MOST_WORDS]}"
            await office.tell(
                talk, f"{each.id}:calendar", f"[{talk.campaign}] a calendar's answer was left aside", text
            )
    return answers


async def _read(office: Office, arrived: message.Message) -> invitation.Reply | None:
    """The first answer among the calendar parts of a message."""
    parts = [part for part in arrived.attachments if part.media_type in _CALENDAR and part.content]
    for part in parts[:_MOST_PARTS]:
        if part.size_bytes <= invitation.MOST_BYTES:
            said = invitation.read(await office.database.assets.get(part.content or "") or b"")
            if said is not None:
                return said
    return None


def _counts(
    said: invitation.Reply, arrived: message.Message, talk: Conversation, found: Meeting | None, now: datetime.datetime
) -> bool:
    if found is None or not found.is_to_come(now) or found.invited < 0:
        return False
    return arrived.contact == talk.contact and said.uid == found.uid and said.sequence >= found.invited


def wish_of(said: invitation.Reply) -> Wish | None:
    """What a mail program's answer asks for: a declined time is asked to be another one."""
    return Wish.MOVE if said.starts_at is not None else _WISHES.get(said.answer)


async def withdrawal(
    office: Office, talk: Conversation, person: contact.Contact, offer: campaign.Campaign, found: Meeting | None
) -> str:
    """The CANCEL for what the client's calendar holds of a meeting to come; "" when it holds nothing."""
    now = office.clock.now()
    if found is None or found.invited < 0 or talk.channel is not address.Channel.EMAIL:
        return ""
    if not (found.withdraw or found.is_to_come(now)):
        return ""
    return invitation.cancel(found, await _words(office, talk, person, offer, found), now)


def next_look(found: Meeting | None, offer: campaign.Campaign, now: datetime.datetime) -> datetime.datetime:
    """When something about the meeting is due next; NEVER when nothing is. Pure."""
    if found is None:
        return NEVER
    if found.withdraw:
        return now
    if not found.is_to_come(now):
        return NEVER
    if found.state is State.PROPOSED:
        return max(now, found.starts_at - _LAPSES_BEFORE)
    if found.invited < found.sequence:
        return now
    moments = [moment for _, moment in reminders(found, offer) if moment > now]
    return min(moments, default=NEVER)


def reminders(found: Meeting, offer: campaign.Campaign) -> list[tuple[int, datetime.datetime]]:
    """(hours before, moment) of the reminders still to be sent, the earliest first.

    One that would come within an hour of the agreement is left out. Pure.
    """
    planned = [(hours, found.starts_at - datetime.timedelta(hours=hours)) for hours in set(offer.demo.remind_hours)]
    due = [(hours, at) for hours, at in planned if hours not in found.reminded and at >= found.agreed_at + _QUIET]
    return sorted(due, key=lambda each: each[1])


async def arrange(
    office: Office, talk: Conversation, items: list[OutboxItem], person: contact.Contact, offer: campaign.Campaign
) -> Fields | None:
    """Do what the meeting needs now: invitation, change, withdrawal, reminder, lapse. None: it needs nothing.

    Returns what the conversation becomes, with `wake_at`.
    """
    found = await office.database.slots.get(talk.id)
    now = office.clock.now()
    if found is None or found.hold is not None or not (found.withdraw or found.is_to_come(now)):
        return None
    if found.withdraw:
        return await _call_off(office, talk, items, person, offer, found)
    if found.state is State.PROPOSED:
        if now >= found.starts_at - _LAPSES_BEFORE:
            return await _lapse(office, talk, found)
        return {"wake_at": next_look(found, offer, now)}
    if _is_owed(items, _item_id(found, f"request-{found.sequence}")):
        await _invite(office, talk, items, person, offer, found)
    else:
        await _remind(office, talk, items, person, offer, found)
    return {"wake_at": next_look(await office.database.slots.get(talk.id), offer, now)}


async def _invite(
    office: Office,
    talk: Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    found: Meeting,
) -> None:
    """The invitation, or the changed one. That it is owed is noted first: a crash sends it again, never not at all."""
    await office.database.slots.change(found, {"invited": found.sequence})
    kind = "invitation" if not found.sequence else "invitation_changed"
    if talk.channel is address.Channel.EMAIL:
        words = await _words(office, talk, person, offer, found)
        calendar = invitation.request(found, words, office.clock.now())
    else:
        kind, calendar = f"{kind}_plain", ""  # a chat takes no invitation
    await _put(office, talk, items, person, offer, found, f"request-{found.sequence}", kind, calendar)


async def _remind(
    office: Office,
    talk: Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    found: Meeting,
) -> None:
    """The latest reminder that is due, if one is; earlier ones are passed over."""
    now = office.clock.now()
    due = [hours for hours, moment in reminders(found, offer) if moment <= now]
    last = found.reminded[-1:]
    repeated = [each for each in last if _is_overtaken(items, _item_id(found, f"remind-{found.sequence}-{each}"))]
    wanted = due[-1:] or repeated
    if not wanted or now >= found.starts_at - _LAST_MINUTE:
        return
    what = f"remind-{found.sequence}-{wanted[0]}"
    await _put(office, talk, items, person, offer, found, what, "meeting_reminder", "")
    passed = tuple(dict.fromkeys((*found.reminded, *due)))
    await office.database.slots.change(found, {"reminded": passed})


async def _call_off(
    office: Office,
    talk: Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    found: Meeting,
) -> Fields:
    """An operator gave the time back: the client is told, with other times, and the calendar entry goes."""
    now = office.clock.now()
    known = await agenda(office, talk, offer)
    slots = free_time.offers(known, person, now)
    calendar = await withdrawal(office, talk, person, offer, found)
    kind = "meeting_called_off" if found.invited >= 0 else "proposal_refused"
    kind = kind if slots else f"{kind}_open"
    await _put(office, talk, items, person, offer, found, f"cancel-{found.number}", kind, calendar, slots)
    await office.database.slots.change(found, {"withdraw": False})
    return {"demo_at": None, "demo_slots": slots, "wake_at": talk.next_touch_at}


async def _lapse(office: Office, talk: Conversation, found: Meeting) -> Fields:
    """Nobody confirmed the time: it is free again, and the conversation is a person's."""
    why = "the demo was not confirmed in time"
    await office.database.slots.release(talk.id, why, "agent", office.clock.now())
    text = f"{why}; nothing was written to the client.\n\n{card(found, talk)}"
    await office.tell(
        talk, f"{talk.id}:lapsed:{found.number}:{found.sequence}", f"[{talk.campaign}] {why}", text, urgent=True
    )
    stage = Stage.WON if talk.stage is Stage.WON else Stage.HANDED_OFF
    return {"stage": stage, "why": why, "demo_at": None, "wake_at": NEVER, "next_touch_at": NEVER}


async def _words(
    office: Office, talk: Conversation, person: contact.Contact, offer: campaign.Campaign, found: Meeting
) -> invitation.Words:
    mailbox, language = await office.account(talk.account), talk.language
    to = person.address_on(talk.channel) or person.addresses[0]
    templates = wording.templates(language)["invitation_entry"]
    company = campaign.in_language(offer.sender.company, language) or mailbox.name
    return invitation.Words(
        summary=wording.fill(templates["summary"], {"company": company}),
        description=wording.fill(templates["description"], {"slot": _slot(found, person, offer, language)}),
        link=offer.demo.link,
        organizer=mailbox.address,
        organizer_name=mailbox.name,
        attendee=to.value,
        attendee_name=person.name,
    )


def _slot(found: Meeting, person: contact.Contact, offer: campaign.Campaign, language: str) -> str:
    return wording.moment_in_words(found.starts_at, person.zone, language, contact.zone_of(offer.demo.timezone))


def _item_id(found: Meeting, what: str) -> str:
    return f"meeting:{found.id}:{found.number}:{what}"


def _tries(items: list[OutboxItem], name: str) -> list[OutboxItem]:
    found = [each for each in items if each.id.startswith(f"{name}:")]
    return sorted(found, key=lambda each: int(each.id.rpartition(":")[2]))


def _is_overtaken(items: list[OutboxItem], name: str) -> bool:
    """Whether the last try never left because the client wrote, or its time ran out."""
    tries = _tries(items, name)
    if not tries or len(tries) >= _MOST_TRIES:
        return False
    last = tries[-1]
    return last.state is Sending.EXPIRED or (last.state is Sending.CANCELLED and last.why == routing.CLIENT_WROTE)


def _is_owed(items: list[OutboxItem], name: str) -> bool:
    return not _tries(items, name) or _is_overtaken(items, name)


async def _put(
    office: Office,
    talk: Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    found: Meeting,
    what: str,
    kind: str,
    calendar: str,
    slots: tuple[datetime.datetime, ...] = (),
) -> None:
    """One mail about the meeting, in the thread."""
    language, now = talk.language, office.clock.now()
    zone = contact.zone_of(offer.demo.timezone)
    written = f"{{{{greeting}}}}\n\n{wording.variant(wording.templates(language)[kind], talk.id)}\n\n{{{{signature}}}}"
    values = {
        "greeting": wording.greeting(person.name, language, f"{talk.id}:{what}"),
        "signature": wording.signature(offer.sender, language),
        "slot": _slot(found, person, offer, language),
        "slots": wording.slots_in_words(slots, person.zone, language, zone),
        "link": f"\n\n{offer.demo.link}" if offer.demo.link else "",
    }
    draft = Draft(
        to=person.address_on(talk.channel) or person.addresses[0],
        to_name=person.name,
        subject=write.reply_subject(talk.subject, language),
        written=written,
        text=wording.fill(written, values),
        language=language,
        calendar=calendar,
        source=f"template:{kind}",
    )
    name = _item_id(found, what)
    item_id = f"{name}:{len(_tries(items, name))}"
    until = found.starts_at if found.state is State.CONFIRMED else now + datetime.timedelta(days=3)
    held = await office.needs_approval(offer, item_id)
    domain = await office.mail_domain(talk)
    item = enqueue.appointment(draft, talk, item_id, max(until, now), domain, office.key, now, held)
    await office.database.outbox.add(item)
    if held:
        await office.tell_of_held(talk, item)
    event = f"{item_id}:written"
    await office.database.events.add(event, now, kind, talk.id, f"{kind}: {found.starts_at:%Y-%m-%d %H:%M} UTC")
