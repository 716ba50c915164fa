"""Company: keeps a client company while the answer is written: "typing", and after ten seconds a word to wait.

The word goes out once for a turn, through the outbox as everything does, so that it is paced, gated and seen in
the history. "Typing" is no message: it passes by itself after five seconds. It runs on the machine's own time,
since people wait in it.
"""

import asyncio
import collections.abc
import dataclasses
import time

from services.core import clock, errors, log
from services.core.domain import address, message, service
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store.database import Database
from services.tg_worker import client, words
from services.tg_worker.filing import Heard

WAIT_AFTER_S = 10.0
STEP_S = 1.0
_TYPING_EVERY_S = 4.0
_TYPING_ENDS_S = 300.0
_MOST_A_STEP = 20
_ON_ITS_WAY = (State.QUEUED, State.LEASED, State.SENDING, State.UNKNOWN)


@dataclasses.dataclass
class _Waiting:
    heard: Heard
    account: str
    since: float
    typed_at: float = float("-inf")
    is_told: bool = False


class Company:
    """The clients who wait for an answer in chats of this process. `bots` are the open ones, by account."""

    def __init__(
        self,
        database: Database,
        now: clock.Clock,
        key: bytes,
        bots: collections.abc.Callable[[], dict[str, client.Bot]],
        wait_after_s: float = WAIT_AFTER_S,
        seconds: collections.abc.Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = now
        self._key = key
        self._bots = bots
        self._wait_after_s = wait_after_s
        self._seconds = seconds
        self._waiting: dict[str, _Waiting] = {}
        self._log = log.get("tg_worker")

    def heard(self, account_id: str, heard: Heard) -> None:
        """Somebody has written; the first message of a turn counts."""
        since = self._seconds() - heard.waited_s
        self._waiting.setdefault(heard.conversation, _Waiting(heard, account_id, since))

    def sent(self, item: OutboxItem) -> None:
        """An answer has arrived: nobody waits in this conversation any more."""
        if item.kind is Kind.ANSWER or item.confirms_stop:
            self._waiting.pop(item.conversation, None)

    async def step(self) -> None:
        """Once a second: show "typing", tell who has waited long enough, and leave whom nobody will answer.

        A crowd is seen to by turns, those who are to be told first: it must not take the places of the answers.
        """
        moment = self._seconds()
        due = [(not self._is_late(each, moment), each.typed_at, talk_id) for talk_id, each in self._waiting.items()]
        shown = []
        for is_patient, typed_at, talk_id in sorted(due)[:_MOST_A_STEP]:
            is_time = moment - typed_at >= _TYPING_EVERY_S
            each = self._waiting.get(talk_id)  # an answer may have arrived meanwhile
            if each is None or (is_patient and not is_time):
                continue
            if moment - each.since > _TYPING_ENDS_S or not await self._is_coming(each.heard):
                self._waiting.pop(talk_id, None)
                continue
            if not is_patient:
                each.is_told = True
                await self._tell(each)
            if is_time:
                each.typed_at = moment
                shown.append(self._type(each))
        await asyncio.gather(*shown)

    def _is_late(self, waiting: _Waiting, moment: float) -> bool:
        return not waiting.is_told and moment - waiting.since >= self._wait_after_s

    async def _is_coming(self, heard: Heard) -> bool:
        """Whether the message is not settled yet, or its answer waits somewhere."""
        arrived = await self._database.messages.get(heard.message)
        if arrived is None:
            return False
        if arrived.state is not message.State.SETTLED:
            return True
        states = (*_ON_ITS_WAY, State.HELD)
        pending = await self._database.outbox.pending(heard.conversation, *states)
        return any(each.kind is Kind.ANSWER for each in pending)

    async def _type(self, waiting: _Waiting) -> None:
        bot = self._bots().get(waiting.account)
        if bot is None:
            return
        try:
            await bot.typing(waiting.heard.chat, waiting.heard.via)
        except errors.DeliveryError as error:
            self._log.info("typing_not_shown", reason=str(error))

    async def _tell(self, waiting: _Waiting) -> None:
        """Once for a turn: the id follows from its first message. Where an answer leaves any moment, it is enough."""
        heard = waiting.heard
        leaving = await self._database.outbox.pending(heard.conversation, *_ON_ITS_WAY)
        talk = await self._database.conversations.get(heard.conversation)
        if talk is None or any(each.kind is Kind.ANSWER for each in leaving):
            return
        here = talk.model_copy(
            update={"channel": address.Channel.TELEGRAM, "account": waiting.account, "via": heard.via}
        )
        text = words.said("wait", talk.language)
        item = service.message(
            f"{heard.message}:wait", address.telegram(str(heard.chat)), here, text, self._key, self._clock.now()
        )
        await self._database.outbox.add(item)
