"""What the words around a stretch of time make of it.

"After June", "not before June", "until June", "on leave in June", "we bought it in June" are five
different answers to one stretch. It neither finds the stretches, nor chooses between several, nor reads the clock.
"""

import datetime
import re
from typing import NamedTuple

from services.app_logic import when_asides as asides
from services.app_logic import when_bounds as bounds
from services.app_logic import when_calendar as days
from services.app_logic import when_cues as cues
from services.app_logic import when_idle, when_merging
from services.app_logic import when_pointers as pointing
from services.app_logic import when_told as told
from services.app_logic.when_pairs import Word
from services.app_logic.when_reading import Day, Reader, Reading
from services.app_logic.when_spans import Span
from services.app_logic.when_stretches import Today

# A day so far off is when a contract ends, not when to write.
FAR_DAYS = 450
WEEK = datetime.timedelta(days=7)


def readings(row: list[Word], spans: list[Span], today: Today, text: str) -> list[Reading]:
    """Each stretch as its surroundings make it; those that name no time to come are left out."""
    if not spans:
        return []
    symbols = cues.symbols_of(row)
    spans = when_merging.merged(row, spans, today.day, text)
    segments, sentences = cues.segments_of(symbols, spans), cues.sentences_of(symbols)
    said = cues.assign(symbols, spans, segments, sentences)
    found = []
    silenced = cues.silenced(row, symbols, sentences, text)
    for span, cue in zip(spans, said, strict=True):
        if sentences[span.start] in silenced:
            continue
        reading = _read(row, symbols, span, cue, _scope(segments, span), today, text)
        if reading is not None:
            found.append(reading)
    return _in_named_week(found)


def _scope(segments: list[int], span: Span) -> tuple[int, int]:
    where = segments[span.start]
    low = high = span.start
    while low > 0 and segments[low - 1] == where:
        low -= 1
    while high < len(segments) and segments[high] == where:
        high += 1
    return low, high


def _preposition(symbols: list[str], span: Span) -> tuple[str, int]:
    """The word that governs the stretch, and where it stands."""
    for index in range(span.start - 1, max(-1, span.start - 4), -1):
        symbol = symbols[index]
        if symbol in cues.PREPOSITIONS:
            if symbol == "aft" and symbols[index + 1 : index + 2] == ["dl"]:
                return "", span.start
            if (
                symbol in ("v", "in", "on", "to", "na", "for")
                and index
                and symbols[index - 1] in ("til", "aft", "bef", "by", "la", "every")
            ):
                return symbols[index - 1], index - 1
            return symbol, index
        is_closing = symbol in ("bsy", "end") and symbols[index - 1 : index] == ["aft"]  # "после закрытия квартала"
        if symbol not in ("of", "a", "cm", "lng") and not is_closing:
            break
    return "", span.start


class _Said(NamedTuple):
    """A stretch with all that is said around it; `prep` governs it and stands at `place`."""

    row: list[Word]
    symbols: list[str]
    span: Span
    cue: cues.Cues
    scope: tuple[int, int]
    today: Today
    text: str
    prep: str
    place: int
    points: pointing.Pointers

    @property
    def start(self) -> int:
        """Where the stretch begins, with the word that governs it."""
        return min(self.place, self.span.start)

    @property
    def phrase(self) -> list[str]:
        """The symbols of its phrase; in brackets, those of the sentence: "догуляю отпуск (до 2 августа)"."""
        if self.text[: self.row[self.start].start].endswith("("):
            return self.symbols[slice(*cues.sentence_around(self.symbols, self.span))]
        return self.symbols[self.scope[0] : self.scope[1]]

    @property
    def is_held(self) -> bool:
        """Whether nothing is wanted before that day: "12 мая, не раньше"."""
        if self.span.kind != "day" or not self.points.is_held or self.prep not in ("", "v", "on", "na", "in"):
            return False
        return "pst" not in self.symbols[cues.sentence_around(self.symbols, self.span)[0] : self.span.start]


def _read(
    row: list[Word], symbols: list[str], span: Span, cue: cues.Cues, scope: tuple[int, int], today: Today, text: str
) -> Reading | None:
    prep, place = _preposition(symbols, span)
    points = pointing.pointers(text, row[span.end - 1].end)
    is_alone = cues.is_whole_sentence(symbols, span)  # "New year. It's all spent"
    if span.kind == "holiday" and (is_alone or points.is_taken_up or points.is_left) and not (prep or cue.past):
        prep = "aft"
    said = _Said(row, symbols, span, cue, scope, today, text, prep, place, points)
    if _is_far(span, prep, cue, today) or _is_idle(said) or _names_nothing(said):
        return None
    score = 2.0 * cue.near_wish + 1.0 * cue.wish + 1.0 * cue.back
    sure = span.sure if cue.wish or cue.back or prep else span.sure * 0.85

    def reading(first: Day, last: Day | None, role: str, sure: float = sure, bonus: float = 0) -> Reading | None:
        if last is not None and last < today.day:
            return None
        first, score_now = max(first, today.day), score + bonus
        return Reading(said.start, span.end, first, last, round(sure, 2), score_now, role, span, span.minutes)

    return _governed(said, reading)


