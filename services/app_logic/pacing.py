"""Pacing: when we write next of our own accord. Pure: moments in, moments out.

Touches keep to the campaign's window in the contact's zone; answers know no window and are not paced here.
"""

import datetime

from services.core.domain import calendar, campaign, contact
from services.core.domain.conversation import NEVER

_REMINDER_AT = datetime.time(10, 0)


def country_of(person: contact.Contact, offer: campaign.Campaign) -> str:
    """Whose holidays count: those of the contact's time zone, else the campaign's."""
    return calendar.country_of(person.timezone, offer.country)


def opening_at(now: datetime.datetime, person: contact.Contact, offer: campaign.Campaign) -> datetime.datetime:
    """When the first touch may leave."""
    return calendar.next_open(now, offer.window, person.zone, country_of(person, offer))


def follow_up_at(
    sent_at: datetime.datetime,
    number: int,
    person: contact.Contact,
    offer: campaign.Campaign,
    days: int | None = None,
) -> datetime.datetime:
    """When touch `number` (0 is the opening) is due after the one before; NEVER when there is none.

    `days` are the channel's own gap, where it has one.
    """
    if number >= len(offer.touches):
        return NEVER
    days = offer.touches[number].after_days if days is None else days
    return calendar.business_days_after(sent_at, days, offer.window, person.zone, country_of(person, offer))


def nudge_at(now: datetime.datetime, person: contact.Contact, offer: campaign.Campaign) -> datetime.datetime:
    """When we ask again after an answer that got none."""
    days = offer.limits.nudge_after_days
    return calendar.business_days_after(now, days, offer.window, person.zone, country_of(person, offer))


def reminder_at(
    day: datetime.date,
    person: contact.Contact,
    offer: campaign.Campaign,
    hour: int | None = None,
    minute: int | None = None,
) -> datetime.datetime:
    """When we come back after a pause: on the day itself or the next working day, never before it."""
    at = datetime.time(hour, minute or 0) if hour is not None else _REMINDER_AT
    return calendar.on_day(day, offer.window, person.zone, country_of(person, offer), at)


def back_at(away_until: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """Nine in the morning of the day after the last day of a leave: nobody is written to on the day of the return."""
    first = away_until + datetime.timedelta(days=1)
    return datetime.datetime.combine(first, datetime.time(9), zone).astimezone(datetime.UTC)


def default_pause(now: datetime.datetime, person: contact.Contact, days: int) -> datetime.date:
    """The day on which a pause without a date ends."""
    return now.astimezone(person.zone).date() + datetime.timedelta(days=days)
