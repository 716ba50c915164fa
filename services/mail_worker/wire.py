"""Wire: bytes to Incoming. Pure and total: any bytes give an Incoming, with a `note` where they were bad.

Attachments are named and measured, never opened. Building our own mails is `compose`'s business.
"""

import datetime
import email
import email.errors
import email.header
import email.message
import email.policy
import email.utils
import hashlib
import re

from services.core.domain import address, contact, message
from services.mail_worker import automatic
from services.mail_worker.incoming import Incoming

REFERENCE_HEADER = "X-Agent-Ref"
_MOST_PARTS = 200
_MOST_TEXT_BYTES = 1_000_000
_MOST_HEADER = 20_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_ANGLE = re.compile(r"<([^<>\s]{1,320})>")
_BARE = re.compile(r"[^\s<>()\[\],;:\\\"]{1,320}")
_COMMENT = re.compile(r"\([^()]{0,500}\)")


def read(raw: bytes) -> Incoming:
    """The mail in these bytes. Never raises; what cannot be read is left out and said in `note`."""
    notes: list[str] = []
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    sender, name = _sender(parsed)
    if sender is None:
        notes.append("no single sender")
    bodies, attachments = _parts(parsed, notes)
    in_reply_to = next(iter(_ids(parsed, "In-Reply-To")), "")
    references = tuple(dict.fromkeys((*_ids(parsed, "References"), *_ids(parsed, "In-Reply-To"))))
    return Incoming(
        message_id=next(iter(_ids(parsed, "Message-ID")), ""),
        in_reply_to=in_reply_to,
        references=references[-50:],
        sender=sender,
        sender_name=name,
        recipients=tuple(each for _, each in _mailboxes(parsed, "To", "Cc", "Delivered-To", "X-Original-To")),
        cc=tuple(_mailboxes(parsed, "Cc")),
        subject=_text(parsed.get("Subject"))[:500],
        date=_date(parsed.get("Date")),
        bodies=bodies,
        attachments=attachments,
        authentication=tuple(_text(each) for each in (parsed.get_all("Authentication-Results") or ())[:10]),
        reference=_text(parsed.get(REFERENCE_HEADER))[:100],
        automatic=automatic.classify(raw),
        note="; ".join(dict.fromkeys(notes)),
    )


def fingerprint(raw: bytes) -> str:
    """A hash of the body, by which the same mail fetched twice is known though its headers grew."""
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return hashlib.sha256(body.strip()).hexdigest()[:32]


def _text(value: object) -> str:
    """A header's value, decoded and on one line; undecodable parts become replacement characters."""
    if value is None:
        return ""
    try:
        decoded = str(email.header.make_header(email.header.decode_header(str(value)[:_MOST_HEADER])))
    except (ValueError, LookupError, UnicodeError, email.errors.HeaderParseError):
        decoded = str(value)[:_MOST_HEADER]
    clean = decoded.encode("utf-8", "replace").decode("utf-8")
    return contact.one_line(clean)


def _ids(parsed: email.message.Message, header: str) -> list[str]:
    values = " ".join(str(each)[:_MOST_HEADER] for each in (parsed.get_all(header) or ())[:5])
    return _MESSAGE_ID.findall(values)


def _sender(parsed: email.message.Message) -> tuple[address.Address | None, str]:
    """Exactly one From header with exactly one mailbox, or nobody (identity is not guessed)."""
    values = parsed.get_all("From") or []
    if len(values) != 1:
        return None, ""
    return strict_mailbox(str(values[0])[:_MOST_HEADER])


