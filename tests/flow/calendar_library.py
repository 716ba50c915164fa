"""A peer that reads and answers an invitation with a library of its own: vobject, which the agent does not use.

What `calendar_peer` reads by hand after the RFC, a maintained library reads here as programs of other people do. It
writes the reply, too: its folding, its order of properties and its way to write a time are not ours.
"""

import datetime
from typing import Any

import vobject
import vobject.icalendar

from services.cli.client_mail import Seen
from tests.flow import calendar_peer


def invitation(mail: Seen) -> Any:
    """The calendar of a mail, parsed and validated by the library; raises its ParseError or ValidateError."""
    (part,) = [each for each in calendar_peer.parts(mail) if each.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    (found,) = list(vobject.readComponents(content.decode("utf-8"), validate=True))
    return found


def answer(
    invited: Any, said: str, by: str, now: datetime.datetime, *, starts_at: datetime.datetime | None = None
) -> str:
    """The library's REPLY with PARTSTAT `said`, or with `starts_at` its COUNTER; the event is the one it was sent."""
    whole = vobject.iCalendar()
    whole.add("method").value = "COUNTER" if starts_at else "REPLY"
    event = whole.add("vevent")
    for name in ("uid", "sequence", "organizer", "summary", "dtstart", "dtend"):
        event.add(invited.vevent.contents[name][0].duplicate(invited.vevent.contents[name][0]))
    if starts_at is not None:
        length = event.dtend.value - event.dtstart.value
        event.dtstart.value = starts_at.astimezone(vobject.icalendar.utc)
        event.dtend.value = event.dtstart.value + length
    event.add("dtstamp").value = now.astimezone(vobject.icalendar.utc).replace(microsecond=0)
    attendee = event.add("attendee")
    attendee.value = f"mailto:{by}"
    attendee.params = {"PARTSTAT": [said], "CN": [by]}
    written: str = whole.serialize()
    return written
