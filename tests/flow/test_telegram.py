"""A bot in conversation: messages in, messages out, over the stand-in for the Bot API; mail goes on beside it."""

from collections.abc import AsyncIterator

import pytest

from services.core.domain import address, suppression
from services.core.domain.contact import OriginKind
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind
from services.tg_worker import wire, words
from tests.fakes import KeywordBrain
from tests.flow import scene as scenes
from tests.flow.chats import Chat, texts
from tests.flow.scene import Scene

GREETING = "Здравствуйте! Это электронный помощник"
STOPPED = "Вы отписаны"


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """A running agent with a mailbox and a bot."""
    async with scenes.opened(with_telegram=True) as running:
        yield running


async def test_a_stranger_who_starts_the_bot_becomes_a_contact_who_wrote_first(scene: Scene) -> None:
    boris = Chat(scene, "Борис")
    (greeting,) = await boris.starts()
    assert greeting.text.startswith(GREETING)
    assert [action for _, action in greeting.buttons] == list(words.NEXT_STEPS)
    person, talk = await boris.contact(), await boris.talk()
    assert (person.name, person.origin.kind) == ("Борис", OriginKind.CLIENT)
    assert person.basis is not None
    assert person.basis.text == "wrote to us first"
    assert (talk.stage, talk.channel, talk.account) == (Stage.ENGAGED, address.Channel.TELEGRAM, "bot")


async def test_a_question_is_answered_from_the_facts_and_nobody_signs_in_a_chat(scene: Scene) -> None:
    boris = Chat(scene, "Борис")
    await boris.starts()
    (first,) = await boris.says("Сколько стоит?")
    assert "4900" in first.text
    assert "С уважением" not in first.text
    (second,) = await boris.says("А умеет ли он Excel?")
    assert "дравствуйте" not in second.text


