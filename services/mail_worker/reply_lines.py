"""A mail's text as lines: how deep each is quoted and what it says without the marks.

Pure. It does not decide what is quote; a line that begins with `>` may still be the client's own.
"""

import dataclasses
import re

from services.mail_worker import reply_patterns as patterns

# Characters that programs scatter through text and nobody sees: they would hide an attribution from a
# pattern.
_INVISIBLE = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u1427"), None
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\t"), " ")
_INVISIBLE.update(_SPACES)
_MARKS = re.compile(r"\s{0,3}(?:>\s{0,2}){1,60}")
_BLANKS = re.compile(r"\n{6,}")
_HEAD, _TAIL = 6_000, 1_500  # lines read one by one
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("=E2=80=8E", ""), ("=E2=80=AF", " "))


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line: `raw` as it came, `depth` of its quote marks, `text` without marks, links' tails and outer
    spaces.
    """

    raw: str
    depth: int
    text: str

    @property
    def is_empty(self) -> bool:
        return not self.text

    @property
    def is_quoted(self) -> bool:
        return self.depth > 0


def split(body: str) -> list[Line]:
    """Cut a text into lines; `\\r\\n` and `\\r` end a line as `\\n` does.

    Of a text with very many lines the middle is taken as one line: quoted if it begins and ends with quoted
    lines.
    """
    joined = _BLANKS.sub("\n\n\n\n\n", body.replace("\r\n", "\n").replace("\r", "\n"))
    raws = joined.split("\n")
    if len(raws) <= _HEAD + _TAIL:
        return [_line(raw) for raw in raws]
    middle = "\n".join(raws[_HEAD:-_TAIL])
    quoted = raws[_HEAD].lstrip().startswith(">") and raws[-_TAIL - 1].lstrip().startswith(">")
    whole = Line(middle, int(quoted), middle.strip()[: patterns.LONGEST])
    return [*map(_line, raws[:_HEAD]), whole, *map(_line, raws[-_TAIL:])]


def next_filled(lines: list[Line], start: int, reach: int = 12) -> int:
    """Index of the first line at or after `start` that says something, at most `reach` further; else
    len(lines).
    """
    for index in range(start, min(len(lines), start + reach)):
        if lines[index].text:
            return index
    return len(lines)


def _line(raw: str) -> Line:
    seen = raw[: patterns.LONGEST * 2].translate(_INVISIBLE)
    if seen.startswith("&gt;"):
        seen = seen.replace("&gt;", ">")
    marks = _MARKS.match(seen)
    depth = marks.group().count(">") if marks else 0
    text = seen[marks.end() :] if marks else seen
    if "&" in text or "=E2" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return Line(raw, depth, text.strip()[: patterns.LONGEST])
