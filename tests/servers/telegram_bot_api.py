"""The stand-in for Telegram's Bot API in tests, with one bot, and worker processes that are started and killed.

The stand-in itself is the demo's (`services/cli/sandbox_telegram.py`); it runs in the test's own loop, so that a
test plays people and reads what arrived without a detour.
"""

import asyncio
import collections.abc
import contextlib
import os
import signal
import sys

from services.cli import sandbox_telegram
from services.core import settings

TOKEN = "1000001:a-token-for-tests-only"
USERNAME = "shop_demo_bot"
SECRET_KEY, SUPPRESSION_KEY = "k" * 32, "s" * 32


@contextlib.asynccontextmanager
async def opened(
    *, has_limits: bool = False
) -> collections.abc.AsyncIterator[tuple[sandbox_telegram.Telegram, sandbox_telegram.Bot]]:
    """The stand-in and its bot, on loopback."""
    async with sandbox_telegram.Telegram(has_limits=has_limits) as telegram:
        yield telegram, telegram.bot(TOKEN, USERNAME)


def some_settings(telegram: sandbox_telegram.Telegram, **fields: object) -> settings.Settings:
    """Small times, so that a dead process is noticed while a test waits."""
    default: dict[str, object] = {
        "secret_key": SECRET_KEY,
        "suppression_key": SUPPRESSION_KEY,
        "lease_s": 1.0,
        "telegram_bot_api": telegram.url,
    }
    return settings.Settings.model_validate({**default, **fields})


class WorkerProcess:
    """`sales-agent run tg_worker` in a process of its own."""

    def __init__(self, telegram: sandbox_telegram.Telegram, uri: str, database_name: str) -> None:
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ},
            "MONGODB_URI": uri,
            "MONGODB_DB": database_name,
            "SECRET_KEY": SECRET_KEY,
            "SUPPRESSION_KEY": SUPPRESSION_KEY,
            "TELEGRAM_BOT_API": telegram.url,
            "BOT_TOKEN": TOKEN,
            "LEASE_S": "1",
            "LOG_LEVEL": "ERROR",
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its number, 0 when it is not running."""
        return self._process.pid if self._process is not None else 0

    async def start(self) -> None:
        """Start it; what it does is seen in the database and in Telegram."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli.main", "run", "tg_worker", env=self._environment
        )

    async def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Send the signal and wait for its end; the exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        return await process.wait()


@contextlib.asynccontextmanager
async def worker(
    telegram: sandbox_telegram.Telegram, uri: str, database_name: str
) -> collections.abc.AsyncIterator[WorkerProcess]:
    """A worker that is not started yet, and surely ended with the block."""
    made = WorkerProcess(telegram, uri, database_name)
    try:
        yield made
    finally:
        await made.end()
