"""`sales-agent accounts`: the mailboxes and bots that we send from and read.

A password is typed unseen and stored sealed, or stays in an environment variable that the account names. It is
never an argument, and never shown.
"""

import importlib
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from services.cli import bots, doctor, intake, telegram, terminal
from services.cli.opening import Desk, Order
from services.core import errors, settings
from services.core.domain import account
from services.core.seal import Seal
from services.core.store import limits

app = typer.Typer(help="Mailboxes and bots: list, add, test, pause and resume them.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The account's id.")]


@app.command("list")
def list_accounts(as_json: Json = False) -> Order:
    """List the accounts and how each fares."""
    return Order(_list, as_json)


async def _list(desk: Desk) -> int:
    known = await desk.database.accounts.all()
    counts = {each.id: await _counts(desk, each.id) for each in known}
    shown = terminal.table(
        "Id",
        "Address",
        "Sends by",
        "Reads from",
        "Secret",
        "State",
        "Last read",
        "Touches today",
        "Bounces, complaints this week",
    )
    terminal.rows(
        shown,
        (
            (
                each.id,
                each.address,
                _server_shown(each.smtp) or str(each.kind),
                _server_shown(each.imap) or str(each.kind),
                f"{each.secret.kept}{' (OAuth)' if each.oauth else ''}",
                f"{each.state}{f': {each.why}' if each.why else ''}"
                f"{f'; touches stopped: {each.touches_stopped}' if each.touches_stopped else ''}",
                terminal.moment(each.checked_at),
                f"{counts[each.id]['touches_today']}{_pace_shown(each)}",
                f"{counts[each.id]['bounces_this_week']}, {counts[each.id]['complaints_this_week']}",
            )
            for each in known
        ),
    )
    people = [each for each in known if each.kind is account.Kind.TELEGRAM_USER]
    outlooks = {each.id: await telegram.outlook(desk, each) for each in people}
    documents = [{**_document(each), **counts[each.id], **outlooks.get(each.id, {})} for each in known]
    tables = [shown, *(["", telegram.table(outlooks)] if people else [])]
    desk.terminal.result(documents, *(tables if known else ["There is no account yet."]))
    return terminal.OK


async def _counts(desk: Desk, account_id: str) -> dict[str, int]:
    """What the account has used of its limits."""
    kept, now = desk.database.limits, desk.now()
    return {
        "touches_today": await kept.used(limits.of_day("touches", account_id, now.date())),
        "bounces_this_week": await kept.of_week("bounces", account_id, now),
        "complaints_this_week": await kept.of_week("complaints", account_id, now),
    }


def _pace_shown(mailbox: account.Account) -> str:
    return "" if mailbox.kind is account.Kind.TELEGRAM_USER else f" of {mailbox.pace.per_day}"


def _server_shown(server: account.Server) -> str:
    return f"{server.host}:{server.port} {server.tls}" if server != account.NOWHERE else ""


