"""Client: talks SMTP and IMAP, and turns the libraries' errors into ours. It knows no collection.

SMTP is asynchronous (aiosmtplib). IMAP is IMAPClient, which blocks: call a `Mailbox` from one thread at a
time. TLS is verified; an account's own CA can be named; plain connections are for this machine only.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import imaplib
import select
import socket
import ssl
from typing import Any

import aiosmtplib
import imapclient
import imapclient.exceptions

from services.core import clock, errors
from services.core.domain import account

_CONNECT_S = 30.0
COMMAND_S = 60.0
_FETCH_BATCH = 50
_FETCH_BYTES = 10_000_000
_REFUSED_S = 30.0
_MOST_BYTES = 25_000_000
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")  # RFC 5530, RFC 9051: the password may be right
_LOGIN_NEEDED = frozenset({530, 534, 535, 538})  # RFC 4954: about us, not about the recipient
Gate = collections.abc.Callable[[], collections.abc.Awaitable[bool]]


def tls_context(mailbox: account.Account) -> ssl.SSLContext:
    """The account's verifying context. Raises `errors.BadSetting` when its CA file cannot be read."""
    try:
        return ssl.create_default_context(cafile=mailbox.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise errors.BadSetting(
            f"account {mailbox.id}: cannot use the CA file {mailbox.ca_file}: {error}", field="ca_file"
        ) from None


class _Smtp(aiosmtplib.SMTP):
    """An SMTP client that knows whether a byte of the body was written."""

    body_begun = False

    async def data(self, message: str | bytes, /, **options: Any) -> aiosmtplib.SMTPResponse:
        """DATA and the message; `body_begun` turns True with the first byte after the server's 354."""
        self.body_begun = False
        protocol: Any = self.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Server not connected")
        write = protocol.write

        def watched(chunk: bytes) -> None:
            self.body_begun |= chunk != b"DATA\r\n"
            write(chunk)

        protocol.write = watched
        try:
            return await super().data(message, **options)
        finally:
            protocol.__dict__.pop("write", None)


@dataclasses.dataclass(frozen=True)
class Credential:
    """What opens an account: its password or, where `is_bearer`, an access token (XOAUTH2). Never shown."""

    secret: str = dataclasses.field(repr=False)
    is_bearer: bool = False


class Turnstile:
    """Lets the logins of one account through one at a time, and none for a while with what was just refused.

    Several mails of an account leave side by side; with a wrong password each would be one more wrong attempt.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._refused: tuple[Credential, float] | None = None

    @contextlib.asynccontextmanager
    async def passing(self, credential: Credential) -> collections.abc.AsyncIterator[None]:
        """Around one login. Raises `errors.DeliveryError` when the same one was refused moments ago."""
        async with self._lock:
            if self._refused is not None:
                refused, at = self._refused
                if refused == credential and clock.lease_clock() - at < _REFUSED_S:
                    raise errors.DeliveryError("the same login was refused moments ago; it is not tried again yet")
            try:
                yield
            except aiosmtplib.SMTPAuthenticationError:
                self._refused = (credential, clock.lease_clock())
                raise
            self._refused = None


@dataclasses.dataclass(frozen=True)
class Receipt:
    """The server's yes, in its own words."""

    code: int
    text: str


async def hand_over(
    mailbox: account.Account,
    credential: Credential,
    recipient: str,
    raw: bytes,
    gate: Gate,
    timeout_s: float,
    turnstile: Turnstile | None = None,
) -> Receipt | None:
    """Hand one mail to the account's server: connect, MAIL, RCPT, then `gate`, then DATA.

    `gate` is awaited after RCPT was accepted and before the first byte of the body; when it answers False
    the connection is dropped and None returned. Raises `errors.DeliveryError`: `ambiguous` only when the
    body had begun and no numeric answer came.
    """
    smtp = _Smtp(
        hostname=mailbox.smtp.host,
        port=mailbox.smtp.port,
        timeout=_CONNECT_S,
        use_tls=mailbox.smtp.tls is account.Tls.IMPLICIT,
        start_tls=mailbox.smtp.tls is account.Tls.STARTTLS,
        tls_context=None if mailbox.smtp.tls is account.Tls.NONE else tls_context(mailbox),
        local_hostname=mailbox.address.rpartition("@")[2],
    )
    try:
        await smtp.connect()
        async with (turnstile or Turnstile()).passing(credential):
            await _log_in(smtp, mailbox, credential)
        await smtp.mail(mailbox.address)
        await smtp.rcpt(recipient)
        if not await gate():
            return None
        response = await smtp.data(raw, timeout=timeout_s)
        return Receipt(response.code, response.message)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise _login_refusal(error) from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error, smtp.body_begun) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise errors.DeliveryError(_words(error), ambiguous=smtp.body_begun) from error
    finally:
        await _hang_up(smtp)


