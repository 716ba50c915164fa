"""Adding contacts: one from the command line, many from a file. Bad input leaves nothing half-done.

It checks all that can be checked before the first write; the store's own unique keys decide races.
"""

import dataclasses
import datetime

from rich.console import RenderableType
from rich.progress import Progress

from services.cli import intake, sheets, showing, terminal
from services.cli.opening import Desk
from services.core import errors
from services.core.domain import calendar, campaign, contact, conversation
from services.core.store import enrolment


@dataclasses.dataclass(frozen=True)
class Added:
    """A contact, new unless `is_known`, and the conversation that began."""

    person: contact.Contact
    talk: conversation.Conversation
    is_known: bool = False

    def document(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "id": self.person.id,
            "created": False if self.is_known else terminal.stamp(self.person.created_at),
            "conversation": self.talk.id,
        }

    @property
    def is_held(self) -> bool:
        """Whether it waits for a consent basis."""
        return self.talk.stage is conversation.Stage.HELD


@dataclasses.dataclass(frozen=True)
class Refused:
    """A row that was not added, and why."""

    row: int
    field: str
    error: str


async def chosen_campaign(desk: Desk, name: str) -> campaign.Campaign:
    """The campaign named, or the only one there is. Raises `errors.NotFound` and `errors.BadInput`."""
    known = await desk.database.campaigns.all()
    ids = ", ".join(each.id for each in known)
    if name:
        found = next((each for each in known if each.id == name), None)
        if found is None:
            raise errors.NotFound(
                f"there is no campaign {name!r}", field="campaign", hint=f"there is: {ids}" if ids else _SEED
            )
        return found
    if not known:
        raise errors.BadInput("there is no campaign yet", field="campaign", hint=_SEED)
    if len(known) > 1:
        raise errors.BadInput("there are several campaigns", field="campaign", hint=f"name one of: {ids}")
    return known[0]


_SEED = "sales-agent seed"


async def add(desk: Desk, form: intake.Form) -> int:
    """Add one contact and say what happens next. Somebody known begins in the campaign that was named."""
    offer = await chosen_campaign(desk, form.campaign)
    person = intake.contact_of(form, offer, intake.new_id(), desk.now(), desk.operator)
    known = await _known(desk, person) if form.campaign else None
    if known is not None:
        talk = await enrolment.enrol_known(desk.database, known, offer, desk.now(), person.basis)
        added = Added(await showing.person(desk, known.id), talk, is_known=True)
    else:
        added = await _enrol(desk, person, offer)
    desk.terminal.result(added.document(), *_told(added, offer, desk.now()))
    if added.is_held and desk.terminal.as_json:
        desk.terminal.note(_held(added))
    return terminal.OK


async def _known(desk: Desk, person: contact.Contact) -> contact.Contact | None:
    """The one contact whom all these addresses belong to, or None."""
    found = [await desk.database.contacts.by_address(each) for each in person.addresses]
    first = found[0]
    return first if all(each is not None and first is not None and each.id == first.id for each in found) else None


async def _enrol(desk: Desk, person: contact.Contact, offer: campaign.Campaign) -> Added:
    # The account is looked for first: without one nothing may be stored.
    await enrolment.pick_account(desk.database, offer, person)
    return Added(person, await enrolment.enrol(desk.database, person, offer, desk.now()))


def _told(added: Added, offer: campaign.Campaign, now: datetime.datetime) -> list[RenderableType]:
    person = added.person
    where = ", ".join(each.value for each in person.addresses)
    who = f"{person.name} ({where})" if person.name else where
    done = "Known already, and now in one more campaign:" if added.is_known else "Added"
    lines: list[RenderableType] = [terminal.safe(f"{done} {person.id}: {who}, campaign {offer.id}.")]
    if added.is_held or person.basis is None:
        return [*lines, terminal.safe(_held(added), "yellow")]
    opens = calendar.next_open(now, offer.window, person.zone, offer.country)
    due = "now" if opens <= now else f"on {terminal.moment(opens, person.timezone)} ({person.timezone})"
    lines.append(terminal.safe(f"The opening goes out {due}, as soon as the account's pace allows."))
    lines.append(terminal.safe(f"Basis: {person.basis.text} ({person.basis.source})."))
    return lines


def _held(added: Added) -> str:
    return (
        f"{added.person.id} is held: there is no consent basis on record, so nothing is written. "
        f"Give one: client_utils restart {added.person.id} --consent TEXT"
    )


@dataclasses.dataclass
class _Batch:
    """An import as it goes on."""

    offers: dict[str, campaign.Campaign] = dataclasses.field(default_factory=dict)
    valid: list[tuple[int, contact.Contact, campaign.Campaign]] = dataclasses.field(default_factory=list)
    refused: list[Refused] = dataclasses.field(default_factory=list)
    added: list[tuple[int, Added]] = dataclasses.field(default_factory=list)
    seen: dict[str, int] = dataclasses.field(default_factory=dict)

    def refuse(self, row: int, error: errors.AgentError) -> None:
        """Note the mistake of a row."""
        hint = f" ({error.hint})" if error.hint and isinstance(error, errors.BadInput) else ""
        self.refused.append(Refused(row, error.field, f"{error}{hint}"))


