"""Meeting: a time that was agreed with one client for showing the offer, and what became of it.

A time is kept as cells of five minutes; no two meetings of one calendar share a cell, which a unique index of
the store holds. It books nothing and writes no invitations.
"""

import datetime
import enum

from services.core.domain.base import Noun

CELL = datetime.timedelta(minutes=5)
_DAY_ZERO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class State(enum.StrEnum):
    """`held`: the time is kept while an answer is written. `proposed`: chosen, and not confirmed yet."""

    HELD = "held"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    RELEASED = "released"


class Answer(enum.StrEnum):
    """What the client has said to the invitation (RFC 5545 §3.2.12)."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Wish(enum.StrEnum):
    """What a client wants of a meeting that stands: by words, or by the mail program's own buttons."""

    ACCEPT = "accept"
    TENTATIVE = "tentative"
    MOVE = "move"
    CANCEL = "cancel"


class Hold(Noun):
    """A time that one turn wants; it becomes the meeting's when the turn is carried out."""

    turn: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    cells: tuple[str, ...]


class Meeting(Noun):
    """The meeting of a conversation; `id` is the conversation's.

    `uid` names it in the client's calendar as long as it stands; `number` grows when a new one begins after a
    release. `sequence` grows with every change that the client has to see, `invited` is the last one that an
    invitation was written for (-1: none). `version` grows with every write, and every write names the one it saw.
    `cells` are what the unique index looks at: the time with its buffer (`own_cells`), what `hold` keeps beside
    it, or a mark of its own when nothing is taken; none is later than `until`. `withdraw`: it was released, and the
    client has to be told.
    """

    id: str
    contact: str
    campaign: str
    calendar: str
    state: State = State.HELD
    answer: Answer = Answer.NONE
    uid: str = ""
    number: int = 0
    sequence: int = 0
    invited: int = -1
    version: int = 0
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    cells: tuple[str, ...]
    until: datetime.datetime
    own_cells: tuple[str, ...] = ()
    hold: Hold | None = None
    turn: str = ""
    by: str = ""
    why: str = ""
    withdraw: bool = False
    reminded: tuple[int, ...] = ()
    agreed_at: datetime.datetime
    changed_at: datetime.datetime

    @property
    def stands(self) -> bool:
        """Whether a time is agreed, or about to be."""
        return self.state in (State.PROPOSED, State.CONFIRMED)

    def is_to_come(self, now: datetime.datetime) -> bool:
        """Whether it stands and is not over."""
        return self.stands and self.ends_at > now


def cells(calendar: str, starts_at: datetime.datetime, ends_at: datetime.datetime) -> tuple[str, ...]:
    """The cells of a stretch of time, as the unique index sees them: `reviews:693210`. At least one."""
    first = (starts_at - _DAY_ZERO) // CELL
    last = max(first + 1, -((_DAY_ZERO - ends_at) // CELL))
    return tuple(f"{calendar}:{number}" for number in range(first, last))


def free_mark(talk_id: str) -> tuple[str, ...]:
    """The cells of a meeting that takes no time: never empty, never another's."""
    return (f"free {talk_id}",)
