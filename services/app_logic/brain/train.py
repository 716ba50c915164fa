"""Trains the embedded classifier from the phrases that ship with the project: `python -m services.app_logic.brain.train`.

1. Read the phrases; put small talk around some of them; embed all and their clauses (`reading`; kept in `build/`).
2. Three folds: fit the first layer on two, score the third, whole messages and clauses.
3. On those held-out scores: fit the second layer (this calibrates). It sees each phrase
   twice, once as if no rule had fired: the rules know our writers' words better than a stranger's.
4. On the sixth of phrases and contrasts that the `tuned` encoder never saw: find how far to trust either, the
   thresholds; measure.
5. Fit the first layer on all phrases; write `model/embedded.npz` (float16) and `model/metrics.json`.

The same phrases and versions give the same bytes. It needs scikit-learn, which the running agent does not.
"""

import collections
import concurrent.futures
import dataclasses
import io
import json
import os
import pathlib
import re
import sys
import time
import typing
import zipfile
import zlib

import numpy as np
import sklearn
import threadpoolctl
from scipy import sparse
from sklearn import metrics, model_selection

from services.app_logic.brain import beginnings, classifier, concepts, fitting, reading, tuned
from services.core.domain import understanding

_Array = np.ndarray[typing.Any, typing.Any]
_FOLDS = 3
_HELD_EACH = 6
_SURE_PRECISION = 0.9
_PRESENT_PRECISION = 0.8
_LABELS = len(classifier.LABELS)
_RULE_INPUTS = len(classifier.rule_inputs(classifier.Fired(), {}))
_STOP = classifier.LABELS.index(understanding.Intent.STOP)
_ROBOTS = frozenset((understanding.Intent.BOUNCE.value, understanding.Intent.AUTO_REPLY.value))
# Every so many-th phrase comes once more inside small talk, as people write; longer ones have their own.
_WRAP_EACH = 6
_WRAP_WORDS = 30
# What is large is kept in half as many bits.
_HALVES = frozenset(("dense", "sparse", "idf", "signs", "signs_idf", "starts", "starts_idf", "hidden", "shown"))
_KEPT = pathlib.Path("build") / "phrases"
CONTRASTS = classifier.PHRASES / "contrasts"
_PARTS = {"name": "name", "role": "role", "email": "address", "phone": "address", "telegram": "address"}


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """A training text and its labels. Phrases of one `group` are never on both sides of a fold.

    `whom`: the words of the text for the one we are sent to, each with its part (`tuned.PARTS`); `times`: those for when
    to go on. None: nobody marked them.
    """

    text: str
    labels: tuple[str, ...]
    group: int = 0
    whom: tuple[tuple[str, str], ...] | None = None
    times: tuple[str, ...] | None = None


def read_phrases(folder: pathlib.Path = classifier.PHRASES) -> list[Phrase]:
    """All phrases of the folder, by file name and line."""
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [Phrase(row["text"], tuple(row["labels"]), group, _whom(row), _times(row)) for group, row in enumerate(rows)]


def _whom(row: dict[str, typing.Any]) -> tuple[tuple[str, str], ...] | None:
    """Whoever sends us to nobody names nobody; of a few others it cannot be told whom they name."""
    if "referral" not in row and "redirect" in row["labels"]:
        return None
    found = row.get("referral") or {}
    return tuple((part, found[key]) for key, part in _PARTS.items() if key in found)


def _times(row: dict[str, typing.Any]) -> tuple[str, ...] | None:
    """No more than one: the time that counts."""
    if "when" not in row:
        return None
    return () if row["when"] is None else (row["when"]["quote"],)


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
        wrapped.append(Phrase(text, phrase.labels, phrase.group, phrase.whom))
    return wrapped


def tuning_phrases(folder: pathlib.Path = classifier.PHRASES, contrasts: pathlib.Path = CONTRASTS) -> list[Phrase]:
    """What the tuned encoder learns from: phrases that are not held out, small talk around some, and the contrasts.

    Contrasts are pairs that share their words and not their meaning. The layers of n-grams only learn them by heart.
    """
    phrases = read_phrases(folder)
    known = [*phrases, *in_small_talk(phrases, folder)]
    return [
        each
        for some in (known, read_phrases(contrasts))
        for each, is_held in zip(some, held_out(some), strict=True)
        if not is_held
    ]


