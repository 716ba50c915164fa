"""The embedded classifier: honest scores, literal quotes, and a model that belongs to its phrases."""

import dataclasses
import hashlib
import json
import pathlib

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from services.app_logic.brain import classifier, fitting, train, tuned
from services.core.domain.understanding import Intent


class LetterEncoder:
    """A stand-in for the sentence encoder: hashes words into 512 places. Knows nothing, repeats itself exactly."""

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), classifier.EMBEDDING), dtype="float32")
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                rows[row, hashlib.sha256(word.encode()).digest()[0]] += 1
            rows[row] /= np.linalg.norm(rows[row]) or 1
        return rows

    def read(self, text: str) -> tuned.Read:
        row: np.ndarray = self.encode([text])[0]
        return tuned.Read(tuned.plain(text), [(0, len(tuned.plain(text)))], row[None, :], row)


def an_opinion() -> tuned.Opinion:
    """Says something of every text, by its letters, and knows nothing."""
    slopes = np.random.default_rng(5).normal(size=(2 * len(classifier.LABELS), classifier.EMBEDDING))
    nobody = np.zeros((1 + len(tuned.PARTS), classifier.EMBEDDING))
    heads = tuned.Heads(slopes, np.zeros(2 * len(classifier.LABELS)), nobody, np.eye(1 + len(tuned.PARTS))[0])
    return tuned.Opinion(LetterEncoder(), heads)


@pytest.fixture(scope="module")
def shipped() -> classifier.Classifier:
    return classifier.Classifier.load()


@pytest.fixture(scope="module")
def phrases() -> list[train.Phrase]:
    return train.read_phrases()


def test_the_shipped_model_was_trained_on_the_shipped_phrases() -> None:
    assert classifier.read_metrics()["phrases_sha256"] == classifier.phrases_hash(), "run: make train"


def test_the_model_is_small_and_its_metrics_are_told() -> None:
    assert classifier.MODEL.stat().st_size < 8_000_000
    metrics = classifier.read_metrics()
    assert set(metrics["labels"]) == {label.value for label in Intent}
    assert metrics["sure_precision"] >= 0.9


def test_there_are_enough_phrases_for_every_label_and_none_comes_twice(phrases: list[train.Phrase]) -> None:
    assert len(phrases) >= 1_800
    texts = [phrase.text.casefold() for phrase in phrases]
    assert len(set(texts)) == len(texts)
    for label in Intent:
        assert sum(label.value in phrase.labels for phrase in phrases) >= 70
    assert sum(len(phrase.labels) > 1 for phrase in phrases) >= 80


def test_phrases_name_only_known_labels(phrases: list[train.Phrase]) -> None:
    known = {label.value for label in Intent}
    assert all(phrase.labels and set(phrase.labels) <= known for phrase in phrases)


def test_the_same_phrases_give_the_same_bytes_and_they_are_read_back(
    tmp_path: pathlib.Path, phrases: list[train.Phrase]
) -> None:
    made = []
    for name in ("first", "second"):
        path = tmp_path / name / "model.npz"
        weights, measured = train.fit(phrases[::48], LetterEncoder(), an_opinion())
        train.write(weights, measured, path)
        made.append((path.read_bytes(), path.with_name("metrics.json").read_bytes()))
    assert made[0] == made[1]
    back = classifier.load_weights(path)
    assert np.allclose(back.dense, weights.dense, atol=0.01)
    assert json.loads(made[1][1]) == measured


def test_phrases_apart_move_thresholds_and_nothing_that_is_learned(phrases: list[train.Phrase]) -> None:
    known, apart = phrases[::48], train.unlearned()[::20]
    without, _ = train.fit(known, LetterEncoder(), an_opinion())
    beside, _ = train.fit(known, LetterEncoder(), an_opinion(), apart=apart)
    changed = {
        field.name
        for field in dataclasses.fields(classifier.Weights)
        if not np.array_equal(getattr(without, field.name), getattr(beside, field.name))
    }
    assert "trust" in changed
    assert changed <= {"trust", "present", "sure"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Добрый вечер, вышлите презентацию и прайс на почту", Intent.PRESENTATION),
        ("Could you send me the brochure as a pdf?", Intent.PRESENTATION),
        ("Какая стоимость внедрения на 30 человек?", Intent.QUESTION),
        ("What does it cost per user?", Intent.QUESTION),
        ("Давайте созвонимся в среду, покажете систему", Intent.DEMO),
        ("Let's schedule a demo next Tuesday", Intent.DEMO),
        ("Вернитесь к нам в сентябре, сейчас завал", Intent.TIMEOUT),
        ("Check back next quarter please, too busy", Intent.TIMEOUT),
        ("Нет, спасибо, нам это не нужно", Intent.NOT_INTERESTED),
        ("Автоответ: нахожусь в отпуске до 12 июля", Intent.AUTO_REPLY),
        ("Delivery failed: mailbox does not exist 550 5.1.1", Intent.BOUNCE),
        ("Are you a robot or a real person?", Intent.HUMAN),
        ("Откуда у вас мой телефон?", Intent.HUMAN),
    ],
)
def test_plain_messages_are_understood(shipped: classifier.Classifier, text: str, label: Intent) -> None:
    assert shipped.classify(text).primary is label


