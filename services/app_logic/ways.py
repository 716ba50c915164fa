"""Ways: by which channel and account the next touch of a sequence goes, and after which gap.

A campaign may set an order of channels. A touch goes by another channel than the opening only where the contact has an
address there that is not silenced, and an account of the campaign may write to it: a person's account that was told to
write first, or one that the contact has met; a bot only where the contact has started it. Where a touch of this round
did not get through there, and where the account's line stays full, the sequence goes on by the channel of the opening.

It writes nothing, and it does not ask whether the time has come.
"""

import dataclasses
import datetime

from services.app_logic import pacing
from services.app_logic.office import Office
from services.core import errors
from services.core.domain import account, address, campaign, contact
from services.core.domain.conversation import Conversation
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import enrolment, routing

LINE = 10
_IN_VAIN = frozenset({State.FAILED, State.EXPIRED})


@dataclasses.dataclass(frozen=True)
class Way:
    """The conversation as it would be there, and the gap in business days that holds there (None: the touch's own)."""

    talk: Conversation
    days: int | None = None
    is_elsewhere: bool = False


def was_in_vain(item: OutboxItem, talk: Conversation) -> bool:
    """Whether a touch by another channel than the conversation's did not get through there."""
    return item.is_touch and item.channel is not talk.channel and item.state in _IN_VAIN


def due_at(
    way: Way, previous: OutboxItem, number: int, person: contact.Contact, offer: campaign.Campaign
) -> datetime.datetime:
    """When touch `number` is due this way, after the one before."""
    return pacing.follow_up_at(previous.sent_at or previous.due_at, number, person, offer, way.days)


async def way_of(
    office: Office,
    talk: Conversation,
    items: list[OutboxItem],
    person: contact.Contact,
    offer: campaign.Campaign,
    number: int,
) -> Way:
    """The way of touch `number`: where its step of the campaign's order wants it, else where the opening went."""
    step = offer.step_of(number)
    if step is None:
        return Way(talk)
    own = step.after_days[number - step.from_touch :][:1]
    days = own[0] if own else None
    if step.channel is talk.channel:
        return Way(talk, days)
    prefix = f"touch:{talk.id}:{talk.round}:"
    if any(was_in_vain(each, talk) and each.channel is step.channel for each in items if each.id.startswith(prefix)):
        return Way(talk)
    mailbox = await _account_for(office, talk, person, offer, step.channel)
    if mailbox is None:
        return Way(talk)
    there = talk.model_copy(update=routing.moved(talk, step.channel, mailbox.id))
    return Way(there, days, is_elsewhere=True)


async def _account_for(
    office: Office, talk: Conversation, person: contact.Contact, offer: campaign.Campaign, channel: address.Channel
) -> account.Account | None:
    """The campaign's account that may write to this person on a channel now: the one they have met, else the same for
    the same person.
    """
    where = person.address_on(channel)
    if where is None or await office.database.suppressions.of(where) is not None:
        return None
    found = []
    for name in offer.accounts:
        try:
            mailbox = await office.account(name)
        except errors.NotFound:
            continue
        is_open = enrolment.account_is_usable(mailbox) and not mailbox.touches_stopped
        if mailbox.kind.channel is channel and is_open and await _may_write(office, talk, person, mailbox):
            found.append(mailbox)
    met = [each for each in found if each.id == talk.account_on(channel)]
    return (met or found)[sum(person.id.encode()) % len(met or found)] if found else None


async def _may_write(office: Office, talk: Conversation, person: contact.Contact, mailbox: account.Account) -> bool:
    if enrolment.way_to(person, mailbox) is None:
        return False
    if mailbox.may_write_first:
        return True
    talks = await office.database.conversations.of_contact(person.id)
    if any(each.account_on(mailbox.kind.channel) == mailbox.id for each in talks):
        return True
    chats = [each for each in person.addresses if each.is_chat]
    heard = [one for each in chats for one in await office.database.messages.of_sender(each)]
    return any(each.account == mailbox.id for each in heard)


async def is_line_full(office: Office, mailbox: account.Account) -> bool:
    """A person's Telegram account writes to a few strangers a day: the others are not put in line before their time."""
    is_slow = mailbox.kind is account.Kind.TELEGRAM_USER
    return is_slow and await office.database.outbox.queued_of(mailbox.id, LINE) >= LINE


def is_worth_waiting(due: datetime.datetime, now: datetime.datetime, offer: campaign.Campaign) -> bool:
    """Whether a touch still waits for a place in a full line: as long as it would live in it."""
    return now < due + datetime.timedelta(days=offer.limits.touch_lives_days)
