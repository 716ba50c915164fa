"""Read the automatic mails that are no bounces: complaints, receipts, challenges, auto-replies, bulk.

Each function gets a mail taken apart and gives an Automatic or None; the order in which they are asked is
that of `automatic.classify`. A mark that people's mail carries too (X-Auto-Response-Suppress, List-Id on a
reply that came through a shared mailbox) decides nothing alone.
"""

import datetime
import email.utils
import json
import re
from collections.abc import Mapping

from services.core.domain.automatic import Automatic, AutomaticKind
from services.mail_worker import (
    automatic_bounce,
    automatic_dates,
    automatic_marks,
    automatic_parts,
    automatic_verdict,
)

_MAX_REPLY_TEXT = 4_000
_ADDRESS = re.compile(r"[^\s<>\"',;:()]{1,64}@[^\s<>\"',;:()]{1,255}")
_READ_SUBJECT = re.compile(
    r"\s{0,3}(?:read|not read|opened|deleted|прочитано|прочтено|не прочитано|не прочтено|удалено|gelesen|"
    r"ungelesen|nicht gelesen|lu|non lu|"
    r"leído|no leído|letto|non letto|lida|não lida|przeczytano|nie przeczytano|delivered|relayed|"
    r"доставлено|zugestellt|"
    r"read receipt|return receipt|delivery receipt|confirmation of reading|уведомление о (?:прочтении|"
    r"прочитанном)|"
    r"lesebestätigung|confirmation de lecture|confirmación de lectura|conferma di lettura|开封|已读|"
    r"開封)\b\s?[:：(\-–—]?",
    re.IGNORECASE,
)
_READ_TEXT = re.compile(
    r"(?:was|has been|were) (?:read|opened|displayed|deleted|delivered to|"
    r"successfully delivered)[^\n]{0,80}|return receipt|read receipt|"
    r"successfully delivered|(?:было|было прочитано|прочитано|прочтено|открыто|удалено|"
    r"доставлено)[^\n]{0,60}\d{4}|wurde (?:am|gelesen)|"
    r"a été (?:lu|affich)|se (?:leyó|ha leído)|è stato (?:letto|visualizzato)|foi lida",
    re.IGNORECASE,
)
_SUCCESS_TEXT = re.compile(
    r"(?:has been|was|were) (?:successfully )?delivered to the following|"
    r"delivery to the following recipients? (?:was )?success|"
    r"successfully (?:delivered|relayed)|доставка выполнена|сообщение доставлено",
    re.IGNORECASE,
)
_CHALLENGE_SUBJECT = re.compile(
    r"verify (?:your|that|you)|please (?:confirm|verify)|confirm (?:your|that|delivery|e-?mail|message)|"
    r"confirmation (?:required|needed|request)|"
    r"challenge|(?:sender|e-?mail|message) (?:verification|authentication|confirmation)|authenticat|"
    r"unconfirmed|spam ?(?:arrest|blocker)|boxbe|"
    r"is (?:waiting|held)|held for|action required|подтвер(?:дите|ждение)|вы не робот|"
    r"проверка отправителя|верификац|"
    r"bestätig|authentifi|verifi|vérifi|confirm|potwierd|підтверд",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"(?:you are|you're|sender is|sent by) (?:a |an )?(?:human|person|real|not a (?:robot|spammer|"
    r"machine))|not a (?:robot|bot|spammer|machine)|"
    r"(?:confirm|verify|authenticate|validate)[^.\n]{0,80}(?:deliver|sender|human|your (?:message|"
    r"e-?mail|address|identity)|spam|yourself)|"
    r"(?:message|mail|e-?mail)[^.\n]{0,60}(?:(?:is|are|was|has been) (?:being )?(?:held|queued|"
    r"quarantined|waiting|pending|suspended))|challenge[- /]response|"
    r"(?:add(?:ed)?|put)[^.\n]{0,40}(?:approved|allowed|white ?list|guest list|accepted)|approved sender|"
    r"anti-?spam|spam (?:protection|filter|arrest|blocker)|"
    r"(?:подтверд)[^.\n]{0,80}(?:отправ|доставк|робот|человек|адрес|письм|ссылк)|"
    r"не (?:являетесь )?(?:робот|спамер|спам-)|(?:письмо|сообщение)[^.\n]{0,40}"
    r"(?:задержано|помещено в карантин|ожидает)|белый список|защит[аы] от спама|антиспам|"
    r"(?:bestätigen|verifizieren)[^.\n]{0,80}(?:absender|nachricht|e-?mail|spam|mensch)|kein (?:roboter|"
    r"spam)|spamschutz|"
    r"(?:confirmer|authentifier|valider|vérifier)[^.\n]{0,80}(?:message|expéditeur|adresse|envoi|humain|"
    r"robot)|pas un robot|"
    r"(?:confirm|verifi)[^.\n]{0,80}(?:remitente|mensaje|correo|robot|mittente|messaggio|remetente|"
    r"mensagem)",
    re.IGNORECASE,
)
_CHALLENGE_ACT = re.compile(
    r"https?://|(?:reply|respond) to this|click|ответьте на это|перейдите|нажмите|antworten sie|klicken|"
    r"répond|clique|clic\b|captcha",
    re.IGNORECASE,
)
_CHALLENGE_HEADERS = (
    "x-tmda-fingerprint",
    "x-spamarrest-noauth",
    "x-boxbe-challenge",
    "x-ask-auth",
    "x-challenge-response",
    "x-cr-hashed",
)
_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-ms-exchange-generated-message-oof",
    "x-autoresponse",
    "x-mdautoresponse",
    "x-yandex-autoreply",
    "x-mailru-autoreply",
)
_REPLY_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
_BULK_PRECEDENCE = frozenset({"bulk", "junk", "list"})
_PROGRAM_SUBJECT = re.compile(
    r"auto|авто|ooo|out of|réponse|abwesenheits|notice|自動|自动|자동|不在|부재", re.IGNORECASE
)
_REPLIED = re.compile(r"auto-?(?:replied|reply|response|responded)|vacation|away", re.IGNORECASE)


