"""The place to chat in of `sales-agent demo --telegram`: Anna writes to the bot from the prompt, and presses buttons."""

from collections.abc import AsyncIterator

import pytest

from services.cli.demo_chat import DemoChat
from services.core.domain import address
from services.core.domain.conversation import Stage
from tests.flow import scene as scenes
from tests.flow.scene import Client, Scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with scenes.opened(with_telegram=True) as running:
        yield running


async def heard(scene: Scene) -> list[str]:
    """Everything that the bot has said by now."""
    await scene.stage.read_chats()
    await scene.stage.settle()
    assert scene.stage.telegram is not None
    return [each.text for each in scene.stage.telegram.sent]


async def met(scene: Scene) -> tuple[Client, DemoChat]:
    client = await scene.meets()
    return client, DemoChat(scene.stage, client.contact_id, "Анна")


async def test_the_first_word_opens_the_chat_by_the_contacts_own_link_and_is_answered(scene: Scene) -> None:
    client, chat = await met(scene)
    assert chat.does("tg", "Сколько стоит?") == ""
    greeting, answer = await heard(scene)
    assert "электронный помощник" in greeting
    assert "4900" in answer
    talk = await scene.talk(client)
    assert (talk.channel, talk.contact) == (address.Channel.TELEGRAM, client.contact_id)


async def test_buttons_are_pressed_by_name_and_a_stop_holds_for_mail_too(scene: Scene) -> None:
    client, chat = await met(scene)
    assert "no button" in chat.does("press", "deck")
    chat.does("tg", "/start")
    await heard(scene)
    assert chat.does("press", "stop") == ""
    assert "Вы отписаны" in (await heard(scene))[-1]
    assert await scene.stage_of(client) is Stage.STOPPED
    assert await scene.is_suppressed(client.address)


async def test_a_line_without_words_says_what_to_write(scene: Scene) -> None:
    _, chat = await met(scene)
    assert "tg " in chat.does("tg", "")
    assert "deck" in chat.does("press", "")
