"""Situation: everything a decision may look at, frozen, so that the decision can be made again from it."""

import datetime

from services.core.domain import meeting
from services.core.domain.base import Noun
from services.core.domain.conversation import Stage
from services.core.domain.message import Trust
from services.core.domain.understanding import Understanding


class FactFound(Noun):
    """A fact that answers (part of) what was asked, and how well, 0..1."""

    fact: str
    score: float


class Situation(Noun):
    """What is known when we decide about a turn. Times are aware; `now` is business time.

    `answers_left` is the smaller of today's and the conversation's budget. `sender_is_contact` is False when
    a colleague wrote. `may_redirect` is the store's word on the limits for the referral's address; it is ""
    when allowed, else the reason. `demo_choice` is a free time that the client chose, `demo_refused` one that cannot
    be had. `meeting_state` is there while one is to come, and `wish` what the client asks of it.
    `next_touch_at` is what was planned before this turn; `nudge_at` is when we would ask again after an answer.
    """

    stage: Stage
    understanding: Understanding
    trust: Trust = Trust.SENDER
    sender_is_contact: bool = True
    facts: tuple[FactFound, ...] = ()
    unanswered_question: bool = False
    forbidden_topic: str = ""
    free_slots: tuple[datetime.datetime, ...] = ()
    demo_choice: datetime.datetime | None = None
    demo_at: datetime.datetime | None = None
    demo_refused: datetime.datetime | None = None
    meeting_state: meeting.State | None = None
    wish: meeting.Wish | None = None
    answers_left: int = 5
    told: tuple[str, ...] = ()
    circles: int = 0
    has_presentation: bool = True
    presentation_sent: bool = False
    redirects: int = 0
    redirect_limit: int = 1
    may_redirect: str = ""
    same_domain: bool = False
    default_pause_days: int = 30
    next_touch_at: datetime.datetime | None = None
    nudge_at: datetime.datetime | None = None
    hard_bounce: bool = False
    challenge: bool = False
    timezone: str = "UTC"
    now: datetime.datetime
