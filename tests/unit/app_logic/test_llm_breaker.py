"""The circuit breaker, and what is answered while the model is away."""

import datetime

import pytest

from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.app_logic.brain.breaker import CircuitBreaker, FallbackBrain
from services.core import errors
from services.core.domain.understanding import Intent, IntentFound

REQUEST = Request(text="send the deck", language="en", now=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))
PLAN = Plan(goal="g", language="en", question="q")
SURE = Heard(intents=(IntentFound(label=Intent.PRESENTATION, score=1, quote="send the deck"),), sure=True, source="s")
UNSURE = Heard(intents=(), sure=False, source="s")
USELESS = UNSURE.model_copy(update={"trace": {"failure": "it is not valid JSON"}})


class ScriptedBrain:
    """A brain that says what it was told to, or is away."""

    def __init__(self, name: str, says: Heard | None, writes: str | None = None) -> None:
        self.name = name
        self.says, self.writes = says, writes
        self.calls = 0
        self.is_closed = False

    async def understand(self, request: Request) -> Heard:
        self.calls += 1
        if self.says is None:
            raise errors.BrainUnavailable("away")
        return self.says

    async def write(self, plan: Plan) -> str | None:
        self.calls += 1
        if self.says is None:
            raise errors.BrainUnavailable("away")
        return self.writes

    async def close(self) -> None:
        self.is_closed = True


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Case:
    def __init__(self, model: Heard | None, embedded: Heard | None = UNSURE) -> None:
        self.model = ScriptedBrain("model", model, "words of the model")
        self.embedded = ScriptedBrain("embedded", embedded)
        self.clock = Clock()
        self.brain = FallbackBrain(
            self.model, self.embedded, CircuitBreaker(most_failures=2, rest_s=30), monotonic=self.clock
        )


def test_a_breaker_opens_after_failures_in_a_row_and_tries_once_after_its_rest() -> None:
    breaker = CircuitBreaker(most_failures=2, rest_s=30)
    breaker = breaker.failed(0).succeeded().failed(1)
    assert breaker.admit(2) == (breaker, True)
    breaker = breaker.failed(2)
    assert breaker.is_open
    assert not breaker.admit(31.9)[1]
    breaker, is_trial = breaker.admit(32)
    assert is_trial
    assert not breaker.admit(33)[1], "one trial at a time"
    assert breaker.failed(40).admit(69)[1] is False
    assert breaker.failed(40).admit(70)[1] is True
    assert not breaker.succeeded().is_open


def test_a_trial_that_never_ends_does_not_shut_the_model_out_for_ever() -> None:
    breaker = CircuitBreaker(most_failures=1, rest_s=30).failed(0)
    breaker, _ = breaker.admit(30)
    assert breaker.admit(60)[1]


async def test_while_the_model_answers_the_embedded_brain_is_not_asked() -> None:
    case = Case(SURE, SURE)
    assert await case.brain.understand(REQUEST) == SURE
    assert await case.brain.write(PLAN) == "words of the model"
    assert case.embedded.calls == 0


async def test_an_unsure_model_is_not_overruled() -> None:
    case = Case(UNSURE, SURE)
    assert await case.brain.understand(REQUEST) == UNSURE


async def test_while_the_model_is_away_the_embedded_brain_answers_what_it_is_sure_of() -> None:
    case = Case(None, SURE)
    heard = await case.brain.understand(REQUEST)
    assert heard.intents == SURE.intents
    assert heard.trace["instead_of"] == "away"


async def test_what_the_embedded_brain_is_not_sure_of_waits() -> None:
    case = Case(None, UNSURE)
    with pytest.raises(errors.BrainUnavailable, match="away"):
        await case.brain.understand(REQUEST)


async def test_a_model_that_fails_again_and_again_is_left_alone_and_tried_later() -> None:
    case = Case(None, SURE)
    for _ in range(5):
        await case.brain.understand(REQUEST)
    assert case.model.calls == 2
    case.embedded.says = UNSURE
    with pytest.raises(errors.BrainUnavailable, match="rest"):
        await case.brain.understand(REQUEST)
    case.clock.seconds += 30
    case.model.says = SURE
    assert await case.brain.understand(REQUEST) == SURE
    assert not case.brain.breaker.is_open


async def test_an_answer_that_cannot_be_used_goes_to_a_person_or_to_a_sure_embedded_brain() -> None:
    case = Case(USELESS, UNSURE)
    assert await case.brain.understand(REQUEST) == USELESS
    case.embedded.says = SURE
    assert (await case.brain.understand(REQUEST)).sure
    assert case.brain.breaker.is_open


async def test_writing_never_waits_for_the_model() -> None:
    case = Case(None)
    for _ in range(3):
        assert await case.brain.write(PLAN) is None
    assert case.model.calls == 2


async def test_both_are_closed() -> None:
    case = Case(SURE)
    brain: Brain = case.brain
    await brain.close()
    assert case.model.is_closed
    assert case.embedded.is_closed
