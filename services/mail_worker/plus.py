"""Plus: does mail to `name+tag@domain` reach `name@domain`? Sends one mail to ourselves and looks for it.

Only ever when an operator asks: it is the one thing here that sends without an outbox item.
"""

import asyncio
import email.message
import email.policy
import email.utils
import secrets

from services.core import clock, errors
from services.core.domain import account
from services.mail_worker import client, compose

WAIT_S = 30.0
_LOOK_EVERY_S = 1.0
_PROBE_HEADER = "X-Sales-Agent-Probe"


async def arrives(mailbox: account.Account, credential: client.Credential, wait_s: float = WAIT_S) -> bool:
    """Send the mail and look into the first folder and Junk until it is there, at most `wait_s`.

    False when it did not come, or the server refused the address. Raises `errors.DeliveryError`.
    """
    tag = f"probe{secrets.token_hex(8)}"
    raw = _mail(mailbox, tag)
    if not await _accepted(mailbox, credential, compose.tagged(mailbox.address, tag), raw):
        return False
    box = client.Mailbox(mailbox)
    until = clock.lease_clock() + wait_s
    try:
        await asyncio.to_thread(box.connect, credential)
        while True:
            for folder in filter(None, (mailbox.folders[0], mailbox.junk_folder)):
                if await asyncio.to_thread(box.has, folder, _PROBE_HEADER, tag):
                    return True
            if clock.lease_clock() >= until:
                return False
            await asyncio.sleep(min(_LOOK_EVERY_S, wait_s / 10))
    finally:
        await asyncio.to_thread(box.dispose)


async def _accepted(mailbox: account.Account, credential: client.Credential, to: str, raw: bytes) -> bool:
    try:
        await client.hand_over(mailbox, credential, to, raw, _always, WAIT_S)
    except errors.LoginRefused:
        raise
    except errors.DeliveryError as error:
        if error.permanent:
            return False  # a refused recipient is an answer, too
        raise
    return True


def _mail(mailbox: account.Account, tag: str) -> bytes:
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = mailbox.address
    mail["To"] = compose.tagged(mailbox.address, tag)
    mail["Subject"] = "Does plus addressing work?"
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = email.utils.make_msgid(domain=mailbox.address.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail[_PROBE_HEADER] = tag
    mail.set_content("`sales-agent accounts test --plus` sent this. It can be deleted.\n")
    return mail.as_bytes()


async def _always() -> bool:
    return True
