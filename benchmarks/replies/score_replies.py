"""Score how well a brain understands sales replies: labels, stops, dates, referrals, speed and memory.

    python benchmarks/replies/score_replies.py [--half test|dev|stops] [--brain embedded|ollama|openai] [--show N] [--json FILE]
    python benchmarks/replies/score_replies.py --cases FILE ... [--show N]

Every text goes the agent's own way: a stored message, signals, the brain, `reconcile`. The halves and what counts
as right are described in DATA_CARD.md. `--cases` reads other lines instead, {"text", "intent", "lang"?}: only
primary labels are counted then, and a label that their writer did not have is judged by `AS_IF`.

`ollama` and `openai` are the ones that the environment's settings name. It tunes nothing and always exits 0.
"""

import argparse
import asyncio
import collections
import dataclasses
import datetime
import json
import pathlib
import re
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks import figures  # noqa: E402
from services.app_logic.brain import chosen  # noqa: E402
from services.app_logic.brain.base import Brain  # noqa: E402
from services.app_logic.stages import understand  # noqa: E402
from services.core import settings  # noqa: E402
from services.core.domain import address, contact, message  # noqa: E402
from services.core.domain.understanding import PRECEDENCE, Understanding  # noqa: E402

_FILES = {"test": "test.jsonl", "dev": "dev.jsonl", "stops": "stops_test.jsonl"}
LABELS = tuple(str(each) for each in PRECEDENCE)
NOW = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
# What a label of ours is in a set of labels that does not have it, the first that the set does have.
AS_IF = {"bounce": ("auto_reply",), "human": ("question", "other"), "redirect": ("other",)}
# Neither is a stop, so that the brain is asked too; both name a day.
_WARM_UP = {"ru": "Спасибо, интересно! Давайте вернёмся к этому после праздников.", "en": "Thanks, call me next week."}
_SPEEDS = {"median": "ms_median", "p95": "ms_p95", "longest": "ms_most"}
# Beginnings of titles; a title alone makes two people the same in nobody's eyes.
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "mis", "sir", "гос"})
_COUNTRY = {"ru": "RU", "en": "GB"}
_ZONE = {"ru": "Europe/Moscow", "en": "Europe/London"}


@dataclasses.dataclass(frozen=True)
class Told:
    """A line, what was understood of it, and how long that took."""

    line: dict[str, Any]
    understood: Understanding
    took_ms: float

    @property
    def labels(self) -> frozenset[str]:
        """The labels that were found, the primary one among them."""
        return frozenset({str(each.label) for each in self.understood.intents} | {str(self.understood.primary)})


def main() -> None:
    """Read the arguments, understand every line, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=tuple(_FILES), default="test", help="stops: the stops and near-stops apart")
    parser.add_argument("--brain", choices=("embedded", "ollama", "openai"), default="embedded")
    parser.add_argument("--cases", type=pathlib.Path, nargs="+", metavar="FILE", help="other labelled lines instead")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many mistakes of each sort")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the figures as JSON too")
    given = parser.parse_args()
    lines = list(read(given.cases, is_foreign=True) if given.cases else read_half(given.half))
    told = asyncio.run(understand_all(lines, given.brain))
    foreign = frozenset(line["primary"] for line in lines) if given.cases else None
    report = Report(told, foreign)
    print("\n".join(report.as_text(given.show)))
    if given.json:
        given.json.write_text(json.dumps(report.as_document(), ensure_ascii=False, indent=1), encoding="utf-8")


def read_half(half: str) -> Iterator[dict[str, Any]]:
    """The lines of the benchmark's half of this name: test, dev, or stops (the stops and near-stops apart)."""
    return read([HERE / _FILES[half]], is_foreign=False)


def read(files: list[pathlib.Path], is_foreign: bool) -> Iterator[dict[str, Any]]:
    """Lines in the form of the benchmark; those of other sets are brought into it."""
    for path in files:
        for raw in path.read_text(encoding="utf-8").splitlines():
            if not raw.strip():
                continue
            line = json.loads(raw)
            if is_foreign:
                label = line["intent"]
                line |= {"primary": label, "labels": [label], "stop": label == "stop", "kind": "", "when": None}
                line |= {"referral": None, "language": line.get("lang", ""), "id": str(line.get("id", path.stem))}
            yield line


