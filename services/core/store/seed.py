"""Seeding: what an operator's file says goes into the database, all of it or nothing. Safe to repeat.

Everything is checked before the first write. What the file says wins over what is stored; an account's state
and marks, and suppressions that are there, stay as they are. It removes nothing: what the file no longer
names remains.
"""

import asyncio
import collections.abc
import dataclasses
import datetime
import json
import os
import pathlib
from typing import Any

from services.core import errors
from services.core.domain import campaign, suppression
from services.core.store import seed_file, seed_stand_ins, silence
from services.core.store.database import Database
from services.core.store.seed_rules import Mistake

LARGEST_FILE_BYTES = 10_000_000
_BY = "seed"
_PDF = "application/pdf"


@dataclasses.dataclass
class Counts:
    """How many were new, changed, and as they should be already."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclasses.dataclass
class Report:
    """What seeding did. `samples` are campaigns marked as samples, which are not to be used as they are."""

    accounts: Counts = dataclasses.field(default_factory=Counts)
    campaigns: Counts = dataclasses.field(default_factory=Counts)
    suppressions: Counts = dataclasses.field(default_factory=Counts)
    samples: tuple[str, ...] = ()


def load(path: pathlib.Path) -> dict[str, Any]:
    """The content of a seed file. Raises `errors.BadInput` with the line and column of what is not JSON."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_object)
    except OSError as error:
        raise errors.BadInput(
            f"cannot read {path}: {error.strerror}", field=str(path), hint="check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise errors.BadInput(f"{path}: is not UTF-8 text, at byte {error.start}", field=str(path)) from error
    except json.JSONDecodeError as error:
        place = f"{path}: line {error.lineno}, column {error.colno}"
        raise errors.BadInput(f"{place}: {error.msg}", field=str(path), hint="the file must be JSON") from error
    except RecursionError as error:
        raise errors.BadInput(f"{path}: is nested too deeply", field=str(path)) from error
    except ValueError as error:
        raise errors.BadInput(f"{path}: {error}", field=str(path)) from error
    if not isinstance(content, dict):
        raise errors.BadInput(f"{path}: must be an object: {{…}}", field=str(path))
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a name given twice would silently lose one of its values."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} is given twice in one object")
    return made


async def seed(
    database: Database,
    content: dict[str, Any],
    folder: pathlib.Path,
    now: datetime.datetime,
    environment: collections.abc.Mapping[str, str] = os.environ,
) -> Report:
    """Write the seed into the database; presentations are read from `folder`.

    Raises `errors.BadInput` with one line for each mistake, and then nothing is written.
    """
    wanted, mistakes = seed_file.examine(content, environment)
    mistakes += await _unknown_accounts(database, content, wanted)
    decks, unreadable = await asyncio.to_thread(_decks, wanted, folder)
    seed_file.refuse([*mistakes, *unreadable])
    report = Report(samples=tuple(each.id for each in wanted.campaigns.values() if each.sample))
    # Silence first: there is no moment in which somebody could be written to and must not be.
    await _suppress(database, wanted, now, report.suppressions)
    for mailbox in wanted.accounts.values():
        before = await database.accounts.get(mailbox.id)
        await database.accounts.put(mailbox.model_copy(update={"since": mailbox.since or now}))
        _count(report.accounts, before, await database.accounts.get(mailbox.id))
    for place, offer in wanted.campaigns.items():
        complete = await _with_assets(database, offer, decks[place])
        before_it = await database.campaigns.get(complete.id)
        if before_it != complete:
            await database.campaigns.put(complete)
        _count(report.campaigns, before_it, complete)
    return report


def _count(counts: Counts, before: object | None, after: object | None) -> None:
    if before is None:
        counts.new += 1
    elif before == after:
        counts.unchanged += 1
    else:
        counts.updated += 1


async def _unknown_accounts(database: Database, content: dict[str, Any], wanted: seed_file.Seed) -> list[Mistake]:
    # An account of the file that has a mistake of its own is known by name all the same.
    given = content.get("accounts", []) if isinstance(content, dict) else []
    named = {each.get("id") for each in given if isinstance(each, dict)} if isinstance(given, list) else set()
    known = {str(each) for each in named} | {each.id for each in await database.accounts.all()}
    return [
        Mistake(f"{place}.accounts[{number}]", f"there is no account {account_id!r}, in this file or in the database")
        for place, offer in wanted.campaigns.items()
        for number, account_id in enumerate(offer.accounts)
        if account_id not in known and account_id != seed_stand_ins.NAME
    ]


Decks = dict[str, dict[str, bytes]]


def _decks(wanted: seed_file.Seed, folder: pathlib.Path) -> tuple[Decks, list[Mistake]]:
    """The presentations of each campaign by language, and what is wrong with the files."""
    decks: Decks = {place: {} for place in wanted.campaigns}
    mistakes = []
    for place, offer in wanted.campaigns.items():
        for language, deck in offer.presentation.items():
            if not deck.path:
                continue  # told by the rules already
            try:
                decks[place][language] = _read(folder, deck)
            except errors.BadInput as error:
                mistakes.append(Mistake(f"{place}.presentation.{language}.path", str(error)))
    return decks, mistakes


def _read(folder: pathlib.Path, deck: campaign.Presentation) -> bytes:
    """The bytes of a presentation. Raises `errors.BadInput` that says why they cannot be sent to anybody."""
    try:
        path = (folder / deck.path).resolve()
        # What is attached goes to strangers: a slip must not send a file from elsewhere on the machine.
        if not path.is_relative_to(folder.resolve()):
            raise errors.BadInput(f"{deck.path!r} is not beside the seed file")
        if not path.is_file():
            raise errors.BadInput(f"there is no file {deck.path!r} beside the seed file")
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise errors.BadInput(f"{deck.path!r} is larger than {LARGEST_FILE_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise errors.BadInput(f"cannot read {deck.path!r}: {error}") from error
    if not content:
        raise errors.BadInput(f"{deck.path!r} is empty")
    if deck.media_type == _PDF and not content.startswith(b"%PDF-"):
        raise errors.BadInput(f"{deck.path!r} is not a PDF")
    return content


async def _with_assets(database: Database, offer: campaign.Campaign, decks: dict[str, bytes]) -> campaign.Campaign:
    kept = {
        language: deck.model_copy(update={"asset": await database.assets.put(decks[language])})
        if language in decks
        else deck
        for language, deck in offer.presentation.items()
    }
    return offer.model_copy(update={"presentation": kept})


async def _suppress(database: Database, wanted: seed_file.Seed, now: datetime.datetime, counts: Counts) -> None:
    reason = suppression.Reason.SEED
    for who in wanted.addresses:
        if await database.suppressions.has(who):
            counts.unchanged += 1
            continue
        await silence.silence_address(database, who, reason, now, _BY)
        counts.new += 1
    for domain in wanted.domains:
        if not await database.suppressions.add_domain(domain, reason, now, _BY):
            counts.unchanged += 1
            continue
        for person in await database.contacts.at_domain(domain):
            await silence.silence_contact(database, person, reason, now, _BY)
        counts.new += 1
