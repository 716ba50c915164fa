"""The conversations in `examples/`, and the command that plays them, with the brain that ships."""

import json
import pathlib
from typing import Any

import pytest

from services.app_logic import knowledge
from services.app_logic.brain import chosen
from services.app_logic.brain.base import Brain
from services.cli import demo, play, script, stage
from services.core import settings
from services.core.clock import VirtualClock
from services.core.domain.understanding import Intent

EXAMPLES = sorted((pathlib.Path(__file__).parents[2] / "examples").glob("*.yaml"))
FAILING = """
now: 2026-11-23T10:05:00+03:00
contact: {name: Анна, email: anna@veter.example, language: ru, timezone: Europe/Moscow}
steps:
  - expect: {kind: touch, language: en}
  - silence: 1d
  - silence: 9d
"""
HEAD = "now: 2026-11-23T10:05:00+03:00\ncontact: {name: A, email: a@b.example}\n"
ENTRY = {"at", "from", "to", "channel", "subject", "text", "attachments", "message_id"}
OPTIONAL = {"kind", "intent", "in_reply_to", "decision", "why"}


@pytest.fixture(scope="module")
def shipped() -> tuple[Brain, knowledge.Encoder | None]:
    """The brain that needs nothing: loading it takes a second or two."""
    return chosen.brain(settings.Settings(brain="embedded"))


@pytest.mark.parametrize("written", EXAMPLES, ids=lambda path: path.stem)
async def test_every_example_goes_as_written(
    written: pathlib.Path, shipped: tuple[Brain, knowledge.Encoder | None]
) -> None:
    parsed = parsed_file(written)
    clients = (parsed.contact.email,) if parsed.contact.email else ()
    clock = VirtualClock(parsed.now)
    async with stage.Stage(clock, *shipped, clients, with_telegram=parsed.is_in_telegram) as running:
        player = play.Player(running, parsed)
        await player.play()
    assert [each for each in player.steps if not each["ok"]] == []
    assert len(player.steps) == len(parsed.steps)


def parsed_file(written: pathlib.Path) -> script.Script:
    """The script in a file."""
    return script.parse(written.read_text(encoding="utf-8"))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 6


def played(written: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any, str]:
    """The exit code, the one document on stdout, and stderr."""
    code = demo.main(headless=True, written=written, as_json=True)
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_a_played_conversation_is_one_document_and_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    written = next(path for path in EXAMPLES if path.stem == "conversation-en")
    code, report, err = played(written, capsys)
    assert (code, err) == (0, "")
    assert set(report) == {"ok", "steps", "transcript"}
    assert report["ok"] is True
    count = len(parsed_file(written).steps)
    assert report["steps"] == [{"step": number + 1, "ok": True} for number in range(count)]
    for entry in report["transcript"]:
        assert set(entry) >= ENTRY
        assert set(entry) <= ENTRY | OPTIONAL
        assert entry["from"] in ("agent", "client")
        assert entry["channel"] == "email"
    agent = [each for each in report["transcript"] if each["from"] == "agent"]
    assert [each["kind"] for each in agent] == ["touch", "answer", "answer", "answer", "touch"]
    assert [each.get("intent") for each in agent[1:4]] == [Intent.QUESTION, Intent.PRESENTATION, Intent.TIMEOUT]
    assert all(each["in_reply_to"] for each in agent[1:])
    assert agent[2]["attachments"][0].endswith(".pdf")
    assert [each["at"] for each in agent] == sorted(each["at"] for each in agent)


def test_a_failed_expectation_is_exit_code_1_and_says_why(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "failing.yaml"
    written.write_text(FAILING, encoding="utf-8")
    code, report, err = played(written, capsys)
    assert (code, err) == (1, "")
    assert report["ok"] is False
    assert [each["ok"] for each in report["steps"]] == [False, True, False]
    assert "language is ru, expected en" in report["steps"][0]["why"]
    assert "silence was broken 2026-11-26" in report["steps"][2]["why"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (HEAD, "steps"),
        (HEAD + "steps:\n  - expcet: {kind: touch}\n", "expcet"),
        (HEAD + "steps:\n  - wait: 3\n", "unit"),
        (HEAD + "steps:\n  - expect: {kind: tuoch}\n", "tuoch"),
        ("now: [", "YAML"),
        ("now: 2026-11-23T10:05:00+03:00\ncontact: {name: A}\nsteps: [{wait: 1d}]\n", "email"),
        (HEAD.replace("}", ", campaign: nowhere}") + "steps:\n  - wait: 1d\n", "nowhere"),
    ],
)
def test_a_bad_file_is_exit_code_2_with_the_reason_on_stderr(
    written: str, words: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(written, encoding="utf-8")
    code, report, err = played(path, capsys)
    assert (code, report) == (2, None)
    told = json.loads(err)
    assert set(told) >= {"error", "field", "hint"}
    assert words in json.dumps(told, ensure_ascii=False)


def test_a_file_that_cannot_be_read_is_exit_code_2(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"now: \xff\xfe")
    for path in (tmp_path / "none.yaml", tmp_path / "latin.yaml", tmp_path):
        code, report, err = played(path, capsys)
        assert (code, report) == (2, None)
        assert str(path) in json.loads(err)["error"]
    assert demo.main(headless=True, written=None, as_json=False) == 2
    assert "--script" in capsys.readouterr().err
