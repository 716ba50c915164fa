"""Take a mail apart as far as its automatic marks need it: headers, notice, report parts, returned mail.

Total on any bytes and linear: only the first part of a mail is read, and depth, number of parts and length of
values are limited. The email package of the standard library is not used, because its parser recurses and
raises on hostile nesting. This module judges nothing and keeps no attachments.
"""

import binascii
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_MAIL_BYTES = 400_000
MAX_PART_BYTES = 120_000
MAX_TEXT = 60_000
_MAX_HEADERS = 300
_MAX_VALUE = 6_000
_MAX_PARTS = 60
_MAX_DEPTH = 8
_MAX_GROUPS = 200

Fields = Mapping[str, tuple[str, ...]]

# A charset outside this list would reach codecs that are slow (punycode) or are no charsets at all.
_CHARSET = re.compile(
    r"(?:utf-?(?:7|8|16|16le|16be)|(?:us-)?ascii|iso[-_]?8859-\d{1,2}|latin-?\d|(?:windows-|cp-?)\d{3,4}|"
    r"koi8-[rtu]|"
    r"iso-2022-(?:jp|jp-[123]|jp-ext|kr)|shift[-_]?jis|euc-?(?:jp|kr)|gb2312|gbk|gb18030|big5|"
    r"ks_c_5601-1987|hz-gb-2312|tis-620)\Z",
    re.IGNORECASE,
)
_HEADER = re.compile(r"([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)\Z", re.DOTALL)
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([bBqQ])\?([^?\n]{0,3000})\?=")
_PARAMETER = re.compile(r";\s{0,200}([A-Za-z0-9*_-]{1,40})\s{0,20}=\s{0,20}(?:\"([^\"]{0,300})\"|([^\s;\"]{0,300}))")
_DELIMITER = re.compile(
    rb"\n--([^\s-][^\n]{3,150}|-{2,60}[^\n]{4,150})\n(?:content-[^\n]{1,300}\n){1,6}", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,5000}>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/tr|/li|/h[1-6]|/?table|hr|/?blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_RETURNED_LINE = re.compile(r"[ \t>|]{0,6}([A-Za-z][A-Za-z0-9-]{1,50}):(?:\s|\Z|<)")
_RETURNED_SIGNS = frozenset(
    {"received", "message-id", "return-path", "mime-version", "dkim-signature", "content-type", "x-agent-ref"}
)
_RETURNED_TYPES = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_READ_TYPES = frozenset({"message/disposition-notification", "message/global-disposition-notification"})


@dataclass(frozen=True)
class Anatomy:
    """What was found. Header names are in lower case, values unfolded and decoded.

    `text` is the visible text of the mail's own parts, `notice` that text up to a returned mail pasted into
    it. `groups` are the blocks of a delivery status (RFC 3464: one for the mail, one for each recipient).
    """

    fields: Fields
    media_type: str = ""
    report_type: str = ""
    text: str = ""
    notice: str = ""
    groups: tuple[Fields, ...] = ()
    feedback: Fields | None = None
    disposition: Fields | None = None
    returned: Fields | None = None

    def first(self, name: str) -> str:
        """The first value of a header of the mail itself, "" when it has none."""
        return first(self.fields, name)


@dataclass
class _Harvest:
    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    groups: list[Fields] = field(default_factory=list)
    feedback: Fields | None = None
    disposition: Fields | None = None
    returned: Fields | None = None


def first(fields: Fields | None, name: str) -> str:
    """The first value of `name` (lower case) in `fields`, "" when there is none."""
    values = fields.get(name, ()) if fields else ()
    return values[0] if values else ""