def _document(mailbox: account.Account) -> dict[str, Any]:
    return {
        "id": mailbox.id,
        "kind": str(mailbox.kind),
        "channel": mailbox.channel,
        "address": mailbox.address,
        "smtp": mailbox.smtp.model_dump(mode="json") if mailbox.smtp != account.NOWHERE else None,
        "imap": mailbox.imap.model_dump(mode="json") if mailbox.imap != account.NOWHERE else None,
        "username": mailbox.username,
        "secret": {"from_env": mailbox.secret.from_env} if mailbox.secret.from_env else "sealed",
        "login": "oauth" if mailbox.oauth else "password",
        "dkim": mailbox.dkim.selector if mailbox.dkim else "",
        "state": str(mailbox.state),
        "why": mailbox.why,
        "touches_stopped": mailbox.touches_stopped,
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
    password_env: Annotated[
        str,
        typer.Option(metavar="NAME", help="The environment variable that holds the password. Else it is asked for."),
    ] = "",
    oauth_token_url: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Log in by OAuth: where access tokens come from. The secret is then the refresh token."
        ),
    ] = "",
    oauth_client_id: Annotated[str, typer.Option(metavar="ID", help="The client id that the provider gave you.")] = "",
    oauth_client_secret_env: Annotated[
        str, typer.Option(metavar="NAME", help="The variable that holds the client secret, where there is one.")
    ] = "",
    oauth_scope: Annotated[str, typer.Option(metavar="TEXT", help="The scope, where the provider wants it.")] = "",
    dkim_selector: Annotated[str, typer.Option(metavar="NAME", help="Sign what is sent under this selector.")] = "",
    dkim_key_env: Annotated[
        str, typer.Option(metavar="NAME", help="The variable that holds the private key; NAME_FILE names its file.")
    ] = "DKIM_KEY",
    ca_file: Annotated[str, typer.Option(metavar="PATH", help="A private authority's certificate.")] = "",
    log_in: Annotated[bool, typer.Option("--login/--no-login", help="Try both servers before it is saved.")] = True,
    as_json: Json = False,
) -> Order:
    """Add an account, after logging in to both of its servers."""
    fields: dict[str, Any] = {
        "id": account_id,
        "address": address,
        "name": name,
        "smtp": _server(smtp, smtp_tls, "smtp"),
        "imap": _server(imap, imap_tls, "imap"),
        "username": username or address,
        "secret": account.Secret(from_env=password_env or "MAIL_PASSWORD"),
        "ca_file": ca_file,
    }
    if oauth_token_url or oauth_client_id:
        client_secret = account.Secret(from_env=oauth_client_secret_env) if oauth_client_secret_env else None
        way = {"token_url": oauth_token_url, "client_id": oauth_client_id, "scope": oauth_scope}
        fields["oauth"] = {**way, "client_secret": client_secret}
    if dkim_selector:
        fields["dkim"] = {"selector": dkim_selector, "secret": account.Secret(from_env=dkim_key_env)}
    try:
        mailbox = account.Account.model_validate(fields)
    except ValidationError as error:
        raise intake.bad_field(error) from None
    return Order(lambda desk: _add(desk, mailbox, ask=not password_env, log_in=log_in), as_json)


def _server(given: str, tls: account.Tls, field: str) -> account.Server:
    host, colon, port = given.rpartition(":")
    if not colon or not host or not port.isdecimal() or len(port) > 5:
        raise errors.BadInput(f"{given!r} is not a server", field=field, hint="write it as mail.example.org:587")
    try:
        return account.Server(host=host.strip("[]"), port=int(port), tls=tls)
    except ValidationError as error:
        raise intake.bad_field(error, field) from None


async def _add(desk: Desk, mailbox: account.Account, *, ask: bool, log_in: bool) -> int:
    if await desk.database.accounts.get(mailbox.id) is not None:
        raise errors.Duplicate(
            f"there is an account {mailbox.id} already", field="account", hint="change it in the seed file and seed it"
        )
    chosen = settings.load()
    if ask:
        typed = _asked(desk, "Refresh token" if mailbox.oauth else f"Password of {mailbox.username}")
        mailbox = mailbox.model_copy(update={"secret": account.Secret(sealed=chosen.seal().seal(typed))})
    if log_in:
        found = await doctor.mailbox_checks(mailbox, chosen, desk.database)
        faults = [each for each in found if each.verdict is doctor.Verdict.FAIL]
        if faults:
            said = "; ".join(f"{each.name}: {each.detail}" for each in faults)
            raise errors.AgentError(f"not saved: {said}", hint=faults[0].hint or "or save it untried with --no-login")
    await desk.database.accounts.put(mailbox.model_copy(update={"since": desk.now()}))
    tried = "Both logins work." if log_in else f"Try it: sales-agent accounts test {mailbox.id}"
    desk.terminal.result(_document(mailbox), f"Added account {mailbox.id}. {tried}")
    return terminal.OK


def _asked(desk: Desk, question: str) -> str:
    try:
        typed = desk.terminal.hidden(question).strip()
    except errors.BadInput as error:
        raise errors.BadInput(str(error), field="password", hint="name its variable by --password-env NAME") from None
    if not typed:
        raise errors.BadInput("nothing was typed", field="password")
    return typed


app.command("add-bot", epilog="Example: sales-agent accounts add-bot bot --token-env BOT_TOKEN")(bots.add)
app.command("webhook", epilog="Example: sales-agent accounts webhook bot")(bots.webhook)


@app.command("rotate-keys")
def rotate_keys(as_json: Json = False) -> Order:
    """Seal stored secrets anew under the newest line of SECRET_KEY. After that the old lines may go."""
    return Order(_rotate, as_json)


