"""Transcribe: a process of its own that makes words of voice notes. `python -m services.tg_worker.transcribe FOLDER`.

Sound from strangers is decoded by native code, away from the worker: what breaks, hangs or grows there takes nothing
else with it, and no secret is in this process's environment. It needs the extra `voice`, and the model in FOLDER.

On stdin a line of JSON `{"size", "language", "longest_s"}` and so many bytes; on stdout a line of JSON for each:
`{"text", "language", "sure", "seconds"}` or `{"why"}`, and `{"ready"}` before the first. It knows no store.
"""

import contextlib
import io
import json
import math
import os
import pathlib
import resource
import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

RATE = 16_000
LANGUAGES = ("ru", "en")
_CODECS = ("opus", "libopus")
_SURE_OF_LANGUAGE = 0.5
_SILENCE, _BABBLE = 0.6, -1.0
_FIRST_TO_DIE = "1000"


class Unheard(Exception):
    """Nothing can be made of it; the message says why, without the client's words."""


def decoded(content: bytes, longest_s: float) -> Any:
    """One voice, as 32-bit floats at 16,000 a second. Raises Unheard; reads nothing but Opus in Ogg (RFC 7845)."""
    import av
    import numpy as np

    parts: list[Any] = []
    samples = 0
    try:
        with av.open(io.BytesIO(content), format="ogg") as container:
            if not container.streams.audio or container.streams.audio[0].codec_context.name not in _CODECS:
                raise Unheard("it is not a voice note in Ogg and Opus")
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in container.decode(audio=0):
                parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(frame)]
                samples += frame.samples
                if samples > longest_s * frame.sample_rate:
                    raise Unheard(f"it is longer than {longest_s:.0f} s")
            parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(None)]
    except (av.error.FFmpegError, ValueError, IndexError, MemoryError) as error:
        raise Unheard(f"it cannot be decoded ({type(error).__name__})") from None
    if not parts:
        raise Unheard("there is no sound in it")
    return np.concatenate(parts).astype(np.float32) / 32768.0


def heard(model: Any, sound: Any, language: str) -> dict[str, Any]:
    """What was said. The language is the one that is heard, where the model is sure of it, else `language`.

    `sure`: the mean probability of a token, weighted by the length of its segment. Raises Unheard on silence.
    """
    how = {"vad_filter": True, "condition_on_previous_text": False}
    segments, about = model.transcribe(sound, **how)
    spoken = about.language
    if spoken not in LANGUAGES or about.language_probability < _SURE_OF_LANGUAGE:
        spoken = language
        segments, _ = model.transcribe(sound, language=language, **how)  # segments are made when they are asked for
    return _told(segments, spoken, len(sound) / RATE)


def _told(segments: Iterable[Any], language: str, seconds: float) -> dict[str, Any]:
    words, weight, total = [], 0.0, 0.0
    for each in segments:
        if each.no_speech_prob > _SILENCE and each.avg_logprob < _BABBLE:
            continue
        words.append(each.text.strip())
        lasts = max(each.end - each.start, 0.1)
        weight += lasts
        total += lasts * each.avg_logprob
    text = " ".join(filter(None, words))
    if not text:
        raise Unheard("there is no speech in it")
    return {"text": text, "language": language, "sure": math.exp(min(0.0, total / weight)), "seconds": seconds}


def answer(model: Any, asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    """One note's answer, as it goes over the line."""
    try:
        return heard(model, decoded(content, float(asked["longest_s"])), str(asked["language"]))
    except Unheard as why:
        return {"why": str(why)}


def _loaded(folder: str) -> Any:
    """The model on the processor. `local_files_only`: nothing is fetched from anywhere."""
    from faster_whisper import WhisperModel

    if not pathlib.Path(folder, "model.bin").is_file():
        raise Unheard(f"there is no model.bin in {folder}")
    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)


def _step_back() -> None:
    """Behind the worker in the line for the processor, before it in the line for the axe when memory ends."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # there is no such file but on Linux
        pathlib.Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_DIE, encoding="ascii")


def _say(out: BinaryIO, said: dict[str, Any]) -> None:
    out.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
    out.flush()


def main() -> int:
    """Answer until stdin ends. 1 where the model cannot be loaded."""
    # Libraries that print must not end up between our lines.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _step_back()
    try:
        model = _loaded(sys.argv[1])
    except (Unheard, ImportError, RuntimeError, ValueError, OSError) as error:
        _say(out, {"why": f"the model cannot be loaded: {error}"})
        return 1
    _say(out, {"ready": True})
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        _say(out, answer(model, asked, sys.stdin.buffer.read(int(asked["size"]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
