"""The client of a person's account: what we ask of Telegram over MTProto, and its errors as ours.

It only talks to the network. Telethon keeps the connection, and tells us by `poke` that something has come; what
has come is asked for with `difference`, so that nothing counts as read before we have stored it. Nothing is slept
over: a FLOOD_WAIT is raised at once, with its seconds.
"""

import asyncio
import contextlib
import dataclasses
import datetime
from collections.abc import AsyncIterator, Callable
from typing import Any

from telethon import TelegramClient, events, functions, types
from telethon import errors as library
from telethon.crypto import rsa

from services.core import errors, settings
from services.core.domain import telegram_errors
from services.tg_worker import user_session

_CALL_S = 60.0
_FETCH_S = 120.0
_UPLOAD_S = 600.0
_CONNECT_S = 30.0
_DEVICE = {"device_model": "sales-agent", "system_version": "server", "app_version": "1"}
_NAMES = {kind: name for name, kind in library.rpc_errors_dict.items()}
_PATTERNS = {kind: pattern.partition("_(")[0].rstrip("$") for pattern, kind in library.rpc_errors_re}


class Refused(errors.DeliveryError):
    """Telegram said no. `name` is its own word for it, `kind` what that means, `seconds` how long to wait.

    `request` is what was asked for, by the library's name.
    """

    def __init__(self, name: str, code: int, seconds: int = 0, request: str = "") -> None:
        self.kind, why = telegram_errors.meaning(name, code)
        self.name, self.why, self.request = name, why, request
        super().__init__(f"{why} ({name})", retry_after_s=seconds, code=code)

    @property
    def seconds(self) -> int:
        """How long Telegram asked to wait, 0 for nothing."""
        return int(self.retry_after_s)


class Unreachable(errors.DeliveryError):
    """Telegram does not answer."""


@dataclasses.dataclass(frozen=True)
class Peer:
    """Somebody as one account may address them: the hash is good for this account alone."""

    id: int
    access_hash: int
    name: str = ""
    username: str = ""


@dataclasses.dataclass(frozen=True)
class Position:
    """How far an account's box was read (https://core.telegram.org/api/updates)."""

    pts: int
    qts: int
    date: datetime.datetime
    seq: int


@dataclasses.dataclass(frozen=True)
class News:
    """What came after a position: messages and edits in order, the people in them, and the position behind them.

    `gone` are the numbers of messages that were deleted: Telegram names no chat with them.
    `is_whole` False: there is more to ask for. `is_lost`: the server has forgotten what lay between, and the chats
    have to be read instead.
    """

    messages: tuple[Any, ...]
    people: tuple[Peer, ...]
    position: Position
    is_whole: bool = True
    is_lost: bool = False
    gone: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Me:
    """The account that is logged in."""

    id: int
    phone: str
    username: str
    is_premium: bool


def name_of(error: library.RPCError) -> str:
    """Telegram's own name of an error, without a number at its end: `FLOOD_WAIT`."""
    kind = type(error)
    known = _NAMES.get(kind) or _PATTERNS.get(kind)
    name = str(known or error.message or kind.__name__)
    head, _, number = name.rpartition("_")
    return head if number.isdecimal() else name


def refused(error: library.RPCError) -> Refused:
    """An error of the library as ours."""
    request = type(error.request).__name__
    return Refused(name_of(error), int(error.code or 0), int(getattr(error, "seconds", 0) or 0), request)


@contextlib.asynccontextmanager
async def _ours(limit_s: float = _CALL_S) -> AsyncIterator[None]:
    """Errors of the library and the network become ours; a call has a time limit."""
    try:
        async with asyncio.timeout(limit_s):
            yield
    except library.RPCError as error:
        raise refused(error) from error
    except (
        OSError,
        TimeoutError,
        asyncio.IncompleteReadError,
        library.SecurityError,
        library.BadMessageError,
    ) as error:
        raise Unreachable(f"Telegram does not answer ({type(error).__name__})") from error
    except library.AuthKeyNotFound as error:
        raise Refused("AUTH_KEY_UNREGISTERED", 401) from error
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise Unreachable("the connection was closed") from None  # the library cancels what waits for an answer


def _nothing() -> None:
    """Nobody waits for news."""


def trust(key: str) -> None:
    """Trust the public key (PEM) of a data centre that stands in for Telegram's."""
    rsa.add_key(key, old=False)


