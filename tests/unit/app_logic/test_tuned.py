"""The tuned encoder: plain text in, one row out, whatever a client wrote; and files that belong together."""

import hashlib
import json
import pathlib
import re
import unicodedata

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from services.app_logic.brain import encoder_file, tuned


@pytest.fixture(scope="module")
def network() -> tuned.Network:
    return tuned.Network(encoder_file.read(tuned.MODEL, tuned.Heads._fields)[0], tuned.MODEL.with_suffix(".onnx"))


class LengthEncoder:
    """A stand-in: a piece is a word, its row how long it is, and one; so is that of the text."""

    def read(self, text: str) -> tuned.Read:
        words = list(re.finditer(r"\S+", text))
        rows = np.array([[float(len(each.group())), 1.0] for each in words])
        return tuned.Read(text, [each.span() for each in words], rows, np.array([float(len(text)), 1.0]))


def test_the_files_belong_together_and_are_small() -> None:
    made = json.loads(tuned.MODEL.with_suffix(".json").read_text(encoding="utf-8"))
    files = (tuned.MODEL, tuned.MODEL.with_suffix(".onnx"))
    assert made["sha256"] == {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files}, (
        "run: make tune"
    )
    assert sum(each.stat().st_size for each in files) < 36_000_000


def test_a_missing_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"tuned\.npz"):
        tuned.Opinion.load(tmp_path / "tuned.npz")
    (tmp_path / "tuned.npz").write_bytes(tuned.MODEL.read_bytes())
    with pytest.raises(FileNotFoundError, match=r"tuned\.onnx"):
        tuned.Opinion.load(tmp_path / "tuned.npz")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Привет,\n\n  мир!", "Привет, мир!"),
        ("сто\u200bп", "стоп"),
        ("Уберите №5 и «это» — 5 € за…", "Уберите No5 и «это» — 5 € за..."),
        ("ﷺ" * 50, "."),
        ("👍", "."),
        ("", "."),
        ("stop\0writing", "stop writing"),
        ("naïve 北京 café", "na ve caf"),
    ],
)
def test_what_the_encoder_reads_is_plain(text: str, told: str) -> None:
    assert tuned.plain(text) == told


def test_of_a_long_message_both_ends_are_read() -> None:
    text = f"начало {'слово ' * 500}конец"
    told = tuned.plain(text)
    assert told.startswith("начало")
    assert told.endswith("конец")
    assert len(told) <= 601


@hypothesis.given(text=st.text(max_size=2_000))
def test_plain_text_is_short_of_one_space_and_composed_and_has_no_strange_signs(text: str) -> None:
    told = tuned.plain(text)
    assert 0 < len(told) <= 601
    assert "  " not in told
    assert told.isprintable()
    assert unicodedata.normalize("NFKC", told) == told


@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(text=st.text(max_size=900))
def test_any_text_has_a_row_of_length_one(network: tuned.Network, text: str) -> None:
    row = network.read(text).mean
    assert row.shape == (384,)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-3)


def test_lone_surrogates_and_long_runs_of_one_letter_do_no_harm(network: tuned.Network) -> None:
    for text in ("\ud800 stop", "а" * 100_000, "ﬃ" * 5_000, " \u2581" * 3_000):
        assert np.isfinite(network.read(text).rows).all()


def test_the_same_words_have_the_same_row(network: tuned.Network) -> None:
    assert np.array_equal(network.read("Вышлите прайс").mean, network.read("Вышлите \u200bпрайс").mean)


@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(text=st.text(max_size=900))
def test_each_piece_has_a_row_and_a_place_in_the_plain_text(network: tuned.Network, text: str) -> None:
    read = network.read(text)
    assert read.rows.shape == (len(read.places), 384)
    assert all(0 <= start <= end <= len(read.plain) for start, end in read.places)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("Пишите в мае.", True),
        ("ok " * 90, True),
        ("ok " * 150, False),
        ("a" * 700, False),
        ("😀" * 9 + "a" * 700, False),
    ],
)
def test_a_text_that_is_cut_is_known_to_be(network: tuned.Network, text: str, is_whole: bool) -> None:
    assert network.read(text).is_whole == is_whole


HEADS = tuned.Heads(
    slopes=np.array([[1.0, 0.0], [0.0, 2.0]]),
    bias=np.array([0.5, -1.0]),
    # A word of six letters or more is likelier a name than nothing.
    part_slopes=np.array([[0.0, 5.5], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]),
    part_bias=np.zeros(5),
)


def test_heads_read_scores_off_the_row_and_names_off_the_pieces() -> None:
    said = tuned.Opinion(LengthEncoder(), HEADS).of("ask Marina Leonova, or Timothy")
    assert said.scores.tolist() == [30.5, 1.0]
    assert said.timely is not None
    assert said.timely < 0.3
    assert [(each.part, each.words) for each in said.marked] == [("name", "Marina Leonova"), ("name", "Timothy")]
    assert all(0.5 < each.score < 1 for each in said.marked)


def test_a_word_is_of_the_part_that_most_of_its_pieces_are_of() -> None:
    shares = np.array(
        [
            [0.9, 0.1, 0, 0, 0],
            [0.2, 0.8, 0, 0, 0],
            [0.3, 0.6, 0.1, 0, 0],
            [0.1, 0, 0.9, 0, 0],
            [0.1, 0, 0, 0.9, 0],
            [0.1, 0, 0, 0, 0.9],
            [0.1, 0, 0, 0, 0.9],
        ]
    )
    places = [(0, 4), (5, 7), (8, 11), (14, 18), (19, 24), (25, 28), (29, 34)]
    told = tuned.marked("tell Ol ga, a boss x@y.z May, early", places, shares)
    assert [(each.part, each.words) for each in told] == [
        ("name", "Ol ga"),
        ("role", "boss"),
        ("address", "x@y.z"),
        ("time", "May, early"),
    ]
