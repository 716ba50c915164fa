"""Guard: an account's touches stop by themselves when its good name is at stake.

A complaint, or 5 % hard bounces among the touches of a week, stops touches until an operator resumes the
account. Reading and answering go on: whoever wrote to us gets an answer, and a "stop" is heard.
"""

import datetime
import enum

from services.core import log, metrics
from services.core.store import limits
from services.core.store.database import Database

MOST_BOUNCES = 0.05
LEAST_TOUCHES = 20


class Harm(enum.StrEnum):
    """What went wrong with a message of ours; the name of its counter in `limits`."""

    BOUNCE = "bounces"
    COMPLAINT = "complaints"


async def note(database: Database, account_id: str, harm: Harm, now: datetime.datetime) -> None:
    """Count it, and stop the account's touches where it is too much."""
    await database.limits.add(limits.of_day(harm, account_id, now.date()))
    metrics.BOUNCES.labels(harm.value).inc()
    why = "a client called our mail unwanted" if harm is Harm.COMPLAINT else await _too_many(database, account_id, now)
    if not why:
        return
    await database.accounts.mark(account_id, {"touches_stopped": why})
    event = f"account:{account_id}:touches_stopped:{now:%Y-%m-%d}"
    await database.events.add(event, now, "touches_stopped", "", f"{account_id}: {why}")
    log.get("mail_worker").error("touches_stopped", account=account_id, reason=why)


async def _too_many(database: Database, account_id: str, now: datetime.datetime) -> str:
    touches = await database.limits.of_week("touches", account_id, now)
    bounces = await database.limits.of_week(Harm.BOUNCE, account_id, now)
    if touches < LEAST_TOUCHES or bounces < MOST_BOUNCES * touches:
        return ""
    return f"{bounces} of {touches} touches of the last week met dead addresses"
