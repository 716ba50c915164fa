"""What a simulation found, for people and for programs: figures, tables, and one page of HTML. Pure.

Every word of a client or of the agent is escaped; the page fetches and runs nothing.
"""

import collections
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import RenderableType

from services.cli import report, tally, terminal
from services.cli.course import Course, Got
from services.cli.judge import Meant
from services.cli.tally import Finding, Tally, Verdict

_MOST_SHOWN = 200
_ASIDE = '<p class="soft">'


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """What was simulated, by which brain, and how many seconds it took."""

    clients: int
    days: int
    seed: int
    brain: str
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """The figures of one persona. `sent` are the agent's mails, `received` the clients'."""

    clients: int
    sent: int
    received: int
    turns: int
    wrong: int

    @property
    def right_share(self) -> float:
        """The share of right decisions; 1 where there was nothing to decide."""
        return 1 - self.wrong / self.turns if self.turns else 1.0


def document(heading: Heading, found: Tally) -> dict[str, Any]:
    """The figures for programs."""
    return {
        "clients": heading.clients,
        "days": heading.days,
        "seed": heading.seed,
        "brain": heading.brain,
        "conversations": len(found.courses),
        "sent": sum(len(each.got) for each in found.courses),
        "received": sum(len(each.said) for each in found.courses),
        "messages_after_stop": len(found.after_stop),
        "duplicates": len(found.duplicates),
        "unanswered": len(found.unanswered),
        "ungrounded": len(found.ungrounded),
        "strangers_written_to": len(found.strangers),
        "decisions": len(found.verdicts),
        "wrong_decisions": [_wrong(each) for each in found.wrong],
        "right_decisions": round(found.right_share, 4),
        "by_persona": {
            name: {**dataclasses.asdict(row), "right_decisions": round(row.right_share, 4)}
            for name, row in by_persona(found).items()
        },
        "findings": {name: [_finding(each) for each in those] for name, those in _kinds(found) if those},
        "goals_hold": found.holds,
        "seconds": heading.seconds,
    }


def by_persona(found: Tally) -> dict[str, Row]:
    """The figures of each persona that took part, by name."""
    courses: dict[str, list[Course]] = collections.defaultdict(list)
    for course in found.courses:
        if course.client is not None:
            courses[course.client.persona.persona].append(course)
    rows = {}
    for name in sorted(courses):
        judged = [each for each in found.verdicts if each.persona == name]
        rows[name] = Row(
            clients=len(courses[name]),
            sent=sum(len(each.got) for each in courses[name]),
            received=sum(len(each.said) for each in courses[name]),
            turns=len(judged),
            wrong=sum(bool(each.why) for each in judged),
        )
    return rows


def tables(found: Tally) -> list[RenderableType]:
    """The figures for people."""
    summary = terminal.table("", "")
    summary.show_header = False
    lines = [(name, value) for name, value in _summary(found)]
    personas = terminal.table("Persona", "Clients", "Agent's mails", "Client's mails", "Decisions", "Right")
    terminal.rows(personas, _persona_lines(found))
    shown: list[RenderableType] = [terminal.rows(summary, lines), "", personas]
    for name, those in _kinds(found):
        if those:
            made = terminal.table("Client", "Persona", "When", "What", title=name)
            shown += ["", terminal.rows(made, ((*_who(each), each.what[:300]) for each in those[:_MOST_SHOWN]))]
    if found.wrong:
        made = terminal.table("Client", "Persona", "The client wrote", "Why it is wrong", title="wrong decisions")
        lines_of = ((each.client, each.persona, each.meant.text[:300], each.why) for each in found.wrong[:_MOST_SHOWN])
        shown += ["", terminal.rows(made, lines_of)]
    return shown


def page(heading: Heading, found: Tally) -> str:
    """The whole page: the summary, the personas, what was found, and each wrong decision with its conversation."""
    title = f"Simulation: {heading.clients} clients, {heading.days} days"
    verdict = "All goals hold." if found.holds else "Not all goals hold."
    body = "".join(
        (
            f"<h1>{report.plain(title)}</h1>",
            f"{_ASIDE}seed {heading.seed} · brain {report.plain(heading.brain)} · {heading.seconds} s · {verdict}</p>",
            _tiles(found),
            _personas(found),
            *(_findings(name, those) for name, those in _kinds(found) if those),
            _wrong_ones(found),
        )
    )
    return report.document(title, body)


