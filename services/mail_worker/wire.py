"""Wire: bytes to Incoming. Pure and total: any bytes give an Incoming, with a `note` where they were bad.

Attachments are named, measured and handed on as bytes; they are never opened. Building our own mails is
`compose`'s business.
"""

import datetime
import email.utils
import hashlib
import html
import re

from services.core.domain import address, contact, message
from services.mail_worker import automatic, automatic_parts, mime
from services.mail_worker.incoming import Incoming

REFERENCE_HEADER = "X-Agent-Ref"
MOST_KEPT_BYTES = 10_000_000
_MOST_TEXT_BYTES = 1_000_000
_MOST_HEADER = 20_000
_MOST_FROM = 2_000
_MOST_MAILBOXES = 100
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_ANGLE = re.compile(r"<([^<>\s]{1,320})>")
_BARE = re.compile(r"[^\s<>()\[\],;:\\\"]{1,320}")
_SEALED = {
    "application/ms-tnef": "the text may be in a winmail.dat, which is not opened",
    "application/vnd.ms-tnef": "the text may be in a winmail.dat, which is not opened",
    "application/pkcs7-mime": "the text is encrypted or sealed (S/MIME)",
    "application/x-pkcs7-mime": "the text is encrypted or sealed (S/MIME)",
    "application/pgp-encrypted": "the text is encrypted (PGP)",
}
_Body = tuple[str, str]


def read(raw: bytes) -> Incoming:
    """The mail in these bytes. Never raises; what cannot be read is left out and said in `note`."""
    notes: list[str] = []
    top, parts, is_whole = mime.read(raw)
    if not is_whole:
        notes.append("not all parts were read: there are too many, or they lie too deep")
    sender, name = _sender(top)
    if sender is None:
        notes.append("no single sender")
    bodies, attachments, files = _sorted(parts, notes)
    in_reply_to = _ids(top, "in-reply-to")
    references = tuple(dict.fromkeys((*_ids(top, "references"), *in_reply_to)))
    return Incoming(
        message_id=next(iter(_ids(top, "message-id")), ""),
        in_reply_to=next(iter(in_reply_to), ""),
        references=references[-50:],
        sender=sender,
        sender_name=name,
        recipients=tuple(each for _, each in _mailboxes(top, "to", "cc", "delivered-to", "x-original-to")),
        cc=tuple(_mailboxes(top, "cc")),
        subject=_text(top.first("subject"))[:500],
        date=_date(top.first("date")),
        bodies=bodies,
        attachments=attachments,
        files=files,
        # Not decoded: an encoded word in somebody's address must not turn into a verdict.
        authentication=tuple(contact.one_line(each) for each in top.fields.get("authentication-results", ())[:10]),
        reference=_text(top.first(REFERENCE_HEADER.lower()))[:100],
        automatic=automatic.classify(raw),
        note="; ".join(dict.fromkeys(notes)),
    )


def fingerprint(raw: bytes) -> str:
    """A hash of the body, by which the same mail fetched twice is known though its headers grew."""
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return hashlib.sha256(body.strip()).hexdigest()[:32]


def _text(value: str) -> str:
    """A header's value, decoded and on one line; undecodable parts become replacement characters."""
    decoded = automatic_parts.decode_words(value[:_MOST_HEADER])
    return contact.one_line(decoded.encode("utf-8", "replace").decode("utf-8"))


def _ids(top: mime.Part, name: str) -> list[str]:
    return _MESSAGE_ID.findall(" ".join(top.fields.get(name, ())[:5])[:_MOST_HEADER])


def _sender(top: mime.Part) -> tuple[address.Address | None, str]:
    """Exactly one From header with exactly one mailbox, or nobody (identity is not guessed)."""
    values = top.fields.get("from", ())
    return strict_mailbox(values[0]) if len(values) == 1 else (None, "")


def strict_mailbox(header: str) -> tuple[address.Address | None, str]:
    """The one mailbox that a From header names, and its display name; (None, "") when it is not just one.

    Quoted strings and comments are taken off before the address is looked for, so that `"a@victim" <b@evil>`
    is b@evil; groups, lists and a second address make it nobody (CVE-2023-27043 is about guessing here).
    """
    header = header.replace("\r", " ").replace("\n", " ").strip()
    pieces = _pieces(header) if len(header) <= _MOST_FROM else None
    if pieces is None or len(pieces) != 1:
        return None, ""
    whole, unquoted = pieces[0]
    angles = _ANGLE.findall(unquoted)
    if len(angles) == 1 and unquoted.endswith(">"):
        before = unquoted[: unquoted.rindex("<")]
        if re.search(r"[@,;:<>]", before):
            return None, ""
        found, name = angles[0], whole[: whole.rindex(f"<{angles[0]}>")].strip()
    elif not angles and _BARE.fullmatch(unquoted):
        found, name = unquoted, ""
    else:
        return None, ""
    try:
        return address.email(found), _text(name.strip('"').replace('\\"', '"'))[:200]
    except ValueError:
        return None, ""


