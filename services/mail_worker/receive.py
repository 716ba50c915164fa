"""Receive: reads one account's folders and files what is new. Never `Seen` as state; a checkpoint of our own.

One thread talks IMAP, the event loop files. Delivery guarantee: every mail is filed at least once, and filing
is idempotent. The recipe:
1. Become the account's one receiver (`core/holding`).
2. For each folder: SELECT, SEARCH above the checkpoint, fetch, file, then move the checkpoint.
   A folder that was never read starts at its next UID: what was there before is nobody's answer to us.
3. IDLE in the first folder until the server says something, a look is wanted, or the time is up; then 2.
4. A lost connection is opened anew after a pause; a refused login is tried once and pauses the account.
   A server that does not answer or whose certificate is not trusted may be well again tomorrow: the account is
   not paused (touches wait anyway for a mailbox that was read), it is tried again at most a minute later, and
   after three failures in a row the account says why.
5. A mail that cannot be filed because of a bug is left where it is, told as an event, and passed over.
"""

import asyncio
import collections.abc
import datetime

from services.core import clock, errors, holding, log, metrics, settings, worker
from services.core.domain import account
from services.core.store.database import Database
from services.mail_worker import client, strays, wire
from services.mail_worker.credentials import Credentials
from services.mail_worker.filing import Filing
from services.mail_worker.incoming import Incoming

_PAUSES_S = (1.0, 2.0, 5.0, 15.0, 60.0)
_SENT_EVERY_S = 60.0
_PATIENCE = 3
_CHECKPOINT_EVERY = 20
_UNREADABLE = "cannot be read: "


