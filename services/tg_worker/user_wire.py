"""What goes through a person's account, as plain values. Pure: no network, no store.

A message of Telethon's becomes `Written`, which the inbox keeps as text; and an outbox item becomes numbers under
which Telegram takes each of its parts once. What the words mean is not its business.
"""

import datetime
import hashlib
from typing import Protocol

from telethon import types

from services.core.domain.base import Noun

_NAME_CHARACTERS = 200


class Other(Protocol):
    """The other side of a private chat."""

    @property
    def id(self) -> int:
        """The number by which Telegram knows them."""

    @property
    def access_hash(self) -> int:
        """By which this account addresses them."""

    @property
    def name(self) -> str:
        """What they call themselves."""

    @property
    def username(self) -> str:
        """Their @name without the sign, or ""."""


class File(Noun):
    """A file that came with a message; it is not fetched, but for a voice note, which somebody spoke into the chat."""

    name: str
    media_type: str
    size_bytes: int
    is_voice: bool = False
    seconds: int = 0


class Written(Noun):
    """One message of a private chat. `edited` is when it was changed last, in Unix seconds, 0 for never.

    `is_ours`: it was written from the account, by us or by its owner on another device.
    """

    number: int
    chat: int
    access_hash: int
    name: str = ""
    username: str = ""
    text: str = ""
    is_ours: bool = False
    edited: int = 0
    at: datetime.datetime
    files: tuple[File, ...] = ()

    def text_form(self) -> str:
        """As the inbox keeps it."""
        return self.model_dump_json()


def written(message: types.Message, other: Other) -> Written:
    """A message of the library's as a plain value."""
    return Written(
        number=message.id,
        chat=other.id,
        access_hash=other.access_hash,
        name=other.name[:_NAME_CHARACTERS],
        username=other.username,
        text=(message.message or "").replace("\x00", ""),
        is_ours=bool(message.out),
        edited=int(message.edit_date.timestamp()) if message.edit_date else 0,
        at=message.date,
        files=_files(message.media),
    )


def _files(media: object) -> tuple[File, ...]:
    if isinstance(media, types.MessageMediaPhoto):
        return (File(name="photo.jpg", media_type="image/jpeg", size_bytes=0),)
    document = getattr(media, "document", None)
    if not isinstance(document, types.Document):
        return ()
    names = (each.file_name for each in document.attributes if isinstance(each, types.DocumentAttributeFilename))
    sounds = [each for each in document.attributes if isinstance(each, types.DocumentAttributeAudio)]
    is_voice = any(each.voice for each in sounds)
    return (
        File(
            name=next(names, "voice" if is_voice else "file"),
            media_type=document.mime_type,
            size_bytes=document.size,
            is_voice=is_voice,
            seconds=max((int(each.duration) for each in sounds), default=0),
        ),
    )


def random_id(item_id: str, part: int = 0) -> int:
    """The number under which Telegram takes one part of an outbox item, once. It follows from the item alone."""
    digest = hashlib.sha256(f"telegram:{item_id}:{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def is_of(text: str, sent: str) -> bool:
    """Whether a message of a chat is these words of ours, or one part of them. Telegram trims the ends."""
    return bool(text.strip()) and text.strip() in sent
