"""Carry out: what a committed decision does to the world. Every step is safe to repeat with the same turn.

Silence comes before everything else. It makes no decisions; what the conversation becomes is returned.
"""

from services.app_logic import meetings, pacing, recap, view, wording
from services.app_logic.office import Office
from services.app_logic.reach import redirected_id
from services.app_logic.stages import enqueue
from services.core import errors
from services.core.domain import address, contact, meeting, message, service, suppression
from services.core.domain.conversation import ENDS, NEVER, Conversation, Stage, Turn
from services.core.domain.decision import Action, Decision
from services.core.domain.draft import Draft
from services.core.domain.outbox_item import State
from services.core.domain.understanding import Intent, Understanding
from services.core.store import colleagues, enrolment, silence

Fields = dict[str, object]
_MOST_TOLD = 200


async def carry_out(
    office: Office,
    talk: Conversation,
    turn: Turn,
    person: contact.Contact,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    made: Decision,
    drafts: tuple[Draft, ...],
) -> Fields:
    """Do it, and return what the conversation becomes."""
    others: list[str] = []
    if made.does(Action.STOP):
        others = await _silence(office, talk, turn, person, messages, made)
        await _confirm(office, talk, turn, messages, made)
    if made.does(Action.REDIRECT) and not made.held:
        await _redirect(office, talk, turn, person, understood, made)
    if made.intent is Intent.AUTO_REPLY and understood.when is not None:
        await _wait_for_the_return(office, talk)
    await meetings.heard(office, talk, turn.id, made.wish, "\n".join(each.text for each in messages))
    if made.does(Action.BOOK_DEMO):
        await meetings.take(office, talk, turn.id, await office.offer(talk.campaign))
    elif talk.demo_at is not None and frees_the_time(made):
        await meetings.release(office, talk, turn.id, made.why)
    for draft in drafts:
        await _enqueue(office, talk, turn, messages, made, draft)
    if _is_a_reply(messages, made):
        await colleagues.replied(office.database, person, talk.id, turn.id, office.clock.now())
    if made.notify:
        await _tell(office, talk, turn, messages, made)
    if others:
        await _tell_of_the_others(office, talk, turn, others)
    return await _becomes(office, talk, person, understood, made, bool(drafts))


def _is_a_reply(messages: tuple[message.Message, ...], made: Decision) -> bool:
    """Whether a person at the company has answered us; what may be forged holds nobody else up."""
    is_person = any(each.automatic is None for each in messages)
    is_believed = all(each.trust is not message.Trust.STOP_ONLY for each in messages)
    return is_person and is_believed and not made.does(Action.STOP) and made.intent is not Intent.AUTO_REPLY


async def _tell_of_the_others(office: Office, talk: Conversation, turn: Turn, others: list[str]) -> None:
    """Whoever was about to be written to at a company where somebody wants to be left alone."""
    names = "".join(f"\n  client_utils resume {each}" for each in others)
    subject = f"[{talk.campaign}] somebody asked us to stop; {len(others)} of the same company are not written to"
    text = f"Conversation: {talk.id}\n\nThe others wait, or have been ended, as their campaign says.{names}"
    await office.tell(talk, f"{turn.id}:colleagues", subject, text)


async def _wait_for_the_return(office: Office, talk: Conversation) -> None:
    """A touch that waits for its window would reach an empty office: it is made anew after the return."""
    for each in await office.database.outbox.pending(talk.id, State.HELD, State.QUEUED):
        if each.is_touch:
            await office.database.outbox.cancel(each.id, "the client is away", superseded=True)


def frees_the_time(made: Decision) -> bool:
    """Whether a meeting of this conversation cannot take place after the decision."""
    return made.does(Action.CANCEL_DEMO) or made.stage in ENDS - {Stage.WON}


