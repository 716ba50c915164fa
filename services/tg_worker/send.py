"""Send: takes due items of the outbox to the chats of the bots that this process holds.

Delivery guarantee: a message is handed to Telegram at most once, except when the connection or this process dies
between the request and its answer: the Bot API knows no key by which a repetition is told. Such items are
`unknown`; an answer is then sent once more with a flag, a touch goes to a person (`resolve.py`). The recipe:
1. `queued → leased`; touches wait for their window and the day's cap; everything waits for its place in the pace.
2. Write, then look: `leased → sending`, then conversation, suppressions and account. A no: `sending → cancelled`.
3. The parts one after the other, each noted when it has arrived; no resend repeats one that has.
4. 429 → back, and the whole bot waits; blocked or no such chat → `failed`, and the chat is unreachable; refused
   for another reason → `failed`, and a person looks; no answer → `unknown`.
"""

import asyncio
import collections.abc
import dataclasses
import datetime
import random

from services.core import clock, errors, log, outcome
from services.core.carrier import Carrier
from services.core.domain import account, delivery, outbox_item
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.outbox_item import Kind, OutboxItem
from services.core.store.database import Database
from services.tg_worker import client, wire, words
from services.tg_worker.clearance import Clearance
from services.tg_worker.filing import unreachable
from services.tg_worker.gate import PAUSED_FOR, Gate
from services.tg_worker.pacer import Pacer

_MOST_ATTEMPTS = 12
_SOON = datetime.timedelta(seconds=2)
_LONG_WAIT_S = 5.0
_TOLD_TO_WAIT = "Telegram has asked the bot to wait"
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")
_TALKING = frozenset({Stage.NEW, Stage.CONTACTED, Stage.ENGAGED, Stage.PAUSED})
Bots = collections.abc.Callable[[], dict[str, client.Bot]]


@dataclasses.dataclass(frozen=True)
class Part:
    """What is one message in the chat: words, or a file."""

    text: str = ""
    title: str = ""
    file: outbox_item.File | None = None
    buttons: tuple[outbox_item.Button, ...] = ()


