"""Stand-ins for the parts of a campaign that have a mistake of form, so that the rest can still be checked. Pure.

An operator is to see every mistake at once, and a campaign with a wrong digit in one fact has rules that its
other parts may break. What stands in is never written: a seed with a mistake is refused.
"""

import re
from typing import Any

NAME = "stand-in"
_LISTS = ("touches", "facts", "forbidden_topics")
_REQUIRED = ("id", "name", "accounts", "sender", "offer", "touches")
_LANGUAGES = ("ru", "en")
_LANGUAGE = re.compile(r"[A-Za-z]{2}")
_FACT_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
Path = tuple[int | str, ...]


def mended(given: dict[str, Any], paths: list[Path]) -> tuple[dict[str, Any], set[Path]]:
    """The campaign with stand-ins where `paths` (from its top) are mistaken, and the parts that they stand for."""
    made = dict(given)
    muted: set[Path] = set()
    for path in paths:
        name = str(path[0]) if path else ""
        if name in _LISTS and len(path) > 1 and isinstance(path[1], int) and isinstance(made.get(name), list):
            made[name] = [
                _element(name, number, each, given) if number == path[1] else each
                for number, each in enumerate(made[name])
            ]
            muted.add((name, path[1]))
        elif name == "facts" and isinstance(given.get(name), list):
            made[name] = _facts_once(given)
            muted.add((name,))
        else:
            made.pop(name, None)
            if name in _REQUIRED:
                made[name] = _whole(name, given)
            muted.add((name,))
    return made, muted


def _texts(given: dict[str, Any], texts: object = None) -> dict[str, str]:
    """A text in each language that may be asked for."""
    named = tuple(texts) if isinstance(texts, dict) else ()
    wanted = (*_LANGUAGES, given.get("language"), *named)
    return {each: "-" for each in wanted if isinstance(each, str) and _LANGUAGE.fullmatch(each)}


def _element(name: str, number: int, each: object, given: dict[str, Any]) -> dict[str, Any]:
    raw = each if isinstance(each, dict) else {}
    if name == "touches":
        return {"after_days": 0, "subject": _texts(given), "text": _texts(given)}
    if name == "facts":
        return {"id": _id(raw, number), "kind": "faq", "text": _texts(given, raw.get("text"))}
    return {"id": f"{NAME}-{number}", "words": {}}


def _id(raw: dict[str, Any], number: int) -> str:
    """The fact's own id where it has a good one: touches may name it."""
    given = str(raw.get("id", ""))
    return given if _FACT_ID.fullmatch(given) else f"{NAME}-{number}"


def _facts_once(given: dict[str, Any]) -> list[dict[str, Any]]:
    """A stand-in for each fact, the second of two with one id renamed."""
    made: dict[str, dict[str, Any]] = {}
    for number, each in enumerate(given["facts"]):
        fact = _element("facts", number, each, given)
        fact_id = fact["id"] if fact["id"] not in made else f"{NAME}-{number}"
        made[fact_id] = {**fact, "id": fact_id}
    return list(made.values())


def _whole(name: str, given: dict[str, Any]) -> Any:
    """A stand-in for a field that every campaign must have."""
    stand_ins: dict[str, Any] = {
        "id": NAME,
        "name": "-",
        "accounts": [NAME],
        "sender": {"name": _texts(given)},
        "offer": _texts(given),
        "touches": [_element("touches", 0, {}, given)],
    }
    return stand_ins[name]
