"""The embedded brain on the benchmark's unseen halves: what was reached once is not to be lost unnoticed.

Only counts are looked at, never a line: these halves stay unread by who trains. The floors lie a little under the
figures of the README, so that a retrained model may differ and a worse one may not pass.
"""

import asyncio
from typing import Any

import pytest

from benchmarks.replies import score_replies


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, Any]]:
    """The scorer's document for each unseen half."""
    found = {}
    for half in ("test", "stops"):
        lines = list(score_replies.read_half(half))
        found[half] = score_replies.Report(
            asyncio.run(score_replies.understand_all(lines, "embedded")), None
        ).as_document()
    return found


def test_the_deciding_label_is_right_as_often_as_it_was(figures: dict[str, dict[str, Any]]) -> None:
    assert figures["test"]["accuracy"] >= 0.93
    assert figures["test"]["macro_f1"] >= 0.925
    sure = figures["test"]["sure"]
    assert sure["sure_and_right"] >= 0.94 * sure["sure"]


@pytest.mark.parametrize(("half", "missed", "answered", "invented"), [("test", 7, 3, 16), ("stops", 20, 5, 13)])
def test_no_more_stops_are_missed_answered_or_invented_than_were(
    figures: dict[str, dict[str, Any]], half: str, missed: int, answered: int, invented: int
) -> None:
    stops = figures[half]["stops"]
    assert stops["missed"] <= missed
    assert stops["missed"] - stops["held"] <= answered
    assert stops["false"] <= invented


def test_dates_and_referrals_are_found_as_often_as_they_were(figures: dict[str, dict[str, Any]]) -> None:
    dates, referrals = figures["test"]["dates"], figures["test"]["referrals"]
    assert dates["right"] >= 58
    assert dates["wrong"] <= 2
    assert dates["invented"] <= 3
    assert referrals["right"] >= 51
    assert referrals["invented"] <= 9
