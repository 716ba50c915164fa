"""Beginnings: endings do not matter, order does, and two words are a pair over what stands between them."""

import hypothesis
import hypothesis.strategies as st
import pytest

from services.app_logic.brain import beginnings
from tests import growth, hostile


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Прошу рассылку прекратить", "прошу рассылки прекратите"),
        ("don't remove us", "DON’T REMOVED US"),
        ("Ещё письма", "еще письмо"),
    ],
)
def test_endings_case_and_apostrophes_change_nothing(one: str, other: str) -> None:
    assert beginnings.signs(one) == beginnings.signs(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("не пишите, звоните", "не звоните, пишите"),
        ("stop that and write", "write that and stop"),
        ("отпишите меня", "«отпишите меня»"),
        ("stop emailing me", "stop emailing me?"),
    ],
)
def test_order_questions_and_quotation_marks_change_the_signs(one: str, other: str) -> None:
    assert set(beginnings.signs(one)) != set(beginnings.signs(other))


def test_two_words_are_a_pair_over_what_stands_between_them() -> None:
    one = set(beginnings.signs("чтобы рекламная рассылка не приходила"))
    other = set(beginnings.signs("чтобы ваша почта сюда не приходила"))
    apart = set(beginnings.signs("чтобы")) | set(beginnings.signs("не приходила"))
    assert (one & other) - apart


def test_no_more_than_the_beginning_of_a_long_text_is_read() -> None:
    text = "слово " * 2_000
    assert beginnings.signs(text) == beginnings.signs(text + "иначе")


@hypothesis.settings(deadline=None, max_examples=100)
@hypothesis.given(text=st.text(max_size=400))
def test_any_text_has_signs_in_their_buckets(text: str) -> None:
    assert all(0 <= bucket < beginnings.BUCKETS and count > 0 for bucket, count in beginnings.signs(text).items())


@pytest.mark.parametrize("name", hostile.SIGNALS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(beginnings.signs, hostile.SIGNALS[name])
