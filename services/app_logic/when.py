"""When to write again: from the client's words and the present moment to a day, and an hour if said.

`find_when` reads Russian and English side by side, with rules of its own: which stretch of time the
words cover (`when_spans`), what "after", "until", "not before", "away" and "can't" make of it, and which
of several stretches is meant, for which a brain's marks may speak (`when_marked`). It takes no quotes
into account (the caller passes the client's own new text), asks no model, and answers nothing where the
words name no time to come; what to do then is for the caller.
"""

import datetime
import re

from services.app_logic import when_calendar as days
from services.app_logic import (
    when_choice,
    when_marked,
    when_pairs,
    when_reading,
    when_spans,
    when_stretches,
    when_words,
)
from services.app_logic import when_context as context
from services.app_logic import when_cues as cues
from services.app_logic.when_clock import Clock, find_clock
from services.core.domain import understanding

Day = datetime.date


def find_when(
    text: str,
    now: datetime.datetime,
    language: str | None = None,
    country: str = "RU",
    claims: tuple[understanding.Mark, ...] = (),
) -> understanding.When | None:
    """The time to come that the client named, or nothing.

    `now` is aware and in the contact's zone; `country` (ISO 3166-1 alpha-2) says which holidays count and
    how 5/12 is read; `language` is not needed, both are read. `claims` are words that a brain marked for the
    time that counts. Only the first eight thousand characters are looked at. The answer is never before
    today, and its quote is a literal part of `text`. Raises ValueError where `now` has no zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    text = text[: _sign_off(text)]
    row = when_words.words(text, month_first=country == "US")
    today = when_stretches.Today(now.date(), country)
    spans = when_spans.spans(row, today)
    if len(spans) == 1 and when_spans.is_all_that_is_said(row, spans[0]):
        return _answer(text, row, when_reading.alone(spans[0]), None, now)
    readings = context.readings(row, spans, today, text)
    chosen = when_choice.choose(when_marked.spoken_for(readings, row, text, claims), row, text)
    clock = find_clock(row, text, (chosen.start, chosen.end) if chosen else None)
    if chosen is None:
        return _clock_only(text, row, clock, now)
    return _answer(text, row, chosen, clock, now)


_DASHES = re.compile(r"^[ \t]*(?:-{2,}|—|_{2,})[ \t]*$", re.MULTILINE)


def _sign_off(text: str) -> int:
    """Where a line of dashes opens a signature, with office hours perhaps; the text's length without one."""
    found = _DASHES.search(text, 0, when_words.MAX_CHARS)
    return found.start() if found and text[: found.start()].strip() else len(text)


def _answer(
    text: str, row: list[when_pairs.Word], chosen: when_reading.Reading, clock: Clock | None, now: datetime.datetime
) -> understanding.When:
    start, end = chosen.start, chosen.end
    hour, minute = (clock.hour, clock.minute) if clock else (None, None)
    if clock:
        start, end = min(start, clock.start), max(end, clock.end)
    first, last = max(chosen.first, now.date()), chosen.last
    if chosen.minutes is not None:
        moment = now + datetime.timedelta(minutes=chosen.minutes)
        first, last, hour, minute = moment.date(), None, moment.hour, moment.minute
    return understanding.When(
        not_before=first,
        not_after=last if last and last > first else None,
        hour=hour,
        minute=minute,
        sure=chosen.sure,
        quote=text[row[start].start : row[end - 1].end],
    )


def _clock_only(
    text: str, row: list[when_pairs.Word], clock: Clock | None, now: datetime.datetime
) -> understanding.When | None:
    """ "Наберите в 15:00": today, or tomorrow when that hour is past; only beside a wish to talk."""
    if clock is None or not cues.wants_to_talk(row, clock.start):
        return None
    later = (clock.hour, clock.minute or 0) > (now.hour, now.minute)
    return understanding.When(
        not_before=now.date() if later else now.date() + days.ONE_DAY,
        hour=clock.hour,
        minute=clock.minute,
        sure=0.6,
        quote=text[row[clock.start].start : row[clock.end - 1].end],
    )
