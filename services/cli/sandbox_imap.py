"""The IMAP side of the sandbox: pymap's in-memory server, evened out to what IMAP clients meet elsewhere.

It does not listen anywhere or deliver mail: `sandbox` does.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Set

from mail_devel import auth
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Event
from pymap.interfaces.login import IdentityInterface
from pymap.parsing.specials import ObjectId, SearchKey
from pymap.selected import SelectedMailbox

FoldersOf = Callable[[str], Awaitable[MailboxSet]]


class WholeResponses(asyncio.StreamWriter):
    """A writer that sends a response in one piece. pymap writes it word by word, and a line of IDLE that
    comes in two segments ends an IMAPClient connection with "unterminated line".
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        protocol = writer.transport.get_protocol()
        super().__init__(writer.transport, protocol, reader, asyncio.get_running_loop())
        self._pieces: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._pieces.append(bytes(data))

    def writelines(self, data: Iterable[bytes | bytearray | memoryview]) -> None:
        self._pieces.extend(bytes(piece) for piece in data)

    async def drain(self) -> None:
        pieces, self._pieces = self._pieces, []
        super().write(b"".join(pieces))
        await super().drain()


class _Mailbox(MailboxData):
    """A folder whose IDLE does not miss what came before it began to wait."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        known = selected.mod_sequence
        if known is not None and known < self._mod_sequences.highest:
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)


class Folders(MailboxSet):
    """The folders of one account, made of `_Mailbox`."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Mailbox(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        await super().add_mailbox(name)
        made = _Mailbox(self._content_cache, self._thread_cache)
        self._set[name] = made
        return made.mailbox_id


class _Session(Session):
    """An IMAP session whose SEARCH looks at all mail, not at what the last command left in view."""

    async def search_mailbox(
        self, selected: SelectedMailbox, keys: frozenset[SearchKey]
    ) -> tuple[Iterable[tuple[int, Message]], SelectedMailbox]:
        folder = await self._get_selected(selected)
        await folder.update_selected(selected)
        return await super().search_mailbox(selected, keys)


class _Identity(Identity):
    """Somebody who has logged in; the session opens the folders that mail is delivered to."""

    def __init__(self, name: str, login: Login, roles: Set[str], folders_of: FoldersOf) -> None:
        super().__init__(name, login, None, roles)
        self._folders_of = folders_of

    @contextlib.asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        yield _Session(self.name, self.config, await self._folders_of(self.name), FilterSet())


class PostLogin(auth.IMAPAuthenticator):  # type: ignore[misc]  # its base has no types
    """mail-devel's login: any name, one password."""

    def __init__(self, config: Config, folders_of: FoldersOf) -> None:
        super().__init__(config, True)
        self._folders_of = folders_of

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        identity = await super().authorize(authenticated, authzid)
        return _Identity(identity.name, self, identity.roles, self._folders_of)
