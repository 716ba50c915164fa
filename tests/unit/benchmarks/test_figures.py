"""What the benchmarks count with."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import figures
from benchmarks.figures import Figure


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (183, 183, 0.9794, 1.0),
        (1, 488, 0.0004, 0.0115),
    ],
)
def test_the_wilson_interval_is_the_one_of_the_books(part: int, whole: int, low: float, high: float) -> None:
    assert figures.wilson(part, whole) == pytest.approx((low, high), abs=1e-4)


def test_of_no_cases_nothing_is_known() -> None:
    assert figures.wilson(0, 0) == (0.0, 1.0)
    assert math.isnan(figures.ratio(0, 0))
    assert math.isnan(figures.median([]))


@given(st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_wilson_interval_holds_the_share_itself(counts: tuple[int, int]) -> None:
    low, high = figures.wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.95, 4.8), (1.0, 5.0)])
def test_a_percentile_lies_between_its_neighbours(share: float, expected: float) -> None:
    assert figures.percentile([5, 1, 4, 2, 3], share) == pytest.approx(expected)


def test_a_label_is_counted_as_right_invented_or_missed() -> None:
    truth = [frozenset({"stop"}), frozenset({"stop", "redirect"}), frozenset({"other"}), frozenset({"demo"})]
    told = [frozenset({"stop"}), frozenset({"redirect"}), frozenset({"stop"}), frozenset({"demo"})]
    score = figures.label_score("stop", truth, told)
    assert (score.right, score.invented, score.missed) == (1, 1, 1)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_macro_f1_counts_every_label_the_same() -> None:
    truth, told = ["a", "a", "a", "b"], ["a", "a", "a", "a"]
    assert figures.macro_f1("abc", truth, told) == pytest.approx((6 / 7 + 0) / 2)


@pytest.mark.parametrize(
    ("figure", "met", "words"),
    [
        (Figure("p", "n", 2.0, "s", "below", 2.0), False, "below 2 s"),
        (Figure("p", "n", 2.0, "s", "at most", 2.0), True, "at most 2 s"),
        (Figure("p", "n", 0.49, "", "at least", 0.5), False, "at least 0.500"),
        (Figure("p", "n", math.nan, "s", "at most", 2.0), False, "at most 2 s"),
        (Figure("p", "n", 7.0, "MB"), None, ""),
    ],
)
def test_a_value_stands_beside_its_goal(figure: Figure, met: bool | None, words: str) -> None:
    assert (figure.is_met, figure.goal_in_words()) == (met, words)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0123456, "0.0123"), (1.2345, "1.23"), (12.345, "12.3"), (1234.5, "1234"), (3.0, "3"), (math.nan, "none")],
)
def test_a_number_has_the_digits_that_mean_something(value: float, words: str) -> None:
    assert figures.number(value) == words
