"""The session of a person's account: Telethon's, kept as one line of text that is sealed before it is stored.

The line names the data centre and holds the key of the login: whoever has it has the account, past its second
factor. Where reading has got to, and how people are addressed, is kept beside it in `accounts`, and not here.
It reads and writes no database and no file.
"""

import base64
import binascii
import json
from typing import Any

from telethon.crypto import AuthKey
from telethon.sessions import MemorySession

from services.core import errors

_KEY_BYTES = 256


class Session(MemorySession):  # type: ignore[misc]  # Telethon ships no types
    """A session in memory. Nothing of it is written anywhere but by `text`."""

    @property
    def is_logged_out(self) -> bool:
        """Whether there is no key yet, or no more."""
        return self.auth_key is None or not self.auth_key.key

    def text(self) -> str:
        """The session as one line; a secret. Raises `errors.BadInput` before there is a key."""
        if self.is_logged_out:
            raise errors.BadInput("this session has no key yet")
        key = base64.urlsafe_b64encode(self.auth_key.key).decode()
        return json.dumps({"dc": self.dc_id, "host": self.server_address, "port": self.port, "key": key})


def blank(host: str = "", port: int = 0, dc: int = 0) -> Session:
    """A session without a key, for a login; where nothing is named, it begins at Telegram's own data centre."""
    made = Session()
    if host:
        made.set_dc(dc, host, port)
    return made


def of_text(text: str) -> Session:
    """The session of such a line. Raises `errors.BadSetting`, which does not repeat it."""
    try:
        fields: Any = json.loads(text)
        key = base64.b64decode(str(fields["key"]).encode(), altchars=b"-_", validate=True)
        made = blank(str(fields["host"]), int(fields["port"]), int(fields["dc"]))
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise _not_a_session() from None
    if len(key) != _KEY_BYTES:
        raise _not_a_session()
    made.auth_key = AuthKey(key)
    return made


def _not_a_session() -> errors.BadSetting:
    return errors.BadSetting(
        "the account has no Telegram session", field="secret", hint="log in: sales-agent telegram login ACCOUNT"
    )
