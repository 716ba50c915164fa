"""The loop: claims, does, settles; renews and lets go; tells bugs; stops in good order."""

import asyncio
import collections.abc
import contextlib
import datetime
import os
import signal

import pytest

from services.core import errors, outcome, worker

Work = collections.abc.Callable[[], collections.abc.Awaitable[outcome.Outcome]]
DEADLINE_S = 5.0
AT = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


class Jobs:
    """A source of written-down jobs that remembers everything that happened to them."""

    name = "jobs"

    def __init__(self, **jobs: Work) -> None:
        self.waiting = dict(jobs)
        self.working: dict[str, Work] = {}
        self.settled: list[tuple[str, outcome.Outcome]] = []
        self.bugs: list[tuple[str, str]] = []
        self.renewed: list[str] = []
        self.lost: set[str] = set()
        self.is_store_down = False
        self.at_once = 0
        self.most_at_once = 0
        self.quiet = asyncio.Event()

    async def claim(self) -> str | None:
        if self.is_store_down:
            self.is_store_down = False
            raise errors.StoreUnavailable
        if not self.waiting:
            self.quiet.set()
            return None
        job = next(iter(self.waiting))
        self.working[job] = self.waiting.pop(job)
        return job

    async def do(self, job: str) -> outcome.Outcome:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.working[job]()
        finally:
            self.at_once -= 1

    async def settle(self, job: str, ended: outcome.Outcome) -> None:
        self.settled.append((job, ended))

    async def renew(self, job: str) -> bool:
        self.renewed.append(job)
        return job not in self.lost

    async def crashed(self, job: str, error: Exception) -> None:
        self.bugs.append((job, type(error).__name__))


async def done() -> outcome.Outcome:
    return outcome.Done()


async def bug() -> outcome.Outcome:
    raise ZeroDivisionError


async def database_gone() -> outcome.Outcome:
    raise errors.StoreUnavailable


def until(event: asyncio.Event, ended: outcome.Outcome | None = None) -> Work:
    async def work() -> outcome.Outcome:
        await event.wait()
        return ended or outcome.Done()

    return work


@contextlib.asynccontextmanager
async def running(
    source: Jobs, places: int = 4, renew_s: float = 60
) -> collections.abc.AsyncIterator[worker.Lane[str]]:
    """A lane at work; stopped in good order at the end."""
    lane: worker.Lane[str] = worker.Lane(source, places, renew_s, "test")
    stop = asyncio.Event()
    task = asyncio.create_task(lane.run(stop))
    try:
        yield lane
    finally:
        stop.set()
        await asyncio.wait_for(task, DEADLINE_S)


async def eventually(condition: collections.abc.Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.001)


async def test_every_job_is_done_and_settled_by_the_value_of_its_outcome() -> None:
    later = asyncio.Event()
    later.set()
    dropped = outcome.Drop("no such address")
    source = Jobs(a=done, b=until(later, dropped))
    async with running(source):
        await source.quiet.wait()
    assert sorted(source.settled, key=str) == [("a", outcome.Done()), ("b", dropped)]
    assert source.bugs == []


async def test_a_job_that_wants_another_try_is_settled_as_such_and_comes_again() -> None:
    tries: list[int] = []

    async def second_time() -> outcome.Outcome:
        tries.append(1)
        if len(tries) == 1:
            source.waiting["again"] = second_time
            return outcome.Snooze(until=AT, reason="not yet")
        return outcome.Done()

    source = Jobs(first=second_time)
    async with running(source):
        await eventually(lambda: len(source.settled) == 2)
    assert source.settled == [("first", outcome.Snooze(until=AT, reason="not yet")), ("again", outcome.Done())]


async def test_no_more_jobs_run_at_once_than_there_are_places() -> None:
    go = asyncio.Event()
    source = Jobs(**{f"j{number}": until(go) for number in range(7)})
    async with running(source, places=3) as lane:
        await eventually(lambda: source.at_once == 3)
        assert not lane.is_idle
        assert len(source.waiting) == 4
        go.set()
        await eventually(lambda: len(source.settled) == 7)
    assert source.most_at_once == 3
    assert lane.is_idle


async def test_a_running_job_is_renewed_and_not_after_it_ended() -> None:
    go = asyncio.Event()
    source = Jobs(a=until(go))
    async with running(source, renew_s=0.01):
        await eventually(lambda: len(source.renewed) >= 3)
        go.set()
        await eventually(lambda: bool(source.settled))
        seen = len(source.renewed)
        await asyncio.sleep(0.05)
        assert len(source.renewed) <= seen + 1


async def test_a_lost_lease_cancels_the_work_and_nothing_is_settled() -> None:
    source = Jobs(a=until(asyncio.Event()), b=done)
    source.lost = {"a"}
    async with running(source, renew_s=0.01) as lane:
        await eventually(lambda: lane.is_idle and bool(source.settled))
    assert source.settled == [("b", outcome.Done())]
    assert source.bugs == []
    assert source.at_once == 0


