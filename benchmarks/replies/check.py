"""Check the benchmark of sales replies: is every line of the three files well formed, and are the counts what the card says?

Run `python benchmarks/replies/check.py [FOLDER]`: it prints the counts and each fault, and leaves with 1
when there is a fault. It needs nothing but Python's own library.

It does not judge whether a label is right, and it measures no program: that is `evaluate understanding`.
"""

import collections
import datetime
import json
import pathlib
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

Line = dict[str, Any]

PRECEDENCE = (
    "stop", "bounce", "auto_reply", "human", "redirect", "timeout",
    "demo", "presentation", "question", "not_interested", "interested", "other",
)  # fmt: skip
KINDS = frozenset({
    "automatic", "date", "date_trap", "formal", "homoglyph", "indirect", "legal", "long", "mixed", "mobile",
    "multi", "near_stop", "negation", "objection", "polite", "question_form", "referral", "referral_trap",
    "reply", "rude", "sarcasm", "short", "slang", "typo",
})  # fmt: skip
KEYS = frozenset({"id", "language", "text", "labels", "primary", "stop", "kind", "when", "referral"})
REFERRAL_KEYS = frozenset({"name", "role", "email", "phone", "telegram"})
# The beginnings of the ids in each half. `old` was the test half until it had been scored too often to be blind, and
# every second line of the new one that is about a day or a hand-over was given up for looking at mistakes.
# `stops_test` is no half but a third file, of stops and near-stops alone.
HALVES = {"dev": ("dev", "old", "t2"), "test": ("t2",), "stops_test": ("stops",)}

# What the test half promises at least; `label` is counted on `primary`.
LEAST = {
    "lines": 700, "label": 30, "stops": 180, "near_stops": 160, "dates": 60, "date_traps": 22,
    "referrals": 55, "referral_traps": 28,
}  # fmt: skip
LEAST_DEV_LINES = 900

# Beyond three weeks a range of days no longer tells a right date from a wrong one.
WIDEST_RANGE = datetime.timedelta(days=21)
# Two texts of four words or more that share this part of their words are the same text.
SAME_WORDS = 0.8
LOOKALIKES = str.maketrans("аеорсухкмнвт", "aeopcyxkmhbt")


def main(folder: pathlib.Path) -> int:
    """Print counts and faults of the three files; 0 when there is no fault, else 1."""
    halves: dict[str, list[Line]] = {}
    faults: list[str] = []
    for half in HALVES:
        halves[half], unreadable = read(folder / f"{half}.jsonl")
        faults += unreadable
        faults += [f"{line.get('id')}: {fault}" for line in halves[half] for fault in faults_of(line, half)]
    every = [line for half in HALVES for line in halves[half]]
    if not faults:
        faults += repeated_ids(every)
        faults += repeated_texts(every)
        faults += too_few(halves)
        for half in HALVES:
            print(table(half, halves[half]))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(every)} lines, {len(faults)} faults")
    return 1 if faults else 0


def read(path: pathlib.Path) -> tuple[list[Line], list[str]]:
    """The lines of a file, and a fault for each that is no JSON object."""
    lines: list[Line] = []
    faults: list[str] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found = json.loads(raw)
        except json.JSONDecodeError as error:
            faults.append(f"{path.name}:{number}: {error}")
            continue
        if isinstance(found, dict):
            lines.append(found)
        else:
            faults.append(f"{path.name}:{number}: not an object")
    return lines, faults


def faults_of(line: Line, half: str) -> Iterator[str]:
    """What is wrong with one line, read alone."""
    if set(line) - {"now"} != KEYS:
        yield f"keys {sorted(set(line) ^ KEYS)}"
        return
    if not re.fullmatch(rf"({'|'.join(HALVES[half])})-\d{{3}}", str(line["id"])):
        yield "the id is not of this half, with three digits"
    if line["language"] not in {"ru", "en"}:
        yield f"language {line['language']!r}"
    if not isinstance(line["text"], str) or not line["text"].strip():
        yield "no text"
    if line["kind"] not in KINDS:
        yield f"kind {line['kind']!r}"
    yield from label_faults(line)
    yield from when_faults(line)
    yield from referral_faults(line)


def label_faults(line: Line) -> Iterator[str]:
    """Labels are known, in order of precedence, and `primary` and `stop` follow from them."""
    labels = line["labels"]
    if not labels or any(label not in PRECEDENCE for label in labels):
        yield f"labels {labels}"
        return
    if labels != sorted(set(labels), key=PRECEDENCE.index):
        yield "labels are not in order of precedence"
    if line["primary"] != min(labels, key=PRECEDENCE.index):
        yield f"primary {line['primary']} does not follow from {labels}"
    if line["stop"] is not ("stop" in labels):
        yield "stop does not follow from the labels"
    if "other" in labels and len(labels) > 1:
        yield "other stands beside another label"
    if line["stop"] and line["kind"] == "near_stop":
        yield "a near-stop is labelled as a stop"


