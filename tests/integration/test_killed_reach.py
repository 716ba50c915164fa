"""A worker that dies between putting a touch into the outbox and settling: the touch goes out once all the same."""

import datetime
from typing import Any

import pytest

from services.app_logic import converse
from services.app_logic.office import Office
from services.core import clock
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from services.core.store import database as store
from services.core.store.engine import Command
from tests import builders
from tests.fakes import KeywordBrain
from tests.house.command_watch import CommandWatch

TALK = "c1.reviews"


class Killed(BaseException):
    """Stands in for SIGKILL: nothing catches it."""


class Executioner:
    """Ends the work before the conversation is settled, once."""

    def __init__(self) -> None:
        self._watch = CommandWatch()
        self.is_armed = True

    def observe(self, command: Command) -> None:
        """One command is about to be sent."""
        self._watch.observe(command)
        settles = command.collection == "conversations" and command.update.get("$set", {}).get("lease_owner") == ""
        if self.is_armed and settles:
            self.is_armed = False
            raise Killed


@pytest.mark.parametrize(
    ("stage", "fields"),
    [
        (Stage.NEW, {}),
        (Stage.CONTACTED, {"touches": 1, "next_touch_at": builders.NOW}),
        (Stage.ENGAGED, {"next_touch_at": builders.NOW}),
        (Stage.PAUSED, {"next_touch_at": builders.NOW, "pause_until": builders.NOW.date()}),
    ],
)
@pytest.mark.parametrize("became", [State.SENT, State.REVIEW, State.FAILED, State.CANCELLED])
async def test_a_touch_whose_writer_died_before_settling_is_not_written_again(
    stage: Stage, fields: dict[str, Any], became: State
) -> None:
    executioner = Executioner()
    database = store.embedded(builders.SUPPRESSION_KEYS, executioner.observe)
    await database.prepare(builders.NOW)
    await database.accounts.put(builders.an_account())
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=stage, **fields))
    moment = clock.VirtualClock(builders.NOW)
    office = Office(database, moment, KeywordBrain({}), b"k" * 32)

    async def work() -> None:
        talk = await database.conversations.claim("w", moment.now(), moment.now())
        assert talk is not None
        await converse.converse(office, talk)

    with pytest.raises(Killed):
        await work()
    (held,) = await database.conversations.held()
    assert await database.conversations.free(held)
    (touch,) = await database.outbox.of_conversation(TALK)
    await database.outbox.claim(["main"], "sender", touch.due_at)
    item = await database.outbox.get(touch.id)
    assert item is not None
    if became is State.FAILED:
        await database.outbox.failed(item, "refused")
    elif became is State.CANCELLED:
        await database.outbox.cancel(item.id, "dropped by olga")
    else:
        await database.outbox.sending(item, touch.due_at)
        await database.outbox.uncertain(item, "lost")
        if became is State.SENT:
            await database.outbox.sent(item, touch.due_at)
        else:
            await database.outbox.to_review(item, "no trace")
    for _ in range(3):
        moment.advance(datetime.timedelta(minutes=31))
        wake = await database.conversations.next_wake()
        if wake is not None and wake <= moment.now():
            await work()
    touches = [each.id for each in await database.outbox.of_conversation(TALK) if each.kind is Kind.TOUCH]
    assert touches == [touch.id]
    await database.close()
