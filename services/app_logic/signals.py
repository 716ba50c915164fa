"""Signals: does the client ask us to stop writing? Rules per language, with the client's words as evidence.

`find_opt_out` reads the client's own new text and gives the places where he opts out. The text is first
turned into *views* made for matching only: NFKC, no format characters or accents, lookalike letters of
the other alphabet, digits for letters, "s t o p", "stoooop", one-letter typos, the wrong keyboard layout,
Russian in Latin letters. Each character of a view knows where it came from, so spans are always on the
original text. The rules are data in `signals_ru` and `signals_en`, their words in `signals_*_words`; a
further language is modules of the same names (`RULES`, `ANCHOR`; `TYPOS`, `NOT_TYPOS`, `SLIPS`) and an entry
in `_languages`.

It does not look at headers, does not strip quotes, and does not know "not interested", "not now" or
"write to Mary instead": those are no stops.
"""

import dataclasses
import functools
import itertools
import re
import types
import typing
import unicodedata

from services.app_logic import quotations, signals_en, signals_en_words, signals_plain, signals_ru, signals_ru_words

# A mail longer than this is read at both ends: nobody hides a stop in the middle of a book.
_READ_CHARS = 60_000
_MAX_SPANS = 50
_MOST_OF_MESSAGE = 0.6
_MAX_WORD = 40
_SENTENCE_CHARS = 600
_GLANCE_CHARS = 80
# Shorter texts are searched whole; of longer ones no more than so many characters, to stay under a second.
_SHORT_CHARS = 3_000
_SEARCH_CHARS = 10_000


class Span(typing.NamedTuple):
    """Half-open range of characters in the original text, and the id of the rule that found it."""

    start: int
    end: int
    rule: str

    @property
    def is_plain(self) -> bool:
        """Whether its rule may decide by itself, with no model beside it."""
        return self.rule in signals_plain.RULES


@dataclasses.dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    pattern: re.Pattern[str]
    not_before: re.Pattern[str] | None
    not_after: re.Pattern[str] | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Language:
    rules: tuple[_Rule, ...]
    typos: dict[str, list[tuple[str, set[str]]]]
    not_typos: frozenset[str]
    slips: dict[str, str]
    anchor: re.Pattern[str]


@dataclasses.dataclass(slots=True)
class _View:
    """Text made for matching; character `i` stands for `starts[i]:ends[i]` of the original."""

    text: str
    starts: list[int]
    ends: list[int]


_CYRILLIC_OF = dict(zip("abcehkmoptxynurw", "авсенкмортхупигш", strict=True))
_LATIN_OF = dict(zip("авсенкмортхуѕіјԁԛԝһ", "abcehkmoptxysijdqwh", strict=True))
_OTHER_LATIN = dict(
    zip("αβεικνορτυχωηᴀʙᴄᴅᴇɢʜɪᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑօսո", "abeikvoptuxwnabcdeghiklmnoprstuvwyziaoun", strict=True)
)
_LEET_LATIN = dict(zip("013457@$!|", "oieastasil", strict=True))
_LEET_CYRILLIC = dict(zip("0346@", "озчба", strict=True))
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбю"
_TO_JCUKEN = dict(zip(_QWERTY, _JCUKEN.replace("й", "и"), strict=True))
_TO_QWERTY = {**dict(zip(_JCUKEN, _QWERTY, strict=True)), "ё": "`"}
_TRANSLIT = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"),
    ("ya", "я"), ("ja", "я"), ("ju", "ю"), ("ye", "е"), ("yo", "е"), ("iy", "и"), ("yi", "и"), ("a", "а"), ("b", "б"),
    ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("j", "и"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"),
    ("f", "ф"), ("h", "х"), ("c", "ц"), ("y", "ы"), ("x", "х"), ("'", "ь"), ("q", "к"),
)  # fmt: skip
_ENGLISH_TOO = frozenset({"stop", "spam", "ban", "list", "email", "no", "he", "to", "a"})
_TRANSLIT_OF = dict(_TRANSLIT)
_TRANSLIT_PIECE = re.compile("|".join(re.escape(latin) for latin, _ in _TRANSLIT))
_PUNCTUATION = {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "«": '"'}
_PUNCTUATION |= {"»": '"', "“": '"', "”": '"', "„": '"', "\r": "", "\t": " ", "\n": "\n", "…": "…", "🛑": " stop "}

