"""Mail as the mail programs of clients write it, and what such a program shows of a mail: pure functions.

`compose` makes an answer or a new mail, `styles` of quoting included; `bounce` a delivery report (RFC 3464);
`auto_reply` an out-of-office answer (RFC 3834); `parse` turns the bytes of a mail into a `Seen`.

It does not connect anywhere, look at a clock or make up anything: times and Message-IDs are given, and the
same values give the same bytes. It is for simulated clients; the agent's own mail is made elsewhere.
"""

import datetime
import email
import email.header
import email.message
import email.policy
import email.utils
import hashlib
import html
import re
from collections.abc import Sequence

from pydantic import AwareDatetime, Field

from services.cli import quoting
from services.core.domain.base import Noun

_POLICY = email.policy.SMTP.clone(max_line_length=78)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"&#\w{9,}")  # `int` refuses very long ones
_UNSHOWN = re.compile(r"<(style|script|head)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<body\b[^<>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_MAX_REFERENCES = 20


class Attachment(Noun):
    """A file in a mail; `media_type` as in `application/pdf`."""

    name: str
    content: bytes = Field(repr=False)
    media_type: str = "application/octet-stream"


class Envelope(Noun):
    """Who writes to whom and when: what every mail has. `at` becomes the Date header."""

    sender: str
    sender_name: str = ""
    to: tuple[str, ...]
    subject: str
    at: AwareDatetime
    message_id: str


class Seen(Noun):
    """A mail as its reader sees it. Addresses are bare; `at` is None where the Date header is unreadable.

    `headers` has all headers in order, decoded; `text` is the plain part, or the HTML part without its tags.
    """

    uid: int | None = None
    at: datetime.datetime | None
    sender: str
    sender_name: str
    reply_to: str | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    html: str | None
    attachments: tuple[str, ...]
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    raw: bytes = Field(repr=False)

    @property
    def answer_to(self) -> str:
        """Where an answer goes: Reply-To if there is one, else From (RFC 5322 section 3.6.2)."""
        return self.reply_to or self.sender

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def parse(raw: bytes, uid: int | None = None) -> Seen:
    """What a mail program shows of these bytes. Broken mail gives empty fields, not an error."""
    # Not the default policy: it parses headers when they are asked for, and raises on some broken ones.
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    headers = tuple((key, _header_text(value)) for key, value in _raw_items(message))
    plain, markup, names = _parts(message)
    first = {key.lower(): value for key, value in reversed(headers)}
    name, sender = email.utils.parseaddr(first.get("from", ""))
    return Seen(
        uid=uid,
        at=_date(first.get("date", "")),
        sender=sender,
        sender_name=name,
        reply_to=email.utils.parseaddr(first.get("reply-to", ""))[1] or None,
        to=_addresses(first.get("to", "")),
        cc=_addresses(first.get("cc", "")),
        subject=first.get("subject", ""),
        text=plain if plain is not None else text_of_html(markup or ""),
        html=markup,
        attachments=names,
        message_id=_first_id(first.get("message-id", "")) or "",
        in_reply_to=_first_id(first.get("in-reply-to", "")),
        references=tuple(_MESSAGE_ID.findall(first.get("references", ""))),
        headers=headers,
        raw=raw,
    )


def compose(
    envelope: Envelope,
    text: str,
    *,
    answers: Seen | None = None,
    style: quoting.Style | None = None,
    language: str = "en",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """A mail with a plain and an HTML part. With `answers` it stands in that mail's thread; with `style` too
    it has that mail quoted below as the mail program of that style does it in that language ("ru", "en").
    """
    quoted = None
    if answers is not None and style is not None:
        quoted = quoting.Quoted(
            sender=answers.sender,
            sender_name=answers.sender_name,
            to=answers.to,
            subject=answers.subject,
            at=(answers.at or envelope.at).astimezone(envelope.at.tzinfo),
            text=answers.text,
            html=_inner_html(answers),
        )
    message = _message(envelope)
    if answers is not None:
        _thread(message, answers)
    transfer = "base64" if style in (quoting.Style.GMAIL, quoting.Style.OUTLOOK) else "quoted-printable"
    message.set_content(quoting.plain(text, quoted, style, language), cte=transfer)
    message.add_alternative(quoting.markup(text, quoted, style, language), subtype="html", cte=transfer)
    for file in attachments:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(
            file.content, maintype=main or "application", subtype=sub or "octet-stream", filename=file.name
        )
    return _to_bytes(message, envelope.message_id)


def reply_subject(subject: str) -> str:
    """`Re: …`, once."""
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}"


def bounce(
    original: Seen,
    *,
    at: datetime.datetime,
    message_id: str,
    recipient: str | None = None,
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 The email account that you tried to reach does not exist",
    reporting_mta: str = "",
    delayed: bool = False,
) -> bytes:
    """A delivery report (RFC 3464 in RFC 3462's multipart/report) about `original`, for its sender.

    `recipient` is the address that failed, the mail's first recipient by default; `status` is an RFC 3463
    code. It is sent from the empty envelope sender. `delayed` makes a warning (action "delayed").
    """
    failed = recipient or (original.to[0] if original.to else original.sender)
    mta = reporting_mta or f"mx.{failed.rpartition('@')[2]}"
    subject = "Warning: message delayed" if delayed else "Undelivered Mail Returned to Sender"
    report = _message(
        Envelope(
            sender=f"MAILER-DAEMON@{mta}",
            sender_name="Mail Delivery System",
            to=(return_path(original),),
            subject=subject,
            at=at,
            message_id=message_id,
        )
    )
    report["Auto-Submitted"] = "auto-replied"
    report.add_header("Content-Type", "multipart/report", report_type="delivery-status")
    report.attach(_text_part(_bounce_words(mta, failed, diagnostic, delayed)))
    report.attach(_status_part(mta, failed, status, diagnostic, at, "delayed" if delayed else "failed"))
    returned = email.message.EmailMessage(policy=_POLICY)
    returned["Content-Type"] = "message/rfc822"
    returned.set_payload([email.message_from_bytes(original.raw, policy=_POLICY)])
    report.attach(returned)
    return _to_bytes(report, message_id)


def auto_reply(
    original: Seen,
    *,
    sender: str,
    sender_name: str = "",
    at: datetime.datetime,
    message_id: str,
    until: datetime.date | None = None,
    language: str = "en",
    text: str | None = None,
) -> bytes:
    """An out-of-office answer as mail servers send it (RFC 3834): marked in headers, in the thread."""
    russian = language == "ru"
    message = _message(
        Envelope(
            sender=sender,
            sender_name=sender_name,
            to=(original.answer_to,),
            subject=("Автоматический ответ: " if russian else "Automatic reply: ") + original.subject,
            at=at,
            message_id=message_id,
        )
    )
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    _thread(message, original)
    message.set_content(text or _absence_words(until, russian), cte="base64")
    return _to_bytes(message, message_id)


def text_of_html(markup: str) -> str:
    """The words of an HTML part, one line per block. Simple: for reading, not for judging."""
    without = _UNSHOWN.sub("", markup) if "</" in markup else markup
    lines = html.unescape(_LONG_NUMBER.sub(" ", _TAG.sub("", _BREAK.sub("\n", without)))).splitlines()
    return "\n".join(line.strip() for line in lines).strip()


def return_path(seen: Seen) -> str:
    """Where reports about a mail go: its Return-Path (RFC 5321 section 4.4), else its From."""
    return (seen.header("Return-Path") or "").strip("<> ") or seen.sender


def _message(envelope: Envelope) -> email.message.EmailMessage:
    message = email.message.EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(envelope.sender_name, envelope.sender)
    message["To"] = ", ".join(address.strip("<> ") for address in envelope.to)
    message["Subject"] = " ".join(envelope.subject.split())
    message["Date"] = email.utils.format_datetime(envelope.at)
    message["Message-ID"] = envelope.message_id
    return message


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    return '"{}" <{}>'.format(name.replace("\\", "\\\\").replace('"', '\\"'), address)


def _thread(message: email.message.EmailMessage, original: Seen) -> None:
    """In-Reply-To and References (RFC 5322 section 3.6.4); the middle of a very long thread is left out."""
    if not original.message_id:
        return
    known = original.references or ((original.in_reply_to,) if original.in_reply_to else ())
    chain = [*dict.fromkeys((*known, original.message_id))]
    if len(chain) > _MAX_REFERENCES:
        chain = [chain[0], *chain[-(_MAX_REFERENCES - 1) :]]
    message["In-Reply-To"] = original.message_id
    message["References"] = " ".join(chain)


def _to_bytes(message: email.message.EmailMessage, seed: str) -> bytes:
    """The bytes on the wire; boundaries derive from the Message-ID, not from chance."""
    mark = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:24]
    own = message.walk() if message.get_content_type() != "multipart/report" else [message]
    for number, part in enumerate(own):
        if part.is_multipart():
            part.set_boundary(f"----=_Part_{number}_{mark}")
    return message.as_bytes(policy=_POLICY)


