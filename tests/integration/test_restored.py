"""A backup restored on another machine sends nothing until released, and afterwards nothing twice.

Real SMTP and IMAP: the sandbox's. What was sent after the backup is found in the Sent folder.
"""

import asyncio
import collections.abc
import contextlib
import pathlib

import pytest

from services.cli import sandbox
from services.cli.client_mailbox import ClientMailbox
from services.core import clock, settings
from services.core.domain import account, address, conversation, delivery, outbox_item
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.store import database as store
from services.core.store.database import Database
from services.mail_worker.main import MailWorker
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.integration import mail_scene
from tests.unit.cli.desk import Operator

AGENT, ANNA = "main@agent.example", "anna@client.example"
SETTINGS = settings.Settings(secret_key="k" * 32, suppression_key="s" * 32, lease_s=8.0, idle_s=1.0)
LONG_S = 60.0


@pytest.fixture
async def mail(monkeypatch: pytest.MonkeyPatch) -> collections.abc.AsyncIterator[sandbox.Sandbox]:
    async with sandbox.Sandbox(agents=(AGENT,), clients=(ANNA,)) as running:
        monkeypatch.setenv("MAIL_PASSWORD", running.password)
        yield running


@contextlib.asynccontextmanager
async def at_work(database: Database, time: clock.Clock) -> collections.abc.AsyncIterator[MailWorker]:
    """A mail worker, after its first whole look into the mailbox."""
    stop, worker = asyncio.Event(), MailWorker(database, time, SETTINGS)
    task = asyncio.create_task(worker.run(stop))
    try:
        await mail_scene.until(lambda: _is(worker.looks("main") > 0), LONG_S)
        yield worker
        await mail_scene.until(lambda: _is(worker.is_idle), LONG_S)
    finally:
        stop.set()
        await asyncio.wait_for(task, LONG_S)


async def _is(true: bool) -> bool:
    return true


async def a_known_contact(database: Database, mail: sandbox.Sandbox) -> None:
    server = account.Server(host=mail.host, port=mail.smtp_port, tls=account.Tls.NONE)
    box = account.Server(host=mail.host, port=mail.imap_port, tls=account.Tls.NONE)
    mailbox = builders.an_account(smtp=server, imap=box, sent_copy=account.SentCopy.APPEND)
    await database.accounts.put(mailbox)
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact(addresses=(address.email(ANNA),)))
    await database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED))


def an_answer(number: int, hours: float = 0) -> outbox_item.OutboxItem:
    return builders.an_item(
        number, id=f"answer:{number}", kind="answer", to=address.email(ANNA), due_at=builders.later(hours=hours)
    )


async def ended(database: Database, number: int, state: State) -> None:
    async def is_so() -> bool:
        found = await database.outbox.get(f"answer:{number}")
        return found is not None and found.state is state

    await mail_scene.until(is_so, LONG_S)


async def handed_off(database: Database) -> conversation.Conversation:
    """The talk, once it is a person's."""
    found: list[conversation.Conversation] = []

    async def is_so() -> bool:
        talk = await database.conversations.get("c1.reviews")
        found[:] = [talk] if talk is not None and talk.stage is Stage.HANDED_OFF else []
        return bool(found)

    await mail_scene.until(is_so, LONG_S)
    return found[0]


async def released(operator: Operator) -> bool:
    """Whether the operator may end the hold: not before the mailbox was read."""
    return (await operator.asks_system("hold off")).code == 0


async def test_a_restored_agent_sends_nothing_until_released_and_nothing_twice(
    embedded_database: Database, command_watch: CommandWatch, mail: sandbox.Sandbox, tmp_path: pathlib.Path
) -> None:
    time, before = clock.VirtualClock(builders.NOW), embedded_database
    await a_known_contact(before, mail)
    async with at_work(before, time):
        await before.outbox.add(an_answer(1))
        await ended(before, 1, State.SENT)
    await before.outbox.add(an_answer(2, hours=1))
    assert (await Operator(before).asks_system(f"backup {tmp_path / 'a'}")).code == 0
    time.move_to(builders.later(hours=2))
    async with at_work(before, time):
        await before.outbox.add(an_answer(3))
        await ended(before, 2, State.SENT)
        await ended(before, 3, State.SENT)

    after = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)
    await after.prepare(builders.NOW)
    operator = Operator(after)
    operator.clock.move_to(time.now())
    assert (await operator.asks_system(f"restore {tmp_path / 'a'}")).code == 0
    await ended(after, 2, State.REVIEW)
    async with at_work(after, time):
        await ended(after, 2, State.SENT)
        talk = await handed_off(after)
        # What the agent had made after the backup, and makes once more since it does not know; and something new.
        await after.outbox.add(an_answer(3).model_copy(update={"inbound_seq": talk.inbound_seq}))
        await mail_scene.until(lambda: released(operator), LONG_S)
        await ended(after, 3, State.SENT)
        await after.outbox.add(an_answer(4).model_copy(update={"inbound_seq": talk.inbound_seq}))
        await ended(after, 4, State.SENT)
    async with ClientMailbox(ANNA, "Anna", mail.password, mail) as box:
        got = [each.message_id for each in await box.new_messages()]
    assert sorted(got) == [f"<i{number}@agent.example>" for number in (1, 2, 3, 4)]
    (attempt,) = await after.deliveries.of_item("answer:3")
    assert attempt.ending is delivery.Ending.CANCELLED


async def test_nothing_leaves_on_hold_however_long_it_waits(embedded_database: Database, mail: sandbox.Sandbox) -> None:
    time = clock.VirtualClock(builders.NOW)
    await a_known_contact(embedded_database, mail)
    operator = Operator(embedded_database)
    await operator.asks_system("hold on")
    await embedded_database.outbox.add(an_answer(1))
    rig = mail_scene.Rig(embedded_database, {"MAIL_PASSWORD": mail.password})
    assert await rig.mailer.claim() is None
    async with at_work(embedded_database, time):
        pass
    async with ClientMailbox(ANNA, "Anna", mail.password, mail) as box:
        assert list(await box.new_messages()) == []


async def test_a_hold_that_comes_after_the_claim_is_seen_at_the_gate(
    embedded_database: Database, mail: sandbox.Sandbox
) -> None:
    await a_known_contact(embedded_database, mail)
    await embedded_database.outbox.add(an_answer(1))
    rig = mail_scene.Rig(embedded_database, {"MAIL_PASSWORD": mail.password})
    item = await rig.mailer.claim()
    assert item is not None
    await Operator(embedded_database).asks_system("hold on")
    await rig.mailer.settle(item, await rig.mailer.do(item))
    await ended(embedded_database, 1, State.QUEUED)
    async with ClientMailbox(ANNA, "Anna", mail.password, mail) as box:
        assert list(await box.new_messages()) == []


async def test_two_installations_on_one_mailbox_refuse_each_other(
    embedded_database: Database, command_watch: CommandWatch, mail: sandbox.Sandbox
) -> None:
    time = clock.VirtualClock(builders.NOW)
    second = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)
    await second.prepare(builders.NOW)
    for each in (embedded_database, second):
        await a_known_contact(each, mail)
    async with at_work(embedded_database, time), at_work(second, time) as other:
        await embedded_database.outbox.add(an_answer(1))
        await ended(embedded_database, 1, State.SENT)
        await second.accounts.mark("main", {"check_wanted_at": builders.later(minutes=1)})

        async def holds() -> bool:
            other.look("main")
            return (await second.installation.get()).hold is not None

        await mail_scene.until(holds, LONG_S)
    hold = (await second.installation.get()).hold
    assert hold is not None
    assert "second installation" in hold.why