# Letters typed apart, or a word (with an inner apostrophe, digit, @, $ or asterisk), or punctuation, or space.
_PIECE = re.compile(
    r"(?P<spaced>(?<![^\W_])[^\W\d_](?:[ ._*-][^\W\d_]){3,30}(?![^\W_]))"
    r"|(?P<syllables>(?<![^\W_])[а-я]{1,4}(?:-[а-я]{1,4}){2,8}(?![^\W_]))"
    r"|(?P<mail>[^\W_][\w.+-]{0,60}@[\w-]{1,60}\.[\w.-]{1,60})"
    r"|(?P<word>[^\W_]+(?:['*@$!|](?=[^\W_])[^\W_]+|\*+[^\W_]+){0,4})"
    r"|(?P<mark>[.!?…]+)|(?P<space>\s+)|(?P<rest>.)",
    re.DOTALL,
)
_DOUBLED_STOP = re.compile(r"^(stop|стоп)\1+$")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n\n")


def find_opt_out(text: str) -> tuple[Span, ...]:
    """The places where the client asks us to write no more, in order; empty where he does not.

    Never raises; linear in the length of the text. Spans of different rules may overlap.
    """
    found: dict[tuple[int, int], Span] = {}
    for offset, part in _readable(text):
        folded = _fold(part)
        for language, view in _views(folded):
            for span in _apply(language, view):
                key = (span.start + offset, span.end + offset)
                found.setdefault(key, Span(key[0], key[1], span.rule))
                if len(found) >= _MAX_SPANS:
                    return tuple(sorted(found.values()))
    return tuple(sorted(found.values()))


# One turn is asked about several times: whether it is plain, whether there is any, what the classifier makes of it.
recent_opt_outs = functools.lru_cache(maxsize=8)(find_opt_out)


def plain_opt_outs(text: str) -> tuple[Span, ...]:
    """The opt-outs that need no model beside them.

    By being most of the message; or, outside quotation marks, by a rule that hardly errs or by having nothing but
    courtesy in their sentence.
    """
    spans = recent_opt_outs(text)
    if not spans:
        return ()
    most, sentences = _MOST_OF_MESSAGE * max(1, _letters(text)), signals_plain.Sentences(text)
    own = own_opt_outs(text)
    return tuple(
        span
        for span in spans
        if _letters(text[span.start : span.end]) >= most
        or (span in own and (span.is_plain or sentences.stands_alone(*span)))
    )


@functools.lru_cache(maxsize=8)
def own_opt_outs(text: str) -> tuple[Span, ...]:
    """The opt-outs outside quotation marks; what stands inside may be told of somebody else."""
    quoted = quotations.Quotations(text)
    return tuple(span for span in recent_opt_outs(text) if not quoted.hold(span.start, span.end))


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)


def is_opt_out(text: str) -> bool:
    """Whether the client asks us to write no more."""
    return bool(recent_opt_outs(text))


def _readable(text: str) -> tuple[tuple[int, str], ...]:
    if len(text) <= _READ_CHARS:
        return ((0, text),)
    half = _READ_CHARS // 2
    return ((0, text[:half]), (len(text) - half, text[-half:]))


@functools.lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """A character as matching sees it: lower case, compatible form, no accent; "" for what is invisible."""
    known = _PUNCTUATION.get(char)
    if known is not None:
        return known
    if unicodedata.category(char) == "Cf":
        return ""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())[:4]
    kept = [c for c in plain if unicodedata.category(c) not in ("Mn", "Cf")]
    return "".join(" " if unicodedata.category(c) in ("So", "Sk", "Co", "Cn", "Cs") else c for c in kept)


def _fold(text: str) -> _View:
    chars: list[str] = []
    starts: list[int] = []
    for position, char in enumerate(text):
        for folded in _fold_char(char):
            chars.append(_OTHER_LATIN.get(folded, folded))
            starts.append(position)
    return _View("".join(chars), starts, [start + 1 for start in starts])


