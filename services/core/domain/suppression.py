"""Suppression: an address or a domain that we never write to, and why.

It holds a keyed hash, not the address: whoever reads the collection cannot tell who asked for silence.
"""

import datetime
import enum

from services.core.domain.base import Noun


class Reason(enum.StrEnum):
    """Why somebody is never written to."""

    STOP = "stop"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OPERATOR = "operator"
    ERASED = "erased"
    SEED = "seed"


class Suppression(Noun):
    """`id` is `<key id>:<kind>:<HMAC-SHA256 of the base>` with kind `email`, `telegram`, `web` or `domain`."""

    id: str
    reason: Reason
    at: datetime.datetime
    by: str = ""
