"""Quotations: what stands in marks of any language is found, apostrophes and lone marks are none."""

import pytest

from services.app_logic import quotations
from tests import growth


def holds(text: str, words: str) -> bool:
    at = text.index(words)
    return quotations.Quotations(text).hold(at, at + len(words))


@pytest.mark.parametrize(
    "text",
    [
        "Клиент пишет: «уберите меня из базы», что делать?",
        'Клиент пишет: "уберите меня из базы", что делать?',
        "Клиент пишет: “уберите меня из базы”, что делать?",
        "Клиент пишет: „уберите меня из базы“, что делать?",
        "Клиент пишет: 'уберите меня из базы', что делать?",
        "Клиент пишет: ‘уберите меня из базы’, что делать?",
    ],
)
def test_words_in_marks_are_quoted(text: str) -> None:
    assert holds(text, "уберите меня")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Фирма «Ветер»: уберите меня из базы «Клиенты».", "уберите меня"),
        ("I can't use it, don't write, it isn't ours", "don't write"),
        ("«Уберите меня", "Уберите меня"),
        ('Дюйм 5" уберите меня', "уберите меня"),
        ("уберите меня", "уберите меня"),
    ],
)
def test_words_outside_marks_and_beside_apostrophes_are_not(text: str, words: str) -> None:
    assert not holds(text, words)


def test_a_range_that_begins_outside_is_not_held() -> None:
    text = "уберите «меня»"
    assert not quotations.Quotations(text).hold(0, len(text))


@pytest.mark.parametrize("piece", ["«", '"', "'a ", "“„", "«a» "])
def test_the_time_grows_no_faster_than_the_text(piece: str) -> None:
    growth.check(quotations.Quotations, lambda size: piece * (size // len(piece)))
