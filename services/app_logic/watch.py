"""Watch: what no conversation would tell operators: messages that may not have arrived, accounts that have stopped,
a model that is away. Looked for now and then; each is told once, what lasts once a day.

It mends nothing, and it does not look at workers: `sales-agent doctor` does.
"""

from services.app_logic.brain.breaker import FallbackBrain
from services.app_logic.office import Office
from services.core.domain import account
from services.core.domain.outbox_item import State

_ON_PURPOSE = "paused by "


async def look(office: Office) -> None:
    """Tell operators what needs them. Safe to repeat."""
    await _reviews(office)
    for each in await office.database.accounts.all():
        if why := stopped(each):
            await _everybody(office, f"account:{each.id}", f"the account {each.id} has stopped: {why}", each.id)
    if isinstance(office.brain, FallbackBrain) and office.brain.breaker.is_open:
        await model_is_away(office, office.brain.name)


def stopped(mailbox: account.Account) -> str:
    """Why this account does not send all that it should, or ""; what an operator has paused is no news. Pure."""
    if mailbox.state is account.State.PAUSED:
        return "" if mailbox.why.startswith(_ON_PURPOSE) else mailbox.why or "paused"
    return f"no touches leave: {mailbox.touches_stopped}" if mailbox.touches_stopped else ""


async def model_is_away(office: Office, name: str) -> None:
    """The language model does not answer: what the embedded brain is not sure of waits."""
    await _everybody(office, "model", f"the model {name} does not answer; messages that it has to read wait", "")


async def _everybody(office: Office, about: str, what: str, account_id: str) -> None:
    """The operators of every campaign that it concerns, once a day."""
    now = office.clock.now()
    for offer in await office.database.campaigns.all():
        if account_id in ("", *offer.accounts):
            subject = f"[{offer.id}] {what}"[:150]
            text = f"{what}\n\nSee: sales-agent doctor, sales-agent accounts list"
            await office.tell_all(offer, f"{about}:{offer.id}:{now:%Y-%m-%d}", subject, text)


async def _reviews(office: Office) -> None:
    """A message that may have been delivered, and that a person has to decide about."""
    for item in await office.database.outbox.in_states(State.REVIEW):
        talk = await office.database.conversations.get(item.conversation)
        if talk is None:
            continue
        text = f"{item.why}\n\nTo {item.to.value}: {item.subject}\n\nSee: sales-agent outbox show {item.id}"
        subject = f"[{talk.campaign}] a message may not have arrived: your word is needed"
        await office.tell(talk, f"review:{talk.id}:{item.id}:{item.attempts}", subject, text)
