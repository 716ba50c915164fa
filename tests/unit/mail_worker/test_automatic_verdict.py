"""Which refusals mean a dead address."""

import pytest

from services.mail_worker import automatic_verdict

DEAD = [
    ("5.1.1", "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table"),
    ("5.1.1", ""),
    ("5.1.2", "550 5.1.2 Bad destination system"),
    ("5.1.3", "501 5.1.3 Bad recipient address syntax"),
    ("5.1.6", "550 5.1.6 recipient no longer on server"),
    ("5.1.10", "556 5.1.10 Domain does not accept mail (null MX)"),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled."),
    ("5.4.4", "Host or domain name not found. Name service error for name=b.example type=A: Host not found"),
    (None, "550 No such user here"),
    (None, "the domain couldn't be found. Check for typos and try again. NXDOMAIN Domain name not found: b.example"),
    (None, "553 no mailbox here by that name"),
    (None, "all relevant MX records point to non-existent hosts: Unrouteable address"),
    (None, "550 пользователь не найден"),
    (None, "Такого пользователя нет"),
    (None, "550 Empfänger unbekannt"),
    (None, "550 Cette adresse n'existe pas"),
    ("5.0.0", "554 delivery error: dd This user doesn't have a mail.example account"),
    ("5.5.0", "550 Requested action not taken: mailbox unavailable"),
    ("5.7.1", "550 5.7.1 No such user!"),
]
ALIVE = [
    ("5.2.2", "552 5.2.2 Mailbox full"),
    ("5.1.1", "550 5.1.1 mailbox is full"),
    (None, "550 The recipient is over quota"),
    (None, "Ящик получателя переполнен"),
    ("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example"),
    ("5.7.1", "550 5.7.1 Our system has detected that this message is likely unsolicited mail"),
    ("5.7.26", "550 5.7.26 This mail is unauthenticated: SPF did not pass"),
    ("5.7.25", "550 5.7.25 The IP address sending this message does not have a PTR record"),
    ("5.7.1", "554 5.7.1 <a@b.example>: Relay access denied"),
    ("4.7.1", "450 4.7.1 <a@b.example>: Recipient address rejected: Greylisted, try again later"),
    ("4.1.1", "450 4.1.1 User unknown in local recipient table"),
    ("4.4.1", "Connection timed out"),
    ("5.1.8", "550 5.1.8 Sender address rejected: Domain not found"),
    (None, "Name service error for domain b.example: Host not found, try again"),
    (None, "550 Sender address rejected: user unknown"),
    (None, "450 Client host rejected: cannot find your hostname"),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("5.2.1", "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery"),
    ("5.7.1", "550 5.7.1 Message rejected as spam by content filtering"),
    ("5.0.0", "554 Transaction failed"),
    (None, ""),
    ("5.7.1", "550 5.7.1 rejected by policy, see https://no-such-user.example/unknown-user"),
    (None, "550 <user.unknown.not.found@b.example> refused for now"),
]


@pytest.mark.parametrize(("status", "words"), DEAD)
def test_an_unknown_user_host_or_moved_mailbox_is_dead(status: str | None, words: str) -> None:
    assert automatic_verdict.is_hard(status, words)


@pytest.mark.parametrize(("status", "words"), ALIVE)
def test_quota_policy_reputation_and_delay_never_make_an_address_dead(status: str | None, words: str) -> None:
    assert not automatic_verdict.is_hard(status, words)


def test_the_specific_code_is_preferred_and_an_ip_address_is_no_code() -> None:
    assert automatic_verdict.find_code("5.0.0 550-5.1.1 no such user") == "5.1.1"
    assert automatic_verdict.find_code("host 5.1.1.25 said 550") is None
    assert automatic_verdict.find_code("5.0.0 failed") == "5.0.0"
