"""Trains the embedded classifier from the phrases that ship with the project: `python -m services.app_logic.brain.train`.

1. Read the phrases; embed them and their clauses.
2. Five folds: fit on four, score the fifth, whole messages and clauses.
3. On those held-out scores: fit the blend of whole and clause (this calibrates), find the thresholds, measure.
4. Fit on all phrases; write `model/embedded.npz` (float16) and `model/metrics.json`.

The same phrases and versions give the same bytes. It needs scikit-learn, which the running agent does not.
"""

import collections
import dataclasses
import io
import json
import pathlib
import sys
import time
import typing
import zipfile

import numpy as np
import sklearn
from scipy import sparse
from sklearn import linear_model, metrics, model_selection

from services.app_logic import signals
from services.app_logic.brain import classifier
from services.core.domain import understanding

_Array = np.ndarray[typing.Any, typing.Any]
_C = 20.0
_FOLDS = 5
_SURE_PRECISION = 0.9
_PRESENT_PRECISION = 0.8
# A stop cannot be undone, and the rules find nearly all of them: the model adds one only when it is certain.
_STOP_PRECISION = 0.985
_STOP_FROM = 0.5
_STOP = classifier.LABELS.index(understanding.Intent.STOP)


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """A training text and its labels."""

    text: str
    labels: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One text with its embedding and hashed n-gram counts."""

    embedding: _Array
    buckets: _Array
    weights: _Array


def read_phrases(folder: pathlib.Path = classifier.PHRASES) -> list[Phrase]:
    """All phrases of the folder, by file name and line."""
    return [
        Phrase(row["text"], tuple(row["labels"]))
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def fit(phrases: list[Phrase], encoder: classifier.Encoder) -> tuple[classifier.Weights, dict[str, typing.Any]]:
    """Weights and what cross-validation measured."""
    targets = np.array([[int(label.value in phrase.labels) for label in classifier.LABELS] for phrase in phrases])
    whole, parts = _pieces(phrases, encoder)
    clause_scores = _held_out(whole, parts, targets)
    held_out = _best_mix(clause_scores, targets)
    blend = np.stack([_blend(held_out[:, i], targets[:, i]) for i in range(len(classifier.LABELS))])
    # Thresholds and figures come from blends that did not see the message either.
    probability = _blended_held_out(held_out, targets)
    sure = np.array([_threshold(probability[:, i], targets[:, i], _SURE_PRECISION) for i in range(targets.shape[1])])
    wanted = [
        _STOP_PRECISION if label is understanding.Intent.STOP else _PRESENT_PRECISION for label in classifier.LABELS
    ]
    present = np.array(
        [max(0.5, _threshold(probability[:, i], targets[:, i], wanted[i])) for i in range(targets.shape[1])]
    )
    dense, grams, bias, idf = _linear(whole, targets)
    fired = [[span.rule for span in signals.find_opt_out(phrase.text)] for phrase in phrases]
    stop, rules, odds, likely = _stop_model(clause_scores, fired, targets[:, _STOP])
    probability[:, _STOP] = likely
    present[_STOP], sure[_STOP] = _STOP_FROM, _STOP_FROM
    weights = classifier.Weights(dense, grams, bias, idf, blend, present, sure, stop, rules, odds)
    return weights, _measure(probability, targets, present, sure)


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
    weights, measured = fit(phrases, classifier.load_encoder())
    measured["phrases"] = len(phrases)
    measured["phrases_sha256"] = classifier.phrases_hash()
    measured["versions"] = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    write(weights, measured, classifier.MODEL)
    sys.stdout.write(
        f"{len(phrases)} phrases, {time.monotonic() - started:.0f} s: primary {measured['primary_accuracy']:.3f}, "
        f"macro-F1 {measured['macro_f1']:.3f}, sure {measured['sure_share']:.2f} at {measured['sure_precision']:.3f}\n"
    )
    return 0


def _stop_model(scores: _Array, fired: list[list[str]], target: _Array) -> tuple[_Array, _Array, _Array, _Array]:
    """Weights of the opt-out model, the rules' names and worth, and held-out probabilities of an opt-out.

    Rules and learned scores are weighed together: a rule that is often wrong beside near-stops counts for less.
    """
    likely = np.zeros(len(target))
    folds = model_selection.KFold(_FOLDS, shuffle=True, random_state=3)
    for seen, unseen in folds.split(target):
        worth = _rule_odds([fired[i] for i in seen], target[seen])
        model = linear_model.LogisticRegression(C=1.0, max_iter=2000)
        model.fit(_stop_features(scores[seen], [fired[i] for i in seen], worth), target[seen])
        features = _stop_features(scores[unseen], [fired[i] for i in unseen], worth)
        likely[unseen] = model.predict_proba(features)[:, 1]
    worth = _rule_odds(fired, target)
    model = linear_model.LogisticRegression(C=1.0, max_iter=2000).fit(_stop_features(scores, fired, worth), target)
    names = sorted(worth)
    weights = np.array([*model.coef_[0], model.intercept_[0]])
    return weights, np.array(names), np.array([worth[name] for name in names]), likely


def _rule_odds(fired: list[list[str]], target: _Array) -> dict[str, float]:
    """How much more often each rule was right than wrong, as smoothed log odds."""
    right: collections.Counter[str] = collections.Counter()
    wrong: collections.Counter[str] = collections.Counter()
    for names, is_stop in zip(fired, target, strict=True):
        (right if is_stop else wrong).update(set(names))
    return {name: float(np.log((right[name] + 1.0) / (wrong[name] + 0.5))) for name in {*right, *wrong}}


def _stop_features(scores: _Array, fired: list[list[str]], worth: dict[str, float]) -> _Array:
    """The same numbers as `classifier.stop_inputs`."""
    rules = [
        [max((worth.get(name, 0.0) for name in names), default=0.0), float(bool(names)), float(len(names))]
        for names in fired
    ]
    return np.hstack([scores[:, :, 0], scores[:, :, 1], np.array(rules)])


def _pieces(phrases: list[Phrase], encoder: classifier.Encoder) -> tuple[list[Piece], list[list[Piece]]]:
    texts = [phrase.text for phrase in phrases]
    split = [classifier.clauses(text) for text in texts]
    unique = list(dict.fromkeys([*texts, *(clause for clauses in split for clause in clauses)]))
    known = {
        text: _piece(row, classifier.ngrams(text))
        for start in range(0, len(unique), 64)
        for text, row in zip(
            unique[start : start + 64], classifier.embed(encoder, unique[start : start + 64]), strict=True
        )
    }
    return [known[text] for text in texts], [[known[clause] for clause in clauses] for clauses in split]


def _piece(embedding: _Array, counts: dict[int, float]) -> Piece:
    buckets = np.fromiter(counts, dtype="int64", count=len(counts))
    return Piece(embedding, buckets, 1.0 + np.log(np.fromiter(counts.values(), dtype="float64", count=len(counts))))


def _held_out(whole: list[Piece], parts: list[list[Piece]], targets: _Array) -> _Array:
    """(phrases, labels, 2): whole and best clause, scored by models that did not see the phrase."""
    scored = np.zeros((*targets.shape, 2))
    folds = model_selection.KFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(targets):
        dense, grams, bias, idf = _linear([whole[i] for i in seen], targets[seen])
        grouped = [[whole[i], *parts[i]] for i in unseen]
        features = _features([piece for group in grouped for piece in group], idf)
        raw = np.asarray(features @ np.hstack([dense, grams]).T) + bias
        start = 0
        for i, group in zip(unseen, grouped, strict=True):
            scored[i] = classifier.blend_inputs(raw[start : start + len(group)])
            start += len(group)
    return scored


def _linear(pieces: list[Piece], targets: _Array) -> tuple[_Array, _Array, _Array, _Array]:
    """One balanced logistic regression a label: dense weights, n-gram weights, biases, and the rarity of n-grams."""
    seen = np.zeros(classifier.BUCKETS)
    for piece in pieces:
        seen[piece.buckets] += 1
    idf = (np.log((1 + len(pieces)) / (1 + seen)) + 1) * (seen > 0)
    features = _features(pieces, idf)
    rows = []
    for i in range(targets.shape[1]):
        model = linear_model.LogisticRegression(
            C=_C, class_weight="balanced", solver="liblinear", dual=True, tol=1e-2, max_iter=3000, random_state=0
        )
        model.fit(features, targets[:, i])
        rows.append((model.coef_[0], model.intercept_[0]))
    coefficients = np.stack([row for row, _ in rows])
    split = classifier.EMBEDDING
    return coefficients[:, :split], coefficients[:, split:], np.array([bias for _, bias in rows]), idf


def _features(pieces: list[Piece], idf: _Array) -> sparse.csr_matrix:
    """(pieces, 512 + buckets), the same numbers as `classifier.decisions` uses."""
    values = []
    for piece in pieces:
        weighed = piece.weights * idf[piece.buckets]
        values.append(weighed / (np.sqrt((weighed**2).sum()) or 1.0))
    indices = np.concatenate([piece.buckets for piece in pieces])
    ends = np.cumsum([0, *(len(row) for row in values)])
    grams = sparse.csr_matrix((np.concatenate(values), indices, ends), shape=(len(pieces), classifier.BUCKETS))
    return sparse.hstack([sparse.csr_matrix(np.stack([piece.embedding for piece in pieces])), grams]).tocsr()


def _blend(scores: _Array, target: _Array) -> _Array:
    """(whole, clause, bias) of a logistic regression on the two scores: calibrated, as it is not balanced."""
    model = linear_model.LogisticRegression(C=1.0, random_state=0).fit(scores, target)
    return np.array([*model.coef_[0], model.intercept_[0]])


def _blended_held_out(scores: _Array, targets: _Array) -> _Array:
    probability = np.zeros(targets.shape)
    folds = model_selection.KFold(_FOLDS, shuffle=True, random_state=1)
    for seen, unseen in folds.split(targets):
        for i in range(targets.shape[1]):
            blend = _blend(scores[seen, i], targets[seen, i])
            logits = scores[unseen, i] @ blend[:2] + blend[2]
            probability[unseen, i] = 1 / (1 + np.exp(-logits))
    return probability


def _best_mix(scores: _Array, targets: _Array) -> _Array:
    """The held-out scores with or without the clauses, whichever names the right label more often."""
    alone = scores.copy()
    alone[:, :, 1] = 0.0
    rows = np.arange(len(targets))
    right = [targets[rows, _blended_held_out(mix, targets).argmax(axis=1)].mean() for mix in (scores, alone)]
    return scores if right[0] > right[1] else alone


def _threshold(probability: _Array, target: _Array, precision: float) -> float:
    """The least probability from which on the label is right often enough; 0.99 where none is."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(target[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(right >= precision)[0]
    return float(min(0.99, max(0.3, probability[order[good[-1]]]))) if len(good) else 0.99