async def _log_in(smtp: aiosmtplib.SMTP, mailbox: account.Account, credential: Credential) -> None:
    """One attempt by one mechanism: a wrong password tried by several may lock the account."""
    if smtp.is_ehlo_or_helo_needed:
        await smtp.ehlo()
    if credential.is_bearer:
        await smtp.auth_xoauth2(mailbox.username, credential.secret)
    elif mailbox.smtp.tls is account.Tls.NONE and not smtp.supported_auth_methods:
        return
    elif "plain" in smtp.supported_auth_methods:
        await smtp.auth_plain(mailbox.username, credential.secret)
    else:
        await smtp.login(mailbox.username, credential.secret)


def _login_refusal(error: aiosmtplib.SMTPAuthenticationError) -> errors.DeliveryError:
    """Refused for good, or (4xx, RFC 4954 §6: 454) for now."""
    words = f"{error.code} {error.message}"[:500]
    if 400 <= error.code < 500 and error.code not in _LOGIN_NEEDED:
        return errors.DeliveryError(words, code=error.code)
    return errors.LoginRefused(words, permanent=True, code=error.code)


def _refusal(error: aiosmtplib.SMTPResponseException, body_begun: bool) -> errors.DeliveryError:
    code = error.code
    if code < 400:
        return errors.DeliveryError(_words(error), ambiguous=body_begun)
    if code in _LOGIN_NEEDED:
        return errors.LoginRefused(f"{code} {error.message}"[:500], permanent=True, code=code)
    return errors.DeliveryError(
        f"{code} {error.message}"[:500],
        permanent=code >= 500,
        code=code,
        retry_after_s=600 if code in (421, 450, 451) else 0,
    )


