"""OAuth: access tokens for XOAUTH2, from a refresh token (RFC 6749 §6). Kept in memory until shortly before they end.

A provider may give a new refresh token with each access token (Microsoft does); it is kept in the store, sealed,
together with a mark of the configured one, so that entering another one there wins. No browser is opened here:
the first refresh token is made by hand, once.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import hashlib
import json
import os
from typing import Any

import httpx

from services.core import clock, errors, settings
from services.core.domain import account
from services.core.store.accounts import Accounts

_EARLY_S = 60.0
_ANSWER_S = 30.0
_MOST_BYTES = 64 * 1024
_DEFAULT_LIFE_S = 300.0
# RFC 6749 §5.2: what trying again does not mend.
_FOR_GOOD = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "unsupported_grant_type"})


@dataclasses.dataclass(frozen=True)
class _Token:
    secret: str = dataclasses.field(repr=False)
    made_at: float
    ends_at: float


class Tokens:
    """The access tokens of this process, one for each account; one refresh of an account at a time."""

    def __init__(
        self,
        configuration: settings.Settings,
        accounts: Accounts,
        environment: collections.abc.Mapping[str, str] = os.environ,
        seconds: collections.abc.Callable[[], float] = clock.lease_clock,
    ) -> None:
        self._settings = configuration
        self._accounts = accounts
        self._environment = environment
        self._seconds = seconds
        self._kept: dict[str, _Token] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def bearer(self, mailbox: account.Account) -> str:
        """An access token that is good for a minute at least.

        Raises `errors.LoginRefused` when the provider withdrew the refresh token or does not know the client,
        `errors.DeliveryError` when it does not answer, `errors.BadSetting` when a secret cannot be read.
        """
        async with self._locks.setdefault(mailbox.id, asyncio.Lock()):
            kept = self._kept.get(mailbox.id)
            if kept is None or kept.ends_at - _EARLY_S <= self._seconds():
                kept = self._kept[mailbox.id] = await self._refreshed(mailbox)
            return kept.secret

    def forget(self, account_id: str, secret: str) -> bool:
        """Drop a token that a server refused. True when it was not fresh: another one may be accepted."""
        kept = self._kept.get(account_id)
        if kept is None or kept.secret != secret:
            return True
        del self._kept[account_id]
        return self._seconds() - kept.made_at > _EARLY_S

    async def _refreshed(self, mailbox: account.Account) -> _Token:
        configured = self._settings.reveal(mailbox.secret, self._environment)
        used = await self._rotated(mailbox.id, configured) or configured
        try:
            answer = await self._ask(mailbox, used)
        except errors.LoginRefused:
            # Another process may have been given a new one a moment ago.
            newer = await self._rotated(mailbox.id, configured)
            if not newer or newer == used:
                raise
            used = newer
            answer = await self._ask(mailbox, used)
        fresh = answer.get("refresh_token")
        if isinstance(fresh, str) and fresh and fresh != used:
            await self._keep(mailbox.id, configured, fresh)
        began = self._seconds()
        return _Token(answer["access_token"], began, began + _life_s(answer))

    async def _rotated(self, account_id: str, configured: str) -> str:
        """The refresh token that came in place of the configured one, or ""."""
        sealed = await self._accounts.kept_token(account_id)
        if not sealed:
            return ""
        found = json.loads(self._settings.seal().open(sealed))
        return str(found["token"]) if found["instead_of"] == _mark(configured) else ""

    async def _keep(self, account_id: str, configured: str, fresh: str) -> None:
        text = json.dumps({"instead_of": _mark(configured), "token": fresh})
        await self._accounts.keep_token(account_id, self._settings.seal().seal(text))

    async def _ask(self, mailbox: account.Account, refresh_token: str) -> dict[str, Any]:
        way = mailbox.oauth
        if way is None:
            raise errors.BadSetting(f"account {mailbox.id} does not log in by OAuth", field="oauth")
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": way.client_id}
        if way.client_secret is not None:
            form["client_secret"] = self._settings.reveal(way.client_secret, self._environment)
        if way.scope:
            form["scope"] = way.scope
        try:
            async with httpx.AsyncClient(timeout=_ANSWER_S, follow_redirects=False) as http:
                answer = await http.post(way.token_url, data=form, headers={"Accept": "application/json"})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise errors.DeliveryError(f"the token address does not answer: {type(error).__name__}") from None
        return _read(answer)


def _read(answer: httpx.Response) -> dict[str, Any]:
    """The provider's answer. Its words are repeated only as far as they are known to hold no token."""
    given: Any = None
    if len(answer.content) <= _MOST_BYTES:
        with contextlib.suppress(ValueError):
            given = answer.json()
    found: dict[str, Any] = given if isinstance(given, dict) else {}
    if answer.status_code == 200 and isinstance(found.get("access_token"), str) and found["access_token"]:
        return found
    said = str(found.get("error", ""))
    known = said if said.replace("_", "").isalnum() and said.isascii() and len(said) <= 60 else ""
    words = f"the token address answered {answer.status_code}{f' {known}' if known else ''}"
    if known in _FOR_GOOD and 400 <= answer.status_code < 500:
        raise errors.LoginRefused(words, permanent=True, code=answer.status_code)
    raise errors.DeliveryError(words, code=answer.status_code, retry_after_s=60 if answer.status_code == 429 else 0)


def _life_s(answer: dict[str, Any]) -> float:
    try:
        return max(float(answer.get("expires_in", _DEFAULT_LIFE_S)), 0.0)
    except (TypeError, ValueError):
        return _DEFAULT_LIFE_S


def _mark(configured: str) -> str:
    return hashlib.sha256(b"refresh token:" + configured.encode()).hexdigest()[:16]
