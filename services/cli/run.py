"""`sales-agent run`: services in one process, until told to stop.

Services are found by name when they are run, so that the command line knows none of them. Each gives
`async serve(settings, stop)` in its `main`.
"""

import asyncio
import enum
import importlib
import os
from types import ModuleType

from services.core import errors, log, metrics, settings, worker


class Service(enum.StrEnum):
    """What can be run."""

    APP_LOGIC = "app_logic"
    MAIL_WORKER = "mail_worker"
    TG_WORKER = "tg_worker"
    CONSOLE = "console"


def run(services: list[Service]) -> None:
    """Run the services side by side until SIGTERM or SIGINT; the first that fails ends the others.

    Raises `errors.BadSetting` and whatever a service ends with.
    """
    configuration = settings.load()
    log.set_up(configuration.log_level)
    mains = [part(f"services.{each}.main", str(each)) for each in dict.fromkeys(services)]
    with metrics.served(configuration.metrics_host, configuration.metrics_port):
        asyncio.run(_serve(configuration, mains))


def part(module: str, name: str) -> ModuleType:
    """A module that is loaded only when it is needed. Raises `errors.BadInput` where it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise errors.BadInput(f"{name} is not part of this installation", field="service") from None


async def _serve(configuration: settings.Settings, mains: list[ModuleType]) -> None:
    stop = asyncio.Event()
    # Nothing is tidied up on the second signal: leases are watched, and every step is safe to repeat.
    worker.on_signals(stop, lambda: os._exit(1))
    await worker.run_all(*(each.serve(configuration, stop) for each in mains))
