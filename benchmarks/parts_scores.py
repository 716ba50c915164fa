"""The parts that score answers: understanding, reply extraction, automatic mail. Each scorer runs by itself.

The first reads the benchmark in benchmarks/replies. The other two read a folder of labelled mails: the one of the
variable CASES, else a folder `cases` beside this project. Without one they say so.
"""

import asyncio
import json
import os
import pathlib
import sys
import tarfile
import tempfile
from collections.abc import AsyncIterator
from typing import Any

from benchmarks import figures
from benchmarks.figures import Figure
from benchmarks.stand import CannotRun

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("mail-parser-reply", "email-reply-parser")


def cases_folder() -> pathlib.Path:
    """The folder of labelled mails. Raises CannotRun where there is none."""
    given = os.environ.get("CASES", "")
    found = [pathlib.Path(given)] if given else sorted(HERE.parent.parent.glob("*/cases"))
    if not found or not found[0].is_dir():
        raise CannotRun("no labelled mails: name their folder, as CASES=FOLDER")
    return found[0]


async def understanding() -> AsyncIterator[Figure]:
    """The embedded brain on the test half."""
    told = await _scored("replies/score_replies.py", "--half", "test")
    stops, dates, referrals = told["stops"], told["dates"], told["referrals"]
    part, low = "understanding", told["accuracy_interval"]
    note = f"{told['lines']} replies, 95 %: {low[0]:.3f} to {low[1]:.3f}"
    yield Figure(part, "primary label right", told["accuracy"], "", "at least", 0.88, note)
    yield Figure(part, "macro-F1", told["macro_f1"], "", "at least", 0.87)
    yield Figure(part, "stops missed", stops["missed"], f"of {stops['stops']}", "at most", 0)
    false = 100 * figures.ratio(stops["false"], stops["others"])
    yield Figure(part, "false stops", false, "%", "at most", 1, f"{stops['false']} of {stops['others']}")
    near = 100 * figures.ratio(stops["false_near"], stops["near"])
    yield Figure(part, "  among near stops", near, "%", note=f"{stops['false_near']} of {stops['near']}")
    named = dates["right"] + dates["wrong"] + dates["missed"]
    wrong = dates["wrong"] + dates["invented"]
    asked = named + dates["invented"] + dates["quiet"]
    right_dates = 100 * figures.ratio(dates["right"], named)
    yield Figure(part, "dates right", right_dates, "%", "at least", 90, f"{dates['right']} of {named}")
    said = f"{dates['wrong']} wrong, {dates['invented']} where none is, of {asked}"
    yield Figure(part, "dates wrong", 100 * figures.ratio(wrong, asked), "%", "at most", 2, said)
    there = referrals["right"] + referrals["wrong"] + referrals["missed"]
    lost = f"{referrals['wrong']} wrong, {referrals['missed']} missed"
    yield Figure(part, "referrals found", referrals["right"], f"of {there}", "at least", there, lost)
    yield Figure(part, "  where there is none", referrals["invented"], f"of {told['lines'] - there}")
    yield Figure(part, "a message, median", told["ms_median"], "ms", "at most", 30, f"p95 {told['ms_p95']:.1f} ms")
    yield Figure(part, "peak memory", told["peak_rss_mb"], "MB", "at most", 400, "resident, all of the scorer")
    apart = (await _scored("replies/score_replies.py", "--half", "stops"))["stops"]
    yield Figure(part, "stops missed, of those apart", apart["missed"], f"of {apart['stops']}", "at most", 0)
    false = 100 * figures.ratio(apart["false"], apart["others"])
    yield Figure(
        part, "false stops, of those apart", false, "%", "at most", 1, f"{apart['false']} of {apart['others']}"
    )


async def replies() -> AsyncIterator[Figure]:
    """Extraction of the client's own words, beside two libraries on the same mails."""
    folder = cases_folder() / "replies"
    if not folder.is_dir():
        raise CannotRun(f"there are no replies in {folder.parent.name}/")
    groups = (await _scored("mail/score_extraction.py", str(folder)))["groups"]
    wanted = {
        "kind text": 88, "kind html": 90, "own-ru-text": 95, "own-ru-html": 95, "own-en-text": 95,
        "own-en-html": 95, "own-neg": 100,
    }  # fmt: skip
    for group, goal in wanted.items():
        if group in groups:
            row = groups[group]
            beside = [f"{peer} {row[peer]['ok']:.1f}" for peer in PEERS if peer in row]
            note = ", ".join([f"{row['n']} mails", f"strict {row['ours']['strict']:.1f}", *beside])
            yield Figure("replies", group.removeprefix("kind "), row["ours"]["ok"], "%", "at least", goal, note)


async def automatic() -> AsyncIterator[Figure]:
    """Bounces and robots told from people, beside flufl.bounce."""
    folder = cases_folder()
    with tempfile.TemporaryDirectory() as scratch:
        bounces = _bounces(folder, pathlib.Path(scratch))
        people = [str(folder / "replies")] if (folder / "replies").is_dir() else []
        told = await _scored("mail/score_automatic.py", str(bounces), *people)
    has_peer = told["has_flufl"]
    peer = 100 * figures.ratio(told["flufl_found"], told["automatic"])
    note = f"{told['found']} of {told['automatic']}" + (f", flufl.bounce {peer:.1f}" if has_peer else "")
    found = 100 * figures.ratio(told["found"], told["automatic"])
    yield Figure("automatic", "automatic mails found", found, "%", "at least", 99, note)
    note = f"flufl.bounce {told['flufl_taken']}" if has_peer else ""
    yield Figure("automatic", "people taken for robots", told["taken"], f"of {told['ordinary']}", "at most", 0, note)
    agree = 100 * figures.ratio(told["agree"], told["judged"])
    yield Figure("automatic", "hard or soft as labelled", agree, "%", note=f"of {told['judged']} bounces")


def _bounces(folder: pathlib.Path, scratch: pathlib.Path) -> pathlib.Path:
    """The folder of automatic mails, unpacked where it is packed. Raises CannotRun where there is none."""
    if (folder / "bounces").is_dir():
        return folder / "bounces"
    packed = folder / "bounces.tar.gz"
    if not packed.exists():
        raise CannotRun(f"there are no bounces in {folder.name}/")
    with tarfile.open(packed) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "bounces"


async def _scored(scorer: str, *arguments: str) -> dict[str, Any]:
    """What a scorer writes as JSON. Raises RuntimeError with its complaint when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        written = pathlib.Path(folder, "figures.json")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(HERE / scorer),
            *arguments,
            "--json",
            str(written),
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaint = await process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{scorer} failed: {complaint.decode()[-1_500:]}")
        return _read(written)


def _read(path: pathlib.Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told
