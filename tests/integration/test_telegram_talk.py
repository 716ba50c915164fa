"""A whole talk from a person's account: the opening, an answer from the facts, and the stop that is kept for ever."""

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator

import pytest

from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.app_logic.reach import reach
from services.core.domain import campaign
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.domain.understanding import Intent
from services.core.store import erasure
from services.core.store.database import Database
from services.tg_worker.main import TgWorker
from tests import builders
from tests.builders import NOW
from tests.fakes import KeywordBrain
from tests.integration.user_scene import SECRET, SELLER, Scene, until
from tests.servers.telegram_dc import DataCentre

WORDS = {"сколько": Intent.QUESTION, "не пишите": Intent.STOP}
TOUCHES = tuple(
    campaign.Touch(after_days=days, text={"ru": f"{{{{greeting}}}}\n\n{text}\n\n{{{{signature}}}}"})
    for days, text in ((0, "Вы просили рассказать об отзывах. Удобно здесь?"), (3, "Удалось подумать?"))
)


@pytest.fixture
async def scene(embedded_database: Database) -> AsyncIterator[Scene]:
    async with DataCentre() as dc:
        made = Scene(embedded_database, dc)
        await made.prepare()
        await embedded_database.campaigns.put(builders.a_campaign(accounts=(SELLER,), touches=TOUCHES))
        yield made


def office(scene: Scene) -> Office:
    return Office(scene.database, scene.clock, KeywordBrain(WORDS), SECRET.encode())


@contextlib.asynccontextmanager
async def everything_runs(scene: Scene) -> AsyncIterator[None]:
    """Both services, as `sales-agent run app_logic tg_worker` runs them."""
    stop = asyncio.Event()
    services = (AppLogic(office(scene), scene.settings), TgWorker(scene.database, scene.clock, scene.settings))
    running = [asyncio.create_task(each.run(stop)) for each in services]
    try:
        yield
        for each in running:
            if each.done():
                each.result()
    finally:
        stop.set()
        await asyncio.gather(*running)


async def test_an_opening_is_answered_questioned_and_stopped(scene: Scene) -> None:
    anna = await scene.a_client()

    async def has_heard(count: int) -> None:
        async def it_has() -> bool:
            return len(anna.heard) >= count

        await until(it_has)

    async with everything_runs(scene):
        await has_heard(1)
        assert "Вы просили рассказать" in anna.heard_texts[0]
        scene.world.says(anna, scene.seller, "А сколько это стоит?")
        await has_heard(2)
        assert "9 900" in anna.heard_texts[1]
        scene.world.says(anna, scene.seller, "Больше не пишите мне, пожалуйста.")
        await has_heard(3)

        async def is_stopped() -> bool:
            talk = await scene.database.conversations.get("c1.reviews")
            return talk is not None and talk.stage is Stage.STOPPED

        await until(is_stopped)
        scene.world.says(anna, scene.seller, "Хотя, сколько стоит?")
        scene.clock.advance(datetime.timedelta(days=30))

        async def is_answered() -> bool:
            return not await scene.database.messages.unanswered("c1.reviews")

        await until(is_answered)
    assert len(anna.heard) == 3
    conduct = await scene.conduct()
    assert [str(each.answer) for each in conduct.openings] == ["replied"]


async def test_a_campaign_puts_no_more_people_in_line_than_the_account_soon_writes_to(scene: Scene) -> None:
    for number in range(1, 31):
        await scene.a_client(number)
    later = []
    for number in range(1, 31):
        talk = await scene.database.conversations.get(f"c{number}.reviews")
        assert talk is not None
        later.append((await reach(office(scene), talk, []))["wake_at"])
    queued = await scene.database.outbox.in_states(State.QUEUED)
    assert len(queued) == 10
    assert set(later[10:]) == {NOW + datetime.timedelta(hours=4)}


async def test_an_erased_person_is_no_longer_known_by_number(scene: Scene) -> None:
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():
        await scene.settled(item.id, "sent")
    assert await scene.database.accounts.peer(SELLER, anna.id) is not None
    await erasure.erase_contact(scene.database, await scene.contact(), NOW, "test")
    assert await scene.database.accounts.peer(SELLER, anna.id) is None