def _summary(found: Tally) -> list[tuple[str, str]]:
    return [
        (
            "right decisions",
            f"{100 * found.right_share:.1f} % of {len(found.verdicts)} (goal {100 * tally.GOAL:.0f} %)",
        ),
        *((name, str(len(those))) for name, those in _kinds(found)),
    ]


def _kinds(found: Tally) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    return (
        ("messages after a stop", found.after_stop),
        ("duplicates", found.duplicates),
        ("unanswered", found.unanswered),
        ("ungrounded", found.ungrounded),
        ("strangers written to", found.strangers),
    )


def _persona_lines(found: Tally) -> Iterable[tuple[str, ...]]:
    for name, row in by_persona(found).items():
        right = f"{100 * row.right_share:.0f} %" if row.turns else "–"
        yield name, str(row.clients), str(row.sent), str(row.received), str(row.turns), right


def _who(each: Finding | Verdict) -> tuple[str, str, str]:
    return each.client, each.persona, f"{each.at:%d %b %H:%M}"


def _finding(each: Finding) -> dict[str, str]:
    return {"client": each.client, "persona": each.persona, "at": each.at.isoformat(), "what": each.what}


def _wrong(each: Verdict) -> dict[str, Any]:
    made = each.made
    return {
        "client": each.client,
        "persona": each.persona,
        "at": each.at.isoformat(),
        "said": each.meant.text,
        "meant": _meant(each.meant),
        "decided": [str(action) for action in made.actions] if made else [],
        "rule": made.rule if made else "",
        "why": each.why,
    }


def _meant(meant: Meant) -> str:
    return " or ".join("+".join(sorted(reading)) for reading in meant.readings)


def _tiles(found: Tally) -> str:
    tiles = "".join(
        f'<div class="tile"><span>{report.plain(name)}</span><b>{report.plain(value.split(" of ")[0])}</b></div>'
        for name, value in _summary(found)
    )
    return f'<div class="tiles">{tiles}</div>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain words; everything is escaped here."""
    titles = "".join(f"<th>{report.plain(name)}</th>" for name in head)
    lines = "".join(
        "<tr>" + "".join(f'<td class="said">{report.plain(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def _personas(found: Tally) -> str:
    head = ("persona", "clients", "agent's mails", "client's mails", "decisions", "right")
    return f"<section><h2>By persona</h2>{_table(head, _persona_lines(found))}</section>"


def _findings(name: str, those: Sequence[Finding]) -> str:
    lines = ((*_who(each), each.what) for each in those[:_MOST_SHOWN])
    return f"<section><h2>{report.plain(name)}</h2>{_table(('client', 'persona', 'when', 'what'), lines)}</section>"


def _wrong_ones(found: Tally) -> str:
    if not found.wrong:
        return "<section><h2>Wrong decisions</h2><p>None.</p></section>"
    courses = {each.client.id: each for each in found.courses if each.client is not None}
    parts = "".join(_wrong_one(each, courses.get(each.client)) for each in found.wrong[:_MOST_SHOWN])
    left = len(found.wrong) - _MOST_SHOWN
    more = f"{_ASIDE}{left} more are not shown.</p>" if left > 0 else ""
    return f"<section><h2>Wrong decisions: {len(found.wrong)}</h2>{parts}{more}</section>"


def _wrong_one(each: Verdict, course: Course | None) -> str:
    decided = f"{each.made.why} ({each.made.rule})" if each.made else "nothing"
    lines = [("meant", _meant(each.meant)), ("decided", decided), ("wrong because", each.why)]
    talk = _table(("when", "who", "words"), _conversation(course)) if course is not None else ""
    first = f"{each.client}, {each.persona}: “{each.meant.text[:120]}”"
    return f"<details><summary>{report.plain(first)}</summary>{_table(('', ''), lines)}<p></p>{talk}</details>"


def _conversation(course: Course) -> list[tuple[str, str, str]]:
    said = [(each.order, each.at, "client", each.meant.text) for each in course.said]
    got = [(each.order, each.at, "agent", _with_files(each)) for each in course.got]
    return [(f"{at:%d %b %H:%M}", who, words) for _, at, who, words in sorted([*said, *got])]


def _with_files(each: Got) -> str:
    files = "".join(f"\n[{name}]" for name in each.mail.attachments)
    return f"{each.mail.text.strip()}{files}"
