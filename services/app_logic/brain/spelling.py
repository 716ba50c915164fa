"""Spelling: a message as its writer meant it: no hidden signs, no letters of the other alphabet, the right layout. Pure.

"He пишитe" with Latin letters inside is read as Russian; so are "ne pishite mne" and "yt gbibnt vyt", where most words
make sense that way and few do as they stand. It mends no typos, and what a quote shows is the client's own text.
"""

import re
import unicodedata

from services.app_logic import signals
from services.app_logic.brain import concepts

# A word of both alphabets, and what looks alike in them.
_MIXED = re.compile(r"\b(?=[а-яё]{0,30}[a-z])(?=[a-z]{0,30}[а-яё])[a-zа-яё]{2,31}\b", re.IGNORECASE)
_ALIKE = ("aceopxykmthbACEOPXYKMTHB", "асеорхукмтнвАСЕОРХУКМТНВ")
_TO_CYRILLIC, _TO_LATIN = str.maketrans(*_ALIKE), str.maketrans(*reversed(_ALIKE))
_WORD = re.compile(r"[^\W\d_]+")
_TYPED = re.compile(r"[^\s\d!?()\"«»-]+")
# From where a word begins, so that a run of letters without a sign of an address is looked at once.
_ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:\"'])[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{2,90}[^\W_]")
_ANY_ADDRESS = "ivanov@example.com"
# A longer text is not typed blindly to its end.
_MOST_CHARS = 600
_LEAST_WORD = 5
_KNOWN_FROM = 0.5
_BETTER_BY = 0.3


def legible(text: str) -> str:
    """The text as a person sees it, and in Russian letters where it is Russian in Latin ones."""
    if not text.isascii():
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
        whole = _balance(text)
        text = _MIXED.sub(
            lambda word: word.group().translate(_TO_CYRILLIC if (_balance(word.group()) or whole) > 0 else _TO_LATIN),
            text,
        )
    return _respelled(text) if len(text) <= _MOST_CHARS else text


def with_plain_addresses(text: str) -> str:
    """The text with one and the same e-mail address in place of each: how an address is spelled says nothing of the wish."""
    return _ADDRESS.sub(_ANY_ADDRESS, text)


def _balance(text: str) -> int:
    """How many more Cyrillic letters there are than others."""
    return sum((1 if "а" <= letter <= "я" else -1) for letter in text.casefold() if letter.isalpha())


def _respelled(text: str) -> str:
    small = text.casefold()
    if any("а" <= letter <= "я" for letter in small) or not any("a" <= letter <= "z" for letter in small):
        return text
    as_it_stands = _known(small)
    read = [
        _WORD.sub(lambda word: signals.from_translit(word.group()), small),
        _TYPED.sub(lambda word: signals.from_layout(word.group()), small),
    ]
    best = max(read, key=_known)
    share = _known(best)
    return best if share >= _KNOWN_FROM and share >= as_it_stands + _BETTER_BY else text


def _known(text: str) -> float:
    """The share of words that have a kind; a single short word proves nothing."""
    words = _WORD.findall(text)
    if len(words) < 2 and max(map(len, words), default=0) < _LEAST_WORD:
        return 0.0
    return sum(bool(concepts.kinds(word)) for word in words) / len(words)
