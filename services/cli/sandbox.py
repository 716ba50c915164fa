"""The sandbox mail server of the demo: SMTP, IMAP and a webmail on loopback, gone when it ends.

It is mail-devel (its accounts, its webmail and pymap, its in-memory IMAP server) put together anew: one
event loop in one thread of its own serves all three, so the main thread keeps Ctrl-C, an IMAP client in
the main thread cannot deadlock with it, and nothing is left behind: no process, file or fixed port. Where
mail-devel differs from the mail servers people have, this module evens it out, so that the mail worker
needs to know nothing of it:

* mail goes to the recipients of the envelope, byte for byte, under a Return-Path and a Received line
  (mail-devel reads To, Cc and Bcc and re-writes the message with bare line feeds);
* addresses are compared in lower case and without their plus tag;
* an IMAP response is sent in one piece;
* SEARCH sees mail that came since the last command, and IDLE reports mail that came just before it
  (pymap shows such mail after the next command, and waits for the next one);
* an unknown folder is an error (mail-devel makes every folder that is asked for);
* sending needs a login, and mail whose From is of the login's domain gets an Authentication-Results line
  as a receiving server with DMARC would write; such lines from outside are taken off (RFC 8601 section 5);
* an answer written in the webmail comes from the open account and stays in its thread.

It does not keep anything between two runs, speak TLS, reach any other machine, or refuse an address:
every recipient has a mailbox from the first mail on. One password opens all accounts.
"""

import argparse
import asyncio
import base64
import collections
import concurrent.futures
import contextlib
import datetime
import email.policy
import email.utils
import logging
import re
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from email.parser import BytesHeaderParser
from types import TracebackType
from typing import Any, Self

from aiosmtpd import smtp as aiosmtpd_smtp
from mail_devel import http, mailbox
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pysasl.hashing import Cleartext

from services.cli import client_mail, sandbox_imap
from services.core import errors
from services.core.domain import address

HOST = "127.0.0.1"
SENT = "Sent"
AUTHSERV_ID = "sandbox.invalid"
_START_TIMEOUT_S = 20.0
_STOP_TIMEOUT_S = 5.0
_MOST_ARRIVALS = 100_000
_SIZE_LIMIT_BYTES = 32 * 1024 * 1024
# These log addresses at INFO, and aiosmtpd a warning of its own making at each login.
_CHATTY_LOGGERS = ("mail.log", "mail_devel", "pymap", "aiohttp.access")
_AUTH_RESULTS = re.compile(
    rb"^authentication-results:[ \t]*" + re.escape(AUTHSERV_ID.encode()) + rb"[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)


class SandboxError(errors.AgentError):
    """The sandbox mail server did not start."""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class Sandbox:
    """The running servers: `async with Sandbox(agents=[...], clients=[...]) as sandbox`.

    `agents` get a Sent folder, `clients` do not; the webmail lists the clients first. `clock` gives the
    time of arrival (IMAP's INTERNALDATE, the Received line); it is called in the sandbox's thread. After
    the start, `smtp_port`, `imap_port` and `webmail_url` are set; `password` opens every account. Raises
    SandboxError when it cannot start.
    """

    host = HOST

    def __init__(
        self,
        *,
        agents: Sequence[str] = (),
        clients: Sequence[str] = (),
        password: str | None = None,
        clock: Callable[[], datetime.datetime] = _now,
    ) -> None:
        self.password = password or secrets.token_urlsafe(12)
        self.smtp_port = 0
        self.imap_port = 0
        self.webmail_url = ""
        self._agents = tuple(agents)
        self._clients = tuple(clients)
        self._post = _PostOffice(clock)
        self._ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def accounts(self) -> tuple[str, ...]:
        """The addresses that have a mailbox, in order of their making."""
        return tuple(self._post.config.set_cache) if self._post.config else ()

    @property
    def delivered(self) -> int:
        """How many mails were put into inboxes since the start (one mail to two people counts twice)."""
        return self._post.delivered

    def arrivals(self) -> tuple[str, ...]:
        """The mailboxes into which mail was put since the last call, each once, in order of the first mail."""
        found = []
        while self._post.arrived:
            found.append(self._post.arrived.popleft())
        return tuple(dict.fromkeys(found))

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    def start(self) -> None:
        """Start and wait until all three servers listen. Raises SandboxError."""
        for name in _CHATTY_LOGGERS:
            logging.getLogger(name).setLevel(logging.ERROR)
        # A daemon: a process that dies in the middle of anything is not held up by its sandbox.
        self._thread = threading.Thread(target=self._run, name="sandbox-mail", daemon=True)
        self._thread.start()
        try:
            self._ready.result(_START_TIMEOUT_S)
        except Exception as error:
            self.stop()
            raise SandboxError(f"the sandbox mail server did not start: {error!r}") from error

    def stop(self) -> None:
        """Close the servers and all connections. Safe to call twice."""
        if self._loop is not None and self._stopping is not None:
            with contextlib.suppress(RuntimeError):  # the loop has already ended by itself
                self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join(_STOP_TIMEOUT_S)

    async def add_account(self, account: str, *, sent: bool = False) -> None:
        """Make a mailbox (with a Sent folder where asked). An account that exists stays as it is."""
        if self._loop is None:
            raise SandboxError("the sandbox is not running")
        future = asyncio.run_coroutine_threadsafe(self._post.open_account(account, sent=sent), self._loop)
        await asyncio.wrap_future(future)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # told to `start`, which raises it, or logged when it comes later
            if self._ready.done():
                logging.getLogger(__name__).exception("sandbox mail server ended")
            else:
                self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with contextlib.AsyncExitStack() as stack:
            await self._post.open(self.password, (*self._clients, *self._agents), self._agents)
            self.imap_port = await self._start_imap(stack)
            self.smtp_port = await self._start_smtp(stack)
            self.webmail_url = await self._start_webmail(stack)
            self._ready.set_result(None)
            await self._stopping.wait()

    async def _start_imap(self, stack: contextlib.AsyncExitStack) -> int:
        config = self._post.config
        assert config is not None
        assert self._post.backend is not None
        imap = IMAPServer(self._post.backend.login, config)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: SocketInfo) -> None:
            await imap(reader, sandbox_imap.WholeResponses(reader, writer), peer)

        accept = ProxyProtocolReader(config.proxy_protocol).get_callback(connected)
        server = await asyncio.start_server(accept, sock=_listen())
        stack.callback(server.close)
        return _port_of(server.sockets[0])

    async def _start_smtp(self, stack: contextlib.AsyncExitStack) -> int:
        loop = asyncio.get_running_loop()
        handler = _SmtpHandler(self._post)

        def session() -> aiosmtpd_smtp.SMTP:
            return aiosmtpd_smtp.SMTP(
                handler,
                hostname=AUTHSERV_ID,
                data_size_limit=_SIZE_LIMIT_BYTES,
                enable_SMTPUTF8=True,
                auth_require_tls=False,
                authenticator=self._authenticate,
                loop=loop,
            )

        server = await loop.create_server(session, sock=_listen())
        stack.callback(server.close)
        return _port_of(server.sockets[0])

    async def _start_webmail(self, stack: contextlib.AsyncExitStack) -> str:
        webmail = _Webmail(self._post, host=HOST, port=0, user="", multi_user=True, client_max_size=1 << 25)
        runner = await webmail.start()
        stack.push_async_callback(runner.cleanup)
        return f"http://{HOST}:{runner.addresses[0][1]}/"

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any
    ) -> aiosmtpd_smtp.AuthResult:
        """aiosmtpd's authenticator: any login with the password; the login name is kept for the session."""
        if isinstance(auth_data, aiosmtpd_smtp.LoginPassword) and secrets.compare_digest(
            auth_data.password, self.password.encode()
        ):
            login = auth_data.login.decode("utf-8", "replace")
            return aiosmtpd_smtp.AuthResult(success=True, auth_data=login)
        return aiosmtpd_smtp.AuthResult(success=False, handled=False)


