"""Automatic: a mail that no person wrote to us, and what it says.

It does not decide what follows from it: who is suppressed, paused or asked again is the business of the
services that read it.
"""

import datetime
import enum

from services.core.domain import address
from services.core.domain.base import Noun


class AutomaticKind(enum.StrEnum):
    """What sort of robot wrote.

    `bounce`: our mail was not delivered, or not yet. `auto_reply`: a vacation note or another answer that a
    mailbox gives by itself. `challenge`: somebody's filter wants us to prove that we are human. `complaint`:
    a feedback report (RFC 5965). `receipt`: our mail was delivered, read or deleted (RFC 3464, RFC 8098).
    `bulk`: lists, newsletters and notifications; nobody is behind them who could be answered.
    """

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    CHALLENGE = "challenge"
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    BULK = "bulk"


# RFC 5965 §7.3 and RFC 6430; `auth-failure` (RFC 6591) is a report about our DNS, `not-spam` is praise.
_PEOPLE_COMPLAIN = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "other", "virus", "miscategorized"})


class Automatic(Noun):
    """One automatic mail, read.

    Always: `kind`; `original_message_id` is the Message-ID (with angle brackets) of the mail of ours that it
    is about, `original_reference` our own reference header found in the returned part; None where not said.
    `recipients` are the addresses it speaks of, as written, without duplicates.

    Bounce: `hard` is True when at least one address is dead (unknown user, unknown host, moved) and False
    when the refusal may pass (full, policy, reputation, spam, greylisting, delay). `hard_recipients` are the
    dead ones; when `hard` and empty, the addresses are unknown and the original mail tells whom it went to.
    `status` is the enhanced code (RFC 3463) such as `5.1.1`, `diagnostic` the server's words, `delayed` True
    when the server is still trying.
    Auto-reply: `returns_on` is the day on which the person is back, `text` what the robot says.
    Complaint: `feedback_type` in lower case (`abuse`, `auth-failure` …).
    """

    kind: AutomaticKind
    hard: bool = False
    delayed: bool = False
    recipients: tuple[str, ...] = ()
    hard_recipients: tuple[str, ...] = ()
    status: str | None = None
    diagnostic: str = ""
    original_message_id: str | None = None
    original_reference: str | None = None
    returns_on: datetime.date | None = None
    text: str = ""
    feedback_type: str | None = None

    def is_about(self, who: address.Address) -> bool:
        """Whether a hard bounce speaks of this address; one that names nobody dead speaks of everybody."""
        if not self.hard_recipients:
            return True
        bases = set()
        for each in self.hard_recipients:
            try:
                bases.add(address.base_of_email(each))
            except ValueError:
                continue
        return who.base in bases

    @property
    def is_persons_complaint(self) -> bool:
        """A person called our mail unwanted; False for reports about authentication and for `not-spam`."""
        return self.kind is AutomaticKind.COMPLAINT and self.feedback_type in _PEOPLE_COMPLAIN
