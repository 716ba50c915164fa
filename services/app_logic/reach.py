"""Reach: a conversation that is due with nothing to answer. We write of our own accord, or see that it is over.

One call makes at most one touch. Nothing is written to somebody without a consent basis, while an earlier
touch is still on its way, or after the sequence is used up.
"""

import datetime
import hashlib

from services.app_logic import meetings, pacing, ways, wording
from services.app_logic.office import Office
from services.app_logic.stages import enqueue, write
from services.core.domain import address, campaign, contact, conversation, outbox_item
from services.core.domain.contact import OriginKind
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.draft import Draft
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import colleagues, enrolment

_WAIT = datetime.timedelta(minutes=30)
_MOST_TRIES = 5
_IN_LINE = datetime.timedelta(hours=4)
_WAITING = frozenset({State.HELD, State.QUEUED, State.LEASED, State.SENDING, State.UNKNOWN, State.REVIEW})
Fields = dict[str, object]


async def reach(office: Office, talk: conversation.Conversation, items: list[OutboxItem]) -> Fields:
    """Do what is due and return what the conversation becomes (`wake_at` always among it)."""
    person = await office.person(talk.contact)
    is_won = talk.stage is Stage.WON and talk.demo_at is None
    if is_won or not (talk.stage in _STEPS or talk.stage in meetings.STAGES):
        return {"wake_at": NEVER, "next_touch_at": NEVER}
    if person.basis is None or person.erased:
        why = "no consent basis on record"
        return {"stage": Stage.HELD, "why": why, "wake_at": NEVER, "next_touch_at": NEVER}
    if talk.via:
        return {"wake_at": NEVER, "next_touch_at": NEVER}  # a business chat is answered, never written to first
    mailbox = await office.account(talk.account)
    if mailbox.kind.channel is not talk.channel or enrolment.way_to(person, mailbox) is None:
        why = f"no way to the contact on {talk.channel}"
        return {"stage": Stage.HELD, "why": why, "wake_at": NEVER, "next_touch_at": NEVER}
    arranged = await _arranged(office, talk, items, person)
    if arranged is not None:
        return arranged
    if talk.stage not in _STEPS:
        return {"wake_at": NEVER, "next_touch_at": NEVER}
    if any(each.state in _WAITING for each in items if each.kind in outbox_item.OVERTAKEN):
        return _later(office.clock.now() + _WAIT)
    now = office.clock.now()
    if talk.stage is Stage.NEW and await ways.is_line_full(office, mailbox):
        return _later(now + _IN_LINE)
    if talk.waits_until is not None and talk.stage in colleagues.TOUCHED:
        return await _after_a_colleague(office, talk)
    if talk.away_until is not None and (back := pacing.back_at(talk.away_until, person.zone)) > now:
        return {"wake_at": back, "next_touch_at": back}
    if talk.next_touch_at > now and talk.stage is not Stage.NEW:
        return _later(talk.next_touch_at)
    offer = await office.offer(talk.campaign)
    return await _STEPS[talk.stage](office, talk, items, person, offer)


async def _arranged(
    office: Office, talk: conversation.Conversation, items: list[OutboxItem], person: contact.Contact
) -> Fields | None:
    """What a meeting needed; it waits for no window, since it was agreed on. None where it needed nothing."""
    if talk.demo_at is None or talk.stage not in meetings.STAGES:
        return None
    return await meetings.arrange(office, talk, items, person, await office.offer(talk.campaign))


async def _after_a_colleague(office: Office, talk: conversation.Conversation) -> Fields:
    """Wait on while somebody else of the company talks with us; after that the touches go on where they were."""
    now, until = office.clock.now(), talk.waits_until
    if until is not None and until > now:
        return _later(until)
    theirs = await office.database.conversations.get(talk.waits_for)
    if theirs is not None and theirs.stage in colleagues.LIVE:
        offer = await office.offer(talk.campaign)
        later = now + datetime.timedelta(days=offer.colleague_pause_days)
        why = f"waits on: the talk with {theirs.contact}, of the same company, is {theirs.stage}"
        return {"waits_until": later, "wake_at": later, "why": why}
    why = "goes on: the talk with somebody of the same company is over"
    await office.database.events.add(f"{talk.id}:colleague_over:{talk.fence}", now, "colleague_over", talk.id, why)
    return colleagues.go_on(now, why)


def _later(moment: datetime.datetime) -> Fields:
    return {"wake_at": moment}


