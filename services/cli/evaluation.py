"""`sales-agent evaluate understanding`: labelled messages through the agent's own stage, and what came of it.

1. All lines are read first, so that a mistake in the file is told before anything is loaded.
2. One brain is loaded; two messages that do not count wake what is loaded late.
3. Every message is understood alone, timed, and judged by its line; tables and a page with plots tell the rest.

It needs no database, and changes nothing but the file of its report.
"""

import asyncio
import datetime
import math
import os
import pathlib
import time
from collections.abc import Callable, Iterable, Sequence

from rich.console import RenderableType
from rich.progress import Progress

from services.cli import labelled, report, scoring, terminal, understanding
from services.cli.metrics import Outcome, Share
from services.cli.scoring import Answer, Figures
from services.core import clock, errors, settings

# Neither is a stop, so that the brain is asked too; both name a day.
_WARM_UP = ("Спасибо, интересно! Давайте вернёмся к этому после праздников.", "Thanks, call me next week.")
_MOST_CONFUSED = 12


async def answers(
    cases: Sequence[labelled.Case],
    load: understanding.Loader,
    present: datetime.datetime,
    on_each: Callable[[], None] = lambda: None,
) -> list[Answer]:
    """Every case understood by one brain, in order. Raises `errors.BrainUnavailable`."""
    brain = load()
    try:
        for words in _WARM_UP:
            await understanding.understood(understanding.Line(text=words), brain, present)
        told = []
        for case in cases:
            began = time.perf_counter()
            found = await understanding.understood(line_of(case), brain, present)
            told.append(Answer(case, found, 1000 * (time.perf_counter() - began)))
            on_each()
        return told
    finally:
        await brain.close()


def line_of(case: labelled.Case) -> understanding.Line:
    """The message of a case, without what it means."""
    return understanding.Line(
        id=case.id, text=case.text, lang=case.language or case.lang, now=case.now, previous=case.previous
    )


def run(file: pathlib.Path, brain: str, report_file: pathlib.Path, as_json: bool) -> int:
    """Evaluate, tell, and write the report. Raises `errors.BadInput` and `errors.BrainUnavailable`."""
    told = terminal.of_process(as_json)
    cases = labelled.read(file)
    check_writable(report_file)
    configuration = settings.load().model_copy(update={"brain": brain})
    present = clock.SystemClock().now()
    with Progress(console=told.err, transient=True, disable=not told.err.is_terminal) as progress:
        task = progress.add_task("Understanding", total=len(cases))
        load = understanding.loader(configuration)
        given = asyncio.run(answers(cases, load, present, lambda: progress.advance(task)))
    judged = scoring.judge(given)
    found = scoring.figures(judged)
    heading = report.Heading(file.name, brain, f"{present:%d %B %Y}")
    write(report_file, report.page(heading, found, judged))
    document = {"cases": str(file), "brain": brain, "report": str(report_file)} | scoring.document(found, judged)
    told.result(document, *tables(found), "", f"Report with plots and every mistake: {report_file}")
    return terminal.OK


def check_writable(file: pathlib.Path) -> None:
    """Raises `errors.BadInput` where a report cannot be written: better known before the work than after it."""
    target = file if file.exists() else file.absolute().parent
    if file.is_dir() or not target.exists() or not os.access(target, os.W_OK):
        raise errors.BadInput(f"cannot write {file}", field="report", hint="--report FILE.html in a folder of yours")


def write(file: pathlib.Path, page: str) -> None:
    """Write a report. Raises `errors.BadInput` where the file cannot be written."""
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise errors.BadInput(f"cannot write {file}: {error.strerror}", field="report") from None


def tables(found: Figures) -> list[RenderableType]:
    """The figures for people."""
    shown: list[RenderableType] = [_summary(found), "", _labels(found), "", _outcomes(found)]
    if found.bins:
        shown += ["", _calibration(found)]
    wrong = sorted(((n, pair) for pair, n in found.confusion.items() if pair[0] != pair[1]), reverse=True)
    if wrong:
        shown += ["", _confused(wrong[:_MOST_CONFUSED])]
    return shown


def _summary(found: Figures) -> RenderableType:
    times = found.latency
    lines = [
        ("messages", str(found.primary.whole)),
        ("primary label right", _counted(found.primary)),
        ("macro-F1", _number(found.macro_f1)),
        ("sure", _counted(found.sure)),
        ("right when sure", _counted(found.right_when_sure)),
        ("stops found", _counted(found.stops)),
        ("stops invented", _counted(found.false_stops)),
        ("  among near stops", _counted(found.false_near)),
        *((f"  {name}", _counted(of)) for name, of in found.languages.items() if len(found.languages) > 1),
        ("a message", f"median {times.median:.1f} ms, p95 {times.p95:.1f} ms, longest {times.longest:.1f} ms"),
    ]
    made = terminal.table("", "")
    made.show_header = False
    return terminal.rows(made, (each for each in lines if not (each[0].startswith("  among") and each[1] == "none")))


def _labels(found: Figures) -> RenderableType:
    made = terminal.table("Label", "There", "Precision", "Recall", "F1", "F1 as primary")
    counted = {label: of for label, of in found.labels.items() if not math.isnan(of.f1)}
    return terminal.rows(
        made,
        (
            (
                label,
                of.right + of.missed,
                report.share(of.precise),
                report.share(of.recalled),
                _between(of.f1, of.f1_interval),
                _number(found.primaries[label].f1),
            )
            for label, of in counted.items()
        ),
    )


def _outcomes(found: Figures) -> RenderableType:
    made = terminal.table("", "Named", "Right", "Wrong", "Missed", "Not named", "Invented")
    for name, counts in (("days", found.days), ("referrals", found.referrals)):
        if counts:
            named = scoring.named_of(counts)
            cells = (
                report.share(Share(counts[each], named)) for each in (Outcome.RIGHT, Outcome.WRONG, Outcome.MISSED)
            )
            silent = counts[Outcome.INVENTED] + counts[Outcome.QUIET]
            terminal.rows(made, [(name, named, *cells, silent, counts[Outcome.INVENTED])])
    return made if made.row_count else "No line speaks of days or referrals."


def _calibration(found: Figures) -> RenderableType:
    title = f"Calibration: Brier {_number(found.brier)}, expected error {_number(found.calibration_error)}"
    made = terminal.table("Score", "Messages", "Mean score", "Right", title=title)
    return terminal.rows(
        made,
        (
            (f"{each.low:.1f} to {each.high:.1f}", each.right.whole, f"{each.mean_score:.3f}", report.share(each.right))
            for each in found.bins
        ),
    )


def _confused(wrong: Iterable[tuple[int, tuple[str, str]]]) -> RenderableType:
    made = terminal.table("Meant", "Taken for", "Times")
    return terminal.rows(made, ((meant, said, times) for times, (meant, said) in wrong))


def _counted(of: Share) -> str:
    return f"{of.part} of {of.whole}: {report.share(of)}" if of.whole else "none"


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def _between(value: float, ends: tuple[float, float]) -> str:
    return f"{value:.3f} ({ends[0]:.3f} to {ends[1]:.3f})"
