"""Wire: updates of the Bot API to what they tell us, and our words to what may be sent. Pure.

Everything in an update is written by strangers: what does not look as it should is None, never an exception.
Format: core.telegram.org/bots/api#update.
"""

import datetime
import html
import json
import re
from typing import Any

from services.core.domain.base import Noun

MOST_UNITS = 4096
_TEXT_LIMIT = 20_000
_NAME_LIMIT = 200
_MOST_SECONDS = 86_400
_COMMAND = re.compile(r"/([a-z_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.{0,200}))?", re.DOTALL)
_WHOLE = re.compile(r"https?://\S{1,2000}|\S{1,64}@\S{1,253}|@[A-Za-z0-9_]{1,64}|\+\d[\d ()-]{5,30}\d")
_PHONE = re.compile(r"\+?\d{7,15}")
# Marks that belong to the letter before them: joiners, variation selectors, skin tones, combining accents.
_HANGS_ON = re.compile("[\u200d\ufe0e\ufe0f\u0300-\u036f\u20e3\U0001f3fb-\U0001f3ff]")
_FILES = ("document", "voice", "audio", "video", "video_note", "animation", "sticker")
Json = dict[str, Any]


class Sender(Noun):
    """Who wrote: Telegram's own number for the person, which stays, and a name, which may change."""

    id: int
    name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False


class Sent(Noun):
    """A file that came: `id` is Telegram's, good for fetching it."""

    id: str
    kind: str
    name: str
    media_type: str
    size_bytes: int
    seconds: int = 0

    @property
    def is_voice(self) -> bool:
        """Whether somebody spoke it into the chat."""
        return self.kind == "voice"


class Written(Noun):
    """A message in a private chat. `via` is the business connection; `phone` is the sender's own, shared by a button."""

    chat: int
    number: int
    sender: Sender
    text: str
    at: datetime.datetime
    via: str = ""
    edited_at: datetime.datetime | None = None
    files: tuple[Sent, ...] = ()
    phone: str = ""
    command: str = ""
    argument: str = ""
    by_bot: bool = False


class Pressed(Noun):
    """A button was pressed."""

    query: str
    chat: int
    sender: Sender
    action: str


class Blocked(Noun):
    """The person has blocked the bot, or let it in again."""

    chat: int
    is_blocked: bool


class Connection(Noun):
    """A business connection: whose chats they are, and whether we may answer in them."""

    id: str
    owner: int
    is_good: bool


class Deleted(Noun):
    """Messages of a business chat were deleted."""

    chat: int
    numbers: tuple[int, ...]


Event = Written | Pressed | Blocked | Connection | Deleted


def read(raw: str) -> Event | None:
    """What an update tells us, or None where it is nothing that concerns us."""
    try:
        update = json.loads(raw)
        return _event(update) if isinstance(update, dict) else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None


def chat_of(raw: str) -> int | None:
    """The chat that an update is about and nothing else is; None for a link, a business connection, and the unreadable."""
    event = read(raw)
    if event is None or isinstance(event, Connection) or (isinstance(event, Written) and event.argument):
        return None
    return event.chat


def _event(update: Json) -> Event | None:
    for name in ("message", "edited_message", "business_message", "edited_business_message"):
        if name in update:
            return _written(update[name])
    if "callback_query" in update:
        return _pressed(update["callback_query"])
    if "my_chat_member" in update:
        changed = update["my_chat_member"]
        status = str(changed["new_chat_member"]["status"])
        return Blocked(chat=_private(changed["chat"]), is_blocked=status == "kicked")
    if "business_connection" in update:
        return connection(update["business_connection"])
    if "deleted_business_messages" in update:
        gone = update["deleted_business_messages"]
        numbers = tuple(int(each) for each in gone["message_ids"][:1000])
        return Deleted(chat=_private(gone["chat"]), numbers=numbers)
    return None


def connection(given: Json) -> Connection:
    """A business connection as the Bot API gives it. Raises KeyError, ValueError or TypeError on anything else."""
    can_reply = bool((given.get("rights") or {}).get("can_reply"))
    is_good = bool(given.get("is_enabled")) and can_reply
    return Connection(id=str(given["id"])[:128], owner=int(given["user"]["id"]), is_good=is_good)


