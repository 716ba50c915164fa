"""The outbox on both engines: every legal move, no illegal one, nothing sent twice without a flag."""

import asyncio
import collections.abc

import pytest

from services.core import errors
from services.core.domain import outbox_item
from services.core.domain.outbox_item import MOVES, OutboxItem, State
from services.core.store.database import Database
from services.core.store.leases import Held
from tests.builders import NOW, an_item, later

ITEM = an_item().id
Move = collections.abc.Callable[[Database, OutboxItem], collections.abc.Awaitable[object]]


def seen(item: OutboxItem) -> Held:
    return Held(item.id, item.owner, item.fence, 0)


# (method, what it makes of an item): the states it may find, and the state it leaves.
CALLS: dict[str, tuple[Move, frozenset[State], State | None]] = {
    "approve": (lambda db, item: db.outbox.approve(item, NOW), frozenset({State.HELD}), State.QUEUED),
    "claim": (lambda db, item: db.outbox.claim([item.account], "w1", NOW), frozenset({State.QUEUED}), State.LEASED),
    "sending": (lambda db, item: db.outbox.sending(item, NOW), frozenset({State.LEASED}), State.SENDING),
    "sent": (
        lambda db, item: db.outbox.sent(item, NOW),
        frozenset({State.SENDING, State.UNKNOWN, State.REVIEW}),
        State.SENT,
    ),
    "deferred": (
        lambda db, item: db.outbox.deferred(item, later(minutes=1), "4xx"),
        frozenset({State.LEASED, State.SENDING}),
        State.QUEUED,
    ),
    "postponed": (lambda db, item: db.outbox.postponed(item, NOW, "cap"), frozenset({State.LEASED}), State.QUEUED),
    "failed": (
        lambda db, item: db.outbox.failed(item, "5xx"),
        frozenset({State.LEASED, State.SENDING}),
        State.FAILED,
    ),
    "cancelled_at_gate": (
        lambda db, item: db.outbox.cancelled_at_gate(item, "stop"),
        frozenset({State.SENDING}),
        State.CANCELLED,
    ),
    "expired": (lambda db, item: db.outbox.expired(item, "late"), frozenset({State.LEASED}), State.EXPIRED),
    "uncertain": (lambda db, item: db.outbox.uncertain(item, "lost"), frozenset({State.SENDING}), State.UNKNOWN),
    "to_review": (lambda db, item: db.outbox.to_review(item, "none"), frozenset({State.UNKNOWN}), State.REVIEW),
    "resend": (
        lambda db, item: db.outbox.resend(item, NOW, "once more"),
        frozenset({State.UNKNOWN, State.REVIEW}),
        State.QUEUED,
    ),
    "cancel": (
        lambda db, item: db.outbox.cancel(item.id, "operator"),
        frozenset({State.HELD, State.QUEUED, State.LEASED, State.REVIEW}),
        State.CANCELLED,
    ),
    "cancel_all": (
        lambda db, item: db.outbox.cancel_all(item.conversation, "stop"),
        frozenset({State.HELD, State.QUEUED, State.LEASED}),
        State.CANCELLED,
    ),
    "free": (lambda db, item: db.outbox.free(seen(item)), frozenset({State.LEASED, State.SENDING}), None),
}
FREED = {State.LEASED: State.QUEUED, State.SENDING: State.UNKNOWN}
UNFENCED = {"approve", "claim", "sent", "to_review", "resend", "cancel", "cancel_all"}


async def stored(database: Database) -> OutboxItem:
    item = await database.outbox.get(ITEM)
    assert item is not None
    return item


async def leased(database: Database, owner: str = "w1") -> OutboxItem:
    item = await database.outbox.claim(["main"], owner, NOW)
    assert item is not None
    return item


async def in_sending(database: Database) -> OutboxItem:
    await database.outbox.add(an_item())
    item = await leased(database)
    assert await database.outbox.sending(item, NOW)
    return item


@pytest.mark.parametrize("call", list(CALLS))
async def test_every_move_is_made_from_its_own_states_and_from_no_other(database: Database, call: str) -> None:
    move, sources, target = CALLS[call]
    for number, state in enumerate(State):
        where = {"conversation": f"t{number}", "account": f"a{number}"}
        item = an_item(number, state=state, fence=3, owner="w1", **where)
        await database.outbox.add(item)
        moved = bool(await move(database, item))
        after = await database.outbox.get(item.id)
        assert after is not None
        assert moved == (state in sources), f"from {state}"
        assert after.state == ((target or FREED[state]) if moved else state)