class _PostOffice(mailbox.TestMailboxDict):  # type: ignore[misc]  # its base has no types
    """All accounts, and the one way into their inboxes. Lives in the sandbox's loop."""

    def __init__(self, clock: Callable[[], datetime.datetime]) -> None:
        self.clock = clock
        self.delivered = 0
        self.arrived: collections.deque[str] = collections.deque(maxlen=_MOST_ARRIVALS)
        self.config: Config | None = None
        self.backend: DictBackend | None = None

    async def open(self, password: str, accounts: Sequence[str], with_sent: Sequence[str]) -> None:
        """Build pymap's backend and the first accounts."""
        names = argparse.Namespace(
            demo_data=False, demo_user="sandbox", demo_password=password, host=HOST, port=0, debug=False,
            cert=None, key=None, passlib_cfg=None, tls=False, proxy_protocol=None, inherited_sockets=None,
        )  # fmt: skip
        # Plain passwords and no thread pool: hashing one at each login costs more than all else together.
        config = Config.from_args(names, hash_context=Cleartext(), cpu_subsystem=Subsystem.for_asyncio())
        super().__init__(config, FilterSet(), True)
        self.config = config
        login = sandbox_imap.PostLogin(config, self.get)
        await DictBackend._add_demo_user(config, login)
        self.backend = DictBackend(login, config)
        for account in accounts:
            await self.open_account(account, sent=account in with_sent)

    async def open_account(self, account: str, *, sent: bool) -> None:
        """Make an account; a folder that exists is left alone."""
        folders = await self.get(account)
        if sent and SENT not in {entry.name for entry in (await folders.list_mailboxes()).list()}:
            await folders.add_mailbox(SENT)

    async def get(self, user: str) -> MailboxSet:
        """The folders of an address, made at the first question."""
        assert self.config is not None
        name = base_address(user)
        if name not in self.config.set_cache:
            self.config.set_cache[name] = sandbox_imap.Folders(), self.filter_set
        return self.config.set_cache[name][0]

    def __getitem__(self, user: str) -> MailboxSet:
        assert self.config is not None
        return self.config.set_cache[base_address(user)][0]

    async def deliver(self, content: bytes, mail_from: str, recipients: Sequence[str], login: str) -> None:
        """Put one mail into the inbox of each recipient, with the trace lines of a final delivery."""
        now = self.clock()
        stamped = _stamp(content, mail_from, login, now)
        for name in dict.fromkeys(base_address(recipient) for recipient in recipients):
            inbox = await (await self.get(name)).get_mailbox("INBOX")
            await inbox.append(AppendMessage(literal=stamped, when=now))
            self.delivered += 1
            self.arrived.append(name)


