"""People, a person's account: whom an item goes to as Telegram knows them, found within the account's limits.

Whoever wrote to the account, or was found once, is known by number and hash and never looked for again. Somebody who
was found is noted as the contact's own number, so that what they write is theirs. It sends nothing but the question
to @SpamBot.
"""

import asyncio
import datetime

from services.core import clock, errors, log, outcome
from services.core.domain import address, contact, telegram_policy
from services.core.domain.outbox_item import OutboxItem
from services.core.store.database import Database
from services.tg_worker import user_wire
from services.tg_worker.user_client import Peer, UserClient
from services.tg_worker.user_conduct import Conducts

SPAM_BOT = "SpamBot"
_SPAM_BOT_ANSWERS_S = 10.0
_SPAM_BOT_POLL_S = 0.5


class People:
    """Finds people for all accounts of this process."""

    def __init__(self, database: Database, now: clock.Clock, conducts: Conducts) -> None:
        self._database = database
        self._clock = now
        self._conducts = conducts
        self._log = log.get("tg_worker")

    async def find(self, item: OutboxItem, client: UserClient) -> Peer | outcome.Snooze | outcome.Drop:
        """The person, or until when to wait with looking, or why nobody is to be found. Raises as the client does."""
        person = await self._database.contacts.get(item.contact) if item.contact else None
        known = [item.to, *(person.addresses if person else ())]
        known = [each for each in known if each.channel is address.Channel.TELEGRAM]
        for each in known:
            kept = await self._database.accounts.peer(item.account, int(each.base)) if each.is_chat else None
            if kept is not None:
                return Peer(int(each.base), kept)
        for each in known:
            if not each.is_chat:
                return await self._look_up(item, each, person, client)
        return outcome.Drop("has never written to this account, and there is no name and no number to look for")

    async def _look_up(
        self, item: OutboxItem, where: address.Address, person: contact.Contact | None, client: UserClient
    ) -> Peer | outcome.Snooze | outcome.Drop:
        way = "phone" if where.base.startswith("+") else "username"
        now = self._clock.now()
        conduct = await self._conducts.change(item.account, lambda known: known)
        held = telegram_policy.may_look_up(conduct, now, way) if conduct is not None else None
        if held is not None:
            return outcome.Snooze(held.until, held.why)
        if way == "phone":
            found = await client.by_phone(where.base, person.name if person else "")
        else:
            found = await client.by_username(where.base)
        is_believed = True

        def change(known: telegram_policy.Conduct) -> telegram_policy.Conduct:
            nonlocal is_believed
            made, is_believed = telegram_policy.after_look_up(known, now, way, was_found=found is not None)
            return made

        await self._conducts.change(item.account, change)
        if found is not None:
            await self._database.accounts.keep_peers(item.account, {found.id: found.access_hash})
            await self._note(person, found, item.conversation)
            return found
        if not is_believed:
            return outcome.Snooze(now + datetime.timedelta(days=1), "Telegram finds nobody any more: not believed")
        return outcome.Drop(f"nobody is found under this {'number' if way == 'phone' else 'name'}")

    async def _note(self, person: contact.Contact | None, found: Peer, talk_id: str) -> None:
        """The number is the contact's from now on, unless it is somebody else's already: then a person has to look."""
        number = address.telegram(str(found.id))
        if person is None or any(each.key == number.key for each in person.addresses):
            return
        try:
            await self._database.contacts.save(person.model_copy(update={"addresses": (*person.addresses, number)}))
        except errors.Duplicate:
            now = self._clock.now()
            other = await self._database.contacts.by_address(number)
            kept = other.id if other else "?"
            why = f"the same person on Telegram as contact {kept}: client_utils merge {kept} {person.id}"
            await self._database.events.add(f"{person.id}:same_person:{found.id}", now, "same_person", talk_id, why)
            self._log.warning("same_person", contact=person.id)

    async def asked_spam_bot(self, client: UserClient, account_id: str) -> str:
        """What @SpamBot says about the account, "" where it says nothing. Raises as the client does."""
        robot = await client.by_username(SPAM_BOT)
        if robot is None:
            return ""
        before = max((each.id for each in await client.latest(robot, limit=1)), default=0)
        moment = self._clock.now()
        await client.send(robot, "/start", user_wire.random_id(f"{account_id}:spambot:{moment.isoformat()}"))
        for _ in range(int(_SPAM_BOT_ANSWERS_S / _SPAM_BOT_POLL_S)):
            said = [each.message for each in await client.latest(robot, above=before) if not each.out]
            if said:
                return str(said[-1])
            await asyncio.sleep(_SPAM_BOT_POLL_S)
        return ""
