"""Rate: how often one caller may do a thing within a window. It forgets; it keeps nothing on disk."""

import collections
import collections.abc

_MOST_CALLERS = 10_000


class Rate:
    """`most` times in any window of `window_s` seconds for each caller, by a fixed window from the first time."""

    def __init__(self, most: int, window_s: float, seconds: collections.abc.Callable[[], float]) -> None:
        self._most = most
        self._window_s = window_s
        self._seconds = seconds
        self._seen: collections.OrderedDict[str, tuple[float, int]] = collections.OrderedDict()

    def allows(self, who: str) -> bool:
        """Count one; False when it is one too many."""
        now = self._seconds()
        began, count = self._seen.pop(who, (now, 0))
        if now - began >= self._window_s:
            began, count = now, 0
        # The caller seen longest ago is forgotten first, so that many callers cannot fill the memory.
        self._seen[who] = (began, count + 1)
        if len(self._seen) > _MOST_CALLERS:
            self._seen.popitem(last=False)
        return count < self._most
