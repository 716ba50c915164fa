"""What every brain promises, whichever it is: one suite for a scripted brain and for both protocols.

A case is (what the brain is brought to say); how it is brought to say it differs, what comes out does not.
"""

import asyncio
import collections.abc
import datetime

import pytest

from services.app_logic.brain.asking import Limits
from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.app_logic.brain.ollama import OllamaBrain
from services.app_logic.brain.openai import OpenAiBrain
from services.core import errors
from services.core.domain import understanding
from services.core.domain.understanding import Intent, IntentFound
from tests.servers import ollama_fake
from tests.servers.ollama_fake import FakeModelServer, Scene

NOW = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
TEXT = "Сейчас не до того, вернитесь осенью.\nНо каталог — пришлите!"
REQUEST = Request(text=TEXT, language="ru", previous="Хотите увидеть каталог?", now=NOW)
PLAN = Plan(
    goal="Answer.",
    language="ru",
    question="Сколько стоит?",
    facts={"fact:price": "От 9 900 рублей."},
    placeholders=("{{fact:price}}",),
)


class ScriptedBrain:
    """A brain for tests of the stages: says what it was told, or is away."""

    def __init__(self) -> None:
        self.name = "scripted"
        self.heard: Heard | None = None
        self.words: str | None = None

    async def understand(self, request: Request) -> Heard:
        await asyncio.sleep(0)
        if self.heard is None:
            raise errors.BrainUnavailable()
        return self.heard

    async def write(self, plan: Plan) -> str | None:
        await asyncio.sleep(0)
        if self.heard is None and self.words is None:
            raise errors.BrainUnavailable()
        return self.words

    async def close(self) -> None:
        self.heard = self.words = None


class Stage:
    """A brain, and how to bring it to say something."""

    def __init__(self, brain: Brain, server: FakeModelServer | None = None) -> None:
        self.brain, self.server = brain, server

    def understands(self, *items: tuple[Intent, str]) -> None:
        if self.server is not None:
            self.server.then(ollama_fake.labels(*((str(label), quote) for label, quote in items)))
            return
        assert isinstance(self.brain, ScriptedBrain)
        found = tuple(IntentFound(label=label, score=0.9, quote=quote) for label, quote in items)
        self.brain.heard = Heard(intents=found, sure=bool(found), source=self.brain.name)

    def babbles(self) -> None:
        if self.server is not None:
            self.server.then(Scene(text="Well, well."))
            return
        assert isinstance(self.brain, ScriptedBrain)
        self.brain.heard = Heard(intents=(), sure=False, source=self.brain.name)

    def writes(self, text: str) -> None:
        if self.server is not None:
            self.server.then(ollama_fake.words(text))
            return
        assert isinstance(self.brain, ScriptedBrain)
        self.brain.words = text

    def is_away(self) -> None:
        if self.server is not None:
            self.server.then(Scene(status=503, error="server busy"))


@pytest.fixture(params=["scripted", "ollama", "openai"])
async def stage(request: pytest.FixtureRequest) -> collections.abc.AsyncIterator[Stage]:
    if request.param == "scripted":
        yield Stage(ScriptedBrain())
        return
    limits = Limits(first_token_s=30, total_s=60)
    async with FakeModelServer(Scene(status=503)) as server:
        brain: Brain = (
            OllamaBrain(server.host, ollama_fake.MODEL, limits=limits, parallel=4)
            if request.param == "ollama"
            else OpenAiBrain(f"{server.host}/v1", ollama_fake.MODEL, limits=limits, parallel=4)
        )
        yield Stage(brain, server)
        await brain.close()


async def test_each_label_comes_with_the_clients_own_words(stage: Stage) -> None:
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"), (Intent.PRESENTATION, "каталог — пришлите!"))
    heard = await stage.brain.understand(REQUEST)
    assert {each.label: each.quote for each in heard.intents} == {
        Intent.TIMEOUT: "вернитесь осенью",
        Intent.PRESENTATION: "каталог — пришлите!",
    }
    assert all(each.quote in TEXT and 0 <= each.score <= 1 for each in heard.intents)
    assert heard.sure


async def test_labels_stand_in_the_order_of_precedence(stage: Stage) -> None:
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"), (Intent.PRESENTATION, "каталог"))
    labels = [each.label for each in (await stage.brain.understand(REQUEST)).intents]
    assert labels == [label for label in understanding.PRECEDENCE if label in labels]


async def test_the_source_names_the_brain(stage: Stage) -> None:
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"))
    assert (await stage.brain.understand(REQUEST)).source == stage.brain.name


async def test_a_brain_that_makes_nothing_of_it_is_not_sure(stage: Stage) -> None:
    stage.babbles()
    heard = await stage.brain.understand(REQUEST)
    assert (heard.intents, heard.sure) == ((), False)


async def test_the_record_holds_text_only(stage: Stage) -> None:
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"))
    trace = (await stage.brain.understand(REQUEST)).trace
    assert all(isinstance(value, str) for value in trace.values())


async def test_a_brain_that_is_away_says_so(stage: Stage) -> None:
    stage.is_away()
    with pytest.raises(errors.BrainUnavailable):
        await stage.brain.understand(REQUEST)
    with pytest.raises(errors.BrainUnavailable):
        await stage.brain.write(PLAN)


async def test_a_brain_comes_back(stage: Stage) -> None:
    stage.is_away()
    with pytest.raises(errors.BrainUnavailable):
        await stage.brain.understand(REQUEST)
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"))
    assert (await stage.brain.understand(REQUEST)).sure


async def test_written_words_keep_their_placeholders(stage: Stage) -> None:
    stage.writes("Спасибо за вопрос! {{fact:price}} Показать, как это работает?")
    assert await stage.brain.write(PLAN) == "Спасибо за вопрос! {{fact:price}} Показать, как это работает?"


async def test_many_turns_at_once_do_not_mix(stage: Stage) -> None:
    stage.understands((Intent.TIMEOUT, "вернитесь осенью"))
    heard = await asyncio.gather(*(stage.brain.understand(REQUEST) for _ in range(8)))
    assert all(each == heard[0] or each.intents == heard[0].intents for each in heard)