def _is_idle(said: _Said) -> bool:
    """A weekday's habit, a loan until some year, the date of today as the head of a letter."""
    span, cue, prep = said.span, said.cue, said.prep
    if span.kind == "weekday":
        return said.points.is_custom and not (cue.near_wish or said.points.is_taken_up)
    if prep == "til" and _is_bound(said):
        return True
    if span.kind == "year" and prep == "til":
        return not (cue.wish or cue.refusal or cue.away or {"not", "no"} & set(said.symbols))
    is_today = span.kind == "day" and span.first == said.today.day and prep in ("", "frm", "on", "v")
    return is_today and not _is_meant_today(said)


def _is_bound(said: _Said) -> bool:
    """ "We signed with another until March", and not a word on what comes then."""
    cue, points = said.cue, said.points
    if cue.wish or cue.away or cue.back or points.is_taken_up or points.is_asked_then or points.is_left:
        return False
    begin, _ = _sentence(said.row, said.symbols, said.span, said.text)
    return asides.is_bound_elsewhere(said.text[begin : said.row[said.span.start].start].lower())


def _is_meant_today(said: _Said) -> bool:
    """Whether today's own date is one to write on, and not the head of a letter or a joke on the day."""
    is_past = "pst" in said.symbols[said.scope[0] : said.span.start]
    return (said.cue.near_wish and not is_past) or said.cue.back or when_idle.has_clock(said.phrase)


_PLEASE = re.compile(r",? (?:please|pls|пожалуйста|плиз)\b", re.IGNORECASE)
_ASKING = re.compile(r"\W*(?:and |so |but )?(?:would|will|do|does|are|is|how|what|which)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:потом|затем|then|afterwards)\b")


def _is_length_of_other(said: _Said) -> bool:
    """ "В пятницу можно, потом меня нет неделю", "would we be tied in for a year?": not counted from now."""
    row, span, cue, text = said.row, said.span, said.cue, said.text
    lead = text[row[said.scope[0]].start : row[span.start].start].lower()
    if cue.away and _LATER.search(lead):
        return True
    begin, _ = _sentence(row, said.symbols, span, text)
    is_asked = bool(_ASKING.match(text, begin)) and _is_asked(row, text, span.end)
    return is_asked and (cue.refusal or cue.away)


def _names_nothing(said: _Said) -> bool:
    """Whether the time is none to come, or none of ours."""
    row, symbols, span, cue, scope, today, text, prep, place, points = said
    word = row[span.start]
    is_bare = span.end == span.start + 1 and text[word.start].isascii()  # "our year ends in March, talk after that"
    # "Две недели ждём поставку, потом".
    is_wait = span.kind == "length" and points.is_left and not (prep or is_bare or cue.past)
    is_wait = is_wait and not _is_asked(row, text, span.end)
    is_label = is_bare and word.symbol[0] == "s" and not cue.wish
    is_short = word.end - word.start < 5
    if span.kind == "length" and _is_length_of_other(said):
        return True
    is_wait = is_wait or (span.kind == "length" and bool(_PLEASE.match(text, row[span.end - 1].end)) and not prep)
    if not (said.is_held or is_wait) and when_idle.names_none(
        symbols, span, prep, place, cue, scope, is_short=is_short, is_label=is_label
    ):
        return True
    is_bounded = prep in ("aft", "bef", "til", "by") or points.is_held or points.is_asked_then or points.is_left
    is_bounded = is_bounded or cues.is_left_behind(symbols, span)
    if _is_aside(row, symbols, span, cue, scope, today, text, is_bounded=is_bounded):
        return True
    # "К сентябрю школы всё скупают": what others do by then.
    is_theirs = prep == "by" and "am" not in said.phrase and not points.is_taken_up
    return not (said.is_held or (is_bounded and not is_theirs)) and _is_told(row, symbols, span, cue, today, text)


def _governed(said: _Said, reading: Reader) -> Reading | None:
    """The reading by the word that governs the stretch, or by what points back at it."""
    row, symbols, span, cue, _, today, text, prep, place, points = said
    if span.kind == "leave":
        return reading(bounds.after(span, today), None, "until")
    if points.lead is not None and span.last - points.lead > today.day and span.kind != "today":
        return reading(days.working_day(span.last - points.lead, today.country), None, "wanted", 0.6, 1.5)
    if said.is_held:
        return reading(days.working_day(span.first, today.country), None, "until")
    is_pointed_at = points.is_left and not (cue.near_wish or prep in ("aft", "bef"))
    is_left = cues.is_left_behind(symbols, span) or (is_pointed_at and span.kind not in ("relative", "minutes"))
    if prep in ("", "na") and (cues.is_over(symbols, span) or _is_feast_over(symbols, span, today)):
        prep = "aft"
    if prep == "til" and not (is_left and span.kind != "period"):
        words = text[row[place].start : row[span.start].start].lower(), text[row[span.end - 1].end :][:12].lower()
        return bounds.until(
            symbols,
            span,
            cue,
            said.phrase,
            today,
            reading,
            is_free_then=bounds.is_free_then(*words),
            is_inclusive=words[0].startswith("thr") or points.is_inclusive,
            is_promised=told.is_promised(text[slice(*_sentence(row, symbols, span, text))].lower()),
        )
    if is_left and span.kind == "range" and prep == "frm":
        return reading(bounds.after(span, today), None, "until")
    if is_left and span.kind != "today" and prep in ("on", "in", "v", "na", "at", "for", "", "til", "by"):
        return reading(bounds.after(span, today), None, "until")
    if prep in ("lat", "aft", "bef") or (prep == "by" and span.kind == "holiday"):
        return bounds.bounded(symbols, span, cue, said.phrase, today, (prep, place), reading)
    return bounds.unbounded(symbols, span, cue, said.phrase, today, prep, reading)


