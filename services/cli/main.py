"""`sales-agent`: the command for the whole system.

Commands that need a database return an order; those that begin something of their own (`run`, `demo`,
`doctor`) do it at once.
"""

import asyncio
import pathlib
import sys
from typing import Annotated

import typer

from services.cli import (
    accounts,
    approve,
    calling,
    contacts,
    doctor,
    evaluate,
    health,
    keeping,
    leaving,
    meetings,
    outbox,
    overview,
    policy,
    replay,
    seeding,
    telegram,
    terminal,
)
from services.cli import run as running
from services.cli.evaluate import Brain
from services.cli.opening import Order
from services.core import errors
from services.core.domain.conversation import Stage
from services.core.domain.understanding import Intent

PROGRAM = "sales-agent"
_EPILOG = """Examples:

sales-agent demo

sales-agent seed && sales-agent doctor

sales-agent run app_logic mail_worker

sales-agent contacts add --name "Анна" --email anna@example.org
"""
app = typer.Typer(
    name=PROGRAM,
    help="An autonomous outbound sales agent: writes first, understands replies, and stops when told to.",
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command("run", epilog="Example: sales-agent run app_logic mail_worker")
def run(
    services: Annotated[
        list[running.Service], typer.Argument(metavar="SERVICE...", help="Which services, in one process.")
    ],
) -> int:
    """Run services until told to stop: the first Ctrl-C lets them finish, the second ends them at once."""
    running.run(services)
    return terminal.OK


@app.command("demo", epilog="Example: sales-agent demo --headless --script conversation.yaml --json")
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Play a written conversation instead.")] = False,
    script: Annotated[
        pathlib.Path | None, typer.Option("--script", metavar="FILE", help="The conversation, as YAML.")
    ] = None,
    telegram: Annotated[
        bool, typer.Option("--telegram", help="Add a bot, on a stand-in for Telegram, and a chat with it.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Try the agent: everything in one process, with a sandbox mailbox. Nothing is kept, nobody is written to."""
    if headless and script is None:
        raise errors.BadInput("a headless demo needs a conversation", field="script", hint="--script FILE")
    if script is not None and not headless:
        raise errors.BadInput("a script is played without a terminal", field="headless", hint="add --headless")
    return int(running.part("services.cli.demo", "the demo").main(headless, script, as_json, telegram))


@app.command("doctor")
def examine(
    with_dns: Annotated[bool, typer.Option("--dns/--no-dns", help="Look at the DNS of the sending domains.")] = True,
    with_brain: Annotated[
        bool, typer.Option("--brain/--no-brain", help="Put questions to the language model, where one is set.")
    ] = True,
    as_json: Json = False,
) -> int:
    """Check settings, brain, database, keys, campaigns, accounts and domains; exit code 1 when something fails."""
    checks = asyncio.run(doctor.examine(with_dns=with_dns, with_brain=with_brain))
    return doctor.report(terminal.of_process(as_json), checks)


@app.command("seed")
def seed(
    file: Annotated[
        pathlib.Path | None, typer.Argument(metavar="FILE", help="Default: the sample that comes with the agent.")
    ] = None,
    as_json: Json = False,
) -> Order:
    """Write accounts, campaigns and suppressions from a file into the database. Safe to repeat."""
    return Order(lambda desk: seeding.seed(desk, file or seeding.SAMPLE), as_json)


@app.command("understand", epilog='Example: echo \'{"text": "Не сейчас"}\' | sales-agent understand --jsonl')
def understand(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read lines of JSON, answer with lines of JSON.")] = False,
    brain: Annotated[Brain, typer.Option(help="Which brain understands.")] = Brain.EMBEDDED,
) -> int:
    """Say what the agent makes of messages: lines {"id","text","lang"?,"now"?,"previous"?} on standard input."""
    if not jsonl:
        raise errors.BadInput("messages come as lines of JSON", field="jsonl", hint="add --jsonl")
    return int(running.part("services.cli.understanding", "understanding").run(str(brain)))


@app.command("healthcheck")
def healthcheck(
    service: Annotated[running.Service, typer.Argument(metavar="SERVICE", help="Which service.")],
    as_json: Json = False,
) -> Order:
    """Say whether a service has shown life within a minute; exit code 1 when it has not."""
    return Order(lambda desk: health.check(desk, str(service)), as_json)


@app.command("preview", epilog="Example: sales-agent preview reviews --days 30 --html preview.html")
def preview(
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's id.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How far to look.")] = 30,
    page: Annotated[
        pathlib.Path | None, typer.Option("--html", metavar="FILE", help="Write a page with a timeline, too.")
    ] = None,
    as_json: Json = False,
) -> Order:
    """Play the coming days on a copy and list what would be sent by itself, to whom, when and why. Nothing is sent."""
    rehearsing = running.part("services.cli.preview", "the preview")
    checked = rehearsing.checked(page)
    return Order(lambda desk: rehearsing.preview(desk, campaign, days, checked), as_json)


@app.command(
    "simulate", epilog="Example: sales-agent simulate --clients 100 --days 30 --seed 7 --report simulation.html"
)
def simulate(
    clients: Annotated[int, typer.Option(min=1, max=1000, help="How many simulated clients.")] = 100,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days pass.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="Another number: other clients, other words.")] = 1,
    brain: Annotated[Brain, typer.Option(help="Which brain understands.")] = Brain.EMBEDDED,
    page: Annotated[
        pathlib.Path, typer.Option("--report", metavar="FILE", help="Where the page with every wrong decision goes.")
    ] = pathlib.Path("simulation-report.html"),
    as_json: Json = False,
) -> int:
    """Let simulated clients answer the sample campaign, and judge every decision; exit code 1 when a goal is missed.

    Everything happens on this machine: curious, curt and angry people, redirectors, procrastinators, robots and others.
    """
    return int(
        running.part("services.cli.simulate", "the simulation").run(clients, days, seed, str(brain), page, as_json)
    )


@app.command("policy", epilog="Example: sales-agent policy --intent redirect")
def show_policy(
    stage: Annotated[Stage | None, typer.Option(help="Only this stage of the conversation.")] = None,
    intent: Annotated[Intent | None, typer.Option(help="Only this intent of the client.")] = None,
    as_json: Json = False,
) -> int:
    """Show what the agent does about every intent in every stage, alone and together, and the exceptions."""
    return policy.show(terminal.of_process(as_json), stage, intent)


@app.command("replay")
def decide_again(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far to look back.")] = 30,
    as_json: Json = False,
) -> Order:
    """Decide every stored situation again by today's rules and show what differs; exit code 1 when something does."""
    return Order(lambda desk: replay.replay(desk, days), as_json)


@app.command("backup", epilog="Example: sales-agent backup monday.backup")
def backup(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="Must not exist; - is standard output.")],
    as_json: Json = False,
) -> Order:
    """Write everything in the database into one file. The keys are not in it."""
    return Order(lambda desk: keeping.back_up(desk, file), as_json)


