"""The watch over database commands: it holds the code to the portable subset and to the declared indexes.

`CommandWatch.observe` is a store observer. It raises AssertionError at the call that breaks a rule, and
remembers what it said in `faults`, since a worker takes an exception for a bug of the job and goes on.

The rules (the subset is what all engines agree on):
1. Filters: equality, `$in`, `$gt $gte $lt $lte`; plain values only, no patterns, arrays or sub-documents.
2. Updates: `$set $unset $inc $min $max $push $setOnInsert`, never empty, never `_id`, no `$` in a path or a
   key, and no path in two places (servers refuse `$set: {a}` beside `$min: {a}`, the embedded engine does not).
3. Aggregation: `$match` first, then `$group $sort $limit $count`, with `$sum $min $max` over plain fields.
4. A filter with an equality on `_id`, or on all fields of a unique index, finds few documents: anything
   may stand beside it, and any sort.
5. Every other filter is, as a whole, a prefix of one declared index: its equality fields in any order (`$in`
   counts as one), then the sort in the index's order (or all of it reversed), then at most one range; a range on the
   first field of the sort is served with it. A range alone comes right after the equality fields.
6. An empty filter reads a whole collection: only where `WHOLE` says why, and sorted by an index or not at all.
   An empty filter never changes or deletes.
"""

import collections.abc
import re
from typing import Any

import bson

from services.core.store import database
from services.core.store.engine import Command, Document, Index, Sort

RANGES = frozenset({"$gt", "$gte", "$lt", "$lte"})
COMPARISONS = RANGES | {"$in"}
UPDATES = frozenset({"$set", "$unset", "$inc", "$min", "$max", "$push", "$setOnInsert"})
STAGES = frozenset({"$match", "$group", "$sort", "$limit", "$count"})
SUMS = frozenset({"$sum", "$min", "$max"})
WRITES = frozenset({"update", "find_and_update", "delete"})

# Collection and verb: why it may be read as a whole.
WHOLE: dict[tuple[str, str], str] = {
    ("accounts", "find"): "a handful of mailboxes",
    ("campaigns", "find"): "a handful of offers",
    ("workers", "find"): "one document for each process at work",
    ("contacts", "find"): "the list command, for people, newest first",
    ("conversations", "find"): "the list command, for people, last touched first",
    ("outbox", "find"): "the list command, for people, newest first",
    ("suppressions", "find"): "one look at the start: is the collection empty?",
    ("suppressions", "count"): "the doctor's count, for people",
}

Indexes = collections.abc.Mapping[str, tuple[Index, ...]]


class CommandWatch:
    """An observer for the store, and what it found."""

    def __init__(self, indexes: Indexes = database.INDEXES) -> None:
        self._indexes = indexes
        self.faults: list[str] = []
        self.seen = 0

    def observe(self, command: Command) -> None:
        """Raise AssertionError when the command breaks a rule."""
        self.seen += 1
        fault = fault_of(command, self._indexes.get(command.collection, ()))
        if fault:
            said = f"{command.collection}.{command.verb}: {fault}; filter {command.filter}, sort {command.sort}"
            self.faults.append(said)
            raise AssertionError(said)


def fault_of(command: Command, indexes: tuple[Index, ...]) -> str:
    """What is wrong with a command on a collection with these indexes; "" when nothing is."""
    if command.verb in ("insert", "create_index"):
        return ""
    if command.verb == "aggregate":
        return _pipeline_fault(command, indexes)
    return (
        _filter_fault(command.filter)
        or (_update_fault(command.update) if command.verb in ("update", "find_and_update") else "")
        or _index_fault(command, command.filter, command.sort, indexes)
    )


def _filter_fault(where: Document) -> str:
    for field, wanted in where.items():
        if field.startswith("$"):
            return f"{field} is outside the portable subset"
        if isinstance(wanted, dict):
            strange = set(wanted) - COMPARISONS
            if strange or not wanted:
                return f"{', '.join(sorted(strange)) or 'an empty document'} on {field} is outside the portable subset"
        elif isinstance(wanted, list | tuple | re.Pattern | bson.Regex):
            return f"{field} is compared with a {type(wanted).__name__}, which is outside the portable subset"
    return ""


