"""Which of several times of one message is meant.

Wishes first ("напишите в июне"), then the last said; of alternatives the earliest; never a day on which
the client is known to be away. What each time means by itself is read in `when_context`.
"""

from services.app_logic import when_cues as cues
from services.app_logic.when_pairs import Word
from services.app_logic.when_reading import Reading


def choose(found: list[Reading], row: list[Word]) -> Reading | None:
    """The reading that honours all the words: wishes first, then the last said; of alternatives the first."""
    if not found:
        return None
    symbols = cues.symbols_of(row)
    wanted = [reading for reading in found if reading.role in ("wanted", "until", "deadline")]
    pool = wanted or found
    rank = {"wanted": 0.3, "until": 0.2, "deadline": -1.5, "busy": 0.0}
    best = max(pool, key=lambda reading: (reading.score + rank[reading.role], reading.start))
    if best.role == "wanted":
        best = _first_alternative(found, best, symbols)
    floors = [reading for reading in found if reading.role == "until" and reading.first > best.first]
    if floors and best.role != "deadline" and best.span.kind not in ("weekday", "day", "today"):
        floor = max(floors, key=lambda reading: reading.first)
        last = best.last if best.last and best.last >= floor.first else None
        return floor._replace(last=last)
    return best


def _first_alternative(found: list[Reading], best: Reading, symbols: list[str]) -> Reading:
    """ "Во вторник или в среду", "Tuesday 2pm or Thursday 10am": the earliest of the list."""
    index = found.index(best)
    chain = [best]
    for before in reversed(found[:index]):
        between = symbols[before.end : chain[-1].start]
        if (
            before.role != "wanted"
            or len(between) > 6
            or any(symbol not in cues.LINKS and not cues.is_clock(symbol) for symbol in between)
            or "not" in between
            or "but" in between
        ):
            break
        chain.append(before)
    return min(chain, key=lambda reading: reading.first)
