"""Reading phrases for training: embeddings, n-grams, concepts, beginnings and opt-out rules of each text, in several processes.

What was read before is kept in a folder (`build/`, never in the repository) and read again only where the text, the
rules or the batch it stood in changed. Texts are embedded in small batches cut by their content, so that the numbers
are the same to the last bit whatever was kept and however many processes there are.

It trains nothing and knows no labels.
"""

import dataclasses
import hashlib
import itertools
import json
import multiprocessing
import os
import pathlib
import typing
import zlib

import numpy as np

from services.app_logic import signals
from services.app_logic.brain import beginnings, classifier, concepts, spelling

_Array = np.ndarray[typing.Any, typing.Any]
_CUT_EACH = 8
_MOST_IN_BATCH = 24
_WORTH_PROCESSES = 2_000
_RULES = pathlib.Path(signals.__file__).parent


class Counts(typing.NamedTuple):
    """Buckets of a text and 1 + log of how often each occurs."""

    buckets: _Array
    weights: _Array


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One text with its embedding, its hashed n-grams, its concepts and the beginnings of its words."""

    embedding: _Array
    grams: Counts
    signs: Counts
    starts: Counts


class Read(typing.NamedTuple):
    """A text: itself and its clauses as pieces, and what the rules say of it."""

    pieces: list[Piece]
    fired: classifier.Fired


def read(texts: list[str], encoder: classifier.Encoder, kept: pathlib.Path | None = None) -> list[Read]:
    """Each text as it is learned from; `kept` is the folder where what was read is found and left."""
    split = [[spelling.legible(piece) for piece in (text, *classifier.clauses(text))] for text in texts]
    known = _embedded(list(dict.fromkeys(itertools.chain.from_iterable(split))), encoder, kept)
    pieces = {
        text: Piece(
            row, _counts(classifier.ngrams(text)), _counts(concepts.signs(text)), _counts(beginnings.signs(text))
        )
        for text, row in known
    }
    fired = _fired(texts, kept)
    return [Read([pieces[piece] for piece in parts], said) for parts, said in zip(split, fired, strict=True)]


def _counts(counts: dict[int, float]) -> Counts:
    buckets = np.fromiter(counts, dtype="int64", count=len(counts))
    return Counts(buckets, 1.0 + np.log(np.fromiter(counts.values(), dtype="float64", count=len(counts))))


def _batches(texts: list[str]) -> list[tuple[str, ...]]:
    """Runs of texts that end where a text's own checksum says so: one more text changes only its neighbours."""
    batches: list[tuple[str, ...]] = []
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if zlib.crc32(text.encode()) % _CUT_EACH == 0 or len(batch) == _MOST_IN_BATCH:
            batches.append(tuple(batch))
            batch = []
    return [*batches, tuple(batch)] if batch else batches


def _embedded(
    texts: list[str], encoder: classifier.Encoder, kept: pathlib.Path | None
) -> typing.Iterator[tuple[str, _Array]]:
    batches = _batches(texts)
    names = [hashlib.sha256("\0".join(batch).encode()).digest() for batch in batches]
    before: dict[bytes, _Array] = {}
    path = None if kept is None else kept / "embeddings.npz"
    if path is not None and path.exists():
        with np.load(path, allow_pickle=False) as stored:
            rows = np.split(stored["rows"], stored["ends"][:-1])
            before = {name.tobytes(): part for name, part in zip(stored["names"], rows, strict=True)}
    missing = [batch for batch, name in zip(batches, names, strict=True) if name not in before]
    fresh = iter(_mapped(_embed, missing, encoder))
    parts = [before[name] if name in before else next(fresh) for name in names]
    if path is not None and missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array([np.frombuffer(name, dtype="uint8") for name in names])
        np.savez(path, rows=np.vstack(parts), ends=np.cumsum([len(part) for part in parts]), names=keys)
    for batch, part in zip(batches, parts, strict=True):
        yield from zip(batch, part, strict=True)


def _fired(texts: list[str], kept: pathlib.Path | None) -> list[classifier.Fired]:
    rules = (*sorted(_RULES.glob("signals*.py")), _RULES / "quotations.py")
    sources = hashlib.sha256(b"".join(path.read_bytes() for path in rules)).digest()
    names = [hashlib.sha256(sources + text.encode()).hexdigest() for text in texts] if kept else [""] * len(texts)
    path = None if kept is None else kept / "rules.json"
    before: dict[str, list[typing.Any]] = {}
    if path is not None and path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
    missing = [text for text, name in zip(texts, names, strict=True) if name not in before]
    fresh = iter(_mapped(classifier.fired, missing, None))
    found = [
        classifier.Fired(tuple(before[name][0]), *before[name][1:]) if name in before else next(fresh) for name in names
    ]
    if path is not None and missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dict(zip(names, found, strict=True))), encoding="utf-8")
    return found


class _Reader:
    """The encoder of a process that reads texts."""

    encoder: typing.ClassVar[classifier.Encoder | None] = None

    @classmethod
    def start(cls, encoder: classifier.Encoder | None) -> None:
        cls.encoder = encoder


_Given = typing.TypeVar("_Given")
_Made = typing.TypeVar("_Made")


def _mapped(
    make: typing.Callable[[_Given], _Made], given: list[_Given], encoder: classifier.Encoder | None
) -> list[_Made]:
    """`make` of each, in their order; in several processes where there is enough to do."""
    if len(given) < _WORTH_PROCESSES:
        _Reader.start(encoder)
        return list(map(make, given))
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), _Reader.start, (encoder,)) as pool:
        return pool.map(make, given, chunksize=64)


def _embed(batch: tuple[str, ...]) -> _Array:
    if _Reader.encoder is None:
        raise ValueError("no encoder to embed with")
    return classifier.embed(_Reader.encoder, list(batch))