def _words(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the server's certificate is not trusted: {cause.verify_message}"
        cause = cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {error}"[:500]


async def _hang_up(smtp: aiosmtplib.SMTP) -> None:
    if smtp.is_connected:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await smtp.quit(timeout=5)
    smtp.close()


class _Imap(imapclient.IMAPClient):  # type: ignore[misc]  # the library has no types
    """IMAPClient whose IDLE loses no wake-up and can be interrupted from another thread.

    What came together with `+ idling` sits in a buffer that poll cannot see, so that is looked at first.
    """

    bell: socket.socket | None = None

    def _poll_socket(self, sock: Any, timeout: float | None = None) -> Any:
        buffered = getattr(self._imap, "_file", None) or self._imap.file
        with contextlib.suppress(ssl.SSLWantReadError, BlockingIOError):
            if buffered.peek(1):
                return [1]
        if self.bell is None:
            return super()._poll_socket(sock, timeout)
        readable, _, _ = select.select([sock, self.bell], [], [], timeout)
        if self.bell in readable:
            self.bell.recv(4096)
        return [1] if sock in readable else []


@dataclasses.dataclass(frozen=True)
class Fetched:
    """One mail out of a folder; `raw` is None when it is larger than we read."""

    uid: int
    raw: bytes | None
    size_bytes: int


IMAP_ERRORS = (imapclient.exceptions.IMAPClientError, imaplib.IMAP4.error, OSError, ValueError, AssertionError)


class Mailbox:
    """One IMAP connection, for one thread. Methods raise `errors.DeliveryError` when the connection fails."""

    def __init__(self, mailbox: account.Account, command_s: float = COMMAND_S) -> None:
        self._account = mailbox
        self._command_s = command_s
        self._imap: Any = None
        self._selected = ("", 0)
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)  # a bell that was rung often enough rings anyway; ringing must not wait

    def connect(self, credential: Credential) -> None:
        """Connect and log in, once. Raises `errors.LoginRefused` on a wrong password or token."""
        where = self._account.imap
        try:
            self._imap = _Imap(
                where.host,
                where.port,
                ssl=where.tls is account.Tls.IMPLICIT,
                ssl_context=None if where.tls is account.Tls.NONE else tls_context(self._account),
                timeout=imapclient.SocketTimeout(connect=min(_CONNECT_S, self._command_s), read=self._command_s),
            )
            if where.tls is account.Tls.STARTTLS:
                self._imap.starttls(tls_context(self._account))
        except IMAP_ERRORS as error:
            raise errors.DeliveryError(_words(error)) from error
        try:
            log_in = self._imap.oauth2_login if credential.is_bearer else self._imap.login
            log_in(self._account.username, credential.secret)
        except imapclient.exceptions.LoginError as error:
            self.close()
            # The library says the same of a connection that was lost in the middle: that says nothing of the password.
            is_lost = isinstance(error.__context__, imaplib.IMAP4.abort)
            if is_lost or any(code in str(error).upper() for code in _NOT_NOW):
                raise errors.DeliveryError(_words(error)) from error
            raise errors.LoginRefused(_words(error), permanent=True) from error
        except IMAP_ERRORS as error:
            raise errors.DeliveryError(_words(error)) from error
        # The library sends a command in pieces; without this each one waits for the other side's ACK.
        self._imap.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._imap.bell = self._bell
        self._selected = ("", 0)

    def interrupt(self) -> None:
        """End a running `idle` early; from any thread."""
        with contextlib.suppress(OSError):
            self._rope.send(b".")

    def close(self) -> None:
        """Drop the connection; safe at any time and from any thread."""
        imap, self._imap = self._imap, None
        if imap is not None:
            with contextlib.suppress(*IMAP_ERRORS):
                imap.socket().shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(*IMAP_ERRORS):
                imap.shutdown()

    def dispose(self) -> None:
        """Close for good."""
        self.close()
        self._bell.close()
        self._rope.close()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection."""
        return self._imap is not None

    def _asked(self, verb: str, *arguments: Any, **options: Any) -> Any:
        if self._imap is None:
            raise errors.DeliveryError("the mailbox is not connected")
        try:
            return getattr(self._imap, verb)(*arguments, **options)
        except IMAP_ERRORS as error:
            self.close()
            raise errors.DeliveryError(_words(error)) from error

    def open_folder(self, folder: str) -> tuple[int, int]:
        """Select a folder (read-only) and return (UIDVALIDITY, UIDNEXT)."""
        found = self._asked("select_folder", folder, readonly=True)
        validity = int(found.get(b"UIDVALIDITY", 0))
        upcoming = found.get(b"UIDNEXT")
        if upcoming is None:
            uids = self._asked("search", ["ALL"])
            upcoming = max(uids, default=0) + 1
        self._selected = (folder, validity)
        return validity, int(upcoming)

    def uids_after(self, last: int) -> list[int]:
        """The UIDs above `last` in the open folder, in order (`n:*` always names the last one: left out)."""
        found = self._asked("search", ["UID", f"{last + 1}:*"])
        return sorted(uid for uid in found if uid > last)

    def fetch(self, uids: list[int]) -> collections.abc.Iterator[Fetched]:
        """The mails of these UIDs, in batches, without marking them as seen; vanished ones are left out."""
        for start in range(0, len(uids), _FETCH_BATCH):
            found = self._asked("fetch", uids[start : start + _FETCH_BATCH], ["RFC822.SIZE"])
            sizes = {uid: int(found[uid][b"RFC822.SIZE"]) for uid in sorted(found)}
            for batch in _batches(sizes):
                small = [uid for uid in batch if sizes[uid] <= _MOST_BYTES]
                bodies = self._asked("fetch", small, ["BODY.PEEK[]"]) if small else {}
                for uid in batch:
                    raw = bodies.pop(uid, {}).get(b"BODY[]")
                    if raw is not None or uid not in small:
                        yield Fetched(uid, raw, sizes[uid])

    def fetch_header(self, uid: int) -> bytes:
        """The header of a mail that is too large to be read whole."""
        found = self._asked("fetch", [uid], ["BODY.PEEK[HEADER]"])
        return bytes(found.get(uid, {}).get(b"BODY[HEADER]", b""))

    def idle(self, seconds: float) -> bool:
        """Wait in IDLE up to so long; True when the server said something. Always ends the IDLE properly:
        a lost connection shows only there."""
        if not self._can_idle():
            return False
        self._asked("idle")
        heard = self._asked("idle_check", timeout=seconds)
        # A lost connection reads as silence here; only DONE shows it.
        _, more = self._asked("idle_done")
        return bool(heard or more)

    def _can_idle(self) -> bool:
        return bool(self._asked("has_capability", "IDLE"))

    def noop(self) -> None:
        """Ask for nothing: keeps the connection, and shows a lost one."""
        self._asked("noop")

    def folders(self) -> list[tuple[str, frozenset[bytes]]]:
        """(name, flags) of all folders."""
        return [(str(name), frozenset(flags)) for flags, _, name in self._asked("list_folders")]

    def sent_folder(self) -> str:
        """The account's Sent folder: the one set, else the one marked so (RFC 6154), else by its usual name."""
        if self._account.sent_folder:
            return self._account.sent_folder
        known = self.folders()
        marked = next((name for name, flags in known if b"\\Sent" in flags), "")
        usual = ("sent", "sent items", "sent messages", "отправленные")
        return marked or next((name for name, _ in known if name.rpartition("/")[2].lower() in usual), "")

    def has(self, folder: str, header: str, value: str) -> bool:
        """Whether a mail with this header is in the folder."""
        self._asked("select_folder", folder, readonly=True)
        return bool(self._asked("search", ["HEADER", header, value]))

    def append(self, folder: str, raw: bytes) -> None:
        """Put a copy into a folder, marked as seen."""
        self._asked("append", folder, raw, [imapclient.SEEN])


