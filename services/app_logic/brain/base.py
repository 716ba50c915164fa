"""What a brain is: it proposes labels with quotes, and words between placeholders. It decides nothing.

Whatever it says is checked by code: quotes must be literal, labels from the closed list, numbers none.
"""

import datetime
from typing import Protocol

from pydantic import Field

from services.core.domain.base import Noun
from services.core.domain.understanding import IntentFound, Mark


class Request(Noun):
    """One turn to understand: the client's new text, our last message before it, and the present moment."""

    text: str
    language: str
    previous: str = ""
    now: datetime.datetime


class Heard(Noun):
    """What a brain makes of a turn. `sure` False: a person should look. `trace` goes into the record.

    `maybe_stop`: it may be a request to stop, though it is not labelled so. `marks`: the words for the one to whom
    it sends us, and for the time that counts, where this brain marks them. `timely`: how likely it is (0..1) that the text
    names such a time; None where it does not say.
    """

    intents: tuple[IntentFound, ...]
    sure: bool
    source: str
    trace: dict[str, str] = {}
    maybe_stop: bool = False
    marks: tuple[Mark, ...] = ()
    timely: float | None = Field(default=None, ge=0, le=1)


class Plan(Noun):
    """What to write: the goal in words, the facts that may be used (id → text), and the placeholders to keep.

    `refused` are the reasons against an earlier draft of the same plan.
    """

    goal: str
    language: str
    question: str
    facts: dict[str, str] = {}
    placeholders: tuple[str, ...] = ()
    tone: str = "friendly"
    most_words: int = 120
    refused: tuple[str, ...] = ()


class Brain(Protocol):
    """Understands and writes. Raises `errors.BrainUnavailable` when it cannot answer now."""

    name: str

    async def understand(self, request: Request) -> Heard:
        """Labels and quotes for one turn."""
        ...

    async def write(self, plan: Plan) -> str | None:
        """Words with placeholders; None when this brain does not write (then a template does)."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
