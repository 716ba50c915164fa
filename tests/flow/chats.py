"""People who talk to the agent's bot in the flow tests, over the stand-in for the Bot API."""

from typing import Any

from services.cli import sandbox_telegram
from services.cli.sandbox_telegram import Sent
from services.core.domain import address, contact
from services.core.domain.conversation import Conversation
from tests.flow.scene import Client, Scene


class Chat:
    """Somebody's chat with the bot. Every verb waits until the agent is at rest, and gives what came back."""

    def __init__(self, scene: Scene, name: str = "Анна", language: str = "ru") -> None:
        assert scene.stage.telegram is not None
        self._scene = scene
        self.telegram: sandbox_telegram.Telegram = scene.stage.telegram
        self.bot = scene.stage.bot
        self.person = self.telegram.person(name, language)

    async def _news(self) -> list[Sent]:
        await self._scene.stage.read_chats()
        await self._scene.stage.settle()
        return self.person.news()

    async def says(self, *texts: str) -> list[Sent]:
        """Write at one moment."""
        self._scene.stage.hold()
        for text in texts:
            self.person.says(self.bot, text)
        await self._scene.stage.read_chats()
        self._scene.stage.go_on()
        return await self._news()

    async def starts(self, client: Client | None = None) -> list[Sent]:
        """Press START, by the link that was made for a contact where one is given."""
        parameter = self._scene.stage.start_parameter(client.contact_id) if client is not None else ""
        self.person.starts(self.bot, parameter)
        return await self._news()

    async def does(self, verb: str, *given: Any) -> list[Sent]:
        """Any other thing that a `Person` can do with a bot."""
        getattr(self.person, verb)(self.bot, *given)
        return await self._news()

    async def contact(self) -> contact.Contact:
        """Who this is to the agent."""
        found = await self._scene.database.contacts.by_address(address.telegram(str(self.person.id)))
        assert found is not None
        return found

    async def talk(self) -> Conversation:
        """Where the talk with this person stands."""
        (found,) = await self._scene.database.conversations.of_contact((await self.contact()).id)
        return found


def texts(sent: list[Sent]) -> str:
    """What came, in one."""
    return "\n".join(each.text for each in sent)
