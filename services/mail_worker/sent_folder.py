"""The Sent folder: our copy goes in after the server's yes, and evidence of a lost yes is looked for there.

A copy that cannot be kept is logged and lost: the message itself was sent. A thread of its own does the work.
"""

import asyncio
import collections.abc
import contextlib

from services.core import clock, errors, log
from services.core.domain import account
from services.mail_worker import client
from services.mail_worker.credentials import Credentials
from services.mail_worker.wire import REFERENCE_HEADER

_REFUSED_S = 3600.0


class SentFolder:
    """Copies into, and searches in, the Sent folders of accounts, over one connection each."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._boxes: dict[str, tuple[client.Mailbox, asyncio.Lock]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._refused: dict[str, tuple[client.Credential, float]] = {}
        self._log = log.get("mail_worker")

    @property
    def is_idle(self) -> bool:
        """Whether no copy is on its way."""
        return not self._running

    def keep(self, mailbox: account.Account, raw: bytes, message_id: str) -> None:
        """Put a copy into Sent in the background, unless the provider does so itself."""
        if mailbox.sent_copy is account.SentCopy.NONE:
            return
        task = asyncio.create_task(self._keep(mailbox, raw, message_id))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _keep(self, mailbox: account.Account, raw: bytes, message_id: str) -> None:
        try:
            credential = await self._credentials.of(mailbox)
            box, lock = self._box(mailbox)
            async with lock, self._one_refusal(mailbox, credential):
                await asyncio.to_thread(_append_once, box, credential, raw, message_id, mailbox.sent_copy)
        except errors.AgentError as error:
            self._log.warning("no_sent_copy", account=mailbox.id, reason=str(error))

    async def has(self, mailbox: account.Account, reference: str, message_id: str) -> bool:
        """Whether Sent holds a message of ours. Raises `errors.DeliveryError` when it cannot be read."""
        credential = await self._credentials.of(mailbox)
        box, lock = self._box(mailbox)
        async with lock, self._one_refusal(mailbox, credential):
            return await asyncio.to_thread(_holds, box, credential, reference, message_id)

    @contextlib.asynccontextmanager
    async def _one_refusal(
        self, mailbox: account.Account, credential: client.Credential
    ) -> collections.abc.AsyncIterator[None]:
        """A password that was refused is not tried again for an hour: each mail sent would be a wrong login."""
        refused, at = self._refused.get(mailbox.id, (None, 0.0))
        if refused == credential and clock.lease_clock() - at < _REFUSED_S:
            raise errors.LoginRefused("the login was refused before; it is not tried again yet", permanent=True)
        try:
            yield
        except errors.LoginRefused:
            self._refused[mailbox.id] = (credential, clock.lease_clock())
            raise

    def _box(self, mailbox: account.Account) -> tuple[client.Mailbox, asyncio.Lock]:
        if mailbox.id not in self._boxes:
            self._boxes[mailbox.id] = (client.Mailbox(mailbox), asyncio.Lock())
        return self._boxes[mailbox.id]

    async def close(self) -> None:
        """Finish the copies on their way and drop the connections."""
        if self._running:
            await asyncio.wait(self._running, timeout=10)
        for box, _ in self._boxes.values():
            box.dispose()
        self._boxes.clear()


def _append_once(
    box: client.Mailbox, credential: client.Credential, raw: bytes, message_id: str, how: account.SentCopy
) -> None:
    """Append, once more on a connection that had grown stale; `auto` looks first whether it is there."""
    for is_last in (False, True):
        try:
            if not box.is_open:
                box.connect(credential)
            folder = box.sent_folder()
            if folder and not (how is account.SentCopy.AUTO and box.has(folder, "Message-ID", message_id)):
                box.append(folder, raw)
            return
        except errors.LoginRefused:
            raise
        except errors.DeliveryError:
            if is_last:
                raise


def _holds(box: client.Mailbox, credential: client.Credential, reference: str, message_id: str) -> bool:
    for is_last in (False, True):
        try:
            if not box.is_open:
                box.connect(credential)
            folder = box.sent_folder()
            if not folder:
                return False
            return box.has(folder, REFERENCE_HEADER, reference) or box.has(folder, "Message-ID", message_id)
        except errors.LoginRefused:
            raise
        except errors.DeliveryError:
            if is_last:
                raise
    return False
