"""Course: everything between the agent and one mailbox of a simulation, as the mailbox shows it. Pure.

It holds what was sent and what came. It draws nothing, sends nothing and judges nothing.
"""

import dataclasses
import datetime
import zoneinfo

from services.cli import client_mail
from services.cli.judge import Meant
from services.cli.persona import Persona

# An answer comes at once; what comes later, the client had not been waiting for.
AT_ONCE = datetime.timedelta(hours=4)


@dataclasses.dataclass(frozen=True)
class Client:
    """Who a simulated client is; `id` is the contact's."""

    id: str
    address: str
    persona: Persona
    name: str
    company: str
    language: str
    timezone: str

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The client's own time zone."""
        return zoneinfo.ZoneInfo(self.timezone)


@dataclasses.dataclass(frozen=True)
class Said:
    """A mail that a client sent; mails of one `act` are answered together. `order` runs over all mails."""

    order: int
    at: datetime.datetime
    meant: Meant
    message_id: str
    act: int


@dataclasses.dataclass(frozen=True)
class Got:
    """A mail that lay in somebody's mailbox, and when it was found there."""

    order: int
    at: datetime.datetime
    mail: client_mail.Seen


@dataclasses.dataclass
class Course:
    """What went in and out of one mailbox. `client` is None for whoever was brought in on the way."""

    address: str
    client: Client | None
    said: list[Said] = dataclasses.field(default_factory=list)
    got: list[Got] = dataclasses.field(default_factory=list)
