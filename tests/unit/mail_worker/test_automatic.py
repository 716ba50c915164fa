"""What is told from people's mail, and what is not."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.domain.automatic import Automatic, AutomaticKind
from services.mail_worker.automatic import classify
from tests import growth, hostile
from tests.unit.mail_worker import automatic_mails as mails
from tests.unit.mail_worker.automatic_mails import a_complaint, a_mail, a_report


def told(raw: bytes) -> Automatic:
    """The answer of `classify`, which must be one."""
    found = classify(raw)
    assert found is not None
    return found


def kind_of(raw: bytes) -> AutomaticKind | None:
    """The kind alone; None for a person's mail."""
    found = classify(raw)
    return found.kind if found else None


@pytest.mark.parametrize("server", mails.BOUNCES)
def test_a_bounce_of_an_unknown_user_is_hard_and_names_the_address(server: str) -> None:
    found = told(mails.BOUNCES[server])
    assert (found.kind, found.hard, found.delayed) == (AutomaticKind.BOUNCE, True, False)
    assert found.recipients == found.hard_recipients == ("anna@client.example",)
    assert found.original_message_id == "<touch-1@seller.example>"


@pytest.mark.parametrize("server", sorted(set(mails.BOUNCES) - {"gmail"}))
def test_our_own_reference_is_found_in_the_returned_part(server: str) -> None:
    assert told(mails.BOUNCES[server]).original_reference == mails.REFERENCE


def test_the_enhanced_code_of_a_bounce_is_kept() -> None:
    assert told(mails.POSTFIX).status == "5.1.1"
    assert told(mails.EXCHANGE).status == "5.1.10"
    assert told(mails.GMAIL).status == "5.1.1"
    assert told(mails.EXIM).status is None
    assert "User unknown" in told(mails.POSTFIX).diagnostic


def test_a_delay_is_a_soft_bounce_that_is_still_tried() -> None:
    found = told(mails.DELAY)
    assert (found.kind, found.hard, found.delayed) == (AutomaticKind.BOUNCE, False, True)


def test_a_server_without_marks_is_known_by_its_null_path_and_the_returned_mail() -> None:
    found = told(mails.NO_MARKS_BUT_SERVER)
    assert (found.kind, found.hard, found.recipients) == (AutomaticKind.BOUNCE, False, ("anna@client.example",))


def test_of_two_recipients_only_the_dead_one_is_named_hard() -> None:
    body = (
        "Hi. This is the qmail-send program at relay.example.\n\n<anna@client.example>:\n550 5.2.2 Mailbox full\n\n"
        "<boris@client.example>:\n550 5.1.1 User unknown\n"
    )
    found = told(a_mail(body, From="MAILER-DAEMON@relay.example", Subject="failure notice"))
    assert found.recipients == ("anna@client.example", "boris@client.example")
    assert found.hard
    assert found.hard_recipients == ("boris@client.example",)


def test_two_recipients_reported_without_an_empty_line_between_them_are_two() -> None:
    body = (
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nFinal-Recipient: "
        "rfc822; anna@client.example\n"
        "Action: failed\nStatus: 5.2.2\nFinal-Recipient: rfc822; boris@client.example\nAction: "
        "failed\nStatus: 5.1.1\n--b--\n"
    )
    found = told(a_mail(body, From="postmaster@mx.example", Content_Type='multipart/report; boundary="b"'))
    assert found.recipients == ("anna@client.example", "boris@client.example")
    assert found.hard_recipients == ("boris@client.example",)


def test_a_bounce_whose_boundary_was_garbled_is_still_read() -> None:
    found = told(mails.POSTFIX.replace(b'boundary="b"', b'boundary="lost"').replace(b"--b\n", b"--b_0123456789\n"))
    assert (found.hard, found.status, found.recipients) == (True, "5.1.1", ("anna@client.example",))


@pytest.mark.parametrize("program", mails.AWAY)
def test_a_vacation_note_is_an_auto_reply_with_the_day_of_return(program: str) -> None:
    found = told(mails.AWAY[program])
    assert (found.kind, found.returns_on) == (AutomaticKind.AUTO_REPLY, datetime.date(2025, 12, 10))
    assert found.text.strip()


