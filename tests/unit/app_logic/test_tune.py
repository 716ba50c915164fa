"""Fine-tuning: a small encoder learns a few phrases, and what is written says of them what the training did."""

import json
import pathlib
import subprocess
import sys

import pytest

from services.app_logic.brain import classifier, train, tuned
from tests.unit.app_logic import small_encoder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, dict[str, list[str]]]:
    """The folder of a tuned small encoder, and what was said and changed while it was tuned."""
    folder = tmp_path_factory.mktemp("tuned")
    ended = subprocess.run(
        [sys.executable, "-m", small_encoder.__name__, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return folder, json.loads(ended.stdout)


def test_the_written_files_hear_what_was_learned(made: tuple[pathlib.Path, dict[str, list[str]]]) -> None:
    folder, _ = made
    opinion = tuned.Opinion.load(folder / "tuned.npz")
    labels = len(classifier.LABELS)
    for text, label in small_encoder.TOLD.items():
        scores = opinion.of(text).scores
        assert scores.shape == (2 * labels,)
        assert classifier.LABELS[int(scores[:labels].argmax())] is label
        assert classifier.LABELS[int(scores[labels:].argmax())] is label


def test_the_written_files_mark_whom_and_when_they_were_shown(made: tuple[pathlib.Path, dict[str, list[str]]]) -> None:
    folder, _ = made
    opinion = tuned.Opinion.load(folder / "tuned.npz")
    for text in small_encoder.TOLD:
        said = opinion.of(text)
        marks = [(mark.part, mark.words) for mark in said.marked]
        times = [("time", words) for words in small_encoder.TIMES.get(text, ())]
        assert marks == [*small_encoder.WHOM.get(text, ()), *times]
        if text in small_encoder.TIMES:
            assert (said.timely or 0) > 0.5 if times else (said.timely or 0) < 0.2


def test_only_the_upper_layers_change(made: tuple[pathlib.Path, dict[str, list[str]]]) -> None:
    assert {name.partition(".")[0] for name in made[1]["changed"]} == {f"l{small_encoder.LAYERS - 1}"}


def test_how_far_it_is_is_told_and_what_it_was_made_from_is_kept(
    made: tuple[pathlib.Path, dict[str, list[str]]],
) -> None:
    folder, told = made
    assert told["lines"][-1].startswith("step 240 of 240, loss ")
    kept = json.loads((folder / "tuned.json").read_text(encoding="utf-8"))
    assert set(kept) == {"sha256", "phrases_sha256", "versions"}


def test_a_sixth_of_the_phrases_is_held_out_with_their_copies() -> None:
    phrases = train.read_phrases()
    known = [*phrases, *train.in_small_talk(phrases)]
    held = train.held_out(known)
    assert 0.14 < held[: len(phrases)].mean() < 0.2
    of_group = dict(zip((each.group for each in phrases), held.tolist(), strict=False))
    assert all(of_group[each.group] == is_held for each, is_held in zip(known, held, strict=True))


def test_a_sixth_of_the_contrasts_is_held_out_too() -> None:
    contrasts = {each.text for each in train.read_phrases(train.CONTRASTS)}
    learned = {each.text for each in train.tuning_phrases()} & contrasts
    held = {each.text for each in train.unlearned()}
    assert not learned & held
    assert learned | held == contrasts
    assert 0.14 < len(held) / len(contrasts) < 0.2


def test_whom_a_phrase_names_stands_in_it() -> None:
    phrases = [*train.read_phrases(), *train.read_phrases(train.CONTRASTS)]
    named = [each for each in phrases if each.whom]
    assert len(named) > 2_000
    for each in named:
        assert "redirect" in each.labels
        assert all(words in each.text and part in tuned.PARTS for part, words in each.whom or ())
    # Who sends us to nobody names nobody; of a few it cannot be told.
    assert {each.whom is None for each in phrases if "redirect" not in each.labels} == {False}
    assert 0 < sum(each.whom is None for each in phrases) < 50


def test_the_time_that_counts_stands_in_its_phrase() -> None:
    timed = [each for each in train.read_phrases(train.CONTRASTS) if each.times is not None]
    assert len([each for each in timed if each.times]) > 600
    assert len([each for each in timed if not each.times]) > 500
    assert all(len(each.times or ()) <= 1 and all(words in each.text for words in each.times or ()) for each in timed)


def test_contrasts_are_labelled_and_stand_nowhere_else() -> None:
    contrasts = train.read_phrases(train.CONTRASTS)
    known = {label.value for label in classifier.LABELS}
    assert len(contrasts) > 1_500
    assert all(each.labels and set(each.labels) <= known for each in contrasts)
    texts = [_folded(each.text) for each in contrasts]
    assert len(set(texts)) == len(texts)
    replies = pathlib.Path(__file__).parents[3] / "benchmarks" / "replies"
    scored = [
        json.loads(line)["text"]
        for name in ("test", "stops_test")
        for line in (replies / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    elsewhere = {_folded(text) for text in (*scored, *(each.text for each in train.read_phrases()))}
    assert not elsewhere & set(texts)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
