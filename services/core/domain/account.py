"""Account: a mailbox, a Telegram bot or a person's Telegram account that we send from and read.

It names the secret, it never holds it in clear: `secret` is a reference that settings resolve. A mailbox needs
servers and a login name; the Telegram kinds have an address of Telegram's and leave them out.
"""

import datetime
import enum
import re

from pydantic import Field, ValidationInfo, field_validator, model_validator

from services.core.domain import address, campaign, contact
from services.core.domain.base import Noun

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_BOT_NAME = re.compile(r"@[A-Za-z][A-Za-z0-9_]{1,28}bot", re.IGNORECASE)


class Kind(enum.StrEnum):
    """What is behind the account. It decides the channel, what the address looks like and what the secret is.

    `mailbox`: e-mail address, password or refresh token. `telegram_bot`: `@name_bot`, the bot's token.
    `telegram_user`: `+phone`, the session of a login.
    """

    MAILBOX = "mailbox"
    TELEGRAM_BOT = "telegram_bot"
    TELEGRAM_USER = "telegram_user"

    @property
    def channel(self) -> address.Channel:
        """The channel that it sends on and reads."""
        return address.Channel.EMAIL if self is Kind.MAILBOX else address.Channel.TELEGRAM


class Tls(enum.StrEnum):
    """`starttls` and `implicit` verify the certificate; `none` is allowed on loopback only."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


class Server(Noun):
    """Where a server listens."""

    host: str
    port: int = Field(ge=1, le=65535)
    tls: Tls = Tls.STARTTLS

    @model_validator(mode="after")
    def _plain_only_at_home(self) -> "Server":
        if self.tls is Tls.NONE and self.host not in THIS_MACHINE:
            raise ValueError(f"tls: none is allowed for this machine only, not for {self.host}")
        return self


NOWHERE = Server(host="", port=1)


class Secret(Noun):
    """Where a secret is found: an environment variable's name, or ciphertext under our key."""

    from_env: str | None = None
    sealed: str | None = None

    @property
    def kept(self) -> str:
        """Where it is kept, for people: the variable's name, or `sealed`."""
        return self.from_env or "sealed"

    @model_validator(mode="after")
    def _exactly_one(self) -> "Secret":
        if (self.from_env is None) == (self.sealed is None):
            raise ValueError('give a secret as {"from_env": "NAME"}; a literal one is refused')
        return self


class Dkim(Noun):
    """Mails of this account are signed by us: the selector's name, and where the private key (PEM) is found."""

    selector: str = Field(pattern=r"^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?$")
    secret: Secret


class OAuth(Noun):
    """Log in by XOAUTH2: the account's `secret` is the refresh token, not a password."""

    token_url: str = Field(max_length=500)
    client_id: str = Field(min_length=1, max_length=500)
    client_secret: Secret | None = None
    scope: str = Field(default="", max_length=1000)

    @field_validator("token_url")
    @classmethod
    def _protected(cls, value: str) -> str:
        scheme, _, rest = value.partition("://")
        host = rest.partition("/")[0].rpartition(":")[0] or rest.partition("/")[0]
        if not rest or (scheme != "https" and not (scheme == "http" and host in THIS_MACHINE)):
            raise ValueError("must begin with https://")
        return value


class SentCopy(enum.StrEnum):
    """Who keeps the copy in Sent: we, the provider, or whichever is found to be needed."""

    AUTO = "auto"
    APPEND = "append"
    NONE = "none"


class ReplyToken(enum.StrEnum):
    """Whether the reply address carries our token as a plus tag."""

    PLUS = "plus"
    OFF = "off"


class Pace(Noun):
    """Limits for touches of one account. Answers are counted and never held by them."""

    per_day: int = Field(default=50, ge=1)
    warmup_from: int = Field(default=50, ge=1)
    warmup_step: int = Field(default=5, ge=0)
    gap_seconds: int = Field(default=60, ge=0)
    per_domain_and_day: int = Field(default=10, ge=1)


class State(enum.StrEnum):
    """`paused` accounts send nothing and say why."""

    ACTIVE = "active"
    PAUSED = "paused"


class Account(Noun):
    """What we write from. `since` is when it was added: the warm-up counts its days from there.

    `checked_at` is when the last complete look into it began; `check_wanted_at` asks for one. `channel` follows
    from `kind`. `smtp`, `imap` and `username` are a mailbox's; for Telegram they are NOWHERE and "". `writes_first` is
    a person's Telegram account's alone.
    """

    id: campaign.Id
    kind: Kind = Kind.MAILBOX
    channel: str = "email"
    address: str
    name: contact.ShortText = ""
    smtp: Server = Field(default=NOWHERE, validate_default=True)
    imap: Server = Field(default=NOWHERE, validate_default=True)
    username: str = Field(default="", validate_default=True)
    secret: Secret
    oauth: OAuth | None = None
    dkim: Dkim | None = None
    folders: tuple[str, ...] = ("INBOX",)
    junk_folder: str = ""
    sent_folder: str = ""
    sent_copy: SentCopy = SentCopy.AUTO
    reply_token: ReplyToken = ReplyToken.OFF
    authserv_id: str = ""
    ca_file: str = ""
    pace: Pace = Pace()
    state: State = State.ACTIVE
    why: str = ""
    since: datetime.datetime | None = None
    checked_at: datetime.datetime | None = None
    check_wanted_at: datetime.datetime | None = None
    touches_stopped: str = ""
    writes_first: bool = False

    @model_validator(mode="before")
    @classmethod
    def _channel_of_kind(cls, fields: object) -> object:
        if not isinstance(fields, dict) or fields.get("kind") not in list(Kind):
            return fields
        return {**fields, "channel": Kind(fields["kind"]).channel.value}

    @field_validator("address")
    @classmethod
    def _fits_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind", Kind.MAILBOX)
        if kind is Kind.MAILBOX:
            return address.email(value).value
        if kind is Kind.TELEGRAM_BOT and not _BOT_NAME.fullmatch(value):
            raise ValueError(f"{value!r} is not a bot's name: write it as @example_bot")
        return address.telegram(value).value

    @field_validator("smtp", "imap", "username")
    @classmethod
    def _a_mailbox_needs_it(cls, value: "Server | str", info: ValidationInfo) -> "Server | str":
        if value in (NOWHERE, "") and info.data.get("kind", Kind.MAILBOX) is Kind.MAILBOX:
            raise ValueError("is missing")
        return value

    @property
    def may_write_first(self) -> bool:
        """Whether it reaches somebody who has never written to it: a bot cannot, a person's account has to be told."""
        return self.kind is Kind.MAILBOX or (self.kind is Kind.TELEGRAM_USER and self.writes_first)
