"""The probe of a model: what keeps the agent from running on it, and what is only worth knowing."""

import collections.abc

import pytest

from services.app_logic.brain import probe
from services.app_logic.brain.asking import Limits
from services.core.settings import Settings
from tests.servers import ollama_fake, ports
from tests.servers.ollama_fake import FakeModelServer, Scene

SCHEMA = Scene(text='{"tint": "amber-17"}')
FIRST = ollama_fake.labels(("timeout", "Сейчас не время"), ("presentation", "буклет пришлите"))
SECOND = ollama_fake.labels(("demo", "show it to us on a call"), ("question", "who else uses it"))
GOOD = (SCHEMA, FIRST, SECOND, SCHEMA, SCHEMA)


@pytest.fixture
async def server() -> collections.abc.AsyncIterator[FakeModelServer]:
    async with FakeModelServer(*GOOD) as started:
        yield started


async def verdicts(server: FakeModelServer, brain: str = "ollama", **fields: str) -> dict[str, probe.Finding]:
    given = {
        "brain": brain,
        "ollama_host": server.host,
        "ollama_model": ollama_fake.MODEL,
        "openai_base_url": f"{server.host}/v1",
        "openai_model": ollama_fake.MODEL,
    }
    found = await probe.probe(Settings.model_validate({**given, **fields}), Limits(first_token_s=20, total_s=30))
    return {each.name: each for each in found}


@pytest.mark.parametrize("brain", ["ollama", "openai"])
async def test_a_good_model_passes(server: FakeModelServer, brain: str) -> None:
    found = await verdicts(server, brain)
    assert {name: each.verdict for name, each in found.items() if each.verdict != "ok"} == {}
    assert {"model", "schema", "understanding", "speed", "truncation"} <= set(found)
    assert "tokens/s" in found["speed"].detail
    if brain == "ollama":
        assert found["licence"].detail == "Apache License"
        assert ollama_fake.DIGEST[:12] in found["model"].detail


async def test_the_embedded_brain_needs_no_probe(server: FakeModelServer) -> None:
    assert set(await verdicts(server, "embedded")) == {"brain"}
    assert server.requests == []


async def test_a_model_that_is_not_there_comes_with_the_command_that_fetches_it(server: FakeModelServer) -> None:
    found = await verdicts(server, ollama_model="qwen2:72b")
    assert set(found) == {"model"}
    assert found["model"].verdict == "fail"
    assert "ollama pull qwen2:72b" in found["model"].hint


@pytest.mark.parametrize("brain", ["ollama", "openai"])
async def test_a_server_that_is_not_there_fails(server: FakeModelServer, brain: str) -> None:
    nowhere = f"http://{ports.HOST}:{ports.free_port()}"
    found = await verdicts(server, brain, ollama_host=nowhere, openai_base_url=nowhere)
    assert [each.verdict for each in found.values() if each.name == "model"][-1] == "fail"


async def test_an_openai_brain_without_an_address_fails(server: FakeModelServer) -> None:
    found = await verdicts(server, "openai", openai_base_url="")
    assert found["brain"].verdict == "fail"
    assert "OPENAI_BASE_URL" in found["brain"].detail


async def test_a_server_that_ignores_the_schema_fails(server: FakeModelServer) -> None:
    server.then(Scene(text="Blue!"), *GOOD[1:])
    assert (await verdicts(server))["schema"].verdict == "fail"


async def test_a_model_without_sense_is_worth_a_warning_and_one_without_json_fails(server: FakeModelServer) -> None:
    server.then(SCHEMA, ollama_fake.labels(("demo", "буклет")), SECOND, SCHEMA, SCHEMA)
    found = await verdicts(server)
    assert (found["understanding"].verdict, found["understanding"].detail[:6]) == ("warn", "2 of 4")
    server.then(SCHEMA, Scene(text="well"), Scene(text="well"), SECOND, SCHEMA, SCHEMA)
    assert (await verdicts(server))["understanding"].verdict == "fail"


async def test_a_model_that_is_too_slow_to_understand_fails(server: FakeModelServer) -> None:
    server.then(SCHEMA, Scene(status=503, error="server busy"), SCHEMA, SCHEMA)
    found = await verdicts(server)
    assert found["understanding"].verdict == "fail"
    assert found["truncation"].verdict == "ok"


async def test_a_silent_cut_is_found(server: FakeModelServer) -> None:
    server.prompt_tokens_at_most = 2048
    found = await verdicts(server)
    assert found["truncation"].verdict == "fail"
    assert "2048" in found["truncation"].detail


async def test_a_refused_long_question_is_found(server: FakeModelServer) -> None:
    server.then(*GOOD[:4], Scene(status=400, error="the input length exceeds the context length"))
    assert (await verdicts(server))["truncation"].verdict == "fail"


async def test_a_model_made_for_less_context_is_worth_a_warning(server: FakeModelServer) -> None:
    server.context_length = 4096
    found = await verdicts(server)
    assert found["context"].verdict == "warn"
    assert "4096" in found["context"].hint


async def test_a_model_without_a_licence_is_worth_a_warning(server: FakeModelServer) -> None:
    server.licence = ""
    found = await verdicts(server)
    assert found["licence"].verdict == "warn"
