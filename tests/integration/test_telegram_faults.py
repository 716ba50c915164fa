"""What Telegram can do to a message: a flood, a closed chat, a lost answer, no answer; and what becomes of it."""

import asyncio
import collections.abc
import os

import pytest

from benchmarks import parts_telegram
from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.cli.sandbox_http import Silence
from services.cli.sandbox_telegram import Bot, Telegram
from services.core import clock
from services.core.domain import account, address, suppression
from services.core.domain.conversation import Stage
from services.core.domain.installation import Cause
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store import database as store
from services.core.store.database import Database
from services.tg_worker import company, words
from services.tg_worker.gate import Gate
from services.tg_worker.main import TgWorker
from tests import builders
from tests.fakes import KeywordBrain
from tests.flow.words import WORDS
from tests.house.command_watch import CommandWatch
from tests.integration import telegram_scene as scenes
from tests.servers import telegram_bot_api

pytestmark = pytest.mark.timeout(180)


class Rig:
    """A worker in this process, on the embedded database, and the stand-in that it talks to."""

    def __init__(self, telegram: Telegram, bot: Bot, database: Database) -> None:
        self.telegram = telegram
        self.bot = bot
        self.database = database
        self.settings = telegram_bot_api.some_settings(telegram, lease_s=2.0)

    def worker(self, wait_after_s: float = company.WAIT_AFTER_S) -> TgWorker:
        system = clock.SystemClock()
        return TgWorker(self.database, system, self.settings, poll_s=2.0, answer_s=2.0, wait_after_s=wait_after_s)

    async def state(self, item: OutboxItem) -> State:
        stored = await self.database.outbox.get(item.id)
        assert stored is not None
        return stored.state

    async def put(self, number: int, text: str = "Вот ответ", **fields: object) -> OutboxItem:
        person, talk = await scenes.a_chat(self.database, self.telegram, self.bot, number)
        item = scenes.an_item(person, talk, text, **fields)
        await self.database.outbox.add(item)
        return item

    async def becomes(self, item: OutboxItem, state: State) -> None:
        async def is_so() -> bool:
            return await self.state(item) is state

        await scenes.until(is_so)


@pytest.fixture
async def rig(command_watch: CommandWatch) -> collections.abc.AsyncIterator[Rig]:
    """Everything but the worker."""
    os.environ["BOT_TOKEN"] = telegram_bot_api.TOKEN
    made = store.embedded((("key1", b"s" * 32),), command_watch.observe)
    async with telegram_bot_api.opened(has_limits=True) as (telegram, bot):
        await made.prepare(builders.NOW)
        await made.accounts.put(scenes.a_bot_account())
        await made.campaigns.put(builders.a_campaign(accounts=("bot",)))
        yield Rig(telegram, bot, made)
        await made.close()


async def test_a_flood_makes_the_whole_bot_wait_and_everything_arrives_once(rig: Rig) -> None:
    items = [await rig.put(number, f"answer {number}.") for number in range(40)]
    rig.telegram.fails("sendMessage", code=429, words="Too Many Requests: retry after 1", retry_after=1, times=3)
    async with scenes.running(rig.worker()):
        for item in items:
            await rig.becomes(item, State.SENT)
    assert [rig.telegram.copies(f"answer {number}.") for number in range(40)] == [1] * 40
    refused = [each for each in rig.telegram.calls if each[0] == "sendMessage"]
    assert len(refused) == 43, "the limits of the stand-in were never met"


