"""An account with a DKIM key: what leaves is signed, and a second attempt sends the same bytes."""

import dkim
import pytest

from services.core import clock, outcome, settings
from services.core.domain import account, outbox_item
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from services.mail_worker.clearance import Clearance
from services.mail_worker.credentials import Credentials
from services.mail_worker.send import Mailer
from services.mail_worker.sent_folder import SentFolder
from tests import builders
from tests.servers import smtp_sink
from tests.unit.mail_worker import test_signing


async def a_due_answer(database: Database, port: int) -> None:
    signed = account.Dkim(selector="s1", secret=account.Secret(from_env="DKIM_KEY"))
    smtp = account.Server(host="127.0.0.1", port=port, tls=account.Tls.NONE)
    await database.accounts.put(builders.an_account(smtp=smtp, dkim=signed, sent_copy=account.SentCopy.NONE))
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED))
    await database.outbox.add(builders.an_item(kind=outbox_item.Kind.ANSWER, date=builders.later(days=-2000)))


def a_mailer(database: Database) -> Mailer:
    chosen = settings.load({"SECRET_KEY": "k" * 32, "PUBLIC_URL": "https://agent.example"})
    credentials = Credentials(chosen, database.accounts)
    clearance = Clearance(database, lambda account_id: None)
    time = clock.VirtualClock(builders.NOW)
    return Mailer(database, time, chosen, "tester", clearance, SentFolder(credentials), credentials)


async def test_what_leaves_is_signed_and_the_same_when_sent_again(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DKIM_KEY", test_signing.pem(test_signing.a_key()))
    monkeypatch.setenv("MAIL_PASSWORD", "pw")
    async with smtp_sink.SmtpSink() as sink:
        await a_due_answer(embedded_database, sink.port)
        item = await a_mailer(embedded_database).claim()
        assert item is not None
        mailer = a_mailer(embedded_database)
        first = await mailer._bytes(item, await an_account(embedded_database))
        second = await a_mailer(embedded_database)._bytes(item, await an_account(embedded_database))
        assert first == second
        assert isinstance(await mailer.do(item), outcome.Done)
        (copy,) = sink.copies
        assert copy.raw.replace(b"\r\n", b"\n").strip() == first.replace(b"\r\n", b"\n").strip()
        assert dkim.verify(copy.raw, dnsfunc=test_signing.dns)
        assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in copy.raw


async def an_account(database: Database) -> account.Account:
    found = await database.accounts.get("main")
    assert found is not None
    return found


async def test_a_key_that_cannot_be_used_pauses_the_account_and_nothing_leaves(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DKIM_KEY", "kanarejka")
    monkeypatch.setenv("MAIL_PASSWORD", "pw")
    async with smtp_sink.SmtpSink() as sink:
        await a_due_answer(embedded_database, sink.port)
        mailer = a_mailer(embedded_database)
        item = await mailer.claim()
        assert item is not None
        assert isinstance(await mailer.do(item), outcome.Snooze)
        assert sink.copies == []
    paused = await an_account(embedded_database)
    assert paused.state is account.State.PAUSED
    assert "DKIM key" in paused.why
    assert "kanarejka" not in paused.why
