"""The wait between tries grows by a table, and what failed together is spread."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.core import outcome


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(-1, 1), (0, 1), (1, 1), (2, 5), (3, 15), (4, 60), (5, 240), (6, 960), (7, 960), (99, 960)]
)
def test_the_wait_grows_and_then_stays(attempt: int, minutes: int) -> None:
    assert outcome.backoff(attempt) == datetime.timedelta(minutes=minutes)


@given(some.integers(min_value=-5, max_value=50), some.floats(allow_nan=False))
def test_the_spread_moves_the_wait_by_a_tenth_at_most(attempt: int, spread: float) -> None:
    ratio = outcome.backoff(attempt, spread) / outcome.backoff(attempt)
    assert 0.899 <= ratio <= 1.101


def test_outcomes_with_the_same_words_are_equal() -> None:
    at = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
    assert outcome.Retry(at, "busy") == outcome.Retry(at, "busy")
    assert len({outcome.Done(), outcome.Done(), outcome.Snooze(at), outcome.Retry(at, ""), outcome.Drop("")}) == 4
