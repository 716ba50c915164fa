"""The Ollama brain: the native `/api/chat` through the official client.

Each call gives what the server would otherwise choose by itself, and badly: the context size (the same in every call,
since another one reloads the model), a cap on tokens, no thinking, no unloading, no truncation, no context shift.
https://github.com/ollama/ollama/blob/main/docs/api.md

It installs no model and knows no login but a bearer token, which a proxy before Ollama may ask for.
"""

import collections.abc
import contextlib
import json
from typing import Any, cast

import httpx
import ollama

from services.app_logic.brain import asking, llm
from services.app_logic.brain.asking import Limits, Piece
from services.core import errors
from services.core.settings import Settings

_SEED = 7
_DEFAULT_HOST = "http://127.0.0.1:11434"
_TOO_LONG = ("context length", "context window", "exceeds")


class OllamaBrain(asking.LlmBrain):
    """A model on an Ollama server, such as `http://gpu-host:11434`. `parallel` is its OLLAMA_NUM_PARALLEL."""

    def __init__(
        self,
        host: str,
        model: str,
        *,
        api_key: str = "",
        context: int = 8192,
        parallel: int = 1,
        limits: Limits | None = None,
        tell: collections.abc.Callable[[str, asking.Trace], None] = asking.tell_nobody,
    ) -> None:
        limits = limits or Limits()
        super().__init__("ollama", model, context=context, parallel=parallel, limits=limits, tell=tell)
        self._host = host
        self._digest = ""
        # Reading has the limits of `asking`, which know the first token from the next.
        self.client = ollama.AsyncClient(
            host,
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(None, connect=limits.connect_s, write=limits.first_token_s),
            transport=_Untruncated(httpx.AsyncHTTPTransport()),
        )

    @classmethod
    def of(cls, chosen: Settings, limits: Limits | None = None) -> "OllamaBrain":
        """The brain that the settings describe."""
        return cls(
            chosen.ollama_host or _DEFAULT_HOST,
            chosen.ollama_model,
            api_key=chosen.ollama_api_key.get_secret_value() if chosen.ollama_api_key else "",
            context=chosen.ollama_context,
            parallel=chosen.ollama_parallel,
            limits=limits,
        )

    def _options(self, ask: llm.Ask) -> dict[str, Any]:
        return {
            "num_ctx": self._context,
            "num_predict": ask.most_tokens,
            "temperature": ask.temperature,
            "seed": _SEED,
        }

    async def pieces(self, ask: llm.Ask) -> collections.abc.AsyncGenerator[Piece, None]:
        try:
            stream = await self.client.chat(
                model=self.model,
                messages=[each.model_dump() for each in ask.messages],
                format=ask.answer_schema,
                options=self._options(ask),
                stream=True,
                think=False,
                keep_alive=-1,
            )
            # It is a generator, whatever its type says: closed at once, it ends the call on the server too.
            generator = cast(collections.abc.AsyncGenerator[ollama.ChatResponse, None], stream)
            async with contextlib.aclosing(generator) as parts:
                async for part in parts:
                    yield _piece(part)
        except (ollama.ResponseError, httpx.HTTPError, ConnectionError, ValueError) as error:
            self._digest = ""  # whoever answers next may be another
            raise _ours(error, self._host, self.model) from error

    async def digest(self) -> str:
        """The model's digest from /api/tags, asked for once. Raises `errors.BrainUnavailable`."""
        if not self._digest:
            try:
                listed = await self.client.list()
            except (ollama.ResponseError, httpx.HTTPError, ConnectionError, ValueError) as error:
                raise _ours(error, self._host, self.model) from error
            names = (self.model, f"{self.model}:latest")
            self._digest = next((each.digest or "" for each in listed.models if each.model in names), "")
        return self._digest

    async def close(self) -> None:
        """Let go of connections."""
        await self.client.close()  # type: ignore[no-untyped-call]  # the client's own gap


class _Untruncated(httpx.AsyncBaseTransport):
    """Adds to each chat what the client cannot say: an error instead of a silent cut, an end instead of a shift.

    Servers that do not know these fields ignore them.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/api/chat"):
            return await self._inner.handle_async_request(request)
        body = json.loads(await request.aread()) | {"truncate": False, "shift": False}
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        again = httpx.Request(request.method, request.url, headers=headers, json=body, extensions=request.extensions)
        return await self._inner.handle_async_request(again)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _piece(part: ollama.ChatResponse) -> Piece:
    text = part.message.content or ""
    if not part.done:
        return Piece(text=text, is_progress=bool(text or part.message.thinking))
    counts = {
        "prompt_tokens": part.prompt_eval_count,
        "answer_tokens": part.eval_count,
        "load_ms": _ms(part.load_duration),
        "prompt_ms": _ms(part.prompt_eval_duration),
        "answer_ms": _ms(part.eval_duration),
        "total_ms": _ms(part.total_duration),
    }
    facts = {name: str(value) for name, value in counts.items() if value is not None}
    return Piece(text=text, finish=part.done_reason or "stop", facts=facts)


def _ms(nanoseconds: int | None) -> int | None:
    return None if nanoseconds is None else round(nanoseconds / 1e6)


def _ours(error: Exception, host: str, model: str) -> Exception:
    """The library's error as one of ours."""
    if isinstance(error, ollama.ResponseError):
        return _answered(error, host, model)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | ConnectionError):
        return errors.BrainUnavailable(
            f"Ollama does not answer at {host}", hint="is it running, and is OLLAMA_HOST right?", field="OLLAMA_HOST"
        )
    if isinstance(error, httpx.HTTPError):
        return errors.BrainUnavailable(f"the connection to Ollama broke: {type(error).__name__}")
    return errors.BrainUnavailable("Ollama sent something that is not its protocol", hint="is OLLAMA_HOST right?")


def _answered(error: ollama.ResponseError, host: str, model: str) -> Exception:
    said = str(error.error)[:200]
    if error.status_code == 400 and any(words in said for words in _TOO_LONG):
        return asking.Refused(said)
    if error.status_code == 404:
        return errors.BrainUnavailable(
            f"Ollama at {host} has no model {model!r}", hint=f"on its host: ollama pull {model}", field="OLLAMA_MODEL"
        )
    if error.status_code in (401, 403):
        return errors.BrainUnavailable(f"{host} refuses us", hint="is OLLAMA_API_KEY right?", field="OLLAMA_API_KEY")
    if error.status_code == 503:
        return errors.BrainUnavailable("Ollama is busy", hint="OLLAMA_PARALLEL must not exceed its OLLAMA_NUM_PARALLEL")
    return errors.BrainUnavailable(f"Ollama: {said}")
