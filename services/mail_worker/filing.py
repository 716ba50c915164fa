"""Filing: whose mail is it, how far may it be believed, and into the store with it. In two steps, each safe
to repeat: the message is stored as `arrived`, then its conversation is told (`core/store/routing`).

Mail that belongs to no conversation is counted and otherwise left alone: it is somebody's private mail.
"""

import datetime
import hashlib
import re
import types

from services.core.domain import account, address, automatic, campaign, message, outbox_item, suppression, token
from services.core.domain.automatic import AutomaticKind
from services.core.domain.conversation import Conversation, Stage
from services.core.store import routing, silence
from services.core.store.database import Database
from services.mail_worker import guard, reply
from services.mail_worker.compose import footer
from services.mail_worker.incoming import Incoming
from services.mail_worker.wire import fingerprint

_NOBODY = address.email("unknown@sender.invalid")
_DMARC = re.compile(r"dmarc\s{0,9}=\s{0,9}(\w{1,40})", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,2000}\)")
_TEXT_LIMIT = 20_000
_SILENCE = {
    guard.Harm.COMPLAINT: (suppression.Reason.COMPLAINT, "feedback report"),
    guard.Harm.BOUNCE: (suppression.Reason.BOUNCE, "hard bounce"),
}
MOST_A_DAY = 50
_FLOOD_TEXT_LIMIT = 4_000


class Owner(types.SimpleNamespace):
    """Whose mail it is: `talk`, the contact's id (or "" for a colleague), our item that it answers, how known."""

    talk: Conversation
    contact: str
    item: outbox_item.OutboxItem | None
    by_thread: bool