async def import_sheet(desk: Desk, sheet: sheets.Sheet, campaign_id: str, basis: str, strict: bool) -> int:
    """Add the valid rows of a table, or with `strict` all or none.

    Exit code 0; 2 when nothing was added because of mistakes.
    """
    batch = _Batch()
    await _campaigns_of(desk, sheet, campaign_id, batch)
    for row in sheet.rows:
        try:
            await _check(desk, sheet, row, campaign_id, basis, batch)
        except errors.StoreUnavailable:
            raise
        except errors.AgentError as error:
            batch.refuse(row.number, error)
    if not (strict and batch.refused):
        await _store(desk, batch)
    _report(desk, sheet, batch, strict)
    return terminal.USAGE if batch.refused and not batch.added else terminal.OK


async def _campaigns_of(desk: Desk, sheet: sheets.Sheet, campaign_id: str, batch: _Batch) -> None:
    """Fetch each campaign once; one that is named on the command line and unknown stops the import."""
    if campaign_id or any(not row.cells.get("campaign") for row in sheet.rows):
        batch.offers[""] = await chosen_campaign(desk, campaign_id)
    for each in await desk.database.campaigns.all():
        batch.offers[each.id] = each


async def _check(desk: Desk, sheet: sheets.Sheet, row: sheets.Row, campaign_id: str, basis: str, batch: _Batch) -> None:
    if row.too_long:
        raise errors.BadInput("the row has more cells than the head", hint="put values with separators in quotes")
    named = row.cells.get("campaign", "")
    offer = batch.offers.get(named)
    if offer is None:
        raise errors.NotFound(f"there is no campaign {named!r}", field="campaign")
    form = _form(sheet, row, basis)
    person = intake.contact_of(form, offer, intake.new_id(), desk.now(), desk.operator)
    for each in person.addresses:
        if each.key in batch.seen:
            raise errors.Duplicate(f"{each.value} is in row {batch.seen[each.key]} already", field=str(each.channel))
    await _may_be_added(desk, person)
    await enrolment.pick_account(desk.database, offer, person)
    batch.seen.update({each.key: row.number for each in person.addresses})
    batch.valid.append((row.number, person, offer))


def _form(sheet: sheets.Sheet, row: sheets.Row, basis: str) -> intake.Form:
    cells = dict(row.cells)
    own = cells.pop("basis", "")
    source = f"import {sheet.name}:{row.number}" if own else intake.FROM_OPERATOR
    return intake.Form(**cells, basis=own or basis, source=source, origin=contact.OriginKind.IMPORT)


async def _may_be_added(desk: Desk, person: contact.Contact) -> None:
    silenced = await desk.database.suppressions.of(*person.addresses)
    if silenced is not None:
        raise errors.Suppressed(
            f"must not be written to ({silenced.reason}, {silenced.at:%Y-%m-%d})",
            field=str(person.addresses[0].channel),
        )
    for each in person.addresses:
        other = await desk.database.contacts.by_address(each)
        if other is not None:
            raise errors.Duplicate(f"{each.value} belongs to contact {other.id} already", field=str(each.channel))


async def _store(desk: Desk, batch: _Batch) -> None:
    with Progress(console=desk.terminal.err, transient=True, disable=not desk.terminal.interactive) as progress:
        for row, person, offer in progress.track(batch.valid, description="Adding contacts"):
            try:
                batch.added.append((row, await _enrol(desk, person, offer)))
            except (errors.Duplicate, errors.Suppressed) as error:
                batch.refuse(row, error)


def _report(desk: Desk, sheet: sheets.Sheet, batch: _Batch, strict: bool) -> None:
    held = sum(1 for _, each in batch.added if each.is_held)
    refused = sorted(batch.refused, key=lambda each: each.row)
    document = {
        "added": [{"row": row, **each.document()} for row, each in batch.added],
        "errors": [dataclasses.asdict(each) for each in refused],
        "held": held,
    }
    lines: list[RenderableType] = []
    if refused:
        shown = terminal.table("Row", "Field", "What is wrong", title=f"Mistakes in {sheet.name}")
        lines.append(terminal.rows(shown, ((each.row, each.field, each.error) for each in refused)))
    if strict and refused:
        lines.append(f"Nothing was added, since --strict wants all {len(sheet.rows)} rows right.")
    else:
        lines.append(f"Added {len(batch.added)} of {len(sheet.rows)} contacts.")
    if held:
        lines.append(f"{held} of them are held: there is no consent basis on record. Give one with --basis.")
    desk.terminal.result(document, *lines)
    if sheet.ignored:
        desk.terminal.note(f"columns that were not used: {', '.join(sheet.ignored)}")
