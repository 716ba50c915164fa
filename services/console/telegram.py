"""The webhook of Telegram bots: an update is stored as it came, and only then confirmed. Nothing is done with it here.

Telegram says the secret that was given to it in a header (core.telegram.org/bots/api#setwebhook); whoever does not
know it learns nothing, not even which bots there are. The worker files what is stored.
"""

import collections.abc
import hmac
import json

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from services.core import clock, errors, log
from services.core.domain import account, token, update
from services.core.store.database import Database

MOST_BODY_BYTES = 1_000_000
_SECRET_HEADER = "x-telegram-bot-api-secret-token"
BotId = collections.abc.Callable[[account.Account], str]


class Webhook:
    """Takes updates in. `bot_id` gives the number of an account's bot. Raises `errors.StoreUnavailable` (a 503)."""

    def __init__(self, database: Database, now: clock.Clock, keys: tuple[bytes, ...], bot_id: BotId) -> None:
        self._database = database
        self._clock = now
        self._keys = keys
        self._bot_id = bot_id
        self._log = log.get("console")

    async def take(self, request: Request) -> Response:
        """Store one update. 2xx tells Telegram that it need not come again."""
        account_id = request.path_params["account"]
        if not self._is_telegram(account_id, request.headers.get(_SECRET_HEADER, "")):
            return PlainTextResponse("", 403)
        mailbox = await self._database.accounts.get(account_id)
        if mailbox is None or mailbox.kind is not account.Kind.TELEGRAM_BOT:
            return PlainTextResponse("", 404)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("", 413)
        number = update.number_of(_parsed(body))
        if number is None:
            return PlainTextResponse("", 400)
        try:
            key = f"bot:{self._bot_id(mailbox)}:{number}"
        except errors.BadSetting as error:
            self._log.error("no_bot_id", account=account_id, reason=str(error))
            return PlainTextResponse("", 503)
        raw = json.dumps(_parsed(body), ensure_ascii=True)
        arrived = update.Update(id=key, account=account_id, number=number, raw=raw, at=self._clock.now())
        await self._database.inbox.put(arrived)
        return PlainTextResponse("")

    def _is_telegram(self, account_id: str, given: str) -> bool:
        """Compared in constant time, with every key that is still good."""
        claimed = given.encode("utf-8", "replace")
        wanted = [token.mac(key, token.WEBHOOK, account_id).encode() for key in self._keys]
        return any(hmac.compare_digest(claimed, each) for each in wanted)


async def _body(request: Request) -> bytes | None:
    """The request's body, or None when it is larger than an update can be."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BODY_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return body


def _parsed(body: bytes) -> object:
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed
