"""Seal: secrets that rest in the database as ciphertext under our own key (AES-256-GCM).

A sealed text is `v1.<key id>.<base64url of nonce and ciphertext>`. New ones are sealed under the newest key; older
keys open what they sealed until it is sealed anew. It keeps no secret and decides nothing about who may see one.
"""

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.core import errors

_FORM = "v1"
_NONCE_BYTES = 12


class Seal:
    """`keys` are the lines of SECRET_KEY, the newest first; each gives a key of its own for sealing alone (HKDF)."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys:
            raise ValueError("a seal needs a key")
        derived = [_derived(key) for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in derived}
        self._newest = _key_id(derived[0])

    def __repr__(self) -> str:
        return f"Seal({', '.join(self._ciphers)})"

    def seal(self, text: str) -> str:
        """The text as ciphertext; another one each time."""
        nonce = os.urandom(_NONCE_BYTES)
        hidden = self._ciphers[self._newest].encrypt(nonce, text.encode(), self._context(self._newest))
        return f"{_FORM}.{self._newest}.{base64.urlsafe_b64encode(nonce + hidden).decode()}"

    def open(self, sealed: str) -> str:
        """What was sealed. Raises `errors.BadSetting` when no key of ours fits, or it was changed."""
        form, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        cipher = self._ciphers.get(key_id)
        if form != _FORM or cipher is None:
            raise errors.BadSetting(
                "a stored secret was sealed under another SECRET_KEY",
                field="SECRET_KEY",
                hint="put the old key below the new one in the file, or enter the secret again",
            )
        try:
            blob = base64.b64decode(body.encode(), altchars=b"-_", validate=True)
            return cipher.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], self._context(key_id)).decode()
        except (InvalidTag, ValueError, binascii.Error):
            raise errors.BadSetting(
                "a stored secret is damaged", field="secret", hint="enter the secret again"
            ) from None

    def is_newest(self, sealed: str) -> bool:
        """Whether it is sealed under the newest key."""
        return sealed.startswith(f"{_FORM}.{self._newest}.")

    @staticmethod
    def _context(key_id: str) -> bytes:
        return f"{_FORM}.{key_id}".encode()


def _derived(key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"sales-agent: sealed secrets").derive(key)


def _key_id(derived: bytes) -> str:
    return hashlib.sha256(b"seal key id:" + derived).hexdigest()[:8]
