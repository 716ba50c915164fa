"""How mail programs quote the mail that they answer: four styles, in Russian and in English. Pure.

The attribution lines and header blocks are those that the programs write themselves: Gmail and Yandex above
a quote with `>`, Apple Mail with the attribution in its own words, Outlook a rule, a block of headers and
the old mail unchanged. It does not make whole mails (`client_mail.compose` does), and does not take quotes
off again: that is the mail worker's work.
"""

import datetime
import enum
import html

from services.core.domain.base import Noun

_MONTHS_RU = (
    "янв.", "февр.", "мар.", "апр.", "мая", "июн.",
    "июл.", "авг.", "сент.", "окт.", "нояб.", "дек.",
)  # fmt: skip
_MONTHS_RU_LONG = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_DAYS_RU = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OUTLOOK_RULE = "_" * 32
_GMAIL_WIDTH = 76


class Style(enum.StrEnum):
    """The mail programs whose way of quoting we know."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
    YANDEX = "yandex"
    APPLE = "apple"


class Quoted(Noun):
    """The mail below the answer; `at` is in the answering person's own time zone, `html` is body markup."""

    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    at: datetime.datetime
    text: str
    html: str


def plain(text: str, quoted: Quoted | None, style: Style | None, language: str) -> str:
    """The text/plain part: the answer on top, the quote below."""
    own = text.strip("\n") + "\n"
    if quoted is None or style is None:
        return own
    if style is Style.OUTLOOK:
        block = "\n".join(f"{label}: {value}" for label, value in _outlook_fields(quoted, language))
        return f"{own}\n{_OUTLOOK_RULE}\n{block}\n\n{quoted.text}\n"
    line = attribution(quoted, style, language)
    body = "\n".join(_quote_line(old) for old in quoted.text.split("\n"))
    if style is Style.APPLE:
        return f"{own}\n> {line}\n> \n{body}\n"
    if style is Style.GMAIL:
        line = _wrapped(line)
    return f"{own}\n{line}\n\n{body}\n"


def markup(text: str, quoted: Quoted | None, style: Style | None, language: str) -> str:
    """The text/html part of the same mail."""
    lines = [html.escape(line, quote=False) for line in text.strip("\n").split("\n")]
    own = "".join(f"<div>{line or '<br>'}</div>" for line in lines)
    if quoted is None or style is None:
        return f'<html><body><div dir="ltr">{own}</div></body></html>\n'
    return f"<html><body>{_BELOW[style](own, quoted, language)}</body></html>\n"


def attribution(quoted: Quoted, style: Style, language: str) -> str:
    """The line above the quote, such as `On Mon, Nov 23, 2026 at 10:05 AM Ann <ann@a.example> wrote:`."""
    at, russian = quoted.at, language == "ru"
    who = f"{quoted.sender_name} <{quoted.sender}>" if quoted.sender_name else f"<{quoted.sender}>"
    if style is Style.YANDEX:
        name = f'"{quoted.sender_name}" ' if quoted.sender_name else ""
        return f"{at:%d.%m.%Y, %H:%M}, {name}<{quoted.sender}>:"
    month = _MONTHS_RU[at.month - 1] if russian else _MONTHS_EN[at.month - 1][:3]
    if style is Style.APPLE:
        if russian:
            return f"{at.day} {month} {at.year} г., в {at:%H:%M}, {who} написал(а):"
        return f"On {month} {at.day}, {at.year}, at {_clock_en(at)}, {who} wrote:"
    if russian:
        return f"{_DAYS_RU[at.weekday()]}, {at.day} {month} {at.year} г. в {at:%H:%M}, {who}:"
    return f"On {_DAYS_EN[at.weekday()][:3]}, {month} {at.day}, {at.year} at {_clock_en(at)} {who} wrote:"


def _gmail(own: str, quoted: Quoted, language: str) -> str:
    line = html.escape(attribution(quoted, Style.GMAIL, language), quote=False)
    return (
        f'<div dir="ltr">{own}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{line}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        f'border-left:1px solid rgb(204,204,204);padding-left:1ex">{quoted.html}</blockquote></div>'
    )


def _outlook(own: str, quoted: Quoted, language: str) -> str:
    fields = "<br>".join(
        f"<b>{label}:</b> {html.escape(value, quote=False)}" for label, value in _outlook_fields(quoted, language)
    )
    return (
        f'<div class="elementToProof">{own}</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif" color="#000000" style="font-size:11pt">{fields}</font>'
        f"<div>&nbsp;</div></div><div>{quoted.html}</div>"
    )


def _yandex(own: str, quoted: Quoted, language: str) -> str:
    line = html.escape(attribution(quoted, Style.YANDEX, language), quote=False)
    return f"{own}<div><br></div><div>{line}</div><blockquote>{quoted.html}</blockquote>"


def _apple(own: str, quoted: Quoted, language: str) -> str:
    line = html.escape(attribution(quoted, Style.APPLE, language), quote=False)
    return (
        f'{own}<div><br><blockquote type="cite"><div>{line}</div>'
        f'<br class="Apple-interchange-newline"><div>{quoted.html}</div></blockquote></div>'
    )


_BELOW = {Style.GMAIL: _gmail, Style.OUTLOOK: _outlook, Style.YANDEX: _yandex, Style.APPLE: _apple}


def _outlook_fields(quoted: Quoted, language: str) -> list[tuple[str, str]]:
    """Outlook's block of headers, with its labels and its long date."""
    at = quoted.at
    who = f"{quoted.sender_name} <{quoted.sender}>" if quoted.sender_name else quoted.sender
    if language == "ru":
        sent = f"{at.day} {_MONTHS_RU_LONG[at.month - 1]} {at.year} г. {at.hour}:{at:%M}"
        labels = ("От", "Отправлено", "Кому", "Тема")
    else:
        day = f"{_DAYS_EN[at.weekday()]}, {_MONTHS_EN[at.month - 1]} {at.day}, {at.year}"
        sent = f"{day} {_clock_en(at)}"
        labels = ("From", "Sent", "To", "Subject")
    return list(zip(labels, (who, sent, "; ".join(quoted.to), quoted.subject), strict=True))


def _clock_en(at: datetime.datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def _quote_line(line: str) -> str:
    """One level deeper; lines that are quotes already get no blank between their marks."""
    return f">{line}" if line.startswith(">") or not line else f"> {line}"


def _wrapped(line: str) -> str:
    """Gmail breaks a long attribution before its last word: the address, or `wrote:`."""
    if len(line) <= _GMAIL_WIDTH:
        return line
    head, _, tail = line.rpartition(" ")
    return f"{head}\n{tail}"
