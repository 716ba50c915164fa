"""Spelling: what a hastily typed word was meant to be, as far as sound and keyboard tell. Pure.

Russian is often written as it is heard ("скока стоет", "сервиз" for "сервис"), and whole words are typed with the
other keyboard layout switched on ("crjkmrj"). `by_ear` gives what sounds alike the same form; `other_layout` gives
the word that the same keys make in the other layout. Neither knows which words there are: the caller looks the result
up and drops what it does not know.
"""

import functools
import re

from services.app_logic import signals

_LATIN_ONLY = re.compile(r"[a-z]{2,40}")
# Vowels that sound alike where the stress is elsewhere, and consonants that do at the end of a word or before another.
_SOUNDS = {ord(letter): heard for letter, heard in zip("оеэяюбдзгжвъь", [*"аиииуптскшф", "", ""], strict=True)}
_CLUSTERS = (
    ("сейчас", "щас"),
    ("здравств", "здраств"),
    ("тся", "ца"),
    ("ться", "ца"),
    ("сч", "щ"),
    ("зч", "щ"),
    ("стн", "сн"),
    ("здн", "зн"),
    ("солнц", "сонц"),
    ("чт", "шт"),
)


@functools.lru_cache(maxsize=8192)
def by_ear(word: str) -> str:
    """A Russian word in lower case as it sounds: "сервис" and "сервиз" are one, and so are "стоит" and "стоет"."""
    for written, heard in _CLUSTERS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word.translate(_SOUNDS))


@functools.lru_cache(maxsize=8192)
def other_layout(word: str) -> str:
    """What the keys of a word in Latin letters make in the Russian layout; "" for a word that is not in Latin letters."""
    return signals.from_layout(word) if _LATIN_ONLY.fullmatch(word) else ""
