"""Bots from the command line: asked who they are, the token sealed and never shown, a link for one contact."""

import collections.abc
import pathlib

import pytest

from services.cli import bots, doctor
from services.cli.sandbox_telegram import Telegram
from services.core import errors, settings
from services.core.domain import account, token
from services.core.store.database import Database
from tests import builders
from tests.integration import telegram_scene
from tests.servers import telegram_bot_api
from tests.unit.cli.desk import Operator, at_work, documents
from tests.unit.cli.test_accounts import typed

TOKEN = telegram_bot_api.TOKEN
BOT = f"@{telegram_bot_api.USERNAME}"


@pytest.fixture
async def telegram(monkeypatch: pytest.MonkeyPatch) -> collections.abc.AsyncIterator[Telegram]:
    """Telegram with our bot, and the settings that lead there."""
    async with telegram_bot_api.opened() as (running, _):
        monkeypatch.setenv("TELEGRAM_BOT_API", running.url)
        monkeypatch.setenv("SECRET_KEY", "k" * 32)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        yield running


async def test_a_bot_is_added_under_the_name_that_telegram_knows_and_its_token_is_sealed(
    embedded_database: Database, telegram: Telegram
) -> None:
    told = await typed(embedded_database, "accounts add-bot bot", TOKEN)
    added = await embedded_database.accounts.get("bot")
    assert added is not None
    assert (added.kind, added.address, added.channel) == (account.Kind.TELEGRAM_BOT, BOT, "telegram")
    assert settings.load().reveal(added.secret) == TOKEN
    assert TOKEN not in told.shown + documents(embedded_database)


async def test_a_token_may_stay_in_its_variable(embedded_database: Database, telegram: Telegram) -> None:
    told = await Operator(embedded_database).asks_system("accounts add-bot bot --token-env BOT_TOKEN --json")
    assert (told.code, told.json["address"]) == (0, BOT)
    listed = (await Operator(embedded_database).asks_system("accounts list --json")).json
    assert [(each["kind"], each["smtp"], each["secret"]) for each in listed] == [
        ("telegram_bot", None, {"from_env": "BOT_TOKEN"})
    ]


async def test_a_token_that_telegram_refuses_is_not_kept(embedded_database: Database, telegram: Telegram) -> None:
    with pytest.raises(errors.BadInput, match="refused") as caught:
        await typed(embedded_database, "accounts add-bot bot", "1000001:wrong-token")
    assert "wrong-token" not in str(caught.value)
    assert await embedded_database.accounts.all() == []


async def test_the_doctor_asks_telegram_and_sees_another_bots_token(
    embedded_database: Database, telegram: Telegram
) -> None:
    mine = telegram_scene.a_bot_account()
    found = await doctor.mailbox_checks(mine, settings.load(), embedded_database)
    assert [(each.verdict, each.detail) for each in found] == [(doctor.Verdict.OK, f"answers as {BOT}")]
    other = mine.model_copy(update={"address": "@other_bot"})
    (wrong,) = await doctor.mailbox_checks(other, settings.load(), embedded_database)
    assert (wrong.verdict, TOKEN in wrong.detail) == (doctor.Verdict.FAIL, False)
    await telegram.stop()
    (away,) = await doctor.mailbox_checks(mine, settings.load(), embedded_database)
    assert away.verdict is doctor.Verdict.FAIL


async def test_a_link_is_of_the_contact_it_was_made_for(embedded_database: Database, telegram: Telegram) -> None:
    operator = await at_work(embedded_database, accounts=("main", "bot"))
    await embedded_database.accounts.put(telegram_scene.a_bot_account())
    await embedded_database.contacts.add(builders.a_contact())
    await embedded_database.conversations.start(builders.a_conversation())
    told = await operator.types("link c1@client.example --json")
    link = told.json["links"]["bot"]
    assert link.startswith(f"https://t.me/{telegram_bot_api.USERNAME}?start=")
    assert token.started_by(b"k" * 32, link.partition("=")[2]) == "c1"


async def test_without_a_bot_there_is_no_link(embedded_database: Database, telegram: Telegram) -> None:
    operator = await at_work(embedded_database)
    await operator.types("add --name Anna --email anna@client.example")
    assert (await operator.types("link anna@client.example")).code == 3


async def test_a_webhook_is_set_with_a_secret_and_ended(
    embedded_database: Database, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    await embedded_database.accounts.put(telegram_scene.a_bot_account())
    operator = Operator(embedded_database)
    assert (await operator.asks_system("accounts webhook bot")).code != 0
    monkeypatch.setenv("PUBLIC_URL", "https://agent.example")
    told = await operator.asks_system("accounts webhook bot --json")
    assert told.json["webhook"] == "https://agent.example/telegram/bot"
    bot = telegram.bots[TOKEN]
    assert bot.webhook_secret == token.mac(b"k" * 32, token.WEBHOOK, "bot")
    assert (await operator.asks_system("accounts webhook bot --off")).code == 0
    assert bot.webhook == ""
    assert (await operator.asks_system("accounts webhook main")).code == 3


async def test_the_doctor_says_whether_voice_notes_are_heard(tmp_path: pathlib.Path) -> None:
    unset = await bots.voice_check(settings.Settings())
    assert (unset.verdict, "asked to write" in unset.detail) == (doctor.Verdict.OK, True)
    empty = await bots.voice_check(settings.Settings(voice_model=str(tmp_path)))
    assert (empty.verdict, "no model.bin" in empty.detail) == (doctor.Verdict.WARN, True)
    (tmp_path / "model.bin").write_bytes(b"no model")
    broken = await bots.voice_check(settings.Settings(voice_model=str(tmp_path)))
    assert broken.verdict is doctor.Verdict.WARN
