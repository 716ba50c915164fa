"""`sales-agent meetings`: what operators see and decide, and what is refused."""

import datetime
from typing import Any

import pytest

from services.core.domain import meeting
from services.core.domain.conversation import Stage
from services.core.domain.meeting import Hold, Meeting, State
from services.core.store.database import Database
from tests.builders import NOW, a_contact, a_conversation, later
from tests.unit.cli.desk import Operator, at_work

AT = later(days=2).replace(second=0, microsecond=0)


async def booked(database: Database, number: int = 1, at: datetime.datetime = AT, **fields: Any) -> Operator:
    """An operator, and a client with a proposed meeting."""
    operator = await at_work(database)
    await database.contacts.add(a_contact(number))
    await database.conversations.start(a_conversation(number, stage=Stage.DEMO_BOOKED))
    ends_at = at + datetime.timedelta(minutes=30)
    cells = meeting.cells("reviews", at, ends_at)
    blank = Meeting(
        id=f"c{number}.reviews",
        contact=f"c{number}",
        campaign="reviews",
        calendar="reviews",
        starts_at=at,
        ends_at=ends_at,
        cells=cells,
        until=ends_at,
        agreed_at=NOW,
        changed_at=NOW,
    )
    assert await database.slots.hold(blank, Hold(turn="t", starts_at=at, ends_at=ends_at, cells=cells))
    seen = await database.slots.get(blank.id)
    assert seen is not None
    default = {"state": State.PROPOSED, "number": 1, "hold": None, "own_cells": cells, "uid": "u@agent.example"}
    assert await database.slots.change(seen, {**default, **fields})
    return operator


async def test_what_is_to_come_is_listed_the_soonest_first(embedded_database: Database) -> None:
    await booked(embedded_database, 1, AT)
    operator = await booked(embedded_database, 2, AT - datetime.timedelta(hours=5), state=State.CONFIRMED)
    listed = (await operator.asks_system("meetings list --json")).json
    assert [(each["id"], each["state"]) for each in listed] == [("c2.reviews", "confirmed"), ("c1.reviews", "proposed")]
    assert (await operator.asks_system("meetings list")).code == 0


async def test_nothing_to_come_is_said(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    assert "No meeting" in (await operator.asks_system("meetings list")).text


async def test_a_meeting_is_shown_in_both_zones(embedded_database: Database) -> None:
    operator = await booked(embedded_database)
    person = await embedded_database.contacts.get("c1")
    assert person is not None
    await embedded_database.contacts.save(person.model_copy(update={"timezone": "Asia/Yekaterinburg"}))
    shown = await operator.asks_system("meetings show c1@client.example")
    assert "Europe/Moscow" in shown.text
    assert "Asia/Yekaterinburg" in shown.text


async def test_a_confirmed_meeting_wakes_the_conversation(embedded_database: Database) -> None:
    operator = await booked(embedded_database)
    told = await operator.asks_system("meetings confirm c1 --json")
    assert (told.code, told.json["state"], told.json["by"]) == (0, "confirmed", "olga")
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.wake_at, talk.inbound_seq) == (NOW, 1)
    assert (await operator.asks_system("meetings confirm c1")).code != 0


async def test_a_meeting_is_moved_in_the_campaigns_zone(embedded_database: Database) -> None:
    operator = await booked(embedded_database, state=State.CONFIRMED, invited=0)
    told = (await operator.asks_system("meetings move c1 --to 2026-11-26T15:00 --json")).json
    assert told["starts_at"] == "2026-11-26T12:00:00Z"
    assert (told["state"], told["sequence"]) == ("confirmed", 1)


async def test_a_move_onto_another_meeting_is_refused(embedded_database: Database) -> None:
    await booked(embedded_database, 1, AT)
    operator = await booked(embedded_database, 2, AT + datetime.timedelta(hours=3))
    local = (AT + datetime.timedelta(hours=3, minutes=15)).astimezone(datetime.timezone(datetime.timedelta(hours=3)))
    told = await operator.asks_system(f"meetings move c2 --to {local:%Y-%m-%dT%H:%M}")
    assert told.code == 0  # over its own old time
    told = await operator.asks_system(f"meetings move c1 --to {local:%Y-%m-%dT%H:%M}")
    assert told.code != 0
    assert "taken" in told.text
    stood = await embedded_database.slots.get("c1.reviews")
    assert stood is not None
    assert stood.starts_at == AT


@pytest.mark.parametrize(
    "line",
    [
        "meetings show nobody",
        "meetings confirm c1@nowhere.example",
        "meetings move c1 --to soon",
        "meetings move c1 --to 2020-01-01T10:00",
    ],
)
async def test_what_cannot_be_is_said(embedded_database: Database, line: str) -> None:
    operator = await booked(embedded_database)
    told = await operator.asks_system(line)
    assert told.code != 0
    assert told.text


async def test_a_cancelled_meeting_gives_its_time_back_and_owes_the_client_a_word(embedded_database: Database) -> None:
    operator = await booked(embedded_database)
    assert (await operator.asks_system("meetings cancel c1 --why ill")).code == 0
    gone = await embedded_database.slots.get("c1.reviews")
    assert gone is not None
    assert (gone.state, gone.withdraw, gone.why) == (State.RELEASED, True, "cancelled by olga: ill")
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.stage is Stage.ENGAGED
    assert (await operator.asks_system("meetings cancel c1")).code != 0
    assert "c1.reviews" in (await operator.asks_system("meetings list --all")).text


async def test_a_meeting_of_a_talk_that_is_over_is_void(embedded_database: Database) -> None:
    operator = await booked(embedded_database)
    await embedded_database.conversations.threaded("c1.reviews", {"stage": Stage.STOPPED})
    told = await operator.asks_system("meetings confirm c1")
    assert told.code != 0
    assert "void" in told.text
