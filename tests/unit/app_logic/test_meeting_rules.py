"""What is decided about a meeting: by wish, by intent, by time. One table."""

import datetime
from typing import Any

import pytest

from services.app_logic.stages import decide
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action
from services.core.domain.meeting import State, Wish
from services.core.domain.message import Trust
from services.core.domain.understanding import Intent
from tests.builders import a_situation, later

FREE = later(days=3)
BOOKED: dict[str, Any] = {"stage": Stage.DEMO_BOOKED, "meeting_state": State.CONFIRMED, "free_slots": (FREE,)}


@pytest.mark.parametrize(
    ("intent", "fields", "rule", "actions", "stage"),
    [
        (Intent.OTHER, {"wish": Wish.ACCEPT}, "meeting_agreed", [Action.IGNORE], Stage.DEMO_BOOKED),
        (Intent.OTHER, {"wish": Wish.TENTATIVE}, "meeting_agreed", [Action.IGNORE], Stage.DEMO_BOOKED),
        (Intent.TIMEOUT, {"wish": Wish.MOVE}, "meeting_moved", [Action.CANCEL_DEMO, Action.OFFER_DEMO], Stage.ENGAGED),
        (
            Intent.NOT_INTERESTED,
            {"wish": Wish.MOVE},
            "meeting_moved",
            [Action.CANCEL_DEMO, Action.OFFER_DEMO],
            Stage.ENGAGED,
        ),
        (Intent.DEMO, {"wish": Wish.MOVE, "demo_choice": FREE}, "meeting_moved", [Action.BOOK_DEMO], Stage.DEMO_BOOKED),
        (Intent.DEMO, {"wish": Wish.CANCEL}, "meeting_cancelled", [Action.CANCEL_DEMO], Stage.ENGAGED),
        (Intent.TIMEOUT, {}, "timeout", [Action.PAUSE, Action.CANCEL_DEMO], Stage.PAUSED),
        (Intent.NOT_INTERESTED, {}, "not_interested", [Action.DECLINE], Stage.DECLINED),
        (Intent.STOP, {"wish": Wish.CANCEL}, "stop", [Action.STOP], Stage.STOPPED),
        (Intent.HUMAN, {"wish": Wish.MOVE}, "human", [Action.HAND_OFF], Stage.HANDED_OFF),
        (Intent.AUTO_REPLY, {"wish": Wish.MOVE}, "auto_reply", [Action.IGNORE], Stage.DEMO_BOOKED),
        (Intent.DEMO, {"wish": Wish.MOVE, "trust": Trust.STOP_ONLY}, "not_proven", [Action.IGNORE], Stage.DEMO_BOOKED),
        (Intent.QUESTION, {"wish": Wish.ACCEPT}, "question", [Action.ASK_COLLEAGUE], Stage.DEMO_BOOKED),
    ],
)
def test_a_meeting_that_stands(
    intent: Intent, fields: dict[str, Any], rule: str, actions: list[Action], stage: Stage
) -> None:
    made = decide.decide(a_situation(intent, **{**BOOKED, **fields}))
    assert (made.rule, list(made.actions), made.stage) == (rule, actions, stage)


@pytest.mark.parametrize("wish", list(Wish))
def test_without_a_meeting_no_wish_about_one_counts(wish: Wish) -> None:
    made = decide.decide(a_situation(Intent.OTHER, wish=wish))
    assert made.rule == "nothing_to_answer"
    assert made.wish is None


def test_a_forged_sender_says_nothing_to_a_meeting() -> None:
    made = decide.decide(a_situation(Intent.OTHER, **BOOKED, wish=Wish.ACCEPT, trust=Trust.STOP_ONLY))
    assert made.wish is None


@pytest.mark.parametrize("slots", [(FREE,), ()])
def test_a_time_that_cannot_be_had_is_answered_with_others(slots: tuple[datetime.datetime, ...]) -> None:
    wanted = later(days=1)
    made = decide.decide(a_situation(Intent.DEMO, demo_refused=wanted, free_slots=slots))
    assert (made.rule, made.actions, made.refused, made.slots) == ("demo_chosen", (Action.OFFER_DEMO,), wanted, slots)
    assert made.stage is Stage.ENGAGED


def test_who_waits_for_a_colleagues_answer_is_not_asked_again() -> None:
    known = a_situation(
        Intent.QUESTION, facts=({"fact": "price", "score": 0.9},), unanswered_question=True, nudge_at=later(days=4)
    )
    assert decide.decide(known).wake_at is None
