"""Knowledge on a small campaign of its own: the right fact, an honest gap, and nothing on a day when it does not hold."""

import datetime
import itertools
import re

import hypothesis
import hypothesis.strategies as st
import pytest

from services.app_logic import knowledge, knowledge_clauses, knowledge_words
from services.core.domain import campaign
from tests import builders, growth, hostile

TODAY = datetime.date(2026, 11, 23)


def a_fact(fact_id: str, ru: str, en: str, asks_ru: str, asks_en: str, **fields: object) -> campaign.Fact:
    """A fact; asks are written with a semicolon between them."""
    asks = {"ru": tuple(asks_ru.split("; ")), "en": tuple(asks_en.split("; "))}
    kind = fields.pop("kind", campaign.FactKind.FEATURE)
    return campaign.Fact.model_validate(
        {"id": fact_id, "kind": kind, "text": {"ru": ru, "en": en}, "asks": asks, **fields}
    )


FACTS = (
    a_fact(
        "price",
        "Касса стоит 3000 ₽ в месяц за точку.",
        "The till is EUR 30 a month per location.",
        "сколько стоит; какая цена; какие тарифы",
        "how much does it cost; what is the price; what are your rates",
        kind=campaign.FactKind.PRICE,
    ),
    a_fact(
        "trial",
        "Первый месяц бесплатный, карта не нужна.",
        "The first month is free, no card is needed.",
        "есть ли пробный период; можно попробовать",
        "is there a trial; can we try it first",
    ),
    a_fact(
        "integrations",
        "Касса выгружает продажи в Битрикс24 и amoCRM.",
        "The till sends sales to Bitrix24 and amoCRM.",
        "с чем вы интегрируетесь; есть ли интеграция с CRM; работаете с amoCRM",
        "what do you integrate with; is there a CRM integration; do you work with amoCRM",
        kind=campaign.FactKind.INTEGRATION,
    ),
    a_fact(
        "support",
        "Поддержка отвечает круглосуточно по телефону.",
        "Support answers by phone around the clock.",
        "как работает поддержка; в какие часы отвечает поддержка",
        "how does support work; what are your support hours",
    ),
    a_fact(
        "hosting",
        "Данные хранятся в дата-центре в Казани.",
        "Data is stored in a data centre in Kazan.",
        "где хранятся данные; где ваши серверы",
        "where is the data stored; where are your servers",
    ),
    a_fact(
        "contract",
        "Договор бессрочный, расторгнуть его можно за день.",
        "The contract has no term and can be ended with a day's notice.",
        "на какой срок договор; какие условия договора",
        "how long is the contract; what are the contract terms",
    ),
)
OFFER = builders.a_campaign(facts=FACTS)


def answered(*questions: str, language: str = "ru", offer: campaign.Campaign = OFFER) -> tuple[set[str], bool]:
    found = knowledge.find(questions, offer, language, TODAY)
    return {each.fact for each in found.facts}, found.has_gap


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Сколько стоит касса?", "price"),
        ("почём?", "price"),
        ("скольок стоит?", "price"),
        ("скольок стоит ваш сревис?", "price"),
        ("Какой у вас прайс?", "price"),
        ("how much is it?", "price"),
        ("Можно ли попробовать?", "trial"),
        ("есть ли тестовый период", "trial"),
        ("Do you offer a trial period?", "trial"),
        ("Есть ли интеграция с amoCRM?", "integrations"),
        ("С Битриксом интегрируетесь?", "integrations"),
        ("Is there an integration with Bitrix24?", "integrations"),
        ("В какие часы работает поддержка?", "support"),
        ("Где хранятся наши данные?", "hosting"),
        ("На какой срок заключается договор?", "contract"),
        ("What are the terms of the contract?", "contract"),
    ],
)
def test_a_question_in_other_words_gets_its_fact(question: str, fact: str) -> None:
    assert answered(question) == ({fact}, False)


