"""Send, a person's account: takes due items of the outbox to Telegram, within the account's conduct.

Delivery guarantee: a message arrives at most once. Each part has a number of its own that follows from the item's
id, and Telegram refuses a number that it has taken before; so that what may or may not have arrived is looked for in
the chat, and else sent again under the same number. The recipe:
1. `queued → leased`, of the accounts whose connection this process holds; one message of an account at a time.
2. A touch waits for its window, for everything that has come to be filed, and for the account's conduct; strangers
   also for @SpamBot. Then the person is looked for, within the limits, and asked whether they take messages.
3. Write, then look: `leased → sending`, then conversation, suppressions and account, as by mail.
4. Send. What Telegram's errors mean stands in core/domain/telegram_errors; the account's conduct remembers them.
"""

import datetime
import functools
import random

from services.core import clock, log, outcome
from services.core.carrier import Carrier
from services.core.domain import account, calendar, delivery, telegram_policy
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.outbox_item import OutboxItem, State
from services.core.domain.telegram_errors import Kind
from services.core.store import limits
from services.core.store.database import Database
from services.tg_worker import user_people, user_receive, user_wire, wire
from services.tg_worker.gate import Gate
from services.tg_worker.user_client import Peer, Refused, Unreachable
from services.tg_worker.user_conduct import Change, Conducts
from services.tg_worker.user_receive import Connection, UserReceiver

_MOST_ATTEMPTS = 12
_SOON = datetime.timedelta(seconds=2)
_NO_CONNECTION = datetime.timedelta(seconds=15)
_PAUSED = datetime.timedelta(minutes=5)
_AN_HOUR, _A_DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
Receivers = dict[str, UserReceiver]


