"""Many workers on one outbox: each message arrives once, with random delays, wrong clocks, and a database that
is killed and started again in the middle. It knows nothing of conversations beyond their place in the outbox.
"""

import asyncio
import collections
import contextlib
import dataclasses
import datetime

from services.core import clock, errors
from services.core.domain import account, address, outbox_item
from services.core.domain.conversation import Stage as Talk
from services.core.domain.outbox_item import State
from services.core.store import database as store
from tests import builders
from tests.chaos import census, worker
from tests.chaos.stage import Stage
from tests.chaos.tap import Tap
from tests.house.command_watch import CommandWatch
from tests.servers import mongo_server, ports, smtp_sink

_OPEN = (State.QUEUED, State.LEASED, State.SENDING, State.UNKNOWN)
_PATIENCE_S = 600.0
_STEP_S = 0.25


@dataclasses.dataclass(frozen=True)
class Fleet:
    """So many workers and messages. `skews_s` are their clocks' errors in turn; the database dies `outages` times."""

    point: str
    workers: int
    messages: int
    delay_s: float = 0.0
    skews_s: tuple[float, ...] = (0.0,)
    outages: int = 0
    lease_s: float = 20.0

    @property
    def faults(self) -> int:
        """Wrong clocks, outages, or the workers that get in each other's way."""
        return self.outages or sum(1 for each in self.skews_s if each) or self.workers


async def sail(stage: Stage, fleet: Fleet) -> census.Tally:
    """Send everything; the figures as the receiver counts them."""
    name = f"fleet_{stage.take_number()}"
    async with contextlib.AsyncExitStack() as stack:
        mongo = stage.mongo
        if fleet.outages:
            mongo = mongo_server.MongoServer(durable=True)
            await asyncio.to_thread(mongo.start)
            stack.callback(mongo.stop)
        sink = await stack.enter_async_context(smtp_sink.SmtpSink())
        tap = await stack.enter_async_context(Tap(sink.port, delay_s=fleet.delay_s))
        database = store.on_server(mongo.uri, name, builders.SUPPRESSION_KEYS, CommandWatch().observe)
        stack.push_async_callback(database.close)
        ahead_s = (builders.NOW - datetime.datetime.now(datetime.UTC)).total_seconds()
        await database.prepare(builders.NOW)
        await _seed(stage, database, tap.port, fleet.messages)
        running = []
        for index in range(fleet.workers):
            skew = fleet.skews_s[index % len(fleet.skews_s)]
            spec = worker.Spec(
                mongo.uri, name, ahead_s + skew, lease_s=fleet.lease_s, places=8, services=("mail_worker",)
            )
            running.append(await stage.workers.start(spec))
        outages = asyncio.create_task(_outages(mongo, sink, fleet))
        stack.callback(outages.cancel)
        note = await _wait(database, ahead_s)
        for number in running:
            await stage.workers.kill(number)
        items = await database.outbox.recent(fleet.messages)
        if outages.done():
            outages.result()
        elif not note:
            note = "the outages were not all played"
        if not fleet.outages:
            await asyncio.to_thread(stage.drop, name)
        return _judged(fleet, items, sink, note)


async def _seed(stage: Stage, database: store.Database, port: int, count: int) -> None:
    there = f"agent{stage.take_number()}@agent.example"
    mailbox = builders.an_account(
        address=there,
        username=there,
        smtp=account.Server(host=ports.HOST, port=port, tls=account.Tls.NONE),
        imap=account.Server(host=ports.HOST, port=stage.mail.imap_port, tls=account.Tls.NONE),
        sent_copy=account.SentCopy.NONE,
    )
    await database.accounts.put(mailbox)
    await database.campaigns.put(builders.a_campaign())

    async def one(number: int) -> None:
        await database.conversations.start(builders.a_conversation(number, stage=Talk.ENGAGED))
        to = address.email(f"c{number}@client.example")
        fields = {"id": f"answer:c{number}:1:0", "conversation": f"c{number}.reviews", "to": to}
        kind = outbox_item.Kind.ANSWER
        await database.outbox.add(builders.an_item(number, kind=kind, **fields, created_at=builders.NOW))

    for start in range(0, count, 50):
        await asyncio.gather(*(one(number) for number in range(start, min(start + 50, count))))


async def _outages(mongo: mongo_server.MongoServer, sink: smtp_sink.SmtpSink, fleet: Fleet) -> None:
    """Kill the database and start it again whenever a share of the messages has arrived."""
    for number in range(fleet.outages):
        wanted = fleet.messages * (number + 1) // (fleet.outages + 2)
        while len(sink.copies) < wanted:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(mongo.restart)


async def _wait(database: store.Database, ahead_s: float) -> str:
    """Until nothing is open any more; "" or what is left."""
    deadline = clock.lease_clock() + _PATIENCE_S
    while clock.lease_clock() < deadline:
        await asyncio.sleep(_STEP_S)
        try:
            left = await database.outbox.in_states(*_OPEN, limit=5)
        except errors.StoreUnavailable:
            continue
        if not left:
            return ""
    return f"not at rest: {[(each.id, str(each.state), each.why) for each in left]}"


def _judged(fleet: Fleet, items: list[outbox_item.OutboxItem], sink: smtp_sink.SmtpSink, note: str) -> census.Tally:
    copies = collections.Counter(each.message_id.strip("<>") for each in sink.copies)
    tally = census.Tally(faults=fleet.faults)
    for item in items:
        count = copies[item.message_id.strip("<>")]
        tally.lost += count == 0 and item.state is not State.REVIEW
        tally.duplicated_unflagged += max(0, count - 1 - item.maybe_duplicate)
        tally.flagged += item.maybe_duplicate or item.state is State.REVIEW
    tally.lost += fleet.messages - len(items)
    if note:
        tally.notes.append(f"{fleet.point}: {note}")
    return tally
