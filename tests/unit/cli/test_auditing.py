"""`sales-agent evaluate writing`: what a text says has a source, or is shown."""

import datetime

from services.core.domain import outbox_item
from services.core.domain.outbox_item import State
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work


async def an_operator(database: Database, *texts: str, **fields: object) -> Operator:
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation())
    for number, text in enumerate(texts, 1):
        await database.outbox.add(builders.an_item(number, text=text, **{"state": State.SENT, **fields}))
    return operator


async def test_a_price_that_a_fact_names_is_no_finding(embedded_database: Database) -> None:
    operator = await an_operator(embedded_database, "Стоит от 9 900 рублей в месяц.")
    told = await operator.asks_system("evaluate writing --json")
    assert (told.code, told.json) == (0, {"texts": 1, "ungrounded": []})


async def test_a_price_a_day_and_a_link_that_nothing_names_are_shown(embedded_database: Database) -> None:
    operator = await an_operator(
        embedded_database, "Для вас 7 000 рублей, до 15 марта, подробности на https://cheap.example/x"
    )
    told = await operator.asks_system("evaluate writing --json")
    assert told.code == 1
    assert {each["kind"] for each in told.json["ungrounded"]} == {"price", "date", "link"}
    assert "7 000 рублей" in (await operator.asks_system("evaluate writing")).text


async def test_what_the_client_said_may_be_repeated(embedded_database: Database) -> None:
    operator = await an_operator(embedded_database, "Вы просили написать 15 марта.")
    await embedded_database.messages.add(builders.a_message(conversation="c1.reviews", text="Напишите 15 марта"))
    assert (await operator.asks_system("evaluate writing --json")).json["ungrounded"] == []


async def test_what_was_cancelled_is_old_or_goes_to_an_operator_is_not_audited(embedded_database: Database) -> None:
    operator = await an_operator(embedded_database, "Скидка 50 %", state=State.CANCELLED)
    await embedded_database.outbox.add(
        builders.an_item(2, text="Скидка 60 %", state=State.SENT, created_at=builders.NOW - datetime.timedelta(days=40))
    )
    await embedded_database.outbox.add(
        builders.an_item(3, text="Скидка 70 %", state=State.SENT, kind=outbox_item.Kind.NOTICE)
    )
    assert (await operator.asks_system("evaluate writing --json")).json == {"texts": 0, "ungrounded": []}