def _is_feast_over(symbols: list[str], span: Span, today: Today) -> bool:
    """ "23 февраля отгуляем": a day of rest, and that it ends."""
    is_rest = span.kind == "day" and not days.is_working_day(span.first, today.country)
    return is_rest and "end" in symbols[span.end : span.end + 2]


def _is_far(span: Span, prep: str, cue: cues.Cues, today: Today) -> bool:
    """ "Our contract runs until 2028", "closed since February": a day so far off that nobody means to talk then."""
    ahead = (span.first - today.day).days
    if prep == "til":
        return ahead > FAR_DAYS and not (cue.wish or cue.away)
    return prep == "frm" and span.kind == "period" and not cue.near_wish and ahead >= asides.FAR_DAYS


def _is_aside(
    row: list[Word],
    symbols: list[str],
    span: Span,
    cue: cues.Cues,
    scope: tuple[int, int],
    today: Today,
    text: str,
    *,
    is_bounded: bool,
) -> bool:
    """Whether the time is that of their customers, of a price list, of a day gone by."""
    phrase = row[max(scope[0], span.start - cues.FAR) : min(scope[1], span.end + cues.FAR)]
    if span.kind in ("relative", "minutes") and asides.is_from_a_machine(text):
        return True
    sentence = cues.sentence_around(symbols, span)
    if not cue.wish and "pst" in symbols[slice(*sentence)]:
        cue = cue._replace(past=True)  # "в апреле было три жалобы, в марте девять"
    return asides.is_aside(
        text[phrase[0].start : phrase[-1].end].lower(),
        span,
        symbols[max(0, span.start - 1) : span.end + 1],
        cue,
        today.day,
        is_question=_is_asked(row, text, span.end),
        is_bounded=is_bounded,
        sentence=text[row[sentence[0]].start : row[sentence[1] - 1].end].lower(),
        asked_of_us=not {"cb", "imp", "mv", "wait"}.isdisjoint(symbols[scope[0] : scope[1]]),
    )


def _sentence(row: list[Word], symbols: list[str], span: Span, text: str) -> tuple[int, int]:
    """Where the sentence of a stretch begins and ends in the text, words without weight included."""
    low, high = cues.sentence_around(symbols, span)
    return row[low].start, row[high].start if high < len(row) else min(len(text), row[-1].end + cues.FAR)


def _is_told(row: list[Word], symbols: list[str], span: Span, cue: cues.Cues, today: Today, text: str) -> bool:
    """Whether the time is only part of a story."""
    low, high = cues.sentence_around(symbols, span)
    begin, end = _sentence(row, symbols, span, text)
    lead, tail = text[begin : row[span.start].start].lower(), text[row[span.end - 1].end : end].lower()
    is_running = span.first <= today.day + WEEK and span.kind in ("part", "period", "day")
    is_running = is_running or (span.kind == "weekday" and span.first == today.day + WEEK)
    if is_running and told.is_named_today(lead, tail):
        return True
    return told.is_told(
        span,
        symbols[low:high],
        cue,
        lead,
        tail,
        text[begin:end].lower(),
        is_asked=_is_asked(row, text, span.end),
    )


def _is_asked(row: list[Word], text: str, place: int) -> bool:
    """Whether the sentence ends with a question mark."""
    end = next((word for word in row[place:] if word.symbol == "|"), None)
    return end is not None and text[end.start] == "?"


def _in_named_week(found: list[Reading]) -> list[Reading]:
    """ "На следующей неделе на месте, удобнее в среду": that week's Wednesday."""
    week: Day | None = None
    placed = []
    for reading in found:
        span = reading.span
        if span.kind == "period" and (span.last - span.first).days == 4 and reading.role == "wanted":
            week = span.first
        elif span.kind == "weekday" and reading.role == "wanted" and week and span.first < week:
            day = week + datetime.timedelta(days=span.first.weekday())
            reading = reading._replace(first=day, score=reading.score + 0.5)
        elif span.kind == "weekday" and week and span.first >= week:
            reading = reading._replace(score=reading.score + 0.5)
        placed.append(reading)
    return placed
