"""Logging in by access token: Dovecot's own XOAUTH2, an SMTP server that asks for it, and the whole way from a token
address to a mail handed over."""

import asyncio
import dataclasses
from collections.abc import Iterator

import pytest

from services.core import errors, settings
from services.core.domain import account
from services.core.store.database import Database
from services.mail_worker import client
from services.mail_worker.credentials import Credentials
from tests import builders
from tests.servers import mail_servers, smtp_sink
from tests.servers.token_endpoint import CLIENT_ID, TokenEndpoint

AGENT, TOKEN = "agent@example.test", "ya29.access-token~with/odd+signs=="
RAW = b"From: agent@example.test\r\nTo: c@client.example\r\nMessage-ID: <1@example.test>\r\n\r\nGood day.\r\n"


@pytest.fixture(scope="module")
def servers() -> Iterator[mail_servers.MailServers]:
    # Dovecot's password file is asked for the token, so that no token server is needed.
    with mail_servers.MailServers([(AGENT, TOKEN)]) as running:
        yield running


async def passes() -> bool:
    return True


def over_dovecot(running: mail_servers.MailServers) -> account.Account:
    imap = account.Server(host="localhost", port=running.imaps_port, tls=account.Tls.IMPLICIT)
    return builders.an_account(address=AGENT, username=AGENT, imap=imap, ca_file=str(running.ca_file))


@pytest.mark.needs("mail")
async def test_dovecot_takes_the_access_token(servers: mail_servers.MailServers) -> None:
    servers.deliver(AGENT, RAW)
    box = client.Mailbox(over_dovecot(servers))
    try:
        await asyncio.to_thread(box.connect, client.Credential(TOKEN, is_bearer=True))
        await asyncio.to_thread(box.open_folder, "INBOX")
        assert len(await asyncio.to_thread(box.uids_after, 0)) == 1
    finally:
        box.dispose()


@pytest.mark.needs("mail")
async def test_dovecot_refuses_a_wrong_token_and_the_error_does_not_hold_it(servers: mail_servers.MailServers) -> None:
    box = client.Mailbox(over_dovecot(servers))
    try:
        with pytest.raises(errors.LoginRefused) as refused:
            await asyncio.to_thread(box.connect, client.Credential("kanarejka", is_bearer=True))
        assert "kanarejka" not in f"{refused.value!r} {refused.value.__cause__!r}"
        assert not box.is_open
    finally:
        box.dispose()


def over(sink: smtp_sink.SmtpSink) -> account.Account:
    smtp = account.Server(host="127.0.0.1", port=sink.port, tls=account.Tls.NONE)
    return builders.an_account(address=AGENT, username=AGENT, smtp=smtp)


async def test_a_mail_is_handed_over_by_access_token() -> None:
    async with smtp_sink.SmtpSink(bearers={AGENT: TOKEN}) as sink:
        credential = client.Credential(TOKEN, is_bearer=True)
        receipt = await client.hand_over(over(sink), credential, "c@client.example", RAW, passes, 10)
        assert receipt is not None
        assert [copy.login for copy in sink.copies] == [AGENT]


async def test_a_wrong_access_token_is_a_refused_login() -> None:
    async with smtp_sink.SmtpSink(bearers={AGENT: TOKEN}) as sink:
        credential = client.Credential("kanarejka", is_bearer=True)
        with pytest.raises(errors.LoginRefused) as refused:
            await client.hand_over(over(sink), credential, "c@client.example", RAW, passes, 10)
        assert refused.value.code == 535
        assert "kanarejka" not in f"{refused.value!r} {refused.value.__cause__!r}"
        assert sink.copies == []


async def test_from_the_token_address_to_the_mail(embedded_database: Database) -> None:
    environment = {"REFRESH": "refresh-1"}
    async with TokenEndpoint("refresh-1", access=TOKEN) as endpoint, smtp_sink.SmtpSink(bearers={AGENT: TOKEN}) as sink:
        way = account.OAuth(token_url=endpoint.url, client_id=CLIENT_ID)
        mailbox = over(sink).model_copy(update={"oauth": way, "secret": account.Secret(from_env="REFRESH")})
        credentials = Credentials(settings.Settings(), embedded_database.accounts, environment)
        credential = await credentials.of(mailbox)
        assert await client.hand_over(mailbox, credential, "c@client.example", RAW, passes, 10) is not None
        assert dataclasses.replace(credential, secret="") == client.Credential("", is_bearer=True)
