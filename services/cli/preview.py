"""`sales-agent preview`: what a campaign would send by itself in the coming days. Nothing is sent or changed."""

import asyncio
import collections
import datetime
import pathlib

import rich.progress
from rich.console import RenderableType

from services.cli import rehearsal, terminal, timeline
from services.cli.opening import Desk
from services.core import errors, log
from services.core.domain import address, campaign


def checked(page: pathlib.Path | None) -> pathlib.Path | None:
    """The path of the page, when it can be written. Raises `errors.BadInput` before an hour's work is lost."""
    if page is not None and not page.parent.is_dir():
        raise errors.BadInput(f"there is no folder {page.parent}", field="html", hint="make it first")
    return page


async def preview(desk: Desk, campaign_id: str, days: int, page: pathlib.Path | None) -> int:
    """Play the days on a copy, print who would be written to and when, and write a page with a timeline."""
    offer = await desk.database.campaigns.get(campaign_id)
    if offer is None:
        raise errors.NotFound(f"there is no campaign {campaign_id!r}", field="campaign", hint="sales-agent doctor")
    now = desk.now()
    log.set_up("ERROR", plain=True)  # what the services say of the rehearsal is no news of the real ones
    with rich.progress.Progress(console=desk.terminal.err, transient=True, disable=desk.terminal.as_json) as bar:
        task = bar.add_task("playing the days", total=days)
        found = await rehearsal.foresee(desk.database, offer, now, days, lambda day: bar.update(task, completed=day))
    if page is not None:
        await asyncio.to_thread(page.write_text, timeline.page(offer, now, days, found), encoding="utf-8")
    documents = [_document(each) for each in found.messages]
    shown: list[RenderableType] = [
        terminal.rows(
            terminal.table("When (the contact's time)", "Contact", "Name", "Address", "Channel", "What", "From"),
            (
                (
                    terminal.moment(each.at, each.person.timezone),
                    each.person.id,
                    each.person.name,
                    each.item.to.value,
                    each.item.channel,
                    each.kind,
                    each.item.account,
                )
                for each in found.messages
            ),
        ),
        "",
    ]
    desk.terminal.result(documents, *(shown if documents else []), *summary(offer, now, days, found))
    if page is not None:
        desk.terminal.note(f"The timeline is in {page}")
    return terminal.OK


def summary(offer: campaign.Campaign, now: datetime.datetime, days: int, found: rehearsal.Foreseen) -> list[str]:
    """The days in a few lines: how much, to how many, and what is in the way."""
    people = {each.person.id for each in found.messages}
    lines = [f"{len(found.messages)} messages to {len(people)} people within {days} days; nobody answering is assumed."]
    if found.messages:
        busiest, most = collections.Counter((each.at.date(), each.item.account) for each in found.messages).most_common(
            1
        )[0]
        lines.append(f"The busiest day: {busiest[0]:%Y-%m-%d}, {most} from {busiest[1]}.")
    lines += (
        [f"{found.unreached} people are not yet written to at the end: caps or windows."] if found.unreached else []
    )
    lines += [f"{found.waiting} conversations are left out: the client has written and is answered first."] * bool(
        found.waiting
    )
    lines += [f"{found.held} people are held: no consent basis, or no way to them."] if found.held else []
    if any(each.item.channel is address.Channel.TELEGRAM for each in found.messages):
        lines.append("In Telegram it is assumed that everybody is found there and takes messages from the account.")
    lines += ["Each message needs your yes first: it is taken as given at once."] * (
        offer.mode is not campaign.Mode.AUTOPILOT
    )
    return [*lines, *found.silent_accounts]


def _document(each: rehearsal.Coming) -> dict[str, object]:
    return {
        "at": terminal.stamp(each.at),
        "contact": each.person.id,
        "name": each.person.name,
        "to": each.item.to.value,
        "channel": str(each.item.channel),
        "touch": each.kind,
        "account": each.item.account,
        "subject": each.item.subject,
        "text": each.item.text,
        "why": each.why,
    }
