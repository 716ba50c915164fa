"""Mails written for the tests of `automatic`: the forms of the usual servers, with made-up people and hosts."""

from collections.abc import Mapping

US = "maria@seller.example"
REFERENCE = "out_7f3a"
RETURNED = (
    f"From: Maria <{US}>\nTo: {{to}}\nSubject: A short question\nMessage-ID: <touch-1@seller.example>\n"
    f"X-Agent-Ref: {REFERENCE}\nMIME-Version: 1.0\nDate: Mon, 01 Dec 2025 09:00:00 +0300\n"
)


def a_mail(body: str, /, **headers: str) -> bytes:
    """A mail to us; header names in Python's spelling (`In_Reply_To`), `body` already in its encoding."""
    fields: Mapping[str, str] = {
        "From": "Anna Client <anna@client.example>",
        "To": US,
        "Subject": "Re: A short question",
        "Date": "Mon, 01 Dec 2025 10:00:00 +0300",
        "Message-ID": "<m1@client.example>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value != "absent")
    return f"{head}\n{body}".encode()


def a_report(
    notice: str,
    status: str,
    diagnostic: str,
    *,
    to: str = "anna@client.example",
    action: str = "failed",
    **headers: str,
) -> bytes:
    """A delivery status notification (RFC 3464) in three parts."""
    body = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{notice}\n\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.seller.example\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: "
        f"{status}\n"
        f"Diagnostic-Code: smtp; {diagnostic}\n\n--b\nContent-Type: "
        f"message/rfc822\n\n{RETURNED.format(to=to)}\nHello\n--b--\n"
    )
    fields = {
        "From": "Mail Delivery System <MAILER-DAEMON@mx.seller.example>",
        "Subject": "Undelivered Mail Returned to Sender",
        "Auto_Submitted": "auto-replied",
        "Return_Path": "<>",
        "Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"',
        **headers,
    }
    return a_mail(body, **fields)


POSTFIX = a_report(
    "This is the mail system at host mx.seller.example.\n\n<anna@client.example>: host mx.client.example "
    "said: 550 5.1.1\n"
    "    <anna@client.example>: Recipient address rejected: User unknown",
    "5.1.1",
    "550 5.1.1 <anna@client.example>: Recipient address rejected: User unknown",
)
EXIM = a_mail(
    "This message was created automatically by mail delivery software.\n\nA message that you sent could not "
    "be delivered to one or "
    "more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  "
    "anna@client.example\n    host "
    "mx.client.example [192.0.2.7]\n    SMTP error from remote mail server after RCPT "
    "TO:<anna@client.example>:\n    550 No such user "
    "here\n\n------ This is a copy of the message, including all the headers. "
    f"------\n\n{RETURNED.format(to='anna@client.example')}\nHello",
    From="Mail Delivery System <Mailer-Daemon@relay.example>",
    Subject="Mail delivery failed: returning message to sender",
    Auto_Submitted="auto-replied",
    X_Failed_Recipients="anna@client.example",
)
EXCHANGE = a_report(
    "Delivery has failed to these recipients or groups:\n\nanna@client.example\nThe email address you entered "
    "couldn't be found.",
    "5.1.10",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    From="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example>",
    Subject="Undeliverable: A short question",
)
GMAIL = a_mail(
    "** Address not found **\n\nYour message wasn't delivered to anna@client.example because the address "
    "couldn't be found, or is unable "
    "to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not "
    "exist. Please try\n"
    "double-checking the recipient's email address. https://support.google.com/mail/?p=NoSuchUser - gsmtp\n",
    From="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
    Subject="Delivery Status Notification (Failure)",
    Auto_Submitted="auto-replied",
    X_Failed_Recipients="anna@client.example",
    In_Reply_To="<touch-1@seller.example>",
)
YANDEX = a_report(
    "Это письмо отправлено почтовым сервером yandex.ru.\n\nК сожалению, мы вынуждены сообщить Вам о том, что "
    "Ваше письмо не может быть "
    "отправлено\nодному или нескольким адресатам.\n\n<anna@client.example>: 550 5.7.1 No such user!",
    "5.7.1",
    "550 5.7.1 No such user!",
    From="mailer-daemon@yandex.ru",
    Subject="Недоставленное сообщение",
)
MAIL_RU = a_mail(
    "Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.\n\nК сожалению, Ваше "
    "письмо не может быть доставлено "
    "одному или нескольким получателям:\n\n  anna@client.example\n    user not found\n\n------ This is a copy "
    "of the message, "
    f"including all the headers. ------\n\n{RETURNED.format(to='anna@client.example')}\nHello",
    From="mailer-daemon@corp.mail.ru",
    Subject="=?UTF-8?B?0JLQsNGI0LUg0YHQvtC+0LHRidC10L3QuNC1INC90LUg0LTQvtGB0YLQsNCy0LvQtdC90L4=?=. Mail failure.",
)
QMAIL = a_mail(
    "Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message "
    "to the following addresses.\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<anna@client.example>:\nSorry, no "
    "mailbox here by that name. "
    "(#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: "
    f"<{US}>\n{RETURNED.format(to='anna@client.example')}\nHello",
    From="MAILER-DAEMON@relay.example",
    Subject="failure notice",
)
DELAY = a_report(
    "This is a warning message only. You do not need to resend your message. Delivery will be attempted for 4 "
    "more days.",
    "4.4.1",
    "connect to mx.client.example[192.0.2.7]:25: Connection timed out",
    action="delayed",
    Subject="Delayed Mail (still being retried)",
)
DELIVERED = a_report(
    "Your message was successfully delivered to the destination(s) listed below.",
    "2.0.0",
    "250 2.0.0 Ok",
    action="delivered",
    Subject="Successful Mail Delivery Report",
)
NO_MARKS_BUT_SERVER = a_mail(
    "Your mail could not be delivered to: <anna@client.example>\nAs their mailbox is full.\n\n"
    f"Original message:\n\n{RETURNED.format(to='anna@client.example')}",
    From="no-reply@phone.example",
    Subject="Mail",
    Return_Path="<>",
)
BOUNCES = {
    "postfix": POSTFIX,
    "exim": EXIM,
    "exchange": EXCHANGE,
    "gmail": GMAIL,
    "yandex": YANDEX,
    "mail.ru": MAIL_RU,
    "qmail": QMAIL,
}

