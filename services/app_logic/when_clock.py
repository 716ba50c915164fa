"""The hour that the client named, in a row of symbols: "в 11", "at 3pm", "после обеда".

It names no day: `when` does.
"""

from typing import NamedTuple

from services.app_logic.when_pairs import Word


class Clock(NamedTuple):
    """Symbols `start`..`end` (end excluded) that mean this time of day."""

    start: int
    end: int
    hour: int
    minute: int | None
    is_vague: bool = False


_BEFORE = frozenset({"v", "at", "frm", "btw", "aft", "by", "na", "til", "on", ",", "to", "or", "in"})
_STRONG_BEFORE = frozenset({"v", "at", "aft", "frm", "btw", "by"})
_REACH = 8


def find_clock(row: list[Word], text: str, place: tuple[int, int] | None) -> Clock | None:
    """The time of day near the chosen words, or anywhere when no day was named."""
    bounds = (0, len(row)) if place is None else _sentence(row, *place)
    found = [
        clock
        for clock in _clocks(row, text, *bounds, is_day_named=place is not None)
        if place is None or clock.end <= place[0] or clock.start >= place[1]
    ]
    if place is None:
        found = [clock for clock in found if not clock.is_vague or row[clock.start].symbol == "aft"]
    if not found:
        return None
    return min(found, key=lambda clock: (clock.is_vague, _distance(clock, place) if place else clock.start))


def _distance(clock: Clock, place: tuple[int, int]) -> tuple[int, int]:
    """How far from the day; after it is nearer than before it."""
    return (clock.start - place[1], 0) if clock.start >= place[1] else (place[0] - clock.end + 2, 1)


def _sentence(row: list[Word], start: int, end: int) -> tuple[int, int]:
    low, high = start, end
    while low > 0 and row[low - 1].symbol != "|" and start - low < _REACH:
        low -= 1
    while high < len(row) and row[high].symbol != "|" and high - end < _REACH:
        high += 1
    return low, high


def _clocks(row: list[Word], text: str, low: int, high: int, *, is_day_named: bool) -> list[Clock]:
    found = []
    for index in range(low, high):
        clock = _clock_at(row, text, index, is_day_named=is_day_named)
        if clock is not None:
            found.append(clock)
    return found


def _symbol(row: list[Word], index: int) -> str:
    return row[index].symbol if 0 <= index < len(row) else "|"


def _clock_at(row: list[Word], text: str, index: int, *, is_day_named: bool) -> Clock | None:
    symbol, before, after = row[index].symbol, _symbol(row, index - 1), _symbol(row, index + 1)
    start = index - 1 if before in _BEFORE - {","} else index
    if symbol[0] == "t" and symbol[1:].isdigit():
        return Clock(start, index + 1, int(symbol[1:3]), int(symbol[3:5]))
    if symbol[0] == "n" and symbol[1:].isdigit():
        return _number_at(row, text, index, start, is_day_named=is_day_named)
    if symbol == "half" and before in ("o1", "o2") and after == "ud":
        return Clock(index - 1, index + 2, 10 if before == "o1" else 14, None, is_vague=True)
    if symbol == "dl":
        if before in ("til", "bef"):
            return Clock(index - 1, index + 1, 10, None, is_vague=True)
        noon = text[row[index].start : row[index].end].lower() in ("noon", "midday", "полдень", "полдня")
        hour = 14 if before == "aft" else 12 if noon else 13
        return Clock(start, index + 1, hour, None, is_vague=True)
    if symbol in ("dm", "da", "de") and before not in ("til",):
        return Clock(start, index + 1, {"dm": 10, "da": 14, "de": 18}[symbol], None, is_vague=True)
    return None


def _number_at(row: list[Word], text: str, index: int, start: int, *, is_day_named: bool) -> Clock | None:
    """A bare number is an hour after "в" or "at", or before "утра", "часов", "pm"."""
    hour, before, after = int(row[index].symbol[1:]), _symbol(row, index - 1), _symbol(row, index + 1)
    is_spelled = not text[row[index].start].isdigit()
    if hour > 23 or (is_spelled and (after not in ("dm", "de", "da") or before not in _STRONG_BEFORE)):
        return None
    if after in ("dm", "de", "da", "pm") and not (after != "pm" and before not in _BEFORE):
        late = after in ("de", "da", "pm") and hour < 12
        return Clock(start, index + 2, hour + 12 if late else hour, None)
    if before not in _STRONG_BEFORE:
        return None
    if after == "uh":
        return Clock(start, index + 2, _office_hour(hour), None)
    is_free = (
        after in (",", "|", "by", "til", "to", "-", "or", "and", "v", "na", "on", "cb", "ok", "but", "in", "not", "at")
        or (after == "_" and _is_no_thing(text[row[index + 1].start : row[index + 1].end].lower()))
        or (after[0] == "w" and after[1:].isdigit())
        or after in ("tm", "td", "tm2")
    )
    if not is_free or (not is_day_named and before not in ("v", "at")):
        return None
    if after in ("-", "to", "or") and _symbol(row, index + 3)[0] == "u" and _symbol(row, index + 3) != "uh":
        return None
    return Clock(start, index + 1, _office_hour(hour), None)


def _office_hour(hour: int) -> int:
    """Nobody in an office means three at night."""
    return hour + 12 if 1 <= hour <= 7 else hour


def _is_no_thing(word: str) -> bool:
    """Whether the word after the number is not what is counted (в 11 офисах, at 3 offices)."""
    return not word.endswith(("ах", "ях", "ов", "ев", "s", "ам", "ям", "ами", "ями", "people", "человек"))
