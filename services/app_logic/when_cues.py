"""What is said of a stretch of time: a wish to talk then, a refusal, absence, the past.

Each sign is given to the nearest stretch of its phrase. What follows from it is for `when_context`.
"""

import itertools
from typing import NamedTuple

from services.app_logic.when_pairs import Word
from services.app_logic.when_spans import Span


class Cues(NamedTuple):
    """What was said of one span: wishes in its phrase and sentence, refusals, absence, the past."""

    wish: bool
    near_wish: bool
    refusal: bool
    away: bool
    back: bool
    past: bool
    mild: bool


PREPOSITIONS = frozenset("v na in on at for til by aft frm since ot bef to btw la lat every iz".split())

LINKS = PREPOSITIONS | frozenset("or and of , - dm da de dl uh pm not a th but".split())

# How many symbols around a stretch are read as its sentence.
FAR = 60

_WISHES = frozenset("cb ok mv wait".split())


def symbols_of(row: list[Word]) -> list[str]:
    """The symbols alone."""
    return [word.symbol for word in row]


def segments_of(symbols: list[str], spans: list[Span]) -> list[int]:
    """The number of the phrase that each symbol is in; a phrase that is only a time joins the next one."""
    number, numbers = 0, []
    for symbol in symbols:
        number += symbol in (",", "|", "but")
        numbers.append(number)
    inside = {index for span in spans for index in range(span.start, span.end)}
    said: dict[int, bool] = {}
    timed: dict[int, bool] = {}
    closed: set[int] = set()
    for index, symbol in enumerate(symbols):
        where = numbers[index]
        timed[where] = timed.get(where, False) or index in inside
        said[where] = said.get(where, False) or not (
            index in inside or symbol in LINKS or symbol == "|" or is_clock(symbol) or symbol == "am"
        )
        if symbol == "|":
            closed.add(where)
    renamed: dict[int, int] = {}
    for where in range(number, -1, -1):
        follows = where + 1
        joins = timed.get(where) and not said.get(where) and follows <= number and follows not in closed
        renamed[where] = renamed[follows] if joins and not timed.get(follows) else where
    return [renamed[where] for where in numbers]


def is_clock(symbol: str) -> bool:
    """Whether the symbol is a clock or a bare number."""
    return symbol[0] in "tn" and symbol[1:].isdigit()


def sentences_of(symbols: list[str]) -> list[int]:
    number, numbers = 0, []
    for symbol in symbols:
        numbers.append(number)
        number += symbol == "|"
    return numbers


def assign(symbols: list[str], spans: list[Span], segments: list[int], sentences: list[int]) -> list[Cues]:
    """Give each refusal, absence and past verb to the nearest stretch of its phrase."""
    inside = {index for span in spans for index in range(span.start, span.end)}
    marks: dict[int, set[str]] = {index: set() for index in range(len(spans))}
    for index in range(len(symbols)):
        mark = None if index in inside else _mark(symbols, index, inside)
        if mark is None:
            continue
        near = [number for number, span in enumerate(spans) if segments[span.start] == segments[index]]
        if not near and mark in ("back", "away"):
            continue
        if near:
            if mark == "past":  # "our fiscal year ended in March": the year alone is no time
                near = [number for number in near if not _is_unit(spans[number])] or near
            if mark == "refusal":  # "any day but Friday"
                near = [n for n in near if symbols[spans[n].start : spans[n].end] != ["ud"]] or near
            if mark == "back":  # "away this week, back at my desk on March 9"
                near = [number for number in near if 0 < spans[number].start - index <= 6] or near
            nearest = min(near, key=lambda number: _gap(spans[number], index))
            is_idle = symbols[index] == "prs" and mark == "away" and spans[nearest].kind in ("length", "relative")
            if not is_idle and not _is_cut_off(symbols, spans[nearest], index, mark):
                marks[nearest].add(mark)
    _share(symbols, spans, marks)
    found = []
    wishes = [i for i, symbol in enumerate(symbols) if symbol in _WISHES and i not in inside]
    wishes = [i for i in wishes if not _is_of_the_past(symbols, i)]
    wished_phrases = {segments[i] for i in wishes if not _is_refused(symbols, i)}
    wished_sentences = {sentences[i] for i in wishes if not _is_refused(symbols, i)}
    for number, span in enumerate(spans):
        near_wish = segments[span.start] in wished_phrases
        wish = near_wish or sentences[span.start] in wished_sentences
        kinds = marks[number]
        if span.kind == "range" and not near_wish and _is_leave(symbols, sentences, sentences[span.start]):
            kinds = kinds | {"away"}
        found.append(
            Cues(
                wish,
                near_wish,
                bool(kinds & {"refusal", "mild"}),
                "away" in kinds,
                "back" in kinds,
                "past" in kinds,
                "mild" in kinds and "refusal" not in kinds,
            )
        )
    return found