def read_complaint(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A feedback report (RFC 5965), or the older complaint form of Hotmail; else None."""
    report = mail.feedback
    if report is None and mail.report_type == "feedback-report":
        report = {}
    if report is None and _is_old_complaint(mail):
        report = {
            "original-rcpt-to": (_field(mail.returned, "x-hmxmroriginalrecipient") or _field(mail.returned, "to"),)
        }
    if report is None:
        return None
    kind = (_field(report, "feedback-type") or "abuse").strip().lower()
    recipients = _addresses(report.get("original-rcpt-to", ()))
    if not recipients and kind != "auth-failure":
        recipients = _addresses((_field(mail.returned, "to"),))
    return Automatic(
        kind=AutomaticKind.COMPLAINT,
        feedback_type=kind[:60],
        recipients=recipients,
        **automatic_bounce.original(mail),
    )


def read_receipt(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A read receipt (RFC 8098 or prose of a robot) or a notice of success in prose; else None."""
    subject = mail.first("subject")
    official = mail.disposition is not None or mail.report_type == "disposition-notification"
    robot = (
        automatic_marks.is_marked_automatic(mail)
        or automatic_marks.has_null_path(mail)
        or automatic_marks.is_daemon(mail)
    )
    read = robot and _READ_SUBJECT.match(subject) and _READ_TEXT.search(mail.text[:2_000])
    relayed = automatic_marks.is_daemon(mail) and not mail.groups and _SUCCESS_TEXT.search(mail.notice[:2_000])
    if not (official or read or relayed):
        return None
    recipients = _addresses(
        (_field(mail.disposition, "original-recipient"), _field(mail.disposition, "final-recipient"))
    )[:1]
    return Automatic(kind=AutomaticKind.RECEIPT, recipients=recipients, **automatic_bounce.original(mail))


def read_notification(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A bounce, complaint or delivery told in JSON by Amazon SES through SNS by mail; else None."""
    text = mail.text.strip()
    if not text.startswith("{") or '"notificationType"' not in text or "x-amz-sns-message-id" not in mail.fields:
        return None
    try:
        told = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None  # cut short or nested beyond reason: then it is bulk like other notifications
    return _notified(told) if isinstance(told, dict) else None


def _notified(told: Mapping[str, object]) -> Automatic | None:
    match told:
        case {
            "notificationType": "Bounce",
            "bounce": {"bounceType": kind, "bouncedRecipients": list(listed)},
        }:
            return _notified_bounce(str(kind), [entry for entry in listed if isinstance(entry, dict)])
        case {"notificationType": "Complaint", "complaint": {"complainedRecipients": list(listed)}}:
            addresses = tuple(str(entry.get("emailAddress", "")) for entry in listed if isinstance(entry, dict))
            return Automatic(kind=AutomaticKind.COMPLAINT, feedback_type="abuse", recipients=_addresses(addresses))
        case {"notificationType": "Delivery", "delivery": {"recipients": list(listed)}}:
            return Automatic(kind=AutomaticKind.RECEIPT, recipients=_addresses(tuple(map(str, listed))))
        case {"notificationType": "Delivery"}:
            return Automatic(kind=AutomaticKind.RECEIPT)
    return None


def _notified_bounce(kind: str, listed: list[dict[str, object]]) -> Automatic:
    words = str(listed[0].get("diagnosticCode", "")) if listed else ""
    status = automatic_verdict.find_code(
        str(listed[0].get("status", "")) if listed else ""
    ) or automatic_verdict.find_code(words)
    recipients = _addresses(tuple(str(entry.get("emailAddress", "")) for entry in listed))
    hard = kind == "Permanent" and automatic_verdict.is_hard(status, words)
    return Automatic(
        kind=AutomaticKind.BOUNCE,
        hard=hard,
        recipients=recipients,
        hard_recipients=recipients if hard else (),
        status=status,
        diagnostic=words[:500],
    )


def read_challenge(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A filter that wants the sender to prove that a person wrote; else None."""
    if mail.groups or mail.first("x-failed-recipients"):
        return None
    text = mail.notice[:4_000]
    known = any(name in mail.fields for name in _CHALLENGE_HEADERS)
    robot = _is_robot(mail) or automatic_marks.is_unattended(mail) or known
    subject = mail.first("subject")
    asks = _CHALLENGE_TEXT.search(text) and _CHALLENGE_ACT.search(text)
    titled = not automatic_marks.is_answer_subject(subject) and _CHALLENGE_SUBJECT.search(subject[:300])
    titled = titled or re.search(r"\((?:verification|confirmation)[^()]{0,40}\)\s*\Z", subject[:300], re.IGNORECASE)
    proves = re.search(
        r"not a (?:robot|bot|spammer|machine)|(?:a|are|real) (?:human|person)\b|challenge|вы не (?:робот|"
        r"спамер)|captcha",
        text,
        re.I,
    )
    if asks and ((robot and (titled or proves)) or (titled and proves)):
        return Automatic(
            kind=AutomaticKind.CHALLENGE, text=mail.text[:_MAX_REPLY_TEXT], **automatic_bounce.original(mail)
        )
    return None


def read_auto_reply(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A vacation note or another automatic answer; else None."""
    subject = mail.first("subject")
    replied = _REPLIED.search(mail.first("auto-submitted")[:200]) is not None
    header = any(_says_yes(mail.first(name)) for name in _REPLY_HEADERS if name in mail.fields)
    header = (
        header or _precedences(mail) & _REPLY_PRECEDENCE != set() or "vacation" in mail.first("x-apple-action").lower()
    )
    header = header or "mailbox rules agent" in mail.first("x-ms-exchange-generated-message-source").lower()
    away = automatic_marks.tells_of_absence(mail.notice)
    # A person may write "On vacation" above a mail about something else; "Automatic reply" only a program writes.
    titled = automatic_marks.is_vacation_subject(subject) and (away or _PROGRAM_SUBJECT.search(subject) is not None)
    marked = _is_robot(mail) or bool(_precedences(mail) & _BULK_PRECEDENCE and _answers(mail))
    if not (replied or header or titled or (marked and (away or _is_plain_answer(mail)))):
        return None
    return Automatic(
        kind=AutomaticKind.AUTO_REPLY,
        text=mail.text[:_MAX_REPLY_TEXT],
        returns_on=_returns_on(mail),
        **automatic_bounce.original(mail),
    )


def read_bulk(mail: automatic_parts.Anatomy) -> Automatic | None:
    """A list, newsletter or notification that nobody should answer; else None.

    List headers on an answer to a mail of somebody's say only that it came through a list address: a shared
    mailbox that is a group adds them to every client's reply.
    """
    listed = "list-id" in mail.fields or bool(_precedences(mail) & _BULK_PRECEDENCE)
    unlisted_answer = listed and not _answers(mail)
    machine = "x-fc-machinegenerated" in mail.fields or _says_yes(mail.first("x-autogenerated"))
    if _is_robot(mail) or automatic_marks.is_unattended(mail) or unlisted_answer or machine:
        return Automatic(kind=AutomaticKind.BULK, **automatic_bounce.original(mail))
    return None


def _is_robot(mail: automatic_parts.Anatomy) -> bool:
    return automatic_marks.is_marked_automatic(mail) or automatic_marks.has_null_path(mail)


def _is_plain_answer(mail: automatic_parts.Anatomy) -> bool:
    # A robot's answer to our own mail, whatever it says ("we got your request").
    return _answers(mail) and "auto-generated" not in mail.first("auto-submitted") and "list-id" not in mail.fields


def _answers(mail: automatic_parts.Anatomy) -> bool:
    return bool(mail.first("in-reply-to") or mail.first("references"))


def _is_old_complaint(mail: automatic_parts.Anatomy) -> bool:
    return mail.returned is not None and mail.first("subject").lower().startswith("complaint about message from")


def _says_yes(value: str) -> bool:
    return value.strip().lower() not in ("", "no", "false", "0", "none")


def _precedences(mail: automatic_parts.Anatomy) -> frozenset[str]:
    values = mail.fields.get("precedence", ()) + mail.fields.get("x-precedence", ())
    return frozenset(value.strip().lower() for value in values)


def _returns_on(mail: automatic_parts.Anatomy) -> datetime.date | None:
    sent = _sent_on(mail)
    if sent is None:
        return None
    said = automatic_dates.find_return_date(mail.notice[:6_000], sent)
    return said or automatic_dates.find_return_date(mail.first("subject")[:300], sent)


def _sent_on(mail: automatic_parts.Anatomy) -> datetime.date | None:
    stamps = [
        mail.first("date"),
        *(value.rpartition(";")[2] for value in mail.fields.get("received", ())[:2]),
    ]
    for stamp in stamps:
        try:
            parsed = email.utils.parsedate_to_datetime(stamp[:100].strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue  # a broken date says nothing: the next stamp is asked
        if 1990 <= parsed.year <= 2200:
            return parsed.date()
    return None


def _field(fields: automatic_parts.Fields | None, name: str) -> str:
    return automatic_parts.first(fields, name)


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    found = (
        match[0].removeprefix("rfc822;").rstrip(".") for value in values for match in _ADDRESS.finditer(value[:2_000])
    )
    return tuple(dict.fromkeys(found))[:100]
