"""Commands: what a client can tell the bot by a word that begins with a slash, and what the bot says to it.

Every answer goes through the outbox as a service message. `/stop` is not here: it is a message that asks for
silence, and goes the way of all others, so that there is one way in which anybody is stopped.
"""

import dataclasses
import datetime

from services.core import errors
from services.core.domain import account, address, contact, outbox_item, service
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.store import routing
from services.core.store.database import Database
from services.tg_worker import words
from services.tg_worker.wire import Written

_STAYS = frozenset({Stage.HANDED_OFF, Stage.DEMO_BOOKED, Stage.WON, Stage.ENGAGED})
_STARTED = "the client pressed start"


@dataclasses.dataclass(frozen=True)
class Caller:
    """Who speaks to the bot: the chat as an address, the person, the talk; `cause` is the update's id."""

    who: address.Address
    person: contact.Contact
    talk: Conversation
    cause: str


class Commands:
    """Carries out the commands of one bot."""

    def __init__(self, database: Database, mailbox: account.Account, key: bytes) -> None:
        self._database = database
        self._account = mailbox
        self._key = key

    async def carry_out(self, event: Written, caller: Caller, now: datetime.datetime) -> bool:
        """Do what a command asks; False where the message is none of ours and is to be read as words."""
        if event.command == "start":
            await self._start(caller, now)
        elif event.command in ("help", "privacy"):
            await self._say(event.command, caller, now)
        elif event.command == "language":
            chosen = words.chosen_language(event.argument)
            if chosen:
                await self.set_language(chosen, caller, now)
            else:
                await self._say("language", caller, now, buttons=words.languages())
        elif event.command == "clear_context":
            forgotten: dict[str, object] = {"context_from": now, "told": (), "circles": 0}
            await self._database.conversations.wake(caller.talk.id, now, forgotten)
            await self._say("forgotten", caller, now)
        elif event.phone:
            await self._share_phone(event.phone, caller, now)
        else:
            return False
        return True

    async def _start(self, caller: Caller, now: datetime.datetime) -> None:
        """The conversation begins anew here. A person at work on it keeps it, and a booked demo stays booked."""
        talk = caller.talk
        fields = routing.moved(talk, address.Channel.TELEGRAM, self._account.id)
        if talk.stage not in _STAYS:
            fields |= {"stage": Stage.ENGAGED, "why": _STARTED, "next_touch_at": NEVER, "pause_until": None}
        fields |= {"answer_to": caller.who, "last_inbound_at": now, "circles": 0, "nudges": 0}
        woken = await self._database.conversations.wake(talk.id, now, fields)
        # An answer to what has come in since stays.
        seen = woken.inbound_seq if woken is not None else None
        await self._database.outbox.cancel_all(talk.id, _STARTED, superseded=True, before=seen)
        await self._database.events.add(f"{caller.cause}:started", now, "started", talk.id, _STARTED)
        await self._say("start", caller, now, buttons=words.next_steps(talk.language))

    async def set_language(self, language: str, caller: Caller, now: datetime.datetime) -> None:
        """Speak this language from now on."""
        await self._database.contacts.save(caller.person.model_copy(update={"language": language}))
        await self._database.conversations.wake(caller.talk.id, now, {"language": language})
        talk = caller.talk.model_copy(update={"language": language})
        await self._say("language_set", dataclasses.replace(caller, talk=talk), now)

    async def _share_phone(self, phone: str, caller: Caller, now: datetime.datetime) -> None:
        """The client's own number, shared by a button, is one more address. Somebody else's stays theirs."""
        person, number = caller.person, address.telegram(phone)
        if all(each.key != number.key for each in person.addresses):
            changed = {"addresses": (*person.addresses, number), "phone": person.phone or phone}
            try:
                await self._database.contacts.save(person.model_copy(update=changed))
            except errors.Duplicate:
                other = await self._database.contacts.by_address(number)
                kept = other.id if other else "?"
                why = f"shared a number that contact {kept} has; if it is they: client_utils merge {kept} {person.id}"
                event = f"{caller.cause}:same_number"
                await self._database.events.add(event, now, "same_number", caller.talk.id, why)
        await self._say("phone_saved", caller, now)

    async def _say(
        self, name: str, caller: Caller, now: datetime.datetime, buttons: tuple[outbox_item.Button, ...] = ()
    ) -> None:
        talk = caller.talk
        offer = await self._database.campaigns.get(talk.campaign)
        here = talk.model_copy(update=routing.moved(talk, address.Channel.TELEGRAM, self._account.id))
        text = words.said(name, talk.language, offer)
        item = service.message(f"{caller.cause}:{name}", caller.who, here, text, self._key, now, buttons=buttons)
        await self._database.outbox.add(item)
