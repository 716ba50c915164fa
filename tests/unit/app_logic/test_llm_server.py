"""The model brains against a pretended server: every limit, every error, one repair, and what goes into the record."""

import asyncio
import collections.abc
import datetime
import json
from typing import Any

import pytest

from services.app_logic.brain.asking import Limits, LlmBrain
from services.app_logic.brain.base import Plan, Request
from services.app_logic.brain.ollama import OllamaBrain
from services.app_logic.brain.openai import OpenAiBrain
from services.core import errors
from services.core.domain.understanding import Intent
from tests.servers import ollama_fake, ports
from tests.servers.ollama_fake import FakeModelServer, Scene

SMALL = Limits(connect_s=5, first_token_s=0.4, between_tokens_s=0.3, total_s=1.5, slot_s=5)
GENEROUS = Limits(first_token_s=30, between_tokens_s=30, total_s=60)
REQUEST = Request(text="Please send the deck.", language="en", now=datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))
PLAN = Plan(goal="g", language="en", question="q", placeholders=("{{fact:price}}",))
GOOD = ollama_fake.labels(("presentation", "send the deck"))
Open = collections.abc.Callable[..., LlmBrain]


@pytest.fixture
async def server() -> collections.abc.AsyncIterator[FakeModelServer]:
    async with FakeModelServer(GOOD) as started:
        yield started


@pytest.fixture(params=["ollama", "openai"])
async def opened(request: pytest.FixtureRequest, server: FakeModelServer) -> collections.abc.AsyncIterator[Open]:
    """A brain of each protocol on the pretended server."""
    made: list[LlmBrain] = []

    def open_brain(limits: Limits = GENEROUS, model: str = ollama_fake.MODEL, **more: Any) -> LlmBrain:
        brain: LlmBrain
        if request.param == "ollama":
            brain = OllamaBrain(server.host, model, limits=limits, **more)
        else:
            brain = OpenAiBrain(f"{server.host}/v1", model, limits=limits, **more)
        made.append(brain)
        return brain

    yield open_brain
    for each in made:
        await each.close()


def varied(scene: Scene, **fields: Any) -> Scene:
    return Scene(**{**{name: getattr(scene, name) for name in Scene.__dataclass_fields__}, **fields})


async def refused(brain: LlmBrain, words: str) -> errors.BrainUnavailable:
    with pytest.raises(errors.BrainUnavailable, match=words) as caught:
        await brain.understand(REQUEST)
    return caught.value


async def test_a_good_answer_is_understood_and_leaves_a_record(opened: Open, server: FakeModelServer) -> None:
    heard = await opened().understand(REQUEST)
    assert [(each.label, each.quote) for each in heard.intents] == [(Intent.PRESENTATION, "send the deck")]
    assert heard.sure
    assert json.loads(heard.trace["raw"]) == [GOOD.text]
    assert heard.trace["digest"] == ollama_fake.DIGEST
    assert heard.trace["model"] == ollama_fake.MODEL
    assert len(heard.trace["prompt"]) == 16
    assert int(heard.trace["prompt_tokens"]) > 0
    assert json.loads(heard.trace["options"])["temperature"] == 0
    assert "failure" not in heard.trace
    assert len(server.chats) == 1


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (varied(GOOD, before_first_s=60), "no first token within 0.4 s"),
        (varied(GOOD, between_s=60), "no further token within 0.3 s"),
        (varied(GOOD, between_s=0.1, endless=True), "no complete answer within 1.5 s"),
        (varied(GOOD, before_first_s=60, empty_lines=3), "no first token"),
    ],
)
async def test_each_limit_ends_the_call_and_the_server_is_told(
    opened: Open, server: FakeModelServer, scene: Scene, words: str
) -> None:
    server.then(scene)
    await refused(opened(SMALL), words)
    await asyncio.wait_for(server.idle.wait(), 10)


async def test_lines_that_bring_nothing_win_no_time(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, text=" ", empty_lines=50, between_s=60, endless=True))
    await refused(opened(SMALL), "no further token")


async def test_a_slow_but_steady_answer_is_waited_for(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, before_first_s=0.2, between_s=0.02))
    assert (await opened(SMALL).understand(REQUEST)).sure