@pytest.mark.parametrize(
    "question",
    [
        "Сколько стоит доставка?",
        "Какая цена аренды помещения?",
        "How much is shipping?",
        "Сколько стоит билет на концерт?",
        "Есть ли интеграция с SAP?",
        "есть ли интеграция с мегапланом?",
        "Работаете с HubSpot?",
        "Is there an integration with Salesforce?",
        "Do you integrate with Xero?",
        "Кто ваш директор?",
        "Какая завтра погода?",
        "Who founded your company?",
        "Do you have any vacancies?",
    ],
)
def test_a_question_that_no_fact_answers_is_a_gap(question: str) -> None:
    assert answered(question) == (set(), True)


def test_a_list_that_says_it_is_complete_answers_about_a_name_that_it_lacks() -> None:
    closed = FACTS[2].model_copy(
        update={"text": {"ru": "Интеграция есть только с Битрикс24 и amoCRM, других интеграций нет."}}
    )
    offer = OFFER.model_copy(update={"facts": (*FACTS[:2], closed, *FACTS[3:])})
    assert answered("Есть ли интеграция с SAP?", offer=offer) == ({"integrations"}, False)


def test_our_own_name_in_a_question_is_no_unknown_name() -> None:
    named = next(iter(OFFER.sender.name.values()))
    assert answered(f"{named}, сколько стоит?") == ({"price"}, False)


def test_several_questions_get_a_fact_each() -> None:
    assert answered("Сколько стоит и есть ли пробный период?") == ({"price", "trial"}, False)
    assert answered("Сколько стоит?", "Где хранятся данные?") == ({"price", "hosting"}, False)


def test_one_question_without_a_fact_leaves_a_gap_beside_the_answers() -> None:
    assert answered("Сколько стоит? И кто ваш директор?") == ({"price"}, True)


def test_more_facts_than_fit_in_an_answer_leave_a_gap() -> None:
    asked = ("Сколько стоит?", "Есть ли пробный период?", "Где хранятся данные?", "Какие условия договора?")
    facts, has_gap = answered(*asked)
    assert len(facts) == 3
    assert has_gap


def test_a_question_within_a_long_letter_is_found() -> None:
    letter = (
        "Добрый день! Спасибо за письмо, оно пришлось кстати. Подскажите, есть ли пробный период. С уважением, Олег"
    )
    assert answered(letter) == ({"trial"}, False)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-5, 5, True)],
)
def test_only_facts_that_hold_on_the_day_are_found(first: int | None, last: int | None, holds: bool) -> None:
    def day(offset: int | None) -> datetime.date | None:
        return None if offset is None else TODAY + datetime.timedelta(days=offset)

    dated = FACTS[0].model_copy(update={"valid_from": day(first), "valid_until": day(last)})
    offer = OFFER.model_copy(update={"facts": (dated, *FACTS[1:])})
    assert ("price" in answered("Сколько стоит?", offer=offer)[0]) is holds


def test_a_campaign_without_facts_has_only_gaps() -> None:
    assert answered("Сколько стоит?", offer=OFFER.model_copy(update={"facts": ()})) == (set(), True)


def test_facts_without_asks_are_found_by_their_own_words() -> None:
    bare = FACTS[4].model_copy(update={"asks": {}})
    offer = OFFER.model_copy(update={"facts": (*FACTS[:4], bare, FACTS[5])})
    best = knowledge.rank("В каком дата-центре хранятся данные?", offer, "ru", TODAY)[0]
    assert best.fact == "hosting"


def test_a_name_that_a_campaign_answers_elsewhere_is_no_gap_there() -> None:
    """A subject that is seldom a campaign's own is answered by a campaign whose own it is."""
    hiring = a_fact("jobs", "Ищем двух курьеров.", "We seek two couriers.", "есть ли у вас вакансии", "are you hiring")
    offer = OFFER.model_copy(update={"facts": (*FACTS, hiring)})
    assert answered("Есть ли у вас вакансии?", offer=offer) == ({"jobs"}, False)


