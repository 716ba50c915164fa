"""Sending, with a server that refuses and loses: never lost, never silently twice, one wrong login."""

import asyncio
import collections.abc
import hashlib
from pathlib import Path
from typing import Any

import pytest

from services.core.domain import account, outbox_item, suppression
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import silence
from services.core.store.database import Database
from services.mail_worker import resolve
from tests import builders
from tests.integration import mail_scene
from tests.integration.mail_scene import AGENT
from tests.servers import certificates, mail_servers, smtp_sink

ANSWER = "answer:c1.reviews:1"


class CountingSink(smtp_sink.SmtpSink):
    """Remembers every password that was tried."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.tried: list[str] = []

    def check_login(self, login: str, password: str) -> bool:
        self.tried.append(password)
        return super().check_login(login, password)


@pytest.fixture
async def sink() -> collections.abc.AsyncIterator[smtp_sink.SmtpSink]:
    async with smtp_sink.SmtpSink() as server:
        yield server


def at(port: int) -> account.Server:
    return account.Server(host="127.0.0.1", port=port, tls=account.Tls.NONE)


async def a_rig(database: Database, port: int, **fields: Any) -> mail_scene.Rig:
    mailbox = builders.an_account(**{"smtp": at(port), "sent_copy": account.SentCopy.NONE, **fields})
    await mail_scene.a_known_contact(database, mailbox)
    return mail_scene.Rig(database, send_timeout_s=1.0)


async def an_answer(database: Database, **fields: Any) -> OutboxItem:
    item = builders.an_item(**{"id": ANSWER, "kind": outbox_item.Kind.ANSWER, **fields})
    await database.outbox.add(item)
    return item


async def state_of(database: Database, item_id: str = ANSWER) -> OutboxItem:
    found = await database.outbox.get(item_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("plan", "state", "stage"),
    [
        (smtp_sink.Plan(), State.SENT, Stage.ENGAGED),
        (smtp_sink.Plan(greeting="421 4.3.2 busy"), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(greeting=smtp_sink.DROP), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(mail="450 4.2.1 later"), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(mail="552 5.3.4 too big"), State.FAILED, Stage.HANDED_OFF),
        (smtp_sink.Plan(rcpt="450 4.2.1 greylisted"), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(rcpt="550 5.7.1 policy"), State.FAILED, Stage.HANDED_OFF),
        (smtp_sink.Plan(rcpt="550 5.1.1 no such user"), State.FAILED, Stage.UNREACHABLE),
        (smtp_sink.Plan(rcpt=smtp_sink.DROP), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(data_command="451 4.3.0 no"), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(data_command=smtp_sink.DROP), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(reset_in_body=20), State.UNKNOWN, Stage.ENGAGED),
        (smtp_sink.Plan(data="451 4.3.0 later"), State.QUEUED, Stage.ENGAGED),
        (smtp_sink.Plan(data="554 5.7.1 spam"), State.FAILED, Stage.HANDED_OFF),
        (smtp_sink.Plan(data=smtp_sink.DROP), State.UNKNOWN, Stage.ENGAGED),
        (smtp_sink.Plan(lost=smtp_sink.Lost.CLOSED), State.UNKNOWN, Stage.ENGAGED),
        (smtp_sink.Plan(lost=smtp_sink.Lost.RESET), State.UNKNOWN, Stage.ENGAGED),
        (smtp_sink.Plan(lost=smtp_sink.Lost.HUNG), State.UNKNOWN, Stage.ENGAGED),
    ],
    ids=str,
)
async def test_each_refusal_and_each_loss_ends_where_it_is_safe(
    embedded_database: Database, sink: smtp_sink.SmtpSink, plan: smtp_sink.Plan, state: State, stage: Stage
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database)
    sink.plan = plan
    assert await rig.send_next() == state
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.stage in (stage, Stage.STOPPED if stage is Stage.UNREACHABLE else stage)
    assert await embedded_database.deliveries.of_item(ANSWER)
    assert await embedded_database.conversations.boarded("c1.reviews") == ""
    sink.release()


async def test_a_refusal_for_now_is_tried_again_later_and_arrives_once(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database)
    sink.once(smtp_sink.Plan(rcpt="450 4.2.1 greylisted"))
    assert await rig.send_next() == State.QUEUED
    assert await rig.mailer.claim() is None
    rig.clock.move_to(builders.later(minutes=12))
    assert await rig.send_next() == State.SENT
    assert len(sink.copies) == 1


@pytest.mark.parametrize(
    ("plan", "state", "used"),
    [
        (smtp_sink.Plan(), State.SENT, 1),
        (smtp_sink.Plan(greeting="421 4.3.2 busy"), State.QUEUED, 0),
        (smtp_sink.Plan(rcpt="550 5.7.1 policy"), State.FAILED, 0),
        (smtp_sink.Plan(data="451 4.3.0 later"), State.QUEUED, 0),
        (smtp_sink.Plan(lost=smtp_sink.Lost.CLOSED), State.UNKNOWN, 1),
    ],
    ids=str,
)
async def test_a_place_of_the_day_is_used_up_by_what_may_have_arrived_only(
    embedded_database: Database, sink: smtp_sink.SmtpSink, plan: smtp_sink.Plan, state: State, used: int
) -> None:
    rig = await a_rig(embedded_database, sink.port, checked_at=builders.NOW)
    item = await an_answer(embedded_database, kind=outbox_item.Kind.TOUCH)
    sink.plan = plan
    assert await rig.send_next() == state
    mark = hashlib.sha256(item.to.domain.encode()).hexdigest()[:16]
    for name in ("touches:main:2026-11-23", f"touches:main:{mark}:2026-11-23"):
        assert await embedded_database.limits.used(name) == used


async def test_a_touch_that_is_cancelled_at_the_gate_takes_no_place(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port, checked_at=builders.NOW)
    await an_answer(embedded_database, kind=outbox_item.Kind.TOUCH)
    await embedded_database.conversations.wake("c1.reviews", builders.NOW)
    assert await rig.send_next() == State.CANCELLED
    assert await embedded_database.limits.used("touches:main:2026-11-23") == 0


# What the client or an operator did in between


async def test_a_client_who_wrote_in_between_gets_no_byte_of_it(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database)
    item = await rig.mailer.claim()
    assert item is not None
    await embedded_database.conversations.wake("c1.reviews", builders.NOW)
    await rig.mailer.settle(item, await rig.mailer.do(item))
    stored = await state_of(embedded_database)
    assert (stored.state, stored.superseded) == (State.CANCELLED, True)
    assert (sink.bodies_begun, sink.copies) == (0, [])


async def test_a_client_who_left_in_between_gets_no_byte_of_it(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    item = await an_answer(embedded_database)
    claimed = await rig.mailer.claim()
    assert claimed is not None
    await silence.silence_address(embedded_database, item.to, suppression.Reason.STOP, builders.NOW, "stop")
    await rig.mailer.settle(claimed, await rig.mailer.do(claimed))
    assert (await state_of(embedded_database)).state is State.CANCELLED
    assert (sink.connections, sink.bodies_begun, sink.copies) == (1, 0, [])


async def test_an_account_that_was_paused_in_between_sends_no_byte_and_the_mail_waits(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database)
    item = await rig.mailer.claim()
    assert item is not None
    await embedded_database.accounts.mark("main", {"state": account.State.PAUSED})
    await rig.mailer.settle(item, await rig.mailer.do(item))
    stored = await state_of(embedded_database)
    assert (stored.state, stored.why) == (State.QUEUED, "the account is paused")
    assert (sink.bodies_begun, sink.copies) == (0, [])


# What cannot be built


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Hello\r\nBcc: victim@good.example"},
        {"to_name": "Anna\nBcc: victim@good.example"},
        {"references": ("<a@x>\r\nX-Evil: yes",)},
        {"subject": "a\u2028b"},
        {"files": (outbox_item.File(name="a.pdf", media_type="application/pdf", asset="0" * 64),)},
    ],
    ids=["subject", "name", "references", "line separator", "missing file"],
)
async def test_a_mail_that_cannot_be_built_fails_with_a_reason_and_goes_to_a_person(
    embedded_database: Database, sink: smtp_sink.SmtpSink, fields: dict[str, Any]
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database, **fields)
    assert await rig.send_next() == State.FAILED
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.stage, sink.connections) == (Stage.HANDED_OFF, 0)
    assert "cannot be built" in talk.why
    assert "cannot be built" in (await state_of(embedded_database)).why


async def test_what_fails_for_days_is_given_up_and_goes_to_a_person(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    rig = await a_rig(embedded_database, sink.port)
    await an_answer(embedded_database, attempts=12, why="450 later")
    assert await rig.send_next() == State.FAILED
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.stage, sink.connections) == (Stage.HANDED_OFF, 0)


# A lost 250


@pytest.fixture
def mail() -> collections.abc.Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers([(AGENT, "right")]) as servers:
        yield servers


async def an_uncertain_one(
    database: Database, sink: smtp_sink.SmtpSink, mail: mail_servers.MailServers, **fields: Any
) -> tuple[mail_scene.Rig, resolve.Resolver]:
    """An item that the sink kept, and whose 250 was lost; the mailbox is on the real server."""
    there = mail_scene.an_account(mail)
    rig = await a_rig(database, sink.port, imap=there.imap, ca_file=there.ca_file)
    await database.accounts.mark("main", {"checked_at": builders.NOW})
    await an_answer(database, **fields)
    sink.once(smtp_sink.Plan(lost=smtp_sink.Lost.RESET))
    rig.clock.move_to(builders.NOW.replace(hour=9))
    assert await rig.send_next() == State.UNKNOWN
    resolver = resolve.Resolver(database, rig.clock, rig.copies, 8.0, search_every_s=0.0)
    return rig, resolver


@pytest.mark.needs("mail")
async def test_a_lost_yes_is_found_in_sent(
    embedded_database: Database, sink: smtp_sink.SmtpSink, mail: mail_servers.MailServers
) -> None:
    rig, resolver = await an_uncertain_one(embedded_database, sink, mail)
    account_there = mail_scene.an_account(mail)
    rig.copies.keep(account_there, sink.copies[0].raw, "<i1@agent.example>")  # as the provider does by itself
    await asyncio.to_thread(mail.mailbox, AGENT)
    await mail.arrived(AGENT, folder="Sent")
    await resolver.step()
    assert (await state_of(embedded_database)).state is State.SENT
    await rig.copies.close()


@pytest.mark.needs("mail")
async def test_an_answer_without_a_trace_is_sent_once_more_the_same_bytes_and_flagged(
    embedded_database: Database, sink: smtp_sink.SmtpSink, mail: mail_servers.MailServers
) -> None:
    rig, resolver = await an_uncertain_one(embedded_database, sink, mail)
    for _ in range(resolve.SEARCHES):
        await resolver.step()
    item = await state_of(embedded_database)
    assert (item.state, item.maybe_duplicate, item.resends) == (State.QUEUED, True, 1)
    sink.once(smtp_sink.Plan(lost=smtp_sink.Lost.RESET))
    assert await rig.send_next() == State.UNKNOWN
    first, second = sink.copies
    assert first.raw == second.raw
    for _ in range(resolve.SEARCHES):
        await resolver.step()
    assert (await state_of(embedded_database)).state is State.REVIEW  # never a third time
    await rig.copies.close()


@pytest.mark.needs("mail")
async def test_a_touch_without_a_trace_is_for_a_person(
    embedded_database: Database, sink: smtp_sink.SmtpSink, mail: mail_servers.MailServers
) -> None:
    rig, resolver = await an_uncertain_one(embedded_database, sink, mail, kind=outbox_item.Kind.TOUCH)
    for _ in range(resolve.SEARCHES + 1):
        await resolver.step()
    assert (await state_of(embedded_database)).state is State.REVIEW
    assert [each["kind"] for each in await embedded_database.events.of_conversation("c1.reviews")] == ["unresolved"]
    assert len(sink.copies) == 1
    await rig.copies.close()


@pytest.mark.needs("mail")
async def test_a_paused_account_is_not_searched(
    embedded_database: Database, sink: smtp_sink.SmtpSink, mail: mail_servers.MailServers
) -> None:
    _, resolver = await an_uncertain_one(embedded_database, sink, mail)
    await embedded_database.accounts.mark("main", {"state": account.State.PAUSED})
    for _ in range(resolve.SEARCHES + 1):
        await resolver.step()
    assert (await state_of(embedded_database)).state is State.UNKNOWN
    assert "Login" not in mail.log("dovecot")


# Logins


async def test_many_mails_with_a_wrong_password_are_one_login(embedded_database: Database, tmp_path: Path) -> None:
    made = certificates.Certificates(tmp_path)
    async with CountingSink(tls=made, accounts={AGENT: "right"}) as sink:
        smtp = account.Server(host="localhost", port=sink.port, tls=account.Tls.STARTTLS)
        mailbox = builders.an_account(smtp=smtp, ca_file=str(made.ca_file), sent_copy=account.SentCopy.NONE)
        await mail_scene.a_known_contact(embedded_database, mailbox)
        rig = mail_scene.Rig(embedded_database, {"MAIL_PASSWORD": "wrong"})
        for number in range(2, 8):
            await embedded_database.conversations.start(builders.a_conversation(number))
            fields = {"id": f"answer:{number}", "conversation": f"c{number}.reviews", "kind": outbox_item.Kind.ANSWER}
            await embedded_database.outbox.add(builders.an_item(number, **fields))
        await asyncio.gather(*(rig.send_next() for _ in range(6)))
        assert sink.tried == ["wrong"]
        paused = await embedded_database.accounts.get("main")
        assert paused is not None
        assert paused.state is account.State.PAUSED
        assert "login refused" in paused.why
        events = await embedded_database.events.since(builders.NOW)
        assert [each["kind"] for each in events] == ["account_paused"]
        assert len(await embedded_database.outbox.in_states(State.QUEUED)) == 6
        rig.clock.move_to(builders.later(hours=3))
        assert await rig.mailer.claim() is None