def test_each_label_is_quoted_with_the_clients_own_words(shipped: classifier.Classifier) -> None:
    text = "Сколько стоит на десять человек? И пришлите презентацию."
    scores = shipped.classify(text)
    assert all(quote in text for quote in scores.quote.values())
    assert scores.quote[Intent.PRESENTATION] == "И пришлите презентацию."
    assert scores.quote[Intent.QUESTION] == "Сколько стоит на десять человек?"


def test_how_an_address_is_spelled_changes_no_score(shipped: classifier.Classifier) -> None:
    one, other = (
        shipped.classify(f"Пишите лучше Ольге на {address}, она решает.")
        for address in ("stop.spam@never-again.example", "olga@veter.example")
    )
    assert one.probability == other.probability
    assert one.present == other.present


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_is_other_and_not_sure(shipped: classifier.Classifier, text: str) -> None:
    scores = shipped.classify(text)
    assert scores.primary is Intent.OTHER
    assert not scores.sure


def test_the_same_text_gets_the_same_scores(shipped: classifier.Classifier) -> None:
    assert shipped.classify("Интересно, но позже") == shipped.classify("Интересно, но позже")


@hypothesis.settings(deadline=None, max_examples=40)
@hypothesis.given(text=st.text(max_size=400))
def test_any_text_gets_probabilities_and_literal_quotes(shipped: classifier.Classifier, text: str) -> None:
    scores = shipped.classify(text)
    assert all(0 <= score <= 1 for score in scores.probability.values())
    assert all(quote in text for quote in scores.quote.values())
    assert scores.present
    assert [found.label for found in scores.found()][:1]


def test_phrases_in_small_talk_keep_their_words_and_labels_and_stay_in_their_fold(phrases: list[train.Phrase]) -> None:
    wrapped = train.in_small_talk(phrases)
    assert len(wrapped) > 1_000
    for copy in wrapped:
        original = phrases[copy.group]
        assert original.text in copy.text
        assert original.text != copy.text
        assert original.labels == copy.labels


@pytest.mark.parametrize(
    ("stop", "other", "chosen"),
    [(0.51, 0.49, [Intent.STOP]), (0.49, 0.51, [Intent.DEMO]), (0.9, 0.1, [Intent.STOP])],
)
def test_a_stop_wins_from_its_own_threshold_on(stop: float, other: float, chosen: list[Intent]) -> None:
    primary = np.zeros(len(classifier.LABELS))
    primary[classifier.LABELS.index(Intent.STOP)] = stop
    primary[classifier.LABELS.index(Intent.DEMO)] = other
    assert [classifier.LABELS[i] for i in classifier.choose(primary, np.zeros(12), np.ones(12))] == chosen


def test_nothing_before_the_primary_label_is_reported_and_other_stands_alone() -> None:
    primary = np.zeros(len(classifier.LABELS))
    primary[classifier.LABELS.index(Intent.PRESENTATION)] = 0.8
    chosen = classifier.choose(primary, np.full(12, 0.9), np.full(12, 0.5))
    assert [classifier.LABELS[i] for i in chosen] == [
        Intent.PRESENTATION,
        Intent.QUESTION,
        Intent.NOT_INTERESTED,
        Intent.INTERESTED,
    ]


def test_a_wish_is_heard_in_the_middle_of_small_talk(shipped: classifier.Classifier) -> None:
    text = "Добрый день! У нас с утра ремонт, шумно. Пришлите, пожалуйста, презентацию. Погода хорошая. Всего доброго!"
    scores = shipped.classify(text)
    assert scores.primary is Intent.PRESENTATION
    assert scores.quote[Intent.PRESENTATION] == "Пришлите, пожалуйста, презентацию."


def test_two_who_say_the_same_are_believed_and_one_who_is_not_trusted_is_not_heard() -> None:
    own = np.full((1, 12), 0.02)
    own[0, 3] = 0.78
    scores = np.zeros((1, 24))
    scores[0, 3] = 4.0
    alone = classifier.mixed(np.array([1.0, 0.0]), own, own, scores)[0]
    both = classifier.mixed(np.array([1.0, 1.0]), own, own, scores)[0]
    assert alone[0] == pytest.approx(own[0] / own.sum())
    assert both[0, 3] > alone[0, 3]
    assert both.sum() == pytest.approx(1)


def test_what_decides_is_there_and_the_others_are_there_by_the_mean_of_both() -> None:
    own = np.full((1, 12), 0.02)
    own[0, 3] = 0.78
    scores = np.full((1, 24), -4.0)
    scores[0, 12 + 7] = 4.0
    decides, there = classifier.mixed(np.array([1.0, 1.0]), own, own, scores)
    assert (there >= decides).all()
    assert there[0, 7] == pytest.approx(1 / (1 + np.exp(-(np.log(0.02 / 0.98) + 4) / 2)))


def test_trust_goes_to_who_is_right() -> None:
    gold = np.arange(60) % 12
    right = np.full((60, 12), 0.03)
    right[np.arange(60), gold] = 0.67
    wrong = np.zeros((60, 12))
    wrong[np.arange(60), (gold + 1) % 12] = 3.0
    trust = fitting.trust(right, wrong, gold)
    assert trust[0] > 1
    assert trust[1] == pytest.approx(0, abs=0.01)


def test_a_misspelt_wish_that_a_rule_hears_is_at_least_held(shipped: classifier.Classifier) -> None:
    scores = shipped.classify("Unsuscribe me plaese, I dont find the link")
    assert scores.primary is Intent.STOP or scores.maybe_stop