def _pieces(header: str) -> list[tuple[str, str]] | None:
    """The header cut at its top-level commas: (as written, without quoted strings and comments).

    None when a quote or a comment does not end. Blank pieces are left out.
    """
    found: list[tuple[list[str], list[str]]] = [([], [])]
    depth, in_quotes, is_escaped = 0, False, False
    for character in header:
        whole, bare = found[-1]
        if character == "," and not depth and not in_quotes:
            found.append(([], []))
            continue
        whole.append(character)
        if is_escaped:
            is_escaped = False
        elif character == "\\" and (depth or in_quotes):
            is_escaped = True
        elif character == '"' and not depth:
            in_quotes = not in_quotes
            bare.append(" ")
        elif character == "(" and not in_quotes:
            depth += 1
            bare.append(" ")
        elif character == ")" and depth and not in_quotes:
            depth -= 1
        elif not depth and not in_quotes:
            bare.append(character)
    if depth or in_quotes:
        return None
    pairs = (("".join(whole).strip(), "".join(bare).strip()) for whole, bare in found)
    return [pair for pair in pairs if pair[0]]


def _mailboxes(top: mime.Part, *names: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in these headers who can be read; nobody twice."""
    found: dict[str, str] = {}
    for name in names:
        for value in top.fields.get(name, ())[:5]:
            for whole, _ in _pieces(value[:_MOST_HEADER]) or ():
                who, shown = strict_mailbox(whole)
                if who is not None and len(found) < _MOST_MAILBOXES:
                    found.setdefault(who.value, shown)
    return [(shown, who) for who, shown in found.items()]


def _date(value: str) -> datetime.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(value[:200]) if value else None
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _sorted(
    parts: list[mime.Part], notes: list[str]
) -> tuple[tuple[_Body, ...], tuple[message.Attachment, ...], tuple[bytes | None, ...]]:
    """The readable bodies, the plain one first, what else came along, and its bytes (None: not kept)."""
    texts: list[tuple[int, _Body]] = []
    attachments: list[message.Attachment] = []
    files: list[bytes | None] = []
    for part in parts:
        kind, name = part.media_type, _file_name(part)
        if kind in ("text/plain", "text/html") and not name and not part.is_attached:
            texts.append((part.choice, ("html" if kind == "text/html" else "text", _decoded(part, notes))))
            continue
        content = part.content()
        if content is None:
            notes.append("a part could not be decoded")
        size = len(content if content is not None else part.body)
        attachments.append(message.Attachment(name=name or "unnamed", media_type=kind, size_bytes=size))
        files.append(content if content is not None and 0 < size <= MOST_KEPT_BYTES else None)
        if size > MOST_KEPT_BYTES:
            notes.append(f"an attachment of {size} bytes was not kept")
    bodies = _bodies([each for each in texts if each[1][1].strip()])
    if not bodies:
        notes += [_SEALED[each.media_type] for each in attachments if each.media_type in _SEALED]
    return bodies, tuple(attachments), tuple(files)


def _bodies(texts: list[tuple[int, _Body]]) -> tuple[_Body, ...]:
    """One plain and one HTML body out of all readable parts, in their order.

    Mail programs split a text around pictures, and servers add footers as parts of their own. The plain parts
    are the text when each HTML part has a plain twin beside it (multipart/alternative); else HTML is.
    """
    plain = [body for _, (kind, body) in texts if kind == "text"]
    twins = {choice for choice, (kind, _) in texts if kind == "text" and choice}
    rich = [(choice, body) for choice, (kind, body) in texts if kind == "html"]
    if not rich:
        return (("text", "\n\n".join(plain)),) if plain else ()
    if all(choice in twins for choice, _ in rich):
        return ("text", "\n\n".join(plain)), ("html", "\n".join(body for _, body in rich))
    chosen = {choice for choice, _ in rich if choice}
    pieces = []
    for choice, (kind, body) in texts:
        if kind == "html":
            pieces.append(body)
        elif choice not in chosen:
            pieces.append(f"<div>{html.escape(body)}</div>".replace("\n", "<br>\n"))
    return (("html", "\n".join(pieces)),)


def _file_name(part: mime.Part) -> str:
    name = part.parameter("content-disposition", "filename") or part.parameter("content-type", "name")
    # A path in a file name is an attack or an accident; only its last piece is shown.
    return re.split(r"[\\/]", _text(name))[-1][:150] if name else ""


def _decoded(part: mime.Part, notes: list[str]) -> str:
    payload = part.content()
    if payload is None:
        notes.append("a part could not be decoded")
        return ""
    if len(payload) > _MOST_TEXT_BYTES:
        notes.append("a text part was cut at 1 MB")
        cut = _MOST_TEXT_BYTES
        while cut > _MOST_TEXT_BYTES - 3 and payload[cut] & 0xC0 == 0x80:
            cut -= 1  # not in the middle of a character
        payload = payload[:cut]
    return mime.text_of(payload.replace(b"\r\n", b"\n"), part.parameter("content-type", "charset"))
