"""A TCP proxy on loopback that does to a connection what networks do, switchable while it runs.

Set `proxy.up` (client to server) or `proxy.down` (server to client) to a `Toxics`. Byte limits count per
connection from the moment the toxics were set, or from the connection's start if that is later.

It does not read what passes: under TLS it sees ciphertext like any router.
"""

import asyncio
import contextlib
import dataclasses
from typing import Literal, Self

from tests.servers import loopback, ports

Direction = Literal["up", "down"]
_CHUNK = 65_536


@dataclasses.dataclass(frozen=True)
class Toxics:
    """What happens in one direction; by default nothing.

    `latency_s` holds each chunk back. `black_hole` holds everything, until it is switched off. `one_byte` sends
    single bytes. After exactly `cut_after` bytes both sides see an end (FIN), after `reset_after` a reset (RST);
    0 acts when the first byte comes.
    """

    latency_s: float = 0.0
    black_hole: bool = False
    one_byte: bool = False
    cut_after: int | None = None
    reset_after: int | None = None

    @property
    def limit(self) -> int | None:
        limits = [limit for limit in (self.cut_after, self.reset_after) if limit is not None]
        return min(limits, default=None)

    @property
    def ends_by_reset(self) -> bool:
        return self.reset_after is not None and self.reset_after == self.limit


HEALTHY = Toxics()
_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class FaultProxy(loopback.LoopbackServer):
    """Connect to `proxy.port` instead of `target_port`."""

    def __init__(self, target_port: int, target_host: str = ports.HOST) -> None:
        super().__init__()
        self.target_port, self.target_host = target_port, target_host
        self._toxics: dict[Direction, Toxics] = {"up": HEALTHY, "down": HEALTHY}
        self._changed = asyncio.Event()
        self.accepting = True  # False: a new connection is reset at once
        self.bytes_up = 0
        self.bytes_down = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def up(self) -> Toxics:
        return self._toxics["up"]

    @up.setter
    def up(self, toxics: Toxics) -> None:
        self._set("up", toxics)

    @property
    def down(self) -> Toxics:
        return self._toxics["down"]

    @down.setter
    def down(self, toxics: Toxics) -> None:
        self._set("down", toxics)

    def _set(self, direction: Direction, toxics: Toxics) -> None:
        self._toxics[direction] = toxics
        self._in_loop(lambda: self._changed.set())

    async def start_here(self) -> Self:
        self._changed = asyncio.Event()  # belongs to this loop; there may have been another before
        return await super().start_here()

    def heal(self) -> None:
        """No toxics in either direction, and new connections are accepted."""
        self.up = self.down = HEALTHY
        self.accepting = True

    def _new_protocol(self) -> asyncio.BaseProtocol:
        reader = asyncio.StreamReader(limit=_CHUNK)
        return asyncio.StreamReaderProtocol(reader, self._connected)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._opened(writer.transport)
        try:
            await self._serve_client((reader, writer))
        finally:
            loopback.reset(writer.transport)  # no effect where it was closed cleanly
            self._closed(writer.transport)
            self._tasks.discard(task)

    async def _serve_client(self, client: _Streams) -> None:
        if not self.accepting:
            return
        try:
            server = await asyncio.open_connection(self.target_host, self.target_port)
        except OSError:
            return  # the target is down: the client sees a reset
        for _, writer in (client, server):
            writer.transport.set_write_buffer_limits(high=0)  # so that drain waits for the last byte
        try:
            async with asyncio.TaskGroup() as group:
                up = group.create_task(self._pump("up", client, server))
                down = group.create_task(self._pump("down", server, client))
                up.add_done_callback(lambda done: _end_other(done, down))
                down.add_done_callback(lambda done: _end_other(done, up))
            if not up.cancelled() and not down.cancelled():
                await _close(client[1], server[1])
        finally:
            loopback.reset(server[1].transport)

    async def _pump(self, direction: Direction, source: _Streams, target: _Streams) -> bool:
        """Forward until the source ends (True) or the connection is broken (False)."""
        reader, writer = source[0], target[1]
        seen, passed = self._toxics[direction], 0
        with contextlib.suppress(OSError):  # also ENOTCONN, from the end of a connection that was reset meanwhile
            while True:
                chunk = await reader.read(_CHUNK)
                toxics = await self._let_through(direction)
                if not chunk:
                    writer.write_eof()
                    return True
                if toxics is not seen:
                    seen, passed = toxics, 0
                limit = toxics.limit
                chunk = chunk if limit is None else chunk[: max(limit - passed, 0)]
                await self._forward(direction, chunk, writer, toxics)
                passed += len(chunk)
                if limit is not None and passed >= limit:
                    if not toxics.ends_by_reset:
                        await _close(source[1], target[1])
                    return False
        return False

    async def _let_through(self, direction: Direction) -> Toxics:
        """Wait out black hole and latency; the toxics that hold now."""
        if self._toxics[direction].latency_s:
            await asyncio.sleep(self._toxics[direction].latency_s)
        while self._toxics[direction].black_hole:
            self._changed.clear()
            await self._changed.wait()
        return self._toxics[direction]

    async def _forward(self, direction: Direction, chunk: bytes, writer: asyncio.StreamWriter, toxics: Toxics) -> None:
        pieces = [chunk[at : at + 1] for at in range(len(chunk))] if toxics.one_byte else [chunk]
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if direction == "up":
                self.bytes_up += len(piece)
            else:
                self.bytes_down += len(piece)
            if toxics.one_byte:
                await asyncio.sleep(0)  # the other side may read this byte before the next one is sent

    async def _ended(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _end_other(done: asyncio.Task[bool], other: asyncio.Task[bool]) -> None:
    """A half-closed connection lives on; a broken one ends in both directions."""
    if done.cancelled() or done.exception() is not None or not done.result():
        other.cancel()


async def _close(*writers: asyncio.StreamWriter) -> None:
    for writer in writers:
        writer.close()
    for writer in writers:
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
