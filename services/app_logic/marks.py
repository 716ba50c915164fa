"""Where the words that a brain marked stand in a text.

A mark is a claim: it counts only where its words are there, whole, and where the brain holds them for likelier than not.
It reads no meaning into them.
"""

import re
import typing

from services.core.domain import understanding

# Below it a mark is no more than a guess.
LEAST = 0.5
_MOST_CHARS = 60


class Place(typing.NamedTuple):
    """The marked words, each gap one space, where they stand (half-open), and the mark's score."""

    words: str
    start: int
    end: int
    score: float


def places(body: str, marks: tuple[understanding.Mark, ...], part: str) -> typing.Iterator[Place]:
    """The first place of each mark of this part whose words stand in `body`, in the order of the marks."""
    for mark in marks:
        words = mark.words.split()
        if mark.part != part or mark.score < LEAST or len(mark.words) > _MOST_CHARS:
            continue
        pattern = r"\s{1,3}".join(map(re.escape, words))
        if found := re.search(rf"(?<!\w){pattern}(?!\w)", body):
            yield Place(" ".join(words), *found.span(), mark.score)