def _update_fault(update: Document) -> str:
    strange = set(update) - UPDATES
    if strange or not update:
        return f"{', '.join(sorted(strange)) or 'an empty update'} is outside the portable subset"
    paths: list[str] = []
    for operator, fields in update.items():
        if not fields:
            return f"{operator} is empty, which servers refuse"
        paths += fields
        if _has_dollar(fields):
            return f"{operator} has a $ in a path or a key, which is outside the portable subset"
    if "_id" in paths:
        return "_id cannot be changed"
    return _conflict(sorted(paths))


def _has_dollar(value: Any) -> bool:
    if isinstance(value, dict):
        return any(part.startswith("$") for key in value for part in str(key).split(".")) or any(
            _has_dollar(each) for each in value.values()
        )
    return isinstance(value, list | tuple) and any(_has_dollar(each) for each in value)


def _conflict(paths: list[str]) -> str:
    for path in paths:
        clashing = [other for other in paths if other.startswith(f"{path}.")]
        if paths.count(path) > 1 or clashing:
            return f"{path} is changed twice in one update, which servers refuse"
    return ""


def _pipeline_fault(command: Command, indexes: tuple[Index, ...]) -> str:
    names = [name for stage in command.pipeline for name in stage]
    strange = set(names) - STAGES
    if strange:
        return f"{', '.join(sorted(strange))} is outside the portable subset"
    if any(len(stage) != 1 for stage in command.pipeline):
        return "a stage has exactly one operator"
    where = command.pipeline[0]["$match"] if names[:1] == ["$match"] else {}
    return (
        next(filter(None, (_filter_fault(each["$match"]) for each in command.pipeline if "$match" in each)), "")
        or next(filter(None, (_group_fault(each["$group"]) for each in command.pipeline if "$group" in each)), "")
        or _index_fault(command, where, (), indexes)
    )


def _group_fault(group: Document) -> str:
    for field, made in group.items():
        if field == "_id":
            if not _is_plain(made) and not (isinstance(made, dict) and all(map(_is_plain, made.values()))):
                return "$group by an expression is outside the portable subset"
        elif not isinstance(made, dict) or set(made) - SUMS or not all(map(_is_plain, made.values())):
            return f"$group of {field} by {made} is outside the portable subset"
    return ""


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, int | str)


def _index_fault(command: Command, where: Document, sort: Sort, indexes: tuple[Index, ...]) -> str:
    all_indexes = (Index((("_id", 1),), unique=True), *indexes)
    if not where:
        return _whole_fault(command, sort, all_indexes)
    equal = {field for field, wanted in where.items() if not isinstance(wanted, dict) or "$in" in wanted}
    ranges = set(where) - equal
    if any(index.unique and {field for field, _ in index.keys} <= equal for index in all_indexes):
        return ""
    if any(_serves(index, equal, ranges, sort) for index in all_indexes):
        return ""
    return "no declared index serves it"


def _whole_fault(command: Command, sort: Sort, indexes: tuple[Index, ...]) -> str:
    if command.verb in WRITES:
        return "it would change the whole collection"
    if (command.collection, command.verb) not in WHOLE:
        return "it reads the whole collection, and WHOLE in tests/house/command_watch.py gives no reason why it may"
    if sort and not any(_serves(index, set(), set(), sort) for index in indexes):
        return "no declared index serves the sort"
    return ""


def _serves(index: Index, equal: set[str], ranges: set[str], sort: Sort) -> bool:
    """Whether equality fields, then sort, then range are the beginning of the index."""
    head, rest = index.keys[: len(equal)], index.keys[len(equal) :]
    if {field for field, _ in head} != equal or len(ranges) > 1:
        return False
    wanted = list(sort)
    wanted += [(field, 0) for field in ranges if not sort or field != sort[0][0]]
    if [field for field, _ in wanted] != [field for field, _ in rest[: len(wanted)]]:
        return False
    turns = {mine * theirs for (_, mine), (_, theirs) in zip(sort, rest, strict=False)}
    return len(turns) <= 1
