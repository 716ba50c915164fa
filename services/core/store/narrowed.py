"""A mongomock-ng collection that looks at fewer documents: those of the `_id`, or whose plain fields can fit.

The library tests the whole filter on every document of the collection, which is slow from some hundred conversations
on. It still has the last word on every document that is left; this only leaves out what cannot fit: another string in
a field that is asked for by a string, a later moment in one that is asked for up to a moment. It overrides one method
of the library's own (`_iter_documents`); the contract tests hold both engines to the same answers.
"""

import datetime
from typing import Any

import mongomock_ng.collection
import mongomock_ng.filtering

_applies: Any = mongomock_ng.filtering.filter_applies


class Narrowed(mongomock_ng.collection.Collection):
    """The library's collection in every other respect."""

    @classmethod
    def of(cls, database: Any, name: str) -> "Narrowed":
        """The collection of this name in a mongomock-ng database."""
        return cls(database, name, _db_store=database._store, codec_options=database.codec_options)

    def _iter_documents(self, filter: Any) -> Any:
        if self._store.is_empty or not isinstance(filter, dict):
            everything: Any = super()._iter_documents  # it checks the filter, too
            return everything(filter)
        return (each for each in self._candidates(filter) if _applies(filter, each))

    def _candidates(self, wanted: dict[str, Any]) -> list[Any]:
        key = wanted.get("_id")
        if isinstance(key, str):
            return [self._store[key]] if key in self._store else []
        texts = [(name, value) for name, value in wanted.items() if isinstance(value, str)]
        latest = [(name, limit) for name, value in wanted.items() if (limit := _limit(value)) is not None]
        return [each for each in self._store.documents if _can_fit(each, texts, latest)]


def _limit(value: Any) -> datetime.datetime | None:
    """The moment of `{"$lte": moment}`, as the library stores moments: in UTC, without a zone."""
    moment = value.get("$lte") if isinstance(value, dict) else None
    if not isinstance(moment, datetime.datetime) or moment.tzinfo is None:
        return None
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _can_fit(document: Any, texts: list[tuple[str, str]], latest: list[tuple[str, datetime.datetime]]) -> bool:
    for name, text in texts:
        found = document.get(name)
        if isinstance(found, str) and found != text:
            return False
    for name, limit in latest:
        found = document.get(name)
        if isinstance(found, datetime.datetime) and found > limit:
            return False
    return True