@pytest.mark.parametrize(
    "subject",
    [
        "Автоответ: Вопрос",
        "Автоматический ответ: Вопрос",
        "Out of Office: A question",
        "Auto reply: hello",
        "Automatische Antwort: Frage",
        "Abwesenheitsnotiz: Frage",
        "Réponse automatique : Question",
        "Respuesta automática: Pregunta",
        "Odpowiedź automatyczna: Pytanie",
        "Risposta automatica: Domanda",
        "Resposta automática: Pergunta",
        "Автоматична відповідь: Питання",
        "自動応答: 質問",
        "自动答复: 问题",
    ],
)
def test_the_subject_of_a_mail_program_in_any_language_marks_an_auto_reply(subject: str) -> None:
    assert kind_of(a_mail("...", Subject=subject)) is AutomaticKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Undeliverable: A question",
        "Delivery Status Notification (Failure)",
        "Returned mail: see transcript for details",
        "Warning: could not send message for past 4 hours",
        "Недоставленное сообщение",
        "Не удается доставить: Вопрос",
        "Письмо не доставлено",
        "Unzustellbar: Frage",
        "Non remis : Question",
        "No se puede entregar: Pregunta",
        "Nie można dostarczyć: Pytanie",
        "Non recapitabile: Domanda",
        "Não foi possível entregar: Pergunta",
        "Не вдалося доставити: Питання",
        "配信不能: 質問",
        "未送达: 问题",
    ],
)
def test_a_mail_server_with_the_subject_of_a_failure_in_any_language_is_a_bounce(subject: str) -> None:
    assert kind_of(a_mail("...", From="postmaster@client.example", Subject=subject)) is AutomaticKind.BOUNCE


def test_an_auto_reply_that_names_no_day_has_none() -> None:
    found = told(mails.TICKET)
    assert (found.kind, found.returns_on) == (AutomaticKind.AUTO_REPLY, None)


def test_a_complaint_names_who_complained_and_the_mail_it_is_about() -> None:
    found = told(a_complaint("abuse"))
    assert (found.kind, found.recipients, found.feedback_type) == (
        AutomaticKind.COMPLAINT,
        ("anna@client.example",),
        "abuse",
    )
    assert found.original_message_id == "<touch-1@seller.example>"
    assert found.original_reference == mails.REFERENCE
    assert found.is_persons_complaint


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam"])
def test_a_report_on_authentication_or_praise_is_no_persons_complaint(kind: str) -> None:
    found = told(a_complaint(kind))
    assert found.kind is AutomaticKind.COMPLAINT
    assert not found.is_persons_complaint


def test_a_success_report_and_a_read_receipt_are_receipts() -> None:
    assert told(mails.DELIVERED).kind is AutomaticKind.RECEIPT
    found = told(mails.READ_RECEIPT)
    assert (found.kind, found.original_message_id) == (AutomaticKind.RECEIPT, "<touch-1@seller.example>")


@pytest.mark.parametrize("raw", [mails.CHALLENGE, mails.CHALLENGE_RU], ids=["en", "ru"])
def test_a_filter_that_wants_proof_of_a_person_is_a_challenge(raw: bytes) -> None:
    assert kind_of(raw) is AutomaticKind.CHALLENGE


def test_a_notification_of_amazon_ses_is_read_as_the_bounce_that_it_tells_of() -> None:
    found = told(mails.SES)
    assert (found.kind, found.hard, found.status) == (AutomaticKind.BOUNCE, True, "5.1.1")
    assert found.hard_recipients == ("anna@client.example",)


def test_lists_notifications_and_no_reply_senders_are_bulk() -> None:
    rows = [
        a_mail("News", Subject="Our news", List_Id="<news.client.example>", Precedence="bulk"),
        a_mail("A ticket was moved", Subject="Ticket 5", From="no-reply@tracker.example"),
        a_mail("Report of the night", Subject="cron", Auto_Submitted="auto-generated"),
        a_mail("Anything", Subject="Anything", Return_Path="<>"),
    ]
    assert {kind_of(raw) for raw in rows} == {AutomaticKind.BULK}