async def _rotate(desk: Desk) -> int:
    ring = settings.load().seal()
    done: dict[str, int] = {}
    stuck: dict[str, str] = {}
    for each in await desk.database.accounts.all():
        try:
            fresh, count = resealed(each, ring)
            kept = await desk.database.accounts.kept_token(each.id)
            if kept and not ring.is_newest(kept):
                await desk.database.accounts.keep_token(each.id, ring.seal(ring.open(kept)))
                count += 1
        except errors.BadSetting as error:
            stuck[each.id] = str(error)
            continue
        if fresh != each:
            await desk.database.accounts.put(fresh)
        done[each.id] = count
    lines = [f"{sum(done.values())} secrets were sealed anew."]
    lines += [f"{name}: {why}; its secret is as it was" for name, why in stuck.items()]
    desk.terminal.result({"resealed": done, "failed": stuck}, "\n".join(lines))
    return terminal.OTHER if stuck else terminal.OK


def resealed(mailbox: account.Account, ring: Seal) -> tuple[account.Account, int]:
    """The account with every secret under the newest key, and how many were not. Raises `errors.BadSetting`."""
    count = 0

    def anew(secret: account.Secret | None) -> account.Secret | None:
        nonlocal count
        if secret is None or secret.sealed is None or ring.is_newest(secret.sealed):
            return secret
        count += 1
        return account.Secret(sealed=ring.seal(ring.open(secret.sealed)))

    changed: dict[str, Any] = {"secret": anew(mailbox.secret)}
    if mailbox.oauth is not None:
        secret = anew(mailbox.oauth.client_secret)
        changed["oauth"] = mailbox.oauth.model_copy(update={"client_secret": secret})
    if mailbox.dkim is not None:
        changed["dkim"] = mailbox.dkim.model_copy(update={"secret": anew(mailbox.dkim.secret)})
    return mailbox.model_copy(update=changed), count


@app.command("test")
def try_out(
    account_id: Which,
    plus: Annotated[
        bool, typer.Option("--plus", help="Send a mail to the account's own plus address and wait until it is there.")
    ] = False,
    as_json: Json = False,
) -> Order:
    """Log in to both servers of a mailbox, or ask Telegram for a bot, and say what works."""
    return Order(lambda desk: _test(desk, account_id, plus), as_json)


async def _test(desk: Desk, account_id: str, plus: bool) -> int:
    mailbox = await found(desk, account_id)
    chosen = settings.load()
    checks = await doctor.mailbox_checks(mailbox, chosen, desk.database)
    if (
        plus
        and mailbox.kind is account.Kind.MAILBOX
        and all(each.verdict is not doctor.Verdict.FAIL for each in checks)
    ):
        checks.append(await _plus(desk, mailbox, chosen))
    return doctor.report(desk.terminal, checks)


async def _plus(desk: Desk, mailbox: account.Account, chosen: settings.Settings) -> doctor.Check:
    """Whether mail to `name+tag@` reaches `name@`, which reply tokens need."""
    name = f"account {mailbox.id}: plus addressing"
    plus = importlib.import_module("services.mail_worker.plus")
    credentials = importlib.import_module("services.mail_worker.credentials")
    try:
        credential = await credentials.Credentials(chosen, desk.database.accounts).of(mailbox)
        arrived = await plus.arrives(mailbox, credential)
    except errors.AgentError as error:
        return doctor.fail(name, str(error).replace(mailbox.username, "…"), error.hint)
    if arrived:
        hint = "" if mailbox.reply_token is account.ReplyToken.PLUS else 'set "reply_token": "plus" in its settings'
        return doctor.Check(name, doctor.Verdict.OK, "works", hint)
    return doctor.warn(name, "the mail did not come back", 'keep "reply_token": "off" for this account')


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
    """Send from a paused account again, and let its touches leave where they had stopped by themselves."""
    return Order(lambda desk: _mark(desk, account_id, account.State.ACTIVE, ""), as_json)


async def _mark(desk: Desk, account_id: str, state: account.State, why: str) -> int:
    mailbox = await found(desk, account_id)
    reason = (why or f"paused by {desk.operator}") if state is account.State.PAUSED else ""
    marks = {"state": state, "why": reason}
    if state is account.State.ACTIVE:
        marks["touches_stopped"] = ""
    await desk.database.accounts.mark(mailbox.id, marks)
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
