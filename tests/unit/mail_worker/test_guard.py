"""The guard over an account's good name: touches stop by themselves, reading and answering go on."""

import pytest

from services.core.store import limits
from services.core.store.database import Database
from services.mail_worker import guard
from tests.builders import NOW, an_account


async def stopped(database: Database) -> str:
    found = await database.accounts.get("main")
    assert found is not None
    return found.touches_stopped


async def touched(database: Database, count: int) -> None:
    await database.accounts.put(an_account(id="main"))
    for _ in range(count):
        await database.limits.add(limits.of_day("touches", "main", NOW.date()))


@pytest.mark.parametrize(
    ("touches", "bounces", "stops"), [(40, 1, False), (40, 2, True), (100, 4, False), (100, 5, True), (19, 19, False)]
)
async def test_touches_stop_at_five_percent_dead_addresses(
    embedded_database: Database, touches: int, bounces: int, stops: bool
) -> None:
    await touched(embedded_database, touches)
    for _ in range(bounces):
        await guard.note(embedded_database, "main", guard.Harm.BOUNCE, NOW)
    assert bool(await stopped(embedded_database)) == stops


async def test_one_complaint_stops_touches_and_is_told(embedded_database: Database) -> None:
    await touched(embedded_database, 1)
    await guard.note(embedded_database, "main", guard.Harm.COMPLAINT, NOW)
    assert "unwanted" in await stopped(embedded_database)
    told = [event["kind"] for event in await embedded_database.events.since(NOW)]
    assert told == ["touches_stopped"]
