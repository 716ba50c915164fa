"""Check: reasons against a draft, found in its words with the placeholders still in. Pure.

What a placeholder stands for was put there by code and is not looked at; what stands outside was written by a
model and may hold no number, price, date, link, address or name, and no word that neither the facts of the answer nor
our own texts have. A template always passes.
"""

import itertools
import re
import unicodedata

from services.app_logic import vocabulary
from services.core.domain.draft import Fault, Violation

_PLACEHOLDER = re.compile(r"\{\{([^{}]{1,80})\}\}")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]{2,63}\.(?:ru|com|org|net|io|рф|su|info|biz|me|ai|dev|app)\b", re.I)
_MAIL = re.compile(r"\S{1,64}@\S{2,255}")
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
_CURRENCY = re.compile(r"[$€£₽₸₴¥%]|\b(?:руб(?:л\w*)?|доллар\w*|евро|rubles?|dollars?|euros?|usd|eur|rub)\b", re.I)
_NUMBER_WORDS = re.compile(
    r"\b(?:двадцать|тридцать|сорок|пятьдесят|сто|двести|триста|пятьсот|тысяч\w*|миллион\w*|процент\w*|"
    r"twenty|thirty|forty|fifty|hundred|thousand|million|percent)\b",
    re.I,
)
_DAYS = re.compile(
    r"\b(?:понедельник\w*|вторник\w*|сред[уы]|четверг\w*|пятниц\w*|суббот\w*|воскресень\w*|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"январ[яе]|феврал[яе]|марта|апрел[яе]|ма[яе]|июн[яе]|июл[яе]|августа|сентябр[яе]|октябр[яе]|ноябр[яе]|декабр[яе]|"
    r"january|february|april|june|july|august|september|october|november|december)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\b(?:гарантиру\w+|обеща(?:ю|ем)|скидк\w+|бесплатн\w+|верн[её]м деньги|подар\w+|даром|полцены|вдвое|"
    r"guarantee\w*|promise\w*|discount\w*|free|gifts?|refund\w*|"
    r"(?:i|we)(?: will|['’]ll)(?! (?:gladly |be (?:glad|happy) to )?(?:ask|check|find out|show|answer)\b))\b",
    re.I,
)
# Known words make claims, too: "the price can be changed". Only a fact says something of a price; a model may say
# that it was asked about, or lead up to it.
_MONEY = re.compile(r"\b(?:цен(?:а|ы|у|е|ой|ам|ами|ах)?|стоимост\w{1,3}|стоить|стоит|pric(?:e|es|ing)|costs?)\b", re.I)
_LEADS_UP = re.compile(
    r"вопрос|спр[ао]с|спрашива|интерес|\b(?:ask|question|wonder|interest)|[?:]\s*$|"
    r"\b(?:о|об|про|по|насчёт|about|regarding|concerning|as for|on|for) (?:\w+ )?(?:цен|стоимост|pric|cost)",
    re.I,
)
_MOVES = re.compile(r"\b(?:можно|мо[гж]\w+|меня[а-я]+|договор\w+|can|could|may|might|able|depends?|would)\b", re.I)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_LEAK = re.compile(
    r"\b(?:system prompt|as an ai|language model|языков\w+ модел\w+|промпт\w*|instructions? (?:say|above)|json|"
    r"passwords?|парол\w+|secrets?)\b|```|</?\w+>|<\|",
    re.I,
)
# Letters one by one, and words of two alphabets: nobody writes so but to get past a filter.
_APART = re.compile(r"(?<!\w)\w(?:[\s.\-]{1,3}\w(?!\w)){3,}")
_MIXED = re.compile(r"[^\W\d_]*(?:[a-z][а-яё]|[а-яё][a-z])[^\W\d_]*", re.I)
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_MOST_WORDS = 220
_MOST_QUESTIONS = 1
_REPEATED_SHARE = 0.85
_PATTERNS = (
    (Fault.UNGROUNDED, _LINK),
    (Fault.UNGROUNDED, _MAIL),
    (Fault.UNGROUNDED, _HANDLE),
    (Fault.UNGROUNDED, _CURRENCY),
    (Fault.UNGROUNDED, _NUMBER_WORDS),
    (Fault.UNGROUNDED, _DAYS),
    (Fault.FORBIDDEN, _PROMISE),
    (Fault.LEAK, _LEAK),
    (Fault.DISGUISED, _APART),
    (Fault.DISGUISED, _MIXED),
)