def strict_mailbox(header: str) -> tuple[address.Address | None, str]:
    """The one mailbox that a From header names, and its display name; (None, "") when it is not just one.

    Quoted strings are taken off before the address is looked for, so that `"a@victim" <b@evil>` is b@evil;
    groups, lists and a second address make it nobody (CVE-2023-27043 is about guessing here).
    """
    header = header.replace("\r", " ").replace("\n", " ").strip()
    unquoted = re.sub(r'"(?:[^"\\]|\\.){0,1000}"', " ", header)
    unquoted = _COMMENT.sub(" ", unquoted).strip()
    angles = _ANGLE.findall(unquoted)
    if len(angles) == 1 and unquoted.endswith(">"):
        before = unquoted[: unquoted.rindex("<")]
        if "@" in before or "," in before or ";" in before or ":" in before:
            return None, ""
        found, name = angles[0], header[: header.rindex("<")].strip()
    elif not angles and _BARE.fullmatch(unquoted):
        found, name = unquoted, ""
    else:
        return None, ""
    try:
        return address.email(found), _text(name.strip('"').replace('\\"', '"'))[:200]
    except ValueError:
        return None, ""


def _mailboxes(parsed: email.message.Message, *headers: str) -> list[tuple[str, str]]:
    values = [str(each)[:_MOST_HEADER] for header in headers for each in (parsed.get_all(header) or ())[:5]]
    found = [(_text(name)[:200], value) for name, value in email.utils.getaddresses(values) if "@" in value]
    return found[:100]


def _date(value: object) -> datetime.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(str(value)) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def _parts(
    parsed: email.message.Message, notes: list[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[message.Attachment, ...]]:
    """The readable bodies, the plain ones first, and what else came along."""
    bodies: list[tuple[str, str]] = []
    attachments: list[message.Attachment] = []
    for count, part in enumerate(_leaves(parsed)):
        if count >= _MOST_PARTS:
            notes.append(f"more than {_MOST_PARTS} parts; the rest was not read")
            break
        kind = part.get_content_type()
        name = _file_name(part)
        if kind in ("text/plain", "text/html") and not name and not _is_attached(part):
            bodies.append(("html" if kind == "text/html" else "text", _decoded(part, notes)))
        else:
            attachments.append(_attachment(part, name, kind))
    texts = [each for each in bodies if each[0] == "text" and each[1].strip()]
    return (*texts, *(each for each in bodies if each[0] == "html")), tuple(attachments)


def _leaves(parsed: email.message.Message) -> list[email.message.Message]:
    """The parts that are no containers, without descending into mails that are attached."""
    found: list[email.message.Message] = []
    waiting: list[email.message.Message] = [parsed]
    while waiting and len(found) <= _MOST_PARTS:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            payload = part.get_payload()
            waiting[:0] = [each for each in payload if isinstance(each, email.message.Message)]
        else:
            found.append(part)
    return found


def _is_attached(part: email.message.Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _file_name(part: email.message.Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, UnicodeError):
        return "unnamed"
    # A path in a file name is an attack or an accident; only its last piece is shown.
    return re.split(r"[\\/]", _text(name))[-1][:150] if name else ""


def _attachment(part: email.message.Message, name: str, kind: str) -> message.Attachment:
    payload = part.get_payload(decode=False)
    size = len(payload) if isinstance(payload, str) else 0
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    return message.Attachment(
        name=name or "unnamed", media_type=kind[:100], size_bytes=size * 3 // 4 if encoding == "base64" else size
    )


def _decoded(part: email.message.Message, notes: list[str]) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, UnicodeError):
        payload = None
    if not isinstance(payload, bytes):
        notes.append("a part could not be decoded")
        return ""
    if len(payload) > _MOST_TEXT_BYTES:
        notes.append("a text part was cut at 1 MB")
        payload = payload[:_MOST_TEXT_BYTES]
    return decode(payload, str(part.get_content_charset("") or ""))


def decode(payload: bytes, charset: str) -> str:
    """Bytes as text: the declared charset, else UTF-8, else the Cyrillic ones, by what decodes cleanly."""
    for candidate in (charset, "utf-8"):
        try:
            if candidate:
                return payload.decode(candidate).replace("\x00", "")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    fallback = "cp1251" if sum(byte >= 0xC0 for byte in payload) * 5 > len(payload) else "latin-1"
    return payload.decode(fallback, "replace").replace("\x00", "")