async def _silence(
    office: Office,
    talk: Conversation,
    turn: Turn,
    person: contact.Contact,
    messages: tuple[message.Message, ...],
    made: Decision,
) -> list[str]:
    """The contact's own stop covers every address; a colleague's covers the colleague, and ends this talk.

    Gives the contacts of the same company that are not written to now either.
    """
    now, others = office.clock.now(), list[str]()
    reason = suppression.Reason.BOUNCE if made.stage is Stage.UNREACHABLE else suppression.Reason.STOP
    for each in messages:
        is_proven = each.trust is not message.Trust.STOP_ONLY
        is_contact = each.contact == talk.contact or each.automatic is not None
        if is_contact:
            others += await silence.silence_contact(
                office.database, person, reason, now, "the client", but=talk.id, is_proven=is_proven
            )
        else:
            await silence.silence_address(office.database, each.sender, reason, now, "the client")
            if is_proven and view.is_same_company(person, each.sender.value):
                others += await colleagues.stopped(office.database, person, turn.id, now)
    await office.database.outbox.cancel_all(talk.id, f"the client is not to be written to: {reason}")
    return sorted(set(others))


async def _confirm(
    office: Office, talk: Conversation, turn: Turn, messages: tuple[message.Message, ...], made: Decision
) -> None:
    """A stop in a chat is answered once, to say that it was heard; by mail nothing is answered."""
    last = messages[-1]
    if made.stage is not Stage.STOPPED or talk.channel is not address.Channel.TELEGRAM or last.automatic is not None:
        return
    words = wording.variant(wording.templates(talk.language)["stopped"], talk.id)
    item = service.message(
        f"{turn.id}:stopped", last.sender, talk, words, office.key, office.clock.now(), confirms_stop=True
    )
    await office.database.outbox.add(item)


async def _redirect(
    office: Office,
    talk: Conversation,
    turn: Turn,
    person: contact.Contact,
    understood: Understanding,
    made: Decision,
) -> None:
    """The right person becomes a contact with origin and inherited basis; its opening names who sent us."""
    target, sent_on = view.referred_address(understood), made.referral
    if target is None or sent_on is None:
        return
    now = office.clock.now()
    offer = await office.offer(talk.campaign)
    told_by = person.name or person.company
    basis = contact.Basis(
        text=f"referred by contact {person.id} in reply to our message: “{sent_on.quote[:300]}”",
        source=f"conversation {talk.id}",
        at=now,
        operator="agent",
    )
    fresh = contact.Contact(
        id=redirected_id(turn.id, target.key),
        name=sent_on.name or "",
        role=sent_on.role or "",
        company=person.company,
        language=talk.language,
        timezone=person.timezone,
        addresses=(target,),
        phone=sent_on.phone or "",
        basis=basis,
        origin=contact.Origin(kind=contact.OriginKind.REDIRECT, contact=person.id, conversation=talk.id, name=told_by),
        created_at=now,
    )
    try:
        started = await enrolment.enrol(office.database, fresh, offer, now)
    except (errors.Duplicate, errors.Suppressed) as error:
        await office.database.events.add(f"{turn.id}:not_redirected", now, "not_redirected", talk.id, str(error))
        return
    await office.database.limits.add(f"redirects:{target.domain}:{now:%Y-%m-%d}")
    why = f"redirected to contact {fresh.id}"
    await office.database.events.add(f"{turn.id}:redirected", now, "redirected", talk.id, why, to=started.id)


async def _enqueue(
    office: Office,
    talk: Conversation,
    turn: Turn,
    messages: tuple[message.Message, ...],
    made: Decision,
    draft: Draft,
) -> None:
    offer = await office.offer(talk.campaign)
    last = messages[-1]
    parents = last.references or ((last.in_reply_to,) if last.in_reply_to else ())
    if last.channel is not talk.channel:
        talk = talk.model_copy(update={"channel": last.channel, "account": last.account, "via": last.via})
    domain = await office.mail_domain(talk)
    held = await office.needs_approval(offer, turn.id)
    item = enqueue.answer(
        draft, talk, turn, offer, (last.message_id, parents), domain, office.key, office.clock.now(), held
    )
    await office.database.outbox.add(item)
    if held:
        await office.tell_of_held(talk, item)


