"""Figures: what the benchmarks count with, and how a measured value stands beside its goal.

Pure: shares with their Wilson intervals, percentiles, precision and recall, and `Figure`, one line of a report.
It measures nothing and prints nothing.
"""

import dataclasses
import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

Side = Literal["at most", "at least", "below"]
_Z95 = 1.959964


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: `unit` as written after it, the goal where there is one, and a `note` for people."""

    part: str
    name: str
    value: float
    unit: str = ""
    side: Side = "at most"
    goal: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        if math.isnan(self.value):
            return False
        if self.side == "at least":
            return self.value >= self.goal
        return self.value < self.goal if self.side == "below" else self.value <= self.goal

    def goal_in_words(self) -> str:
        """`below 2 s`, or "" where there is no goal."""
        return "" if self.goal is None else f"{self.side} {number(self.goal)}{_after(self.unit)}"

    def value_in_words(self) -> str:
        """The value with its unit, with as many digits as mean something."""
        return f"{number(self.value)}{_after(self.unit)}"

    def as_document(self) -> dict[str, Any]:
        """For JSON: the fields, and `met`. What is no number is null."""
        document = dataclasses.asdict(self) | {"met": self.is_met}
        if self.goal is None:
            document["side"] = None
        if not math.isfinite(self.value):
            document["value"] = None
        return document


def _after(unit: str) -> str:
    return f" {unit}" if unit else ""


def number(value: float) -> str:
    """Three digits that mean something, and never an exponent: 0.0123, 1.23, 12.3, 123, 12345."""
    if not math.isfinite(value):
        return "none"
    if float(value).is_integer():
        return f"{int(value)}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}"


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


def wilson(part: int, whole: int) -> tuple[float, float]:
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
class LabelScore:
    """How well one label is found: counts of right, invented and missed."""

    right: int
    invented: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was said, the share that is right."""
        return ratio(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Of what is there, the share that was found."""
        return ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing was right."""
        return ratio(2 * self.right, 2 * self.right + self.invented + self.missed)


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
    scores = [label_score(label, there, said) for label in labels]
    counted = [each.f1 for each in scores if each.right + each.invented + each.missed]
    return sum(counted) / len(counted) if counted else math.nan
