"""Wrong passwords and certificates on real servers: one attempt, a clear reason, no password in wrong hands."""

import asyncio
import collections.abc
from pathlib import Path
from typing import Any

import pytest

from services.core.domain import account, outbox_item
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from services.mail_worker.main import MailWorker
from tests import builders
from tests.integration import mail_scene
from tests.integration.mail_scene import AGENT
from tests.servers import certificates, mail_servers

pytestmark = [pytest.mark.needs("mail"), pytest.mark.timeout(90)]
WRONG = {"MAIL_PASSWORD": "wrong"}


@pytest.fixture
def mail() -> collections.abc.Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers([(AGENT, "right")]) as servers:
        yield servers


async def the_account(database: Database) -> account.Account:
    found = await database.accounts.get("main")
    assert found is not None
    return found


async def is_paused(database: Database) -> bool:
    return (await the_account(database)).state is account.State.PAUSED


async def kinds(database: Database) -> list[str]:
    return [each["kind"] for each in await database.events.since(builders.NOW)]


async def an_answer(database: Database) -> None:
    await database.outbox.add(builders.an_item(id="answer:1", kind=outbox_item.Kind.ANSWER))


async def refused_imap_logins(mail: mail_servers.MailServers) -> int:
    """How many there were; Dovecot writes each down only when its connection has ended."""

    async def is_written() -> bool:
        return "auth failed" in mail.log("dovecot")

    await mail_scene.until(is_written)
    return mail.log("dovecot").count("auth failed, 1 attempts")


@pytest.mark.parametrize("tls", [account.Tls.IMPLICIT, account.Tls.STARTTLS])
async def test_a_wrong_password_is_one_imap_login_and_a_paused_account(
    mail: mail_servers.MailServers, embedded_database: Database, tls: account.Tls
) -> None:
    port = mail.imaps_port if tls is account.Tls.IMPLICIT else mail.imap_port
    imap = account.Server(host="localhost", port=port, tls=tls)
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail, imap=imap))
    receiver = mail_scene.Rig(embedded_database, WRONG).receiver()
    async with mail_scene.running(receiver):
        await mail_scene.until(lambda: is_paused(embedded_database))
        await asyncio.sleep(3)  # longer than its pauses
    assert await refused_imap_logins(mail) == 1
    assert "auth failed, 2" not in mail.log("dovecot")
    assert "IMAP login refused" in (await the_account(embedded_database)).why
    assert await kinds(embedded_database) == ["account_paused"]


async def test_a_wrong_password_is_one_smtp_login_and_the_mail_waits(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    await an_answer(embedded_database)
    rig = mail_scene.Rig(embedded_database, WRONG)
    assert await rig.send_next() == State.QUEUED
    rig.clock.move_to(builders.later(hours=2))
    assert await rig.mailer.claim() is None
    assert mail.log("exim").count("authenticator failed") == 1
    assert "SMTP login refused" in (await the_account(embedded_database)).why
    # The operator puts the password right and resumes: the mail goes.
    await embedded_database.accounts.mark("main", {"state": account.State.ACTIVE, "why": ""})
    right = mail_scene.Rig(embedded_database)
    right.clock.move_to(builders.later(hours=2))
    assert await right.send_next() == State.SENT
    await right.copies.close()


async def test_the_whole_worker_tries_a_wrong_password_once_by_each_protocol_at_most(
    mail: mail_servers.MailServers, embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    await an_answer(embedded_database)
    rig = mail_scene.Rig(embedded_database)
    worker, stop = MailWorker(embedded_database, rig.clock, rig.settings), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await mail_scene.until(lambda: is_paused(embedded_database))
    await asyncio.sleep(4)
    stop.set()
    await asyncio.wait_for(running, 20)
    by_imap = mail.log("dovecot").count("auth failed, 1 attempts")
    by_smtp = mail.log("exim").count("authenticator failed")
    assert by_imap <= 1
    assert by_smtp <= 1
    assert by_imap + by_smtp >= 1


async def is_told(database: Database) -> bool:
    return "cannot be read" in (await the_account(database)).why


async def assert_refused_by_us(database: Database, mail: mail_servers.MailServers, rig: mail_scene.Rig) -> None:
    """Nothing was said to the wrong server, and the operator sees why; the account is not paused."""
    await mail_scene.until(lambda: is_told(database))
    assert await rig.send_next() == State.QUEUED
    told = await the_account(database)
    assert told.state is account.State.ACTIVE
    assert "certificate is not trusted" in told.why
    assert await kinds(database) == ["mailbox_unreachable"]
    item = await database.outbox.get("answer:1")
    assert item is not None
    assert "certificate is not trusted" in item.why
    assert "auth failed" not in mail.log("dovecot")
    assert "Login: user" not in mail.log("dovecot")
    assert "authenticator" not in mail.log("exim")


def by(mail: mail_servers.MailServers, tls: account.Tls) -> dict[str, Any]:
    is_implicit = tls is account.Tls.IMPLICIT
    imap, smtp = (mail.imaps_port, mail.smtps_port) if is_implicit else (mail.imap_port, mail.smtp_port)
    return {
        "imap": account.Server(host="localhost", port=imap, tls=tls),
        "smtp": account.Server(host="localhost", port=smtp, tls=tls),
    }


@pytest.mark.parametrize("tls", [account.Tls.IMPLICIT, account.Tls.STARTTLS])
async def test_an_unknown_authority_is_said_and_when_it_is_put_right_reading_goes_on(
    mail: mail_servers.MailServers, embedded_database: Database, tmp_path: Path, tls: account.Tls
) -> None:
    stranger = str(certificates.Certificates(tmp_path).ca_file)
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail, ca_file=stranger, **by(mail, tls)))
    await an_answer(embedded_database)
    rig = mail_scene.Rig(embedded_database)
    receiver = rig.receiver()
    async with mail_scene.running(receiver):
        await assert_refused_by_us(embedded_database, mail, rig)
        await embedded_database.accounts.put(mail_scene.an_account(mail, **by(mail, tls)))
        await mail_scene.looked(receiver, 40)
    assert (await the_account(embedded_database)).why == ""


@pytest.mark.parametrize("tls", [account.Tls.IMPLICIT, account.Tls.STARTTLS])
async def test_a_certificate_with_another_name_is_said(embedded_database: Database, tls: account.Tls) -> None:
    with mail_servers.MailServers([(AGENT, "right")], name="mx.elsewhere.example") as mail:
        await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail, **by(mail, tls)))
        await an_answer(embedded_database)
        rig = mail_scene.Rig(embedded_database)
        async with mail_scene.running(rig.receiver()):
            await assert_refused_by_us(embedded_database, mail, rig)


async def test_copies_into_sent_with_a_wrong_password_are_one_login(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    mailbox = mail_scene.an_account(mail, sent_copy="append")
    await mail_scene.a_known_contact(embedded_database, mailbox)
    rig = mail_scene.Rig(embedded_database, WRONG)
    for number in range(4):
        rig.copies.keep(mailbox, b"Subject: x\r\n\r\nx", f"<{number}@agent.example>")
    await rig.copies.close()
    rig.copies.keep(mailbox, b"Subject: x\r\n\r\nx", "<5@agent.example>")
    await rig.copies.close()
    assert await refused_imap_logins(mail) == 1
