"""Knowledge: which facts of a campaign answer what the client asks. Pure.

Each fact is found by the ways in which clients ask for it (`asks`), by its own words, and, where an encoder
is given, by meaning. Below the threshold nothing is found: a guess is worse than "I will ask a colleague".
It writes nothing; the words of a fact are said as they stand.
"""

import collections
import collections.abc
import datetime
import functools
import math
import re

from services.core.domain import campaign
from services.core.domain.base import Noun
from services.core.domain.situation import FactFound

Vector = collections.abc.Sequence[float]
Encoder = collections.abc.Callable[[str], Vector]
LEAST = 0.42
_MOST_FACTS = 3
_NEAR_BEST = 0.8


class Found(Noun):
    """The facts for all questions, the best first, and whether a question stayed without one."""

    facts: tuple[FactFound, ...] = ()
    has_gap: bool = False


def find(
    questions: tuple[str, ...],
    offer: campaign.Campaign,
    language: str,
    on: datetime.date,
    encoder: Encoder | None = None,
    least: float = LEAST,
) -> Found:
    """The facts that answer these questions and hold on this day."""
    best: dict[str, float] = {}
    has_gap = False
    for question in questions:
        ranked = rank(question, offer, language, on, encoder)[:1]
        if not ranked or ranked[0].score < least:
            has_gap = True
            continue
        best[ranked[0].fact] = max(best.get(ranked[0].fact, 0.0), ranked[0].score)
    chosen = sorted(best.items(), key=lambda pair: -pair[1])[:_MOST_FACTS]
    return Found(facts=tuple(FactFound(fact=fact, score=round(score, 3)) for fact, score in chosen), has_gap=has_gap)


def rank(
    question: str, offer: campaign.Campaign, language: str, on: datetime.date, encoder: Encoder | None = None
) -> list[FactFound]:
    """All facts that hold on this day, the most fitting first."""
    asked = _grams(question)
    scores = []
    for fact in offer.facts:
        if not fact.holds_on(on):
            continue
        phrases = [*fact.asks.get(language, ()), campaign.in_language(fact.text, language)]
        score = max((_cosine(asked, _grams(phrase)) for phrase in phrases), default=0.0)
        scores.append(FactFound(fact=fact.id, score=min(1.0, score)))
    return sorted(scores, key=lambda found: -found.score)


@functools.lru_cache(maxsize=4096)
def _grams(text: str) -> dict[str, float]:
    """Character 4-grams within words, and word beginnings: robust to endings and typos in both languages."""
    counts: collections.Counter[str] = collections.Counter()
    for word in re.findall(r"\w+", text.lower().replace("ё", "е")):
        if len(word) < 3:
            continue
        padded = f" {word} "
        counts.update(padded[i : i + 4] for i in range(len(padded) - 3))
        counts[f"^{word[:5]}"] += 2
    return {gram: 1 + math.log(count) for gram, count in counts.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if not one or not other:
        return 0.0
    small, large = (one, other) if len(one) < len(other) else (other, one)
    dot = sum(weight * large[gram] for gram, weight in small.items() if gram in large)
    norm = math.sqrt(sum(w * w for w in one.values())) * math.sqrt(sum(w * w for w in other.values()))
    return dot / norm
