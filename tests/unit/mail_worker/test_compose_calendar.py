"""A mail with a calendar part, as Google and Outlook want it: the method in the header, and a file beside it."""

import email
import email.policy

import pytest

from services.mail_worker import compose
from tests.builders import a_campaign, an_account, an_item

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_the_calendar_is_an_alternative_and_a_file(method: str) -> None:
    item = an_item(calendar=CALENDAR.format(method=method))
    raw = compose.compose(item, an_account(), a_campaign())
    assert raw == compose.compose(item, an_account(), a_campaign())
    assert raw.isascii()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    shape = [part.get_content_type() for part in mail.walk()]
    assert shape == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert parts["text/calendar"].get_param("method") == method
    assert parts["text/calendar"].get_content_charset() == "utf-8"
    assert parts["application/ics"].get_filename() == "invite.ics"


@pytest.mark.parametrize("method", ["PUBLISH", "REPLY", ""])
def test_a_method_that_we_never_send_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match="method"):
        compose.compose(an_item(calendar=CALENDAR.format(method=method)), an_account(), a_campaign())
