"""MIME: the bytes of a mail to its header fields and its leaves, whatever the bytes are. Pure, total, linear.

The parser of the standard library recurses into hostile nesting and looks at every line once for each level, so
it is not used for structure; here depth, parts, fields and lengths are limited. It reads no text and judges
nothing: that is `wire`'s business.
"""

import binascii
import collections.abc
import dataclasses
import email.message
import email.utils
import re

MOST_PARTS = 200
_MOST_DEPTH = 20
_MOST_HEAD_BYTES = 300_000
_MOST_FIELDS = 1_000
_MOST_FIELDS_OF_A_PART = 50
_MOST_OF_A_NAME = 50
_MOST_VALUE = 20_000
_MOST_FALSE_MARKS = 2_000
_MOST_PARAMETERS = 4_000
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,80}:(.*)\Z", re.DOTALL)
_GUESSED = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{3,150}|-{2,60}[^\r\n]{4,150})\r?\n[Cc]ontent-")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_CYRILLIC = bytes(range(0xC0, 0x100))  # letters in windows-1251
_HIGH = bytes(range(0x80, 0x100))
# Codecs outside this list are slow (punycode) or no charsets at all.
_CHARSET = re.compile(
    r"(?:utf-?(?:7|8|16|16le|16be)|(?:us-)?ascii|iso[-_]?8859-\d{1,2}|latin-?\d|(?:windows-|cp-?)\d{3,4}|"
    r"koi8-[rtu]|mac-?cyrillic|iso-2022-(?:jp|jp-[123]|jp-ext|kr)|shift[-_]?jis|euc-?(?:jp|kr)|gb2312|gbk|gb18030|"
    r"big5|ks_c_5601-1987|hz-gb-2312|tis-620)\Z",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True)
class Part:
    """Header fields (names in lower case, values unfolded, not decoded) and the bytes below them.

    `choice` is the number of the multipart/alternative that the part stands in, 0 for none.
    """

    fields: collections.abc.Mapping[str, tuple[str, ...]]
    body: bytes
    choice: int = 0

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        return next(iter(self.fields.get(name, ())), "")

    @property
    def media_type(self) -> str:
        """In lower case, such as `text/html`; `text/plain` where none can be read (RFC 2045 §5.2)."""
        found = self.first("content-type").partition(";")[0].strip().lower()
        main, slash, sub = found.partition("/")
        return found[:100] if slash and main and sub and "/" not in sub and found.isascii() else "text/plain"

    @property
    def is_attached(self) -> bool:
        """Whether it is marked as an attachment, not as a part to be read."""
        return self.first("content-disposition").strip().lower().startswith("attachment")

    def parameter(self, field: str, name: str) -> str:
        """A parameter of a field, RFC 2231 forms put together; "" where there is none or it is broken."""
        value = self.first(field)[:_MOST_PARAMETERS]
        if name not in value.lower():
            return ""
        shell = email.message.Message()
        shell["X-Field"] = value
        try:
            found = shell.get_param(name, "", header="X-Field")
            text = email.utils.collapse_rfc2231_value(found) if isinstance(found, tuple) else str(found or "")
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""
        return text.strip()

    def content(self) -> bytes | None:
        """The body without its transfer encoding; None where that cannot be undone. What is cut short is kept."""
        encoding = self.first("content-transfer-encoding").strip().lower().partition(";")[0]
        try:
            if encoding == "base64":
                return _unbase64(self.body)
            return binascii.a2b_qp(self.body) if encoding == "quoted-printable" else self.body
        except (binascii.Error, ValueError):
            return None


