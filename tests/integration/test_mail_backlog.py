"""Much mail, and large mail, on a real Dovecot: all of it read, once, and none of the mailbox's past."""

import asyncio
import collections.abc
import hashlib
import resource

import pytest

from services.core.domain import message
from services.core.store.database import Database
from services.mail_worker import client
from tests import builders
from tests.integration import mail_scene
from tests.integration.mail_scene import AGENT
from tests.servers import mail_servers

CONTACT = "Anna <c1@client.example>"
MANY = 2_000
EVERY = 100  # one mail in so many is a contact's
pytestmark = [pytest.mark.needs("mail"), pytest.mark.timeout(180)]


@pytest.fixture
def mail() -> collections.abc.Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers([(AGENT, "right")]) as servers:
        yield servers


def a_backlog(count: int, name: str) -> collections.abc.Iterator[bytes]:
    """Mails of strangers, with one of the contact's among every hundred."""
    for number in range(count):
        is_known = number % EVERY == 0
        sender = CONTACT if is_known else f"Stranger {number} <s{number}@elsewhere.example>"
        lines = [f"From: {sender}", f"To: {AGENT}", f"Subject: {name} {number}"]
        lines += [f"Message-ID: <{name}-{number}@client.example>", "", f"Question {number} of {name}?", "x" * 300]
        yield "\r\n".join(lines).encode()


async def stored(database: Database) -> list[message.Message]:
    return await database.messages.of_conversation("c1.reviews")


async def strangers(database: Database) -> int:
    return await database.limits.used(f"strangers:main:{builders.NOW:%Y-%m-%d}")


async def test_what_lay_in_the_mailbox_before_is_nobodys_answer(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    mail.drop_into_maildir(AGENT, a_backlog(MANY, "old"))
    rig = mail_scene.Rig(embedded_database)
    receiver = rig.receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver, 60)
        assert await stored(embedded_database) == []
        assert await strangers(embedded_database) == 0
        await asyncio.to_thread(mail.deliver, AGENT, mail_scene.a_mail(CONTACT, "And now?").as_bytes())
        await mail_scene.looked(receiver)
    assert [each.text for each in await stored(embedded_database)] == ["And now?"]


async def test_two_thousand_new_mails_are_filed_once_though_the_receiver_dies_among_them(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    rig = mail_scene.Rig(embedded_database)
    first = rig.receiver()
    async with mail_scene.running(first):
        await mail_scene.looked(first)
    mail.drop_into_maildir(AGENT, a_backlog(MANY, "new"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for few in (3, 9):
        dying = asyncio.create_task(rig.receiver().run(asyncio.Event()))

        async def has_come(few: int = few) -> bool:
            return len(await stored(embedded_database)) >= few

        await mail_scene.until(has_come, 60)
        await mail_scene.killed(dying)
    assert len(await stored(embedded_database)) < MANY // EVERY
    last = rig.receiver()
    async with mail_scene.running(last):
        await mail_scene.looked(last, 120)
    texts = [each.text.split()[1] for each in await stored(embedded_database)]
    assert sorted(texts, key=int) == [str(number) for number in range(0, MANY, EVERY)]
    # What was filed since the checkpoint was moved last, 20 mails at most, is counted again; nothing is lost.
    assert MANY - MANY // EVERY <= await strangers(embedded_database) <= MANY - MANY // EVERY + 2 * 21
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 100_000


def test_a_fetch_brings_some_megabytes_or_one_mail() -> None:
    sizes = {1: 4_000_000, 2: 4_000_000, 3: 4_000_000, 4: 24_000_000, 5: 1, 6: 1}
    assert list(client._batches(sizes)) == [[1, 2], [3], [4], [5, 6]]


def a_large_mail(megabytes: int, name: str, text: str = "The plans are attached.") -> tuple[bytes, bytes]:
    content = bytes(range(256)) * 4_000 * megabytes
    mail = mail_scene.a_mail(CONTACT, text)
    mail.add_attachment(content[: megabytes * 1_000_000], maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes(), content[: megabytes * 1_000_000]


async def test_a_mail_of_20_mb_is_read_and_its_small_attachments_are_kept_by_hash(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    receiver = mail_scene.Rig(embedded_database).receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver)
        large, _ = a_large_mail(15, "планы.pdf")
        small, content = a_large_mail(2, "смета.pdf", "And the prices.")
        assert len(large) > 20_000_000
        await asyncio.to_thread(mail.deliver, AGENT, large)
        await asyncio.to_thread(mail.deliver, AGENT, small)
        await mail_scene.looked(receiver, 60)
    plans, prices = await stored(embedded_database)
    assert (plans.text, prices.text) == ("The plans are attached.", "And the prices.")
    assert [(each.name, each.size_bytes, each.content) for each in plans.attachments] == [
        ("планы.pdf", 15_000_000, None)
    ]
    assert "was not kept" in plans.note
    (kept,) = prices.attachments
    assert (kept.name, kept.size_bytes, kept.media_type) == ("смета.pdf", 2_000_000, "application/pdf")
    assert kept.content == hashlib.sha256(content).hexdigest()
    assert await embedded_database.assets.get(kept.content) == content


async def test_of_a_mail_above_the_limit_the_header_is_stored_and_the_note_says_so(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    receiver = mail_scene.Rig(embedded_database).receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver)
        oversized, _ = a_large_mail(20, "planы.pdf")
        assert len(oversized) > 25_000_000
        await asyncio.to_thread(mail.deliver, AGENT, oversized)
        await mail_scene.looked(receiver, 60)
    (found,) = await stored(embedded_database)
    assert (found.text, found.subject, found.contact) == ("", "Re: Отзывы", "c1")
    assert "too large to be read" in found.note
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.inbound_seq == 1