async def _open_or_follow(
    office: Office,
    talk: conversation.Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
) -> Fields:
    """The next touch of the sequence; after the last one, silence."""
    now = office.clock.now()
    number = talk.touches
    previous = _latest(items, talk, str(number - 1)) if number else None
    if previous is not None and _is_to_be_repeated(previous, talk):
        number -= 1
        previous = _latest(items, talk, str(number - 1)) if ways.was_in_vain(previous, talk) else None
    elif previous is not None and previous.state is State.FAILED:
        why = f"the last message could not be sent: {previous.why}"
        return {"stage": Stage.UNREACHABLE, "why": why, "wake_at": NEVER, "next_touch_at": NEVER}
    if number >= len(offer.touches):
        return _used_up("the sequence is used up and nobody answered")
    way = await ways.way_of(office, talk, items, person, offer, number)
    if previous is not None:
        due = ways.due_at(way, previous, number, person, offer)
        if due > now:
            return {"wake_at": due, "next_touch_at": due}
        if way.is_elsewhere and await ways.is_line_full(office, await office.account(way.talk.account)):
            if ways.is_worth_waiting(due, now, offer):
                return _later(now + _IN_LINE)
            way = ways.Way(talk)
    return await _touch(office, talk, items, person, offer, number, way)


async def _touch(
    office: Office,
    talk: conversation.Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    number: int,
    way: ways.Way,
) -> Fields:
    """Put touch `number` in, and say when the one after it is due. The talk itself goes elsewhere only with the client."""
    now = office.clock.now()
    draft = touch_draft(way.talk, person, offer, number)
    opens_at = pacing.opening_at(now, person, offer)
    due_at = await _put(office, way.talk, offer, items, str(number), draft, opens_at, talk)
    after = await ways.way_of(office, talk, items, person, offer, number + 1)
    following = pacing.follow_up_at(due_at, number + 1, person, offer, after.days)
    if following == NEVER:
        following = pacing.nudge_at(due_at, person, offer)
    marks: Fields = {"stage": Stage.CONTACTED, "why": f"touch {number + 1} of {len(offer.touches)}"}
    if way.is_elsewhere:
        marks |= {"accounts": {**talk.accounts, way.talk.channel: way.talk.account}}
    else:
        marks |= {"subject": draft.subject}
    return marks | {"touches": number + 1, "wake_at": following, "next_touch_at": following}


def _is_to_be_repeated(previous: OutboxItem, talk: conversation.Conversation) -> bool:
    """A touch that ran out of time, was overtaken, or did not get through on another channel is tried again; one that
    an operator cancelled is not.
    """
    is_overtaken = previous.state is State.CANCELLED and previous.superseded
    return previous.state is State.EXPIRED or is_overtaken or ways.was_in_vain(previous, talk)


async def _nudge(
    office: Office,
    talk: conversation.Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
) -> Fields:
    """Ask again after an answer that got none; after that, silence."""
    now = office.clock.now()
    if talk.next_touch_at == NEVER:
        return {"wake_at": NEVER}
    if talk.nudges >= offer.limits.nudges:
        return _used_up("asked again, and nobody answered")
    is_chat = talk.channel is address.Channel.TELEGRAM
    known = wording.templates(talk.language)
    templates = known["chat"]["nudge"] if is_chat else known["nudge"]
    text = wording.unsaid(templates["text"], f"{talk.id}:{talk.answers}", {}, tuple(each.text for each in items))
    if text is None:
        return _used_up("every way to ask again has been used")
    draft = _in_thread(talk, person, offer, text, {})
    number, opens_at = f"nudge-{talk.answers}-{talk.nudges}", pacing.opening_at(now, person, offer)
    due_at = await _put(office, talk, offer, items, number, draft, opens_at)
    following = pacing.nudge_at(due_at, person, offer)
    return {"nudges": talk.nudges + 1, "why": "asked again", "wake_at": following, "next_touch_at": following}


async def _remind(
    office: Office,
    talk: conversation.Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
) -> Fields:
    """Come back after a pause, with what was agreed."""
    now = office.clock.now()
    kind = "reminder" if talk.pause_quote else "reminder_default"
    templates = wording.templates(talk.language)[kind]
    values = {"agreed": talk.pause_quote}
    fresh = wording.unsaid(templates["text"], talk.id, values, tuple(each.text for each in items))
    draft = _in_thread(talk, person, offer, fresh or wording.variant(templates["text"], talk.id), values)
    # With the answers so far: a second pause until the same day is another reminder.
    number = f"reminder-{talk.pause_until or now.date()}-{talk.answers}"
    due_at = await _put(office, talk, offer, items, number, draft, pacing.opening_at(now, person, offer))
    following = pacing.nudge_at(due_at, person, offer)
    marks: Fields = {"stage": Stage.ENGAGED, "why": "came back as agreed", "nudges": 0, "pause_until": None}
    return marks | {"wake_at": following, "next_touch_at": following}


