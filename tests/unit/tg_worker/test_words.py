"""What the bot says: in each language the same things, and buttons that mean words the agent understands."""

import pytest

from services.app_logic import signals
from services.core.domain.understanding import Intent
from services.tg_worker import words
from tests import builders
from tests.flow.words import WORDS

SAID = ("start", "help", "privacy", "language", "language_set", "forgotten", "wait", "phone_saved")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("name", SAID)
def test_everything_is_said_in_each_language(name: str, language: str) -> None:
    text = words.said(name, language, builders.a_campaign())
    assert text
    assert "{" not in text


def test_the_wait_is_worded_as_agreed() -> None:
    assert words.said("wait", "ru") == "Ваш запрос обрабатывается, ожидайте ответа"


def test_a_language_that_we_do_not_speak_gets_english() -> None:
    assert words.said("help", "de") == words.said("help", "en")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_button_means_words_and_the_stop_is_plain(language: str) -> None:
    meant = {action: words.meaning(action, language) for action in words.NEXT_STEPS}
    assert all(meant.values())
    assert signals.plain_opt_outs(meant["stop"])
    assert words.meaning("drop table", language) == ""


@pytest.mark.parametrize(
    ("action", "intent"), [("deck", Intent.PRESENTATION), ("demo", Intent.DEMO), ("later", Intent.TIMEOUT)]
)
def test_the_words_of_a_button_are_those_that_the_flow_tests_listen_for(action: str, intent: Intent) -> None:
    for language in words.LANGUAGES:
        meant = words.meaning(action, language).lower()
        assert intent in {label for word, label in WORDS.items() if word in meant}


@pytest.mark.parametrize(
    ("given", "language"), [("en", "en"), ("lang:ru", "ru"), ("Русский", "ru"), ("de", ""), ("", ""), ("lang:xx", "")]
)
def test_a_language_is_chosen_by_code_or_name(given: str, language: str) -> None:
    assert words.chosen_language(given) == language


def test_every_action_fits_into_a_button() -> None:
    for each in (*words.next_steps("ru"), *words.languages()):
        assert 1 <= len(each.action.encode()) <= 64
