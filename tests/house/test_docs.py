"""The documents say what the code says: links, words, commands, targets, settings and the tables of states.

It reads the documents and asks the code for names. Whether a sentence is true, only a reader can tell.
"""

import collections.abc
import functools
import pathlib
import re
import shlex
from typing import Any

import pytest
import typer.main

from services.app_logic.stages import decide
from services.cli import contacts
from services.cli import main as command_line
from services.core import settings
from services.core.domain import conversation, decision, outbox_item, understanding
from tests.house.test_style import named

ROOT = pathlib.Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
MOST_DECISION_LINES = 60
PROGRAMS: dict[str, typer.Typer] = {"sales-agent": command_line.app, "client_utils": contacts.app}
LINK = re.compile(r"\]\(([^()\s]{1,300})\)")
FENCED = re.compile(r"^[ ]{0,3}```(\w*)\n(.*?)^[ ]{0,3}```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]{1,300})`")
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6}\b")
MOVE = re.compile(r"^\s*(\w{1,30}) --> (\w{1,30})", re.MULTILINE)
ROW = re.compile(r"^\| `(\w{1,60})`", re.MULTILINE)


def documents() -> list[pathlib.Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def diagram(text: str, holds: str) -> str:
    """The first mermaid diagram with these words. Raises StopIteration when there is none."""
    return str(next(body for language, body in FENCED.findall(text) if language == "mermaid" and holds in body))


def section(text: str, title: str) -> str:
    """What stands below a `## title`, up to the next one."""
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def code(text: str) -> list[str]:
    """Every line of code of a document: of its shell and console blocks, and between backticks."""
    blocks = [body for language, body in FENCED.findall(text) if language in ("sh", "console")]
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return lines + INLINE.findall(FENCED.sub("", text))


def commands(text: str) -> collections.abc.Iterator[tuple[str, list[str]]]:
    """(program, words after it) of every command of ours in a document's code."""
    for line in code(text):
        try:
            words = [word.rpartition("/")[2] if word.startswith(".venv/") else word for word in shlex.split(line)]
        except ValueError:  # a line of output, with a quote that is not closed
            continue
        found = next((index for index, word in enumerate(words) if word in PROGRAMS), None)
        if found is not None:
            yield words[found], words[found + 1 :]


@functools.cache
def program(name: str) -> Any:
    return typer.main.get_command(PROGRAMS[name])


def fault(name: str, words: list[str]) -> str | None:
    """What of a command does not exist; None when all of it does."""
    command = program(name)
    for word in words:
        if word in ("…", "&&", "|", ">"):
            return None
        below = getattr(command, "commands", None)
        if below is not None and not word.startswith("-"):
            if word not in below:
                return f"{name} has no command {word}"
            command = below[word]
        elif word.startswith("--"):
            known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
            if word.partition("=")[0] not in known | {"--help"}:
                return f"{name} {command.name} has no option {word}"
    return None


@pytest.mark.parametrize("path", documents(), ids=named)
def test_every_link_to_a_file_leads_to_one(path: pathlib.Path) -> None:
    targets = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    files = [target.partition("#")[0] for target in targets]
    assert [file for file in files if file and not (path.parent / file).exists()] == []


@pytest.mark.parametrize("path", documents(), ids=named)
def test_every_command_of_ours_exists(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [found for name, words in commands(text) if (found := fault(name, words))] == []


def test_a_command_that_does_not_exist_is_recognised() -> None:
    assert fault("sales-agent", ["fly"]) == "sales-agent has no command fly"
    assert fault("client_utils", ["add", "--nmae", "Bob"]) == "client_utils add has no option --nmae"
    assert fault("sales-agent", ["contacts", "add", "--name", "Bob"]) is None
    assert list(commands("`make up`\n```sh\ndocker compose exec app_logic client_utils list\n```")) == [
        ("client_utils", ["list"])
    ]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    wanted = {match.group(1) for line in code(text_of(name)) if (match := re.match(r"make ([a-z]+)", line))}
    assert wanted - targets == set()


def test_every_make_target_is_explained() -> None:
    targets = set(re.findall(r"^([a-z]+):.* ## ", text_of("Makefile"), re.MULTILINE))
    assert {each for each in targets if f"`make {each}`" not in text_of("CONTRIBUTING.md")} == {"help"}


def test_every_setting_that_the_readme_names_is_one() -> None:
    known = {field.upper() for field in settings.Settings.model_fields}
    known |= set(re.findall(r"^([A-Z0-9_]+)=", text_of(".env.example"), re.MULTILINE))
    wanted = {name for line in code(text_of("README.md")) for name in VARIABLE.findall(line)}
    assert {name for name in wanted if name.removesuffix("_FILE") not in known} == set()


def test_every_module_of_the_domain_is_in_the_glossary() -> None:
    modules = [path.name for path in (ROOT / "services/core/domain").glob("*.py") if path.stem != "__init__"]
    glossary = text_of("GLOSSARY.md")
    assert [each for each in modules if f"`core/domain/{each}`" not in glossary] == []


def test_every_module_that_the_glossary_names_is_there() -> None:
    wanted = re.findall(r"`((?:core|app_logic|mail_worker|cli|console)/[\w/]{1,80}\.py)`", text_of("GLOSSARY.md"))
    assert [each for each in wanted if not (ROOT / "services" / each).is_file()] == []


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Intents", understanding.Intent),
        ("Actions", decision.Action),
        ("Stages of a conversation", conversation.Stage),
    ],
)
def test_the_glossary_has_every_word_and_no_other(title: str, words: collections.abc.Iterable[str]) -> None:
    assert ROW.findall(section(text_of("GLOSSARY.md"), title)) == [str(word) for word in words]


def test_the_glossary_has_every_state_of_the_outbox() -> None:
    states = section(text_of("GLOSSARY.md"), "States of an outbox item")
    assert [each for each in outbox_item.State if f"`{each}`" not in states] == []


def test_the_picture_of_the_outbox_has_exactly_the_moves_of_the_code() -> None:
    drawn = set(MOVE.findall(diagram(text_of("ARCHITECTURE.md"), "leased --> sending")))
    assert drawn == {(str(source), str(target)) for source, targets in outbox_item.MOVES.items() for target in targets}


def test_the_table_of_rules_is_the_one_of_the_code() -> None:
    stages = section(text_of("ARCHITECTURE.md"), "A conversation's stages")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", stages, re.MULTILINE)
    assert rows == [(rule.id, rule.reads) for rule in decide.RULES]


def test_the_pictures_of_the_stages_have_every_stage_that_something_sets() -> None:
    pictures = section(text_of("ARCHITECTURE.md"), "A conversation's stages")
    drawn = {stage for move in MOVE.findall(pictures) for stage in move} - {"talking"}
    assert drawn == {str(stage) for stage in conversation.Stage}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted(DECISIONS.glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("*.md")), ids=named)
def test_a_decision_is_a_page_and_bears_its_number(path: pathlib.Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_DECISION_LINES
    assert lines[0].startswith(f"# {int(path.name[:4])}. ")


def test_decisions_that_the_code_refers_to_are_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "services").rglob("*.py")]
    numbers = {number for source in sources for number in re.findall(r"docs/decisions/(\d{4})", source)}
    assert {number for number in numbers if not list(DECISIONS.glob(f"{number}-*.md"))} == set()


def test_pictures_are_small() -> None:
    assert [named(path) for path in (ROOT / "docs/images").iterdir() if path.stat().st_size > 200_000] == []
