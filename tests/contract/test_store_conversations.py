"""Conversations on both engines: one owner, fenced writes, compare-and-set, nothing lost between tasks."""

import asyncio
import datetime

import pytest

from services.core import errors
from services.core.domain import address, conversation
from services.core.store.database import Database
from services.core.store.leases import Held
from tests.builders import LEASE, NOW, a_conversation, later

UNTIL = NOW + LEASE


async def claimed(database: Database, owner: str = "w1") -> conversation.Conversation:
    talk = await database.conversations.claim(owner, NOW, UNTIL)
    assert talk is not None
    return talk


async def test_a_conversation_comes_back_as_it_was_stored(database: Database) -> None:
    turn = conversation.Turn(id="c1.reviews:3", messages=("m1",), inbound_seq=2, decision={"rule": "r", "n": 1.5})
    talk = a_conversation(
        turn=turn,
        participants=(address.email("boss@client.example"),),
        pause_until=later(days=20).date(),
        demo_slots=(later(days=1), later(days=2)),
        wake_at=conversation.NEVER,
    )
    await database.conversations.start(talk)
    assert await database.conversations.get(talk.id) == talk


async def test_a_contact_has_one_conversation_in_a_campaign(database: Database) -> None:
    await database.conversations.start(a_conversation(1))
    await database.conversations.start(a_conversation(1, id="c1.other", campaign="other"))
    with pytest.raises(errors.Duplicate):
        await database.conversations.start(a_conversation(1, id="again"))
    assert [each.id for each in await database.conversations.of_contact("c1")] == ["c1.other", "c1.reviews"]


async def test_the_one_that_is_due_the_longest_is_claimed_first(database: Database) -> None:
    for number, hours in ((1, -1), (2, -3), (3, 1), (4, -2)):
        await database.conversations.start(a_conversation(number, wake_at=later(hours=hours)))
    order = [await database.conversations.claim("w1", NOW, UNTIL) for _ in range(4)]
    assert [each.contact if each else None for each in order] == ["c2", "c4", "c1", None]


async def test_a_claim_names_the_owner_and_raises_the_fence(database: Database) -> None:
    await database.conversations.start(a_conversation(fence=4))
    talk = await claimed(database)
    assert (talk.lease_owner, talk.lease_until, talk.fence, talk.crashes) == ("w1", UNTIL, 5, 1)
    assert await database.conversations.busy()


async def test_many_claimers_side_by_side_get_each_conversation_once(database: Database) -> None:
    for number in range(40):
        await database.conversations.start(a_conversation(number))

    async def claim_all(owner: str) -> list[str]:
        mine: list[str] = []
        while (talk := await database.conversations.claim(owner, NOW, UNTIL)) is not None:
            assert talk.lease_owner == owner
            mine.append(talk.id)
        return mine

    shares = await asyncio.gather(*(claim_all(f"w{number}") for number in range(8)))
    got = [talk_id for share in shares for talk_id in share]
    assert len(got) == len(set(got)) == 40


async def test_a_lease_is_renewed_by_its_owner_only(database: Database) -> None:
    await database.conversations.start(a_conversation())
    talk = await claimed(database)
    assert await database.conversations.renew(talk.id, "w1", talk.fence, later(minutes=4))
    assert not await database.conversations.renew(talk.id, "w2", talk.fence, later(minutes=4))
    assert not await database.conversations.renew(talk.id, "w1", talk.fence - 1, later(minutes=4))
    [held] = await database.conversations.held()
    assert held == Held(talk.id, "w1", talk.fence, talk.lease_beat + 1)


async def test_a_lease_that_moved_meanwhile_is_not_taken_away(database: Database) -> None:
    await database.conversations.start(a_conversation())
    talk = await claimed(database)
    [seen] = await database.conversations.held()
    await database.conversations.renew(talk.id, "w1", talk.fence, UNTIL)
    assert not await database.conversations.free(seen)
    [seen] = await database.conversations.held()
    assert await database.conversations.free(seen)
    assert not await database.conversations.free(seen)


async def test_who_lost_the_lease_can_write_nothing(database: Database) -> None:
    await database.conversations.start(a_conversation())
    first = await claimed(database, "w1")
    [seen] = await database.conversations.held()
    await database.conversations.free(seen)
    for _ in range(2):  # while it is free, and while somebody else has it
        assert not await database.conversations.keep(first.id, first.fence, {"why": "late"})
        assert not await database.conversations.commit(first.id, first.fence, first.inbound_seq, {"why": "late"})
        assert not await database.conversations.settle(first.id, first.fence, first.inbound_seq, {"why": "late"})
        assert not await database.conversations.renew(first.id, "w1", first.fence, UNTIL)
        assert not await database.conversations.give_back(first.id, first.fence)
        second = await database.conversations.claim("w2", NOW, UNTIL)
    stored = await database.conversations.get(first.id)
    assert stored is not None
    assert stored.why == ""
    assert second is None
    assert (stored.lease_owner, stored.fence, stored.crashes) == ("w2", first.fence + 2, 2)


