"""Evidence: the client's own words for a quote that a model gave. Pure.

A model copies almost literally: it changes case, spaces, quotation marks, dashes and ё, or adds an ellipsis. Those
are forgiven, anything else is not. What comes back is always a literal piece of the text. It judges no meaning.
"""

import functools
import unicodedata

_SAME = {
    **dict.fromkeys("«»„“”‟″＂", '"'),
    **dict.fromkeys("‘’‚‛`´ʼ′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_AROUND = " \"'.,;:-"
_LONGEST = 2_000


def literal_quote(text: str, quote: str) -> str:
    """The piece of `text` that `quote` quotes, as it stands there; "" when there is none."""
    return Source(text).quote(quote)


class Source:
    """A text in which several quotes are looked for.

    A piece begins and ends at the edge of a word: "no" is no evidence in "know".
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded, self._places = _folded(text)

    def quote(self, quote: str) -> str:
        """The piece that is quoted, as it stands in the text; "" when there is none."""
        exact = _folded(quote[:_LONGEST])[0].strip()
        if not exact.strip(_AROUND):
            return ""
        # First with the marks at its ends ("Why?"), then without: they are often the model's.
        for wanted in dict.fromkeys((exact, exact.strip(_AROUND))):
            found = _find_words(self._folded, wanted)
            if found >= 0:
                after = found + len(wanted)
                end = self._places[after] if after < len(self._places) else len(self._text)
                return self._text[self._places[found] : end].rstrip()
        return ""


def _find_words(folded: str, wanted: str) -> int:
    """Where `wanted` stands with no letter or digit of the same word beside it; -1 for nowhere."""
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        opens = at == 0 or not (folded[at - 1].isalnum() and wanted[0].isalnum())
        closes = end == len(folded) or not (folded[end].isalnum() and wanted[-1].isalnum())
        if opens and closes:
            return at
        at = folded.find(wanted, end)  # past it, so that the search stays linear
    return -1


@functools.lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """Small, and without its marks: Ё and ё are е, an ellipsis is three dots, « is "."""
    same = _SAME.get(letter)
    return same or "".join(
        each for each in unicodedata.normalize("NFKD", letter.casefold()) if not unicodedata.combining(each)
    )


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters with single spaces, and for each character its place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in _INVISIBLE or unicodedata.combining(letter):
            continue
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letters.append(" ")
            places.append(place)
            continue
        for small in letter.lower() if letter.isascii() else _plain(letter):
            letters.append(small)
            places.append(place)
    return "".join(letters), places
