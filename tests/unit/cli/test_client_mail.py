"""The mail of simulated clients: what is written can be read again, and looks as mail programs write it."""

import datetime
import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli import client_mail, quoting

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
AT = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
ANSWERED_AT = datetime.datetime(2026, 11, 24, 14, 30, tzinfo=MOSCOW)


def our_mail(**changes: object) -> client_mail.Seen:
    """A mail of the agent as a client sees it."""
    text = str(changes.pop("text", "Добрый день, Пётр!\n\nМы собираем отзывы.\n\nНе писать: ответьте «стоп»."))
    fields: dict[str, object] = {
        "sender": "olga@demo.example",
        "sender_name": "Ольга Светлова",
        "to": ("petr@bereg.example",),
        "subject": "Отзывы о «Береге»",
        "at": AT,
        "message_id": "<first@demo.example>",
    }
    raw = client_mail.compose(client_mail.Envelope.model_validate({**fields, **changes}), text)
    return client_mail.parse(raw, uid=101)


def an_answer(
    to_mail: client_mail.Seen, style: quoting.Style | None, *, text: str = "Пришлите цены.", language: str = "ru"
) -> client_mail.Seen:
    envelope = client_mail.Envelope(
        sender="petr@bereg.example",
        sender_name="Пётр",
        to=(to_mail.answer_to,),
        subject=client_mail.reply_subject(to_mail.subject),
        at=ANSWERED_AT,
        message_id="<answer@bereg.example>",
    )
    return client_mail.parse(client_mail.compose(envelope, text, answers=to_mail, style=style, language=language))


@pytest.mark.parametrize(
    ("style", "language", "lines"),
    [
        ("gmail", "ru", ["пн, 23 нояб. 2026 г. в 10:05, Ольга Светлова <olga@demo.example>:", "> Добрый день, Пётр!"]),
        ("gmail", "en", ["On Mon, Nov 23, 2026 at 10:05 AM Ольга Светлова <olga@demo.example> wrote:", ">"]),
        ("yandex", "ru", ['23.11.2026, 10:05, "Ольга Светлова" <olga@demo.example>:', "> Мы собираем отзывы."]),
        ("apple", "ru", ["> 23 нояб. 2026 г., в 10:05, Ольга Светлова <olga@demo.example> написал(а):", "> "]),
        ("apple", "en", ["> On Nov 23, 2026, at 10:05 AM, Ольга Светлова <olga@demo.example> wrote:"]),
        (
            "outlook",
            "ru",
            [
                "_" * 32,
                "От: Ольга Светлова <olga@demo.example>",
                "Отправлено: 23 ноября 2026 г. 10:05",
                "Кому: petr@bereg.example",
                "Тема: Отзывы о «Береге»",
                "Мы собираем отзывы.",
            ],
        ),
        ("outlook", "en", ["Sent: Monday, November 23, 2026 10:05 AM", "Subject: Отзывы о «Береге»"]),
    ],
)
def test_our_mail_is_quoted_below_as_the_mail_program_does(style: str, language: str, lines: list[str]) -> None:
    answer = an_answer(our_mail(), quoting.Style(style), language=language)
    written = answer.text.split("\n")
    assert written[0] == "Пришлите цены."
    assert [line for line in lines if line not in written] == []
    assert answer.html is not None
    assert "Пришлите цены." in answer.html
    assert "Мы собираем отзывы." in answer.html


@pytest.mark.parametrize("style", list(quoting.Style))
def test_an_answer_stands_in_the_thread(style: quoting.Style) -> None:
    first = our_mail()
    answer = an_answer(first, style)
    assert answer.in_reply_to == first.message_id
    assert answer.references == (first.message_id,)
    assert answer.subject == "Re: Отзывы о «Береге»"
    assert answer.at == ANSWERED_AT
    assert (answer.sender, answer.sender_name, answer.to) == ("petr@bereg.example", "Пётр", ("olga@demo.example",))
    second = an_answer(answer, style)
    assert second.references == (first.message_id, answer.message_id)
    assert second.subject == answer.subject


def test_gmail_breaks_a_long_attribution_before_its_last_word() -> None:
    named = our_mail(sender_name="Ольга Александровна Светлова")
    written = an_answer(named, quoting.Style.GMAIL, language="en").text.split("\n")
    assert written[2].endswith("Ольга Александровна Светлова <olga@demo.example>")
    assert written[3] == "wrote:"


def test_a_quote_of_a_quote_goes_one_level_deeper() -> None:
    again = an_answer(an_answer(our_mail(), quoting.Style.GMAIL), quoting.Style.GMAIL, text="И ещё вопрос")
    assert ">> Мы собираем отзывы." in again.text.split("\n")


def test_an_answer_goes_to_reply_to_where_there_is_one() -> None:
    raw = our_mail().raw.replace(b"Subject:", b"Reply-To: Sales <sales+token@demo.example>\r\nSubject:", 1)
    seen = client_mail.parse(raw)
    assert seen.answer_to == "sales+token@demo.example"
    assert our_mail().answer_to == "olga@demo.example"


