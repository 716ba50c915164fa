"""A proxy before an SMTP or IMAP server that knows where in the conversation it is, and stops it there.

Workers speak plainly to it; to the server it may speak TLS. At the point that is armed it holds the bytes,
awaits the blow (a kill, a stop that is stored), and then ends the connection or lets it go on.
It records each message that the server accepted.
"""

import asyncio
import collections.abc
import contextlib
import random
import ssl

from tests.chaos import points
from tests.servers import loopback, ports

Blow = collections.abc.Callable[[], collections.abc.Awaitable[bool]]
_CHUNK = 65_536
_Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Ended(Exception):
    """The blow was struck: this connection is over."""


class Tap(loopback.LoopbackServer):
    """Connect to `tap.port` instead of `target_port`. `arm` it once for each blow; `delay_s` holds each reply
    back by a random time up to so long."""

    def __init__(self, target_port: int, context: ssl.SSLContext | None = None, delay_s: float = 0.0) -> None:
        super().__init__()
        self.target_port, self.context, self._delay_s = target_port, context, delay_s
        self._point = ""
        self._blow: Blow | None = None
        self.struck = False
        self.delays = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def arm(self, point: str, blow: Blow) -> None:
        """At the next time that this point is reached: `blow`; the connection goes on where it answers True."""
        self._point, self._blow, self.struck = point, blow, False

    async def at(self, point: str) -> None:
        """This point is reached."""
        if point != self._point or self._blow is None:
            return
        blow, self._blow = self._blow, None
        self.struck = True
        if not await blow():
            raise _Ended

    def is_at(self, point: str) -> bool:
        """Whether this is where the next blow falls."""
        return self._blow is not None and point == self._point

    def _new_protocol(self) -> asyncio.BaseProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=_CHUNK), self._connected)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._opened(writer.transport)
        try:
            with contextlib.suppress(_Ended, OSError, asyncio.CancelledError):
                await self.at(points.CONNECT)
                await self._relay((reader, writer))
        finally:
            loopback.reset(writer.transport)
            self._closed(writer.transport)
            self._tasks.discard(task)

    async def _relay(self, client: _Pair) -> None:
        name = "localhost" if self.context else None
        server = await asyncio.open_connection(
            ports.HOST, self.target_port, ssl=self.context, server_hostname=name, limit=_CHUNK
        )
        ear = _Ear(self)
        try:
            async with asyncio.TaskGroup() as group:
                up = group.create_task(self._up(client[0], server[1], ear))
                down = group.create_task(self._down(server[0], client[1], ear))
                up.add_done_callback(lambda _: down.cancel())
                down.add_done_callback(lambda _: up.cancel())
        finally:
            server[1].transport.abort()

    async def _up(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, ear: "_Ear") -> None:
        with contextlib.suppress(_Ended, OSError):
            while chunk := await source.read(_CHUNK):
                passed = await ear.hears_client(chunk)
                target.write(passed)
                await target.drain()
                await ear.has_passed(passed)
            # What the server still says is let through: the end of the client's side is no end of the talk.
            await asyncio.sleep(0.05)

    async def _down(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, ear: "_Ear") -> None:
        with contextlib.suppress(_Ended, OSError):
            while chunk := await source.read(_CHUNK):
                if self._delay_s:
                    self.delays += 1
                    await asyncio.sleep(random.uniform(0, self._delay_s))
                await ear.hears_server(chunk)
                target.write(chunk)
                await target.drain()

    async def _ended(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Ear:
    """Where one connection is: told by lines outside the body, and by the dot at its end."""

    def __init__(self, tap: Tap) -> None:
        self._tap = tap
        self._command = ""
        self._in_body = False
        self._tail = b""
        self._halved = False

    async def hears_client(self, chunk: bytes) -> bytes:
        """What of it is passed on."""
        if self._in_body:
            if self._tap.is_at(points.HALF):
                self._halved = True
                return chunk[: max(1, len(chunk) // 2)]
            return chunk
        words = chunk.split(None, 2)
        self._command = words[0].decode("ascii", "replace").upper() if words else ""
        if self._command == "DATA":
            await self._tap.at(points.DATA)
        if len(words) > 1 and words[1].upper() == b"APPEND":
            await self._tap.at(points.APPEND)
        return chunk

    async def has_passed(self, chunk: bytes) -> None:
        """These bytes are with the server."""
        if self._halved:
            self._halved = False
            await self._tap.at(points.HALF)
        if self._in_body:
            self._tail = (self._tail + chunk)[-5:]
            if self._tail == b"\r\n.\r\n":
                self._in_body, self._command = False, "."

    async def hears_server(self, chunk: bytes) -> None:
        """The reply to what the client said last."""
        if self._command == "RCPT":
            await self._tap.at(points.RCPT)
        elif self._command == "DATA" and chunk.startswith(b"354"):
            self._in_body, self._tail = True, b"\r\n"
        elif self._command == "." and chunk.startswith(b"250"):
            await self._tap.at(points.DOT)
            await self._tap.at(points.DOT_KEPT)