def unlearned(contrasts: pathlib.Path = CONTRASTS) -> list[Phrase]:
    """The contrasts that the tuned encoder does not learn from either: neither reader has seen anything like them."""
    phrases = read_phrases(contrasts)
    return [each for each, is_held in zip(phrases, held_out(phrases), strict=True) if is_held]


def held_out(phrases: list[Phrase]) -> _Array:
    """For each phrase, whether it is of the sixth that the tuned encoder never learns from; copies go with the first."""
    firsts: dict[int, str] = {}
    for phrase in phrases:
        firsts.setdefault(phrase.group, phrase.text)
    return np.array([zlib.crc32(firsts[phrase.group].encode()) % _HELD_EACH == 0 for phrase in phrases])


def fit(
    phrases: list[Phrase],
    encoder: classifier.Encoder,
    opinion: tuned.Opinion,
    kept: pathlib.Path | None = None,
    apart: typing.Sequence[Phrase] = (),
) -> tuple[classifier.Weights, dict[str, typing.Any]]:
    """Weights and what was measured on held-out phrases and those `apart`, which only thresholds are found on.

    `kept` is the folder of what was read before. The fits run side by side, each on one thread: with several in each
    they wait for one another many times longer.
    """
    with threadpoolctl.threadpool_limits(limits=1, user_api="blas"):
        return _fit(phrases, encoder, opinion, kept, apart)


def _fit(
    phrases: list[Phrase],
    encoder: classifier.Encoder,
    opinion: tuned.Opinion,
    kept: pathlib.Path | None,
    apart: typing.Sequence[Phrase],
) -> tuple[classifier.Weights, dict[str, typing.Any]]:
    targets = _targets(phrases)
    gold = targets.argmax(axis=1)
    groups = np.array([phrase.group for phrase in phrases])
    read = reading.read([phrase.text for phrase in phrases], encoder, kept)
    first, scores = _first_layer([each.pieces for each in read], gold, groups)
    odds = _rule_odds([each.fired.rules for each in read], gold == _STOP)
    given = _given(phrases, read, scores, odds)
    names = sorted(odds)
    weights = classifier.Weights(
        **first,
        **_second_layer(given, targets, gold),
        present=np.ones(_LABELS),
        sure=np.ones(_LABELS),
        rules=np.array(names),
        odds=np.array([odds[name] for name in names]),
        trust=np.ones(2),
    )
    # Thresholds and figures come from second layers that did not see the message either, and an encoder that never did.
    unseen = np.nonzero(held_out(phrases))[0]
    asked = [*(phrases[i] for i in unseen), *apart]
    primary, probability = (rows[unseen] for rows in _second_held_out(weights, given, targets, gold, groups))
    if apart:
        read = reading.read([phrase.text for phrase in apart], encoder, kept and kept / "apart")
        known = classifier.probabilities(
            weights, _given(apart, read, _said(first, [each.pieces for each in read]), odds)
        )
        primary, probability = np.vstack([primary, known[0]]), np.vstack([probability, known[1]])
    targets = _targets(asked)
    gold = targets.argmax(axis=1)
    said = np.stack([opinion.of(phrase.text).scores for phrase in asked])
    weights = dataclasses.replace(weights, trust=fitting.trust(primary, said[:, :_LABELS], gold))
    primary, probability = classifier.mixed(weights.trust, primary, probability, said)
    present = [_threshold(probability[:, i], targets[:, i], _PRESENT_PRECISION) for i in range(_LABELS)]
    sure = [_threshold(primary[:, i], gold == i, _SURE_PRECISION) for i in range(_LABELS)]
    sure[_STOP] = classifier.STOP_FROM
    weights = dataclasses.replace(weights, present=np.maximum(0.5, present), sure=np.array(sure))
    return weights, _measure(weights, primary, probability, targets)


