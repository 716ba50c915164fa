"""What clients ask of a meeting in their own words, and which of our times they mean. Tables in both languages."""

import datetime
import zoneinfo

import pytest

from services.app_logic import meeting_words, when
from services.core.domain.meeting import Wish

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")
NOW = datetime.datetime(2026, 11, 23, 10, 5, tzinfo=MOSCOW)
MOVE, CANCEL, ACCEPT = Wish.MOVE, Wish.CANCEL, Wish.ACCEPT
OFFERED = tuple(
    datetime.datetime(2026, 11, day, hour, tzinfo=MOSCOW).astimezone(datetime.UTC)
    for day, hour in ((25, 11), (26, 14), (27, 16))
)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Давайте перенесём на четверг", MOVE),
        ("Можно перенести на час позже?", MOVE),
        ("К сожалению, не смогу.", MOVE),
        ("Завтра не получится", MOVE),
        ("Четверг не подходит, есть другое время?", MOVE),
        ("Can't make it, sorry", MOVE),
        ("Something came up, could we reschedule?", MOVE),
        ("I won't be able to attend on Thursday", MOVE),
        ("Could we push it to Friday?", MOVE),
        ("That time doesn't work, sorry", MOVE),
        ("Отмените встречу, пожалуйста", CANCEL),
        ("Встреча больше не нужна", CANCEL),
        ("Please cancel the meeting", CANCEL),
        ("We no longer need the demo", CANCEL),
        ("Отмените встречу, давайте перенесём на пятницу", MOVE),
        ("Подтверждаю, буду", ACCEPT),
        ("Отлично, до встречи!", ACCEPT),
        ("Thursday works for me", ACCEPT),
        ("Confirmed, see you then", ACCEPT),
        ("Спасибо", None),
        ("Сколько стоит подписка?", None),
        ("А если не смогу прийти, что делать?", None),
        ("What if I can't make it?", None),
        ("Не буду подтверждать", None),
        ("Не могу открыть презентацию", None),
        ("The link doesn't work", None),
        ("Нам не подходит ваш сервис", None),
        ("", None),
    ],
)
def test_words_about_a_meeting(text: str, wish: Wish | None) -> None:
    assert meeting_words.wish(text) is wish


@pytest.mark.parametrize(
    ("quote", "is_about"),
    [
        ("Отмените встречу", True),
        ("cancel the call", True),
        ("Отмените рассылку", False),
        ("Больше не пишите", False),
        ("cancel my subscription", False),
    ],
)
def test_calling_off_a_meeting_is_told_from_a_stop(quote: str, is_about: bool) -> None:
    assert meeting_words.is_about_the_meeting(quote) is is_about


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Второй вариант подойдёт", 1),
        ("Давайте второе время", 1),
        ("первый вариант", 0),
        ("2", 1),
        ("3.", 2),
        ("Вариант 1", 0),
        ("The second one works for me", 1),
        ("The last one, please", 2),
        ("Любое из них", 0),
        ("В среду", 0),
        ("Давайте в четверг", 1),
        ("в четверг в 14:00", 1),
        ("Friday works", 2),
        ("В 16:00 удобно", 2),
        ("2 pm is fine", 1),
        ("7", None),
        ("Первый или второй вариант", None),
        ("Второй вопрос: сколько стоит?", None),
        ("Пришлите первую презентацию", None),
        ("первого декабря", None),
        ("в субботу", None),
        ("в четверг в 15:00", None),
        ("на этой неделе", None),
        ("в 12:30", None),
        ("Спасибо", None),
    ],
)
def test_which_of_the_offered_times_is_meant(text: str, place: int | None) -> None:
    language = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    named = when.find_when(text, NOW, language, "RU")
    expected = OFFERED[place] if place is not None else None
    assert meeting_words.choice(text, named, OFFERED, MOSCOW) == expected


def test_nothing_is_chosen_where_nothing_was_offered() -> None:
    assert meeting_words.choice("второй вариант", None, (), MOSCOW) is None


def test_long_text_is_read_in_linear_time() -> None:
    for text in ("отмените " * 50_000, "не смогу " * 50_000, "a" * 500_000, "if " * 100_000, "1" * 100_000):
        assert meeting_words.wish(text) in (None, *Wish)
        assert meeting_words.choice(text, None, OFFERED, MOSCOW) is None
