"""The day on which somebody who is away says to be back. Pure; the mail's own date is `now`.

Reads ISO and dotted dates, dates with a month's name in Russian, Ukrainian, English, German, French, Spanish,
Italian, Portuguese and Polish, Japanese and Chinese dates, weekdays and "tomorrow". The words before a date
say what it means: "back on the 10th" and "until the 10th" give the 10th; "through the 10th", "по 10 декабря"
and a range give the day after the last day away. A date that means something else gives nothing.

It does not read free phrases such as "after the holidays": they need no date here.
"""

import datetime
import re
from dataclasses import dataclass

_MAX_TEXT = 6_000
_MAX_AHEAD_DAYS = 400
_LAST_NOW = datetime.date.max - datetime.timedelta(days=2 * _MAX_AHEAD_DAYS)

_MONTHS = {
    1: "january jan января январь янв січня januar jan janvier enero gennaio janeiro stycznia",
    2: "february feb февраля февраль фев лютого februar février fevrier febrero febbraio fevereiro lutego",
    3: "march mar марта март мар березня märz maerz mrz mars marzo março marca",
    4: "april apr апреля апрель апр квітня avril abril aprile kwietnia",
    5: "may мая май травня mai mayo maggio maio maja",
    6: "june jun июня июнь июн червня juni juin junio giugno junho czerwca",
    7: "july jul июля июль июл липня juli juillet julio luglio julho lipca",
    8: "august aug августа август авг серпня août aout agosto sierpnia",
    9: "september sep sept сентября сентябрь сент вересня septembre septiembre settembre setembro września",
    10: "october oct октября октябрь окт жовтня oktober okt octobre octubre ottobre outubro października",
    11: "november nov ноября ноябрь ноя нояб листопада novembre noviembre novembro listopada",
    12: "december dec декабря декабрь дек грудня dezember dez décembre diciembre dicembre dezembro grudnia",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_WEEKDAYS = {
    0: "monday mon понедельник понедельника понеділок montag lundi lunes lunedì segunda-feira poniedziałek",
    1: "tuesday tue вторник вторника вівторок dienstag mardi martes martedì terça-feira wtorek",
    2: "wednesday wed среду среды среда середу mittwoch mercredi miércoles mercoledì quarta-feira środę",
    3: "thursday thu четверг четверга четвер donnerstag jeudi jueves giovedì quinta-feira czwartek",
    4: "friday fri пятницу пятницы пятница п'ятницю freitag vendredi viernes venerdì sexta-feira piątek",
    5: "saturday субботу субботы samstag samedi sábado sabato sobotę",
    6: "sunday воскресенье воскресенья sonntag dimanche domingo domenica niedzielę",
}
_WEEKDAY_OF = {name: number for number, names in _WEEKDAYS.items() for name in names.split()}


def _one_of(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTH = rf"(?P<{{}}>{_one_of(_MONTH_OF)})\b\.?"
_TH = r"(?:st|nd|rd|th|-?го|-?е|er|º|°)?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|till|until|through|по|до|bis|au|al|a|do|and|и)\s)"
_YEAR = r"(?:,?\s{{1,3}}(?:de\s)?(?P<{}>20\d\d))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>20\d\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)",
        r"(?P<y>20\d\d)?年?\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})[日号]",
        rf"(?<![\d.:])(?:(?P<d0>\d{{1,2}}){_TH}{_TO})?(?P<d>\d{{1,2}})\.?{_TH}\s?(?:of\s|de\s|\s)?\s{{0,2}}"
        + _MONTH.format("n")
        + _YEAR.format("y"),
        r"\b"
        + _MONTH.format("n")
        + rf"\s{{0,2}}(?:(?P<d0>\d{{1,2}}){_TH}{_TO})?(?P<d>\d{{1,2}}){_TH}(?![\d:])"
        + _YEAR.format("y"),
        r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?:\.(?P<y>20\d\d|\d\d)(?!\d))?(?![.\d:]*\d)",
        r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>20\d\d|\d\d)(?!\d))?(?![/\d])",
    )
)
_NEAR_DAY = re.compile(
    rf"(?:(?P<next>next|следующ\w{{2,3}}|nächsten)\s)?\b(?P<w>{_one_of(_WEEKDAY_OF)})\b|\b(?P<t>tomorrow|"
    r"завтра|morgen|demain|mañana|domani|jutro)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:back|return\w{0,3}|resum\w{1,4}|available again|be available|respond|reply|answer|reachable|"
    r"верн\w{1,6}|возвращ\w{1,6}|буду (?:снова )?(?:в|на|доступ)|"
    r"выхо\w{1,5}|выйд\w|приступ\w{1,4}|отвечу|на связи|доступ\w{1,4}|снова|начиная|поверн\w{1,6}|"
    r"відпов\w{1,4}|zurück|wieder|erreichbar|"
    r"de retour|retour|reviens|vuelv\w{1,3}|regres\w{1,4}|volver\w{1,3}|volto|retorn\w{1,4}|torn\w{1,4}|"
    r"rientr\w{1,3}|wrac\w{1,3}|wróc\w{1,3}|powr\w{1,4}|ponownie)\b"
    r"|戻|復帰|出社|返回|回来|上班",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|before|до|bis|jusqu\W?(?:au|à)|hasta|fino al?|até|do|till the)\b[^.\n]{0,24}\Z",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    r"(?:\b(?:through|thru|по|to|up to|bis einschließlich|inclusive)|[-–—])\s{0,3}(?:the |и |"
    r"включительно |mon\w{0,4},? |fri\w{0,4},? )?\Z",
    re.IGNORECASE,
)
_INCLUSIVE = re.compile(
    r"\s{0,3}\(?(?:включительно|inclusive|einschließlich|inclus|inclusi\w{1,2}|included|włącznie)",
    re.IGNORECASE,
)
_FROM_WORDS = re.compile(
    r"\b(?:from|since|с|со|з|від|vom|von|ab|du|dès|desde|del|dal|od|between|"
    r"starting)\s{1,3}(?:\w{2,12},? )?(?:the )?\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[!?\n]|\.\s(?=[A-ZА-ЯЁ])|;")


