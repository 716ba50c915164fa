"""A canary in place of every secret of an account: it is in no log line and in nothing that is stored."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import structlog

from services.core import clock, settings
from services.core.domain import account, outbox_item
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from services.mail_worker.main import MailWorker
from tests import builders
from tests.servers import smtp_sink
from tests.servers.token_endpoint import CLIENT_ID, TokenEndpoint
from tests.unit.cli.desk import documents

CANARY = "kanarejka"


@pytest.fixture
async def endpoint() -> AsyncIterator[TokenEndpoint]:
    async with TokenEndpoint(f"{CANARY}-refresh", access=f"{CANARY}-access", rotates=True) as running:
        yield running


async def until_paused(database: Database) -> account.Account:
    while True:
        found = await database.accounts.get("main")
        if found is not None and found.state is account.State.PAUSED:
            return found
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("by_token", [False, True])
async def test_a_refused_login_leaves_no_secret_behind(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch, endpoint: TokenEndpoint, by_token: bool
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", f"{CANARY}-refresh" if by_token else f"{CANARY}-password")
    way = account.OAuth(token_url=endpoint.url, client_id=CLIENT_ID) if by_token else None
    chosen = settings.load({"SECRET_KEY": f"{CANARY}-{'k' * 32}", "LEASE_S": "2", "LOG_LEVEL": "DEBUG"})
    async with smtp_sink.SmtpSink(accounts={"x": "y"}, bearers={"x": "y"}) as sink:
        smtp = account.Server(host="127.0.0.1", port=sink.port, tls=account.Tls.NONE)
        nobody = account.Server(host="127.0.0.1", port=9, tls=account.Tls.NONE)
        await embedded_database.accounts.put(builders.an_account(smtp=smtp, imap=nobody, oauth=way))
        await embedded_database.campaigns.put(builders.a_campaign())
        await embedded_database.contacts.add(builders.a_contact())
        await embedded_database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED))
        await embedded_database.outbox.add(builders.an_item(kind=outbox_item.Kind.ANSWER))
        stop = asyncio.Event()
        with structlog.testing.capture_logs() as lines:
            worker = MailWorker(embedded_database, clock.VirtualClock(builders.NOW), chosen)
            working = asyncio.create_task(worker.run(stop))
            paused = await asyncio.wait_for(until_paused(embedded_database), 20)
            stop.set()
            await asyncio.wait_for(working, 20)
    assert "SMTP login refused" in paused.why
    assert any(line["event"] == "account_paused" for line in lines)
    assert CANARY not in f"{lines!r} {documents(embedded_database)}"
    assert bool(await embedded_database.accounts.kept_token("main")) is by_token
