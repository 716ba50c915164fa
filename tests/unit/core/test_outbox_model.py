"""The outbox as a model, every interleaving of it: two senders, deaths at every step, lost answers, stops.

It is one item and everybody who touches it; `test_turns_model` has a conversation with its turns and routing.
Each move is one conditional update of the store, or one thing that the world does. The model proves the design's
logic, not the code: its moves are compared with `outbox_item`, and the store's own methods are held to the same
table by the contract tests.
"""

import collections
import collections.abc
import dataclasses
import functools
from typing import NamedTuple

import pytest

from services.core.domain import outbox_item
from services.core.domain.outbox_item import LATE_YES, MOVES, Kind, State
from tests.unit.core.exploring import Explored, Moves, explore


class Sender(NamedTuple):
    """Where a sender is: idle, leased, written (`sending`), looked, yes, refused or lost. `late`: it wrote
    `sending` when the stop was already stored, or looked before."""

    at: str = "idle"
    fence: int = 0
    late: bool = False


class Sending(NamedTuple):
    """One item, its conversation as the gate sees it, the receiver's copies, and two senders."""

    kind: Kind
    state: State
    fence: int = 0
    resends: int = 0
    flagged: bool = False
    attempts: int = 0
    superseded: bool = False
    seen: int = 1
    seq: int = 1
    is_stopped: bool = False
    cancels: bool = False
    cancels_as_superseded: bool = False
    copies: int = 0
    after_stop: int = 0
    yeses: int = 0
    senders: tuple[Sender, Sender] = (Sender(), Sender())
    deaths: int = 0


@dataclasses.dataclass(frozen=True)
class Rules:
    """What the real outbox does; each may be broken to see that the model notices."""

    has_gate: bool = True
    writes_then_looks: bool = True
    fences: bool = True
    keeps_what_was_sending: bool = True
    late_yes_wins: bool = True
    flags: bool = True
    most_attempts: int = 3
    most_deaths: int = 1


RULES = Rules()


def sending_moves(rules: Rules, world: Sending) -> Moves[Sending]:
    """Everything that can happen next."""
    yield from _operator(world)
    yield from _client(world)
    yield from _watch_and_resolver(rules, world)
    for number, sender in enumerate(world.senders):
        if number and sender == world.senders[0]:
            continue  # the same world seen in a mirror
        for step, after, became in _sender(rules, world, sender):
            first, second = sorted((world.senders[1 - number], became))
            yield step, after._replace(senders=(first, second))


def _operator(world: Sending) -> Moves[Sending]:
    if world.state is State.HELD:
        yield "approve", world._replace(state=State.QUEUED)
        yield "refuse", world._replace(state=State.CANCELLED)
    if world.state is State.REVIEW:
        yield "resolve --sent", world._replace(state=State.SENT, yeses=world.yeses or -1)
        yield "drop", world._replace(state=State.CANCELLED)
        if not world.resends:
            yield "release", world._replace(state=State.QUEUED, resends=1, flagged=True)


def _client(world: Sending) -> Moves[Sending]:
    """Writing again or wanting silence: stored first, then what waits is cancelled; a death in between repeats it."""
    if world.cancels:
        waits = world.state in (State.HELD, State.QUEUED, State.LEASED)
        state = State.CANCELLED if waits else world.state
        superseded = world.cancels_as_superseded if waits else world.superseded
        yield "cancel all", world._replace(state=state, superseded=superseded, cancels=False)
    elif world.seq == world.seen:
        yield "the client writes again", world._replace(seq=world.seq + 1, cancels=True, cancels_as_superseded=True)
    if not world.is_stopped and not world.cancels:
        yield "stop", world._replace(is_stopped=True, cancels=True, cancels_as_superseded=False)


