"""Beginnings: the first letters of a message's words, in runs and in ordered pairs with others between them. Pure.

Four letters are a stem without a dictionary, in both languages and with most endings. A pair keeps the order of two
words that others stand between ("не … приходила", "stop … me"), which runs of words lose; marks that turn the meaning
(a question, quotation marks) are words here.

It knows no labels and no kinds of words: the classifier learns what the signs mean; `concepts` knows the kinds.
"""

import re
import unicodedata
import zlib

BUCKETS = 1 << 16

_TOKEN = re.compile(r"[^\W_]+|[?!,:«»\"“”]")
_LETTERS = 4
_REACH = 6
_LONGEST_RUN = 3
_READ_CHARS = 1_200
_MOST_WORDS = 150


def signs(text: str) -> dict[int, float]:
    """Bucket → count of the signs in a text, of which no more than 1,200 characters are read."""
    plain = (
        unicodedata.normalize("NFKC", text[:_READ_CHARS]).casefold().replace("ё", "е").replace("’", "").replace("'", "")
    )
    own = [token[:_LETTERS] for token in _TOKEN.findall(plain)[:_MOST_WORDS]]
    counts: dict[int, float] = {}
    framed = ["<", *own, ">"]
    for length in range(1, _LONGEST_RUN + 1):
        for at in range(len(framed) - length + 1):
            _add(counts, "\t".join(framed[at : at + length]))
    for at, first in enumerate(own):
        for later in own[at + 2 : at + 1 + _REACH]:
            _add(counts, f"{first}\v{later}")
    return counts


def _add(counts: dict[int, float], sign: str) -> None:
    bucket = zlib.crc32(sign.encode()) % BUCKETS
    counts[bucket] = counts.get(bucket, 0.0) + 1.0
