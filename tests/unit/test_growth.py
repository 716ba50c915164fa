"""The check of growth itself: what is linear passes, what is quadratic fails, on clocks of every kind."""

import re
from collections.abc import Callable

import pytest

from tests import growth, hostile


class Work:
    """A call that takes processor time by a rule, on a clock of its own; `spoilt` runs take longer than they should."""

    def __init__(self, seconds: Callable[[int], float], spoilt: int = 0) -> None:
        self._seconds = seconds
        self._spoilt = spoilt
        self._now = 0.0
        self.lengths: list[int] = []

    def __call__(self, given: str) -> None:
        self.lengths.append(len(given))
        self._now += self._seconds(len(given)) * (20 if self._spoilt > 0 else 1)
        self._spoilt -= 1

    def clock(self) -> float:
        return self._now


@pytest.mark.parametrize(
    "seconds",
    [lambda n: n * 1e-6, lambda n: 0.4 + n * 1e-6, lambda n: n * n.bit_length() * 1e-7, lambda n: 0.0],
    ids=["linear", "a limit", "n log n", "no time at all"],
)
@pytest.mark.parametrize("slower", [1, 3, 50])
def test_what_grows_with_its_input_passes_on_a_machine_of_any_speed(
    seconds: Callable[[int], float], slower: int
) -> None:
    work = Work(lambda n: slower * seconds(n))
    growth.check(work, hostile.of("a"), clock=work.clock)
    assert set(work.lengths) == set(growth.SIZES)


@pytest.mark.parametrize(
    "seconds",
    [lambda n: n * n * 1e-9, lambda n: n**3 * 1e-13, lambda n: min(n, 48_000) ** 2 * 1e-9 + n * 1e-7],
    ids=["quadratic", "cubic", "quadratic below a limit"],
)
@pytest.mark.parametrize("slower", [1, 3])
def test_what_grows_faster_fails_and_says_where(seconds: Callable[[int], float], slower: int) -> None:
    work = Work(lambda n: slower * seconds(n))
    with pytest.raises(AssertionError, match=re.escape("where the input grew 4 times")) as caught:
        growth.check(work, hostile.of("spam "), clock=work.clock)
    assert "'spam spam" in str(caught.value)
    assert max(work.lengths) < growth.SIZES[-1]  # it does not wait for what would take for ever


def test_a_run_that_something_else_made_slow_is_looked_at_again() -> None:
    work = Work(lambda n: n * 1e-6, spoilt=3)
    growth.check(work, hostile.of("a"), clock=work.clock, sizes=(12_000, 48_000))


def test_a_quadratic_function_is_told_from_a_linear_one_by_the_real_clock() -> None:
    def compares_all(text: str) -> int:
        return sum(text.count(each) for each in text)

    growth.check(lambda text: sum(map(ord, text)), hostile.of("abc"))
    with pytest.raises(AssertionError, match="the time grew"):
        growth.check(compares_all, hostile.of("abc"), sizes=(4_000, 16_000))
