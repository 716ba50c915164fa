"""The one loop of every service: claim → do → settle, again and again, until told to stop.

Delivery guarantee: a job is done at least once. A worker that dies keeps its lease until an observer has
watched it stand still for a lease's length; then somebody else does the job from where its record stands.
Whoever writes a job makes each of its steps safe to repeat; what cannot be repeated (a message to a client)
has its own protocol in the outbox.

The recipe:
1. Claim while there is a free place; wait 50 ms to 1 s between empty claims, longer the longer it is quiet.
2. Do the job while renewing its lease; a lease that is lost cancels the work.
3. Settle by the outcome's value. An exception is a bug: it is logged and the source is told.
4. On the first SIGTERM or SIGINT: claim no more, finish what is running. On the second: end at once.

It does not know what the jobs are.
"""

import asyncio
import collections.abc
import contextlib
import random
import signal
from typing import Generic, Protocol, TypeVar

from services.core import errors, log, metrics, outcome

Job = TypeVar("Job")
FASTEST_POLL_S = 0.05
SLOWEST_POLL_S = 1.0
_SLOWER = 1.4
_STORE_PAUSE_S = 1.0
Step = collections.abc.Callable[[], collections.abc.Awaitable[None]]


class Source(Protocol[Job]):
    """Where jobs of one kind come from."""

    name: str

    async def claim(self) -> Job | None:
        """Take the next job, or None."""
        ...

    async def do(self, job: Job) -> outcome.Outcome:
        """Do it. Raises only on bugs and on `errors.StoreUnavailable`."""
        ...

    async def settle(self, job: Job, ended: outcome.Outcome) -> None:
        """Write down how it ended and give the lease back."""
        ...

    async def renew(self, job: Job) -> bool:
        """Show that the job is in good hands; False when it is somebody else's by now."""
        ...

    async def crashed(self, job: Job, error: Exception) -> None:
        """A bug interrupted the job."""
        ...


class Poll:
    """How long to wait between empty claims: 50 ms after something happened, up to 1 s when it is quiet."""

    def __init__(self, slowest_s: float = SLOWEST_POLL_S) -> None:
        self._slowest_s = slowest_s
        self._wait_s = FASTEST_POLL_S
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Something happened here: look at once, and often for a while."""
        self._wait_s = FASTEST_POLL_S
        self._poked.set()

    async def wait(self) -> None:
        """Wait a little longer than last time, or until poked."""
        spread = random.uniform(0.8, 1.2)  # jitter, not a secret
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._poked.wait(), self._wait_s * spread)
        if not self._poked.is_set():
            self._wait_s = min(self._wait_s * _SLOWER, self._slowest_s)
        self._poked.clear()


class Lane(Generic[Job]):
    """Claims jobs of one source and does up to `places` of them at once."""

    def __init__(self, source: Source[Job], places: int, renew_s: float, service: str) -> None:
        self.source = source
        self.poll = Poll()
        self._places = asyncio.Semaphore(places)
        self._renew_s = renew_s
        self._log = log.get(service)
        self._running: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()

    def hold(self) -> None:
        """Claim nothing until `go_on`: for scripts, whose clients send several messages at one moment."""
        self._open.clear()

    def go_on(self) -> None:
        """Claim again."""
        self._open.set()
        self.poll.poke()

    @property
    def is_idle(self) -> bool:
        """Whether no job is being done."""
        return not self._running

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and do until `stop`, then finish what is running. Cancelled, it takes what is running with it."""
        try:
            await self._claim_until(stop)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            left = list(self._running)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _claim_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._places.acquire()
            job = await self._claim() if self._open.is_set() and not stop.is_set() else None
            if job is None:
                self._places.release()
                await _either(stop, self.poll.wait())
                continue
            self.poll.poke()
            metrics.CLAIMS.labels(self.source.name).inc()
            task = asyncio.create_task(self._do(job))
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._places.release()

    async def _claim(self) -> Job | None:
        try:
            return await self.source.claim()
        except errors.StoreUnavailable:
            self._log.warning("store_unavailable", source=self.source.name)
        except Exception:  # noqa: BLE001 - a record that cannot be read must not stop all the others
            self._log.error("bug", source=self.source.name, exc_info=True)
        await asyncio.sleep(_STORE_PAUSE_S)
        return None

    async def _do(self, job: Job) -> None:
        with log.about(job=str(getattr(job, "id", ""))):
            metrics.JOBS.labels(self.source.name, await self._carry_out(job)).inc()

    async def _carry_out(self, job: Job) -> str:
        """How it ended, in a word."""
        work = asyncio.ensure_future(self.source.do(job))
        keeper = asyncio.create_task(self._keep(job, work))
        try:
            ended = await work
            await self.source.settle(job, ended)
            return type(ended).__name__.lower()
        except asyncio.CancelledError:
            if not (work.cancelled() and keeper.done()):
                raise
            self._log.warning("lease_lost", source=self.source.name)
            return "lease_lost"
        except errors.StoreUnavailable:
            # The job stays leased; whoever watches the lease takes it up again.
            self._log.warning("store_unavailable", source=self.source.name)
            return "store_unavailable"
        except Exception as error:  # noqa: BLE001 - the one place where a bug is caught and counted
            self._log.error("bug", source=self.source.name, kind=type(error).__name__, exc_info=True)
            with contextlib.suppress(errors.StoreUnavailable):
                await self.source.crashed(job, error)
            return "crashed"
        finally:
            keeper.cancel()
            work.cancel()

    async def _keep(self, job: Job, work: "asyncio.Future[outcome.Outcome]") -> None:
        while True:
            await asyncio.sleep(self._renew_s)
            try:
                is_ours = await self.source.renew(job)
            except errors.StoreUnavailable:
                continue
            if not is_ours:
                work.cancel()
                return


async def _either(stop: asyncio.Event, waiting: collections.abc.Coroutine[None, None, None]) -> None:
    """Wait for one of the two; the other is cancelled."""
    first = asyncio.ensure_future(waiting)
    second = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (first, second):
            task.cancel()
        await asyncio.gather(first, second, return_exceptions=True)


async def every(seconds: float, step: Step, stop: asyncio.Event, service: str) -> None:
    """Do `step` now and then every so many seconds until `stop`. A lost database is waited for."""
    while not stop.is_set():
        try:
            await step()
        except errors.StoreUnavailable:
            log.get(service).warning("store_unavailable", source=getattr(step, "__name__", "step"))
        await _either(stop, asyncio.sleep(seconds))


def on_signals(stop: asyncio.Event, at_once: collections.abc.Callable[[], object]) -> None:
    """First SIGTERM or SIGINT sets `stop`; the second calls `at_once`."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        if stop.is_set():
            at_once()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)


async def run_all(*tasks: collections.abc.Coroutine[None, None, None]) -> None:
    """Run side by side; the first that fails takes the others with it and its error out."""
    try:
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(task)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
