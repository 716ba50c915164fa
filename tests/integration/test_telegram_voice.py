"""Voice notes: heard and answered like what is typed, marked as spoken; what is not heard is asked for in writing."""

import collections.abc
import contextlib
import datetime
import os

import pytest

from services.app_logic.converse import converse
from services.app_logic.main import AppLogic
from services.app_logic.office import Office
from services.cli.sandbox_telegram import Bot, Person, Telegram
from services.core import clock, outcome
from services.core.domain import address, message
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.domain.outbox_item import Kind, State
from services.core.store import database as store
from services.core.store import erasure
from services.core.store.database import Database
from services.core.store.messages import NOT_HEARD
from services.tg_worker import words
from services.tg_worker.main import TgWorker
from tests import builders
from tests.fakes import Ears, KeywordBrain
from tests.flow.words import WORDS
from tests.house.command_watch import CommandWatch
from tests.integration import telegram_scene as scenes
from tests.integration import user_scene
from tests.servers import telegram_bot_api, telegram_world
from tests.servers.telegram_dc import DataCentre

pytestmark = pytest.mark.timeout(180)
IN_WRITING = words.said("in_writing", "ru")
PRICE = b"OggS how much is it"


class Rig:
    """The bot's worker with ears, the app logic, and the stand-in that both talk to."""

    def __init__(self, telegram: Telegram, bot: Bot, database: Database) -> None:
        self.telegram = telegram
        self.bot = bot
        self.database = database
        self.settings = telegram_bot_api.some_settings(telegram, lease_s=2.0)
        self.ears = Ears()
        self.ears.knows(PRICE, "Сколько стоит?")

    def worker(self, ears: Ears | None = None) -> TgWorker:
        return TgWorker(
            self.database, clock.SystemClock(), self.settings, poll_s=2.0, answer_s=2.0, listener=ears or self.ears
        )

    @contextlib.asynccontextmanager
    async def at_work(self) -> collections.abc.AsyncIterator[None]:
        key = self.settings.signing_key()
        office = Office(self.database, clock.SystemClock(), KeywordBrain(WORDS), key)
        async with scenes.running(self.worker()), scenes.running(AppLogic(office, self.settings)):
            yield

    async def talk(self, person: Person) -> Conversation:
        found = await self.database.contacts.by_address(address.telegram(str(person.id)))
        assert found is not None
        (talk,) = await self.database.conversations.of_contact(found.id)
        return talk

    async def messages(self, person: Person) -> list[message.Message]:
        found = await self.database.contacts.by_address(address.telegram(str(person.id)))
        talks = await self.database.conversations.of_contact(found.id) if found is not None else []
        return await self.database.messages.of_conversation(talks[0].id) if talks else []

    async def gets(self, person: Person, count: int) -> list[str]:
        """What the person has got once so many messages are there."""

        async def are_there() -> bool:
            return len(person.chat) >= count

        await scenes.until(are_there)
        return [each.text for each in person.chat]

    async def is_quiet(self) -> None:
        """Everything is read, heard and answered."""

        async def nothing_waits() -> bool:
            is_busy = (
                await self.database.inbox.waiting("bot")
                or await self.database.messages.waiting()
                or await self.database.conversations.busy()
                or await self.database.outbox.in_states(State.QUEUED, State.LEASED, State.SENDING)
            )
            return self.telegram.is_read(self.bot) and not is_busy

        await scenes.until(nothing_waits)


@pytest.fixture
async def rig(command_watch: CommandWatch) -> collections.abc.AsyncIterator[Rig]:
    """Everything but the workers."""
    os.environ["BOT_TOKEN"] = telegram_bot_api.TOKEN
    made = store.embedded((("key1", b"s" * 32),), command_watch.observe)
    async with telegram_bot_api.opened() as (telegram, bot):
        await made.prepare(builders.NOW)
        await made.accounts.put(scenes.a_bot_account())
        await made.campaigns.put(builders.a_campaign(accounts=("bot",)))
        yield Rig(telegram, bot, made)
        await made.close()


