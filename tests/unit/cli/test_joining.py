"""`client_utils merge` and `unmerge`: what they print and return, and that show, list, export and erase cover both."""

import pytest

from services.core.domain import address, contact, outbox_item, suppression
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work, documents

CHAT = "4242"
CANARY = "kanarejka"


async def a_person_twice(database: Database) -> Operator:
    """c1 known by mail, c2 in a chat, where he has written last."""
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact(1))
    await database.contacts.add(builders.a_contact(2, addresses=(address.telegram(CHAT),), name=CANARY))
    await database.conversations.start(builders.a_conversation(1, stage=Stage.CONTACTED, touches=1))
    talk = {"stage": Stage.ENGAGED, "channel": "telegram", "account": "bot", "last_inbound_at": builders.NOW}
    await database.conversations.start(builders.a_conversation(2, **talk, pause_quote=CANARY))
    await database.messages.add(builders.a_message(1, text="by mail"))
    chat = {"conversation": "c2.reviews", "contact": "c2", "sender": address.telegram(CHAT), "channel": "telegram"}
    await database.messages.add(builders.a_message(2, text=f"in the chat, {CANARY}", **chat))
    await database.events.add("e1", builders.NOW, "decided", "c1.reviews", "of the mail")
    await database.outbox.add(builders.an_item(0, text="the opening", state=outbox_item.State.SENT, attempts=1))
    return operator


async def test_the_command_says_what_became_of_both(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    told = await operator.types(f"merge c1@client.example {CHAT} --json")
    assert told.code == 0
    assert told.json == {
        "id": "c1",
        "merged": "c2",
        "changed": True,
        "addresses": ["c1@client.example", CHAT],
        "stopped": False,
        "conversations": [{"id": "c2.reviews", "campaign": "reviews", "stage": "engaged", "absorbed": ["c1.reviews"]}],
        "pairs": [{"kept": "c2.reviews", "absorbed": "c1.reviews", "why": "the client has spoken there"}],
    }


async def test_repeated_it_changes_nothing_and_succeeds(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    before = documents(embedded_database)
    for line in ("merge c1 c2 --json", f"merge c1@client.example {CHAT} --json"):
        told = await operator.types(line)
        assert (told.code, told.json["changed"]) == (0, False)
    assert documents(embedded_database) == before


async def test_unmerge_names_what_it_cannot_undo(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    await operator.types("stop c1")
    told = await operator.types("unmerge c2")
    assert told.code == 0
    assert "A stop is not undone" in told.text
    for number in (1, 2):
        talk = await embedded_database.conversations.get(f"c{number}.reviews")
        assert talk is not None
        assert talk.stage is Stage.STOPPED


@pytest.mark.parametrize("named", ["c2", "c1", CHAT, "c1@client.example"])
async def test_the_merge_may_be_named_by_either_side(embedded_database: Database, named: str) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    told = await operator.types(f"unmerge {named} --json")
    assert told.code == 0
    assert (told.json["id"], told.json["unmerged_from"]) == ("c2", "c1")
    assert [each["addresses"] for each in told.json["contacts"]] == [["c1@client.example"], [CHAT]]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("merge c1 c1", 2),
        ("merge c1 nobody@example.org", 3),
        ("merge c3 c2", 4),
        ("unmerge c3", 2),
        ("unmerge nobody@example.org", 3),
    ],
)
async def test_what_cannot_be_done_has_its_own_exit_code(embedded_database: Database, line: str, code: int) -> None:
    operator = await a_person_twice(embedded_database)
    await embedded_database.contacts.add(builders.a_contact(3))
    if line.startswith("merge c3"):
        await operator.types("merge c1 c2")
    told = await operator.types(f"{line} --json")
    assert told.code == code
    assert "error" in told.json


async def test_show_has_the_history_of_both_and_list_one_person(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    shown = (await operator.types("show c2 --json")).json
    assert (shown["contact"]["id"], shown["merged"]) == ("c1", ["c2"])
    (talk,) = shown["conversations"]
    texts = [each["text"] or each["why"] for each in talk["history"]]
    assert {"by mail", f"in the chat, {CANARY}", "the opening", "of the mail"} <= set(texts)
    assert [each["id"] for each in (await operator.types("list --json")).json] == ["c1"]


async def test_an_export_has_what_was_said_under_either_name(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    found = (await operator.types("export c1 --json")).json
    assert [each["id"] for each in found["merged"]] == ["c2"]
    assert sorted(each["value"] for each in found["addresses"]) == [CHAT, "c1@client.example"]
    received = [each["text"] for talk in found["conversations"] for each in talk["received"]]
    assert sorted(received) == ["by mail", f"in the chat, {CANARY}"]
    assert "of the mail" in [each["why"] for talk in found["conversations"] for each in talk["decisions"]]


@pytest.mark.parametrize("named", ["c1", "c2"])
async def test_erasing_reaches_both_and_both_stay_suppressed(embedded_database: Database, named: str) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("merge c1 c2")
    assert (await operator.types(f"erase {named} --yes")).code == 0
    kept = documents(embedded_database)
    for word in (CANARY, "Anna 1", "by mail", "c1@client.example", "of the mail"):
        assert word not in kept
    for where in (address.email("c1@client.example"), address.telegram(CHAT)):
        found = await embedded_database.suppressions.of(where)
        assert found is not None
        assert found.reason is suppression.Reason.ERASED
    assert (await operator.types("unmerge c2")).code == 2


async def test_who_stopped_and_is_merged_is_said_to_be_silent(embedded_database: Database) -> None:
    operator = await a_person_twice(embedded_database)
    await operator.types("stop c2")
    told = await operator.types("merge c1 c2 --json")
    assert told.json["stopped"] is True
    assert (await operator.types("restart c1")).code == 5


async def test_a_merge_that_took_a_basis_gives_it_back(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.contacts.add(builders.a_contact(1, basis=None))
    await embedded_database.contacts.add(builders.a_contact(2))
    await operator.types("merge c1 c2")
    assert await _basis(embedded_database, "c1") == builders.a_basis()
    await operator.types("unmerge c2")
    assert await _basis(embedded_database, "c1") is None


async def _basis(database: Database, contact_id: str) -> contact.Basis | None:
    found = await database.contacts.get(contact_id)
    assert found is not None
    return found.basis