def read(raw: bytes) -> tuple[Part, list[Part], bool]:
    """The mail's own fields, its leaves in order, and whether all of it was read."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    start = 0
    while raw[start : start + 1] in (b"\n", b"\r"):
        start += 1
    if raw.startswith(b"From ", start):  # the envelope line of an mbox
        start = raw.find(b"\n", start) + 1 or len(raw)
    fields, begin = _head(raw, start, len(raw))
    top = Part(fields, b"")
    found: list[Part] = []
    is_whole = True
    waiting = [(fields, begin, len(raw), 0, 0)]
    containers = 0
    while waiting:
        fields, begin, end, depth, choice = waiting.pop()
        part = Part(fields, b"", choice)
        if not part.media_type.startswith("multipart/"):
            found.append(Part(fields, raw[begin:end], choice))
        elif depth < _MOST_DEPTH and (spans := _children(raw, begin, end, part)):
            containers += 1
            inner = containers if part.media_type == "multipart/alternative" else choice
            is_whole = is_whole and len(spans) <= MOST_PARTS
            heads = [(*_head(raw, first, last, _MOST_FIELDS_OF_A_PART), last) for first, last in spans[:MOST_PARTS]]
            waiting.extend((head, first, last, depth + 1, inner) for head, first, last in reversed(heads))
        else:
            is_whole = is_whole and depth < _MOST_DEPTH
            shown = {name: values for name, values in fields.items() if name != "content-type"}
            found.append(Part(shown, raw[begin:end], choice))
        if len(found) >= MOST_PARTS and waiting:
            return top, found, False
    return top, found, is_whole


def _head(raw: bytes, begin: int, end: int, most: int = _MOST_FIELDS) -> tuple[dict[str, tuple[str, ...]], int]:
    """The header fields from `begin` on, and where the body starts."""
    lines: list[tuple[str, list[bytes]]] = []
    at, limit = begin, min(end, begin + _MOST_HEAD_BYTES)
    while at < limit and len(lines) <= most:
        stop = raw.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = raw[at : min(stop, at + _MOST_VALUE)].rstrip(b"\r")
        if not line.strip(b"\r\n"):
            return _fields(lines), min(stop + 1, end)
        if line[:1] in b" \t" and lines:
            lines[-1][1].append(line.strip())
        elif (match := _FIELD.match(line)) is not None:
            lines.append((match[1].decode("ascii").lower(), [match[2].strip()]))
        elif not line.startswith((b">From ", b"From ")) and line[:1] not in b" \t":
            return _fields(lines), at  # the blank line before the body is missing
        at = stop + 1
    if at >= end:
        return _fields(lines), end
    blank = min(
        (found for sign in (b"\n\n", b"\n\r\n") if (found := raw.find(sign, max(begin, at - 1), end)) >= 0), default=end
    )
    return _fields(lines), min(raw.find(b"\n", blank + 1) + 1 or end, end)


def _fields(lines: list[tuple[str, list[bytes]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, pieces in lines:
        values = found.setdefault(name, [])
        if len(values) < _MOST_OF_A_NAME:
            values.append(text_of(b" ".join(pieces)[:_MOST_VALUE], ""))
    return {name: tuple(values) for name, values in found.items()}


def _children(raw: bytes, begin: int, end: int, part: Part) -> list[tuple[int, int]]:
    """Where the parts of a multipart begin and end; [] when there is no mark between parts."""
    boundary = part.parameter("content-type", "boundary").encode("utf-8", "replace")[:200]
    spans = _between(raw, begin, end, boundary) if boundary else []
    if spans:
        return spans
    guess = _GUESSED.search(raw, max(0, begin - 1), min(end, begin + _MOST_HEAD_BYTES))
    return _between(raw, begin, end, guess[1].rstrip()) if guess else []


def _between(raw: bytes, begin: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    mark = b"\n--" + boundary
    spans: list[tuple[int, int]] = []
    opened, at, misses = -1, max(0, begin - 1), 0
    if begin == 0 and raw.startswith(mark[1:]):
        at, opened = 0, (raw.find(b"\n", 0, end) + 1 or end)
    while (at := raw.find(mark, at, end)) >= 0 and len(spans) <= MOST_PARTS and misses < _MOST_FALSE_MARKS:
        stop = raw.find(b"\n", at + len(mark), end)
        stop = end if stop < 0 else stop
        rest = raw[at + len(mark) : min(stop, at + len(mark) + 200)].strip()
        if rest not in (b"", b"--"):
            misses, at = misses + 1, at + 1  # a longer boundary that begins like this one
            continue
        if opened >= 0:
            spans.append((opened, max(opened, at - (raw[at - 1 : at] == b"\r"))))
        opened = -1 if rest else stop + 1
        if rest:
            return spans
        at = stop
    if 0 <= opened < end and len(spans) <= MOST_PARTS:
        spans.append((opened, end))  # the mail was cut before its last mark
    return spans


def _unbase64(body: bytes) -> bytes:
    clean = body.translate(None, _NOT_BASE64)
    clean = clean[:-1] if len(clean) % 4 == 1 else clean  # cut short in the middle of a byte
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def text_of(content: bytes, charset: str) -> str:
    """Bytes as text: the declared charset, else UTF-8, else a Cyrillic one or Latin, by what decodes well.

    A few bad bytes do not make a charset wrong; they become replacement characters.
    """
    high = len(content) - len(content.translate(None, _HIGH))
    for candidate in (charset.strip().strip("\"'"), "utf-8"):
        if not _CHARSET.match(candidate):
            continue
        try:
            text = content.decode(candidate, "replace")
        except (LookupError, UnicodeError):
            continue
        if text.count("\ufffd") * 4 <= high:
            return _clean(text)
    letters = len(content) - len(content.translate(None, _CYRILLIC))
    return _clean(content.decode("cp1251" if letters * 5 > len(content) else "latin-1", "replace"))


def _clean(text: str) -> str:
    """Without NULs and lone surrogates, which no store keeps; they show as replacement characters."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
