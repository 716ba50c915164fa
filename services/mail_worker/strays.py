"""Strays: mails in Sent that bear our mark and that this database did not send (docs/decisions/0018).

There are two reasons: the database was put back to an earlier state, or another installation sends from the same
mailbox. Either way nothing more may leave until a person has looked: the installation goes on hold, whom the
mail went to is the operator's, and the same message is not sent once more. It sees what lies in the Sent folder
and nothing else.
"""

import collections.abc
import datetime

from services.core import log
from services.core.domain import account, address
from services.core.domain.conversation import Stage
from services.core.domain.installation import Cause
from services.core.domain.outbox_item import MAYBE_DELIVERED, OutboxItem
from services.core.store.database import Database
from services.mail_worker.incoming import Incoming


async def look_at(
    database: Database, mailbox: account.Account, copies: collections.abc.Sequence[Incoming], now: datetime.datetime
) -> list[str]:
    """Judge mails of the Sent folder, together in one query; the references of strays. Safe to repeat."""
    marked = [each for each in copies if each.reference]
    items = await database.outbox.by_references([each.reference for each in marked]) if marked else {}
    return [each.reference for each in marked if await _is_stray(database, mailbox, each, items, now)]


async def _is_stray(
    database: Database,
    mailbox: account.Account,
    incoming: Incoming,
    items: dict[str, OutboxItem],
    now: datetime.datetime,
) -> bool:
    item = items.get(incoming.reference)
    if item is not None and item.state in MAYBE_DELIVERED:
        await database.outbox.sent(item, now, "found in the Sent folder")
        return False
    if item is not None and item.attempts:
        return False  # ours: handed over, or on its way
    if not await database.installation.saw(incoming.reference, {"at": now, "account": mailbox.id}):
        return True
    log.get("mail_worker").error("stray", account=mailbox.id, reference=incoming.reference)
    why = (
        f"Sent of {mailbox.id} holds a mail of ours that this database did not send: restored, or a second installation"
    )
    await database.installation.put_on_hold(Cause.FOREIGN, why, now)
    await database.events.add(f"stray:{incoming.reference}", now, "stray", "", why, account=mailbox.id)
    for recipient in incoming.recipients[:20]:
        await _hand_over(database, mailbox, recipient, incoming.reference, now)
    return True


async def _hand_over(
    database: Database, mailbox: account.Account, recipient: str, reference: str, now: datetime.datetime
) -> None:
    """The talks with whom it went to are a person's: what was said there is not known here."""
    try:
        person = await database.contacts.by_address(address.email(recipient))
    except ValueError:  # not an address that anybody could be known by
        return
    why = "a mail went to them that this database did not send: look into Sent before you resume"
    for talk in await database.conversations.of_contact(person.id) if person is not None else ():
        if talk.account != mailbox.id or talk.is_over:
            continue
        await database.conversations.wake(talk.id, now, {"stage": Stage.HANDED_OFF, "why": why})
        await database.outbox.cancel_all(talk.id, why)
        await database.events.add(f"{talk.id}:stray:{reference}", now, "stray", talk.id, why)
