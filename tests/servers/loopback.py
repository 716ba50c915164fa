"""The frame of the in-process servers: one listening socket on 127.0.0.1, in the caller's event loop or its own.

`async with server` (or `start_here`, `stop_here`) runs it in the running loop; `with server` (or `start`, `stop`)
in a thread with a loop of its own. The port is chosen once: stopped and started again, it is the same.

It knows no protocol; a subclass gives one per connection.
"""

import abc
import asyncio
import concurrent.futures
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.servers import ports

_START_TIMEOUT_S = 10


class LoopbackServer(abc.ABC):
    def __init__(self) -> None:
        self.connections = 0
        self._port: int | None = None
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._open: set[asyncio.BaseTransport] = set()

    @abc.abstractmethod
    def _new_protocol(self) -> asyncio.BaseProtocol:
        """What serves one connection; it reports it by `_opened` and `_closed`."""

    def _server_context(self) -> ssl.SSLContext | None:
        """For TLS from the first byte; None for none."""
        return None

    @property
    def port(self) -> int:
        """Raises RuntimeError before the first start."""
        if self._port is None:
            raise RuntimeError("this server was never started")
        return self._port

    @property
    def open_connections(self) -> int:
        return len(self._open)

    def _opened(self, transport: asyncio.BaseTransport) -> None:
        self.connections += 1
        self._open.add(transport)

    def _closed(self, transport: asyncio.BaseTransport) -> None:
        self._open.discard(transport)

    def reset_all(self) -> None:
        """Reset (RST) every connection that is open now; new ones are served."""
        self._in_loop(self._reset_open)

    def _reset_open(self) -> None:
        for transport in tuple(self._open):
            reset(transport)

    def _in_loop(self, call: Callable[[], object]) -> None:
        """Run `call` in the server's loop, from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    # In the caller's loop

    async def start_here(self) -> Self:
        if self._server is not None:
            raise RuntimeError("this server is running already")
        sock = ports.bound_socket(self._port)
        self._port = int(sock.getsockname()[1])
        self._loop = asyncio.get_running_loop()
        self._server = await self._loop.create_server(self._new_protocol, sock=sock, ssl=self._server_context())
        return self

    async def stop_here(self) -> None:
        if self._server is None:
            return
        self._server.close()
        self._reset_open()
        await self._server.wait_closed()
        await self._ended()
        self._server = self._loop = None

    async def _ended(self) -> None:
        """Let what the connections run come to its end."""
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        return await self.start_here()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop_here()

    # In a thread of its own

    def start(self) -> Self:
        ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.result(timeout=_START_TIMEOUT_S)
        return self

    async def _serve(self, ready: concurrent.futures.Future[None]) -> None:
        self._stopping = asyncio.Event()
        try:
            await self.start_here()
        except (OSError, RuntimeError) as error:
            ready.set_exception(error)
            return
        ready.set_result(None)
        await self._stopping.wait()
        await self.stop_here()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        if self._stopping is not None:
            self._in_loop(self._stopping.set)
        thread.join(timeout=_START_TIMEOUT_S)
        if thread.is_alive():
            raise RuntimeError("the server's thread did not end")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def reset(transport: asyncio.BaseTransport) -> None:
    """Close with RST instead of FIN; what was not sent yet is lost."""
    sock = None if transport.is_closing() else transport.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    else:
        transport.close()
