"""From what an operator typed, or a row of a file, to a contact. Pure but for the new contact's id.

It says of every mistake which field it is in and how to mend it. It does not look whether the person is
there already or suppressed, and stores nothing.
"""

import dataclasses
import datetime
import secrets

import phonenumbers
from pydantic import ValidationError

from services.core import errors
from services.core.domain import address, campaign, contact

FROM_OPERATOR = "operator"
FROM_CAMPAIGN = "campaign default"
_ID_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_HINTS = {
    "email": "write it as name@example.org",
    "telegram": "write @name, +79031234567 or a numeric id",
    "language": "write it as ru or en",
    "timezone": "write it as Europe/Moscow",
    "name": "at most 200 characters",
    "company": "at most 200 characters",
    "role": "at most 200 characters",
    "basis": "say in at most 2000 characters why we may write",
}


@dataclasses.dataclass(frozen=True)
class Form:
    """What was filled in; "" is not filled in. `source` is told in the basis when it is given here."""

    name: str = ""
    company: str = ""
    role: str = ""
    email: str = ""
    telegram: str = ""
    phone: str = ""
    language: str = ""
    timezone: str = ""
    basis: str = ""
    campaign: str = ""
    source: str = FROM_OPERATOR
    origin: contact.OriginKind = contact.OriginKind.OPERATOR


def new_id() -> str:
    """A new contact's id: short, readable aloud, and without anything of the person in it."""
    return "c-" + "".join(secrets.choice(_ID_LETTERS) for _ in range(9))


def contact_of(
    form: Form, offer: campaign.Campaign, contact_id: str, now: datetime.datetime, operator: str
) -> contact.Contact:
    """The contact of a form; language, time zone and basis default to the campaign's.

    Raises `errors.BadInput`, which names the field.
    """
    addresses = _addresses(form)
    try:
        return contact.Contact(
            id=contact_id,
            name=form.name,
            company=form.company,
            role=form.role,
            language=form.language.strip() or offer.language,
            timezone=form.timezone.strip() or offer.timezone,
            addresses=addresses,
            phone=e164(form.phone, offer.country),
            basis=basis_of(form.basis, form.source, offer, now, operator),
            origin=contact.Origin(kind=form.origin),
            created_at=now,
        )
    except ValidationError as error:
        raise bad_field(error) from None


def basis_of(
    text: str, source: str, offer: campaign.Campaign, now: datetime.datetime, operator: str
) -> contact.Basis | None:
    """The words given, else the campaign's default, else None: then we may not write first."""
    words = text.strip()
    if words:
        return _basis(words, source, now, operator)
    if offer.default_basis:
        return _basis(offer.default_basis, FROM_CAMPAIGN, now, operator)
    return None


def _basis(words: str, source: str, now: datetime.datetime, operator: str) -> contact.Basis:
    try:
        return contact.Basis(text=words, source=source, at=now, operator=operator)
    except ValidationError as error:
        raise bad_field(error, "basis") from None


def _addresses(form: Form) -> tuple[address.Address, ...]:
    found = []
    for channel, value in ((address.Channel.EMAIL, form.email), (address.Channel.TELEGRAM, form.telegram)):
        if value.strip():
            found.append(_address(channel, value))
    if not found:
        raise errors.BadInput(
            "there is no address to write to", field="email", hint="give an e-mail address, a Telegram one, or both"
        )
    return tuple(found)


def _address(channel: address.Channel, value: str) -> address.Address:
    try:
        return address.Address(channel=channel, value=value)
    except ValidationError as error:
        raise bad_field(error, str(channel)) from None


def e164(value: str, region: str) -> str:
    """A telephone number as +79031234567; "" stays "". National forms are read as of the region.

    Raises `errors.BadInput`.
    """
    given = value.strip()
    if not given:
        return ""
    hint = "write it with its country code, as +79031234567"
    if len(given) > 40:
        raise errors.BadInput("this is too long for a telephone number", field="phone", hint=hint)
    try:
        number = phonenumbers.parse(given, region)
    except phonenumbers.NumberParseException:
        raise errors.BadInput(f"{given!r} is not a telephone number", field="phone", hint=hint) from None
    if not phonenumbers.is_valid_number(number):
        raise errors.BadInput(f"{given!r} is not a number that exists", field="phone", hint=hint)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def bad_field(error: ValidationError, field: str = "") -> errors.BadInput:
    """The first mistake that pydantic found, in our words."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = field or (str(first["loc"][0]) if first["loc"] else "")
    # The nouns say "what is wrong: how to write it"; the second half is the hint.
    message, _, cure = str(first["msg"]).removeprefix("Value error, ").partition(": write it as ")
    return errors.BadInput(message, field=name, hint=f"write it as {cure}" if cure else _HINTS.get(name, ""))
