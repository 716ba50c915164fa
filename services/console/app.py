"""The console's pages: leaving with one click (RFC 8058), and whether the process and its database are up.

GET shows a page with a button and changes nothing: mail scanners follow links. POST takes the client out, as
often as it comes. A token that is not ours learns nothing. It has no login, and shows nothing of any client.
Beside them, updates of Telegram bots are taken in (`telegram.py`).
"""

import asyncio
import collections.abc

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.console import pages, telegram
from services.console.rate import Rate
from services.core import clock, errors, log, metrics
from services.core.domain import suppression, token
from services.core.store import gauges, silence
from services.core.store.database import Database

MOST_BODY_BYTES = 4096
WRONG_PER_MINUTE = 20
_ANSWER_S = 3.0
_ONE_CLICK = b"one-click"
# What proxies add: whoever comes with one of these comes from outside.
_FORWARDED = frozenset({"x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"})


def make_app(
    database: Database,
    now: clock.Clock,
    signing_key: token.Keys,
    seconds: collections.abc.Callable[[], float] = clock.lease_clock,
    bot_id: telegram.BotId | None = None,
) -> Starlette:
    """The application. `signing_key`: what unsubscribe tokens are signed with, or all keys that are still good.

    `bot_id`: the number of an account's bot; with it, updates of Telegram are taken in.
    """
    handlers = _Handlers(database, now, signing_key, Rate(WRONG_PER_MINUTE, 60.0, seconds))
    routes = [
        Route("/u/{token}", handlers.ask, methods=["GET"]),
        Route("/u/{token}", handlers.leave, methods=["POST"]),
        Route("/healthz", handlers.is_up, methods=["GET"]),
        Route("/readyz", handlers.is_ready, methods=["GET"]),
        Route("/metrics", handlers.numbers, methods=["GET"]),
    ]
    if bot_id is not None:
        keys = (signing_key,) if isinstance(signing_key, bytes) else signing_key
        webhook = telegram.Webhook(database, now, keys, bot_id)
        routes.append(Route("/telegram/{account}", webhook.take, methods=["POST"]))
    return Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: handlers.refused,
            errors.StoreUnavailable: handlers.store_unavailable,
            Exception: handlers.failed,
        },
    )


class _Handlers:
    """What each address answers."""

    def __init__(self, database: Database, now: clock.Clock, keys: token.Keys, wrong: Rate) -> None:
        self._database = database
        self._clock = now
        self._keys = keys
        self._wrong = wrong
        self._gauges = gauges.Gauges(database)
        self._log = log.get("console")

    async def ask(self, request: Request) -> Response:
        """Show the button; look into no collection."""
        return self._refusal(request) or _page(request, pages.Text.ASK)

    async def leave(self, request: Request) -> Response:
        """Take the client of this token out of every conversation, on every channel; safe to repeat."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        body = await _body(request)
        if body is None:
            return _page(request, pages.Text.WRONG, 413)
        if _ONE_CLICK not in body.lower():
            return _page(request, pages.Text.ASK, 400)
        await self._silence(self._conversation(request) or "")
        return _page(request, pages.Text.DONE)

    def _conversation(self, request: Request) -> str | None:
        return token.verified(self._keys, token.UNSUBSCRIBE, request.path_params["token"])

    def _refusal(self, request: Request) -> Response | None:
        """Wrong tokens are counted by address; right ones never: mailbox providers send them all from a few."""
        who = request.client.host if request.client else ""
        if self._conversation(request) is not None:
            return None
        if not self._wrong.allows(who):
            return _page(request, pages.Text.LATER, 429)
        return _page(request, pages.Text.WRONG, 400)

    async def _silence(self, conversation_id: str) -> None:
        talk = await self._database.conversations.living(conversation_id)
        person = await self._database.contacts.living(talk.contact) if talk else None
        if person is None:
            # Erased since: the address is suppressed already, and nothing else is left to stop.
            self._log.info("unsubscribed", conversation=conversation_id, outcome="gone before")
            return
        now = self._clock.now()
        await silence.silence_contact(self._database, person, suppression.Reason.STOP, now, by="one-click")
        self._log.info("unsubscribed", conversation=conversation_id, outcome="stopped")

    async def is_up(self, request: Request) -> Response:
        """The process serves."""
        return _plain("ok")

    async def is_ready(self, request: Request) -> Response:
        """The database answers, too."""
        try:
            await asyncio.wait_for(self._database.limits.used("readyz"), _ANSWER_S)
        except (errors.StoreUnavailable, TimeoutError):
            return _plain("the database does not answer", 503)
        return _plain("ok")

    async def numbers(self, request: Request) -> Response:
        """Metrics of the database and of this process. For the machine's own network: not through a proxy."""
        if _FORWARDED & set(request.headers):
            return _page(request, pages.Text.WRONG, 404)
        text = await self._gauges.text(self._clock.now()) + metrics.shown()
        return Response(text, headers={**pages.HEADERS, "Content-Type": metrics.CONTENT_TYPE})

    async def refused(self, request: Request, error: Exception) -> Response:
        """No such page, or no such method."""
        status = error.status_code if isinstance(error, HTTPException) else 400
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        return _page(request, pages.Text.WRONG, status, headers)

    async def store_unavailable(self, request: Request, error: Exception) -> Response:
        """A mail program tries again on 503."""
        self._log.warning("store_unavailable", source="console")
        return _page(request, pages.Text.LATER, 503, {"Retry-After": "60"})

    async def failed(self, request: Request, error: Exception) -> Response:
        """A bug; its kind is logged, the address with the token is not."""
        self._log.error("bug", kind=type(error).__name__, exc_info=error)
        return _page(request, pages.Text.LATER, 500)


async def _body(request: Request) -> bytes | None:
    """The request's body, or None when it is larger than anything we expect."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BODY_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return body


def _page(
    request: Request, text: pages.Text, status: int = 200, headers: collections.abc.Mapping[str, str] | None = None
) -> Response:
    language = pages.language(request.headers.get("accept-language", ""))
    return Response(
        pages.page(text, language),
        status,
        {**pages.HEADERS, **(headers or {}), "Content-Language": language},
        media_type="text/html",
    )


def _plain(text: str, status: int = 200) -> Response:
    return PlainTextResponse(text, status, pages.HEADERS)
