"""The report of an evaluation: one page of HTML that needs nothing else, for people.

Pure: figures in, text out. Every text is escaped, characters that cannot be seen are named, and the page
fetches and runs nothing. It is well-formed XML too.
"""

import dataclasses
import html
import math
from collections.abc import Iterable, Sequence

from services.cli import plots, scoring
from services.cli.metrics import Outcome, Share
from services.cli.scoring import Figures, Judged

_MOST_SHOWN = 300
_STYLE = """
:root { color-scheme: light }
body { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: #1f2933; background: #f6f7f9;
  margin: 0 }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px }
h1 { font-size: 26px; margin: 0 0 4px }
h2 { font-size: 18px; margin: 0 0 4px }
p { margin: 4px 0 12px; max-width: 76ch }
.soft { color: #66717d }
section { background: #fff; border: 1px solid #e1e6eb; border-radius: 10px; padding: 20px 24px; margin-top: 18px;
  overflow-x: auto }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin-top: 20px }
.tile { background: #fff; border: 1px solid #e1e6eb; border-radius: 10px; padding: 12px 16px }
.tile b { display: block; font-size: 25px; font-weight: 600; line-height: 1.3 }
.tile span { display: block; color: #66717d; font-size: 13px }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 18px }
@media (max-width: 860px) { .tiles { grid-template-columns: 1fr 1fr } .pair { grid-template-columns: 1fr } }
svg { max-width: 100%; height: auto; font: 13px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
table { border-collapse: collapse; font-size: 14px; width: 100% }
th { text-align: left; color: #66717d; font-weight: 600; border-bottom: 1px solid #cbd2d9; padding: 5px 14px 5px 0;
  white-space: nowrap }
td { border-bottom: 1px solid #eef1f4; padding: 5px 14px 5px 0; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.said { white-space: pre-wrap; overflow-wrap: anywhere }
table.fixed { table-layout: fixed; min-width: 760px }
td.words { overflow-wrap: anywhere }
summary { cursor: pointer; font-weight: 600; padding: 7px 0 }
.far { color: #a3430f }
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """What was evaluated: the file's name, the brain's, and when, as it is to be written."""

    cases: str
    brain: str
    measured: str


def page(heading: Heading, found: Figures, judged: Sequence[Judged]) -> str:
    """The whole page."""
    title = f"Understanding: {heading.cases}"
    body = "".join(
        (
            f"<h1>{plain(title)}</h1>",
            f'<p class="soft">brain {plain(heading.brain)} · {found.primary.whole} messages · '
            f"{plain(heading.measured)} · intervals are of 95 %, after Wilson</p>",
            _tiles(found),
            _labels(found),
            _confusion(found),
            _calibration(found),
            _named(found),
            _groups(found),
            _mistakes(judged),
        )
    )
    return document(title, body)


def document(title: str, body: str) -> str:
    """A whole page around a body of markup; the page may fetch and run nothing."""
    return (
        '<!DOCTYPE html>\n<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8"/>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{plain(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def plain(words: object) -> str:
    """Words for the page: escaped, and what cannot be seen named by its number."""
    return html.escape("".join(c if c.isprintable() or c == "\n" else f"⟨U+{ord(c):04X}⟩" for c in str(words)))


def share(of: Share) -> str:
    """`97.3 % (94.0 to 98.8)`, or a dash where there is nothing."""
    if not of.whole:
        return "–"
    low, high = of.interval
    return f"{100 * of.value:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _tiles(found: Figures) -> str:
    low, high = (f"{100 * end:.1f}" for end in found.primary.interval)
    missed = Share(found.stops.whole - found.stops.part, found.stops.whole)
    tiles = [
        (_percent(found.primary), "primary label right", f"{low} to {high} %"),
        (_decimal(found.macro_f1), "macro-F1", "mean over the primary labels"),
        (f"{missed.part} of {missed.whole}", "stops missed", _up_to(missed)),
        (f"{found.false_stops.part} of {found.false_stops.whole}", "stops invented", _up_to(found.false_stops)),
        (_percent(found.sure), "sure of it", f"of these right: {_percent(found.right_when_sure)}"),
        *_tiles_of("day", found.days),
        *_tiles_of("referral", found.referrals),
        (f"{_decimal(found.latency.median, 1)} ms", "a message", f"95 % within {_decimal(found.latency.p95, 1)} ms"),
    ]
    shown = (
        f'<div class="tile"><span>{name}</span><b>{value}</b><span>{note}</span></div>' for value, name, note in tiles
    )
    return f'<div class="tiles">{"".join(shown)}</div>'


def _tiles_of(name: str, outcomes: dict[Outcome, int]) -> list[tuple[str, str, str]]:
    if not outcomes:
        return []
    right = Share(outcomes[Outcome.RIGHT], scoring.named_of(outcomes))
    note = ", ".join(f"{outcomes[each]} {each}" for each in (Outcome.WRONG, Outcome.MISSED, Outcome.INVENTED))
    return [(_percent(right), f"{name} right, of {right.whole}", note)]


def _percent(of: Share) -> str:
    return f"{100 * of.value:.1f} %" if of.whole else "–"


def _decimal(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else "–"


def _up_to(of: Share) -> str:
    return f"{_percent(of)}, may be up to {100 * of.interval[1]:.1f} %" if of.whole else "none there"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[str] = ()) -> str:
    """A table; columns named in `words` hold text (as HTML already), the others numbers."""
    kinds = ["words" if name in words else "n" for name in head]
    titles = "".join(f'<th class="{kind}">{name}</th>' for kind, name in zip(kinds, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f'<td class="{kind}">{cell}</td>' for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


def _labels(found: Figures) -> str:
    rows = [
        (
            label,
            str(score.right + score.missed),
            share(score.precise),
            share(score.recalled),
            _decimal(score.f1),
            _decimal(found.primaries[label].f1),
        )
        for label, score in found.labels.items()
        if score.right + score.missed + score.invented
    ]
    head = ("label", "there", "precision", "recall", "F1", "F1 as primary")
    return (
        "<section><h2>Labels</h2><p class='soft'>Every label of a message counts, not the primary one alone. "
        "Bars are F1, whiskers its interval.</p>"
        f"{plots.label_bars(found.labels)}{_table(head, rows, ('label',))}</section>"
    )


def _confusion(found: Figures) -> str:
    return (
        "<section><h2>What was taken for what</h2><p class='soft'>Primary labels. Blue is right, orange is not; "
        f"the darker, the larger the share of its row.</p>{plots.heat_map(found.confusion, scoring.LABELS)}</section>"
    )


def _calibration(found: Figures) -> str:
    rows = [
        (f"{each.low:.1f} to {each.high:.1f}", str(each.right.whole), f"{each.mean_score:.3f}", share(each.right))
        for each in found.bins
    ]
    unscored = f" {found.unscored} messages in which nothing was found have no score and are left out." * bool(
        found.unscored
    )
    return (
        "<section><h2>Is it as sure as it should be?</h2><p class='soft'>On the dashed line, answers are right as "
        "often as their score says; below it they are too sure. What rules find has the score 1. Brier score "
        f"{_decimal(found.brier)}, expected calibration error {_decimal(found.calibration_error)}.{unscored}</p>"
        f"<div class='pair'><div>{plots.reliability_diagram(found.bins)}</div>"
        f"<div>{_table(('score', 'messages', 'mean score', 'right'), rows)}</div></div></section>"
    )


def _named(found: Figures) -> str:
    rows = []
    for name, outcomes in (("days", found.days), ("referrals", found.referrals)):
        if not outcomes:
            continue
        named = scoring.named_of(outcomes)
        silent = outcomes[Outcome.INVENTED] + outcomes[Outcome.QUIET]
        cells = [share(Share(outcomes[each], named)) for each in (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED)]
        rows.append((name, str(named), *cells, str(silent), str(outcomes[Outcome.INVENTED])))
    if not rows:
        return ""
    head = ("", "named", "right", "wrong", "missed", "not named", "invented")
    return f"<section><h2>Days and referrals</h2>{_table(head, rows, ('',))}</section>"


def _groups(found: Figures) -> str:
    time = found.latency
    times = [(name, f"{_decimal(getattr(time, name), 1)} ms") for name in ("median", "p90", "p95", "p99", "longest")]
    tables = [
        _table((title, "messages", "primary right"), _group_rows(shares), (title,))
        for title, shares in (("language", found.languages), ("kind", found.kinds))
        if shares
    ]
    first = tables[:1] and f"{tables[0]}<p></p>"
    return (
        "<section><h2>By language, by kind, and how long it took</h2><div class='pair'>"
        f"<div>{first or ''}{_table(('time', 'a message'), times, ('time',))}</div>"
        f"<div>{''.join(tables[1:])}</div></div></section>"
    )


def _group_rows(shares: dict[str, Share]) -> list[tuple[str, str, str]]:
    return [(plain(name), str(of.whole), share(of)) for name, of in shares.items()]


def _mistakes(judged: Sequence[Judged]) -> str:
    sorts = scoring.mistakes(judged)
    if not sorts:
        return "<section><h2>Mistakes</h2><p>None.</p></section>"
    opened = {"stop missed": ' open="open"', "stop invented": ' open="open"'}
    parts = [
        f"<details{opened.get(sort, '')}><summary>{sort}: {len(those)}</summary>"
        f"{_mistake_table(sort, those[:_MOST_SHOWN])}{_left_out(len(those))}</details>"
        for sort, those in sorts.items()
    ]
    return f"<section><h2>Mistakes</h2>{''.join(parts)}</section>"


def _left_out(count: int) -> str:
    return f"<p class='soft'>{count - _MOST_SHOWN} more are not shown.</p>" if count > _MOST_SHOWN else ""


def _mistake_table(sort: str, those: Sequence[Judged]) -> str:
    rows = []
    for each in those:
        meant, said = scoring.meant_and_said(sort, each)
        found = each.answer.found
        score = "" if each.score is None else f" {each.score:.2f}"
        sure = f"sure{score}" if found.sure else f"not sure{score}"
        quote = _quote(sort, each)
        why = f'<br/><span class="soft">“{plain(quote)}”</span>' if quote else ""
        rows.append(
            f'<tr><td class="words">{plain(each.case.id)}</td><td class="said">{plain(each.case.text)}</td>'
            f'<td class="words">{plain(meant)}</td><td class="words"><span class="far">{plain(said)}</span>{why}</td>'
            f'<td class="words">{sure}<br/><span class="soft">{plain(found.source)}</span></td></tr>'
        )
    head = "<tr><th>id</th><th>message</th><th>meant</th><th>understood</th><th>how sure</th></tr>"
    widths = "".join(f'<col style="width:{width}%"/>' for width in (9, 46, 13, 21, 11))
    return (
        f'<table class="fixed"><colgroup>{widths}</colgroup><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _quote(sort: str, each: Judged) -> str:
    """The client's words that led to the mistake."""
    found = each.answer.found
    if sort.startswith("day"):
        return found.when.quote if found.when is not None else ""
    if sort.startswith("referral"):
        return found.referral.quote if found.referral is not None else ""
    label = _label_of(sort, each)
    return next((intent.quote for intent in found.intents if str(intent.label) == label), "")


def _label_of(sort: str, each: Judged) -> str:
    """The label that a mistake of this sort is about."""
    return "stop" if sort == "stop invented" else str(each.answer.found.primary)
