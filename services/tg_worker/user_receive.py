"""Receive, a person's account: reads its box on Telegram from where it had got to, into our inbox.

Delivery guarantee: every message is stored at least once, and storing is idempotent. The recipe:
1. Become the account's one receiver (`core/holding`): one session in two places would be ended by Telegram for good.
2. Connect. An account that was never read starts at its present position: older chats are nobody's answer to us.
3. Ask for the difference since the position; put each message into the inbox, in order; keep the new position;
   file what lies in the inbox. Pushed updates are only a sign that it is time to ask: nothing is lost between a push
   and a crash. Where the server has forgotten the difference, the latest chats are read instead.
4. Wait for the next push, or for a while; then 3.
5. A lost connection is opened anew after a pause. A dead login pauses the account; nobody logs in again by itself.

It answers nobody. Whoever sends from this account borrows the connection with `connection`.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import datetime

from telethon import types

from services.core import clock, errors, holding, log, settings
from services.core.domain import account, telegram_policy, update
from services.core.domain.telegram_errors import Kind
from services.core.store.database import Database
from services.tg_worker import user_session, user_wire
from services.tg_worker.user_client import News, Peer, Position, Refused, UserClient
from services.tg_worker.user_conduct import Conducts
from services.tg_worker.user_filing import UserFiling

_IDLE_S = 60.0
_PAUSES_S = (1.0, 2.0, 5.0, 15.0, 60.0)
_PATIENCE = 3
_FILING_TRIES = 3
_UNREADABLE = "cannot be read: "


@dataclasses.dataclass
class Connection:
    """A live connection of the account that this process holds. `lock`: one message at a time goes out on it."""

    client: UserClient
    fence: int
    lock: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    reading: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)


class UserReceiver:
    """Reads one account until told to stop. What came is put into the inbox; `heard` is told that there is some."""

    def __init__(
        self,
        account_id: str,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        conducts: Conducts,
        heard: collections.abc.Callable[[], None],
    ) -> None:
        self.account_id = account_id
        self.connection: Connection | None = None
        self.complete_looks = 0
        self._database = database
        self._clock = now
        self._settings = configuration
        self._heard = heard
        self._filing = UserFiling(database, account_id, conducts)
        self._holding = holding.Holding(account_id, database, configuration.lease_s, "tg_worker")
        self._log = log.get("tg_worker").bind(account=account_id)
        self._came = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop`; whoever holds the account reads, the others wait for it."""
        await self._holding.run(lambda fence: self._read_on(fence, stop), stop)

    async def _read_on(self, fence: int, stop: asyncio.Event) -> None:
        """Connect, read, wait; again after every failure, with growing pauses."""
        failures = 0
        while not stop.is_set():
            mailbox = await self._database.accounts.get(self.account_id)
            if mailbox is None or mailbox.state is account.State.PAUSED:
                await holding.rest(stop, 2.0)
                continue
            looks = self.complete_looks
            try:
                await self._session(mailbox, fence, stop)
                failures = 0
            except errors.BadSetting as error:
                await pause(self._database, self.account_id, str(error), self._clock.now())
            except Refused as error:
                if error.kind is Kind.DEAD:
                    await self._died(mailbox, error)
                    continue
                self._log.warning("refused", reason=str(error))
                await holding.rest(stop, max(error.retry_after_s, _PAUSES_S[-1]))
            except errors.DeliveryError as error:
                failures = 1 if self.complete_looks > looks else failures + 1
                self._log.warning("connection_lost", reason=str(error), failures=failures)
                if failures == _PATIENCE:
                    await self._tell(f"{_UNREADABLE}{error}")
                await holding.rest(stop, _PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="receive")
                await holding.rest(stop, 1.0)

    async def _died(self, mailbox: account.Account, error: Refused) -> None:
        """The account stops, unless somebody has logged in anew meanwhile."""
        latest = await self._database.accounts.get(self.account_id)
        if latest is not None and latest.secret == mailbox.secret:
            await pause(self._database, self.account_id, f"{error.why} ({error.name})", self._clock.now())

    async def _tell(self, why: str) -> None:
        """It stays unreachable: the account is not paused, since this may pass, but it says what is wrong."""
        self._log.error("mailbox_unreachable", reason=why)
        await self._database.accounts.mark(self.account_id, {"why": why})
        moment = self._clock.now()
        event = f"account:{self.account_id}:unreachable:{moment.isoformat()}"
        await self._database.events.add(event, moment, "mailbox_unreachable", "", why)

    async def _session(self, mailbox: account.Account, fence: int, stop: asyncio.Event) -> None:
        session = user_session.of_text(self._settings.reveal(mailbox.secret))
        client = UserClient(session, self._settings, self._came.set)
        await self._file_waiting()  # what another process had stored and not filed
        ender = asyncio.create_task(_when(stop, self._came.set))
        try:
            await client.connect()
            await self._opened(client, mailbox)
            connection = Connection(client, fence)
            self.connection = connection
            while not stop.is_set():
                self._came.clear()
                await self.look(connection)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._came.wait(), min(_IDLE_S, self._settings.idle_s))
        finally:
            ender.cancel()
            self.connection = None
            await client.close()

    async def _opened(self, client: UserClient, mailbox: account.Account) -> None:
        """Who is it, and since when; a session that is not logged in is refused here."""
        me = await client.me()
        known = await self._database.accounts.conduct(self.account_id)
        conduct = known or telegram_policy.Conduct(since=mailbox.since or self._clock.now())
        if known is None or known.is_premium != me.is_premium:
            told = conduct.model_copy(update={"is_premium": me.is_premium})
            await self._database.accounts.keep_conduct(self.account_id, told)
        self._log.info("account_open")
        if mailbox.why.startswith(_UNREADABLE):
            await self._database.accounts.mark(self.account_id, {"why": ""})

    async def look(self, connection: Connection) -> None:
        """Read everything that has come by now. Raises `Refused` and `Unreachable`."""
        async with connection.reading:
            began = self._clock.now()
            position, last = await self._position(connection)
            while True:
                news = await connection.client.difference(position)
                if news.is_lost:
                    found, people = await connection.client.chats(above=last)
                    news = dataclasses.replace(news, messages=found, people=people, is_whole=False)
                last = await self._take(news, last)
                if news.position != position:
                    await self._keep(connection, news.position, last)
                position = news.position
                if news.is_whole:
                    break
            await self._file_waiting()
            self.complete_looks += 1
            await self._database.accounts.mark(self.account_id, {"checked_at": began})

    async def _file_waiting(self) -> None:
        """File what lies in the inbox, in order. What a bug keeps from being filed three times is passed over."""
        while waiting := await self._database.inbox.waiting(self.account_id):
            for each in waiting:
                try:
                    stored = await self._filing.file(each, self._clock.now())
                except errors.AgentError:
                    raise
                except Exception as error:  # noqa: BLE001 - one message must not keep all others from being read
                    self._log.error("bug", source="receive", key=each.id, exc_info=True)
                    await self._not_filed(each, f"a message could not be filed ({type(error).__name__})")
                    continue
                await self._database.inbox.filed(each.id)
                if stored:
                    self._log.info("received", message=stored)
                    self._heard()

    async def _not_filed(self, arrived: update.Update, why: str) -> None:
        if await self._database.inbox.tried(arrived.id) >= _FILING_TRIES:
            await self._database.inbox.failed(arrived.id, why)
            await self._database.events.add(f"{arrived.id}:not_filed", self._clock.now(), "message_not_filed", "", why)

    async def _position(self, connection: Connection) -> tuple[Position, int]:
        kept = await self._database.accounts.box(self.account_id)
        if kept is not None:
            return Position(kept["pts"], kept["qts"], kept["date"], kept["seq"]), kept["last"]
        position, last = await connection.client.position(), await connection.client.last_number()
        await self._keep(connection, position, last)
        return position, last

    async def _keep(self, connection: Connection, position: Position, last: int) -> None:
        fields = {**dataclasses.asdict(position), "last": last}
        if not await self._database.accounts.keep_box(self.account_id, self._holding.owner, connection.fence, fields):
            raise errors.DeliveryError("the account is read by another process by now")

    async def _take(self, news: News, last: int) -> int:
        """Store what came, in order; the highest number in the box so far. Groups and channels are nobody's answer."""
        people = {each.id: each for each in news.people}
        for each in news.messages:
            other = people.get(each.peer_id.user_id) if isinstance(each.peer_id, types.PeerUser) else None
            if other is not None:
                await self._database.inbox.put(self._update(each, other))
                last = max(last, each.id)
        return last

    def _update(self, message: types.Message, other: Peer) -> update.Update:
        written = user_wire.written(message, other)
        return update.Update(
            id=f"mt:{self.account_id}:{written.number}:{written.edited}",
            account=self.account_id,
            number=written.number,
            raw=written.text_form(),
            at=self._clock.now(),
        )


async def pause(database: Database, account_id: str, why: str, now: datetime.datetime) -> None:
    """The account stops, and the operator is told; only a person starts it again."""
    log.get("tg_worker").error("account_paused", account=account_id, reason=why)
    await database.accounts.mark(account_id, {"state": account.State.PAUSED, "why": why})
    await database.events.add(f"account:{account_id}:paused:{now.isoformat()}", now, "account_paused", "", why)


async def _when(stop: asyncio.Event, then: collections.abc.Callable[[], None]) -> None:
    await stop.wait()
    then()
