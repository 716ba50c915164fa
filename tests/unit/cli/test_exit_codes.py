"""Both commands as a shell runs them: exit codes, errors on stderr, nothing secret in any output."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
URI = "mongodb://operator:kanarejka-secret@127.0.0.1:1/"
KEYS = {"SECRET_KEY": "s" * 32, "SUPPRESSION_KEY": "k" * 32}


def run(module: str, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", f"services.cli.{module}", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "words", "code"),
    [
        ("contacts", ["--help"], 0),
        ("contacts", [], 2),
        ("contacts", ["bogus"], 2),
        ("contacts", ["add", "--bogus"], 2),
        ("contacts", ["import", "nothing.csv"], 2),
        ("contacts", ["list"], 1),
        ("main", ["--help"], 0),
        ("main", ["run", "everything"], 2),
        ("main", ["demo", "--headless"], 2),
        ("main", ["doctor"], 1),
    ],
)
def test_the_exit_code_says_how_it_went(module: str, words: list[str], code: int) -> None:
    done = run(module, *words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr


def test_without_a_database_it_stops_and_points_to_the_demo() -> None:
    done = run("contacts", "add", "--email", "anna@veter.example")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "MONGODB_URI" in done.stderr
    assert "sales-agent demo" in done.stderr


@pytest.mark.parametrize("words", [["list"], ["bogus"], ["import", "nothing.csv"]])
def test_under_json_every_error_is_one_line_of_json_on_stderr(words: list[str]) -> None:
    done = run("contacts", *words, "--json")
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert set(json.loads(done.stderr)) == {"error", "field", "hint"}


@pytest.mark.parametrize(
    ("module", "word", "uri"),
    [
        ("contacts", "list", URI),
        ("main", "doctor", URI),
        ("contacts", "list", "mongodb://operator:kanarejka-secret@@host/"),
        ("main", "doctor", "kanarejka-secret"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_the_password(module: str, word: str, uri: str) -> None:
    done = run(module, word, MONGODB_URI=uri, **KEYS)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for secret in ("kanarejka", KEYS["SECRET_KEY"], KEYS["SUPPRESSION_KEY"]):
        assert secret not in done.stdout + done.stderr


def test_completion_is_offered_to_the_shell() -> None:
    words = ("-c", "import sys; sys.argv = ['client_utils']; from services.cli import contacts; contacts.main()")
    environment = {"PATH": os.environ["PATH"], "_CLIENT_UTILS_COMPLETE": "source_bash"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert "complete -o default -F" in done.stdout