class Filing:
    """Files the mails of one account."""

    def __init__(self, database: Database, mailbox: account.Account, key: token.Keys) -> None:
        self._database = database
        self._mailbox = mailbox
        self._key = key
        self._offers: dict[str, campaign.Campaign | None] = {}

    async def file(self, incoming: Incoming, raw: bytes, imap_key: str, now: datetime.datetime) -> str:
        """Store and route one mail; the message's id, or "" when it is no business of ours."""
        if incoming.sender is not None and incoming.sender.base == address.base_of_email(self._mailbox.address):
            return ""
        owner = await self._owner(incoming)
        if owner is None:
            await self._database.limits.add(f"strangers:{self._mailbox.id}:{now:%Y-%m-%d}")
            return ""
        sent = await self._as_it_was_read(owner.item) if owner.item else None
        arrived = self._message(incoming, raw, imap_key, owner, sent, now)
        if owner.talk.heard_on(now.date()) >= MOST_A_DAY:
            return await self._routed(_in_a_flood(arrived), owner, now)
        assets = {
            "raw": await self._database.assets.put(raw, owner=owner.talk.id),
            "attachments": await self._kept(incoming, owner.talk.id),
        }
        return await self._routed(arrived.model_copy(update=assets), owner, now)

    async def _routed(self, arrived: message.Message, owner: Owner, now: datetime.datetime) -> str:
        await self._note_proofs(arrived, owner, now)
        stored = await self._database.messages.add(arrived)
        if stored.state is message.State.ARRIVED:
            await routing.route(self._database, stored, now, owner.talk)
            await self._silence(stored, owner, now)
        return stored.id

    async def _kept(self, incoming: Incoming, talk_id: str) -> tuple[message.Attachment, ...]:
        """The attachments, with the hash of each one that is small enough to be kept. Nothing is opened."""
        found = []
        for each, content in zip(incoming.attachments, incoming.files, strict=True):
            asset = await self._database.assets.put(content, owner=talk_id) if content is not None else None
            found.append(each.model_copy(update={"content": asset}))
        return tuple(found)

    async def _owner(self, incoming: Incoming) -> Owner | None:
        """By our own marks first (they prove a thread), then by the sender's address."""
        item = await self._answered(incoming)
        talk = await self._database.conversations.get(item.conversation) if item and item.conversation else None
        if talk is not None and item is not None:
            contact = await self._contact_of(incoming, talk, item)
            return Owner(talk=talk, contact=contact, item=item, by_thread=True)
        leaving = self._leaving(incoming)
        if leaving:
            talk = await self._database.conversations.get(leaving)
            return Owner(talk=talk, contact=talk.contact, item=None, by_thread=True) if talk else None
        if incoming.sender is None:
            return None
        return await self._owner_by_sender(incoming.sender)

    async def _answered(self, incoming: Incoming) -> outbox_item.OutboxItem | None:
        about = incoming.automatic
        references = [incoming.reference, *_tags(incoming.recipients)]
        references += [about.original_reference] if about and about.original_reference else []
        for reference in filter(None, references):
            item = await self._database.outbox.by_reference(reference)
            if item is not None:
                return item
        ids = incoming.references
        ids += (about.original_message_id,) if about and about.original_message_id else ()
        return await self._database.outbox.by_message_id(ids) if ids else None

    async def _contact_of(self, incoming: Incoming, talk: Conversation, item: outbox_item.OutboxItem) -> str:
        if incoming.automatic is not None and incoming.automatic.kind is not AutomaticKind.AUTO_REPLY:
            return talk.contact
        if incoming.sender is None:
            return ""
        if incoming.sender.key == item.to.key and not any(each.key == item.to.key for each in talk.participants):
            return talk.contact  # whom we wrote to answers: no need to look the person up
        person = await self._database.contacts.get(talk.contact)
        is_theirs = person is not None and any(each.key == incoming.sender.key for each in person.addresses)
        return talk.contact if is_theirs else ""

    async def _owner_by_sender(self, sender: address.Address) -> Owner | None:
        person = await self._database.contacts.by_address(sender)
        if person is not None:
            talks = await self._database.conversations.of_contact(person.id)
        else:
            talks = await self._database.conversations.with_participant(sender)
        talks = [talk for talk in talks if talk.account_on(address.Channel.EMAIL) == self._mailbox.id]
        if not talks:
            return None
        latest = max(talks, key=lambda talk: talk.touched_at)
        return Owner(talk=latest, contact=person.id if person else "", item=None, by_thread=False)

    def _leaving(self, incoming: Incoming) -> str:
        """The conversation that a mail to our unsubscribe address names by a token of ours, or ""."""
        found = re.search(rf"\b{token.UNSUBSCRIBE}-(\S+)", incoming.subject)
        return (token.verified(self._key, token.UNSUBSCRIBE, found.group(1)) or "") if found else ""

    async def _as_it_was_read(self, item: outbox_item.OutboxItem) -> str:
        """Our message as the client saw it, with its footer: what is found again in the answer is quote."""
        if item.campaign not in self._offers:
            self._offers[item.campaign] = await self._database.campaigns.get(item.campaign)
        foot = footer(item, self._offers[item.campaign])
        return f"{item.text}\n\n-- \n{foot}" if foot else item.text

    def _message(
        self, incoming: Incoming, raw: bytes, imap_key: str, owner: Owner, sent: str | None, now: datetime.datetime
    ) -> message.Message:
        mail_key = f"mid:{self._mailbox.id}:{incoming.message_id or 'none'}:{_likeness(incoming, raw)}"
        text = visible(incoming, sent)
        return message.Message(
            id="m-" + hashlib.sha256(mail_key.encode()).hexdigest()[:20],
            keys=(imap_key, mail_key),
            channel=address.Channel.EMAIL,
            account=self._mailbox.id,
            sender=incoming.sender or _NOBODY,
            sender_name=incoming.sender_name,
            conversation=owner.talk.id,
            contact=owner.contact,
            subject=incoming.subject,
            text=text[:_TEXT_LIMIT],
            note=incoming.note,
            message_id=incoming.message_id,
            in_reply_to=incoming.in_reply_to,
            references=incoming.references,
            cc=incoming.cc,
            automatic=incoming.automatic,
            trust=trust(incoming, self._mailbox.authserv_id, owner.by_thread and bool(owner.contact)),
            opt_out=bool(self._leaving(incoming)),
            sent_at=incoming.date,
            arrived_at=now,
        )

    async def _note_proofs(self, arrived: message.Message, owner: Owner, now: datetime.datetime) -> None:
        """What a mail proves beside its words: that ours had arrived, or that the account does harm.

        Before it is stored: once it is, whoever takes over from a receiver that died routes it and files it no more.
        """
        item, about = owner.item, arrived.automatic
        if item is None or (item.state not in outbox_item.MAYBE_DELIVERED and about is None):
            return
        if await self._database.messages.known(arrived.keys[-1]):
            return
        if item.state in outbox_item.MAYBE_DELIVERED:
            await self._database.outbox.sent(item, now, "the client's mail refers to it")
        if about is not None and (harm := _harm(about, item)) is not None:
            await guard.note(self._database, self._mailbox.id, harm, now)

    async def _silence(self, stored: message.Message, owner: Owner, now: datetime.datetime) -> None:
        """At once, although app_logic does the same when it reads the message: a complaint or a dead address."""
        item, about = owner.item, stored.automatic
        harm = _harm(about, item) if about is not None and item is not None else None
        if item is None or harm is None:
            return
        reason, by = _SILENCE[harm]
        await silence.silence_address(self._database, item.to, reason, now, by)

    async def operator_wrote(self, incoming: Incoming, now: datetime.datetime) -> str:
        """A mail in Sent without our mark, in a thread of ours, is a person at work: the talk is theirs now."""
        if incoming.reference or not incoming.references:
            return ""
        item = await self._database.outbox.by_message_id(incoming.references)
        talk_id = item.conversation if item else ""
        if not talk_id:
            return ""
        why = "an operator answered from the mailbox"
        talk = await self._database.conversations.get(talk_id)
        if talk is None or talk.is_over:
            return ""
        await self._database.conversations.wake(talk_id, now, {"stage": Stage.HANDED_OFF, "why": why})
        await self._database.outbox.cancel_all(talk_id, why)
        text = visible(incoming, None)[:_TEXT_LIMIT]
        event = f"{talk_id}:operator:{hashlib.sha256(incoming.message_id.encode()).hexdigest()[:16]}"
        await self._database.events.add(event, now, "operator", talk_id, why, text=text, subject=incoming.subject)
        return talk_id


