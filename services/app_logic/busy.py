"""Busy: the busy times of a campaign's presenters, read from a file or an address and kept for a quarter of an hour.

A calendar that cannot be read is no reason to be silent: the campaign's own hours hold alone, and the operator is
told once a day. It writes to no calendar. The address is the operator's own word, never a client's.
"""

import asyncio
import dataclasses
import datetime
import os
import pathlib

import httpx

from services.app_logic import busy_times
from services.core import clock, errors
from services.core.domain import contact

MOST_BYTES = 2_000_000
_PATIENCE_S = 8.0
_KEPT_S = 900.0
_MOST_HOPS = 3
_AHEAD = datetime.timedelta(days=150)
Interval = busy_times.Interval


@dataclasses.dataclass(frozen=True)
class Busy:
    """What is taken, and why it could not be read ("" when it could)."""

    times: tuple[Interval, ...] = ()
    trouble: str = ""


class BusyTimes:
    """The busy calendars of this process. The same calendar is read once in a quarter of an hour."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], tuple[float, Busy]] = {}
        self._reading = asyncio.Lock()

    async def of(self, source: str, timezone: str, now: datetime.datetime) -> Busy:
        """What the calendar at `source` (a path or an address) says. Never raises: trouble is a value."""
        if not source:
            return Busy()
        key = (source, timezone, f"{now:%Y-%m-%d}")
        async with self._reading:
            read_at, known = self._known.get(key, (float("-inf"), Busy()))
            if clock.lease_clock() - read_at < _KEPT_S:
                return known
            found = await self._read(source, timezone, now)
            self._known = {name: each for name, each in self._known.items() if name[2] == key[2]}
            self._known[key] = (clock.lease_clock(), found)
            return found

    async def _read(self, source: str, timezone: str, now: datetime.datetime) -> Busy:
        zone = contact.zone_of(timezone)
        try:
            content = await (_fetched(source) if "://" in source else asyncio.to_thread(_file, source))
            start, end = now - datetime.timedelta(days=1), now + _AHEAD
            return Busy(await asyncio.to_thread(busy_times.read, content, zone, start, end))
        except errors.BadInput as error:
            return Busy(trouble=str(error))


def _file(path: str) -> bytes:
    """The bytes of a file. Raises `errors.BadInput` where it cannot be read or is too large."""
    try:
        with pathlib.Path(path).open("rb") as file:
            if not os.path.isfile(path):
                raise errors.BadInput("the busy calendar is no file", field="demo.busy")
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise errors.BadInput(f"the busy calendar cannot be read ({type(error).__name__})", field="demo.busy") from None
    if len(content) > MOST_BYTES:
        raise errors.BadInput(f"the busy calendar is larger than {MOST_BYTES // 1_000_000} MB", field="demo.busy")
    return content


async def _fetched(source: str) -> bytes:
    """The bytes at an address, `webcal:` read as `https:`. Raises `errors.BadInput`, which never repeats the address."""
    address = "https://" + source.removeprefix("webcal://") if source.startswith("webcal://") else source
    found = bytearray()
    try:
        async with (
            asyncio.timeout(_PATIENCE_S),
            httpx.AsyncClient(timeout=_PATIENCE_S, follow_redirects=True, max_redirects=_MOST_HOPS) as web,
            web.stream("GET", address, headers={"Accept": "text/calendar"}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise errors.BadInput(f"the busy calendar's server said {answer.status_code}", field="demo.busy")
            async for piece in answer.aiter_bytes():
                found += piece
                if len(found) > MOST_BYTES:
                    raise errors.BadInput(
                        f"the busy calendar is larger than {MOST_BYTES // 1_000_000} MB", field="demo.busy"
                    )
    except TimeoutError:
        raise errors.BadInput("the busy calendar's server took too long", field="demo.busy") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise errors.BadInput(
            f"the busy calendar cannot be fetched ({type(error).__name__})", field="demo.busy"
        ) from None
    return bytes(found)