def test_an_encoder_is_asked_once_for_each_text() -> None:
    heard: list[str] = []

    def encode(text: str) -> list[float]:
        heard.append(text)
        return [1.0, float(len(text) % 7), float(text.count("а"))]

    for _, question in itertools.product(range(3), ("Сколько стоит?", "Есть ли пробный период?")):
        knowledge.find((question,), OFFER, "ru", TODAY, encode)
    assert len(heard) == len(set(heard))


def test_a_change_of_a_fact_is_seen_at_once() -> None:
    assert answered("Сколько длится гарантия?") == (set(), True)
    more = a_fact("warranty", "Гарантия два года.", "Two years.", "сколько длится гарантия", "how long is the warranty")
    assert answered("Сколько длится гарантия?", offer=OFFER.model_copy(update={"facts": (*FACTS, more)}))[0] == {
        "warranty"
    }


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("интересует стоимость", ("интересует стоимость",)),
        ("подскажите, есть ли интеграция с 1С", ("подскажите, есть ли интеграция с 1С",)),
        ("tell me about pricing", ("tell me about pricing",)),
        ("сколько стоит и есть ли пробный период", ("сколько стоит", "есть ли пробный период")),
        ("Спасибо! Интересует цена и сроки поставки.", ("Интересует цена", "сроки поставки.")),
        ("Цена? Сроки?", ("Цена?", "Сроки?")),
        ("Hi, do you support Ozon and how much is it? Thanks.", ("do you support Ozon", "how much is it?")),
        ("Если мы уйдём, вернёте ли деньги?", ("Если мы уйдём, вернёте ли деньги?",)),
        ("У нас две кассы, подойдёт?", ("У нас две кассы, подойдёт?",)),
        ("хотелось бы понимать порядок цен", ("хотелось бы понимать порядок цен",)),
        ("Спасибо, не интересно.", ()),
        ("Как договорились, высылаю файл.", ()),
        ("Что касается цены, она нас устроила.", ()),
        ("Когда вернусь из отпуска, напишу.", ()),
        ("Not for us, thanks.", ()),
        ("", ()),
    ],
)
def test_the_asking_clauses_of_a_text_are_found(text: str, asked: tuple[str, ...]) -> None:
    assert knowledge.split_questions(text) == asked


@pytest.mark.parametrize(
    ("clause", "rest"),
    [
        ("подскажите, есть ли скидки", "есть ли скидки"),
        ("could you tell me what it costs", "what it costs"),
        ("хотелось бы узнать стоимость", "хотелось бы узнать стоимость"),
        ("сколько стоит", "сколько стоит"),
        ("заодно подскажите, какая цена, если можно", "какая цена"),
        ("уточните, пожалуйста, чем вы полезны", "чем вы полезны"),
        ("please send me the price of it, thank you", "price of it"),
    ],
)
def test_the_lead_goes_where_enough_stays(clause: str, rest: str) -> None:
    assert knowledge_clauses.without_lead(clause) == rest


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("stoimost", "stoimsot", True),
        ("dogovor", "dogvor", True),
        ("dogovor", "dogovorr", True),
        ("trial", "trail", True),
        ("price", "prise", True),
        ("yelp", "help", False),
        ("price", "price", False),
        ("cat", "cta", False),
        ("server", "sensor", False),
    ],
)
def test_a_slip_is_one_letter(one: str, other: str, slip: bool) -> None:
    assert knowledge_words.is_slip(one, other) is slip


@pytest.mark.parametrize(
    ("written", "meant"),
    [("cnjbvjcnm", "стоимость"), ("ghbdtn", "привет"), ("crblrf", "скидка"), ("price", "price"), ("yelp", "yelp")],
)
def test_a_word_of_the_other_keyboard_layout_is_read(written: str, meant: str) -> None:
    assert knowledge_words.words(written)[0].text == meant


