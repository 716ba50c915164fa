"""Outcome: how a piece of work ended, as a value; and the backoff between tries.

Pure. An exception out of a piece of work is a bug, and the worker treats it as one.
"""

import dataclasses
import datetime

BACKOFF_MINUTES = (1, 5, 15, 60, 240, 960)


@dataclasses.dataclass(frozen=True)
class Done:
    """Finished; there is nothing more to do."""


@dataclasses.dataclass(frozen=True)
class Retry:
    """It failed and is worth another try at `at` (business time)."""

    at: datetime.datetime
    reason: str


@dataclasses.dataclass(frozen=True)
class Snooze:
    """Not yet: nothing failed; look again at `until`."""

    until: datetime.datetime
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Drop:
    """It will never work; the reason is kept where people look."""

    reason: str


Outcome = Done | Retry | Snooze | Drop


def backoff(attempt: int, spread: float = 0.5) -> datetime.timedelta:
    """How long to wait after the `attempt`-th failure (from 1): 1, 5, 15, 60, 240, then 960 minutes.

    `spread` in 0..1 moves the wait within ± 10 %, so that what failed together does not return together;
    the caller draws it, since this module has no randomness.
    """
    minutes = BACKOFF_MINUTES[min(max(attempt, 1), len(BACKOFF_MINUTES)) - 1]
    return datetime.timedelta(minutes=minutes * (0.9 + 0.2 * min(max(spread, 0.0), 1.0)))
