"""Nouns to documents and back. Pure.

Days become ISO text (BSON knows only moments), enumerations their values, tuples lists; `id` is `_id`.
Moments keep milliseconds, as BSON does, so that both engines give back what was put in.
"""

import datetime
import enum
from typing import Any, TypeVar

from services.core.domain.base import Noun

Kind = TypeVar("Kind", bound=Noun)


def plain(value: Any) -> Any:
    """A value as BSON can hold it. Raises TypeError on a naive datetime: we never know whose time it is."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise TypeError(f"{value} has no time zone")
        moment = value.astimezone(datetime.UTC) if value.year < 9999 else value.replace(tzinfo=datetime.UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Noun):
        return plain(value.model_dump())
    if isinstance(value, dict):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(each) for each in value]
    return value


def to_document(noun: Noun) -> dict[str, Any]:
    """The document of a noun; its `id` becomes `_id`."""
    document: dict[str, Any] = plain(noun.model_dump())
    if "id" in document:
        document = {"_id": document.pop("id"), **document}
    return document


def to_noun(kind: type[Kind], document: dict[str, Any], *, drop: tuple[str, ...] = ()) -> Kind:
    """The noun of a document. `drop` names fields that only the store uses. Raises pydantic's error."""
    fields = {name: value for name, value in document.items() if name not in drop and name != "_id"}
    if "_id" in document and "id" in kind.model_fields:
        fields["id"] = document["_id"]
    return kind.model_validate(fields)
