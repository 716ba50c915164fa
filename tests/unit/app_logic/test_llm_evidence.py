"""Quotes: the literal piece of the client's text, or nothing."""

import hypothesis
import pytest
from hypothesis import strategies

from services.app_logic.brain import evidence


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Please stop. Thank you", "please stop", "Please stop"),
        ("Не  пишите\n мне больше!", "не пишите мне больше", "Не  пишите\n мне больше"),
        ("Всё, хватит ещё раз слать", "Все, хватит еще раз", "Всё, хватит ещё раз"),
        ("Пришлите «Каталог» — гляну", 'пришлите "каталог" - гляну', "Пришлите «Каталог» — гляну"),
        ("don’t write", "don't write", "don’t write"),
        ("what is the price?", "...what is the price...", "what is the price"),
        ("what is the price?", '"what is the price?"', "what is the price?"),
        ("un\u200bsub\u00adscribe me", "unsubscribe me", "un\u200bsub\u00adscribe me"),
        ("и\u0306од и чай", "йод", "и\u0306од"),
        ("+", "+", "+"),
        ("👍 ok", "👍", "👍"),
        ("I know it", "no", ""),
        ("I know, no", "no", "no"),
        ("I like it", "I love it", ""),
        ("Call me. Not now.", "Call me now", ""),
        ("Call me.", "", ""),
        ("Call me.", ".", ""),
        ("", "stop", ""),
        ("Da steht Straße", "strasse", "Straße"),
    ],
)
def test_a_quote_is_found_as_it_stands_or_not_at_all(text: str, quote: str, found: str) -> None:
    assert evidence.literal_quote(text, quote) == found


@hypothesis.given(strategies.text(max_size=80), strategies.text(max_size=20))
def test_what_comes_back_is_always_a_literal_piece(text: str, quote: str) -> None:
    assert evidence.literal_quote(text, quote) in text


@hypothesis.given(strategies.text(alphabet="ab cд«»ё\n", min_size=1, max_size=60))
def test_a_whole_text_quotes_itself(text: str) -> None:
    found = evidence.literal_quote(text, text)
    assert bool(found) == any(letter.isalnum() or letter in "«»" for letter in text) or not found.strip()


def test_a_megabyte_of_one_letter_is_searched_quickly() -> None:
    assert evidence.literal_quote("а" * 1_000_000, "а" * 1_500) == ""
