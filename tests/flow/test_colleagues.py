"""Several people of one company: what one of them says changes what the others get."""

import datetime

import pytest

from services.core.domain import address, company
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.outbox_item import Kind, State
from tests import builders
from tests.flow import scene as scenes
from tests.flow.scene import Scene

MARIA = {"mail_address": "maria@eu.veter.example", "name": "Мария", "company": "ООО «Ветер»"}


async def test_when_somebody_replies_the_others_of_the_company_wait_and_go_on_when_it_is_quiet(scene: Scene) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    boris = await scene.meets("boris@parus.example", "Борис")
    await anna.says("Сколько стоит ваш сервис?")
    talk = await scene.talk(maria)
    assert (talk.waits_for, talk.stage) == ("c-anna.reviews", Stage.CONTACTED)
    assert talk.waits_until == scene.now + datetime.timedelta(days=14)
    assert (await scene.talk(boris)).waits_until is None
    shown = await scene.types("show c-maria")
    assert "c-anna, of the same company, has replied" in shown
    assert "colleague_replied" in shown
    await scene.passes(days=10)
    assert await maria.news() == []
    assert len(await boris.news()) == 2, "the follow-ups of another company go on"
    await scene.passes(days=30)
    assert await scene.stage_of(anna) is Stage.SILENT
    assert len(await maria.news()) == 2, "both follow-ups, once the talk with Anna was over"
    assert "colleague_over" in await scene.types("show c-maria")


@pytest.mark.parametrize("first", ["the leave", "the reply"])
async def test_a_leave_outlasts_the_wait_for_a_colleague(scene: Scene, first: str) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    back = scene.now.date() + datetime.timedelta(days=60)
    if first == "the reply":
        await anna.says("Не интересно, спасибо.")
    await maria.mailbox.auto_reply(maria.got[0], scene.now, until=back, language="ru")
    await scene.stage.settle()
    if first == "the leave":
        await anna.says("Не интересно, спасибо.")
    await scene.passes(days=59)
    assert await maria.news() == []
    await scene.passes(days=15)
    assert await maria.news()


async def test_an_operator_who_lets_somebody_go_on_gets_the_touch_that_was_taken_back_at_once(scene: Scene) -> None:
    anna = await scene.meets()
    await scene.until(scenes.MONDAY.replace(hour=20))  # the window is shut
    maria = await scene.adds(**MARIA)
    await scene.stage.settle()
    await anna.says("Сколько стоит ваш сервис?")
    await scene.types("resume c-maria")
    await scene.passes(days=1)
    await maria.one()


async def test_an_operator_does_not_end_a_leave_with_the_wait_for_a_colleague(scene: Scene) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    back = scene.now.date() + datetime.timedelta(days=20)
    await maria.mailbox.auto_reply(maria.got[0], scene.now, until=back, language="ru")
    await scene.stage.settle()
    await anna.says("Стоп")
    await scene.types("resume c-maria")
    await scene.passes(days=19)
    assert await maria.news() == []
    await scene.passes(days=3)
    await maria.one()


async def test_a_touch_that_waits_to_be_sent_is_taken_back(scene: Scene) -> None:
    anna = await scene.meets()
    await scene.until(scenes.MONDAY.replace(hour=20))  # the window is shut
    maria = await scene.adds(**MARIA)
    await scene.stage.settle()
    (opening,) = await scene.items(maria, Kind.TOUCH)
    assert opening.state is State.QUEUED
    await anna.says("Сколько стоит ваш сервис?")
    (opening,) = await scene.items(maria, Kind.TOUCH)
    assert (opening.state, opening.superseded) == (State.CANCELLED, True)
    await scene.passes(days=3)
    assert await maria.news() == []


async def test_after_a_stop_the_others_wait_for_an_operator(scene: Scene) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    await anna.says("Стоп")
    talk = await scene.talk(maria)
    assert (talk.stage, talk.waits_until) == (Stage.CONTACTED, NEVER)
    assert not await scene.is_suppressed("maria@eu.veter.example"), "she did not ask for it"
    assert "1 of the same company are not written to" in (await scene.notices())[-1].subject
    await scene.passes(days=60)
    assert await maria.news() == []
    await scene.types("resume c-maria")
    await scene.passes(days=1)
    assert len(await maria.news()) == 1


async def test_a_campaign_may_end_the_others_and_may_leave_them_alone() -> None:
    for rule, stage, touches in (("stop", Stage.DECLINED, 0), ("off", Stage.SILENT, 2)):
        async with scenes.opened(seed=scenes.content(colleagues=rule)) as scene:
            anna, maria = await scene.meets(), await scene.meets(**MARIA)
            await anna.says("Стоп")
            await scene.passes(days=40)
            assert await scene.stage_of(maria) is stage
            assert len(await maria.news()) == touches
            assert not await scene.is_suppressed("maria@eu.veter.example")


async def test_whoever_talks_with_us_already_is_answered_on(scene: Scene) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    await maria.says("Сколько стоит ваш сервис?")
    await anna.says("Стоп")
    assert (await scene.talk(maria)).waits_until is None
    assert len(await maria.says("Пришлите презентацию")) == 1


async def test_somebody_who_waits_is_answered_when_she_writes(scene: Scene) -> None:
    anna, maria = await scene.meets(), await scene.meets(**MARIA)
    await anna.says("Стоп")
    assert len(await maria.says("Сколько стоит ваш сервис?")) == 1


@pytest.mark.parametrize(
    ("mail_address", "name", "keys"),
    [
        ("a@mail.veter.co.uk", "", ("domain:veter.co.uk",)),
        ("a@gmail.com", "", ()),
        ("a@gmail.com", "ООО «Вётер и Ко»", ("name:ветер и ко",)),
        ("a@veter.example", "Veter Ltd.", ("domain:veter.example", "name:veter")),
        ("a@one.narod.ru", "АО", ("domain:one.narod.ru",)),
    ],
)
def test_a_company_is_known_by_the_domain_it_owns_and_by_its_name(
    mail_address: str, name: str, keys: tuple[str, ...]
) -> None:
    person = builders.a_contact(addresses=(address.email(mail_address),), company=name)
    assert company.keys_of(person) == keys
