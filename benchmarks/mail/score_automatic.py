"""Score how well automatic mail is told from people's mail, beside what flufl.bounce reaches alone.

    python benchmarks/mail/score_automatic.py CASES [PEOPLE ...]

CASES is a folder of `NAME.eml` files with a `truth.json`: `{NAME: {"kind": "bounce" | "arf" | "vacation" |
"delivered", "recipients": [{"status", "reason", "hard"}]}}` (the form of sisimai's set-of-emails once decoded); .eml
files in it without a truth are ordinary mail. PEOPLE are ordinary mails: folders or files of .eml, or of
.jsonl lines with the words of a reply in `input` or `text`, which are wrapped as mails. Where flufl.bounce (the
`benchmarks` extra) is not installed its figures are missing. Always exits 0: it measures.
"""

import argparse
import collections
import email
import importlib.util
import json
import logging
import pathlib
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from services.core.domain.automatic import Automatic  # noqa: E402
from services.mail_worker.automatic import classify  # noqa: E402

HAS_FLUFL = importlib.util.find_spec("flufl.bounce") is not None if importlib.util.find_spec("flufl") else False
KINDS = {
    "bounce": "bounce",
    "arf": "complaint",
    "feedback": "complaint",
    "vacation": "auto_reply",
    "delivered": "receipt",
}


def main() -> None:
    """Read the arguments, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=pathlib.Path)
    parser.add_argument("people", type=pathlib.Path, nargs="*")
    parser.add_argument("--show", action="store_true", help="name every mail that was judged otherwise")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the counts as JSON too")
    given = parser.parse_args()
    truth: dict[str, Any] = json.loads((given.cases / "truth.json").read_text("utf-8"))
    mails = {path.stem: path.read_bytes() for path in sorted(given.cases.rglob("*.eml"))}
    people = {name: raw for name, raw in mails.items() if name not in truth}
    for place in given.people:
        people.update(people_of(place))
    began = time.perf_counter()
    counts = score_found({name: raw for name, raw in mails.items() if name in truth}, truth, given.show)
    counts |= score_people(people, given.show)
    print(f"{len(mails) + len(people)} mails in {time.perf_counter() - began:.1f} s, both programs together")
    if given.json:
        given.json.write_text(json.dumps(counts | {"has_flufl": HAS_FLUFL}, indent=1), encoding="utf-8")


def score_found(mails: dict[str, bytes], truth: dict[str, Any], show: bool) -> dict[str, int]:
    """Recall, kinds, and hard or soft for the automatic mails; the counts."""
    found, kinds, flufl, bounces, agree, judged, named = 0, 0, 0, 0, 0, 0, 0
    for name, raw in mails.items():
        told, expected = classify(raw), KINDS[truth[name]["kind"]]
        found += told is not None
        kinds += told is not None and told.kind == expected
        flufl += flufl_finds(raw)
        if show and (told is None or told.kind != expected):
            print(f"  {name}: {expected}, got {told.kind if told else None}")
        if told is not None and expected == "bounce" and told.kind == "bounce":
            bounces += 1
            named += bool(told.recipients)
            judged += bool(truth[name]["recipients"])
            agree += hard_agrees(name, told, truth[name]["recipients"], show)
    total = len(mails)
    print(f"automatic mails           {total}")
    print(f"found                     {percent(found, total)}{alone(flufl, total)}")
    print(f"found with the right kind {percent(kinds, total)}")
    print(f"bounces with a recipient  {percent(named, bounces)}")
    print(f"hard or soft as in truth  {percent(agree, judged)}")
    print("kinds in truth           ", dict(collections.Counter(truth[name]["kind"] for name in mails)))
    return {"automatic": total, "found": found, "kinds": kinds, "flufl_found": flufl, "judged": judged, "agree": agree}


def hard_agrees(name: str, told: Automatic, recipients: list[dict[str, Any]], show: bool) -> bool:
    """True when the verdict is that of the truth; a bounce without judged recipients is not counted."""
    if not recipients:
        return False
    expected = any(recipient["hard"] for recipient in recipients)
    if show and expected != told.hard:
        reasons = [(recipient["status"], recipient["reason"]) for recipient in recipients]
        print(f"  {name}: hard={expected} {reasons}, got hard={told.hard} {told.status} {told.diagnostic[:90]}")
    return expected == told.hard


def score_people(people: dict[str, bytes], show: bool) -> dict[str, int]:
    """How many ordinary mails are taken for automatic; the counts."""
    ours, theirs = [name for name, raw in people.items() if classify(raw)], sum(map(flufl_finds, people.values()))
    print(f"ordinary mails            {len(people)}")
    print(f"taken for automatic       {percent(len(ours), len(people))}{alone(theirs, len(people))}")
    if show:
        for name in ours:
            print(f"  {name}")
    return {"ordinary": len(people), "taken": len(ours), "flufl_taken": theirs}


def flufl_finds(raw: bytes) -> bool:
    """flufl.bounce finds a failed address in it; False where it is not installed."""
    if not HAS_FLUFL:
        return False
    import flufl.bounce

    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
    temporary, permanent = flufl.bounce.all_failures(email.message_from_bytes(raw))
    return bool(temporary or permanent)


def people_of(place: pathlib.Path) -> Iterator[tuple[str, bytes]]:
    """The ordinary mails of a file or folder, by name."""
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in files:
        if path.suffix == ".eml":
            yield str(path), path.read_bytes()
        elif path.suffix == ".jsonl":
            for number, line in enumerate(path.read_text("utf-8").splitlines()):
                yield f"{path.name}:{number + 1}", wrapped(json.loads(line))


def wrapped(case: dict[str, Any]) -> bytes:
    """A client's reply as a mail: the words of `case` under the headers that a mail program writes."""
    mail = EmailMessage()
    mail["From"] = "Anna Client <anna@client.example>"
    mail["To"] = "maria@seller.example"
    mail["Subject"] = "Re: A short question"
    mail["Date"] = "Mon, 01 Dec 2025 10:00:00 +0300"
    mail["Message-ID"] = "<answer@client.example>"
    mail["In-Reply-To"] = "<question@seller.example>"
    words = str(case.get("input") or case.get("text") or "").replace("\r", "")
    mail.set_content(words, subtype="html" if case.get("kind") == "html" else "plain", cte="base64")
    return mail.as_bytes()


def alone(part: int, whole: int) -> str:
    """What flufl.bounce reaches alone, in words, where it is installed."""
    return f"   flufl.bounce alone {percent(part, whole)}" if HAS_FLUFL else ""


def percent(part: int, whole: int) -> str:
    """`part` of `whole`, in words."""
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "none"


if __name__ == "__main__":
    main()
