"""Judge: whether a decision was right, by what the client had meant. Pure.

`TABLE` says for each meaning which actions are right. Handing over "because not sure" is right only where a person
would have asked back, too: phrasings tagged ambiguous, and orders to the machine. It knows what was meant and what
was decided, and nothing of how the agent understands.
"""

import dataclasses
import datetime
import enum
import itertools

from services.cli.persona import NO_FACT
from services.core.domain.campaign import Campaign
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.understanding import PRECEDENCE, Intent

ENOUGH_FOR_A_MACHINE = 3
UNSURE = frozenset({"unsure", "maybe_stop"})
_WITH_A_PERSON = frozenset({Stage.HANDED_OFF})


class Meaning(enum.StrEnum):
    """What a mail asks of us: its leading intent, told apart where the right action differs."""

    STOP = "stop"
    AUTO_REPLY = "auto_reply"
    HUMAN = "human"
    REDIRECT = "redirect within the company"
    REDIRECT_OUTSIDE = "redirect to another company"
    REDIRECT_PHONE = "redirect to a telephone"
    REDIRECT_NOBODY = "redirect without an address"
    TIMEOUT = "timeout"
    DEMO = "demo"
    DEMO_CHOSEN = "demo at a time"
    PRESENTATION = "presentation"
    QUESTION = "question with a fact"
    QUESTION_OPEN = "question without a fact"
    NOT_INTERESTED = "not_interested"
    INTERESTED = "interested"
    OTHER = "other"


@dataclasses.dataclass(frozen=True, slots=True)
class Right:
    """The right actions: one of `does`, none beyond these and `also`; `held`: it has to wait for a person's yes."""

    does: frozenset[Action]
    also: frozenset[Action] = frozenset()
    held: bool = False


def _right(*does: Action, also: frozenset[Action] = frozenset(), held: bool = False) -> Right:
    return Right(frozenset(does), also, held)


