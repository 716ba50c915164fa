"""Accounts against real servers: `accounts add` logs in before it saves, `accounts test --plus` sends and finds."""

from collections.abc import Iterator

import pytest

from services.core import settings
from services.core.domain import account
from services.core.store.database import Database
from services.mail_worker import client, plus
from tests import builders
from tests.servers import mail_servers, smtp_sink
from tests.unit.cli.desk import Operator
from tests.unit.cli.test_accounts import typed

AGENT, PASSWORD = "agent@example.test", "kanarejka pw"

pytestmark = pytest.mark.needs("mail")


@pytest.fixture(scope="module")
def servers() -> Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers([(AGENT, PASSWORD)]) as running:
        yield running


def add(servers: mail_servers.MailServers) -> str:
    where = f"--smtp localhost:{servers.smtp_port} --imap localhost:{servers.imaps_port} --ca-file {servers.ca_file}"
    return f"accounts add real {AGENT} {where}"


async def test_an_account_whose_logins_work_is_saved_sealed(
    servers: mail_servers.MailServers, embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    told = await typed(embedded_database, add(servers), PASSWORD)
    assert "Both logins work" in told.shown
    stored = await embedded_database.accounts.get("real")
    assert stored is not None
    assert settings.load().reveal(stored.secret) == PASSWORD
    assert (await Operator(embedded_database).asks_system("accounts test real")).code == 0


async def test_a_wrong_password_is_not_saved_and_not_repeated(
    servers: mail_servers.MailServers, embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_PASSWORD", "kanarejka-wrong")
    told = await Operator(embedded_database).asks_system(f"{add(servers)} --password-env OPS_PASSWORD")
    assert told.code == 1
    assert "not saved" in told.text
    assert "kanarejka" not in told.text
    assert await embedded_database.accounts.all() == []


async def test_plus_addressing_is_tried_with_a_mail_to_ourselves(
    servers: mail_servers.MailServers, embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_PASSWORD", PASSWORD)
    operator = Operator(embedded_database)
    assert (await operator.asks_system(f"{add(servers)} --password-env OPS_PASSWORD")).code == 0
    before = len(servers.mailbox(AGENT))
    assert (await operator.asks_system("accounts test real")).code == 0
    assert len(servers.mailbox(AGENT)) == before
    told = await operator.asks_system("accounts test real --plus --json")
    found = {each["name"]: each["verdict"] for each in told.json["checks"]}
    assert (told.code, found["account real: plus addressing"]) == (0, "ok")
    assert b"X-Sales-Agent-Probe: probe" in servers.mailbox(AGENT)[-1]


async def test_a_mail_that_does_not_come_back_means_that_it_does_not_work(servers: mail_servers.MailServers) -> None:
    imap = account.Server(host="localhost", port=servers.imaps_port, tls=account.Tls.IMPLICIT)
    async with smtp_sink.SmtpSink() as sink:
        smtp = account.Server(host="127.0.0.1", port=sink.port, tls=account.Tls.NONE)
        mailbox = builders.an_account(address=AGENT, username=AGENT, smtp=smtp, imap=imap, ca_file=str(servers.ca_file))
        credential = client.Credential(PASSWORD)
        assert not await plus.arrives(mailbox, credential, wait_s=0.2)
        sink.once(smtp_sink.Plan(rcpt="550 5.1.1 no such user"))
        assert not await plus.arrives(mailbox, credential, wait_s=5)
        assert len(sink.copies) == 1
