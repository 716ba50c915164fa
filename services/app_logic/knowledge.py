"""Knowledge: which facts of a campaign answer what the client asks. Pure.

1. The client's words are split into the questions they hold.
2. For each question every fact is measured: the ways in which clients ask for it (`asks`), its own words and,
   with an encoder, nearness in meaning. The nearest fact is the candidate.
3. The candidate's measures become a probability that it answers. Below the threshold, or where the question
   names something that the fact does not, there is a gap: a guess is worse than "I will ask a colleague".

It writes nothing; the words of a fact are said as they stand.
"""

import datetime
import functools
import math
import re

import numpy as np

from services.app_logic import knowledge_elsewhere, knowledge_words
from services.app_logic.knowledge_clauses import split_questions, without_lead
from services.app_logic.knowledge_index import Array, Encoder, Index, Measures, Source
from services.core.domain import campaign
from services.core.domain.base import Noun
from services.core.domain.situation import FactFound

__all__ = ["LEAST", "LEAST_WITHOUT", "Encoder", "Found", "find", "prepare", "rank", "split_questions"]

LEAST = 0.55
LEAST_WITHOUT = 0.5
_MOST_FACTS = 3
_MOST_QUESTIONS = 8
_MOST_QUESTION = 400
_MOST_AROUND = 2000
_NAMES_LEFT = 0.3
_SAME_WORDS = 0.7
_LITTLE_MISSING = 0.1

# How much each measure counts for which fact is the nearest, with an encoder and without.
_NEAR = {"words": 1.0, "grams": 0.6, "meaning": 1.5, "text": 0.2, "missing": -0.7, "telling": 0.3}
_NEAR_WITHOUT = {"words": 1.0, "grams": 0.4, "missing": -0.5, "telling": 0.3}
# The probability that the nearest fact answers: logistic weights, fitted on the development half of
# benchmarks/knowledge/questions.jsonl and on the sample's asks, each held out in turn (`fit.py` there).
_FIT = {"words": -0.1, "meaning": -0.7, "text": 3.51, "missing": -0.28, "lead": 1.06, "telling": 0.16, "own": 2.81,
        "apart": 1.28}  # fmt: skip
_FIT_BASE = -2.51
_FIT_WITHOUT = {"words": 0.41, "missing": -1.84, "lead": 1.02, "telling": 1.17, "own": 2.85}
_FIT_WITHOUT_BASE = -1.73
# A fact whose words close the matter may answer about a name it does not mention.
_CLOSES = re.compile(
    r"\bтолько (?:с|со|из|в|для) |полный (?:список|перечень)|\b(?:друг|ин|остальн|проч)(?:их|ие|ими|ыми|ых|ые) "
    r"[^.!?]{0,60}\b(?:нет|не)\b|\bбольше ни|\bникак(?:их|ие) друг|\bэто все\b|\bonly (?:with|from|in|for) |"
    r"\b(?:full|complete) list|\bno others?\b|\bnothing else|\bnone other|\b(?:that is|these are|those are) all\b",
    re.IGNORECASE,
)
# "Is that something you collect?": the subject stands in the sentence before.
_POINTS_BACK = re.compile(
    r"\b(?:это|этого|этим|этому|этом|такое|такого|таким|такому|такой|такую|ней|ним|нее|нём|нем|него|ими|тоже|оттуда|such|that|this|it|them|those|these)\b",
    re.IGNORECASE,
)


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
    least: float | None = None,
    around: str = "",
) -> Found:
    """The facts that answer these questions and hold on this day, each with at least the probability `least`;
    unless told, `LEAST`, and `LEAST_WITHOUT` where there is no encoder to tell near misses apart.

    A text with several questions is taken as several. Of more than three facts the surest three are kept, and
    then a gap is noted too, since a question stays unanswered. `around` is the whole text, where what a single
    question is about may be named beside it ("Which platforms? We are on Ozon.").
    """
    least = least if least is not None else LEAST if encoder is not None else LEAST_WITHOUT
    best: dict[str, float] = {}
    has_gap = False
    # A single question is read where it stands, since the sentence before may say what it is about.
    in_place = clauses(around) if len(questions) == 1 and questions[0] in around else ()
    asked = [clause for given in questions for clause in clauses(given)][:_MOST_QUESTIONS]
    alone: tuple[str, ...] = ()
    if len(asked) == 1 and len(in_place) == 1:
        asked, alone = [*in_place], split_questions(around)
    named = _named_beside(asked[0], around or " ".join(questions)) if len(asked) == 1 else ""
    for question in asked:
        with_name = bool(named) and _tells_apart(question, named, offer, language, on, encoder)
        ways = [f"{question} {named}" if with_name else question]
        # What says little by itself may yet be enough: "What is it about?"
        ways += [each for each in alone if each != question and not _POINTS_BACK.search(each)]
        ranked = max((rank(each, offer, language, on, encoder)[:1] for each in ways), key=_surest)
        if not ranked or ranked[0].score < least:
            has_gap = True
            continue
        best[ranked[0].fact] = max(best.get(ranked[0].fact, 0.0), ranked[0].score)
    chosen = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    facts = tuple(FactFound(fact=fact, score=round(score, 3)) for fact, score in chosen[:_MOST_FACTS])
    return Found(facts=facts, has_gap=has_gap or len(chosen) > _MOST_FACTS)


