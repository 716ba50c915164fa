"""Enrolment: a person becomes a contact with a conversation in a campaign; and a conversation starts anew.

Without a consent basis the conversation is `held`: nobody is written to first without one on record.
"""

import datetime

from services.core import errors
from services.core.domain import account, address, campaign, contact, conversation
from services.core.store.database import Database

_CANNOT_OPEN = {
    account.Kind.TELEGRAM_BOT: "a bot cannot write first: give the client its link, `client_utils link`",
    account.Kind.TELEGRAM_USER: "the account may not write first: sales-agent telegram write-first ACCOUNT --on",
}


def new_conversation(
    person: contact.Contact, offer: campaign.Campaign, mailbox: account.Account, now: datetime.datetime
) -> conversation.Conversation:
    """A conversation that is due at once, or held where there is no basis or no way to the person."""
    channel = mailbox.kind.channel
    obstacle = ""
    if way_to(person, mailbox) is None:
        channel = person.addresses[0].channel
        obstacle = f"the campaign has no {channel} account to write from"
        if not mailbox.may_write_first:
            obstacle = _CANNOT_OPEN[mailbox.kind]
    elif person.basis is None:
        obstacle = "no consent basis on record: add one with `client_utils restart --consent`"
    may_write = not obstacle
    return conversation.Conversation(
        id=f"{person.id}.{offer.id}",
        contact=person.id,
        campaign=offer.id,
        account=mailbox.id,
        channel=channel,
        stage=conversation.Stage.NEW if may_write else conversation.Stage.HELD,
        why=obstacle or "added",
        language=person.language,
        wake_at=now if may_write else conversation.NEVER,
        lease_until=now,
        touched_at=now,
        created_at=now,
    )


def way_to(person: contact.Contact, mailbox: account.Account) -> address.Address | None:
    """The address at which this account can write to this person, or None. A bot needs a chat that was opened."""
    found = person.address_on(mailbox.kind.channel)
    return found if found is None or found.is_chat or mailbox.may_write_first else None


async def enrol(
    database: Database, person: contact.Contact, offer: campaign.Campaign, now: datetime.datetime
) -> conversation.Conversation:
    """Store the person and start the conversation.

    Raises `errors.Duplicate` (with the contact there is) and `errors.Suppressed`; then nothing was stored.
    """
    await _refuse_silenced(database, person)
    mailbox = await pick_account(database, offer, person)
    try:
        await database.contacts.add(person)
    except errors.Duplicate as error:
        if error.existing != person.id:
            raise  # else it is the same cause again, which had died before the conversation began
    talk = new_conversation(person, offer, mailbox, now)
    try:
        await _start(database, talk, now)
    except errors.Duplicate:
        stored = await database.conversations.get(talk.id)
        return stored or talk
    return talk


async def welcome(
    database: Database,
    person: contact.Contact,
    offer: campaign.Campaign,
    mailbox: account.Account,
    now: datetime.datetime,
) -> conversation.Conversation:
    """Somebody wrote to us first: a contact whose conversation waits for nothing but their words. Safe to repeat.

    No touch opens it. Raises `errors.Duplicate` when the address is somebody else's.
    """
    try:
        await database.contacts.add(person)
    except errors.Duplicate as error:
        if error.existing != person.id:
            raise
    talk = new_conversation(person, offer, mailbox, now).model_copy(
        update={"stage": conversation.Stage.ENGAGED, "why": "wrote to us first", "wake_at": conversation.NEVER}
    )
    try:
        await _start(database, talk, now)
    except errors.Duplicate:
        return await database.conversations.get(talk.id) or talk
    return talk


async def enrol_known(
    database: Database,
    person: contact.Contact,
    offer: campaign.Campaign,
    now: datetime.datetime,
    basis: contact.Basis | None = None,
) -> conversation.Conversation:
    """Start a conversation in one more campaign with somebody who is a contact already.

    `basis` is put on record where there is none yet. Raises `errors.Duplicate` when there is a conversation
    in this campaign, and `errors.Suppressed`; then nothing was stored.
    """
    await _refuse_silenced(database, person)
    if any(each.campaign == offer.id for each in await database.conversations.of_contact(person.id)):
        raise errors.Duplicate(
            f"contact {person.id} is in campaign {offer.id} already",
            existing=person.id,
            field="campaign",
            hint=f"see: client_utils show {person.id}",
        )
    mailbox = await pick_account(database, offer, person)
    if person.basis is None and basis is not None:
        person = person.model_copy(update={"basis": basis})
        await database.contacts.save(person)
    talk = new_conversation(person, offer, mailbox, now)
    await _start(database, talk, now)
    return talk


