"""`sales-agent status`: where everything stands, and which workers are alive. It changes nothing."""

import datetime
from collections import Counter

from rich.console import RenderableType

from services.cli import keeping, terminal
from services.cli.opening import Desk
from services.core.domain import outbox_item

_ALIVE_S = 60.0


async def status(desk: Desk) -> int:
    """Conversations by stage, the outbox by state, and which workers are alive."""
    stages = Counter(str(each.stage) for each in await desk.database.conversations.all())
    states = {
        str(state): len(found) for state in outbox_item.State if (found := await desk.database.outbox.in_states(state))
    }
    workers = [
        {"id": each["_id"], "service": each.get("service", ""), "at": each.get("at"), "alive": _is_alive(each, desk)}
        for each in await desk.database.workers.all()
    ]
    held = (await desk.database.installation.get()).hold
    shown: list[RenderableType] = [
        terminal.rows(terminal.table("Stage", "Conversations"), ((each, stages[each]) for each in stages)),
        "",
        terminal.rows(terminal.table("Outbox", "Messages"), states.items()),
        "",
    ]
    if held is not None:
        shown = [terminal.safe(keeping.said(held), "bold red"), "", *shown]
    lines = (
        (each["id"], each["service"], terminal.moment(each["at"]), "yes" if each["alive"] else "no") for each in workers
    )
    made = terminal.rows(terminal.table("Worker", "Service", "Last sign", "Alive"), lines)
    shown.append(made if workers else "No worker runs: sales-agent run app_logic mail_worker")
    document = {"hold": held.why if held else "", "conversations": dict(stages), "outbox": states, "workers": workers}
    desk.terminal.result(document, *shown)
    return terminal.OK


def _is_alive(worker: dict[str, object], desk: Desk) -> bool:
    at = worker.get("at")
    return isinstance(at, datetime.datetime) and (desk.now() - at).total_seconds() < _ALIVE_S
