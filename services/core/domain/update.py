"""Update: what a messenger told us, as it came, before anybody has looked at it.

It is text and nothing in it is trusted. Whose it is and what follows is found when it is filed.
"""

import datetime
import enum

from services.core.domain.base import Noun


class State(enum.StrEnum):
    """`waiting` to be filed, `filed` (its text is gone), or `failed` because of a bug (its text is kept)."""

    WAITING = "waiting"
    FILED = "filed"
    FAILED = "failed"


class Update(Noun):
    """One update. `id` is its key, `bot:<bot id>:<update id>`; `number` its place among those of its account."""

    id: str
    account: str
    number: int
    raw: str
    at: datetime.datetime
    state: State = State.WAITING
    attempts: int = 0
    why: str = ""


def number_of(given: object) -> int | None:
    """An update's own number as the Bot API gives it (`update_id`), or None where it has none."""
    found = given.get("update_id") if isinstance(given, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53 else None
