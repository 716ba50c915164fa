"""Probe: may the agent run on this model? A list of findings for `sales-agent doctor`.

1. The model is there; its licence, and the context it was made for.
2. The schema probe: an answer that only a server which holds the model to the schema can give.
3. A made-up mail is understood, cold and warm, timed.
4. A long question arrives whole: nothing is cut off silently.

It asks a handful of questions about made-up texts. It changes nothing and pulls no model.
"""

import asyncio
import datetime
import json
from typing import Any, Literal

import httpx
import ollama

from services.app_logic.brain import llm
from services.app_logic.brain.asking import Limits, LlmBrain
from services.app_logic.brain.base import Heard, Request
from services.app_logic.brain.ollama import OllamaBrain
from services.app_logic.brain.openai import OpenAiBrain
from services.core import errors
from services.core.domain.base import Noun
from services.core.domain.understanding import Intent
from services.core.settings import Settings

_MAILS = (
    ("Добрый день! Сейчас не время, вернёмся к этому весной. Но буклет пришлите.", Intent.TIMEOUT, Intent.PRESENTATION),
    ("Hello, who else uses it, and could you show it to us on a call?", Intent.QUESTION, Intent.DEMO),
)
_COLOURS = ("amber-17", "cobalt-42", "sienna-88")
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"tint": {"type": "string", "enum": list(_COLOURS)}},
    "required": ["tint"],
    "additionalProperties": False,
}
_SHORT_FILLER = 100
_FILLER_TOKENS = 1.7  # the most that " cat" may cost, with room to spare
_WHOLE = 0.9
_SLOW_S = 60.0
_NOW = datetime.datetime(2026, 1, 12, 9, tzinfo=datetime.UTC)


class Finding(Noun):
    """What was looked at, what was found, and how to mend it. `fail` keeps the agent from running on the model."""

    name: str
    verdict: Literal["ok", "warn", "fail"]
    detail: str = ""
    hint: str = ""


async def probe(chosen: Settings, limits: Limits | None = None) -> list[Finding]:
    """Findings on the brain that the settings choose, in the order in which they depend on each other."""
    if chosen.chosen_brain() == "embedded":
        return [_ok("brain", "embedded: it needs no server")]
    try:
        brain = OpenAiBrain.of(chosen, limits) if chosen.chosen_brain() == "openai" else OllamaBrain.of(chosen, limits)
    except errors.BadSetting as error:
        return [Finding(name="brain", verdict="fail", detail=str(error), hint=error.hint)]
    try:
        return await _examined(brain, chosen.ollama_context)
    except (errors.BrainUnavailable, errors.BadSetting) as error:
        return [Finding(name="model", verdict="fail", detail=str(error), hint=error.hint)]
    finally:
        await brain.close()


async def _examined(brain: LlmBrain, context: int) -> list[Finding]:
    found = await _model(brain, context) if isinstance(brain, OllamaBrain) else [_ok("model", brain.name)]
    if any(each.verdict == "fail" for each in found):
        return found
    return [*found, await _schema(brain), *await _understanding(brain), await _truncation(brain, context)]


def _ok(name: str, detail: str) -> Finding:
    return Finding(name=name, verdict="ok", detail=detail)


async def _model(brain: OllamaBrain, context: int) -> list[Finding]:
    """Whether the model is there, and what the server tells of it. Raises `errors.BrainUnavailable`."""
    digest = await brain.digest()
    if not digest:
        hint = f"on its host: ollama pull {brain.model}"
        return [Finding(name="model", verdict="fail", detail=f"Ollama has no model {brain.model!r}", hint=hint)]
    found = [_ok("model", f"{brain.model}, digest {digest[:12]}")]
    try:
        shown = await brain.client.show(brain.model)
    except (ollama.ResponseError, httpx.HTTPError, ConnectionError, ValueError) as error:
        return [*found, Finding(name="licence", verdict="warn", detail=f"not shown: {type(error).__name__}")]
    found.append(_licence(shown.license or ""))
    made_for = made_for_context(dict(shown.modelinfo or {}))
    if made_for and made_for < context:
        detail = f"the model was made for {made_for} tokens, {context} are asked for"
        found.append(Finding(name="context", verdict="warn", detail=detail, hint=f"set OLLAMA_CONTEXT to {made_for}"))
    return found


def _licence(text: str) -> Finding:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if line:
        return _ok("licence", line[:120])
    return Finding(name="licence", verdict="warn", detail="the model names none", hint="look at where it comes from")


def made_for_context(facts: dict[str, Any]) -> int:
    """The `….context_length` among the facts of /api/show; 0 where there is none. Pure."""
    return next((int(value) for name, value in facts.items() if name.endswith(".context_length")), 0)


