"""Finds where quoted text begins: attribution lines, header blocks, "original message" lines.

Pure. It tells what stands at a line and how many lines it takes; whether the text below is dropped is
decided in `reply_text`. Forms were collected from Gmail, Apple Mail, Outlook (desktop, web, Mac, mobile),
Thunderbird, Yandex, mail.ru, Yahoo, Proton, Zoho, The Bat!, Lotus Notes, Zimbra, Roundcube, SOGo,
GroupWise, KMail, Evolution.
"""

import dataclasses
import enum
import re

from services.mail_worker import reply_lines
from services.mail_worker import reply_patterns as patterns

_JUNK = re.compile(r"^[\s>*_|-]{1,40}")
_MAILTO = re.compile(r"[<\[(]{1,3}mailto:[^<>\s]{0,200}[>\])]{1,3}", re.IGNORECASE)
_SPACE = re.compile(r"\s{1,500}")
_UNFINISHED = re.compile(r"(?:[^:：.!?]|\d\.)$")
_MOST_JOINED = 6
_MOST_LOOKED_AT = 80_000  # characters in which marks are sought; nobody types more above a quote


class Kind(enum.Enum):
    ATTRIBUTION = "attribution"
    HEADERS = "headers"
    ORIGINAL = "original"
    FORWARD = "forward"
    REPLY_ABOVE = "reply above"


@dataclasses.dataclass(frozen=True, slots=True)
class Splitter:
    """A place where quoted text begins: lines `start` to `end` (exclusive) belong to the mark itself."""

    kind: Kind
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """The lines with, for each, (kind of label, value) where it is a header like `От: Мария`."""

    lines: list[reply_lines.Line]
    labels: list[tuple[str, str] | None]


def find(lines: list[reply_lines.Line]) -> dict[int, Splitter]:
    """All marks by their first line. Inside a run of `>` lines only the head of the run is looked at."""
    page = _Page(lines, [_label(line.text) for line in lines])
    found: dict[int, Splitter] = {}
    looked = 0
    covered = 0
    previous_quoted = False
    for index, line in enumerate(lines):
        if not line.text:
            continue
        inside, previous_quoted = line.is_quoted and previous_quoted, line.is_quoted
        if index < covered or inside or looked > _MOST_LOOKED_AT:
            continue
        looked += len(line.text) + 60
        splitter = _at(page, index)
        if splitter:
            found[index] = splitter
            covered = splitter.end
    return found


def _at(page: _Page, index: int) -> Splitter | None:
    line = page.lines[index]
    text = (line.raw if line.text.startswith(">>") else line.text).strip()[: patterns.LONGEST]
    if patterns.REPLY_ABOVE.match(text):
        return Splitter(Kind.REPLY_ABOVE, index, index + 1)
    if patterns.FORWARD.match(text):
        return Splitter(Kind.FORWARD, index, _end_of_headers(page, index + 1))
    if patterns.ORIGINAL.match(text):
        return Splitter(Kind.ORIGINAL, index, _end_of_headers(page, index + 1))
    end = _header_block(page, index)
    if end:
        return Splitter(Kind.HEADERS, index, end)
    if patterns.DASHED_WROTE.match(text):
        return Splitter(Kind.ATTRIBUTION, index, index + 1)
    end = _attribution(page.lines, index)
    return Splitter(Kind.ATTRIBUTION, index, end) if end else None


# -- header blocks


def _label(text: str) -> tuple[str, str] | None:
    """(kind of label, its value) of a line like `От: Мария`, with or without bold marks."""
    found = patterns.LABEL.match(text) if ":" in text[:40] or "：" in text[:40] else None
    if not found:
        return None
    return patterns.KIND_OF_LABEL.get(found.group(1).lower().rstrip(), "other"), text[found.end() :].strip(" *_")


def _read_headers(page: _Page, start: int) -> tuple[dict[str, str], int]:
    """Labels with values from `start`, and the line after the last of them.

    A value may go on over the next lines (long lists of addresses, subjects); one blank line between labels
    is let pass, for texts made from HTML have it.
    """
    values: dict[str, str] = {}
    end, index, loose = start, start, 0
    while index < min(len(page.lines), start + 24) and loose <= 2:
        text = page.lines[index].text
        labelled = page.labels[index] if text else None
        if labelled and (labelled[0] == "other" or labelled[0] not in values):
            values[labelled[0]] = (values.get(labelled[0], "") + " " + labelled[1]).strip()
            end, loose = index + 1, 0
        else:
            loose += 1
            if text and values and loose == 1 and _goes_on(page, index):
                loose = 0
        index += 1
    return values, end


