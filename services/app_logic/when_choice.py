"""Which of several times of one message is meant.

Wishes first ("напишите в июне"), then the last said; what is corrected ("во вторник. Нет, в среду") is not meant; of
alternatives the earliest; never a day on which the client is known to be away. What each time means by itself is read
in `when_context`.
"""

import re

from services.app_logic import when_calendar as days
from services.app_logic import when_cues as cues
from services.app_logic.when_pairs import Word
from services.app_logic.when_reading import Reading

# What comes between a time and the one that takes its place; up to four short words may follow it.
_CORRECTED = re.compile(
    r"(?:\b(?:sorry|apologies|actually|scratch that|i mean|i meant|wait|second thoughts?|correction|or rather|rather|"
    r"better (?:still|yet)|even better|make (?:it|that)|my mistake|oops|"
    r"вернее|точнее|в общем|короче|хотя нет|то есть|т\.\s?е\.|верней|в смысле|передума\w+|"
    r"поправк\w|ошиб\w+|оговори\w+|опечат\w+|извин\w+|"
    r"простите|пардон|ой|лучше|сорри|стоп)\b|(?:^|[.!?,;…—–-])\s*(?:no|nope|nah|нет|не|неа)\b\s?,?)"
    r"[^a-zа-я\d]{0,6}(?:[a-zа-я']{1,14}[^a-zа-я\d]{1,4}){0,4}$"
)
# "Today is hard, tomorrow's better".
_PREFERRED = re.compile(
    r"(?:['’]s| is| was| would be| будет)? (?:even |much |ещё |намного )?(?:better|best|лучше|удобнее)\b", re.I
)
# "Our stocktake is on Monday, so Wednesday": what they come to.
_SO = re.compile(r"\b(?:so|therefore|hence|значит|так что|поэтому|получается|итого)[ ,]+(?:[a-zа-я']{1,8} ){0,2}$")
# So many characters between the two, and no more.
_NEAR = 80


def choose(found: list[Reading], row: list[Word], text: str) -> Reading | None:
    """The reading that honours all the words: wishes first, then the last said; of alternatives the first."""
    if not found:
        return None
    wanted = [reading for reading in found if reading.role in ("wanted", "until", "deadline")]
    wanted = [reading for reading in wanted if not _is_taken_back(reading, found)]
    pool = _last_word(_concluded(wanted, row, text), row, text) or found
    rank = {"wanted": 0.3, "until": 0.2, "deadline": -1.5, "busy": 0.0}
    best = max(pool, key=lambda reading: (reading.score + rank[reading.role], reading.start))
    if best.role == "wanted":
        best = _past_what_is_refused(_first_alternative(pool, best, row, text), found)
        best = _day_of_the_week(best, pool)
    floors = [reading for reading in found if reading.role == "until" and reading.first > best.first]
    is_bare = best.role == "wanted" and best.score <= 0  # a day that is only named gives way to "until the tenth"
    if floors and best.role != "deadline" and (is_bare or best.span.kind not in ("weekday", "day", "today")):
        floor = max(floors, key=lambda reading: reading.first)
        last = best.last if best.last and best.last >= floor.first else None
        return floor._replace(last=last)
    return best


def _concluded(wanted: list[Reading], row: list[Word], text: str) -> list[Reading]:
    """The readings from the last "so" on, where one stands right before a time that is wanted."""
    for place in range(len(wanted) - 1, 0, -1):
        begin = row[wanted[place].start].start
        if wanted[place].role == "wanted" and _SO.search(text[max(0, begin - _NEAR) : begin].lower()):
            return wanted[place:]
    return wanted


def _last_word(wanted: list[Reading], row: list[Word], text: str) -> list[Reading]:
    """The readings without those that the client took back."""
    kept: list[Reading] = []
    for reading in wanted:
        if kept and kept[-1].span.end <= reading.span.start:
            between = text[row[kept[-1].span.end - 1].end : row[reading.span.start].start].lower()
            if len(between) <= _NEAR and reading.role != "deadline" and _CORRECTED.search(between):
                taken_back, kept = kept, []
                if reading.first == taken_back[-1].first and reading is not wanted[-1]:
                    continue  # "в четверг… нет, в четверг врач, в пятницу"
        kept.append(reading)
    return kept


def _is_taken_back(reading: Reading, found: list[Reading]) -> bool:
    """ "Давайте в октябре. Хотя нет, в октябре переезд"."""
    days_of = (reading.span.first, reading.span.last)
    return any(
        each.role == "busy" and each.start > reading.start and (each.span.first, each.span.last) == days_of
        for each in found
    )


def _is_a_week(reading: Reading) -> bool:
    return reading.span.kind == "period" and (reading.span.last - reading.span.first).days == days.FRIDAY


def _day_of_the_week(best: Reading, pool: list[Reading]) -> Reading:
    """ "The following week is OK, Tuesday onwards", "after the weekend, I'd say Tuesday": that Tuesday."""
    named = [each for each in pool if each.span.kind == "weekday" and each.role == "wanted" and each.start > best.start]
    inside = [each for each in named if best.span.first <= each.first <= best.span.last]
    if best.span.kind == "holiday" and best.first > best.span.last:
        inside = [each for each in named if best.first <= each.first < best.first + 7 * days.ONE_DAY]
        return inside[0] if inside else best
    return inside[0] if _is_a_week(best) and inside else best


def _past_what_is_refused(best: Reading, found: list[Reading]) -> Reading:
    """ "Через неделю, на этой и следующей завал", "на следующей неделе, но не в понедельник"."""
    busy = [reading for reading in found if reading.role == "busy" and reading.span != best.span]
    if best.span.kind == "relative":
        ends = [each.first for each in busy if each.span.first <= best.first <= each.span.last]
        return best._replace(first=max([best.first, *ends]))
    if not _is_a_week(best):
        return best
    refused = {each.span.first.weekday() for each in busy if each.span.kind == "weekday"}
    free = [best.first + step * days.ONE_DAY for step in range((best.span.last - best.first).days + 1)]
    return best._replace(first=next((day for day in free if day.weekday() not in refused), best.first))


def _first_alternative(found: list[Reading], best: Reading, row: list[Word], text: str) -> Reading:
    """ "Во вторник или в среду", "Tuesday 2pm or Thursday 10am": the earliest of the list, if none is preferred."""
    symbols = cues.symbols_of(row)
    if _PREFERRED.match(text, row[best.end - 1].end):
        return best
    index = found.index(best)
    chain = [best]
    for before in reversed(found[:index]):
        between = symbols[before.end : chain[-1].start]
        if (
            before.role != "wanted"
            or len(between) > 6
            or any(symbol not in cues.LINKS and not cues.is_clock(symbol) for symbol in between)
            or (before.span.kind == "holiday" and "or" not in between)
            or "not" in between
            or symbols[chain[-1].span.start] == "aft"
            or (between == [","] and symbols[chain[-1].end : chain[-1].end + 1] == ["am"])
            or "but" in between
        ):
            break
        chain.append(before)
    return min(chain, key=lambda reading: reading.first)
