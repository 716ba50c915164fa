"""The chaos in short: every named point × policy once, bad links, wrong clocks, a dying database."""

import collections
import sys

import pytest

from tests.chaos import play, points

pytestmark = [pytest.mark.needs("mongo", "mail"), pytest.mark.timeout(1200)]


def _say(text: str) -> None:
    print(text, file=sys.stderr)


async def test_nothing_is_lost_or_doubled_in_silence_or_sent_after_a_stop_whatever_is_killed() -> None:
    played = await play.play(is_short=True, seed=1, lanes=4, say=_say)
    total = played.total
    assert total.notes == []
    assert list(played.bugs) == []
    assert (total.lost, total.duplicated_unflagged, total.after_stop) == (0, 0, 0)
    policies = collections.defaultdict(set)
    for cell in played.times:
        point, _, policy = cell.rpartition(" / ")
        policies[point].add(policy)
    for point in (*points.SENDING, *points.INBOUND):
        assert {"touch", "answer"} <= policies[point], point
    assert set(points.CONVERSE) <= set(policies)
    assert set(points.REACH) <= set(policies)
