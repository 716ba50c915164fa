"""`client_utils erase`: nothing of the person is left in any document, and nobody writes to them again."""

from services.core.domain import address, automatic, contact, delivery, message, outbox_item
from services.core.store import erasure
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work, documents

CANARY = "kanarejka"
EMAIL = f"{CANARY}@veter.example"


async def a_known_person(database: Database) -> Operator:
    """A contact with the canary in every field that can hold personal data."""
    operator = await at_work(database)
    person = builders.a_contact(
        name=CANARY,
        company=CANARY,
        role=CANARY,
        phone=CANARY,
        addresses=(address.email(EMAIL), address.telegram(f"@{CANARY}")),
        basis=builders.a_basis(text=CANARY),
        origin=contact.Origin(kind=contact.OriginKind.REDIRECT, contact="c0", name=CANARY),
    )
    await database.contacts.add(person)
    origin = contact.Origin(kind=contact.OriginKind.REDIRECT, contact="c1", conversation="c1.reviews", name=CANARY)
    await database.contacts.add(builders.a_contact(2, origin=origin))
    await database.conversations.start(
        builders.a_conversation(
            why=CANARY,
            subject=CANARY,
            last_message_id=f"<1@{CANARY}>",
            references=(f"<1@{CANARY}>",),
            participants=(address.email(f"colleague@{CANARY}.example"),),
            answer_to=address.email(EMAIL),
            pause_quote=CANARY,
            turn={"id": "c1.reviews:1", "messages": ["m1"], "inbound_seq": 1, "understanding": {"quote": CANARY}},
        )
    )
    await _said(database)
    return operator


async def _said(database: Database) -> None:
    raw = await database.assets.put(CANARY.encode(), owner="c1.reviews")
    await database.messages.add(
        builders.a_message(
            sender=address.email(EMAIL),
            sender_name=CANARY,
            subject=CANARY,
            text=CANARY,
            note=CANARY,
            message_id=f"<1@{CANARY}>",
            in_reply_to=f"<0@{CANARY}>",
            references=(f"<0@{CANARY}>",),
            cc=((CANARY, EMAIL),),
            attachments=(message.Attachment(name=f"{CANARY}.pdf", media_type="application/pdf", size_bytes=1),),
            automatic=automatic.Automatic(kind=automatic.AutomaticKind.AUTO_REPLY, text=CANARY, recipients=(EMAIL,)),
            raw=raw,
        )
    )
    file = outbox_item.File(name=f"{CANARY}.pdf", media_type="application/pdf", asset="0" * 64)
    item = builders.an_item(
        to=address.email(EMAIL), to_name=CANARY, subject=CANARY, text=CANARY, files=(file,), calendar=CANARY, why=CANARY
    )
    await database.outbox.add(item)
    claimed = await database.outbox.claim(["main"], "sender", builders.NOW)
    assert claimed is not None
    await database.outbox.keep_mime(claimed, CANARY.encode())
    await database.deliveries.add(
        delivery.Delivery(
            id=f"{item.id}:1",
            item=item.id,
            conversation="c1.reviews",
            account="main",
            at=builders.NOW,
            ending=delivery.Ending.DEFERRED,
            code=450,
            detail=f"<{EMAIL}> is busy",
        )
    )
    await database.events.add("e1", builders.NOW, "decided", "c1.reviews", CANARY, situation={"text": CANARY})


async def test_erasing_leaves_nothing_of_the_person_in_any_document(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    assert CANARY in documents(embedded_database)
    told = await operator.types("erase c1 --yes --json")
    assert told.code == 0
    assert told.json["erased"] == {"conversations": 1, "messages": 1, "items": 1, "events": 2, "files": 1}
    assert CANARY not in documents(embedded_database)


async def test_the_erased_stay_suppressed_and_every_record_still_loads(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    await operator.types("erase c1 --yes")
    assert (await operator.types(f"add --email {EMAIL}")).code == 5
    assert (await operator.types("restart c1 --consent again")).code == 5
    shown = (await operator.types("show c1 --json")).json
    assert shown["contact"]["erased"] is True
    assert shown["contact"]["email"] == erasure.placeholder("c1").value
    assert {line["text"] for line in shown["conversations"][0]["history"]} == {""}
    item = await embedded_database.outbox.get("touch:c1.reviews:1:1:0")
    assert item is not None
    assert item.state is outbox_item.State.CANCELLED
    assert len(await embedded_database.deliveries.of_item(item.id)) == 1


async def test_a_worker_in_the_middle_of_the_talk_loses_it(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    mine = await embedded_database.conversations.claim("worker", builders.NOW, builders.NOW + builders.LEASE)
    assert mine is not None
    await operator.types("erase c1 --yes")
    assert not await embedded_database.conversations.keep(mine.id, mine.fence, {"why": CANARY})
    assert CANARY not in documents(embedded_database)


async def test_erasing_wants_a_yes_and_may_be_repeated(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    refused = await operator.types("erase c1 --json")
    assert (refused.code, refused.json["field"]) == (2, "yes")
    assert CANARY in documents(embedded_database)
    assert (await operator.types("erase c1 --yes")).code == 0
    again = await operator.types("erase c1 --yes")
    assert (again.code, "already" in again.text) == (0, True)
