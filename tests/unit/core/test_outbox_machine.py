"""The store's own methods under random orders of calls, beside a simple reference: states, fences, copies, stops.

It runs on the embedded engine; the contract tests hold both engines to the same table of moves.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import datetime
import typing
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import stateful
from hypothesis import strategies as some

from services.core.domain import outbox_item, suppression
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store import database as store
from services.core.store import documents, outbox
from services.core.store.leases import Held
from tests import builders
from tests.house.command_watch import CommandWatch

Result = TypeVar("Result")
_WAITS = (State.HELD, State.QUEUED, State.LEASED)


@dataclasses.dataclass
class Expected:
    """What the reference knows of an item; `copies` are with the receiver."""

    state: State
    kind: Kind
    fence: int = 0
    beat: int = 0
    resends: int = 0
    copies: int = 0
    after_stop: int = 0


@dataclasses.dataclass
class Attempt:
    """A sender's hold on an item: alive or not, it may act on it at any later time."""

    item: OutboxItem
    may_write_body: bool = False
    wrote_after_stop: bool = False
    was_accepted: bool = False


class Outbox(stateful.RuleBasedStateMachine):
    """Senders, a watch, a resolver, an operator and a client, in any order."""

    attempts = stateful.Bundle("attempts")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = store.embedded(builders.SUPPRESSION_KEYS, CommandWatch().observe)
        self.run(self.database.prepare(builders.NOW))
        self.run(self.database.conversations.start(builders.a_conversation()))
        self.outbox = self.opened(self.database)
        self.expected: dict[str, Expected] = {}
        self.is_stopped = False
        self.now = builders.NOW

    def run(self, work: collections.abc.Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()

    def opened(self, database: store.Database) -> outbox.Outbox:
        return database.outbox

    # Writing and approving

    @stateful.precondition(lambda self: len(self.expected) < 3)
    @stateful.rule(kind=some.sampled_from((Kind.TOUCH, Kind.ANSWER)), held=some.booleans())
    def enqueue(self, kind: Kind, held: bool) -> None:
        number = len(self.expected)
        state = State.HELD if held else State.QUEUED
        item = builders.an_item(number, id=f"i{number}", kind=kind, state=state)
        assert self.run(self.outbox.add(item))
        assert not self.run(self.outbox.add(item)), "the same cause adds once"
        self.expected[item.id] = Expected(state, kind)

    @stateful.precondition(lambda self: self.expected)
    @stateful.rule(data=some.data())
    def approve(self, data: some.DataObject) -> None:
        item = self._any(data)
        moved = self.run(self.outbox.approve(item, self.now))
        self._moves(item, moved, (State.HELD,), State.QUEUED)

    # Senders

    @stateful.rule(target=attempts)
    def claim(self) -> Any:
        item = self.run(self.outbox.claim(["main"], "w", self.now))
        queued = [each for each in self.expected.values() if each.state is State.QUEUED]
        assert (item is None) == (not queued)
        if item is None:
            return stateful.multiple()
        known = self.expected[item.id]
        assert known.state is State.QUEUED
        known.state, known.fence, known.beat = State.LEASED, known.fence + 1, known.beat + 1
        assert item.fence == known.fence
        return Attempt(item)

    @stateful.rule(attempt=attempts)
    def write_sending_and_look(self, attempt: Attempt) -> None:
        stopped_before = self.is_stopped
        moved = self.run(self.outbox.sending(attempt.item, self.now, b"bytes"))
        self._moves(attempt.item, moved, (State.LEASED,), State.SENDING, attempt.item.fence)
        if not moved:
            return
        objection = self.run(self.database.suppressions.of(attempt.item.to))
        assert (objection is not None) == stopped_before
        if objection is None:
            attempt.may_write_body, attempt.wrote_after_stop = True, stopped_before
            return
        assert self.run(self.outbox.cancelled_at_gate(attempt.item, "stop"))
        self.expected[attempt.item.id].state = State.CANCELLED

    @stateful.rule(attempt=attempts, arrives=some.booleans())
    def write_the_body(self, attempt: Attempt, arrives: bool) -> None:
        if not attempt.may_write_body:
            return
        attempt.may_write_body = False
        known = self.expected[attempt.item.id]
        known.copies += arrives
        known.after_stop += arrives and attempt.wrote_after_stop
        attempt.was_accepted = arrives

    @stateful.rule(attempt=attempts)
    def hear_the_yes(self, attempt: Attempt) -> None:
        if not attempt.was_accepted:
            return
        known = self.expected[attempt.item.id]
        moved = self.run(self.outbox.sent(attempt.item, self.now))
        late = known.state in outbox_item.LATE_YES and known.resends == 1
        assert moved == (known.state in (State.SENDING, State.UNKNOWN, State.REVIEW) or late)
        known.state = State.SENT if moved else known.state

    @stateful.rule(attempt=attempts)
    def hear_a_no_for_now(self, attempt: Attempt) -> None:
        if attempt.may_write_body or attempt.was_accepted:
            return
        moved = self.run(self.outbox.deferred(attempt.item, self.now, "451"))
        self._moves(attempt.item, moved, (State.LEASED, State.SENDING), State.QUEUED, attempt.item.fence)

    @stateful.rule(attempt=attempts)
    def hear_a_no_for_good(self, attempt: Attempt) -> None:
        if attempt.may_write_body or attempt.was_accepted:
            return
        moved = self.run(self.outbox.failed(attempt.item, "554"))
        self._moves(attempt.item, moved, (State.LEASED, State.SENDING), State.FAILED, attempt.item.fence)

    @stateful.rule(attempt=attempts)
    def hear_nothing(self, attempt: Attempt) -> None:
        moved = self.run(self.outbox.uncertain(attempt.item, "lost"))
        self._moves(attempt.item, moved, (State.SENDING,), State.UNKNOWN, attempt.item.fence)

    @stateful.rule(attempt=attempts)
    def come_too_late(self, attempt: Attempt) -> None:
        moved = self.run(self.outbox.expired(attempt.item, "late"))
        self._moves(attempt.item, moved, (State.LEASED,), State.EXPIRED, attempt.item.fence)

    # The watch, the resolver, the operator, the client

    @stateful.precondition(lambda self: self.expected)
    @stateful.rule(data=some.data(), behind=some.integers(0, 1))
    def free_the_lease(self, data: some.DataObject, behind: int) -> None:
        item = self._any(data)
        known = self.expected[item.id]
        state = self.run(self.outbox.free(Held(item.id, "w", known.fence, known.beat - behind)))
        freed = {State.LEASED: State.QUEUED, State.SENDING: State.UNKNOWN}
        assert state == (None if behind else freed.get(known.state))
        if state is not None:
            known.state, known.fence = state, known.fence + 1

    @stateful.precondition(lambda self: self.expected)
    @stateful.rule(data=some.data())
    def resolve(self, data: some.DataObject) -> None:
        """As the resolver does: evidence first, else by the kind of message."""
        item = self._any(data)
        known = self.expected[item.id]
        if known.state is not State.UNKNOWN:
            return
        if known.copies and data.draw(some.booleans()):
            assert self.run(self.outbox.sent(item, self.now, "found"))
            known.state = State.SENT
        elif known.kind is Kind.TOUCH or known.resends:
            assert self.run(self.outbox.to_review(item, "no trace"))
            known.state = State.REVIEW
        else:
            self._resends(item, known)

    @stateful.precondition(lambda self: self.expected)
    @stateful.rule(data=some.data())
    def release_from_review(self, data: some.DataObject) -> None:
        item = self._any(data)
        if self.expected[item.id].state is State.REVIEW:
            self._resends(item, self.expected[item.id])

    def _resends(self, item: OutboxItem, known: Expected) -> None:
        moved = self.run(self.outbox.resend(item, self.now, "once more"))
        assert moved == (known.resends == 0)
        if moved:
            known.state, known.resends = State.QUEUED, 1

    @stateful.precondition(lambda self: self.expected)
    @stateful.rule(data=some.data())
    def cancel(self, data: some.DataObject) -> None:
        item = self._any(data)
        moved = self.run(self.outbox.cancel(item.id, "operator"))
        self._moves(item, moved, (*_WAITS, State.REVIEW), State.CANCELLED)

    @stateful.rule()
    def stop(self) -> None:
        to = builders.an_item().to
        self.run(self.database.suppressions.add(to, suppression.Reason.STOP, self.now, "the client"))
        self.is_stopped = True
        count = self.run(self.outbox.cancel_all("c1.reviews", "stop"))
        waiting = [each for each in self.expected.values() if each.state in _WAITS]
        assert count == len(waiting)
        for each in waiting:
            each.state = State.CANCELLED

    @stateful.rule(minutes=some.integers(1, 90))
    def pass_time(self, minutes: int) -> None:
        self.now += datetime.timedelta(minutes=minutes)

    # What holds always

    @stateful.invariant()
    def the_store_is_as_expected(self) -> None:
        for item_id, known in self.expected.items():
            item = self.run(self.outbox.get(item_id))
            assert item is not None
            assert (item.state, item.fence, item.resends) == (known.state, known.fence, known.resends)
            assert item.maybe_duplicate == bool(known.resends)

    @stateful.invariant()
    def nothing_goes_out_twice_in_silence_or_after_a_stop(self) -> None:
        for known in self.expected.values():
            assert known.copies <= 1 + known.resends
            assert known.after_stop == 0
            assert known.copies or known.state is not State.SENT

    def _any(self, data: some.DataObject) -> OutboxItem:
        item = self.run(self.outbox.get(data.draw(some.sampled_from(sorted(self.expected)))))
        assert item is not None
        return item

    def _moves(
        self, item: OutboxItem, moved: bool, sources: tuple[State, ...], target: State, fence: int | None = None
    ) -> None:
        """The call moved the item if and only if the reference says so."""
        known = self.expected[item.id]
        assert moved == (known.state in sources and fence in (None, known.fence))
        if moved:
            known.state = target


Outbox.TestCase.settings = hypothesis.settings(max_examples=25, stateful_step_count=30, deadline=None)
test_the_outbox_keeps_its_promises_in_any_order_of_calls = Outbox.TestCase


class _WithoutFence(outbox.Outbox):
    """A store in which a late sender's "not now" puts back what is somebody else's by now."""

    async def deferred(self, item: OutboxItem, due_at: datetime.datetime, why: str) -> bool:
        where = {"_id": item.id, "state": {"$in": [State.LEASED.value, State.SENDING.value]}}
        return await self._collection.update_one(where, {"$set": documents.plain({"state": State.QUEUED})})


class _OnBrokenStore(Outbox):
    def opened(self, database: store.Database) -> outbox.Outbox:
        return _WithoutFence(database.outbox._collection)


class _First:
    """In place of what Hypothesis draws: the first item."""

    def draw(self, _: object) -> str:
        return "i0"


@pytest.mark.parametrize("machine", [Outbox, _OnBrokenStore])
def test_a_store_without_its_fence_is_noticed(machine: type[Outbox]) -> None:
    played = machine()
    try:
        played.enqueue(kind=Kind.TOUCH, held=False)
        late = played.claim()
        played.free_the_lease(data=typing.cast(some.DataObject, _First()), behind=0)
        played.write_sending_and_look(attempt=played.claim())
        with contextlib.nullcontext() if machine is Outbox else pytest.raises(AssertionError):
            played.hear_a_no_for_now(attempt=late)
    finally:
        played.teardown()
