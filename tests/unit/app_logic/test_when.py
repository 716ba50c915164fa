"""When to write again: phrases with the days that are a right answer, and phrases that name none."""

import datetime
import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.app_logic import when, when_lexicon
from services.core.domain import understanding
from tests import growth, hostile
from tests.unit.app_logic import when_forms_en, when_forms_ru, when_letters, when_phrases, when_replies, when_turns

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
SPRING = datetime.datetime(2026, 4, 22, 11, 30, tzinfo=MOSCOW)
AUTUMN = datetime.datetime(2026, 11, 20, 16, 0, tzinfo=MOSCOW)

Row = tuple[datetime.datetime, str, str, str]


def _rows(now: datetime.datetime, table: str) -> list[Row]:
    return [(now, *line.split(" ", 2)) for line in table.strip().splitlines()]  # type: ignore[misc]


DATED = [
    *_rows(SPRING, when_phrases.SPRING_RU),
    *_rows(SPRING, when_phrases.SPRING_EN),
    *_rows(AUTUMN, when_phrases.AUTUMN),
    *_rows(SPRING, when_letters.LATER_RU),
    *_rows(SPRING, when_letters.LATER_EN),
]
UNDATED = [*when_phrases.NO_DATE.strip().splitlines(), *when_letters.OTHER_DATES.strip().splitlines()]


FORMS = [
    *[("RU", *row) for row in _rows(SPRING, when_forms_ru.SPRING)],
    *[("RU", *row) for row in _rows(AUTUMN, when_forms_ru.AUTUMN)],
    *[("GB", *row) for row in _rows(SPRING, when_forms_en.SPRING)],
    *[("GB", *row) for row in _rows(AUTUMN, when_forms_en.AUTUMN)],
    *[("US", *row) for row in _rows(AUTUMN, when_forms_en.AMERICAN)],
]
NO_FORMS = [*when_forms_ru.NO_DATE.strip().splitlines(), *when_forms_en.NO_DATE.strip().splitlines()]


def find(words: str, now: datetime.datetime = SPRING, country: str = "RU") -> understanding.When:
    found = when.find_when(words, now, country=country)
    assert found is not None, words
    return found


@pytest.mark.parametrize(("now", "earliest", "latest", "words"), DATED, ids=[row[3] for row in DATED])
def test_a_time_to_come_is_found(now: datetime.datetime, earliest: str, latest: str, words: str) -> None:
    found = find(words, now)
    assert earliest <= found.not_before.isoformat() <= latest
    assert found.quote
    assert found.quote in words


@pytest.mark.parametrize(("country", "now", "earliest", "latest", "words"), FORMS, ids=[row[4] for row in FORMS])
def test_every_form_of_naming_a_day_is_read(
    country: str, now: datetime.datetime, earliest: str, latest: str, words: str
) -> None:
    assert earliest <= find(words, now, country).not_before.isoformat() <= latest


REPLIES = [line.split(" ", 4) for line in when_replies.DATED.strip().splitlines()]
NO_REPLIES = [line.split(" ", 2) for line in when_replies.UNDATED.strip().splitlines()]