def _harm(about: automatic.Automatic, item: outbox_item.OutboxItem) -> guard.Harm | None:
    """What the report says that our message did, or None."""
    if about.is_persons_complaint:
        return guard.Harm.COMPLAINT
    is_dead = about.kind is AutomaticKind.BOUNCE and about.hard and about.is_about(item.to)
    return guard.Harm.BOUNCE if is_dead else None


def _in_a_flood(arrived: message.Message) -> message.Message:
    """The words alone, and not many: whoever writes without end fills neither the database nor the brain's time.

    A stop is heard all the same, by the rules, which need no brain.
    """
    note = "; ".join(filter(None, (message.FLOOD, arrived.note)))
    return arrived.model_copy(update={"text": arrived.text[:_FLOOD_TEXT_LIMIT], "note": note})


def visible(incoming: Incoming, sent: str | None) -> str:
    """The client's own new words: from the plain part, else from HTML; a robot's own text as it stands."""
    if incoming.automatic is not None and incoming.automatic.text:
        return incoming.automatic.text
    for kind, body in incoming.bodies:
        text = reply.extract_reply(body, kind=kind, sent=sent)
        if text.strip():
            return text.strip()
    return ""


def _likeness(incoming: Incoming, raw: bytes) -> str:
    """What the same mail has in common when it is fetched twice: body, sender and date.

    The Message-ID alone is not enough: some programs give none, or one for many mails.
    """
    who = incoming.sender.base if incoming.sender else ""
    when = incoming.date.isoformat() if incoming.date else ""
    return hashlib.sha256(f"{fingerprint(raw)}\n{who}\n{when}".encode()).hexdigest()[:32]


def trust(incoming: Incoming, authserv_id: str, is_known_in_thread: bool) -> message.Trust:
    """How far the sender may be believed.

    Only the topmost Authentication-Results of our own server count (RFC 8601 §5): anybody can write others.
    """
    verdict = _dmarc(incoming.authentication, authserv_id)
    if verdict == "fail" or incoming.sender is None:
        return message.Trust.STOP_ONLY
    if verdict == "pass" or is_known_in_thread:
        return message.Trust.FULL
    return message.Trust.SENDER


def _dmarc(headers: tuple[str, ...], authserv_id: str) -> str:
    """What our own server says of DMARC: pass, fail, none …, or "" when it says nothing.

    Comments are taken off and each result is looked at from its beginning, because addresses of the sender's
    choice stand in them: `spf=pass smtp.mailfrom="dmarc=pass"@…`. One `fail` outweighs everything.
    """
    if not authserv_id or not headers:
        return ""
    plain = _COMMENT.sub(" ", re.sub(r'"[^"]{0,2000}"', '""', headers[0]))
    server, *results = plain.split(";")
    if server.lower().split()[:1] != [authserv_id.lower()]:
        return ""
    found = [match.group(1).lower() for each in results if (match := _DMARC.match(each.strip()))]
    return "fail" if "fail" in found else next(iter(found), "")


def _tags(recipients: tuple[str, ...]) -> list[str]:
    """Plus tags of the addresses that the mail came to: our reply tokens, where the account uses them."""
    found = [each.rpartition("@")[0].partition("+")[2] for each in recipients]
    return [tag.lower() for tag in found if tag]
