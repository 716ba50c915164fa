"""Client: talks to the Bot API through python-telegram-bot, and turns its errors into ours. It knows no collection.

Its own `get_updates` loop is not used: it confirms what is only in memory. The Bot API knows no key by which a
repeated message is told from a new one, so that a request without an answer is `ambiguous`.
"""

import json
import logging
import math
import warnings
from collections.abc import Sequence
from typing import Any

import httpx
import telegram.error
import telegram.request
import telegram.warnings

from services.core import errors
from services.core.domain.outbox_item import Button
from services.tg_worker import wire

POLL_S = 25.0
ANSWER_S = 30.0
_CONNECT_S = 10.0
_CONNECTIONS = 64
_IN_A_ROW = 2
# Before a byte of the request was written. Everything else may have been carried out.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
)
Json = dict[str, Any]


class Bot:
    """One bot. Every method raises `errors.DeliveryError`, or `errors.LoginRefused` where the token is no good."""

    def __init__(self, token: str, api: str, answer_s: float = ANSWER_S, poll_s: float = POLL_S) -> None:
        # Both log whole addresses, and with them the token.
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.WARNING)
        # The library would rather have its own methods called, which read the answer: a message that was sent must
        # not look like a failure because of how the answer is written.
        warnings.filterwarnings("ignore", message="Please use 'Bot", category=telegram.warnings.PTBUserWarning)
        warnings.filterwarnings("ignore", message=".*`retry_after`", category=telegram.warnings.PTBDeprecationWarning)
        self._token = token
        self._poll_s = poll_s
        self._request = telegram.request.HTTPXRequest(
            connection_pool_size=_CONNECTIONS,
            connect_timeout=_CONNECT_S,
            read_timeout=answer_s,
            write_timeout=answer_s,
            media_write_timeout=2 * answer_s,
            pool_timeout=answer_s,
        )
        self._polling = telegram.request.HTTPXRequest(
            connection_pool_size=1, connect_timeout=_CONNECT_S, read_timeout=poll_s + answer_s, pool_timeout=answer_s
        )
        self._bot = telegram.Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
        )
        self._files = f"{api}/file/bot{token}"

    @property
    def id(self) -> str:
        """The bot's number, the part of its token that is no secret."""
        return self._token.partition(":")[0]

    async def close(self) -> None:
        """Let go of the connections."""
        await self._request.shutdown()
        await self._polling.shutdown()

    async def _call(self, method: str, **fields: Any) -> Any:
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        try:
            return await self._bot.do_api_request(method, api_kwargs=given)
        except telegram.error.TelegramError as error:
            raise self._ours(error) from None

    def _ours(self, error: telegram.error.TelegramError) -> errors.DeliveryError:
        words = str(error).replace(self._token, "•••")[:300]
        if isinstance(error, telegram.error.RetryAfter):
            return errors.DeliveryError(words, retry_after_s=_seconds(error.retry_after), code=429)
        if isinstance(error, telegram.error.InvalidToken):
            return errors.LoginRefused(words, permanent=True, code=401)
        if isinstance(error, telegram.error.Forbidden):
            return errors.DeliveryError(words, permanent=True, code=403)
        if isinstance(error, telegram.error.Conflict):
            return errors.DeliveryError(words, code=409)
        if isinstance(error, telegram.error.BadRequest | telegram.error.ChatMigrated | telegram.error.EndPointNotFound):
            return errors.DeliveryError(words, permanent=True, code=400)
        return errors.DeliveryError(words, ambiguous=not isinstance(error.__cause__, _NEVER_SENT))

    async def me(self) -> Json:
        """The bot's own User."""
        found: Json = await self._call("getMe")
        return found

    async def commands(self, language: str = "") -> tuple[tuple[str, str], ...]:
        """The menu of a language as Telegram has it: command and description."""
        found = await self._call("getMyCommands", language_code=language)
        known = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        return tuple((str(each.get("command", "")), str(each.get("description", ""))) for each in known)

    async def set_commands(self, menu: Sequence[tuple[str, str]], language: str = "") -> None:
        """Set the menu of a language."""
        made = json.dumps([{"command": command, "description": words} for command, words in menu], ensure_ascii=False)
        await self._call("setMyCommands", commands=made, language_code=language)

    async def updates(self, offset: int) -> list[Json]:
        """What has come; waits for it. An `offset` above 0 confirms everything below it."""
        allowed = json.dumps(UPDATES)
        wanted = {"timeout": int(self._poll_s), "limit": 100, "allowed_updates": allowed}
        given = {**wanted, "offset": offset} if offset else wanted
        try:
            found = await self._bot.do_api_request("getUpdates", api_kwargs=given, read_timeout=self._poll_s + ANSWER_S)
        except telegram.error.TelegramError as error:
            raise self._ours(error) from None
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    async def send_text(
        self, chat: int, text: str, buttons: Sequence[Button] = (), via: str = "", title: str = ""
    ) -> None:
        """One message of at most 4,096 units. Where Telegram cannot read our HTML, the same words go without it."""
        heading = f"<b>{wire.as_html(title)}</b>\n\n" if title else ""
        fields = {"chat_id": chat, "reply_markup": keyboard(buttons), "business_connection_id": via}
        try:
            await self._call("sendMessage", text=heading + wire.as_html(text), parse_mode="HTML", **fields)
        except errors.DeliveryError as error:
            if "parse entities" not in str(error).lower():
                raise
            await self._call("sendMessage", text=f"{title}\n\n{text}" if title else text, **fields)

    async def send_file(
        self, chat: int, name: str, content: bytes, buttons: Sequence[Button] = (), via: str = ""
    ) -> None:
        """A document."""
        document = telegram.InputFile(content, filename=name)
        markup = keyboard(buttons)
        await self._call(
            "sendDocument", chat_id=chat, document=document, reply_markup=markup, business_connection_id=via
        )

    async def typing(self, chat: int, via: str = "") -> None:
        """Show for five seconds that an answer is being written."""
        await self._call("sendChatAction", chat_id=chat, action="typing", business_connection_id=via)

    async def pressed(self, query: str) -> None:
        """Say that a button's press was heard: the client's program stops waiting."""
        await self._call("answerCallbackQuery", callback_query_id=query)

    async def file(self, file_id: str, most_bytes: int) -> bytes | None:
        """A file that came; None when it is larger than that."""
        found: Json = await self._call("getFile", file_id=file_id)
        if int(found.get("file_size") or 0) > most_bytes:
            return None
        try:
            content = await self._request.retrieve(f"{self._files}/{found['file_path']}")
        except telegram.error.TelegramError as error:
            raise self._ours(error) from None
        return content if len(content) <= most_bytes else None

    async def business(self, connection: str) -> wire.Connection:
        """A business connection as it is now."""
        try:
            return wire.connection(await self._call("getBusinessConnection", business_connection_id=connection))
        except (KeyError, ValueError, TypeError):
            raise errors.DeliveryError("the business connection cannot be read", permanent=True) from None

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates delivered to this address; "" ends that."""
        if not url:
            await self._call("deleteWebhook")
            return
        await self._call("setWebhook", url=url, secret_token=secret, allowed_updates=json.dumps(UPDATES))


def keyboard(buttons: Sequence[Button]) -> str:
    """Inline buttons, two in a row; "" for none."""
    if not buttons:
        return ""
    made = [{"text": each.label, "callback_data": each.action} for each in buttons]
    rows = [made[place : place + _IN_A_ROW] for place in range(0, len(made), _IN_A_ROW)]
    return json.dumps({"inline_keyboard": rows})


def _seconds(given: Any) -> float:
    seconds = given.total_seconds() if hasattr(given, "total_seconds") else float(given)
    return seconds if math.isfinite(seconds) else 60.0
