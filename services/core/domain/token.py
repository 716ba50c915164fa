"""Tokens: short proofs that a value came from us. Pure: the key is an argument.

They sign, they do not hide: whoever sees a token can read its value. They never expire.
"""

import base64
import hashlib
import hmac
import re

UNSUBSCRIBE = "unsubscribe"
START = "telegram-start"
WEBHOOK = "telegram-webhook"
_STARTING = re.compile(r"[A-Za-z0-9_-]{1,39}")
_MAC_CHARACTERS = 24
Keys = bytes | tuple[bytes, ...]


def mac(key: bytes, purpose: str, value: str) -> str:
    """24 lower-case base32 characters (120 bits) of HMAC-SHA256 over purpose and value."""
    digest = hmac.new(key, f"{purpose}\x00{value}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:_MAC_CHARACTERS]


def sign(key: bytes, purpose: str, value: str) -> str:
    """`<value>.<mac>`: safe in a URL, a subject and a mail address when the value is."""
    return f"{value}.{mac(key, purpose, value)}"


def verified(key: Keys, purpose: str, token: str) -> str | None:
    """The value of a token that we signed for this purpose, else None. Compared in constant time.

    `key` is one key or all that are still good: a token outlives the key's rotation.
    """
    value, dot, given = token.rpartition(".")
    if not dot or not value:
        return None
    # Mail programs may change the case of an address; base32 does not mind.
    claimed = given.lower().encode("utf-8", "replace")
    keys = (key,) if isinstance(key, bytes) else key
    return value if any(hmac.compare_digest(claimed, mac(each, purpose, value).encode()) for each in keys) else None


def start_parameter(key: bytes, contact_id: str) -> str:
    """What stands behind `?start=` in a link to our bot that was made for one contact: `<id>-<mac>`.

    At most 64 of `A-Za-z0-9_-` (core.telegram.org/bots/features#deep-linking). Raises ValueError on an id that
    cannot stand there.
    """
    if not _STARTING.fullmatch(contact_id):
        raise ValueError(f"{contact_id!r} cannot stand in a link to a bot")
    return f"{contact_id}-{mac(key, START, contact_id)}"


def started_by(key: Keys, parameter: str) -> str | None:
    """The contact that a start parameter was made for, or None where we did not make it."""
    contact_id, dash, given = parameter.rpartition("-")
    return verified(key, START, f"{contact_id}.{given}") if dash else None
