"""Spelling: what a person would read, whatever letters it was typed in."""

import hypothesis
import hypothesis.strategies as st
import pytest

from services.app_logic.brain import spelling
from tests import growth, hostile


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("пишите на x.stop@spam.example, жду", "пишите на ivanov@example.com, жду"),
        ("<a+b@c-d.example> (e@f.example)", "<ivanov@example.com> (ivanov@example.com)"),
        ("victim@elsеwhere.example.", "ivanov@example.com."),
        ("@name, 5 @ 3, a@b", "@name, 5 @ 3, a@b"),
    ],
)
def test_every_address_is_read_alike_and_nothing_else_is_one(text: str, alike: str) -> None:
    assert spelling.with_plain_addresses(text) == alike


@pytest.mark.parametrize("name", hostile.REFERRALS)
def test_looking_for_addresses_takes_no_more_time_than_the_text_is_long(name: str) -> None:
    growth.check(spelling.with_plain_addresses, hostile.REFERRALS[name])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("He пpиcылaйтe бо\u200bль\u200bше", "He присылайте больше"),
        ("unѕubscribe mе plеase", "unѕubscribe me please"),
        ("СRM и API", "CRM и API"),
        ("ne pishite mne bolshe", "не пишите мне болше"),
        ("otpishite menya ot rassylki", "отпишите меня от рассылки"),
        ("yt gbibnt vyt", "не пишите мне"),
        ("jngbibnt", "отпишите"),
    ],
)
def test_a_text_is_read_as_it_was_meant(text: str, seen: str) -> None:
    assert spelling.legible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Обычный текст, plain text",
        "Please stop emailing me",
        "ok",
        "Wir haben leider keinen Bedarf",
        "Can we see a demo on Tuesday?",
        "iPhone и wi-fi, ПК-клиент, Zoom-встреча",
        "",
    ],
)
def test_what_makes_sense_as_it_stands_is_left_alone(text: str) -> None:
    assert spelling.legible(text) == text


@hypothesis.settings(deadline=None, max_examples=100)
@hypothesis.given(text=st.text(max_size=300))
def test_nothing_raises_and_a_legible_text_stays_so_in_cyrillic(text: str) -> None:
    seen = spelling.legible(text)
    assert isinstance(seen, str)
    assert len(seen) <= 2 * len(text) + 2


@pytest.mark.parametrize("name", hostile.SIGNALS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(spelling.legible, hostile.SIGNALS[name])
