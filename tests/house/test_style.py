"""House style that a machine can hold: sizes, docstrings, and what tests must not do. It reads; it runs nothing."""

import ast
import collections.abc
import itertools
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_FUNCTION_LINES = 60
MOST_FILE_LINES = 450
FORBIDDEN_IN_TESTS = {
    "mock.patch": "make a fake by hand",
    "monkeypatch.setattr": "pass the thing in",
    "time.sleep": "wait for what you wait for",
    "pytest.xfail": "mend it",
    "mark.xfail": "mend it",
    "mark.skip": "say what it needs: @pytest.mark.needs",
    "mark.skipif": "say what it needs: @pytest.mark.needs",
}
OPENERS = ("embedded", "on_server")


def sources(folder: str) -> list[pathlib.Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if path.read_text(encoding="utf-8").strip())


def named(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: pathlib.Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression, as far as it is names and attributes."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.Module) -> collections.abc.Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def too_long_functions(tree: ast.Module) -> list[str]:
    functions = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        f"{each.name}: {length} lines"
        for each in functions
        if (length := (each.end_lineno or each.lineno) - each.lineno + 1) > MOST_FUNCTION_LINES
    ]


def forbidden_words(tree: ast.Module) -> list[str]:
    found = (dotted(each) for each in ast.walk(tree) if isinstance(each, ast.Attribute))
    imported = (
        f"{each.module}.{alias.name}"
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    )
    return [
        f"{word}: {cure}"
        for name in itertools.chain(found, imported)
        for word, cure in FORBIDDEN_IN_TESTS.items()
        if name == word or name.endswith(f".{word}")
    ]


def unwatched_databases(tree: ast.Module) -> list[str]:
    """Calls that open a database without passing an observer as the last argument."""
    wanted = {"embedded": 2, "on_server": 4}
    return [
        f"line {each.lineno}: pass command_watch.observe"
        for each in calls(tree)
        if (name := dotted(each.func)).rpartition(".")[2] in OPENERS
        and name.rpartition(".")[0] in ("database", "store")
        and len(each.args) < wanted[name.rpartition(".")[2]]
        and not any(word.arg == "observe" for word in each.keywords)
    ]


@pytest.mark.parametrize("path", sources("services"), ids=named)
def test_every_module_says_what_it_does(path: pathlib.Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{named(path)} has no docstring"


def test_no_file_of_the_services_is_too_long() -> None:
    sizes = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources("services")}
    assert {name: lines for name, lines in sizes.items() if lines > MOST_FILE_LINES} == {}


def test_no_function_of_the_services_is_too_long() -> None:
    found = {named(path): too_long_functions(parsed(path)) for path in sources("services")}
    assert {name: functions for name, functions in found.items() if functions} == {}


def test_tests_replace_nothing_and_never_just_wait() -> None:
    found = {named(path): forbidden_words(parsed(path)) for path in sources("tests")}
    assert {name: words for name, words in found.items() if words} == {}


def test_tests_open_no_database_that_is_not_watched() -> None:
    found = {named(path): unwatched_databases(parsed(path)) for path in sources("tests")}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import time\ntime.sleep(1)", 1),
        ("from time import sleep", 1),
        ("from unittest import mock\nmock.patch('a')", 1),
        ("unittest.mock.patch.object(a, 'b')", 1),
        ("def test(monkeypatch):\n monkeypatch.setattr(a, 'b', 1)\n monkeypatch.setenv('A', 'b')", 1),
        ("words = 'time.sleep mock.patch'", 0),
        ("await asyncio.sleep(0)", 0),
    ],
)
def test_the_forbidden_is_recognised(source: str, count: int) -> None:
    assert len(forbidden_words(ast.parse(source))) == count


def test_an_unwatched_database_is_recognised() -> None:
    source = "database.embedded(keys)\ndatabase.embedded(keys, observe)\nstore.on_server(u, n, k)\nimage.embedded()"
    assert len(unwatched_databases(ast.parse(source))) == 2
