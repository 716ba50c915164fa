"""The judge: for every meaning the right actions pass, and every other action does not."""

import dataclasses
import datetime
from typing import Any

import pytest

from services.cli import judge
from services.cli.judge import TABLE, Known, Meaning, Meant
from services.core.domain import campaign
from services.core.domain.conversation import Stage
from services.core.domain.decision import SPEAKING, Action, Decision
from services.core.domain.understanding import Intent, Referral
from tests.builders import NOW, a_campaign, a_fact

DAY = datetime.date(2026, 12, 7)
OFFER = a_campaign(facts=(a_fact("price.start"), a_fact("trial", kind=campaign.FactKind.TERM)))
ENGAGED = Known(Stage.ENGAGED)
MEANT: dict[Meaning, dict[str, Any]] = {
    Meaning.STOP: {"readings": (frozenset({Intent.STOP, Intent.QUESTION}),)},
    Meaning.AUTO_REPLY: {"readings": (frozenset({Intent.AUTO_REPLY}),)},
    Meaning.HUMAN: {"readings": (frozenset({Intent.HUMAN}),)},
    Meaning.REDIRECT: {"readings": (frozenset({Intent.REDIRECT}),), "to": "same", "to_address": "ira@client.example"},
    Meaning.REDIRECT_OUTSIDE: {"readings": (frozenset({Intent.REDIRECT}),), "to": "other", "to_address": "a@b.example"},
    Meaning.REDIRECT_PHONE: {"readings": (frozenset({Intent.REDIRECT}),), "to": "phone"},
    Meaning.REDIRECT_NOBODY: {"readings": (frozenset({Intent.REDIRECT}),), "to": "none"},
    Meaning.TIMEOUT: {"readings": (frozenset({Intent.TIMEOUT}),), "earliest": DAY, "latest": DAY},
    Meaning.DEMO: {"readings": (frozenset({Intent.DEMO}),)},
    Meaning.DEMO_CHOSEN: {"readings": (frozenset({Intent.DEMO}),), "slot": NOW},
    Meaning.PRESENTATION: {"readings": (frozenset({Intent.PRESENTATION}),)},
    Meaning.QUESTION: {"readings": (frozenset({Intent.QUESTION}),), "facts": (("price",),)},
    Meaning.QUESTION_OPEN: {"readings": (frozenset({Intent.QUESTION}),), "facts": (("none",),)},
    Meaning.NOT_INTERESTED: {"readings": (frozenset({Intent.NOT_INTERESTED}),)},
    Meaning.INTERESTED: {"readings": (frozenset({Intent.INTERESTED}),)},
    Meaning.OTHER: {"readings": (frozenset({Intent.OTHER}),)},
}


def meaning(of: Meaning, **fields: Any) -> Meant:
    return Meant(**{"text": "…", "language": "en", **MEANT[of], **fields})


def decided(*actions: Action, **fields: Any) -> Decision:
    default: dict[str, Any] = {
        "rule": "a_rule",
        "actions": actions,
        "intent": Intent.OTHER,
        "why": "",
        "speaks": any(each in SPEAKING for each in actions),
        "stage": Stage.ENGAGED,
    }
    return Decision.model_validate({**default, **fields})


def fitting(of: Meaning, action: Action) -> Decision:
    """The decision with this action that has everything else right for this meaning."""
    address = MEANT[of].get("to_address") or None
    redirect = {
        "referral": Referral(name="Ira", email=address, quote="Ira"),
        "held": "stranger" if TABLE[of].held else "",
    }
    more: dict[Action, dict[str, Any]] = {
        Action.REDIRECT: redirect,
        Action.PAUSE: {"pause_until": DAY},
        Action.BOOK_DEMO: {"slots": (NOW,)},
        Action.ANSWER: {"facts": ("price.start",)},
    }
    return decided(action, **more.get(action, {}))


def why(meant: Meant, made: Decision, known: Known = ENGAGED) -> str:
    return judge.judge(meant, made, known, OFFER)


def test_every_meaning_has_a_row() -> None:
    assert set(TABLE) == set(Meaning) == set(MEANT)


@pytest.mark.parametrize("of", Meaning)
def test_the_meaning_is_read_from_what_was_said(of: Meaning) -> None:
    meant = meaning(of)
    assert judge.meaning_of(meant, meant.readings[0]) is of


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("of", Meaning)
def test_the_right_actions_pass_and_no_others(of: Meaning, action: Action) -> None:
    assert (why(meaning(of), fitting(of, action)) == "") == (action in TABLE[of].does)


@pytest.mark.parametrize("of", Meaning)
def test_after_a_stop_only_silence_is_right(of: Meaning) -> None:
    stopped = Known(Stage.STOPPED)
    assert why(meaning(of), decided(Action.IGNORE), stopped) == ""
    assert "after a stop" in why(meaning(of), decided(Action.ANSWER), stopped)


