"""A client's mail program in the sandbox: reads by IMAP, writes by SMTP, quotes as real programs do.

It speaks to the sandbox's servers over loopback as any program would, and keeps in mind which mails it has
read by UID. It does not decide what to write (scripts and simulators do), nor build mail (`client_mail`).
"""

import asyncio
import contextlib
import datetime
import imaplib
import socket
import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import aiosmtplib
import imapclient

from services.cli import client_mail, quoting, sandbox, script

_TIMEOUT_S = 20.0
_INBOX = "INBOX"


class ClientMailbox:
    """One simulated person's mailbox: `async with ClientMailbox("anna@veter.example", "Анна", …)`.

    `style` is the mail program unless an answer names another. Raises aiosmtplib.SMTPException or
    imaplib.IMAP4.error when the sandbox refuses something; both mean a bug or a sandbox that has ended.
    """

    def __init__(
        self,
        address: str,
        name: str,
        password: str,
        server: sandbox.Sandbox,
        *,
        style: quoting.Style = quoting.Style.GMAIL,
    ) -> None:
        self.address = address
        self.name = name
        self.style = style
        self._password = password
        self._server = server
        self._connection: imapclient.IMAPClient | None = None
        self._lock = asyncio.Lock()
        self._next_uid = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Log out. The next `new_messages` connects again and goes on where this one stopped."""
        async with self._lock:
            await asyncio.to_thread(self._disconnect)

    async def new_messages(self) -> tuple[client_mail.Seen, ...]:
        """The mails that came since the last call, oldest first; each is given once."""
        async with self._lock:
            return await asyncio.to_thread(self._fetch_new)

    async def reply(
        self,
        to_message: client_mail.Seen,
        text: str,
        when: datetime.datetime,
        *,
        sender: str | None = None,
        style: quoting.Style | None = None,
        subject: str | None = None,
        attachments: Sequence[client_mail.Attachment] = (),
        language: str | None = None,
    ) -> client_mail.Seen:
        """Answer in the thread, to Reply-To or From, the mail quoted below in our program's style.

        `when` (aware) becomes the Date. `sender` answers in this person's place, from that address.
        `language` is the mail program's, by default that of the mail that is answered. Gives what was sent.
        """
        envelope = client_mail.Envelope(
            sender=sender or self.address,
            sender_name="" if sender else self.name,
            to=(to_message.answer_to,),
            subject=subject or client_mail.reply_subject(to_message.subject),
            at=when,
            message_id=self._message_id(sender),
        )
        content = client_mail.compose(
            envelope,
            text,
            answers=to_message,
            style=style or self.style,
            language=language or script.language_of(to_message.text),
            attachments=attachments,
        )
        return await self.send(content, sender=envelope.sender, to=envelope.to)

    async def write(
        self,
        text: str,
        when: datetime.datetime,
        *,
        to: str,
        subject: str,
        sender: str | None = None,
        attachments: Sequence[client_mail.Attachment] = (),
    ) -> client_mail.Seen:
        """A new mail, in no thread."""
        envelope = client_mail.Envelope(
            sender=sender or self.address,
            sender_name="" if sender else self.name,
            to=(to,),
            subject=subject,
            at=when,
            message_id=self._message_id(sender),
        )
        content = client_mail.compose(envelope, text, attachments=attachments)
        return await self.send(content, sender=envelope.sender, to=envelope.to)

    async def auto_reply(
        self,
        to_message: client_mail.Seen,
        when: datetime.datetime,
        *,
        until: datetime.date | None = None,
        text: str | None = None,
        language: str | None = None,
    ) -> client_mail.Seen:
        """The out-of-office answer of this mailbox, from the empty envelope sender (RFC 3834)."""
        content = client_mail.auto_reply(
            to_message,
            sender=self.address,
            sender_name=self.name,
            at=when,
            message_id=self._message_id(None),
            until=until,
            language=language or script.language_of(to_message.text),
            text=text,
        )
        return await self.send(content, sender="", to=(to_message.answer_to,))

    async def bounce(
        self,
        to_message: client_mail.Seen,
        when: datetime.datetime,
        *,
        status: str = "5.1.1",
        diagnostic: str = "550 5.1.1 The email account that you tried to reach does not exist",
        delayed: bool = False,
    ) -> client_mail.Seen:
        """The report of this mailbox's mail server that the mail could not be delivered."""
        content = client_mail.bounce(
            to_message,
            at=when,
            message_id=self._message_id(None),
            recipient=self.address,
            status=status,
            diagnostic=diagnostic,
            delayed=delayed,
        )
        return await self.send(content, sender="", to=(client_mail.return_path(to_message),))

    async def send(self, content: bytes, *, sender: str, to: Sequence[str]) -> client_mail.Seen:
        """Hand finished bytes to SMTP; `sender` is the envelope sender, empty for reports."""
        async with aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.smtp_port,
            start_tls=False,
            username=sender or self.address,
            password=self._password,
            timeout=_TIMEOUT_S,
        ) as connection:
            await connection.sendmail(sender, list(to), content)
        return client_mail.parse(content)

    def _message_id(self, sender: str | None) -> str:
        return f"<{uuid.uuid4().hex}@{(sender or self.address).rpartition('@')[2]}>"

    def _fetch_new(self) -> tuple[client_mail.Seen, ...]:
        try:
            return self._fetch_once()
        except (OSError, imaplib.IMAP4.abort):  # the connection ended: once more on a new one
            self._disconnect()
            return self._fetch_once()

    def _fetch_once(self) -> tuple[client_mail.Seen, ...]:
        if self._connection is None:
            self._connection = self._connect()
        # `N:*` always has the last mail in it, however old (RFC 3501 section 6.4.8).
        found = self._connection.search(["UID", f"{self._next_uid}:*"])
        uids = sorted(uid for uid in found if uid >= self._next_uid)
        if not uids:
            return ()
        answers = self._connection.fetch(uids, ["BODY.PEEK[]"])
        seen = tuple(client_mail.parse(answers[uid][b"BODY[]"], uid) for uid in uids if uid in answers)
        self._next_uid = uids[-1] + 1
        return seen

    def _connect(self) -> imapclient.IMAPClient:
        connection = imapclient.IMAPClient(
            self._server.host, self._server.imap_port, ssl=False, timeout=_TIMEOUT_S, use_uid=True
        )
        # IMAPClient sends a command in pieces; the wait for the first one's acknowledgement is 40 ms.
        connection.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection.login(sandbox.base_address(self.address), self._password)
            connection.select_folder(_INBOX, readonly=True)
        except BaseException:
            connection.shutdown()
            raise
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(OSError, imaplib.IMAP4.error):  # a connection that is gone needs no farewell
            connection.logout()
            return
        with contextlib.suppress(OSError):
            connection.shutdown()
