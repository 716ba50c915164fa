"""Sentences of a letter, and what is gathered about one person in them.

It cuts the text and holds the findings; who is meant is for `referral` and `referral_beside`.
"""

import re
from typing import NamedTuple


class Sentence(NamedTuple):
    """A stretch of the text; `is_joined` when no empty line parts it from the one before."""

    start: int
    end: int
    is_joined: bool


class Clues(NamedTuple):
    """What one phrase and its surroundings say."""

    name: str | None
    role: str | None
    email: str | None
    phone: str | None
    telegram: str | None
    start: int
    end: int

    def weight(self) -> int:
        """How much is known: an address counts more than a name, a name more than a post."""
        return 4 * bool(self.email) + 3 * bool(self.telegram or self.phone) + 2 * bool(self.name) + bool(self.role)


# Whoever is over the writer or beside him: alone, without a name or address, that is nobody to turn to.
_RELATIONS = frozenset(("шеф", "босс", "партнёр", "boss", "business partner"))


def is_nobody(clue: Clues) -> bool:
    """Whether no more is known than "my boss"."""
    is_bare = not (clue.name or clue.email or clue.phone or clue.telegram)
    return is_bare and (clue.role or "").lower() in _RELATIONS


# A number alone is the writer's own, unless it is said to be everybody's.
SWITCHBOARD = re.compile(
    r"горяч\w{2,3} лини|приемн|ресепш|колл-?центр|контакт-центр|головн\w{2,3} офис|общ\w{2,3} (?:номер|телефон)|"
    r"hotline|reception|switchboard|front desk|main (?:number|line)|call cent"
)
_BREAK = re.compile(r"\n+|(?<=[.!?…])\s{1,5}(?=[A-ZА-ЯЁ+@«\"(])")
_NO_BREAK = re.compile(
    r"(?:\b[A-ZА-ЯЁ]|\b(?:[Tt]el|[Тт]ел|[Дд]об|[Mm]rs?|[Mm]s|[Dd]r|[Мм]об|ext|[Aa]ttn|[Вв]н|внутр|каб|[Pp]rof|St|"
    r"No|г|ул|им|т|e\.g|i\.e))\.$"
)


def cut(body: str) -> list[Sentence]:
    """The sentences of a text, in order, without empty ones; a line that a mail program broke goes on."""
    found: list[Sentence] = []
    start, is_joined = 0, True
    for match in _BREAK.finditer(body):
        if "\n" not in match.group() and _NO_BREAK.search(body, max(0, match.start() - 6), match.start()):
            continue
        line = body.rfind("\n", 0, match.start()) + 1
        if match.group() == "\n" and match.start() - line >= 55 and body[match.start() - 1] not in ".!?:":
            continue
        found.append(Sentence(start, match.start(), is_joined))
        start, is_joined = match.end(), "\n\n" not in match.group()
    found.append(Sentence(start, len(body), is_joined))
    return [sentence for sentence in found if body[sentence.start : sentence.end].strip()]
