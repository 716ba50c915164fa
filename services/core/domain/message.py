"""Message: something a client sent. It is stored once and its words are never changed; a voice note gets them once.

It does not say what the client wants; that is the understanding.
"""

import datetime
import enum

from services.core.domain import address
from services.core.domain.automatic import Automatic
from services.core.domain.base import Noun


class Trust(enum.StrEnum):
    """How far we may believe that the sender is who the message says.

    `full`: our server saw DMARC pass, or the mail carries our token or answers a Message-ID that we sent to
    this participant. `sender`: nothing speaks against it. `stop_only`: authentication failed.
    """

    FULL = "full"
    SENDER = "sender"
    STOP_ONLY = "stop_only"


class State(enum.StrEnum):
    """`spoken` (stored, its words are not made out yet), `arrived` (stored), `routed` (its conversation knows), `settled`.

    Settled: its turn is done, or nothing was made out of what was spoken.
    """

    SPOKEN = "spoken"
    ARRIVED = "arrived"
    ROUTED = "routed"
    SETTLED = "settled"


# Its conversation has to be told of it; of what is spoken it is told once more when the words are there.
NEW = frozenset({State.ARRIVED, State.SPOKEN})
FLOOD = "one of too many messages of a day"


class Attachment(Noun):
    """A file that came with a message: never opened, but for a voice note.

    `content` is the hash under which it was kept, if it was.
    """

    name: str
    media_type: str
    size_bytes: int
    content: str | None = None


class Speech(Noun):
    """That it was spoken: `seconds` long, in which language, and how `sure` its words are, 0 (not made out) to 1."""

    seconds: float
    language: str = ""
    sure: float = 0.0

    def in_words(self) -> str:
        """For people: `voice, 7 s, 83 % sure`."""
        return (
            f"voice, {self.seconds:.0f} s, {f'{self.sure:.0%} sure'.replace('%', ' %') if self.sure else 'not heard'}"
        )


class Message(Noun):
    """One message of a client, already cut down to the client's own new `text`.

    `keys` are what makes storing it idempotent (see DESIGN of receiving); `raw` is the hash of the bytes.
    `turn` is "" until the message has been taken up, and again when its answer was overtaken (`reopened` times);
    `conversation` is "" when none was found. `via` is the Telegram business connection that it came through, ""
    where it came to us. `moved` are the conversations that it was in before they were merged.
    """

    id: str
    keys: tuple[str, ...]
    channel: address.Channel
    account: str
    sender: address.Address
    sender_name: str = ""
    conversation: str = ""
    contact: str = ""
    subject: str = ""
    text: str = ""
    note: str = ""
    via: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: Automatic | None = None
    trust: Trust = Trust.SENDER
    opt_out: bool = False
    speech: Speech | None = None
    raw: str = ""
    sent_at: datetime.datetime | None = None
    arrived_at: datetime.datetime
    state: State = State.ARRIVED
    turn: str = ""
    reopened: int = 0
    moved: tuple[str, ...] = ()

    @property
    def is_flood(self) -> bool:
        """Whether it came after so many others of a day that no brain is asked about it."""
        return self.note.startswith(FLOOD)

    @property
    def shown(self) -> str:
        """What people are shown of it: the words, else the note; of what was spoken, that it was."""
        said = self.text or self.note
        return said if self.speech is None else f"[{self.speech.in_words()}] {said}".rstrip()

    @property
    def order(self) -> tuple[datetime.datetime, int, str]:
        """What messages are sorted by: when they came, then the number that their mailbox or chat gave them."""
        number = self.keys[0].rpartition(":")[2] if self.keys else ""
        return self.arrived_at, int(number) if number.isdecimal() else 0, self.id
