"""One stretch of time as its surroundings make it: when to write again, and how the time was said.

It holds the finding; `when_context` makes it and `when_choice` takes one of several.
"""

import datetime
from typing import NamedTuple, Protocol

from services.app_logic.when_spans import Span

Day = datetime.date


class Reading(NamedTuple):
    """Symbols `start`..`end` read as: write again on `first`, not after `last`.

    `score` orders readings of one message. `role`: wanted, free (no context), until (not reachable before
    `first`), busy (the stretch itself was refused, `first` is the day after it).
    """

    start: int
    end: int
    first: Day
    last: Day | None
    sure: float
    score: float
    role: str
    span: Span
    minutes: int | None = None


def alone(span: Span) -> Reading:
    """The reading of a stretch with nothing around it."""
    last = span.last if span.last > span.first else None
    return Reading(span.start, span.end, span.first, last, span.sure, 0.0, "wanted", span, span.minutes)


class Reader(Protocol):
    """Makes a reading of the stretch at hand; nothing where it is past."""

    def __call__(
        self, first: Day, last: Day | None, role: str, sure: float = ..., bonus: float = ...
    ) -> Reading | None:
        """The reading, with the stretch's own sureness unless another is given, its score and `bonus`."""
        ...