def _private(chat: Json) -> int:
    if chat.get("type") != "private":
        raise ValueError("not a private chat")
    return int(chat["id"])


def _sender(user: Json) -> Sender:
    names = (str(user.get(part) or "") for part in ("first_name", "last_name"))
    return Sender(
        id=int(user["id"]),
        name=_line(" ".join(filter(None, names))),
        username=_line(str(user.get("username") or "")),
        language=str(user.get("language_code") or "")[:2].lower(),
        is_bot=bool(user.get("is_bot")),
    )


def _line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:_NAME_LIMIT]


def _moment(stamp: object) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(int(str(stamp)), datetime.UTC)


def _written(message: Json) -> Written:
    text = _whole_text(str(message.get("text") or message.get("caption") or ""))[:_TEXT_LIMIT]
    sender = _sender(message["from"])
    card = message.get("contact") or {}
    is_own = card.get("user_id") == sender.id
    phone = str(card.get("phone_number") or "").replace(" ", "").replace("-", "")
    command = _COMMAND.fullmatch(text.strip()) if not message.get("business_connection_id") else None
    return Written(
        chat=_private(message["chat"]),
        number=int(message["message_id"]),
        sender=sender,
        text=text.strip(),
        at=_moment(message["date"]),
        via=str(message.get("business_connection_id") or "")[:128],
        edited_at=_moment(message["edit_date"]) if message.get("edit_date") else None,
        files=_files(message),
        phone=f"+{phone.removeprefix('+')}" if is_own and _PHONE.fullmatch(phone) else "",
        command=command.group(1) if command else "",
        argument=(command.group(2) or "").strip() if command else "",
        by_bot=sender.is_bot or bool(message.get("sender_business_bot")),
    )


def _whole_text(text: str) -> str:
    """Without halves of surrogate pairs and null bytes, which neither a database nor anybody else can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")


def _files(message: Json) -> tuple[Sent, ...]:
    found = [(kind, message[kind]) for kind in _FILES if isinstance(message.get(kind), dict)]
    photos = message.get("photo")
    if isinstance(photos, list) and photos and isinstance(photos[-1], dict):
        found.append(("photo", photos[-1]))  # the largest comes last
    return tuple(
        Sent(
            id=str(each["file_id"])[:500],
            kind=kind,
            name=_line(str(each.get("file_name") or kind)) or kind,
            media_type=_line(str(each.get("mime_type") or "application/octet-stream")),
            size_bytes=int(each.get("file_size") or 0),
            seconds=max(0, min(int(each.get("duration") or 0), _MOST_SECONDS)),
        )
        for kind, each in found
    )


def _pressed(query: Json) -> Pressed:
    return Pressed(
        query=str(query["id"])[:128],
        chat=_private(query["message"]["chat"]),
        sender=_sender(query["from"]),
        action=str(query.get("data") or "")[:64],
    )


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most: int = MOST_UNITS) -> tuple[str, ...]:
    """The text in parts of at most `most` units: cut at paragraphs, else lines, sentences, words; links stay whole."""
    parts = []
    rest = _whole_text(text).strip()
    while units(rest) > most:
        cut = _cut(rest, most)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(filter(None, (*parts, rest)))


def _cut(text: str, most: int) -> int:
    """Where the first part ends, at least after one character."""
    end = _fitting(text, most)
    for mark in ("\n\n", "\n", ". ", "! ", "? ", "… ", " "):
        found = text.rfind(mark, end // 2, end)
        if found > 0:
            return found + len(mark)
    for whole in _WHOLE.finditer(text, max(0, end - 2400), min(len(text), end + 2400)):
        if 0 < whole.start() < end < whole.end():
            return whole.start()
    while end > 1 and _HANGS_ON.match(text[end]):
        end -= 1
    return end - 1 if end > 1 and text[end - 1] == "\u200d" else end


def _fitting(text: str, most: int) -> int:
    """How many characters fit into so many units."""
    used = 0
    for place, each in enumerate(text):
        used += 2 if each > "\uffff" else 1
        if used > most:
            return max(place, 1)
    return len(text)


def as_html(text: str) -> str:
    """The words for `parse_mode` HTML: nothing in them is a tag."""
    return html.escape(text, quote=False)