def _surest(ranked: list[FactFound]) -> float:
    return ranked[0].score if ranked else -1.0


def prepare(offer: campaign.Campaign, on: datetime.date, encoder: Encoder | None = None) -> None:
    """Build what finding stands on, which takes seconds where there is an encoder: the first question need not wait."""
    for language in sorted({each for fact in offer.facts for each in fact.text}):
        nearest("?a", offer, language, on, encoder)


def clauses(given: str) -> tuple[str, ...]:
    """What is asked in a text, or the text itself where no clause asks; a word that points back brings its sentence."""
    found = split_questions(given)
    if not found:
        return (given[:_MOST_QUESTION],) if given.strip() else ()
    if len(found) == 1 and len(found[0]) < len(given) <= _MOST_QUESTION and _needs_head(found[0]):
        head = re.split(r"(?<=[.!?])\s+", given[: given.find(found[0])].strip())[-1]
        return (f"{head} {found[0]}".strip(),)
    return found


def _needs_head(question: str) -> bool:
    """Whether what is asked about stands in the sentence before: the question points back to it, or says nothing
    ("What do you say?"). What "it" costs is the service, whatever was spoken of before."""
    said = [each for each in knowledge_words.words(question) if not each.is_filler]
    is_priced = any(each.key == knowledge_words.PRICE for each in said)
    return not is_priced and (not said or bool(_POINTS_BACK.search(question)))


def _named_beside(question: str, around: str) -> str:
    """The sentence beside the only question that names something: a product, a platform, a company."""
    for sentence in re.split(r"(?<=[.!?…])\s+|\n+", around[:_MOST_AROUND]):
        is_beside = sentence.strip() and sentence.strip() not in question and question not in sentence
        if is_beside and any(each.is_name for each in knowledge_words.words(sentence)):
            return sentence.strip()[:_MOST_QUESTION]
    return ""


def _tells_apart(
    question: str, named: str, offer: campaign.Campaign, language: str, on: datetime.date, encoder: Encoder | None
) -> bool:
    """Whether the name beside the question leads to a fact of the same sort that speaks of it, as the nearest does not."""
    plain = nearest(question, offer, language, on, encoder)
    both = nearest(f"{question} {named}", offer, language, on, encoder)
    if plain is None or both is None or both.is_barred or plain.fact.id == both.fact.id:
        return False
    told = {each.key for each in knowledge_words.words(" ".join((*plain.fact.text.values(), *_asks(plain.fact))))}
    is_new = any(each.is_name and each.key not in told for each in knowledge_words.words(named))
    return is_new and plain.fact.kind is both.fact.kind


def rank(
    question: str, offer: campaign.Campaign, language: str, on: datetime.date, encoder: Encoder | None = None
) -> list[FactFound]:
    """All facts that hold on this day, the nearest first; the score of the first is the probability that it
    answers, of the others a smaller one in their order."""
    found = nearest(question, offer, language, on, encoder)
    if found is None:
        return []
    score = probability(found.evidence, encoder is not None) * (_NAMES_LEFT if found.is_barred else 1.0)
    top = found.order[0][0]
    return [FactFound(fact=fact, score=score * max(0.0, min(1.0, 1 - top + near))) for near, fact in found.order]


class Nearest(Noun):
    """The fact nearest to a question, what speaks for it, and whether a name in the question bars it; and all
    facts with how near they are, the nearest first."""

    fact: campaign.Fact
    evidence: dict[str, float]
    is_barred: bool
    order: tuple[tuple[float, str], ...]


