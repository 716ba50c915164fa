"""The whole play: jobs on lanes side by side, fleets after them, and the census at the end."""

import asyncio
import collections
import collections.abc
import contextlib
import dataclasses
import random
import time

from tests.chaos import census, fleet, matrix
from tests.chaos.rounds import Lane, arrived_at, arrived_at_sink
from tests.chaos.stage import Stage

Say = collections.abc.Callable[[str], None]
_LATE_S = 20.0


@dataclasses.dataclass(frozen=True)
class Played:
    """The figures by point, how many points × policies were played how often, and how long it took."""

    by_point: dict[str, census.Tally]
    times: dict[str, int]
    bugs: tuple[str, ...]
    seconds: float

    @property
    def total(self) -> census.Tally:
        """All of them together."""
        found = census.Tally()
        for each in self.by_point.values():
            found.add(each)
        return found


def jobs_of(is_short: bool, chance: random.Random) -> list[matrix.Job]:
    """The matrix: three times over, or once."""
    rounds = 1 if is_short else 3
    jobs = matrix.kills(rounds, chance, is_short)
    jobs += matrix.losses(rounds, is_short)
    jobs += matrix.bad_links(rounds, chance, is_short)
    return jobs


def fleets_of(is_short: bool) -> list[fleet.Fleet]:
    """Many workers at once: delays, wrong clocks, a database that dies."""
    hours = (0.0, matrix.HOUR_S, -matrix.HOUR_S)
    if is_short:
        return [
            fleet.Fleet("4 workers, random delays / answer", 4, 80, delay_s=0.01),
            fleet.Fleet("wrong clocks side by side / answer", 3, 30, skews_s=hours),
            fleet.Fleet("database killed and started / answer", 2, 60, outages=1, lease_s=2.0),
        ]
    return [
        fleet.Fleet("10 workers, 1,000 messages, random delays / answer", 10, 1000, delay_s=0.03),
        fleet.Fleet("wrong clocks side by side / answer", 6, 200, skews_s=hours),
        fleet.Fleet("database killed and started / answer", 4, 300, outages=5, lease_s=2.0),
    ]


async def play(is_short: bool, seed: int, lanes: int, say: Say, only: str = "") -> Played:
    """Play everything whose point has `only` in its name; `say` is told how it goes."""
    began = time.monotonic()
    chance = random.Random(seed)
    jobs = [job for job in jobs_of(is_short, chance) if only in job.cell]
    fleets = [each for each in fleets_of(is_short) if only in each.point]
    chance.shuffle(jobs)
    by_point: dict[str, census.Tally] = collections.defaultdict(census.Tally)
    async with Stage(len(jobs) + 2 * len(fleets)) as stage:
        records, sinks = await _side_by_side(stage, jobs, lanes, say)
        for job, record, lane in records:
            arrived = sinks[lane] if job.receiver == "sink" else await _in_mailboxes(stage, record)
            by_point[record.cell].add(census.counted(record, arrived))
        for each in fleets:
            say(f"{each.point}: {each.messages} messages, {each.workers} workers")
            by_point[each.point].add(await fleet.sail(stage, each))
        bugs = tuple(stage.workers.bugs())
    times = collections.Counter(job.cell for job in jobs)
    ordered = {point: by_point[point] for point in sorted(by_point)}
    return Played(ordered, dict(times), bugs, time.monotonic() - began)


_Records = list[tuple[matrix.Job, census.Record, int]]


async def _side_by_side(
    stage: Stage, jobs: list[matrix.Job], lanes: int, say: Say
) -> tuple[_Records, list[list[census.Arrived]]]:
    """Each lane takes the next job until none is left."""
    waiting = collections.deque(jobs)
    records: _Records = []
    async with contextlib.AsyncExitStack() as stack:
        all_lanes = [await stack.enter_async_context(Lane(stage)) for _ in range(lanes)]

        async def run(number: int) -> None:
            while waiting:
                job = waiting.popleft()
                began = time.monotonic()
                record = await job.play_on(all_lanes[number])
                records.append((job, record, number))
                say(
                    f"{len(records)}/{len(jobs)}  {job.cell} ({job.receiver}, {time.monotonic() - began:.1f} s) {record.note}"
                )

        async with asyncio.TaskGroup() as group:
            for number in range(lanes):
                group.create_task(run(number))
        return records, [arrived_at_sink(lane.sink) for lane in all_lanes]


async def _in_mailboxes(stage: Stage, record: census.Record) -> list[census.Arrived]:
    """What lies in the mailboxes of a round, once all that its records call sent has had time to come."""
    due = sum(str(item.state) == "sent" for item in record.items)
    deadline = time.monotonic() + _LATE_S
    operators = {item.to.value for item in record.items if item.to.value != record.client}
    while True:
        found: list[census.Arrived] = []
        for each in (record.client, *sorted(operators)):
            found += arrived_at(each, await asyncio.to_thread(stage.mail.mailbox, each))
        if len(found) >= due or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.1)