async def _tell(
    office: Office, talk: Conversation, turn: Turn, messages: tuple[message.Message, ...], made: Decision
) -> None:
    # Quoted line by line: what a client writes must not look like the agent's own lines or commands.
    words = "\n".join(f"> {line}" for each in messages for line in each.text.splitlines())[:2000]
    slots = "".join(f"\n  {slot.isoformat()}" for slot in made.slots)
    text = (
        f"{made.notify}\n\nConversation: {talk.id}\nWhy: {made.why}\nDecision: {', '.join(made.actions)}{slots}\n\n"
        f"The client wrote:\n{words}\n\nSee: client_utils show {talk.contact}"
    )
    if made.does(Action.BOOK_DEMO):
        text += f"\nTo confirm: sales-agent meetings confirm {talk.id}"
    is_handed_off = made.stage is Stage.HANDED_OFF and talk.stage is not Stage.HANDED_OFF
    if is_handed_off:
        text += f"\nTo let the agent go on: client_utils resume {talk.contact}\n\n{await _recap(office, talk)}"
    urgent = is_handed_off or made.does(Action.BOOK_DEMO) or made.does(Action.OFFER_DEMO)
    await office.tell(talk, turn.id, contact.one_line(f"[{talk.campaign}] {made.notify}")[:150], text, urgent=urgent)


async def _recap(office: Office, talk: Conversation) -> str:
    """The conversation in short, for whoever takes it over."""
    return recap.recap(
        await office.person(talk.contact),
        talk,
        await office.database.messages.of_conversation(talk.id),
        await office.database.outbox.of_conversation(talk.id),
        await office.database.slots.get(talk.id),
    )


async def _becomes(
    office: Office,
    talk: Conversation,
    person: contact.Contact,
    understood: Understanding,
    made: Decision,
    spoke: bool,
) -> Fields:
    """The conversation after the turn. Counters are set from the record, so that repeating counts once."""
    now = office.clock.now()
    offer = await office.offer(talk.campaign)
    wake = made.wake_at or NEVER
    if made.does(Action.PAUSE) and made.pause_until is not None:
        meant = understood.when if made.pause_quote else None
        wake = pacing.reminder_at(
            made.pause_until, person, offer, meant.hour if meant else None, meant.minute if meant else None
        )
    has_meeting = talk.demo_at is not None or made.does(Action.BOOK_DEMO)
    booked = await office.database.slots.get(talk.id) if has_meeting else None
    look = meetings.next_look(booked, offer, now)
    if booked is not None and booked.is_to_come(now) and booked.state is meeting.State.CONFIRMED:
        look = now  # an invitation may have been overtaken by this very message
    fields: Fields = {"stage": made.stage, "why": made.why, "wake_at": min(wake, look), "next_touch_at": wake}
    if not made.does(Action.IGNORE):
        fields |= {"language": understood.language, "nudges": 0, "away_until": None}
        fields |= {"pause_until": made.pause_until, "pause_quote": made.pause_quote}
    elif made.intent is Intent.AUTO_REPLY and understood.when is not None:
        fields |= {"away_until": understood.when.not_before}
    if spoke:
        today = f"{now.astimezone(person.zone):%Y-%m-%d}"
        fields |= {
            "answers": talk.answers + 1,
            "told": tuple(sorted({*talk.told, *made.brings()}))[-_MOST_TOLD:],
            "circles": talk.circles + int(made.brings() <= set(talk.told)),
            "answers_on": today,
            "answers_today": (talk.answers_today if talk.answers_on == today else 0) + 1,
        }
    fields |= {"presentation_sent": True} if made.does(Action.SEND_PRESENTATION) else {}
    fields |= {"demo_at": None} if frees_the_time(made) else {}
    fields |= {"demo_slots": made.slots} if made.does(Action.OFFER_DEMO) else {}
    fields |= {"demo_at": made.slots[0]} if made.does(Action.BOOK_DEMO) and made.slots else {}
    fields |= {"redirects": talk.redirects + 1} if made.does(Action.REDIRECT) else {}
    return fields
