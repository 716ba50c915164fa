"""One service in a process of its own, as `sales-agent run` starts it, with its database commands counted.

    python benchmarks/served.py app_logic|mail_worker|tg_worker|console COUNTS [--no-encoder]

The driver's own listener counts what goes over the wire (connection checks are not commands). On SIGUSR1 the
counts are written to the file COUNTS as {"NAME COLLECTION": n, …, "empty": n}: `empty` are claims that found nothing
to do, which is what polling costs; they are not among the others.

`--no-encoder` runs app_logic with `PlainBrain` in place of the embedded brain: the same service without the sentence
encoder, which a brain on another machine makes unnecessary.
"""

import argparse
import asyncio
import collections
import importlib
import json
import os
import pathlib
import signal
import sys

import pymongo.monitoring

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from services.app_logic.brain.base import Heard, Plan, Request
from services.core import clock, log, settings, worker
from services.core.domain.understanding import Intent, IntentFound
from services.core.store import database as store


class Counter(pymongo.monitoring.CommandListener):
    """Counts the commands of every client of this process."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter(empty=0)
        self._under_way: dict[int, str] = {}

    def started(self, event: pymongo.monitoring.CommandStartedEvent) -> None:
        """Each command once, by its name and the collection it is about."""
        name = f"{event.command_name} {event.command.get(event.command_name, '')}"
        self.counts[name] += 1
        self._under_way[event.request_id] = name

    def succeeded(self, event: pymongo.monitoring.CommandSucceededEvent) -> None:
        """A findAndModify that found nothing was a poll."""
        name = self._under_way.pop(event.request_id, "")
        if name.lower().startswith("findandmodify") and event.reply.get("value") is None:
            self.counts[name] -= 1
            self.counts["empty"] += 1

    def failed(self, event: pymongo.monitoring.CommandFailedEvent) -> None:
        """It was counted when it started."""
        self._under_way.pop(event.request_id, None)

    def write(self, path: pathlib.Path) -> None:
        """The counts into the file, at once or not at all."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(self.counts), encoding="utf-8")
        fresh.replace(path)


class PlainBrain:
    """Takes everything for a question, surely; writes nothing. It needs no memory to speak of."""

    name = "plain"

    async def understand(self, request: Request) -> Heard:
        """A question, with the whole text as the quote."""
        found = IntentFound(label=Intent.QUESTION, score=1.0, quote=request.text)
        return Heard(intents=(found,), sure=True, source=self.name)

    async def write(self, plan: Plan) -> str | None:
        """Nothing: templates do."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""


async def serve_without_encoder(configuration: settings.Settings, stop: asyncio.Event) -> None:
    """`app_logic` as its own `serve` builds it, with the plain brain."""
    from services.app_logic.main import AppLogic
    from services.app_logic.office import Office

    database, system = store.on_settings(configuration), clock.SystemClock()
    try:
        await database.prepare(system.now())
        office = Office(database, system, PlainBrain(), configuration.signing_key(), None)
        await AppLogic(office, configuration).run(stop)
    finally:
        await database.close()


async def run(service: str, counts: pathlib.Path, *, has_encoder: bool) -> None:
    """The service until SIGTERM."""
    counter = Counter()
    pymongo.monitoring.register(counter)
    configuration = settings.load()
    log.set_up(configuration.log_level)
    stop = asyncio.Event()
    worker.on_signals(stop, lambda: os._exit(1))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, counter.write, counts)
    if service == "app_logic" and not has_encoder:
        await serve_without_encoder(configuration, stop)
        return
    await importlib.import_module(f"services.{service}.main").serve(configuration, stop)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("service", choices=("app_logic", "mail_worker", "tg_worker", "console"))
    parser.add_argument("counts", type=pathlib.Path)
    parser.add_argument("--no-encoder", action="store_true")
    given = parser.parse_args()
    asyncio.run(run(given.service, given.counts, has_encoder=not given.no_encoder))
