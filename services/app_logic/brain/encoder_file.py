"""The encoder: its vocabulary and its weights, in blocks of 32 four-bit numbers with one float16 scale ("Q4_0").

Weights stay packed until they are asked for: of the words' table a message needs a few rows. The file that ships holds
that table and the vocabulary; the layers are in another (`graph`). It runs nothing (`tuned` does) and trains nothing.
"""

import dataclasses
import functools
import itertools
import pathlib
import typing

import numpy as np

_Array = np.ndarray[typing.Any, typing.Any]
_Any = typing.TypeVar("_Any")
BLOCK = 32
SPACE = "\u2581"
WORDS = "emb.word"
PACKED_BYTES = 2 + BLOCK // 2
# Names in the file of what is no tensor.
_PARTS = ("sizes", "marks", "pieces", "ends", "scores")
_KNOWN_WORDS = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """An encoder: `width` of an embedding, `layers`, attention `heads` a layer, and `inner` units of a layer.

    `marks` are the ids of start, end and unknown; `pieces` and `scores` the vocabulary. `tensors` are by name: uint8 of
    (blocks, 18) where packed, else float32; all flat, in the order (outputs, inputs).
    """

    width: int
    layers: int
    heads: int
    inner: int
    marks: tuple[int, int, int]
    pieces: list[bytes]
    scores: _Array
    tensors: dict[str, _Array]

    def numbers(self, name: str) -> _Array:
        """A tensor as float32, flat."""
        stored = self.tensors[name]
        return unpack(stored) if stored.dtype == np.uint8 else stored

    def words(self, ids: list[int]) -> _Array:
        """(ids, width): rows of the words' table."""
        stored = self.tensors[WORDS].reshape(len(self.pieces), -1, PACKED_BYTES)
        return unpack(stored[ids].reshape(-1, PACKED_BYTES)).reshape(len(ids), self.width)

    def with_numbers(self, changed: dict[str, _Array]) -> "Model":
        """The same with other numbers in these tensors, in float32."""
        stored = {name: each.astype("float32") for name, each in changed.items()}
        return dataclasses.replace(self, tensors={**self.tensors, **stored})

    def with_pieces(self, wanted: set[bytes]) -> "Model":
        """The same with these pieces of the vocabulary and the marks alone; others are spelled with what is left."""
        kept = [i for i, piece in enumerate(self.pieces) if i <= max(self.marks) or piece in wanted]
        rows = self.tensors[WORDS].reshape(len(self.pieces), -1, PACKED_BYTES)[kept]
        return dataclasses.replace(
            self,
            pieces=[self.pieces[i] for i in kept],
            scores=self.scores[kept],
            tensors={**self.tensors, WORDS: rows.reshape(-1, PACKED_BYTES)},
        )


def unpack(blocks: _Array) -> _Array:
    """Float32 numbers, flat, from (blocks, 18) bytes."""
    scale = blocks[:, :2].copy().view("float16").astype("float32")
    halves = np.hstack([blocks[:, 2:] & 15, blocks[:, 2:] >> 4])
    numbers: _Array = ((halves.astype("float32") - 8) * scale).ravel()
    return numbers


def write(model: Model, others: dict[str, _Array], path: pathlib.Path) -> None:
    """One .npz of the vocabulary, the words and places ("emb."), and of further arrays by their names."""
    parts = {
        "sizes": np.array([model.width, model.layers, model.heads, model.inner]),
        "marks": np.array(model.marks),
        "pieces": np.frombuffer(b"".join(model.pieces), dtype="uint8"),
        "ends": np.cumsum([0, *map(len, model.pieces)]),
        "scores": model.scores.astype("float32"),
    }
    tensors = {name: each for name, each in model.tensors.items() if name.startswith("emb.")}
    np.savez(path, **parts, **tensors, **others)  # type: ignore[arg-type]


def read(path: pathlib.Path, others: tuple[str, ...] = ()) -> tuple[Model, dict[str, _Array]]:
    """The model of a file, without its layers, and the further arrays.

    Raises FileNotFoundError, and KeyError where an array is missing.
    """
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    sizes, marks, pieces, ends, scores = (arrays.pop(name) for name in _PARTS)
    further = {name: arrays.pop(name) for name in others}
    blob = pieces.tobytes()
    start, end, unknown = map(int, marks)
    width, layers, heads, inner = map(int, sizes)
    vocabulary = [blob[a:b] for a, b in itertools.pairwise(ends)]
    return Model(width, layers, heads, inner, (start, end, unknown), vocabulary, scores, arrays), further


class Splitter:
    """Splits plain text into the ids of a vocabulary's likeliest pieces (a unigram model: Kudo 2018, arXiv 1804.10959)."""

    def __init__(self, model: Model) -> None:
        self._start, self._end, self._unknown = model.marks
        self._ids: dict[str, int] = {}
        for at, piece in enumerate(model.pieces):
            self._ids.setdefault(piece.decode("utf-8", "replace"), at)
        self._scores = model.scores.tolist()
        self._unknown_score = min(self._scores) - 10
        self._longest = max(map(len, self._ids))
        self._word = functools.lru_cache(_KNOWN_WORDS)(self._split_word)

    def split(self, text: str, most: int) -> list[int]:
        """Ids with start and end around them, `most` of them at the longest: then both ends of the text, twice as many of
        its beginning. No piece goes over a space."""
        found = [self._start]
        for word in text.split(" "):
            found += self._word(SPACE + word)[0]
        found.append(self._end)
        return _ends(found, most)

    def places(self, text: str, most: int) -> list[tuple[int, int]]:
        """Where in the text each id of `split` stands, as half-open ranges; empty ones for start and end."""
        found, at = [(0, 0)], 0
        for word in text.split(" "):
            for length in self._word(SPACE + word)[1]:
                # The sign of a space stands before each word, and before the first of the text there is none.
                found.append((max(0, at - 1), at - 1 + length))
                at += length
        found.append((len(text), len(text)))
        return _ends(found, most)

    def _split_word(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The ids of its pieces, and how many characters each has."""
        best, piece, came_from = [0.0] + [-1e30] * len(word), [0] * (len(word) + 1), [0] * (len(word) + 1)
        for i in range(len(word)):
            for end in range(i + 1, min(len(word), i + self._longest) + 1):
                known = self._ids.get(word[i:end])
                if known is None or known == self._unknown:
                    continue
                if best[i] + self._scores[known] > best[end]:
                    best[end], piece[end], came_from[end] = best[i] + self._scores[known], known, i
            if best[i] + self._unknown_score > best[i + 1]:
                best[i + 1], piece[i + 1], came_from[i + 1] = best[i] + self._unknown_score, self._unknown, i
        ids, lengths, at = [], [], len(word)
        while at > 0:
            ids.append(piece[at])
            lengths.append(at - came_from[at])
            at = came_from[at]
        return tuple(ids[::-1]), tuple(lengths[::-1])


def _ends(found: list[_Any], most: int) -> list[_Any]:
    return found if len(found) <= most else found[: most - most // 3] + found[-(most // 3) :]
