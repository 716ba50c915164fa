"""A child process of the kill tests: a person's Telegram account on a real server, until it is killed.

    python -m tests.integration.killed_user URI      (TELEGRAM_DC, TELEGRAM_DC_KEY_FILE and CLOCK_START in the environment)

It forks once for each line `DATABASE KILL_AT` on standard input and prints the child's process id, then, when the
child has ended, its signal. KILL_AT n: SIGKILL before its n-th write from the first claim in the outbox on; 0: none.
"""

import asyncio
import datetime
import os
import signal
import sys
import time

from services.core import log, settings
from services.core.store import database as store
from services.core.store.engine import Command
from services.tg_worker.user_worker import UserWorker
from tests import builders
from tests.house.command_watch import CommandWatch

KEY = "s" * 32
LEASE_S = 0.4
_READS = ("find", "find_one", "create_index", "aggregate")


class FastClock:
    """Business time that runs sixty times as fast as the machine's, from NOW at the start that the parent names."""

    def __init__(self, start: float) -> None:
        self._start = start

    def now(self) -> datetime.datetime:
        """The present moment."""
        seconds = round((time.time() - self._start) * 60, 3)
        return builders.NOW + datetime.timedelta(seconds=seconds)


class Executioner:
    """Counts writes from the first claim on, and kills the process before the n-th."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self._count = 0
        self._watch = CommandWatch()

    def observe(self, command: Command) -> None:
        """One command is about to be sent."""
        self._watch.observe(command)
        is_beat = command.collection == "accounts" and "receiver_beat" in str(command.update)
        if command.verb in _READS or is_beat or not (self._count or command.collection == "outbox"):
            return
        # A claim that finds nothing is no beginning: the work has one when something is due.
        if self._count or "leased" in str(command.update):
            self._count += 1
        if self._kill_at and self._count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def work(uri: str, name: str, kill_at: int) -> None:
    """Work until killed."""
    database = store.on_server(uri, name, builders.SUPPRESSION_KEYS, Executioner(kill_at).observe)
    named = settings.load({**os.environ, "SECRET_KEY": KEY, "SUPPRESSION_KEY": KEY, "LEASE_S": str(LEASE_S)})
    now = FastClock(float(os.environ["CLOCK_START"]))
    await UserWorker(database, now, named, f"child:{os.getpid()}").run(asyncio.Event())


def main() -> None:
    """Serve the lines on standard input."""
    log.set_up("ERROR")
    for line in sys.stdin:
        name, kill_at = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(work(sys.argv[1], name, int(kill_at)))
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, flush=True)


if __name__ == "__main__":
    main()
