"""Conversation: one contact in one campaign, where it stands, and who is at work on it.

`wake_at` "never" is NEVER, so that no query meets null. `lease_owner` "" means nobody holds it.
"""

import datetime
import enum
from typing import Any

from services.core.domain import address
from services.core.domain.base import Noun

NEVER = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)


class Stage(enum.StrEnum):
    """Where the talk stands. `held` waits for a consent basis; the ends are never left by themselves."""

    HELD = "held"
    NEW = "new"
    CONTACTED = "contacted"
    ENGAGED = "engaged"
    DEMO_BOOKED = "demo_booked"
    WON = "won"
    PAUSED = "paused"
    HANDED_OFF = "handed_off"
    REDIRECTED = "redirected"
    STOPPED = "stopped"
    DECLINED = "declined"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    MERGED = "merged"


ENDS = frozenset(
    {
        Stage.WON,
        Stage.REDIRECTED,
        Stage.STOPPED,
        Stage.DECLINED,
        Stage.SILENT,
        Stage.UNREACHABLE,
        Stage.MERGED,
    }
)


class Turn(Noun):
    """The unanswered messages that are answered together, and what the stages made of them so far.

    `id` is `<conversation>:<fence>`. The products are kept as plain documents, so that a record written by
    an older version can still be read. `committed` means: the answer may already be in the outbox.
    """

    id: str
    messages: tuple[str, ...]
    inbound_seq: int
    committed: bool = False
    understanding: dict[str, Any] | None = None
    decision: dict[str, Any] | None = None
    drafts: tuple[dict[str, Any], ...] = ()


class Conversation(Noun):
    """One contact in one campaign.

    `fence` is ownership: it grows with every claim, and a stage's product is written only under the fence
    that made it. `inbound_seq` grows with every client message and every operator's action. `round` grows
    on restart, so that touches of a new round have new ids. `touches` counts the touches of this round.
    `told` names what our answers have brought so far; `circles` counts answers that brought nothing new.
    `next_touch_at` is when we would write next of our own accord; `wake_at` is that, or earlier when there
    is something to look at. `channel`, `account` and `via` follow the client: they are where he wrote last.
    `accounts` names the account that he has met on each channel. What was said before `context_from` is not told
    to the brain. `merged_into` names the conversation that has taken this one in, `absorbed` those that it has taken in.
    Until `waits_until` no touch is made, because of a colleague in the conversation `waits_for`; and none until the day
    after `away_until`, the last day that an out-of-office answer named.
    """

    id: str
    contact: str
    campaign: str
    account: str
    channel: address.Channel = address.Channel.EMAIL
    via: str = ""
    accounts: dict[address.Channel, str] = {}
    context_from: datetime.datetime | None = None
    stage: Stage = Stage.NEW
    why: str = ""
    language: str
    fence: int = 0
    inbound_seq: int = 0
    round: int = 1
    touches: int = 0
    nudges: int = 0
    wake_at: datetime.datetime
    next_touch_at: datetime.datetime = NEVER
    lease_owner: str = ""
    lease_until: datetime.datetime
    lease_beat: int = 0
    crashes: int = 0
    turn: Turn | None = None
    subject: str = ""
    last_message_id: str = ""
    references: tuple[str, ...] = ()
    participants: tuple[address.Address, ...] = ()
    answer_to: address.Address | None = None
    answers: int = 0
    answers_on: str = ""
    answers_today: int = 0
    inbound_on: str = ""
    inbound_today: int = 0
    told: tuple[str, ...] = ()
    circles: int = 0
    presentation_sent: bool = False
    demo_slots: tuple[datetime.datetime, ...] = ()
    demo_at: datetime.datetime | None = None
    redirects: int = 0
    pause_until: datetime.date | None = None
    pause_quote: str = ""
    waits_for: str = ""
    waits_until: datetime.datetime | None = None
    away_until: datetime.date | None = None
    last_inbound_at: datetime.datetime | None = None
    touched_at: datetime.datetime
    created_at: datetime.datetime
    merged_into: str = ""
    absorbed: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the talk has ended and only an operator or the client can open it again."""
        return self.stage in ENDS

    def heard_on(self, day: datetime.date) -> int:
        """How many messages have come in on this day."""
        return self.inbound_today if self.inbound_on == f"{day:%Y-%m-%d}" else 0

    def account_on(self, channel: address.Channel) -> str:
        """The account that this client has met on a channel, or ""."""
        return self.account if channel is self.channel else self.accounts.get(channel, "")
