"""The console: the web pages, served until told to stop. The composition root of this service.

Put a proxy with TLS before it. It writes no access log: the addresses hold tokens.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from services.console import app
from services.core import clock, errors, log, settings
from services.core.store import database as store

SERVICE = "console"
_FINISH_S = 5


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: the stop event is what ends us."""
        yield


async def serve(configuration: settings.Settings, stop: asyncio.Event) -> None:
    """Serve the pages on the database of the settings until `stop`. Raises `errors.BadSetting` on a taken port."""
    database = store.on_settings(configuration)
    system = clock.SystemClock()
    try:
        await database.prepare(system.now())
        pages = app.make_app(
            database,
            system,
            configuration.signing_keys(),
            bot_id=lambda mailbox: configuration.reveal(mailbox.secret).partition(":")[0],
        )
        with _listening(configuration.console_host, configuration.console_port) as listener:
            log.get(SERVICE).info("started", port=configuration.console_port)
            await run(_Server(_configured(pages)), listener, stop)
    finally:
        await database.close()
        log.get(SERVICE).info("stopped")


def _configured(pages: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        pages,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_FINISH_S,
        limit_concurrency=200,
        h11_max_incomplete_event_size=16_384,
    )


async def run(server: uvicorn.Server, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve on an open socket until `stop`; what is being answered is finished."""
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise errors.BadSetting(
            f"CONSOLE_HOST, CONSOLE_PORT: cannot listen on {host} port {port}: {error.strerror}",
            field="CONSOLE_PORT",
            hint="choose a port that is free",
        ) from None
