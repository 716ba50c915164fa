"""Who brings nothing new is answered once more, and then a person has the talk; who asks for something new is answered."""

import datetime

import pytest

from services.app_logic.stages import decide
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.meeting import Wish
from services.core.domain.situation import FactFound, Situation
from services.core.domain.understanding import Intent, IntentFound, Understanding, When
from tests import builders

FRIDAY = builders.NOW.date() + datetime.timedelta(days=4)


def heard(label: Intent, when: When | None = None) -> Understanding:
    found = IntentFound(label=label, score=1.0, quote=str(label))
    return Understanding(language="en", primary=label, intents=(found,), when=when)


def named(days: int, sure: float = 1.0) -> When:
    return When(not_before=FRIDAY + datetime.timedelta(days=days), quote="then", sure=sure)


def said(turns: list[Understanding], **fields: object) -> list[Decision]:
    """The decisions about one turn after another, a day apart, with other free times each day, until it is silent."""
    told: set[str] = set()
    circles, made = 0, []
    for day, each in enumerate(turns):
        now = builders.NOW + datetime.timedelta(days=day)
        known = Situation.model_validate(
            {
                "stage": Stage.ENGAGED,
                "understanding": each,
                "free_slots": (now + datetime.timedelta(days=1), now + datetime.timedelta(days=2)),
                "now": now,
                "told": tuple(told),
                "circles": circles,
                "has_presentation": True,
                "answers_left": 50,
                **fields,
            }
        )
        decision = decide.decide(known)
        made.append(decision)
        if not decision.speaks:
            break
        circles += int(decision.brings() <= told)
        told |= decision.brings()
    return made


@pytest.mark.parametrize(
    "label", [Intent.INTERESTED, Intent.DEMO, Intent.TIMEOUT, Intent.PRESENTATION, Intent.QUESTION]
)
def test_the_same_wish_again_and_again_is_answered_twice_at_most(label: Intent) -> None:
    made = said([heard(label)] * 9)
    assert [each.rule for each in made[-1:]] == ["in_circles"]
    assert sum(each.speaks for each in made) == 2
    assert made[-1].stage is Stage.HANDED_OFF
    assert made[-1].notify


@pytest.mark.parametrize("label", [Intent.DEMO, Intent.TIMEOUT])
def test_whoever_names_another_day_each_time_is_answered_each_time(label: Intent) -> None:
    made = said([heard(label, named(days)) for days in range(6)])
    assert len(made) == 6
    assert all(each.speaks for each in made)


@pytest.mark.parametrize("label", [Intent.DEMO, Intent.TIMEOUT])
def test_a_day_that_is_hardly_one_is_nothing_new(label: Intent) -> None:
    assert sum(each.speaks for each in said([heard(label, named(days, 0.3)) for days in range(6)])) == 2


def test_another_question_with_another_answer_is_something_new() -> None:
    made = [
        said([heard(Intent.QUESTION)], facts=(FactFound(fact=fact, score=1.0),), told=("fact:price",), circles=1)[0]
        for fact in ("price", "terms")
    ]
    assert [each.rule for each in made] == ["in_circles", "question"]


def test_a_meeting_that_is_to_be_moved_brings_its_times() -> None:
    slot = builders.NOW
    offered = Decision(
        rule="meeting_moved", actions=(Action.OFFER_DEMO,), intent=Intent.DEMO, why="", speaks=True,
        stage=Stage.ENGAGED, slots=(slot,),
    )  # fmt: skip
    assert offered.brings() == {"offer_demo"}
    assert offered.model_copy(update={"wish": Wish.MOVE}).brings() == {"offer_demo", f"slot:{slot.isoformat()}"}
    assert offered.model_copy(update={"refused": slot}).brings() == {"offer_demo", f"slot:{slot.isoformat()}"}
