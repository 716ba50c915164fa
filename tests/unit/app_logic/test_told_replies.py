"""Whole replies, oblique and plain: the day that they name and the person whom they send us to."""

import datetime
import re

import pytest

from services.app_logic import referral, when
from tests.unit.app_logic import told_days_table, told_people_table
from tests.unit.app_logic import told_replies_table as table

KINDS = {"n": "name", "r": "role", "e": "email", "p": "phone", "t": "telegram"}
COUNTRIES = {"ru": "RU", "en": "GB"}
DATES = [line.rpartition(" => ") for line in (table.DATES + told_days_table.DATES).split("\n") if line]
REFERRALS = [line.rpartition(" => ") for line in (table.REFERRALS + told_people_table.REFERRALS).split("\n") if line]


def _beginnings(words: str) -> set[str]:
    return {word[:3].casefold().replace("ё", "е") for word in re.findall(r"[^\W\d_]{2,}", words)}


@pytest.mark.parametrize(("said", "expected"), [(said, expected) for said, _, expected in DATES])
def test_a_reply_is_read_for_the_day_it_names(said: str, expected: str) -> None:
    head, _, words = said.partition(" | ")
    language, day = head.split()
    now = datetime.datetime.fromisoformat(f"{day}T10:00:00+00:00")
    found = when.find_when(words, now, language, COUNTRIES[language])
    if expected == "none":
        assert found is None
    else:
        assert found is not None
        first, last = expected.split("..")
        assert first <= found.not_before.isoformat() <= last


@pytest.mark.parametrize(("words", "expected"), [(words, expected) for words, _, expected in REFERRALS])
def test_a_reply_is_read_for_the_person_it_sends_us_to(words: str, expected: str) -> None:
    found = referral.find_referral(words)
    if expected == "none":
        assert found is None
        return
    assert found is not None
    for kind, value in re.findall(r"(?:^| )([nrept]):(.*?)(?= [nrept]:|$)", expected):
        got = getattr(found, KINDS[kind])
        if kind in "nr":
            assert got is not None
            assert _beginnings(value) & _beginnings(got)
        else:
            assert got == value