async def _refuse_silenced(database: Database, person: contact.Contact) -> None:
    silenced = await database.suppressions.of(*person.addresses)
    if silenced is not None:
        raise errors.Suppressed(
            f"this address must not be written to ({silenced.reason}, {silenced.at:%Y-%m-%d})",
            hint="only the client's own request, or `client_utils restart --consent TEXT`, lifts it",
            field=str(person.addresses[0].channel),
        )


async def _start(database: Database, talk: conversation.Conversation, now: datetime.datetime) -> None:
    await database.conversations.start(talk)
    await database.events.add(f"{talk.id}:added", now, "added", talk.id, talk.why)


async def pick_account(database: Database, offer: campaign.Campaign, person: contact.Contact) -> account.Account:
    """The campaign's account for this person: one on a channel of theirs, the same for the same person.

    Raises `errors.BadInput` when the campaign's accounts are not there.
    """
    known = {each.id: each for each in await database.accounts.all()}
    usable = [known[each] for each in offer.accounts if each in known]
    if not usable:
        raise errors.BadInput(
            f"campaign {offer.id} names no account that exists: {', '.join(offer.accounts)}",
            hint="add one with `sales-agent accounts add`, or name one in the campaign and seed it",
            field="accounts",
        )
    fitting = [each for each in usable if way_to(person, each)]
    fitting = fitting or [each for each in usable if each.may_write_first] or usable
    return fitting[sum(person.id.encode()) % len(fitting)]


async def restart(
    database: Database,
    person: contact.Contact,
    basis: contact.Basis | None,
    now: datetime.datetime,
    by: str,
) -> list[conversation.Conversation]:
    """Begin again: a new round of touches in every conversation of this person.

    Somebody who asked for silence is written to again only with a new `basis`, which lifts it.
    Raises `errors.Suppressed` and `errors.BadInput`; then nothing was changed.
    """
    silenced = await database.suppressions.of(*person.addresses)
    if silenced is not None and basis is None:
        raise errors.Suppressed(
            f"{person.id} must not be written to ({silenced.reason}, {silenced.at:%Y-%m-%d})",
            hint="give the new consent in words: client_utils restart --consent 'asked again by phone on …'",
        )
    if basis is not None:
        stays = await database.suppressions.beyond_lifting(*person.addresses)
        if stays is not None:
            raise errors.Suppressed(
                f"{person.id} stays silent ({stays.reason}): a new consent cannot lift that",
                field="consent",
                hint="a dead address or a suppressed domain has to be mended where it was recorded",
            )
        await database.contacts.save(person.model_copy(update={"basis": basis}))
        for each in person.addresses:
            await database.suppressions.lift(each)
    if (basis or person.basis) is None:
        raise errors.BadInput(
            f"{person.id} has no consent basis on record", field="consent", hint="give it: --consent TEXT"
        )
    started = []
    for talk in await database.conversations.of_contact(person.id):
        await database.outbox.cancel_all(talk.id, "restarted by an operator")
        await database.slots.release(talk.id, "restarted by an operator", by, now)
        fields = {
            "stage": conversation.Stage.NEW,
            "why": f"restarted by {by}",
            "round": talk.round + 1,
            "touches": 0,
            "nudges": 0,
            "pause_until": None,
            "pause_quote": "",
            "demo_at": None,
            "waits_for": "",
            "waits_until": None,
            "away_until": None,
            "wake_at": now,
        }
        woken = await database.conversations.wake(talk.id, now, fields)
        await database.events.add(
            f"{talk.id}:restart:{talk.round + 1}", now, "restarted", talk.id, f"restarted by {by}", by=by
        )
        started += [woken] if woken else []
    return started


def account_is_usable(mailbox: account.Account) -> bool:
    """Whether the account sends at present."""
    return mailbox.state is account.State.ACTIVE
