"""Account: a mailbox (or Telegram account) that we send from and read.

It names the secret, it never holds it in clear: `secret` is a reference that settings resolve.
"""

import datetime
import enum

from pydantic import Field, field_validator, model_validator

from services.core.domain import campaign, contact
from services.core.domain.base import Noun

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


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
        if self.tls is Tls.NONE and self.host not in _THIS_MACHINE:
            raise ValueError(f"tls: none is allowed for this machine only, not for {self.host}")
        return self


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
        if not rest or (scheme != "https" and not (scheme == "http" and host in _THIS_MACHINE)):
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
    """A mailbox. `since` is when it was added: the warm-up counts its days from there.

    `checked_at` is when the last complete look into it began; `check_wanted_at` asks for one.
    """

    id: campaign.Id
    channel: str = "email"
    address: campaign.Email
    name: contact.ShortText = ""
    smtp: Server
    imap: Server
    username: str
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