async def test_a_bug_is_told_and_the_lane_goes_on() -> None:
    source = Jobs(a=bug, b=done)
    async with running(source):
        await eventually(lambda: bool(source.settled and source.bugs))
    assert source.bugs == [("a", "ZeroDivisionError")]
    assert source.settled == [("b", outcome.Done())]


async def test_a_bug_while_settling_is_told_too() -> None:
    class Clumsy(Jobs):
        async def settle(self, job: str, ended: outcome.Outcome) -> None:
            raise KeyError(job)

    source = Clumsy(a=done)
    async with running(source):
        await eventually(lambda: bool(source.bugs))
    assert source.bugs == [("a", "KeyError")]


async def test_a_job_interrupted_by_a_lost_database_stays_leased() -> None:
    source = Jobs(a=database_gone, b=done)
    async with running(source):
        await eventually(lambda: bool(source.settled))
    assert source.settled == [("b", outcome.Done())]
    assert source.bugs == []


async def test_a_database_that_is_away_is_waited_for() -> None:
    source = Jobs(a=done)
    source.is_store_down = True
    async with running(source):
        await eventually(lambda: bool(source.settled))
    assert source.settled == [("a", outcome.Done())]


async def test_a_lease_that_cannot_be_renewed_for_now_is_kept() -> None:
    go = asyncio.Event()

    class Away(Jobs):
        async def renew(self, job: str) -> bool:
            self.renewed.append(job)
            raise errors.StoreUnavailable

    source = Away(a=until(go))
    async with running(source, renew_s=0.01):
        await eventually(lambda: len(source.renewed) >= 3)
        go.set()
        await eventually(lambda: bool(source.settled))


async def test_stopping_claims_no_more_and_finishes_what_runs() -> None:
    go = asyncio.Event()
    source = Jobs(a=until(go), b=done)
    lane: worker.Lane[str] = worker.Lane(source, 1, 60, "test")
    stop = asyncio.Event()
    task = asyncio.create_task(lane.run(stop))
    await eventually(lambda: source.at_once == 1)
    stop.set()
    await asyncio.sleep(0.02)
    assert not task.done()
    go.set()
    await asyncio.wait_for(task, DEADLINE_S)
    assert source.settled == [("a", outcome.Done())]
    assert list(source.waiting) == ["b"]


async def test_a_lane_that_is_cancelled_takes_its_jobs_with_it() -> None:
    source = Jobs(a=until(asyncio.Event()))
    task = asyncio.create_task(worker.Lane(source, 2, 60, "test").run(asyncio.Event()))
    await eventually(lambda: source.at_once == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (source.at_once, source.settled, source.bugs) == (0, [], [])
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_idle_lane_stops_at_once() -> None:
    source = Jobs()
    loop = asyncio.get_running_loop()
    async with running(source):
        await source.quiet.wait()
        began = loop.time()
    assert loop.time() - began < 0.5


async def test_polling_slows_down_when_it_is_quiet_and_a_poke_wakes_it() -> None:
    loop = asyncio.get_running_loop()
    poll = worker.Poll(slowest_s=0.1)
    waits = []
    for _ in range(6):
        began = loop.time()
        await poll.wait()
        waits.append(loop.time() - began)
    assert waits[0] < waits[-1]
    assert 0.07 < waits[-1] < 1
    poll.poke()
    began = loop.time()
    await poll.wait()
    assert loop.time() - began < 0.03


async def test_a_step_is_done_again_and_again_and_a_lost_database_is_waited_for() -> None:
    stop = asyncio.Event()
    rounds: list[int] = []

    async def step() -> None:
        rounds.append(1)
        if len(rounds) == 2:
            raise errors.StoreUnavailable
        if len(rounds) == 4:
            stop.set()

    await asyncio.wait_for(worker.every(0.001, step, stop, "test"), DEADLINE_S)
    assert len(rounds) == 4


async def test_a_bug_in_a_step_comes_out() -> None:
    async def step() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await worker.every(0.001, step, asyncio.Event(), "test")


async def test_a_step_that_waits_long_is_left_when_told_to_stop() -> None:
    stop = asyncio.Event()
    began = asyncio.Event()

    async def step() -> None:
        began.set()

    task = asyncio.create_task(worker.every(3600, step, stop, "test"))
    await began.wait()
    stop.set()
    await asyncio.wait_for(task, DEADLINE_S)


async def test_the_first_failure_ends_all_that_run_side_by_side() -> None:
    ended: list[str] = []

    async def long() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("long")

    async def broken() -> None:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await asyncio.wait_for(worker.run_all(long(), broken()), DEADLINE_S)
    assert ended == ["long"]


async def test_the_first_signal_stops_and_the_second_ends_at_once() -> None:
    stop = asyncio.Event()
    at_once: list[int] = []
    worker.on_signals(stop, lambda: at_once.append(1))
    loop = asyncio.get_running_loop()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), DEADLINE_S)
        assert at_once == []
        os.kill(os.getpid(), signal.SIGINT)
        await eventually(lambda: bool(at_once))
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