PEOPLE = {
    "a plain answer": a_mail("Да, интересно. Пришлите цены."),
    "writes about a bounce": a_mail(
        "Your mail came back: 550 5.1.1 user unknown. Use boris@client.example.", Subject="Your mail bounced"
    ),
    "undelivered orders": a_mail("Three orders were not delivered, please check.", Subject="Re: Undelivered orders"),
    "undelivered orders, a new mail": a_mail("Three orders could not be delivered.", Subject="Undelivered orders"),
    "delivery status": a_mail("What is the delivery status of our order?", Subject="Delivery status"),
    "forwards a bounce": a_mail(
        "See below, is this yours?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem "
        "<mailer-daemon@googlemail.com>\n"
        "Subject: Delivery Status Notification (Failure)\n\nAddress not found. 550 5.1.1 user unknown",
        Subject="Fwd: Delivery Status Notification (Failure)",
    ),
    "forwards a bounce as a file": a_mail(
        b"--q\nContent-Type: text/plain\n\nIs this yours?\n\n--q\nContent-Type: message/rfc822\n\n".decode()
        + mails.POSTFIX.decode()
        + "\n--q--\n",
        Subject="Fwd: Undelivered Mail Returned to Sender",
        Content_Type='multipart/mixed; boundary="q"',
    ),
    "forwards the parts of a bounce": a_mail(
        mails.POSTFIX.decode().partition("\n\n")[2], Subject="Fwd: look", Content_Type='multipart/mixed; boundary="b"'
    ),
    "asks not to be auto-answered": a_mail("Yes, send it.", X_Auto_Response_Suppress="DR, OOF, AutoReply"),
    "answers an automatic reply": a_mail("I am back now. Send it.", Subject="RE: Automatic reply: A short question"),
    "will be away": a_mail(
        "I am out of the office until Monday, write to me after that.", Subject="Re: A short question"
    ),
    "in the vacation subject of ours": a_mail("Ок", Subject="Re: Out of office: how to sell in summer"),
    "says it is no robot": a_mail("Auto-Submitted: no, I type this myself.", Auto_Submitted="no"),
    "through a shared mailbox": a_mail(
        "Yes.", List_Id="<sales.seller.example>", Precedence="list", In_Reply_To="<touch-1@seller.example>"
    ),
    "a postmaster who answers": a_mail(
        "Hello, I am the administrator. Please call me.", From="Ivan <postmaster@client.example>"
    ),
    "asks to confirm": a_mail("Please confirm your email address and the price.", Subject="Please confirm"),
    "read the report": a_mail("I have read it, thank you.", Subject="Read: report"),
    "mailbox of the whole office": a_mail("Нам интересно", From="Офис <office@client.example>", Subject="Доставка"),
    "writes of a late parcel": a_mail("Посылка не доставлена, сообщение от курьера ниже.", Subject="Не доставлено"),
    "has a vacation question": a_mail("В отпуске до 10 декабря, потом обсудим.", Subject="Re: Встреча"),
    "under a word about vacation": a_mail("Добрый день! Пришлите прайс.", Subject="В отпуске после 15-го"),
    "asks whether we are a robot": a_mail(
        "Are you a real person or a bot? See https://client.example", Subject="Re: hi"
    ),
    "a person with no headers": b"Hello\n",
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_is_never_taken_for_a_robot(who: str) -> None:
    assert classify(PEOPLE[who]) is None


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_success_in_a_report_is_no_bounce(action: str) -> None:
    assert kind_of(a_report("Done.", "2.0.0", "250 Ok", action=action)) is AutomaticKind.RECEIPT


@given(st.binary(max_size=4_000))
def test_any_bytes_are_classified_without_an_error(raw: bytes) -> None:
    classify(raw)


_PIECES = st.sampled_from(
    [
        b"From: MAILER-DAEMON <>\n",
        b"Return-Path: <>\n",
        b"Auto-Submitted: auto-replied\n",
        b"Subject: =?utf-8?B?0JLQ",
        b"?=\n",
        b"\n",
        b"\n\n",
        b"Content-Type: multipart/report; boundary=b\n",
        b"Content-Type: text/html; charset=punycode\n",
        b"--b\n",
        b"--b--\n",
        b"\xff\xfe\x00",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Type: message/delivery-status\n",
        b"Final-Recipient: rfc822; a@b.example\n",
        b"Action: failed\nStatus: 5.1.1\n",
        b"550 user unknown",
        b"Date: Mon, 99 Foo 99999\n",
        b"Date: Fri, 31 Dec 9999 23:59:59 +0000\n",
        b"I am back on 31.02.2025 or December 99th",
        b"&#99999999999999999999;",
        b"Content-Type: message/feedback-report\n",
        b"=C3=",
        b"<style",
        b"x-amz-sns-message-id: 1\n",
        b'{"notificationType":"Bounce","bounce":{"bouncedRecipients":[1,{}]}}',
        b"Content-Type: message/rfc822\n",
    ]
)


@given(st.lists(_PIECES | st.binary(max_size=20), max_size=60))
@settings(max_examples=300)
def test_any_heap_of_mail_fragments_is_classified_without_an_error(pieces: list[bytes]) -> None:
    classify(b"".join(pieces))


@pytest.mark.parametrize("name", hostile.ROBOTS)
def test_the_time_grows_no_faster_than_the_mail(name: str) -> None:
    growth.check(classify, hostile.ROBOTS[name])


def test_parts_nested_a_thousand_times_are_no_trouble() -> None:
    part = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
    assert classify(part * 10_000) is None
