"""Asking: a language model behind a server as a Brain, with a limit on everything.

1. A free slot: no more calls at once than the server has.
2. The question, streamed: first token, pause between tokens and the whole each have their limit.
3. An answer that cannot be used is asked for once more, and no further time.

`ollama` and `openai` bring the protocol. What is asked and how it is read is in `llm`; it retries nothing else.
"""

import abc
import asyncio
import collections.abc
import contextlib
import json
from typing import Any, TypeVar

from services.app_logic.brain import llm
from services.app_logic.brain.base import Heard, Plan, Request
from services.core import errors
from services.core.domain.base import Noun

# A server that ignores the cap on tokens is cut off at this many characters for each allowed token.
_CHARACTERS_PER_TOKEN = 16
_Read = TypeVar("_Read")
Trace = dict[str, str]


class Limits(Noun):
    """Seconds. `first_token_s` includes loading a cold model; `total_s` covers a question and its repair."""

    connect_s: float = 5.0
    first_token_s: float = 120.0
    between_tokens_s: float = 20.0
    total_s: float = 180.0
    slot_s: float = 600.0


class Piece(Noun):
    """What one line of a stream brings. `finish` is set on the last: "stop", "length" or the server's own word."""

    text: str = ""
    is_progress: bool = True
    finish: str = ""
    facts: dict[str, str] = {}


class Answer(Noun):
    """A whole answer, and what the server tells of it."""

    text: str
    finish: str
    facts: dict[str, str]


class Refused(Exception):
    """The server will never take this very question, such as one over the context; another may pass."""


def tell_nobody(_name: str, _trace: Trace) -> None:
    """Tell nobody."""


class LlmBrain(abc.ABC):
    """A Brain on a server. `parallel` is the number of calls the server runs at once.

    `tell` is called after each question with "understand" or "write" and its trace: model, digest, prompt hash,
    options, raw answers. (A Heard carries the same trace; written words have no place for it.)
    """

    def __init__(
        self,
        name: str,
        model: str,
        *,
        context: int,
        parallel: int,
        limits: Limits,
        tell: collections.abc.Callable[[str, Trace], None] = tell_nobody,
    ) -> None:
        self.name = f"{name}:{model}"
        self.model = model
        self._context = context
        self._limits = limits
        self._slots = asyncio.Semaphore(parallel)
        self._tell = tell

    @abc.abstractmethod
    def pieces(self, ask: llm.Ask) -> collections.abc.AsyncGenerator[Piece, None]:
        """The answer as it comes. Raises Refused or `errors.BrainUnavailable`."""

    @abc.abstractmethod
    def _options(self, ask: llm.Ask) -> dict[str, Any]:
        """How the model is asked, for the record."""

    @abc.abstractmethod
    async def digest(self) -> str:
        """Which model exactly answers, as far as the server tells; "" when it does not."""

    @abc.abstractmethod
    async def close(self) -> None:
        """Let go of connections."""

    async def understand(self, request: Request) -> Heard:
        """Labels with literal quotes. Not sure, and without labels, when the model gives nothing that can be used.

        Raises `errors.BrainUnavailable` when the server does not answer in time.
        """
        ask = llm.ask_to_understand(request, self._context)
        labels, trace = await self.exchange(ask, llm.read_labels)
        if labels is None:
            return Heard(intents=(), sure=False, source=self.name, trace=trace)
        heard = llm.heard_from(labels, request, self.name, trace)
        # Nobody has read what was cut out.
        return heard.model_copy(update={"sure": heard.sure and not ask.is_shortened})

    async def write(self, plan: Plan) -> str | None:
        """Words with the plan's placeholders; None when the model gives none. Raises `errors.BrainUnavailable`."""
        ask = llm.ask_to_write(plan, self._context)
        words, _ = await self.exchange(ask, llm.read_words(plan))
        return words.text.strip() if words is not None else None

    async def exchange(
        self, ask: llm.Ask, read: collections.abc.Callable[[str, str], _Read]
    ) -> tuple[_Read | None, Trace]:
        """What `read` makes of the answer, or of the second one; None when it can use neither. And the record.

        Raises `errors.BrainUnavailable`.
        """
        async with self._slot():
            until = asyncio.get_running_loop().time() + self._limits.total_s
            found, trace = await self._asked(ask, read, until)
        self._tell(ask.name, trace)
        return found, trace

    @contextlib.asynccontextmanager
    async def _slot(self) -> collections.abc.AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._limits.slot_s):
                await self._slots.acquire()
        except TimeoutError:
            raise errors.BrainUnavailable(f"no free slot within {self._limits.slot_s:g} s") from None
        try:
            yield
        finally:
            self._slots.release()

    async def _asked(
        self, ask: llm.Ask, read: collections.abc.Callable[[str, str], _Read], until: float
    ) -> tuple[_Read | None, Trace]:
        trace: Trace = {
            "model": self.model,
            "prompt": ask.prompt_hash,
            "options": json.dumps(self._options(ask)),
            **({"shortened": "yes"} if ask.is_shortened else {}),
        }
        raw: list[str] = []
        found: _Read | None = None
        for question in (ask, None):
            try:
                answer = await self._answer(question or llm.asked_again(ask, raw[-1], trace["failure"]), until)
            except Refused as refusal:
                trace["failure"] = f"the server refuses the question: {refusal}"
                break
            raw.append(answer.text)
            trace |= answer.facts
            trace["done_reason"] = answer.finish
            try:
                found = read(answer.text, answer.finish)
            except llm.Unusable as reason:
                trace["failure"] = str(reason)
                continue
            trace.pop("failure", None)
            break
        trace["raw"] = json.dumps(raw, ensure_ascii=False)
        trace["digest"] = await self._digest_until(until)
        return found, trace

    async def _digest_until(self, until: float) -> str:
        """The digest, which is worth no failure and little time."""
        try:
            async with asyncio.timeout_at(min(until, asyncio.get_running_loop().time() + self._limits.connect_s)):
                return await self.digest()
        except (TimeoutError, errors.BrainUnavailable):
            return ""

    async def _answer(self, ask: llm.Ask, until: float) -> Answer:
        """The whole answer, within the limits. Raises Refused or `errors.BrainUnavailable`."""
        clock = asyncio.get_running_loop()
        text, facts, finish = "", dict[str, str](), ""
        name, limit = "no first token", self._limits.first_token_s
        due = clock.time() + limit
        async with contextlib.aclosing(self.pieces(ask)) as pieces:
            while (piece := await self._next(pieces, due, until, f"{name} within {limit:g} s")) is not None:
                text += piece.text
                facts |= piece.facts
                finish = piece.finish or finish
                if len(text) > ask.most_tokens * _CHARACTERS_PER_TOKEN:
                    finish = "length"
                    break
                if piece.is_progress:
                    name, limit = "no further token", self._limits.between_tokens_s
                    due = clock.time() + limit
        if not finish:
            raise errors.BrainUnavailable(f"{self.model}: the answer broke off in the middle")
        return Answer(text=text, finish=finish, facts=facts)

    async def _next(
        self, pieces: collections.abc.AsyncGenerator[Piece, None], due: float, until: float, late: str
    ) -> Piece | None:
        """The next piece, None at the end. Raises `errors.BrainUnavailable` when it does not come in time."""
        try:
            async with asyncio.timeout_at(min(due, until)):
                return await anext(pieces, None)
        except TimeoutError:
            reason = f"no complete answer within {self._limits.total_s:g} s" if until <= due else late
            raise errors.BrainUnavailable(f"{self.model}: {reason}") from None
