"""Labelled lines: messages of which somebody has said what they mean, as JSON, one a line.

Two forms are read, and may be mixed: {"text", "labels", "primary", "when"?, "referral"?, "now"?, "language"?, …}
with every label that is there, and {"text", "intent", "lang"?} with the primary one alone. Only what a line
says is judged: without `referral` no referral, without `now` and `when` no day. It understands nothing.
"""

import datetime
import pathlib
from collections.abc import Iterable
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from services.core import errors
from services.core.domain import understanding
from services.core.domain.understanding import Intent

_HINT = 'as in {"text": "Не сейчас", "intent": "timeout"}'


class Bounds(BaseModel):
    """The first day on which to act lies between these days, both included."""

    model_config = ConfigDict(frozen=True)

    earliest: datetime.date
    latest: datetime.date


class Person(BaseModel):
    """Whom the client sends us to; what was not said is None."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    telegram: str | None = None


class Case(BaseModel):
    """One labelled message. `line` is its number in the file, from 1; `id` is that number where it has none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: int = 0
    id: str | int | None = None
    text: str
    language: str | None = None
    lang: str | None = None
    now: AwareDatetime | None = None
    previous: str | None = None
    labels: tuple[Intent, ...] | None = None
    primary: Intent | None = None
    intent: Intent | None = None
    kind: str = ""
    when: Bounds | None = None
    referral: Person | None = None

    @model_validator(mode="after")
    def _says_what_is_meant(self) -> Self:
        if not self.labels and self.primary is None and self.intent is None:
            raise ValueError("a labelled line needs labels, primary or intent")
        if self.labels and self.meant not in self.labels:
            raise ValueError("the primary label is not among the labels")
        return self

    @property
    def meant(self) -> Intent:
        """The primary label: as the line says, else the first of its labels by precedence."""
        return self.primary or self.intent or understanding.primary_of(frozenset(self.labels or ()))

    @property
    def all_meant(self) -> frozenset[Intent]:
        """The labels that are there, as far as the line says."""
        return frozenset(self.labels or (self.meant,))

    @property
    def has_all_labels(self) -> bool:
        """Whether the line says every label, and not the primary one alone."""
        return bool(self.labels)

    @property
    def has_day(self) -> bool:
        """Whether the line says which day is named, or that none is. Without the moment of reading nobody can."""
        return self.now is not None and "when" in self.model_fields_set

    @property
    def has_referral(self) -> bool:
        """Whether the line says whom the client sends us to, or that it is nobody."""
        return "referral" in self.model_fields_set


def parse(raw: bytes, number: int) -> Case:
    """One line. Raises `errors.BadInput` that names the line and the field."""
    try:
        case = Case.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        message = first["msg"].removeprefix("Value error, ")
        raise errors.BadInput(f"line {number}: {field}: {message}", field=field, hint=_HINT) from None
    return case.model_copy(update={"line": number, "id": number if case.id is None else case.id})


def cases(source: Iterable[bytes]) -> list[Case]:
    """All lines that hold something. Raises `errors.BadInput` at the first that cannot be read."""
    return [
        parse(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, number)
        for number, raw in enumerate(source, 1)
        if raw.strip()
    ]


def read(file: pathlib.Path) -> list[Case]:
    """The cases of a file. Raises `errors.BadInput` where it cannot be read, or holds none."""
    try:
        with file.open("rb") as source:
            found = cases(source)
    except OSError as error:
        raise errors.BadInput(f"cannot read {file}: {error.strerror}", field="cases") from None
    if not found:
        raise errors.BadInput(f"there is no line in {file}", field="cases", hint=_HINT)
    return found
