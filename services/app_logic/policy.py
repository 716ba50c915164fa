"""Policy: the whole of `decide` as a table that a person can read: stage × intent (× a second intent) → what follows.

Nothing is written down twice: each cell is what `decide` itself says of a plain situation, in which a fact answers
the question, the deck is there, the named colleague has an address in the same company and three times are free.
`CONDITIONS` are the situations in which something else follows. It reads no campaign and no conversation.
"""

import dataclasses
import datetime

from services.app_logic.stages import decide
from services.core.domain import meeting
from services.core.domain.campaign import Colleagues
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.message import Trust
from services.core.domain.situation import FactFound, Situation
from services.core.domain.understanding import PRECEDENCE, Intent, IntentFound, Referral, Understanding, When

_NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
_DAY = datetime.timedelta(days=1)
STAGES = tuple(each for each in Stage if each is not Stage.MERGED)  # what is merged is never decided on
_WRITES_FIRST = frozenset({Stage.NEW, Stage.CONTACTED, Stage.ENGAGED, Stage.PAUSED})


@dataclasses.dataclass(frozen=True)
class Cell:
    """What follows when a client in `stage` means `intent` (and `also`), under a condition ("" is the plain case)."""

    stage: Stage
    intent: Intent
    also: Intent | None
    condition: str
    rule: str
    actions: tuple[Action, ...]
    becomes: Stage
    answers: bool
    held: bool
    tells_operator: bool
    comes_back: bool


@dataclasses.dataclass(frozen=True)
class Condition:
    """A circumstance that changes what follows: the fields of the Situation and of the Understanding it sets."""

    name: str
    reads: str
    situation: dict[str, object] = dataclasses.field(default_factory=dict)
    understanding: dict[str, object] = dataclasses.field(default_factory=dict)


def _wish(said: meeting.Wish) -> dict[str, object]:
    return {"meeting_state": meeting.State.CONFIRMED, "wish": said}


# By the campaign's setting: what the first touches to the others do when somebody at the company has written.
COLLEAGUES: tuple[tuple[str, str, str], ...] = (
    (Colleagues.PAUSE, "wait until that talk is over and it was quiet", "wait for an operator, who is told"),
    (Colleagues.STOP, "wait until that talk is over and it was quiet", "end; nobody is suppressed who did not ask"),
    (Colleagues.OFF, "go on", "go on"),
)
CONDITIONS: tuple[Condition, ...] = (
    Condition("unsure", "the brain is not sure", understanding={"sure": False}),
    Condition("maybe_stop", "it may be a request to stop", understanding={"maybe_stop": True}),
    Condition("forged", "the sender failed authentication", {"trust": Trust.STOP_ONLY}),
    Condition("no_budget", "the budget of answers is used up", {"answers_left": 0}),
    Condition("forbidden", "a topic that the campaign does not discuss", {"forbidden_topic": "politics"}),
    Condition("no_fact", "no fact answers the question", {"facts": ()}),
    Condition("half_answered", "facts answer one of two questions", {"unanswered_question": True}),
    Condition("no_deck", "there is no presentation", {"has_presentation": False}),
    Condition("other_domain", "the named colleague is of another mail domain", {"same_domain": False}),
    Condition("redirected_before", "the conversation has sent us on before", {"redirects": 1}),
    Condition("nobody_named", "nobody was named", understanding={"referral": None}),
    Condition("time_chosen", "a free time was named", {"demo_choice": _NOW + _DAY}),
    Condition("time_refused", "a time was named that is not free", {"demo_refused": _NOW + _DAY}),
    Condition("meeting_stands", "a demo is booked and to come", {"meeting_state": meeting.State.CONFIRMED}),
    Condition("meeting_yes", "the client says yes to the booked demo", _wish(meeting.Wish.ACCEPT)),
    Condition("meeting_move", "the client wants the booked demo at another time", _wish(meeting.Wish.MOVE)),
    Condition("meeting_off", "the client calls the booked demo off", _wish(meeting.Wish.CANCEL)),
    Condition("dead_address", "the bounce is final", {"hard_bounce": True}),
    Condition("by_colleague", "a colleague of the contact wrote", {"sender_is_contact": False}),
    Condition("in_circles", "an answer has brought nothing new before, and neither would this one", {"circles": 1}),
)


def cells() -> tuple[Cell, ...]:
    """Every stage × intent in the plain case."""
    return tuple(_cell(stage, intent) for stage in STAGES for intent in Intent)


def pairs(stage: Stage = Stage.ENGAGED) -> tuple[Cell, ...]:
    """Every two intents in one turn, the first by precedence being the primary one."""
    return tuple(
        _cell(stage, intent, also)
        for at, intent in enumerate(PRECEDENCE)
        for also in PRECEDENCE[at + 1 :]
        if also is not Intent.OTHER
    )


def exceptions(stage: Stage = Stage.ENGAGED) -> tuple[Cell, ...]:
    """The cells that a condition changes."""
    changed = []
    for condition in CONDITIONS:
        for intent in Intent:
            plain, other = _cell(stage, intent), _cell(stage, intent, condition=condition)
            if _essence(other) != _essence(plain):
                changed.append(other)
    return tuple(changed)


def _essence(cell: Cell) -> tuple[object, ...]:
    fields = dataclasses.asdict(cell)
    return tuple(value for name, value in fields.items() if name != "condition")


def _cell(stage: Stage, intent: Intent, also: Intent | None = None, condition: Condition | None = None) -> Cell:
    made = decide.decide(_situation(stage, intent, also, condition))
    return Cell(
        stage=stage,
        intent=intent,
        also=also,
        condition=condition.name if condition else "",
        rule=made.rule,
        actions=made.actions,
        becomes=made.stage,
        answers=made.speaks,
        held=bool(made.held),
        tells_operator=bool(made.notify),
        comes_back=_comes_back(made),
    )


def _comes_back(made: Decision) -> bool:
    return made.wake_at is not None or made.pause_until is not None


def _situation(stage: Stage, intent: Intent, also: Intent | None, condition: Condition | None) -> Situation:
    labels = [label for label in (intent, also) if label is not None]
    heard = Understanding(
        language="en",
        primary=intent,
        intents=tuple(IntentFound(label=label, score=1.0, quote=str(label)) for label in labels),
        referral=_referral() if Intent.REDIRECT in labels else None,
        when=_when() if Intent.TIMEOUT in labels else None,
    )
    heard = heard.model_copy(update=condition.understanding if condition else {})
    told = {"told": _everything(heard)} if condition is not None and condition.name == "in_circles" else {}
    plain = {
        "stage": stage,
        "understanding": heard,
        "facts": (FactFound(fact="price", score=1.0),) if Intent.QUESTION in labels else (),
        "free_slots": (_NOW + _DAY, _NOW + 2 * _DAY, _NOW + 3 * _DAY),
        "same_domain": True,
        "next_touch_at": _NOW + 3 * _DAY if stage in _WRITES_FIRST else None,
        "nudge_at": _NOW + 4 * _DAY,
        "now": _NOW,
    }
    return Situation.model_validate({**plain, **(condition.situation if condition else {}), **told})


def _everything(heard: Understanding) -> tuple[str, ...]:
    """What an answer to these words tells, as if it had been told before."""
    known = _situation(Stage.ENGAGED, heard.primary, None, None)
    return tuple(sorted(decide.decide(known).brings()))


def _referral() -> Referral:
    return Referral(name="Irina", email="irina@client.example", quote="write to Irina, irina@client.example")


def _when() -> When:
    return When(not_before=_NOW.date() + 14 * _DAY, quote="in two weeks")