def _is_of_the_past(symbols: list[str], index: int) -> bool:
    """ "The webinar was good", "it was a good read": no word of what suits."""
    before = symbols[max(0, index - 2) : index]
    return symbols[index] == "ok" and (before[-1:] == ["pst"] or before == ["pst", "a"])


def _share(symbols: list[str], spans: list[Span], marks: dict[int, set[str]]) -> None:
    """ "You sent this on Monday and on the 12th": both are past; "can't this week or next"; a past day named again."""
    gone = {(span.first, span.last): span.start for number, span in enumerate(spans) if "past" in marks[number]}
    for number, span in enumerate(spans):
        if gone.get((span.first, span.last), span.start) < span.start:
            marks[number].add("past")
    for number, (first, second) in enumerate(itertools.pairwise(spans)):
        between = symbols[first.end : second.start]
        if {"and", "or"}.isdisjoint(between) or not {"and", "or", "on", "v", "na", "in", "at"}.issuperset(between):
            continue
        if symbols[second.end : second.end + 1] not in (["ok"], ["be"], ["cb"]):
            is_refused = not {"bsy", "not"}.isdisjoint(symbols[max(0, first.start - 4) : first.start])
            marks[number + 1] |= marks[number] & ({"past", "away", "refusal"} if is_refused else {"past", "away"})


def _is_leave(symbols: list[str], sentences: list[int], sentence: int) -> bool:
    """ "Вернусь после отпуска, он с 3 по 17 декабря": days from and to, in a sentence that speaks of leave."""
    return any(symbol == "awy" and number == sentence for symbol, number in zip(symbols, sentences, strict=True))


def _is_unit(span: Span) -> bool:
    """A bare "year" or "month", without a number."""
    return span.kind == "length" and span.end == span.start + 1


def _gap(span: Span, index: int) -> float:
    return span.start - index - 0.5 if index < span.start else index - span.end + 0.5


def _is_cut_off(symbols: list[str], span: Span, index: int, mark: str) -> bool:
    """ "Завал напишите в июне": a wish stands between the trouble and the time."""
    return (
        mark in ("refusal", "mild", "away")
        and index < span.start
        and any(
            symbols[i] in ("cb", "mv") and not _is_refused(symbols, i)
            for i in range(index + 2, min(span.start, index + 42))
        )
    )


def _is_refused(symbols: list[str], index: int) -> bool:
    """Whether "not" stands before the word: не смогу, don't call; but not "не могли бы"."""
    near = symbols[max(0, index - 3) : index]
    if "not" not in near and "no" not in near[-2:]:
        return False
    last = max(i for i, symbol in enumerate(near) if symbol in ("not", "no"))
    if "pos" in near or any(symbol in (",", "|", "but", "cb") for symbol in near[last:]):
        return False
    if symbols[index] in ("cb", "mv") and last < len(near) - 1 and near[-1] not in ("you", "to"):
        return False
    return "ly" not in symbols[index + 1 : index + 3] and "ly" not in near and symbols[index + 1 : index + 2] != ["you"]


def _mark(symbols: list[str], index: int, inside: set[int]) -> str | None:
    symbol = symbols[index]
    before = symbols[index - 1] if index else "|"
    if symbol == "pst" and before == "not" and "now" in symbols[max(0, index - 4) : index]:
        return None  # "пока все не ушли"
    if symbol == "pst" and (before == "be" or "onc" in symbols[max(0, index - 5) : index]):
        return None  # "once it's signed", "budgets are decided in April"
    if symbol == "pst" and before == "hav" and "whn" in symbols[max(0, index - 9) : index]:
        return None  # "when the new director has started"
    if symbol in ("prs", "desk") and _is_refused(symbols, index):
        return None if _is_for_now(symbols, index) else "away"
    if symbol == "bsy" and before == "hav" and not {"onc", "whn"}.isdisjoint(symbols[max(0, index - 9) : index]):
        return None  # "once the decorators have gone"
    if symbol == "bsy":
        is_bound = before in ("not", "aft", "bef", "til")
        return None if is_bound or _is_for_now(symbols, index) else "refusal"
    if symbol in ("ok", "cb", "mv") and _is_refused(symbols, index):
        return None if _is_for_now(symbols, index) else "refusal"
    if symbol == "wait" and _is_refused(symbols, index):
        return "refusal"  # "не беспокоить в январе"
    if symbol in ("plan", "need") and _is_refused(symbols, index):
        return None if _is_for_now(symbols, index) else "mild"
    if symbol == "no" and "plan" in symbols[max(0, index - 4) : index]:
        return None if _is_for_now(symbols, index) else "mild"
    if symbol == "not" and symbols[index + 1 : index + 2] == ["til"] and index + 2 not in inside:
        return None if _is_for_now(symbols, index) else "refusal"
    if symbol == "not" and _is_before_time(symbols, index, inside):
        return "refusal"
    if symbol == "awy":
        return (
            None
            if before in ("aft", "frm", "iz", "bef", "til") or symbols[max(0, index - 2) : index] == ("aft am").split()
            else "away"
        )
    return {"ret": "back", "pst": "past", "prs": "past", "ago": "past"}.get(symbol)