async def test_settling_misses_when_something_came_in(database: Database) -> None:
    await database.conversations.start(a_conversation())
    talk = await claimed(database)
    assert await database.conversations.commit(talk.id, talk.fence, talk.inbound_seq, {"why": "seen"})
    await database.conversations.wake(talk.id, later(seconds=1))
    assert not await database.conversations.commit(talk.id, talk.fence, talk.inbound_seq, {"why": "old"})
    assert not await database.conversations.settle(
        talk.id, talk.fence, talk.inbound_seq, {"wake_at": conversation.NEVER}
    )
    assert await database.conversations.give_back(talk.id, talk.fence)
    again = await claimed(database, "w2")
    assert (again.why, again.inbound_seq, again.crashes) == ("seen", talk.inbound_seq + 1, 1)
    assert await database.conversations.settle(
        again.id, again.fence, again.inbound_seq, {"wake_at": conversation.NEVER, "stage": conversation.Stage.SILENT}
    )
    settled = await database.conversations.get(talk.id)
    assert settled is not None
    assert (settled.stage, settled.wake_at, settled.lease_owner, settled.crashes) == (
        conversation.Stage.SILENT,
        conversation.NEVER,
        "",
        0,
    )
    assert not await database.conversations.busy()


async def test_waking_never_puts_off_and_an_operators_date_wins(database: Database) -> None:
    await database.conversations.start(a_conversation(wake_at=NOW))
    woken = await database.conversations.wake("c1.reviews", later(hours=1))
    assert woken is not None
    assert (woken.wake_at, woken.touched_at, woken.inbound_seq) == (NOW, later(hours=1), 1)
    woken = await database.conversations.wake("c1.reviews", later(hours=2), {"wake_at": conversation.NEVER})
    assert woken is not None
    assert (woken.wake_at, woken.inbound_seq) == (conversation.NEVER, 2)
    woken = await database.conversations.wake("c1.reviews", later(hours=3))
    assert woken is not None
    assert woken.wake_at == later(hours=3)
    assert await database.conversations.wake("nobody", NOW) is None


async def test_no_wake_of_many_at_once_is_lost(database: Database) -> None:
    await database.conversations.start(a_conversation())
    await asyncio.gather(*(database.conversations.wake("c1.reviews", NOW) for _ in range(20)))
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.inbound_seq == 20


async def test_one_item_of_a_conversation_is_on_its_way(database: Database) -> None:
    await database.conversations.start(a_conversation())
    boarded = await asyncio.gather(*(database.conversations.board("c1.reviews", f"i{n}") for n in range(6)))
    assert sum(boarded) == 1
    item = await database.conversations.boarded("c1.reviews")
    assert item == f"i{boarded.index(True)}"
    await database.conversations.land("c1.reviews", "another")
    assert await database.conversations.boarded("c1.reviews") == item
    await database.conversations.land("c1.reviews", item, {"touches": 1})
    assert await database.conversations.boarded("c1.reviews") == ""


async def test_a_participant_is_remembered_once(database: Database) -> None:
    await database.conversations.start(a_conversation())
    boss = address.email("Boss+1@client.example")
    for _ in range(2):
        await database.conversations.joined("c1.reviews", boss)
    [talk] = await database.conversations.with_participant(address.email("boss@client.example"))
    assert talk.participants == (boss,)


@pytest.mark.parametrize(
    ("wakes", "expected"),
    [((), None), ((conversation.NEVER,), None), ((later(hours=5), later(hours=2)), later(hours=2))],
    ids=["nothing there", "never", "the earliest"],
)
async def test_the_next_moment_of_work_is_known(
    database: Database, wakes: tuple[datetime.datetime, ...], expected: object
) -> None:
    for number, wake_at in enumerate(wakes):
        await database.conversations.start(a_conversation(number, wake_at=wake_at))
    assert await database.conversations.next_wake() == expected


async def test_a_participant_is_forgotten_and_the_others_are_not(database: Database) -> None:
    await database.conversations.start(a_conversation())
    left, stays = address.email("left@client.example"), address.email("stays@client.example")
    for each in (left, stays):
        await database.conversations.joined("c1.reviews", each)
    await database.conversations.threaded("c1.reviews", {"answer_to": left})
    for _ in range(2):
        await database.conversations.forget("c1.reviews", left)
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.participants, talk.answer_to) == ((stays,), None)
