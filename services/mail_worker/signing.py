"""Signing: DKIM (RFC 6376) for accounts whose provider leaves it to us. Pure: the same mail gives the same bytes.

relaxed/relaxed, rsa-sha256. It fetches no key, publishes none, and signs nothing but what it is given.
"""

from typing import Any

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.core import errors

LEAST_BITS = 1024  # RFC 8301 §3.2: verifiers take no shorter ones
_HEADERS = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding", b"auto-submitted",
    b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
# Named once more than they occur, so that nobody can add another one (RFC 6376 §5.4.2).
_SEALED = (b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post")


def sign(raw: bytes, domain: str, selector: str, private_key_pem: str, signed_at: int) -> bytes:
    """The mail with a DKIM-Signature before it. `signed_at`: Unix seconds, the mail's own date.

    Both headers of one-click unsubscribing are signed (RFC 8058 §4). Raises `errors.BadSetting` on a key that
    cannot be used.
    """
    signer = _Signer(raw, signed_at)
    present = {name.lower() for name, _ in signer.headers}
    names = [name for name in _HEADERS if name in present] + [name for name in _SEALED if name in present]
    signature: bytes = signer.sign(
        selector.encode("ascii"),
        domain.encode("idna"),
        _pkcs1(private_key(private_key_pem)),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=names,
    )
    return signature + raw


def private_key(pem: str) -> rsa.RSAPrivateKey:
    """The RSA key of a PEM text. Raises `errors.BadSetting`, which repeats nothing of it."""
    hint = "make one with `openssl genrsa 2048`"
    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise errors.BadSetting("the DKIM key is not a private key in PEM form", field="dkim", hint=hint) from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < LEAST_BITS:
        raise errors.BadSetting(f"the DKIM key is not an RSA key of {LEAST_BITS} bits or more", field="dkim", hint=hint)
    return key


def _pkcs1(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


class _Signer(dkim.DKIM):  # type: ignore[misc]  # the library has no types
    """The library's signer with a moment of our choice: its own is the clock's, and no two builds would be the same."""

    def __init__(self, raw: bytes, signed_at: int) -> None:
        super().__init__(raw)
        self._signed_at = str(signed_at).encode("ascii")

    def gen_header(self, fields: list[tuple[bytes, bytes]], *arguments: Any, **options: Any) -> bytes:
        """The header of a signature, its `t=` set."""
        ours = [(name, self._signed_at if name == b"t" else value) for name, value in fields]
        made: bytes = super().gen_header(ours, *arguments, **options)
        return made