def _targets(phrases: typing.Sequence[Phrase]) -> _Array:
    """(phrases, labels): one where the phrase has the label. The first label of each is its primary one."""
    return np.array([[int(label.value in phrase.labels) for label in classifier.LABELS] for phrase in phrases])


def _given(
    phrases: typing.Sequence[Phrase],
    read: typing.Sequence[reading.Read],
    scores: typing.Sequence[_Array],
    odds: dict[str, float],
) -> _Array:
    """What the second layer weighs, a row a phrase."""
    return np.stack(
        [
            classifier.inputs(raw, phrase.text, classifier.rule_inputs(each.fired, odds))
            for raw, phrase, each in zip(scores, phrases, read, strict=True)
        ]
    )


def write(weights: classifier.Weights, measured: dict[str, typing.Any], path: pathlib.Path) -> None:
    """The model file and the metrics beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for field in dataclasses.fields(weights):
            buffer = io.BytesIO()
            kept = getattr(weights, field.name)
            kind = "float16" if field.name in _HALVES else "float32"
            np.save(buffer, kept if field.name == "rules" else kept.astype(kind))
            archive.writestr(zipfile.ZipInfo(f"{field.name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    text = json.dumps(measured, ensure_ascii=False, indent=1, sort_keys=True)
    path.with_name("metrics.json").write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Train, write, and say how good it is."""
    started = time.monotonic()
    phrases = read_phrases()
    known = [*phrases, *in_small_talk(phrases)]
    weights, measured = fit(known, classifier.load_encoder(), tuned.Opinion.load(), _KEPT, unlearned())
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
    pieces: list[list[reading.Piece]], gold: _Array, groups: _Array
) -> tuple[dict[str, _Array], list[_Array]]:
    """The first layer, and what layers that did not see the phrase said of it and its clauses.

    The fits run side by side: their work is in code that lets other threads run.
    """
    everything = np.arange(len(gold))
    folds = list(model_selection.GroupKFold(_FOLDS, shuffle=True, random_state=0).split(gold, groups=groups))
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as threads:
        whole = threads.submit(_opinions, [group[0] for group in pieces], gold, everything)
        parts = list(threads.map(lambda fold: _held_out(pieces, gold, *fold), folds))
    scores: list[_Array] = [np.empty(0)] * len(gold)
    for (_, unseen), rows in zip(folds, parts, strict=True):
        for i, raw in zip(unseen, rows, strict=True):
            scores[i] = raw
    return whole.result(), scores


def _held_out(pieces: list[list[reading.Piece]], gold: _Array, seen: _Array, unseen: _Array) -> list[_Array]:
    """For each unseen phrase (1 + clauses, opinions × labels): what the first layer says, fitted on the others."""
    return _said(_opinions([group[0] for group in pieces], gold, seen), [pieces[i] for i in unseen])


def _said(first: dict[str, _Array], pieces: list[list[reading.Piece]]) -> list[_Array]:
    """For each phrase (1 + clauses, opinions × labels): what this first layer says."""
    asked = [piece for group in pieces for piece in group]
    embedded = np.stack([piece.embedding for piece in asked])
    words = classifier.DENSE * embedded @ first["dense"].T + _matrix(
        [piece.grams for piece in asked], first["idf"]
    ).dot(first["sparse"].T)
    signs = _matrix([piece.signs for piece in asked], first["signs_idf"]).dot(first["signs"].T)
    starts = _matrix([piece.starts for piece in asked], first["starts_idf"]).dot(first["starts"].T)
    net = classifier.network(first["hidden"], first["shown"], embedded)
    said = (words + first["bias"], signs + first["signs_bias"], starts + first["starts_bias"], net)
    raw = np.hstack([classifier.log_softmax(opinion) for opinion in said])
    ends = np.cumsum([len(group) for group in pieces])
    return np.split(raw, ends[:-1])


