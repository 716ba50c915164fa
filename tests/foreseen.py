"""Foreseen: whether a preview keeps every rule: gap, caps, warm-up, windows and holidays in each person's own zone.

The rules are counted here anew from the messages alone, by the account's pace and the campaign's window.
"""

import collections
import dataclasses
import datetime
import itertools
from collections.abc import Iterable, Sequence

from services.core.domain import account, address, calendar, campaign, contact, outbox_item
from services.core.store import enrolment
from services.core.store.database import Database
from tests import builders

ZONES = ("Europe/Moscow", "America/New_York", "Asia/Vladivostok", "Europe/Berlin")
START = datetime.datetime(2026, 12, 14, 7, tzinfo=datetime.UTC)  # Christmas and New Year are ahead
CLIENTS_A_DOMAIN = 2


@dataclasses.dataclass(frozen=True)
class Leaving:
    """One message: when, to which address, of whom."""

    at: datetime.datetime
    to: str
    person: contact.Contact


async def people(database: Database, offer: campaign.Campaign, count: int, now: datetime.datetime) -> None:
    """So many contacts in four time zones, two at each mail domain."""
    for number in range(count):
        where = f"c{number}@client{number % max(1, count // CLIENTS_A_DOMAIN)}.example"
        zone = ZONES[number % len(ZONES)]
        person = builders.a_contact(number, timezone=zone, addresses=(address.email(where),))
        await enrolment.enrol(database, person, offer, now)


def broken(
    found: Sequence[Leaving], offer: campaign.Campaign, pace: account.Pace, since: datetime.datetime
) -> Iterable[str]:
    """Every rule that these messages of one account break; nothing when they keep all."""
    gap = datetime.timedelta(seconds=pace.gap_seconds)
    for earlier, later in itertools.pairwise(sorted(each.at for each in found)):
        if later - earlier < gap:
            yield f"{later} comes {later - earlier} after the one before"
    for day, count in collections.Counter(each.at.date() for each in found).items():
        most = min(pace.per_day, pace.warmup_from + (day - since.date()).days * pace.warmup_step)
        if count > most:
            yield f"{count} messages on {day}, and {most} are allowed"
    domains = collections.Counter((each.at.date(), each.to.partition("@")[2]) for each in found)
    yield from (f"{count} messages to {key}" for key, count in domains.items() if count > pace.per_domain_and_day)
    for each in found:
        country = calendar.country_of(each.person.timezone, offer.country)
        local = each.at.astimezone(each.person.zone)
        if not offer.window.start <= f"{local:%H:%M}" < offer.window.end:
            yield f"{local} is outside the window"
        if local.isoweekday() not in offer.window.weekdays or calendar.is_holiday(local.date(), country):
            yield f"{local:%Y-%m-%d} is no business day in {country}"
    twice = collections.Counter(each.person.id for each in found)
    yield from (f"{who} gets {count} touches" for who, count in twice.items() if count > len(offer.touches))


def leaving(item: outbox_item.OutboxItem, at: datetime.datetime, person: contact.Contact) -> Leaving:
    """A message of a rehearsal."""
    return Leaving(at, item.to.value, person)
