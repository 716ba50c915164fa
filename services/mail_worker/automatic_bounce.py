"""Recognise a bounce (or a report of success) and read whom it is about.

First the machine-readable report (RFC 3464), then the marks in headers, subject and notice of servers that
write prose. A person who writes about a bounce, or forwards one, is not a bounce: what comes from a person
has an ordinary sender and no report at its own top level.

Auto-replies are not looked at here; a vacation note sent by `postmaster` is not a bounce.
"""

import re
from dataclasses import dataclass

from services.core.domain.automatic import Automatic, AutomaticKind
from services.mail_worker import automatic_marks, automatic_parts, automatic_verdict

REFERENCE_HEADER = "x-agent-ref"
_MAX_RECIPIENTS = 100

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?"
_ANY_ADDRESS = re.compile(_ADDRESS)
# Postfix and qmail `<a@b>: reason`, Exim an indented address, others a bullet or a label before it.
_LINE_ADDRESS = re.compile(
    rf"[ \t>*-]{{0,12}}(?:(?:final |original |failed )?(?:recipient|address|to|user|rcpt to|"
    r"target mail address|"
    rf"адрес|получатель|кому|empfänger|destinataire)[ \t]{{0,4}}[:=][ \t]{{0,8}})?(?:smtp:|rfc822;|"
    r"mailto:)?"
    rf"[<(\"']{{0,2}}({_ADDRESS})[>)\"']{{0,2}}[ \t]*(?:[:;,.(]|\.\.\.|-|\Z|\s)",
    re.IGNORECASE,
)
_NAMED_ADDRESS = re.compile(
    r"(?:(?:delivered|delivery|deliver|mail|message|sent|rcpt|e-?mail) (?:to|for)|recipients?|rcpt to|"
    r"address|user|unknown|"
    rf"[45]\d\d[ -][^<\n]{{0,40}})[\s:]{{0,4}}[<\"'(]{{0,2}}({_ADDRESS})",
    re.IGNORECASE,
)
_REPLY_CODE = re.compile(
    r"(?<![\d.:])[45]\d\d(?:[ -]#?[45]\.\d{1,3}\.\d{1,3}|[ -])|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])"
)
_FAILED = ("failed", "failure", "delayed", "delivery-failed")
_DELIVERED = ("delivered", "relayed", "expanded", "deliverable", "transferred")


@dataclass(frozen=True)
class _Failure:
    address: str
    status: str | None
    words: str
    hard: bool
    delayed: bool


def read(mail: automatic_parts.Anatomy) -> Automatic | None:
    """The bounce or delivery receipt that `mail` is, else None."""
    failures, successes = _reported(mail)
    official = mail.media_type == "multipart/report" or automatic_marks.is_daemon(mail)
    official = official or automatic_marks.has_null_path(mail)
    if official and successes and not failures:
        return Automatic(kind=AutomaticKind.RECEIPT, recipients=successes, **original(mail))
    if not (failures and official):
        if not _is_prose_bounce(mail):
            return None
        failures = failures or _told(mail)
    return _bounce(mail, failures)


def original(mail: automatic_parts.Anatomy) -> dict[str, str | None]:
    """`original_message_id` and `original_reference` of the mail of ours that this one is about."""
    reference = automatic_parts.first(mail.returned, REFERENCE_HEADER)
    known = (
        automatic_parts.first(mail.returned, "message-id"),
        automatic_parts.first(mail.disposition, "original-message-id"),
        *(automatic_parts.first(group, "x-original-message-id") for group in mail.groups[:2]),
        mail.first("in-reply-to"),
        *reversed(mail.first("references").split()),
    )
    found = next((match[0] for value in known if (match := re.search(r"<[^<>\s]{1,400}>", value))), None)
    bare = known[0].strip()
    if found is None and bare and not bare.count(" "):
        found = f"<{bare}>"
    return {"original_message_id": found, "original_reference": reference[:200] or None}


def _bounce(mail: automatic_parts.Anatomy, failures: list[_Failure]) -> Automatic:
    named = [failure for failure in failures if failure.address]
    chief = next((failure for failure in failures if failure.hard), failures[0])
    return Automatic(
        kind=AutomaticKind.BOUNCE,
        hard=chief.hard,
        delayed=all(failure.delayed for failure in failures),
        recipients=tuple(dict.fromkeys(failure.address for failure in named)),
        hard_recipients=tuple(dict.fromkeys(failure.address for failure in named if failure.hard)),
        status=chief.status,
        diagnostic=" ".join(chief.words.split())[:500],
        **original(mail),
    )


def _reported(mail: automatic_parts.Anatomy) -> tuple[list[_Failure], tuple[str, ...]]:
    failures, successes = list[_Failure](), list[str]()
    groups = [single for group in mail.groups for single in _singles(group)]
    addresses = [_reported_address(group) for group in groups]
    for group, address in zip(groups, addresses, strict=True):
        action = automatic_parts.first(group, "action").split(" ")[0].strip(";,()").lower()
        status = automatic_verdict.find_code(automatic_parts.first(group, "status"))
        if not (address or action):
            continue
        if action in _DELIVERED or (not action and (status or "").startswith("2")):
            successes.append(address)
        elif action in _FAILED or (status or "")[:1] in ("4", "5"):
            words = " ".join(group.get("diagnostic-code", ())).strip() or _passage(mail.notice, address, addresses)
            failures.append(_reported_failure(words, address, action, status))
    return failures, tuple(address for address in dict.fromkeys(successes) if address)