def _is_before_time(symbols: list[str], index: int, inside: set[int]) -> bool:
    """ "Not in June", "не в понедельник"."""
    following = symbols[index + 1 : index + 2]
    if index + 1 in inside:
        return symbols[index - 1 : index] != ["pos"]
    return (
        following in (["v"], ["in"], ["on"], ["na"], ["for"])
        and index + 2 in inside
        and symbols[index - 1 : index] != ["pos"]
    )


def _is_for_now(symbols: list[str], index: int) -> bool:
    """ "Сейчас не могу", "not now": the refusal has its own time."""
    return "now" in symbols[max(0, index - 4) : index + 4]


def wants_to_talk(row: list[Word], place: int) -> bool:
    """Whether the sentence around that symbol asks for a call, and is no timetable."""
    symbols = symbols_of(row)
    sentences = sentences_of(symbols)
    sentence = [symbol for symbol, number in zip(symbols, sentences, strict=True) if number == sentences[place]]
    return "cb" in sentence and not {"prs", "every", "pst", "not"} & set(sentence)


_NEVER = ("never", "никогда")


def silenced(row: list[Word], symbols: list[str], sentences: list[int], text: str) -> set[int]:
    """Sentences with "never write again": the times in them are no times to write."""
    found: set[int] = set()
    for index, symbol in enumerate(symbols):
        if symbol == "not" and text[row[index].start : row[index].end].lower() in _NEVER and _is_last(symbols, index):
            found.add(sentences[index])  # "не звоните ни в марте, ни в мае, никогда"
        if (
            symbol == "not"
            and text[row[index].start : row[index].end].lower() in _NEVER
            and "cb" in symbols[index + 1 : index + 4]
        ):
            found.add(sentences[index])
    return found


def _is_last(symbols: list[str], index: int) -> bool:
    """Whether a sentence that refuses a call ends with that word."""
    if symbols[index + 1 : index + 2] not in ([], ["|"]):
        return False
    begin = next((i for i in range(index, 0, -1) if symbols[i - 1] == "|"), 0)
    return any(symbols[i] == "cb" and _is_refused(symbols, i) for i in range(begin, index))


def is_left_behind(symbols: list[str], span: Span) -> bool:
    """ "Мы разъезжаемся на майские, так что после"; "the tender closes on 14 June, call us after that"."""
    end = next((i for i in range(span.end, len(symbols)) if symbols[i] == "|"), len(symbols))
    if end > span.end and symbols[end - 1] == "aft":
        return True
    rest = symbols[span.end : end + 1]
    for place, symbol in enumerate(rest[:-1]):
        if symbol == "aft" and rest[place + 1] in ("th", "tht", "tot"):
            following = rest[place + 2] if place + 2 < len(rest) else "|"
            return following[0] not in "uwMEs" or following == "_"
    return False


def is_over(symbols: list[str], span: Span) -> bool:
    """ "Когда пройдут майские": a feast, and that it ends."""
    if span.kind == "holiday":
        return "end" in symbols[max(0, span.start - 3) : span.end + 3]
    around = symbols[max(0, span.start - 1) : span.start] + symbols[span.end : span.end + 2]
    return span.kind in ("period", "part") and "end" in around and symbols[span.end : span.end + 1] != ["v"]


def has_hours(symbols: list[str], span: Span) -> bool:
    """ "Пн–пт с 9 до 18, сб с 10 до 15": two stretches of hours in one sentence are those of a door."""
    low, high = sentence_around(symbols, span)
    said = symbols[low:high]
    return (
        sum(
            (is_clock(said[i]) or said[i] in ("w5", "w6"))
            and said[i + 1] in ("til", "to", "-")
            and is_clock(said[i + 2])
            for i in range(len(said) - 2)
        )
        >= 2
    )


def is_whole_sentence(symbols: list[str], span: Span) -> bool:
    """Whether the sentence says nothing but a stretch: "Not now. Fortnight?"."""
    opens = span.start == 0 or symbols[span.start - 1] == "|"
    return opens and (span.end == len(symbols) or symbols[span.end] == "|")


def sentence_around(symbols: list[str], span: Span) -> tuple[int, int]:
    """Where the sentence of a stretch begins and ends, no further than `FAR` from it."""
    low, high = span.start, span.end
    while low > max(0, span.start - FAR) and symbols[low - 1] != "|":
        low -= 1
    while high < min(len(symbols), span.end + FAR) and symbols[high] != "|":
        high += 1
    return low, high
