"""View: what is known when a turn is decided and written: the Situation and the Occasion, gathered from the store.

It gathers; `decide` and `write` judge.
"""

import datetime
import re

from services.app_logic import knowledge, pacing
from services.app_logic.office import Office
from services.app_logic.stages import write
from services.core.domain import address, campaign, contact, message, outbox_item
from services.core.domain.automatic import Automatic, AutomaticKind
from services.core.domain.conversation import Conversation
from services.core.domain.decision import Decision
from services.core.domain.outbox_item import OutboxItem
from services.core.domain.situation import Situation
from services.core.domain.understanding import Intent, Understanding

_SAID = 20
_TRUST = (message.Trust.STOP_ONLY, message.Trust.SENDER, message.Trust.FULL)
_FREEMAIL = frozenset(
    "gmail.com googlemail.com yandex.ru ya.ru yandex.com mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru "
    "outlook.com hotmail.com live.com yahoo.com icloud.com me.com proton.me protonmail.com gmx.de gmx.net aol.com".split()
)


async def situation_facts(
    office: Office, offer: campaign.Campaign, understood: Understanding, text: str
) -> knowledge.Found:
    """The facts for the client's questions; nothing is looked up where nothing was asked."""
    if not understood.has(Intent.QUESTION):
        return knowledge.Found()
    questions = understood.questions or (understood.quote_of(Intent.QUESTION) or text,)
    day = office.clock.now().date()
    return knowledge.find(questions, offer, understood.language, day, office.encoder)


async def situation(
    office: Office,
    talk: Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    messages: tuple[message.Message, ...],
    understood: Understanding,
) -> Situation:
    """Everything that the decision about this turn may look at."""
    now = office.clock.now()
    text = "\n".join(each.text for each in messages)
    facts = await situation_facts(office, offer, understood, text)
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
        free_slots=pacing.free_slots(now, offer.demo, offer.country, person) if _about_demo(understood) else (),
        demo_choice=chosen_slot(talk, person, understood),
        demo_at=talk.demo_at,
        answers_left=left,
        told=talk.told,
        circles=talk.circles,
        has_presentation=write.presentation(offer, understood.language) is not None,
        presentation_sent=talk.presentation_sent,
        redirects=talk.redirects,
        redirect_limit=offer.limits.redirects_per_conversation,
        may_redirect=await _may_redirect(office, offer, understood, now),
        same_domain=_same_domain(person, understood),
        default_pause_days=offer.default_pause_days,
        next_touch_at=talk.next_touch_at,
        nudge_at=pacing.nudge_at(now, person, offer),
        hard_bounce=any(is_dead(each.automatic, person) for each in messages if each.automatic is not None),
        challenge=robot is not None and robot.kind is AutomaticKind.CHALLENGE,
        timezone=person.timezone,
        now=now,
    )


def is_dead(robot: Automatic, person: contact.Contact) -> bool:
    """Whether the mail says that an address of this person is dead, and not a colleague's in the same thread."""
    return robot.kind is AutomaticKind.BOUNCE and robot.hard and any(robot.is_about(each) for each in person.addresses)


def _about_demo(understood: Understanding) -> bool:
    return understood.has(Intent.DEMO) or understood.has(Intent.INTERESTED)


def chosen_slot(talk: Conversation, person: contact.Contact, understood: Understanding) -> datetime.datetime | None:
    """The time for a demo that the client named: one we had offered, or a day and hour of his own.

    A day without an hour is a choice when we had offered one time on that day.
    """
    named = understood.when
    if named is None or not (talk.demo_slots or understood.has(Intent.DEMO)):
        return None
    local = [slot.astimezone(person.zone) for slot in talk.demo_slots]
    same_day = [slot for slot in local if slot.date() == named.not_before]
    if named.hour is None:
        is_range = named.not_after is not None and named.not_after != named.not_before
        return same_day[0].astimezone(datetime.UTC) if len(same_day) == 1 and not is_range else None
    wanted = datetime.datetime.combine(named.not_before, datetime.time(named.hour, named.minute or 0), person.zone)
    return wanted.astimezone(datetime.UTC)


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


def _same_domain(person: contact.Contact, understood: Understanding) -> bool:
    """Whether the referral stays within the contact's own company; a free mail provider is no company."""
    target = referred_address(understood)
    if target is None or target.domain in _FREEMAIL:
        return False
    return any(_registrable(each.domain) == _registrable(target.domain) for each in person.addresses if each.domain)


def _registrable(domain: str) -> str:
    """The last two labels, or three under a public second level such as co.uk and com.ru."""
    labels = domain.split(".")
    is_public = len(labels) > 2 and labels[-2] in ("co", "com", "org", "net", "gov", "edu", "ac", "msk", "spb")
    return ".".join(labels[-3:] if is_public else labels[-2:])


async def _may_redirect(
    office: Office, offer: campaign.Campaign, understood: Understanding, now: datetime.datetime
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
    return ""


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
        to_name=person.name if is_contact else last.sender_name,
        question="\n".join(each.text for each in messages),
        forbidden_topic=known.forbidden_topic,
        said=tuple(said),
        now=now,
    )