class UserClient:
    """One account's connection. `poke` is called whenever something may have come."""

    def __init__(
        self, session: user_session.Session, configuration: settings.Settings, poke: Callable[[], None] | None = None
    ) -> None:
        came = poke or _nothing

        class Own(TelegramClient):  # type: ignore[misc]  # no types; and the library keeps the list of data centres on the class
            """A client class of its own; a connection that was opened anew is a reason to ask what has come."""

            async def _handle_auto_reconnect(self) -> None:
                came()

        if configuration.telegram_dc:
            trust(configuration.telegram_dc_key)
        api_id, api_hash = configuration.telegram_app()
        self.session = session
        self._client = Own(
            session,
            api_id,
            api_hash,
            flood_sleep_threshold=0,
            raise_last_call_error=True,
            request_retries=2,
            connection_retries=2,
            retry_delay=1,
            timeout=10,
            catch_up=False,
            **_DEVICE,
        )
        self._came = came
        if poke is not None:
            self._client.add_event_handler(self._pushed, events.Raw)

    async def _pushed(self, _: object) -> None:
        self._came()

    def _ended(self, connection: "asyncio.Future[None]") -> None:
        if not connection.cancelled():
            connection.exception()  # whoever asks next is told
        self._came()

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return bool(self._client.is_connected())

    async def connect(self) -> None:
        """Connect. Raises `Refused` and `Unreachable`."""
        async with _ours():
            await asyncio.wait_for(self._client.connect(), _CONNECT_S)
            self._client.disconnected.add_done_callback(self._ended)

    async def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(OSError, library.RPCError, asyncio.IncompleteReadError):
            await self._client.disconnect()

    async def _ask(self, request: Any) -> Any:
        async with _ours():
            return await self._client(request)

    # Logging in

    async def send_code(self, phone: str) -> str:
        """Let Telegram send a code to the phone's owner; the hash that goes with it."""
        async with _ours():
            return str((await self._client.send_code_request(phone)).phone_code_hash)

    async def sign_in(self, phone: str, code: str, code_hash: str) -> bool:
        """Log in with the code; False where the account asks for its password too."""
        try:
            async with _ours():
                await self._client.sign_in(phone, code, phone_code_hash=code_hash)
        except Refused as error:
            if error.name != "SESSION_PASSWORD_NEEDED":
                raise
            return False
        return True

    async def give_password(self, password: str) -> None:
        """The second factor; it never leaves this machine, only the proof of it does."""
        async with _ours():
            await self._client.sign_in(password=password)

    async def log_out(self) -> None:
        """End this login at Telegram."""
        await self._ask(functions.auth.LogOutRequest())

    async def me(self) -> Me:
        """The account. Raises `Refused` where it is not logged in."""
        found = (await self._ask(functions.users.GetUsersRequest([types.InputUserSelf()])))[0]
        return Me(found.id, f"+{found.phone}" if found.phone else "", found.username or "", bool(found.premium))

    # People

    async def by_username(self, name: str) -> Peer | None:
        """Who has this name, or None for nobody, or for a group."""
        try:
            found = await self._ask(functions.contacts.ResolveUsernameRequest(name.lstrip("@")))
        except Refused as error:
            if error.name in ("USERNAME_NOT_OCCUPIED", "USERNAME_INVALID"):
                return None
            raise
        users = _people(found.users)
        return next((each for each in users if each.id == getattr(found.peer, "user_id", 0)), None)

    async def by_phone(self, phone: str, name: str) -> Peer | None:
        """Who has this number; None for nobody, and for who hides it. They become a contact of the account."""
        entry = types.InputPhoneContact(client_id=0, phone=phone, first_name=name or phone, last_name="")
        found = await self._ask(functions.contacts.ImportContactsRequest([entry]))
        return next(iter(_people(found.users)), None) if found.imported else None

    async def objection_of(self, peer: Peer) -> str:
        """Why this person does not take a message from us, or "" (Premium only, paid only)."""
        asked = [types.InputUser(peer.id, peer.access_hash)]
        (found,) = await self._ask(functions.users.GetRequirementsToContactRequest(asked))
        if isinstance(found, types.RequirementToContactPremium):
            return "PRIVACY_PREMIUM_REQUIRED"
        return "ALLOW_PAYMENT_REQUIRED" if isinstance(found, types.RequirementToContactPaidMessages) else ""

    # Sending

    async def send(self, peer: Peer, text: str, random_id: int, *, has_preview: bool = False) -> int:
        """Send a text; its number in the account's box, 0 where it had arrived before under this `random_id`."""
        request = functions.messages.SendMessageRequest(
            peer=_input(peer), message=text, random_id=random_id, no_webpage=not has_preview
        )
        return await self._sent(request)

    async def send_file(self, peer: Peer, name: str, media_type: str, content: bytes, random_id: int) -> int:
        """Send a file as a document; as `send`."""
        async with _ours(_UPLOAD_S):
            file = await self._client.upload_file(content, file_name=name)
        media = types.InputMediaUploadedDocument(
            file=file, mime_type=media_type, attributes=[types.DocumentAttributeFilename(name)], force_file=True
        )
        request = functions.messages.SendMediaRequest(peer=_input(peer), media=media, message="", random_id=random_id)
        return await self._sent(request)

    async def _sent(self, request: Any) -> int:
        try:
            answer = await self._ask(request)
        except Refused as error:
            if error.kind is telegram_errors.Kind.ALREADY_SENT:
                return 0
            raise
        if isinstance(answer, types.UpdateShortSentMessage):
            return int(answer.id)
        named = (each for each in answer.updates if isinstance(each, types.UpdateMessageID))
        return next((int(each.id) for each in named), 0)

    async def latest(self, peer: Peer, above: int = 0, limit: int = 20) -> tuple[Any, ...]:
        """The newest messages of one chat with numbers above this one, the oldest first."""
        request = functions.messages.GetHistoryRequest(
            peer=_input(peer), offset_id=0, offset_date=None, add_offset=0, limit=limit, max_id=0, min_id=above, hash=0
        )
        found = await self._ask(request)
        return tuple(each for each in reversed(found.messages) if isinstance(each, types.Message))

    async def voice(self, number: int, most_bytes: int) -> bytes | None:
        """The sound of the voice note with this number; None when it is gone, or larger than that."""
        found = await self._ask(functions.messages.GetMessagesRequest(id=[types.InputMessageID(number)]))
        note = next((each for each in found.messages if isinstance(each, types.Message)), None)
        document = getattr(note.media, "document", None) if note is not None else None
        if not isinstance(document, types.Document) or document.size > most_bytes:
            return None
        async with _ours(_FETCH_S):
            content = await self._client.download_media(note, bytes)
        return content if isinstance(content, bytes) else None

    # What has come

    async def position(self) -> Position:
        """Where the account's box stands now."""
        return _position(await self._ask(functions.updates.GetStateRequest()))

    async def difference(self, after: Position) -> News:
        """What came after a position, as much as the server gives at once."""
        request = functions.updates.GetDifferenceRequest(pts=after.pts, date=after.date, qts=after.qts)
        found = await self._ask(request)
        if isinstance(found, types.updates.DifferenceEmpty):
            return News((), (), dataclasses.replace(after, date=found.date, seq=found.seq))
        if isinstance(found, types.updates.DifferenceTooLong):
            return News((), (), dataclasses.replace(after, pts=found.pts), is_lost=True)
        is_whole = isinstance(found, types.updates.Difference)
        edits = [each.message for each in found.other_updates if isinstance(each, types.UpdateEditMessage)]
        news = [each for each in (*found.new_messages, *edits) if isinstance(each, types.Message)]
        position = _position(found.state if is_whole else found.intermediate_state)
        deleted = [each.messages for each in found.other_updates if isinstance(each, types.UpdateDeleteMessages)]
        gone = tuple(number for numbers in deleted for number in numbers)
        return News(tuple(news), _people(found.users), position, is_whole, gone=gone)

    async def last_number(self) -> int:
        """The highest number of a message in the account's box; private chats count together."""
        found = await self._dialogs()
        return max((each.top_message for each in found.dialogs if _is_private(each.peer)), default=0)

    async def _dialogs(self) -> Any:
        request = functions.messages.GetDialogsRequest(
            offset_date=None, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=100, hash=0
        )
        return await self._ask(request)

    async def chats(self, above: int) -> tuple[tuple[Any, ...], tuple[Peer, ...]]:
        """The messages with numbers above this one in the 100 latest private chats, and the people of those."""
        found = await self._dialogs()
        people = _people(found.users)
        busy = {each.peer.user_id for each in found.dialogs if _is_private(each.peer) and each.top_message > above}
        news = [one for each in people if each.id in busy for one in await self.latest(each, above, limit=100)]
        return tuple(sorted(news, key=lambda each: each.id)), people


def _is_private(peer: Any) -> bool:
    return isinstance(peer, types.PeerUser)


def _input(peer: Peer) -> Any:
    return types.InputPeerUser(peer.id, peer.access_hash)


def _people(users: list[Any]) -> tuple[Peer, ...]:
    """Those who can be addressed: a `min` user has no hash of use."""
    return tuple(
        Peer(each.id, each.access_hash, " ".join(filter(None, (each.first_name, each.last_name))), each.username or "")
        for each in users
        if each.access_hash and not each.min
    )


def _position(state: Any) -> Position:
    return Position(state.pts, state.qts, state.date, state.seq)
