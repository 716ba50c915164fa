"""`client_utils show`: one history of what was said, decided and done, with the reasons."""

from services.cli import history
from services.core.domain import outbox_item
from services.core.domain.understanding import Intent
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work

QUOTE = "Пришлите презентацию"
KEYS = {"at", "from", "channel", "text", "intents", "decision", "why", "state"}


async def a_talk(database: Database) -> Operator:
    """A contact who got the opening, asked for the presentation and has an answer under way."""
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation())
    opening = builders.an_item(state=outbox_item.State.SENT, sent_at=builders.NOW)
    answer = builders.an_item(
        2,
        id="answer:c1.reviews:1:0",
        kind=outbox_item.Kind.ANSWER,
        intent=Intent.PRESENTATION,
        text="Вот она.",
        due_at=builders.later(minutes=3),
        created_at=builders.later(minutes=3),
    )
    notice = builders.an_item(3, id="notice:1", kind=outbox_item.Kind.NOTICE, text="look here")
    for each in (opening, answer, notice):
        await database.outbox.add(each)
    await database.messages.add(
        builders.a_message(text=QUOTE, turn="c1.reviews:1", arrived_at=builders.later(minutes=2))
    )
    await database.events.add(
        "c1.reviews:1:decided",
        builders.later(minutes=3),
        "decided",
        "c1.reviews",
        "the client asks for the presentation",
        turn="c1.reviews:1",
        understanding={"intents": [{"label": "presentation", "score": 1.0, "quote": QUOTE}]},
        decision={"actions": ["send_presentation"], "why": "the client asks for the presentation"},
    )
    await database.events.add(
        "c1.reviews:operator:1",
        builders.later(minutes=9),
        "operator",
        "c1.reviews",
        "answered from the mailbox",
        text="Добавлю от себя.",
        subject="Re",
    )
    return operator


async def test_the_history_has_every_step_in_order(embedded_database: Database) -> None:
    operator = await a_talk(embedded_database)
    shown = (await operator.types("show c1 --json")).json
    assert set(shown) == {"contact", "conversations"}
    talk = shown["conversations"][0]
    assert set(talk) == {"campaign", "stage", "wake_at", "history"}
    assert all(set(line) == KEYS for line in talk["history"])
    assert [(line["from"], line["text"]) for line in talk["history"]] == [
        ("agent", "Мы собираем отзывы."),
        ("client", QUOTE),
        ("agent", "Вот она."),
        ("operator", "Добавлю от себя."),
    ]


async def test_at_the_same_moment_cause_comes_before_effect() -> None:
    heard = builders.a_message(arrived_at=builders.NOW, text="asked")
    answer = builders.an_item(2, id="answer:t:0", kind=outbox_item.Kind.ANSWER, text="answered", due_at=builders.NOW)
    touch = builders.an_item(text="touched")
    lines = history.of(builders.a_conversation(), [heard], [answer, touch], [])
    assert [each.text for each in lines] == ["touched", "asked", "answered"]


async def test_a_message_carries_what_was_understood_and_decided(embedded_database: Database) -> None:
    operator = await a_talk(embedded_database)
    line = (await operator.types("show c1 --json")).json["conversations"][0]["history"][1]
    assert (line["intents"], line["decision"], line["channel"]) == (["presentation"], "send_presentation", "email")
    assert line["why"] == f"the client asks for the presentation: «{QUOTE}»"


async def test_an_answer_carries_its_state_and_reason(embedded_database: Database) -> None:
    operator = await a_talk(embedded_database)
    line = (await operator.types("show c1.reviews --json")).json["conversations"][0]["history"][2]
    assert (line["state"], line["intents"], line["decision"]) == ("queued", ["presentation"], "send_presentation")


async def test_people_read_a_timeline_with_the_evidence_and_the_basis(embedded_database: Database) -> None:
    operator = await a_talk(embedded_database)
    told = await operator.types("show c1@client.example")
    assert told.text.index("Мы собираем отзывы.") < told.text.index(f"«{QUOTE}»") < told.text.index("Вот она.")
    assert "asked for an offer at the fair (fair 2026" in told.text
    assert "look here" not in told.text


async def test_a_turn_in_work_is_shown_before_it_is_settled(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.contacts.add(builders.a_contact())
    turn = {
        "id": "c1.reviews:4",
        "messages": ["m1"],
        "inbound_seq": 1,
        "understanding": {"intents": [], "primary": "question"},
        "decision": {"actions": ["answer", "offer_demo"], "why": "a fact answers it"},
    }
    await embedded_database.conversations.start(builders.a_conversation(turn=turn))
    await embedded_database.messages.add(builders.a_message())
    line = (await operator.types("show c1 --json")).json["conversations"][0]["history"][0]
    assert (line["intents"], line["decision"], line["why"]) == (["question"], "answer, offer_demo", "a fact answers it")