@pytest.mark.parametrize("call", list(CALLS))
def test_no_method_makes_a_move_that_the_states_forbid(call: str) -> None:
    _, sources, target = CALLS[call]
    for source in sources:
        assert (target or FREED[source]) in MOVES[source]


@pytest.mark.parametrize("call", sorted(set(CALLS) - UNFENCED))
async def test_a_sender_with_an_old_fence_moves_nothing(database: Database, call: str) -> None:
    move, sources, _ = CALLS[call]
    for number, state in enumerate(sorted(sources)):
        item = an_item(number, state=state, fence=3, owner="w2")
        await database.outbox.add(item)
        assert not await move(database, item.model_copy(update={"fence": 2, "owner": "w1"}))
        kept = await database.outbox.get(item.id)
        assert kept == item


async def test_an_item_comes_back_as_it_was_stored(database: Database) -> None:
    file = outbox_item.File(name="p.pdf", media_type="application/pdf", asset="0" * 64)
    item = an_item(files=(file,), references=("<a@b>", "<c@d>"), date=later(microseconds=999_000))
    await database.outbox.add(item)
    assert await stored(database) == item


async def test_the_same_cause_twice_is_success_and_another_is_an_error(database: Database) -> None:
    assert await database.outbox.add(an_item())
    again = an_item(message_id="<other@agent.example>", reference="other")
    assert not await database.outbox.add(again)
    with pytest.raises(errors.Duplicate):
        await database.outbox.add(again.model_copy(update={"cause": "something else"}))
    with pytest.raises(errors.Duplicate):
        await database.outbox.add(an_item(2, reference="ref1"))


async def test_of_many_writers_of_one_cause_one_adds_it(database: Database) -> None:
    added = await asyncio.gather(*(database.outbox.add(an_item()) for _ in range(10)))
    assert sum(added) == 1


async def test_the_item_due_the_longest_is_claimed_first_and_only_for_its_account(database: Database) -> None:
    for number, account, minutes in ((1, "main", -1), (2, "main", -9), (3, "main", 1), (4, "second", -99)):
        await database.outbox.add(an_item(number, account=account, due_at=later(minutes=minutes)))
    got = [await database.outbox.claim(["main"], "w1", NOW) for _ in range(3)]
    assert [each.id if each else None for each in got] == [an_item(2).id, an_item(1).id, None]


async def test_many_senders_side_by_side_get_each_item_once(database: Database) -> None:
    for number in range(24):
        await database.outbox.add(an_item(number))

    async def claim_all(owner: str) -> list[str]:
        mine: list[str] = []
        while (item := await database.outbox.claim(["main"], owner, NOW)) is not None:
            mine.append(item.id)
        return mine

    shares = await asyncio.gather(*(claim_all(f"w{number}") for number in range(6)))
    got = [item_id for share in shares for item_id in share]
    assert len(got) == len(set(got)) == 24


async def test_waiting_for_a_window_is_no_attempt(database: Database) -> None:
    await database.outbox.add(an_item())
    assert await database.outbox.postponed(await leased(database), later(minutes=5), "window")
    item = await stored(database)
    assert (item.attempts, item.due_at, item.why) == (0, later(minutes=5), "window")
    assert await database.outbox.next_due() == later(minutes=5)


async def test_a_sender_that_died_before_the_body_loses_the_item_to_the_queue(database: Database) -> None:
    await database.outbox.add(an_item())
    dead = await leased(database)
    [held] = await database.outbox.held_leases()
    assert await database.outbox.free(held) is State.QUEUED
    assert not await database.outbox.sending(dead, NOW)
    assert (await leased(database, "w2")).fence > dead.fence


async def test_a_sender_that_died_in_the_body_leaves_it_unknown(database: Database) -> None:
    item = await in_sending(database)
    [held] = await database.outbox.held_leases()
    assert await database.outbox.free(held) is State.UNKNOWN
    assert await database.outbox.free(held) is None
    assert await database.outbox.claim(["main"], "w2", later(days=1)) is None
    assert not await database.outbox.deferred(item, NOW, "4xx")


async def test_a_sender_that_showed_life_keeps_its_item(database: Database) -> None:
    item = await in_sending(database)
    [held] = await database.outbox.held_leases()
    assert await database.outbox.beat(item)
    assert await database.outbox.free(held) is None
    assert not await database.outbox.beat(item.model_copy(update={"owner": "w2"}))


