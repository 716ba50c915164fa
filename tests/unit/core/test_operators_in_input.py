"""Words that are operators of a database elsewhere are words here, whoever gives them: a mail, an operator, a visitor.

The watch over commands fails the test that lets one through.
"""

import httpx
import pytest

from services.console import app
from services.core import clock
from services.core.domain import token
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from services.mail_worker import filing, wire
from tests import builders
from tests.unit.cli.desk import at_work, documents

EVIL = (
    '{"$ne": null}',
    "{'$gt': ''}",
    "$where",
    "[$regex]=.*",
    "c1'; return true; //",
    "$in",
    "a.$[].b",
    "c1\u0000",
    '{"$expr": 1}',
)


async def one_contact(database: Database) -> None:
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED))
    await database.outbox.add(builders.an_item(state="sent"))


def quoted(evil: str) -> str:
    return "'" + evil.replace("'", "'\"'\"'") + "'"


@pytest.mark.parametrize("evil", EVIL)
async def test_an_operator_in_a_command_finds_nobody_and_changes_nothing(
    embedded_database: Database, evil: str
) -> None:
    operator = await at_work(embedded_database)
    await one_contact(embedded_database)
    before = documents(embedded_database)
    for line in ("show", "stop", "export", "resume", "erase --yes"):
        assert (await operator.types(f"{line} {quoted(evil)}")).code != 0
    for line in ("outbox show", "outbox drop", "accounts pause", "accounts resume", "preview"):
        assert (await operator.asks_system(f"{line} {quoted(evil)}")).code != 0
    assert documents(embedded_database) == before
    assert (await operator.types(f"list --campaign {quoted(evil)} --json")).json == []


@pytest.mark.parametrize("evil", EVIL)
async def test_an_operator_in_a_new_contact_is_kept_as_words_or_refused(embedded_database: Database, evil: str) -> None:
    operator = await at_work(embedded_database)
    told = await operator.types(f"add --email new@client.example --name {quoted(evil)} --company {quoted(evil)} --json")
    found = await embedded_database.contacts.all()
    assert [type(each.name) for each in found] == ([str] if told.code == 0 else [])
    assert (await operator.types(f"add --email {quoted(evil)}")).code == 2


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("head", ["From", "Message-ID", "In-Reply-To", "References", "X-Agent-Ref", "To", "Subject"])
async def test_an_operator_in_a_header_is_nobodys_mail(embedded_database: Database, head: str, evil: str) -> None:
    await at_work(embedded_database)
    await one_contact(embedded_database)
    mailbox = builders.an_account()
    raw = f"From: stranger@elsewhere.example\r\n{head}: {evil}\r\n\r\nhello".encode()
    read = filing.Filing(embedded_database, mailbox, b"k" * 32)
    assert await read.file(wire.read(raw), raw, "imap:main:INBOX:1:1", builders.NOW) == ""
    assert await embedded_database.messages.of_conversation("c1.reviews") == []


@pytest.mark.parametrize("evil", EVIL)
async def test_an_operator_in_an_address_of_the_console_is_a_wrong_link(embedded_database: Database, evil: str) -> None:
    await one_contact(embedded_database)
    pages = app.make_app(embedded_database, clock.VirtualClock(builders.NOW), b"k" * 32)
    transport = httpx.ASGITransport(pages, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://agent.example", follow_redirects=True
    ) as client:
        for value in (evil, token.sign(b"k" * 32, token.UNSUBSCRIBE, "c1.reviews") + evil):
            path = httpx.URL("https://agent.example/u/").join(f"/u/{httpx.QueryParams({'': value})}"[:200])
            answer = await client.post(path, content=b"List-Unsubscribe=One-Click")
            assert answer.status_code in (400, 404)
    assert not await embedded_database.suppressions.count()
