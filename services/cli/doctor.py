"""`sales-agent doctor`: is everything there that the agent needs? A list of named checks, each with its cure.

It looks and logs in; it sends nothing and changes nothing. It never shows a secret.
"""

import asyncio
import dataclasses
import enum
import importlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from services.cli import opening, terminal
from services.core import clock, errors, settings
from services.core.domain import account, campaign, installation
from services.core.store import server
from services.core.store.database import Database

if TYPE_CHECKING:
    import dns.asyncresolver

_PROBE_WAIT_S = 60
_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


class Verdict(enum.StrEnum):
    """`warn` is worth knowing, `fail` keeps the agent from its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclasses.dataclass(frozen=True)
class Check:
    """What was looked at, what was found, and how to mend it."""

    name: str
    verdict: Verdict
    detail: str = ""
    hint: str = ""


def ok(name: str, detail: str = "") -> Check:
    """All is well."""
    return Check(name, Verdict.OK, detail)


def warn(name: str, detail: str, hint: str = "") -> Check:
    """Worth knowing."""
    return Check(name, Verdict.WARN, detail, hint)


def fail(name: str, detail: str, hint: str = "") -> Check:
    """Must be mended."""
    return Check(name, Verdict.FAIL, detail, hint)


def report(told: terminal.Terminal, checks: list[Check]) -> int:
    """Show the checks; exit code 1 when one failed."""
    shown = terminal.table("Check", "", "Found", "How to mend it")
    for each in checks:
        terminal.rows(shown, [(each.name, Text(each.verdict, style=_STYLES[each.verdict]), each.detail, each.hint)])
    failures = sum(each.verdict is Verdict.FAIL for each in checks)
    document = {"ok": not failures, "checks": [dataclasses.asdict(each) for each in checks]}
    told.result(document, shown, f"{failures} of {len(checks)} checks failed." if failures else "All is well.")
    return terminal.OTHER if failures else terminal.OK


async def examine(
    environment: Mapping[str, str] = os.environ,
    *,
    with_dns: bool = True,
    with_brain: bool = True,
    resolver: "dns.asyncresolver.Resolver | None" = None,
) -> list[Check]:
    """Every check, in the order in which things depend on each other; what cannot be reached is left out.

    A language model is asked a handful of questions, which takes minutes on a slow machine.
    `resolver` is who is asked about sending domains; default: the machine's own.
    """
    try:
        chosen = settings.load(environment)
    except errors.BadSetting as error:
        return [_from(error, "settings")]
    checks = [ok("settings", f"brain: {chosen.chosen_brain()}, database: {chosen.mongodb_db}"), *_keys(chosen)]
    is_openable = chosen.mongodb_uri is not None and not any(each.verdict is Verdict.FAIL for each in checks)
    checks += await brain_checks(chosen) if with_brain else []
    if not is_openable:
        return [*checks, *_without_database(chosen)]
    try:
        async with opening.opened(chosen, clock.SystemClock().now()) as store:
            checks.append(server_check(await server.build_info(chosen)))
            checks.append(ok("suppression key", "belongs to this database"))
            checks += await _contents(store, chosen, environment)
            return [*checks, *await _dns(store, chosen, environment, resolver)] if with_dns else checks
    except errors.WrongKey as error:
        return [*checks, _from(error, "suppression key")]
    except errors.StoreUnavailable:
        return [*checks, fail("database", "does not answer", "is it running, and is MONGODB_URI right?")]
    except errors.AgentError as error:
        return [*checks, _from(error, "database")]


async def brain_checks(chosen: settings.Settings) -> list[Check]:
    """Whether the agent may run on the chosen language model; nothing for the embedded brain, which is always there."""
    if chosen.chosen_brain() == "embedded":
        return []
    from services.app_logic.brain import probe  # heavy, and every command imports this module

    found = await probe.probe(chosen)
    named = ((each, "brain" if each.name == "brain" else f"brain {each.name}") for each in found)
    return [Check(name, Verdict(each.verdict), each.detail, each.hint) for each, name in named]


def _from(error: errors.AgentError, name: str) -> Check:
    return fail(name, str(error), error.hint)


def _keys(chosen: settings.Settings) -> list[Check]:
    checks = []
    for name, read in (("secret key", chosen.signing_key), ("suppression key", chosen.suppression_keys)):
        try:
            read()
        except errors.BadSetting as error:
            checks.append(_from(error, name))
    return checks or [ok("keys", "both are set")]


def _without_database(chosen: settings.Settings) -> list[Check]:
    if chosen.mongodb_uri is not None:
        return []
    return [fail("database", "MONGODB_URI is not set", "set it, or look around with `sales-agent demo`")]


def server_check(facts: Mapping[str, Any]) -> Check:
    """The verdict on a server by what its `buildInfo` says. FerretDB 1.x hands one claim to several workers. Pure."""
    version = str(facts.get("version", "?"))
    ferret = facts.get("ferretdb", facts.get("ferretdbVersion"))
    if ferret is not None:
        number = str(ferret.get("version", "") if isinstance(ferret, Mapping) else ferret)
        if number.lstrip("v").startswith(("0.", "1.")) or not number:
            return fail(
                "database",
                f"FerretDB {number}: it hands the same work to several workers",
                "use MongoDB 6 or newer, or FerretDB 2",
            )
        return ok("database", f"FerretDB {number}")
    major = version.partition(".")[0]
    if major.isdecimal() and int(major) < 5:
        return warn("database", f"MongoDB {version} is no longer maintained", "use MongoDB 6 or newer")
    return ok("database", f"answers, version {version}")


async def _contents(store: Database, chosen: settings.Settings, environment: Mapping[str, str]) -> list[Check]:
    mailboxes = await store.accounts.all()
    offers = await store.campaigns.all()
    checks = [*_hold((await store.installation.get()).hold), _campaigns(offers, {each.id for each in mailboxes})]
    if not mailboxes:
        checks.append(fail("accounts", "there is none", "sales-agent seed, or sales-agent accounts add"))
    for each in mailboxes:
        checks += await mailbox_checks(each, chosen, store, environment)
    if any(each.kind is not account.Kind.MAILBOX for each in mailboxes):
        bots = importlib.import_module("services.cli.bots")  # it stands on this module
        checks.append(await bots.voice_check(chosen))
    return [*checks, *_operators(offers, mailboxes)]


def _operators(offers: list[campaign.Campaign], known: list[account.Account]) -> list[Check]:
    """Whether every operator of a campaign can be told something: by a mailbox, or by a bot into a Telegram chat."""
    checks = []
    for offer in offers:
        kinds = {each.kind for each in known if each.id in offer.accounts}
        for operator in offer.operators:
            needed = account.Kind.MAILBOX if "@" in operator else account.Kind.TELEGRAM_BOT
            if kinds and needed not in kinds:
                detail = f"an operator is to be told by a {needed}, and the campaign has none"
                checks.append(warn(f"campaign {offer.id}", detail, "name one in its accounts"))
    return checks


def _hold(held: installation.Hold | None) -> list[Check]:
    return [fail("hold", f"nothing leaves: {held.why}", "sales-agent hold off")] if held else []


def _campaigns(offers: list[campaign.Campaign], known: set[str]) -> Check:
    if not offers:
        return fail("campaigns", "there is none", "sales-agent seed")
    for each in offers:
        if not known & set(each.accounts):
            return fail("campaigns", f"{each.id} names no account that exists", "name one in the campaign and seed it")
    samples = [each.id for each in offers if each.sample]
    if samples:
        return warn("campaigns", f"{', '.join(samples)} is a sample", "write your own offer before you add real people")
    return ok("campaigns", ", ".join(each.id for each in offers))


async def mailbox_checks(
    mailbox: account.Account, chosen: settings.Settings, store: Database, environment: Mapping[str, str] = os.environ
) -> list[Check]:
    """Whether the account can log in to its servers, or Telegram knows the bot."""
    name = f"account {mailbox.id}"
    checks = []
    if mailbox.state is account.State.PAUSED:
        checks.append(warn(name, f"is paused: {mailbox.why}", f"sales-agent accounts resume {mailbox.id}"))
    if mailbox.kind is account.Kind.TELEGRAM_BOT:
        try:
            bot_token = chosen.reveal(mailbox.secret, environment)
        except errors.BadSetting as error:
            return [*checks, _from(error, name)]
        bots = importlib.import_module("services.cli.bots")  # it stands on this module
        return [*checks, *await bots.checks(mailbox, chosen, bot_token)]
    if mailbox.kind is account.Kind.TELEGRAM_USER:
        people = importlib.import_module("services.cli.telegram")  # it stands on this module
        return [*checks, *people.checks(mailbox, chosen, environment)]
    try:
        client = importlib.import_module("services.mail_worker.client")
        credentials = importlib.import_module("services.mail_worker.credentials")
        credential = await credentials.Credentials(chosen, store.accounts, environment).of(mailbox)
        probed = await asyncio.wait_for(client.probe(mailbox, credential), _PROBE_WAIT_S)
    except errors.AgentError as error:
        return [*checks, _from(error, name)]
    except (OSError, TimeoutError) as error:
        return [*checks, fail(name, f"does not answer ({type(error).__name__})", "check host, port and firewall")]
    for what, is_ok, detail in probed:
        shown = str(detail).replace(credential.secret, "•••")
        hint = "" if is_ok else f"check {what} of this account, and {mailbox.secret.from_env or 'its secret'}"
        checks.append(ok(f"{name}: {what}", shown) if is_ok else fail(f"{name}: {what}", shown, hint))
    return checks


async def _dns(
    store: Database,
    chosen: settings.Settings,
    environment: Mapping[str, str],
    resolver: "dns.asyncresolver.Resolver | None",
) -> list[Check]:
    """What the sending domains say of themselves; a DKIM key that cannot be read is a check of its own."""
    from services.cli import dns_checks, dns_records  # heavy, and every command imports this module

    checks = []
    signers = []
    for each in await store.accounts.all():
        if each.channel != "email":
            continue
        public = ""
        if each.dkim is not None:
            try:
                public = dns_checks.public_key(chosen.reveal(each.dkim.secret, environment))
            except errors.BadSetting as error:
                checks.append(_from(error, f"account {each.id}: DKIM key"))
        signers.append(dns_checks.Sender.of(each, public))
    found = await dns_records.judged(signers, resolver)
    return [*checks, *(Check(each.name, Verdict(each.verdict), each.detail, each.publish) for each in found)]
