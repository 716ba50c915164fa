"""The day of return in vacation notes, read on Monday, 1 December 2025."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mail_worker.automatic_dates import find_return_date

NOW = datetime.date(2025, 12, 1)
TENTH = datetime.date(2025, 12, 10)
SAID = [
    ("I will be back on 2025-12-10.", TENTH),
    ("Я в отпуске, вернусь 10 декабря.", TENTH),
    ("Вернусь 10-го декабря 2025 года", TENTH),
    ("Меня не будет до 10.12.2025", TENTH),
    ("Меня не будет в офисе до 10.12.", TENTH),
    ("I am away until December 10th.", TENTH),
    ("I'll return to the office on the 10th of December, 2025", TENTH),
    ("Out of office until 12/10/2025", TENTH),
    ("Out of office until 10/12/2025", TENTH),
    ("Back on Dec 10. For urgent matters call +7 495 000-00-00.", TENTH),
    ("I am out from December 1 to December 9 and will be back on December 10.", TENTH),
    ("Я в отпуске с 1 по 9 декабря.", TENTH),
    ("Нахожусь в отпуске с 01.12.2025 по 09.12.2025 включительно", TENTH),
    ("I will be traveling on December 3-9.", TENTH),
    ("В отпуске по 9 декабря включительно", TENTH),
    ("Away through December 9", TENTH),
    ("Ich bin ab dem 10. Dezember wieder erreichbar.", TENTH),
    ("Ich bin bis 10.12.2025 nicht im Büro.", TENTH),
    ("Je serai de retour le 10 décembre.", TENTH),
    ("Estaré de vuelta; regreso el 10 de diciembre", TENTH),
    ("Tornerò il 10 dicembre: rientro confermato", TENTH),
    ("Wracam 10 grudnia", TENTH),
    ("Повернуся 10 грудня", TENTH),
    ("12月10日に戻ります", TENTH),
    ("С 10 декабря снова на связи", TENTH),
    ("10 декабря вернусь и отвечу", TENTH),
    ("I will be back on January 12", datetime.date(2026, 1, 12)),
    ("Выйду на работу 12 января", datetime.date(2026, 1, 12)),
    ("I will be back on Monday", datetime.date(2025, 12, 8)),
    ("Вернусь в четверг", datetime.date(2025, 12, 4)),
    ("I will be back tomorrow", datetime.date(2025, 12, 2)),
]
SILENT = [
    "I am out of the office with limited access to mail.",
    "Я в отпуске. По срочным вопросам: +7 495 123-45-67",
    "Our office moved on 12.12.2025, the new address is below.",
    "I was away until November 20.",
    "Back on 31.02.2026",
    "We have received your request 4711 of 01.12.2025.",
    "Version 10.12.3 is out",
    "",
]


@pytest.mark.parametrize(("text", "day"), SAID)
def test_the_day_of_return_is_found_where_it_is_said(text: str, day: datetime.date) -> None:
    assert find_return_date(text, NOW) == day


@pytest.mark.parametrize("text", SILENT)
def test_no_day_is_made_up(text: str) -> None:
    assert find_return_date(text, NOW) is None


@given(st.text(max_size=300), st.dates())
def test_any_text_on_any_day_gives_a_coming_day_or_none(text: str, now: datetime.date) -> None:
    found = find_return_date(text, now)
    assert found is None or now <= found


@given(
    st.lists(
        st.sampled_from(
            ["back", "until", "10", "31", " ", ".", "декабря", "December", "-", "по", "с", "/", "Monday", "2025"]
        ),
        max_size=30,
    ),
    st.dates(),
)
def test_any_heap_of_date_words_gives_a_coming_day_or_none(words: list[str], now: datetime.date) -> None:
    found = find_return_date(" ".join(words), now)
    assert found is None or now <= found
