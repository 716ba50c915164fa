"""Score what is left of a reply once quotes and signatures are cut, beside what two libraries reach on it.

    python benchmarks/mail/score_extraction.py CASES [--origin PREFIX] [--show N] [--json FILE]

CASES is a folder of .jsonl files, or one of them. A line is {"id", "origin", "lang", "kind": "text" or
"html", "input", "body", "full", "alts"}: `body` is the author's new text without signature, `full` the same with the
author's own signature, `alts` are other answers that a person would accept. An answer is

    ok      when it is `body`, `body` with a part or all of the author's own signature, or one of `alts`;
    strict  when it is `body`.

White space is collapsed before comparing; in HTML, where a tag may or may not leave a blank, only letters and digits
have to agree. Invisible characters never count. A program that raises has given a wrong answer.

mail-parser-reply and email-reply-parser (the `benchmarks` extra) read plain text alone: they are given HTML after
inscriptis has made text of it. Where they are not installed their columns are missing. Always exits 0: it measures.
"""

import argparse
import collections
import importlib.util
import json
import pathlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks import figures  # noqa: E402
from services.mail_worker import reply  # noqa: E402

Case = dict[str, Any]
Extract = Callable[[str, str], str]
OURS = "ours"
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"), None)


def main() -> None:
    """Read the arguments, score every program that is there, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=pathlib.Path)
    parser.add_argument("--origin", default="", help="only the cases whose origin begins so")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many of our wrong answers")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the shares as JSON too")
    given = parser.parse_args()
    cases = [case for case in read(given.cases) if str(case["origin"]).startswith(given.origin)]
    answers = {name: answered(extract, cases) for name, extract in programs().items()}
    wrong = [(c, a) for c, a in zip(cases, answers[OURS].texts, strict=True) if not judged(c, a)[0]]
    for case, answer in wrong[: given.show]:
        print(f"--- {case['id']} ({case['lang']})\nexpected: {case['body']!r}\ngot:      {answer[:400]!r}")
    table = shares(cases, answers)
    print(as_text(table, answers))
    if given.json:
        told = {"groups": table, "slowest_ms": {name: round(each.slowest_ms, 1) for name, each in answers.items()}}
        given.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def read(place: pathlib.Path) -> Iterator[Case]:
    """The cases of a file, or of every .jsonl file in a folder."""
    for path in sorted(place.glob("*.jsonl")) if place.is_dir() else [place]:
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def programs() -> dict[str, Extract]:
    """Ours, and each library that is installed."""
    found: dict[str, Extract] = {OURS: reply.extract_reply}
    if importlib.util.find_spec("mailparser_reply"):
        found["mail-parser-reply"] = mail_parser_reply
    if importlib.util.find_spec("email_reply_parser"):
        found["email-reply-parser"] = email_reply_parser
    return found


def mail_parser_reply(body: str, kind: str) -> str:
    """The answer of mail-parser-reply with all its languages, without signature."""
    import mailparser_reply
    from mailparser_reply import constants

    languages = list(constants.MAIL_LANGUAGES)
    read = mailparser_reply.EmailReplyParser(languages=languages).read(plain(body, kind))
    return str(read.replies[0].body or "") if read.replies else ""


def email_reply_parser(body: str, kind: str) -> str:
    """The answer of email-reply-parser."""
    import email_reply_parser

    return str(email_reply_parser.EmailReplyParser.parse_reply(plain(body, kind)) or "")


def plain(body: str, kind: str) -> str:
    """Text as it is; HTML made into text by inscriptis, as somebody who uses these libraries would."""
    if kind != "html":
        return body
    import inscriptis

    return str(inscriptis.get_text(body))


class Answers:
    """What one program answered, and how long it took at worst."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.slowest_ms = 0.0


def answered(extract: Extract, cases: list[Case]) -> Answers:
    """A program's answers, in the order of the cases."""
    answers = Answers()
    for case in cases:
        began = time.perf_counter()
        try:
            text = extract(case["input"], case["kind"])
        except Exception as error:  # noqa: BLE001 - whatever a program raises is a wrong answer of its
            text = f"<{type(error).__name__}: {error}>"
        answers.slowest_ms = max(answers.slowest_ms, 1000 * (time.perf_counter() - began))
        answers.texts.append(text)
    return answers


def judged(case: Case, answer: str) -> tuple[bool, bool]:
    """(ok, strict) of one answer."""
    forms = (_without_space, _letters) if case["kind"] == "html" else (_collapsed,)
    verdicts = [_judged_in(form, case, answer) for form in forms]
    return any(ok for ok, _ in verdicts), any(strict for _, strict in verdicts)


def _judged_in(form: Callable[[str], str], case: Case, answer: str) -> tuple[bool, bool]:
    got, body, full = form(answer), form(case["body"]), form(case["full"])
    with_signature = bool(body) and got.startswith(body) and full.startswith(got)
    return with_signature or got in {body, full, *map(form, case["alts"])}, got == body


def _visible(text: str) -> str:
    return (text or "").translate(_INVISIBLE).replace("\u00a0", " ")


def _collapsed(text: str) -> str:
    return " ".join(_visible(text).split())


def _without_space(text: str) -> str:
    return "".join(_visible(text).split())


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", _visible(text)))


def shares(cases: list[Case], answers: dict[str, Answers]) -> dict[str, dict[str, Any]]:
    """group → {"n", program: {"ok", "strict"}} in percent, for all, each kind, each language and each origin."""
    groups: dict[str, list[int]] = collections.defaultdict(list)
    for number, case in enumerate(cases):
        for group in ("all", f"kind {case['kind']}", f"lang {case['lang']}", str(case["origin"])):
            groups[group].append(number)
    table: dict[str, dict[str, Any]] = {}
    for group, numbers in groups.items():
        row: dict[str, Any] = {"n": len(numbers)}
        for name, each in answers.items():
            verdicts = [judged(cases[number], each.texts[number]) for number in numbers]
            row[name] = {
                "ok": round(100 * figures.ratio(sum(ok for ok, _ in verdicts), len(verdicts)), 1),
                "strict": round(100 * figures.ratio(sum(strict for _, strict in verdicts), len(verdicts)), 1),
            }
        table[group] = row
    return table


def _order(group: str) -> tuple[int, str]:
    return (0 if group == "all" else 1 if group.startswith("kind ") else 3 if group.startswith("lang ") else 2), group


def as_text(table: dict[str, dict[str, Any]], answers: dict[str, Answers]) -> str:
    """The shares as columns: ok, and strict behind the stroke, in percent."""
    lines = ["ok / strict, %".ljust(30) + "n".rjust(5) + "".join(name.rjust(20) for name in answers)]
    for group in sorted(table, key=_order):
        row = table[group]
        cells = [f"{row[name]['ok']:.1f} / {row[name]['strict']:.1f}".rjust(20) for name in answers]
        lines.append(f"{group:30}{row['n']:5}" + "".join(cells))
    lines.append("slowest, ms".ljust(35) + "".join(f"{each.slowest_ms:.0f}".rjust(20) for each in answers.values()))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
