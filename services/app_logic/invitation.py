"""Invitation: a meeting as iCalendar for the client's mail program, and that program's answer read back. Pure.

What is written is METHOD:REQUEST and METHOD:CANCEL (RFC 5546 §3.2, RFC 6047). What is read is hostile: it is cut
at 100 kB, only the first event counts, and nothing is taken from it but UID, SEQUENCE, the answer and a time.
"""

import datetime
import re
from typing import Any

import icalendar

from services.core.domain import contact
from services.core.domain.base import Noun
from services.core.domain.meeting import Answer, Meeting

MOST_BYTES = 100_000
PRODUCT = "-//sales-agent//meetings//EN"
_ANSWERS = {"ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}
_MOST_LINES = 2_000
_MOST_ATTENDEES = 50
_UNSAFE = re.compile(r"[\";:,^\\\\]")


class Words(Noun):
    """What the client reads in the calendar, and who invites whom."""

    summary: str
    description: str = ""
    link: str = ""
    organizer: str
    organizer_name: str = ""
    attendee: str
    attendee_name: str = ""


class Reply(Noun):
    """What a mail program answered: to which meeting and which change of it; `starts_at` is another time."""

    uid: str
    sequence: int = 0
    answer: Answer = Answer.NONE
    starts_at: datetime.datetime | None = None


def request(booked: Meeting, words: Words, now: datetime.datetime) -> str:
    """The invitation to a meeting, or the change of one: the SEQUENCE says which."""
    return _written("REQUEST", "CONFIRMED", booked, words, now, booked.sequence)


def cancel(booked: Meeting, words: Words, now: datetime.datetime) -> str:
    """The withdrawal of what was sent last."""
    return _written("CANCEL", "CANCELLED", booked, words, now, max(booked.sequence, booked.invited) + 1)


def _written(method: str, status: str, booked: Meeting, words: Words, now: datetime.datetime, sequence: int) -> str:
    event = icalendar.Event()
    event.add("uid", booked.uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", booked.starts_at.astimezone(datetime.UTC))
    event.add("dtend", booked.ends_at.astimezone(datetime.UTC))
    event.add("summary", words.summary)
    event.add("status", status)
    event.add("transp", "OPAQUE")
    if words.description:
        event.add("description", words.description)
    if words.link:
        event.add("location", words.link)
    event.add("organizer", _person(words.organizer, words.organizer_name))
    invited = _person(words.attendee, words.attendee_name)
    invited.params.update(
        {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE", "CUTYPE": "INDIVIDUAL"}
    )
    event.add("attendee", invited)
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    whole.add_component(event)
    written: str = whole.to_ical().decode("utf-8")
    return written


def _person(mail_address: str, name: str) -> icalendar.vCalAddress:
    who = icalendar.vCalAddress(f"mailto:{mail_address}")
    if name:
        # What could end or split the parameter (RFC 5545 §3.2) is left out; no name needs it.
        who.params["CN"] = " ".join(_UNSAFE.sub(" ", contact.one_line(name)).split())
    return who


def read(content: bytes) -> Reply | None:
    """The answer in a calendar part, or None: too large, no calendar, another method, no UID."""
    if not 0 < len(content) <= MOST_BYTES or content.count(b"\n") > _MOST_LINES:
        return None
    try:
        whole = icalendar.Calendar.from_ical(content)
        if not isinstance(whole, icalendar.Calendar):
            return None
        method = str(whole.get("method", "")).upper()
        event = next(iter(whole.walk("VEVENT")), None)
        if event is None or method not in ("REPLY", "COUNTER", "DECLINECOUNTER"):
            return None
        return _answer(method, event)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None  # whatever was wrong with it, it is no answer to us


def _answer(method: str, event: Any) -> Reply | None:
    uid = str(event.get("uid", ""))[:500]
    if not uid:
        return None
    sequence = int(event.get("sequence", 0))
    if method == "COUNTER":
        starts_at = event.decoded("dtstart")
        if not isinstance(starts_at, datetime.datetime) or starts_at.tzinfo is None:
            return None
        return Reply(uid=uid, sequence=sequence, starts_at=starts_at.astimezone(datetime.UTC))
    attendees = event.get("attendee", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    for each in listed[:_MOST_ATTENDEES]:
        said = _ANSWERS.get(str(getattr(each, "params", {}).get("PARTSTAT", "")).upper())
        if said is not None:
            return Reply(uid=uid, sequence=sequence, answer=said)
    return None