async def understand_all(lines: list[dict[str, Any]], brain_name: str) -> list[Told]:
    """Every line understood by the agent's own code, after two others that load what is loaded once."""
    configuration = settings.load().model_copy(update={"brain": brain_name})
    brain = chosen.brain(configuration)[0]
    try:
        for language, text in _WARM_UP.items():
            await understood_by(brain, {"language": language, "text": text})
        told = []
        for line in lines:
            began = time.perf_counter()
            found = await understood_by(brain, line)
            told.append(Told(line, found, 1000 * (time.perf_counter() - began)))
        return told
    finally:
        await brain.close()


async def understood_by(brain: Brain, line: dict[str, Any]) -> Understanding:
    """What the agent makes of this text from a contact of this language."""
    language = str(line["language"])
    now = datetime.datetime.fromisoformat(line["now"]) if line.get("now") else NOW
    who = address.email("anna@client.example")
    person = contact.Contact(
        id="c1",
        name="Анна" if language != "en" else "Anna",
        language=language or "ru",
        timezone=_ZONE.get(language, "Europe/Moscow"),
        addresses=(who,),
        created_at=NOW,
    )
    sent = message.Message(
        id="m1",
        keys=("m1",),
        channel=address.Channel.EMAIL,
        account="main",
        sender=who,
        conversation="c1.reviews",
        contact="c1",
        subject="Re: Отзывы" if language != "en" else "Re: Reviews",
        text=str(line["text"]),
        arrived_at=now,
    )
    return await understand.understand((sent,), person, _COUNTRY.get(language, "RU"), brain, now)


