"""A person's Telegram account at work, on a data centre that speaks MTProto: what it reads, sends, and survives."""

import asyncio
import datetime
from collections.abc import AsyncIterator

import pytest
from telethon import functions

from services.core.domain import account, address, suppression
from services.core.domain.conversation import Stage
from services.core.store import silence
from services.core.store.database import Database
from services.tg_worker import user_wire
from services.tg_worker.user_worker import UserWorker
from tests import builders
from tests.builders import NOW, later
from tests.integration.user_scene import SELLER, TEXT, Scene, until
from tests.servers.telegram_dc import DataCentre

SEND = functions.messages.SendMessageRequest


@pytest.fixture
async def scene(embedded_database: Database) -> AsyncIterator[Scene]:
    async with DataCentre() as dc:
        yield Scene(embedded_database, dc)


async def test_a_first_message_goes_to_somebody_known_by_name(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():
        sent = await scene.settled(item.id, "sent")
    assert anna.heard_texts == [TEXT]
    assert sent.why.startswith("message ")
    assert [each.talk for each in (await scene.conduct()).openings] == ["c1.reviews"]
    assert str(anna.id) in [each.base for each in (await scene.contact()).addresses]
    assert scene.world.calls["contacts_ResolveUsername"] == 2  # the person and @SpamBot


async def test_what_a_client_writes_is_stored_and_its_conversation_is_told(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():
        await scene.settled(item.id, "sent")
        scene.world.says(anna, scene.seller, "Сколько стоит?")

        async def is_heard() -> bool:
            return bool(await scene.database.messages.of_conversation("c1.reviews"))

        await until(is_heard)
    (message,) = await scene.database.messages.of_conversation("c1.reviews")
    assert (message.text, message.contact, str(message.trust)) == ("Сколько стоит?", "c1", "full")
    talk = await scene.database.conversations.get("c1.reviews")
    assert talk is not None
    assert talk.inbound_seq == 1
    assert [str(each.answer) for each in (await scene.conduct()).openings] == ["replied"]


async def heard(scene: Scene, count: int, talk: str = "c1.reviews") -> list[str]:
    """The texts of a conversation's messages, once there are so many."""

    async def are_there() -> bool:
        return len(await scene.database.messages.of_conversation(talk)) >= count

    await until(are_there)
    return [each.text for each in await scene.database.messages.of_conversation(talk)]


async def stage(scene: Scene, talk: str = "c1.reviews") -> tuple[Stage, str]:
    """Where a conversation stands, and why."""
    found = await scene.database.conversations.get(talk)
    assert found is not None
    return found.stage, found.why


# Reading


async def test_what_comes_while_nobody_reads_is_read_at_the_next_start(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client(1, "@client1")
    scene.world.slice = 7
    scene.world.says(anna, scene.seller, "before we ever came")
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "one")
        await heard(scene, 1)
    for number in range(30):
        scene.world.says(anna, scene.seller, f"missed {number}")
    async with scene.at_work():
        assert await heard(scene, 31) == ["one", *(f"missed {number}" for number in range(30))]


async def test_a_difference_that_the_server_has_forgotten_is_read_from_the_chats(scene: Scene) -> None:
    await scene.prepare()
    anna, boris = await scene.a_client(1), await scene.a_client(2)
    scene.world.says(anna, scene.seller, "old")
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "one")
        await heard(scene, 1)
    for number in range(5):
        scene.world.says(anna, scene.seller, f"a{number}")
        scene.world.says(boris, scene.seller, f"b{number}")
    scene.seller.log_is_lost = True
    async with scene.at_work():
        assert await heard(scene, 6) == ["one", *(f"a{number}" for number in range(5))]
        assert await heard(scene, 5, "c2.reviews") == [f"b{number}" for number in range(5)]


async def test_a_chat_with_somebody_who_is_no_contact_is_counted_and_not_kept(scene: Scene) -> None:
    await scene.prepare()
    friend = scene.world.person(username="a_friend")
    anna = await scene.a_client()
    async with scene.at_work():
        scene.world.says(friend, scene.seller, "a private word")
        scene.world.says(anna, scene.seller, "hello")
        await heard(scene, 1)
    raw = scene.database._client["sales_agent"]
    kept = "".join(repr(each) for name in raw.list_collection_names() for each in raw[name].find({}))
    assert "a private word" not in kept
    assert await scene.database.limits.used(f"strangers:{SELLER}:{NOW:%Y-%m-%d}") == 1


async def test_a_broken_connection_is_opened_again_and_nothing_is_lost(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "one")
        await heard(scene, 1)
        scene.world.says(anna, scene.seller, "two", is_pushed=False)
        scene.world.cut_links(scene.seller)
        scene.world.says(anna, scene.seller, "three")
        assert await heard(scene, 3) == ["one", "two", "three"]


async def test_a_new_version_of_a_message_takes_the_place_of_the_old(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work():
        received = scene.world.says(anna, scene.seller, "сколько стоет")
        await heard(scene, 1)
        scene.clock.advance(datetime.timedelta(seconds=1))  # what comes at one moment has no order
        scene.world.edits(anna, scene.seller, received, "сколько стоит?")
        assert await heard(scene, 2) == ["сколько стоет", "сколько стоит?"]
    notes = [each.note for each in await scene.database.messages.of_conversation("c1.reviews")]
    assert notes == ["", "changed afterwards"]
    waiting = await scene.database.messages.unanswered("c1.reviews")
    assert [each.text for each in waiting] == ["сколько стоит?"]


async def test_a_message_that_was_deleted_is_noted_and_stays_in_the_history(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    friend = scene.world.person(username="a_friend")
    async with scene.at_work():
        private = scene.world.says(friend, scene.seller, "a private word")
        written = scene.world.says(anna, scene.seller, "Сколько стоит?")
        await heard(scene, 1)
        scene.world.deletes(friend, scene.seller, private)
        scene.world.deletes(anna, scene.seller, written)

        async def is_noted() -> bool:
            return bool(await noted())

        async def noted() -> list[str]:
            events = await scene.database.events.of_conversation("c1.reviews")
            return [each["why"] for each in events if each["kind"] == "deleted"]

        await until(is_noted)
    assert await noted() == ["a message was deleted in the chat"]
    assert await heard(scene, 1) == ["Сколько стоит?"]


async def test_the_owner_who_answers_from_a_phone_takes_the_conversation_over(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "Кто вы?")
        await heard(scene, 1)
        scene.world.writes_elsewhere(scene.seller, anna, "Это Ольга, здравствуйте!")

        async def is_handed_off() -> bool:
            return (await stage(scene))[0] is Stage.HANDED_OFF

        await until(is_handed_off)


async def test_our_own_messages_are_not_taken_for_the_owners(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():
        await scene.settled(item.id, "sent")
        scene.world.says(anna, scene.seller, "да")
        await heard(scene, 1)
    assert (await stage(scene))[0] is Stage.NEW


# Sending


async def test_an_answer_of_several_parts_and_a_file_arrive_in_order(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    content = b"%PDF deck" * 1000
    asset = await scene.database.assets.put(content)
    file = {"name": "deck.pdf", "media_type": "application/pdf", "asset": asset}
    text = "\n".join(f"строка {number} 😀" for number in range(600))
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "Расскажите")
        await heard(scene, 1)
        item = await scene.an_answer(text=text, files=(file,))
        await scene.settled(item.id, "sent")
    assert len(anna.heard) == 4
    assert " ".join(anna.heard_texts[:3]).split() == text.split()
    assert list(scene.world.files.values()) == [content]


@pytest.mark.parametrize("cut", ["cut_after", "cut_before"])
async def test_a_connection_that_breaks_around_the_answer_makes_no_double(scene: Scene, cut: str) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch()
    getattr(scene.world, cut)(SEND, times=2)  # the first is the question to @SpamBot
    async with scene.at_work():
        await scene.settled(item.id, "sent")
    assert anna.heard_texts == [TEXT]
    assert set(scene.seller.random_ids) >= {user_wire.random_id(item.id)}


async def died_while_sending(scene: Scene, item_id: str) -> None:
    """As if the sender had been killed between the write and Telegram's answer."""
    fields = {"state": "sending", "owner": "a dead one", "fence": 9}
    await scene.database.outbox._collection.update_one({"_id": item_id}, {"$set": fields})


async def test_what_a_dead_sender_had_sent_is_known_when_it_comes_back_to_us(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch(date=later(days=-1))
    async with scene.at_work():
        await scene.settled(item.id, "sent")
    await died_while_sending(scene, item.id)
    async with scene.at_work():
        sent = await scene.settled(item.id, "sent")
    assert (sent.why, sent.attempts, anna.heard_texts) == ("found in the chat", 1, [TEXT])


async def test_what_a_dead_sender_may_have_sent_goes_out_again_under_the_same_number(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch(date=later(days=1))  # so that the look into the chat finds nothing
    async with scene.at_work():
        await scene.settled(item.id, "sent")
        scene.world.says(anna, scene.seller, "да?", is_pushed=True)
        await heard(scene, 1)
    await scene.database.conversations._collection.update_one({"_id": "c1.reviews"}, {"$set": {"inbound_seq": 0}})
    await died_while_sending(scene, item.id)
    async with scene.at_work():
        sent = await scene.settled(item.id, "sent")
    assert (sent.why, sent.attempts, sent.maybe_duplicate) == ("it had arrived before", 2, True)
    assert anna.heard_texts == [TEXT]


async def test_a_wait_that_telegram_asks_for_is_kept(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "да?")
        await heard(scene, 1)
        scene.world.fail(SEND, "FLOOD_WAIT_37", 420)
        answer = await scene.an_answer()

        async def is_put_off() -> bool:
            return (await scene.item(answer.id)).due_at > NOW

        await until(is_put_off)
        waiting = await scene.item(answer.id)
        assert (waiting.state, waiting.due_at) == ("queued", NOW + datetime.timedelta(seconds=37 * 1.2 + 5))
        assert anna.heard_texts == []


REFUSALS = {
    "contacts": "takes messages from contacts only",
    "premium": "takes messages from Premium accounts only",
    "paid": "takes paid messages only",
}


@pytest.mark.parametrize("privacy", REFUSALS)
async def test_who_takes_no_messages_from_strangers_is_left_alone_and_the_account_lives(
    scene: Scene, privacy: str
) -> None:
    await scene.prepare()
    anna, boris = await scene.a_client(1), await scene.a_client(2)
    anna.privacy = privacy
    first = await scene.a_touch(1)
    async with scene.at_work():
        assert (await scene.settled(first.id, "failed")).why == REFUSALS[privacy]

        async def is_known() -> bool:
            return await stage(scene) == (Stage.UNREACHABLE, f"on Telegram: {REFUSALS[privacy]}")

        await until(is_known)  # written down just after the message's own end
        scene.clock.advance(datetime.timedelta(minutes=30))
        second = await scene.a_touch(2)
        await scene.settled(second.id, "sent")
    assert (anna.heard_texts, boris.heard_texts) == ([], [TEXT])
    assert (await scene.account()).state is account.State.ACTIVE


async def test_premium_refused_at_the_send_itself_does_not_look_like_a_dead_login(scene: Scene) -> None:
    """The library gives it as AuthKeyError, by its number 406."""
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work():
        scene.world.says(anna, scene.seller, "да?")
        await heard(scene, 1)
        scene.world.fail(SEND, "PRIVACY_PREMIUM_REQUIRED", 406)
        answer = await scene.an_answer()
        await scene.settled(answer.id, "failed")
    assert (await scene.account()).state is account.State.ACTIVE


async def test_somebody_who_has_blocked_the_account_is_not_written_to_again(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    anna.blocked.add(scene.seller.id)
    item = await scene.a_touch()
    async with scene.at_work():
        assert (await scene.settled(item.id, "failed")).why == "has blocked the account"


async def test_peer_flood_leaves_answers_alone_for_a_week(scene: Scene) -> None:
    await scene.prepare()
    await scene.a_client(1)
    boris = await scene.a_client(2)
    scene.seller.floods = True
    item = await scene.a_touch(1)
    async with scene.at_work():

        async def is_cooled() -> bool:
            return (await scene.conduct()).answers_only_until == later(days=7)

        await until(is_cooled)
        scene.world.says(boris, scene.seller, "А что у вас?")
        await heard(scene, 1, "c2.reviews")
        answer = await scene.an_answer(2)
        await scene.settled(answer.id, "sent")
        scene.clock.advance(datetime.timedelta(days=2))

        async def is_held() -> bool:
            return (await scene.item(item.id)).due_at >= later(days=7)

        await until(is_held)
    assert (await scene.account()).state is account.State.ACTIVE
    assert [each for each in scene.world.people.values() if TEXT in each.heard_texts] == []


async def test_an_account_that_the_spam_bot_calls_limited_writes_to_no_stranger(scene: Scene) -> None:
    await scene.prepare()
    robot = scene.world.by_username("SpamBot")
    assert robot is not None
    robot.answer = lambda _: "I’m afraid some Telegram users found your messages annoying."
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():

        async def is_held() -> bool:
            return (await scene.item(item.id)).due_at == later(days=7)

        await until(is_held)
    assert anna.heard_texts == []


DEATHS = [
    ("USER_DEACTIVATED_BAN", 401, "Telegram has banned the account"),
    ("AUTH_KEY_UNREGISTERED", 401, "the login is not valid any more"),
    ("SESSION_REVOKED", 401, "the login was ended from another device"),
]


@pytest.mark.parametrize(("name", "code", "why"), DEATHS)
async def test_an_account_that_is_ended_stops_and_says_why(scene: Scene, name: str, code: int, why: str) -> None:
    await scene.prepare()
    await scene.a_client()
    async with scene.at_work():
        scene.world.ban(scene.seller, name)

        async def is_paused() -> bool:
            return (await scene.account()).state is account.State.PAUSED

        await until(is_paused)
    assert (await scene.account()).why == f"{why} ({name})"
    kinds = [each["kind"] for each in scene.database._client["sales_agent"]["events"].find({})]
    assert kinds.count("account_paused") == 1


async def test_a_frozen_account_stops(scene: Scene) -> None:
    await scene.prepare()
    await scene.a_client()
    scene.seller.is_frozen = True
    item = await scene.a_touch()
    async with scene.at_work():

        async def is_paused() -> bool:
            return (await scene.account()).state is account.State.PAUSED

        await until(is_paused)
    assert (await scene.account()).why == "Telegram has frozen the account (FROZEN_METHOD_INVALID)"
    assert (await scene.item(item.id)).state == "queued"


# Strangers


async def test_nobody_is_written_to_first_unless_it_was_switched_on(scene: Scene) -> None:
    await scene.prepare(writes_first=False)
    anna = await scene.a_client()
    item = await scene.a_touch()
    async with scene.at_work():
        assert (await scene.settled(item.id, "cancelled")).why == "the account may not write first"
    assert anna.heard_texts == []


async def test_nobody_is_written_to_first_without_a_consent_basis(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client(1, basis=None)
    item = await scene.a_touch()
    async with scene.at_work():
        assert (await scene.settled(item.id, "cancelled")).why == "no consent basis on record"
    assert anna.heard_texts == []


async def test_a_link_in_a_first_message_stops_the_accounts_touches_until_an_operator_resumes(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch(text="Смотрите: https://otklik.example")
    async with scene.at_work():

        async def is_stopped() -> bool:
            return bool((await scene.account()).touches_stopped)

        await until(is_stopped)
        assert (await scene.conduct()).stopped_at is not None
        await scene.database.outbox.cancel(item.id, "mended")
        await scene.database.accounts.mark(SELLER, {"touches_stopped": ""})
        mended = await scene.a_touch(1, id="touch:c1.reviews:1:0:1", message_id="<again@agent.example>", reference="2")
        await scene.settled(mended.id, "sent")
    assert anna.heard_texts == [TEXT]
    assert (await scene.conduct()).stopped_at is None


async def test_somebody_is_found_by_the_number_once(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client(1, "+79030000001")
    item = await scene.a_touch()
    async with scene.at_work():
        await scene.settled(item.id, "sent")
        scene.world.says(anna, scene.seller, "да?")
        await heard(scene, 1)
        answer = await scene.an_answer()
        await scene.settled(answer.id, "sent")
    assert scene.world.calls["contacts_ImportContacts"] == 1
    assert len(anna.heard) == 2


async def test_a_number_that_nobody_has_is_told(scene: Scene) -> None:
    await scene.prepare()
    await scene.a_client(1, "+79039999999")
    item = await scene.a_touch()
    async with scene.at_work():
        assert (await scene.settled(item.id, "failed")).why == "nobody is found under this number"
    assert await stage(scene) == (Stage.UNREACHABLE, "on Telegram: nobody is found under this number")


async def test_a_client_who_stopped_is_not_written_to(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    item = await scene.a_touch()
    await silence.silence_contact(scene.database, await scene.contact(), suppression.Reason.STOP, NOW, "test")
    async with scene.at_work():
        assert (await scene.item(item.id)).state == "cancelled"
    assert anna.heard_texts == []


async def test_one_process_holds_an_account(scene: Scene) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    async with scene.at_work() as first:
        stop = asyncio.Event()
        other = UserWorker(scene.database, scene.clock, scene.settings, "other")
        running = asyncio.create_task(other.run(stop))

        async def is_built() -> bool:
            return SELLER in other.receivers

        await until(is_built)
        scene.world.says(anna, scene.seller, "one")
        await heard(scene, 1)
        assert first.receivers[SELLER].connection is not None
        assert other.receivers[SELLER].connection is None
        stop.set()
        await running


async def test_somebody_whom_two_contacts_turn_out_to_be_is_told_with_the_command_that_merges_them(
    scene: Scene,
) -> None:
    await scene.prepare()
    anna = await scene.a_client()
    await scene.database.contacts.add(builders.a_contact(2, addresses=(address.telegram(str(anna.id)),)))
    item = await scene.a_touch()
    async with scene.at_work():
        await scene.settled(item.id, "sent")
    events = await scene.database.events.of_conversation("c1.reviews")
    (why,) = [each["why"] for each in events if each["kind"] == "same_person"]
    assert why.endswith("client_utils merge c2 c1")
