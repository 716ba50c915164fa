"""Notices to operators: each kind is told, many become one mail, and none is lost."""

import asyncio
import datetime

import pytest

from services.app_logic import notices, watch
from services.app_logic.brain.breaker import CircuitBreaker, FallbackBrain
from services.app_logic.office import Office
from services.core.clock import VirtualClock
from services.core.domain import account
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store.database import Database
from tests import builders
from tests.fakes import KeywordBrain

KEY = b"k" * 32


async def office_on(database: Database, clock: VirtualClock | None = None) -> Office:
    await database.accounts.put(builders.an_account())
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=Stage.ENGAGED))
    return Office(database, clock or VirtualClock(builders.NOW), KeywordBrain({}), KEY)


async def told(database: Database) -> list[OutboxItem]:
    return [each for each in await database.outbox.recent(1000) if each.kind is Kind.NOTICE]


async def tell(office: Office, number: int, *, urgent: bool = False) -> None:
    talk = builders.a_conversation()
    await office.tell(talk, f"c1.reviews:{number}", f"thing {number}.", f"look at {number}.", urgent=urgent)


def lost(found: list[OutboxItem], count: int) -> list[int]:
    words = "\n".join(f"{each.subject}\n{each.text}" for each in found)
    return [number for number in range(count) if f"look at {number}." not in words or f"thing {number}." not in words]


@pytest.mark.parametrize(
    ("urgent", "at_once"), [(True, notices.URGENT_AN_HOUR), (False, notices.OTHERS_AN_HOUR)], ids=["urgent", "others"]
)
async def test_two_hundred_things_at_one_moment_are_a_handful_of_mails(
    embedded_database: Database, urgent: bool, at_once: int
) -> None:
    office = await office_on(embedded_database)
    for _ in range(2):  # a worker that died repeats everything
        for number in range(200):
            await tell(office, number, urgent=urgent)
    found = await told(embedded_database)
    assert len(found) == at_once + 2
    assert lost(found, 200) == []
    now_due = [each for each in found if each.due_at <= builders.NOW]
    assert len(now_due) == at_once
    gathered = [each for each in found if each.gathers]
    assert sum(len(each.gathers) for each in gathered) == 200 - at_once
    assert all(each.due_at <= builders.NOW + notices.GATHERED_FOR for each in gathered)
    assert max(len(each.gathers) for each in gathered) == notices.MOST_GATHERED
    assert f"{notices.MOST_GATHERED} more things for you to look at" in {each.subject for each in gathered}


async def test_two_hundred_things_in_two_hours_are_a_mail_a_quarter_and_a_few(embedded_database: Database) -> None:
    clock = VirtualClock(builders.NOW)
    office = await office_on(embedded_database, clock)
    for number in range(200):
        clock.move_to(builders.later(seconds=36 * number))
        await tell(office, number, urgent=number % 4 == 0)
    found = await told(embedded_database)
    assert len(found) <= 3 * (notices.URGENT_AN_HOUR + notices.OTHERS_AN_HOUR) + 9
    assert lost(found, 200) == []


async def test_many_workers_at_once_lose_nothing(embedded_database: Database) -> None:
    office = await office_on(embedded_database)
    await asyncio.gather(*(tell(office, number % 60) for number in range(120)))
    assert lost(await told(embedded_database), 60) == []


async def test_what_comes_while_the_gathered_mail_is_on_its_way_goes_into_another(embedded_database: Database) -> None:
    office = await office_on(embedded_database)
    for number in range(5):
        await tell(office, number)
    (first,) = [each for each in await told(embedded_database) if each.gathers]
    leaves = first.due_at - datetime.timedelta(seconds=1)
    await embedded_database.collection("outbox").update_one({"_id": first.id}, {"$set": {"due_at": leaves}})
    while (claimed := await embedded_database.outbox.claim(["main"], "w", leaves)) is not None:
        assert claimed.state is State.LEASED
    await tell(office, 5)
    assert len([each for each in await told(embedded_database) if each.gathers]) == 2
    assert lost(await told(embedded_database), 6) == []


async def test_a_message_that_waits_for_a_yes_and_one_that_may_not_have_arrived_are_told(
    embedded_database: Database,
) -> None:
    office = await office_on(embedded_database)
    await office.tell_of_held(builders.a_conversation(), builders.an_item(1))
    await embedded_database.outbox.add(builders.an_item(2, state=State.REVIEW, why="no trace of it"))
    for _ in range(3):
        await watch.look(office)
    subjects = sorted(each.subject for each in await told(embedded_database))
    assert subjects == [
        "[reviews] a message may not have arrived: your word is needed",
        "[reviews] a message waits for your yes",
    ]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"state": account.State.PAUSED, "why": "the server refused the login"}, "refused the login"),
        ({"touches_stopped": "3 of 40 touches of the last week met dead addresses"}, "met dead addresses"),
        ({"state": account.State.PAUSED, "why": "paused by olga"}, ""),
    ],
)
async def test_an_account_that_stopped_by_itself_is_told_once_a_day(
    embedded_database: Database, fields: dict[str, object], word: str
) -> None:
    clock = VirtualClock(builders.NOW)
    office = await office_on(embedded_database, clock)
    await embedded_database.accounts.mark("main", fields)
    for hours in (0, 1, 25):
        clock.move_to(builders.later(hours=hours))
        await watch.look(office)
    found = await told(embedded_database)
    assert [word in each.subject for each in found] == ([True, True] if word else [])


async def test_a_model_that_is_away_is_told_once_a_day(embedded_database: Database) -> None:
    office = await office_on(embedded_database)
    away = CircuitBreaker(failures=3, shut_until=100.0)
    office.brain = FallbackBrain(KeywordBrain({}), KeywordBrain({}), away)
    for _ in range(3):
        await watch.look(office)
    (only,) = await told(embedded_database)
    assert "the model keywords does not answer" in only.subject


async def test_a_notice_is_written_by_an_account_that_sends(embedded_database: Database) -> None:
    office = await office_on(embedded_database)
    await embedded_database.accounts.mark("main", {"state": account.State.PAUSED, "why": "refused"})
    await embedded_database.accounts.put(builders.an_account("second"))
    await embedded_database.campaigns.put(builders.a_campaign(accounts=("main", "second")))
    await watch.look(office)
    assert {each.account for each in await told(embedded_database)} == {"second"}


async def test_a_gathered_notice_about_somebody_is_found_for_erasing(embedded_database: Database) -> None:
    office = await office_on(embedded_database)
    for number in range(5):
        await tell(office, number)
    found = await embedded_database.outbox.notices_about("c1.reviews")
    assert len(found) == len(await told(embedded_database)) == 4
    assert await embedded_database.outbox.notices_about("c2.reviews") == []
