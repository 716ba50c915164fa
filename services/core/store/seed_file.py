"""The seed file: accounts, campaigns and suppressions as an operator writes them, checked as a whole. Pure.

Every mistake is found in one pass and named by its place, as `campaigns[0].touches[1].text.ru: …`. In the
strings of accounts `${NAME}` is an environment variable and `${NAME:-this}` is `this` where it is not set or
empty (a default may name variables in turn). A secret is only ever named, `{"from_env": "MAIL_PASSWORD"}`;
a value is refused and never repeated.
It reads no file and writes nothing: `core/store/seed.py` does.
"""

import collections.abc
import dataclasses
import re
from typing import Any, TypeVar

from pydantic import ValidationError

from services.core import errors
from services.core.domain import account, address, campaign
from services.core.domain.base import Noun
from services.core.store import seed_rules, seed_stand_ins
from services.core.store.seed_rules import Mistake

Environment = collections.abc.Mapping[str, str]
Kind = TypeVar("Kind", bound=Noun)

_PARTS = ("about", "accounts", "campaigns", "suppressions")
_LOOKS = 4
# A default may name further variables, `${A:-${B:-c}}`, one deep.
_DEFAULT = r"(?:[^{}$]|\$(?!\{)|\$\{[^{}]*\})*"
_VARIABLE = re.compile(r"\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-(" + _DEFAULT + r"))?\})?")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_SECRET_NAMES = (
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "refresh_token",
    "key",
    "api_key",
    "value",
    "literal",
)
_SECRETS = (("secret",), ("dkim", "secret"), ("oauth", "client_secret"))
_PARTS_WITH_SECRETS = ("dkim", "oauth")
_LITERAL = (
    'a literal secret is refused: write "secret": {"from_env": "MAIL_PASSWORD"} in the account and put the '
    "password into that environment variable"
)


@dataclasses.dataclass(frozen=True)
class Seed:
    """What the file asks for. Accounts and campaigns stand under their places in it, as `campaigns[0]`."""

    accounts: dict[str, account.Account]
    campaigns: dict[str, campaign.Campaign]
    addresses: tuple[address.Address, ...] = ()
    domains: tuple[str, ...] = ()


def parse(content: Any, environment: Environment) -> Seed:
    """The seed in a file's JSON. Raises `errors.BadInput` with one line for each mistake."""
    seed, mistakes = examine(content, environment)
    refuse(mistakes)
    return seed


def refuse(mistakes: collections.abc.Sequence[Mistake]) -> None:
    """Raise `errors.BadInput` with one line for each mistake, when there is one."""
    if mistakes:
        raise errors.BadInput(
            "\n".join(str(each) for each in mistakes),
            field=mistakes[0].place,
            hint="nothing was written; mend the seed file and run the command again",
        )


def examine(content: Any, environment: Environment) -> tuple[Seed, list[Mistake]]:
    """The seed and every mistake in it. With a mistake it is good for checking only: parts of it stand in."""
    mistakes: list[Mistake] = []
    if not isinstance(content, dict):
        return Seed({}, {}), [Mistake("", 'the file must be an object: {"accounts": […], "campaigns": […]}')]
    for name in content:
        if name not in _PARTS:
            mistakes.append(Mistake(str(name), f"there is no such part; there is: {', '.join(_PARTS)}"))
    accounts: dict[str, account.Account] = {}
    for place, given in _listed(content, "accounts", mistakes):
        mailbox = _account(place, given, environment, mistakes)
        if mailbox is not None:
            accounts[place] = mailbox
    campaigns: dict[str, campaign.Campaign] = {}
    for place, given in _listed(content, "campaigns", mistakes):
        offer = _campaign(place, given, mistakes)
        if offer is not None:
            campaigns[place] = offer
    twice = [
        *seed_rules.given_twice("id", {place: each.id for place, each in accounts.items()}),
        *seed_rules.given_twice("address", {place: each.address for place, each in accounts.items()}),
        *seed_rules.given_twice("id", {place: each.id for place, each in campaigns.items()}),
    ]
    told = {each.place for each in mistakes}
    mistakes += [each for each in twice if not each.is_in(told)]
    addresses, domains = _suppressions(content.get("suppressions", {}), mistakes)
    return Seed(accounts, campaigns, addresses, domains), mistakes


