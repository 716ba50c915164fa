"""Counts, intervals, calibration, days and referrals, against values worked out by hand or found in books."""

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli import metrics
from services.cli.metrics import LabelScore, Outcome, Share

COUNT = st.integers(0, 2_000)
SCORES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)
MAY_10, MAY_13 = datetime.date(2027, 5, 10), datetime.date(2027, 5, 13)


@given(COUNT, COUNT)
def test_an_interval_lies_within_0_and_1_and_holds_the_share(part: int, rest: int) -> None:
    share = Share(part, part + rest)
    low, high = share.interval
    assert 0 <= low <= high <= 1
    assert math.isnan(share.value) or low <= share.value <= high


@given(COUNT, COUNT, COUNT)
def test_the_interval_of_f1_lies_within_0_and_1_and_holds_it(right: int, invented: int, missed: int) -> None:
    score = LabelScore(right, invented, missed)
    low, high = score.f1_interval
    assert 0 <= low <= high <= 1
    assert math.isnan(score.f1) or low - 1e-12 <= score.f1 <= high + 1e-12


@given(st.integers(1, 300), st.integers(2, 5))
def test_more_cases_of_the_same_share_narrow_the_interval(whole: int, times: int) -> None:
    few, many = metrics.wilson(whole // 2, whole), metrics.wilson(whole // 2 * times, whole * times)
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize(
    ("right", "invented", "missed", "expected"),
    [
        (8, 2, 0, (0.8, 1.0, 16 / 18)),
        (1, 1, 1, (0.5, 0.5, 0.5)),
        (0, 3, 0, (0.0, math.nan, 0.0)),
        (0, 0, 3, (math.nan, 0.0, 0.0)),
        (0, 0, 0, (math.nan, math.nan, math.nan)),
    ],
)
def test_precision_recall_and_f1(right: int, invented: int, missed: int, expected: tuple[float, ...]) -> None:
    score = LabelScore(right, invented, missed)
    assert (score.precision, score.recall, score.f1) == pytest.approx(expected, nan_ok=True)


def test_the_interval_of_f1_follows_from_that_of_its_share() -> None:
    # right 8 of 10 that are right, invented or missed: Wilson gives 0.4902 to 0.9433.
    assert LabelScore(8, 1, 1).f1_interval == pytest.approx((0.6579, 0.9708), abs=1e-4)


def test_a_label_that_is_neither_there_nor_said_does_not_count_for_the_mean() -> None:
    assert metrics.mean_f1([LabelScore(1, 0, 0), LabelScore(0, 1, 0), LabelScore(0, 0, 0)]) == 0.5
    assert math.isnan(metrics.mean_f1([]))


def test_confusion_counts_pairs_of_meant_and_said() -> None:
    assert metrics.confusion(["stop", "stop", "demo"], ["stop", "other", "demo"]) == {
        ("stop", "stop"): 1,
        ("stop", "other"): 1,
        ("demo", "demo"): 1,
    }


def test_reliability_puts_every_score_into_its_bin_and_leaves_empty_ones_out() -> None:
    bins = metrics.reliability([0.0, 0.05, 0.95, 1.0, 1.0], [False, True, True, True, False])
    assert [(each.low, each.high, each.right) for each in bins] == [
        (0.0, 0.1, Share(1, 2)),
        (0.9, 1.0, Share(2, 3)),
    ]
    assert [each.mean_score for each in bins] == pytest.approx([0.025, 2.95 / 3])


@pytest.mark.parametrize(
    ("scores", "right", "brier", "error"),
    [
        ([1.0, 1.0], [True, True], 0.0, 0.0),
        ([1.0, 1.0], [False, False], 1.0, 1.0),
        ([0.5, 0.5], [True, False], 0.25, 0.0),
        ([0.8, 0.8, 0.8, 0.8, 0.8], [True, True, True, True, False], 0.16, 0.0),
        ([0.9, 0.1], [True, True], 0.41, 0.5),
        ([], [], math.nan, math.nan),
    ],
)
def test_calibration_is_that_of_the_books(scores: list[float], right: list[bool], brier: float, error: float) -> None:
    assert metrics.brier(scores, right) == pytest.approx(brier, nan_ok=True)
    found = metrics.calibration_error(metrics.reliability(scores, right))
    assert found == pytest.approx(error, nan_ok=True)


@given(SCORES)
def test_calibration_stays_within_0_and_1_and_loses_no_case(cases: list[tuple[float, bool]]) -> None:
    scores, right = [score for score, _ in cases], [is_right for _, is_right in cases]
    bins = metrics.reliability(scores, right)
    assert sum(each.right.whole for each in bins) == len(cases)
    assert all(each.low - 1e-9 <= each.mean_score <= each.high + 1e-9 for each in bins)
    for value in (metrics.brier(scores, right), metrics.calibration_error(bins)):
        assert math.isnan(value) if not cases else -1e-9 <= value <= 1 + 1e-9


def test_latency_gives_percentiles() -> None:
    found = metrics.latency([float(each) for each in range(101)])
    assert (found.median, found.p90, found.p95, found.p99, found.longest) == (50, 90, 95, 99, 100)
    assert math.isnan(metrics.latency([]).median)


@pytest.mark.parametrize(
    ("bounds", "day", "outcome"),
    [
        ((MAY_10, MAY_13), MAY_10, Outcome.RIGHT),
        ((MAY_10, MAY_13), MAY_13, Outcome.RIGHT),
        ((MAY_10, MAY_13), datetime.date(2027, 5, 14), Outcome.WRONG),
        ((MAY_10, MAY_13), None, Outcome.MISSED),
        (None, MAY_10, Outcome.INVENTED),
        (None, None, Outcome.QUIET),
    ],
)
def test_a_day_is_right_within_its_bounds(
    bounds: tuple[datetime.date, datetime.date] | None, day: datetime.date | None, outcome: Outcome
) -> None:
    assert metrics.date_outcome(bounds, day) is outcome


@pytest.mark.parametrize(
    ("wanted", "found", "outcome"),
    [
        (None, None, Outcome.QUIET),
        (None, {"email": "a@b.example"}, Outcome.INVENTED),
        ({"name": "Ирине"}, None, Outcome.MISSED),
        ({"name": "Ирине"}, {"name": "Ирина Соколова"}, Outcome.RIGHT),
        ({"name": "Ирине"}, {"name": "Олег"}, Outcome.WRONG),
        ({"name": "Ирине"}, {"name": "Ирина", "email": "i@b.example"}, Outcome.WRONG),
        ({"email": "i@b.example"}, {"email": "i@b.example", "name": "Ирина"}, Outcome.RIGHT),
        ({"email": "i@b.example"}, {"email": "l@b.example"}, Outcome.WRONG),
        ({"role": "head of sales", "phone": "+79031234567"}, {"role": "Sales", "phone": "+79031234567"}, Outcome.RIGHT),
        ({"role": "head of sales"}, {"name": "Kim"}, Outcome.WRONG),
    ],
)
def test_a_referral_is_right_by_its_address_and_like_its_name(
    wanted: dict[str, str] | None, found: Any, outcome: Outcome
) -> None:
    assert metrics.referral_outcome(wanted, found) is outcome
