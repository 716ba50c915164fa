"""A person's account on the fake Telegram: the worker, the store, and people to write to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telethon.crypto import AuthKey

from services.core import clock, settings
from services.core.domain import account, address, contact, telegram_policy
from services.core.domain.outbox_item import Kind, OutboxItem
from services.core.store.database import Database
from services.tg_worker.user_session import Session, blank
from services.tg_worker.user_worker import UserWorker
from tests import builders
from tests.builders import NOW, later
from tests.servers.telegram_dc import DataCentre, public_key
from tests.servers.telegram_world import Person

SECRET = "s" * 32
# A push that is lost is made good by the next look, a minute later.
PATIENCE_S = 100.0
FREE = "Good news, no limits are currently applied to your account. You’re free as a bird!"
TEXT = "Добрый день! Вы оставляли заявку на выставке. Удобно, если расскажу здесь?"
SELLER, SELLER_PHONE = "olga", "+79990000001"


def configuration(dc: DataCentre, **fields: Any) -> settings.Settings:
    """The settings of a worker on the fake data centre."""
    default = {
        "secret_key": SECRET,
        "suppression_key": SECRET,
        "telegram_dc": dc.setting,
        "telegram_dc_key": public_key(),
        "lease_s": 5.0,
    }
    return settings.Settings.model_validate({**default, **fields})


def logged_in(dc: DataCentre, person: Person) -> Session:
    """The session of somebody who has logged in before."""
    made = blank("127.0.0.1", dc.port, dc.number)
    made.auth_key = AuthKey(dc.key_of(person))
    return made


class Scene:
    """One seller's account and its world; the clock stands at NOW, on a Monday morning in Moscow."""

    def __init__(self, database: Database, dc: DataCentre) -> None:
        self.database = database
        self.dc = dc
        self.world = dc.world
        self.clock = clock.VirtualClock(NOW)
        self.settings = configuration(dc)
        self.seller = self.world.person(phone=SELLER_PHONE[1:], username="olga_sells", first="Olga")
        self.world.spam_bot(FREE)

    async def prepare(self, age_days: int = 60, **fields: Any) -> None:
        """The account, a campaign that names it, and a conduct of that many days."""
        sealed = self.settings.seal().seal(logged_in(self.dc, self.seller).text())
        default = {
            "id": SELLER,
            "kind": account.Kind.TELEGRAM_USER,
            "address": SELLER_PHONE,
            "secret": account.Secret(sealed=sealed),
            "since": later(days=-age_days),
            "writes_first": True,
        }
        await self.database.accounts.put(account.Account.model_validate({**default, **fields}))
        await self.database.campaigns.put(builders.a_campaign(accounts=(SELLER,)))

    async def a_client(self, number: int = 1, *addresses: str, **fields: Any) -> Person:
        """A person on Telegram who is our contact `c<number>` with a conversation, known by @name unless told otherwise."""
        person = self.world.person(phone=f"7903000{number:04}", username=f"client{number}")
        given = tuple(address.telegram(each) for each in addresses or (f"@client{number}",))
        await self.database.contacts.add(builders.a_contact(number, addresses=given, **fields))
        talk = builders.a_conversation(number, account=SELLER, channel=address.Channel.TELEGRAM)
        await self.database.conversations.start(talk)
        return person

    async def a_touch(self, number: int = 1, text: str = TEXT, **fields: Any) -> OutboxItem:
        """An opening to client `number`, due now."""
        person = await self.contact(number)
        default = {
            "id": f"touch:c{number}.reviews:1:0:0",
            "kind": Kind.TOUCH,
            "conversation": f"c{number}.reviews",
            "contact": f"c{number}",
            "account": SELLER,
            "channel": address.Channel.TELEGRAM,
            "to": person.addresses[0],
            "text": text,
        }
        item = builders.an_item(number, **{**default, **fields})
        await self.database.outbox.add(item)
        return item

    async def an_answer(self, number: int = 1, text: str = "От 9 900 рублей.", **fields: Any) -> OutboxItem:
        """An answer to client `number`, due now."""
        talk = await self.database.conversations.get(f"c{number}.reviews")
        assert talk is not None
        default = {
            "id": f"answer:c{number}",
            "kind": Kind.ANSWER,
            "inbound_seq": talk.inbound_seq,
            "message_id": f"<answer{number}@agent.example>",
            "reference": f"answer{number}",
            "cause": f"answer {number}",
            "to": talk.answer_to,
        }
        return await self.a_touch(number, text, **{**default, **fields})

    async def contact(self, number: int = 1) -> contact.Contact:
        """Contact `c<number>` as it is now."""
        found = await self.database.contacts.get(f"c{number}")
        assert found is not None
        return found

    async def account(self) -> account.Account:
        """The seller's account as it is now."""
        found = await self.database.accounts.get(SELLER)
        assert found is not None
        return found

    async def item(self, item_id: str) -> OutboxItem:
        """An item as it is now."""
        found = await self.database.outbox.get(item_id)
        assert found is not None
        return found

    async def conduct(self) -> telegram_policy.Conduct:
        """What the account did."""
        found = await self.database.accounts.conduct(SELLER)
        assert found is not None
        return found

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[UserWorker]:
        """The worker runs; the account is connected and its box read when the block begins."""
        stop = asyncio.Event()
        made = UserWorker(self.database, self.clock, self.settings, "tester")
        running = asyncio.create_task(made.run(stop))

        async def is_up() -> bool:
            if running.done():
                running.result()
            receiver = made.receivers.get(SELLER)
            is_paused = (await self.account()).state is account.State.PAUSED
            return is_paused or (receiver is not None and receiver.complete_looks > 0)

        try:
            await until(is_up)
            yield made
        finally:
            stop.set()
            await running

    async def settled(self, item_id: str, *states: str) -> OutboxItem:
        """The item once it is in one of these states."""

        async def is_there() -> bool:
            return str((await self.item(item_id)).state) in states

        await until(is_there)
        return await self.item(item_id)


async def until(condition: Callable[[], Awaitable[bool]], patience_s: float = PATIENCE_S) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(patience_s):
        while not await condition():
            await asyncio.sleep(0.02)
