"""Understanding: what the client wants, with the client's own words as evidence for each label.

It holds answers, it does not find them: signals, brains and `reconcile` in `app_logic` do.
"""

import datetime
import enum
from typing import Literal

from pydantic import Field

from services.core.domain.base import Noun


class Intent(enum.StrEnum):
    """The closed list of labels, in order of precedence: the first one present is the primary one."""

    STOP = "stop"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    HUMAN = "human"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    DEMO = "demo"
    PRESENTATION = "presentation"
    QUESTION = "question"
    NOT_INTERESTED = "not_interested"
    INTERESTED = "interested"
    OTHER = "other"


PRECEDENCE: tuple[Intent, ...] = tuple(Intent)


class IntentFound(Noun):
    """One label and why: `quote` is a literal substring of the client's new text; `score` is 0..1."""

    label: Intent
    score: float = Field(ge=0, le=1)
    quote: str


class Referral(Noun):
    """Somebody the client sends us to. Every value was read from `quote`, none was made up.

    `phone` is E.164 (`+79031234567`); `telegram` begins with `@`; at least one of name, role, email,
    phone and telegram is set.
    """

    name: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    telegram: str | None = None
    quote: str


class Mark(Noun):
    """Words of a text, as a brain marked them: for a part of whom it sends us to, or for the time that counts.

    `score` is 0..1. Nothing is checked.
    """

    part: Literal["name", "role", "address", "time"]
    words: str
    score: float = Field(ge=0, le=1)


class When(Noun):
    """A time to come that the client named: not before this day, nor after that one where it was said.

    Days are days in the contact's own calendar. `hour` (0..23) and `minute` are there when a time of day
    was said. `sure` is 0..1; below 0.5 the campaign's default pause is safer.
    """

    not_before: datetime.date
    not_after: datetime.date | None = None
    hour: int | None = Field(default=None, ge=0, le=23)
    minute: int | None = Field(default=None, ge=0, le=59)
    sure: float = Field(default=1.0, ge=0, le=1)
    quote: str


class Understanding(Noun):
    """What one turn of a client means.

    `primary` follows from `intents` by `PRECEDENCE`, or is `other`. `sure` says whether the agent may act on it
    alone; `maybe_stop`, that it may be a request to stop, so that nothing is answered. `source` names who said
    so: "signals", "embedded", "ollama:<model>", … `set_aside` are orders to a machine that stood in the text: they
    were left out before it was read.
    """

    language: str
    primary: Intent
    intents: tuple[IntentFound, ...] = ()
    referral: Referral | None = None
    when: When | None = None
    questions: tuple[str, ...] = ()
    sure: bool = True
    maybe_stop: bool = False
    source: str = "signals"
    set_aside: tuple[str, ...] = ()

    def has(self, label: Intent) -> bool:
        """Whether the label is among the intents."""
        return any(found.label is label for found in self.intents)

    def quote_of(self, label: Intent) -> str:
        """The client's words behind a label, or an empty text."""
        return next((found.quote for found in self.intents if found.label is label), "")


def primary_of(labels: frozenset[Intent] | set[Intent]) -> Intent:
    """The label that decides, by precedence; `other` where there is none."""
    return next((label for label in PRECEDENCE if label in labels), Intent.OTHER)