def check(
    written: str,
    language: str,
    known: frozenset[str],
    said: tuple[str, ...] = (),
    strangers: tuple[str, ...] = (),
    grounds: dict[str, str] | None = None,
) -> tuple[Violation, ...]:
    """Every reason against these words; none means they may be said.

    `known` are the placeholders that have a value, `said` our last texts to this client, `strangers` names
    and addresses of other contacts. `grounds` are the facts of an answer by placeholder: one of them has to be told,
    and no other words than theirs and our own may stand around it.
    """
    found = [
        Violation(fault=Fault.PLACEHOLDER, detail=name) for name in _PLACEHOLDER.findall(written) if name not in known
    ]
    outside = _PLACEHOLDER.sub(" ", written)
    if "{{" in outside or "}}" in outside:
        found.append(Violation(fault=Fault.PLACEHOLDER, detail="broken braces"))
    found += [
        Violation(fault=Fault.UNGROUNDED, detail=f"a digit: {char}")
        for char in dict.fromkeys(outside)
        if unicodedata.category(char) in ("Nd", "Nl", "No")
    ]
    for fault, pattern in _PATTERNS:
        found += [Violation(fault=fault, detail=match.group()[:60]) for match in pattern.finditer(outside)]
    found += _shape(outside, language)
    found += _disguised(outside)
    found += _told(written, outside, language, grounds) if grounds is not None else []
    found += [Violation(fault=Fault.STRANGER, detail=name) for name in strangers if name and name in outside]
    if any(_alike(outside, text) > _REPEATED_SHARE for text in said):
        found.append(Violation(fault=Fault.REPEAT, detail="we said this before"))
    return tuple(found)


def _told(written: str, outside: str, language: str, grounds: dict[str, str]) -> list[Violation]:
    """An answer brings a fact, in the fact's own words; a model's words only lead up to it."""
    found = [
        Violation(fault=Fault.UNGROUNDED, detail=f"a word that no fact has: {word[:60]}")
        for word in vocabulary.strange_words(outside, language, grounds.values())
    ]
    found += [
        Violation(fault=Fault.UNGROUNDED, detail=f"a price is spoken of without the fact: {each.strip()[:60]}")
        for each in _SENTENCE.findall(_PLACEHOLDER.sub("{\n", written))
        if _MONEY.search(each) and not each.rstrip().endswith("{")
        if _MOVES.search(each) or not _LEADS_UP.search(each)
    ]
    if not set(_PLACEHOLDER.findall(written)) & set(grounds):
        found.append(Violation(fault=Fault.UNGROUNDED, detail="no fact is told: use one of the placeholders"))
    return found


def _disguised(outside: str) -> list[Violation]:
    """Characters that nobody sees, or that only look like letters."""
    strange = [char for char in outside if char not in "\n\t" and unicodedata.category(char) in _UNSEEN]
    strange += [char for char in outside if char.isalpha() and unicodedata.normalize("NFKC", char) != char]
    return [
        Violation(fault=Fault.DISGUISED, detail=f"a character that is not what it seems: U+{ord(char):04X}")
        for char in dict.fromkeys(strange)
    ]


def _shape(outside: str, language: str) -> list[Violation]:
    found = []
    words = re.findall(r"\w+", outside)
    if len(words) > _MOST_WORDS:
        found.append(Violation(fault=Fault.LENGTH, detail=f"{len(words)} words"))
    if outside.count("?") > _MOST_QUESTIONS + 1:
        found.append(Violation(fault=Fault.LENGTH, detail="more than one question"))
    cyrillic = sum("а" <= char <= "я" or char == "ё" for char in outside.lower())
    latin = sum("a" <= char <= "z" for char in outside.lower())
    share = cyrillic / max(1, cyrillic + latin)
    if cyrillic + latin >= 20 and ((language == "ru" and share < 0.8) or (language == "en" and share > 0.05)):
        found.append(Violation(fault=Fault.LANGUAGE, detail=f"not in {language}"))
    return found


def _alike(one: str, other: str) -> float:
    """Share of the words of `one` that `other` has too, by pairs of neighbours."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first) if len(first) >= 12 else 0.0


def _pairs(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower())
    return set(itertools.pairwise(words))
