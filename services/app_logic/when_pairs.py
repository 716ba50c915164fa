"""Symbols that are one together: "двадцать первого", "пол года", "рабочих дня", "labor day".

A row of symbols in, a shorter row out; the symbols themselves are those of `when_words`.
"""

import re
from typing import NamedTuple


class Word(NamedTuple):
    """One symbol and the stretch of text that it was read from."""

    symbol: str
    start: int
    end: int


def joined(found: list[Word]) -> list[Word]:
    """The row with every two symbols that are one joined."""
    row: list[Word] = []
    for word in found:
        before = row[-1] if row else None
        both = _PAIRS.get((before.symbol, word.symbol)) if before else None
        if before and before.symbol in ("n20", "n30") and re.fullmatch(r"o[1-9]", word.symbol):
            both = f"o{int(before.symbol[1:]) + int(word.symbol[1:])}"
        if before and both:
            row[-1] = Word(both, before.start, word.end)
            _join_further(row)
        else:
            row.append(word)
    return row


def _join_further(row: list[Word]) -> None:
    """What two symbols became may join the one before: "old" + "New Year"."""
    both = _PAIRS.get((row[-2].symbol, row[-1].symbol)) if len(row) > 1 else None
    if both:
        row[-2:] = [Word(both, row[-2].start, row[-1].end)]
        _join_further(row)


_PAIRS = {
    ("dt", "dt"): "dt",
    ("pol", "uy"): "hy",
    ("half", "uy"): "hy",
    ("pol", "um"): "hm",
    ("ub", "ud"): "ub",
    ("labor", "ud"): "hlabor",
    ("memorial", "ud"): "hmemorial",
    ("hthanksgiving", "ud"): "hthanksgiving",
    ("new", "uy"): "hnew_year",
    ("gnew", "hhol"): "hnew_year",
    ("gnew", "awy"): "hnew_year",
    ("gmay", "hhol"): "hmay",
    ("gmay", "awy"): "hmay",
    ("M1", "hhol"): "hnew_year",
    ("M1", "awy"): "hnew_year",
    ("M5", "hhol"): "hmay",
    ("M11", "hhol"): "hunity",
    ("hhol", "hunity"): "hunity",
    ("hhol", "gmay"): "hmay",
    **{(rest, "gnew"): "hnew_year" for rest in ("hhol", "awy")},
    **{("sum", rest): "hsummer" for rest in ("hhol", "awy", "wait")},
    **{("s3", rest): "hsummer" for rest in ("hhol", "awy", "wait")},
    **{("win", rest): "hnew_year" for rest in ("hhol", "awy")},
    ("blk", "w4"): "hblack",
    ("cyb", "w0"): "hcyber",
    ("old", "hnew_year"): "hold_new_year",
    ("lun", "hnew_year"): "hlunar",
    ("bank", "awy"): "hbank",
    ("bank", "hhol"): "hbank",
    ("hbank", "we"): "hbank",
    ("E5", "hbank"): "hbank_may",
    ("p1", "hbank_may"): "hbank_may",
    ("p3", "hbank_may"): "hmemorial",
    ("s2", "hbank"): "hmemorial",
    ("s3", "hbank"): "hbank_august",
    ("E8", "hbank"): "hbank_august",
    ("hthanksgiving", "we"): "hthanksgiving_weekend",
    ("hthanksgiving", "wait"): "hthanksgiving_weekend",
    ("hxmas", "wait"): "hxmas",
    ("hpascha", "wait"): "hpascha",
    ("hnew_year", "wait"): "hnew_year",
    ("hmlk", "ud"): "hmlk",
    ("pres", "ud"): "hpresidents",
    ("hvalentine", "ud"): "hvalentine",
    ("ud", "hvalentine"): "hvalentine",
    ("ud", "pob"): "hvictory",
    ("ud", "rus"): "hrussia",
    ("ud", "zna"): "hknowledge",
    ("woman", "ud"): "hwomen",
    ("ud", "defend"): "hdefender",
    ("ud", "teach"): "hteacher",
    ("hbonfire", "de"): "hbonfire",
    ("ud", "edin"): "hunity",
    ("heid", "-"): "heid",
    ("heid", "fit"): "heid",
    ("heid", "adh"): "hadha",
    ("hadha", "-"): "hadha",
    ("hadha", "heid"): "hadha",
    ("a", "n2"): "n2",
    ("a", "n3"): "n3",
    ("hchristmas", "hhol"): "hchristmas",
    ("hxmas", "hhol"): "hxmas",
    ("we", "ud"): "we",
    ("p3", "we"): "we",
    ("hnew_year", "hhol"): "hnew_year",
    ("awy", "seas"): "hhol",
    ("hhol", "seas"): "hhol",
    ("awy", "cb"): "cb",
    ("cb", "ret"): "cb",
    ("v", "tch"): "in",
    ("dwn", "rd"): "thru",
    ("n2", "of"): "n2",
    ("n3", "of"): "n3",
    ("uw", "we"): "we",
    **{(f"w{weekday}", "ud"): "_" for weekday in range(7)},  # "понедельник день тяжёлый"
}
