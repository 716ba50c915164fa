"""`sales-agent telegram`: a person's Telegram account, its login, and whether it may write first.

The code and the password are typed unseen, or come as lines on standard input; they are never an argument, never
shown and never stored. What is stored is the session, sealed.
"""

import contextlib
import importlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.table import Table

from services.cli import doctor, intake, terminal
from services.cli.opening import Desk, Order
from services.core import errors, settings
from services.core.domain import (
    account,
    address,
    calendar,
    campaign,
    contact,
    conversation,
    outbox_item,
    telegram_policy,
)

app = typer.Typer(help="A person's Telegram account: log in, log out, let it write first.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The account's id.")]
Ask = Callable[[str], str]
# What Telegram says while somebody logs in, and what they can do about it.
_SAYINGS = {
    "PHONE_CODE_INVALID": ("the code is wrong", "run the command again: Telegram sends a new one"),
    "PHONE_CODE_EXPIRED": ("the code has run out", "run the command again: Telegram sends a new one"),
    "PHONE_CODE_EMPTY": ("no code was given", "run the command again: Telegram sends a new one"),
    "PASSWORD_HASH_INVALID": ("the password is wrong", "it is the one of the second factor, not the phone's"),
    "PHONE_NUMBER_INVALID": ("this is not a phone number", "write it as +79031234567"),
    "PHONE_NUMBER_UNOCCUPIED": ("this number has no Telegram account", "make one in Telegram's own app first"),
    "PHONE_NUMBER_BANNED": ("Telegram has banned this number", "write to recover@telegram.org from the owner's mail"),
}


@app.command("login", epilog="Example: sales-agent telegram login olga --phone +79031234567")
def login(
    account_id: Which,
    phone: Annotated[str, typer.Option(metavar="NUMBER", help="The account's phone number, as +79031234567.")] = "",
    from_stdin: Annotated[
        bool, typer.Option("--from-stdin", help="Read the code, and then the password, as lines of standard input.")
    ] = False,
    as_json: Json = False,
) -> Order:
    """Log in to a person's Telegram account, with the code that Telegram sends and the second factor."""
    return Order(lambda desk: _login(desk, account_id, phone, _asker(desk, from_stdin)), as_json)


def _asker(desk: Desk, from_stdin: bool) -> Ask:
    def ask(question: str) -> str:
        try:
            given = sys.stdin.readline() if from_stdin else desk.terminal.hidden(question)
        except errors.BadInput as error:
            raise errors.BadInput(str(error), field="code", hint="add --from-stdin and write it there") from None
        if not given.strip():
            raise errors.BadInput("nothing was typed", field="code")
        return given.strip()

    return ask


async def _login(desk: Desk, account_id: str, phone: str, ask: Ask) -> int:
    known = await desk.database.accounts.get(account_id)
    if known is not None and known.kind is not account.Kind.TELEGRAM_USER:
        raise errors.BadInput(f"account {account_id} is a {known.kind}", field="account", hint="choose another id")
    number = phone or (known.address if known else "")
    chosen = settings.load()
    # Both are looked at before Telegram sends anybody a code.
    mailbox = _account(account_id, number, known)
    ring = chosen.seal()
    async with _client(chosen, "") as client:
        code_hash = await client.send_code(mailbox.address)
        if not await client.sign_in(mailbox.address, ask(f"The code that Telegram sent to {number}"), code_hash):
            await client.give_password(ask("The account's own password (second factor)"))
        me = await client.me()
        sealed = account.Secret(sealed=ring.seal(client.session.text()))
    fresh = mailbox.model_copy(update={"address": me.phone or number, "secret": sealed})
    await desk.database.accounts.put(fresh)
    await desk.database.accounts.mark(account_id, {"state": account.State.ACTIVE, "why": ""})
    if await desk.database.accounts.conduct(account_id) is None:
        conduct = telegram_policy.Conduct(since=desk.now(), is_premium=me.is_premium)
        await desk.database.accounts.keep_conduct(account_id, conduct)
    await _record(desk, account_id, "telegram_login", f"logged in by {desk.operator}")
    document = {
        "account": account_id,
        "phone": fresh.address,
        "username": me.username,
        "writes_first": fresh.writes_first,
    }
    told = "It may write first." if fresh.writes_first else "It answers, and writes to nobody first."
    desk.terminal.result(document, f"Logged in to {fresh.address} as account {account_id}. {told}")
    return terminal.OK