_IN_THE_SAME_BREATH = frozenset({Action.ANSWER, Action.ASK_COLLEAGUE, Action.SEND_PRESENTATION})
TABLE: dict[Meaning, Right] = {
    Meaning.STOP: _right(Action.STOP),
    Meaning.AUTO_REPLY: _right(Action.IGNORE),
    Meaning.HUMAN: _right(Action.HAND_OFF),
    Meaning.REDIRECT: _right(Action.REDIRECT),
    Meaning.REDIRECT_OUTSIDE: _right(Action.REDIRECT, held=True),
    Meaning.REDIRECT_PHONE: _right(Action.REDIRECT, held=True),
    Meaning.REDIRECT_NOBODY: _right(Action.ACKNOWLEDGE),
    # A meeting that stands is called off by a wish for later.
    Meaning.TIMEOUT: _right(Action.PAUSE, also=_IN_THE_SAME_BREATH | {Action.CANCEL_DEMO}),
    Meaning.DEMO: _right(Action.OFFER_DEMO, also=_IN_THE_SAME_BREATH),
    Meaning.DEMO_CHOSEN: _right(Action.BOOK_DEMO, also=_IN_THE_SAME_BREATH),
    Meaning.PRESENTATION: _right(Action.SEND_PRESENTATION, also=_IN_THE_SAME_BREATH),
    Meaning.QUESTION: _right(Action.ANSWER, also=frozenset({Action.ASK_COLLEAGUE})),
    Meaning.QUESTION_OPEN: _right(Action.ASK_COLLEAGUE),
    Meaning.NOT_INTERESTED: _right(Action.DECLINE),
    Meaning.INTERESTED: _right(Action.OFFER_DEMO),
    Meaning.OTHER: _right(Action.IGNORE),
}
_OF_INTENT = {
    Intent.STOP: Meaning.STOP, Intent.AUTO_REPLY: Meaning.AUTO_REPLY, Intent.HUMAN: Meaning.HUMAN,
    Intent.TIMEOUT: Meaning.TIMEOUT, Intent.PRESENTATION: Meaning.PRESENTATION,
    Intent.NOT_INTERESTED: Meaning.NOT_INTERESTED, Intent.INTERESTED: Meaning.INTERESTED, Intent.OTHER: Meaning.OTHER,
}  # fmt: skip
_OF_TARGET = {
    "same": Meaning.REDIRECT,
    "other": Meaning.REDIRECT_OUTSIDE,
    "phone": Meaning.REDIRECT_PHONE,
    "none": Meaning.REDIRECT_NOBODY,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Meant:
    """What a client meant with one mail, or with several that are answered together.

    `readings`: sets of intents, each of them right; `facts`: for each question the kinds or ids of facts that
    answer it. Days are in the client's own calendar. `to` is what sort of person it sends us to, `to_address` where
    they are written to.
    """

    text: str
    language: str
    readings: tuple[frozenset[Intent], ...]
    facts: tuple[tuple[str, ...], ...] = ()
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    to: str = ""
    to_address: str = ""
    slot: datetime.datetime | None = None
    wants_answer: bool = True
    ambiguous: bool = False
    injects: bool = False

    @property
    def is_stop(self) -> bool:
        """Whether nothing but silence can follow."""
        return all(Intent.STOP in reading for reading in self.readings)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What stands around a decision: where the talk stood, how often we had answered before and on that day, whether
    the client had asked for the same before, how many redirects there were, and whether a machine writes.
    """

    before: Stage
    answered: int = 0
    answered_today: int = 0
    repeated: bool = False
    redirects: int = 0
    machine: bool = False


def together(meant: tuple[Meant, ...]) -> Meant:
    """Several mails as one turn: every reading of one with every reading of the others."""
    if len(meant) == 1:
        return meant[0]
    readings = (frozenset().union(*each) for each in itertools.product(*(one.readings for one in meant)))
    leading = next((each for each in meant if each.to or each.earliest or each.slot), meant[0])
    return dataclasses.replace(
        leading,
        text="\n\n".join(each.text for each in meant),
        language=meant[-1].language,
        readings=tuple(dict.fromkeys(readings)),
        facts=tuple(itertools.chain.from_iterable(each.facts for each in meant)),
        wants_answer=any(each.wants_answer for each in meant),
        ambiguous=any(each.ambiguous for each in meant),
        injects=any(each.injects for each in meant),
    )


def meaning_of(meant: Meant, reading: frozenset[Intent]) -> Meaning:
    """What one reading asks of us."""
    leading = next(label for label in PRECEDENCE if label in reading)
    if leading is Intent.REDIRECT:
        return _OF_TARGET[meant.to]
    if leading is Intent.DEMO:
        return Meaning.DEMO_CHOSEN if meant.slot else Meaning.DEMO
    if leading is Intent.QUESTION:
        open_ones = all(NO_FACT in each for each in meant.facts)
        return Meaning.QUESTION_OPEN if meant.facts and open_ones else Meaning.QUESTION
    return _OF_INTENT[leading]


def judge(meant: Meant, made: Decision, known: Known, offer: Campaign) -> str:
    """Why the decision is wrong, or "" where it is right."""
    if known.before is Stage.STOPPED:
        return _only(made, Action.IGNORE, "spoke after a stop")
    if meant.is_stop:
        return _only(made, Action.STOP, "was asked to stop")
    if known.machine and (known.answered >= ENOUGH_FOR_A_MACHINE or not made.speaks):
        return f"answered a machine for the {known.answered + 1}th time" if made.speaks else _not_stop(made)
    if known.before in _WITH_A_PERSON:
        return _only(made, Action.IGNORE, "spoke although a person has the talk") or _untold(made)
    if made.rule == "over_budget" and known.answered_today >= offer.limits.answers_per_day:
        return _untold(made)
    if made.rule == "in_circles" and known.repeated:
        return _untold(made)
    if made.rule in UNSURE or (meant.injects and made.does(Action.HAND_OFF)):
        accepted = meant.ambiguous or meant.injects or known.machine
        return _untold(made) if accepted else f"handed over ({made.rule}) what a person would have understood"
    reasons = [_reason(meant, reading, made, known, offer) for reading in meant.readings]
    return "" if "" in reasons else reasons[0]


def _only(made: Decision, action: Action, why: str) -> str:
    return "" if made.actions == (action,) and not made.speaks else f"{why}: {_said(made)}"


def _not_stop(made: Decision) -> str:
    return "silenced somebody who did not ask for it" if made.does(Action.STOP) else ""


def _untold(made: Decision) -> str:
    return "" if made.notify else f"nobody was told ({made.rule})"


def _said(made: Decision) -> str:
    return f"{', '.join(made.actions)} by {made.rule}"


def _reason(meant: Meant, reading: frozenset[Intent], made: Decision, known: Known, offer: Campaign) -> str:
    """Why the decision does not fit this reading."""
    meaning = meaning_of(meant, reading)
    right = TABLE[meaning]
    if not right.does & set(made.actions) and not _asks_instead(reading, meant, made):
        return f"meant {meaning}, decided {_said(made)}"
    asked = frozenset() if Intent.QUESTION in reading else frozenset({Action.ASK_COLLEAGUE})
    beyond = set(made.actions) - right.does - (right.also - asked)
    if beyond:
        return f"meant {meaning}, and did {', '.join(sorted(beyond))} besides"
    if made.does(Action.REDIRECT):
        return _redirect(meant, made, right, known, offer)
    if made.does(Action.PAUSE):
        return _pause(meant, made)
    if made.does(Action.BOOK_DEMO) and (not made.slots or made.slots[0] != meant.slot):
        return f"booked another time than the one chosen: {made.slots}"
    return _rest(meant, reading, made, offer)


def _asks_instead(reading: frozenset[Intent], meant: Meant, made: Decision) -> bool:
    """A question for which a fact may or may not do: asking a colleague is as right."""
    may_be_open = bool(meant.facts) and any(NO_FACT in each for each in meant.facts)
    return Intent.QUESTION in reading and may_be_open and made.does(Action.ASK_COLLEAGUE)


def _redirect(meant: Meant, made: Decision, right: Right, known: Known, offer: Campaign) -> str:
    named = (made.referral.email or "") if made.referral else ""
    if meant.to_address and named.lower() != meant.to_address.lower():
        return f"sent on to {named or 'nobody'} in place of {meant.to_address}"
    if right.held and not made.held:
        return "wrote to a stranger without a person's yes"
    if made.held and not right.held and known.redirects < offer.limits.redirects_per_conversation:
        return f"held a redirect within the company: {made.held}"
    return ""


def _pause(meant: Meant, made: Decision) -> str:
    day = made.pause_until
    if day is None or meant.earliest is None or meant.latest is None:
        return "" if day is not None else "paused without a day"
    if not meant.earliest <= day <= meant.latest:
        return f"pauses until {day}, meant {meant.earliest} to {meant.latest}"
    return ""


def _rest(meant: Meant, reading: frozenset[Intent], made: Decision, offer: Campaign) -> str:
    """What was asked for in the same breath, and whether the facts are the right ones."""
    if Intent.PRESENTATION in reading and not made.does(Action.SEND_PRESENTATION):
        return "the presentation was left out"
    if Intent.QUESTION not in reading or not meant.facts:
        return ""
    if not (made.does(Action.ANSWER) or made.does(Action.ASK_COLLEAGUE)):
        return "the question was left out"
    unanswered = [each for each in meant.facts if not any(_answers(fact, each, offer) for fact in made.facts)]
    closed = [each for each in unanswered if NO_FACT not in each]
    if closed and not (made.does(Action.ASK_COLLEAGUE) and len(closed) < len(meant.facts)):
        return f"told {', '.join(made.facts) or 'nothing'}, asked for {'; '.join(' or '.join(each) for each in closed)}"
    if unanswered and not closed and not made.does(Action.ASK_COLLEAGUE):
        return "a question without a fact was passed over"
    return ""


def _answers(fact_id: str, wanted: tuple[str, ...], offer: Campaign) -> bool:
    """Whether a fact is one of these: by its id, the first part of its id, or its kind."""
    fact = offer.fact(fact_id)
    names = {fact_id, fact_id.partition(".")[0], str(fact.kind) if fact else ""}
    return bool(names & set(wanted))
