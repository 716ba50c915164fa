"""`sales-agent understand`: what the agent makes of messages, line by line, without a database.

It runs the same stage as the agent itself. One brain is loaded for all lines. It judges nothing: `evaluation` does.
"""

import asyncio
import datetime
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from services.app_logic.brain import chosen
from services.app_logic.brain.base import Brain
from services.app_logic.stages import understand
from services.core import clock, errors, settings
from services.core.domain import address, contact, message
from services.core.domain.understanding import Understanding

Loader = Callable[[], Brain]

_WRITER = address.email("client@example.org")


class Line(BaseModel):
    """One message to understand. `previous` is our last message before it; `now` the moment it is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int | None = None
    text: str
    lang: str | None = None
    now: AwareDatetime | None = None
    previous: str | None = None


def parse(raw: bytes | str, number: int) -> Line:
    """One line of input. Raises `errors.BadInput` that names the line and the field."""
    try:
        return Line.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        raise errors.BadInput(
            f"line {number}: {field}: {first['msg']}", field=field, hint='as in {"id": "1", "text": "Не сейчас"}'
        ) from None


def _zone(now: datetime.datetime | None) -> str:
    """The moment's own zone is the writer's: "завтра в 11" is meant there. Zones of whole hours have names."""
    offset = now.utcoffset() if now is not None else None
    hours = round(offset.total_seconds() / 3600) if offset is not None else 0
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


async def understood(line: Line, brain: Brain, present: datetime.datetime) -> Understanding:
    """What the agent makes of one message of a client nobody knows."""
    language = line.lang if line.lang in ("ru", "en") else "ru"
    now = line.now or present
    person = contact.Contact(
        id="c-line",
        language=language,
        timezone=_zone(line.now),
        addresses=(_WRITER,),
        created_at=now,
    )
    arrived = message.Message(
        id="m-line",
        keys=("line",),
        channel=address.Channel.EMAIL,
        account="line",
        sender=_WRITER,
        contact="c-line",
        text=line.text,
        arrived_at=now,
    )
    country = "RU" if language == "ru" else "GB"
    return await understand.understand((arrived,), person, country, brain, now, line.previous or "", line.lang or "")


def document(line: Line, found: Understanding) -> dict[str, Any]:
    """The answer line for one input line."""
    when = None
    if found.when is not None:
        when = {"not_before": found.when.not_before.isoformat(), "quote": found.when.quote}
        if found.when.not_after is not None:
            when["not_after"] = found.when.not_after.isoformat()
    return {
        "id": line.id,
        "language": found.language,
        "primary": str(found.primary),
        "intents": [
            {"label": str(each.label), "score": round(each.score, 3), "quote": each.quote} for each in found.intents
        ],
        "referral": found.referral.model_dump(exclude_none=True) if found.referral is not None else None,
        "when": when,
        "sure": found.sure,
    }


def lines(source: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1; without the mark that some programs begin with."""
    for number, raw in enumerate(source, 1):
        kept = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if kept.strip():
            yield number, kept


def loader(configuration: settings.Settings) -> Loader:
    """What loads the brain of these settings."""
    return lambda: chosen.brain(configuration)[0]


async def answer(source: Iterable[bytes], out: TextIO, load: Loader, present: datetime.datetime) -> None:
    """One line of output for each line of input, in order, as soon as it is understood."""
    brain = load()
    try:
        for number, raw in lines(source):
            line = parse(raw, number)
            found = await understood(line, brain, present)
            out.write(json.dumps(document(line, found), ensure_ascii=False) + "\n")
            out.flush()
    finally:
        await brain.close()


def run(brain: str) -> int:
    """Standard input to standard output. Raises `errors.BadInput` and `errors.BrainUnavailable`."""
    configuration = settings.load().model_copy(update={"brain": brain})
    # JSON is UTF-8 (RFC 8259), whatever the terminal speaks.
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=True)
    try:
        asyncio.run(answer(sys.stdin.buffer, out, loader(configuration), clock.SystemClock().now()))
    finally:
        out.detach()
    return 0
