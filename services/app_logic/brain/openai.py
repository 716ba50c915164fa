"""The OpenAI brain: `/chat/completions` of any compatible server, such as vLLM, llama.cpp or LM Studio.

Servers differ in the fields they accept. The first call offers all of them; what a server refuses is left out, and
that is remembered. The schema stands in the prompt too and every answer is checked, so that a server which knows no
`response_format` can do. https://platform.openai.com/docs/api-reference/chat/create

It cannot set the size of the context: `context` is what the server was started with (vLLM: --max-model-len).
"""

import collections.abc
import dataclasses
import json
from typing import Any, Literal

import httpx

from services.app_logic.brain import asking, llm
from services.app_logic.brain.asking import Limits, Piece
from services.core import errors
from services.core.settings import Settings

_SEED = 7
_TOO_LONG = ("context length", "context window", "maximum context", "context size", "too long", "exceed")
_MOST_ERROR = 2_000


@dataclasses.dataclass(frozen=True)
class Dialect:
    """Which fields a server takes."""

    schema: Literal["json_schema", "json_object", "none"] = "json_schema"
    cap: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    has_template_options: bool = True
    has_usage: bool = True
    has_seed: bool = True
    has_temperature: bool = True


def next_dialect(dialect: Dialect, complaint: str) -> Dialect | None:
    """What to try after a complaint: without the field it names, else the next plainer form; None at the end. Pure."""
    said = complaint.lower()
    change = dataclasses.replace
    if "max_completion_tokens" in said and dialect.cap == "max_tokens":
        return change(dialect, cap="max_completion_tokens")
    if "temperature" in said and dialect.has_temperature:
        return change(dialect, has_temperature=False)
    if "seed" in said and dialect.has_seed:
        return change(dialect, has_seed=False)
    if "stream_options" in said and dialect.has_usage:
        return change(dialect, has_usage=False)
    if ("response_format" in said or "json_schema" in said or "schema" in said) and dialect.schema != "none":
        return change(dialect, schema="json_object" if dialect.schema == "json_schema" else "none")
    if dialect.has_template_options:
        return change(dialect, has_template_options=False)
    if dialect.has_usage:
        return change(dialect, has_usage=False)
    if dialect.schema != "none":
        return change(dialect, schema="json_object" if dialect.schema == "json_schema" else "none")
    return None