def when_faults(line: Line) -> Iterator[str]:
    """A date is a short range of days from `now` on; the line then says what `now` is."""
    when = line["when"]
    if "now" not in line:
        if when is not None:
            yield "when without now"
        return
    now = datetime.datetime.fromisoformat(line["now"])
    if now.tzinfo is None:
        yield "now has no offset"
    if when is None:
        return
    if set(when) != {"earliest", "latest"}:
        yield f"when {when}"
        return
    earliest, latest = (datetime.date.fromisoformat(when[key]) for key in ("earliest", "latest"))
    if not now.date() <= earliest <= latest or latest - earliest > WIDEST_RANGE:
        yield f"when {when} at {now.date()}"


def referral_faults(line: Line) -> Iterator[str]:
    """Whatever a referral names is in the text, as written; addresses may be spelt out there."""
    referral = line["referral"]
    if referral is None:
        return
    if not referral or set(referral) - REFERRAL_KEYS:
        yield f"referral {referral}"
        return
    if "redirect" not in line["labels"]:
        yield "a referral without the label redirect"
    text = line["text"]
    for key in ("name", "role", "telegram"):
        if key in referral and referral[key].lstrip("@") not in text:
            yield f"{key} {referral[key]!r} is not in the text"
    if "email" in referral and not all(part in text for part in re.split("[@.]", referral["email"])):
        yield f"email {referral['email']} is not in the text"
    if "phone" in referral and referral["phone"][-10:] not in re.sub(r"\D", "", text):
        yield f"phone {referral['phone']} is not in the text"


def normal(text: str) -> str:
    """The text without case, marks, invisible characters and look-alike letters, words apart."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    seen = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return " ".join(re.findall(r"\w+", seen.translate(LOOKALIKES))) or text.strip()


def repeated_ids(lines: list[Line]) -> list[str]:
    """A fault for each id that stands on more than one line."""
    counts = collections.Counter(line["id"] for line in lines)
    return [f"{found}: the id stands {count} times" for found, count in counts.items() if count > 1]


def repeated_texts(lines: list[Line]) -> list[str]:
    """A fault for each text that says the same as an earlier one.

    Across the halves look-alike letters and invisible characters count for nothing; within a half they may
    be all that is new in a disguised text.
    """
    faults: list[str] = []
    seen: list[tuple[Line, str, frozenset[str]]] = []
    for line in lines:
        text = normal(line["text"])
        words = frozenset(text.split())
        for other, other_text, other_words in seen:
            across = half_of(line) != half_of(other)
            same = text == other_text and (across or line["text"].casefold() == other["text"].casefold())
            shared = len(words & other_words) / len(words | other_words)
            if same or (len(words) >= 4 and shared >= SAME_WORDS):
                faults.append(f"{line['id']}: the text is that of {other['id']}: {line['text'][:60]!r}")
        seen.append((line, text, words))
    return faults


def half_of(line: Line) -> str:
    """The half a line belongs to, by its id."""
    beginning = str(line["id"]).partition("-")[0]
    return next(half for half, beginnings in HALVES.items() if beginning in beginnings)


def figures(lines: list[Line]) -> dict[str, int]:
    """The counts that the card promises."""
    return {
        "lines": len(lines),
        "stops": sum(line["stop"] for line in lines),
        "near_stops": sum(line["kind"] == "near_stop" for line in lines),
        "dates": sum(line["when"] is not None for line in lines),
        "date_traps": sum(line["kind"] == "date_trap" for line in lines),
        "referrals": sum(line["referral"] is not None for line in lines),
        "referral_traps": sum(line["kind"] == "referral_trap" for line in lines),
    }


def too_few(halves: dict[str, list[Line]]) -> list[str]:
    """A fault for each count below what is promised."""
    counts = figures(halves["test"])
    faults = [f"test: {counts[name]} {name}, at least {LEAST[name]}" for name in counts if counts[name] < LEAST[name]]
    labels = collections.Counter(line["primary"] for line in halves["test"])
    faults += [
        f"test: {labels[label]} that are {label} first, at least {LEAST['label']}"
        for label in PRECEDENCE
        if labels[label] < LEAST["label"]
    ]
    if len(halves["dev"]) < LEAST_DEV_LINES:
        faults.append(f"dev: {len(halves['dev'])} lines, at least {LEAST_DEV_LINES}")
    return faults


def table(half: str, lines: list[Line]) -> str:
    """The counts of a half as a Markdown table, with a line for the rest."""
    rows = [f"### {half}", "", "| label | primary | anywhere | ru | en |", "|---|---|---|---|---|"]
    for label in PRECEDENCE:
        having = [line for line in lines if label in line["labels"]]
        primary = sum(line["primary"] == label for line in lines)
        russian = sum(line["language"] == "ru" for line in having)
        rows.append(f"| {label} | {primary} | {len(having)} | {russian} | {len(having) - russian} |")
    languages = collections.Counter(line["language"] for line in lines)
    kinds = collections.Counter(line["kind"] for line in lines)
    counts = figures(lines) | {"several labels": sum(len(line["labels"]) > 1 for line in lines)} | languages
    rows += ["", ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()) + "."]
    rows += ["", "Kinds: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) + ".", ""]
    return "\n".join(rows)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(pathlib.Path(given[0]) if given else pathlib.Path(__file__).parent))
