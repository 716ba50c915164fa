"""Address: a channel and a value, and the one form in which two addresses are compared.

It parses and compares; it does not know whether anybody is there.
"""

import enum
import re

import idna
from pydantic import model_validator

from services.core.domain.base import Noun

# RFC 5321 dot-atom, without quoted local parts and address literals: nobody in business writes from one.
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}")
_TELEGRAM_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_TELEGRAM_ID = re.compile(r"-?\d{1,15}")
_PHONE = re.compile(r"\+\d{7,15}")


class Channel(enum.StrEnum):
    """How a message travels."""

    EMAIL = "email"
    TELEGRAM = "telegram"
    WEB = "web"


class Address(Noun):
    """Where a person can be reached.

    `value` is what was given, tidied; `base` is what is compared: lower case, no plus tag, IDNA domain for
    e-mail; `@name` in lower case, `+phone` or a numeric id for Telegram. Raises ValueError (by pydantic)
    on anything that is not one address.
    """

    channel: Channel
    value: str
    base: str = ""

    @model_validator(mode="before")
    @classmethod
    def _with_base(cls, fields: object) -> object:
        if not isinstance(fields, dict) or fields.get("base"):
            return fields
        value = str(fields.get("value", "")).strip()
        base = _bases[Channel(fields["channel"])](value)
        return {**fields, "value": value, "base": base}

    @property
    def key(self) -> str:
        """`email:anna@example.org`: the comparing form with its channel, unique over all channels."""
        return f"{self.channel}:{self.base}"

    @property
    def is_chat(self) -> bool:
        """Whether it is a Telegram chat's own number, which a bot needs; names and phones change hands."""
        return self.channel is Channel.TELEGRAM and _TELEGRAM_ID.fullmatch(self.base) is not None

    @property
    def domain(self) -> str:
        """The mail domain in comparing form; empty for other channels."""
        return self.base.rpartition("@")[2] if self.channel is Channel.EMAIL else ""


def email(value: str) -> Address:
    """An e-mail address. Raises ValueError with a sentence that says what is wrong."""
    return Address(channel=Channel.EMAIL, value=value)


def telegram(value: str) -> Address:
    """A Telegram address: `@name`, `+79031234567` or a numeric id. Raises ValueError."""
    return Address(channel=Channel.TELEGRAM, value=value)


def base_of_email(value: str) -> str:
    """The comparing form of an e-mail address. Raises ValueError when it is not exactly one address."""
    local, at, domain = value.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError(f"{value!r} is not an e-mail address: write it as name@example.org")
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True, transitional=False).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise ValueError(f"{value!r} is not an e-mail address: its domain cannot exist") from None
    if "." not in domain:
        raise ValueError(f"{value!r} is not an e-mail address: its domain needs a dot, as in example.org")
    plain = local.partition("+")[0] or local
    return f"{plain.lower()}@{domain}"


def _base_of_telegram(value: str) -> str:
    compact = re.sub(r"[\s()-]", "", value) if value.startswith("+") else value
    if _PHONE.fullmatch(compact) or _TELEGRAM_ID.fullmatch(compact):
        return compact
    named = _TELEGRAM_NAME.fullmatch(value.removeprefix("https://t.me/"))
    if not named:
        raise ValueError(f"{value!r} is not a Telegram address: write @name, +79031234567 or a numeric id")
    return "@" + named.group(1).lower()


def _base_of_web(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", value):
        raise ValueError(f"{value!r} is not a web visitor's id")
    return value


_bases = {Channel.EMAIL: base_of_email, Channel.TELEGRAM: _base_of_telegram, Channel.WEB: _base_of_web}