_STEPS = {
    Stage.NEW: _open_or_follow,
    Stage.CONTACTED: _open_or_follow,
    Stage.ENGAGED: _nudge,
    Stage.PAUSED: _remind,
}


def _used_up(why: str) -> Fields:
    return {"stage": Stage.SILENT, "why": why, "wake_at": NEVER, "next_touch_at": NEVER}


def _latest(items: list[OutboxItem], talk: conversation.Conversation, number: str) -> OutboxItem | None:
    """The last try at one touch of this round."""
    prefix = f"touch:{talk.id}:{talk.round}:{number}:"
    tries = [each for each in items if each.id.startswith(prefix)]
    return max(tries, key=lambda each: int(each.id.rpartition(":")[2]), default=None)


async def _put(
    office: Office,
    talk: conversation.Conversation,
    offer: campaign.Campaign,
    items: list[OutboxItem],
    number: str,
    draft: Draft,
    due_at: datetime.datetime,
    home: conversation.Conversation | None = None,
) -> datetime.datetime:
    """Put a touch in; when it goes out. One that is there was put in by a worker that died before it could settle:
    it is not written again, whatever has become of it since."""
    previous = _latest(items, talk, number)
    if previous is not None and not _is_to_be_repeated(previous, home or talk):
        return previous.sent_at or previous.due_at
    attempt = 0 if previous is None else min(int(previous.id.rpartition(":")[2]) + 1, _MOST_TRIES)
    domain = await office.mail_domain(talk)
    held = await office.needs_approval(offer, f"{talk.id}:{talk.round}:{number}:{attempt}")
    item = enqueue.touch(draft, talk, offer, number, attempt, due_at, domain, office.key, office.clock.now(), held)
    await office.database.outbox.add(item)
    if held:
        await office.tell_of_held(talk, item)
    return due_at


def touch_draft(
    talk: conversation.Conversation, person: contact.Contact, offer: campaign.Campaign, number: int
) -> Draft:
    """The words of touch `number` of the campaign; follow-ups stay in the thread of the opening."""
    plan = offer.touches[number]
    language = talk.language
    subject = wording.fill(campaign.in_language(plan.subject, language), _values(talk, person, offer))
    if number and talk.subject:
        subject = write.reply_subject(talk.subject, language)
    texts = (plan.chat or plan.text) if talk.channel is address.Channel.TELEGRAM else plan.text
    draft = _in_thread(talk, person, offer, campaign.in_language(texts, language), {}, is_whole=True)
    return draft.model_copy(update={"subject": contact.one_line(subject), "source": f"touch:{number}"})


def _in_thread(
    talk: conversation.Conversation,
    person: contact.Contact,
    offer: campaign.Campaign,
    text: str,
    more: dict[str, str],
    is_whole: bool = False,
) -> Draft:
    to = person.address_on(talk.channel) or person.addresses[0]
    is_chat = to.channel is address.Channel.TELEGRAM
    written = text if is_whole else f"{{{{greeting}}}}\n\n{text}" + ("" if is_chat else "\n\n{{signature}}")
    return Draft(
        to=to,
        to_name=person.name,
        subject=write.reply_subject(talk.subject, talk.language),
        written=written,
        text=wording.fill(written, _values(talk, person, offer) | more),
        language=talk.language,
        source="template:touch",
    )


def _values(talk: conversation.Conversation, person: contact.Contact, offer: campaign.Campaign) -> dict[str, str]:
    """What the placeholders of a touch stand for; the opening of a redirected contact says who sent us."""
    language = talk.language
    greeting = wording.greeting(person.name, language, talk.id)
    if person.origin.kind is OriginKind.REDIRECT and talk.touches == 0:
        referred = wording.templates(language)["referred"]
        name = person.origin.name or ""
        line = wording.fill(referred["with_name"], {"referrer": name}) if name else referred["plain"]
        greeting = f"{greeting}\n\n{line}"
    values = {
        "greeting": greeting,
        "at_company": wording.at_company(person.company, language),
        "signature": wording.signature(offer.sender, language),
    }
    return values | {f"fact:{fact.id}": campaign.in_language(fact.text, language) for fact in offer.facts}


def redirected_id(turn_id: str, address_key: str) -> str:
    """The id of the contact that a redirect makes: the same turn always makes the same one."""
    return "c-" + hashlib.sha256(f"{turn_id}:{address_key}".encode()).hexdigest()[:10]
