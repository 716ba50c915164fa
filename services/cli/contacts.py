"""`client_utils`, and `sales-agent contacts`: the operator's commands for contacts.

The commands are parsed here and done elsewhere (`adding`, `showing`, `steering`, `joining`). `main` runs them in a
process of their own; `run_line` inside a process that has a database open, such as the demo.
"""

import pathlib
import sys
from typing import Annotated

import typer
from rich.console import Console

from services.cli import adding, bots, calling, intake, joining, leaving, sheets, showing, steering
from services.cli.opening import Order
from services.core import clock
from services.core.domain import conversation
from services.core.store.database import Database

PROGRAM = "client_utils"
_EPILOG = """Examples:

client_utils add --name "Анна" --email anna@example.org --company "ООО «Ветер»"

client_utils import leads.xlsx --basis "met at the fair on 3 October"

client_utils show anna@example.org --json

client_utils restart anna@example.org --consent "asked for news by phone on 12 May"

Exit codes: 0 done, 1 failed, 2 bad input, 3 not found, 4 there already, 5 must not be written to.
"""
app = typer.Typer(
    name=PROGRAM,
    help="Contacts: add people, see what was said, stop, resume, restart, close a deal and erase.",
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Who = Annotated[str, typer.Argument(metavar="ID|ADDRESS", help="The contact's id or one of their addresses.")]
InCampaign = Annotated[
    str, typer.Option("--campaign", metavar="ID", help="The campaign; may be left out if there is only one.")
]


@app.command("add", epilog='Example: client_utils add --name "Анна" --email anna@example.org')
def add(
    name: Annotated[str, typer.Option(help="The person's name, as they are to be addressed.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address. This or --telegram is needed.")] = "",
    telegram: Annotated[str, typer.Option(help="Telegram: @name, +79031234567 or a numeric id.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone; a national form is read as of the campaign's country.")] = "",
    company: Annotated[str, typer.Option(help="The company they work for.")] = "",
    role: Annotated[str, typer.Option(help="What they do there.")] = "",
    language: Annotated[str, typer.Option(metavar="ru|en", help="Language; default: the campaign's.")] = "",
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Time zone, as Europe/Moscow; default: the campaign's.")
    ] = "",
    campaign: InCampaign = "",
    basis: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Why we may write to them; default: the campaign's. Without any, the contact is held.",
        ),
    ] = "",
    as_json: Json = False,
) -> Order:
    """Add a person: the agent writes to them when the campaign's window is open."""
    form = intake.Form(name, company, role, email, telegram, phone, language, timezone, basis, campaign)
    return Order(lambda desk: adding.add(desk, form), as_json)


@app.command("import", epilog="Example: client_utils import leads.csv --strict")
def import_file(
    file: Annotated[
        pathlib.Path,
        typer.Argument(
            metavar="FILE.csv|.xlsx",
            help="A table whose first row names the columns as the options of add are named, or in Russian "
            "(имя, компания, почта, телефон, язык, часовой пояс, основание).",
        ),
    ],
    campaign: InCampaign = "",
    basis: Annotated[str, typer.Option(metavar="TEXT", help="Why we may write to those without one in the file.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Add nobody unless every row is right.")] = False,
    as_json: Json = False,
) -> Order:
    """Add people from a file. Mistakes are told row by row; all other rows are added."""
    sheet = sheets.read(file)
    return Order(lambda desk: adding.import_sheet(desk, sheet, campaign, basis, strict), as_json)


@app.command("list")
def list_contacts(
    campaign: Annotated[str, typer.Option(metavar="ID", help="Only those of this campaign.")] = "",
    stage: Annotated[conversation.Stage | None, typer.Option(help="Only those at this stage.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, the newest; 0 for all.")] = 0,
    as_json: Json = False,
) -> Order:
    """List people and where the talk with each stands."""
    return Order(lambda desk: showing.everybody(desk, campaign, stage, limit), as_json)


@app.command("link")
def link(who: Who, as_json: Json = False) -> Order:
    """Print the link to the campaign's Telegram bot that was made for this contact: whoever opens it is known there."""
    return Order(lambda desk: bots.link(desk, who), as_json)


@app.command("show")
def show(who: Who, as_json: Json = False) -> Order:
    """Show a person and all that was said and done, with the reason of each step."""
    return Order(lambda desk: showing.show(desk, who), as_json)


@app.command("restart", epilog='Example: client_utils restart anna@example.org --consent "asked again on 12 May"')
def restart(
    who: Who,
    consent: Annotated[
        str,
        typer.Option(metavar="TEXT", help="The new consent in words; lifts an earlier stop and ends a hold."),
    ] = "",
    as_json: Json = False,
) -> Order:
    """Begin anew with a person: a new round of touches."""
    return Order(lambda desk: steering.restart(desk, who, consent), as_json)


@app.command("stop")
def stop(who: Who, as_json: Json = False) -> Order:
    """Never write to a person again, on any channel and in any campaign."""
    return Order(lambda desk: steering.stop(desk, who), as_json)


@app.command("resume")
def resume(who: Who, as_json: Json = False) -> Order:
    """Let the agent go on where a talk was handed to you."""
    return Order(lambda desk: steering.resume(desk, who), as_json)


@app.command("won", epilog='Example: client_utils won anna@example.org --note "yearly plan, signed on 12 May"')
def won(
    who: Who,
    campaign: Annotated[str, typer.Option(metavar="ID", help="Which campaign, where there are several.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="What was agreed; kept in the history.")] = "",
    as_json: Json = False,
) -> Order:
    """Say that a person became a customer: no follow-up leaves any more."""
    return Order(lambda desk: steering.won(desk, who, campaign, note), as_json)


@app.command("merge", epilog="Example: client_utils merge anna@example.org @anna")
def merge(
    who: Who,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The contact that turned out to be the same person.")],
    as_json: Json = False,
) -> Order:
    """Make one contact of two: addresses, conversations, history and basis; a stop on either is a stop on all."""
    return Order(lambda desk: joining.merge(desk, who, other), as_json)


@app.command("unmerge", epilog="Example: client_utils unmerge c-5f3a9b2c1d")
def unmerge(who: Who, as_json: Json = False) -> Order:
    """Take a merge apart again; a stop is not undone."""
    return Order(lambda desk: joining.unmerge(desk, who), as_json)


@app.command("export", epilog="Example: client_utils export anna@example.org --json > anna.json")
def export(who: Who, as_json: Json = False) -> Order:
    """Give out everything that is kept about a person: data, messages, decisions, basis, suppressions."""
    return Order(lambda desk: leaving.export(desk, who), as_json)


@app.command("erase")
def erase(
    who: Who,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> Order:
    """Forget a person's data for good; their address stays suppressed."""
    return Order(lambda desk: steering.erase(desk, who, is_sure), as_json)


async def run_line(
    line: str, database: Database, clock: clock.Clock, out: Console, *, operator: str = "operator"
) -> int:
    """Carry out one typed line, such as `list` or `client_utils list`, on an open database; its exit code.

    Results, help and errors are printed to `out`. Never raises; nothing is asked back (`erase` needs --yes).
    """
    return await calling.call_line(app, PROGRAM, line, database, clock, out, operator)


def main() -> None:
    """The entry point of `client_utils`."""
    sys.exit(calling.call(app, PROGRAM))


if __name__ == "__main__":
    main()
