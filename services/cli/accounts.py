"""`sales-agent accounts`: the mailboxes that we send from and read.

A password is never taken, kept or shown here: an account names the environment variable that holds it.
"""

import os
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from services.cli import doctor, intake, terminal
from services.cli.opening import Desk, Order
from services.core import errors
from services.core.domain import account

app = typer.Typer(help="Mailboxes: list, add, test, pause and resume them.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The account's id.")]


@app.command("list")
def list_accounts(as_json: Json = False) -> Order:
    """List the accounts and how each fares."""
    return Order(_list, as_json)


async def _list(desk: Desk) -> int:
    known = await desk.database.accounts.all()
    shown = terminal.table("Id", "Address", "Sends by", "Reads from", "Secret", "State", "Last read")
    terminal.rows(
        shown,
        (
            (
                each.id,
                each.address,
                f"{each.smtp.host}:{each.smtp.port} {each.smtp.tls}",
                f"{each.imap.host}:{each.imap.port} {each.imap.tls}",
                each.secret.from_env or "sealed",
                f"{each.state}{f': {each.why}' if each.why else ''}",
                terminal.moment(each.checked_at),
            )
            for each in known
        ),
    )
    desk.terminal.result([_document(each) for each in known], shown if known else "There is no account yet.")
    return terminal.OK


def _document(mailbox: account.Account) -> dict[str, Any]:
    return {
        "id": mailbox.id,
        "channel": mailbox.channel,
        "address": mailbox.address,
        "smtp": mailbox.smtp.model_dump(mode="json"),
        "imap": mailbox.imap.model_dump(mode="json"),
        "username": mailbox.username,
        "secret": {"from_env": mailbox.secret.from_env} if mailbox.secret.from_env else "sealed",
        "state": str(mailbox.state),
        "why": mailbox.why,
        "since": terminal.stamp(mailbox.since),
        "checked_at": terminal.stamp(mailbox.checked_at),
    }


async def found(desk: Desk, account_id: str) -> account.Account:
    """The account of this id. Raises `errors.NotFound`."""
    mailbox = await desk.database.accounts.get(account_id)
    if mailbox is None:
        raise errors.NotFound(f"there is no account {account_id!r}", field="account", hint="sales-agent accounts list")
    return mailbox


@app.command("add", epilog="Example: sales-agent accounts add main anna@example.org --smtp mx:587 --imap mx:993")
def add(
    account_id: Which,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The mailbox's e-mail address.")],
    smtp: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where mail is handed over.")],
    imap: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where mail is read.")],
    smtp_tls: Annotated[account.Tls, typer.Option(help="How that connection is protected.")] = account.Tls.STARTTLS,
    imap_tls: Annotated[account.Tls, typer.Option(help="How that connection is protected.")] = account.Tls.IMPLICIT,
    name: Annotated[str, typer.Option(help="The name beside the address.")] = "",
    username: Annotated[str, typer.Option(help="Login name; default: the address.")] = "",
    secret_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable that holds the password.")
    ] = "MAIL_PASSWORD",
    ca_file: Annotated[str, typer.Option(metavar="PATH", help="A private authority's certificate.")] = "",
    as_json: Json = False,
) -> Order:
    """Add an account. Its password stays in the environment of the services."""
    try:
        mailbox = account.Account(
            id=account_id,
            address=address,
            name=name,
            smtp=_server(smtp, smtp_tls, "smtp"),
            imap=_server(imap, imap_tls, "imap"),
            username=username or address,
            secret=account.Secret(from_env=secret_env),
            ca_file=ca_file,
        )
    except ValidationError as error:
        raise intake.bad_field(error) from None
    return Order(lambda desk: _add(desk, mailbox), as_json)


def _server(given: str, tls: account.Tls, field: str) -> account.Server:
    host, colon, port = given.rpartition(":")
    if not colon or not host or not port.isdecimal() or len(port) > 5:
        raise errors.BadInput(f"{given!r} is not a server", field=field, hint="write it as mail.example.org:587")
    try:
        return account.Server(host=host.strip("[]"), port=int(port), tls=tls)
    except ValidationError as error:
        raise intake.bad_field(error, field) from None


async def _add(desk: Desk, mailbox: account.Account) -> int:
    if await desk.database.accounts.get(mailbox.id) is not None:
        raise errors.Duplicate(
            f"there is an account {mailbox.id} already", field="account", hint="change it in the seed file and seed it"
        )
    await desk.database.accounts.put(mailbox)
    desk.terminal.result(
        _document(mailbox), f"Added account {mailbox.id}. Try it: sales-agent accounts test {mailbox.id}"
    )
    return terminal.OK


@app.command("test")
def try_out(account_id: Which, as_json: Json = False) -> Order:
    """Log in to both servers of an account and say what works."""
    return Order(lambda desk: _test(desk, account_id), as_json)


async def _test(desk: Desk, account_id: str) -> int:
    checks = await doctor.mailbox_checks(await found(desk, account_id), os.environ)
    return doctor.report(desk.terminal, checks)


@app.command("pause")
def pause(
    account_id: Which,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the records.")] = "",
    as_json: Json = False,
) -> Order:
    """Send nothing from an account until it is resumed. It goes on being read."""
    return Order(lambda desk: _mark(desk, account_id, account.State.PAUSED, why), as_json)


@app.command("resume")
def resume(account_id: Which, as_json: Json = False) -> Order:
    """Send from a paused account again."""
    return Order(lambda desk: _mark(desk, account_id, account.State.ACTIVE, ""), as_json)


async def _mark(desk: Desk, account_id: str, state: account.State, why: str) -> int:
    mailbox = await found(desk, account_id)
    reason = (why or f"paused by {desk.operator}") if state is account.State.PAUSED else ""
    await desk.database.accounts.mark(mailbox.id, {"state": state, "why": reason, "since": desk.now()})
    await desk.database.events.add(
        f"account:{mailbox.id}:{state}:{desk.now():%Y%m%dT%H%M%S%f}",
        desk.now(),
        f"account_{state}",
        "",
        reason or f"resumed by {desk.operator}",
        by=desk.operator,
        account=mailbox.id,
    )
    document = _document(await found(desk, account_id))
    said = "sends nothing until it is resumed" if state is account.State.PAUSED else "sends again"
    desk.terminal.result(document, f"Account {mailbox.id} {said}.")
    return terminal.OK
