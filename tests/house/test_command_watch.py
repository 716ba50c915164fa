"""The watch over commands is itself watched: it lets through what the stores send and catches what it should."""

import pytest

from services.core.store.database import INDEXES, Database
from services.core.store.engine import Collection, Command, Document, EmbeddedDriver, Index, Sort
from tests.builders import NOW, a_contact
from tests.house.command_watch import WHOLE, CommandWatch, fault_of

INDEXED = (
    Index((("state", 1), ("account", 1), ("due_at", 1))),
    Index((("keys", 1),), unique=True),
    Index((("contact", 1), ("campaign", 1)), unique=True),
    Index((("participants.base", 1),)),
)
SET = {"$set": {"why": "x"}}


def fault(
    verb: str = "find",
    where: Document | None = None,
    update: Document | None = None,
    sort: Sort = (),
    collection: str = "outbox",
) -> str:
    return fault_of(Command(collection, verb, where or {}, update or {}, sort), INDEXED)


@pytest.mark.parametrize(
    ("where", "sort"),
    [
        ({"_id": "a"}, ()),
        ({"_id": {"$in": ["a", "b"]}, "anything": 1}, (("at", 1),)),
        ({"_id": {"$gt": "a"}}, (("_id", 1),)),
        ({"state": "queued"}, ()),
        ({"account": "main", "state": {"$in": ["queued"]}}, ()),
        ({"account": "main", "state": "queued", "due_at": {"$lte": NOW}}, (("due_at", 1),)),
        ({"account": "main", "state": "queued"}, (("due_at", -1),)),
        ({"state": {"$gt": ""}}, ()),
        ({"state": "queued"}, (("account", -1), ("due_at", -1))),
        ({"state": "queued", "due_at": {"$gt": NOW}}, (("account", 1),)),
        ({"keys": "k", "anything": {"$lt": 3}}, (("at", 1),)),
        ({"campaign": "r", "contact": "c", "stage": "new"}, ()),
        ({"contact": "c"}, (("campaign", 1),)),
        ({"participants.base": "a@b.example"}, ()),
        ({}, ()),
        ({}, (("_id", -1),)),
        ({}, (("state", 1),)),
    ],
    ids=repr,
)
def test_a_filter_that_an_index_serves_passes(where: Document, sort: Sort) -> None:
    assert fault("find", where, sort=sort) == ""


@pytest.mark.parametrize(
    ("where", "sort"),
    [
        ({"why": "x"}, ()),
        ({"account": "main"}, ()),
        ({"state": "queued", "due_at": {"$lte": NOW}}, ()),
        ({"state": "queued", "why": "x"}, ()),
        ({"state": "queued", "account": {"$gt": ""}, "due_at": {"$lte": NOW}}, ()),
        ({"state": "queued"}, (("due_at", 1),)),
        ({"state": "queued"}, (("account", 1), ("due_at", -1))),
        ({"state": "queued", "account": "main"}, (("due_at", 1), ("_id", 1))),
        ({"contact": "c", "stage": "new"}, ()),
        ({"participants": "a"}, ()),
        ({"_id": {"$gt": "a"}, "why": "x"}, ()),
        ({}, (("why", 1),)),
    ],
    ids=repr,
)
def test_a_filter_that_no_index_serves_is_caught(where: Document, sort: Sort) -> None:
    assert "index" in fault("find", where, sort=sort)