@app.command("restore", epilog="Example: sales-agent restore monday.backup")
def restore(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="What backup wrote; - is standard input.")],
    force: Annotated[bool, typer.Option("--force", help="Lose what is in the database now.")] = False,
    as_json: Json = False,
) -> Order:
    """Put a backup into an empty database. Nothing leaves afterwards until `hold off`."""
    return Order(lambda desk: keeping.restore(desk, file, force), as_json)


@app.command("retention", epilog="Example: sales-agent retention --dry-run")
def retention(
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Only say who it would be.")] = False,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> Order:
    """Forget people with whom nothing has happened for their campaign's retention_days; app_logic does it hourly."""
    return Order(lambda desk: leaving.forget(desk, is_dry=is_dry, is_sure=is_sure), as_json)


@app.command("status")
def status(as_json: Json = False) -> Order:
    """Show where conversations and messages stand, and which workers are alive."""
    return Order(overview.status, as_json)


app.add_typer(contacts.app, name="contacts")
app.add_typer(accounts.app, name="accounts")
app.add_typer(telegram.app, name="telegram")
app.add_typer(outbox.app, name="outbox")
app.add_typer(keeping.hold, name="hold")
app.add_typer(approve.app, name="approve")
app.add_typer(meetings.app, name="meetings")
app.add_typer(evaluate.app, name="evaluate")


def main() -> None:
    """The entry point of `sales-agent`."""
    sys.exit(calling.call(app, PROGRAM))


if __name__ == "__main__":
    main()
