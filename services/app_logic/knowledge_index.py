"""Index of a campaign's facts: how near each fact is to a question, as a few plain measures. Pure.

Words with their weights, character grams against typos, and where there is an encoder, nearness in meaning.
It gives measures; what they are worth is judged elsewhere.
"""

import collections
import collections.abc
import dataclasses
import functools
import math

import numpy as np
import numpy.typing as npt

from services.app_logic import knowledge_clauses, knowledge_words
from services.app_logic.knowledge_words import Word

Vector = collections.abc.Sequence[float]
Encoder = collections.abc.Callable[[str], Vector]
Source = tuple[str, tuple[str, ...], tuple[str, ...]]
_FILLER_WEIGHT = 0.12
_LIKE = 0.6
_SLIP = 0.9
_NAME_LIKE = 0.75
# "integrates with X", "работаете с X": an unknown X is a name, however it is written.
_JOINING = frozenset(("=integration", "=connect", "=export", "=import"))
_WORKS = frozenset(("рабо", "work", "инте", "поды"))
_JOINTS = frozenset(("с", "со", "к", "with", "to", "into"))
_MOST_REMEMBERED = 4096
Array = npt.NDArray[np.float32]
Postings = dict[str, tuple[npt.NDArray[np.intp], Array]]


@dataclasses.dataclass(frozen=True)
class Measures:
    """How near the facts are to a question: an array each, in the order of the facts, values 0..1.

    `words` and `grams` are of the nearest ask, `meaning` too, `text` of the fact's own words (both zero without
    an encoder). `missing` is the share of the question's weight that the fact never speaks of; `names` counts
    the names in the question that it never mentions; `telling` is the weight of the rarest word that both have.
    """

    words: Array
    grams: Array
    meaning: Array
    text: Array
    missing: Array
    names: Array
    telling: Array


class Index:
    """Facts ready to be measured. `sources` are (id, asks, texts); `known` are words that are never missing."""

    def __init__(self, sources: tuple[Source, ...], known: str, encoder: Encoder | None) -> None:
        self.encoder = encoder
        self.size = len(sources)
        self._known = frozenset(each.key for each in knowledge_words.words(known))
        phrases = [
            (number, knowledge_clauses.without_lead(ask))
            for number, (_, asks, texts) in enumerate(sources)
            for ask in asks or texts
        ]
        texts_of = [(number, text) for number, (_, _, texts) in enumerate(sources) for text in texts]
        self._phrases = _Owned(phrases, encoder)
        self._texts = _Owned(texts_of, encoder)
        self._speak_of(sources)
        weighed = [self._weighed(knowledge_words.words(ask)) for _, ask in phrases]
        self._whole = np.array([sum(keys.values()) for keys in weighed], dtype=np.float32)
        self._by_key = _postings(weighed)
        self._by_gram = _postings([_grams(ask) for _, ask in phrases])

    def measure(self, question: str) -> Measures:
        """How near every fact is to this question."""
        asked = knowledge_words.words(question)
        vector = None if self.encoder is None else _vector(self.encoder, question)
        missing, names, telling = self._missing(asked)
        return Measures(
            words=self._phrases.best(self._overlap(asked), self.size),
            grams=self._phrases.best(_sum(_grams(question), self._by_gram, len(self._whole)), self.size),
            meaning=self._phrases.near(vector, self.size),
            text=self._texts.near(vector, self.size),
            missing=missing,
            names=names,
            telling=telling,
        )

    def _speak_of(self, sources: tuple[Source, ...]) -> None:
        """The vocabulary: which facts speak of which words, how much a word tells, and its parts against typos."""
        speaking: dict[str, set[int]] = collections.defaultdict(set)
        self._spelt: dict[str, str] = {}
        for number, (_, asks, texts) in enumerate(sources):
            for text in (*asks, *texts):
                for each in knowledge_words.words(text):
                    speaking[each.key].add(number)
                    spelt = knowledge_words.spelling(each.text)
                    if len(spelt) > 3 and not each.is_filler:
                        self._spelt[spelt] = each.key
        self._rarest = math.log(1 + self.size)
        self._idf = {key: math.log(1 + self.size / len(facts)) / self._rarest for key, facts in speaking.items()}
        self._speaking = {key: np.array(sorted(facts), dtype=np.intp) for key, facts in speaking.items()}
        self._by_pair: dict[str, list[str]] = collections.defaultdict(list)
        for spelt in self._spelt:
            for pair in _pairs(spelt):
                self._by_pair[pair].append(spelt)
        self._alike: dict[str, dict[str, float]] = {}

    def _weight(self, word: Word) -> float:
        weight = self._idf.get(word.key, 1.0)
        return weight * _FILLER_WEIGHT if word.is_filler or word.key in self._known else weight

    def _weighed(self, found: tuple[Word, ...]) -> dict[str, float]:
        return {each.key: self._weight(each) for each in found}

    def _overlap(self, asked: tuple[Word, ...]) -> Array:
        """Per ask: the shared weight over the mean weight of both, typos counted by how alike the words are."""
        weighed = self._weighed(asked)
        shared = np.zeros(len(self._whole), dtype=np.float32)
        for word in {each.key: each for each in asked}.values():
            weight = weighed[word.key]
            best = np.zeros_like(shared)
            for other, like in self._likes(word).items():
                if other in self._by_key:
                    where, weights = self._by_key[other]
                    best[where] = np.maximum(best[where], like * np.minimum(weights, weight))
            shared += best
        whole = self._whole + np.float32(sum(weighed.values()))
        overlap: Array = np.minimum(1.0, 2 * shared / np.maximum(whole, 1e-6))
        return overlap

    def _missing(self, asked: tuple[Word, ...]) -> tuple[Array, Array, Array]:
        """Per fact: the share of the question that it never speaks of, and how many names in it; and the rarest word of both."""
        missing, names, telling = (np.zeros(self.size, np.float32) for _ in range(3))
        whole = 0.0
        joins = any(each.key in _JOINING or each.text[:4] in _WORKS for each in asked)
        priced = knowledge_words.priced(asked)
        for number, (before, each) in enumerate(zip((None, *asked), asked, strict=False)):
            if each.is_filler or each.key in self._known:
                continue
            best = np.zeros(self.size, np.float32)
            for other, like in self._likes(each).items():
                where = self._speaking[other]
                best[where] = np.maximum(best[where], like)
            weight = self._weight(each)
            whole += weight
            missing += weight * (1 - best)
            telling = np.maximum(telling, np.float32(weight) * best)
            is_name = (
                each.is_name or number in priced or (not self._likes(each) and _is_joined(before, each, joins=joins))
            )
            names += is_name * (best < _NAME_LIKE)
        return missing / np.float32(whole + 1.0), names, telling

    def _likes(self, word: Word) -> dict[str, float]:
        """The words of the facts that are this word, or this word with a typo, and how alike they are."""
        if word.text not in self._alike:
            if len(self._alike) > _MOST_REMEMBERED:
                self._alike.clear()
            spelt = knowledge_words.spelling(word.text)
            exact = {word.key: 1.0} if word.key in self._idf else {}
            self._alike[word.text] = exact if word.is_filler else self._look_alike(word.key, spelt)
        return self._alike[word.text]

    def _look_alike(self, key: str, spelt: str) -> dict[str, float]:
        found = {key: 1.0} if key in self._idf else {}
        if len(spelt) < 4 or any(each.isdigit() for each in spelt):
            return found
        own = _pairs(spelt)
        shared = collections.Counter(other for pair in own for other in self._by_pair.get(pair, ()))
        for other, count in shared.items():
            dice = 2 * count / (len(own) + len(_pairs(other)))
            like = max(dice if dice >= _LIKE else 0.0, _SLIP if knowledge_words.is_slip(spelt, other) else 0.0)
            of_key = self._spelt[other]
            if like > 0 and (not key.startswith("=") or key == of_key):
                found[of_key] = max(found.get(of_key, 0.0), like)
        return found


