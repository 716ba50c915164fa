"""What is made of a model's answer: the schema is checked again, and labels without literal quotes are dropped."""

import contextlib
import datetime
import json

import hypothesis
import pytest
from hypothesis import strategies

from services.app_logic.brain import llm
from services.app_logic.brain.base import Heard, Plan, Request
from services.core.domain.understanding import Intent

TEXT = "Not this year, we are frozen. But do send the deck. Who wrote this?"
REQUEST = Request(text=TEXT, language="en", now=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))
PLAN = Plan(goal="g", language="en", question="q", placeholders=("{{fact:price}}",))


def heard(*items: tuple[str, str, str]) -> Heard:
    found = [{"label": label, "quote": quote, "certainty": certainty} for label, quote, certainty in items]
    return llm.heard_from(llm.read_labels(json.dumps({"intents": found}), "stop"), REQUEST, "test", {})


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nonsense",
        "{",
        "{}",
        "[]",
        "null",
        '{"intents": "stop"}',
        '{"intents": [{"label": "stop", "certainty": "certain"}]}',
        '{"intents": [{"quote": "a", "label": "buy", "certainty": "certain"}]}',
        '{"intents": [{"quote": "a", "label": "stop", "certainty": 1}]}',
        '{"intents": [{"quote": "\\ud800", "label": "stop", "certainty": "certain"}]}',
        '{"intents": [' + '{"quote": "a", "label": "stop", "certainty": "certain"},' * 20 + "]}",
        "{" * 5_000 + "}" * 5_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
    ],
)
def test_an_answer_of_another_shape_is_unusable(answer: str) -> None:
    with pytest.raises(llm.Unusable):
        llm.read_labels(answer, "stop")


@pytest.mark.parametrize(
    "around", ["{}", "```json\n{}\n```", "<think>a short thought</think>\n{}", "Here you are: {}\nAnything else?"]
)
def test_an_object_is_found_among_words_around_it(around: str) -> None:
    found = json.dumps({"intents": [{"quote": "a", "label": "stop", "certainty": "likely", "why": "x"}]})
    assert llm.read_labels(around.replace("{}", found), "stop").intents[0].label is Intent.STOP


@pytest.mark.parametrize("finish", ["length", "load", "content_filter", ""])
def test_an_answer_that_did_not_come_to_its_own_end_is_unusable(finish: str) -> None:
    with pytest.raises(llm.Unusable):
        llm.read_labels('{"intents": []}', finish)


@hypothesis.given(strategies.text(max_size=200), strategies.sampled_from(["stop", "length"]))
def test_nothing_a_model_says_breaks_the_reader(answer: str, finish: str) -> None:
    with contextlib.suppress(llm.Unusable):
        assert llm.read_labels(answer, finish)


def test_quotes_come_back_as_they_stand_in_the_text() -> None:
    made = heard(("timeout", "NOT THIS YEAR", "certain"), ("presentation", "do  send the deck.", "likely"))
    assert [(each.label, each.quote) for each in made.intents] == [
        (Intent.TIMEOUT, "Not this year"),
        (Intent.PRESENTATION, "do send the deck."),
    ]
    assert made.sure
    assert made.intents[0].score > made.intents[1].score


def test_a_label_with_words_the_client_never_wrote_is_dropped_and_noted() -> None:
    made = heard(("presentation", "do send the deck", "certain"), ("demo", "let us meet", "certain"))
    assert [each.label for each in made.intents] == [Intent.PRESENTATION]
    assert "let us meet" in made.trace["dropped"]


@pytest.mark.parametrize(
    ("items", "is_sure"),
    [
        ([("timeout", "Not this year", "certain")], True),
        ([("timeout", "Not this year", "likely")], True),
        ([("timeout", "Not this year", "unsure")], False),
        ([], False),
        # A made-up stop would have decided: a person should look. A made-up interest would not.
        ([("timeout", "Not this year", "certain"), ("stop", "never again", "certain")], False),
        ([("timeout", "Not this year", "certain"), ("interested", "great", "certain")], True),
        ([("timeout", "Not this year", "certain"), ("question", "Who wrote this?", "unsure")], True),
    ],
)
def test_sure_means_that_the_deciding_label_is_no_guess(items: list[tuple[str, str, str]], is_sure: bool) -> None:
    assert heard(*items).sure is is_sure


def test_of_two_equal_labels_the_surer_counts() -> None:
    made = heard(("question", "Who wrote this?", "unsure"), ("question", "send the deck", "certain"))
    assert [each.quote for each in made.intents] == ["send the deck"]


@pytest.mark.parametrize("text", ["It costs {{price}}.", "See {{fact:link}}", "{{", "  ", "{{ }}"])
def test_written_words_with_other_placeholders_are_unusable(text: str) -> None:
    with pytest.raises(llm.Unusable):
        llm.read_words(PLAN)(json.dumps({"text": text}), "stop")


@pytest.mark.parametrize("text", ["Gladly.", "It is {{fact:price}} Fine?", "It is {{ fact:price }} Fine?"])
def test_written_words_with_known_placeholders_are_taken(text: str) -> None:
    wanted = text.replace("{{ ", "{{").replace(" }}", "}}")
    assert llm.read_words(PLAN)(json.dumps({"text": text}), "stop").text == wanted
