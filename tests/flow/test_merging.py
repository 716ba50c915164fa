"""One person by mail and in a chat: merged, written to once, stopped everywhere, and two people again."""

from collections.abc import AsyncIterator

import pytest

from services.core.domain import address
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind
from tests.flow import scene as scenes
from tests.flow.chats import Chat
from tests.flow.scene import Client, Scene

A_LONG_TIME = 120


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """A running agent with a mailbox and a bot."""
    async with scenes.opened(with_telegram=True) as running:
        yield running


async def twice(scene: Scene) -> tuple[Client, Chat]:
    """Anna has the opening by mail, and has opened a chat of her own accord; nobody knows that it is she."""
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts()
    await anna.says("Сколько стоит?")
    assert (await anna.contact()).id != client.contact_id
    return client, anna


async def test_after_a_merge_the_sequence_by_mail_is_over_and_the_talk_goes_on_in_the_chat(scene: Scene) -> None:
    client, anna = await twice(scene)
    other = (await anna.contact()).id
    told = await scene.types(f"merge {client.contact_id} {other}")
    assert "goes on and has taken in" in told
    await scene.stage.settle()
    assert (await anna.contact()).id == client.contact_id
    assert anna.person.news() == []
    await scene.passes(days=A_LONG_TIME)
    assert await client.news() == []
    touches = [each for each in await scene.sent(Kind.TOUCH) if each.channel is address.Channel.TELEGRAM]
    assert len(touches) == 1  # asked once more in the chat, as ever


async def test_later_messages_at_either_address_come_to_one_talk(scene: Scene) -> None:
    client, anna = await twice(scene)
    await scene.types(f"merge {client.contact_id} {(await anna.contact()).id}")
    (mail,) = await client.says("Сколько стоит доставка отчётов?")
    assert mail.text
    assert (await anna.talk()).channel is address.Channel.EMAIL
    (answer,) = await anna.says("Давайте созвонимся")
    assert answer.text
    talk = await anna.talk()
    assert (talk.channel, talk.contact) == (address.Channel.TELEGRAM, client.contact_id)
    assert len(await scene.database.messages.of_conversation(talk.id)) >= 3


@pytest.mark.parametrize("stops_in", ["mail", "chat"])
async def test_a_stop_before_the_merge_silences_the_other_address_for_ever(scene: Scene, stops_in: str) -> None:
    client, anna = await twice(scene)
    if stops_in == "mail":
        await client.says("Отпишите меня от рассылки")
    else:
        await anna.says("/stop")
    await scene.types(f"merge {client.contact_id} {(await anna.contact()).id}")
    anna.person.news()
    await client.news()
    await scene.passes(days=A_LONG_TIME)
    assert (await client.news(), anna.person.news()) == ([], [])
    assert await scene.is_suppressed(client.address)
    assert await scene.database.suppressions.of(address.telegram(str(anna.person.id))) is not None


async def test_a_question_that_waits_is_answered_after_the_merge_and_once(scene: Scene) -> None:
    client, anna = await twice(scene)
    other = (await anna.contact()).id
    scene.stage.hold()
    await client.posts("Сколько стоит?")
    await scene.stage.read_mail()
    await scene.types(f"merge {client.contact_id} {other}")
    scene.stage.go_on()
    await scene.stage.settle()
    assert "4900" in (await client.one()).text
    assert anna.person.news() == []


async def test_taken_apart_each_is_answered_where_they_write_and_nothing_comes_twice(scene: Scene) -> None:
    client, anna = await twice(scene)
    other = (await anna.contact()).id
    await scene.types(f"merge {client.contact_id} {other}")
    await scene.stage.settle()
    await scene.types(f"unmerge {other}")
    await scene.stage.settle()
    assert (await anna.contact()).id == other
    assert (await scene.stage_of(client)) is Stage.CONTACTED
    assert len(await anna.says("Давайте созвонимся")) == 1
    assert await client.news() == []
    (mail,) = await client.says("Сколько стоит?")
    assert "4900" in mail.text
    texts = [each.text for each in await scene.sent()]
    assert len(texts) == len(set(texts))


async def test_an_old_link_of_either_leads_to_the_merged_contact(scene: Scene) -> None:
    client = await scene.meets()
    twin = await scene.meets("ivanova@veter.example")
    await scene.types(f"merge {client.contact_id} {twin.contact_id}")
    anna = Chat(scene)
    await anna.starts(twin)
    assert (await anna.contact()).id == client.contact_id
