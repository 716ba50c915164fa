"""Messages and their routing on both engines: stored once, told once stored, safe to repeat after a crash."""

import asyncio

from services.core.domain import address, conversation, message, outbox_item
from services.core.domain.automatic import Automatic, AutomaticKind
from services.core.store import routing
from services.core.store.database import Database
from tests.builders import NOW, a_conversation, a_message, an_item, later


async def seq_of(database: Database) -> int:
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    return talk.inbound_seq


async def test_a_message_comes_back_as_it_was_stored(database: Database) -> None:
    mail = a_message(
        cc=(("Boss", "boss@client.example"),),
        attachments=(message.Attachment(name="бриф.pdf", media_type="application/pdf", size_bytes=5),),
        automatic=Automatic(kind=AutomaticKind.AUTO_REPLY, returns_on=later(days=9).date()),
        sent_at=later(microseconds=123_000),
    )
    assert await database.messages.add(mail) == mail
    assert await database.messages.get(mail.id) == mail


async def test_a_message_is_stored_once_whichever_key_comes_again(database: Database) -> None:
    first = a_message(1, keys=("imap:main:INBOX:1:1", "mid:main:<x>:h"))
    await database.messages.add(first)
    for number, keys in ((2, ("imap:main:INBOX:2:9", "mid:main:<x>:h")), (3, ("imap:main:INBOX:1:1",))):
        assert await database.messages.add(a_message(number, keys=keys)) == first
    assert await database.messages.known("mid:main:<x>:h")
    assert not await database.messages.known("imap:main:INBOX:2:9")
    assert [each.id for each in await database.messages.of_conversation("c1.reviews")] == ["m1"]


async def test_of_many_receivers_of_one_mail_all_get_the_same_message(database: Database) -> None:
    arriving = [a_message(number, keys=(f"imap:main:INBOX:1:{number}", "mid:same")) for number in range(10)]
    stored = await asyncio.gather(*(database.messages.add(each) for each in arriving))
    assert len({each.id for each in stored}) == 1


async def test_messages_of_a_conversation_keep_their_order(database: Database) -> None:
    for number, seconds in ((3, 5), (1, 5), (2, 1), (4, 9)):
        await database.messages.add(a_message(number, arrived_at=later(seconds=seconds)))
    await database.messages.add(a_message(5, conversation="c2.reviews"))
    expected = ["m2", "m1", "m3", "m4"]
    assert [each.id for each in await database.messages.unanswered("c1.reviews")] == expected
    assert [each.id for each in await database.messages.of_conversation("c1.reviews")] == expected
    found = await database.messages.of_turn("c1.reviews", ("m4", "m3", "m5", "m2"))
    assert [each.id for each in found] == ["m2", "m3", "m4"]


async def test_a_turn_takes_its_messages_and_gives_them_back(database: Database) -> None:
    first, second, _ = [await database.messages.add(a_message(number)) for number in (1, 2, 3)]
    await database.messages.settle((first, second), "c1.reviews:1")
    assert [each.id for each in await database.messages.unanswered("c1.reviews")] == ["m3"]
    assert await database.messages.reopen("c1.reviews", "c1.reviews:1") == 2
    assert await database.messages.reopen("c1.reviews", "c1.reviews:1") == 0
    assert [each.id for each in await database.messages.unanswered("c1.reviews")] == ["m1", "m2", "m3"]


async def test_who_is_late_settles_nothing_that_was_opened_again_or_belongs_to_another_turn(
    database: Database,
) -> None:
    read = await database.messages.add(a_message())
    await database.messages.settle((read,), "c1.reviews:1")
    assert await database.messages.reopen("c1.reviews", "c1.reviews:1") == 1
    await database.messages.settle((read,), "c1.reviews:1")
    (again,) = await database.messages.unanswered("c1.reviews")
    await database.messages.settle((again,), "c1.reviews:3")
    await database.messages.settle((again,), "c1.reviews:1")
    stored = await database.messages.get("m1")
    assert stored is not None
    assert (stored.turn, stored.reopened) == ("c1.reviews:3", 1)


async def test_a_message_of_an_older_version_without_a_count_is_settled(database: Database) -> None:
    read = await database.messages.add(a_message())
    await database.messages._collection.update_one({"_id": "m1"}, {"$unset": {"reopened": ""}})
    await database.messages.settle((read,), "c1.reviews:1")
    assert await database.messages.unanswered("c1.reviews") == []


async def test_routing_wakes_the_conversation_and_marks_the_message(database: Database) -> None:
    await database.conversations.start(a_conversation(wake_at=conversation.NEVER))
    mail = await database.messages.add(a_message(references=("<i1@agent.example>",), subject="Re: Отзывы"))
    await routing.route(database, mail, later(minutes=1))
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.wake_at, talk.inbound_seq, talk.last_inbound_at) == (later(minutes=1), 1, later(minutes=1))
    assert talk.references == ("<i1@agent.example>", "<m1@client.example>")
    assert (talk.last_message_id, talk.answer_to) == ("<m1@client.example>", mail.sender)
    stored = await database.messages.get("m1")
    assert stored is not None
    assert stored.state is message.State.ROUTED
    assert not await database.messages.waiting()


async def test_a_message_whose_receiver_died_is_found_and_routed_again(database: Database) -> None:
    await database.conversations.start(a_conversation(wake_at=conversation.NEVER))
    await database.messages.add(a_message(1, arrived_at=later(seconds=-20)))
    await database.messages.add(a_message(2, arrived_at=later(seconds=-5)))
    [stranded] = await database.messages.stranded(later(seconds=-10))
    assert stranded.id == "m1"
    for _ in range(2):  # the sweeper may die, too
        await routing.route(database, stranded, NOW)
    assert await database.messages.stranded(later(seconds=-10)) == []
    assert await database.messages.waiting()
    assert await seq_of(database) == 2
    assert [each.id for each in await database.messages.unanswered("c1.reviews")] == ["m1", "m2"]


