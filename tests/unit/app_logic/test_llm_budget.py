"""Token budget: the estimate is high, and what is cut is cut in the middle, with a mark."""

import hypothesis
import pytest
from hypothesis import strategies

from services.app_logic.brain import budget


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("", 0),
        ("Please send me the price list for twenty shops.", 10),
        ("Пришлите, пожалуйста, прайс на двадцать магазинов.", 17),
        ("+7 903 123-45-67", 14),
        ("これは何ですか", 7),
        ("👍👍👍", 6),
        ("================", 4),
    ],
)
def test_the_estimate_is_above_what_common_tokenizers_need(text: str, least: int) -> None:
    assert budget.tokens_in(text) >= least


def test_a_short_text_stays_as_it_is() -> None:
    assert budget.shortened("Call me.", 50) == "Call me."


def test_a_long_text_keeps_its_beginning_and_its_end_around_a_mark() -> None:
    text = "Good day to you. " + "Blah blah. " * 500 + "Please unsubscribe me."
    cut = budget.shortened(text, 100)
    assert budget.CUT in cut
    assert cut.startswith("Good day to you.")
    assert cut.endswith("Please unsubscribe me.")


@hypothesis.given(strategies.text(max_size=400), strategies.integers(min_value=0, max_value=200))
def test_a_shortened_text_is_always_within_its_budget(text: str, most: int) -> None:
    cut = budget.shortened(text, most)
    # Each of the three pieces may be rounded up once.
    assert not cut or budget.tokens_in(cut) <= most + 2


def test_a_megabyte_is_shortened_quickly() -> None:
    text = "Ж1 " * 350_000
    assert len(budget.shortened(text, 4000)) < 8000
