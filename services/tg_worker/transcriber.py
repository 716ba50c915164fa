"""Transcriber: voice notes to words, by a process of its own that is started for the first note and ended when idle.

One note at a time. A note that breaks the process, or takes far too long, is not heard, and the next one gets a new
process. It keeps nothing; what is done with the words is not its business.
"""

import asyncio
import contextlib
import dataclasses
import importlib.util
import json
import os
import pathlib
import sys
from typing import Any, Protocol

from services.core import clock, settings

_START_S = 120.0
_HEAR_S, _TIMES_ITS_LENGTH = 60.0, 5.0
_IDLE_S = 600.0
_LINE_BYTES = 1_000_000
_TEXT_CHARACTERS = 20_000
# What a process needs to run at all. Nothing else is handed on: the rest holds our secrets.
_HANDED_ON = ("PATH", "PYTHONPATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
NO_MODEL = "VOICE_MODEL is not set"


@dataclasses.dataclass(frozen=True)
class Transcript:
    """What was said: the words, in which language, how sure (0 to 1), and how long it took to say."""

    text: str
    language: str
    sure: float
    seconds: float


@dataclasses.dataclass(frozen=True)
class Unheard:
    """No words; `why` is for the operator."""

    why: str


class Transcriber(Protocol):
    """Whatever makes words of sound."""

    async def hear(self, content: bytes, language: str) -> Transcript | Unheard:
        """The words of one voice note; `language` is what the talk is in. Raises nothing."""
        ...

    async def rest(self) -> None:
        """Called now and then: let go of what was not needed for a while."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Deaf:
    """Hears nothing, and says why."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def hear(self, content: bytes, language: str) -> Transcript | Unheard:
        """Nothing."""
        return Unheard(self._why)

    async def rest(self) -> None:
        """There is nothing to let go of."""

    async def close(self) -> None:
        """There is nothing to let go of."""


class ByProcess:
    """`transcribe.py` in a process of its own, run by `python`, which has the extra `voice`."""

    def __init__(
        self, model: str, longest_s: float, python: str = sys.executable, patience_s: float | None = None
    ) -> None:
        self._command = (python, "-m", "services.tg_worker.transcribe", model)
        self._longest_s = longest_s
        self._patience_s = _HEAR_S + _TIMES_ITS_LENGTH * longest_s if patience_s is None else patience_s
        self._process: asyncio.subprocess.Process | None = None
        self._alone = asyncio.Lock()
        self._used_at = 0.0

    @property
    def pid(self) -> int:
        """The process's number, 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    async def hear(self, content: bytes, language: str) -> Transcript | Unheard:
        """The words of one voice note."""
        async with self._alone:
            try:
                why = await self._ready()
                if why:
                    return Unheard(why)
                asked = {"size": len(content), "language": language, "longest_s": self._longest_s}
                given = json.dumps(asked).encode() + b"\n" + content
                return _read(await self._exchange(given, self._patience_s))
            except TimeoutError:
                await self._end()
                return Unheard("it took too long")
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                await self._end()
                return Unheard(f"the transcriber broke ({type(error).__name__})")
            except asyncio.CancelledError:
                await self._end()  # its answer would be taken for the next note's
                raise
            finally:
                self._used_at = clock.lease_clock()

    async def check(self) -> str:
        """Start it once; why it does not work, or ""."""
        async with self._alone:
            try:
                return await self._ready()
            except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
                await self._end()
                return f"the transcriber does not start ({type(error).__name__})"

    async def _ready(self) -> str:
        if self._process is not None and self._process.returncode is None:
            return ""
        environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
        environment |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            limit=_LINE_BYTES,
            start_new_session=True,
        )
        said = await self._exchange(b"", _START_S)
        if said.get("ready"):
            return ""
        await self._end()
        return str(said.get("why", "the transcriber does not start"))

    async def _exchange(self, given: bytes, limit_s: float) -> dict[str, Any]:
        """Write, and read one line. Raises TimeoutError, OSError, ValueError, asyncio.IncompleteReadError."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        async with asyncio.timeout(limit_s):
            process.stdin.write(given)
            await process.stdin.drain()
            found = json.loads(await process.stdout.readuntil(b"\n"))
        if not isinstance(found, dict):
            raise ValueError("not an answer")
        return found

    async def rest(self) -> None:
        """End the process when nobody has spoken for ten minutes: a model takes half a gigabyte."""
        if self._process is not None and not self._alone.locked() and clock.lease_clock() - self._used_at > _IDLE_S:
            await self._end()

    async def close(self) -> None:
        """End the process."""
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _read(said: dict[str, Any]) -> Transcript | Unheard:
    """Raises ValueError on what is no answer."""
    if "why" in said:
        return Unheard(str(said["why"])[:200])
    try:
        return Transcript(
            text=str(said["text"]).replace("\x00", "").strip()[:_TEXT_CHARACTERS],
            language=str(said["language"])[:2],
            sure=min(1.0, max(0.0, float(said["sure"]))),
            seconds=float(said["seconds"]),
        )
    except (KeyError, TypeError):
        raise ValueError("not an answer") from None


def why_not(configuration: settings.Settings) -> str:
    """Why voice notes cannot be listened to with these settings, or "". It looks and starts nothing."""
    folder = configuration.voice_model
    if not folder:
        return NO_MODEL
    if not pathlib.Path(folder, "model.bin").is_file():
        return f"there is no model.bin in {folder} (VOICE_MODEL)"
    missing = [each for each in ("av", "faster_whisper") if importlib.util.find_spec(each) is None]
    return f"{' and '.join(missing)} not installed: the extra `voice` is missing" if missing else ""


def chosen(configuration: settings.Settings) -> Transcriber:
    """What the settings name, else one that hears nothing."""
    why = why_not(configuration)
    return Deaf(why) if why else ByProcess(configuration.voice_model, configuration.voice_longest_s)