def body_of(dialect: Dialect, model: str, ask: llm.Ask) -> dict[str, Any]:
    """The request in this dialect. Pure."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [each.model_dump() for each in ask.messages],
        "stream": True,
        dialect.cap: ask.most_tokens,
    }
    if dialect.has_temperature:
        body["temperature"] = ask.temperature
    if dialect.has_seed:
        body["seed"] = _SEED
    if dialect.has_usage:
        body["stream_options"] = {"include_usage": True}
    if dialect.has_template_options:
        body["chat_template_kwargs"] = {"enable_thinking": False}
    if dialect.schema == "json_schema":
        shape = {"name": ask.name, "schema": ask.answer_schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": shape}
    elif dialect.schema == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


class OpenAiBrain(asking.LlmBrain):
    """A model on an OpenAI-compatible server, such as `http://host:8000/v1`."""

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str = "",
        context: int = 8192,
        parallel: int = 4,
        limits: Limits | None = None,
        tell: collections.abc.Callable[[str, asking.Trace], None] = asking.tell_nobody,
    ) -> None:
        limits = limits or Limits()
        super().__init__("openai", model, context=context, parallel=parallel, limits=limits, tell=tell)
        self._base = base_url.rstrip("/")
        self._dialect = Dialect()
        self._answered_by = ""
        self.client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(None, connect=limits.connect_s, write=limits.first_token_s),
        )

    @classmethod
    def of(cls, chosen: Settings, limits: Limits | None = None) -> "OpenAiBrain":
        """The brain that the settings describe. Raises `errors.BadSetting` where address or model is missing."""
        for name, value in (("OPENAI_BASE_URL", chosen.openai_base_url), ("OPENAI_MODEL", chosen.openai_model)):
            if not value:
                raise errors.BadSetting(f"{name} is not set", field=name, hint="BRAIN=openai needs it")
        return cls(
            chosen.openai_base_url,
            chosen.openai_model,
            api_key=chosen.openai_api_key.get_secret_value() if chosen.openai_api_key else "",
            context=chosen.ollama_context,
            limits=limits,
        )

    def _options(self, ask: llm.Ask) -> dict[str, Any]:
        body = body_of(self._dialect, self.model, ask)
        return {name: value for name, value in body.items() if name not in ("messages", "model", "response_format")} | {
            "response_format": self._dialect.schema
        }

    async def pieces(self, ask: llm.Ask) -> collections.abc.AsyncGenerator[Piece, None]:
        try:
            while True:
                dialect = self._dialect
                body = body_of(dialect, self.model, ask)
                async with self.client.stream("POST", f"{self._base}/chat/completions", json=body) as response:
                    if response.is_success:
                        async for line in response.aiter_lines():
                            if (piece := self._read(line)) is not None:
                                yield piece
                        return
                    self._dialect = self._plainer(dialect, response.status_code, await _complaint(response))
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._ours(error) from error

    def _plainer(self, dialect: Dialect, status: int, complaint: str) -> Dialect:
        """The dialect to try next. Raises Refused or `errors.BrainUnavailable` when there is nothing to try."""
        if status in (400, 422):
            if any(words in complaint.lower() for words in _TOO_LONG):
                raise asking.Refused(complaint[:200])
            plainer = next_dialect(dialect, complaint)
            if plainer is not None:
                return plainer
        raise self._answered(status, complaint)

    def _read(self, line: str) -> Piece | None:
        """One line of server-sent events; None for what says nothing."""
        if not line.startswith("data:") or (content := line[5:].strip()) == "[DONE]":
            return None
        event = json.loads(content)
        if event.get("error"):
            raise errors.BrainUnavailable(f"the server broke off: {str(event['error'])[:200]}")
        self._answered_by = str(event.get("system_fingerprint") or event.get("model") or "")
        usage = event.get("usage") or {}
        facts = {
            ours: str(usage[theirs])
            for ours, theirs in (("prompt_tokens", "prompt_tokens"), ("answer_tokens", "completion_tokens"))
            if usage.get(theirs) is not None
        }
        choice: dict[str, Any] = next(iter(event.get("choices") or ()), {})
        delta = choice.get("delta") or {}
        text = delta.get("content") or ""
        thinks = delta.get("reasoning_content") or delta.get("reasoning")
        return Piece(text=text, is_progress=bool(text or thinks), finish=choice.get("finish_reason") or "", facts=facts)

    def _answered(self, status: int, complaint: str) -> errors.BrainUnavailable:
        said = complaint[:200]
        if status in (401, 403):
            return errors.BrainUnavailable(
                f"{self._base} refuses us", hint="is OPENAI_API_KEY right?", field="OPENAI_API_KEY"
            )
        if status == 404:
            return errors.BrainUnavailable(
                f"{self._base} has no model {self.model!r}: {said}",
                hint="check OPENAI_MODEL, and that OPENAI_BASE_URL ends as the server's own address does (mostly /v1)",
                field="OPENAI_MODEL",
            )
        if status in (429, 503):
            return errors.BrainUnavailable(f"{self._base} is busy")
        return errors.BrainUnavailable(f"{self._base} answered {status}: {said}")

    def _ours(self, error: Exception) -> errors.BrainUnavailable:
        """The library's error as one of ours."""
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return errors.BrainUnavailable(
                f"nobody answers at {self._base}", hint="is the server running?", field="OPENAI_BASE_URL"
            )
        if isinstance(error, httpx.HTTPError):
            return errors.BrainUnavailable(f"the connection to {self._base} broke: {type(error).__name__}")
        return errors.BrainUnavailable(f"{self._base} sent something that is not its protocol")

    async def digest(self) -> str:
        """The fingerprint or name that the server gave with its last answer."""
        return self._answered_by

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.aclose()


async def _complaint(response: httpx.Response) -> str:
    """The beginning of an error's body."""
    said = b""
    async for piece in response.aiter_bytes():
        said += piece
        if len(said) > _MOST_ERROR:
            break
    return said[:_MOST_ERROR].decode("utf-8", "replace")