def _goes_on(page: _Page, index: int) -> bool:
    """Whether a line without label is the rest of the header above: it has an address, or a label follows
    soon.
    """
    if patterns.ADDRESS.search(page.lines[index].text) and len(page.lines[index].text) < 200:
        following = reply_lines.next_filled(page.lines, index + 1, 3)
        return following < len(page.lines) and page.labels[following] is not None
    return index + 1 < len(page.lines) and page.labels[index + 1] is not None


def _end_of_headers(page: _Page, start: int) -> int:
    """The line after the headers that follow a separator; `start` where there are none."""
    first = reply_lines.next_filled(page.lines, start, 3)
    if first == len(page.lines) or not page.labels[first]:
        return start
    return _read_headers(page, first)[1]


def _header_block(page: _Page, index: int) -> int:
    """Line after a header block that begins at `index`, or 0.

    A client may write a list of his own ("From: Riga, To: Vilnius, Date: June 12"), so labels alone are not
    believed: an address, a time or a subject must come with them.
    """
    first = page.labels[index]
    if not first or (first[0] in ("other", "cc") and "reply" not in page.lines[index].text.lower()):
        return _one_line_headers(page, index)
    values, end = _read_headers(page, index)
    kinds = set(values) - {"other"}
    everything = " ".join(values.values())
    has_address = bool(patterns.ADDRESS.search(everything))
    when = values.get("sent", "") + " " + values.get("date", "")
    has_moment = bool(patterns.TIME.search(when) and re.search(r"\d{1,4}\D", when))
    subject = "subject" in kinds
    people = kinds & {"from", "to"}
    moment = kinds & {"sent", "date"}
    if (
        len(kinds) >= 3
        and ("from" in kinds or has_address)
        and (subject or moment)
        and (subject or has_address or has_moment)
    ):
        return end
    if "from" in kinds and "sent" in kinds and has_moment:
        return end
    if len(kinds) == 2 and people and (moment or subject) and has_address and (has_moment or subject):
        return end
    return _one_line_headers(page, index)


def _one_line_headers(page: _Page, index: int) -> int:
    """Headers run together on one line: two or three labels, an address, a date."""
    text = page.lines[index].text
    if ":" not in text or not page.labels[index]:
        return 0
    labels = len(patterns.ONE_LINE_LABELS.findall(text))
    enough = labels >= 3 or (labels == 2 and bool(patterns.TIME.search(text)))
    return index + 1 if enough and patterns.ADDRESS.search(text) and patterns.DATE.search(text) else 0


# -- attributions


def _attribution(lines: list[reply_lines.Line], index: int) -> int:
    """Line after an attribution that begins at `index`, or 0. It may be wrapped over several lines."""
    if not _may_begin(lines[index]):
        return 0
    joined = ""
    for end in range(index, min(len(lines), index + _MOST_JOINED)):
        piece = lines[end].text
        if not piece:
            if _wrapped_address_follows(lines, end):
                continue
            return 0
        joined = _join(joined, piece)
        if len(joined) > 320:
            return 0
        if end > index and not _goes_with(lines[index], lines[end]):
            return 0
        if is_attribution(_clean(joined), quote_follows(lines, end + 1)):
            return _swallow_rest(lines, end + 1)
        if not _UNFINISHED.search(piece):
            return 0
    return 0


def _join(joined: str, piece: str) -> str:
    """Put wrapped lines together; `=` at the end is a soft break of quoted-printable that nobody decoded."""
    if joined.endswith("=") and not joined.endswith("=="):
        return joined[:-1] + piece
    return f"{joined} {piece}" if joined else piece


def _wrapped_address_follows(lines: list[reply_lines.Line], blank: int) -> bool:
    following = lines[blank + 1].text if blank + 1 < len(lines) else ""
    return following.startswith("<") or bool(patterns.VERB_LAST.fullmatch(following))


def _goes_with(first: reply_lines.Line, later: reply_lines.Line) -> bool:
    """Whether a later line can be the rest of an attribution: not quoted deeper, not an attribution
    itself.
    """
    if later.depth > first.depth and not _closes(later):
        return False
    text = _clean(later.text[:200])
    dated = patterns.DATED_START.match(text) and patterns.DATE.search(text, 0, 60)
    return not dated or not (patterns.DATE.search(first.text, 0, 160) or not patterns.VERB.search(first.text, 0, 160))


