"""The servers that other tests stand on, exercised for real: MongoDB's protocol, Dovecot with Exim."""

import asyncio
import contextlib
import email
import email.policy
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import imapclient
import pymongo
import pytest

from tests.servers import child, mail_servers, mongo_server, ports

ALICE, BOB = "alice@example.test", "bob@example.test"
PASSWORDS = {ALICE: "al:ice s pw", BOB: "bobpw"} | {
    f"{name}@example.test": "pw" for name in ("plus", "later", "locked", "kicked", "direct")
}
ROOT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]


def a_message(to: str, message_id: str = "<1@example.test>", body: str = "Good day.\r\n.\r\n..two\r\n") -> bytes:
    lines = [f"From: {ALICE}", f"To: {to}", "Subject: hello", f"Message-ID: {message_id}", "", body]
    return "\r\n".join(lines).encode()


# MongoDB's wire protocol


@pytest.fixture(scope="module")
def mongo() -> Iterator[mongo_server.MongoServer]:
    with mongo_server.MongoServer() as server:
        yield server


@pytest.fixture
def durable_mongo() -> Iterator[mongo_server.MongoServer]:
    with mongo_server.MongoServer(durable=True) as server:
        yield server


@pytest.mark.needs("mongo")
async def test_what_is_inserted_is_found(mongo: mongo_server.MongoServer) -> None:
    async with pymongo.AsyncMongoClient[Document](mongo.uri, w="majority", journal=True) as client:
        things = client["found"]["things"]
        await things.insert_one({"_id": "one", "n": 1})
        assert await things.find_one({"n": {"$gte": 1}}) == {"_id": "one", "n": 1}


@pytest.mark.needs("mongo")
async def test_a_unique_index_refuses_the_second(mongo: mongo_server.MongoServer) -> None:
    async with pymongo.AsyncMongoClient[Document](mongo.uri) as client:
        things = client["unique"]["things"]
        await things.create_index("key", unique=True)
        await things.insert_one({"key": "a"})
        with pytest.raises(pymongo.errors.DuplicateKeyError):
            await things.insert_one({"key": "a"})


@pytest.mark.needs("mongo")
async def test_one_of_many_claimants_gets_the_document(mongo: mongo_server.MongoServer) -> None:
    async with pymongo.AsyncMongoClient[Document](mongo.uri) as client:
        jobs = client["claims"]["jobs"]
        await jobs.insert_one({"_id": "job", "state": "queued"})
        claim = {"$set": {"state": "leased"}}
        claims = [jobs.find_one_and_update({"state": "queued"}, claim) for _ in range(20)]
        assert sum(found is not None for found in await asyncio.gather(*claims)) == 1


@pytest.mark.needs("mongo")
def test_what_was_acknowledged_survives_a_kill(durable_mongo: mongo_server.MongoServer) -> None:
    with pymongo.MongoClient[Document](durable_mongo.uri) as client:
        things = client["kept"]["things"]
        for number in range(50):
            things.insert_one({"_id": number})
        durable_mongo.kill()
        assert not ports.is_open(durable_mongo.port)
        durable_mongo.restart()
        assert sorted(found["_id"] for found in things.find()) == list(range(50))


# Dovecot and Exim


@pytest.fixture(scope="module")
def mail() -> Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers(PASSWORDS.items()) as servers:
        yield servers


async def submit(mail: mail_servers.MailServers, to: str, raw: bytes, *, implicit_tls: bool = False) -> None:
    client = aiosmtplib.SMTP(
        hostname="localhost",
        port=mail.smtps_port if implicit_tls else mail.smtp_port,
        use_tls=implicit_tls,
        start_tls=not implicit_tls,
        tls_context=mail.client_context(),
        username=ALICE,
        password=mail.password(ALICE),
    )
    async with client:
        await client.sendmail(ALICE, [to], raw)


@pytest.mark.needs("mail")
@pytest.mark.parametrize("implicit_tls", [False, True], ids=["STARTTLS", "TLS"])
async def test_mail_submitted_with_a_login_arrives_as_it_was_sent(
    mail: mail_servers.MailServers, implicit_tls: bool
) -> None:
    address = f"reader{int(implicit_tls)}@example.test"
    mail.add_user(address, "пароль: long")
    raw = a_message(address, body="Строка.\r\n.dot\r\n")
    await submit(mail, address, raw, implicit_tls=implicit_tls)
    [got] = await mail.arrived(address)
    assert got.endswith(raw)


@pytest.mark.needs("mail")
async def test_mail_to_a_plus_address_reaches_the_user(mail: mail_servers.MailServers) -> None:
    await submit(mail, "plus+r7x@example.test", a_message("plus+r7x@example.test"))
    [got] = await mail.arrived("plus@example.test")
    assert b"Delivered-To: plus+r7x@example.test" in got or b"To: plus+r7x@example.test" in got


