"""Words of time that are no time: in the name of a firm or a street, in a rota, in "January first".

«Девятое мая», 1 Мая, 14, "сутки через трое". It looks at the letters around one word; what a time is said to be is
for `when_context`.
"""

import re

from services.app_logic.when_symbols import symbol_of

CAPITAL_SEASONS = frozenset(["summer", "winter", "autumn"])
_OPENING = re.compile(r"[«„“\"][^«»„“”\"\n]{0,40}$")
_CLOSING = re.compile(r"[^«»„“”\"\n]{0,40}(?<!\s)[»“”\"]")


RIGHT_NOW = re.compile(
    r" (?:я |мне |меня |is |i can|i'm )?(?:могу|можем|можно|удобно|свобод|звоните|наберите|works|good|fine|free|can)"
)
SHIFT = re.compile(r" (?:через|по) (?:день|двое|трое|сутки|два|три|2|3)\b(?! (?:дн|недел|месяц))")
DONE_FIRST = re.compile(r"\b(?:get|getting|let|have|survive|finish) [^.!?\d]{0,30}$")


def is_in_a_name(match: re.Match[str], flat: str, text: str) -> bool:
    """Whether the word stands in the quoted name of a firm: «Девятое мая», cafe "Friday Night"; up to three words."""
    before = _OPENING.search(text, max(0, match.start() - 42), match.start())
    if before is None or symbol_of(match.group()) == "_":
        return False
    after = _CLOSING.match(text, match.end())
    if after is None:
        return False
    inside = text[before.start() + 1 : after.end() - 1]
    return (
        inside[:1].isupper() and len(inside.split()) <= 3 and symbol_of(flat[before.start() + 1 :].split()[0]) != "cb"
    )


def is_of_a_street(match: re.Match[str], flat: str, text: str) -> bool:
    """ "На 1 Мая, 14": Russian months are written small, streets are not, and a house number follows."""
    return (
        "а" <= match.group()[0] <= "я"
        and text[match.start()].isupper()
        and bool(
            re.match(r",? (?:д\.? ?)?\d{1,3}\b(?! ?(?:час|:|-|январ|феврал))", flat[match.end() : match.end() + 12])
        )
        and bool(re.search(r"\d\s$", flat[max(0, match.start() - 2) : match.start()]))
    )
