"""A rehearsal's Telegram: the senders that the agent has, with nobody at the other end. Nothing leaves the machine.

Windows, caps and the conduct of people's accounts hold as they will: those are the senders' own. Everybody is found,
takes messages and stays silent, and @SpamBot has no complaint; what Telegram would say otherwise cannot be foreseen.
"""

import asyncio
import dataclasses
import itertools
import typing

from services.core import worker
from services.core.clock import Clock
from services.core.domain import account, address
from services.core.domain.outbox_item import OutboxItem
from services.core.store.database import Database
from services.tg_worker import client, user_receive, user_send
from services.tg_worker.clearance import Clearance
from services.tg_worker.send import Sender
from services.tg_worker.user_client import Peer, UserClient
from services.tg_worker.user_conduct import Conducts

_SERVICE, _OWNER, _PLACES, _RENEW_S = "rehearsal", "rehearsal", 4, 60.0
_NO_LIMITS = "Good news, no limits are currently applied to your account. You’re free as a bird!"
_FIRST_NUMBER = 9_000_000_000


@dataclasses.dataclass(frozen=True)
class _Said:
    """A message in a chat, as far as the sender looks at it."""

    id: int
    out: bool
    message: str


class _SilentBot:
    """Takes everything."""

    async def send_text(self, *_: object) -> None:
        """It has arrived."""

    async def send_file(self, *_: object) -> None:
        """It has arrived."""


class _SilentPeople:
    """Everybody is there and takes messages."""

    def __init__(self) -> None:
        self._numbers = itertools.count(_FIRST_NUMBER)
        self._spam_bot = 0

    async def by_username(self, name: str) -> Peer:
        """Whoever it is."""
        found = Peer(next(self._numbers), 1)
        self._spam_bot = found.id if name == "SpamBot" else self._spam_bot
        return found

    async def by_phone(self, *_: object) -> Peer:
        """Whoever it is."""
        return Peer(next(self._numbers), 1)

    async def objection_of(self, _: Peer) -> str:
        """None."""
        return ""

    async def latest(self, peer: Peer, above: int = 0, limit: int = 20) -> tuple[_Said, ...]:
        """@SpamBot's answer; from everybody else nothing has come."""
        return (_Said(above + 1, False, _NO_LIMITS),) if peer.id == self._spam_bot else ()

    async def send(self, *_: object, **__: object) -> int:
        """It has arrived."""
        return next(self._numbers)

    async def send_file(self, *_: object) -> int:
        """It has arrived."""
        return next(self._numbers)


class _Reading:
    """An account that is read to its end at every moment: nobody writes in a rehearsal."""

    def __init__(self, account_id: str) -> None:
        self.account_id = account_id
        people = typing.cast(UserClient, _SilentPeople())
        self.connection = user_receive.Connection(people, 0, asyncio.Lock(), asyncio.Lock())

    async def look(self, _: user_receive.Connection) -> None:
        """Nothing has come."""


def lanes(database: Database, now: Clock, mailboxes: list[account.Account]) -> list[worker.Lane[OutboxItem]]:
    """The senders for these accounts: one for all bots, one for all people's accounts."""
    bots = {each.id: typing.cast(client.Bot, _SilentBot()) for each in _of(mailboxes, account.Kind.TELEGRAM_BOT)}
    people = {
        each.id: typing.cast(user_receive.UserReceiver, _Reading(each.id))
        for each in _of(mailboxes, account.Kind.TELEGRAM_USER)
    }
    made: list[worker.Lane[OutboxItem]] = []
    if bots:
        clearance = Clearance(database, lambda _: True)
        sender = Sender(database, now, _OWNER, lambda: bots, clearance, lambda _: None)
        made.append(worker.Lane(sender, _PLACES, _RENEW_S, _SERVICE))
    if people:
        users = user_send.UserSender(database, now, _OWNER, people, Conducts(database))
        made.append(worker.Lane(users, _PLACES, _RENEW_S, _SERVICE))
    return made


def _of(mailboxes: list[account.Account], kind: account.Kind) -> list[account.Account]:
    return [each for each in mailboxes if each.kind is kind and each.channel == address.Channel.TELEGRAM]