def _watch_and_resolver(rules: Rules, world: Sending) -> Moves[Sending]:
    """A lease may run out at any moment, of the living too: that is every wrong clock and every pause at once."""
    if world.state is State.LEASED:
        yield "lease ran out", world._replace(state=State.QUEUED, fence=world.fence + 1)
    if world.state is State.SENDING:
        state = State.UNKNOWN if rules.keeps_what_was_sending else State.QUEUED
        yield "lease ran out in sending", world._replace(state=state, fence=world.fence + 1)
    if world.state is State.UNKNOWN:
        if world.copies:
            yield "evidence", world._replace(state=State.SENT)
        if world.kind is Kind.TOUCH or world.resends:
            yield "no evidence: review", world._replace(state=State.REVIEW)
        else:
            yield "no evidence: resend", world._replace(state=State.QUEUED, resends=1, flagged=rules.flags)


def _sender(rules: Rules, world: Sending, sender: Sender) -> collections.abc.Iterator[tuple[str, Sending, Sender]]:
    """(what, the world after, the sender after)."""
    idle = Sender()
    if sender.at == "idle":
        if world.state is State.QUEUED and world.attempts < rules.most_attempts:
            fence = world.fence + 1
            claimed = world._replace(state=State.LEASED, fence=fence, attempts=world.attempts + 1)
            yield "claim", claimed, Sender("leased", fence, late=world.is_stopped)
        return
    if world.deaths < rules.most_deaths:
        yield f"killed when {sender.at}", world._replace(deaths=world.deaths + 1), idle
    is_ours = world.fence == sender.fence or not rules.fences
    steps = {"leased": _leased, "written": _written, "looked": _body, "yes": _yes, "refused": _refused, "lost": _lost}
    yield from steps[sender.at](rules, world, sender, is_ours)


_Steps = collections.abc.Iterator[tuple[str, Sending, Sender]]