async def test_an_answer_without_end_is_cut_off_by_us_and_asked_for_once_more(
    opened: Open, server: FakeModelServer
) -> None:
    server.then(varied(GOOD, text="blah " * 40, endless=True), GOOD)
    heard = await opened().understand(REQUEST)
    assert heard.sure
    assert len(json.loads(heard.trace["raw"])[0]) <= 400 * 16 + 100


async def test_a_connection_that_breaks_in_mid_answer_is_no_answer(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, cut_after=2))
    await refused(opened(), "broke|broken|in the middle")


async def test_a_stream_that_ends_without_an_end_is_no_answer(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, line=b"\n"))
    await refused(opened(), "in the middle|protocol")


async def test_a_server_whose_model_dies_tells_so_in_the_stream(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, error="model runner has unexpectedly stopped"))
    await refused(opened(), "unexpectedly stopped")


async def test_rubbish_instead_of_the_protocol_is_no_answer(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, line=b"data: <html>\n"))
    await refused(opened(), "protocol")


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [(503, "server busy", "busy"), (500, "out of memory", "out of memory"), (401, "who are you", "refuses us")],
)
async def test_a_server_that_cannot_serve_makes_the_turn_wait(
    opened: Open, server: FakeModelServer, status: int, error: str, words: str
) -> None:
    server.then(Scene(status=status, error=error))
    await refused(opened(), words)
    with pytest.raises(errors.BrainUnavailable):
        await opened().write(PLAN)


async def test_a_model_that_is_not_there_comes_with_a_hint(opened: Open) -> None:
    brain = opened(model="qwen2:72b")
    error = await refused(brain, "has no model 'qwen2:72b'")
    assert ("ollama pull qwen2:72b" in error.hint) is isinstance(brain, OllamaBrain)


async def test_a_server_that_is_not_there_is_named(opened: Open) -> None:
    nowhere = f"http://{ports.HOST}:{ports.free_port()}"
    for brain in (OllamaBrain(nowhere, "m"), OpenAiBrain(nowhere, "m")):
        await refused(brain, nowhere)
        await brain.close()


@pytest.mark.parametrize(
    "bad",
    [
        Scene(text="I would rather talk."),
        Scene(text='{"intents": [{"label": "buy"}]}'),
        varied(GOOD, done_reason="length"),
        Scene(text=""),
    ],
)
async def test_an_answer_that_cannot_be_used_is_asked_for_once_more(
    opened: Open, server: FakeModelServer, bad: Scene
) -> None:
    server.then(bad, GOOD)
    heard = await opened().understand(REQUEST)
    assert heard.sure
    assert json.loads(heard.trace["raw"]) == [bad.text, GOOD.text]
    assert "cannot be used" in server.chats[1].body["messages"][-1]["content"]


async def test_there_is_no_second_repair_and_nothing_is_guessed(opened: Open, server: FakeModelServer) -> None:
    server.then(Scene(text="no"), varied(GOOD, done_reason="length"), GOOD)
    heard = await opened().understand(REQUEST)
    assert (heard.intents, heard.sure) == ((), False)
    assert heard.trace["failure"] == "it was too long and was cut off"
    assert len(server.chats) == 2


async def test_a_question_over_the_context_is_not_asked_again(opened: Open, server: FakeModelServer) -> None:
    server.then(Scene(status=400, error="the input length exceeds the context length"))
    heard = await opened().understand(REQUEST)
    assert not heard.sure
    assert "exceeds the context" in heard.trace["failure"]
    assert len(server.chats) == 1


async def test_a_made_up_quote_is_dropped(opened: Open, server: FakeModelServer) -> None:
    server.then(ollama_fake.labels(("stop", "leave me alone"), ("presentation", "send the deck")))
    heard = await opened().understand(REQUEST)
    assert [each.label for each in heard.intents] == [Intent.PRESENTATION]
    assert not heard.sure
    assert "leave me alone" in heard.trace["dropped"]


async def test_a_shortened_text_is_never_sure(opened: Open, server: FakeModelServer) -> None:
    text = "Please send the deck. " + "Some words of no interest. " * 2_000
    heard = await opened(context=4096).understand(REQUEST.model_copy(update={"text": text}))
    assert heard.intents[0].label is Intent.PRESENTATION
    assert not heard.sure
    assert heard.trace["shortened"] == "yes"
    assert sum(len(each["content"]) for each in server.chats[0].body["messages"]) < 14_000


