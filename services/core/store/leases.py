"""Leases, and the watch that tells a dead owner from a living one without comparing wall clocks.

An owner raises `beat` as long as it lives. An observer that has seen the same (owner, fence, beat) for a
lease's length on its own monotonic clock may take the lease away: wrong wall clocks break nothing, and an
observer that has just started waits its full time.
"""

import collections.abc
import dataclasses


@dataclasses.dataclass(frozen=True)
class Held:
    """A lease as it was seen."""

    id: str
    owner: str
    fence: int
    beat: int


class Watch:
    """Remembers since when each lease has not moved. `clock` gives seconds that never run back."""

    def __init__(self, lease_s: float, clock: collections.abc.Callable[[], float]) -> None:
        self._lease_s = lease_s
        self._clock = clock
        self._since: dict[Held, float] = {}

    def dead(self, seen: list[Held]) -> list[Held]:
        """Which of the leases seen now have not moved for a lease's length. Call it every few seconds."""
        now = self._clock()
        self._since = {each: self._since.get(each, now) for each in seen}
        return [each for each, since in self._since.items() if now - since >= self._lease_s]