def _morning(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{day}T11:30:00+03:00")


@pytest.mark.parametrize(("country", "day", "earliest", "latest", "words"), REPLIES, ids=[row[4] for row in REPLIES])
def test_a_reply_that_puts_it_off_is_read(country: str, day: str, earliest: str, latest: str, words: str) -> None:
    assert earliest <= find(words, _morning(day), country).not_before.isoformat() <= latest


@pytest.mark.parametrize(("country", "day", "words"), NO_REPLIES, ids=[row[2] for row in NO_REPLIES])
def test_a_reply_with_other_numbers_names_no_day(country: str, day: str, words: str) -> None:
    assert when.find_when(words, _morning(day), country=country) is None


TURNS = [line.split(" ", 4) for table in when_turns.DATED.values() for line in table.strip().splitlines()]
NO_TURNS = [line.split(" ", 2) for table in when_turns.UNDATED.values() for line in table.strip().splitlines()]


@pytest.mark.parametrize(("country", "day", "earliest", "latest", "words"), TURNS, ids=[row[4] for row in TURNS])
def test_a_time_that_turns_on_other_words_is_read(
    country: str, day: str, earliest: str, latest: str, words: str
) -> None:
    assert earliest <= find(words, _morning(day), country).not_before.isoformat() <= latest


@pytest.mark.parametrize(("country", "day", "words"), NO_TURNS, ids=[row[2] for row in NO_TURNS])
def test_a_time_that_is_told_of_or_taken_from_a_saying_is_none(country: str, day: str, words: str) -> None:
    assert when.find_when(words, _morning(day), country=country) is None


WEIGHTLESS = when_lexicon.WORDS[""].split()


@pytest.mark.parametrize(
    "words", ["вернёмся во втором {}", "let's say {} week", "in year {}", "the {}'s dry", "{}. {}"]
)
def test_a_word_without_weight_breaks_no_reading_beside_it(words: str) -> None:
    for weightless in WEIGHTLESS:
        found = when.find_when(words.format(weightless, weightless), SPRING)
        assert found is None or found.not_before >= SPRING.date()


@pytest.mark.parametrize("words", NO_FORMS)
def test_no_form_with_other_numbers_or_times_is_a_day_to_write_on(words: str) -> None:
    assert when.find_when(words, SPRING) is None


@pytest.mark.parametrize("words", UNDATED)
def test_what_is_no_time_to_come_is_not_one(words: str) -> None:
    assert when.find_when(words, SPRING) is None


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(DATED) >= 150
    assert len(UNDATED) >= 40
    assert len(FORMS) >= 400
    assert len(NO_FORMS) >= 100


@pytest.mark.parametrize(
    ("words", "hour", "minute"),
    [
        ("в четверг в 11", 11, None),
        ("завтра в 15:30", 15, 30),
        ("в среду в 3 часа", 15, None),
        ("во вторник в 9 утра", 9, None),
        ("12.05 после обеда", 14, None),
        ("tomorrow at 3pm", 15, 0),
        ("Thursday, 9:30am", 9, 30),
        ("on Friday afternoon", 14, None),
        ("Monday at noon", 12, None),
        ("завтра с 14 до 16", 14, None),
        ("в понедельник вечером", 18, None),
        ("в июне", None, None),
        ("в четверг в 11 офисах", None, None),
        ("tomorrow between 2 and 4pm", None, None),
    ],
)
def test_the_time_of_day_is_read(words: str, hour: int | None, minute: int | None) -> None:
    found = find(words)
    if "between" in words:
        assert found.hour in (14, 16)
    else:
        assert (found.hour, found.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("на следующей неделе", "2026-05-01"),
        ("в июне", "2026-06-30"),
        ("first half of June", "2026-06-15"),
        ("в Q3", "2026-09-30"),
        ("12–14 мая", "2026-05-14"),
        ("пришлите до пятницы", "2026-04-24"),
        ("в четверг", None),
        ("12 мая", None),
    ],
)
def test_a_stretch_has_a_last_day_and_a_day_has_none(words: str, last: str | None) -> None:
    found = find(words)
    assert (found.not_after.isoformat() if found.not_after else None) == last


def test_a_day_of_a_past_month_is_next_years() -> None:
    assert find("напишите 5 марта").not_before == datetime.date(2027, 3, 5)


def test_a_date_with_a_past_year_is_none() -> None:
    assert when.find_when("напишите 5 марта 2026", SPRING) is None
    assert when.find_when("ping me on 12.05.2025", SPRING) is None


def test_the_order_of_day_and_month_follows_the_country() -> None:
    assert find("call me on 5/6", country="US").not_before == datetime.date(2026, 5, 6)
    assert find("call me on 5/6", country="GB").not_before == datetime.date(2026, 6, 5)


def test_after_a_date_is_a_working_day_of_the_country() -> None:
    # 11 May 2026 is a day off in Russia (9 May moved) and a working Monday in the United States.
    assert find("after May 10").not_before == datetime.date(2026, 5, 12)
    assert find("after May 10", country="US").not_before == datetime.date(2026, 5, 11)


def test_an_unknown_country_has_weekends_only() -> None:
    assert find("after May 10", country="ZZ").not_before == datetime.date(2026, 5, 11)


def test_an_hour_that_is_past_today_is_tomorrows() -> None:
    assert find("наберите в 10:00").not_before == datetime.date(2026, 4, 23)
    assert find("наберите в 17:00").not_before == datetime.date(2026, 4, 22)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        when.find_when("завтра", datetime.datetime(2026, 4, 22, 11, 30))  # noqa: DTZ001


def test_a_vague_answer_is_less_sure_than_a_date() -> None:
    assert find("напишите 12 мая").sure > find("на этой неделе завал").sure


WORDS = sorted(
    {
        word
        for line in (when_phrases.SPRING_RU + when_phrases.SPRING_EN + when_phrases.NO_DATE).splitlines()
        for word in line.split()
    }
)
NOWS = st.datetimes(
    min_value=datetime.datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime.datetime(2033, 12, 31),  # noqa: DTZ001
    timezones=st.just(MOSCOW),
)


def _holds(words: str, now: datetime.datetime, country: str) -> None:
    found = when.find_when(words, now, country=country)
    if found is not None:
        assert found.quote in words
        assert found.quote
        assert found.not_before >= now.date()
        assert found.not_after is None or found.not_after >= found.not_before


@given(st.text(max_size=200), NOWS)
def test_any_text_gives_a_literal_quote_and_no_past_day(words: str, now: datetime.datetime) -> None:
    _holds(words, now, "RU")


@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), NOWS, st.sampled_from(["RU", "US", "GB", "ZZ", "AE"])
)
def test_any_order_of_time_words_gives_a_literal_quote_and_no_past_day(
    words: str, now: datetime.datetime, country: str
) -> None:
    _holds(words, now, country)


@pytest.mark.parametrize("name", hostile.WHEN)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(functools.partial(when.find_when, now=SPRING), hostile.WHEN[name])
