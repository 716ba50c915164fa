"""Scoring: what was understood of labelled messages, beside what was meant by them.

Pure. A line that has the primary label alone is judged by that alone; where its file never uses a label of
ours, that label counts as the nearest one that it does use (`AS_IF`). It measures no time and prints nothing.
"""

import collections
import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.cli import metrics
from services.cli.labelled import Case
from services.cli.metrics import Outcome, Share
from services.core.domain.understanding import PRECEDENCE, Intent, Understanding

LABELS: tuple[str, ...] = tuple(str(each) for each in PRECEDENCE)
# What a label of ours is in a set of labels that does not have it: the first that the set does have.
AS_IF: Mapping[Intent, tuple[Intent, ...]] = {
    Intent.BOUNCE: (Intent.AUTO_REPLY,),
    Intent.HUMAN: (Intent.QUESTION, Intent.OTHER),
    Intent.REDIRECT: (Intent.OTHER,),
}
NEAR_STOP = "near_stop"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A case, what was understood of it, and how long that took in milliseconds."""

    case: Case
    found: Understanding
    took_ms: float


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """An answer and how right it is. `day` and `referral` are None where the line does not say."""

    answer: Answer
    primary: Intent
    labels: frozenset[Intent]
    day: Outcome | None
    referral: Outcome | None

    @property
    def case(self) -> Case:
        """The line."""
        return self.answer.case

    @property
    def is_right(self) -> bool:
        """Whether the primary label is the one that was meant."""
        return self.primary is self.case.meant

    @property
    def is_stop(self) -> bool:
        """Whether the client does ask us to stop."""
        return Intent.STOP in self.case.all_meant

    @property
    def has_stop(self) -> bool:
        """Whether a stop was found."""
        return Intent.STOP in self.labels

    @property
    def score(self) -> float | None:
        """The score of the primary label; None where nothing was found, which has no score."""
        scores = (each.score for each in self.answer.found.intents if each.label is self.answer.found.primary)
        return max(scores, default=None)


def judge(answers: Sequence[Answer]) -> list[Judged]:
    """Every answer, judged by its line."""
    known = frozenset(each.case.meant for each in answers if not each.case.has_all_labels)
    return [_judged(each, known) for each in answers]


def _judged(answer: Answer, known: frozenset[Intent]) -> Judged:
    case, found = answer.case, answer.found
    primary = found.primary if case.has_all_labels else _as_if(found.primary, known)
    labels = frozenset({each.label for each in found.intents} | {found.primary})
    day = referral = None
    if case.has_day:
        bounds = (case.when.earliest, case.when.latest) if case.when is not None else None
        day = metrics.date_outcome(bounds, found.when.not_before if found.when is not None else None)
    if case.has_referral:
        wanted = case.referral.model_dump(exclude_none=True) if case.referral is not None else None
        got = found.referral.model_dump() if found.referral is not None else None
        referral = metrics.referral_outcome(wanted, got)
    return Judged(answer=answer, primary=primary, labels=labels, day=day, referral=referral)


def _as_if(label: Intent, known: frozenset[Intent]) -> Intent:
    if label in known:
        return label
    return next((other for other in AS_IF.get(label, ()) if other in known), label)


@dataclasses.dataclass(frozen=True)
class Figures:
    """All figures over judged answers.

    `labels` counts every label of a line (the primary one where a line has no more), `primaries` the primary
    one alone. `false_stops` is over all lines that are no stop, `false_near` over those of kind `near_stop`.
    `days` and `referrals` are empty where no line speaks of them. `unscored` answers found nothing at all, and
    are left out of the calibration.
    """

    primary: Share
    macro_f1: float
    labels: dict[str, metrics.LabelScore]
    primaries: dict[str, metrics.LabelScore]
    confusion: dict[tuple[str, str], int]
    stops: Share
    false_stops: Share
    false_near: Share
    sure: Share
    right_when_sure: Share
    bins: list[metrics.Bin]
    brier: float
    calibration_error: float
    unscored: int
    days: dict[Outcome, int]
    referrals: dict[Outcome, int]
    latency: metrics.Latency
    languages: dict[str, Share]
    kinds: dict[str, Share]


def figures(judged: Sequence[Judged]) -> Figures:
    """The figures of these answers."""
    truth, told = [str(each.case.meant) for each in judged], [str(each.primary) for each in judged]
    scored = [(each.score, each.is_right) for each in judged if each.score is not None]
    scores, right = [score for score, _ in scored], [is_right for _, is_right in scored]
    bins = metrics.reliability(scores, right)
    others = [each for each in judged if not each.is_stop]
    primaries = _label_scores([frozenset({each}) for each in truth], [frozenset({each}) for each in told])
    return Figures(
        primary=metrics.share_of(each.is_right for each in judged),
        macro_f1=metrics.mean_f1(primaries.values()),
        labels=_label_scores([_strings(each.case.all_meant) for each in judged], [_told(each) for each in judged]),
        primaries=primaries,
        confusion=metrics.confusion(truth, told),
        stops=metrics.share_of(each.has_stop for each in judged if each.is_stop),
        false_stops=metrics.share_of(each.has_stop for each in others),
        false_near=metrics.share_of(each.has_stop for each in others if each.case.kind == NEAR_STOP),
        sure=metrics.share_of(each.answer.found.sure for each in judged),
        right_when_sure=metrics.share_of(each.is_right for each in judged if each.answer.found.sure),
        bins=bins,
        brier=metrics.brier(scores, right),
        calibration_error=metrics.calibration_error(bins),
        unscored=len(judged) - len(scored),
        days=_outcomes(each.day for each in judged),
        referrals=_outcomes(each.referral for each in judged),
        latency=metrics.latency([each.answer.took_ms for each in judged]),
        languages=_shares(judged, [each.case.language or each.case.lang or "" for each in judged]),
        kinds=_shares(judged, [each.case.kind for each in judged]),
    )


def _strings(labels: Iterable[Intent]) -> frozenset[str]:
    return frozenset(str(each) for each in labels)


def _told(each: Judged) -> frozenset[str]:
    return _strings(each.labels) if each.case.has_all_labels else frozenset({str(each.primary)})


def _label_scores(truth: list[frozenset[str]], told: list[frozenset[str]]) -> dict[str, metrics.LabelScore]:
    return {label: metrics.label_score(label, truth, told) for label in LABELS}


def _outcomes(found: Iterable[Outcome | None]) -> dict[Outcome, int]:
    counted = collections.Counter(each for each in found if each is not None)
    return {outcome: counted[outcome] for outcome in Outcome} if counted else {}


def _shares(judged: Sequence[Judged], groups: Sequence[str]) -> dict[str, Share]:
    """The primary label by group, the largest first; lines without a group are left out."""
    names = [name for name, _ in collections.Counter(groups).most_common() if name]
    pairs = list(zip(groups, judged, strict=True))
    return {name: metrics.share_of(each.is_right for group, each in pairs if group == name) for name in names}


def named_of(outcomes: Mapping[Outcome, int]) -> int:
    """How many lines name the thing at all."""
    return sum(outcomes.get(each, 0) for each in (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED))


def mistakes(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """The answers that are not right, by sort, the worst sort first; an answer can be in several."""
    found = {
        "stop missed": [each for each in judged if each.is_stop and not each.has_stop],
        "stop invented": [each for each in judged if each.has_stop and not each.is_stop],
        "primary label": [each for each in judged if not each.is_right],
    }
    for outcome in (Outcome.WRONG, Outcome.MISSED, Outcome.INVENTED):
        found[f"day {outcome}"] = [each for each in judged if each.day is outcome]
    for outcome in (Outcome.WRONG, Outcome.MISSED, Outcome.INVENTED):
        found[f"referral {outcome}"] = [each for each in judged if each.referral is outcome]
    return {sort: those for sort, those in found.items() if those}


def meant_and_said(sort: str, each: Judged) -> tuple[str, str]:
    """What a mistake should have been and what it is, in words for people."""
    case, found = each.case, each.answer.found
    if sort.startswith("day"):
        day = "" if case.when is None else f"{case.when.earliest}…{case.when.latest}"
        if case.when is not None and case.when.earliest == case.when.latest:
            day = str(case.when.earliest)
        return day or "no day", "no day" if found.when is None else str(found.when.not_before)
    if sort.startswith("referral"):
        wanted = None if case.referral is None else case.referral.model_dump(exclude_none=True)
        got = None if found.referral is None else found.referral.model_dump(exclude_none=True, exclude={"quote"})
        return _listed(wanted), _listed(got)
    if sort.startswith("stop"):
        return _labels(case.all_meant), _labels(each.labels)
    return str(case.meant), str(each.primary)


def _listed(fields: Mapping[str, str] | None) -> str:
    return "nobody" if fields is None else ", ".join(fields.values())


def _labels(labels: frozenset[Intent]) -> str:
    return ", ".join(str(each) for each in PRECEDENCE if each in labels)


def document(found: Figures, judged: Sequence[Judged]) -> dict[str, Any]:
    """Everything for JSON; what is no number is null. Intervals are of 95 %, times milliseconds."""
    return {
        "lines": found.primary.whole,
        "primary": _share(found.primary),
        "macro_f1": _number(found.macro_f1),
        "labels": {label: _label(score) for label, score in found.labels.items()},
        "primaries": {label: _label(score) for label, score in found.primaries.items()},
        "confusion": _nested(found.confusion),
        "stops": {
            "found": _share(found.stops),
            "missed": found.stops.whole - found.stops.part,
            "false": _share(found.false_stops),
            "false_near": _share(found.false_near),
        },
        "sure": _share(found.sure),
        "right_when_sure": _share(found.right_when_sure),
        "calibration": {
            "brier": _number(found.brier),
            "expected_error": _number(found.calibration_error),
            "unscored": found.unscored,
            "bins": [
                {"low": each.low, "high": each.high, "mean_score": each.mean_score, "right": _share(each.right)}
                for each in found.bins
            ],
        },
        "days": {str(outcome): count for outcome, count in found.days.items()},
        "referrals": {str(outcome): count for outcome, count in found.referrals.items()},
        "latency_ms": {name: _number(value) for name, value in dataclasses.asdict(found.latency).items()},
        "languages": {name: _share(share) for name, share in found.languages.items()},
        "kinds": {name: _share(share) for name, share in found.kinds.items()},
        "mistakes": [_mistake(sort, each) for sort, those in mistakes(judged).items() for each in those],
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "share": _number(share.value), "interval": share.interval}


def _label(score: metrics.LabelScore) -> dict[str, Any]:
    return dataclasses.asdict(score) | {
        "precision": _share(score.precise),
        "recall": _share(score.recalled),
        "f1": _number(score.f1),
        "f1_interval": score.f1_interval,
    }


def _nested(pairs: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (meant, said), count in sorted(pairs.items()):
        nested.setdefault(meant, {})[said] = count
    return nested


def _mistake(sort: str, each: Judged) -> dict[str, Any]:
    meant, said = meant_and_said(sort, each)
    return {
        "sort": sort,
        "line": each.case.line,
        "id": each.case.id,
        "meant": meant,
        "said": said,
        "sure": each.answer.found.sure,
        "text": each.case.text,
    }
