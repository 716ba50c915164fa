"""Send: takes due items of the outbox to the account's SMTP server.

Delivery guarantee: an item is handed to the server at most once, except when the connection or this process
dies between the first byte of the body and the server's answer. Such items are `unknown`: they are searched
for, and then shown to a person (touches) or sent once more with a flag (answers). The recipe:
1. `queued → leased`; touches wait for their window, the mailbox's freshness, gaps and caps.
2. Build the bytes once and keep them; connect; MAIL and RCPT are accepted.
3. Write, then look: `leased → sending`, then read conversation, suppressions and account. If one of them
   says no: `sending → cancelled`, with no byte of the body written.
4. DATA. 250 → `sent`; 4xx, 5xx → `queued` with backoff, or `failed`; no answer → `unknown`.
"""

import asyncio
import collections.abc
import dataclasses
import datetime
import random
from typing import Generic, TypeVar

from services.core import clock, errors, log, metrics, outcome, settings
from services.core.carrier import Carrier
from services.core.domain import account, delivery, outbox_item, suppression, token
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.installation import Installation
from services.core.domain.outbox_item import OutboxItem
from services.core.store import boarding, routing, silence
from services.core.store.database import Database
from services.mail_worker import client, compose, guard, signing
from services.mail_worker.clearance import Clearance
from services.mail_worker.credentials import Credentials
from services.mail_worker.sent_folder import SentFolder

_MOST_ATTEMPTS = 12
_SOON = datetime.timedelta(seconds=2)
_ACCOUNTS_S = 10.0
_OFFERS_S = 10.0
_GATE_ACCOUNT_S = 1.0
_PAUSED = datetime.timedelta(minutes=5)
_YES_S = 600.0
_YES_PAUSE_S = 0.5
_ACCOUNT_PAUSED = "the account is paused"
_ON_HOLD = "the installation is on hold"
ALREADY_SENT = "it is in Sent: it went out before this database was restored, or from a copy of it"
_LATER = (_ACCOUNT_PAUSED, _ON_HOLD)
_DEAD_ADDRESS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "user unknown", "no such user", "unknown user")


Noun = TypeVar("Noun")


