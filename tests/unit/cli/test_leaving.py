"""`client_utils export` and `sales-agent retention`: a person's data for the person, and nobody kept too long."""

import datetime
from typing import Any

import pytest

from services.core.domain import address, conversation, suppression
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.store import retention
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work, documents
from tests.unit.cli.test_erase import CANARY, EMAIL, a_known_person

LONG_AGO = builders.later(days=-366)


async def test_a_person_is_given_everything_that_is_kept(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    await embedded_database.suppressions.add(address.email(EMAIL), suppression.Reason.STOP, builders.NOW)
    await embedded_database.outbox.add(
        builders.an_item(9, id="notice:c1.reviews:4:0", kind="notice", conversation="", text=f"she wrote: {CANARY}")
    )
    stray = builders.a_message(5, conversation="c9.reviews", contact="", sender=address.email(EMAIL), text="elsewhere")
    await embedded_database.messages.add(stray)
    told = (await operator.types("export c1 --json")).json
    assert told["person"]["email"] == EMAIL
    assert told["person"]["basis"]["text"] == CANARY
    assert told["suppressions"] == [
        {"address": EMAIL, "reason": "stop", "at": builders.NOW.isoformat(), "by": ""},
    ]
    (talk,) = told["conversations"]
    assert [each["text"] for each in talk["received"]] == [CANARY]
    assert [each["text"] for each in talk["written"]] == [CANARY]
    assert [each["text"] for each in talk["told_to_operators"]] == [f"she wrote: {CANARY}"]
    assert [each["why"] for each in talk["decisions"]] == [CANARY]
    assert [each["text"] for each in told["elsewhere"]] == ["elsewhere"]


async def test_the_same_can_be_read_by_people(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    shown = (await operator.types(f"export {EMAIL}")).text
    assert "Conversation c1.reviews" in shown
    assert shown.count(CANARY) > 5
    assert (await operator.types("export nobody@veter.example")).code == 3


async def test_notices_that_quote_an_erased_person_are_emptied(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    for number, notice in enumerate(("c1.reviews:4:0", "dropped:c1.reviews:5:0", "c11.reviews:4:0"), 7):
        words = CANARY if "c11" not in notice else "somebody else"
        item = builders.an_item(number, id=f"notice:{notice}", kind="notice", conversation="", text=words)
        await embedded_database.outbox.add(item)
    await operator.types("erase c1 --yes")
    assert CANARY not in documents(embedded_database)
    other = await embedded_database.outbox.get("notice:c11.reviews:4:0")
    assert other is not None
    assert (other.text, other.state) == ("somebody else", State.QUEUED)


async def quiet(database: Database, **fields: Any) -> Operator:
    """A person with whom nothing has happened for a year and a day."""
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact(created_at=LONG_AGO))
    default = {"stage": Stage.SILENT, "touched_at": LONG_AGO, "wake_at": conversation.NEVER}
    await database.conversations.start(builders.a_conversation(**{**default, **fields}))
    await database.messages.add(builders.a_message(text=CANARY))
    return operator


async def test_who_was_quiet_for_too_long_is_forgotten_and_may_be_added_again(embedded_database: Database) -> None:
    operator = await quiet(embedded_database)
    dry = await operator.asks_system("retention --dry-run --json")
    assert (dry.json["dry"], [each["id"] for each in dry.json["people"]]) == (True, ["c1"])
    assert CANARY in documents(embedded_database)
    assert (await operator.asks_system("retention --json")).code == 2
    done = await operator.asks_system("retention --yes --json")
    assert (done.json["dry"], len(done.json["people"])) == (False, 1)
    assert CANARY not in documents(embedded_database)
    assert (await operator.asks_system("retention --dry-run --json")).json["people"] == []
    assert (await operator.types("add --email c1@client.example")).code == 0


async def test_a_suppression_outlives_the_person(embedded_database: Database) -> None:
    operator = await quiet(embedded_database)
    await operator.types("stop c1")
    later = builders.later(days=400)
    assert len(await retention.sweep(embedded_database, later)) == 1
    assert (await operator.types("add --email c1@client.example")).code == 5


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"touched_at": builders.later(days=-364)}, "its days have not passed"),
        ({"stage": Stage.PAUSED, "wake_at": builders.later(days=30)}, "a pause ends some day"),
        ({"lease_owner": "a worker"}, "somebody works on it"),
    ],
)
async def test_who_is_still_talked_with_stays(embedded_database: Database, fields: dict[str, Any], why: str) -> None:
    await quiet(embedded_database, **fields)
    assert await retention.due(embedded_database, builders.NOW) == [], why


async def test_a_message_that_waits_for_a_person_keeps_the_contact(embedded_database: Database) -> None:
    await quiet(embedded_database)
    await embedded_database.outbox.add(builders.an_item(state=State.REVIEW))
    assert await retention.due(embedded_database, builders.NOW) == []


async def test_a_campaign_that_keeps_longer_keeps_the_person(embedded_database: Database) -> None:
    await quiet(embedded_database)
    await embedded_database.campaigns.put(builders.a_campaign("archive", retention_days=3650))
    talk = builders.a_conversation(id="c1.archive", campaign="archive", stage=Stage.DECLINED, touched_at=LONG_AGO)
    await embedded_database.conversations.start(talk.model_copy(update={"wake_at": conversation.NEVER}))
    assert await retention.due(embedded_database, builders.NOW) == []
    assert len(await retention.due(embedded_database, builders.NOW + datetime.timedelta(days=3650))) == 1