def _listed(content: dict[str, Any], name: str, mistakes: list[Mistake]) -> list[tuple[str, Any]]:
    given = content.get(name, [])
    if not isinstance(given, list):
        mistakes.append(Mistake(name, "must be a list: […]"))
        return []
    return [(f"{name}[{number}]", each) for number, each in enumerate(given)]


def _account(place: str, given: Any, environment: Environment, mistakes: list[Mistake]) -> account.Account | None:
    if not isinstance(given, dict):
        return _noun(account.Account, place, given, mistakes)
    found = _literal_secrets(place, given)
    if found:
        # The other mistakes of this account are still told, but nothing of the secret can get into a message.
        mistakes += found
        given = _without_secrets(given)
    origins: dict[str, str] = {}
    unfilled: list[Mistake] = []
    filled = {
        name: each if name == "secret" else _filled(f"{place}.{name}", each, environment, unfilled, origins)
        for name, each in given.items()
    }
    formal: list[Mistake] = []
    mailbox = _noun(account.Account, place, filled, formal, origins)
    told = {each.place for each in unfilled}
    mistakes += [*unfilled, *(each for each in formal if each.place not in told)]
    return mailbox


def _literal_secrets(place: str, given: dict[str, Any]) -> list[Mistake]:
    found = [
        Mistake(f"{where}.{name}", _LITERAL)
        for where, part in (
            (place, given),
            *((f"{place}.{key}", given.get(key)) for key in ("smtp", "imap", "dkim", "oauth")),
        )
        if isinstance(part, dict)
        for name in part
        if str(name).lower() in _SECRET_NAMES and name != "secret"
    ]
    for path in _SECRETS:
        part = given if len(path) == 1 else given.get(path[0])
        if isinstance(part, dict) and not _only_names(part.get(path[-1])):
            found.append(Mistake(".".join((place, *path)), _LITERAL))
    return found


def _only_names(secret: Any) -> bool:
    """Whether it is absent, or the name of an environment variable and nothing else."""
    named = secret.get("from_env") if isinstance(secret, dict) and set(secret) == {"from_env"} else None
    return secret is None or (isinstance(named, str) and _VARIABLE_NAME.fullmatch(named) is not None)


def _without_secrets(given: dict[str, Any]) -> dict[str, Any]:
    """The account with whatever may be a secret taken out and a name in its place."""
    clean = {
        name: {key: value for key, value in each.items() if str(key).lower() not in _SECRET_NAMES}
        if name in ("smtp", "imap") and isinstance(each, dict)
        else each
        for name, each in given.items()
        if str(name).lower() not in _SECRET_NAMES
    }
    # Parts that may hold secrets of their own are left out as a whole: the mistake in them is told already.
    return {
        **{n: each for n, each in clean.items() if n not in _PARTS_WITH_SECRETS},
        "secret": {"from_env": "MAIL_PASSWORD"},
    }


def _filled(place: str, value: Any, environment: Environment, mistakes: list[Mistake], origins: dict[str, str]) -> Any:
    """The value with variables put in; `origins` keeps which variable a place was filled from."""
    if isinstance(value, dict):
        return {key: _filled(f"{place}.{key}", each, environment, mistakes, origins) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(f"{place}[{n}]", each, environment, mistakes, origins) for n, each in enumerate(value)]
    if not isinstance(value, str):
        return value

    said: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name, default = found.group(1), found.group(2)
        if name is None:
            said["a variable is written as ${NAME} or ${NAME:-default}"] = None
            return ""
        origins[place] = name
        if environment.get(name):
            return environment[name]
        if default is None:
            said[f"the environment variable {name} is not set"] = None
        # Only the default is looked into, never what a variable holds.
        return _VARIABLE.sub(put, default or "")

    filled = _VARIABLE.sub(put, value)
    mistakes += [Mistake(place, text) for text in said]
    return filled