@pytest.mark.parametrize(
    ("code", "said"), [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")]
)
async def test_a_closed_chat_is_unreachable_and_nobody_is_suppressed(rig: Rig, code: int, said: str) -> None:
    rig.telegram.fails("sendMessage", code=code, words=said)
    item = await rig.put(1)
    async with scenes.running(rig.worker()):
        await rig.becomes(item, State.FAILED)
    talk = await rig.database.conversations.get(item.conversation)
    assert talk is not None
    assert talk.stage is Stage.UNREACHABLE
    assert await rig.database.suppressions.of(item.to) is None


async def test_another_refusal_is_for_a_person(rig: Rig) -> None:
    rig.telegram.fails("sendMessage", code=400, words="Bad Request: BUTTON_DATA_INVALID")
    item = await rig.put(1)
    async with scenes.running(rig.worker()):
        await rig.becomes(item, State.FAILED)
    talk = await rig.database.conversations.get(item.conversation)
    assert talk is not None
    assert talk.stage is Stage.HANDED_OFF


@pytest.mark.parametrize(
    "fault",
    [
        {"silence": Silence.CUT, "is_done_first": True},
        {"silence": Silence.BLACK_HOLE, "is_done_first": True},
        {"code": 502, "words": "Bad Gateway"},
    ],
)
async def test_an_answer_whose_fate_is_unknown_is_sent_once_more_with_a_flag(
    rig: Rig, fault: dict[str, object]
) -> None:
    rig.telegram.fails("sendMessage", **fault)
    item = await rig.put(1)
    async with scenes.running(rig.worker()):
        await rig.becomes(item, State.SENT)
    stored = await rig.database.outbox.get(item.id)
    assert stored is not None
    assert stored.maybe_duplicate
    assert rig.telegram.copies("Вот ответ") == (1 if "code" in fault else 2)


async def test_a_touch_whose_fate_is_unknown_goes_to_a_person(rig: Rig) -> None:
    rig.telegram.fails("sendMessage", silence=Silence.CUT, is_done_first=True, times=5)
    window = builders.a_campaign(
        accounts=("bot",), window={"start": "00:00", "end": "23:59", "weekdays": range(1, 8), "holidays": False}
    )
    await rig.database.campaigns.put(window)
    item = await rig.put(1, kind=Kind.TOUCH)
    async with scenes.running(rig.worker()):
        await rig.becomes(item, State.REVIEW)
    assert rig.telegram.copies("Вот ответ") == 1


async def test_a_message_that_never_left_is_no_duplicate(rig: Rig) -> None:
    item = await rig.put(1)
    address = rig.settings.telegram_bot_api
    rig.settings = rig.settings.model_copy(update={"telegram_bot_api": "http://127.0.0.1:9"})
    async with scenes.running(rig.worker()):

        async def was_tried() -> bool:
            return bool(await rig.database.deliveries.of_item(item.id))

        await scenes.until(was_tried)
    stored = await rig.database.outbox.get(item.id)
    assert stored is not None
    assert (stored.state, stored.maybe_duplicate) == (State.QUEUED, False)
    assert address != rig.settings.telegram_bot_api


async def test_parts_that_have_arrived_are_not_repeated(rig: Rig) -> None:
    text = "\n\n".join(f"part {number} " + "x" * 3000 for number in range(3))
    item = await rig.put(1, text)
    chat = int(item.to.base)

    async def first_part() -> bool:
        return rig.telegram.copies("part 0 ") == 1

    async with scenes.running(rig.worker()):
        await scenes.until(first_part)
        rig.telegram.fails("sendMessage", silence=Silence.CUT, is_done_first=True, chat=chat)
        await rig.becomes(item, State.SENT)
    assert [rig.telegram.copies(f"part {number} ") for number in range(3)] in ([1, 2, 1], [1, 1, 2])


async def test_a_refused_token_pauses_the_account(rig: Rig) -> None:
    os.environ["BOT_TOKEN"] = "1000001:another-token"
    async with scenes.running(rig.worker()):

        async def is_paused() -> bool:
            found = await rig.database.accounts.get("bot")
            return found is not None and found.state is account.State.PAUSED

        await scenes.until(is_paused)
    found = await rig.database.accounts.get("bot")
    assert found is not None
    assert "another-token" not in found.why


async def test_a_stop_between_two_parts_cuts_the_rest(rig: Rig) -> None:
    text = "\n\n".join(f"part {number} " + "x" * 3000 for number in range(3))
    item = await rig.put(1, text)

    async def first_part() -> bool:
        return rig.telegram.copies("part 0 ") == 1

    async with scenes.running(rig.worker()):
        await scenes.until(first_part)
        await rig.database.suppressions.add(item.to, suppression.Reason.STOP, scenes.now(), "test")
        await rig.becomes(item, State.SENT)
    assert rig.telegram.copies("part 2 ") == 0
    stored = await rig.database.outbox.get(item.id)
    assert stored is not None
    assert "cut short" in stored.why


async def test_operators_are_told_in_a_telegram_chat_by_the_bot_of_the_campaign(rig: Rig) -> None:
    operator, person = rig.telegram.person("Ольга"), rig.telegram.person("Анна <b>")
    operator.started.add(rig.bot.id)
    await rig.database.campaigns.put(builders.a_campaign(accounts=("bot",), operators=(str(operator.id), "-100500")))
    office = Office(rig.database, clock.SystemClock(), KeywordBrain(WORDS), rig.settings.signing_key())
    async with scenes.running(rig.worker()), scenes.running(AppLogic(office, rig.settings)):
        person.says(rig.bot, "Позовите живого человека, <i>прошу</i>")

        async def are_told() -> bool:
            return bool(operator.chat) and any(each.chat == -100500 for each in rig.telegram.sent)

        await scenes.until(are_told)
    (notice,) = operator.chat
    assert "<i>прошу</i>" in notice.text
    assert [each["type"] for each in notice.entities] == ["bold"]
    assert notice.buttons == ()


async def test_fifty_chats_at_once_are_answered_or_told_to_wait_within_telegrams_limits(rig: Rig) -> None:
    office = Office(rig.database, clock.SystemClock(), KeywordBrain(WORDS), rig.settings.signing_key())
    people = [rig.telegram.person(f"Person {number}") for number in range(50)]
    waiting = words.said("wait", "ru")
    async with scenes.running(rig.worker(wait_after_s=0.2)):
        for person in people:
            person.says(rig.bot, "Сколько стоит?")

        async def all_told() -> bool:
            return all(any(waiting in each.text for each in person.chat) for person in people)

        await scenes.until(all_told)  # nobody answers yet: the app logic is away
        async with scenes.running(AppLogic(office, rig.settings)):

            async def all_answered() -> bool:
                return all(any("9 900" in each.text for each in person.chat) for person in people)

            await scenes.until(all_answered)
    for person in people:
        assert [waiting in each.text for each in person.chat] == [True, False]
    assert any(method == "sendChatAction" for method, _ in rig.telegram.calls)
    assert rig.telegram.refused == {}
    arrived = [(each.at.timestamp(), each.chat) for each in rig.telegram.sent]
    assert parts_telegram.most_within_a_second(at for at, _ in arrived) <= 30
    assert parts_telegram.most_in_a_chat(arrived) == 1


async def test_several_chats_that_write_in_turns_are_each_heard_in_their_order(rig: Rig) -> None:
    people = [rig.telegram.person(f"Person {number}") for number in range(6)]
    for line in range(5):
        for person in people:
            person.says(rig.bot, f"line {line} of {person.name}")
    async with scenes.running(rig.worker()):

        async def all_filed() -> bool:
            return rig.telegram.is_read(rig.bot) and not await rig.database.inbox.waiting("bot")

        await scenes.until(all_filed)
    for person in people:
        (found,) = [await rig.database.contacts.by_address(address.telegram(str(person.id)))]
        assert found is not None
        (talk,) = await rig.database.conversations.of_contact(found.id)
        told = await rig.database.messages.of_conversation(talk.id)
        assert [each.text for each in told] == [f"line {line} of {person.name}" for line in range(5)]


async def test_on_hold_nothing_leaves_and_after_it_everything_once(rig: Rig) -> None:
    await rig.database.installation.put_on_hold(Cause.OPERATOR, "moving house", builders.NOW)
    item = await rig.put(1)
    claimed = await rig.database.outbox.claim(["bot"], "a sender that had it before the hold", scenes.now())
    assert claimed is not None
    gate = Gate(rig.database, claimed, clock.SystemClock())
    assert not await gate.may_pass()
    assert (await rig.state(item), gate.reason) == (State.QUEUED, "the installation is on hold")
    again = await rig.put(2)
    async with scenes.running(rig.worker()):
        await asyncio.sleep(0.5)
    assert await rig.state(again) is State.QUEUED
    await rig.database.installation.release()
    async with scenes.running(rig.worker()):
        await rig.becomes(again, State.SENT)
    assert len(await rig.database.deliveries.of_item(again.id)) == 1
