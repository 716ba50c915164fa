"""Real servers that restart, kick and fall silent, and folders with Cyrillic names: reading and sending go on."""

import asyncio
import collections.abc
from typing import Any

import imapclient
import pytest

from services.core.domain import account, outbox_item
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from tests import builders
from tests.integration import mail_scene
from tests.integration.mail_scene import AGENT
from tests.servers import fault_proxy, mail_servers

CONTACT = "Anna <c1@client.example>"
CLIENT = "c1@client.example"
pytestmark = [pytest.mark.needs("mail"), pytest.mark.timeout(90)]


@pytest.fixture
def mail() -> collections.abc.Iterator[mail_servers.MailServers]:
    with mail_servers.MailServers([(AGENT, "right"), (CLIENT, "pw")]) as servers:
        yield servers


def proxied(mail: mail_servers.MailServers, port: int, protocol: str = "imap") -> account.Account:
    tls = account.Tls.IMPLICIT
    return mail_scene.an_account(mail, **{protocol: account.Server(host="localhost", port=port, tls=tls)})


async def deliver(mail: mail_servers.MailServers, text: str) -> None:
    await asyncio.to_thread(mail.deliver, AGENT, mail_scene.a_mail(CONTACT, text).as_bytes())


async def texts(database: Database) -> list[str]:
    return [each.text for each in await database.messages.of_conversation("c1.reviews")]


async def has_come(database: Database, text: str, timeout_s: float = 40) -> None:
    """Wait until it is stored; the time is short of the idling and pauses that would otherwise be waited for."""

    async def is_there() -> bool:
        return text in await texts(database)

    await mail_scene.until(is_there, timeout_s)


async def state_of(database: Database, item_id: str) -> State:
    found = await database.outbox.get(item_id)
    assert found is not None
    return found.state


# Folders


