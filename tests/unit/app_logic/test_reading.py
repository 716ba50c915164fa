"""Reading phrases for training: the same numbers whatever was kept before, and nothing read twice."""

import pathlib

import numpy as np

from services.app_logic.brain import classifier, reading

TEXTS = [f"Письмо номер {n}, пишите. А это вторая мысль {n}." for n in range(60)]


class CountingEncoder:
    """An encoder whose rows depend on the batch they stood in, a little, as a real one's do; counts its texts."""

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: list[str]) -> np.ndarray:
        self.texts += len(texts)
        whole = sum(map(len, texts))
        rows = np.array([[len(text), *text.encode()[-3:], whole] for text in texts], dtype="float32")
        return np.pad(rows, ((0, 0), (0, 507)))


def same(one: list[reading.Read], other: list[reading.Read]) -> bool:
    ours, theirs = ([piece.embedding for each in read for piece in each.pieces] for read in (one, other))
    return np.array_equal(ours, theirs) and [each.fired for each in one] == [each.fired for each in other]


def test_what_was_read_is_kept_and_not_read_again(tmp_path: pathlib.Path) -> None:
    encoder = CountingEncoder()
    first = reading.read(TEXTS, encoder, tmp_path)
    before = encoder.texts
    assert before > len(TEXTS)
    assert same(reading.read(TEXTS, encoder, tmp_path), first)
    assert encoder.texts == before


def test_one_more_text_reads_few_others_again_and_gives_what_reading_all_gives(tmp_path: pathlib.Path) -> None:
    encoder = CountingEncoder()
    reading.read(TEXTS, encoder, tmp_path)
    before = encoder.texts
    longer = [*TEXTS[:20], "Больше не пишите мне.", *TEXTS[20:]]
    again = reading.read(longer, encoder, tmp_path)
    assert encoder.texts - before < before / 2
    assert same(again, reading.read(longer, CountingEncoder()))
    assert again[20].fired.is_plain


def test_a_text_is_read_as_itself_and_its_clauses() -> None:
    read = reading.read(["Спасибо. Пришлите прайс, но звонить не надо."], CountingEncoder())
    assert len(read[0].pieces) == 4
    assert read[0].fired == classifier.Fired()
