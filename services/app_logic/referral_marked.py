"""Whom a reply sends us to, by the words that a brain marked for it.

A mark is a claim: its words must stand in what the writer says himself, a name must be no address, and an address must
be one that is found there without a brain, and not ours or the writer's. It decides nothing about whether we are sent
on, and knows no phrases.
"""

import re

from services.app_logic import marks
from services.app_logic import referral_clues as clues
from services.app_logic import referral_contacts as contacts
from services.app_logic import referral_names as names
from services.app_logic import referral_roles as titles
from services.core.domain import understanding

_FIELDS = ("name", "role", "email", "phone", "telegram")
# What is marked has letters, or the digits of a number.
_WORD = re.compile(r"[^\W\d_]{2}|\d{3}")
_KINDS = ("email", "telegram", "phone")
_PREPOSITION = re.compile(
    r"^(?:в|во|к|ко|из|с|со|у|от|по|за|на|для|через|in|at|from|with|to|of|by|via|the|our|my|a|an|наш\w{0,3}|мо\w{1,2}|"
    r"нов\w{2,3}) ",
    re.IGNORECASE,
)


def marked(body: str, claims: tuple[understanding.Mark, ...], found: list[contacts.Contact]) -> clues.Clues | None:
    """What the claims say of one person or post; nothing where none of them stands in `body`. `found` holds the
    addresses that may be somebody else's. Names and posts in Russian come back in the nominative where that is safe."""
    names_, roles, said = (_places(body, claims, part) for part in ("name", "role", "address"))
    free = [each for each in names_ if not any(c.start < each.end and each.start < c.end for c in found)]
    name = max(free, key=lambda each: each.score, default=None)
    role = max(roles, key=lambda each: each.score if name is None else -_gap(each, name), default=None)
    meant = [c for c in found if any(each.start < c.end and c.start < each.end for each in said)]
    chosen = {kind: next((c for c in meant if c.kind == kind), None) for kind in _KINDS}
    spans = [(each.start, each.end) for each in (name, role, *chosen.values()) if each is not None]
    if not spans:
        return None
    return clues.Clues(
        name=None if name is None else _named(name.words, body[max(0, name.start - 40) : name.start]),
        role=None if role is None else _titled(role.words),
        **{kind: None if each is None else each.value for kind, each in chosen.items()},
        start=min(start for start, _ in spans),
        end=max(end for _, end in spans),
    )


def together(
    claimed: understanding.Referral | None, ruled: understanding.Referral | None
) -> understanding.Referral | None:
    """What marks say of whom we are sent to, and what they leave open from what the rules say."""
    if claimed is None or ruled is None:
        return claimed or ruled
    missing = {field: getattr(ruled, field) for field in _FIELDS if getattr(claimed, field) is None}
    return claimed.model_copy(update=missing)


def _places(body: str, claims: tuple[understanding.Mark, ...], part: str) -> list[marks.Place]:
    return [each for each in marks.places(body, claims, part) if _WORD.search(each.words)]


def _gap(one: marks.Place, other: marks.Place) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


_DATIVE = re.compile(
    r"(?:\b(?:к|ко|по)|\w(?:ите|йте|шу|сать|дать|ил|ила|ал|ала|ому|ему)) (?:\w{2,20} )?$", re.IGNORECASE
)


def _named(words: str, before: str) -> str:
    bare = re.sub(r"['’]s$", "", words)
    parts = [each[:1].upper() + each[1:] if each.islower() else each for each in bare.split()]
    return names.nominative(parts, is_dative=bool(_DATIVE.search(before)))


def _titled(words: str) -> str:
    bare = _PREPOSITION.sub("", words)
    known = titles.roles(bare)
    return known[0].title if len(known) == 1 and known[0].end - known[0].start >= len(bare) - 2 else bare
