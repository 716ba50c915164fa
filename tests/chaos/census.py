"""The census: what each round was to bring, what its records say, and what the receivers hold. Pure.

Copies are counted where they arrived, by recipient and kind of message. It looks at no server.
"""

import dataclasses
import json
from typing import Any

from services.core.domain.outbox_item import Kind, OutboxItem, State


@dataclasses.dataclass(frozen=True)
class Arrived:
    """One copy at a receiver: to whom, and the mark of ours in it."""

    to: str
    message_id: str


@dataclasses.dataclass
class Tally:
    """The figures of one point, or of all."""

    faults: int = 0
    lost: int = 0
    duplicated_unflagged: int = 0
    flagged: int = 0
    after_stop: int = 0
    notes: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count the other's in."""
        self.faults += other.faults
        self.lost += other.lost
        self.duplicated_unflagged += other.duplicated_unflagged
        self.flagged += other.flagged
        self.after_stop += other.after_stop
        self.notes += other.notes

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled in silence or sent after a stop."""
        return not (self.lost or self.duplicated_unflagged or self.after_stop or self.notes)

    def figures(self) -> dict[str, Any]:
        """Without the notes where there are none."""
        found = dataclasses.asdict(self)
        return found if self.notes else {name: value for name, value in found.items() if name != "notes"}


@dataclasses.dataclass(frozen=True)
class Record:
    """The end of a round: how many messages of each kind were due, and the outbox as it was left.

    `expected` names kinds to one recipient each: a client's answer, a touch. `is_stopped`: the client had asked to
    stop, and `before_stop` copies had been accepted by then. `inbound` are the client's mails that were
    written and `stored` those that were found in the store.
    """

    point: str
    policy: str
    client: str
    expected: tuple[Kind, ...]
    items: tuple[OutboxItem, ...]
    faults: int = 1
    inbound: int = 0
    stored: int = 0
    is_stopped: bool = False
    before_stop: int = 0
    note: str = ""

    @property
    def cell(self) -> str:
        """Point and policy."""
        return f"{self.point} / {self.policy}"


def counted(record: Record, arrived: list[Arrived]) -> Tally:
    """The figures of one round. `arrived` are all copies that its receivers hold."""
    tally = Tally(faults=record.faults)
    if record.note:
        tally.notes.append(f"{record.cell}: {record.note}")
    tally.lost += max(0, record.inbound - record.stored)
    tally.flagged += sum(_is_flagged(each) for each in record.items)
    if record.is_stopped:
        ours = [each for each in arrived if each.to == record.client]
        tally.after_stop += max(0, len(ours) - record.before_stop)
        return tally
    for kind in record.expected:
        lost, doubled = _of_kind(record, kind, arrived)
        tally.lost += lost
        tally.duplicated_unflagged += doubled
    for notice in record.items:
        if notice.kind is Kind.NOTICE:
            copies = _copies([notice], arrived)
            tally.lost += copies == 0 and notice.state is not State.REVIEW
            tally.duplicated_unflagged += max(0, copies - 1 - notice.maybe_duplicate)
    return tally


def _of_kind(record: Record, kind: Kind, arrived: list[Arrived]) -> tuple[int, int]:
    """(lost, doubled without a flag) among the messages of one kind to the client, of which one was due."""
    items = [each for each in record.items if each.kind is kind]
    copies = _copies(items, arrived)
    is_shown = any(each.state is State.REVIEW for each in items)
    allowed = 1 + any(each.maybe_duplicate for each in items)
    return int(copies == 0 and not is_shown), max(0, copies - allowed)


def _copies(items: list[OutboxItem], arrived: list[Arrived]) -> int:
    """Whose address it is counts too: other rounds' messages of the same cause carry the same mark."""
    marks = {(each.to.value, each.message_id.strip("<>")) for each in items}
    return sum((each.to, each.message_id.strip("<>")) in marks for each in arrived)


def _is_flagged(item: OutboxItem) -> bool:
    return item.maybe_duplicate or item.state is State.REVIEW


def table(by_point: dict[str, Tally]) -> str:
    """The figures as people read them."""
    heads = ("point / policy", "faults", "lost", "duplicated", "flagged", "after stop")
    total = Tally()
    rows: list[tuple[str, ...]] = [heads]
    for point, tally in by_point.items():
        total.add(tally)
        rows.append(_row(point, tally))
    rows.append(_row("all", total))
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = [
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(lines)


def _row(point: str, tally: Tally) -> tuple[str, ...]:
    figures = (tally.faults, tally.lost, tally.duplicated_unflagged, tally.flagged, tally.after_stop)
    return (point, *map(str, figures))


def as_json(by_point: dict[str, Tally], more: dict[str, Any]) -> str:
    """The same for programs."""
    total = Tally()
    for tally in by_point.values():
        total.add(tally)
    figures = total.figures()
    return json.dumps(
        {**figures, **more, "by_point": {point: each.figures() for point, each in by_point.items()}}, indent=1
    )
