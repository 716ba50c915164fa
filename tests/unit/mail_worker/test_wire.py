"""Wire: malformed mails of every kind give an Incoming, quickly, and never somebody else's name."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mail_worker import wire
from services.mail_worker.incoming import Incoming
from tests import growth, hostile


def a_mail(*headers: str, body: str = "Good day.", sender: str = "Anna <anna@veter.example>") -> bytes:
    lines = [f"From: {sender}"] if sender else []
    return "\r\n".join([*lines, *headers, "", body]).encode()


def a_multipart(*parts: str, kind: str = "mixed", close: bool = True) -> bytes:
    body = "".join(f"--b1\r\n{part}\r\n" for part in parts) + ("--b1--\r\n" if close else "")
    return a_mail(f"Content-Type: multipart/{kind}; boundary=b1", body=body)


def a_part(kind: str, text: str, *headers: str) -> str:
    return "\r\n".join([f"Content-Type: {kind}", *headers, "", text])


def is_storable(incoming: Incoming) -> bool:
    """No lone surrogates and no line breaks in what was a header."""
    incoming.model_copy(update={"files": ()}).model_dump_json()
    headers = (incoming.subject, incoming.sender_name, *(name for name, _ in incoming.cc))
    names = tuple(each.name for each in incoming.attachments)
    return not any(c in text for text in (*headers, *names, *incoming.authentication) for c in "\r\n\0")


# Who wrote it


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("anna@veter.example", "anna@veter.example"),
        ("Anna <anna@veter.example>", "anna@veter.example"),
        ('"Veter, Anna" <anna@veter.example>', "anna@veter.example"),
        ('"victim@good.example" <evil@bad.example>', "evil@bad.example"),
        ('"a \\" <victim@good.example>" <evil@bad.example>', "evil@bad.example"),
        ("Anna (at home) <anna@veter.example>", "anna@veter.example"),
        ("(<victim@good.example>) evil@bad.example", "evil@bad.example"),
        ("Anna (nested (<victim@good.example>)) <evil@bad.example>", "evil@bad.example"),
        ("=?utf-8?q?victim=40good=2Eexample?= <evil@bad.example>", "evil@bad.example"),
        ("Анна <anna@почта.рф>", "anna@xn--80a1acny.xn--p1ai"),
        ("Anna+news@Veter.Example", "anna@veter.example"),
        ('(") <victim@good.example> (") evil@bad.example', None),
        ("victim@good.example <evil@bad.example>", None),
        ("<victim@good.example> <evil@bad.example>", None),
        ("victim@good.example, evil@bad.example", None),
        ("<@relay.example:victim@good.example>", None),
        ("Friends: anna@veter.example, boris@veter.example;", None),
        ("Friends: anna@veter.example;", None),
        ("undisclosed-recipients:;", None),
        ("<>", None),
        ("Anna", None),
        ("<anna@veter.example> and more", None),
        ('"never closed <anna@veter.example>', None),
        ("(never closed <anna@veter.example>", None),
        ("anna@veter.example\0", None),
        ("a" * 5_000 + "@veter.example", None),
    ],
)
def test_from_is_one_mailbox_or_nobody(header: str, expected: str | None) -> None:
    incoming = wire.read(f"From: {header}\r\nSubject: x\r\n\r\nGood day.".encode())
    assert (incoming.sender.base if incoming.sender else None) == (expected and expected.lower())
    assert ("no single sender" in incoming.note) == (expected is None)


@pytest.mark.parametrize(
    "headers",
    [(), ("From: anna@veter.example", "From: evil@bad.example"), ("From: anna@veter.example", "FROM : a@b.example")],
)
def test_no_from_or_two_of_them_are_nobody(headers: tuple[str, ...]) -> None:
    assert wire.read(a_mail(*headers, sender="")).sender is None


def test_reply_to_and_sender_are_not_whom_a_mail_is_from() -> None:
    incoming = wire.read(a_mail("Reply-To: victim@good.example", "Sender: victim@good.example"))
    assert incoming.sender is not None
    assert incoming.sender.base == "anna@veter.example"


def test_a_domain_that_only_looks_like_ours_is_another_one() -> None:
    lookalike = wire.read("From: anna@vеter.example\r\n\r\nх".encode())  # the second letter is Cyrillic
    assert lookalike.sender is not None
    assert lookalike.sender.base != "anna@veter.example"
    assert lookalike.sender.domain.startswith("xn--")


# Headers


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Subject: =?utf-8?B?0J/RgNC40LLQtdGC?=", "Привет"),
        ("Subject: Привет".encode(), "Привет"),
        ("Subject: Привет, Анна".encode("cp1251"), "Привет, Анна"),
        (b"Subject: =?utf-8?B?0J/RgNC=?= =?utf-8?B?40LLQtdGC?=", None),
        ("Subject: =?utf-8?Q?=D0?=\r\n =?utf-8?Q?=9F?=ривет".encode(), "Привет"),
        (b"Subject: =?no-such-charset?Q?hello?=", "hello"),
        (b"Subject: =?utf-8?Q?not closed", "=?utf-8?Q?not closed"),
        (b"Subject: =?utf-8?X?odd?=", "=?utf-8?X?odd?="),
        (b"Subject: =?utf-8?Q?one=0D=0ABcc:_victim@good.example?=", "one Bcc: victim@good.example"),
        (b"Subject: one\r\n two\r\n\tthree", "one two three"),
        (b"Subject: one\rBcc: victim@good.example", "one Bcc: victim@good.example"),
        (b"Subject: a\0b", "a\ufffdb"),
        (b"Subject:", ""),
        (b"Subject: =?punycode?Q?" + b"a" * 2_000 + b"?=", "a" * 500),
    ],
)
def test_a_subject_is_read_as_far_as_it_can_be(raw: bytes, expected: str | None) -> None:
    incoming = wire.read(b"From: anna@veter.example\r\n" + raw + b"\r\n\r\nGood day.")
    assert expected is None or incoming.subject == expected
    assert is_storable(incoming)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "99 Foo 99999 99:99:99",
        "Mon, 31 Feb 2026 10:00:00 +0300",
        "1" * 5_000,
        "Mon, 1 Jan 1 0:0:0 +9999",
    ],
)
def test_a_date_that_is_none_is_left_out(value: str) -> None:
    assert wire.read(a_mail(f"Date: {value}")).date is None


def test_repeated_message_ids_give_the_first_and_junk_gives_none() -> None:
    assert wire.read(a_mail("Message-ID: <1@x>", "Message-ID: <2@x>")).message_id == "<1@x>"
    assert wire.read(a_mail("Message-ID: no brackets")).message_id == ""
    assert wire.read(a_mail("Message-ID: <a b@x>")).message_id == ""


def test_a_verdict_in_an_encoded_word_is_not_decoded() -> None:
    hidden = "mx.agent.example; spf=pass smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass?=@bad.example"
    (found,) = wire.read(a_mail(f"Authentication-Results: {hidden}")).authentication
    assert "dmarc=pass" not in found


def test_everybody_in_copy_is_listed_once_and_hostile_lists_are_cut() -> None:
    listed = wire.read(
        a_mail('Cc: "Boris, B." <boris@veter.example>, clara@veter.example, boris@veter.example', "Cc: ((")
    )
    assert listed.cc == (("Boris, B.", "boris@veter.example"), ("", "clara@veter.example"))
    crowd = ", ".join(f"p{number}@veter.example" for number in range(800))
    assert len(wire.read(a_mail(f"Cc: {crowd}")).cc) == 100


# Bodies


@pytest.mark.parametrize(
    ("headers", "payload", "expected"),
    [
        ("Content-Type: text/plain; charset=utf-8", "Привет".encode(), "Привет"),
        ("Content-Type: text/plain; charset=koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("Content-Type: text/plain; charset=no-such", "Привет".encode(), "Привет"),
        ("Content-Type: text/plain; charset=us-ascii", "Привет".encode(), "Привет"),
        ("Content-Type: text/plain; charset=utf-8", "Привет, Анна".encode("cp1251"), "Привет, Анна"),
        ("Content-Type: text/plain", "Привет, Анна".encode("cp1251"), "Привет, Анна"),
        ("Content-Type: text/plain; charset=utf-8", "Добрый день".encode() + b"\xff!", "Добрый день\ufffd!"),
        ("Content-Type: text/plain; charset=rot13", b"hello", "hello"),
        ('Content-Type: text/plain; charset="a\0b"', b"hello", "hello"),
        ("Content-Type: nonsense", b"hello", "hello"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", base64.b64encode(b"hello")[:-3], "hel"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", b"aGVs\r\n--\r\nbG8=!", "hello"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable", b"a=3Db=\r\nc=ZZ", "a=bc=ZZ"),
        ("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-odd", b"hello", "hello"),
        ("Content-Type: text/plain", b"a\0b", "a\ufffdb"),
    ],
)
def test_a_text_is_decoded_by_what_it_is(headers: str, payload: bytes, expected: str | None) -> None:
    incoming = wire.read(b"From: anna@veter.example\r\n" + headers.encode() + b"\r\n\r\n" + payload)
    assert expected is None or incoming.bodies == (("text", expected),)
    assert is_storable(incoming)


def test_a_missing_blank_line_costs_no_text() -> None:
    incoming = wire.read(b"From: anna@veter.example\r\nSubject: x\r\nGood day to you.\r\nBye.")
    assert incoming.bodies == (("text", "Good day to you.\nBye."),)


@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r"])
def test_line_ends_of_every_kind_are_read(ending: bytes) -> None:
    incoming = wire.read(ending.join([b"From: anna@veter.example", b"Subject: x", b"", b"Good day."]))
    assert incoming.sender is not None
    assert (incoming.subject, incoming.bodies) == ("x", (("text", "Good day."),))


@pytest.mark.parametrize("close", [True, False])
def test_a_plain_part_comes_before_its_html_twin(close: bool) -> None:
    raw = a_multipart(a_part("text/html", "<p>Yes</p>"), a_part("text/plain", "Yes"), kind="alternative", close=close)
    assert [(kind, text.strip()) for kind, text in wire.read(raw).bodies] == [("text", "Yes"), ("html", "<p>Yes</p>")]


def test_a_text_split_around_a_picture_is_put_together() -> None:
    picture = a_part("image/png; name=a.png", "aGVsbG8=", "Content-Transfer-Encoding: base64")
    incoming = wire.read(a_multipart(a_part("text/plain", "Before."), picture, a_part("text/plain", "After.")))
    assert incoming.bodies == (("text", "Before.\n\nAfter."),)
    assert [each.name for each in incoming.attachments] == ["a.png"]


def test_a_footer_that_a_server_added_does_not_hide_an_html_text() -> None:
    incoming = wire.read(a_multipart(a_part("text/html", "<p>Call me</p>"), a_part("text/plain", "Scanned & clean")))
    ((kind, text),) = incoming.bodies
    assert kind == "html"
    assert "<p>Call me</p>" in text
    assert "Scanned &amp; clean" in text


def test_html_alone_is_the_body() -> None:
    assert wire.read(a_mail("Content-Type: text/html", body="<p>Yes</p>")).bodies == (("html", "<p>Yes</p>"),)


def test_a_wrong_boundary_is_guessed_and_no_boundary_reads_as_text() -> None:
    body = "--=_real_mark\r\nContent-Type: text/plain\r\n\r\nHello\r\n--=_real_mark--\r\n"
    lost = wire.read(a_mail("Content-Type: multipart/mixed; boundary=other", body=body))
    assert lost.bodies == (("text", "Hello"),)
    bare = wire.read(a_mail("Content-Type: multipart/mixed", body="Hello"))
    assert bare.bodies == (("text", "Hello"),)


@pytest.mark.parametrize(
    ("kind", "name", "word"),
    [
        ("application/ms-tnef", "winmail.dat", "winmail.dat"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", "S/MIME"),
        ("application/pgp-encrypted", "", "PGP"),
    ],
)
def test_a_text_that_is_sealed_is_said_in_the_note(kind: str, name: str, word: str) -> None:
    sealed = wire.read(a_multipart(a_part(kind, "AAAA", f'Content-Disposition: attachment; filename="{name}"')))
    assert sealed.bodies == ()
    assert word in sealed.note


def test_a_signed_text_is_read_and_its_signature_is_an_attachment() -> None:
    incoming = wire.read(
        a_multipart(a_part("text/plain", "Yes"), a_part("application/pgp-signature", "x"), kind="signed")
    )
    assert incoming.bodies == (("text", "Yes"),)
    assert incoming.note == ""


def test_an_answer_to_an_invitation_is_read_with_its_calendar_beside_it() -> None:
    incoming = wire.read(
        a_multipart(a_part("text/plain", "Accepted"), a_part("text/calendar; method=REPLY", "BEGIN:VCALENDAR"))
    )
    assert incoming.bodies == (("text", "Accepted"),)
    assert [each.media_type for each in incoming.attachments] == ["text/calendar"]


def test_a_forwarded_mail_is_not_the_clients_text() -> None:
    inner = "Subject: other\r\n\r\nStop writing to me"
    incoming = wire.read(a_multipart(a_part("text/plain", "See below"), a_part("message/rfc822", inner)))
    assert incoming.bodies == (("text", "See below"),)


# Attachments


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('attachment; filename="price list.pdf"', "price list.pdf"),
        ("attachment; filename*=utf-8''%D0%9F%D1%80%D0%B0%D0%B9%D1%81.pdf", "Прайс.pdf"),
        ("attachment; filename*0*=utf-8''%D0%9F; filename*1*=%D1%80.pdf", "Пр.pdf"),
        ('attachment; filename="=?utf-8?B?0J/RgNC40LLQtdGC?=.pdf"', "Привет.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\Windows\\\\a.exe"', "a.exe"),
        ("attachment; filename*=no-such''%FF%FE", None),
        ("attachment; filename*9*=x; filename*1=y", None),
        ("attachment", "unnamed"),
        ('attachment; filename="a\rb\0.pdf"', None),
    ],
)
def test_an_attachment_is_named_without_its_path(header: str, expected: str | None) -> None:
    part = a_part("application/pdf", "aGVsbG8=", "Content-Transfer-Encoding: base64", f"Content-Disposition: {header}")
    incoming = wire.read(a_multipart(a_part("text/plain", "Hi"), part))
    (attachment,) = incoming.attachments
    assert (attachment.size_bytes, incoming.files) == (5, (b"hello",))
    assert expected is None or attachment.name == expected
    assert is_storable(incoming)


def test_an_attachment_above_the_limit_is_recorded_and_not_kept() -> None:
    large = base64.encodebytes(b"x" * (wire.MOST_KEPT_BYTES + 1)).decode()
    part = a_part("application/zip; name=a.zip", large, "Content-Transfer-Encoding: base64")
    incoming = wire.read(a_multipart(a_part("text/plain", "Hi"), part))
    assert incoming.attachments[0].size_bytes == wire.MOST_KEPT_BYTES + 1
    assert incoming.files == (None,)
    assert "was not kept" in incoming.note


# Whatever comes


@pytest.mark.parametrize("name", hostile.MAILS)
def test_the_time_grows_no_faster_than_the_mail(name: str) -> None:
    growth.check(wire.read, hostile.MAILS[name])


@pytest.mark.parametrize("made", [*hostile.MAILS.values(), lambda _: b""], ids=[*hostile.MAILS, "nothing"])
def test_whatever_a_megabyte_holds_can_be_stored(made: Callable[[int], bytes]) -> None:
    assert is_storable(wire.read(made(hostile.MEGABYTE)))


PIECES = st.sampled_from(
    [
        b"From: a@b.example\r\n",
        b"Subject: =?utf-8?B?",
        b"?=\r\n",
        b"Content-Type: multipart/alternative; boundary=x\r\n",
        b"Content-Type: text/html; charset=utf-16\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-7''+ADw\r\n",
        b"Content-Type: text/plain; charset=utf-7\r\n",
        b"--x\r\n",
        b"--x--\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\0",
        b"Cc: (,<a@b.example>,\r\n",
        b"Date: Mon, 1 Jan 2026 99:00 +0300\r\n",
        b"+2AA-",
        b"\xed\xa0\x80",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=40)), max_size=40).map(b"".join))
def test_any_bytes_give_something_that_can_be_stored(raw: bytes) -> None:
    incoming = wire.read(raw)
    assert is_storable(incoming)
    assert len(incoming.files) == len(incoming.attachments)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_a_from_of_any_text_is_one_address_or_nobody(header: str) -> None:
    who, name = wire.strict_mailbox(header)
    assert who is None or "@" in who.base
    assert "\n" not in name
    assert "\r" not in name