def _measure(probability: _Array, targets: _Array, present: _Array, sure: _Array) -> dict[str, typing.Any]:
    chosen = [classifier.choose(row, present) for row in probability]
    primary = np.array([min(row) for row in chosen])
    gold = targets.argmax(axis=1)
    acted = np.array([probability[i, p] >= sure[p] for i, p in enumerate(primary)])
    right = targets[np.arange(len(targets)), primary] == 1
    # Stops are the rules' work; the model reports one only when it is certain.
    no_stop = targets[:, classifier.LABELS.index(understanding.Intent.STOP)] == 0
    reported = np.zeros(targets.shape)
    for i, row in enumerate(chosen):
        reported[i, row] = 1
    named = sorted(set(gold[no_stop]))
    each = metrics.precision_recall_fscore_support(targets, reported, zero_division=0.0)
    return {
        "primary_accuracy": round(float((primary == gold)[no_stop].mean()), 4),
        "primary_among_labels": round(float(right[no_stop].mean()), 4),
        "macro_f1": round(float(metrics.f1_score(gold[no_stop], primary[no_stop], average="macro", labels=named)), 4),
        "sure_share": round(float(acted.mean()), 4),
        "sure_precision": round(float(right[acted].mean()), 4) if acted.any() else 0.0,
        "brier": round(float(((probability - targets) ** 2).mean()), 4),
        "labels": {
            label.value: {
                "precision": round(float(each[0][i]), 3),
                "recall": round(float(each[1][i]), 3),
                "f1": round(float(each[2][i]), 3),
                "phrases": int(each[3][i]),
                "sure_from": round(float(sure[i]), 3),
            }
            for i, label in enumerate(classifier.LABELS)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
