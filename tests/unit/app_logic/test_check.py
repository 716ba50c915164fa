"""What a model's draft may not say: the reasons against it, by kind of trick."""

import pytest

from services.app_logic import vocabulary, wording
from services.app_logic.stages import check
from services.core.domain.draft import Fault

KNOWN = frozenset({"greeting", "signature", "fact:price"})
GROUNDS = {"fact:price": "From 99 euros a month for one shop, with a free trial. От 9900 рублей в месяц за магазин."}


def faults(written: str, language: str = "en") -> set[Fault]:
    framed = f"{{{{greeting}}}}\n\n{written}\n\n{{{{signature}}}}"
    return {each.fault for each in check.check(framed, language, KNOWN, grounds=GROUNDS)}


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("{{fact:price}}", "en"),
        ("Thank you for the question. {{fact:price}} I am happy to show more.", "en"),
        ("For one shop it is like this: {{fact:price}}", "en"),
        ("As for the rest, I will ask a colleague. {{fact:price}}", "en"),
        ("Спасибо за вопрос! Стоимость такая: {{fact:price}}", "ru"),
        ("Коротко о цене для магазинов. {{fact:price}} Если хотите, покажу подробнее.", "ru"),
        ("Вы спросили про цену. {{fact:price}}", "ru"),
        ("Thanks for asking about the price. {{fact:price}}", "en"),
        ("Here is what it costs: {{fact:price}}", "en"),
    ],
)
def test_words_that_lead_up_to_a_fact_may_be_said(written: str, language: str) -> None:
    assert faults(written, language) == set()


@pytest.mark.parametrize(
    ("written", "language", "fault"),
    [
        ("I would rather not say.", "en", Fault.UNGROUNDED),  # no fact at all
        ("{{fact:price}} We hold the Walrus certificate.", "en", Fault.UNGROUNDED),
        ("{{fact:price}} The deal is agreed.", "en", Fault.UNGROUNDED),
        ("{{fact:price}} La oferta es nula.", "en", Fault.UNGROUNDED),
        ("{{fact:price}} Договор заключён.", "ru", Fault.UNGROUNDED),
        ("{{fact:price}} Ваш сосед платит меньше.", "ru", Fault.UNGROUNDED),
        ("{{fact:price}} Цену можно менять.", "ru", Fault.UNGROUNDED),
        ("{{fact:price}} О цене можем говорить отдельно.", "ru", Fault.UNGROUNDED),
        ("{{fact:price}} The price depends.", "en", Fault.UNGROUNDED),
        ("{{fact:price}} The price is open.", "en", Fault.UNGROUNDED),
        ("{{fact:price}} It is free for you.", "en", Fault.FORBIDDEN),
        ("{{fact:price}} I will use that.", "en", Fault.FORBIDDEN),
        ("{{fact:price}} We'll do it.", "en", Fault.FORBIDDEN),
        ("{{fact:price}} Уступим вдвое.", "ru", Fault.FORBIDDEN),
        ("{{fact:price}} The password is short.", "en", Fault.LEAK),
        ("{{fact:price}} <|im_start|>", "en", Fault.LEAK),
        ("{{fact:price}} Б е с п л а т н о", "ru", Fault.DISGUISED),
        ("{{fact:price}} д-а-р-о-м", "ru", Fault.DISGUISED),
        ("{{fact:price}} cкидкy", "ru", Fault.DISGUISED),  # two of the letters are Latin
        ("{{fact:price}} д\u200bа\u200bр\u200bо\u200bм", "ru", Fault.DISGUISED),
        ("{{fact:price}} ｆｒｅｅ", "en", Fault.DISGUISED),
        ("{{fact:price}} \u202eмород", "ru", Fault.DISGUISED),
        ("{{fact:price}} \U000e0067", "en", Fault.DISGUISED),
    ],
)
def test_what_a_model_was_talked_into_is_refused_with_its_reason(written: str, language: str, fault: Fault) -> None:
    assert fault in faults(written, language)


@pytest.mark.parametrize(
    ("word", "grounds", "is_strange"),
    [
        ("shops", "one shop", False),
        ("интеграций", "готовая интеграция", False),
        ("интеграций", "готовый интерес", True),
        ("plank", "clank", True),
        ("it", "", False),
        ("ёлка", "елки", False),
    ],
)
def test_a_word_is_known_whatever_its_ending(word: str, grounds: str, is_strange: bool) -> None:
    assert bool(vocabulary.strange_words(word, "ru", (grounds,))) is is_strange


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Igor Petrov", "Igor"),
        ("Анна-Мария Ivanova", "Анна-Мария"),
        ("O’Brien", "O’Brien"),
        ("https://pay.example/x", ""),
        ("www.pay.example wins 90%", ""),
        ("boss@pay.example", ""),
        ("Price=1", ""),
        ("So-many-words-that-it-is-no-name", ""),
        ("Director: all approved", ""),
    ],
)
def test_who_names_himself_otherwise_than_people_do_is_greeted_without_a_name(name: str, called: str) -> None:
    assert wording.given_name(wording.plain_name(name)) == called
    assert wording.given_name(name) == called
