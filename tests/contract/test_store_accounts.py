"""Accounts, workers and the trail on both engines: checkpoints go forward, one receiver, told twice is kept once."""

import asyncio

from services.core.domain import account, delivery
from services.core.store.database import Database
from services.core.store.leases import Held
from tests.builders import NOW, a_campaign, an_account, later


async def test_seeding_again_changes_settings_and_keeps_the_state(database: Database) -> None:
    assert await database.accounts.put(an_account())
    await database.accounts.mark("main", {"state": account.State.PAUSED, "why": "login refused", "since": NOW})
    await database.accounts.advance("main", "INBOX", 1, 7)
    assert not await database.accounts.put(an_account(name="Olga P."))
    stored = await database.accounts.get("main")
    assert stored is not None
    assert (stored.name, stored.state, stored.why, stored.since) == (
        "Olga P.",
        account.State.PAUSED,
        "login refused",
        NOW,
    )
    assert await database.accounts.checkpoint("main", "INBOX", 1) == 7
    assert await database.accounts.all() == [stored]


async def test_a_checkpoint_only_goes_forward_and_belongs_to_its_folder(database: Database) -> None:
    await database.accounts.put(an_account())
    folder = "Входящие.2026/$junk"
    assert await database.accounts.checkpoint("main", folder, 5) is None
    for uid, expected in ((0, 0), (12, 12), (9, 12), (13, 13)):
        await database.accounts.advance("main", folder, 5, uid)
        assert await database.accounts.checkpoint("main", folder, 5) == expected
    assert await database.accounts.checkpoint("main", folder, 6) is None
    assert await database.accounts.checkpoint("main", "INBOX", 5) is None
    await asyncio.gather(*(database.accounts.advance("main", folder, 5, uid) for uid in range(30, 20, -1)))
    assert await database.accounts.checkpoint("main", folder, 5) == 30


async def test_an_account_has_one_receiver(database: Database) -> None:
    await database.accounts.put(an_account())
    fences = await asyncio.gather(*(database.accounts.receive_as("main", f"w{n}") for n in range(6)))
    [fence] = [each for each in fences if each is not None]
    owner = f"w{fences.index(fence)}"
    assert await database.accounts.receiving("main", owner, fence)
    assert not await database.accounts.receiving("main", "somebody else", fence)
    await database.accounts.stop_receiving("main", "somebody else")
    assert await database.accounts.receive_as("main", "late") is None
    await database.accounts.stop_receiving("main", owner)
    assert await database.accounts.receive_as("main", "late") == fence + 1


async def test_a_dead_receiver_is_replaced_and_a_living_one_is_not(database: Database) -> None:
    await database.accounts.put(an_account())
    fence = await database.accounts.receive_as("main", "w1")
    assert fence is not None
    [held] = await database.accounts.receivers()
    await database.accounts.receiving("main", "w1", fence)
    assert not await database.accounts.free(held)
    [held] = await database.accounts.receivers()
    assert held == Held("main", "w1", fence, held.beat)
    assert await database.accounts.free(held)
    assert await database.accounts.receivers() == []
    assert await database.accounts.receive_as("main", "w2") == fence + 1
    assert not await database.accounts.receiving("main", "w1", fence)


async def test_campaigns_are_put_and_written_over(database: Database) -> None:
    assert await database.campaigns.put(a_campaign())
    assert not await database.campaigns.put(a_campaign(name="Reviews, again"))
    assert await database.campaigns.all() == [a_campaign(name="Reviews, again")]
    assert await database.campaigns.get("other") is None


async def test_workers_show_themselves_and_leave(database: Database) -> None:
    for number in (2, 1):
        await database.workers.beat(f"w{number}", "app_logic", NOW, jobs=0)
    await database.workers.beat("w1", "app_logic", later(seconds=9), jobs=3)
    first, second = await database.workers.all()
    assert (first["_id"], first["at"], first["jobs"], second["_id"]) == ("w1", later(seconds=9), 3, "w2")
    await database.workers.gone("w1")
    assert [each["_id"] for each in await database.workers.all()] == ["w2"]


async def test_events_are_kept_once_in_order_and_erased_but_for_what_is_kept(database: Database) -> None:
    for minutes in (2, 1):
        assert await database.events.add(f"e{minutes}", later(minutes=minutes), "decided", "t", "why", text="hello")
    assert not await database.events.add("e1", NOW, "decided", "t", "told twice")
    assert [each["_id"] for each in await database.events.of_conversation("t")] == ["e1", "e2"]
    assert [each["_id"] for each in await database.events.since(later(minutes=2))] == ["e2"]
    await database.events.erase("t", ("at", "kind", "conversation"))
    for event in await database.events.of_conversation("t"):
        assert set(event) == {"_id", "at", "kind", "conversation"}


async def test_deliveries_are_added_once_and_found_by_item_and_account(database: Database) -> None:
    attempt = delivery.Delivery(
        id="i1:1",
        item="i1",
        conversation="t",
        account="main",
        at=NOW,
        ending=delivery.Ending.SENT,
        code=250,
        detail="ok",
    )
    for _ in range(2):
        await database.deliveries.add(attempt)
    assert await database.deliveries.of_item("i1") == [attempt]
    assert await database.deliveries.of_account("main", later(hours=-1)) == [attempt]
    assert await database.deliveries.of_account("main", later(hours=1)) == []
    await database.deliveries.erase("t")
    assert (await database.deliveries.of_item("i1"))[0].detail == ""
