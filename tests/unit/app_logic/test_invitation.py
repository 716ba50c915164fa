"""Invitations as mail programs read them, and their answers as anybody may forge them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.app_logic import invitation
from services.core.domain.meeting import Answer, Meeting
from tests.builders import NOW, later
from tests.flow import calendar_peer as peer

BOOKED = Meeting(
    id="c1.reviews",
    contact="c1",
    campaign="reviews",
    calendar="reviews",
    uid="abc@agent.example",
    number=1,
    sequence=2,
    invited=2,
    starts_at=later(days=2),
    ends_at=later(days=2, minutes=30),
    cells=("x",),
    until=later(days=3),
    agreed_at=NOW,
    changed_at=NOW,
)
WORDS = invitation.Words(
    summary="Отклик: показ, всё; и сразу",
    description="четверг, 26 ноября\nЕсли планы изменятся, ответьте.",
    link="https://example.com/demo",
    organizer="main@agent.example",
    organizer_name='Ольга "О"; X:Y',
    attendee="c1@client.example",
    attendee_name="Анна\r\nATTENDEE:mailto:evil@x.example",
)


def test_a_request_is_read_by_a_strict_program() -> None:
    found = peer.read(invitation.request(BOOKED, WORDS, NOW).encode())
    assert (found.method, found["UID"], found.sequence) == ("REQUEST", "abc@agent.example", 2)
    assert (found.starts_at, found.ends_at) == (BOOKED.starts_at, BOOKED.ends_at)
    assert found["SUMMARY"] == WORDS.summary
    assert found["DESCRIPTION"] == WORDS.description
    assert found["LOCATION"] == WORDS.link
    assert found["ATTENDEE"] == "mailto:c1@client.example"
    assert found.fields["ATTENDEE"].parameters["PARTSTAT"] == "NEEDS-ACTION"
    assert found.fields["ATTENDEE"].parameters["CN"] == "Анна ATTENDEE mailto evil@x.example"
    assert found.fields["ORGANIZER"].parameters["CN"] == "Ольга О X Y"


def test_a_cancel_has_a_higher_sequence_than_what_was_sent() -> None:
    found = peer.read(invitation.cancel(BOOKED, WORDS, NOW).encode())
    assert (found.method, found["UID"], found.sequence) == ("CANCEL", "abc@agent.example", 3)


def test_the_same_meeting_gives_the_same_bytes() -> None:
    assert invitation.request(BOOKED, WORDS, NOW) == invitation.request(BOOKED, WORDS, NOW)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ACCEPTED", Answer.ACCEPTED),
        ("TENTATIVE", Answer.TENTATIVE),
        ("DECLINED", Answer.DECLINED),
        ("accepted", Answer.ACCEPTED),
    ],
)
def test_an_answer_is_read(said: str, answer: Answer) -> None:
    asked = peer.read(invitation.request(BOOKED, WORDS, NOW).encode())
    found = invitation.read(peer.answer(asked, said, "c1@client.example", NOW).encode())
    assert found == invitation.Reply(uid="abc@agent.example", sequence=2, answer=answer)


def test_a_counter_is_read_with_its_time() -> None:
    asked = peer.read(invitation.request(BOOKED, WORDS, NOW).encode())
    wanted = later(days=3).replace(second=0)
    found = invitation.read(peer.answer(asked, "TENTATIVE", "c1@client.example", NOW, starts_at=wanted).encode())
    assert found == invitation.Reply(uid="abc@agent.example", sequence=2, starts_at=wanted)


def _reply(*lines: str, method: str = "REPLY") -> bytes:
    event = ["BEGIN:VEVENT", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *event, "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VCALENDAR",
        b"x" * (invitation.MOST_BYTES + 1),
        b"BEGIN:VEVENT\r\n" * 5_000,
        _reply("UID:u", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example", method="REQUEST"),
        _reply("UID:u", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example", method="CANCEL"),
        _reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example"),
        _reply("UID:u", "ATTENDEE:mailto:a@b.example"),
        _reply("UID:u", "ATTENDEE;PARTSTAT=PERHAPS:mailto:a@b.example"),
        _reply("UID:u", "SEQUENCE:many", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example"),
        _reply("UID:u", "DTSTART;VALUE=DATE:20261126", method="COUNTER"),
        _reply("UID:u", "DTSTART:20261126T120000", method="COUNTER"),
        _reply("UID:u", "DTSTART:tomorrow", method="COUNTER"),
        _reply("UID:u", method="COUNTER"),
    ],
)
def test_what_is_no_answer_is_none(content: bytes) -> None:
    assert invitation.read(content) is None


@given(some.binary(max_size=400))
def test_any_bytes_give_an_answer_or_none(content: bytes) -> None:
    whole = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for each in (content, whole):
        found = invitation.read(each)
        assert found is None or isinstance(found, invitation.Reply)


def test_a_time_is_taken_as_utc() -> None:
    content = _reply("UID:u", "DTSTART;TZID=Europe/Moscow:20261126T150000", method="COUNTER")
    found = invitation.read(content)
    assert found is not None
    assert found.starts_at == datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)
