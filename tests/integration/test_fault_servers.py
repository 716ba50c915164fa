"""The servers that misbehave on purpose, exercised for real: the SMTP sink and the proxy."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiosmtplib
import pytest

from tests.servers import certificates, fault_proxy, ports, smtp_sink

ALICE, BOB = "alice@example.test", "bob@example.test"


def a_message(to: str, message_id: str = "<1@example.test>", body: str = "Good day.\r\n.\r\n..two\r\n") -> bytes:
    lines = [f"From: {ALICE}", f"To: {to}", "Subject: hello", f"Message-ID: {message_id}", "", body]
    return "\r\n".join(lines).encode()


# The sink


@pytest.fixture
async def sink() -> AsyncIterator[smtp_sink.SmtpSink]:
    async with smtp_sink.SmtpSink() as server:
        yield server


async def send_to(sink: smtp_sink.SmtpSink, message_id: str = "<1@example.test>", timeout_s: float = 2.0) -> None:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=sink.port, start_tls=False, timeout=timeout_s)
    async with client:
        await client.sendmail(ALICE, [BOB], a_message(BOB, message_id))


async def test_the_sink_keeps_a_copy_with_its_envelope(sink: smtp_sink.SmtpSink) -> None:
    await send_to(sink, "<kept@example.test>")
    [copy] = sink.copies_of("kept@example.test")
    assert (copy.sender, copy.recipients, copy.login, copy.is_tls) == (ALICE, (BOB,), None, False)
    assert copy.raw == a_message(BOB, "<kept@example.test>")


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (smtp_sink.Plan(greeting="421 4.3.2 busy"), aiosmtplib.SMTPConnectResponseError),
        (smtp_sink.Plan(greeting=smtp_sink.DROP), aiosmtplib.SMTPConnectError),
        (smtp_sink.Plan(mail="450 4.2.1 later"), aiosmtplib.SMTPSenderRefused),
        (smtp_sink.Plan(mail="421 4.3.2 closing"), aiosmtplib.SMTPSenderRefused),
        (smtp_sink.Plan(mail=smtp_sink.DROP), aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Plan(rcpt="550 5.1.1 no such user"), aiosmtplib.SMTPRecipientsRefused),
        (smtp_sink.Plan(rcpt={BOB: "452 4.2.2 full"}), aiosmtplib.SMTPRecipientsRefused),
        (smtp_sink.Plan(rcpt=smtp_sink.DROP), aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Plan(data_command="451 4.3.0 no"), aiosmtplib.SMTPDataError),
        (smtp_sink.Plan(data_command=smtp_sink.DROP), aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Plan(reset_in_body=20), aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Plan(data="554 5.7.1 spam"), aiosmtplib.SMTPDataError),
        (smtp_sink.Plan(data=smtp_sink.DROP), aiosmtplib.SMTPServerDisconnected),
    ],
    ids=str,
)
async def test_a_refused_or_broken_message_is_not_kept(
    sink: smtp_sink.SmtpSink, plan: smtp_sink.Plan, error: type[Exception]
) -> None:
    sink.once(plan)
    with pytest.raises(error):
        await send_to(sink)
    assert sink.copies == []
    await send_to(sink)
    assert len(sink.copies) == 1


@pytest.mark.parametrize(
    ("lost", "error"),
    [
        (smtp_sink.Lost.CLOSED, aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Lost.RESET, aiosmtplib.SMTPServerDisconnected),
        (smtp_sink.Lost.HUNG, aiosmtplib.SMTPReadTimeoutError),
    ],
    ids=str,
)
async def test_a_message_whose_answer_is_lost_is_kept(
    sink: smtp_sink.SmtpSink, lost: smtp_sink.Lost, error: type[Exception]
) -> None:
    sink.plan = smtp_sink.Plan(lost=lost)
    with pytest.raises(error):
        await send_to(sink, timeout_s=0.5)
    assert len(await sink.received(1)) == 1


async def test_a_hanging_answer_comes_when_it_is_released(sink: smtp_sink.SmtpSink) -> None:
    sink.once(smtp_sink.Plan(lost=smtp_sink.Lost.HUNG))
    sending = asyncio.create_task(send_to(sink, timeout_s=5))
    await sink.received(1)
    assert not sending.done()
    sink.release()
    await sending


def test_the_sink_runs_in_a_thread_of_its_own() -> None:
    sink = smtp_sink.SmtpSink()
    with sink:
        asyncio.run(send_to(sink))
        assert len(sink.copies) == 1
        port = sink.port
    assert not ports.is_open(port)
    with sink:
        assert sink.port == port


@pytest.mark.parametrize("implicit_tls", [False, True], ids=["STARTTLS", "TLS"])
async def test_the_sink_asks_for_tls_and_a_login(tmp_path: Path, implicit_tls: bool) -> None:
    made = certificates.Certificates(tmp_path)
    accounts = {ALICE: "right"}
    async with smtp_sink.SmtpSink(tls=made, implicit_tls=implicit_tls, accounts=accounts) as sink:
        for password, is_right in (("wrong", False), ("right", True)):
            client = aiosmtplib.SMTP(
                hostname="localhost",
                port=sink.port,
                use_tls=implicit_tls,
                start_tls=not implicit_tls,
                tls_context=made.client_context(),
                username=ALICE,
                password=password,
            )
            with contextlib.nullcontext() if is_right else pytest.raises(aiosmtplib.SMTPAuthenticationError):
                async with client:
                    await client.sendmail(ALICE, [BOB], a_message(BOB))
    assert [(copy.login, copy.is_tls) for copy in sink.copies] == [(ALICE, True)]


@pytest.mark.parametrize("implicit_tls", [False, True], ids=["STARTTLS", "TLS"])
@pytest.mark.parametrize(
    ("plan", "kept"),
    [
        (smtp_sink.Plan(reset_in_body=20), 0),
        (smtp_sink.Plan(rcpt=smtp_sink.DROP), 0),
        (smtp_sink.Plan(lost=smtp_sink.Lost.RESET), 1),
        (smtp_sink.Plan(lost=smtp_sink.Lost.CLOSED), 1),
    ],
    ids=["body", "rcpt", "reset", "closed"],
)
async def test_the_sink_breaks_connections_under_tls_too(
    tmp_path: Path, implicit_tls: bool, plan: smtp_sink.Plan, kept: int
) -> None:
    made = certificates.Certificates(tmp_path)
    async with smtp_sink.SmtpSink(plan, tls=made, implicit_tls=implicit_tls) as sink:
        client = aiosmtplib.SMTP(
            hostname="localhost",
            port=sink.port,
            use_tls=implicit_tls,
            start_tls=not implicit_tls,
            tls_context=made.client_context(),
            timeout=2,
        )
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            async with client:
                await client.sendmail(ALICE, [BOB], a_message(BOB))
        assert len(sink.copies) == kept


async def test_the_sink_takes_nothing_without_the_login_it_asks_for() -> None:
    async with smtp_sink.SmtpSink(accounts={ALICE: "right"}) as sink:
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refused:
            await send_to(sink)
    assert refused.value.code == 530


# The proxy


@pytest.fixture
async def echo_port() -> AsyncIterator[int]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(1_000):
                writer.write(chunk)
                await writer.drain()
        writer.close()

    sock = ports.bound_socket()
    async with await asyncio.start_server(echo, sock=sock):
        yield int(sock.getsockname()[1])


@pytest.fixture
async def proxy(echo_port: int) -> AsyncIterator[fault_proxy.FaultProxy]:
    async with fault_proxy.FaultProxy(echo_port) as server:
        yield server


@contextlib.asynccontextmanager
async def connected(
    proxy: fault_proxy.FaultProxy,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def test_a_healthy_proxy_passes_everything_and_counts(proxy: fault_proxy.FaultProxy) -> None:
    payload = bytes(range(256)) * 1_000
    async with connected(proxy) as (reader, writer):
        writer.write(payload)
        writer.write_eof()
        assert await reader.read() == payload
    assert (proxy.connections, proxy.bytes_up, proxy.bytes_down) == (1, len(payload), len(payload))


async def test_latency_holds_each_answer_back(proxy: fault_proxy.FaultProxy) -> None:
    proxy.down = fault_proxy.Toxics(latency_s=0.2)
    async with connected(proxy) as (reader, writer):
        began = time.monotonic()
        writer.write(b"ping")
        assert await reader.readexactly(4) == b"ping"
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_cut_comes_after_exactly_so_many_bytes(proxy: fault_proxy.FaultProxy, direction: str) -> None:
    setattr(proxy, direction, fault_proxy.Toxics(cut_after=7))
    async with connected(proxy) as (reader, writer):
        writer.write(b"0123456789")
        got = await reader.read()
    assert (got if direction == "down" else b"0123456") == b"0123456"
    assert getattr(proxy, f"bytes_{direction}") == 7


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_reset_comes_after_exactly_so_many_bytes(proxy: fault_proxy.FaultProxy, direction: str) -> None:
    async with connected(proxy) as (reader, writer):
        writer.write(b"login")
        assert await reader.readexactly(5) == b"login"
        setattr(proxy, direction, fault_proxy.Toxics(reset_after=3))
        writer.write(b"0123456789")
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(10)
    assert getattr(proxy, f"bytes_{direction}") == 8


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_black_hole_swallows_nothing_once_it_is_gone(proxy: fault_proxy.FaultProxy, direction: str) -> None:
    setattr(proxy, direction, fault_proxy.Toxics(black_hole=True))
    async with connected(proxy) as (reader, writer):
        writer.write(b"ping")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(4), timeout=0.1)
        proxy.heal()
        assert await reader.readexactly(4) == b"ping"


async def test_single_bytes_arrive_in_order(proxy: fault_proxy.FaultProxy) -> None:
    proxy.up = proxy.down = fault_proxy.Toxics(one_byte=True)
    sizes: list[int] = []
    got = b""
    async with connected(proxy) as (reader, writer):
        writer.write(bytes(range(200)))
        while len(got) < 200:
            chunk = await reader.read(1_000)
            sizes.append(len(chunk))
            got += chunk
    assert got == bytes(range(200))
    assert len(sizes) > 100


async def test_open_connections_can_be_reset_and_new_ones_refused(proxy: fault_proxy.FaultProxy) -> None:
    async with connected(proxy) as (reader, writer):
        writer.write(b"ping")
        await reader.readexactly(4)
        proxy.reset_all()
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
    proxy.accepting = False
    async with connected(proxy) as (reader, _):
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
    assert proxy.connections == 2


def test_the_proxy_runs_in_a_thread_of_its_own() -> None:
    with smtp_sink.SmtpSink() as sink, fault_proxy.FaultProxy(sink.port) as proxy:
        assert ports.greeting(proxy.port).startswith(b"220")
        sink.stop()
        assert ports.greeting(proxy.port) == b""
        sink.start()
        assert ports.greeting(proxy.port).startswith(b"220")
