"""The matrix: every named point × policy, every fault of every link, each as a job that makes one record.

A job is a value; it is played on any lane. Policies: a `touch` without evidence goes to review, an `answer` is
sent once more with a flag, and after a `stop` nothing may leave.
"""

import asyncio
import contextlib
import dataclasses
import random

from tests.chaos import census, points
from tests.chaos.rounds import Lane, Round
from tests.servers import smtp_sink
from tests.servers.fault_proxy import FaultProxy, Toxics

HOUR_S = 3600.0
RECEIVERS = ("exim", "sink")
_SECOND = "converse: enqueue 2"


@dataclasses.dataclass(frozen=True)
class Job:
    """One round. `at` is where it is killed, when that is not what its `point` is called; `skew_s` is how wrong
    the clock of the worker is that takes over."""

    point: str
    policy: str
    receiver: str
    play: str
    at: str = ""
    skew_s: float = 0.0
    plan: smtp_sink.Plan | None = None
    link: str = ""
    toxics: tuple[Toxics, Toxics] | None = None
    held_s: float = 0.0

    @property
    def cell(self) -> str:
        """Point and policy."""
        return f"{self.point} / {self.policy}"

    async def play_on(self, lane: Lane) -> census.Record:
        """Play the round and take it down."""
        if self.link:
            return await _faulted(lane, self)
        if self.plan is not None:
            return await _lost(lane, self, self.plan)
        if self.point.startswith("stop "):
            return await _stopped_meanwhile(lane, self)
        return await _killed(lane, self)


async def _killed(lane: Lane, job: Job) -> census.Record:
    """A worker is killed at the point; another takes over (for `stop`, after the client had asked to stop)."""
    async with Round(lane, job.play, job.receiver) as played:
        at = job.at or job.point
        tap = lane.imap if at == points.APPEND else played.tap
        is_tapped = at == points.APPEND or at in points.SMTP_POINTS
        if is_tapped:
            tap.arm(at, played.sent_by_provider if at == points.DOT_KEPT else played.kill)
        else:
            played.kill_at = at
        if job.policy == "stop":
            await played.start()
            while lane.stage.workers.is_alive(played.worker):
                await asyncio.sleep(0.02)
            played.faults, played.kill_at = 1, ""
            await played.stop()
        played.skew_s = job.skew_s
        note = await played.drive((lambda: tap.struck) if is_tapped else lambda: True)
        return await played.record(job.point, job.policy, note)


async def _stopped_meanwhile(lane: Lane, job: Job) -> census.Record:
    """The stop is stored while a worker is in the middle of sending, before its gate."""
    async with Round(lane, job.play, job.receiver) as played:

        async def stops() -> bool:
            played.faults += 1
            await played.stop()
            return True

        played.tap.arm(job.point.removeprefix("stop at "), stops)
        await played.start()
        while not played.is_stopped:
            await asyncio.sleep(0.02)
        note = await played.drive(lambda: played.tap.struck)
        return await played.record(job.point, job.policy, note)


async def _lost(lane: Lane, job: Job, plan: smtp_sink.Plan) -> census.Record:
    """The server drops the connection, or keeps its 250; the worker lives."""
    async with Round(lane, job.play, "sink") as played:
        played.send_timeout_s, played.faults = 1.0, 1
        lane.sink.once(plan)
        note = await played.drive()
        lane.sink.release()
        return await played.record(job.point, job.policy, note)


async def _faulted(lane: Lane, job: Job) -> census.Record:
    """A link is bad for a while."""
    assert job.toxics is not None
    link = job.receiver if job.link == "smtp" else job.link
    proxy = lane.links[link]
    async with Round(lane, job.play, job.receiver, behind=(link,)) as played:
        proxy.up, proxy.down = job.toxics
        played.faults = 1
        healing = asyncio.create_task(_heals(proxy, job.held_s))
        try:
            note = await played.drive(healing.done)
        finally:
            proxy.heal()
            healing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await healing
        return await played.record(job.point, job.policy, note)


async def _heals(proxy: FaultProxy, held_s: float) -> None:
    """Once something has come to feel it."""
    while not proxy.connections:
        await asyncio.sleep(0.05)
    await asyncio.sleep(held_s)
    proxy.heal()


# The jobs


