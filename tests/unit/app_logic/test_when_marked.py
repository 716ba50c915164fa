"""The time that a brain marked: it decides among those that the rules read, and makes none of its own."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.app_logic import when
from services.app_logic.stages import understand
from services.core.domain.understanding import Intent, Mark
from tests import builders
from tests.unit.app_logic.marking import Marking

NOW = datetime.datetime(2026, 2, 4, 10, 0, tzinfo=datetime.UTC)
COUNCIL = "The council meets on 12 March. On 20 March we publish the minutes."


def told(text: str, *words: str, score: float = 0.9, part: str = "time") -> str | None:
    """The day that is found where these words are marked."""
    claims = tuple(Mark.model_validate({"part": part, "words": each, "score": score}) for each in words)
    found = when.find_when(text, NOW, None, "GB", claims)
    return None if found is None else found.not_before.isoformat()


@pytest.mark.parametrize(
    ("text", "words", "without", "day"),
    [
        (COUNCIL, "on 12 March", "2026-03-20", "2026-03-12"),
        (COUNCIL, "On 20 March", "2026-03-20", "2026-03-20"),
        ("Заседание 12 марта. Протокол опубликуем 20 марта.", "12 марта", "2026-03-20", "2026-03-12"),
        ("Try 12 March, we move on 20 March, new doors open on 25 March.", "12 March", "2026-03-20", "2026-03-12"),
    ],
)
def test_of_several_times_the_marked_one_counts(text: str, words: str, without: str, day: str) -> None:
    assert told(text) == without
    assert told(text, words) == day


@pytest.mark.parametrize(
    ("words", "score", "part"),
    [
        ("on 12 March", 0.4, "time"),
        ("on 12 March", 0.9, "name"),
        ("on 13 March", 0.9, "time"),
        ("2 March", 0.9, "time"),
    ],
)
def test_a_guess_another_part_and_words_that_are_not_there_change_nothing(words: str, score: float, part: str) -> None:
    assert told(COUNCIL, words, score=score, part=part) == told(COUNCIL)


def test_words_that_name_no_time_become_none_by_a_mark() -> None:
    assert told("We have 25 seats.", "25 seats") is None


@given(text=st.text(max_size=200), cut=st.tuples(st.integers(0, 200), st.integers(0, 60)))
def test_whatever_is_marked_the_day_is_today_or_later_and_its_words_are_in_the_text(
    text: str, cut: tuple[int, int]
) -> None:
    claims = (Mark(part="time", words=text[cut[0] : cut[0] + cut[1]], score=0.9),)
    found = when.find_when(text, NOW, None, "RU", claims)
    assert found is None or (found.not_before >= NOW.date() and found.quote in text)


async def test_what_the_brain_marks_reaches_the_day_that_is_understood() -> None:
    said = builders.a_message(text=COUNCIL)
    brain = Marking(Intent.TIMEOUT, Mark(part="time", words="on 12 March", score=0.9))
    heard = await understand.understand((said,), builders.a_contact(), "GB", brain, NOW)
    assert heard.when is not None
    assert heard.when.not_before == datetime.date(2026, 3, 12)


@pytest.mark.parametrize(("timely", "is_found"), [(0.01, False), (0.2, True), (1.0, True), (None, True)])
async def test_a_time_that_the_brain_is_sure_does_not_count_is_none(timely: float | None, is_found: bool) -> None:
    said = builders.a_message(text="We close the plant for good at the end of September.")
    brain = Marking(Intent.NOT_INTERESTED, timely=timely)
    heard = await understand.understand((said,), builders.a_contact(), "GB", brain, NOW)
    assert (heard.when is not None) == is_found