async def test_a_voice_note_is_answered_like_what_is_typed_and_marked_as_spoken(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    async with rig.at_work():
        anna.speaks(rig.bot, PRICE, seconds=3)
        (answer,) = await rig.gets(anna, 1)
        await rig.is_quiet()
    assert "9 900" in answer
    (note,) = await rig.messages(anna)
    assert (note.text, note.state) == ("Сколько стоит?", message.State.SETTLED)
    assert note.speech == message.Speech(seconds=3.0, language="ru", sure=0.9)
    assert note.shown == "[voice, 3 s, 90 % sure] Сколько стоит?"
    (kept,) = note.attachments
    assert await rig.database.assets.get(kept.content or "") == PRICE
    trail = await rig.database.events.of_conversation(note.conversation)
    assert [each["why"] for each in trail if each["kind"] == "heard"] == ["voice, 3 s, 90 % sure"]
    assert rig.ears.is_closed


async def test_a_stop_that_is_spoken_is_a_stop_for_ever(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    stop = rig.ears.knows(b"OggS stop", "Стоп, больше не пишите")
    async with rig.at_work():
        anna.speaks(rig.bot, stop)
        await rig.gets(anna, 1)
        anna.speaks(rig.bot, PRICE)

        async def are_heard() -> bool:
            return len(rig.ears.asked) == 2

        await scenes.until(are_heard)
        await rig.is_quiet()
    assert (await rig.talk(anna)).stage is Stage.STOPPED
    assert len(anna.chat) == 1


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_what_is_not_heard_is_asked_for_in_writing_once_and_then_answered(rig: Rig, language: str) -> None:
    anna = rig.telegram.person("Anna", language)
    async with rig.at_work():
        for number in range(3):
            anna.speaks(rig.bot, b"OggS noise %d" % number)
        asked = await rig.gets(anna, 1)
        await rig.is_quiet()
        assert asked == [words.said("in_writing", language)]
        assert len(anna.chat) == 1
        told = await rig.messages(anna)
        assert [each.turn for each in told] == [NOT_HEARD] * 3
        assert "no speech in it" in told[0].shown
        anna.says(rig.bot, "Сколько стоит?")
        await rig.gets(anna, 2)
        await rig.is_quiet()
    assert len(anna.chat) == 2


async def test_words_that_are_not_sure_enough_are_not_acted_on_and_shown_to_the_operator(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    mumbled = rig.ears.knows(b"OggS mumble", "Покажите презентацию", sure=0.2)
    async with rig.at_work():
        anna.speaks(rig.bot, mumbled)
        assert await rig.gets(anna, 1) == [IN_WRITING]
        await rig.is_quiet()
    (note,) = await rig.messages(anna)
    assert (note.text, note.turn) == ("", NOT_HEARD)
    assert "“Покажите презентацию”" in note.note
    trail = await rig.database.events.of_conversation(note.conversation)
    assert "презентацию" not in str(trail)


async def test_a_note_that_takes_long_keeps_no_other_chat_waiting(rig: Rig) -> None:
    anna, boris = rig.telegram.person("Анна"), rig.telegram.person("Борис")
    rig.ears.cover()
    async with rig.at_work():
        anna.speaks(rig.bot, PRICE)

        async def is_asked() -> bool:
            return len(rig.ears.asked) == 1

        await scenes.until(is_asked)
        boris.says(rig.bot, "Сколько стоит?")
        await rig.gets(boris, 1)
        assert anna.chat == []
        rig.ears.uncover()
        await rig.gets(anna, 1)


async def test_a_worker_that_ends_while_it_listens_loses_and_doubles_nothing(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    first = Ears()
    first.cover()
    async with scenes.running(rig.worker(first)):
        anna.speaks(rig.bot, PRICE)

        async def is_asked() -> bool:
            return len(first.asked) == 1

        await scenes.until(is_asked)
    (note,) = await rig.messages(anna)
    assert note.state is message.State.SPOKEN
    async with rig.at_work():
        await rig.gets(anna, 1)
        await rig.is_quiet()
    assert len(anna.chat) == 1
    assert len(rig.ears.asked) == 1


async def test_two_that_hear_the_same_note_give_it_words_once(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    rig.ears.cover()
    async with scenes.running(rig.worker()):
        anna.speaks(rig.bot, PRICE)

        async def is_asked() -> bool:
            return len(rig.ears.asked) == 1

        await scenes.until(is_asked)
        (note,) = await rig.messages(anna)
        assert await rig.database.messages.heard(note, {"text": "the words of another process"}) is not None
        rig.ears.uncover()

        async def is_told() -> bool:
            trail = await rig.database.events.of_conversation(note.conversation)
            return any(each["kind"] == "heard" for each in trail)

        await scenes.until(is_told)
    (note,) = await rig.messages(anna)
    assert note.text == "the words of another process"


async def test_what_was_queued_is_cancelled_as_soon_as_the_note_is_there(rig: Rig) -> None:
    anna, talk = await scenes.a_chat(rig.database, rig.telegram, rig.bot, 1)
    rig.ears.cover()
    due = scenes.now() + datetime.timedelta(hours=1)
    item = scenes.an_item(anna, talk, "Вот ещё письмо", due_at=due, kind=Kind.TOUCH)
    await rig.database.outbox.add(item)
    async with scenes.running(rig.worker()):
        anna.speaks(rig.bot, PRICE)

        async def is_cancelled() -> bool:
            stored = await rig.database.outbox.get(item.id)
            return stored is not None and stored.state is State.CANCELLED

        await scenes.until(is_cancelled)


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.CONTACTED])
async def test_while_it_is_being_heard_and_when_it_is_not_no_touch_goes_out(rig: Rig, stage: Stage) -> None:
    anna, talk = await scenes.a_chat(rig.database, rig.telegram, rig.bot, 1)
    await rig.database.conversations.wake(talk.id, scenes.now(), {"stage": stage, "next_touch_at": builders.NOW})
    await rig.database.conversations.wake(talk.id, scenes.now(), {"wake_at": NEVER})
    rig.ears.cover()
    async with scenes.running(rig.worker()):
        anna.speaks(rig.bot, b"OggS noise")

        async def is_asked() -> bool:
            return len(rig.ears.asked) == 1

        await scenes.until(is_asked)
        key = rig.settings.signing_key()
        office = Office(rig.database, clock.SystemClock(), KeywordBrain(WORDS), key)
        current = await rig.database.conversations.get(talk.id)
        assert current is not None
        assert isinstance(await converse(office, current), outcome.Snooze)
        rig.ears.uncover()
        assert await rig.gets(anna, 1) == [IN_WRITING]

        async def is_settled() -> bool:
            return (await rig.messages(anna))[0].state is message.State.SETTLED

        await scenes.until(is_settled)
    async with rig.at_work():
        await rig.is_quiet()
    assert (await rig.talk(anna)).stage is Stage.ENGAGED
    assert len(anna.chat) == 1


async def test_a_person_at_work_gets_the_note_and_the_bot_keeps_out_of_it(rig: Rig) -> None:
    anna, talk = await scenes.a_chat(rig.database, rig.telegram, rig.bot, 1)
    await rig.database.conversations.wake(talk.id, scenes.now(), {"stage": Stage.HANDED_OFF})
    async with rig.at_work():
        anna.speaks(rig.bot, b"OggS noise")

        async def is_settled() -> bool:
            told = await rig.messages(anna)
            return bool(told) and told[0].state is message.State.SETTLED

        await scenes.until(is_settled)
        await rig.is_quiet()
    assert anna.chat == []
    (note,) = await rig.messages(anna)
    assert note.turn != NOT_HEARD


async def test_a_note_that_is_too_long_is_not_listened_to(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    async with rig.at_work():
        anna.speaks(rig.bot, PRICE, seconds=121)
        assert await rig.gets(anna, 1) == [IN_WRITING]
    assert rig.ears.asked == []
    (note,) = await rig.messages(anna)
    assert "longer than 120 s" in note.note


async def test_in_a_business_chat_the_owner_seems_to_hear_and_to_ask(rig: Rig) -> None:
    vera, boris = rig.telegram.person("Вера"), rig.telegram.person("Борис")
    async with rig.at_work():
        vera.connects(rig.bot, "conn1")
        boris.speaks(rig.bot, b"OggS noise", connection="conn1")
        await rig.gets(boris, 1)
        boris.speaks(rig.bot, PRICE, connection="conn1")
        await rig.gets(boris, 2)
        await rig.is_quiet()
    asked, answer = boris.chat
    assert (asked.text, asked.business, answer.business) == (IN_WRITING, "conn1", "conn1")
    assert "9 900" in answer.text


async def test_without_a_model_the_client_is_asked_to_write(rig: Rig) -> None:
    anna = rig.telegram.person("Анна")
    async with scenes.running(TgWorker(rig.database, clock.SystemClock(), rig.settings, poll_s=2.0)):
        anna.speaks(rig.bot, PRICE)
        assert await rig.gets(anna, 1) == [IN_WRITING]
        await rig.is_quiet()
    (note,) = await rig.messages(anna)
    assert "VOICE_MODEL is not set" in note.note


async def test_nothing_is_made_of_the_voice_of_somebody_who_was_erased_meanwhile(rig: Rig) -> None:
    anna, talk = await scenes.a_chat(rig.database, rig.telegram, rig.bot, 1)
    rig.ears.cover()
    async with scenes.running(rig.worker()):
        anna.speaks(rig.bot, PRICE)

        async def is_asked() -> bool:
            return len(rig.ears.asked) == 1

        await scenes.until(is_asked)
        who = await rig.database.contacts.get("c1")
        assert who is not None
        await erasure.erase_contact(rig.database, who, scenes.now(), "test")
        rig.ears.uncover()
        await rig.is_quiet()
    (note,) = await rig.database.messages.of_conversation(talk.id)
    assert (note.text, note.state) == ("", message.State.SETTLED)
    assert anna.chat == []


async def test_a_persons_account_hears_and_asks_as_well(embedded_database: Database) -> None:
    async with DataCentre() as dc:
        scene = user_scene.Scene(embedded_database, dc)
        await scene.prepare()
        anna = await scene.a_client()
        ears = Ears()
        ears.knows(PRICE, "Сколько стоит?")
        key = user_scene.SECRET.encode()
        office = Office(scene.database, scene.clock, KeywordBrain(WORDS), key)
        worker = TgWorker(scene.database, scene.clock, scene.settings, listener=ears)
        async with scenes.running(worker), scenes.running(AppLogic(office, scene.settings)):

            async def is_up() -> bool:
                # What came before the first look is nobody's answer to us.
                return any(each.complete_looks for each in worker.users.receivers.values())

            await scenes.until(is_up)
            scene.world.speaks(anna, scene.seller, b"OggS noise")
            await user_scene.until(lambda: _has_heard(anna, IN_WRITING))
            scene.world.speaks(anna, scene.seller, PRICE)
            await user_scene.until(lambda: _has_heard(anna, "9 900"))
    assert [content for content, _ in ears.asked] == [b"OggS noise", PRICE]
    notes = await scene.database.messages.of_conversation("c1.reviews")
    assert [each.text for each in notes] == ["", "Сколько стоит?"]
    assert notes[1].speech is not None


async def _has_heard(person: telegram_world.Person, text: str) -> bool:
    return any(text in each for each in person.heard_texts)
