"""Figures: what the benchmarks count with, and how a measured value stands beside its goal.

Pure: `Figure`, one line of a report, and the shares, percentiles and scores of labels that the product itself
counts with. It measures nothing and prints nothing.
"""

import dataclasses
import math
from typing import Any, Literal

from services.cli.metrics import LabelScore, label_score, macro_f1, median, percentile, ratio, wilson

__all__ = [
    "Figure",
    "LabelScore",
    "Side",
    "label_score",
    "macro_f1",
    "median",
    "number",
    "percentile",
    "ratio",
    "wilson",
]

Side = Literal["at most", "at least", "below"]


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
