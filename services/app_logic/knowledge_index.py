"""Index of a campaign's facts: how near each fact is to a question, as a few plain measures. Pure.

Words with their weights, character grams against typos, and where there is an encoder, nearness in meaning.
It gives measures; what they are worth is judged elsewhere.
"""

import collections
import collections.abc
import functools
import math

import numpy as np
import numpy.typing as npt

from services.app_logic import knowledge_words
from services.app_logic.knowledge_words import Word

Vector = collections.abc.Sequence[float]
Encoder = collections.abc.Callable[[str], Vector]
Source = tuple[str, tuple[str, ...], tuple[str, ...]]
_FILLER_WEIGHT = 0.12
_LIKE = 0.6


class Measures:
    """How near one fact is to a question, each 0..1: `words` and `grams` of the nearest ask, `meaning` of the
    nearest ask and `text` of the fact's own words (None without an encoder), `missing` the share of the
    question's weight that the fact never speaks of, `names` the names in the question that it never mentions."""

    __slots__ = ("fact", "grams", "meaning", "missing", "names", "text", "words")

    def __init__(self, fact: int) -> None:
        self.fact = fact
        self.words = self.grams = self.missing = 0.0
        self.meaning: float | None = None
        self.text: float | None = None
        self.names: tuple[str, ...] = ()


class Index:
    """Facts ready to be measured. `sources` are (id, asks, texts); `known` are words that are never missing."""

    def __init__(self, sources: tuple[Source, ...], known: str, encoder: Encoder | None) -> None:
        self._encoder = encoder
        self._known = frozenset(each.key for each in knowledge_words.words(known))
        self._phrases = [
            (number, ask, knowledge_words.words(ask)) for number, (_, asks, _) in enumerate(sources) for ask in asks
        ]
        spoken = [[each for text in (*asks, *texts) for each in knowledge_words.words(text)] for _, asks, texts in sources]
        self.size = len(sources)
        self._keys_of = [frozenset(each.key for each in words) for words in spoken]
        in_facts = collections.Counter(key for keys in self._keys_of for key in keys)
        self._idf = {key: math.log(1 + self.size / count) for key, count in in_facts.items()}
        self._rarest = math.log(1 + self.size)
        self._by_gram: dict[str, set[str]] = collections.defaultdict(set)
        for key in in_facts:
            for gram in _pairs(key):
                self._by_gram[gram].add(key)
        self._phrase_keys = [
            {each.key: self._weight(each) for each in words} for _, _, words in self._phrases
        ]
        self._owner = np.array([number for number, _, _ in self._phrases], dtype=np.intp)
        self._ask_vectors = self._vectors([ask for _, ask, _ in self._phrases])
        self._text_owner = np.array([n for n, (_, _, texts) in enumerate(sources) for _ in texts], dtype=np.intp)
        self._text_vectors = self._vectors([text for _, _, texts in sources for text in texts])

    def measure(self, question: str) -> list[Measures]:
        """The measures of every fact, in the order of the facts."""
        asked = knowledge_words.words(question)
        found = [Measures(number) for number in range(self.size)]
        likes = {each.key: self._like(each.key) for each in asked}
        weights = {each.key: self._weight(each) for each in asked}
        grams = _grams(question)
        for (number, ask, _), keys in zip(self._phrases, self._phrase_keys, strict=True):
            one = found[number]
            one.words = max(one.words, _overlap(weights, keys, likes))
            one.grams = max(one.grams, _cosine(grams, _grams(ask)))
        for one in found:
            self._note_missing(one, asked, likes)
        if self._encoder is not None and self._ask_vectors is not None and self._text_vectors is not None:
            vector = _unit(self._encoder(question))
            for number, near in zip(self._owner, self._ask_vectors @ vector, strict=True):
                found[number].meaning = max(found[number].meaning or 0.0, float(near))
            for number, near in zip(self._text_owner, self._text_vectors @ vector, strict=True):
                found[number].text = max(found[number].text or 0.0, float(near))
        return found

    def _note_missing(self, one: Measures, asked: tuple[Word, ...], likes: dict[str, dict[str, float]]) -> None:
        keys, whole, missing, names = self._keys_of[one.fact], 0.0, 0.0, []
        for each in asked:
            if each.is_filler or each.key in self._known:
                continue
            weight = self._weight(each)
            best = max((like for key, like in likes[each.key].items() if key in keys), default=0.0)
            whole += weight
            missing += weight * (1 - best)
            if each.is_name and best < _LIKE:
                names.append(each.text)
        one.missing = missing / (whole + 1.0) if whole else 0.0
        one.names = tuple(names)

    def _weight(self, word: Word) -> float:
        weight = self._idf.get(word.key, self._rarest) / self._rarest
        return weight * _FILLER_WEIGHT if word.is_filler or word.key in self._known else weight

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - an index lives as long as its campaign is in use
    def _like(self, key: str) -> dict[str, float]:
        """The keys of the facts' vocabulary that are this word, or this word with a typo, and how alike."""
        found = {key: 1.0} if key in self._idf else {}
        if key.startswith("=") or len(key) < 4:
            return found
        own = _pairs(key)
        shared = collections.Counter(other for gram in own for other in self._by_gram.get(gram, ()))
        for other, count in shared.items():
            dice = 2 * count / (len(own) + len(_pairs(other)))
            if dice >= _LIKE and not other.startswith("="):
                found.setdefault(other, dice)
        return found

    def _vectors(self, texts: list[str]) -> npt.NDArray[np.float32] | None:
        if self._encoder is None or not texts:
            return None
        return np.array([_unit(self._encoder(text)) for text in texts], dtype=np.float32)


@functools.lru_cache(maxsize=8)
def index(sources: tuple[Source, ...], known: str, encoder: Encoder | None) -> Index:
    """The index of these facts; built once for the same content and encoder."""
    return Index(sources, known, encoder)


def _unit(vector: Vector) -> npt.NDArray[np.float32]:
    values = np.asarray(vector, dtype=np.float32)
    norm = float(np.linalg.norm(values))
    return values / norm if norm > 0 else values


def _overlap(asked: dict[str, float], ask: dict[str, float], likes: dict[str, dict[str, float]]) -> float:
    """Shared weight over the mean weight of both (0..1), typos counted by how alike the words are."""
    shared = 0.0
    for key, weight in asked.items():
        best = max((like * min(weight, ask[other]) for other, like in likes[key].items() if other in ask), default=0.0)
        shared += best
    whole = sum(asked.values()) + sum(ask.values())
    return min(1.0, 2 * shared / whole) if whole else 0.0


@functools.lru_cache(maxsize=16384)
def _pairs(word: str) -> frozenset[str]:
    padded = f"^{word}"
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


@functools.lru_cache(maxsize=4096)
def _grams(text: str) -> dict[str, float]:
    """Character 3-grams within words, as a unit vector."""
    counts: collections.Counter[str] = collections.Counter()
    for word in knowledge_words.words(text):
        padded = f" {word.text} "
        counts.update(padded[i : i + 3] for i in range(len(padded) - 2))
    norm = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    return {gram: count / norm for gram, count in counts.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return sum(weight * large.get(gram, 0.0) for gram, weight in small.items())
