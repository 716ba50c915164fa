"""A second agent on the same mail server, with a database, a brain and a mailbox of its own."""

from types import TracebackType
from typing import Any, Self

from services.app_logic.brain.base import Brain
from services.cli import sandbox, stage
from services.core.clock import VirtualClock


class _Borrowed(sandbox.Sandbox):
    """A mail server that runs already, and goes on running."""

    def __init__(self, lender: sandbox.Sandbox) -> None:
        super().__init__(password=lender.password)
        self.smtp_port, self.imap_port = lender.smtp_port, lender.imap_port
        self._lender = lender

    async def add_account(self, account: str, *, sent: bool = False) -> None:
        """Make a mailbox on the server that was lent."""
        await self._lender.add_account(account, sent=sent)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Neighbour(stage.Stage):
    """The agent behind another address: `async with Neighbour(clock, brain, scene.stage.mail, ADDRESS)`."""

    def __init__(self, clock: VirtualClock, brain: Brain, lender: sandbox.Sandbox, mail_address: str) -> None:
        super().__init__(clock, brain)
        self.mail = _Borrowed(lender)
        self.address = mail_address

    def _on_stage(self, content: dict[str, Any]) -> dict[str, Any]:
        found = super()._on_stage(content)
        mine = {"address": self.address, "username": self.address}
        return {**found, "accounts": [{**each, **mine} for each in found["accounts"]]}
