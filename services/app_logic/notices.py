"""Notices: what operators are told, at once or gathered, and never a flood.

To each operator a few go at once in an hour, more of the urgent ones; the rest of a quarter of an hour becomes one mail.
Nothing is lost: a gathered notice is added to the mail that waits by a write that holds only while it waits, and else
to the next one. Each is told once, however often a worker repeats it.
"""

import dataclasses
import datetime
import hashlib

from services.app_logic.stages import enqueue
from services.core.domain import account, address
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store.database import Database

URGENT_AN_HOUR, OTHERS_AN_HOUR = 10, 3
GATHERED_FOR = datetime.timedelta(minutes=15)
MOST_GATHERED = 100
_MOST_TEXT = 1_000
_DAY_ZERO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_KINDS = {address.Channel.EMAIL: account.Kind.MAILBOX, address.Channel.TELEGRAM: account.Kind.TELEGRAM_BOT}


@dataclasses.dataclass(frozen=True)
class Notice:
    """One thing to tell one operator. `id` derives from the cause, and is the operator's own."""

    id: str
    to: address.Address
    subject: str
    text: str
    urgent: bool = False


def sender_for(to: address.Address, known: list[account.Account]) -> account.Account | None:
    """Who writes to this operator: the first fitting account that sends, else the first that fits. Pure."""
    fitting = [each for each in known if each.kind is _KINDS.get(to.channel)]
    return next((each for each in fitting if each.state is account.State.ACTIVE), next(iter(fitting), None))


async def put(database: Database, sender: account.Account, told: Notice, key: bytes, now: datetime.datetime) -> None:
    """Tell it at once where this hour allows it, else with the others of this quarter. Safe to repeat."""
    domain = sender.address.rpartition("@")[2]
    item = enqueue.notice(told.id, told.to, sender.id, told.subject, told.text, domain, key, now)
    if await database.outbox.get(item.id) is not None or await database.outbox.is_gathered(item.id):
        return
    most = URGENT_AN_HOUR if told.urgent else OTHERS_AN_HOUR
    name = f"notices:{'urgent' if told.urgent else 'others'}:{_short(told.to)}:{now:%Y-%m-%dT%H}"
    if await database.limits.take(name, most):
        await database.outbox.add(item)
    else:
        await _gather(database, sender, item, key, now)


async def _gather(
    database: Database, sender: account.Account, item: OutboxItem, key: bytes, now: datetime.datetime
) -> None:
    """Into the mail of this quarter, or a further one where that is full or on its way."""
    quarter = (now - _DAY_ZERO) // GATHERED_FOR
    due_at = _DAY_ZERO + (quarter + 1) * GATHERED_FOR
    domain = sender.address.rpartition("@")[2]
    part, number = _part(item), 0
    while True:
        name = f"digest:{_short(item.to)}:{quarter}:{number}"
        waiting = await database.outbox.get(f"notice:{name}")
        if waiting is None:
            fresh = enqueue.notice(name, item.to, sender.id, _subject(1), part, domain, key, now)
            times = {"gathers": (item.id,), "due_at": due_at, "date": due_at}
            if await database.outbox.add(fresh.model_copy(update=times)):
                return
            continue
        if waiting.state is not State.QUEUED or len(waiting.gathers) >= MOST_GATHERED:
            number += 1
            continue
        gathers = (*waiting.gathers, item.id)
        text = f"{waiting.text}\n\n{part}"
        if await database.outbox.gather(waiting, gathers, _subject(len(gathers)), text):
            return


def _part(item: OutboxItem) -> str:
    """One notice among others: the beginning of it says what to look at."""
    text = item.text if len(item.text) <= _MOST_TEXT else f"{item.text[:_MOST_TEXT]} …"
    return f"=== {item.subject}\n\n{text}"


def _subject(count: int) -> str:
    return "One more thing for you to look at" if count == 1 else f"{count} more things for you to look at"


def _short(to: address.Address) -> str:
    return hashlib.sha256(to.key.encode()).hexdigest()[:12]
