"""No file of the project carries a key, a token, a person's folder, or the address of a package index.

It reads every text file that git would keep. It knows forms, and what is written beside words such as `password`
and looks like chance: a password that looks like a word passes.
"""

import collections
import collections.abc
import fnmatch
import math
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
IGNORED = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split("\n") if line]
# Each pattern is written so that it does not find itself.
FORBIDDEN = {
    "a private key": r"-{5}BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY",
    "an access key of a cloud": r"\bAKIA[0-9A-Z]{16}\b",
    "a token of a code host": r"\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}|glpat-[A-Za-z0-9_-]{20})",
    "a token of a chat service": r"\bxox[abprs]-[A-Za-z0-9-]{10}",
    "a key of a model's service": r"\b(?:sk-[A-Za-z0-9_-]{32}|hf_[A-Za-z]{34})\b",
    "a token of a Telegram bot": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "a person's folder": r"(?<![\w.])/(?:home|Users)/[a-z][\w.-]{1,30}/|(?<![\w.])/r[o]ot/|(?<![A-Za-z])[A-Z]:\\Users\\",
    "the address of a package index": r"py[p]i\.org|python[h]osted\.org|registry\.npm[j]s|maven[.]org/maven2|deb\.debian[.]org",
}
_ANY = re.compile("|".join(f"(?P<p{number}>{pattern})" for number, pattern in enumerate(FORBIDDEN.values())))


# A literal of twenty characters or more that is given to something called a secret.
_GIVEN = re.compile(
    r"(?i)(?:passw(?:or)?d|secret|token|api_?key|private_?key)[\w-]{0,30}[\"']?\s{0,3}[:=]\s{0,3}"
    r"[\"']?(?P<value>[A-Za-z0-9+/_=-]{20,200})"
)
_LEAST_BITS = 3.8


def _bits(value: str) -> float:
    """Shannon's entropy of the letters, in bits for each: words have some 3, hexadecimal 3.5 to 4, chance more."""
    counts = collections.Counter(value)
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())


def _is_chance(value: str) -> bool:
    is_hex = re.fullmatch(r"[0-9a-f]{32,}", value) is not None and len(set(value)) > 8
    return any(c.isdigit() for c in value) and (is_hex or _bits(value) > _LEAST_BITS)


def _is_ignored(path: pathlib.Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return ".git" in parts or any(fnmatch.fnmatch(part, rule) for part in parts for rule in IGNORED)


def _files(folder: pathlib.Path = ROOT) -> collections.abc.Iterator[pathlib.Path]:
    for path in sorted(folder.iterdir()):
        if _is_ignored(path):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _faults(text: str) -> list[str]:
    kinds = list(FORBIDDEN)
    given = [
        f"line {text.count(chr(10), 0, found.start()) + 1}: a literal secret"
        for found in _GIVEN.finditer(text)
        if _is_chance(found["value"])
    ]
    return given + [
        f"line {text.count(chr(10), 0, found.start()) + 1}: {kinds[int(str(found.lastgroup)[1:])]}"
        for found in _ANY.finditer(text)
    ]


def test_no_file_carries_what_belongs_to_one_person_or_machine() -> None:
    found = {}
    for path in _files():
        faults = _faults(path.read_bytes().decode("utf-8", errors="ignore"))
        if faults:
            found[str(path.relative_to(ROOT))] = faults
    assert found == {}


def test_what_is_secret_is_not_kept_by_git() -> None:
    assert {".env", "secrets"} <= set(IGNORED)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("db_pass" + "word = 'q7Zr1xV9bT4mK2wJ8sLd'", "a literal secret"),
        ("SECRET" + "_KEY=" + "9f86d081884c7d659a2feaa0c55ad015", "a literal secret"),
        ("-" * 5 + "BEGIN EC PRIVATE " + "KEY-----", "a private key"),
        ("AKIA" + "A1" * 8, "an access key of a cloud"),
        ("ghp_" + "a1" * 18, "a token of a code host"),
        ("xoxb-" + "1234567890", "a token of a chat service"),
        ("sk-" + "a1" * 16, "a key of a model's service"),
        ("12345678:AA" + "b" * 33, "a token of a Telegram bot"),
        ("see /home" + "/anna/notes", "a person's folder"),
        ("--index-url https://py" + "pi.org/simple", "the address of a package index"),
    ],
)
def test_each_kind_is_recognised(text: str, kind: str) -> None:
    assert _faults(f"first\n{text}\n") == [f"line 2: {kind}"]


@pytest.mark.parametrize(
    "text",
    [
        "secret_key: some_other_variable_of_ours",
        "/home/",
        "https://example.org/home/anna/x",
        "the root/folder",
        "12:34",
        "skip-list",
    ],
)
def test_ordinary_words_are_not_taken_for_secrets(text: str) -> None:
    assert _faults(text) == []
