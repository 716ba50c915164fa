"""OutboxItem: words to be sent, with a state. The states and the moves between them are all here.

It does not send and does not store: `core/store/outbox.py` makes each move one conditional update.
"""

import datetime
import enum

from pydantic import Field

from services.core.domain import address
from services.core.domain.base import Noun
from services.core.domain.understanding import Intent


class State(enum.StrEnum):
    """Where an item is. `unknown` and `review` may already have been delivered."""

    HELD = "held"
    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    UNKNOWN = "unknown"
    REVIEW = "review"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Kind(enum.StrEnum):
    """Whether we start (`touch`), answer, tell an operator something (`notice`), or the channel itself speaks.

    `service` is what a chat expects besides answers: help, "please wait", the receipt for a stop. It belongs to no
    turn, and a newer message of the client does not overtake it.
    """

    TOUCH = "touch"
    ANSWER = "answer"
    NOTICE = "notice"
    SERVICE = "service"


OVERTAKEN = frozenset({Kind.TOUCH, Kind.ANSWER})


MOVES: dict[State, frozenset[State]] = {
    State.HELD: frozenset({State.QUEUED, State.CANCELLED}),
    State.QUEUED: frozenset({State.LEASED, State.CANCELLED}),
    State.LEASED: frozenset({State.QUEUED, State.SENDING, State.CANCELLED, State.FAILED, State.EXPIRED}),
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED, State.UNKNOWN, State.CANCELLED}),
    State.UNKNOWN: frozenset({State.SENT, State.REVIEW, State.QUEUED}),
    State.REVIEW: frozenset({State.SENT, State.QUEUED, State.CANCELLED}),
    State.SENT: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}
# A resend that waits here is `sent` after all when the first attempt's yes comes late: a yes is a fact.
LATE_YES = frozenset({State.QUEUED, State.LEASED})
FINAL = frozenset(state for state, moves in MOVES.items() if not moves)
IN_FLIGHT = frozenset({State.LEASED, State.SENDING})
MAYBE_DELIVERED = frozenset({State.UNKNOWN, State.REVIEW})


class File(Noun):
    """A file that goes with a message: its content is kept in `assets` under `asset`."""

    name: str
    media_type: str
    asset: str


class Button(Noun):
    """Something that the client can press below a message. `action` comes back to us when it is."""

    label: str
    action: str


class OutboxItem(Noun):
    """One message to be sent. `id` derives from the cause (`touch:…`, `answer:…`, `notice:…`, `service:…`).

    `inbound_seq` is the conversation's as the writer saw it: a newer one cancels the item at the gate.
    `reference` is our own mark in the `X-Agent-Ref` header and the reply address; Message-ID and date are
    fixed when the item is made, so that a resend is the same bytes. `intent` is the intent answered.
    `fence` counts the claims. `due_at` and `not_after` are business time. `via` is the business connection that a
    Telegram message goes through. `confirms_stop`: the one message that somebody still gets who asked for silence.
    `moved` are the conversations that it was in before they were merged.
    `gathers` are the notices that were put into this one.
    """

    id: str
    kind: Kind
    conversation: str = ""
    contact: str = ""
    campaign: str = ""
    account: str
    channel: address.Channel = address.Channel.EMAIL
    to: address.Address
    to_name: str = ""
    subject: str = ""
    text: str
    language: str = "en"
    intent: Intent | None = None
    files: tuple[File, ...] = ()
    calendar: str = ""
    buttons: tuple[Button, ...] = ()
    via: str = ""
    confirms_stop: bool = False
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    message_id: str
    reference: str
    date: datetime.datetime
    inbound_seq: int = 0
    cause: str = ""
    facts: tuple[str, ...] = ()
    state: State = State.QUEUED
    why: str = ""
    due_at: datetime.datetime
    not_after: datetime.datetime
    created_at: datetime.datetime
    sent_at: datetime.datetime | None = None
    fence: int = 0
    attempts: int = 0
    resends: int = Field(default=0, ge=0, le=1)
    maybe_duplicate: bool = False
    owner: str = ""
    superseded: bool = False
    moved: tuple[str, ...] = ()
    gathers: tuple[str, ...] = ()

    @property
    def is_touch(self) -> bool:
        """Whether we start with it; only touches wait for windows, gaps and caps."""
        return self.kind is Kind.TOUCH
