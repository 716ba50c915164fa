"""Every threat names its defence and its tests, and all of them are there. Whether a defence is enough, a reader says."""

import ast
import functools
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
THREATS = 20
SECTIONS = dict(re.findall(r"^## (\d{1,2})\. [^\n]+\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
TEST = re.compile(r"^\* `(tests/[\w/]+\.py)::(test_\w+)`$", re.MULTILINE)


@functools.cache
def collected_of(path: pathlib.Path) -> frozenset[str]:
    """The tests that a file has, at its top, where pytest collects them."""
    found = ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else []
    return frozenset(each.name for each in found if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def test_all_threats_are_there_in_order() -> None:
    assert list(SECTIONS) == [str(number) for number in range(1, THREATS + 1)]


@pytest.mark.parametrize("number", SECTIONS)
def test_a_threat_has_tests_and_every_one_exists(number: str) -> None:
    named = TEST.findall(SECTIONS[number])
    assert named
    assert len(named) == SECTIONS[number].count("::"), (
        "a line that names a test is `tests/…py::test_…` and nothing else"
    )
    assert [f"{path}::{name}" for path, name in named if name not in collected_of(ROOT / path)] == []


@pytest.mark.parametrize("number", SECTIONS)
def test_a_threat_has_a_defence_whose_files_exist(number: str) -> None:
    (line,) = re.findall(r"^Defence: (.+)$", SECTIONS[number], re.MULTILINE)
    files = re.findall(r"`([^`]+)`", line)
    assert files
    assert [each for each in files if not (ROOT / "services" / each).is_file()] == []


def test_a_test_that_is_gone_is_noticed() -> None:
    assert "test_that_never_was" not in collected_of(ROOT / "tests/house/test_threats.py")
    assert "test_all_threats_are_there_in_order" in collected_of(ROOT / "tests/house/test_threats.py")