class Sender(Carrier):
    """A source of jobs for the worker: due items of the bots in our hands. `on_sent` is told of each that arrived."""

    name = "outbox"

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        owner: str,
        bots: Bots,
        clearance: Clearance,
        on_sent: collections.abc.Callable[[OutboxItem], None],
    ) -> None:
        super().__init__(database, now, "tg_worker")
        self._owner = owner
        self._bots = bots
        self._clearance = clearance
        self._on_sent = on_sent
        self._pacers: dict[str, Pacer] = {}

    async def claim(self) -> OutboxItem | None:
        """The next due item of a bot that is open here; none of one that was told to wait, none while on hold."""
        moment = clock.lease_clock()
        open_bots = [each for each in self._bots() if self._pacer(each).waits(moment) < _LONG_WAIT_S]
        if not open_bots or await self._is_held():
            return None
        return await self._database.outbox.claim(open_bots, self._owner, self._clock.now())

    def _pacer(self, account_id: str) -> Pacer:
        return self._pacers.setdefault(account_id, Pacer())

    async def do(self, job: OutboxItem) -> outcome.Outcome:
        """Take one item as far as it goes now."""
        with log.about(item=job.id, conversation=job.conversation):
            return await self._do(job)

    async def _do(self, job: OutboxItem) -> outcome.Outcome:
        now = self._clock.now()
        if job.attempts > _MOST_ATTEMPTS:
            return await self._refused(job, f"given up after {job.attempts - 1} attempts: {job.why}", now)
        if job.not_after < now:
            await self._database.outbox.expired(job, "its time had passed")
            await self._left_to_another_channel(job)
            return await self._ended(job)
        if not await self._board(job):
            return outcome.Snooze(now + _SOON, "another message of this conversation is on its way")
        mailbox = await self._database.accounts.get(job.account)
        bot = self._bots().get(job.account)
        if mailbox is None or bot is None or mailbox.state is account.State.PAUSED:
            return outcome.Snooze(now + PAUSED_FOR, "the account is paused, or somebody else holds it")
        wait = await self._clearance.wait_for(job, mailbox, now)
        if wait is not None:
            return wait
        ended = await self._hand_over(job, bot, now)
        if not isinstance(ended, outcome.Done):
            await self._clearance.give_back(job, now)
        return ended

    async def _hand_over(self, item: OutboxItem, bot: client.Bot, now: datetime.datetime) -> outcome.Outcome:
        parts = await self._parts(item)
        arrived = await self._database.outbox.parts_sent(item)
        wait_s = await self._paced(item)
        if wait_s:
            return outcome.Snooze(now + datetime.timedelta(seconds=wait_s), _TOLD_TO_WAIT)
        try:
            return await self._through_the_gate(item, bot, parts, arrived)
        finally:
            self._ended_in(item)

    async def _through_the_gate(
        self, item: OutboxItem, bot: client.Bot, parts: tuple[Part, ...], arrived: int
    ) -> outcome.Outcome:
        gate = Gate(self._database, item, self._clock)
        if not await gate.may_pass():
            now = self._clock.now()
            await self._note(item, delivery.Ending.CANCELLED, 0, gate.reason)
            await self._clearance.give_back(item, now)
            return await self._ended(item)
        for number, part in enumerate(parts[arrived:], arrived):
            if number > arrived:
                wait_s = await self._paced(item)
                if wait_s:
                    return outcome.Retry(self._clock.now() + datetime.timedelta(seconds=wait_s), _TOLD_TO_WAIT)
                if await gate.objection():
                    return await self._sent(item, f"cut short after {number} of {len(parts)}: {gate.reason}")
            try:
                await self._send(item, bot, part)
            except errors.NotFound as error:
                return await self._refused(item, str(error), self._clock.now())
            except errors.DeliveryError as error:
                return await self._failed(item, error)
            finally:
                self._ended_in(item)
            await self._database.outbox.part_sent(item, number + 1)
        return await self._sent(item)

    def _ended_in(self, item: OutboxItem) -> None:
        """Nothing of this item is on its way to its chat any more."""
        self._pacer(item.account).end(_chat(item), clock.lease_clock())

    async def _paced(self, item: OutboxItem) -> float:
        """Wait until it may leave: 0, and it is on its way; or the seconds of a wait too long to hold a place for."""
        pacer = self._pacer(item.account)
        while True:
            moment = clock.lease_clock()
            if pacer.waits(moment) >= _LONG_WAIT_S:
                return pacer.waits(moment)
            await asyncio.sleep(max(0.0, pacer.reserve(_chat(item), moment) - moment))
            moment = clock.lease_clock()
            # Else Telegram has asked for patience meanwhile, or another message was late.
            if not pacer.waits(moment) and pacer.begin(_chat(item), moment):
                return 0.0

    async def _parts(self, item: OutboxItem) -> tuple[Part, ...]:
        talk = await self._database.conversations.get(item.conversation) if item.conversation else None
        buttons = item.buttons
        if not buttons and item.kind in outbox_item.OVERTAKEN and not item.via:
            is_talking = talk is not None and talk.stage in _TALKING
            buttons = words.next_steps(item.language) if is_talking else ()
        return parts(item, buttons)

    async def _send(self, item: OutboxItem, bot: client.Bot, part: Part) -> None:
        """Raises `errors.DeliveryError`, and `errors.NotFound` where a file is gone."""
        if part.file is None:
            await bot.send_text(_chat(item), part.text, part.buttons, item.via, part.title)
            return
        content = await self._database.assets.get(part.file.asset)
        if content is None:
            raise errors.NotFound(f"the file {part.file.name} of {item.id} is not in the store")
        await bot.send_file(_chat(item), part.file.name, content, part.buttons, item.via)

    async def _sent(self, item: OutboxItem, why: str = "") -> outcome.Outcome:
        now = self._clock.now()
        await self._database.outbox.sent(item, now, why)
        await self._note(item, delivery.Ending.SENT, 200, why)
        await self._ended(item)
        self._log.info("sent", item=item.id, conversation=item.conversation, kind=str(item.kind))
        self._on_sent(item)
        return outcome.Done()

    async def _failed(self, item: OutboxItem, error: errors.DeliveryError) -> outcome.Outcome:
        now = self._clock.now()
        if error.ambiguous:
            await self._database.outbox.uncertain(item, str(error))
            await self._note(item, delivery.Ending.UNKNOWN, error.code, str(error))
            self._log.warning("unknown", item=item.id, reason=str(error))
            return await self._ended(item)
        if isinstance(error, errors.LoginRefused):
            return await self._paused(item, f"Telegram refused the token: {error}", now)
        if not error.permanent:
            await self._note(item, delivery.Ending.DEFERRED, error.code, str(error))
            if error.retry_after_s:
                self._pacer(item.account).pause(clock.lease_clock() + error.retry_after_s)
                self._log.warning("told_to_wait", account=item.account, seconds=error.retry_after_s)
                return outcome.Retry(now + datetime.timedelta(seconds=error.retry_after_s), str(error))
            return outcome.Retry(now + outcome.backoff(item.attempts, random.random()), str(error))
        await self._note(item, delivery.Ending.REFUSED, error.code, str(error))
        if error.code == 403 or any(sign in str(error).lower() for sign in _GONE):
            return await self._closed(item, str(error), now)
        return await self._refused(item, str(error), now)

    async def _closed(self, item: OutboxItem, why: str, now: datetime.datetime) -> outcome.Outcome:
        """Blocked, or gone: nothing reaches this chat. The person's other addresses are as good as before."""
        await self._database.outbox.failed(item, why)
        talk = await self._database.conversations.get(item.conversation) if item.conversation else None
        if talk is not None and not await self._left_to_another_channel(item):
            await unreachable(self._database, talk, f"the chat is closed: {why}", now)
        return outcome.Drop(why)

    async def _refused(self, item: OutboxItem, why: str, now: datetime.datetime) -> outcome.Outcome:
        """No further try can help; a person goes on with the conversation."""
        talk = await self._database.conversations.get(item.conversation) if item.conversation else None
        if talk is not None and not talk.is_over and item.kind in outbox_item.OVERTAKEN:
            marks = {"stage": Stage.HANDED_OFF, "why": f"our message could not be sent: {why}", "wake_at": NEVER}
            await self._database.conversations.wake(talk.id, now, marks)
        self._log.error("given_up", item=item.id, reason=why)
        return outcome.Drop(why)

    async def _paused(self, item: OutboxItem, why: str, now: datetime.datetime) -> outcome.Outcome:
        await self._database.accounts.mark(item.account, {"state": account.State.PAUSED, "why": why})
        event = f"account:{item.account}:paused:{now.isoformat()}"
        await self._database.events.add(event, now, "account_paused", "", why)
        self._log.error("account_paused", account=item.account, reason=why)
        return outcome.Retry(now + PAUSED_FOR, why)


def parts(item: OutboxItem, buttons: tuple[outbox_item.Button, ...]) -> tuple[Part, ...]:
    """The messages that an item becomes: its words in pieces, then its files; the buttons below the last. Pure."""
    title = item.subject if item.kind is Kind.NOTICE else ""
    room = wire.MOST_UNITS - wire.units(title) - 2
    made = [Part(text=text) for text in wire.split(item.text, room)]
    if made and title:
        made[0] = dataclasses.replace(made[0], title=title)
    made += [Part(file=file) for file in item.files]
    if made:
        made[-1] = dataclasses.replace(made[-1], buttons=buttons)
    return tuple(made)


def _chat(item: OutboxItem) -> int:
    """The chat's number. Raises ValueError on an address that is none: `enrolment.way_to` lets none of those come."""
    return int(item.to.base)