def _batches(sizes: dict[int, int]) -> collections.abc.Iterator[list[int]]:
    """The UIDs in order, cut so that one fetch brings some megabytes, or one mail."""
    batch: list[int] = []
    held = 0
    for uid, size in sizes.items():
        if batch and held + size > _FETCH_BYTES:
            yield batch
            batch, held = [], 0
        batch.append(uid)
        held += size
    if batch:
        yield batch


async def probe(mailbox: account.Account, credential: Credential) -> list[tuple[str, bool, str]]:
    """Log in by SMTP and by IMAP, once each: (what, whether it works, what was said)."""
    found: list[tuple[str, bool, str]] = []
    try:
        await hand_over(mailbox, credential, mailbox.address, b"", _never, _CONNECT_S)
        found.append(("SMTP", True, f"{mailbox.smtp.host}:{mailbox.smtp.port} accepts the login"))
    except errors.DeliveryError as error:
        found.append(("SMTP", False, str(error)))
    box = Mailbox(mailbox)
    try:
        await asyncio.to_thread(box.connect, credential)
        _, upcoming = await asyncio.to_thread(box.open_folder, mailbox.folders[0])
        found.append(("IMAP", True, f"{mailbox.folders[0]} can be read, next UID {upcoming}"))
    except errors.DeliveryError as error:
        found.append(("IMAP", False, str(error)))
    finally:
        box.dispose()
    return found


async def _never() -> bool:
    return False
