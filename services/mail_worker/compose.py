"""Compose: an outbox item to the bytes of a mail. Pure: the same item always gives the same bytes.

It refuses line breaks in anything that becomes a header. It does not choose words; it adds what every mail of
ours carries: who writes, how to be left alone, and our own mark.
"""

import email.message
import email.policy
import email.utils
import hashlib
import html
import re
from typing import Any

from services.core.domain import account, campaign, outbox_item
from services.core.domain.base import Noun
from services.mail_worker.wire import REFERENCE_HEADER

_BREAKS = re.compile(r"[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LINK = re.compile(r"https?://[^\s<>\"']{1,500}[^\s<>\"'.,;:!?)\]]")
_STOP_LINE = {
    "ru": "Если писать не нужно, ответьте «стоп» — и мы больше не потревожим вас.",
    "en": "If you would rather not hear from us, answer “stop” and we will not write again.",
}
_ASSISTANT_LINE = {
    "ru": "Письмо составил электронный помощник; ответы читают и люди.",
    "en": "An electronic assistant wrote this mail; people read the answers, too.",
}


class _WholeIdPolicy(email.policy.EmailPolicy):
    """An EmailPolicy that folds message ids and links at blanks only.

    The standard one encodes any token longer than a line (CPython issue 85725), which breaks threading and
    one-click unsubscribing: Outlook's ids have about 84 characters.
    """

    _WHOLE = frozenset({"in-reply-to", "references", "message-id", "list-unsubscribe", "list-unsubscribe-post"})

    def _folded(self, name: str, value: str) -> str:
        lines = [f"{name}:"]
        for word in str(value).split():
            fits = len(lines[-1]) + 1 + len(word) <= 78 or lines[-1] == f"{name}:"
            lines = [*lines[:-1], f"{lines[-1]} {word}"] if fits else [*lines, f" {word}"]
        return self.linesep.join(lines) + self.linesep

    def fold(self, name: str, value: Any) -> str:
        """One header as text."""
        return self._folded(name, value) if name.lower() in self._WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as bytes."""
        if name.lower() in self._WHOLE:
            return self._folded(name, value).encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _WholeIdPolicy(linesep="\r\n", cte_type="7bit")


class Unsubscribing(Noun):
    """How a client can leave with one click: a mail to `mailto` with `subject`; `url` where one is public."""

    mailto: str
    subject: str
    url: str = ""


def compose(
    item: outbox_item.OutboxItem,
    mailbox: account.Account,
    offer: campaign.Campaign | None,
    files: tuple[tuple[outbox_item.File, bytes], ...] = (),
    leaving: Unsubscribing | None = None,
) -> bytes:
    """The whole mail, CRLF lines, 7-bit clean. Raises ValueError on a line break in a header's source."""
    mail = email.message.EmailMessage(policy=_POLICY)
    mail["From"] = _named(mailbox.name, mailbox.address)
    mail["To"] = _named(item.to_name, item.to.value)
    mail["Subject"] = _one_line(item.subject)
    mail["Date"] = email.utils.format_datetime(item.date)
    mail["Message-ID"] = _one_line(item.message_id)
    if item.in_reply_to:
        mail["In-Reply-To"] = _one_line(item.in_reply_to)
    if item.references:
        mail["References"] = _one_line(" ".join(item.references))
    if mailbox.reply_token is account.ReplyToken.PLUS and item.kind is not outbox_item.Kind.NOTICE:
        mail["Reply-To"] = _named(mailbox.name, tagged(mailbox.address, item.reference))
    mail[REFERENCE_HEADER] = _one_line(item.reference)
    if item.kind is outbox_item.Kind.NOTICE:
        mail["Auto-Submitted"] = "auto-generated"
    elif leaving is not None:
        _add_leaving(mail, leaving)
    _add_bodies(mail, item, footer(item, offer))
    if item.calendar:
        # Beside the part that programs act on, a file that can be opened by hand (as Google and Outlook do).
        mail.add_attachment(item.calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")
    for file, content in files:
        main, _, sub = file.media_type.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=_one_line(file.name))
    _fix_boundaries(mail, item.id)
    return mail.as_bytes()


def tagged(mail_address: str, tag: str) -> str:
    """`name+tag@domain`, for providers with plus addressing."""
    local, _, domain = mail_address.rpartition("@")
    return f"{local}+{tag}@{domain}"


def footer(item: outbox_item.OutboxItem, offer: campaign.Campaign | None) -> str:
    """The lines below our text: who we are, by whom it was written, how to be left alone."""
    if offer is None or item.kind is outbox_item.Kind.NOTICE:
        return ""
    language = item.language if item.language in _STOP_LINE else "en"
    company = campaign.in_language(offer.sender.company, item.language)
    lines = [line for line in (company, offer.sender.postal) if line]
    lines += [_ASSISTANT_LINE[language]] if offer.assistant_line else []
    return "\n".join([*lines, _STOP_LINE[language]])


def _add_leaving(mail: email.message.EmailMessage, leaving: Unsubscribing) -> None:
    """RFC 2369 and, with a public address, RFC 8058: one click, by POST."""
    targets = [f"<mailto:{leaving.mailto}?subject={leaving.subject}>"]
    if leaving.url:
        targets.insert(0, f"<{leaving.url}>")
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Unsubscribe"] = _one_line(", ".join(targets))


def _add_bodies(mail: email.message.EmailMessage, item: outbox_item.OutboxItem, foot: str) -> None:
    whole = f"{item.text.strip()}\n\n-- \n{foot}\n" if foot else f"{item.text.strip()}\n"
    mail.set_content(whole)
    if item.kind is outbox_item.Kind.NOTICE:
        return
    mail.add_alternative(_as_html(item.text, foot, item.language), subtype="html")
    if item.calendar:
        mail.add_alternative(item.calendar, subtype="calendar", params={"method": _method_of(item.calendar)})


def _method_of(calendar: str) -> str:
    """What the calendar part asks of the mail program; it must stand in the header, too (RFC 6047 §2.4)."""
    found = re.search(r"^METHOD:(REQUEST|CANCEL)\r?$", calendar, re.MULTILINE)
    if found is None:
        raise ValueError("a calendar part without a method that we send")
    return found.group(1)


def _as_html(text: str, foot: str, language: str) -> str:
    """The same words as simple HTML: escaped, paragraphs, links that can be clicked."""
    paragraphs = [_linked(each) for each in re.split(r"\n\s*\n", text.strip()) if each.strip()]
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    small = f'<p style="color:#777;font-size:small">{_linked(foot)}</p>' if foot else ""
    return f'<!doctype html><html lang="{html.escape(language)}"><body>{body}{small}</body></html>'


def _linked(text: str) -> str:
    pieces, start = [], 0
    for found in _LINK.finditer(text):
        link = html.escape(found.group())
        pieces += [html.escape(text[start : found.start()]), f'<a href="{link}">{link}</a>']
        start = found.end()
    return "".join([*pieces, html.escape(text[start:])]).replace("\n", "<br>\n")


def _named(name: str, mail_address: str) -> str:
    return email.utils.formataddr((_one_line(name), _one_line(mail_address)), charset="utf-8")


def _one_line(value: str) -> str:
    if _BREAKS.search(value):
        raise ValueError("a line break in a header is refused")
    return value


def _fix_boundaries(mail: email.message.EmailMessage, seed: str) -> None:
    """Boundaries from the item's id in place of random ones: the same item, the same bytes."""
    for count, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        digest = hashlib.sha256(f"{seed}:{count}".encode()).hexdigest()[:24]
        part.set_boundary(f"=_{digest}")
