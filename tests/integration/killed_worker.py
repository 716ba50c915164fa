"""A child process of the kill tests: the app logic on a real server, killed with SIGKILL before its n-th command.

    python -m tests.integration.killed_worker URI DATABASE KILL_AT    (KILL_AT 0: run to rest and print the count)

It forks once for each line `DATABASE KILL_AT` on standard input, so that the imports are paid once. Answers
on standard output are `DATABASE SIGNAL COMMANDS`: how the child ended and how many commands it had sent.
"""

import asyncio
import os
import signal
import sys

from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.core import clock, log, settings
from services.core.domain.conversation import NEVER
from services.core.store import database as store
from services.core.store.engine import Command
from tests import builders, preloading
from tests.fakes import KeywordBrain
from tests.house.command_watch import CommandWatch
from tests.integration.scenes import NOW, WORDS

KEY = "k" * 32
LEASE_S = 0.2


class Executioner:
    """Counts commands from the first claim on, and kills the process before the n-th."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self.count = 0
        self._watch = CommandWatch()

    def observe(self, command: Command) -> None:
        """One command is about to be sent."""
        self._watch.observe(command)
        if command.collection == "workers" or command.verb == "create_index":
            return
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def work(uri: str, name: str, kill_at: int) -> int:
    """Work until every conversation is at rest, or until killed; the number of commands."""
    executioner = Executioner(kill_at)
    database = store.on_server(uri, name, builders.SUPPRESSION_KEYS, executioner.observe)
    office = Office(database, clock.VirtualClock(NOW), KeywordBrain(WORDS), KEY.encode())
    configuration = settings.Settings(secret_key=KEY, suppression_key=KEY, lease_s=LEASE_S)
    app = AppLogic(office, configuration)
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    watching = store.on_server(uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
    while not await _is_at_rest(watching):
        await asyncio.sleep(0.02)
        if running.done():
            running.result()
    stop.set()
    await running
    await database.close()
    await watching.close()
    return executioner.count


async def _is_at_rest(database: store.Database) -> bool:
    talks = await database.conversations.all()
    waiting = [talk for talk in talks if talk.lease_owner or talk.turn or (talk.wake_at <= NOW < NEVER)]
    return not waiting and not await database.messages.waiting()


def main() -> None:
    """Serve the lines on standard input."""
    log.set_up("ERROR")
    uri = sys.argv[1]
    preloading.preload()
    for line in sys.stdin:
        name, kill_at = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            count = asyncio.run(work(uri, name, int(kill_at)))
            os.write(writing, str(count).encode())
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        count_text = os.read(reading, 20).decode() or "0"
        os.close(reading)
        print(name, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, count_text, flush=True)


if __name__ == "__main__":
    main()
