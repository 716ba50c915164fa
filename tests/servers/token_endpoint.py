"""An OAuth token address in process: gives access tokens for a refresh token, as the plan says.

It answers `POST /token` with a form (RFC 6749 §6). Every form is recorded. It knows no user and checks no scope.
"""

import asyncio
import json
import urllib.parse
from typing import Any

from tests.servers import loopback

CLIENT_ID = "agent-client"


class TokenEndpoint(loopback.LoopbackServer):
    """`access` is the token it gives; `refresh_tokens` those it takes. With `rotates` each is good for one time.

    `answers` are (status, body) pairs that are given instead, one for each request, before anything else.
    """

    def __init__(
        self, *refresh_tokens: str, access: str = "access-1", lives_s: int = 3600, rotates: bool = False
    ) -> None:
        super().__init__()
        self.refresh_tokens = set(refresh_tokens)
        self.access = access
        self.lives_s = lives_s
        self.rotates = rotates
        self.answers: list[tuple[int, bytes]] = []
        self.forms: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def _new_protocol(self) -> asyncio.BaseProtocol:
        reader = asyncio.StreamReader()
        return _Connection(reader, self)

    def answer(self, form: dict[str, str]) -> tuple[int, bytes]:
        self.forms.append(form)
        if self.answers:
            return self.answers.pop(0)
        if form.get("client_id") != CLIENT_ID:
            return 401, b'{"error": "invalid_client"}'
        token = form.get("refresh_token", "")
        if form.get("grant_type") != "refresh_token" or token not in self.refresh_tokens:
            return 400, b'{"error": "invalid_grant", "error_description": "withdrawn"}'
        given: dict[str, Any] = {"access_token": self.access, "expires_in": self.lives_s, "token_type": "Bearer"}
        if self.rotates:
            self.refresh_tokens.discard(token)
            given["refresh_token"] = f"rotated-{len(self.forms)}"
            self.refresh_tokens.add(given["refresh_token"])
        return 200, json.dumps(given).encode()


class _Connection(asyncio.StreamReaderProtocol):
    """One request, one answer, closed."""

    def __init__(self, reader: asyncio.StreamReader, endpoint: TokenEndpoint) -> None:
        super().__init__(reader, self._serve)
        self._endpoint = endpoint
        self._over: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._over = transport
        self._endpoint._opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._over is not None:
            self._endpoint._closed(self._over)
        super().connection_lost(error)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lengths = [line.partition(":")[2] for line in head.split("\r\n") if line.lower().startswith("content-length:")]
        body = (await reader.readexactly(int(lengths[0]) if lengths else 0)).decode()
        status, text = self._endpoint.answer(dict(urllib.parse.parse_qsl(body)))
        lines = (
            f"HTTP/1.1 {status} -",
            "Content-Type: application/json",
            f"Content-Length: {len(text)}",
            "Connection: close",
        )
        writer.write("\r\n".join((*lines, "", "")).encode() + text)
        await writer.drain()
        writer.close()
