"""Recap: a conversation in short, for the person who takes it over. Pure.

It repeats words and says what was done; it judges nothing. Client's words are cut and kept on one line.
"""

import datetime

from services.core.domain import contact, conversation, meeting, message, outbox_item
from services.core.domain.outbox_item import OutboxItem, State

_MOST_LINES = 12
_MOST_WORDS = 300
_SAID = frozenset({State.SENT, State.UNKNOWN, State.REVIEW})


def recap(
    person: contact.Contact,
    talk: conversation.Conversation,
    messages: list[message.Message],
    items: list[OutboxItem],
    booked: meeting.Meeting | None = None,
) -> str:
    """Who it is, what was said by whom (the latest last), what was sent and agreed."""
    who = ", ".join(part for part in (person.name, person.role, person.company, person.timezone) if part)
    came = f" ({person.origin.kind}{f', from {person.origin.name}' if person.origin.name else ''})"
    lines = [f"Who: {who}{came}", f"Where it stands: {talk.stage}, {talk.why}"]
    facts = sorted(each.removeprefix("fact:") for each in talk.told if each.startswith("fact:"))
    lines += [f"Told already: {', '.join(facts)}"] if facts else []
    lines += ["The presentation was sent."] if talk.presentation_sent else []
    if booked is not None and booked.stands:
        lines.append(f"Demo: {booked.starts_at:%Y-%m-%d %H:%M} UTC, {booked.state}, the client: {booked.answer}")
    said = [(each.arrived_at, "client", each.shown) for each in messages]
    said += [
        (each.sent_at or each.created_at, "we", each.text)
        for each in items
        if each.state in _SAID and each.kind is not outbox_item.Kind.NOTICE
    ]
    shown = sorted(said, key=lambda each: each[0])
    lines.append(f"What was said ({len(shown)} messages{', the last ones' if len(shown) > _MOST_LINES else ''}):")
    return "\n".join([*lines, *(_line(*each, person) for each in shown[-_MOST_LINES:])])


def _line(at: datetime.datetime, sender: str, text: str, person: contact.Contact) -> str:
    words = contact.one_line(text)
    cut = f"{words[:_MOST_WORDS]}…" if len(words) > _MOST_WORDS else words
    return f"  {at.astimezone(person.zone):%d.%m %H:%M} {sender}: {cut}"
