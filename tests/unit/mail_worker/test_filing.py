"""Filing: whose mail it is and how far it is believed, on the embedded store."""

from typing import Any

import pytest

from services.core.domain import account, address, message, outbox_item
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from services.mail_worker import filing, wire
from tests import builders

KEY = b"k" * 32
OURS = "mx.agent.example"


def a_mail(
    sender: str = "Anna <c1@client.example>", *headers: str, text: str = "How much is it?", name: str = "m1"
) -> bytes:
    return "\r\n".join([f"From: {sender}", f"Message-ID: <{name}@x.example>", *headers, "", text]).encode()


async def prepared(database: Database, **fields: Any) -> account.Account:
    """Contacts 1 and 2 with a conversation each; our message to each was sent."""
    mailbox = builders.an_account(authserv_id=OURS, **fields)
    await database.accounts.put(mailbox)
    await database.campaigns.put(builders.a_campaign())
    for number in (1, 2):
        await database.contacts.add(builders.a_contact(number))
        await database.conversations.start(builders.a_conversation(number, stage=Stage.ENGAGED))
        ours = {
            "id": f"sent{number}",
            "conversation": f"c{number}.reviews",
            "contact": f"c{number}",
            "state": State.SENT,
        }
        await database.outbox.add(builders.an_item(number, to=address.email(f"c{number}@client.example"), **ours))
    return mailbox


async def file(database: Database, mailbox: account.Account, raw: bytes, uid: int = 1) -> message.Message | None:
    incoming = wire.read(raw)
    stored = await filing.Filing(database, mailbox, KEY).file(incoming, raw, f"imap:main:INBOX:1:{uid}", builders.NOW)
    return await database.messages.get(stored) if stored else None


# Whose mail it is


@pytest.mark.parametrize(
    "mark",
    [
        "X-Agent-Ref: ref2",
        "To: main+ref2@agent.example",
        "Delivered-To: main+REF2@agent.example",
        "In-Reply-To: <i2@agent.example>",
        "References: <other@x> <i2@agent.example> <more@x>",
    ],
)
async def test_our_own_mark_counts_more_than_the_senders_address(embedded_database: Database, mark: str) -> None:
    mailbox = await prepared(embedded_database)
    found = await file(embedded_database, mailbox, a_mail("Anna <c1@client.example>", mark))
    assert found is not None
    # Somebody who is not this conversation's contact: a colleague, who has no full rights by that.
    assert (found.conversation, found.contact, found.trust) == ("c2.reviews", "", message.Trust.SENDER)
    talk = await embedded_database.conversations.get("c2.reviews")
    assert talk is not None
    assert [each.base for each in talk.participants] == ["c1@client.example"]
    assert talk.answer_to is not None
    assert talk.answer_to.base == "c1@client.example"