async def test_words_are_written_with_their_placeholders(opened: Open, server: FakeModelServer) -> None:
    told: list[tuple[str, dict[str, str]]] = []
    server.then(ollama_fake.words(" It is {{price}}"), ollama_fake.words("It is {{fact:price}} "))
    brain = opened(tell=lambda name, trace: told.append((name, trace)))
    assert await brain.write(PLAN) == "It is {{fact:price}}"
    assert [name for name, _ in told] == ["write"]
    assert len(json.loads(told[0][1]["raw"])) == 2


async def test_words_that_cannot_be_used_are_left_to_the_template(opened: Open, server: FakeModelServer) -> None:
    server.then(ollama_fake.words("It is {{price}}"))
    assert await opened().write(PLAN) is None


async def test_no_more_calls_at_once_than_slots(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, before_first_s=0.05))
    brain = opened(parallel=2)
    heard = await asyncio.gather(*(brain.understand(REQUEST) for _ in range(6)))
    assert all(each.sure for each in heard)
    assert server.most_at_once == 2


async def test_waiting_for_a_slot_has_its_limit_too(opened: Open, server: FakeModelServer) -> None:
    server.then(varied(GOOD, before_first_s=60))
    brain = opened(Limits(first_token_s=3, slot_s=0.1), parallel=1)
    first = asyncio.create_task(brain.understand(REQUEST))
    await server.busy.wait()
    await refused(brain, "no free slot within 0.1 s")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    server.then(GOOD)
    assert (await brain.understand(REQUEST)).sure, "a cancelled call gives its slot back"


async def test_ollama_is_told_all_that_it_would_choose_badly(server: FakeModelServer) -> None:
    brain = OllamaBrain(server.host, ollama_fake.MODEL, api_key="secret", context=6000)
    await brain.understand(REQUEST)
    server.then(ollama_fake.words("Gladly."))
    await brain.write(PLAN)
    await brain.close()
    understand, write = server.chats
    assert understand.headers["authorization"] == "Bearer secret"
    body = understand.body
    assert (body["think"], body["keep_alive"], body["stream"]) == (False, -1, True)
    assert (body["truncate"], body["shift"]) == (False, False)
    assert body["format"]["required"] == ["intents"]
    assert body["options"] == {"num_ctx": 6000, "num_predict": 400, "temperature": 0.0, "seed": 7}
    assert write.body["options"] == {"num_ctx": 6000, "num_predict": 500, "temperature": 0.3, "seed": 7}
    assert [each.path for each in server.requests].count("/api/tags") == 1, "the digest is asked for once"


@pytest.mark.parametrize(
    "refuses", [("chat_template_kwargs",), ("response_format",), ("chat_template_kwargs", "stream_options", "seed")]
)
async def test_what_an_openai_server_refuses_is_left_out_and_remembered(
    server: FakeModelServer, refuses: tuple[str, ...]
) -> None:
    server.refuses = refuses
    brain = OpenAiBrain(f"{server.host}/v1/", ollama_fake.MODEL)
    assert (await brain.understand(REQUEST)).sure
    tried = len(server.chats)
    assert (await brain.understand(REQUEST)).sure
    await brain.close()
    assert len(server.chats) == tried + 1
    assert not set(refuses) & set(server.chats[-1].body)


async def test_an_openai_server_that_wants_the_other_cap_gets_it(server: FakeModelServer) -> None:
    server.then(Scene(status=400, error="Unsupported parameter: use max_completion_tokens"), GOOD)
    brain = OpenAiBrain(f"{server.host}/v1", ollama_fake.MODEL, api_key="key")
    assert (await brain.understand(REQUEST)).sure
    await brain.close()
    assert server.chats[-1].body["max_completion_tokens"] == 400
    assert "max_tokens" not in server.chats[-1].body
    assert server.chats[-1].headers["authorization"] == "Bearer key"


async def test_an_openai_server_that_refuses_everything_is_given_up(server: FakeModelServer) -> None:
    server.then(Scene(status=422, error="no"))
    brain = OpenAiBrain(f"{server.host}/v1", ollama_fake.MODEL)
    await refused(brain, "answered 422: .*no")
    await brain.close()
    assert len(server.chats) <= 6
