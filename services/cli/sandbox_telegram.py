"""A stand-in for Telegram's Bot API on loopback, with people who talk to the bots: for the demo and for tests.

What a test or a script plays is a `Person`: says, presses, starts, blocks. What the bots sent is in `sent`, and in
each person's `chat`. Faults can be scripted: a refusal, an answer that is lost after the message was sent, no answer
at all. Telegram's limits are enforced where asked. The methods themselves are in `sandbox_telegram_api`.
"""

import asyncio
import collections
import dataclasses
import datetime
import itertools
import types
from collections.abc import Callable
from typing import Any, Self

from services.cli import sandbox_http
from services.cli.sandbox_http import Silence

FIRST_PERSON = 700_001
Json = dict[str, Any]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclasses.dataclass(frozen=True)
class Sent:
    """One message of a bot as it arrived: its number, plain words, the buttons' labels and actions, a file."""

    number: int
    bot: int
    chat: int
    text: str
    at: datetime.datetime
    entities: tuple[Json, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    file: tuple[str, bytes] | None = None
    business: str = ""


@dataclasses.dataclass
class Fault:
    """What the next calls of a method meet: a refusal (`code`, `words`), or `silence` with or without the work done."""

    method: str
    times: int = 1
    code: int = 0
    words: str = ""
    retry_after: int = 0
    silence: Silence | None = None
    is_done_first: bool = False
    chat: int = 0


@dataclasses.dataclass
class Bot:
    """A bot and what waits for it."""

    id: int
    token: str
    username: str
    updates: collections.deque[Json] = dataclasses.field(default_factory=collections.deque)
    arrived: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    webhook: str = ""
    webhook_secret: str = ""
    commands: dict[str, list[Json]] = dataclasses.field(default_factory=dict)
    poller: asyncio.Event | None = None


class Telegram:
    """The service: `async with Telegram() as telegram`; `url` is what TELEGRAM_BOT_API is set to."""

    def __init__(self, clock: Callable[[], datetime.datetime] = _now, *, has_limits: bool = False) -> None:
        from services.cli import sandbox_telegram_api  # the methods stand on this module

        self.clock = clock
        self.has_limits = has_limits
        self.bots: dict[str, Bot] = {}
        self.people: dict[int, Person] = {}
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Json]] = []
        self.refused: collections.Counter[int] = collections.Counter()
        self.faults: list[Fault] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.pressed: dict[str, str] = {}
        self.businesses: dict[str, Json] = {}
        self.numbers = itertools.count(1)
        self._updates = itertools.count(100_001)
        self._ids = itertools.count(FIRST_PERSON)
        self._server = sandbox_http.Server(sandbox_telegram_api.Api(self).answer)

    @property
    def url(self) -> str:
        """The base address."""
        return self._server.url

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        await self._server.start(port)

    async def stop(self) -> None:
        """End; open polls are cut."""
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        await self.stop()

    def bot(self, token: str, username: str) -> Bot:
        """A bot of this token, `<number>:<secret>`."""
        self.bots[token] = Bot(int(token.partition(":")[0]), token, username)
        return self.bots[token]

    def person(self, name: str, language: str = "ru", username: str = "") -> "Person":
        """Somebody with a Telegram account."""
        who = Person(self, next(self._ids), name, language, username)
        self.people[who.id] = who
        return who

    def fails(self, method: str, **what: Any) -> None:
        """The next calls of a method (or of `*`) meet this; see `Fault`."""
        self.faults.append(Fault(method, **what))

    def put(self, bot: Bot, **content: Any) -> Json:
        """An update for a bot."""
        update = {"update_id": next(self._updates), **content}
        bot.updates.append(update)
        bot.arrived.set()
        return update

    def copies(self, text: str) -> int:
        """How often a message with these words has arrived."""
        return sum(text in each.text for each in self.sent)

    def is_read(self, bot: Bot) -> bool:
        """Whether the bot has confirmed everything."""
        return not bot.updates


