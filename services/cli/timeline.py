"""The page of a preview: how many messages each day, and every message with its words. Pure: figures in, text out.

Every text is escaped, and the page fetches and runs nothing.
"""

import collections
import datetime
import zoneinfo

from services.cli import rehearsal, report
from services.core.domain import campaign

_WIDTH, _HEIGHT, _FOOT = 960, 180, 34
_COLOURS = {"opening": "#2f6fab", "follow-up": "#6aa3d5", "nudge": "#c98b2b", "reminder": "#7a5ea8"}


def page(offer: campaign.Campaign, now: datetime.datetime, days: int, found: rehearsal.Foreseen) -> str:
    """The whole page. Days are days of the campaign's time zone; hours in the table are the contact's."""
    zone = zoneinfo.ZoneInfo(offer.timezone)
    first = now.astimezone(zone).date()
    title = f"The next {days} days of {offer.name or offer.id}"
    people = len({each.person.id for each in found.messages})
    body = (
        f"<h1>{report.plain(title)}</h1>"
        f'<p class="soft">from {first:%Y-%m-%d}, days in {report.plain(offer.timezone)} · {len(found.messages)} messages to '
        f"{people} people · nobody answering is assumed · {found.unreached} not yet written to at the end</p>"
        f"<section><h2>By day</h2>{_bars(found.messages, first, days, zone)}{_key()}</section>"
        f"<section><h2>Message by message</h2>{_rows(found.messages)}</section>"
    )
    return report.document(title, body)


def _sort(kind: str) -> str:
    return "follow-up" if kind.startswith("follow-up") else kind


def _bars(messages: tuple[rehearsal.Coming, ...], first: datetime.date, days: int, zone: zoneinfo.ZoneInfo) -> str:
    counts: dict[datetime.date, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for each in messages:
        counts[each.at.astimezone(zone).date()][_sort(each.kind)] += 1
    most = max((each.total() for each in counts.values()), default=1)
    step = _WIDTH / max(days + 1, 1)
    parts = []
    for n in range(days + 1):
        day = first + datetime.timedelta(days=n)
        left, foot = n * step, float(_HEIGHT)
        for sort, colour in _COLOURS.items():
            tall = counts[day][sort] / most * (_HEIGHT - 20)
            foot -= tall
            if tall:
                parts.append(
                    f'<rect x="{left + 1:.1f}" y="{foot:.1f}" width="{max(step - 2, 1):.1f}" height="{tall:.1f}" '
                    f'fill="{colour}"><title>{day:%a %d %b}: {counts[day][sort]} {sort}</title></rect>'
                )
        total = counts[day].total()
        middle = left + step / 2
        if total:
            parts.append(f'<text x="{middle:.1f}" y="{foot - 4:.1f}" text-anchor="middle">{total}</text>')
        if day.weekday() == 0 or n == 0:
            parts.append(f'<text x="{left:.1f}" y="{_HEIGHT + 20}" fill="#66717d">{day:%d %b}</text>')
    axis = f'<line x1="0" y1="{_HEIGHT}" x2="{_WIDTH}" y2="{_HEIGHT}" stroke="#cbd2d9"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" '
        f'aria-label="messages by day">{axis}{"".join(parts)}</svg>'
    )


def _key() -> str:
    marks = (f'<span style="color:{colour}">■</span> {sort}' for sort, colour in _COLOURS.items())
    return f'<p class="soft">{" &#160; ".join(marks)}</p>'


def _rows(messages: tuple[rehearsal.Coming, ...]) -> str:
    if not messages:
        return "<p>Nothing comes due by itself.</p>"
    return "".join(_row(each) for each in messages)


def _row(each: rehearsal.Coming) -> str:
    local = each.at.astimezone(each.person.zone)
    who = each.person.name or each.person.id
    head = f"{local:%a %d %b %H:%M} · {each.kind} · {who} ({each.item.to.value}) · {each.item.subject}"
    return (
        f"<details><summary>{report.plain(head)}</summary>"
        f'<p class="soft">{report.plain(each.person.timezone)} · from {report.plain(each.item.account)} · '
        f"{report.plain(each.why)}</p>"
        f'<p style="white-space:pre-wrap">{report.plain(each.item.text)}</p></details>'
    )
