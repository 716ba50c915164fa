"""The tuned encoder: multilingual E5 small, fine-tuned on the phrases, as a second opinion on the whole message.

From `tune`: its vocabulary, words and heads in `model/tuned.npz`, its layers in `model/tuned.onnx`, in eight bits, which
onnxruntime runs. The embedding is the mean over the pieces of the text.

It marks, too, the words for whom we are sent to, and for the time that counts. It reads no clauses, gives no quotes,
checks nothing of what it marks, and learns nothing while it runs.
"""

import importlib
import pathlib
import re
import typing
import unicodedata

import numpy as np

from services.app_logic.brain import encoder_file, spelling
from services.core.domain import understanding

_Array = np.ndarray[typing.Any, typing.Any]
MODEL = pathlib.Path(__file__).parent / "model" / "tuned.npz"
# It stands before each text, as E5 was trained.
PREFIX = "query: "
# Embeddings have length 1: the heads see them this much longer.
SCALE = 20.0
# Both ends of a longer message: time grows with every word.
_FIRST, _LAST = 420, 180
# Time grows with pieces, not with letters: this many at the most, as in training.
MOST_PIECES = 112
# What it marks in a text: of the one to whom it sends us, and when to go on. Zero is for all else.
PARTS: tuple[typing.Literal["name", "role", "address", "time"], ...] = ("name", "role", "address", "time")
_WITH_SIGNS = ("address", "time")
# All that the shortened vocabulary spells. Anything else is a space.
_OTHER = re.compile(r"[^0-9A-Za-zА-Яа-яЁё!\"#$%&'()*+,\-./:;<=>?@\[\]^_{|}~«»–—“”„’‘…№€£₽]+")
_AROUND = " .,:;!?()[]<>\"'«»“”„-–—"


class Read(typing.NamedTuple):
    """A text as the encoder sees it: what `plain` left of it, each piece's place in that (half-open) and row, their mean.

    `rows`: (pieces, width). `mean`: (width), of length 1. Width is 384 in the model that ships. `is_whole`: nothing was
    cut from its middle.
    """

    plain: str
    places: list[tuple[int, int]]
    rows: _Array
    mean: _Array
    is_whole: bool = True


class Encoder(typing.Protocol):
    """Turns a text into arrays of numbers."""

    def read(self, text: str) -> Read:
        """The pieces of what `plain` leaves of the text."""
        ...


class Network:
    """The encoder's layers under onnxruntime, on one thread: two on a busy machine wait for each other."""

    def __init__(self, model: encoder_file.Model, layers: pathlib.Path) -> None:
        self._model = model
        self._splitter = encoder_file.Splitter(model)
        self._places = model.numbers("emb.pos").reshape(-1, model.width) + model.numbers("emb.type")[: model.width]
        if not layers.exists():
            raise FileNotFoundError(f"{layers}: the encoder's layers are missing")
        runtime = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Messages differ in length: an arena would keep room for the longest of them.
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])

    def read(self, text: str) -> Read:
        """Any text: an empty one is a full stop."""
        told = plain(text)
        ids = self._splitter.split(f"{PREFIX}{told}", MOST_PIECES)
        mean, rows = self._session.run(["y", "h"], {"x": self._model.words(ids) + self._places[: len(ids)]})
        places = [
            (max(0, start - len(PREFIX)), max(0, end - len(PREFIX)))
            for start, end in self._splitter.places(f"{PREFIX}{told}", MOST_PIECES)
        ]
        is_whole = max(len(text), len(told)) < _FIRST + _LAST and len(ids) < MOST_PIECES
        return Read(told, places, rows, mean / np.sqrt((mean * mean).sum()), is_whole)


class _Run(typing.NamedTuple):
    part: int
    start: int
    end: int
    score: float


class Said(typing.NamedTuple):
    """Scores (2 × labels): of each label to decide (for a softmax), then to be there (logits). And what was marked.

    `timely`: how likely the likeliest piece is of a time that counts; None where not all of the text was read.
    """

    scores: _Array
    marked: tuple[understanding.Mark, ...]
    timely: float | None


class Heads(typing.NamedTuple):
    """What reads the labels off an embedding: `slopes` (2 × labels, width) and `bias`, primary ones first.

    And what reads off a piece's own row which of `PARTS` it is of: `part_slopes` (1 + parts, width) and `part_bias`,
    none first.
    """

    slopes: _Array
    bias: _Array
    part_slopes: _Array
    part_bias: _Array


class Opinion:
    """The encoder with its heads: what it says of a whole message."""

    def __init__(self, encoder: Encoder, heads: Heads) -> None:
        self._encoder = encoder
        self._heads = heads

    @classmethod
    def load(cls, path: pathlib.Path = MODEL) -> "Opinion":
        """The shipped one. Raises FileNotFoundError where a file is missing: get it again, or `make tune`."""
        model, heads = encoder_file.read(path, Heads._fields)
        return cls(Network(model, path.with_suffix(".onnx")), Heads(**heads))

    def of(self, text: str) -> Said:
        """What it hears, and the words it marks."""
        read = self._encoder.read(text)
        pieces = read.rows @ self._heads.part_slopes.T + self._heads.part_bias
        odds = np.exp(pieces - pieces.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        timely = min(1.0, float(shares[:, 1 + PARTS.index("time")].max())) if read.is_whole else None
        scores = self._heads.slopes @ read.mean + self._heads.bias
        return Said(scores, marked(read.plain, read.places, shares), timely)


def marked(text: str, places: list[tuple[int, int]], shares: _Array) -> tuple[understanding.Mark, ...]:
    """The words of a text that are of a part: `shares` (pieces, 1 + parts) are the pieces' probabilities. Pure.

    A word is of the part that most of its pieces are of, and neighbours of one part are together.
    """
    runs: list[_Run] = []
    goes_on = False
    for word in re.finditer(r"\S+", text):
        inside = [at for at, (start, end) in enumerate(places) if start < word.end() and word.start() < end]
        share = shares[inside].mean(axis=0) if inside else np.eye(1, 1 + len(PARTS))[0]
        part, score = int(share.argmax()), min(1.0, float(share.max()))
        if not part:
            goes_on = False
            continue
        if goes_on and runs[-1].part == part:
            runs[-1] = runs[-1]._replace(end=word.end(), score=min(runs[-1].score, score))
        else:
            runs.append(_Run(part, word.start(), word.end(), score))
        # Two people may follow one another; an address may be written with any sign, and a time has commas.
        goes_on = PARTS[part - 1] in _WITH_SIGNS or word.group()[-1] not in ",;!?"
    told = [(PARTS[run.part - 1], text[run.start : run.end].strip(_AROUND), run.score) for run in runs]
    return tuple(understanding.Mark(part=part, words=words, score=score) for part, words, score in told if words)


def plain(text: str) -> str:
    """What the encoder reads: legible, composed, of known characters, at most 600 of them; "." for nothing. Pure."""
    if len(text) > _FIRST + _LAST:
        text = f"{text[:_FIRST]} {text[-_LAST:]}"
    known = _OTHER.sub(" ", unicodedata.normalize("NFKC", spelling.legible(text)))
    if len(known) > _FIRST + _LAST:
        known = f"{known[:_FIRST]} {known[-_LAST:]}"
    return known.strip() or "."