def _reported_address(group: automatic_parts.Fields) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        if match := _ANY_ADDRESS.search(automatic_parts.first(group, name)):
            return match[0]
    return ""


def _singles(group: automatic_parts.Fields) -> list[automatic_parts.Fields]:
    # Some servers forget the empty line between two recipients.
    count = len(group.get("final-recipient", ()))
    if count < 2:
        return [group]
    return [
        {name: (values[number],) if len(values) == count else values for name, values in group.items()}
        for number in range(min(count, _MAX_RECIPIENTS))
    ]


def _reported_failure(words: str, address: str, action: str, status: str | None) -> _Failure:
    code = status
    if status is None or status.endswith((".0.0", ".5.0", ".3.0")):
        code = automatic_verdict.find_code(words) or status
    delayed = action == "delayed"
    return _Failure(address, code, words, not delayed and automatic_verdict.is_hard(code, words), delayed)


def _passage(notice: str, address: str, others: list[str]) -> str:
    at = notice.find(address) if address else -1
    if at < 0:
        return notice[:2_000]
    passage = notice[at : at + 600]
    ends = (passage.find(other, 1) for other in others[:20] if other and other != address)
    return passage[: min((end for end in ends if end > 0), default=600)]


def _is_prose_bounce(mail: automatic_parts.Anatomy) -> bool:
    subject = mail.first("subject")
    if automatic_marks.is_vacation_subject(subject):
        return False
    replies = automatic_marks.is_answer_subject(subject)
    titled = not replies and automatic_marks.is_bounce_subject(subject)
    unquoted = "\n".join(line for line in mail.notice[:8_000].split("\n") if not line.startswith(">"))
    told = automatic_marks.tells_of_failure(unquoted)
    coded = bool(_REPLY_CODE.search(unquoted))
    robot = automatic_marks.has_null_path(mail) or automatic_marks.is_marked_automatic(mail)
    if automatic_marks.is_daemon(mail):
        if mail.first("x-failed-recipients") or titled:
            return True
        return (
            (told and (not replies or coded)) or (robot and coded) or (mail.media_type == "multipart/report" and told)
        )
    if robot or automatic_marks.is_unattended(mail):
        returned = mail.returned is not None or bool(mail.first("x-failed-recipients"))
        absent = automatic_marks.tells_of_absence(unquoted) and not coded
        return (titled and (told or coded or returned)) or (told and returned and not absent)
    return False


def _told(mail: automatic_parts.Anatomy) -> list[_Failure]:
    notice = mail.notice[:20_000]
    delayed = automatic_marks.is_delay(mail.first("subject"), notice)
    spots = _spots(mail, notice)
    failures = []
    for number, (address, at) in enumerate(spots[:_MAX_RECIPIENTS]):
        if len(spots) == 1 or at < 0:  # one failure: the reason may stand before its address
            passage = notice
        else:
            end = spots[number + 1][1] if number + 1 < len(spots) and spots[number + 1][1] > at else at + 1_500
            passage = notice[at:end]
        failures.append(_told_failure(address, passage, notice, delayed))
    return failures or [_told_failure("", notice, notice, delayed)]


def _told_failure(address: str, passage: str, notice: str, delayed: bool) -> _Failure:
    # The server's own answer says more than the prose around it.
    words = _answers(passage) or _answers(notice) or passage
    status = automatic_verdict.find_code(words)
    hard = not delayed and automatic_verdict.is_hard(status, words)
    return _Failure(address, status, words, hard, delayed)


def _answers(passage: str) -> str:
    lines = passage[:6_000].split("\n")
    chosen = [number for number, line in enumerate(lines) if _REPLY_CODE.search(line)]
    if not chosen:
        return ""
    return "\n".join(lines[chosen[0] : min(chosen[-1] + 4, chosen[0] + 12)])


def _spots(mail: automatic_parts.Anatomy, notice: str) -> list[tuple[str, int]]:
    """Failed addresses with the place in the notice where each is spoken of (-1: nowhere)."""
    ours = {address.lower() for name in ("to", "from", "delivered-to") for address in _addresses(mail.first(name))}
    listed = _addresses(" ".join(mail.fields.get("x-failed-recipients", ())))
    if listed:
        return [(address, notice.find(address)) for address in dict.fromkeys(listed)]
    spots = _line_spots(notice, ours) or _named_spots(notice, ours)
    if spots:
        return spots
    returned = _addresses(automatic_parts.first(mail.returned, "to"))
    spoken = [address for address in dict.fromkeys(_addresses(notice)) if _is_failed(address, ours)]
    return [(address, -1) for address in dict.fromkeys(returned) or (spoken if len(spoken) == 1 else ())]


def _line_spots(notice: str, ours: set[str]) -> list[tuple[str, int]]:
    spots, at = dict[str, int](), 0
    for line in notice.split("\n"):
        if (match := _LINE_ADDRESS.match(line[:600])) and _is_failed(match[1], ours):
            spots.setdefault(match[1], at)
        at += len(line) + 1
    return list(spots.items())


def _named_spots(notice: str, ours: set[str]) -> list[tuple[str, int]]:
    spots = dict[str, int]()
    for match in _NAMED_ADDRESS.finditer(notice):
        if _is_failed(match[1], ours):
            spots.setdefault(match[1], match.start())
    return list(spots.items())


def _is_failed(address: str, ours: set[str]) -> bool:
    return address.lower() not in ours and not automatic_marks.is_daemon_address(address)


def _addresses(value: str) -> list[str]:
    return [match[0] for match in _ANY_ADDRESS.finditer(value[:4_000])][:_MAX_RECIPIENTS]
