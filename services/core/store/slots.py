"""The `slots` collection: the times of meetings. A unique index over cells of five minutes lets nobody book twice.

One document for each conversation, so that moving a meeting is one write: the new time is taken and the old one
left in the same moment, or nothing changes. Every write names the version it saw.
"""

import datetime
from typing import Any

from services.core import errors
from services.core.domain import meeting
from services.core.domain.meeting import Hold, Meeting, State
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "slots"
INDEXES = (
    Index((("cells", 1),), unique=True),
    Index((("calendar", 1), ("until", 1))),
    Index((("state", 1), ("starts_at", 1))),
)
_RELEASES = 10


class Slots:
    """Times that are taken, by whom, and how far each meeting has come."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def get(self, talk_id: str) -> Meeting | None:
        """The meeting of a conversation, whatever became of it; None when there never was one."""
        found = await self._collection.find_one({"_id": talk_id})
        return documents.to_noun(Meeting, found) if found else None

    async def put(self, found: Meeting) -> None:
        """Add a meeting as it is, for a copy. Raises `errors.Duplicate` where its time or conversation has one."""
        await self._collection.insert(documents.to_document(found))

    async def taken(self, calendar: str, now: datetime.datetime, but: str) -> frozenset[str]:
        """The cells of a calendar that other conversations than `but` have from now on."""
        found = await self._collection.find({"calendar": calendar, "until": {"$gt": now}})
        return frozenset(cell for each in found if each["_id"] != but for cell in each["cells"])

    async def hold(self, blank: Meeting, wanted: Hold) -> bool:
        """Keep a time for a turn, beside the one the meeting has; False when somebody else has it.

        `blank` is the meeting to begin with where the conversation has none. Safe to repeat with the same turn.
        """
        found = await self.get(blank.id)
        try:
            if found is None:
                fresh = blank.model_copy(update={"cells": wanted.cells, "hold": wanted})
                await self._collection.insert(documents.to_document(fresh))
                return True
            base = _cells_without_hold(found)
            cells = tuple(dict.fromkeys((*(base if found.stands else ()), *wanted.cells)))
            until = max(blank.until, found.until)
            fields = {"hold": wanted, "cells": cells, "until": until, "calendar": blank.calendar}
            return await self._write(found, documents.plain(fields))
        except errors.Duplicate:
            return False

    async def let_go(self, talk_id: str, but: str = "") -> None:
        """Give up what an unfinished turn holds, unless the turn is `but`. The meeting keeps its own time."""
        found = await self.get(talk_id)
        if found is None or found.hold is None or found.hold.turn == but:
            return
        state = State.RELEASED if found.state is State.HELD else found.state
        cells = list(_cells_without_hold(found))
        await self._write(found, {"hold": None, "cells": cells, "state": state.value})

    async def change(self, seen: Meeting, fields: dict[str, Any]) -> bool:
        """Write fields of a meeting that is still as it was seen; False when it is not.

        Raises `errors.Duplicate` when the fields name cells that are somebody else's.
        """
        return await self._write(seen, documents.plain(fields))

    async def release(
        self, talk_id: str, why: str, by: str, now: datetime.datetime, withdraw: bool = False
    ) -> Meeting | None:
        """Make the time free, whoever works on it; the meeting as it was, or None when none stood.

        `withdraw`: the client has to be told of it.
        """
        for _ in range(_RELEASES):
            found = await self.get(talk_id)
            if found is None or (found.state is State.RELEASED and found.hold is None):
                return None
            if await self._write(found, documents.plain(_released(found, why, by, now, withdraw))):
                return found if found.stands else None
        raise errors.StoreUnavailable(f"{NAME}: {talk_id} changes all the time")

    async def of_states(self, *states: State) -> list[Meeting]:
        """Meetings in these states, the soonest first."""
        found = []
        for state in states:
            found += await self._collection.find({"state": state.value}, sort=(("starts_at", 1),))
        nouns = [documents.to_noun(Meeting, each) for each in found]
        return sorted(nouns, key=lambda each: (each.starts_at, each.id))

    async def erase(self, talk_id: str) -> None:
        """Take out what may hold a client's words."""
        await self._collection.update_one({"_id": talk_id}, {"$set": {"why": "erased"}, "$inc": {"version": 1}})

    async def _write(self, seen: Meeting, fields: dict[str, Any]) -> bool:
        where = {"_id": seen.id, "version": seen.version}
        return await self._collection.update_one(where, {"$set": fields, "$inc": {"version": 1}})


def _released(found: Meeting, why: str, by: str, now: datetime.datetime, withdraw: bool) -> dict[str, Any]:
    return {
        "withdraw": withdraw,
        "state": State.RELEASED,
        "cells": meeting.free_mark(found.id),
        "own_cells": (),
        "hold": None,
        "why": why,
        "by": by,
        "changed_at": now,
    }


def _cells_without_hold(found: Meeting) -> tuple[str, ...]:
    """The meeting's own cells, without those that only the hold has brought."""
    if not found.stands:
        return meeting.free_mark(found.id)
    return found.own_cells or meeting.free_mark(found.id)