def _account(account_id: str, number: str, known: account.Account | None) -> account.Account:
    if not number:
        raise errors.BadInput("which number?", field="phone", hint="add --phone +79031234567")
    if not number.startswith("+"):
        raise errors.BadInput(f"{number!r} is not a phone number", field="phone", hint="write it as +79031234567")
    fields: dict[str, Any] = known.model_dump() if known else {"since": None}
    fields |= {"id": account_id, "kind": account.Kind.TELEGRAM_USER, "address": number}
    fields.setdefault("secret", account.Secret(from_env="TELEGRAM_SESSION"))
    try:
        return account.Account.model_validate(fields)
    except ValidationError as error:
        raise intake.bad_field(error) from None


@contextlib.asynccontextmanager
async def _client(chosen: settings.Settings, session_text: str) -> AsyncIterator[Any]:
    """A connected client of the tg_worker; what Telegram refuses becomes words. Raises `errors.AgentError`."""
    clients = importlib.import_module("services.tg_worker.user_client")
    sessions = importlib.import_module("services.tg_worker.user_session")
    session = sessions.of_text(session_text) if session_text else sessions.blank(*chosen.telegram_start())
    client = clients.UserClient(session, chosen)
    try:
        await client.connect()
        yield client
    except clients.Refused as error:
        said, hint = _SAYINGS.get(error.name, (str(error), ""))
        if error.seconds:
            hint = f"try again in {error.seconds} seconds"
        raise errors.AgentError(f"Telegram refused: {said}", hint=hint, field="telegram") from None
    finally:
        await client.close()


async def _found(desk: Desk, account_id: str) -> account.Account:
    mailbox = await desk.database.accounts.get(account_id)
    if mailbox is None or mailbox.kind is not account.Kind.TELEGRAM_USER:
        raise errors.NotFound(
            f"there is no person's Telegram account {account_id!r}",
            field="account",
            hint="sales-agent accounts list; sales-agent telegram login",
        )
    return mailbox


async def _record(desk: Desk, account_id: str, kind: str, why: str) -> None:
    event = f"account:{account_id}:{kind}:{desk.now():%Y%m%dT%H%M%S%f}"
    await desk.database.events.add(event, desk.now(), kind, "", why, by=desk.operator, account=account_id)


def checks(mailbox: account.Account, chosen: settings.Settings, environment: Mapping[str, str]) -> list[doctor.Check]:
    """Whether the account can be connected, as far as that is seen without connecting: one process holds it."""
    name = f"account {mailbox.id}"
    sessions = importlib.import_module("services.tg_worker.user_session")
    try:
        chosen.telegram_app()
        sessions.of_text(chosen.reveal(mailbox.secret, environment))
    except errors.BadSetting as error:
        return [doctor.fail(name, str(error), error.hint)]
    return [doctor.ok(name, "has a session")]


@app.command("logout")
def logout(account_id: Which, as_json: Json = False) -> Order:
    """End the login at Telegram and forget the session. What is waiting to be sent waits for the next login."""
    return Order(lambda desk: _logout(desk, account_id), as_json)


async def _logout(desk: Desk, account_id: str) -> int:
    mailbox = await _found(desk, account_id)
    chosen = settings.load()
    why = "logged out: sales-agent telegram login"
    await desk.database.accounts.mark(account_id, {"state": account.State.PAUSED, "why": why})
    said = "Telegram has ended it."
    try:
        async with _client(chosen, chosen.reveal(mailbox.secret)) as client:
            await client.log_out()
    except errors.AgentError as error:
        said = f"Telegram was not told ({error}): end it there under Settings, Devices."
    gone = mailbox.model_copy(update={"secret": account.Secret(sealed=chosen.seal().seal("logged out"))})
    await desk.database.accounts.put(gone)
    await _record(desk, account_id, "telegram_logout", f"logged out by {desk.operator}")
    desk.terminal.result({"account": account_id, "told": said}, f"Account {account_id} is logged out. {said}")
    return terminal.OK


@app.command("write-first")
def write_first(
    account_id: Which,
    is_on: Annotated[bool, typer.Option("--on/--off", help="Whether it may write to people who have not written.")],
    as_json: Json = False,
) -> Order:
    """Let an account write first to contacts with a consent basis, within its limits, or stop it. It is off by default."""
    return Order(lambda desk: _write_first(desk, account_id, is_on), as_json)


async def _write_first(desk: Desk, account_id: str, is_on: bool) -> int:
    mailbox = await _found(desk, account_id)
    changed = mailbox.model_copy(update={"writes_first": is_on})
    await desk.database.accounts.put(changed)
    name = "on" if is_on else "off"
    await _record(desk, account_id, f"write_first_{name}", f"switched {name} by {desk.operator}")
    told = "answers, and writes to nobody first."
    if is_on:
        told = (
            "may write first. Telegram limits accounts whose messages are not expected: write only to who agreed to it. "
            "`sales-agent accounts list` shows how far it may go."
        )
    document = {"account": account_id, **await outlook(desk, changed)}
    desk.terminal.result(document, f"Account {account_id} {told}")
    return terminal.OK


