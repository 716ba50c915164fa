"""The sandbox over loopback: real SMTP, real IMAP, real IDLE; a thread of mails in all styles."""

import asyncio
import datetime
import smtplib
import threading
from collections.abc import AsyncIterator

import aiohttp
import imapclient
import pytest

from services.cli import quoting, sandbox
from services.cli.client_mailbox import ClientMailbox

AGENT = "sales@demo.example"
ANNA = "anna@veter.example"
MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
WHEN = datetime.datetime(2026, 11, 23, 10, 5, tzinfo=MOSCOW)


@pytest.fixture
async def server() -> AsyncIterator[sandbox.Sandbox]:
    async with sandbox.Sandbox(agents=[AGENT], clients=[ANNA], clock=lambda: WHEN) as running:
        yield running


def a_mailbox(server: sandbox.Sandbox, address: str, name: str) -> ClientMailbox:
    return ClientMailbox(address, name, server.password, server)


def an_imap_client(server: sandbox.Sandbox, address: str) -> imapclient.IMAPClient:
    client = imapclient.IMAPClient(server.host, server.imap_port, ssl=False, timeout=20)
    client.login(address, server.password)
    return client


async def test_six_mails_in_all_styles_stay_in_one_thread(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, a_mailbox(server, ANNA, "Анна") as anna:
        await agent.write("Добрый день, Анна!\n\nМы собираем отзывы.", WHEN, to=ANNA, subject="Отзывы")
        answered = 0
        for number, style in enumerate((*quoting.Style, quoting.Style.GMAIL), 1):
            reader, _ = (anna, agent) if number % 2 else (agent, anna)
            (seen,) = await reader.new_messages()
            sent = await reader.reply(seen, f"Ответ {number}", WHEN + datetime.timedelta(days=number), style=style)
            assert sent.in_reply_to == seen.message_id
            assert sent.references == (*seen.references, seen.message_id)
            assert sent.text.startswith(f"Ответ {number}\n")
            assert "Мы собираем отзывы." in sent.text
            answered += 1
        (last,) = await agent.new_messages()
        assert len(last.references) == answered == 5
        assert last.subject == "Re: Отзывы"
        assert last.at == WHEN + datetime.timedelta(days=5)
        assert last.raw.endswith(sent.raw.partition(b"From:")[2])
        assert (await agent.new_messages(), await anna.new_messages()) == ((), ())
        assert server.delivered == 6


async def test_mail_goes_to_the_envelope_in_any_spelling_of_the_address(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, a_mailbox(server, ANNA, "Анна") as anna:
        await agent.write("one", WHEN, to="Anna+tag@Veter.example", subject="s")
        content = (await anna.new_messages())[0].raw
        await agent.send(content, sender=AGENT, to=[ANNA, "ANNA@veter.example", "boss@veter.example"])
        assert len(await anna.new_messages()) == 1
        assert server.accounts == (ANNA, AGENT, "boss@veter.example")


async def test_a_colleague_can_answer_in_the_clients_place(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, a_mailbox(server, ANNA, "Анна") as anna:
        await agent.write("one", WHEN, to=ANNA, subject="s")
        (seen,) = await anna.new_messages()
        await anna.reply(seen, "Это ко мне", WHEN, sender="boss@veter.example")
        (answer,) = await agent.new_messages()
        assert answer.sender == "boss@veter.example"
        assert answer.header("Authentication-Results") == f"{sandbox.AUTHSERV_ID}; dmarc=pass header.from=veter.example"


async def test_a_foreign_sender_gets_no_authentication_result_and_none_can_be_brought(
    server: sandbox.Sandbox,
) -> None:
    forged = f"From: {ANNA}\r\nAuthentication-Results: {sandbox.AUTHSERV_ID};\r\n dmarc=pass\r\nTo: x\r\n\r\nhi\r\n"
    async with a_mailbox(server, "eve@evil.example", "Eve") as eve, a_mailbox(server, AGENT, "Ольга") as agent:
        await eve.send(forged.encode(), sender="eve@evil.example", to=[AGENT])
        (seen,) = await agent.new_messages()
        assert seen.header("Authentication-Results") is None
        assert (seen.sender, seen.header("To"), seen.text) == (ANNA, "x", "hi")


async def test_bounces_and_absences_come_back_to_the_agent(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, a_mailbox(server, ANNA, "Анна") as anna:
        await agent.write("Добрый день", WHEN, to=ANNA, subject="Отзывы")
        (seen,) = await anna.new_messages()
        await anna.bounce(seen, WHEN)
        await anna.auto_reply(seen, WHEN, until=datetime.date(2026, 12, 1))
        report, absence = await agent.new_messages()
        assert report.header("Return-Path") == absence.header("Return-Path") == "<>"
        assert b"Final-Recipient: rfc822; anna@veter.example" in report.raw
        assert absence.subject == "Автоматический ответ: Отзывы"


async def test_the_agent_has_a_sent_folder_that_can_be_searched(server: sandbox.Sandbox) -> None:
    def copy_to_sent() -> tuple[bytes, list[int], list[int]]:
        with an_imap_client(server, AGENT) as client:
            code = client.append(sandbox.SENT, b"Message-ID: <m@demo.example>\r\nX-Ref: r1\r\n\r\nhi\r\n", [b"\\Seen"])
            client.select_folder(sandbox.SENT)
            found = client.search(["HEADER", "Message-ID", "<m@demo.example>"])
            return code, found, client.search(["HEADER", "X-Ref", "r2"])

    code, found, absent = await asyncio.to_thread(copy_to_sent)
    assert code.startswith(b"[APPENDUID ")
    assert (len(found), absent) == (1, [])


async def test_a_folder_that_was_not_made_is_an_error(server: sandbox.Sandbox) -> None:
    def folders() -> set[str]:
        with an_imap_client(server, ANNA) as client:
            with pytest.raises(imapclient.exceptions.IMAPClientError):
                client.select_folder("Archive")
            return {name for _, _, name in client.list_folders()}

    assert await asyncio.to_thread(folders) == {"INBOX"}


async def test_idle_tells_of_mail_that_came_before_and_after_it_began(server: sandbox.Sandbox) -> None:
    reader, writer = await asyncio.open_connection(server.host, server.imap_port)

    async def say(line: str, until: bytes) -> bytes:
        writer.write(line.encode() + b"\r\n")
        return await asyncio.wait_for(reader.readuntil(until), 5)

    await reader.readline()
    await say(f'a LOGIN {AGENT} "{server.password}"', b"a OK")
    await say("b SELECT INBOX", b"b OK")
    async with a_mailbox(server, ANNA, "Анна") as anna:
        await anna.write("before", WHEN, to=AGENT, subject="s")
        assert b"* 1 EXISTS" in await say("c IDLE", b"EXISTS\r\n")
        for _ in range(4):
            await anna.write("after", WHEN, to=AGENT, subject="s")
            assert await asyncio.wait_for(reader.readuntil(b"EXISTS\r\n"), 5)
        await say("DONE", b"c OK")
    writer.close()
    await writer.wait_closed()


async def test_a_search_sees_mail_that_came_since_the_last_command(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, ANNA, "Анна") as anna:
        client = await asyncio.to_thread(an_imap_client, server, AGENT)
        try:
            await asyncio.to_thread(client.select_folder, "INBOX")
            await anna.write("x", WHEN, to=AGENT, subject="s")
            assert await asyncio.to_thread(client.search, "ALL") == [101]
        finally:
            await asyncio.to_thread(client.logout)


async def test_sending_needs_the_password(server: sandbox.Sandbox) -> None:
    def attempt() -> tuple[int, int]:
        with smtplib.SMTP(server.host, server.smtp_port, timeout=10) as client:
            client.ehlo()
            code, _ = client.mail(ANNA)
            with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
                client.login(ANNA, "wrong")
            return code, refused.value.smtp_code

    assert await asyncio.to_thread(attempt) == (530, 535)


async def test_an_answer_in_the_webmail_comes_from_the_account_and_stays_in_the_thread(
    server: sandbox.Sandbox,
) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, aiohttp.ClientSession() as browser:
        sent = await agent.write("Добрый день", WHEN, to=ANNA, subject="Отзывы")
        page = await browser.get(server.webmail_url)
        assert page.status == 200
        async with browser.ws_connect(server.webmail_url + "websocket") as page_socket:
            await page_socket.send_json({"command": "list_accounts"})
            assert (await page_socket.receive_json())["data"]["accounts"][0] == ANNA
            place = {"account": ANNA, "mailbox": "INBOX"}
            await page_socket.send_json({"command": "reply_mail", **place, "uid": 101})
            form = (await page_socket.receive_json())["data"]["mail"]["header"]
            assert (form["from"], form["to"], form["subject"]) == (ANNA, AGENT, "Re: Отзывы")
            mail = {"header": form, "body": "Пришлите цены", "attachments": []}
            await page_socket.send_json({"command": "send_mail", **place, "mail": mail})
            await page_socket.receive_json()
        (answer,) = await agent.new_messages()
        assert (answer.sender, answer.in_reply_to, answer.text) == (ANNA, sent.message_id, "Пришлите цены")
        assert answer.header("Authentication-Results") is not None


async def test_a_client_reads_on_after_its_connection_is_lost(server: sandbox.Sandbox) -> None:
    async with a_mailbox(server, AGENT, "Ольга") as agent, a_mailbox(server, ANNA, "Анна") as anna:
        await agent.write("one", WHEN, to=ANNA, subject="s")
        assert [seen.text for seen in await anna.new_messages()] == ["one"]
        await anna.close()
        await agent.write("two", WHEN, to=ANNA, subject="s")
        assert [seen.text for seen in await anna.new_messages()] == ["two"]


async def test_it_ends_with_connections_open_and_leaves_nothing_behind() -> None:
    async with sandbox.Sandbox(agents=[AGENT]) as server:
        client = await asyncio.to_thread(an_imap_client, server, AGENT)
        await asyncio.to_thread(client.select_folder, "INBOX")
        await asyncio.to_thread(client.idle)
        address = (server.host, server.smtp_port)
    assert "sandbox-mail" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*address)
    client.shutdown()


async def test_an_account_can_be_added_later(server: sandbox.Sandbox) -> None:
    await server.add_account("second@demo.example", sent=True)
    await server.add_account("second@demo.example", sent=True)
    assert server.accounts[-1] == "second@demo.example"