class _SmtpHandler:
    """What aiosmtpd asks at each command; it finds the methods by their names."""

    def __init__(self, post: _PostOffice) -> None:
        self._post = post

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, sender: str, mail_options: list[str]) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = sender
        envelope.mail_options.extend(mail_options)
        return "250 2.1.0 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        sender = envelope.mail_from.strip("<>")  # aiosmtpd keeps the empty sender as `<>`
        await self._post.deliver(envelope.content, sender, envelope.rcpt_tos, str(session.auth_data or ""))
        return "250 2.0.0 OK delivered"


class _Webmail(http.Frontend):  # type: ignore[misc]  # its base has no types
    """mail-devel's web page, whose answers keep the account's address and the thread."""

    def __init__(self, post: _PostOffice, **settings: Any) -> None:
        super().__init__(post, **settings)
        self._post = post
        self._answering: dict[str, client_mail.Seen] = {}

    async def on_reply_mail(self, ws: Any, account: str, mailbox: str, uid: int) -> None:
        """The answer form, filled in. The page drops all but six headers, so the mail is remembered here."""
        folder = await (await self._post.get(account)).get_mailbox(mailbox)
        async for message in folder.messages():
            if message.uid == uid:
                seen = client_mail.parse(await self._message_content(message))
                self._answering[account] = seen
                header = {
                    "from": account,
                    "to": seen.answer_to,
                    "subject": client_mail.reply_subject(seen.subject),
                    "date": email.utils.formatdate(),
                }
                answer = {"account": account, "mailbox": mailbox, "uid": uid, "mail": {"header": header}}
                await ws.send_json({"command": "reply_mail", "data": answer})

    async def on_send_mail(self, ws: Any, account: str, mailbox: str, mail: dict[str, Any]) -> None:
        """Send what was typed as a mail of the open account, whatever the form says of its sender."""
        fields = mail.get("header") or {}
        if isinstance(fields, str):
            fields = dict(line.split(":", 1) for line in fields.splitlines() if ":" in line)
        given = {str(key).strip().lower(): str(value).strip() for key, value in fields.items()}
        recipients = [pair[1] for pair in email.utils.getaddresses([given.get("to", "")]) if pair[1]]
        text = mail.get("body")
        if not recipients or not isinstance(text, str):
            return
        original = self._answering.pop(account, None)
        if original is not None and base_address(original.answer_to) not in map(base_address, recipients):
            original = None
        files = tuple(
            client_mail.Attachment(
                name=str(file["name"]),
                content=base64.b64decode(file["content"]),
                media_type=str(file.get("mimetype") or "application/octet-stream"),
            )
            for file in mail.get("attachments", [])
        )
        content = client_mail.compose(
            client_mail.Envelope(
                sender=account,
                to=tuple(recipients),
                subject=given.get("subject", ""),
                at=self._post.clock(),
                message_id=email.utils.make_msgid(domain=account.rpartition("@")[2] or AUTHSERV_ID),
            ),
            text,
            answers=original,
            attachments=files,
        )
        await self._post.deliver(content, account, recipients, account)
        await self.on_list_mails(ws, account, mailbox)


def base_address(value: str) -> str:
    """The mailbox that an address leads to; what is no address is a name of its own, in lower case."""
    bare = value.strip().strip("<>")
    try:
        return address.base_of_email(bare)
    except ValueError:
        return bare.lower()


def _stamp(content: bytes, mail_from: str, login: str, now: datetime.datetime) -> bytes:
    """The mail as its receiver's server stores it; Authentication-Results only where the login vouches."""
    when = email.utils.format_datetime(now)
    lines = [f"Return-Path: <{mail_from}>", f"Received: by {AUTHSERV_ID} with ESMTPA; {when}"]
    head, gap, body = content.partition(b"\r\n\r\n")
    head = _AUTH_RESULTS.sub(b"", head + b"\r\n").removesuffix(b"\r\n")
    parsed = BytesHeaderParser(policy=email.policy.compat32).parsebytes(head + b"\r\n\r\n")
    sender = email.utils.parseaddr(str(parsed.get("From", "")))[1]
    domain = sender.rpartition("@")[2].lower()
    if domain and domain == login.rpartition("@")[2].lower():
        lines.insert(1, f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from={domain}")
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8") + head + gap + body


def _listen() -> socket.socket:
    """A bound socket on a free port of loopback, taken at once, so that nobody can be faster.

    The protocol is named, because asyncio sets TCP_NODELAY only then; without it each command of IMAP waits
    40 ms or more for a delayed acknowledgement.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((HOST, 0))
    listener.setblocking(False)
    return listener


def _port_of(listener: Any) -> int:
    return int(listener.getsockname()[1])
