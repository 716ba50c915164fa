"""Installation: this database as one agent at work, and whether it is on hold.

On hold nothing leaves, whatever is due. It does not know who looks at it: senders do, before each message.
"""

import datetime
import enum

from services.core.domain.base import Noun


class Cause(enum.StrEnum):
    """What put it on hold. After the last two the mailboxes have to be read before anything may leave."""

    OPERATOR = "operator"
    RESTORED = "restored"
    FOREIGN = "foreign"


class Hold(Noun):
    """Nothing leaves since a moment, for a reason."""

    cause: Cause
    why: str
    since: datetime.datetime
    by: str = ""


class Installation(Noun):
    """`name` is what the INSTALLATION setting said first; "" while none was given.

    `has_traces`: messages of ours were found in a Sent folder that this database does not know to be sent.
    `is_restoring`: a restore has begun and not ended. `backup_at` is when the restored backup was made.
    """

    name: str = ""
    hold: Hold | None = None
    has_traces: bool = False
    is_restoring: bool = False
    backup_at: datetime.datetime | None = None
