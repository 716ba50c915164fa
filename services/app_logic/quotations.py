"""Quotations: which pieces of a text stand in quotation marks, and so may be somebody else's words. Pure.

Only marks that open and close within a few lines count. It does not strip quoted mail (the mail worker did), and does
not know who is quoted.
"""

import re

_PIECE = re.compile(
    r"«[^«»]{1,400}»|“[^“”]{1,400}”|„[^„“”]{1,400}[“”]|\"[^\"\n]{1,400}\""
    r"|(?<![^\W_])'[^'\n]{3,200}'(?![^\W_])|(?<![^\W_])‘[^‘’\n]{3,200}’(?![^\W_])"
)


class Quotations:
    """The quoted pieces of one text, found once for all questions about it."""

    def __init__(self, text: str) -> None:
        self._pieces = [found.span() for found in _PIECE.finditer(text)]

    def hold(self, start: int, end: int) -> bool:
        """Whether the characters `start:end` are inside one quoted piece."""
        return any(begins <= start and end <= ends for begins, ends in self._pieces)