def test_with_a_person_at_work_the_agent_is_silent_and_tells_the_person() -> None:
    known = Known(Stage.HANDED_OFF)
    meant = meaning(Meaning.QUESTION)
    assert why(meant, decided(Action.IGNORE, notify="wrote again"), known) == ""
    assert "nobody was told" in why(meant, decided(Action.IGNORE), known)
    assert "a person has the talk" in why(meant, fitting(Meaning.QUESTION, Action.ANSWER), known)
    assert why(meaning(Meaning.STOP), decided(Action.STOP), known) == ""


def test_handing_over_as_unsure_is_right_only_where_a_person_would_ask_back() -> None:
    unsure = decided(Action.HAND_OFF, rule="unsure", notify="unsure")
    assert "would have understood" in why(meaning(Meaning.QUESTION), unsure)
    assert why(meaning(Meaning.QUESTION, ambiguous=True), unsure) == ""
    assert why(meaning(Meaning.QUESTION, injects=True), unsure) == ""
    held_back = decided(Action.IGNORE, rule="maybe_stop", notify="maybe")
    assert "would have understood" in why(meaning(Meaning.OTHER), held_back)
    assert "was asked to stop" in why(meaning(Meaning.STOP), held_back)


@pytest.mark.parametrize(
    ("of", "made"),
    [
        (Meaning.TIMEOUT, decided(Action.PAUSE, pause_until=DAY - datetime.timedelta(days=1))),
        (Meaning.TIMEOUT, decided(Action.PAUSE, pause_until=DAY + datetime.timedelta(days=1))),
        (Meaning.DEMO_CHOSEN, decided(Action.BOOK_DEMO, slots=(NOW + datetime.timedelta(hours=1),))),
        (Meaning.QUESTION, decided(Action.ANSWER, facts=("trial",))),
        (Meaning.REDIRECT, decided(Action.REDIRECT, referral=Referral(email="eve@client.example", quote="eve"))),
        (Meaning.DEMO, decided(Action.OFFER_DEMO, Action.ASK_COLLEAGUE)),
        (Meaning.PRESENTATION, decided(Action.SEND_PRESENTATION, Action.STOP)),
    ],
)
def test_the_right_action_with_a_wrong_day_time_fact_address_or_company_is_wrong(of: Meaning, made: Decision) -> None:
    assert why(meaning(of), made) != ""


def test_a_stranger_is_written_to_only_after_a_persons_yes() -> None:
    there = Referral(email="a@b.example", quote="a@b.example")
    at_once = decided(Action.REDIRECT, referral=there)
    assert "without a person's yes" in why(meaning(Meaning.REDIRECT_OUTSIDE), at_once)


def test_a_second_redirect_may_be_held() -> None:
    held = fitting(Meaning.REDIRECT, Action.REDIRECT).model_copy(update={"held": "sent us on before"})
    assert "held a redirect" in why(meaning(Meaning.REDIRECT), held)
    assert why(meaning(Meaning.REDIRECT), held, dataclasses.replace(ENGAGED, redirects=1)) == ""


def test_a_machine_is_answered_three_times_at_most() -> None:
    answer = fitting(Meaning.QUESTION, Action.ANSWER)
    meant = meaning(Meaning.QUESTION)
    assert why(meant, answer, Known(Stage.ENGAGED, answered=2, machine=True)) == ""
    assert "a machine" in why(meant, answer, Known(Stage.ENGAGED, answered=3, machine=True))
    assert why(meant, decided(Action.IGNORE), Known(Stage.ENGAGED, machine=True)) == ""


def test_silence_because_of_circles_needs_something_asked_twice_and_somebody_told() -> None:
    circles = decided(Action.IGNORE, rule="in_circles", notify="circles")
    meant = meaning(Meaning.QUESTION)
    assert why(meant, circles) != ""
    assert why(meant, circles, Known(Stage.ENGAGED, repeated=True)) == ""


def test_what_is_asked_in_the_same_breath_must_not_be_left_out() -> None:
    both = meaning(
        Meaning.PRESENTATION, readings=(frozenset({Intent.PRESENTATION, Intent.QUESTION}),), facts=(("price",),)
    )
    assert why(both, decided(Action.SEND_PRESENTATION)) == "the question was left out"
    assert why(both, decided(Action.SEND_PRESENTATION, Action.ANSWER, facts=("price.start",))) == ""


def test_of_two_questions_the_one_without_a_fact_goes_to_a_colleague() -> None:
    two = meaning(Meaning.QUESTION, facts=(("price",), ("none",)))
    assert "passed over" in why(two, decided(Action.ANSWER, facts=("price.start",)))
    assert why(two, decided(Action.ANSWER, Action.ASK_COLLEAGUE, facts=("price.start",))) == ""


def test_several_mails_are_one_turn_with_every_reading_of_both() -> None:
    one, other = meaning(Meaning.QUESTION, text="a"), meaning(Meaning.PRESENTATION, text="b", language="ru")
    both = judge.together((one, other))
    assert (both.text, both.language) == ("a\n\nb", "ru")
    assert both.readings == (frozenset({Intent.QUESTION, Intent.PRESENTATION}),)
    assert both.facts == (("price",),)