@pytest.mark.parametrize(
    "where",
    [
        {"$or": [{"_id": "a"}, {"_id": "b"}]},
        {"_id": {"$ne": "a"}},
        {"_id": "a", "why": {"$exists": True}},
        {"_id": "a", "why": {"$regex": "^x"}},
        {"_id": "a", "why": {"not": "an operator"}},
        {"_id": "a", "why": {}},
        {"keys": ["k"]},
        {"_id": "a", "$expr": {"$gt": ["$a", "$b"]}},
    ],
    ids=repr,
)
def test_a_filter_outside_the_subset_is_caught(where: Document) -> None:
    assert "outside the portable subset" in fault("find", where)


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"$pull": {"keys": "k"}}, "$pull is outside"),
        ({"$addToSet": {"keys": "k"}}, "$addToSet is outside"),
        ({"why": "x"}, "why is outside"),
        ({}, "empty"),
        ({"$set": {}}, "$set is empty"),
        ({"$set": {"_id": "b"}}, "_id"),
        ({"$set": {"keys.$": "k"}}, "has a $"),
        ({"$set": {"keys.$[]": "k"}}, "has a $"),
        ({"$push": {"keys": {"$each": ["k"]}}}, "has a $"),
        ({"$set": {"turn": {"decision": [{"$set": 1}]}}}, "has a $"),
        ({"$set": {"wake_at": NOW}, "$min": {"wake_at": NOW}}, "wake_at is changed twice"),
        ({"$set": {"turn": None}, "$inc": {"turn.n": 1}}, "turn is changed twice"),
    ],
    ids=repr,
)
def test_an_update_outside_the_subset_is_caught(update: Document, said: str) -> None:
    for verb in ("update", "find_and_update"):
        assert said in fault(verb, {"_id": "a"}, update)


def test_an_update_inside_the_subset_passes() -> None:
    update = {
        "$set": {"why": "x", "turn": {"id": "a", "drafts": [{"text": "costs 5 $"}]}},
        "$unset": {"old": ""},
        "$inc": {"fence": 1},
        "$min": {"wake_at": NOW},
        "$max": {"checkpoints.a_1": 3},
        "$push": {"participants": {"base": "x"}},
        "$setOnInsert": {"turns": 0},
    }
    assert fault("update", {"_id": "a"}, update) == ""


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        (({"$match": {"state": "sent"}}, {"$group": {"_id": "$account", "n": {"$sum": 1}}}), ""),
        (({"$match": {"state": "sent"}}, {"$group": {"_id": {"a": "$account"}, "n": {"$max": "$n"}}}), ""),
        (({"$match": {"why": "x"}}, {"$count": "n"}), "index"),
        (({"$group": {"_id": "$account", "n": {"$sum": 1}}}, {"$match": {"n": 1}}), "whole collection"),
        (({"$match": {"state": "sent"}}, {"$lookup": {"from": "contacts"}}), "$lookup"),
        (({"$match": {"state": "sent"}}, {"$group": {"_id": None, "all": {"$push": "$_id"}}}), "$group of all"),
        (({"$match": {"state": "sent"}}, {"$group": {"_id": {"d": {"$dateTrunc": {}}}}}), "expression"),
        (({"$match": {"_id": {"$nin": []}}},), "$nin"),
        (({"$match": {"state": "sent"}, "$limit": 1},), "exactly one"),
    ],
    ids=repr,
)
def test_an_aggregation_is_held_to_the_same_rules(stages: tuple[Document, ...], said: str) -> None:
    found = fault_of(Command("events", "aggregate", {}, pipeline=stages), INDEXED)
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("collection", "verb"), [("messages", "find"), ("outbox", "update"), ("outbox", "delete"), ("outbox", "count")]
)
def test_a_whole_collection_is_not_touched_without_a_reason(collection: str, verb: str) -> None:
    assert "whole collection" in fault(verb, {}, SET, collection=collection)


def test_the_table_of_reasons_names_collections_that_exist() -> None:
    assert {name for name, _ in WHOLE} <= set(INDEXES)


async def test_the_watch_stops_the_command_before_it_is_sent_and_remembers() -> None:
    class Sent(EmbeddedDriver):
        async def call(self, verb: str, *arguments: object, **options: object) -> object:
            raise LookupError("it was sent")

    watch = CommandWatch()
    outbox = Collection("outbox", Sent(None), watch.observe)
    with pytest.raises(AssertionError, match="no declared index"):
        await outbox.find({"why": "x"})
    with pytest.raises(AssertionError, match=r"\$pull"):
        await outbox.update_one({"_id": "a"}, {"$pull": {"keys": "k"}})
    with pytest.raises(LookupError):
        await outbox.find({"_id": "a"})
    assert len(watch.faults) == 2


async def test_every_database_of_the_suites_is_watched(database: Database, command_watch: CommandWatch) -> None:
    before = command_watch.seen
    await database.contacts.add(a_contact())
    await database.contacts.get("c1")
    assert command_watch.seen == before + 2
