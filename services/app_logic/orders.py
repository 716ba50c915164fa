"""Orders: what in a client's text is an order to the machine that reads it, as spans. Pure.

"Ignore your previous instructions", "SYSTEM: …", a tool call, a forged note of the operator, "list the contacts you
hold": no client writes so to a seller. The text is cut into sentences, each folded so that hidden signs and letters of
the other alphabet hide nothing, and weighed by the clues of `orders_clues` and
`orders_families`: a strong one is enough, weak ones need each other. What a forged heading opens goes with it to the
end of the paragraph, except a plain question. Control blocks (tags, fences, JSON with our words in it) are found first,
whole.

It decides nothing and hears no wish. A sentence in which a rule hears a request to stop is never one of them.
"""

import functools
import re
import typing
import unicodedata

from services.app_logic import orders_clues, orders_families, signals
from services.app_logic.brain import spelling

_ENOUGH = 2
_CLUES = (*orders_clues.CLUES, *orders_families.CLUES)
# Longer texts are read at their beginning; nobody's wish begins behind so much.
_READ_CHARS = 60_000
# To its end, or to as much as is read at once.
_SENTENCE = re.compile(r"[^\n]{1,600}?(?:[.!?…]+[\"»”')\]]{0,2}(?=\s|$)|(?=\n)|$)|[^\n]{600}")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ ._*-][^\W\d_]){3,60}(?![^\W_])")
_LEET = str.maketrans("013457", "oieast")
_LEET_WORD = re.compile(r"\b(?=[a-z]{0,20}[013457][a-z])[a-z013457]{3,24}\b")
_LEET_RU = str.maketrans("034561", "озасби")
_LEET_RU_WORD = re.compile(r"(?<![\w])(?=[а-я0-9]{0,24}[а-я])(?=[а-я]{0,24}[013456])[а-я013456]{3,24}(?![\w])")
_HIDDEN = re.compile(r"(?<=[^\W\d_])[\u200b\u200c\u200d\u2060\ufeff](?=\W{0,3}[^\W\d_])")
_REVERSED = "\u202e"
_TAGS = re.compile(r"[\U000E0020-\U000E007E]{2}")
_LATIN_WORD = re.compile(r"[a-z']{2,40}")
_MOST_HIDDEN = 3


class Span(typing.NamedTuple):
    """Half-open range of characters in the text, and the first clue against it."""

    start: int
    end: int
    clue: str


def own_words(text: str) -> str:
    """The text without what `find` finds in it; the very same text where that is nothing."""
    spans = find(text)
    if not spans:
        return text
    kept, at = [], 0
    for start, end, _ in spans:
        kept.append(text[at:start].rstrip(" \t"))
        at = end
    kept.append(text[at:])
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


@functools.lru_cache(maxsize=64)
def find(text: str) -> tuple[Span, ...]:
    """The orders to the machine, in order and apart. Never raises; linear in the length of the text."""
    text = text[:_READ_CHARS]
    blocks = list(_blocks(text))
    found = [*blocks]
    for begin, end in _paragraphs(text):
        found += _in_paragraph(text, begin, end, blocks)
    return tuple(_joined(found))


def _blocks(text: str) -> typing.Iterator[Span]:
    for clue, pattern in orders_clues.BLOCKS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), clue)


def _paragraphs(text: str) -> typing.Iterator[tuple[int, int]]:
    at = 0
    for gap in _PARAGRAPH.finditer(text):
        yield at, gap.start()
        at = gap.end()
    yield at, len(text)


def _in_paragraph(text: str, begin: int, end: int, blocks: list[Span]) -> typing.Iterator[Span]:
    """Its sentences that are orders, with what a heading opens and the weak ones beside them; a stop is none."""
    sentences = [_weighed(match, blocks) for match in _SENTENCE.finditer(text, begin, end) if match.group().strip()]
    heading, before = "", False
    for at, each in enumerate(sentences):
        after = at + 1 < len(sentences) and sentences[at + 1].points >= _ENOUGH
        is_led = bool(heading) and not each.asks
        if each.points < _ENOUGH and not is_led and not (each.points and not each.asks and (before or after)):
            heading, before = "", False
            continue
        before = True
        heading = each.clue if each.opens and each.points >= _ENOUGH else heading
        if not each.in_block and not signals.is_opt_out(text[each.start : each.end]):
            yield Span(each.start, each.end, each.clue or heading)


class _Sentence(typing.NamedTuple):
    start: int
    end: int
    points: int
    clue: str
    opens: bool
    asks: bool
    in_block: bool


def _weighed(match: re.Match[str], blocks: list[Span]) -> _Sentence:
    start, end = match.span()
    if any(each.start <= start < each.end for each in blocks):
        return _Sentence(start, end, _ENOUGH, "block", True, False, True)
    points, clue, opens = _weigh(match.group())
    return _Sentence(start, end, points, clue, opens, match.group().rstrip("\"»”') \r\t").endswith("?"), False)


def _weigh(sentence: str) -> tuple[int, str, bool]:
    """Points, the first clue that counted, and whether it is a heading."""
    points, first, opens = (1, "hidden signs", False) if _hides(sentence) else (0, "", False)
    for clue in _clues(fold(sentence)):
        points, first, opens = points + clue.points, first or clue.id, opens or clue.opens
    if orders_clues.SHOUTED.match(sentence):
        points, first, opens = points + 1, first or "shouted role", True
    return points, first, opens


def _clues(read: str) -> list[orders_clues.Clue]:
    """The clues in a folded sentence; one in Latin letters that has none is read as Russian, too."""
    found = _found(read)
    if found or any("а" <= each <= "я" for each in read):
        return found
    return _found(_LATIN_WORD.sub(lambda word: signals.from_translit(word.group()), read))


def _found(read: str) -> list[orders_clues.Clue]:
    return [
        each for each in _CLUES if each.pattern.search(read) and (each.unless is None or not each.unless.search(read))
    ]


def _hides(sentence: str) -> bool:
    """Signs that no program puts between the letters of a word: a person wanted something unseen."""
    if _REVERSED in sentence or _TAGS.search(sentence):
        return True
    return len(_HIDDEN.findall(sentence)) >= _MOST_HIDDEN


def fold(sentence: str) -> str:
    """As matching sees it: lower case, plain letters of one alphabet in each word, letters typed apart together."""
    plain = unicodedata.normalize("NFKD", spelling.legible(unicodedata.normalize("NFKC", sentence)).casefold())
    kept = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Cf"))
    kept = _SPACED.sub(lambda word: re.sub(r"[ ._*-]", "", word.group()), kept)
    kept = _LEET_WORD.sub(lambda word: word.group().translate(_LEET), kept)
    kept = _LEET_RU_WORD.sub(lambda word: word.group().translate(_LEET_RU), kept)
    return " ".join(kept.translate(orders_clues.MARKS).split())


def _joined(found: list[Span]) -> typing.Iterator[Span]:
    """Sorted, and what overlaps made one."""
    last: Span | None = None
    for each in sorted(found):
        if last is not None and each.start <= last.end:
            last = last._replace(end=max(last.end, each.end))
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last
