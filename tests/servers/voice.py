"""Real speech: what `voice_install.sh` put into build/voice, as sounds and as ears.

Debian's festival speaks (festvox-ru, one man's voice), PyAV packs it as messengers do, whisper-base listens.
"""

import functools
import json
import os
import pathlib
import subprocess

from services.tg_worker.transcriber import ByProcess

HERE = pathlib.Path(__file__).resolve().parent
_BUILD = HERE.parents[1] / "build" / "voice"
PYTHON, MODEL = _BUILD / "venv" / "bin" / "python", _BUILD / "model"
_SPEECH = _BUILD / "festival" / "usr"
_LIBRARIES = (_SPEECH / "lib" / "x86_64-linux-gnu", _SPEECH / "lib" / "aarch64-linux-gnu", _SPEECH / "lib")
_PATIENCE_S = 300


@functools.cache
def available() -> str | None:
    """None when it is all there, else the reason in words."""
    for part in (PYTHON, MODEL / "model.bin", _SPEECH / "bin" / "festival"):
        if not part.exists():
            return f"{part} is not there: run tests/servers/voice_install.sh"
    return None


def ears(longest_s: float = 120.0) -> ByProcess:
    """The product's own, on the real model."""
    return ByProcess(str(MODEL), longest_s, str(PYTHON))


def spoken(text: str, folder: pathlib.Path, codec: str = "libopus") -> bytes:
    """These Russian words as a voice note."""
    wave, note = folder / "spoken.wav", folder / "spoken.oga"
    program = (
        f"(voice_msu_ru_nsh_clunits)(utt.save.wave (utt.synth (Utterance Text {json.dumps(text, ensure_ascii=False)}))"
    )
    (folder / "say.scm").write_text(f'{program} "{wave}" \'riff)', encoding="utf-8")
    share = str(_SPEECH / "share" / "festival")
    command = (str(_SPEECH / "bin" / "festival"), "--datadir", share, "--libdir", share, "-b", str(folder / "say.scm"))
    environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, _LIBRARIES))}
    subprocess.run(command, check=True, env=environment, timeout=_PATIENCE_S)
    _sounds("encode", str(wave), str(note), codec)
    return note.read_bytes()


def silence(seconds: int, folder: pathlib.Path) -> bytes:
    """A voice note in which nobody speaks."""
    note = folder / f"silence{seconds}.oga"
    _sounds("silence", str(seconds), str(note))
    return note.read_bytes()


def _sounds(*arguments: str) -> None:
    subprocess.run((str(PYTHON), str(HERE / "voice_sounds.py"), *arguments), check=True, timeout=_PATIENCE_S)
