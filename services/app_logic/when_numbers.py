"""Symbols of what is written in digits: 12.05, 2026-05-12, 15:30, 3pm, 20-го, Q3, H2, w/c.

Each function takes the token as it stands, in lower case; a number that can be no day and no hour is `x`. Whether a
number is meant as a time is for the rules above.
"""

import re


def _day_and_month(first: int, second: int, year: int, *, slash: bool) -> str:
    day, month = first, second
    if month > 12 and slash and day <= 12:
        day, month = month, day
    valid = 1 <= day <= 31 and 1 <= month <= 12
    return f"D{year:04d}{month:02d}{day:02d}" if valid else "x"


def _iso(token: str) -> str:
    year, month, day = map(int, token.split("-"))
    return _day_and_month(day, month, year, slash=False)


def _full(token: str) -> str:
    first, second, year = map(int, re.split(r"[./-]", token))
    return _day_and_month(first, second, year + 2000 if year < 100 else year, slash="/" in token)


def _clock(token: str) -> str:
    hour, minute = map(int, token.split(":"))
    return f"t{hour:02d}{minute:02d}" if hour < 24 and minute < 60 else "x"


def _ampm(token: str) -> str:
    hour, minute = (int(part) for part in [*re.findall(r"\d+", token), "0"][:2])
    if hour > 12 or minute > 59:
        return "x"
    hour = hour % 12 + (12 if "p" in token else 0)
    return f"t{hour:02d}{minute:02d}"


def _pair(token: str) -> str:
    """12.05 is a day and a month, 11.30 and 11.00 a time, 2.5 neither."""
    first, second = re.split(r"[./]", token)
    if (
        "." in token
        and len(second) == 2
        and int(first) < 24
        and (int(second) > 12 or second == "00")
        and int(second) < 60
    ):
        return f"t{int(first):02d}{int(second):02d}"
    if ("." in token and len(second) != 2) or token in ("50/50", "24/7", "24/5"):
        return "x"
    return _day_and_month(int(first), int(second), 0, slash="/" in token)


def _ordinal(token: str) -> str:
    return f"o{int(re.split(r'[^0-9]', token)[0])}"


def _quarter(token: str) -> str:
    return "q" + next(char for char in token if char.isdigit())


def _half_year(token: str) -> str:
    return f"h{token[1]}"


def _week_commencing(token: str) -> str:
    return "wc"


NUMERIC = {
    "wc": _week_commencing,
    "iso": _iso,
    "full": _full,
    "clock": _clock,
    "ampm": _ampm,
    "pair": _pair,
    "ord": _ordinal,
    "qn": _quarter,
    "hn": _half_year,
}