def _noun(
    kind: type[Kind], place: str, given: Any, mistakes: list[Mistake], origins: Environment | None = None
) -> Kind | None:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        for each in error.errors(include_input=False, include_url=False):
            mistake = seed_rules.of_form(kind, place, each["loc"], each["type"], each["msg"])
            origin = (origins or {}).get(mistake.place)
            mistakes.append(Mistake(mistake.place, f"{mistake.text} (from {origin})") if origin else mistake)
        return None


def _campaign(place: str, given: Any, mistakes: list[Mistake]) -> campaign.Campaign | None:
    """The campaign, with stand-ins for what has a mistake of form; None where nothing of it can be read."""
    if not isinstance(given, dict):
        return _noun(campaign.Campaign, place, given, mistakes)
    muted: set[str] = set()
    # What is mended may show a mistake that was hidden, as two facts of one id: hence more than one look.
    for _ in range(_LOOKS):
        try:
            offer = campaign.Campaign.model_validate(given)
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)
            formal = [
                seed_rules.of_form(campaign.Campaign, place, each["loc"], each["type"], each["msg"]) for each in found
            ]
            mistakes += [each for each in formal if not each.is_in(muted)]
            given, parts = seed_stand_ins.mended(given, [each["loc"] for each in found])
            muted |= {seed_rules.place_of(place, part) for part in parts}
        else:
            mistakes += [each for each in seed_rules.of_campaign(place, offer) if not each.is_in(muted)]
            return offer
    return None


def _suppressions(given: Any, mistakes: list[Mistake]) -> tuple[tuple[address.Address, ...], tuple[str, ...]]:
    if not isinstance(given, dict):
        mistakes.append(Mistake("suppressions", 'must be an object: {"addresses": […], "domains": […]}'))
        return (), ()
    for name in given:
        if name not in ("addresses", "domains"):
            mistakes.append(Mistake(f"suppressions.{name}", "there is no such part; there is: addresses, domains"))
    addresses = [_read(place, each, _address, mistakes) for place, each in _listed_in(given, "addresses", mistakes)]
    domains = [_read(place, each, _domain, mistakes) for place, each in _listed_in(given, "domains", mistakes)]
    return tuple(each for each in addresses if each is not None), tuple(each for each in domains if each is not None)


def _listed_in(given: dict[str, Any], name: str, mistakes: list[Mistake]) -> list[tuple[str, Any]]:
    at: list[Mistake] = []
    listed = _listed(given, name, at)
    mistakes += [Mistake(f"suppressions.{each.place}", each.text) for each in at]
    return [(f"suppressions.{place}", each) for place, each in listed]


Read = TypeVar("Read")


def _read(
    place: str, value: Any, reading: collections.abc.Callable[[str], Read], mistakes: list[Mistake]
) -> Read | None:
    if not isinstance(value, str):
        mistakes.append(Mistake(place, "must be a text"))
        return None
    try:
        return reading(value.strip())
    except ValidationError as error:
        text = error.errors(include_input=False, include_url=False)[0]["msg"]
        mistakes.append(Mistake(place, text.removeprefix("Value error, ")))
    except ValueError as error:
        mistakes.append(Mistake(place, str(error)))
    return None


def _address(value: str) -> address.Address:
    return address.telegram(value) if value.startswith(("@", "+")) else address.email(value)


def _domain(value: str) -> str:
    try:
        return address.base_of_email(f"anyone@{value}").partition("@")[2]
    except ValueError:
        raise ValueError(f"{value!r} is not a mail domain: write it as example.org") from None