class Report:
    """All figures over what was told. `foreign` is the other set's labels, where another set was read."""

    def __init__(self, told: list[Told], foreign: frozenset[str] | None) -> None:
        self._told = told
        self._foreign = foreign

    def primary(self, each: Told) -> str:
        """The primary label that was told, in the words of the set that it is judged by."""
        label = str(each.understood.primary)
        if self._foreign is None or label in self._foreign:
            return label
        return next((other for other in AS_IF.get(label, ()) if other in self._foreign), label)

    def as_document(self) -> dict[str, Any]:
        """Everything as JSON."""
        truth = [str(each.line["primary"]) for each in self._told]
        said = [self.primary(each) for each in self._told]
        right = sum(a == b for a, b in zip(truth, said, strict=True))
        times = [each.took_ms for each in self._told]
        document: dict[str, Any] = {
            "lines": len(truth),
            "primary_right": right,
            "accuracy": figures.ratio(right, len(truth)),
            "accuracy_interval": figures.wilson(right, len(truth)),
            "macro_f1": figures.macro_f1(LABELS, truth, said),
            "sure": self._sureness(truth, said),
            "labels": {label: _as_document(score) for label, score in self._label_scores().items()},
            "stops": self._stops(),
            "ms_median": figures.median(times),
            "ms_p95": figures.percentile(times, 0.95),
            "ms_most": max(times),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000,
        }
        if self._foreign is None:
            dates, referrals = self.dates(), self.referrals()
            document["dates"] = {name: len(those) for name, those in dates.items()}
            document["referrals"] = {name: len(those) for name, those in referrals.items()}
        return document

    def _sureness(self, truth: list[str], said: list[str]) -> dict[str, int]:
        sure = [each.understood.sure for each in self._told]
        return {
            "sure": sum(sure),
            "sure_and_right": sum(s and a == b for s, a, b in zip(sure, truth, said, strict=True)),
        }

    def _label_scores(self) -> dict[str, figures.LabelScore]:
        """For each label, over all labels of a line; over primary ones where the set has only those."""
        truth = [frozenset(each.line["labels"]) for each in self._told]
        said = [each.labels if self._foreign is None else frozenset({self.primary(each)}) for each in self._told]
        return {label: figures.label_score(label, truth, said) for label in LABELS}

    def missed_stops(self) -> list[Told]:
        """Stops that were not found."""
        return [each for each in self._told if each.line["stop"] and "stop" not in each.labels]

    def false_stops(self, kind: str = "") -> list[Told]:
        """Stops where there are none; of one kind of lines where it is named."""
        return [each for each in self._not_stops(kind) if "stop" in each.labels]

    def _not_stops(self, kind: str = "") -> list[Told]:
        return [each for each in self._told if not each.line["stop"] and kind in ("", each.line["kind"])]

    def _stops(self) -> dict[str, int]:
        return {
            "stops": sum(bool(each.line["stop"]) for each in self._told),
            "missed": len(self.missed_stops()),
            "held": sum(each.understood.maybe_stop or not each.understood.sure for each in self.missed_stops()),
            "others": len(self._not_stops()),
            "false": len(self.false_stops()),
            "near": len(self._not_stops("near_stop")),
            "false_near": len(self.false_stops("near_stop")),
        }

    def dates(self) -> dict[str, list[Told]]:
        """The lines that can be scored for dates: `right`, `wrong` (outside the bounds), `missed`, `invented`, `quiet`."""
        groups: dict[str, list[Told]] = {name: [] for name in ("right", "wrong", "missed", "invented", "quiet")}
        for each in self._told:
            if each.line.get("now"):
                groups[date_outcome(each)].append(each)
        return groups

    def referrals(self) -> dict[str, list[Told]]:
        """All lines: `right`, `wrong` (another person or address), `missed`, `invented`, `quiet` (rightly none)."""
        groups: dict[str, list[Told]] = {name: [] for name in ("right", "wrong", "missed", "invented", "quiet")}
        for each in self._told:
            groups[referral_outcome(each)].append(each)
        return groups

    def as_text(self, show: int) -> Iterator[str]:
        """The figures for people, each with its interval, then the mistakes."""
        document = self.as_document()
        low, high = document["accuracy_interval"]
        sure = document["sure"]
        yield f"primary label    {percent(document['primary_right'], document['lines'])}  ({low:.1%} to {high:.1%})"
        yield f"macro-F1         {document['macro_f1']:.3f}"
        yield f"sure             {percent(sure['sure'], document['lines'])}"
        yield f"right when sure  {percent(sure['sure_and_right'], sure['sure'])}"
        yield from self._label_lines(self._label_scores())
        yield from self._stop_lines(document["stops"])
        if self._foreign is None:
            yield from _outcome_lines("dates", document["dates"])
            yield from _outcome_lines("referrals", document["referrals"])
        speed = [f"{name} {document[key]:.1f} ms" for name, key in _SPEEDS.items()]
        yield f"a message        {', '.join(speed)}"
        yield f"peak memory      {document['peak_rss_mb']:.0f} MB (resident, all of this process)"
        if show:
            yield from self._mistakes(show)

    def _label_lines(self, scores: dict[str, figures.LabelScore]) -> Iterator[str]:
        yield f"{'label':16}{'n':>5}  {'precision':26}{'recall':26}F1"
        for label, score in scores.items():
            there, said = score.right + score.missed, score.right + score.invented
            if there or said:
                cells = [share(score.right, whole) for whole in (said, there)]
                yield f"{label:16}{there:5}  {cells[0]:26}{cells[1]:26}{score.f1:.3f}"

    def _stop_lines(self, counts: dict[str, int]) -> Iterator[str]:
        yield f"stops missed     {counts['missed']} of {share(counts['missed'], counts['stops'], counted=True)}"
        yield f"  of these held  {counts['held']}, so that a person sees them before anything is answered"
        yield f"false stops      {counts['false']} of {share(counts['false'], counts['others'], counted=True)}"
        if counts["near"]:
            near = share(counts["false_near"], counts["near"], counted=True)
            yield f"  of near stops  {counts['false_near']} of {near}"

    def _mistakes(self, show: int) -> Iterator[str]:
        wrong = [each for each in self._told if self.primary(each) != each.line["primary"]]
        sorts = {"stop missed": self.missed_stops(), "false stop": self.false_stops(), "primary": wrong}
        if self._foreign is None:
            sorts |= {f"date {name}": those for name, those in self.dates().items() if name not in ("right", "quiet")}
            found = self.referrals().items()
            sorts |= {f"referral {name}": those for name, those in found if name not in ("right", "quiet")}
        for sort, those in sorts.items():
            for each in those[:show]:
                yield f"--- {sort}: {each.line['id']} {_expected(sort, each)}\n{each.line['text'][:400]}"
        pairs = collections.Counter((str(each.line["primary"]), self.primary(each)) for each in wrong)
        yield "taken for: " + ", ".join(f"{a}→{b} {n}" for (a, b), n in pairs.most_common(15))


