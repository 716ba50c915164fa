"""The server's side of Telegram's second factor: SRP-2048 over PBKDF2 (https://core.telegram.org/api/srp).

It makes a challenge and checks the answer; it keeps no password.
"""

import hashlib
import os
from typing import Any

from telethon.tl import types

PRIME = int(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db"
    "fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41"
    "0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf"
    "6f4fadf034b10403119cd8e3b92fcc5b",
    16,
)
GENERATOR = 3


def wide(number: int) -> bytes:
    """A number as the 256 bytes in which the protocol hashes it."""
    return number.to_bytes(256, "big")


def _hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _number(*parts: bytes) -> int:
    return int.from_bytes(_hashed(*parts), "big")


class Challenge:
    """One question to who wants to log in; `is_answered_by` says whether they know the password."""

    def __init__(self, password: str) -> None:
        self._first, self._second = os.urandom(8), os.urandom(8)
        self._verifier = pow(GENERATOR, self._private(password), PRIME)
        self._secret = int.from_bytes(os.urandom(256), "big")
        k = _number(wide(PRIME), wide(GENERATOR))
        self._b = (k * self._verifier + pow(GENERATOR, self._secret, PRIME)) % PRIME

    def _private(self, password: str) -> int:
        def salted(text: bytes, salt: bytes) -> bytes:
            return _hashed(salt, text, salt)

        once = salted(salted(password.encode(), self._first), self._second)
        slow = hashlib.pbkdf2_hmac("sha512", once, self._first, 100_000)
        return int.from_bytes(salted(slow, self._second), "big")

    def question(self) -> Any:
        """`account.password` of the schema."""
        way = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            self._first, self._second, GENERATOR, wide(PRIME)
        )
        return types.account.Password(
            new_algo=way,
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=os.urandom(32),
            has_password=True,
            current_algo=way,
            srp_B=wide(self._b),
            srp_id=1,
            hint="",
        )

    def is_answered_by(self, answer: Any) -> bool:
        """Whether an `inputCheckPasswordSRP` proves the password."""
        a = int.from_bytes(answer.A, "big")
        u = _number(wide(a), wide(self._b))
        shared = pow(a * pow(self._verifier, u, PRIME), self._secret, PRIME)
        mixed = bytes(x ^ y for x, y in zip(_hashed(wide(PRIME)), _hashed(wide(GENERATOR)), strict=True))
        salts = (_hashed(self._first), _hashed(self._second))
        proof = _hashed(mixed, *salts, wide(a), wide(self._b), _hashed(wide(shared)))
        return bool(proof == answer.M1)
