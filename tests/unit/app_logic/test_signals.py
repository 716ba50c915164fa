"""Opt-out signals: every way of asking us to stop is heard, and none is made up."""

import collections
import unicodedata

import hypothesis
import hypothesis.strategies as st
import pytest

from services.app_logic import signals, signals_plain
from services.app_logic.brain import train
from tests import growth, hostile
from tests.unit.app_logic import signals_cases

STOPS = [*signals_cases.STOPS_RU, *signals_cases.STOPS_EN]
NEAR_STOPS = [*signals_cases.NEAR_RU, *signals_cases.NEAR_EN]


@pytest.mark.parametrize("text", STOPS)
def test_a_demand_to_stop_is_heard(text: str) -> None:
    assert signals.is_opt_out(text)


@pytest.mark.parametrize("text", NEAR_STOPS)
def test_what_only_looks_like_a_demand_is_no_stop(text: str) -> None:
    assert signals.find_opt_out(text) == ()


def test_the_tables_are_large_and_hold_nothing_twice() -> None:
    assert min(len(signals_cases.STOPS_RU), len(signals_cases.STOPS_EN)) >= 120
    assert min(len(signals_cases.NEAR_RU), len(signals_cases.NEAR_EN)) >= 120
    assert len(set(STOPS)) == len(STOPS)
    assert not set(STOPS) & set(NEAR_STOPS)


def test_the_span_is_on_the_original_text_with_its_invisible_letters() -> None:
    text = "Добрый день! От\u200bпи\u00adшите меня, пожалуйста."
    found = {span.rule: text[span.start : span.end] for span in signals.find_opt_out(text)}
    assert found["ru.unsubscribe"] == "От\u200bпи\u00adшите меня"


def test_lookalikes_and_full_width_letters_keep_their_places() -> None:
    text = "Hi - ｕｎѕubѕсribе please"
    span = signals.find_opt_out(text)[0]
    assert "ｕｎѕubѕсribе" in text[span.start : span.end]


@pytest.mark.parametrize(
    "stop",
    ["Просьба больше нам не писать.", "Please do not contact\nus again.", "Удалите меня из базы.", "Stop emailing me."],
)
@pytest.mark.parametrize(
    "filler", ["Мы получили ваше предложение и обсудили его. ", "We have read your offer with care. "]
)
def test_a_stop_deep_in_a_long_mail_is_heard(stop: str, filler: str) -> None:
    text = filler * 400 + stop + " " + filler * 400
    found = signals.find_opt_out(text)
    assert found
    assert all(len(filler) * 400 - 1 <= span.start < len(filler) * 400 + len(stop) for span in found)


@pytest.mark.parametrize("text", ["СТОП", "Stop", "unsubscribe", "отпишите меня", "remove me"])
def test_case_and_composition_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert signals.is_opt_out(unicodedata.normalize(form, text.upper()))
        assert signals.is_opt_out(unicodedata.normalize(form, text.lower()))


@pytest.mark.parametrize("name", hostile.SIGNALS)
def test_the_time_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(signals.find_opt_out, hostile.SIGNALS[name])


@pytest.mark.parametrize("text", ["отпишите меня", "unsubscribe me"])
def test_a_stop_is_heard_at_either_end_of_a_megabyte(text: str) -> None:
    filler = "a word or two. " * (hostile.MEGABYTE // 15)
    assert signals.is_opt_out(f"{text}.\n\n{filler}")
    assert signals.is_opt_out(f"{filler}\n\n{text}.")


_WORDS = st.sampled_from(
    "не пишите мне больше до марта стоп stop dont email me remove the list to you please . , ! ? \n".split(" ")
)


@hypothesis.settings(deadline=None, max_examples=150)
@hypothesis.given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=40).map(" ".join)))
def test_nothing_raises_and_spans_are_inside(text: str) -> None:
    for span in signals.find_opt_out(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.rule.split(".")[0] in {"ru", "en"}


@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(
    st.sampled_from(["отпишите меня", "unsubscribe me", "больше не пишите мне", "stop emailing me"]), st.data()
)
def test_invisible_characters_hide_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    hidden = data.draw(st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060"]))
    assert signals.is_opt_out(text[:at] + hidden + text[at:])


@pytest.fixture(scope="module")
def found_in_phrases() -> list[tuple[bool, str, tuple[signals.Span, ...]]]:
    """For each training phrase: whether it is a stop, its text, and what the rules find outside quotation marks."""
    return [("stop" in each.labels, each.text, signals.own_opt_outs(each.text)) for each in train.read_phrases()]


def test_every_plain_rule_is_right_nineteen_times_of_twenty_on_the_training_phrases(
    found_in_phrases: list[tuple[bool, str, tuple[signals.Span, ...]]],
) -> None:
    right: collections.Counter[str] = collections.Counter()
    wrong: collections.Counter[str] = collections.Counter()
    for is_stop, _, spans in found_in_phrases:
        (right if is_stop else wrong).update({span.rule for span in spans if span.is_plain})
    for rule in signals_plain.RULES:
        assert wrong[rule] <= 0.05 * (right[rule] + wrong[rule]), rule
        assert right[rule] >= 4, rule


@pytest.mark.parametrize(
    "text",
    [
        "Больше не пишите мне, пожалуйста",
        "Здравствуйте! Мы всё обсудили. Убедительно прошу больше нам не писать. Спасибо.",
        "Прошу вас не беспокоить меня впредь.",
        "Перестаньте мне писать, пожалуйста.",
        "Please do not contact me again, thank you.",
        "Hi team, kindly stop emailing us. Best regards",
        "Thanks for the offer. We have a supplier already. Please don't email us any more.",
    ],
)
def test_a_demand_with_nothing_but_courtesy_beside_it_is_plain(text: str) -> None:
    assert signals.plain_opt_outs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Больше не пишите мне до мая, пожалуйста, мы в отпуске всей командой.",
        "Если вы не реселлер, то прошу больше не писать нам про оптовые цены.",
        "А что будет, если клиент напишет «больше не пишите мне»?",
        "Прошу больше не писать Ивану, он уволился, пишите мне.",
        "Please do not contact me again about the old ticket, it was solved on Friday by your colleague.",
        "Does your tool react when somebody says please don't email me again?",
        "Стоп! Вот это то, что мы искали.",
        "Enough marketing. What's the price?",
        "Постоялец оставил записку: «удалите меня из рассылки». Ваша система такое поймёт?",
        'One guest wrote "unsubscribe me from your list" under a review, would you flag it?',
    ],
)
def test_a_demand_with_a_condition_or_another_object_or_in_anothers_mouth_is_not_plain(text: str) -> None:
    assert not signals.plain_opt_outs(text)


def test_a_demand_that_stands_alone_is_hardly_ever_wrong_on_the_training_phrases(
    found_in_phrases: list[tuple[bool, str, tuple[signals.Span, ...]]],
) -> None:
    right = wrong = 0
    for is_stop, text, spans in found_in_phrases:
        sentences = signals_plain.Sentences(text)
        if any(sentences.stands_alone(*span) for span in spans):
            right, wrong = right + is_stop, wrong + (not is_stop)
    assert right >= 900
    assert wrong <= 0.01 * right
