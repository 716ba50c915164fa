"""A campaign that goes from mail to Telegram: over the sandbox's mail server and a data centre that speaks MTProto."""

import datetime
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.cli.stage import Stage as Running
from services.core.clock import VirtualClock
from services.core.domain import account, address
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from tests.fakes import KeywordBrain
from tests.flow import scene as scenes
from tests.flow.scene import MONDAY, Client, Scene
from tests.flow.words import WORDS
from tests.integration.user_scene import FREE, SELLER, logged_in
from tests.servers.telegram_dc import DataCentre, public_key
from tests.servers.telegram_world import Person

A_LONG_TIME = 120
CHAT_WORDS = "{{greeting}}\n\nПисали вам на почту про отзывы клиентов. Может быть, удобнее здесь?"
ORDER = [{"channel": "telegram", "from_touch": 1, "after_days": [2, 4]}]


class BothWays(Running):
    """The stage with a person's Telegram account beside the mailbox."""

    dc: DataCentre
    writes_first = True

    async def furnish(self, now: datetime.datetime) -> None:
        seller = self.dc.world.person(phone="79990000001", username="olga_sells", first="Olga")
        self.dc.world.spam_bot(FREE)
        found = {"telegram_dc": self.dc.setting, "telegram_dc_key": public_key()}
        self._settings = self._settings.model_copy(update=found)
        await super().furnish(now)
        mine = account.Account(
            id=SELLER,
            kind=account.Kind.TELEGRAM_USER,
            address="+79990000001",
            secret=account.Secret(sealed=self._settings.seal().seal(logged_in(self.dc, seller).text())),
            since=now - datetime.timedelta(days=60),
            writes_first=self.writes_first,
        )
        await self.database.accounts.put(mine)
        (offer,) = await self.database.campaigns.all()
        await self.database.campaigns.put(offer.model_copy(update={"accounts": ("main", SELLER)}))


def content() -> dict[str, Any]:
    """The seed that ships, with words for a chat and an order of channels."""
    found = scenes.content(channel_order=ORDER)
    for touch in found["campaigns"][0]["touches"][1:]:
        touch["chat"] = {"ru": CHAT_WORDS}
    return found


@pytest.fixture
async def dc() -> AsyncIterator[DataCentre]:
    async with DataCentre() as running:
        yield running


async def opened(dc: DataCentre, *, writes_first: bool = True) -> AsyncIterator[Scene]:
    """The running agent; `dc` is where its person's account lives."""
    clock, brain = VirtualClock(MONDAY), KeywordBrain(WORDS)
    stage = BothWays(clock, brain, content=content(), with_telegram=True)
    stage.dc, stage.writes_first = dc, writes_first
    async with stage as running:
        scene = Scene(running, clock, brain)
        try:
            yield scene
        finally:
            await scene.close()


@pytest.fixture
async def scene(dc: DataCentre) -> AsyncIterator[Scene]:
    async for each in opened(dc):
        yield each


async def a_client(scene: Scene, dc: DataCentre, name: str = "@anna_v") -> tuple[Client, Person]:
    """Anna, known by mail and by a name on Telegram; the opening is in her mailbox."""
    person = dc.world.person(phone="79030000001", username="anna_v")
    addresses = (address.email("anna@veter.example"), address.telegram(name))
    return await scene.meets(addresses=addresses), person


async def says(scene: Scene, dc: DataCentre, person: Person, text: str) -> None:
    """Write to the account, and wait until the agent is at rest."""
    seller = next(each for each in dc.world.people.values() if each.username == "olga_sells")
    known = len(await scene.database.messages.of_sender(address.telegram(str(person.id))))
    dc.world.says(person, seller, text)

    async def is_filed() -> bool:
        found = await scene.database.messages.of_sender(address.telegram(str(person.id)))
        return len(found) > known

    await scene.becomes(is_filed)
    await scene.stage.settle()


async def test_silent_by_mail_is_reached_in_telegram_and_a_stop_there_is_silence_on_both_for_ever(
    scene: Scene, dc: DataCentre
) -> None:
    client, anna = await a_client(scene, dc)
    await scene.passes(days=1, hours=12)
    assert anna.heard_texts == []
    await scene.passes(days=1)
    (touch,) = anna.heard_texts
    assert "удобнее здесь" in touch
    assert await client.news() == []

    await says(scene, dc, anna, "А сколько стоит?")
    assert len(anna.heard_texts) == 2
    assert "4900" in anna.heard_texts[1]
    talk = await scene.talk(client)
    assert (talk.stage, talk.channel, talk.account) == (Stage.ENGAGED, address.Channel.TELEGRAM, SELLER)

    await says(scene, dc, anna, "Больше мне не пишите.")
    assert len(anna.heard_texts) == 3  # that it was heard, and nothing else
    assert await scene.stage_of(client) is Stage.STOPPED
    await scene.passes(days=A_LONG_TIME)
    assert len(anna.heard_texts) == 3
    assert await client.news() == []
    assert await scene.is_suppressed(client.address)


async def test_an_answer_by_mail_ends_the_sequence_in_telegram(scene: Scene, dc: DataCentre) -> None:
    client, anna = await a_client(scene, dc)
    await scene.passes(days=3)
    assert len(anna.heard_texts) == 1
    (mail,) = await client.says("Сколько стоит?")
    assert "4900" in mail.text
    assert (await scene.talk(client)).channel is address.Channel.EMAIL
    await scene.passes(days=A_LONG_TIME)
    assert len(anna.heard_texts) == 1
    assert len(await client.news()) == 1  # the usual question after an answer that got none


async def test_silent_on_both_it_ends_in_silence(scene: Scene, dc: DataCentre) -> None:
    client, anna = await a_client(scene, dc)
    await scene.passes(days=A_LONG_TIME)
    assert len(anna.heard_texts) == 2  # an opening there and one reminder, as the account's rules allow
    assert await client.news() == []
    assert await scene.stage_of(client) is Stage.SILENT
    words = [each.text for each in await scene.sent(Kind.TOUCH)]
    assert len(words) == 3


async def test_whom_telegram_does_not_know_gets_the_mails_at_the_mails_gaps(scene: Scene, dc: DataCentre) -> None:
    client, anna = await a_client(scene, dc, "@nobody_of_this_name")
    await scene.passes(days=A_LONG_TIME)
    assert anna.heard_texts == []
    mails = await client.news()
    offer = await scene.offer()
    assert len(mails) == len(offer.touches) - 1
    sent = [each for each in await scene.sent(Kind.TOUCH) if each.channel is address.Channel.EMAIL]
    gaps = [
        (later.sent_at - earlier.sent_at).days
        for earlier, later in itertools.pairwise(sent)
        if later.sent_at and earlier.sent_at
    ]
    assert gaps[0] >= offer.touches[1].after_days
    assert await scene.stage_of(client) is Stage.SILENT


async def test_without_the_switch_nobody_is_written_to_there(dc: DataCentre) -> None:
    async for scene in opened(dc, writes_first=False):
        client, anna = await a_client(scene, dc)
        await scene.passes(days=A_LONG_TIME)
        assert anna.heard_texts == []
        assert len(await client.news()) == len((await scene.offer()).touches) - 1
        items = await scene.database.outbox.in_states(*State)
        assert {each.channel for each in items} == {address.Channel.EMAIL}