def test_attachments_are_named_and_arrive_whole() -> None:
    envelope = client_mail.Envelope(sender="a@b.example", to=("c@d.example",), subject="s", at=AT, message_id="<m@b>")
    file = client_mail.Attachment(name="смета 1.pdf", content=b"%PDF-1.7\x00\xff", media_type="application/pdf")
    seen = client_mail.parse(client_mail.compose(envelope, "вот", attachments=[file]))
    assert (seen.attachments, seen.text) == (("смета 1.pdf",), "вот")
    parts = list(email.message_from_bytes(seen.raw, policy=email.policy.default).iter_attachments())
    assert [part.get_content() for part in parts] == [file.content]


def test_the_same_values_give_the_same_bytes() -> None:
    assert our_mail().raw == our_mail().raw
    report = client_mail.bounce(our_mail(), at=AT, message_id="<b@mx>")
    assert report == client_mail.bounce(our_mail(), at=AT, message_id="<b@mx>")


@pytest.mark.parametrize(("delayed", "action", "status"), [(False, "failed", "5.1.1"), (True, "delayed", "4.1.1")])
def test_a_bounce_is_a_delivery_report_that_names_our_mail(delayed: bool, action: str, status: str) -> None:
    original = our_mail()
    raw = client_mail.bounce(original, at=ANSWERED_AT, message_id="<b@mx.bereg.example>", delayed=delayed)
    report = email.message_from_bytes(raw, policy=email.policy.default)
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    assert report["To"] == original.sender
    words, fields, returned = report.iter_parts()
    assert "petr@bereg.example" in words.get_content()
    assert fields.get_content_type() == "message/delivery-status"
    _, recipient = [group for group in fields.walk() if group.get_content_type() == "text/plain"]
    assert (recipient["Action"], recipient["Status"]) == (action, status)
    assert recipient["Final-Recipient"] == "rfc822; petr@bereg.example"
    assert returned.get_content()["Message-ID"] == original.message_id


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("ru", "Автоматический ответ: ", "до 07.12.2026"), ("en", "Automatic reply: ", "until 7 December 2026")],
)
def test_an_out_of_office_answer_is_marked_as_automatic(language: str, subject: str, words: str) -> None:
    original = our_mail()
    raw = client_mail.auto_reply(
        original,
        sender="petr@bereg.example",
        at=ANSWERED_AT,
        message_id="<o@bereg.example>",
        until=datetime.date(2026, 12, 7),
        language=language,
    )
    seen = client_mail.parse(raw)
    assert seen.header("auto-submitted") == "auto-replied"
    assert seen.subject == subject + original.subject
    assert seen.in_reply_to == original.message_id
    assert words in seen.text


def test_a_mail_of_html_alone_is_read_as_text() -> None:
    raw = (
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p {}</style></head>"
        b"<body><p>Hello,</p><p>see you&nbsp;soon<br>Ann</p></body></html>"
    )
    assert client_mail.parse(raw).text.replace("\xa0", " ") == "Hello,\nsee you soon\nAnn"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"From: <<>>,\r\nDate: soon\r\nSubject: =?nope?q?x?=\r\n\r\nhi",
        b"Content-Type: multipart/mixed\r\n\r\nno parts",
        b"Content-Type: text/plain; charset=utf-7; title*=utf-7''+2AA-\r\nSubject: =?utf-7?q?+2AA-?=\r\n\r\n+2AA-",
        b"Content-Type: text/plain; charset=utf-7\r\nSubject: =?utf-7?q?+2AA-?=\r\n\r\n+2AA-",
        b"Content-Type: text/html\r\n\r\na number that int refuses: &#" + b"1" * 5_000 + b";",
        b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff",
        b"Message-ID: no brackets\r\nReferences: <a@b> junk <c@d>\r\nSubject: \xd0\xb4\r\n\r\n",
    ],
)
def test_broken_mail_gives_empty_fields(raw: bytes) -> None:
    seen = client_mail.parse(raw)
    assert (seen.message_id, seen.attachments) == ("", ())
    assert not any("\ud800" <= each <= "\udfff" for each in seen.subject + seen.text)  # nothing could write them out


@given(st.binary(max_size=400), st.sampled_from([b"", b"Subject: ", b"From: ", b"Content-Type: multipart/mixed; "]))
def test_any_bytes_can_be_parsed(raw: bytes, start: bytes) -> None:
    client_mail.parse(start + raw)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip))
def test_what_a_client_writes_is_what_is_read(text: str) -> None:
    seen = an_answer(our_mail(), None, text=text)
    assert seen.text.split() == text.split()


@pytest.mark.parametrize(
    ("subject", "expected"), [("Цены", "Re: Цены"), ("Re: Цены", "Re: Цены"), ("RE: x", "RE: x"), ("", "Re: ")]
)
def test_re_stands_once(subject: str, expected: str) -> None:
    assert client_mail.reply_subject(subject) == expected
