"""Contact: a person we may write to, and on what ground.

It says who somebody is. Where the talk with them stands is the conversation's business.
"""

import datetime
import enum
import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from services.core.domain import address, merger
from services.core.domain.base import Noun


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is not a time zone: write it as Europe/Moscow") from None
    return value


def _language(value: str) -> str:
    if len(value) != 2 or not value.isalpha() or not value.isascii():
        raise ValueError(f"{value!r} is not a language code: write it as ru or en")
    return value.lower()


def one_line(value: str) -> str:
    """The text with every control character and run of blanks as one blank: safe in a header or a table."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of this name."""
    return zoneinfo.ZoneInfo(name)


TimeZone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
ShortText = Annotated[str, AfterValidator(one_line), StringConstraints(max_length=200)]


class Basis(Noun):
    """Why we may write to this person: the words, where they come from, since when, and who recorded it."""

    text: str = Field(min_length=1, max_length=2000)
    source: ShortText
    at: datetime.datetime
    operator: ShortText


class OriginKind(enum.StrEnum):
    """How a contact came to us; `client`: wrote to us first."""

    OPERATOR = "operator"
    IMPORT = "import"
    REDIRECT = "redirect"
    CLIENT = "client"


class Origin(Noun):
    """Where a contact came from; a redirect names the contact and conversation that sent us on."""

    kind: OriginKind = OriginKind.OPERATOR
    contact: str | None = None
    conversation: str | None = None
    name: str | None = None


class Contact(Noun):
    """A person. `addresses` holds at least one; no two contacts share one. `basis` None: never write first.

    `merged_into` names the contact that this one turned out to be; `merge` says how. `borrowed` are the keys of
    addresses that came with such a contact: they lead here by way of its record.
    """

    id: str
    name: ShortText = ""
    company: ShortText = ""
    role: ShortText = ""
    language: Language
    timezone: TimeZone
    addresses: tuple[address.Address, ...] = Field(min_length=1)
    phone: ShortText = ""
    basis: Basis | None = None
    origin: Origin = Origin()
    created_at: datetime.datetime
    erased: bool = False
    merged_into: str = ""
    merge: merger.Merge | None = None
    borrowed: tuple[str, ...] = ()

    @field_validator("addresses")
    @classmethod
    def _no_address_twice(cls, value: tuple[address.Address, ...]) -> tuple[address.Address, ...]:
        if len({each.key for each in value}) != len(value):
            raise ValueError("the same address is given twice")
        return value

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The contact's own time zone."""
        return zoneinfo.ZoneInfo(self.timezone)

    def address_on(self, channel: address.Channel) -> address.Address | None:
        """The first address on a channel, or None. On Telegram a chat's own number comes before names and phones."""
        found = [each for each in self.addresses if each.channel is channel]
        return next((each for each in found if each.is_chat), None) or next(iter(found), None)
