"""`sales-agent healthcheck`: does a service show life? For container health checks; it mends nothing."""

import datetime

from services.cli import terminal
from services.cli.opening import Desk

MOST_AGE = datetime.timedelta(seconds=60)


async def check(desk: Desk, service: str) -> int:
    """0 when a process of this service has shown life within a minute, else 1."""
    now = desk.now()
    ages = [now - worker["at"] for worker in await desk.database.workers.all() if worker.get("service") == service]
    youngest = min(ages, default=None)
    is_alive = youngest is not None and youngest <= MOST_AGE
    said = f"last seen {youngest.total_seconds():.0f} s ago" if youngest is not None else "never seen"
    desk.terminal.result({"service": service, "alive": is_alive, "said": said}, f"{service}: {said}")
    return terminal.OK if is_alive else terminal.OTHER
