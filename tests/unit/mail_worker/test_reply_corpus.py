"""Reads the mails in replies/*.txt: each form of quoting that the extractor knows, written for this project.

A file holds mails under `#### name` (`[html]` after the name for HTML), then `#### sent` with our own last
message where it is known, then `#### reply` with what the client typed.
"""

import dataclasses
import pathlib
import re

import pytest

from services.mail_worker import reply

_FOLDER = pathlib.Path(__file__).parent / "replies"


@dataclasses.dataclass(frozen=True)
class Mail:
    name: str
    kind: str
    body: str
    sent: str | None
    expected: str


def _read(path: pathlib.Path) -> list[Mail]:
    mails: list[Mail] = []
    name = body = ""
    sent: str | None = None
    for section in re.split(r"^#### ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, _, text = section.partition("\n")
        text = text.removesuffix("\n")
        if title == "sent":
            sent = text
        elif title == "reply":
            kind = "html" if name.endswith("[html]") else "text"
            mails.append(Mail(f"{path.stem}: {name}", kind, body, sent, text))
        else:
            name, body, sent = title, text, None
    return mails


_MAILS = [mail for path in sorted(_FOLDER.glob("*.txt")) for mail in _read(path)]


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_the_corpus_is_read_completely() -> None:
    assert len(_MAILS) >= 80
    assert len({mail.name for mail in _MAILS}) == len(_MAILS)


@pytest.mark.parametrize("mail", _MAILS, ids=lambda mail: mail.name)
def test_exactly_what_the_client_typed_is_read(mail: Mail) -> None:
    found = reply.extract_reply(mail.body, kind=mail.kind, sent=mail.sent)
    assert _bare(found) == _bare(mail.expected)


@pytest.mark.parametrize("mail", [mail for mail in _MAILS if mail.kind == "text"], ids=lambda mail: mail.name)
def test_line_endings_of_windows_change_nothing(mail: Mail) -> None:
    body = mail.body.replace("\n", "\r\n")
    assert _bare(reply.extract_reply(body, sent=mail.sent)) == _bare(mail.expected)


@pytest.mark.parametrize("mail", _MAILS, ids=lambda mail: mail.name)
def test_reading_a_second_time_loses_none_of_the_words(mail: Mail) -> None:
    once = reply.extract_reply(mail.body, kind=mail.kind, sent=mail.sent)
    if ">" not in once and "Forwarded" not in once and "Пересылаемое" not in once:
        assert _bare(reply.extract_reply(once)) == _bare(once)
