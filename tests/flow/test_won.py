"""Somebody who became a customer: no touch leaves any more, what they write is answered, and a meeting to come stands."""

import datetime

from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from tests.flow.scene import Client, Scene
from tests.flow.test_meetings import THURSDAY, invited


async def wins(scene: Scene, client: Client) -> None:
    """The operator says so."""
    await scene.types(f"client_utils won {client.address} --note 'signed'")


async def test_after_a_deal_no_follow_up_leaves_and_a_question_is_answered(scene: Scene) -> None:
    anna = await scene.meets()
    await wins(scene, anna)
    await scene.passes(days=60)
    assert await anna.news() == []
    (answer,) = await anna.says("Сколько стоит?")
    assert answer.text
    assert await scene.stage_of(anna) is Stage.WON
    await scene.passes(days=60)
    assert await anna.news() == []
    assert len(await scene.sent(Kind.TOUCH)) == 1


async def test_a_follow_up_that_waits_is_withdrawn(scene: Scene) -> None:
    anna = await scene.meets()
    await scene.queues_a_follow_up(anna)
    await wins(scene, anna)
    await scene.passes(days=30)
    assert [each.state for each in await scene.items(anna, Kind.TOUCH)] == [State.SENT, State.CANCELLED]
    assert await anna.news() == []


async def test_the_reminder_of_a_meeting_to_come_leaves_after_the_deal(scene: Scene) -> None:
    anna, _ = await invited(scene)
    await wins(scene, anna)
    await scene.until(THURSDAY - datetime.timedelta(minutes=30))
    reminders = await anna.news()
    assert reminders
    assert all("15:00" in each.text for each in reminders)
    assert await scene.stage_of(anna) is Stage.WON


async def test_a_deal_that_was_none_is_taken_up_again(scene: Scene) -> None:
    anna = await scene.meets()
    await wins(scene, anna)
    await scene.types(f"client_utils resume {anna.address}")
    assert await scene.stage_of(anna) is Stage.ENGAGED
    await scene.passes(days=14)
    assert await anna.news()
