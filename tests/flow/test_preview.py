"""The preview: a campaign's coming days, played on a copy; caps, windows and holidays as they will be."""

import datetime
import pathlib
import xml.etree.ElementTree

import pytest

from services.core.domain import account, address, suppression
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from tests import builders, foreseen
from tests.unit.cli.desk import Operator, at_work, documents

PACE = account.Pace(per_day=8, warmup_from=2, warmup_step=1, gap_seconds=600, per_domain_and_day=2)
PEOPLE = 24
DAYS = 21


async def an_operator(database: Database) -> Operator:
    operator = await at_work(database)
    operator.clock.move_to(foreseen.START)
    await database.accounts.put(builders.an_account(pace=PACE))
    await database.accounts.mark("main", {"since": operator.clock.now()})
    return operator


async def are_added(operator: Operator, count: int) -> None:
    offer = await operator.database.campaigns.get("reviews")
    assert offer is not None
    await foreseen.people(operator.database, offer, count, operator.clock.now())


@pytest.mark.timeout(600)
async def test_many_people_in_some_weeks_keep_every_cap_window_gap_and_holiday(
    embedded_database: Database,
) -> None:
    operator = await an_operator(embedded_database)
    await are_added(operator, PEOPLE)
    before = documents(embedded_database)
    told = (await operator.asks_system(f"preview reviews --days {DAYS} --json")).json
    assert documents(embedded_database) == before

    assert len({each["contact"] for each in told}) == PEOPLE
    found = []
    for each in told:
        person = await embedded_database.contacts.get(each["contact"])
        assert person is not None
        found.append(foreseen.Leaving(datetime.datetime.fromisoformat(each["at"]), each["to"], person))
    assert found == sorted(found, key=lambda each: each.at)
    assert list(foreseen.broken(found, builders.a_campaign(), PACE, operator.clock.now())) == []


async def test_a_sequence_under_way_goes_on_and_its_words_are_shown(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    operator = await an_operator(embedded_database)
    await are_added(operator, 1)
    page = tmp_path / "preview.html"
    told = (await operator.asks_system(f"preview reviews --days 30 --json --html {page}")).json
    assert [each["touch"] for each in told] == ["opening", "follow-up 1 of 2", "follow-up 2 of 2"]
    assert "Мы собираем отзывы." in told[0]["text"]
    markup = page.read_text(encoding="utf-8")
    xml.etree.ElementTree.fromstring(markup.removeprefix("<!DOCTYPE html>\n"))
    assert "Больше не побеспокою." in markup
    within = (await operator.asks_system("preview reviews --days 2")).text
    assert "1 messages to 1 people within 2 days" in within


async def test_who_must_not_be_written_to_is_not_foreseen_either(embedded_database: Database) -> None:
    operator = await an_operator(embedded_database)
    await are_added(operator, 3)
    await embedded_database.suppressions.add(
        address.email("c0@client0.example"), suppression.Reason.STOP, operator.clock.now()
    )
    await embedded_database.conversations.wake(
        "c1.reviews", operator.clock.now(), {"stage": Stage.PAUSED, "wake_at": NEVER, "next_touch_at": NEVER}
    )
    told = (await operator.asks_system("preview reviews --days 20 --json")).json
    assert {each["contact"] for each in told} == {"c2"}


async def test_a_message_that_waits_for_a_yes_is_foreseen_as_if_it_had_it(embedded_database: Database) -> None:
    operator = await an_operator(embedded_database)
    offer = builders.a_campaign(mode="approve_all", default_basis="a customer of ours")
    await embedded_database.campaigns.put(offer)
    await are_added(operator, 1)
    assert len((await operator.asks_system("preview reviews --days 20 --json")).json) == 3
    assert "needs your yes" in (await operator.asks_system("preview reviews --days 2")).text
    assert await embedded_database.outbox.in_states(*State) == []


@pytest.mark.parametrize(
    ("line", "code"), [("preview nothing", 3), ("preview reviews --html /nowhere/at/all/x.html", 2)]
)
async def test_a_preview_that_cannot_be_made_says_why(embedded_database: Database, line: str, code: int) -> None:
    operator = await an_operator(embedded_database)
    assert (await operator.asks_system(line)).code == code
