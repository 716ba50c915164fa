"""A small encoder of random numbers that knows the letters of both alphabets; as a program, it is tuned and written.

Run by `test_tune` in a process of its own: jax starts threads, and a process with threads should not fork workers.
"""

import json
import pathlib
import sys
import typing

import numpy as np

from services.app_logic.brain import encoder_file
from services.core.domain.understanding import Intent

Array = np.ndarray[typing.Any, typing.Any]
WIDTH, INNER, LAYERS = 64, 128, 3
LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя.,?!:"
TOLD = {
    "удалите мой адрес": Intent.STOP,
    "уберите нас из базы": Intent.STOP,
    "пришлите презентацию": Intent.PRESENTATION,
    "жду ваши слайды": Intent.PRESENTATION,
    "what does it cost?": Intent.QUESTION,
    "how much is it?": Intent.QUESTION,
    "ask olga": Intent.REDIRECT,
    "пишите ольге": Intent.REDIRECT,
    "call me tomorrow": Intent.TIMEOUT,
    "звоните летом": Intent.TIMEOUT,
}
WHOM = {"ask olga": (("name", "olga"),), "пишите ольге": (("name", "ольге"),)}
TIMES = {"call me tomorrow": ("tomorrow",), "звоните летом": ("летом",), "ask olga": ()}


def packed(numbers: Array) -> Array:
    """(blocks, 18) bytes: the number furthest from zero is -8 times the scale, the others are rounded."""
    blocks = numbers.reshape(-1, encoder_file.BLOCK).astype("float32")
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    scale = (furthest / -8).astype("float16")
    known = scale.astype("float32")
    steps = np.where(known == 0, 0, blocks / np.where(known == 0, 1, known))
    whole = np.clip(np.floor(steps + 8.5), 0, 15).astype("uint8")
    return np.hstack(
        [scale.view("uint8"), whole[:, : encoder_file.BLOCK // 2] | (whole[:, encoder_file.BLOCK // 2 :] << 4)]
    )


def small_encoder(layers: int = LAYERS) -> encoder_file.Model:
    """The same one each time."""
    dice = np.random.default_rng(3)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", encoder_file.SPACE, "st", f"{encoder_file.SPACE}query", *LETTERS]
    tensors = {
        "emb.word": dice.normal(0, 0.5, len(pieces) * WIDTH),
        "emb.pos": dice.normal(0, 0.1, 128 * WIDTH),
        "emb.type": dice.normal(0, 0.1, 2 * WIDTH),
        "emb.ln.w": np.ones(WIDTH),
        "emb.ln.b": np.zeros(WIDTH),
    }
    shapes = {"q": (WIDTH, WIDTH), "k": (WIDTH, WIDTH), "v": (WIDTH, WIDTH), "ao": (WIDTH, WIDTH)}
    shapes |= {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}
    for layer in range(layers):
        for name, (outputs, inputs) in shapes.items():
            tensors[f"l{layer}.{name}.w"] = dice.normal(0, 0.15, outputs * inputs)
            tensors[f"l{layer}.{name}.b"] = dice.normal(0, 0.05, outputs)
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"] = np.ones(WIDTH)
            tensors[f"l{layer}.{name}.b"] = np.zeros(WIDTH)
    in_blocks = {"emb.word", *(f"l{layer}.{name}.w" for layer in range(layers) for name in shapes)}
    stored = {name: packed(each) if name in in_blocks else each.astype("float32") for name, each in tensors.items()}
    scores = -np.arange(len(pieces), dtype="float32") / 10
    return encoder_file.Model(WIDTH, layers, 4, INNER, (0, 2, 3), [piece.encode() for piece in pieces], scores, stored)


def main(folder: pathlib.Path) -> None:
    """Tune it on a few phrases, write it to the folder, and print what was said and which tensors changed."""
    from services.app_logic.brain import train, tune

    phrases = [
        train.Phrase(text, (label.value,), group, WHOM.get(text, ()), TIMES.get(text))
        for group, (text, label) in enumerate(TOLD.items())
    ]
    lines: list[str] = []
    before = small_encoder()
    model, heads = tune.tune(before, phrases, epochs=240, say=lines.append)
    tune.write(model, heads, folder / "tuned.npz")
    changed = [name for name in model.tensors if not np.array_equal(model.tensors[name], before.tensors[name])]
    print(json.dumps({"lines": lines, "changed": changed}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
