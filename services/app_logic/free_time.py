"""Free time: when a demo can be, in the presenters' working hours and at sensible hours for the client. Pure.

It is told which times are taken; it books nothing and reads no calendar.
"""

import datetime
import zoneinfo

from services.core.domain import calendar, campaign, contact, meeting
from services.core.domain.base import Noun

Interval = tuple[datetime.datetime, datetime.datetime]
# The client's hours: the first are kind, the second still possible.
_KIND_HOURS = ((9, 18), (8, 20))
_STEP = datetime.timedelta(minutes=30)
_SHORT_NOTICE = datetime.timedelta(hours=2)


class Agenda(Noun):
    """The presenters' time as far as it is known: their hours, what is booked (`taken` cells), what is busy."""

    demo: campaign.DemoCalendar
    country: str
    calendar: str
    taken: frozenset[str] = frozenset()
    busy: tuple[Interval, ...] = ()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The presenters' time zone."""
        return contact.zone_of(self.demo.timezone)

    @property
    def length(self) -> datetime.timedelta:
        """How long a demo is."""
        return datetime.timedelta(minutes=self.demo.length_minutes)

    @property
    def buffer(self) -> datetime.timedelta:
        """How much time stays free between two demos."""
        return datetime.timedelta(minutes=self.demo.buffer_minutes)


def agenda_of(offer: campaign.Campaign) -> Agenda:
    """A campaign's agenda before anybody has booked anything."""
    return Agenda(demo=offer.demo, country=offer.country, calendar=offer.demo.calendar or offer.id)


def cells_of(agenda: Agenda, starts_at: datetime.datetime) -> tuple[str, ...]:
    """What a demo at this time takes, with the time that stays free after it."""
    return meeting.cells(agenda.calendar, starts_at, starts_at + agenda.length + agenda.buffer)


def is_free(
    agenda: Agenda, starts_at: datetime.datetime, now: datetime.datetime, notice: datetime.timedelta | None = None
) -> bool:
    """Whether a demo can be at this time: working hours, holidays, notice, what is booked and what is busy.

    `notice` is the campaign's lead time unless another is given.
    """
    lead = datetime.timedelta(hours=agenda.demo.notice_hours) if notice is None else notice
    ends_at = starts_at + agenda.length
    local, local_end = starts_at.astimezone(agenda.zone), ends_at.astimezone(agenda.zone)
    hours = campaign.Window(
        start=agenda.demo.start, end=agenda.demo.end, weekdays=agenda.demo.weekdays, holidays=agenda.demo.holidays
    )
    closes = datetime.time.fromisoformat(agenda.demo.end)
    if starts_at < now + lead or not calendar.is_open(starts_at, hours, agenda.zone, agenda.country):
        return False
    if local_end.date() != local.date() or local_end.time() > closes:
        return False
    if any(start < ends_at + agenda.buffer and starts_at < end + agenda.buffer for start, end in agenda.busy):
        return False
    return agenda.taken.isdisjoint(cells_of(agenda, starts_at))


def can_be_chosen(agenda: Agenda, starts_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether a client may have this time. An operator who confirms can do with less notice than a robot."""
    return is_free(agenda, starts_at, now, None if agenda.demo.auto_confirm else _SHORT_NOTICE)


def offers(
    agenda: Agenda,
    person: contact.Contact,
    now: datetime.datetime,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> tuple[datetime.datetime, ...]:
    """Times to offer, the soonest first. UTC.

    They are spread over different days and hours. `first` and `last` are days in the client's calendar that the
    client named: times on these, if there are any, else others.
    """
    wanted = _spread(agenda, person, now, first, last) if first is not None else ()
    return wanted or _spread(agenda, person, now, None, None)


def _spread(
    agenda: Agenda,
    person: contact.Contact,
    now: datetime.datetime,
    first: datetime.date | None,
    last: datetime.date | None,
) -> tuple[datetime.datetime, ...]:
    found: list[datetime.datetime] = []
    for low, high in _KIND_HOURS:
        for number, day in enumerate(_days(agenda, now, first, last)):
            if len(found) >= agenda.demo.offered:
                break
            free = [
                each
                for each in _starts(agenda, day)
                if _suits(person, each, agenda.length, low, high)
                and _is_within(person, each, first, last)
                and is_free(agenda, each, now)
            ]
            has_one = any(each.astimezone(agenda.zone).date() == day for each in found)
            if first is not None and first == (last or first):
                found += _apart(free, agenda.demo.offered - len(found))
            elif free and not has_one:
                # A different hour each day: somebody who is never free at eleven still finds a time.
                found.append(free[(number * 5 + 1) % len(free)])
    return tuple(sorted(each.astimezone(datetime.UTC) for each in set(found)))[: agenda.demo.offered]


def _days(
    agenda: Agenda, now: datetime.datetime, first: datetime.date | None, last: datetime.date | None
) -> list[datetime.date]:
    """Days in the presenters' calendar that can hold a time of the client's days."""
    notice = now + datetime.timedelta(hours=agenda.demo.notice_hours)
    earliest = notice.astimezone(agenda.zone).date()
    begin = max(earliest, first - datetime.timedelta(days=1)) if first else earliest
    days = [begin + datetime.timedelta(days=offset) for offset in range(agenda.demo.horizon_days + 2)]
    return [day for day in days if last is None or day <= last + datetime.timedelta(days=1)]


def _starts(agenda: Agenda, day: datetime.date) -> list[datetime.datetime]:
    """Every time of a day at which a demo could begin, whole hours first."""
    opens = datetime.datetime.combine(day, datetime.time.fromisoformat(agenda.demo.start), agenda.zone)
    closes = datetime.datetime.combine(day, datetime.time.fromisoformat(agenda.demo.end), agenda.zone)
    count = max(0, (closes - opens) // _STEP)
    starts = [opens + number * _STEP for number in range(count)]
    return sorted(starts, key=lambda each: (each.minute != 0, each))


def _suits(
    person: contact.Contact, starts_at: datetime.datetime, length: datetime.timedelta, low: int, high: int
) -> bool:
    """Whether the client is awake and at work then: not at a weekend, not on the client's own holiday."""
    local, end = starts_at.astimezone(person.zone), (starts_at + length).astimezone(person.zone)
    if local.isoweekday() > 5 or calendar.is_holiday(local.date(), calendar.country_of(person.timezone, "")):
        return False
    is_over = end.time() <= datetime.time(high) if high < 24 else True
    return low <= local.hour and end.date() == local.date() and is_over


def _is_within(
    person: contact.Contact, starts_at: datetime.datetime, first: datetime.date | None, last: datetime.date | None
) -> bool:
    day = starts_at.astimezone(person.zone).date()
    return first is None or first <= day <= (last or first)


def _apart(free: list[datetime.datetime], count: int) -> list[datetime.datetime]:
    """So many times of one day, far from each other."""
    inorder = sorted(free)
    if count <= 0 or len(inorder) <= count:
        return inorder[: max(0, count)]
    step = (len(inorder) - 1) / max(1, count - 1)
    return [inorder[round(number * step)] for number in range(count)]