@pytest.mark.needs("mail")
async def test_mail_to_an_unknown_user_comes_back_as_a_delivery_report(
    mail: mail_servers.MailServers,
) -> None:
    before = len(mail.mailbox(ALICE))
    await submit(mail, "ghost@example.test", a_message("ghost@example.test", "<to-ghost@example.test>"))
    report = email.message_from_bytes((await mail.arrived(ALICE, before + 1))[-1], policy=email.policy.default)
    assert report.get_content_type() == "multipart/report"
    assert report["X-Failed-Recipients"] == "ghost@example.test"
    assert isinstance(report, EmailMessage)
    kinds = [part.get_content_type() for part in report.iter_parts()]
    assert kinds == ["text/plain", "message/delivery-status", "message/rfc822"]
    assert b"<to-ghost@example.test>" in report.as_bytes()


@pytest.mark.needs("mail")
@pytest.mark.parametrize(("local_part", "code"), [("tempfail", 450), ("quota", 452), ("nosuchuser", 550)])
async def test_scripted_addresses_are_refused(mail: mail_servers.MailServers, local_part: str, code: int) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await submit(mail, f"{local_part}@example.test", a_message("x@example.test"))
    assert [each.code for each in refused.value.recipients] == [code]


@pytest.mark.needs("mail")
async def test_nothing_is_accepted_without_a_login(mail: mail_servers.MailServers) -> None:
    client = aiosmtplib.SMTP(
        hostname="localhost", port=mail.smtp_port, start_tls=True, tls_context=mail.client_context()
    )
    async with client:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await client.sendmail(ALICE, [BOB], a_message(BOB))


@pytest.mark.needs("mail")
async def test_login_is_not_offered_before_tls(mail: mail_servers.MailServers) -> None:
    async with aiosmtplib.SMTP(hostname="localhost", port=mail.smtp_port, start_tls=False) as client:
        await client.ehlo()
        assert not client.supports_extension("auth")


@pytest.mark.needs("mail")
async def test_a_client_that_does_not_know_the_authority_refuses(mail: mail_servers.MailServers) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection("localhost", mail.imaps_port, ssl=ssl.create_default_context())


@pytest.mark.needs("mail")
async def test_mail_waits_while_dovecot_is_dead_and_then_arrives(mail: mail_servers.MailServers) -> None:
    mail.kill_dovecot()
    await submit(mail, "later@example.test", a_message("later@example.test"))
    mail.restart_dovecot()
    assert len(await mail.arrived("later@example.test")) == 1


@pytest.mark.needs("mail")
async def test_a_mailbox_can_be_read_at_once_after_its_session_was_killed_while_writing(
    mail: mail_servers.MailServers,
) -> None:
    mail.deliver("locked@example.test", a_message("locked@example.test"))
    mail.kill_dovecot()
    mail.leave_lock("locked@example.test")
    mail.restart_dovecot()
    mail.deliver("locked@example.test", a_message("locked@example.test"))
    assert len(await mail.arrived("locked@example.test", 2, timeout_s=5.0)) == 2


@pytest.mark.needs("mail")
def test_a_kicked_client_is_told_goodbye(mail: mail_servers.MailServers) -> None:
    with imapclient.IMAPClient("localhost", mail.imap_port, ssl=False, timeout=5) as client:
        client.starttls(mail.client_context())
        client.login("kicked@example.test", "pw")
        client.select_folder("INBOX")
        assert mail.kick("kicked@example.test")
        with pytest.raises(imapclient.exceptions.IMAPClientAbortError, match=r"BYE|EOF|closed"):
            client.noop()
        with contextlib.suppress(imapclient.exceptions.IMAPClientError, OSError):
            client.shutdown()
    assert not mail.kick("kicked@example.test")


@pytest.mark.needs("mail")
def test_a_message_can_be_put_into_a_mailbox_directly(mail: mail_servers.MailServers) -> None:
    mail.deliver("direct+tag@example.test", a_message("direct@example.test"), sender=BOB)
    [got] = mail.mailbox("direct@example.test")
    assert got.startswith(f"Return-Path: <{BOB}>".encode())
    assert mail.mailbox("direct@example.test", "Sent") == []


@pytest.mark.needs("mail")
def test_no_server_outlives_its_owner() -> None:
    script = (
        "import sys; from tests.servers import mail_servers\n"
        "servers = mail_servers.MailServers([('a@example.test', 'pw')]).start()\n"
        "print(servers.imap_port, servers.smtp_port, servers.ca_file, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        imap_port, smtp_port, ca_file = owner.stdout.readline().split()
        assert ports.is_open(int(imap_port))
        os.kill(owner.pid, signal.SIGKILL)
    assert child.wait_until(
        lambda: (
            not ports.is_open(int(imap_port))
            and not ports.is_open(int(smtp_port))
            and not os.path.exists(os.path.dirname(ca_file))
        ),
        timeout_s=5,
    )