def kills(rounds: int, chance: random.Random, is_short: bool) -> list[Job]:
    """Every point × policy so many times; in the short version the receivers take turns."""
    jobs: list[Job] = []
    for count in range(rounds):
        for index, point in enumerate(points.SENDING):
            for policy, play in (("touch", "opening"), ("answer", "demo")):
                chosen = (RECEIVERS[(index + count) % 2],) if is_short else RECEIVERS
                jobs += [Job(point, policy, receiver, play) for receiver in chosen]
        for index, point in enumerate((*points.INBOUND, *points.CONVERSE)):
            for policy, play in (("touch", "pause"), ("answer", "demo")):
                if (point, policy) != (_SECOND, "touch"):  # a pause puts in one message only
                    jobs.append(Job(point, policy, RECEIVERS[(index + count) % 2], play))
        jobs += [Job(point, "touch", chance.choice(RECEIVERS), "opening") for point in points.REACH]
        jobs += _stops(is_short, count)
        jobs += [
            Job(f"taken over by a clock {hours:+d} h", policy, "sink", play, at=at, skew_s=hours * HOUR_S)
            for hours in (1, -1)
            for at, policy, play in (("claim", "touch", "opening"), (points.DOT, "answer", "demo"))
        ]
    return jobs


def _stops(is_short: bool, count: int) -> list[Job]:
    """A stop after a death, and a stop in the middle of sending."""
    deaths = ("claim", "sending written", "after 250, before sent", "converse: committed", "converse: enqueued")
    chosen = deaths[count % 2 :: 2] if is_short else deaths
    jobs = [Job(point, "stop", "sink", "demo") for point in chosen]
    # With one message only: a second one that is past its gate at this moment may arrive.
    jobs += [Job(f"stop at {point}", "stop", "sink", "opening") for point in (points.CONNECT, points.RCPT)]
    return jobs


_RESET = smtp_sink.Plan(lost=smtp_sink.Lost.RESET)
LOSSES = {
    "250 lost: closed": smtp_sink.Plan(lost=smtp_sink.Lost.CLOSED),
    "250 lost: reset": _RESET,
    "250 lost: never comes": smtp_sink.Plan(lost=smtp_sink.Lost.HUNG),
    "dropped at the dot": smtp_sink.Plan(data=smtp_sink.DROP),
    "reset in the body": smtp_sink.Plan(reset_in_body=200),
    "dropped at RCPT": smtp_sink.Plan(rcpt=smtp_sink.DROP),
    "450 at RCPT": smtp_sink.Plan(rcpt="450 4.2.1 later"),
    "451 at the dot": smtp_sink.Plan(data="451 4.3.0 later"),
}


def losses(rounds: int, is_short: bool) -> list[Job]:
    """A server that refuses for now, drops, or loses its 250."""
    jobs = []
    for count in range(rounds):
        for index, (point, plan) in enumerate(LOSSES.items()):
            for number, (policy, play) in enumerate((("touch", "opening"), ("answer", "demo"))):
                if not is_short or (index + number + count) % 2 == 0:
                    jobs.append(Job(point, policy, "sink", play, plan=plan))
    return jobs


def bad_links(rounds: int, chance: random.Random, is_short: bool) -> list[Job]:
    """Each fault of a network before each server, in one direction or both."""
    healthy = Toxics()
    jobs: list[Job] = []
    for count in range(rounds):
        for index, link in enumerate(("smtp", "imap", "database")):
            most = {"smtp": 2500, "imap": 1500, "database": 60_000}[link]
            kinds = {
                "latency": (Toxics(latency_s=0.03), 3.0),
                "black hole": (Toxics(black_hole=True), 2.5),
                "one byte at a time": (Toxics(one_byte=True), 2.0),
                "cut after n bytes": (Toxics(cut_after=chance.randrange(most)), 1.5),
                "reset after n bytes": (Toxics(reset_after=chance.randrange(most)), 1.5),
            }
            for number, (kind, (toxics, held_s)) in enumerate(kinds.items()):
                if is_short and (index + number + count) % 2:
                    continue
                both = ((toxics, toxics), (toxics, healthy), (healthy, toxics))[chance.randrange(3)]
                receiver = chance.choice(RECEIVERS)
                jobs.append(Job(f"{link}: {kind}", "answer", receiver, "demo", link=link, toxics=both, held_s=held_s))
    return jobs
