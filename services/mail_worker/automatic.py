"""Tell automatic mail from people's mail: bounce, complaint, receipt, challenge, auto-reply, bulk.

1. Take the mail apart. 2. Ask for the reports that machines write for machines (complaint, SES notification,
read receipt). 3. Challenge before bounce: a challenge says that the mail was "not delivered yet". 4. Bounce
before auto-reply: bounces carry the marks of auto-replies too, and a vacation note sent by `postmaster` is
known by its subject. 5. Last bulk: lists, notifications and no-reply senders, which nobody can answer and
which must not start a conversation between two robots.

Pure and total: any bytes give an answer, and 1 MB of anything takes well under a second. It does not decide
what follows, does not match the mail to a conversation, and does not read what a person typed.
"""

from services.core.domain.automatic import Automatic
from services.mail_worker import automatic_bounce, automatic_parts, automatic_robots


def classify(raw: bytes) -> Automatic | None:
    """What sort of automatic mail `raw` (an RFC 5322 message) is, or None for the mail of a person.

    Never raises. Only the first 400 kB are read: marks and reports stand before what is returned.
    """
    mail = automatic_parts.parse(raw)
    return (
        automatic_robots.read_complaint(mail)
        or automatic_robots.read_notification(mail)
        or automatic_robots.read_receipt(mail)
        or automatic_robots.read_challenge(mail)
        or automatic_bounce.read(mail)
        or automatic_robots.read_auto_reply(mail)
        or automatic_robots.read_bulk(mail)
    )
