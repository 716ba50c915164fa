"""The circuit breaker, and the brain that falls back on the embedded one while the model is away.

After so many failures in a row the model is left alone for a while; then one call tries it. Meanwhile the embedded
brain answers what it is sure of, and the rest waits: the caller gets `errors.BrainUnavailable` and comes again.
"Stop", bounces and automatic replies never come here: rules find them without a brain.
"""

import collections.abc
import dataclasses
import time

from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.core import errors


@dataclasses.dataclass(frozen=True)
class CircuitBreaker:
    """Closed: every call goes through. Open: none, for `rest_s`; then one at a time until it comes back. Pure.

    Times are seconds on any clock that only rises.
    """

    most_failures: int = 3
    rest_s: float = 60.0
    failures: int = 0
    shut_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last calls have failed."""
        return self.shut_until is not None

    def admit(self, now: float) -> tuple["CircuitBreaker", bool]:
        """Whether a call may go through now. A trial holds the others back for another rest, whatever becomes of it."""
        if self.shut_until is None:
            return self, True
        if now < self.shut_until:
            return self, False
        return dataclasses.replace(self, shut_until=now + self.rest_s), True

    def failed(self, now: float) -> "CircuitBreaker":
        """After a call that failed."""
        failures = self.failures + 1
        if failures < self.most_failures:
            return dataclasses.replace(self, failures=failures)
        return dataclasses.replace(self, failures=failures, shut_until=now + self.rest_s)

    def succeeded(self) -> "CircuitBreaker":
        """After a call that came back."""
        return dataclasses.replace(self, failures=0, shut_until=None)


class FallbackBrain:
    """`primary` as long as it answers, else `embedded` for what that is sure of.

    An answer of the model that could not be used counts as a failure too: a model that has lost its wits is as good
    as away. `monotonic` is a clock in seconds.
    """

    def __init__(
        self,
        primary: Brain,
        embedded: Brain,
        breaker: CircuitBreaker | None = None,
        monotonic: collections.abc.Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = primary.name
        self.breaker = breaker or CircuitBreaker()
        self._primary, self._embedded, self._monotonic = primary, embedded, monotonic

    async def understand(self, request: Request) -> Heard:
        """The model's labels, or the embedded brain's where it is sure.

        Raises `errors.BrainUnavailable` when the model is away and the embedded brain is not sure.
        """
        if not self._admitted():
            return await self._instead(request, errors.BrainUnavailable(f"{self.name} is given a rest"))
        try:
            heard = await self._primary.understand(request)
        except errors.BrainUnavailable as error:
            self.breaker = self.breaker.failed(self._monotonic())
            return await self._instead(request, error)
        if "failure" not in heard.trace:
            self.breaker = self.breaker.succeeded()
            return heard
        # It would say the same again: a person has to look, unless the embedded brain is sure.
        self.breaker = self.breaker.failed(self._monotonic())
        second = await self._embedded.understand(request)
        return _marked(second, heard.trace["failure"]) if second.sure else heard

    async def write(self, plan: Plan) -> str | None:
        """The model's words. While it is away: what the embedded brain writes, and so a template; nothing waits."""
        if not self._admitted():
            return await self._embedded.write(plan)
        try:
            words = await self._primary.write(plan)
        except errors.BrainUnavailable:
            self.breaker = self.breaker.failed(self._monotonic())
            return await self._embedded.write(plan)
        self.breaker = self.breaker.succeeded()
        return words

    async def close(self) -> None:
        """Let both go."""
        await self._primary.close()
        await self._embedded.close()

    def _admitted(self) -> bool:
        self.breaker, is_admitted = self.breaker.admit(self._monotonic())
        return is_admitted

    async def _instead(self, request: Request, reason: errors.BrainUnavailable) -> Heard:
        heard = await self._embedded.understand(request)
        if not heard.sure:
            raise reason
        return _marked(heard, str(reason))


def _marked(heard: Heard, reason: str) -> Heard:
    """The embedded brain's answer with the reason why it was asked."""
    return heard.model_copy(update={"trace": {**heard.trace, "instead_of": reason}})
