"""The tuned encoder: multilingual E5 small, fine-tuned on the phrases, as a second opinion on the whole message.

From `tune`: its vocabulary, words and heads in `model/tuned.npz`, its layers in `model/tuned.onnx`, in eight bits, which
onnxruntime runs. The embedding is the mean over the pieces of the text.

It reads no clauses, gives no quotes, and learns nothing while it runs.
"""

import importlib
import pathlib
import re
import typing
import unicodedata

import numpy as np

from services.app_logic.brain import encoder_file, spelling

_Array = np.ndarray[typing.Any, typing.Any]
MODEL = pathlib.Path(__file__).parent / "model" / "tuned.npz"
# It stands before each text, as E5 was trained.
PREFIX = "query: "
# Embeddings have length 1: the heads see them this much longer.
SCALE = 20.0
# Both ends of a longer message: time grows with every word.
_FIRST, _LAST = 420, 180
# Time grows with pieces, not with letters: this many at the most, as in training.
MOST_PIECES = 112
# All that the shortened vocabulary spells. Anything else is a space.
_OTHER = re.compile(r"[^0-9A-Za-zА-Яа-яЁё!\"#$%&'()*+,\-./:;<=>?@\[\]^_{|}~«»–—“”„’‘…№€£₽]+")


class Encoder(typing.Protocol):
    """Turns a text into an array of numbers of length 1, 384 of them in the model that ships."""

    def embed(self, text: str) -> _Array:
        """The embedding of what `plain` leaves of the text."""
        ...


class Network:
    """The encoder's layers under onnxruntime, on one thread: two on a busy machine wait for each other."""

    def __init__(self, model: encoder_file.Model, layers: pathlib.Path) -> None:
        self._model = model
        self._splitter = encoder_file.Splitter(model)
        self._places = model.numbers("emb.pos").reshape(-1, model.width) + model.numbers("emb.type")[: model.width]
        if not layers.exists():
            raise FileNotFoundError(f"{layers}: the encoder's layers are missing")
        runtime = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Messages differ in length: an arena would keep room for the longest of them.
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])

    def embed(self, text: str) -> _Array:
        """One row, of length 1."""
        ids = self._splitter.split(f"{PREFIX}{plain(text)}", MOST_PIECES)
        (mean,) = self._session.run(["y"], {"x": self._model.words(ids) + self._places[: len(ids)]})
        row: _Array = mean / np.sqrt((mean * mean).sum())
        return row


class Opinion:
    """The encoder with the heads that read labels off its embeddings: `slopes` (2 × labels, width), `bias` (2 × labels)."""

    def __init__(self, encoder: Encoder, slopes: _Array, bias: _Array) -> None:
        self._encoder = encoder
        self._slopes = slopes
        self._bias = bias

    @classmethod
    def load(cls, path: pathlib.Path = MODEL) -> "Opinion":
        """The shipped one. Raises FileNotFoundError where a file is missing: get it again, or `make tune`."""
        model, heads = encoder_file.read(path, ("slopes", "bias"))
        return cls(Network(model, path.with_suffix(".onnx")), heads["slopes"], heads["bias"])

    def of(self, text: str) -> _Array:
        """Scores (2 × labels) of the whole message: of each label to decide (for a softmax), then to be there (logits)."""
        scores: _Array = self._slopes @ self._encoder.embed(text) + self._bias
        return scores


def plain(text: str) -> str:
    """What the encoder reads: legible, composed, of known characters, at most 600 of them; "." for nothing. Pure."""
    if len(text) > _FIRST + _LAST:
        text = f"{text[:_FIRST]} {text[-_LAST:]}"
    known = _OTHER.sub(" ", unicodedata.normalize("NFKC", spelling.legible(text)))
    if len(known) > _FIRST + _LAST:
        known = f"{known[:_FIRST]} {known[-_LAST:]}"
    return known.strip() or "."
