"""A pretended model server that plays scenes: Ollama's API and the OpenAI-compatible one, on one loopback port.

Each chat takes the next scene (the last one is played again and again). What it was asked is in `requests`.
It has no model and understands nothing; `tests/servers/ollama_server.py` starts a real Ollama.
"""

import asyncio
import contextlib
import dataclasses
import json
from typing import Any, Self

from tests.servers import loopback, ports

MODEL = "qwen2:tiny"
DIGEST = "5ca1ab1e" * 8
_PIECE = 12


@dataclasses.dataclass(frozen=True)
class Scene:
    """One answer. Times in seconds. `cut_after`: the connection is reset after so many pieces.

    `status` other than 200 answers with `error` at once; `error` with 200 ends the stream with it, as a server does
    whose model has died. `endless` repeats the text until the client has had enough.
    """

    text: str = ""
    status: int = 200
    error: str = ""
    before_first_s: float = 0.0
    between_s: float = 0.0
    done_reason: str = "stop"
    cut_after: int | None = None
    endless: bool = False
    empty_lines: int = 0
    line: bytes | None = None


def labels(*items: tuple[str, str] | tuple[str, str, str]) -> Scene:
    """An answer to "understand": (label, quote) or (label, quote, certainty)."""
    intents = [{"quote": item[1], "label": item[0], "certainty": (*item, "certain")[2]} for item in items]
    return Scene(text=json.dumps({"intents": intents}, ensure_ascii=False))


def words(text: str) -> Scene:
    """An answer to "write"."""
    return Scene(text=json.dumps({"text": text}, ensure_ascii=False))


