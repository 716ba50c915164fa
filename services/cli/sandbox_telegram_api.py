"""The methods of the stand-in for Telegram's Bot API (core.telegram.org/bots/api), in its words and with its refusals.

What our bot does not use is not there, and is answered as Telegram answers an unknown method.
"""

import asyncio
import collections
import contextlib
import dataclasses
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from services.cli import sandbox_telegram_text
from services.cli.sandbox_http import Answer, Request, Silence
from services.cli.sandbox_telegram import Bot, Fault, Json, Sent, Telegram
from services.core import clock

_MOST_UNITS = 4096
_MOST_CAPTION_UNITS = 1024
_MOST_DOWNLOAD_BYTES = 20_000_000
_PER_SECOND = 30
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_WEBHOOK_PAUSE_S = 0.05
_COMMAND, _LANGUAGE = re.compile(r"[a-z0-9_]{1,32}"), re.compile(r"[a-z]{2}")
_MOST_DESCRIPTION = 256


class _Refused(Exception):
    def __init__(self, code: int, words: str, retry_after: int = 0) -> None:
        super().__init__(words)
        self.code, self.words, self.retry_after = code, words, retry_after


class Api:
    """Answers requests on one world."""

    def __init__(self, world: Telegram) -> None:
        self._world = world
        self._recent: dict[int, collections.deque[float]] = collections.defaultdict(collections.deque)
        self._delivering: set[asyncio.Task[None]] = set()
        self._methods: dict[str, Callable[[Bot, Request], Awaitable[Any]]] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "sendmessage": self._send_message,
            "senddocument": self._send_document,
            "sendchataction": self._send_chat_action,
            "editmessagetext": self._edit_message_text,
            "answercallbackquery": self._answer_callback_query,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getfile": self._get_file,
            "getbusinessconnection": self._get_business_connection,
            "getmycommands": self._get_my_commands,
            "setmycommands": self._set_my_commands,
        }

    async def answer(self, request: Request) -> Answer | Silence:
        """One request: a method, or the download of a file."""
        root, _, rest = request.path.lstrip("/").partition("/")
        if root == "file":
            return self._download(rest)
        bot = self._world.bots.get(root.removeprefix("bot"))
        if bot is None:
            return _refusal(_Refused(401, "Unauthorized"))
        if rest.lower() not in self._methods:
            return _refusal(_Refused(404, "Not Found: method not found"))
        self._world.calls.append((rest, request.fields))
        fault = self._fault(rest, request)
        if fault is not None and not fault.is_done_first:
            return fault.silence or _refusal(_Refused(fault.code, fault.words, fault.retry_after))
        try:
            result = await self._methods[rest.lower()](bot, request)
        except _Refused as refused:
            self._world.refused[refused.code] += 1
            return _refusal(refused)
        if fault is not None and fault.silence is not None:
            return fault.silence
        return Answer(200, json.dumps({"ok": True, "result": result}).encode())

    def _fault(self, method: str, request: Request) -> Fault | None:
        chat = str(request.fields.get("chat_id", ""))
        for each in self._world.faults:
            is_meant = each.method in ("*", method) and (not each.chat or str(each.chat) == chat)
            if is_meant and each.times > 0 and method != "getUpdates":
                each.times -= 1
                return each
        return None

    async def _get_me(self, bot: Bot, _: Request) -> Json:
        return {"id": bot.id, "is_bot": True, "first_name": "Bot", "username": bot.username}

    async def _get_updates(self, bot: Bot, request: Request) -> list[Json]:
        if bot.webhook:
            raise _Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if bot.poller is not None:
            bot.poller.set()  # the older poll loses
        mine = bot.poller = asyncio.Event()
        offset, limit = int(request.fields.get("offset", 0)), int(request.fields.get("limit", 100))
        while offset > 0 and bot.updates and bot.updates[0]["update_id"] < offset:
            bot.updates.popleft()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(float(request.fields.get("timeout", 0))):
                await self._until_updates(bot, mine)
        if mine.is_set():
            raise _Refused(409, "Conflict: terminated by other getUpdates request")
        bot.poller = None
        return list(bot.updates)[:limit]

    async def _until_updates(self, bot: Bot, lost: asyncio.Event) -> None:
        losing = asyncio.ensure_future(lost.wait())
        try:
            while not bot.updates and not lost.is_set():
                bot.arrived.clear()
                coming = asyncio.ensure_future(bot.arrived.wait())
                try:
                    await asyncio.wait({coming, losing}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    coming.cancel()
        finally:
            losing.cancel()

    def _recipient(self, bot: Bot, request: Request) -> tuple[int, str]:
        """The chat and the business connection. Raises _Refused as Telegram does."""
        chat, business = str(request.fields.get("chat_id", "")), str(request.fields.get("business_connection_id", ""))
        number = int(chat) if chat.lstrip("-").isdecimal() else 0
        if business:
            connected = self._world.businesses.get(business)
            if connected is None or not connected["is_enabled"]:
                raise _Refused(400, "Bad Request: BUSINESS_CONNECTION_INVALID")
            if not connected["rights"].get("can_reply"):
                raise _Refused(400, "Bad Request: BUSINESS_PEER_INVALID")
            return number, business
        if number < 0:
            return number, ""  # a group that the bot is in
        person = self._world.people.get(number)
        if person is None:
            raise _Refused(400, "Bad Request: chat not found")
        if bot.id in person.blocked:
            raise _Refused(403, "Forbidden: bot was blocked by the user")
        if bot.id not in person.started:
            raise _Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return number, ""

    def _limit(self, chat: int) -> None:
        if not self._world.has_limits:
            return
        moment = clock.lease_clock()
        for key, most in ((0, _PER_SECOND), (chat, 1)):
            recent = self._recent[key]
            while recent and recent[0] <= moment - 1.0:
                recent.popleft()
            if len(recent) >= most:
                raise _Refused(429, "Too Many Requests: retry after 1", 1)
        for key in (0, chat):
            self._recent[key].append(moment)

    async def _send_message(self, bot: Bot, request: Request) -> Json:
        return self._deliver(bot, request, "text", _MOST_UNITS)

    async def _send_document(self, bot: Bot, request: Request) -> Json:
        if not request.files:
            raise _Refused(400, "Bad Request: there is no document in the request")
        return self._deliver(bot, request, "caption", _MOST_CAPTION_UNITS, next(iter(request.files.values())))

    def _deliver(
        self, bot: Bot, request: Request, field: str, most: int, file: tuple[str, bytes] | None = None
    ) -> Json:
        chat, business = self._recipient(bot, request)
        text, entities = self._read(request, field, most)
        if not text.strip() and file is None:
            raise _Refused(400, "Bad Request: message text is empty")
        self._limit(chat)
        sent = Sent(
            number=next(self._world.numbers),
            bot=bot.id,
            chat=chat,
            text=text,
            at=self._world.clock(),
            entities=tuple(entities),
            buttons=_buttons(request),
            file=file,
            business=business,
        )
        self._world.sent.append(sent)
        return {"message_id": sent.number, "date": int(sent.at.timestamp()), "chat": {"id": chat, "type": "private"}}

    def _read(self, request: Request, field: str, most: int) -> tuple[str, list[Json]]:
        try:
            text, entities = sandbox_telegram_text.read(
                str(request.fields.get(field, "")), str(request.fields.get("parse_mode", ""))
            )
        except sandbox_telegram_text.Unreadable as error:
            raise _Refused(400, f"Bad Request: {error}") from None
        if sandbox_telegram_text.units(text) > most:
            raise _Refused(400, "Bad Request: message is too long")
        return text, entities

    async def _send_chat_action(self, bot: Bot, request: Request) -> bool:
        self._recipient(bot, request)
        return True

    async def _edit_message_text(self, bot: Bot, request: Request) -> Json:
        text, entities = self._read(request, "text", _MOST_UNITS)
        for place, each in enumerate(self._world.sent):
            if str(each.chat) == str(request.fields.get("chat_id")) and str(each.number) == str(
                request.fields.get("message_id")
            ):
                changed = dataclasses.replace(each, text=text, entities=tuple(entities), buttons=_buttons(request))
                self._world.sent[place] = changed
                return {"message_id": each.number, "date": int(each.at.timestamp()), "chat": {"id": each.chat}}
        raise _Refused(400, "Bad Request: message to edit not found")

    async def _answer_callback_query(self, _: Bot, request: Request) -> bool:
        query = str(request.fields.get("callback_query_id", ""))
        if query not in self._world.pressed:
            raise _Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._world.pressed[query] = "answered"
        return True

    async def _set_webhook(self, bot: Bot, request: Request) -> bool:
        bot.webhook = str(request.fields.get("url", ""))
        bot.webhook_secret = str(request.fields.get("secret_token", ""))
        if bot.webhook:
            task = asyncio.create_task(self._push(bot, bot.webhook))
            self._delivering.add(task)
            task.add_done_callback(self._delivering.discard)
        return True

    async def _delete_webhook(self, bot: Bot, _: Request) -> bool:
        bot.webhook = ""
        return True

    async def _push(self, bot: Bot, webhook: str) -> None:
        """Deliver updates one after the other; what is not answered by 2xx is delivered again."""
        async with httpx.AsyncClient(trust_env=False) as client:
            while bot.webhook == webhook:
                if not bot.updates:
                    await asyncio.sleep(_WEBHOOK_PAUSE_S)
                    continue
                headers = {_SECRET_HEADER: bot.webhook_secret} if bot.webhook_secret else {}
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.post(webhook, json=bot.updates[0], headers=headers)
                    if answer.is_success:
                        bot.updates.popleft()
                        continue
                await asyncio.sleep(_WEBHOOK_PAUSE_S)

    async def _get_my_commands(self, bot: Bot, request: Request) -> list[Json]:
        return bot.commands.get(str(request.fields.get("language_code", "")), [])

    async def _set_my_commands(self, bot: Bot, request: Request) -> bool:
        given = request.fields.get("commands") or "[]"
        commands = json.loads(given) if isinstance(given, str) else given
        for each in commands:
            if not _COMMAND.fullmatch(each["command"]) or not 1 <= len(each["description"]) <= _MOST_DESCRIPTION:
                raise _Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        language = str(request.fields.get("language_code", ""))
        if language and not _LANGUAGE.fullmatch(language):
            raise _Refused(400, "Bad Request: language_code is invalid")
        bot.commands[language] = [{"command": each["command"], "description": each["description"]} for each in commands]
        return True

    async def _get_file(self, _: Bot, request: Request) -> Json:
        file_id = str(request.fields.get("file_id", ""))
        if file_id not in self._world.files:
            raise _Refused(400, "Bad Request: invalid file_id")
        content = self._world.files[file_id][1]
        if len(content) > _MOST_DOWNLOAD_BYTES:
            raise _Refused(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content), "file_path": file_id}

    async def _get_business_connection(self, _: Bot, request: Request) -> Json:
        found = self._world.businesses.get(str(request.fields.get("business_connection_id", "")))
        if found is None:
            raise _Refused(400, "Bad Request: business connection not found")
        return found

    def _download(self, rest: str) -> Answer:
        holder, _, path = rest.removeprefix("bot").partition("/")
        found = self._world.files.get(path) if holder in self._world.bots else None
        if found is None:
            return _refusal(_Refused(404, "Not Found"))
        return Answer(200, found[1], "application/octet-stream")


def _refusal(refused: _Refused) -> Answer:
    document: Json = {"ok": False, "error_code": refused.code, "description": refused.words}
    if refused.retry_after:
        document["parameters"] = {"retry_after": refused.retry_after}
    return Answer(refused.code, json.dumps(document).encode())


def _buttons(request: Request) -> tuple[tuple[str, str], ...]:
    markup = request.fields.get("reply_markup") or "{}"
    made = json.loads(markup) if isinstance(markup, str) else markup
    buttons = [(each["text"], each.get("callback_data", "")) for row in made.get("inline_keyboard", ()) for each in row]
    if any(not 1 <= len(action.encode()) <= 64 for _, action in buttons):
        raise _Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return tuple(buttons)
