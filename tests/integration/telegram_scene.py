"""Scenes for the Telegram worker: a bot's account, contacts whose chats are open, and answers that wait."""

import asyncio
import collections.abc
import contextlib
import datetime

from services.app_logic.main import AppLogic
from services.cli.sandbox_telegram import Bot, Person, Telegram
from services.core import clock, settings
from services.core.domain import account, address, service
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.domain.outbox_item import Kind, OutboxItem
from services.core.store import database as store
from services.core.store.database import Database
from services.tg_worker.main import TgWorker
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.servers import telegram_bot_api

PATIENCE_S = 90.0


def now() -> datetime.datetime:
    """The machine's time: a worker in a process of its own has no other."""
    return clock.SystemClock().now()


def a_bot_account(**fields: object) -> account.Account:
    """The account `bot`, whose token is in BOT_TOKEN."""
    default = {
        "id": "bot",
        "kind": account.Kind.TELEGRAM_BOT,
        "address": f"@{telegram_bot_api.USERNAME}",
        "secret": account.Secret(from_env="BOT_TOKEN"),
        "since": builders.NOW,
    }
    return account.Account.model_validate({**default, **fields})


@contextlib.asynccontextmanager
async def a_database(uri: str, name: str, configuration: settings.Settings) -> collections.abc.AsyncIterator[Database]:
    """A watched database on the run's server, under the keys of the worker's settings."""
    made = store.on_server(uri, name, configuration.suppression_keys(), CommandWatch().observe)
    try:
        await made.prepare(now())
        await made.accounts.put(a_bot_account())
        await made.campaigns.put(builders.a_campaign(accounts=("bot",)))
        yield made
    finally:
        await made.close()


async def a_chat(database: Database, telegram: Telegram, bot: Bot, number: int) -> tuple[Person, Conversation]:
    """Contact `c<number>` whose chat with the bot is open, and the talk."""
    person = telegram.person(f"Anna {number}")
    person.started.add(bot.id)
    await database.contacts.add(builders.a_contact(number, addresses=(address.telegram(str(person.id)),)))
    talk = builders.a_conversation(
        number, account="bot", channel=address.Channel.TELEGRAM, stage=Stage.ENGAGED, wake_at=NEVER
    )
    await database.conversations.start(talk)
    return person, talk


def an_item(person: Person, talk: Conversation, text: str, **fields: object) -> OutboxItem:
    """An answer to this person that is due."""
    made = service.message(
        f"{talk.id}:{text}", address.telegram(str(person.id)), talk, text, b"k" * 32, now(), kind=Kind.ANSWER
    )
    return made.model_copy(update={"id": f"answer:{talk.id}:{text}", **fields})


@contextlib.asynccontextmanager
async def running(worker: TgWorker | AppLogic) -> collections.abc.AsyncIterator[None]:
    """The worker at work in this process."""
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        yield
        if task.done():
            task.result()
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)


async def until(is_so: collections.abc.Callable[[], collections.abc.Awaitable[bool]]) -> None:
    """Wait for something that becomes true. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while not await is_so():
            await asyncio.sleep(0.02)