def _opinions(pieces: list[reading.Piece], gold: _Array, rows: _Array) -> dict[str, _Array]:
    """The first layer's arrays by their names in `Weights`, from these rows."""
    used, known = [pieces[i] for i in rows], gold[rows]
    embedded = np.stack([piece.embedding for piece in used])
    grams, signs, starts = ([getattr(piece, name) for piece in used] for name in ("grams", "signs", "starts"))
    idf, signs_idf = _rarity(grams, classifier.BUCKETS, 1), _rarity(signs, concepts.BUCKETS, 2)
    starts_idf = _rarity(starts, beginnings.BUCKETS, 3)
    dense = sparse.csr_matrix(classifier.DENSE * embedded)
    both = sparse.hstack([dense, _matrix(grams, idf)]).tocsr().astype("float32")
    slopes, bias = fitting.softmax(both, known, _LABELS)
    of_signs, signs_bias = fitting.softmax(_matrix(signs, signs_idf), known, _LABELS)
    of_starts, starts_bias = fitting.softmax(_matrix(starts, starts_idf), known, _LABELS)
    hidden, shown = fitting.network(embedded, known, _LABELS)
    return {
        "dense": slopes[:, : classifier.EMBEDDING],
        "sparse": slopes[:, classifier.EMBEDDING :],
        "bias": bias,
        "idf": idf,
        "signs": of_signs,
        "signs_bias": signs_bias,
        "signs_idf": signs_idf,
        "starts": of_starts,
        "starts_bias": starts_bias,
        "starts_idf": starts_idf,
        "hidden": hidden,
        "shown": shown,
    }


def _rarity(texts: list[reading.Counts], buckets: int, least: int) -> _Array:
    """How rare each bucket is; zero for those of fewer texts than `least`."""
    seen = np.zeros(buckets)
    for each in texts:
        seen[each.buckets] += 1
    return ((np.log((1 + len(texts)) / (1 + seen)) + 1) * (seen >= least)).astype("float32")


def _matrix(texts: list[reading.Counts], idf: _Array) -> sparse.csr_matrix:
    """(texts, buckets), the same numbers as `classifier.decisions` uses."""
    values = []
    for each in texts:
        weighed = each.weights * idf[each.buckets]
        values.append(weighed / (np.sqrt((weighed**2).sum()) or 1.0))
    indices = np.concatenate([each.buckets for each in texts])
    ends = np.cumsum([0, *(len(row) for row in values)])
    return sparse.csr_matrix((np.concatenate(values), indices, ends), shape=(len(texts), len(idf))).astype("float32")


def _rule_odds(fired: list[tuple[str, ...]], is_stop: _Array) -> dict[str, float]:
    """How much more often each rule was right than wrong, as smoothed log odds."""
    right: collections.Counter[str] = collections.Counter()
    wrong: collections.Counter[str] = collections.Counter()
    for names, stops in zip(fired, is_stop, strict=True):
        (right if stops else wrong).update(set(names))
    return {name: float(np.log((right[name] + 1.0) / (wrong[name] + 0.5))) for name in sorted({*right, *wrong})}


def _second_layer(given: _Array, targets: _Array, gold: _Array) -> dict[str, _Array]:
    """The second layer's arrays by their names in `Weights`. Each row counts twice: the second time no rule fired."""
    without = given.copy()
    without[:, :_RULE_INPUTS] = 0.0
    twice = np.vstack([given, without])
    return {
        "primary": fitting.second_softmax(twice, np.concatenate([gold, gold]), _LABELS),
        "each": fitting.each(twice, np.vstack([targets, targets])),
    }


def _second_held_out(
    weights: classifier.Weights, given: _Array, targets: _Array, gold: _Array, groups: _Array
) -> tuple[_Array, _Array]:
    """Probabilities of second layers that did not see the phrase: to be primary, to be there."""
    primary, probability = np.zeros(targets.shape), np.zeros(targets.shape)
    for seen, unseen in model_selection.GroupKFold(_FOLDS, shuffle=True, random_state=1).split(gold, groups=groups):
        fitted = dataclasses.replace(weights, **_second_layer(given[seen], targets[seen], gold[seen]))
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