async def test_the_contact_in_our_thread_has_full_rights(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    found = await file(embedded_database, mailbox, a_mail("c1+work@Client.example", "In-Reply-To: <i1@agent.example>"))
    assert found is not None
    assert (found.conversation, found.contact, found.trust) == ("c1.reviews", "c1", message.Trust.FULL)


async def test_without_a_mark_the_sender_is_known_by_the_address(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    found = await file(embedded_database, mailbox, a_mail("c2@client.example"))
    assert found is not None
    assert (found.conversation, found.contact, found.trust) == ("c2.reviews", "c2", message.Trust.SENDER)


async def test_of_several_conversations_it_is_the_one_touched_last(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    for name, hours in (("older", -5), ("newer", 5)):
        talk = builders.a_conversation(1, id=f"c1.{name}", campaign=name, touched_at=builders.later(hours=hours))
        await embedded_database.conversations.start(talk)
    found = await file(embedded_database, mailbox, a_mail("c1@client.example"))
    assert found is not None
    assert found.conversation == "c1.newer"


async def test_a_colleague_who_wrote_before_is_known_by_the_address(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    await file(embedded_database, mailbox, a_mail("Boris <boris@client.example>", "In-Reply-To: <i1@agent.example>"))
    found = await file(embedded_database, mailbox, a_mail("boris@client.example", name="m2"), uid=2)
    assert found is not None
    assert (found.conversation, found.contact) == ("c1.reviews", "")


async def test_strangers_are_counted_and_not_stored(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    for uid, sender in enumerate(("s@elsewhere.example", "c1@client.example, c2@client.example", "")):
        assert await file(embedded_database, mailbox, a_mail(sender, name=f"m{uid}"), uid) is None
    assert await embedded_database.limits.used(f"strangers:main:{builders.NOW:%Y-%m-%d}") == 3
    assert await embedded_database.messages.of_conversation("c1.reviews") == []


async def test_our_own_mail_is_no_mail(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    raw = a_mail("Olga <Main+x@agent.example>", "In-Reply-To: <i1@agent.example>")
    assert await file(embedded_database, mailbox, raw) is None
    assert await embedded_database.limits.used(f"strangers:main:{builders.NOW:%Y-%m-%d}") == 0


async def test_the_same_mail_in_another_folder_is_stored_once(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    first = await file(embedded_database, mailbox, a_mail("c1@client.example"))
    again = await file(embedded_database, mailbox, b"X-Spam: no\r\n" + a_mail("c1@client.example"), uid=7)
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert len(await embedded_database.messages.of_conversation("c1.reviews")) == 1


@pytest.mark.parametrize("header", ["Message-ID: <same@x.example>", "X-No: id"])
async def test_equal_words_of_two_people_are_two_messages_though_their_ids_are_no_use(
    embedded_database: Database, header: str
) -> None:
    mailbox = await prepared(embedded_database)
    for number in (1, 2):
        raw = "\r\n".join([f"From: c{number}@client.example", header, "", "стоп"]).encode()
        assert await file(embedded_database, mailbox, raw, number) is not None
    for number in (1, 2):
        assert len(await embedded_database.messages.of_conversation(f"c{number}.reviews")) == 1


async def test_attachments_are_kept_by_hash_and_go_with_the_conversation(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    part = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nPDF\r\n--b--\r\n"
    text = f"--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n{part}"
    raw = a_mail("c1@client.example", "Content-Type: multipart/mixed; boundary=b", text=text)
    found = await file(embedded_database, mailbox, raw)
    assert found is not None
    (kept,) = found.attachments
    assert kept.content is not None
    assert await embedded_database.assets.get(kept.content) == b"PDF"
    await embedded_database.assets.erase("c1.reviews")
    assert await embedded_database.assets.get(kept.content) is None


# How far it is believed


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((f"{OURS}; dmarc=pass header.from=client.example",), message.Trust.FULL),
        ((f"{OURS.upper()} 1; spf=none; DMARC = Pass",), message.Trust.FULL),
        ((f"{OURS}; dmarc=fail",), message.Trust.STOP_ONLY),
        ((f"{OURS}; dmarc=none",), message.Trust.SENDER),
        ((f"{OURS}; spf=pass",), message.Trust.SENDER),
        (("mx.bad.example; dmarc=pass",), message.Trust.SENDER),
        ((f"{OURS}.bad.example; dmarc=pass",), message.Trust.SENDER),
        (("mx.other.example; dmarc=none", f"{OURS}; dmarc=pass"), message.Trust.SENDER),
        ((f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass"), message.Trust.STOP_ONLY),
        ((f"{OURS}; spf=pass smtp.mailfrom=dmarc=pass@bad.example; dmarc=fail",), message.Trust.STOP_ONLY),
        ((f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass;"@bad.example; dmarc=none',), message.Trust.SENDER),
        ((f"{OURS}; spf=pass (; dmarc=pass; ) smtp.mailfrom=x@bad.example",), message.Trust.SENDER),
        ((f"{OURS}; dmarc=pass; dmarc=fail",), message.Trust.STOP_ONLY),
        ((), message.Trust.SENDER),
    ],
)
async def test_only_the_topmost_verdict_of_our_own_server_counts(
    embedded_database: Database, headers: tuple[str, ...], expected: message.Trust
) -> None:
    mailbox = await prepared(embedded_database)
    raw = a_mail("c1@client.example", *(f"Authentication-Results: {each}" for each in headers))
    found = await file(embedded_database, mailbox, raw)
    assert found is not None
    assert found.trust is expected


async def test_a_forged_sender_in_our_thread_may_only_stop(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    verdict = f"Authentication-Results: {OURS}; dmarc=fail"
    found = await file(embedded_database, mailbox, a_mail("c1@client.example", verdict, "X-Agent-Ref: ref1"))
    assert found is not None
    assert found.trust is message.Trust.STOP_ONLY


def test_without_a_server_of_ours_no_verdict_counts() -> None:
    incoming = wire.read(a_mail("c1@client.example", "Authentication-Results: ; dmarc=pass"))
    assert filing.trust(incoming, "", False) is message.Trust.SENDER


# What a mail proves


async def test_an_answer_proves_that_our_uncertain_mail_had_arrived(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    unsure = builders.an_item(9, id="unsure", state=State.UNKNOWN)
    await embedded_database.outbox.add(unsure)
    await file(embedded_database, mailbox, a_mail("c1@client.example", "In-Reply-To: <i9@agent.example>"))
    stored = await embedded_database.outbox.get("unsure")
    assert stored is not None
    assert stored.state is State.SENT


async def test_a_clients_mail_cancels_what_was_queued_for_the_client(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    await embedded_database.outbox.add(builders.an_item(5, id="next"))
    await file(embedded_database, mailbox, a_mail("c1@client.example"))
    stored = await embedded_database.outbox.get("next")
    assert stored is not None
    assert stored.state is State.CANCELLED


# A person who works in the same mailbox


async def operator_writes(database: Database, mailbox: account.Account, *headers: str) -> str:
    incoming = wire.read(a_mail("Olga <main@agent.example>", *headers, text="I'll take over."))
    return await filing.Filing(database, mailbox, KEY).operator_wrote(incoming, builders.NOW)


async def test_an_operators_own_answer_takes_the_conversation_over(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    await embedded_database.outbox.add(builders.an_item(5, id="next", kind=outbox_item.Kind.ANSWER))
    assert (
        await operator_writes(embedded_database, mailbox, "References: <i1@agent.example> <m1@x.example>")
        == "c1.reviews"
    )
    talk = await embedded_database.conversations.get("c1.reviews")
    queued = await embedded_database.outbox.get("next")
    assert talk is not None
    assert queued is not None
    assert (talk.stage, queued.state) == (Stage.HANDED_OFF, State.CANCELLED)
    (event,) = await embedded_database.events.of_conversation("c1.reviews")
    assert (event["kind"], event["text"]) == ("operator", "I'll take over.")


@pytest.mark.parametrize(
    "headers", [("X-Agent-Ref: ref1", "References: <i1@agent.example>"), ("References: <other@x>",), ()]
)
async def test_our_own_copies_and_other_mail_in_sent_are_nothing(
    embedded_database: Database, headers: tuple[str, ...]
) -> None:
    mailbox = await prepared(embedded_database)
    assert await operator_writes(embedded_database, mailbox, *headers) == ""
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.stage is Stage.ENGAGED
