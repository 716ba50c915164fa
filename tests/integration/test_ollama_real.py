"""The Ollama brain on a real Ollama server with a tiny real model.

The model follows a schema and understands nothing, so the contract is asserted and never the words. Times are
generous: a busy machine without a GPU answers slowly.
"""

import asyncio
import collections.abc
import datetime
import json
import string
from typing import Any

import pytest

from services.app_logic.brain import budget, llm, probe
from services.app_logic.brain.asking import Limits, Piece
from services.app_logic.brain.base import Plan, Request
from services.app_logic.brain.ollama import OllamaBrain
from services.app_logic.brain.openai import OpenAiBrain
from services.core import errors
from services.core.settings import Settings
from tests.servers import ollama_server
from tests.servers.ollama_server import CONTEXT, MODEL, OllamaServer

pytestmark = [pytest.mark.needs("ollama"), pytest.mark.timeout(900)]

PATIENT = Limits(connect_s=20, first_token_s=600, between_tokens_s=120, total_s=800)
NOW = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
REQUEST = Request(text="Please send me the presentation.", language="en", now=NOW)
COLOURS = {
    "type": "object",
    "properties": {"tint": {"type": "string", "enum": ["amber-17", "cobalt-42"]}},
    "required": ["tint"],
    "additionalProperties": False,
}
# Far more tokens than any answer may have, whatever the model would like to say.
STORY = {
    "type": "object",
    "properties": {
        "story": {
            "type": "array",
            "items": {"type": "string", "enum": ["the quick brown fox jumps over the lazy dog and runs away"]},
            "minItems": 80,
            "maxItems": 80,
        }
    },
    "required": ["story"],
}


@pytest.fixture(scope="module")
def shared() -> collections.abc.Iterator[OllamaServer]:
    with OllamaServer() as started:
        yield started


@pytest.fixture
def server(shared: OllamaServer) -> OllamaServer:
    """The running server, started again where the test before has killed it."""
    if not shared.is_running:
        shared.start()
    return shared