async def test_a_crash_between_telling_and_marking_is_repeated_safely(database: Database) -> None:
    await database.conversations.start(a_conversation())
    mail = await database.messages.add(a_message())
    await database.conversations.wake("c1.reviews", NOW)  # told; then the receiver dies before it marks
    [stranded] = await database.messages.stranded(later(minutes=1))
    await routing.route(database, stranded, NOW)
    assert await seq_of(database) == 2
    assert await database.messages.add(mail) == (await database.messages.get("m1"))


async def test_routing_a_settled_message_again_leaves_it_settled(database: Database) -> None:
    await database.conversations.start(a_conversation())
    mail = await database.messages.add(a_message())
    await routing.route(database, mail, NOW)
    await database.messages.settle((mail,), "c1.reviews:1")
    await routing.route(database, mail, NOW)
    stored = await database.messages.get("m1")
    assert stored is not None
    assert (stored.state, stored.turn) == (message.State.SETTLED, "c1.reviews:1")


async def test_what_waits_to_be_sent_is_cancelled_when_the_client_writes(database: Database) -> None:
    await database.conversations.start(a_conversation())
    await database.outbox.add(an_item(1))
    await database.outbox.add(an_item(2, conversation="c2.reviews"))
    await routing.route(database, await database.messages.add(a_message()), NOW)
    states = [(await database.outbox.get(an_item(number).id)) for number in (1, 2)]
    assert [each.state if each else None for each in states] == [outbox_item.State.CANCELLED, outbox_item.State.QUEUED]


async def test_a_robots_mail_cancels_nothing_and_moves_no_thread(database: Database) -> None:
    await database.conversations.start(a_conversation())
    await database.outbox.add(an_item(1))
    robot = a_message(automatic=Automatic(kind=AutomaticKind.AUTO_REPLY))
    await routing.route(database, await database.messages.add(robot), NOW)
    talk = await database.conversations.get("c1.reviews")
    item = await database.outbox.get(an_item(1).id)
    assert talk is not None
    assert item is not None
    assert (talk.inbound_seq, talk.last_message_id, item.state) == (1, "", outbox_item.State.QUEUED)


async def test_a_colleague_who_writes_becomes_a_participant(database: Database) -> None:
    await database.conversations.start(a_conversation())
    boss = address.email("boss@client.example")
    mail = await database.messages.add(a_message(sender=boss, contact=""))
    for _ in range(2):
        await routing.route(database, mail, NOW)
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.participants, talk.answer_to) == ((boss,), boss)


async def test_a_message_for_no_conversation_is_only_marked(database: Database) -> None:
    mail = await database.messages.add(a_message(conversation="", contact=""))
    await routing.route(database, mail, NOW)
    assert not await database.messages.waiting()


async def test_an_erased_message_says_nothing_and_is_not_taken_in_again(database: Database) -> None:
    arrived = a_message(keys=("imap:main:INBOX:1:1", "mid:main:<1@client.example>:x"))
    await database.messages.add(arrived)
    await database.messages.erase(arrived, {"text": "", "message_id": ""})
    (stored,) = await database.messages.of_conversation("c1.reviews")
    assert stored.keys == ("imap:main:INBOX:1:1", "erased:m1:1")
    again = await database.messages.add(arrived.model_copy(update={"keys": ("imap:main:INBOX:2:9", arrived.keys[1])}))
    assert (again.id, again.text) == ("m1", "")


async def test_messages_are_found_by_whom_they_came_from(database: Database) -> None:
    await database.messages.add(a_message(1, conversation=""))
    await database.messages.add(a_message(2, contact="", conversation="c2.reviews"))
    assert [each.id for each in await database.messages.of_contact("c1")] == ["m1"]
    found = await database.messages.of_sender(address.email("C1+x@client.example"))
    assert sorted(each.id for each in found) == ["m1", "m2"]
    assert await database.messages.of_sender(address.telegram("@anna_v")) == []


async def test_a_voice_note_is_told_at_once_and_gets_its_words_once(database: Database) -> None:
    await database.conversations.start(a_conversation(1))
    note = a_message(1, text="", state=message.State.SPOKEN, speech=message.Speech(seconds=3))
    await routing.route(database, await database.messages.add(note), NOW)
    assert await seq_of(database) == 1
    assert await database.messages.unanswered("c1.reviews") == [note]
    assert await database.messages.spoken() == [note]
    assert await database.messages.waiting()
    speech = message.Speech(seconds=3, language="ru", sure=0.8)
    heard = await database.messages.heard(note, {"text": "Сколько стоит?", "speech": speech})
    assert heard == note.model_copy(update={"text": "Сколько стоит?", "speech": speech, "state": message.State.ARRIVED})
    assert await database.messages.heard(note, {"text": "something else"}) is None
    await database.messages.not_heard(note, "too late")
    assert [each.text for each in await database.messages.unanswered("c1.reviews")] == ["Сколько стоит?"]
    assert await database.messages.spoken() == []


async def test_a_voice_note_that_was_not_heard_is_settled_with_the_reason(database: Database) -> None:
    note = await database.messages.add(a_message(1, text="", state=message.State.SPOKEN))
    await database.messages.not_heard(note, "there is no speech in it")
    (settled,) = await database.messages.of_conversation("c1.reviews")
    assert (settled.state, settled.note) == (message.State.SETTLED, "there is no speech in it")
    assert await database.messages.unanswered("c1.reviews") == []
    assert await database.messages.heard(note, {"text": "too late"}) is None
