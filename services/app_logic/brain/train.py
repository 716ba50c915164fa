"""Trains the embedded classifier from the phrases that ship with the project: `python -m services.app_logic.brain.train`.

1. Read the phrases; put small talk around some of them; embed all and their clauses, in several processes.
2. Three folds: fit the first layer on two, score the third, whole messages and clauses.
3. On those held-out scores: fit the second layer (this calibrates), find the thresholds, measure.
4. Fit the first layer on all phrases; write `model/embedded.npz` (float16) and `model/metrics.json`.

The same phrases and versions give the same bytes. It needs scikit-learn, which the running agent does not.
"""

import collections
import concurrent.futures
import dataclasses
import io
import itertools
import json
import multiprocessing
import os
import pathlib
import re
import sys
import time
import typing
import zipfile

import numpy as np
import sklearn
from scipy import sparse
from sklearn import metrics, model_selection

from services.app_logic import signals
from services.app_logic.brain import classifier, fitting
from services.core.domain import understanding

_Array = np.ndarray[typing.Any, typing.Any]
_FOLDS = 3
_SURE_PRECISION = 0.9
_PRESENT_PRECISION = 0.8
_LABELS = len(classifier.LABELS)
_STOP = classifier.LABELS.index(understanding.Intent.STOP)
_ROBOTS = frozenset((understanding.Intent.BOUNCE.value, understanding.Intent.AUTO_REPLY.value))
# Every so many-th phrase comes once more inside small talk, as people write; longer ones have their own.
_WRAP_EACH = 6
_WRAP_WORDS = 30
# Texts are read in batches of this size whatever the number of processes, so that the bytes do not depend on it.
_BATCH = 64
_WORTH_PROCESSES = 2_000


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """A training text and its labels. Phrases of one `group` are never on both sides of a fold."""

    text: str
    labels: tuple[str, ...]
    group: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One text with its embedding and hashed n-gram counts."""

    embedding: _Array
    buckets: _Array
    weights: _Array


def read_phrases(folder: pathlib.Path = classifier.PHRASES) -> list[Phrase]:
    """All phrases of the folder, by file name and line."""
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [Phrase(row["text"], tuple(row["labels"]), group) for group, row in enumerate(rows)]


def in_small_talk(phrases: list[Phrase], folder: pathlib.Path = classifier.PHRASES) -> list[Phrase]:
    """Copies of some phrases with a greeting, small talk and a signature around them, the same each time."""
    asides = json.loads((folder / "asides.json").read_text(encoding="utf-8"))
    wrapped = []
    for at, phrase in enumerate(phrases):
        if at % _WRAP_EACH or _ROBOTS & set(phrase.labels) or len(phrase.text.split()) > _WRAP_WORDS:
            continue
        own = asides["ru" if re.search("[а-яё]", phrase.text.casefold()) else "en"]
        turn = at // _WRAP_EACH
        before, around, after = own["before"], own["around"], own["after"]
        talk = [around[(turn * step + step) % len(around)] for step in (1, 5, 7)]
        ended = phrase.text if phrase.text.rstrip()[-1:] in ".!?…)" else f"{phrase.text}."
        # The wish stands early, in the middle or late, between one and three asides.
        told = [talk[0], ended, talk[1]] if turn % 3 else [ended, *talk[: turn % 2 + 1]]
        if turn % 4 == 0:
            told = [*talk, ended]
        text = f"{before[turn % len(before)]} {' '.join(told)}\n{after[turn // 2 % len(after)]}"
        wrapped.append(Phrase(text, phrase.labels, phrase.group))
    return wrapped


def fit(phrases: list[Phrase], encoder: classifier.Encoder) -> tuple[classifier.Weights, dict[str, typing.Any]]:
    """Weights and what cross-validation measured."""
    targets = np.array([[int(label.value in phrase.labels) for label in classifier.LABELS] for phrase in phrases])
    gold = targets.argmax(axis=1)
    groups = np.array([phrase.group for phrase in phrases])
    pieces, fired = _read([phrase.text for phrase in phrases], encoder)
    (dense, grams, bias, idf), scores = _first_layer(pieces, gold, groups)
    odds = _rule_odds(fired, gold == _STOP)
    given = np.stack(
        [
            classifier.inputs(raw, phrase.text, classifier.rule_inputs(rules, odds))
            for raw, phrase, rules in zip(scores, phrases, fired, strict=True)
        ]
    )
    names = sorted(odds)
    weights = classifier.Weights(
        dense=dense,
        sparse=grams,
        bias=bias,
        idf=idf,
        primary=fitting.second_softmax(given, gold, _LABELS),
        each=fitting.each(given, targets),
        present=np.ones(_LABELS),
        sure=np.ones(_LABELS),
        rules=np.array(names),
        odds=np.array([odds[name] for name in names]),
    )
    # Thresholds and figures come from second layers that did not see the message either.
    primary, probability = _second_held_out(weights, given, targets, gold, groups)
    present = [_threshold(probability[:, i], targets[:, i], _PRESENT_PRECISION) for i in range(_LABELS)]
    sure = [_threshold(primary[:, i], gold == i, _SURE_PRECISION) for i in range(_LABELS)]
    sure[_STOP] = classifier.STOP_FROM
    weights = dataclasses.replace(weights, present=np.maximum(0.5, present), sure=np.array(sure))
    return weights, _measure(weights, primary, probability, targets)


def write(weights: classifier.Weights, measured: dict[str, typing.Any], path: pathlib.Path) -> None:
    """The model file and the metrics beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for field in dataclasses.fields(weights):
            buffer = io.BytesIO()
            kept = getattr(weights, field.name)
            kind = "float16" if field.name in ("dense", "sparse", "idf") else "float32"
            np.save(buffer, kept if field.name == "rules" else kept.astype(kind))
            archive.writestr(zipfile.ZipInfo(f"{field.name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    text = json.dumps(measured, ensure_ascii=False, indent=1, sort_keys=True)
    path.with_name("metrics.json").write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Train, write, and say how good it is."""
    started = time.monotonic()
    phrases = read_phrases()
    weights, measured = fit([*phrases, *in_small_talk(phrases)], classifier.load_encoder())
    measured["phrases"] = len(phrases)
    measured["phrases_sha256"] = classifier.phrases_hash()
    measured["versions"] = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    write(weights, measured, classifier.MODEL)
    sys.stdout.write(
        f"{len(phrases)} phrases, {time.monotonic() - started:.0f} s: primary {measured['primary_accuracy']:.3f}, "
        f"macro-F1 {measured['macro_f1']:.3f}, sure {measured['sure_share']:.2f} at {measured['sure_precision']:.3f}\n"
    )
    return 0


def _first_layer(
    pieces: list[list[Piece]], gold: _Array, groups: _Array
) -> tuple[tuple[_Array, _Array, _Array, _Array], list[_Array]]:
    """The first layer, and what layers that did not see the phrase said of it and its clauses.

    The fits run side by side: their work is in code that lets other threads run.
    """
    everything = np.arange(len(gold))
    folds = list(model_selection.GroupKFold(_FOLDS, shuffle=True, random_state=0).split(gold, groups=groups))
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as threads:
        whole = threads.submit(_linear, [group[0] for group in pieces], gold, everything)
        parts = list(threads.map(lambda fold: _held_out(pieces, gold, *fold), folds))
    scores: list[_Array] = [np.empty(0)] * len(gold)
    for (_, unseen), rows in zip(folds, parts, strict=True):
        for i, raw in zip(unseen, rows, strict=True):
            scores[i] = raw
    return whole.result(), scores


def _held_out(pieces: list[list[Piece]], gold: _Array, seen: _Array, unseen: _Array) -> list[_Array]:
    """For each unseen phrase (1 + clauses, labels): what the first layer says, fitted on the others."""
    dense, grams, bias, idf = _linear([group[0] for group in pieces], gold, seen)
    features = _features([piece for i in unseen for piece in pieces[i]], idf)
    raw = classifier.log_softmax(np.asarray(features @ np.vstack([dense.T, grams.T])) + bias)
    ends = np.cumsum([len(pieces[i]) for i in unseen])
    return np.split(raw, ends[:-1])


def _linear(pieces: list[Piece], gold: _Array, rows: _Array) -> tuple[_Array, _Array, _Array, _Array]:
    """Dense weights, n-gram weights, biases, and the rarity of n-grams, from these rows."""
    used = [pieces[i] for i in rows]
    seen = np.zeros(classifier.BUCKETS)
    for piece in used:
        seen[piece.buckets] += 1
    idf = ((np.log((1 + len(used)) / (1 + seen)) + 1) * (seen > 0)).astype("float32")
    slopes, bias = fitting.softmax(_features(used, idf), gold[rows], _LABELS)
    return slopes[:, : classifier.EMBEDDING], slopes[:, classifier.EMBEDDING :], bias, idf


def _features(pieces: list[Piece], idf: _Array) -> sparse.csr_matrix:
    """(pieces, 512 + buckets), the same numbers as `classifier.decisions` uses."""
    values = []
    for piece in pieces:
        weighed = piece.weights * idf[piece.buckets]
        values.append(weighed / (np.sqrt((weighed**2).sum()) or 1.0))
    indices = np.concatenate([piece.buckets for piece in pieces])
    ends = np.cumsum([0, *(len(row) for row in values)])
    grams = sparse.csr_matrix((np.concatenate(values), indices, ends), shape=(len(pieces), classifier.BUCKETS))
    dense = classifier.DENSE * np.stack([piece.embedding for piece in pieces])
    return sparse.hstack([sparse.csr_matrix(dense), grams]).tocsr().astype("float32")


def _rule_odds(fired: list[list[str]], is_stop: _Array) -> dict[str, float]:
    """How much more often each rule was right than wrong, as smoothed log odds."""
    right: collections.Counter[str] = collections.Counter()
    wrong: collections.Counter[str] = collections.Counter()
    for names, stops in zip(fired, is_stop, strict=True):
        (right if stops else wrong).update(set(names))
    return {name: float(np.log((right[name] + 1.0) / (wrong[name] + 0.5))) for name in sorted({*right, *wrong})}


def _read(texts: list[str], encoder: classifier.Encoder) -> tuple[list[list[Piece]], list[list[str]]]:
    """For each text: itself and its clauses as pieces, and the opt-out rules that fire on it."""
    split = [[text, *classifier.clauses(text)] for text in texts]
    unique = list(dict.fromkeys(itertools.chain.from_iterable(split)))
    batches = [unique[i : i + _BATCH] for i in range(0, len(unique), _BATCH)]
    asked = [texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH)]
    if len(texts) < _WORTH_PROCESSES:
        _Reader.encoder = encoder
        read, fired = list(map(_embedded, batches)), list(map(_fired, asked))
    else:
        fork = multiprocessing.get_context("fork")
        with fork.Pool(os.cpu_count(), initializer=_Reader.start, initargs=(encoder,)) as pool:
            later = pool.map_async(_fired, asked)
            read, fired = pool.map(_embedded, batches), later.get()
    known = {
        text: _piece(row, text)
        for batch, rows in zip(batches, read, strict=True)
        for text, row in zip(batch, rows, strict=True)
    }
    return [[known[piece] for piece in pieces] for pieces in split], list(itertools.chain.from_iterable(fired))


class _Reader:
    """The encoder of a process that reads texts."""

    encoder: typing.ClassVar[classifier.Encoder]

    @classmethod
    def start(cls, encoder: classifier.Encoder) -> None:
        cls.encoder = encoder


def _embedded(texts: list[str]) -> _Array:
    return classifier.embed(_Reader.encoder, texts)


def _fired(texts: list[str]) -> list[list[str]]:
    return [[span.rule for span in signals.find_opt_out(text)] for text in texts]


def _piece(embedding: _Array, text: str) -> Piece:
    counts = classifier.ngrams(text)
    buckets = np.fromiter(counts, dtype="int64", count=len(counts))
    return Piece(embedding, buckets, 1.0 + np.log(np.fromiter(counts.values(), dtype="float64", count=len(counts))))


def _second_held_out(
    weights: classifier.Weights, given: _Array, targets: _Array, gold: _Array, groups: _Array
) -> tuple[_Array, _Array]:
    """Probabilities of second layers that did not see the phrase: to be primary, to be there."""
    primary, probability = np.zeros(targets.shape), np.zeros(targets.shape)
    for seen, unseen in model_selection.GroupKFold(_FOLDS, shuffle=True, random_state=1).split(gold, groups=groups):
        fitted = dataclasses.replace(
            weights,
            primary=fitting.second_softmax(given[seen], gold[seen], _LABELS),
            each=fitting.each(given[seen], targets[seen]),
        )
        primary[unseen], probability[unseen] = classifier.probabilities(fitted, given[unseen])
    return primary, probability


def _threshold(probability: _Array, target: _Array, precision: float) -> float:
    """The least probability from which on the label is right often enough; 0.99 where none is."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(target[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(right >= precision)[0]
    return float(min(0.99, max(0.3, probability[order[good[-1]]]))) if len(good) else 0.99


def _measure(
    weights: classifier.Weights, primary: _Array, probability: _Array, targets: _Array
) -> dict[str, typing.Any]:
    chosen = [classifier.choose(*row, weights.present) for row in zip(primary, probability, strict=True)]
    said = np.array([row[0] for row in chosen])
    gold = targets.argmax(axis=1)
    rows = np.arange(len(gold))
    acted = primary[rows, said] >= weights.sure[said]
    right = said == gold
    reported = np.zeros(targets.shape)
    for i, row in enumerate(chosen):
        reported[i, row] = 1
    each = metrics.precision_recall_fscore_support(targets, reported, zero_division=0.0)
    held_back = (said != _STOP) & (primary[:, _STOP] >= classifier.MAYBE_STOP)
    return {
        "primary_accuracy": round(float(right.mean()), 4),
        "macro_f1": round(float(metrics.f1_score(gold, said, average="macro", labels=sorted(set(gold)))), 4),
        "stops_missed": round(float((said != _STOP)[gold == _STOP].mean()), 4),
        "false_stops": round(float((said == _STOP)[gold != _STOP].mean()), 4),
        "held_back": round(float(held_back.mean()), 4),
        "sure_share": round(float(acted.mean()), 4),
        "sure_precision": round(float(right[acted].mean()), 4) if acted.any() else 0.0,
        "brier": round(float(((probability - targets) ** 2).mean()), 4),
        "labels": {
            label.value: {
                "precision": round(float(each[0][i]), 3),
                "recall": round(float(each[1][i]), 3),
                "f1": round(float(each[2][i]), 3),
                "phrases": int(each[3][i]),
                "sure_from": round(float(weights.sure[i]), 3),
            }
            for i, label in enumerate(classifier.LABELS)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