OUTLOOK_AWAY = a_mail(
    "I am out of the office from 1 December to 9 December and will be back on December 10th, 2025.\nFor "
    "urgent matters call my colleague.",
    Subject="Automatic reply: A short question",
    X_Auto_Response_Suppress="All",
    X_MS_Exchange_Inbox_Rules_Loop="anna@client.example",
)
EXCHANGE_AWAY = a_mail(
    "<html><head><style>p {color: red}</style></head><body><p>Я в отпуске, вернусь 10 декабря.</p></body></html>",
    From="Anna Client <postmaster@client.example>",
    Subject="=?utf-8?B?0JDQstGC0L7QvNCw0YLQuNGH0LXRgdC60LjQuSDQvtGC0LLQtdGCOg==?= A short question",
    Content_Type="text/html; charset=utf-8",
    Return_Path="<>",
    Auto_Submitted="auto-generated",
)
GMAIL_AWAY = a_mail(
    "Спасибо за письмо! Меня не будет до 10.12.2025.",
    Auto_Submitted="auto-replied",
    Precedence="bulk",
    X_Autoreply="yes",
    In_Reply_To="<touch-1@seller.example>",
)
YANDEX_AWAY = a_mail(
    "Здравствуйте! Нахожусь в командировке, буду на связи с 10 декабря 2025 г.",
    Auto_Submitted="auto-replied",
    X_Autoreply="YES",
    References="<touch-1@seller.example>",
)
UNIX_AWAY = a_mail(
    "I am away until December 10 and will read your mail then.",
    Precedence="junk",
    In_Reply_To="<touch-1@seller.example>",
)
TICKET = a_mail(
    "We have received your request #4711. Our team will answer within two days.",
    From="Support <support@client.example>",
    Subject="[#4711] A short question",
    Auto_Submitted="auto-replied",
)
AWAY = {
    "outlook": OUTLOOK_AWAY,
    "exchange": EXCHANGE_AWAY,
    "gmail": GMAIL_AWAY,
    "yandex": YANDEX_AWAY,
    "unix": UNIX_AWAY,
}

_ARF = (
    "--b\nContent-Type: text/plain\n\nThis is an abuse report for a mail received from IP 192.0.2.9.\n\n--b\n"
    "Content-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: Loop/1.0\nVersion: 1\n"
    "Original-Rcpt-To: <anna@client.example>\n\n--b\nContent-Type: message/rfc822\n\n{returned}\nHello\n--b--\n"
)


def a_complaint(kind: str) -> bytes:
    """A feedback report (RFC 5965)."""
    return a_mail(
        _ARF.format(kind=kind, returned=RETURNED.format(to="anna@client.example")),
        From="Feedback Loop <fbl@provider.example>",
        Subject="FW: A short question",
        Content_Type='multipart/report; report-type=feedback-report; boundary="b"',
    )


READ_RECEIPT = a_mail(
    "--b\nContent-Type: text/plain; charset=utf-8\n\nСообщение прочитано 01.12.2025 "
    "10:00\n\n--b\nContent-Type: message/"
    "disposition-notification\n\nFinal-Recipient: rfc822; anna@client.example\nOriginal-Message-ID: "
    "<touch-1@seller.example>\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n",
    Subject="Прочитано: A short question",
    Content_Type='multipart/report; report-type=disposition-notification; boundary="b"',
)
CHALLENGE = a_mail(
    "Your message has been held because I do not know you yet. To prove that you are a human and not a robot, "
    "please confirm your "
    "message by clicking here: https://shield.example/c/123\nIt was not delivered yet.",
    From="Anna Client <anna@client.example>",
    Subject="Please verify your message",
    Auto_Submitted="auto-replied",
)
CHALLENGE_RU = a_mail(
    "Здравствуйте! Ваше письмо задержано антиспам-системой. Подтвердите, что вы не робот: перейдите по ссылке "
    "https://shield.example/c/9",
    From="noreply@shield.example",
    Subject="Подтверждение отправителя",
)
SES = a_mail(
    '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"anna@client.example",'
    '"status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{}}\n--\nunsubscribe here',
    From="no-reply@sns.amazonaws.com",
    Subject="AWS Notification Message",
    x_amz_sns_message_id="c1",
)
