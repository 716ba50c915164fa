"""Merger: which of two conversations is kept and what it becomes, as tables."""

import datetime

import pytest

from services.core.domain import address, merger
from services.core.domain.conversation import NEVER, Stage
from tests.builders import NOW, a_conversation, later

OWN = {"last_inbound_at": later(hours=-5)}
# The first conversation, the second one, touches that left, which is kept, and the stage that follows.
CHOICES = (
    ({"stage": "contacted"}, {"stage": "contacted"}, (2, 1), 1, "contacted"),
    ({"stage": "contacted"}, {"stage": "contacted"}, (1, 2), 2, "contacted"),
    ({"stage": "new"}, {"stage": "contacted"}, (0, 1), 2, "contacted"),
    ({"stage": "held"}, {"stage": "new"}, (0, 0), 2, "new"),
    ({"stage": "unreachable"}, {"stage": "new"}, (1, 0), 2, "new"),
    ({"stage": "silent"}, {"stage": "contacted"}, (3, 1), 1, "silent"),
    ({"stage": "silent"}, {"stage": "engaged", **OWN}, (3, 0), 2, "engaged"),
    ({"stage": "engaged", **OWN}, {"stage": "engaged", "last_inbound_at": later(hours=-1)}, (1, 1), 2, "engaged"),
    ({"stage": "declined", **OWN}, {"stage": "contacted"}, (1, 1), 1, "declined"),
    ({"stage": "declined", **OWN}, {"stage": "engaged", "last_inbound_at": later(hours=-1)}, (1, 0), 2, "engaged"),
    ({"stage": "paused", "last_inbound_at": later(hours=-1)}, {"stage": "engaged", **OWN}, (1, 1), 1, "paused"),
    ({"stage": "handed_off"}, {"stage": "engaged", **OWN}, (1, 0), 1, "handed_off"),
    ({"stage": "demo_booked", "demo_at": later(days=1), **OWN}, {"stage": "handed_off"}, (1, 0), 1, "handed_off"),
    (
        {"stage": "demo_booked", "demo_at": later(days=1), **OWN},
        {"stage": "declined", "last_inbound_at": later(hours=-1)},
        (1, 1),
        1,
        "handed_off",
    ),
    ({"stage": "stopped"}, {"stage": "demo_booked", "demo_at": later(days=1), **OWN}, (1, 0), 1, "stopped"),
    ({"stage": "engaged", **OWN}, {"stage": "stopped"}, (1, 0), 2, "stopped"),
)


@pytest.mark.parametrize(("one", "other", "sent", "kept", "stage"), CHOICES)
def test_the_one_that_says_most_is_kept_and_the_strictest_stage_wins(
    one: dict[str, object], other: dict[str, object], sent: tuple[int, int], kept: int, stage: str
) -> None:
    first, second = a_conversation(1, **one), a_conversation(2, **other)
    for pair in ((first, second), (second, first)):
        best, absorbed, why = merger.choose(*pair, {first.id: sent[0], second.id: sent[1]})
        assert (best.id, bool(why)) == (f"c{kept}.reviews", True)
        assert merger.joined(best, absorbed, False, NOW)["stage"] == stage


def test_a_stop_wins_whatever_the_two_were() -> None:
    for stage in set(Stage) - {Stage.MERGED}:
        fields = merger.joined(a_conversation(1, stage=stage), a_conversation(2), True, NOW)
        assert (fields["stage"], fields["next_touch_at"]) == (Stage.STOPPED, NEVER)


def test_budgets_add_up_and_what_was_told_stays_told() -> None:
    one = a_conversation(1, answers=3, answers_on="2026-11-23", answers_today=2, told=("fact:price",), redirects=1)
    other = a_conversation(
        2, answers=2, answers_on="2026-11-23", answers_today=1, told=("deck",), presentation_sent=True
    )
    fields = merger.joined(one, other, False, NOW)
    assert (fields["answers"], fields["answers_on"], fields["answers_today"]) == (5, "2026-11-23", 3)
    assert (fields["told"], fields["presentation_sent"], fields["redirects"]) == (("deck", "fact:price"), True, 1)


def test_it_goes_on_where_the_client_wrote_last_and_never_sooner_than_either_would() -> None:
    one = a_conversation(1, stage="handed_off", last_inbound_at=later(hours=-9), next_touch_at=later(days=1))
    other = a_conversation(
        2,
        stage="engaged",
        channel="telegram",
        account="bot",
        answer_to=address.telegram("42"),
        last_inbound_at=later(hours=-1),
        next_touch_at=later(days=4),
    )
    fields = merger.joined(one, other, False, NOW)
    assert (fields["channel"], fields["account"], fields["answer_to"]) == ("telegram", "bot", address.telegram("42"))
    assert fields["accounts"] == {address.Channel.EMAIL: "main", address.Channel.TELEGRAM: "bot"}
    assert fields["next_touch_at"] == later(days=4)


def test_a_leave_that_either_knows_of_is_kept_and_the_longer_one_counts() -> None:
    days = [None, datetime.date(2026, 12, 8), datetime.date(2026, 12, 20)]
    for one, other, kept in ((0, 0, 0), (1, 0, 1), (0, 2, 2), (2, 1, 2)):
        talks = a_conversation(1, away_until=days[one]), a_conversation(2, away_until=days[other])
        assert merger.joined(*talks, False, NOW)["away_until"] == days[kept]


def test_the_sequence_number_is_above_both_so_that_nothing_written_before_passes_the_gate() -> None:
    fields = merger.joined(a_conversation(1, inbound_seq=2), a_conversation(2, inbound_seq=7), False, NOW)
    assert fields["inbound_seq"] == 8
