"""Two clocks: business time, which a script may move, and the lease clock, which nobody may.

Only `main` modules and tests build clocks; everything else is given `now` or a clock.
"""

import datetime
import time
from typing import Protocol


class Clock(Protocol):
    """Business time: when things are due, windows, dates in texts."""

    def now(self) -> datetime.datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime.datetime:
        """The present moment, to the millisecond as the store keeps it."""
        moment = datetime.datetime.now(datetime.UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class VirtualClock:
    """A time that stands still until it is moved; for demo scripts, previews and tests."""

    def __init__(self, start: datetime.datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a virtual clock needs a start with a time zone")
        self._now = start.astimezone(datetime.UTC)

    def now(self) -> datetime.datetime:
        """The present virtual moment."""
        return self._now

    def move_to(self, moment: datetime.datetime) -> None:
        """Go on to a later moment; an earlier one changes nothing, time does not run back."""
        self._now = max(self._now, moment.astimezone(datetime.UTC))

    def advance(self, span: datetime.timedelta) -> None:
        """Go on by a span."""
        self.move_to(self._now + span)


class ShiftedClock:
    """The machine's time, ahead by a span that grows when somebody lets time pass; for the demo."""

    def __init__(self, ahead: datetime.timedelta = datetime.timedelta()) -> None:
        self._ahead = ahead
        self._system = SystemClock()

    def now(self) -> datetime.datetime:
        """The present moment of the demo."""
        return self._system.now() + self._ahead

    def move_to(self, moment: datetime.datetime) -> None:
        """Go on to a later moment; an earlier one changes nothing."""
        self._ahead += max(datetime.timedelta(), moment - self.now())


def lease_clock() -> float:
    """Seconds on this process's monotonic clock: what leases are watched with."""
    return time.monotonic()
