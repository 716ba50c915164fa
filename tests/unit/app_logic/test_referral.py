"""Who we are sent to: phrases that redirect, with what they say, and mentions that do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.app_logic import referral, referral_names
from tests import growth, hostile
from tests.unit.app_logic import referral_classes_table as classes
from tests.unit.app_logic import referral_forms_table as forms
from tests.unit.app_logic import referral_frames_table as frames
from tests.unit.app_logic import referral_letters_table as letters
from tests.unit.app_logic import referral_phrases_table as table
from tests.unit.app_logic import referral_traps_table as traps

FIELDS = ("name", "role", "email", "phone", "telegram")


def said(words: str, **given_: object) -> dict[str, str]:
    """The fields of the referral that are set, or nothing at all."""
    found = referral.find_referral(words, **given_)  # type: ignore[arg-type]
    if found is None:
        return {}
    assert found.quote
    assert found.quote in words
    return {field: getattr(found, field) for field in FIELDS if getattr(found, field)}


@pytest.mark.parametrize(("words", "expected"), table.REFERRALS, ids=[row[0] for row in table.REFERRALS])
def test_a_redirection_is_read_whole(words: str, expected: dict[str, str]) -> None:
    assert said(words) == expected


@pytest.mark.parametrize("words", table.NO_REFERRALS)
def test_a_mention_is_no_redirection(words: str) -> None:
    assert referral.find_referral(words) is None


@pytest.mark.parametrize(("words", "expected"), letters.LETTERS, ids=[row[0] for row in letters.LETTERS])
def test_a_letter_that_sends_us_on_is_read_whole(words: str, expected: dict[str, str]) -> None:
    assert said(words, sender="client@example.org") == expected


KINDS = {"n": "name", "r": "role", "e": "email", "p": "phone", "t": "telegram"}


def _form(line: str) -> tuple[str, dict[str, str]]:
    words, _, fields = line.partition(" => ")
    return words, {KINDS[kind]: value for kind, value in re.findall(r"(?:^| )([nrept]):(.*?)(?= [nrept]:|$)", fields)}


CLASSES = [_form(line.replace("\\n", "\n")) for line in classes.READ.strip().splitlines()]
LIKELY = [_form(line) for line in (classes.LIKELY + frames.LIKELY).strip().splitlines() if line]
FRAMES = [_form(line.replace("\\n", "\n")) for line in frames.READ.strip().splitlines()]
FORMS = [_form(line) for table in (forms.RUSSIAN, forms.ENGLISH) for line in table.strip().splitlines()]
FORM_TRAPS = [line for table in (forms.RUSSIAN_TRAPS, forms.ENGLISH_TRAPS) for line in table.strip().splitlines()]


def _beginnings(words: str) -> set[str]:
    return {word[:3].casefold().replace("ё", "е") for word in re.findall(r"[^\W\d_]{2,}", words)}


@pytest.mark.parametrize(("words", "expected"), FORMS, ids=[row[0] for row in FORMS])
def test_every_form_of_handing_over_is_read_with_all_its_parts(words: str, expected: dict[str, str]) -> None:
    found = said(words, sender="client@example.org")
    for kind in ("email", "phone", "telegram"):
        assert found.get(kind) == expected.get(kind)
    for kind in {"name", "role"} & expected.keys():
        assert _beginnings(expected[kind]) & _beginnings(found.get(kind, ""))
    assert "name" in expected or "name" not in found


def _is_read(found: dict[str, str], expected: dict[str, str]) -> bool:
    is_same = all(found.get(kind) == expected.get(kind) for kind in ("email", "phone", "telegram"))
    parts = {"name", "role"} & expected.keys()
    return is_same and all(_beginnings(expected[kind]) & _beginnings(found.get(kind, "")) for kind in parts)


@pytest.mark.parametrize(("words", "expected"), CLASSES, ids=[row[0] for row in CLASSES])
def test_each_way_of_handing_over_is_told_from_what_only_looks_like_it(words: str, expected: dict[str, str]) -> None:
    found = said(words, sender="client@example.org")
    assert bool(found) == bool(expected)
    assert _is_read(found, expected)


@pytest.mark.parametrize(("words", "expected"), FRAMES, ids=[row[0] for row in FRAMES])
def test_every_turn_of_speech_that_sends_us_on_is_read_with_all_its_parts(words: str, expected: dict[str, str]) -> None:
    assert _is_read(said(words, sender="client@example.org"), expected)


@pytest.mark.parametrize("words", frames.TRAPS.strip().splitlines())
def test_the_same_words_in_a_mere_mention_send_us_nowhere(words: str) -> None:
    assert referral.find_referral(words, sender="client@example.org") is None


@pytest.mark.parametrize(("words", "expected"), LIKELY, ids=[row[0] for row in LIKELY])
def test_the_only_one_who_may_be_meant_is_enough_where_we_know_that_we_are_sent_on(
    words: str, expected: dict[str, str]
) -> None:
    found = referral.likely_referral(words, sender="client@example.org")
    assert found is not None
    assert found.quote in words
    assert _is_read({field: value for field in FIELDS if (value := getattr(found, field))}, expected)


@pytest.mark.parametrize("words", classes.UNLIKELY)
def test_whoever_is_greeted_refused_or_only_spoken_of_is_not_likely_meant(words: str) -> None:
    assert referral.likely_referral(words, sender="client@example.org") is None


def test_a_name_beside_an_address_is_nothing_where_another_reader_heard_nobody_handed_over() -> None:
    words = "Omar runs marketing here: omar@kedr.example.com"
    assert said(words)["email"] == "omar@kedr.example.com"
    assert said(words, is_doubted=True) == {}
    assert said("Пишите Алевтине, a@kedr.example.com", is_doubted=True)["name"] == "Алевтина"


@pytest.mark.parametrize("words", FORM_TRAPS)
def test_no_form_of_a_mere_mention_sends_us_anywhere(words: str) -> None:
    assert referral.find_referral(words, sender="client@example.org") is None


@pytest.mark.parametrize("words", traps.TRAPS)
def test_a_letter_with_names_and_addresses_sends_us_nowhere(words: str) -> None:
    assert referral.find_referral(words, sender="client@example.org") is None


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Write to her: anna.lee at firm.example.com", "anna.lee@firm.example.com"),
        ("Please contact Anna at firm.example.com", None),
        ("Contact our Tom: he is at lake.example.com today", None),
    ],
)
def test_an_address_written_with_at_needs_a_whole_local_part(words: str, address: str | None) -> None:
    assert said(words).get("email") == address


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(table.REFERRALS) + len(table.NO_REFERRALS) >= 80
    assert len(FORMS) >= 200
    assert len(FORM_TRAPS) >= 100
    assert len(table.NO_REFERRALS) >= 25


@pytest.mark.parametrize(
    ("words", "cc", "expected"),
    [
        (
            "В копии Пётр, он подскажет",
            (("Пётр Лебедев", "p.lebedev@z.ru"), ("Анна", "a@z.ru")),
            {"name": "Пётр", "email": "p.lebedev@z.ru"},
        ),
        ("cc'ing Anna who runs this", (("", "anna.k@z.ru"),), {"name": "Anna", "email": "anna.k@z.ru"}),
        (
            "Copying my colleague Tom Baker here",
            (("Baker, Tom", "tb@z.ru"),),
            {"name": "Tom Baker", "email": "tb@z.ru"},
        ),
        ("Ставлю в копию коллегу", (("Oleg", "o@z.ru"), ("Мы", "us@x.ru")), {"name": "Oleg", "email": "o@z.ru"}),
        ("В копии Глеб", (("Анна", "a@z.ru"), ("Ольга", "o@z.ru")), {"name": "Глеб"}),
        ("Спасибо, посмотрим", (("Oleg", "o@z.ru"),), {}),
    ],
)
def test_the_colleague_in_copy_has_the_address_that_fits(
    words: str, cc: tuple[tuple[str, str], ...], expected: dict[str, str]
) -> None:
    assert said(words, cc=cc, own_addresses=frozenset({"us@x.ru"})) == expected


def test_our_own_and_the_writers_addresses_are_no_referral() -> None:
    assert said("Пишите на sales@ours.com", own_addresses=frozenset({"Sales@ours.com"})) == {}
    assert said("Напишите мне на ivan@firma.ru", sender="ivan@firma.ru") == {}
    assert said("Напишите мне на ivan@other.ru", sender="ivan@firma.ru") == {}
    assert said("Пишите Ирине на irina@firma.ru", sender="ivan@firma.ru") == {
        "name": "Ирина",
        "email": "irina@firma.ru",
    }


def test_the_writers_signature_is_not_the_person_we_are_sent_to() -> None:
    words = "Это не ко мне, пишите Анне Орловой.\n\nС уважением,\nИван Петров\nivan@firma.ru\n+7 903 123-45-67"
    assert said(words) == {"name": "Анна Орлова"}


@pytest.mark.parametrize(
    ("written", "nominative"),
    [
        ("Ирине Соколовой", "Ирина Соколова"),
        ("Петру Мельнику", "Пётр Мельник"),
        ("Юлией Романовой", "Юлия Романова"),
        ("Сергею Достоевскому", "Сергей Достоевский"),
        ("Анне Шевченко", "Анна Шевченко"),
        ("Марии", "Мария"),
        ("Игорем", "Игорь"),
        ("Ольга Ким", "Ольга Ким"),
        ("Илье Ильичу", "Илья Ильич"),
        ("Ивану Петровичу", "Иван Петрович"),
        ("John Smith", "John Smith"),
        ("Гюзель Ахметовой", "Гюзель Ахметова"),
        ("Зураб", "Зураб"),
    ],
)
def test_names_come_back_in_the_nominative_or_as_written(written: str, nominative: str) -> None:
    assert referral_names.nominative(written.split()) == nominative


PIECES = sorted({word for row in table.REFERRALS for word in row[0].split()} | {"\n", "--", "\n\n"})


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join)))
def test_any_text_gives_a_literal_quote_and_something_said(words: str) -> None:
    found = referral.find_referral(words, cc=(("Анна", "anna@z.ru"),))
    if found is not None:
        assert found.quote in words
        assert any(getattr(found, field) for field in FIELDS)


@pytest.mark.parametrize("name", hostile.REFERRALS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(referral.find_referral, hostile.REFERRALS[name])
    growth.check(referral.likely_referral, hostile.REFERRALS[name])