def _text_part(text: str) -> email.message.EmailMessage:
    part = email.message.EmailMessage(policy=_POLICY)
    part.set_content(text)
    del part["MIME-Version"]
    return part


def _status_part(
    mta: str, failed: str, status: str, diagnostic: str, at: datetime.datetime, action: str
) -> email.message.EmailMessage:
    """message/delivery-status: one group of fields for the message, one for the recipient."""
    whole, one = email.message.Message(), email.message.Message()
    whole["Reporting-MTA"] = f"dns; {mta}"
    whole["Arrival-Date"] = email.utils.format_datetime(at)
    one["Final-Recipient"] = f"rfc822; {failed}"
    one["Original-Recipient"] = f"rfc822;{failed}"
    one["Action"] = action
    one["Status"] = f"4{status[1:]}" if action == "delayed" else status
    one["Remote-MTA"] = f"dns; {mta}"
    one["Diagnostic-Code"] = f"smtp; {diagnostic}"
    part = email.message.EmailMessage(policy=_POLICY)
    part["Content-Type"] = "message/delivery-status"
    part.set_payload([whole, one])
    return part


def _bounce_words(mta: str, failed: str, diagnostic: str, delayed: bool) -> str:
    outcome = (
        "could not be delivered yet. It will be retried; you do not need to send it again."
        if delayed
        else "could not be delivered to one or more recipients. It's attached below."
    )
    return (
        f"This is the mail system at host {mta}.\r\n\r\n"
        f"I'm sorry to have to inform you that your message {outcome}\r\n\r\n"
        f"<{failed}>: host {mta} said: {diagnostic}\r\n"
    )


