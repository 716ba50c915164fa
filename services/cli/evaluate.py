"""`sales-agent evaluate`: how well the agent does on labelled cases. What it needs is loaded when it is asked for."""

import enum
import pathlib
from typing import Annotated

import typer

from services.cli import run as running
from services.cli.opening import Order

app = typer.Typer(help="Measure the agent on labelled cases.", no_args_is_help=True)
REPORT = pathlib.Path("understanding-report.html")


class Brain(enum.StrEnum):
    """What can understand."""

    EMBEDDED = "embedded"
    OLLAMA = "ollama"
    OPENAI = "openai"


@app.callback()
def group() -> None:
    """Measure the agent on labelled cases."""


@app.command("understanding", epilog="Example: sales-agent evaluate understanding benchmarks/replies/dev.jsonl")
def understanding(
    cases: Annotated[pathlib.Path, typer.Argument(metavar="CASES", help="Labelled lines of JSON.")],
    brain: Annotated[Brain, typer.Option(help="Which brain understands.")] = Brain.EMBEDDED,
    report: Annotated[pathlib.Path, typer.Option(metavar="FILE", help="Where the page with plots goes.")] = REPORT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> int:
    """Understand labelled messages and count: labels, stops, days, referrals, how sure, how fast. No database.

    A line is {"text","labels","primary","when"?,"referral"?,"now"?,"language"?,"id"?}, or {"text","intent","lang"?}.
    """
    return int(running.part("services.cli.evaluation", "evaluation").run(cases, str(brain), report, as_json))


@app.command("writing", epilog="Example: sales-agent evaluate writing --days 30")
def writing(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far to look back.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> Order:
    """Trace every number, price, date and link of the texts written to clients; exit code 1 when one has no source."""
    auditing = running.part("services.cli.auditing", "the audit of the writing")
    return Order(lambda desk: auditing.audit(desk, days), as_json)