class UserSender(Carrier):
    """A source of jobs for the worker: due items of the people's accounts whose connection is here."""

    name = "telegram_user"

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        owner: str,
        receivers: Receivers,
        conducts: Conducts,
    ) -> None:
        super().__init__(database, now, "tg_worker")
        self._owner = owner
        self._receivers = receivers
        self._conducts = conducts
        self._people = user_people.People(database, now, conducts)

    async def claim(self) -> OutboxItem | None:
        """The next due item of an account that is connected here; none while on hold."""
        here = [each.account_id for each in self._receivers.values() if each.connection is not None]
        if not here or await self._is_held():
            return None
        return await self._database.outbox.claim(here, self._owner, self._clock.now())

    async def do(self, job: OutboxItem) -> outcome.Outcome:
        """Take one item as far as it goes now."""
        with log.about(item=job.id, conversation=job.conversation):
            return await self._do(job)

    async def _do(self, job: OutboxItem) -> outcome.Outcome:
        now = self._clock.now()
        if job.attempts > _MOST_ATTEMPTS:
            return await self._give_up(job, f"given up after {job.attempts - 1} attempts: {job.why}")
        if job.not_after < now:
            await self._database.outbox.expired(job, "its time had passed")
            return await self._ended(job)
        if not await self._board(job):
            return outcome.Snooze(now + _SOON, "another message of this conversation is on its way")
        receiver = self._receivers[job.account]
        connection = receiver.connection
        mailbox = await self._database.accounts.get(job.account)
        if mailbox is None or mailbox.state is account.State.PAUSED:
            return outcome.Snooze(now + _PAUSED, "the account is paused")
        if connection is None:
            return outcome.Snooze(now + _NO_CONNECTION, "the account is not connected")
        async with connection.lock:
            try:
                return await self._within_limits(job, mailbox, receiver, connection)
            except Refused as error:
                return await self._refused(job, mailbox, error)
            except Unreachable as error:
                # Sent or not: the number decides, and the chat is looked into before the next try.
                await self._note(job, delivery.Ending.DEFERRED, 0, str(error))
                return outcome.Retry(self._clock.now() + outcome.backoff(job.attempts, random.random()), str(error))

    async def _within_limits(
        self, item: OutboxItem, mailbox: account.Account, receiver: UserReceiver, connection: Connection
    ) -> outcome.Outcome:
        if item.is_touch:
            wait = await self._window(item, mailbox)
            if wait is not None:
                return wait
            await receiver.look(connection)
        conduct = await self._conducts.change(item.account, self._as_an_operator_wants(mailbox))
        if conduct is None:
            return outcome.Snooze(self._clock.now() + _NO_CONNECTION, "the account is not connected")
        held = telegram_policy.may_answer(conduct, self._clock.now())
        if held is not None:
            return outcome.Snooze(held.until, held.why)
        is_stranger = await self._is_stranger(item)
        if is_stranger:
            ended = await self._may_open(item, mailbox, connection)
            if ended is not None:
                return ended
        found = await self._people.find(item, connection.client)
        if not isinstance(found, Peer):
            return found if isinstance(found, outcome.Snooze) else await self._unreachable(item, found.reason)
        if is_stranger:
            objection = await connection.client.objection_of(found)
            if objection:
                raise Refused(objection, 406)
        return await self._hand_over(item, connection, found, is_stranger)

    def _as_an_operator_wants(self, mailbox: account.Account) -> Change:
        """First messages that had stopped go on once an operator has resumed the account."""
        now = self._clock.now()

        def change(known: telegram_policy.Conduct) -> telegram_policy.Conduct:
            is_resumed = known.stopped_at is not None and not mailbox.touches_stopped
            return telegram_policy.allowed_again(known, now) if is_resumed else known

        return change

    async def _window(self, item: OutboxItem, mailbox: account.Account) -> outcome.Snooze | None:
        """What any touch waits for: the operator, an open end of the same talk, the campaign's window."""
        now = self._clock.now()
        if mailbox.touches_stopped:
            return outcome.Snooze(now + _AN_HOUR, f"touches of this account stopped: {mailbox.touches_stopped}")
        open_ends = await self._database.outbox.pending(item.conversation, State.UNKNOWN, State.REVIEW)
        if open_ends:
            return outcome.Snooze(now + _AN_HOUR, f"{open_ends[0].id} may or may not have been delivered")
        offer = await self._database.campaigns.get(item.campaign)
        person = await self._database.contacts.get(item.contact)
        if offer is None or person is None:
            return outcome.Snooze(now + _AN_HOUR, "its campaign or contact is gone")
        country = calendar.country_of(person.timezone, offer.country)
        opens = calendar.next_open(now, offer.window, person.zone, country)
        return None if opens <= now else outcome.Snooze(opens, "outside the window")

    async def _is_stranger(self, item: OutboxItem) -> bool:
        """Whether this person has never written to this account; only touches go to strangers."""
        if not item.is_touch:
            return False
        person = await self._database.contacts.get(item.contact)
        chats = [each for each in (person.addresses if person else ()) if each.is_chat]
        heard = [one for each in chats for one in await self._database.messages.of_sender(each)]
        return not any(each.account == item.account for each in heard)

    async def _may_open(
        self, item: OutboxItem, mailbox: account.Account, connection: Connection
    ) -> outcome.Outcome | None:
        """What keeps these words from a stranger, as an outcome; None where nothing does."""
        now = self._clock.now()
        person = await self._database.contacts.get(item.contact)
        if person is None or person.basis is None:
            return await self._cancel(item, "no consent basis on record")
        if not mailbox.may_write_first:
            return await self._cancel(item, "the account may not write first")
        items = await self._database.outbox.of_conversation(item.conversation)
        earlier = tuple(each.sent_at for each in items if each.account == item.account and each.sent_at is not None)
        country = calendar.country_of(person.timezone, "")
        for _ in range(2):
            conduct = await self._conducts.change(item.account, lambda known: known)
            assert conduct is not None
            found = telegram_policy.may_open(conduct, now, item.text, person.zone, country, earlier)
            if not isinstance(found, telegram_policy.AskSpamBot):
                break
            said = await self._people.asked_spam_bot(connection.client, item.account)
            await self._conducts.change(item.account, functools.partial(_after_spam_bot, now=now, said=said))
        if isinstance(found, telegram_policy.Hold):
            return outcome.Snooze(found.until, found.why)
        if isinstance(found, telegram_policy.Refuse):
            return await self._cancel(item, found.why)
        if isinstance(found, telegram_policy.Stop):
            return await self._stop_touches(item, found.why)
        return None

    async def _stop_touches(self, item: OutboxItem, why: str) -> outcome.Outcome:
        """No first messages of this account until an operator has looked."""
        now = self._clock.now()
        await self._conducts.change(item.account, lambda known: telegram_policy.stopped(known, now))
        await self._database.accounts.mark(item.account, {"touches_stopped": why})
        event = f"account:{item.account}:touches_stopped:{now:%Y-%m-%d}"
        await self._database.events.add(event, now, "touches_stopped", "", f"{item.account}: {why}", item=item.id)
        self._log.error("touches_stopped", account=item.account, reason=why)
        return outcome.Snooze(now + _AN_HOUR, f"touches of this account stopped: {why}")

    async def _hand_over(
        self, item: OutboxItem, connection: Connection, peer: Peer, is_stranger: bool
    ) -> outcome.Outcome:
        gate = Gate(self._database, item, self._clock)
        if not await gate.may_pass():
            await self._note(item, delivery.Ending.CANCELLED, 0, gate.reason)
            return await self._ended(item)
        has_arrived = False
        if item.attempts > 1 or item.resends:
            latest = await connection.client.latest(peer)
            has_arrived = any(
                each.out and each.date >= item.date and user_wire.is_of(each.message, item.text) for each in latest
            )
        number = 0
        for part, text in enumerate(() if has_arrived else wire.split(item.text)):
            number = await connection.client.send(peer, text, user_wire.random_id(item.id, part))
        for part, file in enumerate(item.files):
            content = await self._database.assets.get(file.asset)
            if content is None:
                return await self._give_up(item, f"the file {file.name} is not in the store")
            mark = user_wire.random_id(f"{item.id}:file", part)
            await connection.client.send_file(peer, file.name, file.media_type, content, mark)
        return await self._sent(item, is_stranger, f"message {number}" if number else "it had arrived before")

    async def _sent(self, item: OutboxItem, is_stranger: bool, why: str) -> outcome.Outcome:
        now = self._clock.now()
        await self._database.outbox.sent(item, now, why)
        await self._note(item, delivery.Ending.SENT, 0, why)
        spread = random.random()
        await self._conducts.change(
            item.account,
            lambda known: telegram_policy.after_send(
                known, now, item.conversation, is_to_stranger=is_stranger, spread=spread
            ),
        )
        if item.is_touch:
            await self._database.limits.add(limits.of_day("touches", item.account, now.date()))
        await self._ended(item)
        self._log.info("sent", item=item.id, conversation=item.conversation, kind=str(item.kind))
        return outcome.Done()

    async def _refused(self, item: OutboxItem, mailbox: account.Account, error: Refused) -> outcome.Outcome:
        """What Telegram's no means for the item, the conversation and the account."""
        now = self._clock.now()
        method = "phone" if "Import" in error.request else "username" if "Resolve" in error.request else "send"
        conduct = await self._conducts.change(
            item.account,
            lambda known: telegram_policy.after_error(
                known, now, error.kind, error.seconds, method, item.conversation if item.is_touch else ""
            ),
        )
        if error.kind is Kind.UNREACHABLE:
            return await self._unreachable(item, error.why, error.code)
        if error.kind is Kind.DEAD:
            await user_receive.pause(self._database, mailbox.id, f"{error.why} ({error.name})", now)
            return outcome.Retry(now + _PAUSED, error.why)
        if error.kind is Kind.REFUSED:
            await self._note(item, delivery.Ending.REFUSED, error.code, str(error))
            return await self._give_up(item, str(error))
        await self._note(item, delivery.Ending.DEFERRED, error.code, str(error))
        if error.kind is Kind.FLOODED and conduct is not None:
            self._log.error("peer_flood", account=item.account)
            event = f"account:{item.account}:peer_flood:{now.isoformat()}"
            await self._database.events.add(event, now, "peer_flood", "", f"{item.account}: {error.why}")
            return outcome.Retry(min(conduct.answers_only_until or now, now + _A_DAY), error.why)
        if error.kind is Kind.WAIT:
            return outcome.Retry(now + datetime.timedelta(seconds=error.seconds * 1.2 + 5), str(error))
        return outcome.Retry(now + outcome.backoff(item.attempts, random.random()), str(error))

    async def _unreachable(self, item: OutboxItem, why: str, code: int = 0) -> outcome.Outcome:
        """This person cannot be reached by this account; nobody tries again, and no other account is used for it."""
        await self._note(item, delivery.Ending.REFUSED, code, why)
        await self._database.outbox.failed(item, why)
        talk = await self._database.conversations.get(item.conversation) if item.conversation else None
        if talk is not None and not talk.is_over:
            fields = {"stage": Stage.UNREACHABLE, "why": f"on Telegram: {why}", "wake_at": NEVER}
            await self._database.conversations.wake(talk.id, self._clock.now(), fields)
        return outcome.Drop(why)

    async def _cancel(self, item: OutboxItem, why: str) -> outcome.Outcome:
        await self._database.outbox.cancel(item.id, why)
        return await self._ended(item)

    async def _give_up(self, item: OutboxItem, why: str) -> outcome.Outcome:
        """No further try can help; a person goes on with the conversation."""
        talk = await self._database.conversations.get(item.conversation) if item.conversation else None
        if talk is not None and not talk.is_over:
            marks = {"stage": Stage.HANDED_OFF, "why": f"our message could not be sent: {why}", "wake_at": NEVER}
            await self._database.conversations.wake(talk.id, self._clock.now(), marks)
        self._log.error("given_up", item=item.id, reason=why)
        return outcome.Drop(why)


def _after_spam_bot(known: telegram_policy.Conduct, now: datetime.datetime, said: str) -> telegram_policy.Conduct:
    return telegram_policy.after_spam_bot(known, now, said)
