"""No file of the project carries a key, a token, a person's folder, or the address of a package index.

It reads every text file that git would keep. It knows forms, not entropy: a password that looks like a word
passes.
"""

import collections.abc
import fnmatch
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
    return [
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


@pytest.mark.parametrize("text", ["/home/", "https://example.org/home/anna/x", "the root/folder", "12:34", "skip-list"])
def test_ordinary_words_are_not_taken_for_secrets(text: str) -> None:
    assert _faults(text) == []