class Mailer(Carrier):
    """A source of jobs for the worker: due items of every active mail account."""

    name = "outbox"

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        owner: str,
        clearance: Clearance,
        copies: SentFolder,
        credentials: Credentials,
    ) -> None:
        super().__init__(database, now, "mail_worker")
        self._settings = configuration
        self._owner = owner
        self._clearance = clearance
        self._copies = copies
        self._credentials = credentials
        self._turnstiles: dict[str, client.Turnstile] = {}
        self._accounts: dict[str, account.Account] = {}
        self._accounts_read_at = float("-inf")
        self._offers = _Seen(database.campaigns.get, _OFFERS_S)
        self._at_gate = _Seen(self._as_at_gate, _GATE_ACCOUNT_S)

    async def _as_at_gate(self, account_id: str) -> "_Sending":
        return _Sending(await self._database.accounts.get(account_id), await self._database.installation.get())

    async def claim(self) -> OutboxItem | None:
        """The next due item of an account that is not paused; none while the installation is on hold."""
        if clock.lease_clock() - self._accounts_read_at > _ACCOUNTS_S:
            is_held = (await self._database.installation.get()).hold is not None
            everyone = [] if is_held else await self._database.accounts.all()
            active = [each for each in everyone if each.channel == "email" and each.state is account.State.ACTIVE]
            self._accounts = {each.id: each for each in active}
            self._accounts_read_at = clock.lease_clock()
        if not self._accounts:
            return None
        return await self._database.outbox.claim(list(self._accounts), self._owner, self._clock.now())

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
        # Seconds old at most; whether it was paused meanwhile is seen at the gate. What a touch has to wait for
        # must be as it is now: the pace, and when the mailbox was read.
        known = None if job.is_touch else self._accounts.get(job.account)
        mailbox = known or await self._database.accounts.get(job.account)
        if mailbox is None or mailbox.state is account.State.PAUSED:
            return outcome.Snooze(now + _PAUSED, "the account is paused")
        wait = await self._clearance.wait_for(job, mailbox, now)
        if wait is not None:
            return wait
        with metrics.timed("hand_over"):
            ended = await self._hand_over(job, mailbox, now)
        if not isinstance(ended, outcome.Done):
            await self._clearance.give_back(job, now)
        return ended

    async def _hand_over(self, item: OutboxItem, mailbox: account.Account, now: datetime.datetime) -> outcome.Outcome:
        """Done: it was accepted, may have been, or was cancelled. Anything else: certainly not accepted."""
        credential = None
        turnstile = self._turnstiles.setdefault(mailbox.id, client.Turnstile())
        try:
            try:
                raw = await self._bytes(item, mailbox)
                gate = _Gate(self._database, item, self._clock, raw, self._at_gate)
            except (ValueError, errors.NotFound) as error:
                return await self._give_up(item, f"the mail cannot be built: {error}")
            credential = await self._credentials.of(mailbox)
            receipt = await client.hand_over(
                mailbox, credential, item.to.value, raw, gate.may_pass, self._settings.send_timeout_s, turnstile
            )
        except errors.BadSetting as error:
            return await self._paused(item, mailbox, str(error))
        except errors.LoginRefused as error:
            if credential is not None and self._credentials.may_try_again(mailbox, credential):
                return outcome.Retry(self._clock.now() + _SOON, str(error))
            return await self._paused(item, mailbox, f"SMTP login refused: {error}")
        except errors.DeliveryError as error:
            return await self._failed(item, error)
        if receipt is None:
            await self._note(item, delivery.Ending.CANCELLED, 0, gate.reason)
            await self._clearance.give_back(item, now)
            return await self._ended(item)
        return await self._sent(item, mailbox, receipt, raw)

    async def _bytes(self, item: OutboxItem, mailbox: account.Account) -> bytes:
        kept = await self._database.outbox.mime(item) if item.attempts > 1 or item.resends else None
        if kept is not None:
            return kept
        offer = await self._offers.get(item.campaign) if item.campaign else None
        files = []
        for file in item.files:
            content = await self._database.assets.get(file.asset)
            if content is None:
                raise errors.NotFound(f"the file {file.name} of {item.id} is not in the store")
            files.append((file, content))
        raw = compose.compose(item, mailbox, offer, tuple(files), self._leaving(item, mailbox))
        if mailbox.dkim is not None:
            key, domain = self._settings.reveal(mailbox.dkim.secret), mailbox.address.rpartition("@")[2]
            at = int(item.date.timestamp())
            raw = await asyncio.to_thread(signing.sign, raw, domain, mailbox.dkim.selector, key, at)
        return raw

    def _leaving(self, item: OutboxItem, mailbox: account.Account) -> compose.Unsubscribing | None:
        if not item.conversation:
            return None
        signed = token.sign(self._settings.signing_key(), token.UNSUBSCRIBE, item.conversation)
        public = self._settings.public_url
        return compose.Unsubscribing(
            mailto=mailbox.address,
            subject=f"{token.UNSUBSCRIBE}-{signed}",
            url=f"{public}/u/{signed}" if public else "",
        )

    async def _sent(
        self, item: OutboxItem, mailbox: account.Account, receipt: client.Receipt, raw: bytes
    ) -> outcome.Outcome:
        # First of all, so that the copy is there as evidence when the yes cannot be written down.
        self._copies.keep(mailbox, raw, item.message_id)
        await self._write_down_yes(item, receipt)
        await self._note(item, delivery.Ending.SENT, receipt.code, receipt.text)
        if item.conversation:
            thread = (*item.references, item.message_id)[-20:]
            marks = {"last_message_id": item.message_id, "references": thread, "subject": item.subject}
            await boarding.land(self._database, item, marks)
        self._log.info("sent", item=item.id, conversation=item.conversation, kind=str(item.kind))
        return outcome.Done()

    async def _write_down_yes(self, item: OutboxItem, receipt: client.Receipt) -> None:
        """The server's yes is a fact that only this process knows: a database that is away is waited for."""
        given_up_at = clock.lease_clock() + _YES_S
        while True:
            try:
                await self._database.outbox.sent(item, self._clock.now(), receipt.text[:200])
                return
            except errors.StoreUnavailable:
                if clock.lease_clock() > given_up_at:
                    raise
                self._log.warning("yes_waits_for_store", item=item.id)
                await asyncio.sleep(_YES_PAUSE_S)

    async def _failed(self, item: OutboxItem, error: errors.DeliveryError) -> outcome.Outcome:
        now = self._clock.now()
        if error.ambiguous:
            await self._database.outbox.uncertain(item, str(error))
            await self._note(item, delivery.Ending.UNKNOWN, error.code, str(error))
            self._log.warning("unknown", item=item.id, reason=str(error))
            return await self._ended(item)
        if not error.permanent:
            await self._note(item, delivery.Ending.DEFERRED, error.code, str(error))
            wait = outcome.backoff(item.attempts, random.random())
            return outcome.Retry(now + max(wait, datetime.timedelta(seconds=error.retry_after_s)), str(error))
        await self._note(item, delivery.Ending.REFUSED, error.code, str(error))
        # First, or silencing a dead address would cancel it as if nobody had tried.
        await self._database.outbox.failed(item, str(error))
        await self._refused(item, error, now)
        return outcome.Drop(str(error))

    async def _refused(self, item: OutboxItem, error: errors.DeliveryError, now: datetime.datetime) -> None:
        """A refusal for good: a dead address is silenced; anything else (policy, quota) is for a person."""
        if not item.conversation:
            return
        words = str(error).lower()
        if any(sign in words for sign in _DEAD_ADDRESS):
            await silence.silence_address(self._database, item.to, suppression.Reason.BOUNCE, now, "refused: " + words)
            await guard.note(self._database, item.account, guard.Harm.BOUNCE, now)
            return
        await self._hand_off(item, f"the server refused our mail: {error}", now)

    async def _give_up(self, item: OutboxItem, why: str) -> outcome.Outcome:
        """No further try can help; a person goes on with the conversation."""
        now = self._clock.now()
        if item.conversation:
            await self._hand_off(item, f"our mail could not be sent: {why}", now)
        self._log.error("given_up", item=item.id, reason=why)
        return outcome.Drop(why)

    async def _hand_off(self, item: OutboxItem, why: str, now: datetime.datetime) -> None:
        talk = await self._database.conversations.get(item.conversation)
        if talk is None or talk.is_over:
            return
        marks = {"stage": Stage.HANDED_OFF, "why": why, "wake_at": NEVER}
        await self._database.conversations.wake(item.conversation, now, marks)

    async def _paused(self, item: OutboxItem, mailbox: account.Account, why: str) -> outcome.Outcome:
        """One attempt: the account is paused and the operator told; the item waits."""
        now = self._clock.now()
        await self._database.accounts.mark(mailbox.id, {"state": account.State.PAUSED, "why": why})
        await self._database.events.add(
            f"account:{mailbox.id}:paused:{now.isoformat()}", now, "account_paused", "", why
        )
        self._log.error("account_paused", account=mailbox.id, reason=why)
        self._accounts_read_at = float("-inf")
        return outcome.Snooze(now + datetime.timedelta(minutes=1), why)