async def test_several_messages_at_one_moment_are_one_turn(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    assert len(await boris.says("Сколько стоит?", "И давайте созвонимся")) == 1


async def test_the_deck_comes_as_a_file_with_the_bytes_of_the_campaign(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    said, deck = await boris.does("presses", "deck")
    assert "Презентация" in said.text
    assert deck.file is not None
    offer = await scene.offer()
    assert deck.file[1] == await scene.database.assets.get(offer.presentation["ru"].asset)
    assert list(boris.telegram.pressed.values()) == ["answered"]


async def test_the_demo_button_offers_times(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    (offered,) = await boris.does("presses", "demo")
    assert "11:00" in offered.text


async def test_a_link_ties_the_chat_to_the_contact_it_was_made_for_and_the_talk_goes_on_there(scene: Scene) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    assert (await anna.contact()).id == client.contact_id
    (answer,) = await anna.says("Сколько стоит?")
    assert "4900" in answer.text
    assert await client.news() == []
    talk = await scene.talk(client)
    assert (talk.channel, talk.account, talk.account_on(address.Channel.EMAIL)) == ("telegram", "bot", "main")
    await scene.passes(days=12)
    assert await client.news() == []
    assert [each.kind for each in await scene.items(client) if each.channel == "telegram"].count(Kind.TOUCH) == 1


async def test_the_talk_goes_back_to_mail_when_the_client_does(scene: Scene) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    (mail,) = await client.says("Сколько стоит?")
    assert "4900" in mail.text
    assert anna.person.news() == []
    assert (await scene.talk(client)).account == "main"


async def test_a_new_mail_outside_the_thread_is_the_contacts_while_the_talk_is_in_telegram(scene: Scene) -> None:
    client = await scene.meets()
    await Chat(scene).starts(client)
    client.got.clear()
    assert len(await client.says("Сколько стоит?", subject="Вопрос")) == 1


async def test_a_link_that_was_passed_on_ties_nobody_else(scene: Scene) -> None:
    client = await scene.meets()
    anna, boris = Chat(scene), Chat(scene, "Борис")
    await anna.starts(client)
    await boris.starts(client)
    assert (await boris.contact()).id != client.contact_id
    assert (await anna.contact()).id == client.contact_id


@pytest.mark.parametrize("parameter", ["c-anna-aaaaaaaaaaaaaaaaaaaaaaaa", "c-anna", "-", "x" * 64])
async def test_a_start_that_we_did_not_sign_ties_nothing(scene: Scene, parameter: str) -> None:
    await scene.meets()
    stranger = Chat(scene, "Чужой")
    stranger.person.starts(stranger.bot, parameter)
    assert texts(await stranger.says("/help"))
    assert (await stranger.contact()).id != "c-anna"


@pytest.mark.parametrize("way", ["/stop", "стоп", "button"])
async def test_a_stop_is_confirmed_once_and_silences_mail_too(scene: Scene, way: str) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    confirmed = await anna.does("presses", "stop") if way == "button" else await anna.says(way)
    assert [each.text.startswith(STOPPED) for each in confirmed] == [True]
    assert await scene.is_suppressed(client.address)
    assert await anna.says("Сколько стоит?", "/stop") == []
    await scene.passes(days=60)
    assert await client.news() == []
    assert anna.person.news() == []
    assert await scene.stage_of(client) is Stage.STOPPED


async def test_a_stop_by_mail_is_silence_in_telegram_too(scene: Scene) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    assert await client.says("Отпишите меня, больше не пишите") == []
    assert await anna.says("Сколько стоит?") == []
    await scene.passes(days=60)
    assert anna.person.news() == []


async def test_only_the_clients_own_start_lifts_a_stop_and_only_for_this_chat(scene: Scene) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    await anna.says("/stop")
    assert await anna.says("Сколько стоит?") == []
    (greeting,) = await anna.starts()
    assert greeting.text.startswith(GREETING)
    assert "4900" in texts(await anna.says("Сколько стоит?"))
    assert await scene.is_suppressed(client.address)


@pytest.mark.parametrize(
    ("command", "words_of_answer"),
    [
        ("/help", "/clear_context"),
        ("/privacy", "Мы храним"),
        ("/language en", "I will write in English"),
        ("/language", "На каком языке"),
        ("/clear_context", "будто мы только начали"),
        ("/start@reviews_demo_bot", GREETING),
    ],
)
async def test_a_command_is_answered_at_once_and_is_no_turn(scene: Scene, command: str, words_of_answer: str) -> None:
    boris = Chat(scene)
    await boris.starts()
    assert words_of_answer in texts(await boris.says(command))
    assert await scene.database.messages.of_conversation((await boris.talk()).id) == []


async def test_an_unknown_command_is_read_as_words(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    await boris.says("/price сколько стоит?")
    assert [each.text for each in await scene.database.messages.of_conversation((await boris.talk()).id)] != []


async def test_the_language_button_changes_the_language_of_contact_and_talk(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    await boris.says("/language")
    assert "English" in texts(await boris.does("presses", "lang:en"))
    assert ((await boris.contact()).language, (await boris.talk()).language) == ("en", "en")


async def test_the_brain_forgets_what_was_said_and_the_history_does_not(scene: Scene) -> None:
    assert isinstance(scene.brain, KeywordBrain)
    boris = Chat(scene)
    await boris.starts()
    await boris.says("Сколько стоит?")
    await boris.says("Пришлите презентацию")
    assert scene.brain.asked[-1].previous != ""
    await boris.says("/clear_context")
    await scene.passes(minutes=1)
    await boris.says("Сколько стоит?")
    assert scene.brain.asked[-1].previous == ""
    assert len(await scene.database.messages.of_conversation((await boris.talk()).id)) == 3


async def test_an_edit_of_what_is_not_answered_yet_takes_its_place(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    scene.stage.hold()
    written = boris.person.says(boris.bot, "Пришлите презентацию")
    boris.person.edits(boris.bot, written, "Сколько стоит?")
    await scene.stage.read_chats()
    scene.stage.go_on()
    (answer,) = await boris.says()
    assert answer.file is None
    assert scene.heard == ["Сколько стоит?"]


async def test_an_edit_of_what_is_answered_is_noted_and_not_answered(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    written = boris.person.says(boris.bot, "Сколько стоит?")
    assert len(await boris.says()) == 1
    assert await boris.does("edits", written, "Пришлите презентацию") == []
    events = await scene.database.events.of_conversation((await boris.talk()).id)
    assert [each["text"] for each in events if each["kind"] == "edited"] == ["Пришлите презентацию"]


async def test_a_shared_number_becomes_an_address_and_somebody_elses_does_not(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    assert "записал" in texts(await boris.does("shares_phone", "79031234567"))
    assert [each.base for each in (await boris.contact()).addresses] == [str(boris.person.id), "+79031234567"]
    await boris.does("shares_phone", "79035555555", 42)
    assert len((await boris.contact()).addresses) == 2


async def test_a_number_that_another_contact_has_is_left_to_a_person(scene: Scene) -> None:
    await scene.adds(addresses=(address.email("anna@veter.example"), address.telegram("+79031234567")))
    boris = Chat(scene)
    await boris.starts()
    await boris.does("shares_phone", "+79031234567")
    assert len((await boris.contact()).addresses) == 1
    events = await scene.database.events.of_conversation((await boris.talk()).id)
    assert "c-anna" in next(each["why"] for each in events if each["kind"] == "same_number")


async def test_a_file_is_kept_by_its_hash_and_one_that_is_too_large_is_noted(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    await boris.does("sends_file", "brief.pdf", b"%PDF-1.7 brief")
    await boris.does("sends_file", "film.mp4", b"0" * 10_000_001)
    small, large = await scene.database.messages.of_conversation((await boris.talk()).id)
    assert small.attachments[0].content is not None
    assert await scene.database.assets.get(small.attachments[0].content) == b"%PDF-1.7 brief"
    assert large.attachments[0].content is None
    assert "not fetched" in large.note


async def test_without_a_speech_model_a_voice_note_is_kept_and_the_client_asked_to_write(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    (asked,) = await boris.does("speaks", b"OggS something")
    assert asked.text == words.said("in_writing", "ru")
    (note,) = await scene.database.messages.of_conversation((await boris.talk()).id)
    assert note.attachments[0].content is not None
    assert note.shown.startswith("[voice, 3 s, not heard] a voice note was not heard")
    (answer,) = await boris.says("Сколько стоит?")
    assert "4900" in answer.text


async def test_a_file_that_telegram_does_not_give_is_noted_and_holds_up_nothing(scene: Scene) -> None:
    boris = Chat(scene)
    await boris.starts()
    boris.telegram.fails("getFile", code=400, words="Bad Request: file is temporarily unavailable")
    await boris.does("sends_file", "brief.pdf", b"%PDF-1.7 brief")
    boris.telegram.fails("getFile", code=502, words="Bad Gateway", times=2)
    await boris.does("sends_file", "late.pdf", b"%PDF-1.7 late")
    gone, late = await scene.database.messages.of_conversation((await boris.talk()).id)
    assert (gone.attachments[0].content, late.attachments[0].content is None) == (None, False)


async def test_a_business_chat_whose_connection_telegram_denies_holds_up_nothing(scene: Scene) -> None:
    client = Chat(scene, "Борис")
    assert await client.does("writes_to", "no-such-connection", "Сколько стоит?") == []
    assert (await client.starts())[0].text.startswith(GREETING)


async def test_a_blocked_bot_makes_the_chat_unreachable_and_nobody_suppressed(scene: Scene) -> None:
    client = await scene.meets()
    anna = Chat(scene)
    await anna.starts(client)
    await anna.does("blocks")
    assert await scene.stage_of(client) is Stage.UNREACHABLE
    assert not await scene.is_suppressed(client.address)
    await scene.passes(days=30)
    assert anna.person.news() == []
    assert len(await client.says("Сколько стоит?")) == 1


async def test_a_long_answer_comes_in_parts_that_telegram_takes() -> None:
    seed = scenes.content()
    fact = next(each for each in seed["campaigns"][0]["facts"] if each["kind"] == "price")
    fact["text"]["ru"] = "Цена 😀 и https://example.org/prices?x=1&y=<2> " * 200
    async with scenes.opened(seed=seed, with_telegram=True) as scene:
        boris = Chat(scene)
        await boris.starts()
        parts = await boris.says("Сколько стоит?")
        assert len(parts) >= 3
        assert all(wire.units(each.text) <= wire.MOST_UNITS for each in parts)
        assert (
            "".join("".join(each.text.split()) for each in parts).count("https://example.org/prices?x=1&y=<2>") == 200
        )
        assert [bool(each.buttons) for each in parts] == [False] * (len(parts) - 1) + [True]


async def test_html_of_a_client_is_only_words(scene: Scene) -> None:
    boris = Chat(scene, "<b>Борис</b> & {0}")
    await boris.starts()
    (answer,) = await boris.says("Сколько стоит?")
    assert "₽" in answer.text
    assert not any(sign in answer.text for sign in ("<b>", "&lt;", "{0}"))  # what is no name greets nobody
    assert answer.entities == ()


async def test_business_chats_are_answered_as_the_owner_and_never_written_to_first(scene: Scene) -> None:
    owner, client = Chat(scene, "Вера"), Chat(scene, "Борис")
    await owner.does("connects", "conn.1$")
    (answer,) = await client.does("writes_to", "conn.1$", "Сколько стоит?")
    assert (answer.business, answer.buttons) == ("conn.1$", ())
    await scene.passes(days=60)
    assert client.person.news() == []


async def test_the_owner_who_answers_by_hand_has_the_business_chat(scene: Scene) -> None:
    owner, client = Chat(scene, "Вера"), Chat(scene, "Борис")
    await owner.does("connects", "conn1")
    await client.does("writes_to", "conn1", "Сколько стоит?")
    await owner.does("answers_as_owner", "conn1", client.person, "Я отвечу сама")
    assert (await client.talk()).stage is Stage.HANDED_OFF
    assert await client.does("writes_to", "conn1", "Сколько стоит?") == []


async def test_an_edit_in_a_business_chat_takes_the_place_of_what_is_not_answered_yet(scene: Scene) -> None:
    owner, client = Chat(scene, "Вера"), Chat(scene, "Борис")
    await owner.does("connects", "conn1")
    scene.stage.hold()
    written = client.person.writes_to(client.bot, "conn1", "Пришлите презентацию")
    await scene.stage.read_chats()
    client.person.edits_in_business(client.bot, written, "Сколько стоит?")
    await scene.stage.read_chats()
    scene.stage.go_on()
    await scene.stage.settle()
    (answer,) = client.person.news()
    assert "4900" in answer.text
    assert answer.business == "conn1"


async def test_messages_that_are_deleted_in_a_business_chat_are_noted_and_stay_in_the_history(scene: Scene) -> None:
    owner, client = Chat(scene, "Вера"), Chat(scene, "Борис")
    await owner.does("connects", "conn1")
    written = client.person.writes_to(client.bot, "conn1", "Сколько стоит?")
    await scene.stage.read_chats()
    await scene.stage.settle()
    assert len(client.person.news()) == 1
    assert await client.does("deletes", "conn1", written) == []
    talk = await client.talk()
    (noted,) = [each for each in await scene.database.events.of_conversation(talk.id) if each["kind"] == "deleted"]
    assert noted["why"] == "1 messages were deleted in the chat"
    assert [each.text for each in await scene.database.messages.of_conversation(talk.id)] == ["Сколько стоит?"]


async def test_the_later_button_is_silence_until_then(scene: Scene) -> None:
    boris = Chat(scene, "Борис")
    await boris.starts()
    (said,) = await boris.does("presses", "later")
    assert said.text
    talk = await boris.talk()
    assert talk.stage is Stage.PAUSED
    await scene.passes(days=13)
    assert boris.person.news() == []
    await scene.passes(days=4)
    assert len(boris.person.news()) == 1


@pytest.mark.parametrize("rights", [{"can_reply": False}, {"is_enabled": False}])
async def test_without_the_owners_right_nothing_is_answered(scene: Scene, rights: dict[str, bool]) -> None:
    owner, client = Chat(scene, "Вера"), Chat(scene, "Борис")
    owner.person.connects(owner.bot, "conn1", **rights)
    assert await client.does("writes_to", "conn1", "Сколько стоит?") == []


async def test_an_erased_person_who_comes_back_is_not_taken_in(scene: Scene) -> None:
    boris = Chat(scene, "Борис")
    await boris.starts()
    await scene.database.suppressions.add(
        address.telegram(str(boris.person.id)), suppression.Reason.ERASED, scene.now, "test"
    )
    assert await boris.starts() == []
    assert await boris.says("Сколько стоит?") == []


async def test_groups_and_channels_are_left_alone(scene: Scene) -> None:
    boris = Chat(scene)
    group = {"id": -100, "type": "supergroup", "title": "G"}
    written = {"message_id": 1, "date": 1, "chat": group, "from": boris.person.as_user(), "text": "/start"}
    boris.telegram.put(boris.bot, message=written)
    boris.telegram.put(boris.bot, channel_post={"message_id": 2, "date": 1, "chat": group, "text": "x"})
    await scene.stage.read_chats()
    assert await scene.database.contacts.all() == []
