"""The Sent folder: our copy goes in after the server's yes, and evidence of a lost yes is looked for there.

A copy that cannot be kept is logged and lost: the message itself was sent. A thread of its own does the work.
"""

import asyncio

from services.core import errors, log, settings
from services.core.domain import account
from services.mail_worker import client
from services.mail_worker.wire import REFERENCE_HEADER


class SentFolder:
    """Copies into, and searches in, the Sent folders of accounts, over one connection each."""

    def __init__(self) -> None:
        self._boxes: dict[str, tuple[client.Mailbox, asyncio.Lock]] = {}
        self._running: set[asyncio.Task[None]] = set()
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
            box, lock = await self._box(mailbox)
            async with lock:
                await asyncio.to_thread(_append_once, box, raw, message_id, mailbox.sent_copy)
        except errors.AgentError as error:
            self._log.warning("no_sent_copy", account=mailbox.id, reason=str(error))

    async def has(self, mailbox: account.Account, reference: str, message_id: str) -> bool:
        """Whether Sent holds a message of ours. Raises `errors.DeliveryError` when it cannot be read."""
        box, lock = await self._box(mailbox)
        async with lock:
            return await asyncio.to_thread(_holds, box, reference, message_id)

    async def _box(self, mailbox: account.Account) -> tuple[client.Mailbox, asyncio.Lock]:
        if mailbox.id not in self._boxes:
            fresh = client.Mailbox(mailbox, settings.reveal(mailbox.secret))
            self._boxes[mailbox.id] = (fresh, asyncio.Lock())
        return self._boxes[mailbox.id]

    async def close(self) -> None:
        """Finish the copies on their way and drop the connections."""
        if self._running:
            await asyncio.wait(self._running, timeout=10)
        for box, _ in self._boxes.values():
            box.dispose()
        self._boxes.clear()


def _append_once(box: client.Mailbox, raw: bytes, message_id: str, how: account.SentCopy) -> None:
    """Append, once more on a connection that had grown stale; `auto` looks first whether it is there."""
    for is_last in (False, True):
        try:
            if not box.is_open:
                box.connect()
            folder = box.sent_folder()
            if folder and not (how is account.SentCopy.AUTO and box.has(folder, "Message-ID", message_id)):
                box.append(folder, raw)
            return
        except errors.LoginRefused:
            raise
        except errors.DeliveryError:
            if is_last:
                raise


def _holds(box: client.Mailbox, reference: str, message_id: str) -> bool:
    for is_last in (False, True):
        try:
            if not box.is_open:
                box.connect()
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
