"""Persona: a kind of simulated client, and the ways in which such people write. Read from `personas/*.yaml`.

Each phrasing says what was meant by it; that is for the judge and never for the agent. Nothing is chosen here.
"""

import enum
import functools
import pathlib
import re
from typing import Annotated, Any, Literal

import pydantic
import yaml
from pydantic import BeforeValidator, Field

from services.core import errors
from services.core.domain.base import Noun
from services.core.domain.understanding import Intent

FOLDER = pathlib.Path(__file__).with_name("personas")
NO_FACT = "none"
PLACEHOLDERS = frozenset({"date", "slot", "colleague", "outside", "phone"})
AFTER = re.compile(r"\d{1,3}d|1m|date|next_week|next_month|next_year|new_year|month (?:1[0-2]|[1-9])")


class Moment(enum.StrEnum):
    """When in a conversation a phrasing fits: as the first answer, after an answer, the deck, times for a demo, a
    reminder or nudge, and to make an end.
    """

    FIRST = "first"
    ANSWERED = "answered"
    DECK = "deck"
    OFFERED = "offered"
    REMINDED = "reminded"
    END = "end"


def _readings(value: object) -> object:
    """`presentation+question` is one reading with two intents."""
    items = value if isinstance(value, list) else [value]
    return tuple(frozenset(item.split("+")) if isinstance(item, str) else item for item in items)


class Phrasing(Noun):
    """One way to write, and what was meant.

    `means`: the readings that a person would accept, each a set of intents said together. `facts`: one entry for
    each question, the kinds or ids of facts that answer it, `|` between equals; `none`: no fact does. `after`: when
    to come back: `14d`, `1m`, `date` (the one in the text), `next_week`, `next_month`, `next_year`, `new_year`,
    `month 2`; "" where no day was named. `to`: whom it sends us to: somebody at the same company or another one, a
    telephone, or nobody with an address. `back`: the robot names the day of the return. `picks`: one of the times
    offered. `answer`: whether a mail or a person is expected to follow. `ambiguous`: a person might ask back, so
    that handing over is right, too. `injects`: the text holds orders to the machine.
    """

    at: Moment
    language: Literal["ru", "en"]
    text: str = Field(min_length=1)
    means: Annotated[tuple[frozenset[Intent], ...], BeforeValidator(_readings)] = Field(min_length=1)
    facts: tuple[str, ...] = ()
    after: str = Field(default="", pattern=rf"^(?:{AFTER.pattern})?$")
    to: Literal["", "same", "other", "phone", "none"] = ""
    back: bool = False
    picks: bool = False
    answer: bool = True
    ambiguous: bool = False
    injects: bool = False


class Persona(Noun):
    """A kind of client. `turns`: how often such a person writes, at least and at most.

    `robot`: answers every mail as vacation programs do (RFC 3834). `endless`: a machine that never ends by itself.
    `switches`: writes in another language than the one we began in.
    """

    persona: str
    about: str
    turns: tuple[int, int]
    robot: bool = False
    endless: bool = False
    switches: bool = False
    phrasings: tuple[Phrasing, ...]

    def fitting(self, at: Moment, language: str) -> tuple[Phrasing, ...]:
        """The phrasings for a moment in a language; those of ordinary answers where there are none for it."""
        for moment in (at, Moment.ANSWERED, Moment.FIRST):
            found = tuple(each for each in self.phrasings if each.at is moment and each.language == language)
            if found:
                return found
        return ()


@functools.cache
def everyone() -> tuple[Persona, ...]:
    """All personas that ship, by name. Raises `errors.BadInput` on a file that is not one."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.yaml")))


def read(path: pathlib.Path) -> Persona:
    """The persona of a file. Raises `errors.BadInput`."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        phrasings = [_with_language(each) for each in document.pop("phrasings")]
        return Persona.model_validate({**document, "phrasings": phrasings})
    except (OSError, yaml.YAMLError, pydantic.ValidationError, KeyError, TypeError, AttributeError) as error:
        raise errors.BadInput(f"{path.name} is no persona: {error}", field=path.name) from error


def _with_language(written: dict[str, Any]) -> dict[str, Any]:
    """`ru: "…"` is the text and its language."""
    language = "ru" if "ru" in written else "en"
    rest = {name: value for name, value in written.items() if name not in ("ru", "en")}
    return {**rest, "language": language, "text": written[language]}
