"""An SMTP server in process (aiosmtpd) that accepts, refuses or loses messages as a plan says.

Every accepted copy is recorded with its envelope, also when its 250 never reaches the client. `sink.plan` holds
for everything; `sink.once(...)` adds plans that are used up one by one, each for one message (those with a
`greeting`: for one connection).

It delivers nothing and refuses the null sender.
"""

import asyncio
import base64
import collections
import dataclasses
import email
import email.policy
import enum
import ssl
import time
from collections.abc import Mapping

from aiosmtpd import smtp

from tests.servers import certificates, loopback

DROP = "drop"  # instead of a reply: the connection is reset
_POLL_S = 0.01


class Lost(enum.Enum):
    """How the 250 of a stored message is lost."""

    CLOSED = "closed"  # FIN after the final dot
    RESET = "reset"  # RST after the final dot
    HUNG = "hung"  # nothing, until `sink.release()` lets the 250 go


@dataclasses.dataclass(frozen=True)
class Plan:
    """Replies such as "450 4.2.1 later", or DROP; None accepts. A reply of 421 closes the connection after it.

    `rcpt` is one reply for all recipients or one for each address named. `data_command` answers DATA instead of
    354, `data` the final dot (nothing is stored). `reset_in_body` resets once so many bytes of the body came.
    `lost` stores the message and then keeps the 250 from the client.
    """

    greeting: str | None = None
    mail: str | None = None
    rcpt: str | Mapping[str, str] | None = None
    data_command: str | None = None
    reset_in_body: int | None = None
    data: str | None = None
    lost: Lost | None = None


ACCEPT = Plan()


@dataclasses.dataclass(frozen=True)
class Copy:
    """One accepted message. `raw` is as sent, without dot stuffing; `login` is None without AUTH."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    login: str | None
    is_tls: bool

    @property
    def message_id(self) -> str:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.compat32)
        return str(parsed.get("Message-ID", "")).strip()


class SmtpSink(loopback.LoopbackServer):
    """Listens on `sink.port`.

    With `tls` STARTTLS is offered and required before MAIL (`implicit_tls=True`: TLS from the first byte). With
    `accounts` (login → password) AUTH PLAIN and LOGIN are required, and offered under TLS only where there is TLS;
    with `bearers` (login → access token) AUTH XOAUTH2.
    """

    def __init__(
        self,
        plan: Plan = ACCEPT,
        *,
        tls: certificates.Certificates | None = None,
        implicit_tls: bool = False,
        accounts: Mapping[str, str] | None = None,
        bearers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.plan = plan
        self.copies: list[Copy] = []
        self.bodies_begun = 0  # how often 354 was answered
        self._scripted: collections.deque[Plan] = collections.deque()
        self._context = None if tls is None else tls.server_context()
        self._implicit_tls = implicit_tls
        self._accounts = None if accounts is None else dict(accounts)
        self._bearers = None if bearers is None else dict(bearers)
        self._hanging: set[asyncio.Event] = set()

    def once(self, *plans: Plan) -> None:
        self._scripted.extend(plans)

    def copies_of(self, message_id: str) -> list[Copy]:
        """The accepted copies with this Message-ID, given with or without angle brackets."""
        return [copy for copy in self.copies if copy.message_id.strip("<>") == message_id.strip("<>")]

    def release(self) -> None:
        """Send the 250 of every message that hangs (Lost.HUNG)."""
        self._in_loop(self._release_all)

    def _release_all(self) -> None:
        for event in self._hanging:
            event.set()

    async def received(self, count: int = 1, timeout_s: float = 5.0) -> list[Copy]:
        """Wait until at least `count` copies are stored and return all. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        while len(self.copies) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.copies)} of {count} messages came")
            await asyncio.sleep(_POLL_S)
        return list(self.copies)

    def plan_for_greeting(self) -> Plan:
        if self._scripted and self._scripted[0].greeting is not None:
            return self._scripted.popleft()
        return self.plan

    def plan_for_message(self) -> Plan:
        return self._scripted.popleft() if self._scripted else self.plan

    async def hang(self) -> None:
        event = asyncio.Event()
        self._hanging.add(event)
        try:
            await event.wait()
        finally:
            self._hanging.discard(event)

    def opened(self, transport: asyncio.BaseTransport) -> None:
        self._opened(transport)

    def closed(self, transport: asyncio.BaseTransport) -> None:
        self._closed(transport)

    @property
    def needs_login(self) -> bool:
        return self._accounts is not None or self._bearers is not None

    @property
    def hidden_mechanisms(self) -> tuple[str, ...]:
        """What is not offered."""
        passwords = () if self._accounts is not None else ("PLAIN", "LOGIN")
        return passwords if self._bearers is not None else (*passwords, "XOAUTH2")

    def check_bearer(self, login: str, token: str) -> bool:
        return self._bearers is not None and self._bearers.get(login) == token

    def check_login(self, login: str, password: str) -> bool:
        return self._accounts is not None and self._accounts.get(login) == password

    def _server_context(self) -> ssl.SSLContext | None:
        return self._context if self._implicit_tls else None

    def _new_protocol(self) -> asyncio.BaseProtocol:
        return _Connection(self, None if self._implicit_tls else self._context)


