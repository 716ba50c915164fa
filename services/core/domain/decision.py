"""Decision: what we do about a turn, or about a wake-up: actions in order, and the id of the rule that said so."""

import datetime
import enum

from services.core.domain import meeting
from services.core.domain.base import Noun
from services.core.domain.conversation import Stage
from services.core.domain.understanding import Intent, Referral


class Action(enum.StrEnum):
    """Everything the agent can do."""

    STOP = "stop"
    SEND_PRESENTATION = "send_presentation"
    OFFER_DEMO = "offer_demo"
    BOOK_DEMO = "book_demo"
    CANCEL_DEMO = "cancel_demo"
    REDIRECT = "redirect"
    PAUSE = "pause"
    ANSWER = "answer"
    ASK_COLLEAGUE = "ask_colleague"
    ACKNOWLEDGE = "acknowledge"
    HAND_OFF = "hand_off"
    DECLINE = "decline"
    IGNORE = "ignore"


SPEAKING = frozenset(Action) - {Action.STOP, Action.IGNORE}


class Decision(Noun):
    """What to do.

    `speaks` says whether the client gets an answer. `stage` is the conversation's after it; `wake_at` the
    next time to look at it (None: never by itself). `notify` is what the operator is told, "" for nothing.
    `refused` is a time that the client asked for and cannot have, `wish` what was asked of a meeting to come,
    `named_day` a day that the client named.
    """

    rule: str
    actions: tuple[Action, ...]
    intent: Intent
    why: str
    speaks: bool
    stage: Stage
    wake_at: datetime.datetime | None = None
    pause_until: datetime.date | None = None
    pause_quote: str = ""
    facts: tuple[str, ...] = ()
    slots: tuple[datetime.datetime, ...] = ()
    refused: datetime.datetime | None = None
    named_day: datetime.date | None = None
    wish: meeting.Wish | None = None
    referral: Referral | None = None
    held: str = ""
    notify: str = ""

    def does(self, action: Action) -> bool:
        """Whether the action is among the actions."""
        return action in self.actions

    def brings(self) -> frozenset[str]:
        """What an answer tells the client that he may not know yet; two answers with the same are a circle.

        Times and days are new only where the client named one, or wants the meeting moved: our calendar gives others
        each day, and whoever is only polite would be offered them for ever.
        """
        is_asked = self.named_day is not None or self.refused is not None or self.wish is not None
        told = {f"fact:{fact}" for fact in self.facts}
        if is_asked or self.does(Action.BOOK_DEMO):
            told |= {f"slot:{slot.isoformat()}" for slot in self.slots}
        told |= {str(action) for action in self.actions if action in SPEAKING and action is not Action.ANSWER}
        told |= {f"until:{self.pause_until}"} if self.pause_until and is_asked else set()
        told |= {f"to:{self.referral.email}"} if self.referral and self.referral.email else set()
        return frozenset(told)
