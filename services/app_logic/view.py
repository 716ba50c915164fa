"""View: what is known when a turn is decided and written: the Situation and the Occasion, gathered from the store.

It gathers; `decide` and `write` judge.
"""

import datetime
import re
from typing import Any

from services.app_logic import (
    free_time,
    invitation,
    knowledge,
    meeting_words,
    meetings,
    orders,
    pacing,
    second_look,
    signals,
    wording,
)
from services.app_logic.office import Office
from services.app_logic.stages import write
from services.core.domain import address, campaign, company, contact, meeting, message, outbox_item
from services.core.domain.automatic import Automatic, AutomaticKind
from services.core.domain.conversation import Conversation
from services.core.domain.decision import Decision
from services.core.domain.outbox_item import OutboxItem
from services.core.domain.situation import Situation
from services.core.domain.understanding import Intent, Understanding, primary_of

_SAID = 20
_TRUST = (message.Trust.STOP_ONLY, message.Trust.SENDER, message.Trust.FULL)


async def situation_facts(
    office: Office, offer: campaign.Campaign, understood: Understanding, text: str
) -> knowledge.Found:
    """The facts for the client's questions; nothing is looked up where nothing was asked."""
    if not understood.has(Intent.QUESTION):
        return knowledge.Found()
    questions = understood.questions or (understood.quote_of(Intent.QUESTION) or text,)
    day = office.clock.now().date()
    return knowledge.find(questions, offer, understood.language, day, office.encoder, around=text)


def witness(office: Office, offer: campaign.Campaign) -> second_look.Witness:
    """What this campaign's facts say to a question."""

    def told(questions: tuple[str, ...], text: str, language: str) -> second_look.Testimony:
        found = knowledge.find(questions, offer, language, office.clock.now().date(), office.encoder, around=text)
        facts = [offer.fact(each.fact) for each in found.facts]
        kinds = tuple(each.kind for each in facts if each is not None)
        return second_look.Testimony(facts=found.facts, has_gap=found.has_gap, kinds=kinds)

    return told


async def situation(
    office: Office,
    talk: Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    booked: meeting.Meeting | None = None,
    said: invitation.Reply | None = None,
) -> Situation:
    """Everything that the decision about this turn may look at.

    `booked` is the meeting of the conversation, `said` what a mail program has answered to its invitation.
    """
    now = office.clock.now()
    text = _own_words(messages)
    facts = await situation_facts(office, offer, understood, text)
    appointed = await _appointed(office, talk, person, offer, messages, understood, booked, said)
    target = referred_address(understood)
    robot = next((each.automatic for each in messages if each.automatic is not None), None)
    today = f"{now.astimezone(person.zone):%Y-%m-%d}"
    used_today = talk.answers_today if talk.answers_on == today else 0
    left = min(offer.limits.answers_per_day - used_today, offer.limits.answers_in_all - talk.answers)
    return Situation(
        stage=talk.stage,
        understanding=understood,
        trust=min((each.trust for each in messages), key=_TRUST.index),
        sender_is_contact=all(each.contact == talk.contact for each in messages),
        facts=facts.facts,
        unanswered_question=facts.has_gap,
        forbidden_topic=forbidden_topic(text, offer, understood.language),
        demo_at=talk.demo_at,
        **appointed,
        answers_left=left,
        told=talk.told,
        circles=talk.circles,
        has_presentation=write.presentation(offer, understood.language) is not None,
        presentation_sent=talk.presentation_sent,
        redirects=talk.redirects,
        redirect_limit=offer.limits.redirects_per_conversation,
        may_redirect=await _may_redirect(office, person, offer, understood, now),
        same_domain=target is not None and is_same_company(person, target.value),
        default_pause_days=offer.default_pause_days,
        next_touch_at=talk.next_touch_at,
        nudge_at=pacing.nudge_at(now, person, offer),
        hard_bounce=any(is_dead(each.automatic, person) for each in messages if each.automatic is not None),
        challenge=robot is not None and robot.kind is AutomaticKind.CHALLENGE,
        timezone=person.timezone,
        now=now,
    )


def _own_words(messages: tuple[message.Message, ...]) -> str:
    """The words of a turn that are the client's own: without orders to the machine."""
    return "\n".join(orders.own_words(each.text) for each in messages)


def is_dead(robot: Automatic, person: contact.Contact) -> bool:
    """Whether the mail says that an address of this person is dead, and not a colleague's in the same thread."""
    return robot.kind is AutomaticKind.BOUNCE and robot.hard and any(robot.is_about(each) for each in person.addresses)


async def _appointed(
    office: Office,
    talk: Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    booked: meeting.Meeting | None,
    said: invitation.Reply | None,
) -> dict[str, Any]:
    """What of the situation is about a demo: times to offer, the one that was chosen, the meeting that stands."""
    now = office.clock.now()
    text = _own_words(tuple(each for each in messages if each.automatic is None))
    to_come = booked if booked is not None and booked.is_to_come(now) else None
    wish = meetings.wish_of(said) if said is not None else None
    if wish is None and to_come is not None:
        wish = meeting_words.wish(text)
    wanted = (
        said.starts_at if said is not None and said.starts_at else chosen_slot(talk, person, understood, text, wish)
    )
    found: dict[str, Any] = {"meeting_state": to_come.state if to_come else None, "wish": wish}
    if wanted is not None and to_come is not None and wanted == to_come.starts_at:
        # The time that is booked already: that is a yes, whatever it was wrapped in.
        return {**found, "wish": meeting.Wish.ACCEPT if wish is not meeting.Wish.CANCEL else wish}
    is_moving = wish is meeting.Wish.MOVE
    if wanted is None and not (_about_demo(understood) or is_moving):
        return found
    named = understood.when if understood.when is not None and understood.when.sure >= 0.5 else None
    known = await meetings.agenda(office, talk, offer)
    if wanted is not None and free_time.can_be_chosen(known, wanted, now):
        return {**found, "demo_choice": wanted, "free_slots": (wanted,)}
    first, last = (named.not_before, named.not_after) if named is not None else (None, None)
    if to_come is not None:
        # The time that stands is nothing new to offer.
        known = known.model_copy(update={"taken": known.taken | {*to_come.own_cells}})
    return {**found, "demo_refused": wanted, "free_slots": free_time.offers(known, person, now, first, last)}


