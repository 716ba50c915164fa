"""Grounding: what a text says must come from the campaign, from what was said, or from a moment of the talk."""

import datetime

import pytest

from services.app_logic import grounding
from services.app_logic.grounding import Kind
from services.core.domain import campaign
from tests.builders import a_campaign, a_fact

DEMO = datetime.datetime(2026, 12, 7, 11, 0, tzinfo=datetime.UTC)


def the_offer() -> campaign.Campaign:
    facts = (
        a_fact("price", text={"ru": "«Старт» стоит 4900\u00a0₽ в месяц.", "en": "Start is RUB\u00a04,900 a month."}),
        a_fact("trial", text={"ru": "Проба длится 14 дней.", "en": "The trial lasts 14 days."}),
        a_fact("support", text={"ru": "Отвечаем с 9:00, в 98 % случаев сразу.", "en": "From 9:00, at once in 98 %."}),
        a_fact("site", text={"ru": "Сайт: https://example.com/", "en": "Site: https://example.com/"}),
        a_fact(
            "call", text={"ru": "Телефон +7 495 123-45-67, почта ask@otklik.example.", "en": "Call +7 495 1234567."}
        ),
    )
    return a_campaign(facts=facts)


def kinds(text: str, said: tuple[str, ...] = (), *moments: datetime.datetime) -> list[Kind]:
    return [each.kind for each in grounding.ungrounded(text, the_offer(), said, moments)]


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, Анна! Рад помочь.",
        "Тариф стоит 4900 ₽ в месяц.",
        "It costs 4,900 rubles, that is RUB 4900.",
        "4 900 руб. и проба на 14 дней",
        "Мы отвечаем с 9:00, в 98% случаев сразу.",
        "Подробнее: example.com, www.example.com или https://example.com.",
        "Позвоните: 8 (495) 123-45-67, пишите на ask@otklik.example",
    ],
)
def test_what_the_facts_say_is_grounded_however_it_is_written(text: str) -> None:
    assert grounding.ungrounded(text, the_offer()) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Тариф стоит 3900 ₽ в месяц.", Kind.PRICE),
        ("It is $4900 a month.", Kind.PRICE),
        ("Скидка 20 % для вас.", Kind.PERCENT),
        ("Вырастет на 98 рублей", Kind.PRICE),
        ("В тарифе 14 пользователей.", Kind.NUMBER),
        ("За 3 месяца окупится.", Kind.NUMBER),
        ("Подробнее: https://example.com.evil.example/", Kind.LINK),
        ("Подробнее: https://example.com/other", Kind.LINK),
        ("Пишите в t.me/otklik", Kind.LINK),
        ("Пишите на boss@otklik.example", Kind.EMAIL),
        ("Мой ник @otklik_boss", Kind.HANDLE),
        ("Звоните: +7 903 765-43-21", Kind.PHONE),
        ("Вернусь 8 декабря.", Kind.DATE),
        ("I will be back on December 8.", Kind.DATE),
        ("Срок до 2026-12-08.", Kind.DATE),
        ("Срок до 08.12.2026.", Kind.DATE),
        ("Жду вас в пятницу.", Kind.WEEKDAY),
        ("Tuesday suits us.", Kind.WEEKDAY),
        ("Начнём в 11:30.", Kind.TIME),
    ],
)
def test_what_nobody_said_is_found_with_its_kind(text: str, kind: Kind) -> None:
    assert kinds(text, (), DEMO) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Вернусь 7 декабря.",
        "I will come back on December 7.",
        "понедельник, 7 декабря, 11:00 (Europe/Moscow)",
        "Monday, December 7th, 11:00",
        "07.12.2026 или 2026-12-07",
    ],
)
def test_the_moments_of_the_talk_may_be_named_and_no_others(text: str) -> None:
    assert kinds(text, (), DEMO) == []
    assert kinds(text) != []


def test_the_clients_own_words_may_be_repeated_but_not_changed() -> None:
    said = ("Напишите после 15 января, у нас 40 точек, почта irina@veter.example",)
    assert kinds("Вы просили: «после 15 января». У вас 40 точек, напишу на irina@veter.example.", said) == []
    assert kinds("Вы просили: «после 16 января». У вас 40 филиалов.", said) == [Kind.DATE, Kind.NUMBER]


def test_a_month_that_is_a_verb_is_no_date() -> None:
    assert kinds("That may take a while, and we march on.") == []


def test_the_same_token_twice_is_told_once_and_with_a_reason() -> None:
    found = grounding.ungrounded("Скидка 20 %, именно 20 %!", the_offer())
    assert [(each.token, each.reason) for each in found] == [("20 %", "no fact has this share")]


def test_a_number_of_something_else_says_so() -> None:
    (found,) = grounding.ungrounded("В тарифе 14 пользователей.", the_offer())
    assert found.reason == "no fact says 14 of this"


@pytest.mark.parametrize("piece", ["1" * 50, "a." * 30, "1 000 " * 9, "+7 (", "@", "12.12.", "www."])
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    grounding.ungrounded(piece * (40_000 // len(piece)), the_offer())
