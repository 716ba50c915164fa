"""The webhook of Telegram bots: stored before it is confirmed, and nothing learned without the secret."""

import collections.abc
import contextlib
import json

import httpx
import pytest

from services.console import app, telegram
from services.core import clock, errors
from services.core.domain import account, token
from services.core.store import database as store
from services.core.store.database import Database
from services.core.store.engine import Command
from tests import builders
from tests.integration import telegram_scene

KEY, OLD = b"k" * 32, b"o" * 32
UPDATE = {"update_id": 77, "message": {"text": "Сколько стоит? $where"}}


def secret(key: bytes = KEY, account_id: str = "bot") -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": token.mac(key, token.WEBHOOK, account_id)}


@contextlib.asynccontextmanager
async def calling(database: Database) -> collections.abc.AsyncIterator[httpx.AsyncClient]:
    made = app.make_app(database, clock.VirtualClock(builders.NOW), (KEY, OLD), bot_id=lambda _: "5")
    transport = httpx.ASGITransport(made, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://agent.example") as client:
        yield client


@pytest.mark.parametrize("key", [KEY, OLD])
async def test_an_update_is_stored_once_under_the_key_that_polling_gives_it(
    embedded_database: Database, key: bytes
) -> None:
    await embedded_database.accounts.put(telegram_scene.a_bot_account())
    async with calling(embedded_database) as client:
        for _ in range(2):
            assert (await client.post("/telegram/bot", json=UPDATE, headers=secret(key))).status_code == 200
    (waiting,) = await embedded_database.inbox.waiting("bot")
    assert (waiting.id, waiting.number, json.loads(waiting.raw)) == ("bot:5:77", 77, UPDATE)


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/telegram/bot", {}, b"{}", 403),
        ("/telegram/bot", {"X-Telegram-Bot-Api-Secret-Token": "\xff" * 24}, b"{}", 403),
        ("/telegram/bot", secret(account_id="main"), b"{}", 403),
        ("/telegram/nobody", secret(), b"{}", 403),
        ("/telegram/nobody", secret(account_id="nobody"), b'{"update_id": 1}', 404),
        ("/telegram/main", secret(account_id="main"), b'{"update_id": 1}', 404),
        ("/telegram/bot", secret(), b"", 400),
        ("/telegram/bot", secret(), b"[[[", 400),
        ("/telegram/bot", secret(), b'{"update_id": "1"}', 400),
        ("/telegram/bot", secret(), b"x" * (telegram.MOST_BODY_BYTES + 1), 413),
    ],
)
async def test_nothing_else_is_stored(
    embedded_database: Database, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    await embedded_database.accounts.put(telegram_scene.a_bot_account())
    await embedded_database.accounts.put(builders.an_account())
    given = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    async with calling(embedded_database) as client:
        assert (await client.post(path, content=body, headers=given)).status_code == status
    assert await embedded_database.inbox.waiting("bot") == []


async def test_an_update_is_not_confirmed_when_it_cannot_be_stored() -> None:
    def away(command: Command) -> None:
        if command.collection == "inbox":
            raise errors.StoreUnavailable

    made = store.embedded(builders.SUPPRESSION_KEYS, away)
    await made.accounts.put(telegram_scene.a_bot_account(kind=account.Kind.TELEGRAM_BOT))
    async with calling(made) as client:
        assert (await client.post("/telegram/bot", json=UPDATE, headers=secret())).status_code == 503
    await made.close()
