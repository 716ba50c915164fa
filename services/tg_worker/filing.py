"""Filing: whose update is it, and into the store with what it says. Each step is safe to repeat.

A chat's number is an address of a contact: by a link that was made for that contact, or because somebody wrote to
us first, which makes a contact. What the client says goes the way of every message; commands are `commands.py`'s.
"""

import dataclasses
import datetime
import hashlib

from services.core import errors, log
from services.core.domain import account, address, campaign, contact, message, token
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.domain.update import Update
from services.core.store import enrolment, routing
from services.core.store.database import Database
from services.tg_worker import client, wire, words
from services.tg_worker.commands import Caller, Commands
from services.tg_worker.wire import Written

MOST_FILE_BYTES = 10_000_000
_BY = "the client"
_EDITED = "edited:"
_PATIENCE = 3


@dataclasses.dataclass(frozen=True)
class Heard:
    """A client's message that now waits for an answer, and how long it had lain here before it was filed."""

    conversation: str
    message: str
    chat: int
    via: str
    waited_s: float = 0.0


class Filing:
    """Files the updates of one bot."""

    def __init__(self, database: Database, mailbox: account.Account, bot: client.Bot, keys: tuple[bytes, ...]) -> None:
        self._database = database
        self._account = mailbox
        self._bot = bot
        self._keys = keys
        self._commands = Commands(database, mailbox, keys[0])
        self._log = log.get("tg_worker").bind(account=mailbox.id)

    async def file(self, update: Update, now: datetime.datetime) -> Heard | None:
        """File one update; what is to be answered, if anything. Raises `errors.DeliveryError` when Telegram is away."""
        event = wire.read(update.raw)
        if isinstance(event, wire.Connection):
            await self._database.accounts.keep_business(self._account.id, event.id, event.owner, event.is_good)
        elif isinstance(event, wire.Blocked) and event.is_blocked:
            await self._blocked(event.chat, update, now)
        elif isinstance(event, wire.Deleted):
            await self._deleted(event, update, now)
        elif isinstance(event, wire.Pressed):
            return await self._pressed(event, update, now)
        elif isinstance(event, Written):
            return await self._written(event, update, now)
        return None

    async def _written(self, event: Written, update: Update, now: datetime.datetime) -> Heard | None:
        if event.via:
            owner = await self._owner(event.via)
            if owner == event.sender.id:
                await self._owner_wrote(event, update, now)
                return None
        if event.by_bot:
            return None
        found = await self._whose(event.sender, event.argument if event.command == "start" else None, now)
        if found is None:
            return None
        person, talk = found
        if event.edited_at is not None and event.command:
            return None  # a command was carried out when it was given
        if event.edited_at is not None:
            return await self._edited(event, person, talk, update, now)
        caller = Caller(address.telegram(str(event.sender.id)), person, talk, update.id)
        if await self._commands.carry_out(event, caller, now):
            return None
        return await self._store(self._message(event, person, talk, now, self._key(event)), event, update, now)

    async def _owner(self, connection: str) -> int:
        """Whose chats a business connection opens."""
        known = await self._database.accounts.business(self._account.id, connection)
        if known is not None:
            return known[0]
        found = await self._bot.business(connection)
        await self._database.accounts.keep_business(self._account.id, found.id, found.owner, found.is_good)
        return found.owner

    async def _whose(
        self, sender: wire.Sender, start: str | None, now: datetime.datetime
    ) -> tuple[contact.Contact, Conversation] | None:
        """The person behind a chat and the conversation; None where nothing may be kept. `start`: /start's parameter."""
        who = address.telegram(str(sender.id))
        person = await self._database.contacts.by_address(who)
        if start:
            person = await self._linked(person, who, start, now)
        if start is not None:
            await self._database.suppressions.lift(who)
        if person is None and await self._database.suppressions.of(who) is not None:
            return None
        offer = await self._offer()
        if person is None:
            person = self._newcomer(sender, who, offer, now) if offer is not None else None
        if person is None:
            await self._database.limits.add(f"strangers:{self._account.id}:{now:%Y-%m-%d}")
            return None
        talks = await self._database.conversations.of_contact(person.id)
        if not talks and offer is None:
            return None
        if not talks and offer is not None:
            talks = [await enrolment.welcome(self._database, person, offer, self._account, now)]
        return person, max(talks, key=lambda talk: (talk.account == self._account.id, talk.touched_at))

    async def _linked(
        self, known: contact.Contact | None, who: address.Address, start: str, now: datetime.datetime
    ) -> contact.Contact | None:
        """The contact whose link was pressed, with this chat as one more address. A link ties one chat, the first."""
        wanted_id = token.started_by(self._keys, start)
        wanted = await self._database.contacts.living(wanted_id) if wanted_id else None
        if wanted is None or wanted.erased or (known is not None and known.id == wanted.id):
            return known
        if known is not None or any(each.is_chat for each in wanted.addresses):
            why = f"the link of contact {wanted.id} was pressed in another chat" + (
                f", of contact {known.id}" if known else ""
            )
            event = f"{wanted.id}:link:{hashlib.sha256(who.key.encode()).hexdigest()[:16]}"
            await self._database.events.add(event, now, "not_linked", "", why, contact=wanted.id)
            return known
        basis = wanted.basis or self._basis(now)
        tied = wanted.model_copy(update={"addresses": (*wanted.addresses, who), "basis": basis})
        await self._database.contacts.save(tied)
        self._log.info("linked", contact=wanted.id)
        return tied

    async def _offer(self) -> campaign.Campaign | None:
        """The bot's campaign: the first that names this account."""
        offers = await self._database.campaigns.all()
        return next((each for each in offers if self._account.id in each.accounts), None)

    def _basis(self, now: datetime.datetime) -> contact.Basis:
        return contact.Basis(text="wrote to us first", source=self._account.address, at=now, operator="agent")

    def _newcomer(
        self, sender: wire.Sender, who: address.Address, offer: campaign.Campaign, now: datetime.datetime
    ) -> contact.Contact:
        """Somebody who wrote to us first. The id follows from the chat."""
        digest = hashlib.sha256(who.key.encode()).hexdigest()[:12]
        return contact.Contact(
            id=f"c-tg-{digest}",
            name=sender.name,
            language=sender.language if sender.language in words.LANGUAGES else offer.language,
            timezone=offer.timezone,
            addresses=(who,),
            basis=self._basis(now),
            origin=contact.Origin(kind=contact.OriginKind.CLIENT),
            created_at=now,
        )

    def _key(self, event: Written) -> str:
        return f"tg:{self._account.id}:{event.via}:{event.chat}:{event.number}"

    def _message(
        self, event: Written, person: contact.Contact, talk: Conversation, now: datetime.datetime, key: str
    ) -> message.Message:
        seconds = [each.seconds for each in event.files if each.is_voice]
        spoken = message.Speech(seconds=sum(seconds)) if seconds else None
        return message.Message(
            id="m-" + hashlib.sha256(key.encode()).hexdigest()[:20],
            keys=(key,),
            channel=address.Channel.TELEGRAM,
            account=self._account.id,
            sender=address.telegram(str(event.sender.id)),
            sender_name=event.sender.name,
            conversation=talk.id,
            contact=person.id,
            text=event.text,
            via=event.via,
            trust=message.Trust.FULL,
            opt_out=event.command == "stop",
            speech=spoken,
            state=message.State.ARRIVED if spoken is None else message.State.SPOKEN,
            sent_at=event.at,
            arrived_at=now,
        )

    async def _store(
        self, arrived: message.Message, event: Written | None, update: Update, now: datetime.datetime
    ) -> Heard:
        """Store and route, as every channel does."""
        is_patient = update.attempts < _PATIENCE
        kept, notes = await self._files(event, arrived.conversation, is_patient) if event is not None else ((), "")
        if event is not None and event.command == "stop":
            # Latin letters that the client did not choose must not change the language of the talk.
            arrived, notes = arrived.model_copy(update={"text": ""}), event.text
        raw = await self._database.assets.put(update.raw.encode(), owner=arrived.conversation)
        whole = arrived.model_copy(update={"attachments": kept, "note": notes, "raw": raw})
        stored = await self._database.messages.add(whole)
        if stored.state in message.NEW:
            await routing.route(self._database, stored, now)
        return Heard(stored.conversation, stored.id, int(stored.sender.base), stored.via)

    async def _files(
        self, event: Written, talk_id: str, is_patient: bool
    ) -> tuple[tuple[message.Attachment, ...], str]:
        """The files with the hash of each that is small enough to be kept. Nothing is opened.

        Raises `errors.DeliveryError` when one cannot be fetched now and `is_patient`; else it is noted.
        """
        kept, notes = [], []
        for each in event.files:
            attachment = message.Attachment(name=each.name, media_type=each.media_type, size_bytes=each.size_bytes)
            try:
                content = await self._bot.file(each.id, MOST_FILE_BYTES)
            except errors.DeliveryError as error:
                if is_patient and not error.permanent:
                    raise
                content = None
            if content is None:
                notes.append(f"{each.name}: {each.size_bytes} bytes, not fetched")
            asset = await self._database.assets.put(content, owner=talk_id) if content is not None else None
            kept.append(attachment.model_copy(update={"content": asset}))
        return tuple(kept), "; ".join(notes)

    async def _pressed(self, event: wire.Pressed, update: Update, now: datetime.datetime) -> Heard | None:
        """A button's words, as if the client had typed them."""
        await self._acknowledge(event.query)
        found = await self._whose(event.sender, None, now)
        if found is None:
            return None
        person, talk = found
        language = words.chosen_language(event.action) if event.action.startswith("lang:") else ""
        if language:
            caller = Caller(address.telegram(str(event.sender.id)), person, talk, update.id)
            await self._commands.set_language(language, caller, now)
            return None
        text = words.meaning(event.action, talk.language)
        if not text:
            return None
        key = f"press:{self._account.id}:{event.chat}:{event.query}"
        arrived = message.Message(
            id="m-" + hashlib.sha256(key.encode()).hexdigest()[:20],
            keys=(key,),
            channel=address.Channel.TELEGRAM,
            account=self._account.id,
            sender=address.telegram(str(event.sender.id)),
            sender_name=event.sender.name,
            conversation=talk.id,
            contact=person.id,
            text=text,
            trust=message.Trust.FULL,
            opt_out=event.action == "stop",
            arrived_at=now,
        )
        return await self._store(arrived, None, update, now)

    async def _acknowledge(self, query: str) -> None:
        """The client's program stops waiting. What was pressed counts all the same."""
        try:
            await self._bot.pressed(query)
        except errors.DeliveryError as error:
            self._log.info("press_not_acknowledged", reason=str(error))

    async def _edited(
        self, event: Written, person: contact.Contact, talk: Conversation, update: Update, now: datetime.datetime
    ) -> Heard | None:
        """A new version of what is not answered yet takes its place; of what is answered it is noted."""
        key, stamp = self._key(event), int((event.edited_at or now).timestamp())
        original = latest = await self._database.messages.by_key(key)
        while latest is not None and latest.turn.startswith(_EDITED):
            latest = await self._database.messages.get(latest.turn.removeprefix(_EDITED))
        if original is not None and latest is not None and latest.text == event.text:
            return None
        fresh = self._message(event, person, talk, now, f"edit:{stamp}:{key}")
        if latest is not None and latest.turn:
            why = "the client changed a message after it was answered"
            name = f"{talk.id}:edited:{fresh.id}"
            await self._database.events.add(name, now, "edited", talk.id, why, text=event.text)
            return None
        if latest is not None:
            await self._database.messages.settle((latest,), f"{_EDITED}{fresh.id}")
        return await self._store(fresh, event, update, now)

    async def _deleted(self, event: wire.Deleted, update: Update, now: datetime.datetime) -> None:
        """What was said was said; that it was deleted is noted."""
        talk = await self._talk_of(event.chat)
        if talk is not None:
            why = f"{len(event.numbers)} messages were deleted in the chat"
            await self._database.events.add(f"{update.id}:deleted", now, "deleted", talk.id, why)

    async def _talk_of(self, chat: int) -> Conversation | None:
        """The conversation of a known chat at this bot, the latest."""
        person = await self._database.contacts.by_address(address.telegram(str(chat)))
        talks = await self._database.conversations.of_contact(person.id) if person is not None else []
        mine = [each for each in talks if each.account == self._account.id]
        return max(mine, key=lambda each: each.touched_at, default=None)

    async def _blocked(self, chat: int, update: Update, now: datetime.datetime) -> None:
        """The chat is closed, like a dead address; the person's other addresses are not."""
        talk = await self._talk_of(chat)
        if talk is not None and not talk.via:
            await unreachable(self._database, talk, f"{_BY} blocked the bot", now)
            await self._database.events.add(f"{update.id}:blocked", now, "blocked", talk.id, "the bot was blocked")

    async def _owner_wrote(self, event: Written, update: Update, now: datetime.datetime) -> None:
        """The owner of the business account answers by hand: the talk is theirs now. Our own messages come, too."""
        talk = await self._talk_of(event.chat)
        if event.by_bot or talk is None or talk.is_over:
            return
        why = "the owner answered in the chat"
        await self._database.conversations.wake(talk.id, now, {"stage": Stage.HANDED_OFF, "why": why})
        await self._database.outbox.cancel_all(talk.id, why)
        name = f"{talk.id}:operator:{hashlib.sha256(update.id.encode()).hexdigest()[:16]}"
        channel = address.Channel.TELEGRAM
        await self._database.events.add(name, now, "operator", talk.id, why, text=event.text, channel=channel)


async def unreachable(database: Database, talk: Conversation, why: str, now: datetime.datetime) -> None:
    """Nothing reaches this chat any more; nobody is suppressed for it."""
    if talk.is_over:
        return
    fields = {"stage": Stage.UNREACHABLE, "why": why, "wake_at": NEVER, "next_touch_at": NEVER}
    await database.conversations.wake(talk.id, now, fields)
    await database.outbox.cancel_all(talk.id, why)
