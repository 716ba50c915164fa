"""Measure the agent: how fast, how heavy, how right. Figures beside their goals, and no verdict.

    python benchmarks/bench.py [PART ...]     parts: latency fifty commands idle memory claims limits telegram preview
                                              understanding replies automatic

Prints a table and writes build/bench.json (a run of some parts leaves the others' figures in it as they were). A part
that cannot run here says why, and the rest goes on. Exit 1 only when a part broke; a goal missed is a figure.
"""

import asyncio
import collections
import contextlib
import datetime
import json
import logging
import os
import pathlib
import platform
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from rich.text import Text  # noqa: E402

from benchmarks import (  # noqa: E402
    parts_claims,
    parts_limits,
    parts_mail,
    parts_preview,
    parts_scores,
    parts_telegram,
    stand,
)
from benchmarks.figures import Figure  # noqa: E402

OUT = ROOT / "build" / "bench.json"
# In this order: memory comes last of those that share a stand, since it exchanges a service.
ON_STAND: dict[str, Callable[[stand.Stand], AsyncIterator[Figure]]] = {
    "latency": parts_mail.latency,
    "fifty": parts_mail.fifty,
    "commands": parts_mail.commands,
    "idle": parts_mail.idle,
    "memory": parts_mail.memory,
}
ALONE: dict[str, Callable[[], AsyncIterator[Figure]]] = {
    "claims": parts_claims.claims,
    "limits": parts_limits.limits,
    "telegram": parts_telegram.telegram,
    "preview": parts_preview.preview,
    "understanding": parts_scores.understanding,
    "replies": parts_scores.replies,
    "automatic": parts_scores.automatic,
}
PARTS = (*ON_STAND, *ALONE)


class Run:
    """What was measured so far, and how it is told."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.parts = parts
        self.figures: list[Figure] = []
        self.skipped: dict[str, str] = {}
        self.broken: dict[str, str] = {}
        self._progress = Console(stderr=True)

    @contextlib.contextmanager
    def running(self, what: str) -> Any:
        """Say what goes on, until it is over."""
        with self._progress.status(f"{what} …"):
            yield

    def says(self, text: str) -> None:
        """A line of progress."""
        self._progress.print(text, markup=False, highlight=False)

    async def part(self, name: str, measured: AsyncIterator[Figure]) -> None:
        """Take the figures of a part; what it meets is told and does not end the others."""
        number = f"[{self.parts.index(name) + 1}/{len(self.parts)}] {name}"
        with self._outcomes(name), self.running(number):
            async for figure in measured:
                self.figures.append(figure)
        ended = "could not run" if name in self.skipped else "BROKE" if name in self.broken else "done"
        self.says(f"{number}: {ended}")

    @contextlib.contextmanager
    def _outcomes(self, *names: str) -> Any:
        try:
            yield
        except stand.CannotRun as reason:
            self.skipped |= dict.fromkeys(names, str(reason))
        except Exception:  # noqa: BLE001 - a part that breaks is told and must not take the others with it
            self.broken |= dict.fromkeys(names, traceback.format_exc(limit=-3))

    async def all(self) -> None:
        """Every part that was asked for."""
        together = [name for name in self.parts if name in ON_STAND]
        if together:
            with self._outcomes(*together):
                await self._on_a_stand(together)
        for name in self.parts:
            if name in ALONE:
                await self.part(name, ALONE[name]())

    async def _on_a_stand(self, names: list[str]) -> None:
        async with contextlib.AsyncExitStack() as stack:
            with self.running("starting database, mail servers and services"):
                made = await stack.enter_async_context(stand.stand())
            for name in names:
                await self.part(name, ON_STAND[name](made))

    def table(self) -> Table:
        """All figures, each with its unit and its goal beside it."""
        table = Table(header_style="bold", pad_edge=False, box=None)
        for column in ("part", "what", "value", "goal", "", "note"):
            table.add_column(column, justify="right" if column == "value" else "left", no_wrap=column != "note")
        last = ""
        for each in self.figures:
            met = {None: Text(""), True: Text("met", "green"), False: Text("missed", "bold red")}[each.is_met]
            part = Text(each.part if each.part != last else "", "bold")
            note = Text(each.note, "dim")
            table.add_row(part, Text(each.name), each.value_in_words(), each.goal_in_words(), met, note)
            last = each.part
        return table

    def write(self) -> None:
        """The figures into build/bench.json, beside those of parts that did not run now."""
        before: list[dict[str, Any]] = []
        with contextlib.suppress(OSError, ValueError, KeyError):
            before = [each for each in json.loads(OUT.read_text("utf-8"))["figures"] if each["part"] not in self.parts]
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        mine = [each.as_document() | {"at": at} for each in self.figures]
        place = collections.defaultdict(lambda: len(PARTS), {name: n for n, name in enumerate(PARTS)})
        document = {
            "machine": machine(),
            "figures": sorted(before + mine, key=lambda each: place[each["part"]]),
            "could_not_run": self.skipped,
            "broken": self.broken,
        }
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy that was with other things."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load_1_min": round(os.getloadavg()[0], 1),
        "database": stand.database_kind(),
    }


def main(arguments: list[str]) -> int:
    """Measure, print, write; 1 when a part broke, 2 when there is no such part."""
    unknown = [each for each in arguments if each not in PARTS]
    if unknown:
        sys.stderr.write(f"no such part: {' '.join(unknown)}; there are {' '.join(PARTS)}\n")
        return 2
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the submission server's own notes
    run = Run(tuple(name for name in PARTS if name in arguments) or PARTS)
    asyncio.run(run.all())
    run.write()
    shown = Console() if sys.stdout.isatty() else Console(width=160)
    shown.print(run.table())
    for name, reason in run.skipped.items():
        shown.print(Text(f"{name}: could not run: {reason}", "yellow"))
    for name, reason in run.broken.items():
        shown.print(Text(f"{name}: broke:\n{reason}", "red"))
    on = machine()
    shown.print(
        f"{on['cores']} cores, load {on['load_1_min']}, Python {on['python']}, {on['database']}; {OUT.relative_to(ROOT)}",
        highlight=False,
    )
    return 1 if run.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
