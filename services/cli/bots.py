"""`sales-agent accounts add-bot` and `accounts webhook`: a Telegram bot as an account, and how its updates come.

The token is typed unseen and stored sealed, or stays in an environment variable. It is never an argument, and never
shown. A bot's link for one contact is `client_utils link`.
"""

import importlib
import types
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from services.cli import doctor, intake, showing, terminal
from services.cli.opening import Desk, Order
from services.core import errors, settings
from services.core.domain import account, token

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The account's id.")]
_HERE = "https://t.me/"


def add(
    account_id: Which,
    name: Annotated[str, typer.Option(help="The name that people see.")] = "",
    token_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable that holds the token. Else it is asked for.")
    ] = "",
    as_json: Json = False,
) -> Order:
    """Add a Telegram bot, after asking Telegram who it is. BotFather gives the token."""
    return Order(lambda desk: _add(desk, account_id, name, token_env), as_json)


async def _add(desk: Desk, account_id: str, name: str, token_env: str) -> int:
    if await desk.database.accounts.get(account_id) is not None:
        raise errors.Duplicate(f"there is an account {account_id} already", field="account")
    chosen = settings.load()
    if token_env:
        secret = account.Secret(from_env=token_env)
        bot_token = chosen.reveal(secret)
    else:
        bot_token = _asked(desk)
        secret = account.Secret(sealed=chosen.seal().seal(bot_token))
    me = await _me(bot_token, chosen)
    fields = {
        "id": account_id,
        "kind": account.Kind.TELEGRAM_BOT,
        "address": f"@{me.get('username', '')}",
        "name": name or str(me.get("first_name", "")),
        "secret": secret,
        "since": desk.now(),
    }
    try:
        made = account.Account.model_validate(fields)
    except ValidationError as error:
        raise intake.bad_field(error) from None
    await desk.database.accounts.put(made)
    document = {"id": made.id, "kind": made.kind, "address": made.address, "name": made.name}
    said = f"Added the bot {made.address} as account {made.id}. Name it in a campaign's accounts to have it answer."
    desk.terminal.result(document, said)
    return terminal.OK


def _asked(desk: Desk) -> str:
    try:
        typed = desk.terminal.hidden("The bot's token").strip()
    except errors.BadInput as error:
        raise errors.BadInput(str(error), field="token", hint="name its variable by --token-env NAME") from None
    if not typed:
        raise errors.BadInput("nothing was typed", field="token")
    return typed


def _client() -> types.ModuleType:
    return importlib.import_module("services.tg_worker.client")


async def _me(bot_token: str, chosen: settings.Settings) -> dict[str, Any]:
    """The bot's own User. Raises `errors.AgentError` that never holds the token."""
    bot = _client().Bot(bot_token, chosen.telegram_bot_api)
    try:
        found: dict[str, Any] = await bot.me()
    except errors.LoginRefused:
        raise errors.BadInput(
            "Telegram refused the token", field="token", hint="copy it again from BotFather"
        ) from None
    except errors.DeliveryError as error:
        raise errors.AgentError(f"Telegram does not answer: {error}", hint="check TELEGRAM_BOT_API") from None
    finally:
        await bot.close()
    return found


async def voice_check(chosen: settings.Settings) -> doctor.Check:
    """Whether voice notes are heard; the speech model is loaded for it, which takes a second or two."""
    transcriber = importlib.import_module("services.tg_worker.transcriber")
    why = transcriber.why_not(chosen)
    if why == transcriber.NO_MODEL:
        return doctor.ok("voice notes", "are not listened to: clients are asked to write")
    if not why:
        ears = transcriber.chosen(chosen)
        try:
            why = await ears.check()
        finally:
            await ears.close()
    if why:
        return doctor.warn("voice notes", f"are not listened to: {why}", "see “Voice notes” in docs/telegram.md")
    return doctor.ok("voice notes", f"are heard, by the model in {chosen.voice_model}")


async def checks(mailbox: account.Account, chosen: settings.Settings, bot_token: str) -> list[doctor.Check]:
    """Whether Telegram knows the bot, and by which name."""
    name = f"account {mailbox.id}: bot"
    try:
        me = await _me(bot_token, chosen)
    except errors.AgentError as error:
        return [doctor.fail(name, str(error), error.hint)]
    found = f"@{me.get('username', '')}"
    if found.lower() != mailbox.address.lower():
        return [doctor.fail(name, f"the token is of {found}, not of {mailbox.address}", "mend the account's address")]
    return [doctor.ok(name, f"answers as {found}")]


def webhook(
    account_id: Which,
    off: Annotated[bool, typer.Option("--off", help="Have the worker ask for updates again.")] = False,
    as_json: Json = False,
) -> Order:
    """Have a bot's updates delivered to the console at PUBLIC_URL, or end that."""
    return Order(lambda desk: _webhook(desk, account_id, off), as_json)


async def _webhook(desk: Desk, account_id: str, off: bool) -> int:
    chosen, mailbox = settings.load(), await desk.database.accounts.get(account_id)
    if mailbox is None or mailbox.kind is not account.Kind.TELEGRAM_BOT:
        raise errors.NotFound(f"there is no bot {account_id!r}", field="account", hint="sales-agent accounts list")
    if not off and not chosen.public_url:
        raise errors.BadSetting("PUBLIC_URL is not set", field="PUBLIC_URL", hint="updates need an address to come to")
    url = "" if off else f"{chosen.public_url}/telegram/{mailbox.id}"
    secret = token.mac(chosen.signing_key(), token.WEBHOOK, mailbox.id)
    bot = _client().Bot(chosen.reveal(mailbox.secret), chosen.telegram_bot_api)
    try:
        await bot.set_webhook(url, secret)
    except errors.DeliveryError as error:
        raise errors.AgentError(f"Telegram refused: {error}") from None
    finally:
        await bot.close()
    said = f"Updates of {mailbox.address} go to {url}." if url else f"The worker asks for updates of {mailbox.address}."
    desk.terminal.result({"id": mailbox.id, "webhook": url}, said)
    return terminal.OK


async def link(desk: Desk, who: str) -> int:
    """The link by which a contact opens the chat with each bot of their campaigns, and is known there."""
    person = await showing.person(desk, who)
    parameter = token.start_parameter(settings.load().signing_key(), person.id)
    offers = {each.id: each for each in await desk.database.campaigns.all()}
    named = [
        account_id
        for talk in await desk.database.conversations.of_contact(person.id)
        for account_id in (offers[talk.campaign].accounts if talk.campaign in offers else ())
    ]
    links = {}
    for account_id in dict.fromkeys(named):
        found = await desk.database.accounts.get(account_id)
        if found is not None and found.kind is account.Kind.TELEGRAM_BOT:
            links[found.id] = f"{_HERE}{found.address.removeprefix('@')}?start={parameter}"
    if not links:
        raise errors.NotFound(
            f"no campaign of {person.id} has a bot", field="account", hint="sales-agent accounts add-bot ID"
        )
    desk.terminal.result({"contact": person.id, "links": links}, "\n".join(links.values()))
    return terminal.OK