def _ask(content: str, schema: dict[str, Any], most_tokens: int) -> llm.Ask:
    return llm.Ask(
        name="probe",
        messages=(llm.Said(role="user", content=content),),
        answer_schema=schema,
        most_tokens=most_tokens,
        temperature=0.0,
        prompt_hash="",
    )


async def _schema(brain: LlmBrain) -> Finding:
    """The values stand in the schema only: a model that is not held to it cannot know them."""
    said, trace = await brain.exchange(_ask("Name any colour.", _SCHEMA, 40), lambda text, finish: (text, finish))
    if follows_schema(said[0] if said else ""):
        return _ok("schema", "answers follow it")
    detail = trace.get("failure") or "the server does not hold the model to the schema"
    hint = "update the server; engines without constrained answers cannot be relied upon"
    return Finding(name="schema", verdict="fail", detail=detail, hint=hint)


def follows_schema(answer: str) -> bool:
    """Whether this is exactly an object of the probe's schema. Pure."""
    try:
        found = json.loads(answer)
    except ValueError:
        return False
    return isinstance(found, dict) and list(found) == ["tint"] and found["tint"] in _COLOURS


async def _understanding(brain: LlmBrain) -> list[Finding]:
    """Two made-up mails: what is made of them, and how long it takes."""
    clock = asyncio.get_running_loop()
    heard: list[Heard] = []
    seconds: list[float] = []
    for text, *_ in _MAILS:
        begun = clock.time()
        try:
            heard.append(await brain.understand(Request(text=text, language="", now=_NOW)))
        except errors.BrainUnavailable as error:
            hint = error.hint or "a GPU, or a smaller model, would help"
            return [Finding(name="understanding", verdict="fail", detail=str(error), hint=hint)]
        seconds.append(clock.time() - begun)
    return [_judged(heard), _speed(heard[-1], *seconds)]


def _judged(heard: list[Heard]) -> Finding:
    failures = [each.trace["failure"] for each in heard if "failure" in each.trace]
    if failures:
        hint = "choose a larger model, or one without thinking"
        return Finding(name="understanding", verdict="fail", detail=f"no usable answer: {failures[0]}", hint=hint)
    right = sum(
        label in {found.label for found in each.intents}
        for each, (_, *labels) in zip(heard, _MAILS, strict=True)
        for label in labels
    )
    wanted = sum(len(labels) for _, *labels in _MAILS)
    detail = f"{right} of {wanted} intents of two made-up mails found"
    if right == wanted:
        return _ok("understanding", detail)
    hint = "this model is too weak to answer people: choose a larger one, or BRAIN=embedded"
    return Finding(name="understanding", verdict="warn", detail=detail, hint=hint)


def _speed(warm: Heard, cold_s: float, warm_s: float) -> Finding:
    tokens, spent = int(warm.trace.get("answer_tokens", 0)), float(warm.trace.get("answer_ms", 0)) / 1000
    rate = tokens / (spent or warm_s)
    detail = f"first answer {cold_s:.1f} s, next {warm_s:.1f} s, {rate:.0f} tokens/s"
    if warm_s <= _SLOW_S:
        return _ok("speed", detail)
    return Finding(name="speed", verdict="warn", detail=detail, hint="a GPU, or a smaller model, would help")


async def _truncation(brain: LlmBrain, context: int) -> Finding:
    """Two fillers of known length: the server's own counts must grow as they do."""
    long = int((context - 500) / _FILLER_TOKENS)
    counts: list[int] = []
    for size in (_SHORT_FILLER, long):
        ask = _ask("cat " * size + "\nName any colour.", _SCHEMA, 40)
        try:
            _, trace = await brain.exchange(ask, lambda text, finish: (text, finish))
        except errors.BrainUnavailable as error:
            return Finding(name="truncation", verdict="warn", detail=f"not checked: {error}", hint=error.hint)
        if "failure" in trace:
            return _cut(f"a question of about {size} tokens is refused: {trace['failure']}", context)
        counts.append(int(trace.get("prompt_tokens", 0)))
    if not all(counts):
        return Finding(name="truncation", verdict="warn", detail="not checked: the server counts no tokens")
    if is_cut(counts[0], counts[1], long - _SHORT_FILLER):
        return _cut(f"of a question of about {long} tokens only {counts[1]} arrived", context)
    return _ok("truncation", f"a question of {counts[1]} tokens arrived whole")


def is_cut(short_count: int, long_count: int, more_words: int) -> bool:
    """Whether the longer filler cost clearly less than a token for each further word. Pure."""
    return long_count - short_count < _WHOLE * more_words


def _cut(detail: str, context: int) -> Finding:
    hint = f"give the server a context of {context} tokens, or set OLLAMA_CONTEXT to what it has"
    return Finding(name="truncation", verdict="fail", detail=detail, hint=hint)