def _about_demo(understood: Understanding) -> bool:
    return understood.has(Intent.DEMO) or understood.has(Intent.INTERESTED)


def chosen_slot(
    talk: Conversation,
    person: contact.Contact,
    understood: Understanding,
    text: str = "",
    wish: meeting.Wish | None = None,
) -> datetime.datetime | None:
    """The time for a demo that the client named: one we had offered, or a day and hour of his own. UTC.

    A day without an hour is a choice when we had offered one time on that day; so is "the second one".
    """
    named = understood.when
    if not (talk.demo_slots or understood.has(Intent.DEMO) or wish is meeting.Wish.MOVE):
        return None
    chosen = meeting_words.choice(text, named, talk.demo_slots, person.zone)
    if chosen is not None or named is None or named.hour is None:
        return chosen
    wanted = datetime.datetime.combine(named.not_before, datetime.time(named.hour, named.minute or 0), person.zone)
    return wanted.astimezone(datetime.UTC)


def without_mistaken_stop(
    understood: Understanding, text: str, booked: meeting.Meeting | None, now: datetime.datetime
) -> Understanding:
    """ "Cancel the meeting" is no "write no more": a stop that a brain alone has heard in it is left out.

    Only while a meeting is to come, only where every quote of the stop calls off a meeting, and never when a rule
    hears a stop, too. Pure.
    """
    if booked is None or not booked.is_to_come(now) or not (understood.has(Intent.STOP) or understood.maybe_stop):
        return understood
    quotes = [each.quote for each in understood.intents if each.label is Intent.STOP] or [text]
    is_meant = all(meeting_words.is_about_the_meeting(quote) for quote in quotes)
    if not is_meant or signals.is_opt_out(text):
        return understood
    rest = tuple(each for each in understood.intents if each.label is not Intent.STOP)
    fields = {"intents": rest, "primary": primary_of({each.label for each in rest}), "maybe_stop": False}
    return understood.model_copy(update=fields)


def forbidden_topic(text: str, offer: campaign.Campaign, language: str) -> str:
    """The id of a topic that this campaign does not discuss, when the text holds one of its words; else ""."""
    folded = text.lower().replace("ё", "е")
    for topic in offer.forbidden_topics:
        listed = (*topic.words.get(language, ()), *topic.words.get(offer.language, ()))
        if any(re.search(rf"\b{re.escape(word.lower().replace('ё', 'е'))}\b", folded) for word in listed):
            return topic.id
    return ""


def referred_address(understood: Understanding) -> address.Address | None:
    """The address of the referral, when it is a usable one."""
    sent_on = understood.referral
    if sent_on is None or not sent_on.email:
        return None
    try:
        return address.email(sent_on.email)
    except ValueError:
        return None


def is_same_company(person: contact.Contact, mail_address: str) -> bool:
    """Whether an address is within the contact's own company; a free mail provider is no company. Pure."""
    owned = company.owned_domain(address.email(mail_address).domain)
    return bool(owned) and any(company.owned_domain(each.domain) == owned for each in person.addresses)


async def _may_redirect(
    office: Office,
    person: contact.Contact,
    offer: campaign.Campaign,
    understood: Understanding,
    now: datetime.datetime,
) -> str:
    """Why the store says no to writing to the referral, or ""."""
    target = referred_address(understood)
    if target is None:
        return ""
    if await office.database.suppressions.of(target) is not None:
        return "this address must not be written to"
    known = await office.database.contacts.by_address(target)
    if known is not None:
        return f"this address belongs to contact {known.id} already"
    used = await office.database.limits.used(f"redirects:{target.domain}:{now:%Y-%m-%d}")
    if used >= offer.limits.redirects_per_domain_and_day:
        return "too many redirects to this mail domain today"
    if await _chain(office, person, offer.limits.redirects_in_a_row) >= offer.limits.redirects_in_a_row:
        return "too many redirects in a row: each person sent us on to the next"
    return ""


async def _chain(office: Office, person: contact.Contact, most: int) -> int:
    """How many redirects have led to this person, counted to `most`."""
    count, current = 0, person
    while count < most and current.origin.kind is contact.OriginKind.REDIRECT:
        count += 1
        before = await office.database.contacts.get(current.origin.contact or "")
        if before is None:
            break
        current = before
    return count


def occasion(
    talk: Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    understood: Understanding,
    made: Decision,
    known: Situation,
    items: list[OutboxItem],
    now: datetime.datetime,
    calendar: str = "",
) -> write.Occasion:
    """Everything that the words of the answer depend on."""
    last = messages[-1]
    is_contact = last.contact == talk.contact
    said = [each.text for each in items if each.state is outbox_item.State.SENT][-_SAID:]
    threaded = talk.model_copy(update={"subject": last.subject or talk.subject})
    return write.Occasion(
        decision=made,
        talk=threaded,
        person=person,
        offer=offer,
        language=understood.language,
        to=last.sender,
        to_name=person.name if is_contact else wording.plain_name(last.sender_name),
        question=_own_words(messages),
        forbidden_topic=known.forbidden_topic,
        calendar=calendar,
        said=tuple(said),
        now=now,
    )
