"""Growth: whether the time of a call grows with its input as it may, on a machine of any speed and any load.

Seconds say nothing where coverage, or a busy machine, makes code three times slower; how the time grows says much. A
call that is linear takes four times as long for four times the input, a quadratic one sixteen times.

It does not say how fast something is: `make bench` does, in its part `limits`.
"""

import gc
import time
from collections.abc import Callable
from typing import Any, AnyStr

SIZES = (3_000, 12_000, 48_000, 192_000)
MOST = 9.0  # times as long for four times the input
_FLOOR_S = 0.005  # what takes less counts as this much: the first look-ups and the clock's own tick are no growth
_TRIES = 20

Clock = Callable[[], float]


def check(
    call: Callable[[AnyStr], Any],
    made: Callable[[int], AnyStr],
    *,
    sizes: tuple[int, ...] = SIZES,
    clock: Clock = time.thread_time,
) -> None:
    """Fail when an input four times as long takes more than nine times the processor time.

    `made` gives an input of about a length. The lengths go up in steps of four, since a limit in the code may hide
    what goes on below it, and since a quadratic call is to fail before it takes for ever. A step that looks bad is
    looked at again, and the least of its runs counts: whatever else goes on makes a call slower, never faster.
    """
    small_s, small = 0.0, 0
    for size in sizes:
        given = made(size)
        took = _least(call, given, clock, runs=1)
        tries = 0
        while small and _ratio(took, small_s) > MOST and tries < _TRIES:
            tries += 1
            small_s = min(small_s, _least(call, made(small), clock, runs=2))
            took = min(took, _least(call, given, clock, runs=1))
        if small and _ratio(took, small_s) > MOST:
            raise AssertionError(
                f"the time grew {_ratio(took, small_s):.1f} times where the input grew {size / small:.0f} times: "
                f"{small_s:.4f} s of the processor for a length of {small}, {took:.4f} s for {size}; "
                f"the input begins with {given[:60]!r}"
            )
        small_s, small = took, size


def _ratio(large_s: float, small_s: float) -> float:
    return max(large_s, _FLOOR_S) / max(small_s, _FLOOR_S)


def _least(call: Callable[[AnyStr], Any], given: AnyStr, clock: Clock, runs: int) -> float:
    """The least processor time of some runs, without the collection of garbage."""
    best = float("inf")
    was_on = gc.isenabled()
    gc.disable()
    try:
        for _ in range(runs):
            began = clock()
            call(given)
            best = min(best, clock() - began)
    finally:
        if was_on:
            gc.enable()
    return best
