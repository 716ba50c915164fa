"""What Telegram's errors mean for a message of ours, by their names. A table, and pure.

Names are matched, never the classes of a library: PRIVACY_PREMIUM_REQUIRED comes with the number 406, which
libraries read as a dead key, and ALLOW_PAYMENT_REQUIRED_50 has no class of its own. FROZEN_METHOD_INVALID comes with
420 and is no flood. Source: https://core.telegram.org/api/errors and the errors of Telethon 1.45.
"""

import enum


class Kind(enum.StrEnum):
    """What follows: `wait` and try again, `flooded` (the account is limited), `unreachable` (this person, by this
    account), `dead` (the account stops), `already_sent`, `passing` (the server's trouble), `refused` (the message).
    """

    WAIT = "wait"
    FLOODED = "flooded"
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    ALREADY_SENT = "already_sent"
    PASSING = "passing"
    REFUSED = "refused"


# Each with the reason that people read.
ERRORS: dict[str, tuple[Kind, str]] = {
    "RANDOM_ID_DUPLICATE": (Kind.ALREADY_SENT, "it had been sent before"),
    "FLOOD_WAIT": (Kind.WAIT, "Telegram asked to wait"),
    "FLOOD_PREMIUM_WAIT": (Kind.WAIT, "Telegram asked to wait"),
    "SLOWMODE_WAIT": (Kind.WAIT, "Telegram asked to wait"),
    "PEER_FLOOD": (Kind.FLOODED, "Telegram has limited the account: it may not write to strangers"),
    "USER_PRIVACY_RESTRICTED": (Kind.UNREACHABLE, "takes messages from contacts only"),
    "USER_IS_BLOCKED": (Kind.UNREACHABLE, "has blocked the account"),
    "YOU_BLOCKED_USER": (Kind.UNREACHABLE, "is blocked by the account"),
    "INPUT_USER_DEACTIVATED": (Kind.UNREACHABLE, "has left Telegram"),
    "PRIVACY_PREMIUM_REQUIRED": (Kind.UNREACHABLE, "takes messages from Premium accounts only"),
    "ALLOW_PAYMENT_REQUIRED": (Kind.UNREACHABLE, "takes paid messages only"),
    "CHAT_WRITE_FORBIDDEN": (Kind.UNREACHABLE, "cannot be written to"),
    "PEER_ID_INVALID": (Kind.UNREACHABLE, "is not known to the account"),
    "USERNAME_NOT_OCCUPIED": (Kind.UNREACHABLE, "has a name that nobody has"),
    "USERNAME_INVALID": (Kind.UNREACHABLE, "has a name that cannot be"),
    "FROZEN_METHOD_INVALID": (Kind.DEAD, "Telegram has frozen the account"),
    "USER_DEACTIVATED_BAN": (Kind.DEAD, "Telegram has banned the account"),
    "USER_DEACTIVATED": (Kind.DEAD, "the account was deleted"),
    "AUTH_KEY_UNREGISTERED": (Kind.DEAD, "the login is not valid any more"),
    "AUTH_KEY_INVALID": (Kind.DEAD, "the login is not valid any more"),
    "AUTH_KEY_PERM_EMPTY": (Kind.DEAD, "the login is not valid any more"),
    "AUTH_KEY_DUPLICATED": (Kind.DEAD, "the login was used from two places at once, and Telegram has ended it"),
    "SESSION_REVOKED": (Kind.DEAD, "the login was ended from another device"),
    "SESSION_EXPIRED": (Kind.DEAD, "the login has run out"),
    "MESSAGE_TOO_LONG": (Kind.REFUSED, "the message is too long"),
    "MESSAGE_EMPTY": (Kind.REFUSED, "the message is empty"),
}


def meaning(name: str, code: int = 0) -> tuple[Kind, str]:
    """What an error means and why, by its name without a number at the end (`FLOOD_WAIT`), else by its code.

    Unknown: 401 is the end of a login, 420 a wait, 5xx passes, anything else is refused for good. A 406 that is not
    in the table is never a dead login.
    """
    known = ERRORS.get(name)
    if known is not None:
        return known
    if code == 401:
        return Kind.DEAD, f"the login was refused: {name}"
    if code == 420:
        return Kind.WAIT, f"Telegram asked to wait: {name}"
    if code >= 500 or code <= -500:
        return Kind.PASSING, f"Telegram has trouble: {name}"
    return Kind.REFUSED, f"Telegram refused: {name}"