class Person:
    """Somebody who talks to bots. `chat` is what the bots have sent, the oldest first."""

    def __init__(self, telegram: Telegram, number: int, name: str, language: str, username: str) -> None:
        self._telegram = telegram
        self.id = number
        self.name = name
        self.language = language
        self.username = username
        self.started: set[int] = set()
        self.blocked: set[int] = set()
        self.seen = 0

    @property
    def chat(self) -> list[Sent]:
        """Everything that arrived in this person's chats."""
        return [each for each in self._telegram.sent if each.chat == self.id]

    def news(self) -> list[Sent]:
        """What has arrived since the last question."""
        fresh = self.chat[self.seen :]
        self.seen += len(fresh)
        return fresh

    def as_user(self) -> Json:
        """Telegram's User."""
        named = {"username": self.username} if self.username else {}
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language, **named}

    def as_chat(self) -> Json:
        """Telegram's Chat, a private one."""
        named = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": "private", "first_name": self.name, **named}

    def _message(self, **content: Any) -> Json:
        number, at = next(self._telegram.numbers), int(self._telegram.clock().timestamp())
        return {"message_id": number, "date": at, "chat": self.as_chat(), "from": self.as_user(), **content}

    def says(self, bot: Bot, text: str) -> Json:
        """Write into the bot's chat; the message."""
        self.started.add(bot.id)
        written = self._message(text=text)
        if text.startswith("/"):
            written["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        self._telegram.put(bot, message=written)
        return written

    def starts(self, bot: Bot, parameter: str = "") -> Json:
        """Press START, by a link where there is a parameter."""
        self.blocked.discard(bot.id)
        return self.says(bot, f"/start {parameter}".strip())

    def edits(self, bot: Bot, written: Json, text: str) -> None:
        """Change what was written."""
        at = int(self._telegram.clock().timestamp())
        self._telegram.put(bot, edited_message={**written, "text": text, "edit_date": at})

    def presses(self, bot: Bot, action: str) -> str:
        """Press the latest button of this action; the id of the query. Raises LookupError where there is none."""
        shown = [each for each in self.chat if any(made == action for _, made in each.buttons)]
        if not shown:
            raise LookupError(f"{self.name} sees no button {action}")
        query = f"q{next(self._telegram.numbers)}"
        self._telegram.pressed[query] = ""
        message = {"message_id": shown[-1].number, "date": int(shown[-1].at.timestamp()), "chat": self.as_chat()}
        self._telegram.put(
            bot,
            callback_query={
                "id": query, "from": self.as_user(), "message": message, "chat_instance": "1", "data": action,
            },
        )  # fmt: skip
        return query

    def shares_phone(self, bot: Bot, phone: str, owner: int = 0) -> None:
        """Share a contact: one's own, or somebody else's (`owner`)."""
        card = {"phone_number": phone, "first_name": self.name, "user_id": owner or self.id}
        self._telegram.put(bot, message=self._message(contact=card))

    def sends_file(self, bot: Bot, name: str, content: bytes, media_type: str = "application/pdf") -> None:
        """Send a document."""
        file_id = f"file{next(self._telegram.numbers)}"
        self._telegram.files[file_id] = (name, content)
        document = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}
        self._telegram.put(
            bot, message=self._message(document={**document, "file_name": name, "mime_type": media_type})
        )

    def speaks(self, bot: Bot, content: bytes, seconds: int = 3, connection: str = "") -> None:
        """Send a voice note, to the bot or to the owner of a business account."""
        self.started.add(bot.id)
        file_id = f"file{next(self._telegram.numbers)}"
        self._telegram.files[file_id] = ("voice.oga", content)
        voice = {"file_id": file_id, "file_unique_id": f"u{file_id}", "duration": seconds, "mime_type": "audio/ogg"}
        said = self._message(voice={**voice, "file_size": len(content)})
        if connection:
            self._telegram.put(bot, business_message={**said, "business_connection_id": connection})
        else:
            self._telegram.put(bot, message=said)

    def blocks(self, bot: Bot) -> None:
        """Block the bot: it is told, and its messages are refused."""
        self.blocked.add(bot.id)
        me = {"id": bot.id, "is_bot": True, "first_name": bot.username}
        member: Json = {
            "chat": self.as_chat(),
            "from": self.as_user(),
            "date": int(self._telegram.clock().timestamp()),
            "old_chat_member": {"status": "member", "user": me},
            "new_chat_member": {"status": "kicked", "user": me, "until_date": 0},
        }
        self._telegram.put(bot, my_chat_member=member)

    def connects(self, bot: Bot, connection: str, *, can_reply: bool = True, is_enabled: bool = True) -> None:
        """Let the bot answer in one's own chats, as the owner of a Telegram Business account."""
        self._telegram.businesses[connection] = {
            "id": connection,
            "user": self.as_user(),
            "user_chat_id": self.id,
            "date": int(self._telegram.clock().timestamp()),
            "is_enabled": is_enabled,
            "rights": {"can_reply": can_reply},
        }
        self._telegram.put(bot, business_connection=self._telegram.businesses[connection])

    def writes_to(self, bot: Bot, connection: str, text: str) -> Json:
        """Write to the owner of a business account; the bot is told."""
        written = self._message(text=text, business_connection_id=connection)
        self._telegram.put(bot, business_message=written)
        return written

    def edits_in_business(self, bot: Bot, written: Json, text: str) -> None:
        """Change what was written to the owner of a business account."""
        at = int(self._telegram.clock().timestamp())
        self._telegram.put(bot, edited_business_message={**written, "text": text, "edit_date": at})

    def deletes(self, bot: Bot, connection: str, *written: Json) -> None:
        """Delete messages to the owner of a business account; of other chats a bot is not told."""
        numbers = [each["message_id"] for each in written]
        gone = {"business_connection_id": connection, "chat": self.as_chat(), "message_ids": numbers}
        self._telegram.put(bot, deleted_business_messages=gone)

    def answers_as_owner(self, bot: Bot, connection: str, client: "Person", text: str) -> None:
        """The owner writes to a client by hand; the bot is told of that, too."""
        written = {**self._message(text=text, business_connection_id=connection), "chat": client.as_chat()}
        self._telegram.put(bot, business_message=written)
