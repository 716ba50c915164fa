"""Import directions: the contracts of `.importlinter` hold, and pure modules neither ask the clock nor draw lots."""

import ast
import functools
import pathlib

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.house.test_style import calls, dotted, named, parsed

ROOT = pathlib.Path(__file__).resolve().parents[2]
PURE = (
    "core/domain/*.py",
    "core/outcome.py",
    "core/store/documents.py",
    "app_logic/signals*.py",
    "app_logic/when*.py",
    "app_logic/pacing*.py",
    "app_logic/courtesy.py",
    "app_logic/vocabulary.py",
    "app_logic/grounding.py",
    "app_logic/knowledge_spelling.py",
    "app_logic/second_look.py",
    "app_logic/orders*.py",
    "app_logic/referral*.py",
    "app_logic/stages/decide*.py",
    "app_logic/stages/check*.py",
    "app_logic/stages/enqueue*.py",
    "mail_worker/wire.py",
    "mail_worker/mime.py",
    "cli/metrics.py",
    "cli/scoring.py",
    "cli/plots.py",
    "cli/report.py",
    "cli/course.py",
    "cli/judge.py",
    "cli/tally.py",
    "cli/simulated_report.py",
    "mail_worker/reply*.py",
    "mail_worker/automatic*.py",
    "tg_worker/wire.py",
    "tg_worker/pacer.py",
    "tg_worker/words.py",
    "cli/sandbox_telegram_text.py",
)
IMPURE_CORE = ("clock", "log", "settings", "worker", "store.database", "store.engine")
IMPURE_LIBRARIES = {
    "the network": ("aiosmtplib", "dns", "httpx", "imapclient", "ollama", "pymongo", "smtplib", "socket", "urllib3"),
    "the machine": ("asyncio", "logging", "os", "sqlite3", "structlog", "subprocess", "tempfile", "threading"),
    "the clock and chance": ("random", "secrets", "time"),
}
IMPURE_MODULES = {f"services.core.{name}" for name in IMPURE_CORE}.union(*IMPURE_LIBRARIES.values())
IMPURE_CALLS = ("now", "today", "utcnow", "open", "print", "uuid4", "read_text", "read_bytes", "getenv")


@functools.cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("services", include_external_packages=True, cache_dir=None)


def module_name(path: pathlib.Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


# Files of PURE that may read, and why.
READERS = {
    "services/core/domain/calendar.py": "the tz database's own table, as zoneinfo reads its zones: it never changes"
}


def impure_calls(tree: ast.Module) -> list[str]:
    return [
        f"line {each.lineno}: {name}"
        for each in calls(tree)
        if (name := dotted(each.func)).rpartition(".")[2] in IMPURE_CALLS
    ]


def test_every_import_goes_in_its_direction() -> None:
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == 0


@pytest.mark.parametrize("pattern", PURE)
def test_pure_modules_take_the_moment_as_an_argument(pattern: str) -> None:
    paths = [path for path in (ROOT / "services").glob(pattern) if named(path) not in READERS]
    found = {named(path): impure_calls(parsed(path)) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("pattern", PURE)
def test_pure_modules_reach_no_store_log_clock_network_file_or_randomness(pattern: str) -> None:
    for path in (ROOT / "services").glob(pattern):
        reached = graph().find_upstream_modules(module_name(path)) & IMPURE_MODULES
        assert reached == set(), f"{named(path)} reaches {sorted(reached)}"


def test_an_impure_call_is_recognised() -> None:
    assert len(impure_calls(ast.parse("datetime.datetime.now(UTC)\nopen('x')\nx = situation.now\nfound(1)"))) == 2