def nearest(
    question: str, offer: campaign.Campaign, language: str, on: datetime.date, encoder: Encoder | None = None
) -> Nearest | None:
    """The candidate for an answer; None where no fact holds on this day or nothing is asked."""
    question = without_lead(question[:_MOST_QUESTION].strip())
    facts = [fact for fact in offer.facts if fact.holds_on(on)]
    if not facts or not re.search(r"\w", question):
        return None
    own, elsewhere = _indexes(tuple(_source(fact, language) for fact in facts), _known(offer), encoder)
    measured = own.measure(question)
    near = nearness(measured, encoder is not None)
    order = sorted(range(len(facts)), key=lambda number: (-float(near[number]), facts[number].id))
    first = order[0]
    return Nearest(
        fact=facts[first],
        evidence=evidence_for(first, facts, measured, near, elsewhere.measure(question)),
        is_barred=bool(measured.names[first]) and not _closes(facts[first]),
        order=tuple((float(near[number]), facts[number].id) for number in order),
    )


def nearness(measured: Measures, has_encoder: bool) -> Array:
    """How near each fact is, in all; comparable among the facts of one question only."""
    near: Array = np.zeros(len(measured.words), dtype=np.float32)
    for name, weight in (_NEAR if has_encoder else _NEAR_WITHOUT).items():
        near = near + np.float32(weight) * getattr(measured, name)
    return near


def evidence_for(
    first: int, facts: list[campaign.Fact], measured: Measures, near: Array, elsewhere: Measures
) -> dict[str, float]:
    """What speaks for the nearest fact: its measures, its `lead` over the second and over the first of another sort
    (`apart`), and how much nearer the question is to it than to what is asked elsewhere (`own`)."""
    others = np.delete(near, first)
    apart = [float(near[at]) for at, each in enumerate(facts) if _is_apart(each, facts[first])]
    asked_elsewhere = float(np.max(_plain(elsewhere), initial=0.0))
    return {
        "words": float(measured.words[first]),
        "meaning": float(measured.meaning[first]),
        "text": float(measured.text[first]),
        "missing": float(measured.missing[first]),
        "telling": float(measured.telling[first]),
        "lead": min(1.0, float(near[first] - others.max())) if len(others) else 1.0,
        "apart": min(1.0, float(near[first]) - max(apart)) if apart else 1.0,
        "own": max(-1.5, min(1.0, float(_plain(measured)[first]) - asked_elsewhere)),
    }


def probability(evidence: dict[str, float], has_encoder: bool) -> float:
    """That the nearest fact answers, 0..1."""
    weights, base = (_FIT, _FIT_BASE) if has_encoder else (_FIT_WITHOUT, _FIT_WITHOUT_BASE)
    return 1 / (1 + math.exp(-base - sum(weight * evidence[name] for name, weight in weights.items())))


def _is_apart(one: campaign.Fact, other: campaign.Fact) -> bool:
    """Whether two facts are of different sorts: the plans of a price list are rivals that answer alike."""
    return one.kind is not other.kind and one.id.partition(".")[0] != other.id.partition(".")[0]


def _plain(measured: Measures) -> Array:
    plain: Array = measured.words + np.float32(0.5) * measured.grams + np.float32(1.5) * measured.meaning
    return plain


def _source(fact: campaign.Fact, language: str) -> Source:
    """Asks of every language (a client may mix them), and the words that would be said."""
    asks = tuple(ask for each in sorted(fact.asks) for ask in fact.asks[each])
    return fact.id, asks, (campaign.in_language(fact.text, language),)


def _asks(fact: campaign.Fact) -> tuple[str, ...]:
    return tuple(ask for each in fact.asks.values() for ask in each)


def _known(offer: campaign.Campaign) -> str:
    """Words that every letter may hold and no fact need repeat: who we are."""
    sender = offer.sender
    return " ".join((*sender.name.values(), *sender.company.values()))


def _closes(fact: campaign.Fact) -> bool:
    return any(_CLOSES.search(text) for text in fact.text.values())


@functools.lru_cache(maxsize=8)
def _indexes(sources: tuple[Source, ...], known: str, encoder: Encoder | None) -> tuple[Index, Index]:
    """The facts, and what is asked elsewhere without what these facts answer. Built once for the same content."""
    own = Index(sources, known, encoder)
    kept = tuple(phrase for phrase in knowledge_elsewhere.phrases() if not _is_answered(own.measure(phrase)))
    return own, Index(tuple((phrase, (phrase,), ()) for phrase in kept), known, encoder)


def _is_answered(measured: Measures) -> bool:
    return bool(np.any((measured.words >= _SAME_WORDS) & (measured.missing < _LITTLE_MISSING)))