@pytest.mark.parametrize(
    ("heard", "meant"), [("цинник", "ценник"), ("дагавор", "договор"), ("интиграция", "интеграция"), ("стоет", "стоит")]
)
def test_a_word_written_as_it_sounds_is_known(heard: str, meant: str) -> None:
    assert knowledge_words.key_of(heard) == knowledge_words.key_of(meant)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("сколько стоит доставка", "доставка"),
        ("what does delivery cost", "delivery"),
        ("по цене сориентируйте, будьте любезны", ""),
        ("is your price negotiable", ""),
        ("сколько стоит в месяц", ""),
    ],
)
def test_the_thing_whose_price_is_asked_is_found(question: str, thing: str) -> None:
    asked = knowledge_words.words(question)
    assert " ".join(asked[number].text for number in sorted(knowledge_words.priced(asked))) == thing


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Мы маленькие. Есть ли смысл брать такое?", ("Мы маленькие. Есть ли смысл брать такое?",)),
        ("У соседей иначе. Что скажете?", ("У соседей иначе. Что скажете?",)),
        ("Понятно. Сколько это стоит?", ("Сколько это стоит?",)),
        ("One thing before I go: how long is the trial?", ("how long is the trial?",)),
    ],
)
def test_a_question_takes_the_sentence_before_where_it_says_nothing_alone(text: str, clauses: tuple[str, ...]) -> None:
    assert knowledge.clauses(text) == clauses


def test_what_is_named_beside_the_only_question_tells_facts_of_one_sort_apart() -> None:
    maps = a_fact("maps", "Отзывы берём с карт 2ГИС.", "We read 2GIS.", "отзывы с карт; отзывы 2ГИС", "reviews of 2GIS")
    shops = a_fact(
        "shops", "Отзывы берём с Ozon.", "We read Ozon.", "откуда отзывы; отзывы Ozon", "where are reviews from"
    )
    offer = builders.a_campaign(facts=(maps, shops))

    def first(question: str, around: str) -> str:
        found = knowledge.find((question,), offer, "ru", TODAY, least=0.0, around=around)
        return found.facts[0].fact

    assert first("Откуда отзывы?", "Откуда отзывы?") == "shops"
    assert first("Откуда отзывы?", "Откуда отзывы? Нам важен 2ГИС.") == "maps"
    assert first("Откуда отзывы?", "Откуда отзывы? Нам важен Ромашка-Отзыв7.") == "shops"
    assert first("Что скажете?", "Хотим отзывы с карт 2ГИС. Что скажете?") == "maps"
    assert first("Что скажете?", "Хотим отзывы с Ozon. Что скажете?") == "shops"


def test_a_name_reads_alike_in_both_alphabets() -> None:
    assert knowledge_words.key_of("озон") == knowledge_words.key_of("ozon")
    assert knowledge_words.key_of("ценник") == knowledge_words.key_of("price")


TEXTS = st.text(max_size=400) | st.lists(
    st.sampled_from(
        ["сколько стоит", "?", " и ", "есть ли", "SAP", "«", "\n", "подскажите", ", ", "how much", "1С", "№"]
    ),
    max_size=40,
).map(" ".join)


@hypothesis.given(TEXTS)
@hypothesis.settings(max_examples=150, deadline=None)
def test_any_text_is_taken_and_always_the_same_way(text: str) -> None:
    found = knowledge.find((text,), OFFER, "en", TODAY)
    assert found == knowledge.find((text,), OFFER, "en", TODAY)
    assert all(0 <= each.score <= 1 for each in found.facts)
    assert {each.fact for each in found.facts} <= {each.id for each in FACTS}
    assert len(knowledge.split_questions(text)) <= knowledge_clauses.MOST


@hypothesis.given(TEXTS)
@hypothesis.settings(max_examples=100, deadline=None)
def test_an_asking_clause_is_made_of_the_text(text: str) -> None:
    said = set(re.findall(r"\w+", text))
    for clause in knowledge.split_questions(text):
        assert set(re.findall(r"\w+", clause)) <= said


@pytest.mark.parametrize("name", hostile.KNOWLEDGE)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(lambda text: knowledge.find((text,), OFFER, "ru", TODAY), hostile.KNOWLEDGE[name])
