"""A brain whose calls are timed and counted. It changes nothing of what is heard and written."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.core import metrics

Answer = TypeVar("Answer")


class MeasuredBrain:
    """The brain inside, under its own name."""

    def __init__(self, inside: Brain, seconds: Callable[[], float] = time.monotonic) -> None:
        self.name = inside.name
        self._inside = inside
        self._seconds = seconds

    async def understand(self, request: Request) -> Heard:
        """As the brain inside."""
        return await self._call("understand", self._inside.understand(request))

    async def write(self, plan: Plan) -> str | None:
        """As the brain inside."""
        return await self._call("write", self._inside.write(plan))

    async def _call(self, call: str, answering: Awaitable[Answer]) -> Answer:
        began = self._seconds()
        try:
            return await answering
        except Exception:
            metrics.BRAIN_FAILURES.labels(self.name, call).inc()
            raise
        finally:
            metrics.BRAIN.labels(self.name, call).observe(self._seconds() - began)

    async def close(self) -> None:
        """Let go of connections."""
        await self._inside.close()
