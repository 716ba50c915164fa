"""What is written down when workers die, hang or lose the database in the middle: small scenes on real code."""

import asyncio
import collections.abc
from typing import Any

import pytest

from services.core import errors
from services.core.domain import account, outbox_item
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store import database as store
from services.core.store import limits, routing
from services.core.store.database import Database
from services.core.store.engine import Command
from services.core.store.leases import Held
from services.mail_worker import client, filing, resolve, wire
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.integration import mail_scene
from tests.servers import smtp_sink
from tests.unit.mail_worker.automatic_mails import a_complaint

ANSWER = "answer:c1.reviews:1"


class Killed(BaseException):
    """Stands in for SIGKILL: nothing catches it."""


class Fault:
    """An observer that raises an error before the commands that `strikes` points at, so many times."""

    def __init__(
        self, strikes: collections.abc.Callable[[Command], bool], error: BaseException, times: int = 1
    ) -> None:
        self._watch = CommandWatch()
        self._strikes = strikes
        self._error = error
        self.left = times

    def observe(self, command: Command) -> None:
        """One command is about to be sent."""
        self._watch.observe(command)
        if self.left and self._strikes(command):
            self.left -= 1
            raise self._error


@pytest.fixture
async def sink() -> collections.abc.AsyncIterator[smtp_sink.SmtpSink]:
    async with smtp_sink.SmtpSink() as server:
        yield server


async def a_rig(database: Database, port: int, **fields: Any) -> mail_scene.Rig:
    smtp = account.Server(host="127.0.0.1", port=port, tls=account.Tls.NONE)
    mailbox = builders.an_account(smtp=smtp, sent_copy=account.SentCopy.NONE)
    await mail_scene.a_known_contact(database, mailbox)
    await database.outbox.add(builders.an_item(id=ANSWER, kind=outbox_item.Kind.ANSWER))
    return mail_scene.Rig(database, **fields)


async def state_of(database: Database) -> State:
    found = await database.outbox.get(ANSWER)
    assert found is not None
    return found.state


def seen(item: OutboxItem) -> Held:
    return Held(item.id, item.owner, item.fence, item.fence)


async def test_a_yes_is_written_down_when_the_database_comes_back(sink: smtp_sink.SmtpSink) -> None:
    def writes_sent(command: Command) -> bool:
        return command.collection == "outbox" and command.update.get("$set", {}).get("state") == State.SENT

    fault = Fault(writes_sent, errors.StoreUnavailable("away, played"), times=2)
    database = store.embedded(builders.SUPPRESSION_KEYS, fault.observe)
    rig = await a_rig(database, sink.port)
    assert await rig.send_next() == State.SENT
    assert (fault.left, len(sink.copies)) == (0, 1)
    await database.close()


async def test_a_sender_that_lost_its_item_does_not_free_the_place_of_the_one_that_has_it(
    embedded_database: Database, sink: smtp_sink.SmtpSink
) -> None:
    database = embedded_database
    first_rig = await a_rig(database, sink.port, send_timeout_s=1.0)
    second_rig = mail_scene.Rig(database, send_timeout_s=60.0)
    sink.once(smtp_sink.Plan(lost=smtp_sink.Lost.HUNG), smtp_sink.Plan(lost=smtp_sink.Lost.HUNG))
    first = await first_rig.mailer.claim()
    assert first is not None
    slow = asyncio.create_task(first_rig.mailer.do(first))
    await sink.received(1, timeout_s=30)
    assert await database.outbox.free(seen(first)) is State.UNKNOWN
    assert await database.outbox.resend(first, builders.NOW, "once more")
    second = await second_rig.mailer.claim()
    assert second is not None
    other = asyncio.create_task(second_rig.mailer.do(second))
    await sink.received(2, timeout_s=30)
    await slow
    assert await state_of(database) is State.SENDING
    await database.outbox.add(builders.an_item(2, id="answer:2", kind=outbox_item.Kind.ANSWER))
    assert await first_rig.send_next() == State.QUEUED
    sink.release()
    await other
    assert (await state_of(database), len(sink.copies)) == (State.SENT, 2)


async def test_an_answer_that_came_while_the_dead_sender_still_held_ours_proves_it_sent(
    embedded_database: Database,
) -> None:
    database = embedded_database
    rig = await a_rig(database, 1)
    item = await rig.mailer.claim()
    assert item is not None
    assert await database.outbox.sending(item, builders.NOW, b"the bytes")
    raw = mail_scene.a_mail("c1@client.example", "Спасибо!", ("In-Reply-To", item.message_id)).as_bytes()
    mailbox = await database.accounts.get("main")
    assert mailbox is not None
    assert await filing.Filing(database, mailbox, (b"k" * 32,)).file(wire.read(raw), raw, "imap:1", builders.NOW)
    assert await database.outbox.free(seen(item)) is State.UNKNOWN
    resolver = resolve.Resolver(database, rig.clock, rig.copies, 8.0, search_every_s=0.0)
    await resolver.step()
    assert await state_of(database) is State.SENT


async def test_a_complaint_stops_touches_although_its_receiver_died_and_another_process_routed_it() -> None:
    def tells(command: Command) -> bool:
        return command.collection == "conversations" and command.verb == "find_and_update"

    fault = Fault(tells, Killed())
    database = store.embedded(builders.SUPPRESSION_KEYS, fault.observe)
    await a_rig(database, 1)
    raw = a_complaint("abuse").replace(b"<touch-1@seller.example>", b"<i1@agent.example>")
    mailbox = await database.accounts.get("main")
    assert mailbox is not None
    with pytest.raises(Killed):
        await filing.Filing(database, mailbox, (b"k" * 32,)).file(wire.read(raw), raw, "imap:1", builders.NOW)
    (stranded,) = await database.messages.stranded(builders.later(minutes=1))
    await routing.route(database, stranded, builders.NOW)
    await filing.Filing(database, mailbox, (b"k" * 32,)).file(wire.read(raw), raw, "imap:1", builders.NOW)
    assert await database.limits.used(limits.of_day("complaints", "main", builders.NOW.date())) == 1
    stopped = await database.accounts.get("main")
    assert stopped is not None
    assert stopped.touches_stopped
    await database.close()


async def _cuts_logins_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An IMAP server whose connection is lost in the middle of LOGIN."""
    writer.write(b"* OK ready\r\n")
    while line := await reader.readline():
        tag, _, command = line.partition(b" ")
        if command.upper().startswith(b"LOGIN"):
            break
        writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
    writer.close()


async def test_a_connection_lost_in_the_middle_of_a_login_is_no_refused_password() -> None:
    server = await asyncio.start_server(_cuts_logins_off, "127.0.0.1", 0)
    imap = account.Server(host="127.0.0.1", port=server.sockets[0].getsockname()[1], tls=account.Tls.NONE)
    box = client.Mailbox(builders.an_account(imap=imap), 20.0)
    try:
        with pytest.raises(errors.DeliveryError) as caught:
            await asyncio.to_thread(box.connect, client.Credential("right"))
        assert not isinstance(caught.value, errors.LoginRefused)
    finally:
        box.dispose()
        server.close()
        await server.wait_closed()
