"""Makes sounds to test with; it runs in the environment of `voice_install.sh`, which has PyAV.

python voice_sounds.py encode IN.wav OUT [CODEC]      one voice as a messenger sends it: Ogg, Opus, 48 kHz, 24 kbit/s
python voice_sounds.py silence SECONDS OUT            nothing, for so long
"""

import sys
from collections.abc import Iterator
from typing import Any

import av
import numpy as np

_RATE = 48_000


def encode(frames: Iterator[Any], out: str, codec: str) -> None:
    """Write these frames as one stream in Ogg."""
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream(codec, rate=_RATE)
        stream.layout = "mono"
        stream.bit_rate = 24_000
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=_RATE)
        for frame in frames:
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))


def _of_file(path: str) -> Iterator[Any]:
    with av.open(path) as container:
        yield from container.decode(audio=0)


def _silence(seconds: int) -> Iterator[Any]:
    for second in range(seconds):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, _RATE), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate, frame.pts = _RATE, second * _RATE
        yield frame


if __name__ == "__main__":
    verb, what, target, *codec = sys.argv[1:]
    encode(_of_file(what) if verb == "encode" else _silence(int(what)), target, codec[0] if codec else "libopus")