class _Connection(smtp.SMTP):
    """One client; aiosmtpd calls the `handle_` hooks of `_Hooks` and asks this class to reply."""

    def __init__(self, sink: SmtpSink, starttls: ssl.SSLContext | None) -> None:
        self.sink = sink
        self.plan = sink.plan
        self._body_left: int | None = None
        self._first_transport: asyncio.BaseTransport | None = None
        super().__init__(
            _Hooks(sink),
            hostname="sink.example.test",
            ident="ESMTP",
            loop=asyncio.get_running_loop(),
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=sink.hidden_mechanisms,
            authenticator=_authenticator(sink),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._first_transport is None:  # aiosmtpd calls this once more after STARTTLS
            self._first_transport = transport
            self.sink.opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._first_transport is not None:
            self.sink.closed(self._first_transport)
        if self.transport is not None:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._body_left is not None:
            self._body_left -= len(data)
            if self._body_left <= 0:
                self.drop()
                return
        super().data_received(data)

    @property
    def is_tls(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def drop(self) -> None:
        if self._first_transport is not None:
            loopback.reset(self._first_transport)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    async def push(self, status: str | bytes) -> None:
        text = status.decode() if isinstance(status, bytes) else status
        if text == DROP:
            self.drop()
        elif self.transport is not None and not self.transport.is_closing():
            await super().push(text)
            if text.startswith("421"):
                self.close()

    async def _handle_client(self) -> None:
        refusal = self.sink.plan_for_greeting().greeting
        if refusal is None:
            await super()._handle_client()
            return
        await self.push(refusal)
        self.close()

    async def smtp_DATA(self, arg: str) -> None:
        if self.plan.data_command is not None:
            await self.push(self.plan.data_command)
            return
        if self.envelope is not None and self.envelope.rcpt_tos:
            self.sink.bodies_begun += 1
            self._body_left = self.plan.reset_in_body
        try:
            await super().smtp_DATA(arg)
        finally:
            self._body_left = None


class _Hooks:
    """aiosmtpd's handler: turns the plan into replies and keeps the copies."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def auth_XOAUTH2(self, server: _Connection, words: list[str]) -> smtp.AuthResult:
        """`user=<login>^Aauth=Bearer <token>^A^A`; a refusal is a challenge first, as Google's is."""
        given = base64.b64decode(words[1]).decode() if len(words) > 1 else ""
        user, _, rest = given.partition("\x01")
        login, token = user.removeprefix("user="), rest.removeprefix("auth=Bearer ").removesuffix("\x01\x01")
        if self._sink.check_bearer(login, token):
            return smtp.AuthResult(success=True, auth_data=smtp.LoginPassword(login.encode(), b""))
        await server.challenge_auth('{"status":"400","schemes":"Bearer"}')
        return smtp.AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self,
        server: _Connection,
        session: smtp.Session,
        envelope: smtp.Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self._sink.needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        server.plan = self._sink.plan_for_message()
        if server.plan.mail is not None:
            return server.plan.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        server: _Connection,
        session: smtp.Session,
        envelope: smtp.Envelope,
        address: str,
        options: list[str],
    ) -> str:
        rcpt = server.plan.rcpt
        refusal = rcpt if rcpt is None or isinstance(rcpt, str) else rcpt.get(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: _Connection, session: smtp.Session, envelope: smtp.Envelope) -> str:
        plan = server.plan
        if plan.data is not None:
            return plan.data
        self._store(server, session, envelope)
        if plan.lost is Lost.CLOSED:
            server.close()
        elif plan.lost is Lost.RESET:
            return DROP
        elif plan.lost is Lost.HUNG:
            await self._sink.hang()
        return f"250 2.0.0 stored as {len(self._sink.copies)}"

    def _store(self, server: _Connection, session: smtp.Session, envelope: smtp.Envelope) -> None:
        raw = envelope.original_content
        given: object = session.auth_data
        copy = Copy(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=raw if isinstance(raw, bytes) else b"",
            login=given.login.decode() if isinstance(given, smtp.LoginPassword) else None,
            is_tls=server.is_tls,
        )
        self._sink.copies.append(copy)


def _authenticator(sink: SmtpSink) -> smtp.AuthenticatorType:
    def check(
        server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, mechanism: str, given: object
    ) -> smtp.AuthResult:
        if not isinstance(given, smtp.LoginPassword):
            return smtp.AuthResult(success=False, handled=False)
        is_right = sink.check_login(given.login.decode(), given.password.decode())
        return smtp.AuthResult(success=is_right, handled=False, auth_data=given)

    return check
