"""Hostile input for everything that reads what a client wrote: by name, a maker of an input of about any length.

The tests see with it how the readers' time grows, `make bench` how long a megabyte takes. It reads nothing itself.
"""

from collections.abc import Callable, Mapping

MEGABYTE = 1_000_000

Texts = Mapping[str, Callable[[int], str]]
Mails = Mapping[str, Callable[[int], bytes]]


def of(piece: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """A piece again and again, between a head and a tail."""
    return lambda length: head + (piece * (length // len(piece) + 1))[:length] + tail


def mail(piece: bytes, head: bytes = b"", tail: bytes = b"") -> Callable[[int], bytes]:
    """Like `of`, in bytes; only whole pieces."""
    return lambda length: head + piece * (length // len(piece)) + tail


REPLY_TEXTS: Texts = {
    "quoted lines": of("> a quoted line of the usual length, more or less\n"),
    "lines that begin like attributions": of("On Wed, Apr 30, 2025 at 3:19 PM Maria\n"),
    "the word On": of("On\n"),
    "spaces": of(" ", tail="x"),
    "header lines": of("From: x\n"),
    "header lines with addresses": of("From: a@b.example\nTo: x\n"),
    "one line": of("word "),
    "one word": of("a"),
    "short lines": of("a\n"),
    "blank lines": of("\n"),
    "carriage returns": of("\r"),
    "quote marks": of(">"),
    "empty quotes": of(">\n"),
    "underscores": of("_"),
    "ruled lines": of("____\n"),
    "signature marks": of("x\n-- \n"),
    "addresses": of("a@b.example\n"),
    "dates": of("1.1.2025 12:00 Иван\n"),
    "verbs": of("X wrote:\n"),
    "phone footers": of("Sent from my iPhone\n"),
    "gateway warnings": of("CAUTION: external sender\n"),
    "legal footers": of("This message is\n\n"),
    "separators": of("-----Original Message-----\n"),
    "quote and answer in turn": of("Hello\n> q\n"),
    "wrapped quotes": of("> aaaa aaaa aaaa aaaaa aaaaaaaaaaaaaa aaaaaaaaaaaaaaaa aaa aaaa\nb\n"),
    "invisible characters": of("\u200b"),
}
REPLY_PAGES: Texts = {
    "open divs": of("<div>"),
    "open blockquotes": of("<blockquote type=cite>a"),
    "open quote containers": of("<div class=gmail_quote>a"),
    "open tables": of("<table><tr><td>"),
    "many divs": of("<div>a</div>"),
    "many breaks": of("a<br>"),
    "many paragraphs": of("<p>"),
    "many tables": of("<table><tr><td>a</td></tr></table>"),
    "many cells": of("<td>a", head="<table><tr>"),
    "many hidden": of('<b style="display:none">x</b>a'),
    "many quotes": of("<blockquote>a</blockquote>b"),
    "many containers": of("<div class=gmail_quote>On x <blockquote>a</blockquote></div>"),
    "many rules": of("<hr id=stopSpelling>"),
    "angle brackets": of("<"),
    "ampersands": of("&"),
    "character references": of("&#8;<b>"),
    "long numbers": of("&#1111111111"),
    "open comments": of("<!--"),
    "a long style": of("a:b;", head='<div style="', tail='">x</div>'),
    "a long style sheet": of(".a{color:red}", head="<style>", tail="</style>x"),
    "no tags": of("word "),
    "nothing": of("\x00"),
}
SIGNALS: Texts = {
    unit: of(unit)
    for unit in (
        "не пишите до ",
        "не пишите мне ",
        "стоп ",
        "dont ",
        "a",
        "!",
        "s t o ",
        "a.",
        "how do we stop sending ",
        "stop list remove me to email ",
        "\u200b",
        "ﷺ",
        "<",
        "a@a",
        "нет\n\n",
    )
}
WHEN: Texts = {
    unit: of(unit)
    for unit in (
        *("1", "1 ", "через ", "n1-", "12.", "мая 1-", "a", "\n", "n't ", "с 1 по ", "İ", "?!", "@a.", "до "),
        *("в понедельник ", "next week "),
    )
}
REFERRALS: Texts = {
    unit: of(unit)
    for unit in (
        *("a", "a.", "1 ", "@", "пишите ", "Анна ", "+7 ", "a@a.", "Contact A. ", "\n", "собака ", "copy +", "(at) "),
        *("e dot ", "a@b.example "),
    )
}
KNOWLEDGE: Texts = {
    unit: of(unit) for unit in ("интересует ", "а, ", "ли ", "?", "a", ", и ", " ", "how much, ", "не ", "сколько? ")
}

# -- whole mails

_MANY = b"From: anna@veter.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
_QP = b"From: anna@veter.example\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
_FROM = b"From: a@b.example\r\n"


def nested(length: int) -> bytes:
    """Parts in parts, each with a boundary of its own, and a text in the innermost."""
    depth = length // 60
    marks = "".join(f"Content-Type: multipart/mixed; boundary=n{n}\r\n\r\n--n{n}\r\n" for n in range(depth))
    return f"From: anna@veter.example\r\n{marks}Content-Type: text/plain\r\n\r\nhello\r\n".encode()


MAILS: Mails = {
    "nested parts": nested,
    "nested with one boundary": mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", _FROM),
    "parts": mail(b"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n", _MANY),
    "empty parts": mail(b"--x\n", _MANY),
    "marks that are none": mail(b"--xy\n", _MANY),
    "parts full of headers": mail(b"--x\n" + b"h: v\n" * 900, _MANY),
    "a long header": mail(b"x", _FROM + b"Subject: ", b"\r\n\r\nhi"),
    "a long sender": mail(b"(", b"From: "),
    "quotes": mail(b'"\\', b"From: "),
    "headers": mail(b"a:b\n", _FROM),
    "folded lines": mail(b" y\n", _FROM + b"Subject: x\n"),
    "lines": mail(b"\n", _FROM + b"\n"),
    "NULs": mail(b"\0"),
    "0xFF": mail(b"\xff"),
    "CRs": mail(b"\r"),
    "equals signs": mail(b"=", _QP),
    "blanks": mail(b" ", _QP),
    "dashes": mail(b"-", _MANY),
    "addresses": mail(b"<a,(", _FROM + b"Cc: ", b"\r\nTo: " + b"a," * 9_000),
    "encoded words": mail(b"=?utf-8?q?=41?= ", _FROM + b"Subject: " + b"=?utf-8?q?" * 2_000),
    "parameters": mail(b"; name*1*=a", _FROM + b"Content-Type: text/plain"),
    "punycode": mail(b"a-", _FROM + b"Content-Type: text/plain; charset=punycode\r\n\r\n"),
    "half characters": mail(
        b"+2AA-",
        _FROM + b"Subject: =?utf-7?q?+2AA-?=\r\nAuto-Submitted: auto-replied\r\n"
        b"Content-Type: text/plain; charset=utf-7; name*=utf-7''+2AA-\r\n\r\n",
    ),
    "references": mail(b"<a", _FROM + b"References: "),
}
_UNITS = (
    *(b" ", b"\n", b"<", b"<style", b"=?utf-8?q?a", b"a@", b"a@b.ru ", b"550 ", b"&#9", b"From: a\n", b"10.12 "),
    *(b"user ", b"message was "),
)
_HEADS = {
    "bare": b"",
    "bounce": b"From: MAILER-DAEMON <>\nSubject: failure notice\n\n",
    "html": b"Auto-Submitted: auto-replied\nContent-Type: text/html\n\n",
}
ROBOTS: Mails = {
    f"{name}, {unit.decode()!r}": mail(unit, head) for name, head in _HEADS.items() for unit in _UNITS
}  # for the classification of automatic mail
