"""`sales-agent replay`: what today's rules would decide in every situation that was ever decided on. It changes nothing.

A situation is kept in the trail as it was known then, so that only the rules differ. Turns whose worker died after the
commit have none, and are counted as such.
"""

import datetime

import pydantic
from rich.console import RenderableType

from services.app_logic.stages import decide
from services.cli import terminal
from services.cli.opening import Desk
from services.core.domain.decision import Decision
from services.core.domain.situation import Situation
from services.core.store import documents
from services.core.store.engine import Document


async def replay(desk: Desk, days: int) -> int:
    """Compare what was decided in the last so many days with what would be; exit code 1 when anything differs."""
    same, without, differences = 0, 0, []
    for event in await desk.database.events.since(desk.now() - datetime.timedelta(days=days)):
        if event["kind"] != "decided":
            continue
        then, now = _decided(event)
        if then is None or now is None:
            without += 1
        elif _essence(then) == _essence(now):
            same += 1
        else:
            differences.append((event, then, now))
    document = {
        "same": same,
        "different": [_difference(*each) for each in differences],
        "without_situation": without,
    }
    lines = (
        (terminal.moment(event["at"]), event["conversation"], _words(then), _words(now), then.why)
        for event, then, now in differences
    )
    shown: list[RenderableType] = [
        terminal.rows(terminal.table("When", "Conversation", "Decided then", "Today", "Why then"), lines),
        "",
    ]
    told = f"{same} decisions would be the same, {len(differences)} different, {without} cannot be made again."
    desk.terminal.result(document, *(shown if differences else []), told)
    return terminal.OTHER if differences else terminal.OK


def _decided(event: Document) -> tuple[Decision | None, Decision | None]:
    try:
        then = documents.to_noun(Decision, event["decision"])
        known = documents.to_noun(Situation, event["situation"]) if event.get("situation") else None
    except (KeyError, pydantic.ValidationError):  # written by a version that knew other fields, or erased
        return None, None
    return then, decide.decide(known) if known is not None else None


def _essence(made: Decision) -> tuple[object, ...]:
    """What a client or an operator would notice; wording and the rule's name are not."""
    return made.actions, made.stage, made.facts, made.slots, made.pause_until, bool(made.held), made.wake_at


def _words(made: Decision) -> str:
    return f"{made.rule}: {', '.join(made.actions)} → {made.stage}"


def _difference(event: Document, then: Decision, now: Decision) -> dict[str, object]:
    return {
        "at": terminal.stamp(event["at"]),
        "conversation": event["conversation"],
        "then": {"rule": then.rule, "actions": list(then.actions), "stage": str(then.stage), "why": then.why},
        "now": {"rule": now.rule, "actions": list(now.actions), "stage": str(now.stage), "why": now.why},
    }
