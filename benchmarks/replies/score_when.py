"""Score `find_when` on labelled phrases: right, wrong and missed shares, per language and in all.

    python benchmarks/replies/score_when.py CASES.jsonl [--show] [--country RU]

A line is {"lang", "text", "earliest": "YYYY-MM-DD" or null, "latest": same, "now": ISO 8601 with a zone}.
Right: `not_before` lies within earliest..latest, or nothing was found where both are null. Wrong: a date
outside of that, or one where there is none. Missed: nothing found where a date was named. It changes
nothing and needs no network.
"""

import argparse
import collections
import datetime
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from services.app_logic import when  # noqa: E402

OUTCOMES = ("right", "wrong", "missed")


def outcome(case: dict[str, str | None], country: str) -> tuple[str, str]:
    """How one case ended, and the day that was found."""
    now = datetime.datetime.fromisoformat(str(case["now"]))
    found = when.find_when(str(case["text"]), now, case.get("lang"), country)
    day = found.not_before.isoformat() if found else None
    if day is None:
        return ("right" if case["earliest"] is None else "missed"), "nothing"
    if case["earliest"] is None or case["latest"] is None:
        return "wrong", day
    return ("right" if case["earliest"] <= day <= case["latest"] else "wrong"), day


def report(cases: list[dict[str, str | None]], country: str, *, show: bool) -> str:
    """The table as text, with the failures before it when `show`."""
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    lines = []
    when.find_when("после праздников", datetime.datetime.now(datetime.UTC), None, country)  # calendars load once
    began = time.perf_counter()
    for case in cases:
        ended, day = outcome(case, country)
        lang = case.get("lang") or "?"
        counts[lang, ended] += 1
        counts["all", ended] += 1
        if show and ended != "right":
            lines.append(f"{ended:7} {day:10} expected {case['earliest']}..{case['latest']}: {case['text']}")
    spent_ms = (time.perf_counter() - began) * 1000 / max(len(cases), 1)
    for lang in sorted({lang for lang, _ in counts}):
        total = sum(counts[lang, ended] for ended in OUTCOMES)
        shares = "  ".join(f"{ended} {counts[lang, ended] / total:6.1%}" for ended in OUTCOMES)
        lines.append(f"{lang:4} {total:5}  {shares}")
    lines.append(f"{spent_ms:.2f} ms a message")
    return "\n".join(lines)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description="Score find_when on labelled phrases.")
    parser.add_argument("cases", type=pathlib.Path)
    parser.add_argument("--show", action="store_true", help="print every case that is not right")
    parser.add_argument("--country", default="RU", help="whose holidays count (ISO 3166-1 alpha-2)")
    given = parser.parse_args()
    lines = given.cases.read_text(encoding="utf-8").splitlines()
    print(report([json.loads(line) for line in lines if line.strip()], given.country, show=given.show))


if __name__ == "__main__":
    main()
