"""Updates as they came: stored once, filed in order, emptied after that."""

from typing import Any

import pytest

from services.core import errors
from services.core.domain.update import State, Update
from services.core.store.database import Database
from services.core.store.inbox import MOST_CHARACTERS
from tests.builders import NOW, later


def an_update(number: int = 1, **fields: Any) -> Update:
    default = {"id": f"bot:5:{number}", "account": "bot", "number": number, "raw": f"text {number}", "at": NOW}
    return Update.model_validate({**default, **fields})


async def test_an_update_is_stored_once(database: Database) -> None:
    assert await database.inbox.put(an_update())
    assert not await database.inbox.put(an_update(raw="another"))
    assert [each.raw for each in await database.inbox.waiting("bot")] == ["text 1"]


async def test_updates_wait_in_the_order_in_which_they_came(database: Database) -> None:
    for number, at in ((9, NOW), (7, NOW), (3, later(days=8)), (8, NOW)):
        await database.inbox.put(an_update(number, at=at))
    await database.inbox.put(an_update(1, id="bot:6:1", account="other"))
    assert [each.number for each in await database.inbox.waiting("bot")] == [7, 8, 9, 3]
    assert [each.number for each in await database.inbox.waiting("bot", limit=1)] == [7]


async def test_what_was_filed_keeps_its_key_and_loses_its_text(database: Database) -> None:
    await database.inbox.put(an_update())
    await database.inbox.filed("bot:5:1")
    assert await database.inbox.waiting("bot") == []
    assert [(each.id, each.raw) for each in await database.inbox.in_state(State.FILED)] == [("bot:5:1", "")]
    assert not await database.inbox.put(an_update())


async def test_what_cannot_be_filed_is_counted_and_passed_over(database: Database) -> None:
    await database.inbox.put(an_update())
    assert [await database.inbox.tried("bot:5:1") for _ in range(2)] == [1, 2]
    await database.inbox.failed("bot:5:1", "a bug")
    assert await database.inbox.waiting("bot") == []
    assert [each.why for each in await database.inbox.in_state(State.FAILED)] == ["a bug"]


async def test_only_what_is_done_with_and_old_is_forgotten(database: Database) -> None:
    for number in (1, 2, 3):
        await database.inbox.put(an_update(number))
    await database.inbox.filed("bot:5:1")
    await database.inbox.failed("bot:5:2", "a bug")
    assert await database.inbox.prune(NOW) == 0
    assert await database.inbox.prune(later(days=1)) == 2
    assert [each.number for each in await database.inbox.waiting("bot")] == [3]


async def test_a_flood_in_one_update_is_refused(database: Database) -> None:
    with pytest.raises(errors.BadInput, match="not stored"):
        await database.inbox.put(an_update(raw="x" * (MOST_CHARACTERS + 1)))
