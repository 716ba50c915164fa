"""`sales-agent understand --jsonl`: one line out for one line in, whatever stands in it."""

import datetime
import io
import json
import os
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from services.app_logic.brain.base import Brain
from services.cli import understanding
from services.core import errors
from services.core.domain.understanding import Intent
from tests import builders
from tests.fakes import KeywordBrain

ROOT = pathlib.Path(__file__).resolve().parents[3]
KEYS = {"id", "language", "primary", "intents", "referral", "when", "sure"}


class Shelf:
    """Where a brain is loaded from: counts how often."""

    def __init__(self) -> None:
        self.brain = KeywordBrain({"price": Intent.QUESTION, "demo": Intent.DEMO})
        self.times_loaded = 0

    def load(self) -> Brain:
        """The brain."""
        self.times_loaded += 1
        return self.brain


def run(stdin: bytes, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", "understand", "--jsonl"],
        cwd=ROOT,
        env={**clean, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **environment},
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
    )


def as_input(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in lines)


async def answered(source: list[bytes], shelf: Shelf) -> list[dict[str, Any]]:
    out = io.StringIO()
    await understanding.answer(source, out, shelf.load, builders.NOW)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_answered_in_order_with_its_id() -> None:
    now = "2027-03-03T10:00:00+03:00"
    done = run(
        as_input(
            {"id": "z", "text": "Больше мне не пишите", "lang": "ru"},
            {"id": 7, "text": ""},
            {"text": "  \n ", "lang": "en"},
            {"id": "w", "text": "Напишите через две недели", "lang": "ru", "now": now, "previous": "Удобно сейчас?"},
            {"id": "r", "text": "По этому вопросу пишите Ольге: olga@lavka.example, она решает", "lang": "ru"},
        ),
        LC_ALL="C",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [each["id"] for each in told] == ["z", 7, None, "w", "r"]
    assert all(set(each) == KEYS for each in told)
    stop, empty, blank, later, referred = told
    assert (stop["primary"], stop["language"], stop["sure"]) == ("stop", "ru", True)
    assert all(each["quote"] in "Больше мне не пишите" for each in stop["intents"])
    for each in (empty, blank):
        assert (each["primary"], each["sure"], each["intents"]) == ("other", False, [])
    assert later["when"]["not_before"] == "2027-03-17"
    assert referred["referral"]["email"] == "olga@lavka.example"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (b"not json", "line"),
        (b'{"id": "2"}', "text"),
        (b'{"text": 5}', "text"),
        (b'["text"]', "line"),
        (b'{"text": "a", "now": "yesterday"}', "now"),
        (b'{"text": "\xff"}', "line"),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_field(bad: bytes, field: str) -> None:
    with pytest.raises(errors.BadInput, match=rf"^line 12: {field}: ") as caught:
        understanding.parse(bad, 12)
    assert caught.value.field == field


def test_a_bad_line_ends_the_command_with_2_and_what_came_before_is_answered() -> None:
    done = run(b'{"id": "a", "text": "unsubscribe"}\n\n{"text": 1}\n{"text": "never read"}\n')
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    assert b"line 3: text:" in done.stderr
    assert b"Traceback" not in done.stderr


async def test_a_thousand_lines_load_the_brain_once() -> None:
    shelf = Shelf()
    source = [as_input({"id": number, "text": f"what is the price of {number} seats"}) for number in range(1_000)]
    told = await answered(source, shelf)
    assert [each["id"] for each in told] == list(range(1_000))
    assert {each["primary"] for each in told} == {"question"}
    assert (shelf.times_loaded, len(shelf.brain.asked)) == (1, 1_000)


async def test_the_brain_is_told_our_last_message_and_the_moment() -> None:
    shelf = Shelf()
    now = "2027-03-03T10:00:00+05:00"
    await answered([as_input({"text": "demo, yes", "previous": "A demo?", "now": now, "lang": "en"})], shelf)
    (request,) = shelf.brain.asked
    assert (request.previous, request.language) == ("A demo?", "en")
    assert request.now == datetime.datetime.fromisoformat(now)


async def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    told = await answered([b"\xef\xbb\xbf" + as_input({"id": 1, "text": "a demo"}), b" \r\n", b"\n"], Shelf())
    assert [(each["id"], each["primary"]) for each in told] == [(1, "demo")]


async def test_several_wishes_are_all_told_and_the_first_by_precedence_leads() -> None:
    (told,) = await answered([as_input({"text": "What is the price? And show me a demo."})], Shelf())
    assert told["primary"] == "demo"
    assert [each["label"] for each in told["intents"]] == ["demo", "question"]
    assert all(0 <= each["score"] <= 1 for each in told["intents"])
