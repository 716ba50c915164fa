"""Approval: with `mode: approve_all` nothing leaves without a person's yes to exactly these words."""

import datetime
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rich.console import Console

from services.cli import approve, calling
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, OutboxItem, State
from tests.flow import scene as scenes
from tests.flow.scene import Client, Scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """An agent that may send nothing by itself."""
    async with scenes.opened(seed=scenes.content(mode="approve_all")) as running:
        yield running


async def orders(scene: Scene, line: str) -> tuple[int, Any]:
    """What `sales-agent approve …` gives: exit code and JSON."""
    printed = io.StringIO()
    out = Console(file=printed, width=10_000)
    code = await calling.call_line(approve.app, "approve", f"{line} --json", scene.database, scene.clock, out, "olga")
    return code, json.loads(printed.getvalue())


async def held(scene: Scene, client: Client, kind: Kind) -> OutboxItem:
    """The one message to this client that waits for a yes."""
    await scene.stage.settle()
    (item,) = [each for each in await scene.items(client, kind) if each.state is State.HELD]
    return item


async def test_nothing_leaves_without_a_yes(scene: Scene) -> None:
    anna = await scene.adds()
    item = await held(scene, anna, Kind.TOUCH)
    assert "approved first" in item.why
    await scene.passes(days=4)
    assert await anna.news() == []
    assert (await held(scene, anna, Kind.TOUCH)).id == item.id


async def test_what_was_shown_leaves_after_the_yes(scene: Scene) -> None:
    anna = await scene.adds()
    await scene.stage.settle()
    code, listed = await orders(scene, "list")
    assert (code, len(listed)) == (0, 1)
    code, _ = await orders(scene, f"yes {listed[0]['id']} --shown {listed[0]['code']}")
    assert code == 0
    await scene.stage.settle()
    opening = await anna.one()
    assert opening.text.startswith(listed[0]["text"].strip()[:80])
    assert await scene.stage_of(anna) is Stage.CONTACTED
    # An answer waits, too; and may be put in other words.
    assert await anna.says("Сколько стоит подписка?") == []
    item = await held(scene, anna, Kind.ANSWER)
    code, _ = await orders(scene, f'edit {item.id} --text "Расскажу по телефону."')
    assert code == 0
    await scene.stage.settle()
    answer = await anna.one()
    assert answer.text.startswith("Расскажу по телефону.")
    assert answer.in_reply_to


async def test_a_yes_to_other_words_is_refused(scene: Scene) -> None:
    anna = await scene.adds()
    item = await held(scene, anna, Kind.TOUCH)
    code, told = await orders(scene, f"yes {item.id} --shown 00000000")
    assert code == 2
    assert told["field"] == "shown"
    await scene.passes(hours=2)
    assert await anna.news() == []


async def test_an_approval_lapses_when_the_client_writes_again(scene: Scene) -> None:
    anna = await scene.adds()
    opening = await held(scene, anna, Kind.TOUCH)
    assert await scene.database.outbox.approve(opening, scene.now)
    await scene.stage.settle()
    await anna.one()
    await anna.says("Пришлите презентацию")
    shown = await held(scene, anna, Kind.ANSWER)
    await anna.says("И сколько стоит подписка?")
    code, told = await orders(scene, f"yes {shown.id} --shown {approve.code_of(shown)}")
    assert code == 2
    assert "cancelled" in told["error"]
    assert not await scene.database.outbox.approve(shown, scene.now)
    fresh = await held(scene, anna, Kind.ANSWER)
    assert fresh.id != shown.id
    assert fresh.files
    assert "₽" in fresh.text
    code, _ = await orders(scene, f"yes {fresh.id} --shown {approve.code_of(fresh)}")
    assert code == 0
    await scene.stage.settle()
    assert (await anna.one()).attachments


async def test_a_yes_after_a_stop_sends_nothing(scene: Scene) -> None:
    anna = await scene.adds()
    opening = await held(scene, anna, Kind.TOUCH)
    await scene.types(f"stop {anna.address}")
    assert not await scene.database.outbox.approve(opening, scene.now)
    await scene.passes(days=60)
    assert await anna.news() == []


async def test_a_refused_opening_is_not_written_again_at_once(scene: Scene) -> None:
    anna = await scene.adds()
    item = await held(scene, anna, Kind.TOUCH)
    code, _ = await orders(scene, f"no {item.id} --why 'too early'")
    assert code == 0
    await scene.passes(hours=6)
    assert await anna.news() == []
    waiting = [each for each in await scene.items(anna) if each.state is State.HELD]
    assert waiting == []


async def test_only_the_first_messages_are_held_where_the_campaign_says_so() -> None:
    async with scenes.opened(seed=scenes.content(mode="approve_first", approve_first=2)) as scene:
        people = []
        for number in range(4):
            people.append(await scene.adds(f"p{number}@firm{number}.example", "Анна"))
            await scene.stage.settle()
        assert [len(await each.news()) for each in people] == [0, 0, 1, 1]
        await scene.passes(hours=1)
        assert [len(await each.news()) for each in people[:2]] == [0, 0]


async def test_an_approved_touch_still_waits_for_the_window() -> None:
    saturday = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.UTC)
    async with scenes.opened(saturday, seed=scenes.content(mode="approve_all")) as scene:
        anna = await scene.adds()
        item = await held(scene, anna, Kind.TOUCH)
        await orders(scene, f"yes {item.id} --shown {approve.code_of(item)}")
        await scene.passes(days=1)
        assert await anna.news() == []
        await scene.passes(days=1)
        assert (await anna.one()).at == datetime.datetime(2026, 11, 23, 6, 30, tzinfo=datetime.UTC)