def _absence_words(until: datetime.date | None, russian: bool) -> str:
    if russian:
        back = f" до {until:%d.%m.%Y}" if until else ""
        return f"Здравствуйте!\n\nМеня нет в офисе{back}, доступ к почте ограничен. Отвечу, когда вернусь.\n"
    back = f" until {until.day} {until:%B %Y}" if until else ""
    return f"Hello,\n\nI am out of the office{back} and read mail rarely. I will answer on my return.\n"


def _raw_items(message: email.message.Message) -> list[tuple[str, object]]:
    """Header names and values as they came."""
    return [(key, value) for key, value in message.raw_items()]


def _header_text(value: object) -> str:
    """A header unfolded and with its encoded words decoded (RFC 2047); what cannot be decoded stays."""
    unfolded = re.sub(r"\r?\n[ \t]{0,80}", " ", str(value)).strip()
    try:
        decoded = str(email.header.make_header(email.header.decode_header(unfolded)))
    except (LookupError, ValueError):  # an unknown charset, or bytes that are not of their charset
        decoded = unfolded
    return _whole(decoded)


def _whole(text: str) -> str:
    """Without the lone surrogates that UTF-7 can spell: nothing could write them out."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _addresses(value: str) -> tuple[str, ...]:
    return tuple(address for _, address in email.utils.getaddresses([value]) if address)


def _first_id(value: str) -> str | None:
    found = _MESSAGE_ID.search(value)
    return found.group() if found else None


def _date(value: str) -> datetime.datetime | None:
    try:
        parsed = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)


def _parts(message: email.message.Message) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The first plain text, the first HTML, and the names of attached files; attached mails stay closed."""
    plain: str | None = None
    markup: str | None = None
    names: list[str] = []
    waiting: list[email.message.Message] = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        name = part.get_filename()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(_children(part)))
        elif part.get_content_disposition() == "attachment" or name:
            names.append(_header_text(name or kind))
        elif kind == "text/plain" and plain is None:
            plain = _content(part)
        elif kind == "text/html" and markup is None:
            markup = _content(part)
    return plain, markup, tuple(names)


def _children(part: email.message.Message) -> list[email.message.Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, email.message.Message)] if payload else []


def _content(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that does not exist
        text = content.decode("utf-8", "replace")
    return _whole(text).replace("\r\n", "\n").strip("\n")


def _inner_html(seen: Seen) -> str:
    """What stands in the body of the HTML part, or the plain text as HTML."""
    if seen.html is None:
        return "<br>\n".join(html.escape(line, quote=False) for line in seen.text.split("\n"))
    found = _BODY.search(seen.html)
    return (found.group(1) if found else seen.html).strip()
