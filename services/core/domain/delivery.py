"""Delivery: one attempt to send an outbox item and how it ended. Deliveries are only ever added."""

import datetime
import enum

from services.core.domain.base import Noun


class Ending(enum.StrEnum):
    """How an attempt ended, as far as we know."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Delivery(Noun):
    """One attempt: `id` is `<item>:<fence>`; `code` is the server's (SMTP code, Telegram error), 0 if none."""

    id: str
    item: str
    conversation: str
    account: str
    at: datetime.datetime
    ending: Ending
    code: int = 0
    detail: str = ""