def _is_joined(before: Word | None, word: Word, *, joins: bool) -> bool:
    """Whether an unknown word stands where a name would: "интеграция с юкассой", "на японском"."""
    if before is None:
        return False
    return (joins and before.text in _JOINTS) or (
        before.text in ("на", "по") and word.text.endswith(("ском", "цком", "ски"))
    )


class _Owned:
    """Texts that belong to facts, with their vectors."""

    def __init__(self, texts: list[tuple[int, str]], encoder: Encoder | None) -> None:
        self._owner = np.array([number for number, _ in texts], dtype=np.intp)
        has_vectors = encoder is not None and bool(texts)
        self._vectors = np.stack([_vector(encoder, text) for _, text in texts]) if encoder and has_vectors else None

    def best(self, values: Array, size: int) -> Array:
        """Per fact the greatest of the values of its texts, at least 0."""
        found = np.zeros(size, dtype=np.float32)
        np.maximum.at(found, self._owner, values)
        return found

    def near(self, vector: Array | None, size: int) -> Array:
        """Per fact how near the nearest of its texts is to this vector."""
        if vector is None or self._vectors is None:
            return np.zeros(size, dtype=np.float32)
        return self.best(self._vectors @ vector, size)


@functools.lru_cache(maxsize=8192)
def _vector(encoder: Encoder, text: str) -> Array:
    """The unit vector of a text, remembered: asks do not change, and a question is measured more than once."""
    return _unit(encoder(text))


def _unit(vector: Vector) -> npt.NDArray[np.float32]:
    values = np.asarray(vector, dtype=np.float32)
    norm = float(np.linalg.norm(values))
    return values / norm if norm > 0 else values


def _postings(weighed: list[dict[str, float]]) -> Postings:
    """By key: in which of the texts it stands, and with what weight."""
    where: dict[str, list[tuple[int, float]]] = collections.defaultdict(list)
    for number, keys in enumerate(weighed):
        for key, weight in keys.items():
            where[key].append((number, weight))
    return {
        key: (np.array([n for n, _ in found], dtype=np.intp), np.array([w for _, w in found], dtype=np.float32))
        for key, found in where.items()
    }


def _sum(weighed: dict[str, float], postings: Postings, size: int) -> Array:
    """Per text the sum of the products of weights: the cosine, where both are unit vectors."""
    total = np.zeros(size, dtype=np.float32)
    for key, weight in weighed.items():
        if key in postings:
            where, weights = postings[key]
            total[where] += np.float32(weight) * weights
    return total


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