class Watched(OllamaBrain):
    """Says when the first words of an answer are there, and keeps what came."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.begun = asyncio.Event()
        self.came: list[Piece] = []

    async def pieces(self, ask: llm.Ask) -> collections.abc.AsyncGenerator[Piece, None]:
        async for piece in super().pieces(ask):
            self.came.append(piece)
            if piece.text:
                self.begun.set()
            yield piece


Open = collections.abc.Callable[..., Watched]


@pytest.fixture
async def opened(server: OllamaServer) -> collections.abc.AsyncIterator[Open]:
    made: list[Watched] = []

    def open_brain(limits: Limits = PATIENT, model: str = MODEL) -> Watched:
        made.append(Watched(server.host, model, context=CONTEXT, limits=limits))
        return made[-1]

    yield open_brain
    for each in made:
        await each.close()


def an_ask(content: str = "Name any colour.", schema: dict[str, Any] = COLOURS, most_tokens: int = 40) -> llm.Ask:
    return llm.Ask(
        name="test",
        messages=(llm.Said(role="user", content=content),),
        answer_schema=schema,
        most_tokens=most_tokens,
        temperature=0,
        prompt_hash="",
    )


def a_story() -> llm.Ask:
    """A question whose answer goes on for as long as it may."""
    return an_ask("Tell a long story.", STORY, 500)


def as_json(text: str, finish: str) -> dict[str, Any]:
    if finish != "stop":
        raise llm.Unusable(f"it was cut off: {finish}")
    found: dict[str, Any] = json.loads(text)
    return found


def is_a_colour(found: dict[str, Any] | None) -> bool:
    """Whether this follows the schema, whose values the question does not name."""
    return found is not None and found["tint"] in ("amber-17", "cobalt-42")


async def warm(brain: OllamaBrain) -> None:
    """Have the model loaded, so that a limit does not meet the loading."""
    await brain.exchange(an_ask(most_tokens=5), lambda text, finish: text)


async def test_the_schema_is_held_to(opened: Open) -> None:
    found, trace = await opened().exchange(an_ask(), as_json)
    assert is_a_colour(found)
    assert trace["done_reason"] == "stop"
    assert len(trace["digest"]) == 64
    assert set(trace["digest"]) <= set(string.hexdigits)
    assert json.loads(trace["options"])["num_ctx"] == CONTEXT


async def test_the_answer_is_streamed(opened: Open) -> None:
    brain = opened()
    _, trace = await brain.exchange(an_ask("Count.", STORY, 30), lambda text, finish: text)
    assert len([piece for piece in brain.came if piece.text]) > 5
    assert "".join(piece.text for piece in brain.came) == json.loads(trace["raw"])[0]
    assert brain.came[-1].finish == "length"


async def test_a_turn_is_understood_or_honestly_not(opened: Open) -> None:
    heard = await opened().understand(REQUEST)
    assert all(each.quote in REQUEST.text for each in heard.intents)
    assert heard.source == f"ollama:{MODEL}"
    assert 1 <= len(json.loads(heard.trace["raw"])) <= 2
    assert bool(heard.intents) or not heard.sure


@pytest.mark.parametrize("text", ["Please call me next week about the offer. ", "Позвоните мне в понедельник утром. "])
async def test_our_estimate_of_tokens_is_above_the_servers_count(opened: Open, text: str) -> None:
    ask = an_ask(text * 12, most_tokens=5)
    _, trace = await opened().exchange(ask, lambda text, finish: text)
    ours = budget.tokens_in(ask.messages[0].content) + budget.MESSAGE_TOKENS
    # The tiny model's template adds a system message of its own.
    assert int(trace["prompt_tokens"]) <= ours + 40


async def test_words_are_written_or_left_to_the_template(opened: Open) -> None:
    plan = Plan(goal="Say thank you.", language="en", question="Thanks!", placeholders=("{{fact:price}}",))
    words = await opened().write(plan)
    assert words is None or words.strip()


async def test_a_model_that_is_not_there_comes_with_a_hint(opened: Open) -> None:
    with pytest.raises(errors.BrainUnavailable, match="has no model 'qwen2:72b-instruct-q4_0'") as caught:
        await opened(model="qwen2:72b-instruct-q4_0").understand(REQUEST)
    assert "ollama pull qwen2:72b-instruct-q4_0" in caught.value.hint


async def test_an_answer_that_is_cut_off_is_asked_for_once_more_and_then_given_up(opened: Open) -> None:
    found, trace = await opened().exchange(an_ask("Tell a story.", STORY, 8), as_json)
    assert found is None
    assert trace["failure"] == "it was cut off: length"
    assert len(json.loads(trace["raw"])) == 2


async def test_a_question_over_the_context_is_refused_and_not_cut(opened: Open) -> None:
    found, trace = await opened().exchange(an_ask("cat dog " * CONTEXT), as_json)
    assert found is None
    assert "context length" in trace["failure"]
    assert json.loads(trace["raw"]) == []


async def test_a_server_that_has_stopped_thinking_meets_the_limit_for_the_first_token(
    opened: Open, server: OllamaServer
) -> None:
    brain = opened(Limits(first_token_s=1, total_s=60))
    server.freeze()
    try:
        with pytest.raises(errors.BrainUnavailable, match="no first token within 1 s"):
            await brain.understand(REQUEST)
    finally:
        server.thaw()
    found, _ = await opened().exchange(an_ask(), as_json)
    assert found, "it works on"


async def test_a_server_that_stops_in_mid_answer_meets_the_limit_between_tokens(
    opened: Open, server: OllamaServer
) -> None:
    await warm(opened())
    brain = opened(Limits(first_token_s=600, between_tokens_s=5, total_s=800))
    answer = asyncio.create_task(brain.exchange(a_story(), as_json))
    await brain.begun.wait()
    server.freeze()
    try:
        with pytest.raises(errors.BrainUnavailable, match="no further token within 5 s"):
            await answer
    finally:
        server.thaw()


async def test_an_answer_that_takes_too_long_meets_the_limit_for_the_whole(opened: Open) -> None:
    await warm(opened())
    with pytest.raises(errors.BrainUnavailable, match="no complete answer within 1 s"):
        await opened(Limits(total_s=1)).exchange(a_story(), as_json)
    found, _ = await opened().exchange(an_ask(), as_json)
    assert found, "the server has let go of the call and takes the next"


async def test_a_server_that_is_killed_in_mid_answer_makes_the_turn_wait(opened: Open, server: OllamaServer) -> None:
    brain = opened()
    answer = asyncio.create_task(brain.exchange(a_story(), as_json))
    await brain.begun.wait()
    await asyncio.to_thread(server.kill)
    with pytest.raises(errors.BrainUnavailable, match=r"broke|middle"):
        await answer
    with pytest.raises(errors.BrainUnavailable, match="does not answer"):
        await brain.understand(REQUEST)
    await asyncio.to_thread(server.start)
    found, _ = await brain.exchange(an_ask(), as_json)
    assert found, "the same brain works on when the server is back"


async def test_two_callers_share_one_slot_of_ours(opened: Open) -> None:
    brain = opened()
    both = await asyncio.gather(*(brain.exchange(an_ask(), as_json) for _ in range(2)))
    assert all(is_a_colour(found) for found, _ in both)
    # One answer came to its end before the other began.
    assert [bool(piece.finish) for piece in brain.came].index(True) < len(brain.came) - 1
    assert "".join(piece.text for piece in brain.came).count("{") == 2


async def test_two_processes_share_the_one_slot_of_the_server(opened: Open) -> None:
    both = await asyncio.gather(*(opened().exchange(an_ask(), as_json) for _ in range(2)))
    assert all(is_a_colour(found) for found, _ in both)


async def test_the_same_server_serves_the_openai_brain(server: OllamaServer) -> None:
    brain = OpenAiBrain(f"{server.host}/v1", MODEL, context=CONTEXT, limits=PATIENT)
    found, trace = await brain.exchange(an_ask(), as_json)
    await brain.close()
    assert is_a_colour(found)
    assert int(trace["prompt_tokens"]) > 0


async def test_the_doctor_finds_the_server_fit_and_the_model_weak(server: OllamaServer) -> None:
    given = {"brain": "ollama", "ollama_host": server.host, "ollama_model": MODEL, "ollama_context": CONTEXT}
    # The tiny model babbles up to the cap: that is not waited for.
    limits = Limits(connect_s=20, first_token_s=60, total_s=60)
    found = {each.name: each for each in await probe.probe(Settings.model_validate(given), limits)}
    assert (found["model"].verdict, found["schema"].verdict) == ("ok", "ok")
    assert found["understanding"].verdict != "ok", "135 million parameters understand no mail"
    assert found["truncation"].verdict != "fail"


def test_the_server_is_really_ollama(server: OllamaServer) -> None:
    assert ollama_server.available() is None
    assert server.is_running
