"""Filing, a person's account: whose message is it, and into the store with it. Each step is safe to repeat.

A chat that belongs to no contact of ours is private: it is counted, and nothing of it is kept. What the account's
owner writes from another device in a chat of ours is a person at work: the conversation is theirs from then on.
What we sent ourselves comes back here as well, and is evidence that it arrived.
"""

import datetime
import hashlib

from services.core.domain import address, contact, message, telegram_policy, update
from services.core.domain.conversation import Conversation, Stage
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import routing
from services.core.store.database import Database
from services.tg_worker import user_wire
from services.tg_worker.user_conduct import Conducts
from services.tg_worker.user_wire import Written

_TEXT_LIMIT = 20_000
_EDITED = "edited:"
_OURS = frozenset({State.SENDING, State.UNKNOWN, State.REVIEW, State.SENT, State.QUEUED, State.LEASED})
_UNSURE = frozenset({State.SENDING, State.UNKNOWN, State.REVIEW, State.QUEUED, State.LEASED})


class UserFiling:
    """Files what came to one account."""

    def __init__(self, database: Database, account_id: str, conducts: Conducts) -> None:
        self._database = database
        self._account_id = account_id
        self._conducts = conducts

    async def file(self, arrived: update.Update, now: datetime.datetime) -> str:
        """Store and route one message; its id, or "" where it is no business of ours."""
        written = Written.model_validate_json(arrived.raw)
        person = await self._person(written)
        talk = await self._talk(person) if person is not None else None
        if person is None or talk is None:
            await self._database.limits.add(f"strangers:{self._account_id}:{now:%Y-%m-%d}")
            return ""
        await self._database.accounts.keep_peers(self._account_id, {written.chat: written.access_hash})
        if written.is_ours:
            await self._sent_from_the_account(written, person, talk, now)
            return ""
        if written.edited and not await self._replaces(written, talk, now):
            return ""
        made = self._message(written, person, talk, now)
        raw = await self._database.assets.put(arrived.raw.encode(), owner=talk.id)
        stored = await self._database.messages.add(made.model_copy(update={"raw": raw}))
        if stored.state in message.NEW:
            await routing.route(self._database, stored, now)
        await self._conducts.change(self._account_id, lambda known: telegram_policy.after_reply(known, talk.id))
        return stored.id

    async def _person(self, written: Written) -> contact.Contact | None:
        """By the chat's own number; else by the name that Telegram says is theirs now, which proves less."""
        found = await self._database.contacts.by_address(address.telegram(str(written.chat)))
        if found is not None or not written.username:
            return found
        try:
            named = address.telegram(f"@{written.username}")
        except ValueError:
            return None
        return await self._database.contacts.by_address(named)

    async def _talk(self, person: contact.Contact) -> Conversation | None:
        """Where they have met this account, else where they were talked to last."""
        talks = await self._database.conversations.of_contact(person.id)
        here = [each for each in talks if each.account_on(address.Channel.TELEGRAM) == self._account_id]
        return max(here or talks, key=lambda each: each.touched_at, default=None)

    async def _replaces(self, written: Written, talk: Conversation, now: datetime.datetime) -> bool:
        """Whether a new version takes the place of the old: of what is answered already it is only noted."""
        latest = await self._database.messages.by_key(self._key(written, 0))
        while latest is not None and latest.turn.startswith(_EDITED):
            latest = await self._database.messages.get(latest.turn.removeprefix(_EDITED))
        fresh = _id(self._key(written, written.edited))
        if latest is None or latest.id == fresh:
            return True
        if latest.text == written.text:
            return False
        if latest.turn:
            why = "the client changed a message after it was answered"
            name = f"{talk.id}:edited:{fresh}"
            await self._database.events.add(name, now, "edited", talk.id, why, text=written.text[:_TEXT_LIMIT])
            return False
        await self._database.messages.settle((latest,), f"{_EDITED}{fresh}")
        return True

    async def deleted(self, numbers: tuple[int, ...], now: datetime.datetime) -> None:
        """What was said was said; that it was deleted is noted. Of what is no business of ours nothing is kept."""
        for number in numbers:
            found = await self._database.messages.by_key(f"mt:{self._account_id}:0:{number}")
            if found is not None and found.conversation:
                name = f"mt:{self._account_id}:{number}:deleted"
                why = "a message was deleted in the chat"
                await self._database.events.add(name, now, "deleted", found.conversation, why)

    def _key(self, written: Written, edited: int) -> str:
        return f"mt:{self._account_id}:{edited}:{written.number}"

    def _message(
        self, written: Written, person: contact.Contact, talk: Conversation, now: datetime.datetime
    ) -> message.Message:
        key = self._key(written, written.edited)
        sender = address.telegram(str(written.chat))
        seconds = [each.seconds for each in written.files if each.is_voice]
        spoken = message.Speech(seconds=sum(seconds)) if seconds else None
        is_proven = any(each.key == sender.key for each in person.addresses)
        return message.Message(
            id=_id(key),
            keys=(key,),
            channel=address.Channel.TELEGRAM,
            account=self._account_id,
            sender=sender,
            sender_name=contact.one_line(written.name),
            conversation=talk.id,
            contact=person.id,
            text=written.text[:_TEXT_LIMIT],
            note="changed afterwards" if written.edited else "",
            attachments=tuple(
                message.Attachment(
                    name=contact.one_line(each.name), media_type=each.media_type, size_bytes=each.size_bytes
                )
                for each in written.files
            ),
            trust=message.Trust.FULL if is_proven else message.Trust.SENDER,
            speech=spoken,
            state=message.State.ARRIVED if spoken is None else message.State.SPOKEN,
            sent_at=written.at,
            arrived_at=now,
        )

    async def _sent_from_the_account(
        self, written: Written, person: contact.Contact, talk: Conversation, now: datetime.datetime
    ) -> None:
        """Ours, or the owner's own words from another device."""
        items = [
            each
            for other in await self._database.conversations.of_contact(person.id)
            for each in await self._database.outbox.of_conversation(other.id)
        ]
        ours = self._ours(written, items)
        if ours is not None:
            if ours.state in _UNSURE and ours.attempts:
                await self._database.outbox.sent(ours, now, "found in the chat")
            return
        if talk.is_over or talk.stage is Stage.HANDED_OFF or not written.text.strip():
            return
        why = "an operator answered from the account itself"
        await self._database.conversations.wake(talk.id, now, {"stage": Stage.HANDED_OFF, "why": why})
        await self._database.outbox.cancel_all(talk.id, why)
        event = f"{talk.id}:operator:mt:{self._account_id}:{written.number}"
        await self._database.events.add(
            event, now, "operator", talk.id, why, text=written.text[:_TEXT_LIMIT], subject=""
        )

    def _ours(self, written: Written, items: list[OutboxItem]) -> OutboxItem | None:
        """The item whose words these are, the latest first. A file without words is taken for ours."""
        mine = [each for each in items if each.account == self._account_id and each.state in _OURS]
        for each in sorted(mine, key=lambda each: each.created_at, reverse=True):
            if user_wire.is_of(written.text, each.text):
                return each
        return None


def _id(key: str) -> str:
    return "m-" + hashlib.sha256(key.encode()).hexdigest()[:20]
