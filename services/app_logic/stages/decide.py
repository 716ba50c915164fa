"""Decide: a Situation to a Decision, by a table of rules that a person can read. Pure.

The rules are tried from the top; the first that fits decides. It chooses no words and reads no mail.
"""

import collections.abc
import dataclasses

from services.app_logic import follows
from services.core.domain import meeting, situation
from services.core.domain.conversation import Stage
from services.core.domain.decision import Decision
from services.core.domain.message import Trust
from services.core.domain.understanding import Intent

Situation = situation.Situation
_MOST_CIRCLES = 1
_CAN_CHOOSE = frozenset({Intent.DEMO, Intent.TIMEOUT, Intent.INTERESTED, Intent.QUESTION, Intent.OTHER})
_CAN_AGREE = frozenset({Intent.DEMO, Intent.TIMEOUT, Intent.INTERESTED, Intent.OTHER})
_CAN_MOVE = _CAN_CHOOSE | {Intent.NOT_INTERESTED}


@dataclasses.dataclass(frozen=True)
class Rule:
    """One row of the table: when it fits, and what follows."""

    id: str
    fits: collections.abc.Callable[[Situation], bool]
    makes: collections.abc.Callable[[Situation, str], Decision]
    reads: str


def decide(now_known: Situation) -> Decision:
    """What to do about a turn. Every situation has a decision: the last rule fits all."""
    rule = next(rule for rule in RULES if rule.fits(now_known))
    made = rule.makes(now_known, rule.id)
    if now_known.meeting_state is not None and now_known.trust is not Trust.STOP_ONLY:
        made = made.model_copy(update={"wish": now_known.wish})
    if made.speaks and now_known.circles >= _MOST_CIRCLES and made.brings() <= set(now_known.told):
        return follows.in_circles(now_known, "in_circles")
    return made


def _is(*labels: Intent) -> collections.abc.Callable[[Situation], bool]:
    return lambda known: known.understanding.primary in labels


def _wishes(labels: frozenset[Intent], *wishes: meeting.Wish) -> collections.abc.Callable[[Situation], bool]:
    """Asked of a meeting to come, where no intent of more weight stands before it."""
    return lambda known: (
        known.meeting_state is not None and known.wish in wishes and known.understanding.primary in labels
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "stopped_stays_silent",
        lambda known: known.stage is Stage.STOPPED,
        follows.silent_but_told("somebody who had asked us to stop wrote again"),
        "after a stop nothing is answered; the operator sees it",
    ),
    Rule("stop", _is(Intent.STOP), follows.stop, "silence for ever, on every address"),
    Rule("bounce", _is(Intent.BOUNCE), follows.bounce, "a dead address is left; a passing refusal waits"),
    Rule("auto_reply", _is(Intent.AUTO_REPLY), follows.auto_reply, "never answered; touches wait for the return"),
    Rule(
        "handed_off_waits",
        lambda known: known.stage is Stage.HANDED_OFF,
        follows.silent_but_told("the client wrote while the talk is yours"),
        "a person has it: only stop and bounce are acted on",
    ),
    Rule(
        "not_proven",
        lambda known: known.trust is Trust.STOP_ONLY,
        follows.silent_but_told("a message whose sender failed authentication"),
        "a forged sender may stop, and nothing else",
    ),
    Rule(
        "maybe_stop",
        lambda known: known.understanding.maybe_stop,
        follows.maybe_stop,
        "it may be a request to stop: nothing is answered, a person looks",
    ),
    Rule(
        "over_budget",
        lambda known: known.answers_left <= 0,
        follows.over_budget,
        "no more answers; a person takes over",
    ),
    Rule(
        "human", _is(Intent.HUMAN), follows.hand_off("wants a person"), "an honest holding answer; a person takes over"
    ),
    Rule("forbidden", lambda known: bool(known.forbidden_topic), follows.forbidden, "the campaign's set phrase"),
    Rule(
        "meeting_moved",
        _wishes(_CAN_MOVE, meeting.Wish.MOVE),
        follows.meeting_moved,
        "another time for the meeting: booked when it is free, else others are offered",
    ),
    Rule(
        "meeting_cancelled",
        _wishes(_CAN_MOVE, meeting.Wish.CANCEL),
        follows.meeting_cancelled,
        "the meeting is called off, and its time is free again",
    ),
    Rule(
        "meeting_agreed",
        _wishes(_CAN_AGREE, meeting.Wish.ACCEPT, meeting.Wish.TENTATIVE),
        follows.meeting_agreed,
        "a yes to the meeting is noted, and the operator is told",
    ),
    Rule(
        "demo_chosen",
        lambda known: known.understanding.primary in _CAN_CHOOSE and bool(known.demo_choice or known.demo_refused),
        follows.demo,
        "one of the times that were offered, or another that is free; else others are offered",
    ),
    Rule(
        "unsure",
        lambda known: not known.understanding.sure,
        follows.hand_off("not sure what is meant"),
        "one neutral holding answer; a person takes over",
    ),
    Rule("redirect", _is(Intent.REDIRECT), follows.redirect, "thank, and write to the right person, or ask who it is"),
    Rule("timeout", _is(Intent.TIMEOUT), follows.timeout, "pause until the day, and come back then"),
    Rule("demo", _is(Intent.DEMO), follows.demo, "offer times, or take the one that was chosen"),
    Rule("presentation", _is(Intent.PRESENTATION), follows.presentation, "send the deck"),
    Rule("question", _is(Intent.QUESTION), follows.question, "answer from the facts, or ask a colleague"),
    Rule("not_interested", _is(Intent.NOT_INTERESTED), follows.not_interested, "a short goodbye, then silence"),
    Rule("interested", _is(Intent.INTERESTED), follows.interested, "offer to show it"),
    Rule("nothing_to_answer", lambda _: True, follows.nothing, "thanks and greetings are left unanswered"),
)
