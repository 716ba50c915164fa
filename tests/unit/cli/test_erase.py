"""`client_utils erase`: nothing of the person is left in any document, and nobody writes to them again."""

from services.core.domain import address, automatic, contact, delivery, message, outbox_item, update
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
    await database.outbox.sending(claimed, builders.NOW, CANARY.encode())
    await database.outbox.deferred(claimed, builders.NOW, CANARY)
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


async def test_what_was_said_in_other_peoples_talks_goes_too(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    her = address.email(EMAIL)
    await embedded_database.conversations.start(
        builders.a_conversation(2, participants=(her, address.email("other@veter.example")), answer_to=her)
    )
    both = await embedded_database.assets.put(b"came with both", owner="c2.reviews")
    hers = await embedded_database.assets.put(CANARY.encode(), owner="c2.reviews")
    files = [message.Attachment(name="f", media_type="x/y", size_bytes=1, content=both)]
    said = {"conversation": "c2.reviews", "attachments": files}
    colleague = {**said, "contact": "", "sender": her, "text": CANARY, "turn": "t2", "raw": hers}
    mine = {**said, "contact": "c2", "sender": address.email("c2@client.example"), "text": "mine", "turn": "t3"}
    stray = {"conversation": "", "contact": "c1", "sender": her, "text": CANARY}
    for number, fields in enumerate((colleague, mine, stray), 2):
        keys = (f"imap:main:INBOX:1:{number}", f"mid:main:<{number}@{CANARY}>:x")
        kept = keys if fields is not mine else ("imap:main:INBOX:1:3", "mid:main:<3@client.example>:x")
        await embedded_database.messages.add(builders.a_message(number, **fields, keys=kept))
    await embedded_database.outbox.add(
        builders.an_item(2, id="answer:t2:0", kind="answer", conversation="c2.reviews", to=her, text=CANARY)
    )
    for turn, words in (("t2", CANARY), ("t3", "mine")):
        await embedded_database.events.add(turn, builders.NOW, "decided", "c2.reviews", words, turn=turn)
    told = await operator.types("erase c1 --yes --json")
    assert told.json["erased"] == {"conversations": 1, "messages": 3, "items": 2, "events": 2, "files": 2}
    assert CANARY not in documents(embedded_database)
    talk = await embedded_database.conversations.get("c2.reviews")
    assert talk is not None
    assert [each.base for each in talk.participants] == ["other@veter.example"]
    texts = [each.text for each in await embedded_database.messages.of_conversation("c2.reviews")]
    assert sorted(texts) == ["", "mine"]
    events = await embedded_database.events.of_conversation("c2.reviews")
    assert [each.get("why") for each in events] == [None, "mine"]
    assert await embedded_database.assets.get(both) == b"came with both"


async def test_erasing_after_a_stop_cannot_be_lifted(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    await operator.types("stop c1")
    await operator.types("erase c1 --yes")
    assert await embedded_database.suppressions.lift(address.email(EMAIL)) == 0
    assert await embedded_database.suppressions.of(address.email(EMAIL)) is not None


async def test_an_erasure_that_was_cut_short_is_finished(embedded_database: Database) -> None:
    operator = await a_known_person(embedded_database)
    person = await embedded_database.contacts.get("c1")
    assert person is not None
    await embedded_database.contacts.save(erasure._emptied(person))  # and there it died
    assert CANARY in documents(embedded_database)
    assert (await operator.types("erase c1")).code == 0
    assert CANARY not in documents(embedded_database)


async def test_an_update_that_could_not_be_filed_loses_its_text(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.contacts.add(builders.a_contact(addresses=(address.telegram("4711"),)))
    for number, chat in enumerate((4711, 4712)):
        raw = f'{{"chat": {{"id": {chat}}}, "text": "{CANARY if chat == 4711 else "mine"}"}}'
        arrived = update.Update(id=f"u{number}", account="bot", number=number, raw=raw, at=builders.NOW)
        await embedded_database.inbox.put(arrived)
        await embedded_database.inbox.failed(arrived.id, "a bug")
    assert (await operator.types("erase c1 --yes")).code == 0
    assert CANARY not in documents(embedded_database)
    assert [bool(each.raw) for each in await embedded_database.inbox.in_state(update.State.FAILED)] == [False, True]