def _views(folded: _View) -> typing.Iterator[tuple[_Language, _View]]:
    russian, english = _languages()
    has_cyrillic = any("а" <= c <= "я" for c in folded.text)
    has_latin = any("a" <= c <= "z" for c in folded.text)
    if has_cyrillic:
        yield russian, _rewrite(folded, russian, _as_cyrillic)
    if has_latin:
        yield english, _rewrite(folded, english, _as_latin)
    if len(folded.text) > _SHORT_CHARS:
        return  # nobody types a long mail in the wrong layout
    if has_cyrillic:
        yield english, _rewrite(folded, english, _as_qwerty)
    if has_latin:
        yield russian, _rewrite(folded, russian, from_layout)
        yield russian, _rewrite(folded, russian, from_translit)


def _rewrite(folded: _View, language: _Language, spell: typing.Callable[[str], str]) -> _View:
    """The view in one spelling: each word spelled anew and its typo mended, marks and spaces made plain."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    known: dict[str, str] = {}
    for piece in _PIECE.finditer(folded.text):
        raw = piece.group()
        if raw not in known:
            known[raw] = _piece(piece.lastgroup or "", raw, language, spell)
        new, begin = known[raw], piece.start()
        out.append(new)
        if new == raw:
            starts.extend(folded.starts[begin : piece.end()])
            ends.extend(folded.ends[begin : piece.end()])
        else:
            starts.extend([folded.starts[begin]] * len(new))
            ends.extend([folded.ends[piece.end() - 1]] * len(new))
    return _View("".join(out), starts, ends)


def _piece(kind: str, raw: str, language: _Language, spell: typing.Callable[[str], str]) -> str:
    if kind == "mark":
        return "?" if "?" in raw else "!" if "!" in raw else "…" if len(raw) > 1 or raw == "…" else "."
    if kind == "space":
        return "\n\n" if raw.count("\n") > 1 else "\n" if "\n" in raw else " "
    if kind == "mail":
        return raw
    if kind == "rest":
        return "" if raw in "*_~>#" else raw
    if kind in ("spaced", "syllables"):
        raw = re.sub(r"[ ._*-]", "", raw)
    if len(raw) > _MAX_WORD:
        return raw
    word = _DOUBLED_STOP.sub(r"\1", _LONG_RUN.sub(r"\1", spell(raw)))
    return _mend(word, language)


@functools.lru_cache(maxsize=8192)
def mended(word: str) -> str:
    """A small word one slip away from a key word of its language, as that word; any other as it is."""
    return _mend(word, _languages()[word[:1] < "а"])


def _mend(word: str, language: _Language) -> str:
    """A word one slip away from one of the language's key words becomes that word."""
    slip = language.slips.get(word)
    if slip is not None:
        return slip
    if not 5 <= len(word) <= 16 or word in language.not_typos:
        return word
    letters = set(word)
    for target, target_letters in language.typos.get(word[0], ()):
        if abs(len(target) - len(word)) <= 1 and len(letters ^ target_letters) <= 2 and _is_one_slip(word, target):
            return target
    return word


