"""A campaign copied for a rehearsal: what goes on at an account that the copy lacks stays out of it."""

from services.core.domain import account, address
from services.core.domain.conversation import Stage
from services.core.store import copying
from services.core.store import database as store
from services.core.store.database import Database
from tests import builders
from tests.house.command_watch import CommandWatch


async def test_talks_and_messages_of_a_bot_stay_out_of_a_rehearsal_by_mail(embedded_database: Database) -> None:
    bot = account.Account.model_validate(
        {"id": "bot", "kind": "telegram_bot", "address": "@a_bot", "secret": {"from_env": "T"}}
    )
    offer = builders.a_campaign(accounts=("main", "bot"))
    for each in (builders.an_account(), bot):
        await embedded_database.accounts.put(each)
    for number in (1, 2):
        await embedded_database.contacts.add(builders.a_contact(number))
    await embedded_database.conversations.start(builders.a_conversation(1, stage=Stage.CONTACTED))
    chat = {"account": "bot", "channel": address.Channel.TELEGRAM}
    await embedded_database.conversations.start(builders.a_conversation(2, stage=Stage.ENGAGED, **chat))
    await embedded_database.outbox.add(builders.an_item(1))
    await embedded_database.outbox.add(builders.an_item(2, account="bot"))
    target = store.embedded(builders.SUPPRESSION_KEYS, CommandWatch().observe)
    await target.prepare(builders.NOW)
    await target.accounts.put(builders.an_account())
    copied = await copying.campaign_into(embedded_database, target, offer, builders.NOW)
    assert copied.conversations == 1
    assert [each.id for each in await target.conversations.all()] == ["c1.reviews"]
    assert [each.account for each in await target.outbox.of_conversation("c1.reviews")] == ["main"]
    await target.close()
