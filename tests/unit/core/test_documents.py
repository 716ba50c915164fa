"""Nouns become documents and come back the same; what nobody can read later is refused."""

import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.core.domain.base import Noun
from services.core.domain.conversation import NEVER, Stage
from services.core.store import documents
from tests import builders

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    "noun",
    [
        builders.a_contact(),
        builders.a_campaign(),
        builders.an_account(),
        builders.a_conversation(wake_at=NEVER, pause_until=datetime.date(2027, 1, 9)),
        builders.a_message(),
        builders.an_item(),
        builders.an_understanding(),
        builders.a_situation(),
    ],
    ids=lambda noun: type(noun).__name__,
)
def test_every_noun_comes_back_from_its_document(noun: Noun) -> None:
    document = documents.to_document(noun)
    assert "id" not in document
    assert documents.to_noun(type(noun), document) == noun
    assert documents.plain(document) == document


def test_moments_are_kept_in_utc_to_the_millisecond() -> None:
    moment = datetime.datetime(2026, 11, 23, 10, 5, 1, 234_999, tzinfo=MOSCOW)
    assert documents.plain(moment) == datetime.datetime(2026, 11, 23, 7, 5, 1, 234_000, tzinfo=datetime.UTC)
    assert documents.plain(NEVER) == NEVER
    assert documents.plain(NEVER.replace(tzinfo=MOSCOW)) == NEVER


def test_a_moment_without_a_zone_is_refused_however_deep_it_lies() -> None:
    naive = datetime.datetime(2026, 11, 23)  # noqa: DTZ001 - what must be refused
    for value in (naive, {"a": [naive]}, ({"b": naive},)):
        with pytest.raises(TypeError, match="no time zone"):
            documents.plain(value)


def test_days_enumerations_and_collections_become_what_bson_knows() -> None:
    value = {Stage.NEW: (datetime.date(2026, 11, 23), Stage.PAUSED), "n": {1: frozenset({2})}, "bytes": b"\x00"}
    assert documents.plain(value) == {"new": ["2026-11-23", "paused"], "n": {"1": [2]}, "bytes": b"\x00"}


def test_fields_of_the_store_are_dropped_and_unknown_ones_refused() -> None:
    document = {**documents.to_document(builders.a_contact()), "keys": ["email:x"]}
    assert documents.to_noun(type(builders.a_contact()), document, drop=("keys",)) == builders.a_contact()
    with pytest.raises(ValueError, match="keys"):
        documents.to_noun(type(builders.a_contact()), document)


@given(some.datetimes(timezones=some.sampled_from([datetime.UTC, MOSCOW]), max_value=datetime.datetime(9990, 1, 1)))  # noqa: DTZ001
def test_any_moment_stays_the_same_moment_within_a_millisecond(moment: datetime.datetime) -> None:
    kept = documents.plain(moment)
    assert datetime.timedelta(0) <= moment - kept < datetime.timedelta(milliseconds=1)
    assert documents.plain(kept) == kept
