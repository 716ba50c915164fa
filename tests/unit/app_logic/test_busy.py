"""Busy calendars from files and addresses: capped, kept for a while, and never a reason to fail."""

import asyncio
import collections.abc
import contextlib
import pathlib

from services.app_logic import busy
from tests.builders import NOW, later
from tests.unit.app_logic.test_busy_times import calendar

EVENT = calendar("DTSTART:20261126T120000Z\nDTEND:20261126T130000Z")


class Server:
    """A web server on loopback that answers every request with the same bytes."""

    def __init__(self, answer: bytes, *, hang: bool = False) -> None:
        self._answer = answer
        self._hang = hang
        self.asked = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            writer.write(self._answer)
            await writer.drain()
            if self._hang:
                await reader.read()
        writer.close()

    @contextlib.asynccontextmanager
    async def running(self) -> collections.abc.AsyncIterator[str]:
        """The address."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/busy.ics"


def page(content: bytes, status: str = "200 OK", more: str = "") -> bytes:
    """A whole HTTP answer."""
    return f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(content)}\r\n{more}\r\n".encode() + content


async def test_a_file_is_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "busy.ics"
    path.write_bytes(EVENT)
    found = await busy.BusyTimes().of(str(path), "Europe/Moscow", NOW)
    assert found.trouble == ""
    assert [f"{start:%d %H:%M}" for start, _ in found.times] == ["26 12:00"]


async def test_no_source_is_no_trouble() -> None:
    assert await busy.BusyTimes().of("", "Europe/Moscow", NOW) == busy.Busy()


async def test_an_address_is_fetched_once_and_kept() -> None:
    server, known = Server(page(EVENT)), busy.BusyTimes()
    async with server.running() as address:
        for _ in range(3):
            assert len((await known.of(address, "Europe/Moscow", NOW)).times) == 1
        assert server.asked == 1
        await known.of(address, "Europe/Moscow", later(days=1))
        assert server.asked == 2


async def test_trouble_is_a_value_and_names_no_address(tmp_path: pathlib.Path) -> None:
    large = b"x" * (busy.MOST_BYTES + 1)
    (tmp_path / "large.ics").write_bytes(large)
    for source in (
        str(tmp_path / "none.ics"),
        str(tmp_path),
        str(tmp_path / "large.ics"),
        "ftp://127.0.0.1/x",
        "http://[",
    ):
        found = await busy.BusyTimes().of(source, "Europe/Moscow", NOW)
        assert found.times == ()
        assert found.trouble
    secret = "private-token"
    answers = (page(b"gone", "404 Not Found"), page(large), page(b"<html>log in</html>"), b"rubbish\r\n\r\n")
    for answer in answers:
        async with Server(answer).running() as address:
            found = await busy.BusyTimes().of(f"{address}?key={secret}", "Europe/Moscow", NOW)
            assert found.times == ()
            assert found.trouble
            assert secret not in found.trouble


async def test_a_chain_of_web_redirects_has_an_end() -> None:
    server = Server(page(b"", "302 Found", "Location: /again\r\n"))
    async with server.running() as address:
        found = await busy.BusyTimes().of(address, "Europe/Moscow", NOW)
    assert found.trouble
    assert server.asked <= 5