@pytest.mark.parametrize("meanwhile", ["sending", "unknown", "review"])
async def test_a_late_yes_of_the_server_always_wins(database: Database, meanwhile: str) -> None:
    item = await in_sending(database)
    if meanwhile != "sending":
        [held] = await database.outbox.held_leases()
        await database.outbox.free(held)
    if meanwhile == "review":
        assert await database.outbox.to_review(item, "no evidence")
    assert await database.outbox.sent(item, later(minutes=9), "250 late")
    after = await stored(database)
    assert (after.state, after.sent_at) == (State.SENT, later(minutes=9))
    assert not await database.outbox.resend(item, NOW, "once more")


async def test_an_item_is_sent_again_at_most_once_flagged_with_the_same_bytes(database: Database) -> None:
    await database.outbox.add(an_item())
    item = await leased(database)
    assert await database.outbox.sending(item, NOW, b"Subject: x\r\n\r\n\x00\xff")
    assert not await database.outbox.sending(item, NOW, b"other")
    await database.outbox.uncertain(item, "lost")
    tries = await asyncio.gather(*(database.outbox.resend(item, NOW, "once more") for _ in range(5)))
    assert sum(tries) == 1
    second = await leased(database, "w2")
    assert second.maybe_duplicate
    assert await database.outbox.mime(second) == b"Subject: x\r\n\r\n\x00\xff"
    await database.outbox.sending(second, NOW)
    await database.outbox.uncertain(second, "lost again")
    assert not await database.outbox.resend(second, NOW, "a third time")
    assert await database.outbox.to_review(second, "a person decides")


async def test_the_bytes_go_when_the_item_is_final(database: Database) -> None:
    await database.outbox.add(an_item())
    item = await leased(database)
    await database.outbox.sending(item, NOW, b"bytes")
    await database.outbox.sent(item, NOW)
    assert await database.outbox.mime(item) is None


async def test_searches_for_evidence_are_counted_while_it_is_unknown(database: Database) -> None:
    item = await in_sending(database)
    assert await database.outbox.searched(item) == 0
    await database.outbox.uncertain(item, "lost")
    assert [await database.outbox.searched(item) for _ in range(2)] == [1, 2]


async def test_only_the_words_that_were_shown_are_approved(database: Database) -> None:
    await database.outbox.add(an_item(state=State.HELD))
    shown = await stored(database)
    assert not await database.outbox.approve(shown.model_copy(update={"text": "older words"}), NOW)
    assert await database.outbox.approve(shown, later(hours=1), {"text": "mended words"})
    after = await stored(database)
    assert (after.state, after.text, after.due_at) == (State.QUEUED, "mended words", later(hours=1))


async def test_an_answer_to_the_newest_message_is_not_cancelled_by_who_is_late_to_tell_of_it(
    database: Database,
) -> None:
    answer = outbox_item.Kind.ANSWER
    await database.outbox.add(an_item(1, kind=answer, inbound_seq=1))
    await database.outbox.add(an_item(2, kind=answer, inbound_seq=2))
    assert await database.outbox.cancel_all("c1.reviews", "the client wrote again", superseded=True, before=2) == 1
    states = {each.inbound_seq: (each.state, each.superseded) for each in await database.outbox.recent()}
    assert states == {1: (State.CANCELLED, True), 2: (State.QUEUED, False)}


async def test_items_are_found_by_what_comes_back_from_outside(database: Database) -> None:
    for number in (1, 2):
        await database.outbox.add(an_item(number))
    found = await database.outbox.by_message_id(("<i1@agent.example>", "<i2@agent.example>", "<strange@x>"))
    assert found is not None
    assert found.id == an_item(2).id
    assert await database.outbox.by_message_id(("<strange@x>",)) is None
    by_reference = await database.outbox.by_reference("ref1")
    assert by_reference is not None
    assert by_reference.id == ITEM
    several = await database.outbox.by_references(["ref1", "ref2", "strange"])
    assert {reference: each.id for reference, each in several.items()} == {"ref1": ITEM, "ref2": an_item(2).id}
    assert [each.id for each in await database.outbox.recent(1)] == [an_item(2).id]
    assert [each.id for each in await database.outbox.pending("c1.reviews", State.QUEUED)] == [ITEM, an_item(2).id]
    assert len(await database.outbox.in_states(State.QUEUED, State.HELD)) == 2


async def test_a_late_yes_stops_a_resend_that_is_waiting(database: Database) -> None:
    first = await in_sending(database)
    await database.outbox.uncertain(first, "lost")
    await database.outbox.resend(first, NOW, "once more")
    assert await database.outbox.sent(first, NOW, "250 after all")
    assert await database.outbox.claim(["main"], "w2", NOW) is None
    assert (await stored(database)).state is State.SENT