@dataclasses.dataclass(frozen=True)
class Asked:
    """One request: `body` is its JSON."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class FakeModelServer(loopback.LoopbackServer):
    """`async with FakeModelServer(scene, …)`. `refuses` are fields of the OpenAI protocol it answers 400 to.

    `busy` is set while a chat is being answered, `idle` once the last one has ended or its client has left.
    """

    def __init__(self, *scenes: Scene, refuses: tuple[str, ...] = (), licence: str = "Apache License") -> None:
        super().__init__()
        self.scenes = list(scenes)
        self.refuses = refuses
        self.licence = licence
        self.context_length = 8192
        self.prompt_tokens_at_most = 10**9
        self.models = (MODEL,)
        self.requests: list[Asked] = []
        self.at_once = self.most_at_once = 0
        self.busy, self.idle = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def host(self) -> str:
        return f"http://{ports.HOST}:{self.port}"

    @property
    def chats(self) -> list[Asked]:
        """The requests that had a scene."""
        return [each for each in self.requests if each.path in ("/api/chat", "/v1/chat/completions")]

    def then(self, *scenes: Scene) -> Self:
        """Play these from now on."""
        self.scenes = list(scenes)
        return self

    def _new_protocol(self) -> asyncio.BaseProtocol:
        reader = asyncio.StreamReader()
        return asyncio.StreamReaderProtocol(reader, self._connected)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._opened(writer.transport)
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ended(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    await self._answer(await _read(reader), reader, writer)
        finally:
            self._closed(writer.transport)
            writer.close()

    async def _answer(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(asked)
        if asked.path not in ("/api/chat", "/v1/chat/completions"):
            status, document = self._document(asked)
            _whole(writer, status, document)
            return
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.busy.set()
        self.idle.clear()
        try:
            await self._chat(asked, reader, writer)
        finally:
            self.at_once -= 1
            if not self.at_once:
                self.idle.set()
                self.busy.clear()

    def _document(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        models = [{"model": name, "name": name, "digest": DIGEST, "size": 1000} for name in self.models]
        if asked.path == "/api/tags":
            return 200, {"models": models}
        if asked.path == "/api/ps":
            return 200, {"models": []}
        if asked.path == "/api/show" and asked.body.get("model") in self.models:
            info = {"general.architecture": "qwen2", "qwen2.context_length": self.context_length}
            return 200, {"license": f"\n{self.licence}\n", "model_info": info, "details": {}}
        if asked.path == "/v1/models":
            return 200, {"data": [{"id": name} for name in self.models]}
        return 404, {"error": "not found"}

    async def _chat(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refused = next((name for name in self.refuses if name in asked.body), "")
        if refused:
            return _whole(writer, 400, {"error": {"message": f"Unrecognized request argument: {refused}"}})
        if asked.body["model"] not in self.models:
            error = f"model '{asked.body['model']}' not found, try pulling it first"
            return _whole(writer, 404, {"error": error})
        scene = self.scenes.pop(0) if len(self.scenes) > 1 else self.scenes[0]
        if scene.status != 200:
            return _whole(writer, scene.status, {"error": scene.error})
        await self._play(scene, asked, reader, writer)
        return None

    async def _play(
        self, scene: Scene, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line = _native if asked.path == "/api/chat" else _event
        begun = False
        pieces = [scene.text[at : at + _PIECE] for at in range(0, len(scene.text), _PIECE)]
        number = 0
        while number < len(pieces) or scene.endless:
            pause = scene.between_s if number else scene.before_first_s
            if pause and await _hangs_up(reader, pause):
                raise ConnectionResetError
            if number == scene.cut_after:
                loopback.reset(writer.transport)
                raise ConnectionResetError
            if not begun:
                _begin(writer)
                begun = True
                for _ in range(scene.empty_lines):
                    _chunk(writer, line({"text": ""}))
            _chunk(writer, line({"text": pieces[number % len(pieces)]}))
            await writer.drain()
            number += 1
        if not begun:
            _begin(writer)
        self._finish(scene, asked, writer)

    def _finish(self, scene: Scene, asked: Asked, writer: asyncio.StreamWriter) -> None:
        line = _native if asked.path == "/api/chat" else _event
        if scene.line is not None:
            _chunk(writer, scene.line)
        elif scene.error:
            _chunk(writer, line({"error": scene.error}))
        else:
            size = sum(len(each["content"]) for each in asked.body["messages"])
            count = min(size // 4, self.prompt_tokens_at_most)
            _chunk(writer, line({"finish": scene.done_reason, "prompt": count, "answer": len(scene.text) // 4}))
            if line is _event:
                _chunk(writer, b": a comment\n\ndata: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")


def _native(says: dict[str, Any]) -> bytes:
    """A line of Ollama's stream."""
    if "error" in says:
        return json.dumps({"error": says["error"]}).encode() + b"\n"
    line: dict[str, Any] = {
        "model": MODEL,
        "created_at": "2026-11-23T07:05:00Z",
        "message": {"role": "assistant", "content": says.get("text", "")},
        "done": "finish" in says,
    }
    if "finish" in says:
        counts = {"prompt_eval_count": says["prompt"], "eval_count": says["answer"]}
        times = {"load_duration": 5_000_000, "eval_duration": 1_000_000_000, "prompt_eval_duration": 9_000_000}
        line |= {"done_reason": says["finish"], **counts, **times}
    return json.dumps(line).encode() + b"\n"


def _event(says: dict[str, Any]) -> bytes:
    """A server-sent event of the OpenAI protocol."""
    if "error" in says:
        return f"data: {json.dumps({'error': {'message': says['error']}})}\n\n".encode()
    choice = {"index": 0, "delta": {"content": says.get("text", "")}, "finish_reason": says.get("finish")}
    event: dict[str, Any] = {"model": MODEL, "system_fingerprint": DIGEST, "choices": [choice]}
    if "finish" in says:
        event["usage"] = {"prompt_tokens": says["prompt"], "completion_tokens": says["answer"]}
    return f"data: {json.dumps(event)}\n\n".encode()


async def _read(reader: asyncio.StreamReader) -> Asked:
    """One HTTP request. Raises IncompleteReadError at the end of the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in head[1:] if each)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(path=head[0].split(" ")[1], headers=headers, body=json.loads(body or b"{}"))


async def _hangs_up(reader: asyncio.StreamReader, within_s: float) -> bool:
    """Whether the client leaves within so many seconds."""
    try:
        return not await asyncio.wait_for(reader.read(1), within_s)
    except TimeoutError:
        return False


def _begin(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")


def _chunk(writer: asyncio.StreamWriter, content: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(content), content))


def _whole(writer: asyncio.StreamWriter, status: int, document: dict[str, Any]) -> None:
    content = json.dumps(document).encode()
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    writer.write(head.encode() + content)
