"""The script's client in Telegram: writes to the agent's bot on the stage, and reads what it has sent.

The chat is opened by the link that was made for the contact, as a client would who got it by mail.
"""

import collections

from services.cli import sandbox_telegram, script
from services.cli.sandbox_telegram import Sent
from services.cli.stage import Stage
from services.core.domain.outbox_item import OutboxItem

_START = "/start"


class Chat:
    """One person's chat with the bot of the stage, which must have been built with Telegram."""

    def __init__(self, stage: Stage, who: script.Contact, contact_id: str) -> None:
        if stage.telegram is None:
            raise script.ScriptError("there is no Telegram on this stage", field="contact.channel")
        self._stage = stage
        self._contact_id = contact_id
        self._person = stage.telegram.person(who.name, who.language or "ru", (who.telegram or "").removeprefix("@"))
        self._unread: collections.deque[Sent] = collections.deque()
        self._telegram: sandbox_telegram.Telegram = stage.telegram
        self.name = who.telegram or str(self._person.id)
        self.address = str(self._person.id)

    def says(self, text: str) -> None:
        """Write; the first time the chat is opened by the link."""
        if self._stage.bot.id not in self._person.started:
            self._person.starts(self._stage.bot, self._stage.start_parameter(self._contact_id))
            if text.strip() == _START:
                return
        self._person.says(self._stage.bot, text)

    def read(self, item: OutboxItem) -> tuple[str, tuple[str, ...]]:
        """The words and files of this item as they arrived, which may have come in several messages."""
        self._unread.extend(self._person.news())
        texts: list[str] = []
        files: list[str] = []
        while self._unread and _letters("".join(texts)) < _letters(item.text):
            texts.append(self._unread.popleft().text)
        while self._unread and len(files) < len(item.files):
            arrived = self._unread.popleft()
            files.append(arrived.file[0] if arrived.file is not None else "")
        return "\n".join(texts), tuple(files)


def _letters(text: str) -> int:
    """How many characters there are besides blanks, at which messages are cut."""
    return len("".join(text.split()))
