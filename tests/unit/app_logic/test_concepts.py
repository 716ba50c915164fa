"""Concepts: words of one kind share a sign in both languages, and what changes a demand's meaning changes the signs."""

import hypothesis
import hypothesis.strategies as st
import pytest

from services.app_logic.brain import concepts
from tests import growth, hostile


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("пишите", ("write-order",)),
        ("писать", ("write-to",)),
        ("писали", ("write-past",)),
        ("звоните", ("call-order",)),
        ("calling", ("call-ing",)),
        ("stopped", ("cease-past",)),
        ("прекратите", ("cease-order",)),
        ("unsubscribe", ("unsub-order",)),
        ("customers", ("cust",)),
        ("клиентам", ("cust",)),
        ("меня", ("me",)),
        ("us", ("us",)),
        ("42", ("number",)),
        ("пряник", ()),
    ],
)
def test_a_word_is_of_its_kinds(word: str, kinds: tuple[str, ...]) -> None:
    assert concepts.kinds(word) == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("не пишите мне", "не звоните мне."),
        ("не пишите мне", "НЕ ПИШИТЕ МНЕ"),
        ("don't stop", "don’t stop"),
        ("удалите нас из базы", "вычеркните нас из списка"),
    ],
)
def test_synonyms_and_spellings_share_signs(one: str, other: str) -> None:
    same = set(concepts.signs(one)) & set(concepts.signs(other))
    assert same


@pytest.mark.parametrize(
    ("demand", "other"),
    [
        ("Не пишите мне", "Не пишите мне до мая"),
        ("Can you stop emailing me", "Can you stop emailing me?"),
        ("уберите меня", "«уберите меня»"),
        ("stop writing", "you stopped writing"),
        ("не пишите, звоните", "не пишите. звоните"),
    ],
)
def test_a_day_a_question_a_quotation_and_a_form_change_the_signs(demand: str, other: str) -> None:
    assert set(concepts.signs(demand)) != set(concepts.signs(other))


def test_no_more_kinds_than_two_stand_for_a_word() -> None:
    assert all(len(concepts.kinds(word)) <= 2 for word in "unsubscribe рассылка newsletter contact звонок".split())


@hypothesis.settings(deadline=None, max_examples=100)
@hypothesis.given(text=st.text(max_size=400))
def test_any_text_gives_buckets_in_range_with_counts(text: str) -> None:
    assert all(0 <= bucket < concepts.BUCKETS and count >= 1 for bucket, count in concepts.signs(text).items())


@pytest.mark.parametrize("name", hostile.SIGNALS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(concepts.signs, hostile.SIGNALS[name])