async def test_folders_with_cyrillic_names_are_read_and_written(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    requests, sent = "Входящие/Заявки & счета", "Отправленные"
    with imapclient.IMAPClient("localhost", mail.imaps_port, ssl_context=mail.client_context()) as owner:
        owner.login(AGENT, "right")
        for folder in ("Входящие", requests, sent):
            owner.create_folder(folder)
        mailbox = mail_scene.an_account(mail, folders=("INBOX", requests), sent_folder=sent, sent_copy="append")
        await mail_scene.a_known_contact(embedded_database, mailbox)
        rig = mail_scene.Rig(embedded_database)
        receiver = rig.receiver()
        async with mail_scene.running(receiver):
            await mail_scene.looked(receiver)
            owner.append(requests, mail_scene.a_mail(CONTACT, "В папке").as_bytes())
            await deliver(mail, "Во входящих")
            await mail_scene.looked(receiver)
            assert sorted(await texts(embedded_database)) == ["В папке", "Во входящих"]
        await embedded_database.outbox.add(
            builders.an_item(2, id="answer:2", kind=outbox_item.Kind.ANSWER, inbound_seq=2)
        )
        assert await rig.send_next() == State.SENT
        await rig.copies.close()
        assert owner.select_folder(sent)[b"EXISTS"] == 1


# Reading


@pytest.mark.parametrize("fault", ["kick", "restart", "kill"])
async def test_a_server_that_goes_away_in_idle_is_found_again_and_nothing_is_lost(
    mail: mail_servers.MailServers, embedded_database: Database, fault: str
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    receiver = mail_scene.Rig(embedded_database, idle_s=60.0).receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver)
        await deliver(mail, "Before")
        await has_come(embedded_database, "Before")
        if fault == "kick":
            assert await asyncio.to_thread(mail.kick, AGENT)
        else:
            await asyncio.to_thread(mail.kill_dovecot if fault == "kill" else mail.restart_dovecot)
        if fault == "kill":
            await asyncio.sleep(1.5)
            await asyncio.to_thread(mail.restart_dovecot)
        await deliver(mail, "After")
        await has_come(embedded_database, "After")
    assert await texts(embedded_database) == ["Before", "After"]


async def test_pauses_do_not_grow_for_ever_by_losses_that_were_made_good(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    receiver = mail_scene.Rig(embedded_database, idle_s=60.0).receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver)
        for number in range(5):
            assert await asyncio.to_thread(mail.kick, AGENT)
            await deliver(mail, f"Mail {number}")
            await has_come(embedded_database, f"Mail {number}")  # the fifth pause in a row is a minute
    mailbox = await embedded_database.accounts.get("main")
    assert mailbox is not None
    assert mailbox.why == ""


async def test_a_connection_that_falls_silent_in_idle_is_given_up_after_the_two_time_outs(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    async with fault_proxy.FaultProxy(mail.imaps_port) as proxy:
        await mail_scene.a_known_contact(embedded_database, proxied(mail, proxy.port))
        receiver = mail_scene.Rig(embedded_database, idle_s=2.0).receiver(command_s=2.0)
        async with mail_scene.running(receiver):
            await mail_scene.looked(receiver)
            await asyncio.sleep(0.3)
            before = proxy.connections
            proxy.up = proxy.down = fault_proxy.Toxics(black_hole=True)
            await deliver(mail, "Into the hole")

            async def has_called_again() -> bool:
                return proxy.connections > before

            await mail_scene.until(has_called_again, 40)  # 2 s of IDLE, 2 s for its end, 1 s of pause, and much slack
            assert await texts(embedded_database) == []
            proxy.heal()
            await has_come(embedded_database, "Into the hole")
    assert await texts(embedded_database) == ["Into the hole"]


async def test_a_mail_that_meets_a_bug_does_not_keep_the_others_from_being_read(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    rig = mail_scene.Rig(embedded_database)
    receiver = rig.receiver()
    async with mail_scene.running(receiver):
        await mail_scene.looked(receiver)
        rig.fail_once = True
        for text in ("First", "Second"):
            await deliver(mail, text)
        await has_come(embedded_database, "Second")
        await mail_scene.looked(receiver)
    assert rig.heard == 1
    (event,) = await embedded_database.events.since(builders.NOW)
    assert event["kind"] == "mail_not_filed"
    assert "KeyError" in event["why"]
    assert "it is still in INBOX" in event["why"]


async def test_an_operators_own_answer_in_sent_takes_the_conversation_over(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    await mail_scene.a_known_contact(embedded_database, mail_scene.an_account(mail))
    await embedded_database.outbox.add(builders.an_item(id="sent", state=State.SENT))
    rig = mail_scene.Rig(embedded_database)
    first = rig.receiver()
    async with mail_scene.running(first):
        await mail_scene.looked(first)
    by_hand = mail_scene.a_mail(AGENT, "I'll take it from here.", ("References", "<i1@agent.example>"), to=CLIENT)
    with imapclient.IMAPClient("localhost", mail.imaps_port, ssl_context=mail.client_context()) as owner:
        owner.login(AGENT, "right")
        owner.append("Sent", by_hand.as_bytes())
    second = rig.receiver()
    async with mail_scene.running(second):
        await mail_scene.looked(second)
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.stage is Stage.HANDED_OFF


# Sending


async def an_answer_through(
    mail: mail_servers.MailServers, database: Database, proxy: fault_proxy.FaultProxy, **fields: Any
) -> mail_scene.Rig:
    await mail_scene.a_known_contact(database, proxied(mail, proxy.port, "smtp"))
    default = {"id": "answer:1", "kind": outbox_item.Kind.ANSWER, "text": "Слово. " * 40_000}
    await database.outbox.add(builders.an_item(**{**default, **fields}))
    return mail_scene.Rig(database, send_timeout_s=5.0)


async def test_a_server_that_dies_before_the_body_leaves_the_mail_queued(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    async with fault_proxy.FaultProxy(mail.smtps_port) as proxy:
        rig = await an_answer_through(mail, embedded_database, proxy)
        await asyncio.to_thread(mail.kill_exim)
        assert await rig.send_next() == State.QUEUED
        await asyncio.to_thread(mail.restart_exim)
        rig.clock.move_to(builders.later(hours=1))
        assert await rig.send_next() == State.SENT
        assert len(await mail.arrived(CLIENT)) == 1


async def test_a_server_that_restarts_within_the_body_makes_the_mail_unknown_and_it_arrives_once(
    mail: mail_servers.MailServers, embedded_database: Database
) -> None:
    async with fault_proxy.FaultProxy(mail.smtps_port) as proxy:
        rig = await an_answer_through(mail, embedded_database, proxy)
        item = await rig.mailer.claim()
        assert item is not None
        proxy.up = fault_proxy.Toxics(latency_s=0.1)
        sending = asyncio.create_task(rig.mailer.do(item))

        async def is_in_the_body() -> bool:
            return proxy.bytes_up > 100_000

        await mail_scene.until(is_in_the_body)
        proxy.up = fault_proxy.Toxics(black_hole=True)
        await asyncio.to_thread(mail.restart_exim)
        proxy.reset_all()
        await rig.mailer.settle(item, await sending)
        assert await state_of(embedded_database, "answer:1") is State.UNKNOWN
        proxy.heal()
        assert await embedded_database.outbox.resend(item, builders.NOW, "an operator looked: it did not arrive")
        assert await rig.send_next() == State.SENT
        assert len(await mail.arrived(CLIENT)) == 1
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.stage is Stage.ENGAGED
