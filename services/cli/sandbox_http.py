"""A small HTTP/1.1 server on loopback for the sandbox's Telegram: requests with a length, kept-alive connections.

It is our own because a stand-in has to do what servers are built not to do: cut a connection after the work is
done, or never answer at all. It knows no TLS, no chunked requests and no method of Telegram's.
"""

import asyncio
import contextlib
import dataclasses
import email.parser
import email.policy
import enum
import json
import urllib.parse
from collections.abc import Awaitable, Callable
from typing import Any

HOST = "127.0.0.1"
_MOST_HEAD_BYTES = 65_536
_MOST_BODY_BYTES = 60_000_000


class Silence(enum.Enum):
    """What can come in place of an answer: the connection is cut, or stays open and nothing comes."""

    CUT = "cut"
    BLACK_HOLE = "black hole"


@dataclasses.dataclass(frozen=True)
class Request:
    """One request: `fields` are of the query, the form or the JSON body; `files` are (name, bytes) by field."""

    path: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes]]


@dataclasses.dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    media_type: str = "application/json"


Handler = Callable[[Request], Awaitable[Answer | Silence]]


class Server:
    """Listens on a free port of loopback: `async with Server(handler) as server`."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.url = ""

    async def start(self, port: int = 0) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._connected, HOST, port, limit=_MOST_HEAD_BYTES)
        self.url = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Listen no more, and cut what is open."""
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while (request := await _read(reader)) is not None:
                answer = await self._handler(request)
                if answer is Silence.BLACK_HOLE:
                    await asyncio.Event().wait()
                if not isinstance(answer, Answer):
                    writer.transport.abort()
                    return
                writer.write(_head(answer) + answer.body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._open.discard(task)
            with contextlib.suppress(ConnectionError):
                writer.close()


def _head(answer: Answer) -> bytes:
    return (
        f"HTTP/1.1 {answer.status} Answer\r\nContent-Type: {answer.media_type}\r\n"
        f"Content-Length: {len(answer.body)}\r\n\r\n"
    ).encode("ascii")


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request, or None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    _, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0") or 0)
    if length > _MOST_BODY_BYTES:
        return None
    body = await reader.readexactly(length) if length else b""
    parts = urllib.parse.urlsplit(target)
    fields: dict[str, Any] = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    more, files = _body(headers.get("content-type", ""), body)
    return Request(urllib.parse.unquote(parts.path), fields | more, files)


def _body(media_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    if media_type.startswith("application/json"):
        return dict(json.loads(body or b"{}")), {}
    if media_type.startswith("multipart/form-data"):
        return _multipart(media_type, body)
    return dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), {}


def _multipart(media_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, bytes]]]:
    whole = f"Content-Type: {media_type}\r\n\r\n".encode("ascii") + body
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(whole)
    fields: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        payload = content if isinstance(content, bytes) else b""
        filename = part.get_filename()
        if filename is None:
            fields[name] = payload.decode("utf-8", "replace")
        else:
            files[name] = (filename, payload)
    return fields, files
