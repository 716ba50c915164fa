"""`sales-agent status` and `preview`: where everything stands, and which touches come due. It changes nothing."""

import datetime
from collections import Counter

from rich.console import RenderableType

from services.cli import keeping, terminal
from services.cli.opening import Desk
from services.core import errors
from services.core.domain import calendar, campaign, contact, conversation, outbox_item
from services.core.domain.conversation import Stage

_ALIVE_S = 60.0
_TOUCHED = frozenset({Stage.NEW, Stage.CONTACTED, Stage.ENGAGED, Stage.PAUSED})


async def status(desk: Desk) -> int:
    """Conversations by stage, the outbox by state, and which workers are alive."""
    stages = Counter(str(each.stage) for each in await desk.database.conversations.all())
    states = {
        str(state): len(found) for state in outbox_item.State if (found := await desk.database.outbox.in_states(state))
    }
    workers = [
        {"id": each["_id"], "service": each.get("service", ""), "at": each.get("at"), "alive": _is_alive(each, desk)}
        for each in await desk.database.workers.all()
    ]
    held = (await desk.database.installation.get()).hold
    shown: list[RenderableType] = [
        terminal.rows(terminal.table("Stage", "Conversations"), ((each, stages[each]) for each in stages)),
        "",
        terminal.rows(terminal.table("Outbox", "Messages"), states.items()),
        "",
    ]
    if held is not None:
        shown = [terminal.safe(keeping.said(held), "bold red"), "", *shown]
    lines = (
        (each["id"], each["service"], terminal.moment(each["at"]), "yes" if each["alive"] else "no") for each in workers
    )
    made = terminal.rows(terminal.table("Worker", "Service", "Last sign", "Alive"), lines)
    shown.append(made if workers else "No worker runs: sales-agent run app_logic mail_worker")
    document = {"hold": held.why if held else "", "conversations": dict(stages), "outbox": states, "workers": workers}
    desk.terminal.result(document, *shown)
    return terminal.OK


def _is_alive(worker: dict[str, object], desk: Desk) -> bool:
    at = worker.get("at")
    return isinstance(at, datetime.datetime) and (desk.now() - at).total_seconds() < _ALIVE_S


async def preview(desk: Desk, campaign_id: str, days: int) -> int:
    """The touches of a campaign that come due within so many days, the next one first."""
    offer = await desk.database.campaigns.get(campaign_id)
    if offer is None:
        raise errors.NotFound(f"there is no campaign {campaign_id!r}", field="campaign", hint="sales-agent doctor")
    until = desk.now() + datetime.timedelta(days=days)
    due = []
    for talk in await desk.database.conversations.of_campaign(campaign_id):
        person = await desk.database.contacts.get(talk.contact)
        if person is not None and talk.stage in _TOUCHED and talk.wake_at <= until:
            due.append((_leaves_at(desk, talk, person, offer), talk, person))
    due.sort(key=lambda each: (each[0], each[1].id))
    documents = [
        {
            "at": terminal.stamp(at),
            "contact": person.id,
            "name": person.name,
            "to": person.addresses[0].value,
            "touch": _kind(talk, offer),
        }
        for at, talk, person in due
    ]
    shown = terminal.table("When", "Contact", "Name", "Address", "What")
    lines = (
        (terminal.moment(at, person.timezone), person.id, person.name, person.addresses[0].value, _kind(talk, offer))
        for at, talk, person in due
    )
    desk.terminal.result(documents, terminal.rows(shown, lines) if due else f"Nothing comes due within {days} days.")
    return terminal.OK


def _leaves_at(
    desk: Desk, talk: conversation.Conversation, person: contact.Contact, offer: campaign.Campaign
) -> datetime.datetime:
    return calendar.next_open(max(talk.wake_at, desk.now()), offer.window, person.zone, offer.country)


def _kind(talk: conversation.Conversation, offer: campaign.Campaign) -> str:
    if talk.stage is Stage.PAUSED:
        return "reminder"
    if talk.stage is Stage.ENGAGED:
        return "nudge"
    return "opening" if talk.touches == 0 else f"follow-up {talk.touches} of {len(offer.touches) - 1}"