class _Seen(Generic[Noun]):
    """What is read again at most every so often: things that change by an operator's hand, not by a client's."""

    def __init__(self, read: collections.abc.Callable[[str], collections.abc.Awaitable[Noun]], lives_s: float) -> None:
        self._read = read
        self._lives_s = lives_s
        self._seen: dict[str, tuple[float, Noun]] = {}

    async def get(self, key: str) -> Noun:
        """The thing as it was at most `lives_s` seconds ago."""
        now = clock.lease_clock()
        if key not in self._seen or now - self._seen[key][0] > self._lives_s:
            self._seen[key] = (now, await self._read(key))
        return self._seen[key][1]


@dataclasses.dataclass(frozen=True)
class _Sending:
    """What an operator may have changed since the item was claimed."""

    mailbox: account.Account | None
    installation: Installation


class _Gate:
    """The look after the write: may the body go out? Remembers why not.

    Stops and new mail are read each time. A paused account and a hold are known within a second.
    """

    def __init__(
        self,
        database: Database,
        item: OutboxItem,
        now: clock.Clock,
        raw: bytes,
        seen: "_Seen[_Sending]",
    ) -> None:
        self._database = database
        self._item = item
        self._clock = now
        self._raw = raw
        self._seen = seen
        self.reason = ""

    async def may_pass(self) -> bool:
        """leased → sending with the bytes kept, then look; on a no, sending → cancelled (or back, for a pause)."""
        item = self._item
        if not await self._database.outbox.sending(item, self._clock.now(), self._raw):
            self.reason = "it was cancelled, or is somebody else's by now"
            return False
        self.reason, superseded = await self._objection()
        if self.reason in _LATER:
            await self._database.outbox.deferred(item, self._clock.now() + _PAUSED, self.reason)
        elif self.reason == ALREADY_SENT:
            await self._database.outbox.sent(item, self._clock.now(), self.reason)
        elif self.reason:
            await self._database.outbox.cancelled_at_gate(item, self.reason, superseded)
        return not self.reason

    async def _objection(self) -> tuple[str, bool]:
        """Why not, and whether it is because the client wrote again."""
        item = self._item
        seen = await self._seen.get(item.account)
        if seen.installation.hold is not None:
            return _ON_HOLD, False
        if item.kind is outbox_item.Kind.NOTICE:
            return "", False
        if await self._database.suppressions.of(item.to) is not None:
            return "the client is not to be written to", False
        talk = await self._database.conversations.get(item.conversation)
        if talk is None:
            return "its conversation is gone", False
        if talk.inbound_seq != item.inbound_seq:
            return routing.CLIENT_WROTE, True
        if seen.mailbox is None or seen.mailbox.state is account.State.PAUSED:
            return _ACCOUNT_PAUSED, False
        if seen.installation.has_traces and await self._database.installation.has_seen(item.reference):
            return ALREADY_SENT, False
        return "", False
