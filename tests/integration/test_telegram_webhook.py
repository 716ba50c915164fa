"""A webhook instead of polling: Telegram delivers to the console, and the worker files and answers all the same."""

import asyncio
import contextlib
import os
import socket

import pytest
import uvicorn

from services.console import app
from services.core import clock
from services.core.domain import address, token
from services.core.domain.update import State
from services.core.store import database as store
from services.tg_worker.client import Bot
from services.tg_worker.main import TgWorker
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.integration import telegram_scene as scenes
from tests.servers import telegram_bot_api

pytestmark = pytest.mark.timeout(120)


async def test_updates_of_a_webhook_are_filed_and_answered(command_watch: CommandWatch) -> None:
    os.environ["BOT_TOKEN"] = telegram_bot_api.TOKEN
    made = store.embedded((("key1", b"s" * 32),), command_watch.observe)
    async with telegram_bot_api.opened() as (telegram, bot):
        configuration = telegram_bot_api.some_settings(telegram)
        await made.prepare(builders.NOW)
        await made.accounts.put(scenes.a_bot_account())
        await made.campaigns.put(builders.a_campaign(accounts=("bot",)))
        key = configuration.signing_key()
        pages = app.make_app(made, clock.SystemClock(), key, bot_id=lambda _: str(bot.id))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            server = uvicorn.Server(uvicorn.Config(pages, lifespan="off", log_config=None))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            client = Bot(telegram_bot_api.TOKEN, telegram.url)
            secret = token.mac(key, token.WEBHOOK, "bot")
            await client.set_webhook(f"http://127.0.0.1:{port}/telegram/bot", secret)
            person = telegram.person("Anna")
            worker = TgWorker(made, clock.SystemClock(), configuration, poll_s=1.0, answer_s=2.0)
            async with scenes.running(worker):
                for _ in range(5):
                    person.says(bot, "/help")

                async def is_answered() -> bool:
                    return len(person.chat) == 5

                await scenes.until(is_answered)
            await client.set_webhook("", "")
            assert bot.webhook == ""
            await client.close()
            server.should_exit = True
            with contextlib.suppress(asyncio.CancelledError):
                await serving
        assert telegram.is_read(bot)
        assert len(await made.inbox.in_state(State.FILED)) == 5
        assert await made.contacts.by_address(address.telegram(str(person.id))) is not None
        await made.close()
