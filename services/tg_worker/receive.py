"""Receive: reads one bot's updates, stores them as they come, and files what is stored.

Delivery guarantee: every update is filed at least once, and filing is idempotent. The recipe:
1. Become the bot's one process (`core/holding`): Telegram lets only one read, and the limits of sending
   are counted per bot.
2. getUpdates; store each update under `bot:<bot id>:<update id>`; only then ask with the next offset, which
   confirms them. Killed in between, they come again and meet their own keys.
3. File what is stored, whoever stored it: a webhook's updates are put there by the console, and while a webhook is
   set getUpdates is refused and only this step is done. Each chat in its order, several chats side by side.
4. An update that cannot be filed because of a bug is tried three times, told as an event, and passed over.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import datetime
import json

from services.core import clock, errors, holding, log, settings
from services.core.domain import account, update
from services.core.domain.update import Update
from services.core.store.database import Database
from services.tg_worker import client, menu, wire
from services.tg_worker.filing import Filing, Heard

_FILE_EVERY_S = 1.0
_PAUSES_S = (1.0, 2.0, 5.0, 15.0, 60.0)
_MOST_TRIES = 3
_MOST_ASKED = 10
_KEPT = datetime.timedelta(days=30)
_PRUNE_S = 3600.0
_MENU_S = 60.0
_CONFLICT = 409
_UNREADABLE = "cannot be read: "


class Receiver:
    """Reads one bot until told to stop. `bot` is the open client while this process holds the account."""

    def __init__(
        self,
        account_id: str,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        on_message: collections.abc.Callable[[Heard], None],
        poll_s: float = client.POLL_S,
        answer_s: float = client.ANSWER_S,
    ) -> None:
        self.account_id = account_id
        self.bot: client.Bot | None = None
        self.is_listening = False
        self._database = database
        self._clock = now
        self._settings = configuration
        self._on_message = on_message
        self._poll_s = poll_s
        self._answer_s = answer_s
        self._holding = holding.Holding(account_id, database, configuration.lease_s, "tg_worker")
        self._stored = asyncio.Event()
        self._log = log.get("tg_worker").bind(account=account_id)
        self.is_filing = False
        self._came_at: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop`; whoever holds the account reads and sends, the others wait for it."""
        await self._holding.run(lambda _: self._work(stop), stop)

    async def _work(self, stop: asyncio.Event) -> None:
        """Open the bot, read and file side by side; again with growing pauses when it cannot be opened."""
        while not stop.is_set():
            mailbox = await self._database.accounts.get(self.account_id)
            if mailbox is None or mailbox.state is account.State.PAUSED:
                await holding.rest(stop, 2.0)
                continue
            try:
                token = self._settings.reveal(mailbox.secret)
            except errors.BadSetting as error:
                await self._paused(str(error))
                continue
            bot = client.Bot(token, self._settings.telegram_bot_api, self._answer_s, self._poll_s)
            try:
                await self._with(bot, mailbox, stop)
            finally:
                self.bot, self.is_listening = None, False
                await bot.close()

    async def _with(self, bot: client.Bot, mailbox: account.Account, stop: asyncio.Event) -> None:
        """Read, file and let others send through this bot, until told to stop or the account is paused."""
        filing = Filing(self._database, mailbox, bot, self._settings.signing_keys())
        tasks = [
            asyncio.create_task(self._read(bot, stop)),
            asyncio.create_task(self._file_all(filing, stop)),
            asyncio.create_task(self._tidy(bot, stop)),
        ]
        self.bot = bot
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, bot: client.Bot, stop: asyncio.Event) -> None:
        """Step 2, again and again; ends when the token is refused."""
        offset = failures = 0
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                self.is_listening = failures == 0
                asking = asyncio.ensure_future(bot.updates(offset))
                await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not asking.done():
                    asking.cancel()
                    await asyncio.gather(asking, return_exceptions=True)
                    return
                try:
                    found = asking.result()
                    offset = await self._store(found, bot, offset)
                    await self._well(failures)
                    failures = 0
                except errors.LoginRefused as error:
                    await self._paused(f"Telegram refused the token: {error}")
                    return
                except (errors.DeliveryError, errors.StoreUnavailable) as error:
                    failures += 1
                    await self._unread(error, failures)
                    await holding.rest(stop, _PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
        finally:
            stopping.cancel()

    async def _store(self, found: list[client.Json], bot: client.Bot, offset: int) -> int:
        """Store a batch; the offset that confirms it."""
        now = self._clock.now()
        for each in found:
            number = update.number_of(each)
            if number is None:
                continue
            key = f"bot:{bot.id}:{number}"
            raw = json.dumps(each, ensure_ascii=True)
            arrived = Update(id=key, account=self.account_id, number=number, raw=raw, at=now)
            try:
                if await self._database.inbox.put(arrived):
                    self._came_at[key] = clock.lease_clock()
            except errors.BadInput as error:
                self._log.error("not_stored", key=key, reason=str(error))
            offset = max(offset, number + 1)
        if found:
            self._stored.set()
        return offset

    async def _well(self, failures: int) -> None:
        if failures:
            mailbox = await self._database.accounts.get(self.account_id)
            if mailbox is not None and mailbox.why.startswith(_UNREADABLE):
                await self._database.accounts.mark(self.account_id, {"why": ""})

    async def _unread(self, error: errors.AgentError, failures: int) -> None:
        """A webhook is set, or somebody else reads, or Telegram is away: what is stored is filed all the same."""
        is_conflict = isinstance(error, errors.DeliveryError) and error.code == _CONFLICT
        self._log.warning("updates_not_read", reason=str(error), failures=failures)
        if failures == len(_PAUSES_S) and not is_conflict and not isinstance(error, errors.StoreUnavailable):
            await self._database.accounts.mark(self.account_id, {"why": f"{_UNREADABLE}{error}"})

    async def _paused(self, why: str) -> None:
        moment = self._clock.now()
        self._log.error("account_paused", reason=why)
        await self._database.accounts.mark(self.account_id, {"state": account.State.PAUSED, "why": why})
        event = f"account:{self.account_id}:paused:{moment.isoformat()}"
        await self._database.events.add(event, moment, "account_paused", "", why)

    async def _file_all(self, filing: Filing, stop: asyncio.Event) -> None:
        """Step 3, again and again."""
        while not stop.is_set():
            self._stored.clear()
            pause_s = _FILE_EVERY_S
            try:
                self.is_filing = True
                while waiting := await self._database.inbox.waiting(self.account_id):
                    for chats in waves(waiting):
                        await self._file_chats(chats, filing, stop)
                    if stop.is_set():
                        return
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="filing")
            except errors.DeliveryError as error:
                self._log.warning("not_filed_yet", reason=str(error))
            finally:
                self.is_filing = False
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stored.wait(), pause_s)

    async def _file_chats(self, chats: list[list[Update]], filing: Filing, stop: asyncio.Event) -> None:
        """Side by side. One that has to wait for Telegram stops at that update; its error is raised in the end."""
        places = asyncio.Semaphore(self._settings.concurrency)

        async def file_one(chat: list[Update]) -> None:
            async with places:
                for each in chat:
                    if stop.is_set():
                        return
                    await self._file(each, filing)

        ended = await asyncio.gather(*(file_one(each) for each in chats), return_exceptions=True)
        for each in ended:
            if each is not None:
                raise each

    async def _file(self, waiting: Update, filing: Filing) -> None:
        try:
            heard = await filing.file(waiting, self._clock.now())
        except errors.StoreUnavailable:
            raise
        except errors.DeliveryError as error:
            # What it needs of Telegram may be there in a moment; one that never is must not hold up all others.
            if not error.permanent and await self._database.inbox.tried(waiting.id) < _MOST_ASKED:
                raise
            await self._database.inbox.failed(waiting.id, f"Telegram does not give what it needs: {error}")
            return
        except Exception as error:  # noqa: BLE001 - one update must not keep all others from being filed
            self._log.error("bug", source="filing", key=waiting.id, exc_info=True)
            if await self._database.inbox.tried(waiting.id) < _MOST_TRIES:
                return
            why = f"an update could not be filed ({type(error).__name__}): {waiting.id}"
            await self._database.inbox.failed(waiting.id, why)
            await self._database.events.add(f"{waiting.id}:failed", self._clock.now(), "not_filed", "", why)
            return
        await self._database.inbox.filed(waiting.id)
        self._log.info("filed", update=waiting.id)
        moment = clock.lease_clock()
        waited_s = moment - self._came_at.pop(waiting.id, moment)
        if heard is not None:
            self._on_message(dataclasses.replace(heard, waited_s=waited_s))

    async def _tidy(self, bot: client.Bot, stop: asyncio.Event) -> None:
        """Set the bot's menu once, and forget the keys of old updates again and again."""
        has_menu = False
        while not stop.is_set():
            has_menu = has_menu or await self._has_menu(bot)
            try:
                await self._database.inbox.prune(self._clock.now() - _KEPT)
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="tidy")
            await holding.rest(stop, _PRUNE_S if has_menu else _MENU_S)

    async def _has_menu(self, bot: client.Bot) -> bool:
        try:
            changed = await menu.keep(bot)
        except errors.DeliveryError as error:
            self._log.warning("menu_not_set", reason=str(error))
            return False
        if changed:
            self._log.info("menu_set", languages=changed)
        return True


def waves(waiting: list[Update]) -> list[list[list[Update]]]:
    """What may be filed side by side: waves one after the other, in each the chats, in each its updates in order. Pure.

    What concerns more than its own chat makes a wave of its own: a link that ties a chat to a contact, and a
    business connection.
    """
    made: list[dict[str, list[Update]]] = [{}]
    for each in waiting:
        chat = wire.chat_of(each.raw)
        if chat is None:
            made += [{"": [each]}, {}]
        else:
            made[-1].setdefault(str(chat), []).append(each)
    return [list(wave.values()) for wave in made if wave]