def _as_document(score: figures.LabelScore) -> dict[str, float]:
    return dataclasses.asdict(score) | {"precision": score.precision, "recall": score.recall, "f1": score.f1}


def _expected(sort: str, each: Told) -> str:
    found = each.understood
    if sort.startswith("date"):
        return f"expected {each.line['when']}, got {found.when.not_before if found.when else None}"
    if sort.startswith("referral"):
        return f"expected {each.line['referral']}, got {found.referral}"
    return f"expected {each.line['primary']}, got {found.primary} by {found.source}"


def _outcome_lines(name: str, counts: dict[str, int]) -> Iterator[str]:
    there = counts["right"] + counts["wrong"] + counts["missed"]
    without = counts["invented"] + counts["quiet"]
    yield f"{name:17}right {share(counts['right'], there)}, wrong {counts['wrong']}, missed {counts['missed']} of {there}"
    yield f"{'':17}invented {counts['invented']} of {without} lines without one"


def date_outcome(each: Told) -> str:
    """How the date of one line ended."""
    bounds, found = each.line["when"], each.understood.when
    if bounds is None:
        return "quiet" if found is None else "invented"
    if found is None:
        return "missed"
    return "right" if bounds["earliest"] <= found.not_before.isoformat() <= bounds["latest"] else "wrong"


def referral_outcome(each: Told) -> str:
    """How the referral of one line ended: addresses exactly, names and roles by the beginnings of their words."""
    wanted, found = each.line["referral"], each.understood.referral
    if wanted is None:
        return "quiet" if found is None else "invented"
    if found is None:
        return "missed"
    exact = all(wanted.get(key) == getattr(found, key) for key in ("email", "phone", "telegram"))
    loose = all(_is_like(wanted[key], getattr(found, key)) for key in ("name", "role") if key in wanted)
    return "right" if exact and loose else "wrong"


def _is_like(wanted: str, got: str | None) -> bool:
    """Whether they share a word by its first three letters: cases, titles and patronymics differ, ё is е.

    A Russian name of three or four letters changes its third one already (Юля, Юле; Ева, Евой): there two are enough.
    """
    words = [set(re.findall(r"[^\W_]{2,}", text.casefold().replace("ё", "е"))) for text in (wanted, got or "")]
    kept = [{word for word in those if word[:3] not in _TITLES} for those in words]
    return any(_is_same_word(a, b) for a in kept[0] for b in kept[1])


def _is_same_word(a: str, b: str) -> bool:
    is_short = min(len(a), len(b)) <= 3 and max(len(a), len(b)) <= 4 and not a.isascii()
    return a[:2] == b[:2] if is_short else a[:3] == b[:3]


def percent(part: int, whole: int) -> str:
    """`part/whole = share`."""
    return f"{part}/{whole} = {part / whole:.1%}" if whole else "none"


def share(part: int, whole: int, *, counted: bool = False) -> str:
    """A share with its 95 % interval, with `whole` before it when `counted`."""
    low, high = figures.wilson(part, whole)
    said = f"{part / whole:.1%} ({low:.1%} to {high:.1%})" if whole else "none"
    return f"{whole}: {said}" if counted else said


if __name__ == "__main__":
    main()