def _leased(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    late = world.is_stopped if rules.writes_then_looks else sender.late
    if world.state is State.LEASED and is_ours:
        yield "sending", world._replace(state=State.SENDING), Sender("written", sender.fence, late)
        yield "its time had passed", world._replace(state=State.EXPIRED), Sender()
        yield "refused at RCPT for good", world._replace(state=State.FAILED), Sender()
    else:
        yield "it is not ours any more", world, Sender()
    yield "refused at RCPT for now", *_deferred(world, is_ours)


def _deferred(world: Sending, is_ours: bool) -> tuple[Sending, Sender]:
    moves = world.state in (State.LEASED, State.SENDING) and is_ours
    return (world._replace(state=State.QUEUED) if moves else world), Sender()


def _written(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    objection = world.is_stopped or world.seq != world.seen
    if not rules.writes_then_looks:
        objection = sender.late  # it had looked when it claimed
    if not rules.has_gate or not objection:
        yield "the gate is open", world, sender._replace(at="looked")
    elif world.state is State.SENDING and is_ours:
        superseded = world.seq != world.seen
        yield "the gate is shut", world._replace(state=State.CANCELLED, superseded=superseded), Sender()
    else:
        yield "the gate is shut on what is not ours", world, Sender()


def _body(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    arrived = world._replace(copies=world.copies + 1, after_stop=world.after_stop + sender.late)
    if not rules.writes_then_looks:
        arrived = world._replace(copies=world.copies + 1, after_stop=world.after_stop + world.is_stopped)
    yield "accepted: 250", arrived, sender._replace(at="yes")
    yield "refused at the dot", world, sender._replace(at="refused")
    yield "accepted, 250 lost", arrived, sender._replace(at="lost")
    yield "lost before the dot", world, sender._replace(at="lost")


def _yes(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    late = rules.late_yes_wins
    wins = world.state in (State.SENDING, State.UNKNOWN, State.REVIEW) if late else world.state is State.SENDING
    wins = wins or (late and world.state in LATE_YES and bool(world.resends))
    yield "sent", world._replace(state=State.SENT if wins else world.state, yeses=1), Sender()


def _refused(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    yield "451 at the dot", *_deferred(world, is_ours)
    if world.state is State.SENDING and is_ours:
        yield "554 at the dot", world._replace(state=State.FAILED), Sender()


def _lost(rules: Rules, world: Sending, sender: Sender, is_ours: bool) -> _Steps:
    moves = world.state is State.SENDING and is_ours
    yield "uncertain", world._replace(state=State.UNKNOWN) if moves else world, Sender()


@functools.cache
def explored(kind: Kind, start: State = State.QUEUED) -> Explored[Sending]:
    return explore(Sending(kind, start), functools.partial(sending_moves, RULES))


def is_twice_in_silence(world: Sending) -> bool:
    return world.copies > 1 + (world.resends if world.flagged else 0)


def is_after_stop(world: Sending) -> bool:
    return world.after_stop > 0


def is_lost(world: Sending) -> bool:
    """At the end of everything it counts as sent and nobody has it; or it lies where no one looks."""
    untold = world.state is State.SENT and not world.copies and world.yeses >= 0
    waits = world.state is State.QUEUED and world.attempts >= RULES.most_attempts  # given up after so many: told
    return untold or (world.state not in outbox_item.FINAL and world.state is not State.REVIEW and not waits)


def loses_a_yes(world: Sending) -> bool:
    """The server's yes was heard, and the item waits to be sent again or is asked about."""
    return world.yeses > 0 and world.state in (State.QUEUED, State.LEASED, State.UNKNOWN, State.REVIEW)


KINDS = (Kind.TOUCH, Kind.ANSWER)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_goes_out_twice_without_a_flag(kind: Kind) -> None:
    assert explored(kind).counterexample(is_twice_in_silence) == []
    most = max(world.copies for world in explored(kind).came_from)
    assert most == 2  # once, and once more flagged


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_when_the_stop_was_stored_before_sending_was_written(kind: Kind) -> None:
    assert explored(kind).counterexample(is_after_stop) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost(kind: Kind) -> None:
    assert explored(kind).counterexample(is_lost, only_ends=True) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_late_yes_wins(kind: Kind) -> None:
    assert explored(kind).counterexample(loses_a_yes) == []


@pytest.mark.parametrize("kind", KINDS)
def test_from_everywhere_there_is_a_way_to_rest(kind: Kind) -> None:
    found = explored(kind)
    before: dict[Sending, list[Sending]] = collections.defaultdict(list)
    for world in found.came_from:
        for _, after in sending_moves(RULES, world):
            before[after].append(world)
    resting = set(found.ends)
    waiting = collections.deque(found.ends)
    while waiting:
        for each in before[waiting.popleft()]:
            if each not in resting:
                resting.add(each)
                waiting.append(each)
    assert len(resting) == len(found.came_from)


def test_the_moves_of_the_model_are_those_of_the_outbox() -> None:
    made: set[tuple[State, State]] = set()
    for kind in KINDS:
        for world in explored(kind, State.HELD).came_from:
            made |= {(world.state, after.state) for _, after in sending_moves(RULES, world)}
    allowed = {(source, target) for source, targets in MOVES.items() for target in targets}
    late = {(source, State.SENT) for source in LATE_YES}
    assert {move for move in made if move[0] is not move[1]} == allowed | late


@pytest.mark.parametrize(
    ("broken", "kind", "is_wrong"),
    [
        (Rules(has_gate=False), Kind.TOUCH, is_after_stop),
        (Rules(writes_then_looks=False), Kind.TOUCH, is_after_stop),
        (Rules(fences=False), Kind.TOUCH, is_twice_in_silence),
        (Rules(keeps_what_was_sending=False), Kind.ANSWER, is_twice_in_silence),
        (Rules(flags=False), Kind.ANSWER, is_twice_in_silence),
        (Rules(late_yes_wins=False), Kind.ANSWER, loses_a_yes),
    ],
    ids=["no gate", "looks, then writes", "no fence", "a queue with leases", "no flag", "late yes ignored"],
)
def test_a_broken_rule_is_noticed(
    broken: Rules, kind: Kind, is_wrong: collections.abc.Callable[[Sending], bool]
) -> None:
    moves = functools.partial(sending_moves, broken)
    assert explore(Sending(kind, State.QUEUED), moves, is_wrong).counterexample(is_wrong)
