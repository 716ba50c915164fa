"""The census of the chaos: what counts as lost, as doubled in silence, as flagged, and as sent after a stop."""

from typing import Any

import pytest

from services.core.domain.outbox_item import Kind, State
from services.core.store.engine import Command
from tests import builders
from tests.chaos import census, points, worker
from tests.chaos.census import Arrived, Record

CLIENT = "c1@client.example"
COPY = Arrived(CLIENT, "<i1@agent.example>")


def a_record(state: State = State.SENT, **fields: Any) -> Record:
    item = builders.an_item(1, state=state, maybe_duplicate=fields.pop("flagged", False))
    return Record("a point", "touch", CLIENT, (Kind.TOUCH,), (item,), **fields)


@pytest.mark.parametrize(
    ("record", "arrived", "lost", "doubled", "flagged", "after_stop"),
    [
        (a_record(), [COPY], 0, 0, 0, 0),
        (a_record(), [], 1, 0, 0, 0),
        (a_record(State.REVIEW), [], 0, 0, 1, 0),
        (a_record(State.CANCELLED), [], 1, 0, 0, 0),
        (a_record(), [COPY, COPY], 0, 1, 0, 0),
        (a_record(flagged=True), [COPY, COPY], 0, 0, 1, 0),
        (a_record(flagged=True), [COPY, COPY, COPY], 0, 1, 1, 0),
        (a_record(), [Arrived("c2@client.example", COPY.message_id)], 1, 0, 0, 0),
        (a_record(inbound=1), [COPY], 1, 0, 0, 0),
        (a_record(inbound=1, stored=1), [COPY], 0, 0, 0, 0),
        (a_record(is_stopped=True), [COPY], 0, 0, 0, 1),
        (a_record(is_stopped=True, before_stop=1), [COPY], 0, 0, 0, 0),
        (a_record(is_stopped=True), [], 0, 0, 0, 0),
    ],
)
def test_what_is_counted(
    record: Record, arrived: list[Arrived], lost: int, doubled: int, flagged: int, after_stop: int
) -> None:
    tally = census.counted(record, arrived)
    assert (tally.lost, tally.duplicated_unflagged, tally.flagged, tally.after_stop) == (
        lost,
        doubled,
        flagged,
        after_stop,
    )
    assert tally.is_clean == (not (lost or doubled or after_stop))


def test_a_point_that_was_not_reached_is_not_clean() -> None:
    assert not census.counted(a_record(note="its point was not reached"), [COPY]).is_clean


def test_two_items_for_one_message_that_was_due_are_one_too_many() -> None:
    """The same touch under another Message-ID is found, too."""
    twice = tuple(builders.an_item(number, state=State.SENT) for number in (1, 2))
    record = Record("a point", "touch", CLIENT, (Kind.TOUCH,), twice)
    assert census.counted(record, [COPY, Arrived(CLIENT, "<i2@agent.example>")]).duplicated_unflagged == 1


def test_every_point_of_the_store_waits_for_commands_that_have_a_name() -> None:
    commands = (
        Command("outbox", "find_and_update", {}, {"$set": {"state": "leased"}}),
        Command("outbox", "update", {}, {"$set": {"state": "sending"}}),
        Command("outbox", "update", {}, {"$set": {"state": "sent"}}),
        Command("outbox", "find", {"conversation": "c"}),
        Command("outbox", "insert", {}),
        Command("suppressions", "find", {}),
        Command("deliveries", "insert", {}),
        Command("events", "insert", {}),
        Command("messages", "insert", {}),
        Command("messages", "update", {}, {"$set": {"state": "routed"}}),
        Command("messages", "update", {}, {"$set": {"state": "settled"}}),
        Command("accounts", "update", {}, {"$max": {"checkpoints.a": 1}}),
        Command("conversations", "update", {}, {"$set": {"flight": "i#1"}}),
        Command("conversations", "find_and_update", {}, {"$inc": {"inbound_seq": 1}}),
        Command("conversations", "update", {}, {"$set": {"turn": {"committed": True}}}),
        Command("conversations", "find_and_update", {}, {"$set": {"lease_owner": "w"}}),
        Command("conversations", "update", {}, {"$set": {"lease_owner": ""}}),
    )
    names = {points.name_of(each) for each in commands}
    wanted = {name for point in points.STORE_POINTS.values() for name in (point.before, point.after) if name}
    assert names == wanted


def test_a_worker_without_a_point_is_not_killed() -> None:
    executioner = worker.Executioner("")
    executioner.observe(Command("outbox", "update", {}, {"$set": {"state": "sent"}}))