def _swallow_rest(lines: list[reply_lines.Line], end: int) -> int:
    """Some programs wrap so badly that `<address>` and `wrote:` follow an attribution once more."""
    for extra in (end, end + 1):
        if extra < len(lines) and lines[extra].text:
            text = lines[extra].text
            if re.fullmatch(r"<[^<>\s]{1,100}@[^<>\s]{1,100}>", text) or re.fullmatch(patterns.VERB_LAST, text):
                end = extra + 1
    return end


def _closes(line: reply_lines.Line) -> bool:
    """`> wrote:`: the angle bracket of an address that was wrapped, not a quote mark."""
    return bool(patterns.VERB_LAST.match(line.text)) or line.text in (":", "：")


def _may_begin(line: reply_lines.Line) -> bool:
    """Cheap test before any joining: a date at the start, or a verb or an address in the line."""
    text = _JUNK.sub("", line.text[:200])
    if line.raw.lstrip().startswith(">>>"):
        return True
    return bool(patterns.DATED_START.match(text) or patterns.VERB.search(text) or patterns.ADDRESS.search(text))


def quote_follows(lines: list[reply_lines.Line], start: int) -> bool:
    following = reply_lines.next_filled(lines, start, 6)
    return following < len(lines) and lines[following].is_quoted


def _clean(text: str) -> str:
    return _SPACE.sub(" ", _JUNK.sub("", _MAILTO.sub("", text))).strip(" *_")


def is_attribution(text: str, followed_by_quote: bool) -> bool:
    """Whether a line such as `On Wed, Apr 30, 2025 at 3:19 PM Maria <m@a.example> wrote:` introduces a
    quote.
    """
    if len(text) < 8 and not followed_by_quote:
        return False
    if patterns.GROUPWISE.match(">>> " + text) or patterns.NAPISANA.match(text):
        return True
    dated = patterns.DATED_START.match(text) is not None
    verb = patterns.VERB.search(text)
    if not verb:
        return dated and _dated_without_verb(text, followed_by_quote)
    if patterns.SECOND_PERSON_WROTE.match(text):
        return True
    if patterns.FIRST_PERSON.search(text, max(0, verb.start() - 24)):
        return False
    if dated and (_dated_with_verb(text, verb, followed_by_quote) or _dated_without_verb(text, followed_by_quote)):
        return True
    return _named(text, verb, followed_by_quote)


def _named(text: str, verb: re.Match[str], followed_by_quote: bool) -> bool:
    """Forms that begin with the name: `Maria <m@a.example> wrote:`, `Maria schrieb am 30.04.2025 um
    15:19:`.
    """
    if len(text) > 250:
        return False
    address = patterns.ADDRESS.search(text)
    if address and address.start() < 120 and _verb_is_last(text):
        return True
    if patterns.DATE_AFTER_VERB.match(text, verb.end()):
        moment = patterns.TIME.search(text) or followed_by_quote
        return bool(moment and patterns.DATE.search(text))
    return followed_by_quote and bool(patterns.NAME_WROTE.fullmatch(text)) and len(text.split()) <= 6


def _verb_is_last(text: str) -> bool:
    return patterns.VERB_LAST.search(text, max(0, len(text) - 120)) is not None


def _dated_with_verb(text: str, verb: re.Match[str], followed_by_quote: bool) -> bool:
    """`30.04.2025 15:19, Мария пишет:` or `Am 30.04.2025 um 15:19 schrieb Maria:`."""
    date = patterns.DATE.search(text, 0, 160)
    if not date:
        return followed_by_quote and bool(patterns.TIME.search(text)) and _verb_is_last(text)
    exact = followed_by_quote or any(
        form.search(text) for form in (patterns.TIME, patterns.YEAR, patterns.NUMERIC_DATE, patterns.ADDRESS)
    )
    if not exact:
        return False
    if _verb_is_last(text):
        return True
    near = any(character.isdigit() for character in text[max(0, verb.start() - 30) : verb.start()])
    return near and bool(patterns.NAME_AFTER_VERB.match(text, verb.end()))


def _dated_without_verb(text: str, followed_by_quote: bool) -> bool:
    """`13.03.2025, 01:01, "Мария" <m@a.example>:` and the like."""
    date = patterns.DATE.search(text, 0, 160)
    if not date:
        return False
    if patterns.ADDRESS_LAST.search(text) or (date.start() < 30 and _address_ends(text)):
        return True
    if patterns.GMT_NAME.match(text) or (followed_by_quote and patterns.BARE_ON_DATE.match(text)):
        return True
    ends = text.endswith((":", "："))
    return ends and followed_by_quote and bool(patterns.TIME.search(text)) and len(text) < 120


def _address_ends(text: str) -> bool:
    return text[:1].isdigit() and bool(patterns.ANGLED_ADDRESS_LAST.search(text))
