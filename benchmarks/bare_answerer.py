"""The least that reads and answers mail: IDLE, fetch, one answer by SMTP; no database, no thought.

    python benchmarks/bare_answerer.py ADDRESS IMAP_PORT SMTP_PORT CA_FILE      (the password in MAIL_PASSWORD)

It stands beside the agent in `bench.py`: the same servers, STARTTLS and login as the agent's, a connection for each
answer as the agent's. It prints `ready` once it listens, and works until it is killed. It keeps no state: what is in
the mailbox when it starts is left alone.
"""

import asyncio
import contextlib
import email
import email.message
import email.policy
import email.utils
import os
import socket
import ssl
import sys

import aiosmtplib
import imapclient

_IDLE_S = 60


def main(address: str, imap_port: int, smtp_port: int, ca_file: str) -> None:
    """Listen and answer until killed."""
    context = ssl.create_default_context(cafile=ca_file)
    with imapclient.IMAPClient("127.0.0.1", imap_port, ssl=False) as imap:
        imap.starttls(context)
        imap.login(address, os.environ["MAIL_PASSWORD"])
        imap.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        last = int(imap.select_folder("INBOX", readonly=True)[b"UIDNEXT"]) - 1
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            # Searched before each IDLE: what came between two of them would not be announced.
            for uid in [uid for uid in imap.search(["UID", f"{last + 1}:*"]) if uid > last]:
                raw = imap.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
                asyncio.run(answer(raw, address, smtp_port, context))
                last = uid
            imap.idle()
            imap.idle_check(timeout=_IDLE_S)
            imap.idle_done()


async def answer(raw: bytes, address: str, port: int, context: ssl.SSLContext) -> None:
    """One fixed sentence to whoever wrote, in the thread."""
    asked = email.message_from_bytes(raw, policy=email.policy.default)
    said = email.message.EmailMessage()
    said["From"], said["To"] = address, asked["From"]
    said["Subject"] = f"Re: {asked['Subject']}"
    said["In-Reply-To"] = said["References"] = asked["Message-ID"]
    said["Message-ID"] = email.utils.make_msgid(domain=address.rpartition("@")[2])
    said.set_content("Thank you, we have read your mail.")
    await aiosmtplib.send(
        said,
        hostname="127.0.0.1",
        port=port,
        start_tls=True,
        tls_context=context,
        username=address,
        password=os.environ["MAIL_PASSWORD"],
    )


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
