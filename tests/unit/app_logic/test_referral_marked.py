"""Whom a brain marked: its words count where the writer says them, and an address where code finds it, too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.app_logic import referral
from services.app_logic.stages import understand
from services.core.domain.understanding import Intent, Mark, Referral
from tests import builders
from tests.unit.app_logic.marking import Marking

FIELDS = ("name", "role", "email", "phone", "telegram")
PARTS = st.sampled_from(("name", "role", "address"))


def told(text: str, *marks: tuple[str, str], score: float = 0.9) -> dict[str, str]:
    """The fields that are set; each mark is (part, words)."""
    claims = tuple(Mark(part=part, words=words, score=score) for part, words in marks)
    found = referral.marked_referral(text, claims, frozenset({"we@seller.example"}), "anna@veter.example")
    return {} if found is None else {field: getattr(found, field) for field in FIELDS if getattr(found, field)}


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("I only do Saturdays, Nina runs the place.", (("name", "Nina"),), {"name": "Nina"}),
        ("Baz's domain, that.", (("name", "Baz's"),), {"name": "Baz"}),
        ("Поговорите с Ольгой Павловной.", (("name", "Ольгой Павловной"),), {"name": "Ольга Павловна"}),
        ("К Тимерлану.", (("name", "Тимерлану"),), {"name": "Тимерлан"}),
        (
            "Кабелем ведает наш главный энергетик, Жуков Семён.",
            (("role", "наш главный энергетик"), ("name", "Жуков Семён")),
            {"name": "Жуков Семён", "role": "главный энергетик"},
        ),
        (
            "Roof is the landlord's, roof@pell.example, +44 20 7946 0123.",
            (("role", "the landlord"), ("address", "roof@pell.example"), ("address", "+44 20 7946 0123")),
            {"role": "landlord", "email": "roof@pell.example", "phone": "+442079460123"},
        ),
        (
            "Old: a@veter.example. New: b@veter.example.",
            (("address", "b@veter.example"),),
            {"email": "b@veter.example"},
        ),
    ],
)
def test_what_is_marked_and_said_is_read(
    text: str, marks: tuple[tuple[str, str], ...], expected: dict[str, str]
) -> None:
    assert told(text, *marks) == expected


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Ask at the desk.", (("name", "Igor"),)),
        ("Ask at the desk.", (("address", "victim@elsewhere.example"),)),
        ("Write to anna@veter.example.", (("address", "anna@veter.example"),)),
        ("Write to we@seller.example.", (("address", "we@seller.example"),)),
        ("Write to igor@veter.example.", (("name", "igor@veter.example"),)),
        ("My boss will know.", (("role", "boss"),)),
        ("Thanks.\n\n-- \nIgor Petrov\nBuyer", (("name", "Igor Petrov"), ("role", "Buyer"))),
        ("Annabel is away.", (("name", "Anna"),)),
        (f"Ask {'Ann ' * 30}.", (("name", ("Ann " * 30).strip()),)),
    ],
)
def test_a_mark_of_what_is_not_said_there_is_no_referral(text: str, marks: tuple[tuple[str, str], ...]) -> None:
    assert told(text, *marks) == {}


def test_a_guess_is_no_mark() -> None:
    assert told("Nina runs the place.", ("name", "Nina"), score=0.4) == {}


@given(
    text=st.text(max_size=300),
    marks=st.lists(st.builds(Mark, part=PARTS, words=st.text(max_size=80), score=st.floats(0, 1)), max_size=6),
    cut=st.tuples(st.integers(0, 300), st.integers(0, 60)),
)
def test_whatever_is_marked_the_quote_is_the_writers(text: str, marks: list[Mark], cut: tuple[int, int]) -> None:
    claims = (*marks, Mark(part="name", words=text[cut[0] : cut[0] + cut[1]], score=0.9))
    found = referral.marked_referral(text, claims)
    assert found is None or (found.quote and found.quote in text)


async def sent_to(text: str, brain: Marking) -> Referral | None:
    said = builders.a_message(text=text)
    return (await understand.understand((said,), builders.a_contact(), "RU", brain, builders.NOW)).referral


NINA = Mark(part="name", words="Nina", score=0.9)


async def test_a_mark_finds_whom_no_phrase_names() -> None:
    text = "I only do Saturdays, Nina has the purse."
    assert await sent_to(text, Marking(Intent.OTHER)) is None
    found = await sent_to(text, Marking(Intent.REDIRECT, NINA))
    assert found is not None
    assert found.name == "Nina"


async def test_rules_say_what_marks_leave_open() -> None:
    found = await sent_to("Please talk to Nina, nina@veter.example.", Marking(Intent.REDIRECT, NINA))
    assert found is not None
    assert (found.name, found.email) == ("Nina", "nina@veter.example")


async def test_a_name_that_only_a_rule_found_is_nobodys_where_a_brain_that_marks_heard_no_redirect() -> None:
    text = "Вам к Ольге Павловне."
    assert await sent_to(text, Marking(Intent.QUESTION)) is None
    # A model that marks nothing is no such witness, and an address is found by its form.
    assert await sent_to(text, Marking(Intent.QUESTION, name="ollama")) is not None
    assert await sent_to(f"{text} olga@veter.example", Marking(Intent.QUESTION)) is not None
