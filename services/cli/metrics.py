"""Metrics: how often what was said is right, and how far such a share can be trusted.

Pure: shares with Wilson intervals, precision, recall and F1 of a label, confusion, calibration, percentiles,
and whether a day or a referral is the one that was meant. It reads no file and prints nothing.
"""

import collections
import dataclasses
import datetime
import enum
import math
from collections.abc import Iterable, Mapping, Sequence

_Z95 = 1.959964

Interval = tuple[float, float]


class Outcome(enum.StrEnum):
    """How one thing that may be named, a day or a referral, was read: `quiet` is rightly none."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    INVENTED = "invented"
    QUIET = "quiet"


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0..1) of them lie, between neighbours in proportion; NaN of none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def median(values: Iterable[float]) -> float:
    """The middle value; NaN of none."""
    return percentile(values, 0.5)


def ratio(part: float, whole: float) -> float:
    """`part` of `whole`; NaN of nothing."""
    return part / whole if whole else math.nan


def wilson(part: int, whole: int) -> Interval:
    """The 95 % interval of a share after Wilson (1927), which holds for few cases and near 0 and 1; (0, 1) of none."""
    if whole == 0:
        return 0.0, 1.0
    share, square = part / whole, _Z95 * _Z95
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z95 / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return low, high


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with its 95 % interval."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """0..1; NaN of nothing."""
        return ratio(self.part, self.whole)

    @property
    def interval(self) -> Interval:
        """The 95 % interval; (0, 1) of nothing."""
        return wilson(self.part, self.whole)


def share_of(flags: Iterable[bool]) -> Share:
    """How many of them are true."""
    counted = list(flags)
    return Share(sum(counted), len(counted))


@dataclasses.dataclass(frozen=True, slots=True)
class LabelScore:
    """How well one label is found: counts of right, invented and missed."""

    right: int
    invented: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was said, the share that is right."""
        return self.precise.value

    @property
    def recall(self) -> float:
        """Of what is there, the share that was found."""
        return self.recalled.value

    @property
    def precise(self) -> Share:
        """Precision with its interval."""
        return Share(self.right, self.right + self.invented)

    @property
    def recalled(self) -> Share:
        """Recall with its interval."""
        return Share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing was right, NaN where there was nothing to find or to invent."""
        return ratio(2 * self.right, 2 * self.right + self.invented + self.missed)

    @property
    def f1_interval(self) -> Interval:
        """The 95 % interval of F1.

        F1 = 2s / (1 + s) rises with s = right / (right + invented + missed), which is a share: the ends are
        those of its Wilson interval.
        """
        low, high = wilson(self.right, self.right + self.invented + self.missed)
        return 2 * low / (1 + low), 2 * high / (1 + high)


def label_score(label: str, truth: Sequence[frozenset[str]], told: Sequence[frozenset[str]]) -> LabelScore:
    """One label over pairs of label sets."""
    pairs = [(label in there, label in said) for there, said in zip(truth, told, strict=True)]
    return LabelScore(
        right=sum(there and said for there, said in pairs),
        invented=sum(said and not there for there, said in pairs),
        missed=sum(there and not said for there, said in pairs),
    )


def macro_f1(labels: Iterable[str], truth: Sequence[str], told: Sequence[str]) -> float:
    """The mean F1 of single labels, over those that are there or were said."""
    there, said = [frozenset({each}) for each in truth], [frozenset({each}) for each in told]
    return mean_f1(label_score(label, there, said) for label in labels)


def mean_f1(scores: Iterable[LabelScore]) -> float:
    """The mean F1 of the labels that are there or were said; NaN of none."""
    counted = [each.f1 for each in scores if each.right + each.invented + each.missed]
    return ratio(sum(counted), len(counted))


def confusion(truth: Sequence[str], told: Sequence[str]) -> dict[tuple[str, str], int]:
    """How often each (meant, said) pair came; pairs that never came are not there."""
    return dict(collections.Counter(zip(truth, told, strict=True)))


@dataclasses.dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose score lies in low..high: their mean score, and how many of them are right."""

    low: float
    high: float
    mean_score: float
    right: Share


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Cases by their score (0..1) in bins of equal width, without the empty ones; 1.0 is in the last."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for score, is_right in zip(scores, right, strict=True):
        groups.setdefault(min(int(score * bins), bins - 1), []).append((score, is_right))
    return [
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            mean_score=sum(score for score, _ in those) / len(those),
            right=share_of(is_right for _, is_right in those),
        )
        for place, those in sorted(groups.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far score and share of right ones are apart, on average; NaN of none."""
    gaps = [each.right.whole * abs(each.mean_score - each.right.value) for each in bins]
    return ratio(sum(gaps), sum(each.right.whole for each in bins))


def brier(scores: Sequence[float], right: Sequence[bool]) -> float:
    """The mean square of score minus truth (Brier, 1950): 0 is perfect, 0.25 is what 0.5 always gets; NaN of none."""
    squares = [(score - is_right) ** 2 for score, is_right in zip(scores, right, strict=True)]
    return ratio(sum(squares), len(squares))


@dataclasses.dataclass(frozen=True, slots=True)
class Latency:
    """How long answers took, in milliseconds; NaN where there were none."""

    median: float
    p90: float
    p95: float
    p99: float
    longest: float


def latency(times_ms: Sequence[float]) -> Latency:
    """The percentiles of these times."""
    return Latency(*(percentile(times_ms, share) for share in (0.5, 0.9, 0.95, 0.99, 1.0)))


def date_outcome(bounds: tuple[datetime.date, datetime.date] | None, day: datetime.date | None) -> Outcome:
    """How a day was read: right within the bounds, both included; no bounds means that no day was named."""
    if bounds is None:
        return Outcome.QUIET if day is None else Outcome.INVENTED
    if day is None:
        return Outcome.MISSED
    return Outcome.RIGHT if bounds[0] <= day <= bounds[1] else Outcome.WRONG


def referral_outcome(wanted: Mapping[str, str] | None, found: Mapping[str, str | None] | None) -> Outcome:
    """How a referral was read: e-mail, phone and telegram exactly, name and role by the beginnings of their words."""
    if wanted is None:
        return Outcome.QUIET if found is None else Outcome.INVENTED
    if found is None:
        return Outcome.MISSED
    exact = all(wanted.get(key) == found.get(key) for key in ("email", "phone", "telegram"))
    loose = all(_is_like(wanted[key], found.get(key) or "") for key in ("name", "role") if key in wanted)
    return Outcome.RIGHT if exact and loose else Outcome.WRONG


def _is_like(wanted: str, found: str) -> bool:
    """Whether they share a word by its first three letters: cases, titles and patronymics differ."""
    first, second = ({word[:3].casefold() for word in text.split() if len(word) > 1} for text in (wanted, found))
    return bool(first & second)