@dataclass(frozen=True)
class _Found:
    day: datetime.date
    start: int
    end: int
    is_range: bool


def find_return_date(text: str, now: datetime.date) -> datetime.date | None:
    """The day on which the writer is back, as said in `text`; None when it is not said.

    `now` is the date of the mail: dates without a year are the next ones after it, earlier days are ignored.
    """
    if now > _LAST_NOW:
        return None
    text = text[:_MAX_TEXT]
    best: tuple[int, datetime.date] | None = None
    for found in _dates(text, now):
        rank = _rank(text, found)
        if rank is None or not now <= rank[1] <= now + datetime.timedelta(days=_MAX_AHEAD_DAYS):
            continue
        if best is None or rank[0] < best[0] or (rank[0] == best[0] and rank[0] > 0 and rank[1] > best[1]):
            best = rank
    return best[1] if best else None


def _rank(text: str, found: _Found) -> tuple[int, datetime.date] | None:
    """How surely this date is the return (0 is best) and the day meant; None when nothing says so."""
    before = _SENTENCE.split(text[max(0, found.start - 90) : found.start])[-1]
    after = _SENTENCE.split(text[found.end : found.end + 60])[0]
    next_day = min(found.day, _LAST_NOW) + datetime.timedelta(days=1)
    if found.is_range or _THROUGH.search(before):
        if _BACK.search(before) and not found.is_range and not _UNTIL.search(before):
            return (0, found.day)
        return (2, next_day)
    if _UNTIL.search(before):
        return (1, next_day if _INCLUSIVE.match(after) else found.day)
    if _BACK.search(before) and not _leaves(before):
        return (0, found.day)
    if not _FROM_WORDS.search(before) and _BACK.search(after):
        return (0, found.day)
    if _FROM_WORDS.search(before) and _BACK.search(after):
        return (1, found.day)
    return None


def _leaves(before: str) -> bool:
    # "I will not be available from 1 December": the start of the absence.
    return bool(
        re.search(r"\b(?:not|no|n't|unavailable|не|nicht|pas|no)\b", before, re.IGNORECASE)
        and _FROM_WORDS.search(before)
    ) or bool(re.search(r"\bunavailable|недоступ", before, re.IGNORECASE))


def _dates(text: str, now: datetime.date) -> list[_Found]:
    found: list[_Found] = []
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken[:400]):
                continue
            day = _day(match.groupdict(), now)
            if day is not None:
                taken.append(match.span())
                found.append(_Found(day, match.start(), match.end(), bool(match.groupdict().get("d0"))))
    if not found:
        found = [_near(match, now) for match in _NEAR_DAY.finditer(text)]
    return sorted(found, key=lambda one: one.start)[:400]


def _near(match: re.Match[str], now: datetime.date) -> _Found:
    if match["t"]:
        day = now + datetime.timedelta(days=1)
    else:
        ahead = (_WEEKDAY_OF[match["w"].lower()] - now.weekday()) % 7 or 7
        day = now + datetime.timedelta(days=ahead)
    return _Found(day, match.start(), match.end(), False)


def _day(parts: dict[str, str | None], now: datetime.date) -> datetime.date | None:
    year = int(parts["y"] or 0)
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        # 10/12 is read either way; people who are away come back soon, so the nearer day wins.
        either = [day for day in (_on(year, second, first, now), _on(year, first, second, now)) if day and day >= now]
        return min(either, default=None)
    name = (parts.get("n") or "").lower().rstrip(".")
    month = _MONTH_OF[name] if name else int(parts.get("m") or 0)
    return _on(year, month, int(parts["d"] or 0), now)


def _on(year: int, month: int, day: int, now: datetime.date) -> datetime.date | None:
    if year:
        return _valid(year if year > 99 else 2000 + year, month, day)
    candidate = _valid(now.year, month, day)
    # A day of the last half year is past, not next year's.
    if candidate is not None and (now - candidate).days > 180:
        return _valid(now.year + 1, month, day)
    return candidate or _valid(now.year + 1, month, day)


def _valid(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
