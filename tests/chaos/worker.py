"""The workers under test, in processes that may be killed: `python -m tests.chaos.worker`.

Each line on standard input is a `Spec` as JSON; for each it forks (so that the imports are paid once) and
prints the child's number. A child runs the services of the spec on a real server until it is killed, by itself
at the point of the spec, or by whoever reads the number. Children end with the process that forked them.
"""

import asyncio
import ctypes
import dataclasses
import datetime
import json
import os
import random
import signal
import sys

from services.app_logic.brain.base import Heard, Request
from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.core import clock, log, settings, worker
from services.core.domain.understanding import Intent
from services.core.store import database as store
from services.core.store.engine import Command
from services.mail_worker.main import MailWorker
from tests import builders, preloading
from tests.chaos import points
from tests.fakes import KeywordBrain

KEY = "k" * 32
WORDS = {"сколько": Intent.QUESTION, "созвон": Intent.DEMO, "позже": Intent.TIMEOUT}
_DEATHSIG = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclasses.dataclass(frozen=True)
class Spec:
    """What one child does. `ahead_s` is how far its clock is ahead of the machine's; `kill_at` a point or ""."""

    uri: str
    database: str
    ahead_s: float
    kill_at: str = ""
    lease_s: float = 1.5
    send_timeout_s: float = 5.0
    places: int = 4
    services: tuple[str, ...] = ("app_logic", "mail_worker")


class Executioner:
    """Sees every command before it is sent, and kills this process at its point."""

    def __init__(self, kill_at: str) -> None:
        self._point = points.STORE_POINTS.get(kill_at)
        self._is_armed = self._point is not None and not self._point.after
        self._left = self._point.count if self._point is not None else 0

    def observe(self, command: Command) -> None:
        """One command is about to be sent."""
        if self._point is None:
            return
        name = points.name_of(command)
        if self._is_armed and name == self._point.before:
            self._left -= 1
            if self._left == 0:
                die()
        if name and name == self._point.after:
            self._is_armed = True


class MortalBrain(KeywordBrain):
    """Dies when it has understood, where that is the point."""

    def __init__(self, kill_at: str) -> None:
        super().__init__(WORDS)
        self._dies = kill_at == points.UNDERSTOOD

    async def understand(self, request: Request) -> Heard:
        """What it heard, if it lives."""
        heard = await super().understand(request)
        if self._dies:
            die()
        return heard


def die() -> None:
    """What `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


async def work(spec: Spec) -> None:
    """Run the services until killed."""
    executioner = Executioner(spec.kill_at)
    database = store.on_server(spec.uri, spec.database, builders.SUPPRESSION_KEYS, executioner.observe)
    moment = clock.ShiftedClock(datetime.timedelta(seconds=spec.ahead_s))
    configuration = settings.Settings.model_validate(
        {
            "secret_key": KEY,
            "suppression_key": KEY,
            "lease_s": spec.lease_s,
            "idle_s": 2.0,
            "send_timeout_s": spec.send_timeout_s,
            "concurrency": spec.places,
        }
    )
    stop = asyncio.Event()
    running = []
    if "app_logic" in spec.services:
        office = Office(database, moment, MortalBrain(spec.kill_at), KEY.encode())
        running.append(AppLogic(office, configuration).run(stop))
    if "mail_worker" in spec.services:
        running.append(MailWorker(database, moment, configuration).run(stop))
    await worker.run_all(*running)


def _child(line: str) -> None:
    ctypes.CDLL(None).prctl(_DEATHSIG, signal.SIGKILL)
    random.seed()
    given = json.loads(line)
    given["services"] = tuple(given["services"])
    asyncio.run(work(Spec(**given)))


def main() -> None:
    """Serve the lines on standard input."""
    log.set_up("ERROR")
    preloading.preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            try:
                _child(line)
            finally:
                os._exit(1)
        print(number, flush=True)


if __name__ == "__main__":
    main()
