"""Both engines, seen through one face: what is put in comes back the same, and errors are ours."""

import collections.abc
import datetime
from typing import Any

import pymongo.errors
import pytest

from services.core import errors
from services.core.domain.conversation import NEVER
from services.core.store import database as store
from services.core.store.database import Database
from services.core.store.engine import Collection, Command
from tests.builders import NOW, SUPPRESSION_KEYS, later
from tests.house.command_watch import CommandWatch


@pytest.fixture
def things(database: Database) -> Collection:
    """A collection with plain face; `events` has room for any fields."""
    return database.events._collection


VALUES: dict[str, Any] = {
    "a moment": NOW,
    "a moment with milliseconds": later(milliseconds=1),
    "never": NEVER,
    "long ago": datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC),
    "an ISO day": "2026-11-23",
    "text": "Отзывы — «да» 👍 \x00 end",
    "bytes": b"\x00\xff",
    "numbers": [0, -1, 2**53, 2**63 - 1, 0.1, 1e300],
    "nothing": None,
    "nested": {"a": [{"b": [1, {"c": None}]}], "empty": {}, "none": []},
    "truth": [True, False],
}


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
async def test_a_value_comes_back_as_it_was(things: Collection, value: Any) -> None:
    await things.insert({"_id": "v", "value": value})
    found = await things.find_one({"_id": "v"})
    assert found == {"_id": "v", "value": value}
    if isinstance(value, datetime.datetime):
        assert found["value"].utcoffset() == datetime.timedelta(0)


async def test_what_is_stored_does_not_change_with_what_was_handed_in(things: Collection) -> None:
    document = {"_id": "v", "list": [1]}
    await things.insert(document)
    document["list"].append(2)  # type: ignore[attr-defined]
    found = await things.find_one({"_id": "v"})
    assert found == {"_id": "v", "list": [1]}
    found["list"].append(3)
    assert await things.find_one({"_id": "v"}) == {"_id": "v", "list": [1]}


async def test_updates_do_what_their_names_say(things: Collection) -> None:
    await things.insert({"_id": "v", "n": 5, "at": NOW, "gone": 1, "list": []})
    update = {
        "$inc": {"n": 2, "new": 1},
        "$min": {"at": later(hours=-1)},
        "$max": {"top.a_1": 3},
        "$unset": {"gone": ""},
        "$push": {"list": {"x": 1}},
        "$set": {"turn.id": "t"},
    }
    found = await things.find_and_update({"_id": "v"}, update)
    expected = {
        "_id": "v",
        "n": 7,
        "new": 1,
        "at": later(hours=-1),
        "top": {"a_1": 3},
        "list": [{"x": 1}],
        "turn": {"id": "t"},
    }
    assert found == expected
    assert await things.find_and_update({"_id": "nobody"}, {"$inc": {"n": 1}}) is None


async def test_an_upsert_makes_what_is_not_there(things: Collection) -> None:
    update = {"$inc": {"n": 1}, "$setOnInsert": {"made": NOW}}
    for n in (1, 2):
        assert await things.find_and_update({"_id": "v"}, update, upsert=True) == {"_id": "v", "n": n, "made": NOW}
    assert await things.update_one({"_id": "w"}, {"$set": {"n": 0}}, upsert=True)
    assert not await things.update_one({"_id": "x"}, {"$set": {"n": 0}})


async def test_an_update_that_changes_nothing_has_still_fitted(things: Collection) -> None:
    await things.insert({"_id": "v", "n": 1})
    assert await things.update_one({"_id": "v"}, {"$set": {"n": 1}})
    assert await things.update_many({"_id": {"$in": ["v", "w"]}}, {"$set": {"n": 1}}) == 1


async def test_sums_are_grouped(things: Collection) -> None:
    for number, kind in enumerate(("a", "b", "a")):
        await things.insert({"_id": str(number), "conversation": "t", "kind": kind, "n": number})
    await things.insert({"_id": "other", "conversation": "u", "kind": "a", "n": 100})
    found = await things.aggregate(
        {"$match": {"conversation": "t"}},
        {"$group": {"_id": "$kind", "n": {"$sum": 1}, "top": {"$max": "$n"}}},
        {"$sort": {"_id": 1}},
    )
    assert found == [{"_id": "a", "n": 2, "top": 2}, {"_id": "b", "n": 1, "top": 1}]
    assert await things.count({"conversation": "t"}) == 3
    assert await things.delete({"conversation": "t"}) == 3


async def test_a_key_that_is_there_is_a_duplicate(things: Collection) -> None:
    await things.insert({"_id": "v"})
    with pytest.raises(errors.Duplicate):
        await things.insert({"_id": "v"})


async def test_what_cannot_be_stored_is_bad_input(server_database: Database) -> None:
    with pytest.raises(errors.BadInput):
        await server_database.events._collection.insert({"_id": "v", "value": object()})


async def test_preparing_again_changes_nothing(database: Database) -> None:
    await database.prepare(later(days=1))
    assert await database.suppressions.count() == 0


@pytest.mark.parametrize("uri", ["", "mongodb://", "mongodb://user:p@ss:w/rd@db/", "mongodb://db:port/"])
def test_an_address_that_cannot_be_read_names_the_setting_and_not_the_password(uri: str) -> None:
    with pytest.raises(errors.BadSetting) as refused:
        store.on_server(uri, "x", SUPPRESSION_KEYS, CommandWatch().observe)
    assert refused.value.field == "MONGODB_URI"
    assert "rd@db" not in str(refused.value)


class Failing:
    """A driver whose every command fails in the same way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        raise self._error


def during(error: Exception, handled: Exception) -> Exception:
    """The error as it is when it was raised while another one was being handled."""
    error.__context__ = handled
    return error


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (during(RuntimeError("the driver's lock"), pymongo.errors.AutoReconnect("gone")), errors.StoreUnavailable),
        (during(RuntimeError("a bug of ours"), ValueError("other")), RuntimeError),
        (pymongo.errors.AutoReconnect("gone"), errors.StoreUnavailable),
        (pymongo.errors.ServerSelectionTimeoutError("gone"), errors.StoreUnavailable),
        (pymongo.errors.NetworkTimeout("slow"), errors.StoreUnavailable),
        (pymongo.errors.WaitQueueTimeoutError("busy"), errors.StoreUnavailable),
        (pymongo.errors.DuplicateKeyError("twice"), errors.Duplicate),
        (pymongo.errors.OperationFailure("login", 18), errors.BadSetting),
        (pymongo.errors.OperationFailure("rights", 13), errors.BadSetting),
        (pymongo.errors.OperationFailure("a bug of ours", 9), pymongo.errors.OperationFailure),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
async def test_errors_of_the_driver_become_ours(raised: Exception, expected: type[Exception]) -> None:
    seen: list[Command] = []
    observe: collections.abc.Callable[[Command], None] = seen.append
    with pytest.raises(expected):
        await Collection("things", Failing(raised), observe).find_one({"_id": "v"})
    assert [each.verb for each in seen] == ["find"]
