"""Resolve: items that may or may not have been delivered, and leases of the dead.

Evidence (a message of the client's that refers to it, or a copy in Sent) turns `unknown` into `sent`. Without
it, after several searches, a touch goes to a person (`review`: silence is cheaper than a double cold mail) and an
answer is sent once more, the same bytes, flagged.
"""

import datetime

from services.core import clock, errors, log
from services.core.domain import account, address, message, outbox_item
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store.database import Database
from services.core.store.leases import Watch
from services.mail_worker.sent_folder import SentFolder

SEARCHES = 3


class Resolver:
    """Looks for evidence and frees the leases of dead senders; `step` is called every few seconds."""

    def __init__(
        self, database: Database, now: clock.Clock, copies: SentFolder, lease_s: float, search_every_s: float = 60.0
    ) -> None:
        self._database = database
        self._clock = now
        self._copies = copies
        self._watch = Watch(lease_s, clock.lease_clock)
        self._search_every_s = search_every_s
        self._searched_at: dict[str, float] = {}
        self._log = log.get("mail_worker")

    async def step(self) -> None:
        """Free what the dead held; search for what is unknown."""
        for held in self._watch.dead(await self._database.outbox.held_leases()):
            state = await self._database.outbox.free(held)
            if state is not None:
                self._log.warning("sender_was_dead", item=held.id, state=str(state))
        for item in await self._database.outbox.in_states(State.UNKNOWN):
            if item.channel is address.Channel.EMAIL and self._is_time(item):
                await self._resolve(item)

    def _is_time(self, item: OutboxItem) -> bool:
        """Searches of one item keep their distance: a provider's copy may lag."""
        moment = clock.lease_clock()
        last = self._searched_at.setdefault(item.id, moment)
        if moment - last < self._search_every_s:
            return False
        self._searched_at[item.id] = moment
        return True

    async def _resolve(self, item: OutboxItem) -> None:
        if await self._is_referred_to(item):
            await self._database.outbox.sent(item, self._clock.now(), "the client's mail refers to it")
            self._forget(item)
            return
        mailbox = await self._database.accounts.get(item.account)
        if mailbox is not None and mailbox.state is account.State.PAUSED:
            return  # its password may be wrong: no login that nobody asked for
        try:
            is_found = mailbox is not None and await self._copies.has(mailbox, item.reference, item.message_id)
        except errors.AgentError as error:
            self._log.warning("no_search", item=item.id, reason=str(error))
            return
        now = self._clock.now()
        if is_found:
            await self._database.outbox.sent(item, now, "found in the Sent folder")
            self._forget(item)
        elif await self._database.outbox.searched(item) >= SEARCHES:
            await self._give_verdict(item, now)
            self._forget(item)

    async def _is_referred_to(self, item: OutboxItem) -> bool:
        """Whether an answer or a report names it: also one that came while its dead sender still held it."""
        if not item.conversation:
            return False
        said = await self._database.messages.of_conversation(item.conversation)
        return any(_refers(each, item) for each in said)

    async def _give_verdict(self, item: OutboxItem, now: datetime.datetime) -> None:
        why = "no answer from the mail server after the body, and no trace of it in Sent"
        if item.kind is outbox_item.Kind.TOUCH or item.resends:
            await self._database.outbox.to_review(item, why)
        else:
            await self._database.outbox.resend(item, now, f"{why}: sent once more, it may arrive twice")
        event = f"{item.id}:unresolved:{item.fence}"
        await self._database.events.add(event, now, "unresolved", item.conversation, why, item=item.id)
        self._log.warning("unresolved", item=item.id)

    def _forget(self, item: OutboxItem) -> None:
        self._searched_at.pop(item.id, None)


def _refers(said: message.Message, item: OutboxItem) -> bool:
    about = said.automatic
    named = {said.in_reply_to, *said.references, about.original_message_id if about else ""}
    return item.message_id in named or (about is not None and about.original_reference == item.reference)