class Receiver:
    """Reads one account until told to stop."""

    def __init__(
        self,
        account_id: str,
        database: Database,
        now: clock.Clock,
        configuration: settings.Settings,
        credentials: Credentials,
        on_mail: collections.abc.Callable[[], None],
        command_s: float = client.COMMAND_S,
    ) -> None:
        self.account_id = account_id
        self._database = database
        self._clock = now
        self._settings = configuration
        self._credentials = credentials
        self._on_mail = on_mail
        self._command_s = command_s
        self._holding = holding.Holding(account_id, database, configuration.lease_s, "mail_worker")
        self._log = log.get("mail_worker").bind(account=account_id)
        self._box: client.Mailbox | None = None
        self._want_look = False
        self._sent_read_at = float("-inf")
        self._has_marked = False
        self._checkpoints: dict[tuple[str, int], int] = {}
        self.complete_looks = 0

    def look(self) -> None:
        """Ask for a look into the mailbox now; from the event loop."""
        self._want_look = True
        if self._box is not None:
            self._box.interrupt()

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop`; whoever holds the account reads, the others wait for it."""
        await self._holding.run(lambda _: self._read_on(stop), stop, self._look_if_wanted)

    def _look_if_wanted(self, mailbox: account.Account) -> None:
        wanted, checked = mailbox.check_wanted_at, mailbox.checked_at
        if wanted is not None and (checked is None or checked < wanted):
            self.look()

    async def _read_on(self, stop: asyncio.Event) -> None:
        """Connect, read, wait; again after every failure, with growing pauses."""
        failures = 0
        while not stop.is_set():
            mailbox = await self._database.accounts.get(self.account_id)
            if mailbox is None or mailbox.state is account.State.PAUSED:
                await holding.rest(stop, 2.0)
                continue
            looks = self.complete_looks
            try:
                await self._session(mailbox, stop)
                failures = 0
            except errors.LoginRefused as error:
                await self._pause(f"IMAP login refused: {error}")
            except errors.BadSetting as error:
                await self._pause(str(error))
            except errors.DeliveryError as error:
                failures = 1 if self.complete_looks > looks else failures + 1
                self._log.warning("mailbox_lost", reason=str(error), failures=failures)
                if failures == _PATIENCE:
                    await self._tell(f"{_UNREADABLE}{error}")
                await holding.rest(stop, _PAUSES_S[min(failures, len(_PAUSES_S)) - 1])
            except errors.StoreUnavailable:
                self._log.warning("store_unavailable", source="receive")
                await holding.rest(stop, 1.0)

    async def _pause(self, why: str) -> None:
        """One attempt only: a second one with a wrong password may lock the mailbox for its owner."""
        self._log.error("account_paused", reason=why)
        marks = {"state": account.State.PAUSED, "why": why}
        await self._database.accounts.mark(self.account_id, marks)
        moment = self._clock.now()
        await self._database.events.add(
            f"account:{self.account_id}:paused:{moment.isoformat()}", moment, "account_paused", "", why
        )

    async def _tell(self, why: str) -> None:
        """It stays unreachable: the account is not paused, since this may pass, but it says what is wrong."""
        mailbox = await self._database.accounts.get(self.account_id)
        if mailbox is None or mailbox.state is account.State.PAUSED:
            return
        self._log.error("mailbox_unreachable", reason=why)
        await self._database.accounts.mark(self.account_id, {"why": why})
        moment = self._clock.now()
        event = f"account:{self.account_id}:unreachable:{moment.isoformat()}"
        await self._database.events.add(event, moment, "mailbox_unreachable", "", why)

    async def _session(self, mailbox: account.Account, stop: asyncio.Event) -> None:
        credential = await self._credentials.of(mailbox)
        box = client.Mailbox(mailbox, self._command_s)
        self._box = box
        self._checkpoints.clear()
        ender = asyncio.create_task(_when(stop, box.interrupt))
        filing = Filing(self._database, mailbox, self._settings.signing_keys())
        try:
            await self._log_in(box, mailbox, credential)
            self._log.info("mailbox_open")
            if mailbox.why.startswith(_UNREADABLE):
                await self._database.accounts.mark(self.account_id, {"why": ""})
            while not stop.is_set():
                await self._look_once(box, mailbox, filing)
                if self._want_look or stop.is_set():
                    continue
                if not await asyncio.to_thread(box.idle, self._settings.idle_s):
                    await asyncio.to_thread(box.noop)
        finally:
            ender.cancel()
            self._box = None
            box.close()  # whoever is cancelled leaves a thread in IDLE: it ends now
            await asyncio.to_thread(box.dispose)

    async def _log_in(self, box: client.Mailbox, mailbox: account.Account, credential: client.Credential) -> None:
        """Once with a password; with an access token that had worked before, once more with a fresh one."""
        try:
            await asyncio.to_thread(box.connect, credential)
        except errors.LoginRefused:
            if not self._credentials.may_try_again(mailbox, credential):
                raise
            fresh = await self._credentials.of(mailbox)
            await asyncio.to_thread(box.connect, fresh)

    async def _look_once(self, box: client.Mailbox, mailbox: account.Account, filing: Filing) -> None:
        began = self._clock.now()
        is_asked, self._want_look = self._want_look, False
        await self._read_sent(box, mailbox, filing, is_asked)
        folders = [*mailbox.folders[1:], mailbox.junk_folder, mailbox.folders[0]]
        for folder in filter(None, folders):
            await self._read_folder(box, folder, filing)
        self.complete_looks += 1
        if is_asked or not self._has_marked:
            self._has_marked = True
            await self._database.accounts.mark(self.account_id, {"checked_at": began})

    async def _read_folder(self, box: client.Mailbox, folder: str, filing: Filing) -> None:
        async def file(fetched: client.Fetched, key: str) -> None:
            raw, note = fetched.raw, ""
            if raw is None:
                self._log.warning("mail_too_large", size_bytes=fetched.size_bytes)
                note = f"{fetched.size_bytes} bytes: too large to be read, only the header was"
                raw = await asyncio.to_thread(box.fetch_header, fetched.uid)
            incoming = await asyncio.to_thread(wire.read, raw)
            if note:
                incoming = incoming.model_copy(update={"note": "; ".join(filter(None, (note, incoming.note)))})
            message_id = await filing.file(incoming, raw, key, self._clock.now())
            if message_id:
                self._log.info("received", message=message_id)
                self._on_mail()

        await self._new_in(box, folder, file)

    async def _read_sent(self, box: client.Mailbox, mailbox: account.Account, filing: Filing, is_asked: bool) -> None:
        """Look into Sent for mails of a person who works in the same mailbox: now and then, and when a look is wanted.

        A touch that waits for the look must not go out beside what that person has just written.
        """
        if not is_asked and clock.lease_clock() - self._sent_read_at < _SENT_EVERY_S:
            return
        self._sent_read_at = clock.lease_clock()
        folder = await asyncio.to_thread(box.sent_folder)
        if not folder:
            return

        copies: list[Incoming] = []

        async def file(fetched: client.Fetched, _: str) -> None:
            if fetched.raw is not None:
                incoming = await asyncio.to_thread(wire.read, fetched.raw)
                await filing.operator_wrote(incoming, self._clock.now())
                copies.append(incoming)

        async def judge() -> None:
            await strays.look_at(self._database, mailbox, copies, self._clock.now())
            copies.clear()

        await self._new_in(box, folder, file, judge)

    async def _new_in(
        self,
        box: client.Mailbox,
        folder: str,
        file: collections.abc.Callable[[client.Fetched, str], collections.abc.Awaitable[None]],
        finish: worker.Step | None = None,
    ) -> None:
        """Give every mail above the checkpoint to `file`, and move the checkpoint past those that were filed.

        It is moved once for several mails: whoever dies before it files them again, and filing is safe to repeat.
        `finish` is what is to be done for all of them together before it is moved.
        """

        async def pass_over(uid: int) -> None:
            if finish is not None:
                await self._past_bugs(folder, f"imap:{self.account_id}:{folder}:{validity}:to-{uid}", finish())
            await self._database.accounts.advance(self.account_id, folder, validity, uid)

        validity, upcoming = await asyncio.to_thread(box.open_folder, folder)
        last = await self._checkpoint(folder, validity, upcoming)
        uids = await asyncio.to_thread(box.uids_after, last)
        reached = marked = last
        batches = box.fetch(uids)
        while (fetched := await asyncio.to_thread(next, batches, None)) is not None:
            key = f"imap:{self.account_id}:{folder}:{validity}:{fetched.uid}"
            with metrics.timed("file"):
                await self._past_bugs(folder, key, file(fetched, key))
            reached = fetched.uid
            if reached - marked >= _CHECKPOINT_EVERY:
                await pass_over(reached)
                marked = reached
        # The last ones may have vanished before they were read.
        reached = max(reached, *uids) if uids else reached
        if reached > marked:
            await pass_over(reached)
        self._checkpoints[folder, validity] = reached

    async def _past_bugs(self, folder: str, key: str, filing: collections.abc.Awaitable[None]) -> None:
        """One mail must not keep all others from being read: a bug with it is told, and it is passed over."""
        try:
            with log.about(mail=key):
                await filing
        except errors.AgentError:
            raise
        except Exception as error:  # noqa: BLE001 - logged with its trace, and an event
            self._log.error("bug", source="receive", key=key, exc_info=True)
            why = f"a mail could not be filed ({type(error).__name__}); it is still in {folder}"
            await self._database.events.add(f"{key}:not_filed", self._clock.now(), "mail_not_filed", "", why)

    async def _checkpoint(self, folder: str, validity: int, upcoming: int) -> int:
        """The last UID that was read; read from the store once a session, since nobody else moves it meanwhile."""
        known = self._checkpoints.get((folder, validity))
        if known is None:
            known = await self._database.accounts.checkpoint(self.account_id, folder, validity)
        if known is None:
            known = upcoming - 1
            await self._database.accounts.advance(self.account_id, folder, validity, known)
        self._checkpoints[folder, validity] = known
        return known


async def _when(stop: asyncio.Event, then: collections.abc.Callable[[], None]) -> None:
    await stop.wait()
    then()


def is_fresh(mailbox: account.Account, due_at: datetime.datetime) -> bool:
    """Whether the last complete look into the mailbox began when the touch was already due."""
    return mailbox.checked_at is not None and mailbox.checked_at >= due_at
