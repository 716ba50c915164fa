"""`sales-agent evaluate understanding`: what is read, what is counted, and a page that is safe to open."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from services.cli import evaluation, labelled, report, scoring
from services.cli.metrics import Outcome, Share
from services.cli.scoring import Answer
from services.core import errors
from services.core.domain.understanding import Intent, IntentFound, Referral, Understanding, When
from tests import builders
from tests.fakes import KeywordBrain

ROOT = pathlib.Path(__file__).resolve().parents[3]
HTML = "{http://www.w3.org/1999/xhtml}"
NOW = "2027-03-03T10:00:00+03:00"
NASTY = "<script>alert('1')</script> & \"]]> \u202e\x00 &amp; <img src=x onerror=y>"


def a_case(**fields: Any) -> labelled.Case:
    number = fields.pop("line", 1)
    given: dict[str, Any] = {"text": "Hello"} | fields
    return labelled.parse(json.dumps(given).encode(), number)


def an_answer(case: labelled.Case, *labels: tuple[Intent, float], **fields: Any) -> Answer:
    intents = tuple(IntentFound(label=label, score=score, quote=case.text) for label, score in labels)
    primary = labels[0][0] if labels else Intent.OTHER
    found = Understanding(language="en", primary=primary, intents=intents, source="fake", **fields)
    return Answer(case, found, took_ms=2.0)


def told(*answers: Answer) -> tuple[scoring.Figures, list[scoring.Judged]]:
    judged = scoring.judge(answers)
    return scoring.figures(judged), judged


def some_answers() -> list[Answer]:
    """One of everything: right, a missed and an invented stop, a wrong day, a referral found and one invented."""
    day = {"now": NOW, "when": {"earliest": "2027-03-17", "latest": "2027-03-17"}, "language": "ru", "kind": "date"}
    wrong_day = When(not_before=datetime.date(2027, 4, 1), quote="later")
    kim = Referral(name="Kim", email="kim@shop.example", quote="write to Kim")
    return [
        an_answer(a_case(text="stop it", labels=["stop"], primary="stop", stop=True), (Intent.STOP, 1.0)),
        an_answer(a_case(text=NASTY, labels=["stop", "question"], id=NASTY), (Intent.QUESTION, 0.6), sure=False),
        an_answer(a_case(text="how do they opt out?", labels=["question"], kind="near_stop"), (Intent.STOP, 1.0)),
        an_answer(a_case(text="later", labels=["timeout"], **day), (Intent.TIMEOUT, 0.9), when=wrong_day),
        an_answer(
            a_case(text="write to Kim", labels=["redirect"], referral={"email": "kim@shop.example"}),
            (Intent.REDIRECT, 0.95),
            referral=kim,
        ),
        an_answer(a_case(text="ok", labels=["other"], referral=None), referral=kim),
    ]


def test_every_figure_is_counted() -> None:
    found, judged = told(*some_answers())
    assert (found.primary, found.stops, found.false_stops) == (Share(4, 6), Share(1, 2), Share(1, 4))
    assert found.false_near == Share(1, 1)
    assert (found.sure, found.right_when_sure) == (Share(5, 6), Share(4, 5))
    assert found.days == {each: int(each is Outcome.WRONG) for each in Outcome}
    assert {each for each, count in found.referrals.items() if count} == {Outcome.RIGHT, Outcome.INVENTED}
    assert found.unscored == 1
    assert found.labels["question"].right == 1
    assert found.primaries["question"].right == 0
    assert {sort: len(those) for sort, those in scoring.mistakes(judged).items()} == {
        "stop missed": 1,
        "stop invented": 1,
        "primary label": 2,
        "day wrong": 1,
        "referral invented": 1,
    }


def test_a_line_with_the_primary_label_alone_is_judged_by_that_alone() -> None:
    both = ((Intent.DEMO, 0.9), (Intent.QUESTION, 0.8))
    found, _ = told(an_answer(a_case(intent="demo"), *both))
    assert found.primary == Share(1, 1)
    assert found.labels["question"].invented == 0
    found, _ = told(an_answer(a_case(labels=["demo"]), *both))
    assert found.labels["question"].invented == 1


def test_a_label_that_a_simple_set_never_uses_counts_as_the_nearest_that_it_does() -> None:
    robot, talk = a_case(intent="auto_reply"), a_case(intent="question")
    found, _ = told(an_answer(robot, (Intent.BOUNCE, 1.0)), an_answer(talk, (Intent.HUMAN, 1.0)))
    assert found.primary == Share(2, 2)
    knows_it = a_case(intent="bounce")
    found, _ = told(an_answer(robot, (Intent.BOUNCE, 1.0)), an_answer(knows_it, (Intent.BOUNCE, 1.0)))
    assert found.primary == Share(1, 2)


def test_a_day_is_judged_only_where_the_moment_of_reading_is_known() -> None:
    some_day = When(not_before=datetime.date(2027, 4, 1), quote="April")
    for case in (a_case(labels=["other"], when=None), a_case(labels=["other"], now=NOW)):
        assert told(an_answer(case, when=some_day))[0].days == {}
    found, _ = told(an_answer(a_case(labels=["other"], now=NOW, when=None), when=some_day))
    assert found.days[Outcome.INVENTED] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line: "),
        (b'{"text": "a"}', "a labelled line needs labels, primary or intent"),
        (b'{"text": "a", "intent": "refusal"}', "intent: "),
        (b'{"text": "a", "labels": ["stop", "stopp"]}', "labels.1: "),
        (b'{"text": "a", "labels": ["demo"], "primary": "stop"}', "the primary label is not among the labels"),
        (b'{"intent": "stop"}', "text: Field required"),
        (b'{"text": "a", "intent": "timeout", "when": {"earliest": "2027-03-17"}}', "when.latest: "),
    ],
)
def test_a_mistake_in_the_file_names_its_line(line: bytes, message: str) -> None:
    good = b'{"text": "b", "intent": "stop"}'
    with pytest.raises(errors.BadInput, match=r"^line 3: ") as caught:
        labelled.cases([good, b"\n", line, good])
    assert message in str(caught.value)


def test_a_file_that_is_not_there_or_empty_is_bad_input(tmp_path: pathlib.Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    for file in (empty, tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(errors.BadInput):
            labelled.read(file)


def page_of(*answers: Answer) -> str:
    return report.page(report.Heading(f"{NASTY}.jsonl", "embedded", "3 March 2027"), *told(*answers))


def test_the_page_is_well_formed_and_its_texts_are_escaped() -> None:
    page = page_of(*some_answers())
    tree = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    cells = [text for text in ("".join(cell.itertext()) for cell in tree.iter(f"{HTML}td")) if "alert" in text]
    assert len(cells) == 6, "its id, its text and what was quoted, in two tables"
    assert all("<script>alert('1')</script> & \"]]> ⟨U+202E⟩⟨U+0000⟩ &amp; <img src=x" in text for text in cells)
    assert not {"script", "img", "link", "iframe"} & {each.tag.rpartition("}")[2] for each in tree.iter()}
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 3


def test_the_page_fetches_nothing() -> None:
    tree = ElementTree.fromstring(page_of(*some_answers()).removeprefix("<!DOCTYPE html>\n"))
    named = {name.rpartition("}")[2] for each in tree.iter() for name in each.attrib}
    assert not {"src", "href", "onclick", "onload", "onerror", "srcset"} & named
    assert all("url(" not in (each.text or "") for each in tree.iter(f"{HTML}style"))


def test_a_page_of_one_right_answer_is_well_formed_too() -> None:
    page = page_of(an_answer(a_case(intent="other")))
    ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    assert "None." in page


async def test_all_cases_are_understood_in_order_by_one_brain() -> None:
    loaded = []

    def load() -> KeywordBrain:
        loaded.append(KeywordBrain({"price": Intent.QUESTION}))
        return loaded[-1]

    cases = [a_case(text=f"price {number}", intent="question", line=number) for number in range(1, 41)]
    steps: list[int] = []
    given = await evaluation.answers(cases, load, builders.NOW, lambda: steps.append(1))
    assert [each.case.line for each in given] == list(range(1, 41))
    assert (len(loaded), len(steps)) == (1, 40)
    assert told(*given)[0].primary == Share(40, 40)


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", "evaluate", "understanding", *words],
        cwd=ROOT,
        env={**clean, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_prints_json_and_writes_the_page(tmp_path: pathlib.Path) -> None:
    cases, page = tmp_path / "cases.jsonl", tmp_path / "page.html"
    lines: list[dict[str, Any]] = [
        {"id": "a", "text": "Больше мне не пишите", "labels": ["stop"], "primary": "stop", "language": "ru"},
        {"text": "Remove me from this list", "intent": "stop", "lang": "en"},
        {"text": "", "intent": "other"},
    ]
    cases.write_text("\n".join(json.dumps(each) for each in lines), encoding="utf-8")
    done = run(str(cases), "--report", str(page), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert (document["lines"], document["primary"]["part"], document["brain"]) == (3, 3, "embedded")
    assert document["stops"]["missed"] == 0
    assert document["stops"]["found"]["share"] == 1.0
    assert document["labels"]["demo"]["f1"] is None
    assert (document["days"], document["mistakes"]) == ({}, [])
    assert document["latency_ms"]["median"] > 0
    assert document["report"] == str(page)
    ElementTree.fromstring(page.read_text(encoding="utf-8").removeprefix("<!DOCTYPE html>\n"))


def test_the_command_refuses_before_it_works(tmp_path: pathlib.Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"text": "a", "intent": "stop"}\n{"text": "a", "intent": "halt"}\n')
    bad_line = run(str(cases))
    assert (bad_line.returncode, bad_line.stdout) == (2, "")
    assert "line 2: intent" in bad_line.stderr
    cases.write_text('{"text": "a", "intent": "stop"}\n')
    nowhere = run(str(cases), "--report", str(tmp_path / "none" / "page.html"))
    assert nowhere.returncode == 2
    assert "cannot write" in nowhere.stderr