def parse(raw: bytes) -> Anatomy:
    """Take `raw` apart. Never raises."""
    content = raw[:MAX_MAIL_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    if content.startswith(b"From "):  # the envelope line of an mbox
        content = content.partition(b"\n")[2]
    fields, body = _split(content)
    media_type, parameters = _content_type(first(fields, "content-type"))
    harvest = _Harvest()
    _collect(fields, body, harvest)
    text = "\n".join(harvest.plain).strip() or "\n".join(harvest.rich).strip()
    text = text[:MAX_TEXT]
    notice, pasted = _cut_returned(text)
    returned = harvest.returned
    return Anatomy(
        fields=fields,
        media_type=media_type,
        report_type=parameters.get("report-type", "").lower(),
        text=text,
        notice=notice,
        groups=tuple(harvest.groups[:_MAX_GROUPS]),
        feedback=harvest.feedback,
        disposition=harvest.disposition,
        returned=returned if returned is not None else pasted,
    )


def _split(content: bytes) -> tuple[Fields, bytes]:
    if content.startswith(b"\n"):
        return {}, content[1:]
    head, _, body = content.partition(b"\n\n")
    return _read_fields(_text_of(head[:MAX_PART_BYTES], "")), body


def _read_fields(text: str) -> Fields:
    found: dict[str, list[str]] = {}
    name, pieces = "", list[str]()

    def keep() -> None:
        if name:
            found.setdefault(name, []).append(decode_words(" ".join(pieces)[:_MAX_VALUE]).strip())

    for line in text.split("\n")[: _MAX_HEADERS * 20]:
        unfolded = bool(pieces) and pieces[-1].rstrip().endswith(";") and ":" not in line  # a fold that lost its blank
        if line[:1] in (" ", "\t") or unfolded:
            pieces.append(line.strip())
            continue
        match = _HEADER.match(line[:_MAX_VALUE])
        if match is None:
            continue
        keep()
        name, pieces = match[1].lower(), [match[2]]
        if len(found) >= _MAX_HEADERS:
            break
    keep()
    return {key: tuple(values) for key, values in found.items()}


def decode_words(value: str) -> str:
    """Replace encoded words (RFC 2047); a character split between two words is put together again."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        joins = bool(pending) and not between.strip() and match[1].lower() == charset
        if not joins:
            out.append(_text_of(pending, charset))
            pending = b""
            if between.strip() or end == 0:
                out.append(between)
        charset, end = match[1].lower(), match.end()
        pending += _unword(match[2], match[3])
    out.append(_text_of(pending, charset))
    out.append(value[end:])
    return "".join(out)


def _unword(encoding: str, payload: str) -> bytes:
    content = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return _unbase64(content)
    return binascii.a2b_qp(content, header=True)


def _unbase64(content: bytes) -> bytes:
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    if len(clean) % 4 == 1:  # cut short in the middle of a byte
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _text_of(content: bytes, charset: str) -> str:
    """Bytes as text that a store keeps: without NULs, and without the lone surrogates that UTF-7 can spell."""
    return _decoded_as(content, charset).replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


def _decoded_as(content: bytes, charset: str) -> str:
    if _CHARSET.match(charset):
        try:
            return content.decode(charset, "replace")
        except (LookupError, UnicodeError):
            charset = ""  # unknown to Python, or not text in it: read it as undeclared
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _content_type(value: str) -> tuple[str, dict[str, str]]:
    media_type = value.partition(";")[0].strip().lower()
    parameters = {match[1].lower().rstrip("*0"): match[2] or match[3] or "" for match in _PARAMETER.finditer(value)}
    return media_type, parameters


def _collect(fields: Fields, body: bytes, harvest: _Harvest) -> None:
    stack, seen = [(fields, body, 0)], 0
    while stack and seen < _MAX_PARTS:
        fields, body, depth = stack.pop()
        seen += 1
        media_type, parameters = _content_type(first(fields, "content-type"))
        is_nest = media_type.startswith("multipart/") and depth < _MAX_DEPTH
        children = _children(body, parameters.get("boundary", "").encode("utf-8", "replace")) if is_nest else []
        if children:
            stack.extend((*_split(child), depth + 1) for child in reversed(children))
        else:
            _take(fields, _decoded(fields, body), media_type, parameters, harvest)


def _children(body: bytes, boundary: bytes) -> list[bytes]:
    # A delimiter stands at the start of a line; the part may lack its end when a server cut the mail. A
    # boundary that the header lost or garbled is taken from the first line that looks like one.
    if not boundary or b"\n--" + boundary not in b"\n" + body:
        guess = _DELIMITER.search(b"\n" + body[:MAX_PART_BYTES])
        if guess is None:
            return []
        boundary = guess[1].rstrip()
    pieces = (b"\n" + body).split(b"\n--" + boundary, _MAX_PARTS)
    children = []
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        children.append(piece.partition(b"\n")[2])
    return children


def _decoded(fields: Fields, body: bytes) -> bytes:
    encoding = first(fields, "content-transfer-encoding").strip().lower()
    if encoding == "base64":
        return _unbase64(body[: MAX_PART_BYTES * 2])[:MAX_PART_BYTES]
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body[: MAX_PART_BYTES * 2])[:MAX_PART_BYTES]
    return body[:MAX_PART_BYTES]


def _take(fields: Fields, body: bytes, media_type: str, parameters: dict[str, str], harvest: _Harvest) -> None:
    text = _text_of(body, parameters.get("charset", "").strip())
    if media_type in _STATUS_TYPES:
        blocks = (_read_fields(block) for block in re.split(r"\n[ \t]*\n", text)[:_MAX_GROUPS])
        harvest.groups.extend(block for block in blocks if block)
    elif media_type == "message/feedback-report":
        harvest.feedback = harvest.feedback or _read_fields(text)
    elif media_type in _READ_TYPES:
        harvest.disposition = harvest.disposition or _read_fields(text)
    elif media_type in _RETURNED_TYPES:
        if harvest.returned is None:
            harvest.returned = _read_fields(text.lstrip("\n").partition("\n\n")[0])
    elif first(fields, "content-disposition").lower().startswith("attachment"):
        if media_type == "text/plain" and harvest.returned is None:
            harvest.returned = _cut_returned(text[:MAX_TEXT])[1]
    elif media_type == "text/html":
        harvest.rich.append(visible(text))
    elif media_type in ("text/plain", "", "text") or media_type.startswith("multipart/"):
        harvest.plain.append(text)


def visible(markup: str) -> str:
    """The words of an HTML text without tags, styles and scripts; enough for reading a notice."""
    for element in ("style", "script"):
        markup = _without(markup, element)
    markup = re.sub(r"&#\w{9,}", " ", _TAG.sub("", _BREAK.sub("\n", markup)))
    return html.unescape(markup).replace("\xa0", " ")


def _without(markup: str, element: str) -> str:
    lowered, kept, at = markup.lower(), list[str](), 0
    if len(lowered) != len(markup):  # a letter that grows when lowered would shift every place
        lowered = markup
    while (start := lowered.find("<" + element, at)) >= 0:
        kept.append(markup[at:start])
        end = lowered.find("</" + element, start)
        if end < 0:
            return "".join(kept)
        at = end
    return "".join(kept) + markup[at:]


def _cut_returned(text: str) -> tuple[str, Fields | None]:
    """Split a text at the headers of a mail that a server pasted below its notice."""
    lines = text.split("\n")
    start, names = -1, set[str]()
    for number, line in enumerate(lines):
        match = _RETURNED_LINE.match(line[:200])
        if match:
            start = number if start < 0 else start
            names.add(match[1].lower())
        elif start >= 0 and line[:1] not in (" ", "\t"):
            if len(names) > 1 and names & _RETURNED_SIGNS:
                break
            start, names = -1, set()
    if start < 0 or len(names) < 2 or not names & _RETURNED_SIGNS:
        return text, None
    block = "\n".join(line.lstrip(">|").removeprefix(" ") if line[:1] in ">|" else line for line in lines[start:])
    return "\n".join(lines[:start]), _read_fields(_dedented(block.partition("\n\n")[0]))


def _dedented(block: str) -> str:
    indent = len(block) - len(block.lstrip(" \t"))
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in block.split("\n"))