def _is_one_slip(word: str, target: str) -> bool:
    """Whether one letter was added, lost, changed, or swapped with its neighbour."""
    if word == target:
        return True
    short, long = sorted((word, target), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


def _as_cyrillic(word: str) -> str:
    if word == "stop":
        return "стоп"
    if any("а" <= c <= "я" for c in word):
        word = "".join(_LEET_CYRILLIC.get(c, c) for c in word) if not word.isalpha() else word
        return "".join(_CYRILLIC_OF.get(c, c) for c in word)
    mapped = "".join(_CYRILLIC_OF.get(c, c) for c in word)
    return mapped if all("а" <= c <= "я" for c in mapped) else word


def _as_latin(word: str) -> str:
    word = word.replace("'", "")
    if not word.isalpha() and sum(c.isalpha() for c in word) > 1:
        word = "".join(_LEET_LATIN.get(c, c) for c in word)
    return "".join(_LATIN_OF.get(c, c) for c in word)


def _as_qwerty(word: str) -> str:
    return "".join(_TO_QWERTY.get(c, c) for c in word)


def from_layout(word: str) -> str:
    """A small word typed in the English layout where the Russian one was meant."""
    return "".join(_TO_JCUKEN.get(c, c) for c in word)


def from_translit(word: str) -> str:
    """A small Russian word written in Latin letters, in Russian ones."""
    if word in _ENGLISH_TOO:
        return word
    return _TRANSLIT_PIECE.sub(lambda found: _TRANSLIT_OF[found.group()], word)


def _apply(language: _Language, view: _View) -> typing.Iterator[Span]:
    """Rules are tried on the sentences that hold one of the language's key stems, and their neighbours."""
    for begin, end in _windows(language, view.text):
        for rule in language.rules:
            for match in rule.pattern.finditer(view.text, begin, end):
                if match.end() > match.start() and not _is_excused(rule, view.text, match):
                    yield Span(view.starts[match.start()], view.ends[match.end() - 1], rule.id)


def _windows(language: _Language, text: str) -> typing.Iterator[tuple[int, int]]:
    """A short text with a key stem as a whole; of a long one, each different sentence with one, up to a budget."""
    if len(text) <= _SHORT_CHARS:
        if language.anchor.search(text):
            yield 0, len(text)
        return
    seen: set[str] = set()
    left = _SEARCH_CHARS
    for begin, end in _sentences(text):
        sentence = text[begin : end + _GLANCE_CHARS]
        if sentence not in seen and language.anchor.search(text, begin, end):
            seen.add(sentence)
            left -= end - begin
            yield begin, end
        if left < 0:
            return


def _sentences(text: str) -> typing.Iterator[tuple[int, int]]:
    """From both ends to the middle, so that a budget spares the middle; never longer than the limit."""
    cuts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    pieces = [
        (begin, min(begin + _SENTENCE_CHARS, end))
        for cut, end in itertools.pairwise(cuts)
        for begin in range(cut, end, _SENTENCE_CHARS - _GLANCE_CHARS)
    ]
    for i in range((len(pieces) + 1) // 2):
        yield pieces[i]
        if len(pieces) - 1 - i != i:
            yield pieces[len(pieces) - 1 - i]


def _is_excused(rule: _Rule, window: str, match: re.Match[str]) -> bool:
    if rule.not_before is not None:
        head = window[max(0, match.start() - _SENTENCE_CHARS) : match.start()]
        ends = [found.end() for found in _SENTENCE_END.finditer(head)]
        if rule.not_before.search(head[ends[-1] :].lstrip() if ends else head):
            return True
    if rule.not_after is not None:
        tail = window[match.end() : match.end() + _SENTENCE_CHARS]
        ends = [found.end() for found in _SENTENCE_END.finditer(tail)]
        # The sentence itself and the next one: "Don't write to me. Write to Anna."
        if rule.not_after.search(tail[: ends[1]] if len(ends) > 1 else tail):
            return True
    return False


@functools.cache
def _languages() -> tuple[_Language, _Language]:
    return _language(signals_ru, signals_ru_words), _language(signals_en, signals_en_words)


def _language(rule_module: types.ModuleType, words: types.ModuleType) -> _Language:
    rules = tuple(
        _Rule(rule_id, _compile(pattern), _compile(before) if before else None, _compile(after) if after else None)
        for rule_id, pattern, before, after in rule_module.RULES
    )
    typos: dict[str, list[tuple[str, set[str]]]] = {}
    for target in (_fold_source(word) for word in words.TYPOS):
        typos.setdefault(target[0], []).append((target, set(target)))
    not_typos = frozenset(_fold_source(word) for word in words.NOT_TYPOS)
    slips = {_fold_source(slip): _fold_source(word) for slip, word in words.SLIPS.items()}
    return _Language(rules, typos, not_typos, slips, _compile(rule_module.ANCHOR))


def _fold_source(source: str) -> str:
    """Rules are written with their proper letters; views have none of й and ё."""
    return source.replace("й", "и").replace("ё", "е")


def _compile(source: str) -> re.Pattern[str]:
    return re.compile(_fold_source(source))
