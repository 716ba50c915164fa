"""Incoming: one received mail, read. What `wire.read` returns and `receive` files.

It is not yet a Message: whose mail it is, and how far it may be believed, is decided in `receive`.
"""

import datetime

from services.core.domain import address, message
from services.core.domain.automatic import Automatic
from services.core.domain.base import Noun


class Incoming(Noun):
    """A mail as its headers and parts say. Every header text is one line; nothing in it is trusted.

    `sender` is None unless From holds exactly one mailbox. `bodies` are (kind, text) with kind "text" or
    "html", the plain one first. `reference` is our own mark where the mail carries it. `references` holds
    In-Reply-To's ids, too. `authentication` are the values of Authentication-Results, the topmost first.
    `files` are the bytes of the `attachments`, one for each; None for those too large to be kept.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: address.Address | None = None
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    date: datetime.datetime | None = None
    bodies: tuple[tuple[str, str], ...] = ()
    attachments: tuple[message.Attachment, ...] = ()
    files: tuple[bytes | None, ...] = ()
    authentication: tuple[str, ...] = ()
    reference: str = ""
    automatic: Automatic | None = None
    note: str = ""
