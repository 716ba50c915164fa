"""Plots: figures as pictures, SVG that stands in a page by itself.

Pure: a reliability diagram, a confusion heat map, bars with their intervals. Every text is escaped; no script,
no font and no picture is fetched. It computes no figure.
"""

import html
import math
from collections.abc import Mapping, Sequence

from services.cli.metrics import Bin, LabelScore

_INK, _SOFT, _GRID, _BLUE, _PALE, _WARM = "#1f2933", "#66717d", "#e1e6eb", "#2f6fb3", "#cfe0f2", "#c2571a"
_ROW = 27


def text(x: float, y: float, words: object, *, anchor: str = "start", color: str = _INK, extra: str = "") -> str:
    """Words at a place; `extra` are further attributes."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}"{extra}>{html.escape(str(words))}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, color: str = _GRID, extra: str = "") -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"{extra}/>'


def box(x: float, y: float, width: float, height: float, *, color: str, extra: str = "", title: str = "") -> str:
    """A filled rectangle, with words that show when it is pointed at."""
    inner = f"<title>{html.escape(title)}</title>" if title else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}" '
        f'fill="{color}"{extra}>{inner}</rect>'
    )


def picture(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    """The whole picture; `label` is what it shows, for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{html.escape(label)}">{"".join(parts)}</svg>'
    )


def label_bars(scores: Mapping[str, LabelScore]) -> str:
    """F1 of every label that is there or was said, as a bar with its 95 % interval, and how often it is there."""
    shown = {name: score for name, score in scores.items() if not math.isnan(score.f1)}
    left, width, top = 128, 700, 12
    bottom = top + _ROW * len(shown)
    parts = []
    for step in range(0, 11, 2):
        x = left + width * step / 10
        parts.append(line(x, top, x, bottom))
        parts.append(text(x, bottom + 18, f"{step / 10:g}", anchor="middle", color=_SOFT))
    for place, (name, score) in enumerate(shown.items()):
        y = top + _ROW * place
        low, high = (left + width * end for end in score.f1_interval)
        count = score.right + score.missed
        parts += [
            text(left - 10, y + 18, name, anchor="end"),
            box(left, y + 6, width * score.f1, _ROW - 12, color=_BLUE, extra=' rx="2" opacity="0.85"'),
            line(low, y + _ROW / 2, high, y + _ROW / 2, color=_INK, extra=' stroke-width="1.4"'),
            *(line(end, y + 9, end, y + _ROW - 9, color=_INK, extra=' stroke-width="1.4"') for end in (low, high)),
            text(left + width + 14, y + 18, f"{score.f1:.3f}"),
            text(left + width + 118, y + 18, f"{count} there", anchor="end", color=_SOFT),
        ]
    return picture(left + width + 124, bottom + 28, "F1 of each label with its 95 % interval", parts)


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """How often answers of a score are right, with 95 % intervals, above how many there are of each score."""
    left, top, size, foot = 52, 12, 320, 64
    floor = top + size
    parts = []
    for step in range(0, 11, 2):
        x, y = left + size * step / 10, floor - size * step / 10
        parts += [line(x, top, x, floor), line(left, y, left + size, y)]
        parts.append(text(left - 8, y + 4, f"{step / 10:g}", anchor="end", color=_SOFT))
        parts.append(text(x, floor + foot + 30, f"{step / 10:g}", anchor="middle", color=_SOFT))
    parts.append(line(left, floor, left + size, top, color=_SOFT, extra=' stroke-dasharray="5 4"'))
    most = max((each.right.whole for each in bins), default=1)
    points = []
    for each in bins:
        x, y = left + size * each.mean_score, floor - size * each.right.value
        low, high = (floor - size * end for end in each.right.interval)
        height = max(1.5, (foot - 16) * each.right.whole / most)
        at, wide = left + size * each.low, size * (each.high - each.low)
        told = f"score {each.low:.1f} to {each.high:.1f}: {each.right.part} of {each.right.whole} right"
        points.append(f"{x:.1f},{y:.1f}")
        parts += [
            line(x, low, x, high, color=_BLUE, extra=' stroke-width="1.6" opacity="0.55"'),
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_BLUE}"><title>{html.escape(told)}</title></circle>',
            box(at + 1, floor + 14 + foot - height, wide - 2, height, color=_PALE, title=told),
            text(at + wide / 2, floor + 10 + foot - height, each.right.whole, anchor="middle", color=_SOFT),
        ]
    parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{_BLUE}" stroke-width="1.4"/>')
    turned = f' transform="rotate(-90 13 {top + size / 2:.1f})"'
    parts.append(text(13, top + size / 2, "share that is right", anchor="middle", color=_SOFT, extra=turned))
    parts.append(text(left + size / 2, floor + foot + 48, "score of the primary label", anchor="middle", color=_SOFT))
    return picture(left + size + 16, floor + foot + 56, "Reliability: score against share that is right", parts)


def heat_map(pairs: Mapping[tuple[str, str], int], labels: Sequence[str]) -> str:
    """What was said (columns) of what was meant (rows): counts, darker the larger their share of the row.

    The diagonal, which is right, is blue; mistakes are orange.
    """
    seen = [each for each in labels if any(each in pair for pair in pairs)]
    cell, left, top = 44, 128, 96
    parts = [text(left - 10, top - 10, "meant ↓  said →", anchor="end", color=_SOFT)]
    for place, name in enumerate(seen):
        along = cell * place + cell / 2
        turned = f' transform="rotate(-45 {left + along:.1f} {top - 8})"'
        parts.append(text(left + along, top - 8, name, extra=turned))
        parts.append(text(left - 10, top + along + 4, name, anchor="end"))
    for row, meant in enumerate(seen):
        whole = sum(pairs.get((meant, said), 0) for said in seen)
        for column, said in enumerate(seen):
            parts.append(_cell(left + cell * column, top + cell * row, cell, pairs, meant, said, whole))
        parts.append(text(left + cell * len(seen) + 10, top + cell * row + cell / 2 + 4, whole, color=_SOFT))
    side = cell * len(seen)
    return picture(left + side + 72, top + side + 8, "Confusion: what was said of what was meant", parts)


def _cell(
    x: float, y: float, side: float, pairs: Mapping[tuple[str, str], int], meant: str, said: str, whole: int
) -> str:
    count = pairs.get((meant, said), 0)
    if not count:
        return box(x + 1, y + 1, side - 2, side - 2, color="#f4f6f8")
    share = count / whole
    # The root keeps a single mistake visible in a row of a hundred.
    strength = 0.18 + 0.82 * math.sqrt(share) if meant != said else 0.15 + 0.85 * share
    color = _BLUE if meant == said else _WARM
    ink = "#ffffff" if strength > 0.55 else _INK
    told = f"{meant} taken for {said}: {count} of {whole}" if meant != said else f"{meant}: {count} of {whole} right"
    return box(
        x + 1, y + 1, side - 2, side - 2, color=color, extra=f' fill-opacity="{strength:.2f}"', title=told
    ) + text(x + side / 2, y + side / 2 + 4, count, anchor="middle", color=ink)
