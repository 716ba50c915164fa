"""Fit the weights of `knowledge.probability`: prints them, to be put into knowledge.py by hand.

    python benchmarks/knowledge/fit.py [--without-encoder]

Examples are the development half of questions.jsonl, and every third of the sample's asks held out in turn
(does the fact still answer them?) and asked of a campaign without that group of facts (nothing should). The
asks count less: they are written in one hand. Needs scikit-learn. The test half is never read.
"""

import argparse
import datetime
import pathlib
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.knowledge import score  # noqa: E402
from services.app_logic import knowledge  # noqa: E402
from services.core.domain import campaign  # noqa: E402

DAY = datetime.date(2026, 11, 23)
HELD_OUT_WEIGHT = 0.15
MEASURES = ("words", "meaning", "text", "missing", "lead", "telling", "own", "apart")


def example(
    question: str, offer: campaign.Campaign, language: str, encoder: knowledge.Encoder | None
) -> tuple[str, dict[str, float]]:
    """The nearest fact and what speaks for it; no evidence where a name rules it out."""
    nearest = knowledge.nearest(question, offer, language, DAY, encoder)
    return ("", {}) if nearest is None or nearest.is_barred else (nearest.fact.id, nearest.evidence)


def held_out(offer: campaign.Campaign, encoder: knowledge.Encoder | None) -> list[tuple[dict[str, float], bool]]:
    """The sample's own asks, as questions that the asks left over must answer, or that nothing answers."""
    found = []
    for fact in offer.facts:
        group = fact.id.split(".")[0] + "."
        others = offer.model_copy(update={"facts": tuple(f for f in offer.facts if not f.id.startswith(group))})
        for part in range(3):
            asks = {lang: tuple(a for n, a in enumerate(each) if n % 3 != part) for lang, each in fact.asks.items()}
            kept = fact.model_copy(update={"asks": asks})
            less = offer.model_copy(update={"facts": tuple(kept if f.id == fact.id else f for f in offer.facts)})
            for lang, each in fact.asks.items():
                for ask in each[part::3]:
                    nearest, evidence = example(ask, less, lang, encoder)
                    found.append((evidence, nearest == fact.id))
                    found.append((example(ask, others, lang, encoder)[1], False))
    return [(evidence, answers) for evidence, answers in found if evidence]


def main() -> None:
    """Read the arguments, fit, print."""
    parser = argparse.ArgumentParser(description="Fit the weights of knowledge.probability.")
    parser.add_argument("--without-encoder", action="store_true")
    encoder = None if parser.parse_args().without_encoder else score.encoder()
    offer = score.sample()
    names = [each for each in MEASURES if encoder is not None or each not in ("meaning", "text", "apart")]
    examples, weights = [], []
    for case in score.cases("dev"):
        nearest, evidence = example(knowledge.clauses(case.question)[0], offer, case.language, encoder)
        if evidence:
            examples.append((evidence, nearest in case.right))
            weights.append(1.0)
    asked = held_out(offer, encoder)
    examples += asked
    weights += [HELD_OUT_WEIGHT] * len(asked)
    rows = np.array([[evidence[name] for name in names] for evidence, _ in examples])
    fitted = LogisticRegression(C=3, max_iter=2000).fit(rows, [int(a) for _, a in examples], sample_weight=weights)
    print({name: round(float(value), 2) for name, value in zip(names, fitted.coef_[0], strict=True)})
    print("base", round(float(fitted.intercept_[0]), 2), "examples", len(examples))


if __name__ == "__main__":
    main()
