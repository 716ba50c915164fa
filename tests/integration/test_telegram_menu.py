"""The bot's menu on the stand-in for the Bot API: set at the start, in each language, and only where it differs."""

import collections.abc

import pytest

from services.cli.sandbox_telegram import Bot, Telegram
from services.core import clock
from services.core.store.database import Database
from services.tg_worker import menu, words
from services.tg_worker.main import TgWorker
from tests import builders
from tests.integration import telegram_scene as scenes
from tests.servers import telegram_bot_api

pytestmark = pytest.mark.timeout(180)
OURS = {language: words.menu(language or "en") for language in menu.LANGUAGES}


@pytest.fixture
async def world() -> collections.abc.AsyncIterator[tuple[Telegram, Bot]]:
    async with telegram_bot_api.opened() as opened:
        yield opened


def shown(bot: Bot) -> dict[str, tuple[tuple[str, str], ...]]:
    """The menus that the bot's people see, by language."""
    return {
        language: tuple((each["command"], each["description"]) for each in commands)
        for language, commands in bot.commands.items()
    }


async def starts(database: Database, telegram: Telegram, is_done: str) -> list[str]:
    """A worker that starts, works until this method was called as often as it should be, and ends; what was asked."""
    telegram.calls.clear()
    wanted = len(menu.LANGUAGES)
    settings = telegram_bot_api.some_settings(telegram, lease_s=2.0)
    worker = TgWorker(database, clock.SystemClock(), settings, poll_s=2.0, answer_s=2.0)

    async def are_asked() -> bool:
        return sum(method == is_done for method, _ in telegram.calls) >= wanted

    async with scenes.running(worker):
        await scenes.until(are_asked)
    return [method for method, _ in telegram.calls]


@pytest.fixture
async def database(embedded_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("BOT_TOKEN", telegram_bot_api.TOKEN)
    await embedded_database.accounts.put(scenes.a_bot_account())
    return embedded_database


async def test_the_menu_is_there_in_every_language_and_for_everybody_else(
    world: tuple[Telegram, Bot], database: Database
) -> None:
    telegram, bot = world
    await starts(database, telegram, "setMyCommands")
    assert shown(bot) == OURS
    assert shown(bot)[""] == words.menu("en")
    assert {command for command, _ in words.menu("ru")} == {command for command, _ in words.menu("en")}


async def test_a_menu_that_is_right_is_left_alone(world: tuple[Telegram, Bot], database: Database) -> None:
    telegram, _ = world
    await starts(database, telegram, "setMyCommands")
    assert "setMyCommands" not in await starts(database, telegram, "getMyCommands")


async def test_only_the_language_that_differs_is_set(world: tuple[Telegram, Bot], database: Database) -> None:
    telegram, bot = world
    await starts(database, telegram, "setMyCommands")
    bot.commands["ru"] = [{"command": "help", "description": "старое"}]
    asked = await starts(database, telegram, "getMyCommands")
    assert asked.count("setMyCommands") == 1
    assert shown(bot) == OURS


async def test_a_menu_that_telegram_does_not_take_holds_up_nothing(
    world: tuple[Telegram, Bot], database: Database
) -> None:
    telegram, bot = world
    telegram.fails("getMyCommands", times=99, code=429, words="Too Many Requests: retry after 30", retry_after=30)
    boris = telegram.person("Борис")
    settings = telegram_bot_api.some_settings(telegram, lease_s=2.0)
    await database.campaigns.put(builders.a_campaign(accounts=("bot",)))
    async with scenes.running(TgWorker(database, clock.SystemClock(), settings, poll_s=2.0, answer_s=2.0)):
        boris.says(bot, "/help")

        async def is_helped() -> bool:
            return any("/stop" in each.text for each in boris.chat)

        await scenes.until(is_helped)
    assert bot.commands == {}