async def outlook(desk: Desk, mailbox: account.Account) -> dict[str, Any]:
    """How far an account may go at present, and when the last contact that waits will have been written to."""
    conduct = await desk.database.accounts.conduct(mailbox.id)
    if conduct is None:
        return {"writes_first": mailbox.writes_first}
    now = desk.now()
    waiting, messages, offer = await _waiting(desk, mailbox.id)
    plan = None
    if mailbox.writes_first and waiting and offer is not None:
        zone, country = contact.zone_of(offer.timezone), calendar.country_of(offer.timezone, offer.country)
        hours = telegram_policy.hours_within(offer.window)
        plan = telegram_policy.plan(conduct, messages, now, zone, country, hours)
    until = conduct.answers_only_until
    return {
        "writes_first": mailbox.writes_first,
        "strangers_today": telegram_policy.used(conduct, now),
        "strangers_a_day": telegram_policy.cap(conduct, now),
        "answers_only_until": ("for ever" if until == conversation.NEVER else terminal.stamp(until))
        if until is not None and until > now
        else None,
        "answers_only_why": conduct.answers_only_why if until is not None and until > now else "",
        "contacts_waiting": waiting,
        "last_contact_at": terminal.stamp(plan),
    }


def table(outlooks: dict[str, dict[str, Any]]) -> Table:
    """The outlooks of accounts, for people."""
    shown = terminal.table("Telegram account", "Writes first", "Strangers in 24 h", "Waiting", "Last one reached")
    return terminal.rows(shown, ((name, *_told(each)) for name, each in outlooks.items()))


def _told(outlook: dict[str, Any]) -> tuple[str, str, str, str]:
    if "contacts_waiting" not in outlook:
        return "no" if not outlook["writes_first"] else "yes", "", "", "not connected yet"
    only = outlook["answers_only_until"]
    first = "yes" if outlook["writes_first"] else "no"
    if only:
        first = f"answers only until {only}: {outlook['answers_only_why']}"
    last = outlook["last_contact_at"]
    day = last[:10] if last else "nobody waits" if not outlook["contacts_waiting"] else "never, as it is"
    strangers = f"{outlook['strangers_today']} of {outlook['strangers_a_day']}"
    return first, strangers, str(outlook["contacts_waiting"]), day


async def _waiting(desk: Desk, account_id: str) -> tuple[int, int, campaign.Campaign | None]:
    """How many contacts wait for a first message, how many messages that makes at most, and the first one's campaign."""
    talks = [each for each in await desk.database.conversations.all() if each.account == account_id]
    fresh = [each for each in talks if each.stage is conversation.Stage.NEW]
    states = outbox_item.State.QUEUED, outbox_item.State.HELD
    waiting = await desk.database.outbox.in_states(*states)
    queued = [each for each in waiting if each.account == account_id and each.is_touch]
    offers = {each.id: each for each in await desk.database.campaigns.all()}
    most = 1 + telegram_policy.REMINDERS
    messages = len(queued) + sum(min(most, len(offers[each.campaign].touches)) for each in fresh)
    coming = await _coming(desk, account_id, offers)
    messages += sum(min(most, left) for _, left in coming)
    talks_named = [*fresh, *(talk for talk, _ in coming)]
    named = [each.campaign for each in talks_named] + [each.campaign for each in queued]
    contacts = {each.contact for each in talks_named} | {each.contact for each in queued}
    return len(contacts), messages, offers.get(named[0]) if named else None


async def _coming(
    desk: Desk, account_id: str, offers: dict[str, campaign.Campaign]
) -> list[tuple[conversation.Conversation, int]]:
    """Talks that began elsewhere and that their campaign's order of channels leads here, with the touches left here."""
    begins = {
        each.id: step.from_touch
        for each in offers.values()
        for step in each.channel_order
        if step.channel is address.Channel.TELEGRAM and account_id in each.accounts
    }
    if not begins:
        return []
    here = {each.id for each in await desk.database.contacts.all() if each.address_on(address.Channel.TELEGRAM)}
    found = []
    for talk in await desk.database.conversations.all():
        is_under_way = talk.stage in (conversation.Stage.NEW, conversation.Stage.CONTACTED)
        is_to_come = talk.campaign in begins and not talk.account_on(address.Channel.TELEGRAM)
        if is_under_way and is_to_come and talk.contact in here:
            found.append((talk, len(offers[talk.campaign].touches) - begins[talk.campaign]))
    return found
