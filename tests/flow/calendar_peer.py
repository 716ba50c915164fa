"""The calendar of a client's mail program: reads an invitation strictly, by hand, and answers it as programs do.

It stands in for Outlook and Google and shares no code with the agent: folded lines, parameters and escapes are
read here after RFC 5545, and what the RFC demands of a REQUEST or CANCEL is demanded.
"""

import dataclasses
import datetime
import email
import email.message
import email.policy
import email.utils
import re

from services.cli.client_mail import Seen

_LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)\Z')
_PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^";:,]*)')
_ONCE = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "STATUS")


@dataclasses.dataclass(frozen=True)
class Field:
    """One property: its value, unescaped, and its parameters."""

    value: str
    parameters: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Invitation:
    """What the program shows: the method and the event's properties."""

    method: str
    fields: dict[str, Field]

    def __getitem__(self, name: str) -> str:
        return self.fields[name].value

    @property
    def starts_at(self) -> datetime.datetime:
        return _utc(self["DTSTART"])

    @property
    def ends_at(self) -> datetime.datetime:
        return _utc(self["DTEND"])

    @property
    def sequence(self) -> int:
        return int(self["SEQUENCE"])


def _utc(value: str) -> datetime.datetime:
    return datetime.datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)


def parts(mail: Seen) -> list[email.message.EmailMessage]:
    """Every leaf of the mail."""
    whole = email.message_from_bytes(mail.raw, policy=email.policy.default)
    return [each for each in whole.walk() if isinstance(each, email.message.EmailMessage) and not each.is_multipart()]


def invitation(mail: Seen) -> Invitation:
    """The one calendar part that a mail program acts on; AssertionError where the mail or the part is not as it must be."""
    (acted_on,) = [each for each in parts(mail) if each.get_content_type() == "text/calendar"]
    (filed,) = [each for each in parts(mail) if each.get_content_type() == "application/ics"]
    assert acted_on.get_content_disposition() in (None, "inline")
    assert filed.get_filename() == "invite.ics"
    content = acted_on.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.replace(b"\r\n", b"\n").strip() == _payload(filed).replace(b"\r\n", b"\n").strip()
    found = read(_payload(filed))
    assert acted_on.get_param("method") == found.method
    assert str(acted_on.get_content_charset()).lower() == "utf-8"
    whole = email.message_from_bytes(mail.raw, policy=email.policy.default)
    (choice,) = [each for each in whole.walk() if each.get_content_type() == "multipart/alternative"]
    kinds = [each.get_content_type() for each in choice.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    return found


def _payload(part: email.message.EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def read(content: bytes) -> Invitation:
    """An iCalendar object with one event, read strictly."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode("utf-8").replace("\r\n ", "").strip().split("\r\n")
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    head, event = _fields(lines[1:begin]), _fields(lines[begin + 1 : end])
    assert head["VERSION"].value == "2.0"
    assert head["PRODID"].value
    method = head["METHOD"].value
    assert method in ("REQUEST", "CANCEL")
    assert [name for name in _ONCE if name not in event] == []
    assert event["STATUS"].value == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[method]
    found = Invitation(method, event)
    assert found.starts_at < found.ends_at
    assert found["ORGANIZER"].lower().startswith("mailto:")
    assert found["ATTENDEE"].lower().startswith("mailto:")
    return found


def _fields(lines: list[str]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for line in lines:
        match = _LINE.match(line)
        assert match, line
        name, parameters, value = match.groups()
        assert name not in found, f"{name} stands there twice"
        plain = re.sub(r"\\([\\;,nN])", lambda one: "\n" if one.group(1) in "nN" else one.group(1), value)
        found[name] = Field(plain, {key: each.strip('"') for key, each in _PARAMETER.findall(parameters)})
    return found


def answer(
    invited: Invitation,
    said: str,
    by: str,
    now: datetime.datetime,
    *,
    uid: str = "",
    sequence: int | None = None,
    starts_at: datetime.datetime | None = None,
) -> str:
    """What the program writes back (RFC 5546 §3.2.3, §3.2.7): PARTSTAT `said`, or with `starts_at` a COUNTER."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Peer//Calendar//EN",
        "VERSION:2.0",
        f"METHOD:{'COUNTER' if starts_at else 'REPLY'}",
        "BEGIN:VEVENT",
        f"UID:{uid or invited['UID']}",
        f"SEQUENCE:{invited.sequence if sequence is None else sequence}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{starts_at or invited.starts_at:%Y%m%dT%H%M%SZ}",
        f"ORGANIZER:{invited['ORGANIZER']}",
        f"ATTENDEE;PARTSTAT={said};CN={by}:mailto:{by}",
        "REQUEST-STATUS:2.0;Success",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def mail(sender: str, to: str, calendar: str, now: datetime.datetime, *, number: int = 1, robot: bool = False) -> bytes:
    """The mail around an answer: in no thread, with the program's own words, as Google and Outlook send it."""
    found = email.message.EmailMessage(policy=email.policy.SMTP)
    method = re.search(r"METHOD:(\w+)", calendar)
    assert method is not None
    found["From"], found["To"] = sender, to
    found["Subject"] = "Accepted: demo" if "ACCEPTED" in calendar else "Re: demo"
    found["Date"] = email.utils.format_datetime(now)
    found["Message-ID"] = f"<calendar-{number}-{now:%H%M%S}@peer.example>"
    if robot:
        found["Auto-Submitted"] = "auto-generated"
    found.set_content(f"{sender} has answered this invitation. This event has been updated.")
    found.add_alternative(calendar, subtype="calendar", params={"method": method.group(1)})
    return found.as_bytes()
