"""kill -9 while updates are received and while answers are sent, with real processes on a real database."""

import asyncio
import random

import pytest

from services.core.domain.outbox_item import State
from services.core.domain.update import State as Filed
from tests.integration import telegram_scene as scenes
from tests.servers import telegram_bot_api

pytestmark = [pytest.mark.needs("mongo"), pytest.mark.timeout(300)]
UPDATES, CHATS, DEATHS, ANSWERS = 200, 5, 4, 60


async def test_no_update_of_two_hundred_is_lost_or_filed_twice_when_the_reader_is_killed(
    mongo_uri: str, database_name: str
) -> None:
    async with telegram_bot_api.opened() as (telegram, bot):
        configuration = telegram_bot_api.some_settings(telegram)
        people = [telegram.person(f"Person {number}") for number in range(CHATS)]
        async with (
            scenes.a_database(mongo_uri, database_name, configuration) as database,
            telegram_bot_api.worker(telegram, mongo_uri, database_name) as worker,
        ):
            written = 0

            async def has_filed(count: int) -> bool:
                return len(await database.inbox.in_state(Filed.FILED)) >= count

            for death in range(DEATHS):
                await worker.start()
                for _ in range(UPDATES // DEATHS):
                    people[written % CHATS].says(bot, f"message {written}")
                    written += 1
                wanted = death * (UPDATES // DEATHS) + random.randrange(1, UPDATES // DEATHS)
                await scenes.until(lambda wanted=wanted: has_filed(wanted))  # type: ignore[misc]
                await worker.end()
            await worker.start()
            await scenes.until(lambda: has_filed(UPDATES))
            await worker.end()
            talks = await database.conversations.all()
            stored = [each for talk in talks for each in await database.messages.of_conversation(talk.id)]
            assert sorted(each.text for each in stored) == sorted(f"message {n}" for n in range(UPDATES))
            assert len(await database.contacts.all()) == CHATS
            for talk in talks:
                texts = [each.text for each in await database.messages.of_conversation(talk.id)]
                assert texts == sorted(texts, key=lambda text: int(text.split()[1]))


async def test_an_answer_comes_twice_only_with_a_flag_when_the_sender_is_killed(
    mongo_uri: str, database_name: str
) -> None:
    async with telegram_bot_api.opened() as (telegram, bot):
        configuration = telegram_bot_api.some_settings(telegram)
        async with (
            scenes.a_database(mongo_uri, database_name, configuration) as database,
            telegram_bot_api.worker(telegram, mongo_uri, database_name) as worker,
        ):
            ids = []
            for number in range(ANSWERS):
                person, talk = await scenes.a_chat(database, telegram, bot, number)
                item = scenes.an_item(person, talk, f"answer {number}.")
                await database.outbox.add(item)
                ids.append(item.id)

            async def has_sent(count: int) -> bool:
                return len(telegram.sent) >= count

            async def all_final() -> bool:
                return not await database.outbox.in_states(State.QUEUED, State.LEASED, State.SENDING, State.UNKNOWN)

            for death in range(3):
                await worker.start()
                await scenes.until(lambda death=death: has_sent(10 * death + 7))  # type: ignore[misc]
                await worker.end()
            await worker.start()
            await scenes.until(all_final)
            await worker.end()
            for number, item_id in enumerate(ids):
                stored = await database.outbox.get(item_id)
                assert stored is not None
                copies = telegram.copies(f"answer {number}.")
                assert stored.state is State.SENT
                assert copies == 1 or (copies == 2 and stored.maybe_duplicate)


async def test_two_workers_share_one_bot_and_only_one_of_them_reads(mongo_uri: str, database_name: str) -> None:
    async with telegram_bot_api.opened() as (telegram, bot):
        configuration = telegram_bot_api.some_settings(telegram)
        async with (
            scenes.a_database(mongo_uri, database_name, configuration) as database,
            telegram_bot_api.worker(telegram, mongo_uri, database_name) as first,
            telegram_bot_api.worker(telegram, mongo_uri, database_name) as second,
        ):
            await first.start()
            await second.start()
            person = telegram.person("Anna")

            async def is_filed(count: int) -> bool:
                return len(await database.inbox.in_state(Filed.FILED)) >= count

            person.says(bot, "one")
            await scenes.until(lambda: is_filed(1))
            holder = (await database.accounts.receivers())[0].owner
            dead = first if holder.split(":")[1] == str(first.pid) else second
            await dead.end()
            person.says(bot, "two")
            await scenes.until(lambda: is_filed(2))
            assert (await database.accounts.receivers())[0].owner != holder
            await asyncio.gather(first.end(), second.end())
