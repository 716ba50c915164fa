"""The process that listens: what breaks it breaks one note, and it knows no secret."""

import asyncio
import collections.abc
import os
import pathlib
import sys

import pytest

from services.core import settings
from services.tg_worker import transcriber
from services.tg_worker.transcriber import ByProcess, Deaf, Transcript, Unheard

CHILD = pathlib.Path(__file__).resolve().parents[1] / "servers" / "voice_child.py"


@pytest.fixture
def python(tmp_path: pathlib.Path) -> str:
    """What is run in place of Python: the stand-in, whatever module is asked for."""
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{CHILD}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(script)


@pytest.fixture
async def ears(python: str) -> collections.abc.AsyncIterator[ByProcess]:
    made = ByProcess("model", 120.0, python)
    yield made
    await made.close()


async def test_the_process_starts_with_the_first_note_and_stays_for_the_next(ears: ByProcess) -> None:
    assert ears.pid == 0
    assert await ears.hear("Сколько стоит?".encode(), "ru") == Transcript("Сколько стоит?", "ru", 0.75, 2.0)
    first = ears.pid
    assert await ears.hear(b"How much?", "en") == Transcript("How much?", "en", 0.75, 2.0)
    assert ears.pid == first


@pytest.mark.parametrize("note", [b"die", b"babble"])
async def test_a_note_that_breaks_the_process_is_not_heard_and_the_next_one_is(ears: ByProcess, note: bytes) -> None:
    assert isinstance(await ears.hear(note, "ru"), Unheard)
    assert isinstance(await ears.hear(b"How much?", "en"), Transcript)


async def test_a_note_that_hangs_is_given_up_and_its_process_is_gone(python: str) -> None:
    ears = ByProcess("model", 120.0, python, patience_s=0.5)
    assert await ears.check() == ""
    hung = ears.pid
    assert await ears.hear(b"hang", "ru") == Unheard("it took too long")
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)
    await ears.close()


async def test_a_worker_that_stops_in_the_middle_of_a_note_leaves_no_process_and_no_stale_answer(
    ears: ByProcess,
) -> None:
    assert await ears.check() == ""
    listening, running = asyncio.create_task(ears.hear(b"hang", "ru")), ears.pid
    await asyncio.sleep(0)
    listening.cancel()
    assert isinstance((await asyncio.gather(listening, return_exceptions=True))[0], asyncio.CancelledError)
    with pytest.raises(ProcessLookupError):
        os.kill(running, 0)
    assert await ears.hear(b"How much?", "en") == Transcript("How much?", "en", 0.75, 2.0)


async def test_the_process_is_given_no_secret(ears: ByProcess) -> None:
    os.environ["BOT_TOKEN"] = "a secret"
    heard = await ears.hear(b"environment", "ru")
    assert isinstance(heard, Transcript)
    names = set(heard.text.split())
    assert {"HF_HUB_OFFLINE", "PATH"} <= names
    assert not names & {"BOT_TOKEN", "SECRET_KEY", "SUPPRESSION_KEY", "MONGODB_URI"}


async def test_a_model_that_cannot_be_loaded_is_said_so(python: str) -> None:
    ears = ByProcess("broken", 120.0, python)
    assert await ears.hear(b"How much?", "en") == Unheard("the model cannot be loaded: it is broken")
    assert ears.pid == 0
    assert (
        await ByProcess("model", 120.0, "/nowhere/python").check()
        == "the transcriber does not start (FileNotFoundError)"
    )


async def test_without_a_folder_or_without_the_extra_nothing_is_started(tmp_path: pathlib.Path) -> None:
    assert transcriber.why_not(settings.Settings()) == transcriber.NO_MODEL
    assert "no model.bin" in transcriber.why_not(settings.Settings(voice_model=str(tmp_path)))
    (tmp_path / "model.bin").write_bytes(b"")
    here = settings.Settings(voice_model=str(tmp_path))
    is_there = importlib_finds("av") and importlib_finds("faster_whisper")
    assert ("the extra `voice` is missing" in transcriber.why_not(here)) == (not is_there)
    deaf = transcriber.chosen(settings.Settings())
    assert isinstance(deaf, Deaf)
    assert await deaf.hear(b"", "ru") == Unheard(transcriber.NO_MODEL)


def importlib_finds(module: str) -> bool:
    """Whether this module is installed here."""
    import importlib.util

    return importlib.util.find_spec(module) is not None
