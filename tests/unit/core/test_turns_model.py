"""Turns and routing as a model, every interleaving: two workers, deaths and lost leases at every step, a client
who writes again at any moment, a receiver that dies in the middle of telling.

Every message of the client's is answered, and by one answer only. What happens inside of a sending is the other
model's (`test_outbox_model`); here it is claimed, written, looked and sent.
"""

import collections.abc
import functools
from typing import NamedTuple

import pytest

from services.core.domain.outbox_item import State
from tests.unit.core.exploring import Explored, Moves, explore

NOBODY = 0


class Said(NamedTuple):
    """A message of the client's: is it stored, which turn has taken it up, how often it was opened again."""

    is_stored: bool = False
    turn: int = NOBODY
    opened: int = 0


class Answer(NamedTuple):
    """The item of a turn (its fence) for these messages, as drafted at `seq`."""

    turn: int
    answers: tuple[int, ...]
    seq: int
    state: State = State.QUEUED
    superseded: bool = False
    has_passed: bool = False


class App(NamedTuple):
    """A worker: where it is, under which fence, and what it had read when it claimed: `turn` is the one at work."""

    at: str = "idle"
    fence: int = 0
    seq: int = 0
    turn: int = NOBODY
    read: tuple[tuple[int, int], ...] = ()  # messages and how often they had been opened


class Talk(NamedTuple):
    """A conversation with two messages, the second of which comes at any moment."""

    said: tuple[Said, Said] = (Said(is_stored=True), Said())
    seq: int = 1
    fence: int = 0
    owner: int = NOBODY
    is_due: bool = True
    turn: tuple[int, int, tuple[tuple[int, int], ...]] | None = None  # committed: its id, seq, messages
    answers: tuple[Answer, ...] = ()
    telling: str = ""
    told: int = 0
    apps: tuple[App, App] = (App(), App())
    deaths: int = 0


class Rules(NamedTuple):
    """What the code does; each may be broken to see that the model notices."""

    commits_if_nothing_came: bool = True
    waits_for_what_is_on_its_way: bool = True
    reopens: bool = True
    cancels_what_is_older: bool = True
    settles_what_it_read: bool = True
    routes_stranded: bool = True
    most_deaths: int = 1
    most_fences: int = 5


RULES = Rules()


def moves_of(rules: Rules, talk: Talk) -> Moves[Talk]:
    """Everything that can happen next."""
    yield from _receiver(rules, talk)
    for number, answer in enumerate(talk.answers):
        for step, moved in _sender(talk, answer):
            yield step, talk._replace(answers=(*talk.answers[:number], moved, *talk.answers[number + 1 :]))
    lives = any(app.at != "idle" and app.fence == talk.owner for app in talk.apps)
    if talk.owner and (not lives or talk.deaths < rules.most_deaths):
        yield "the lease ran out", talk._replace(owner=NOBODY, fence=talk.fence + 1, deaths=talk.deaths + lives)
    for number, app in enumerate(talk.apps):
        if number and app == talk.apps[0]:
            continue
        for step, after, became in _app(rules, talk, app):
            first, second = sorted((talk.apps[1 - number], became))
            yield step, after._replace(apps=(first, second))


def _receiver(rules: Rules, talk: Talk) -> Moves[Talk]:
    """Stored, told, cancelled, marked; who died in between is followed by one who begins with telling."""
    if not talk.said[1].is_stored:
        yield "the client writes", talk._replace(said=(talk.said[0], Said(is_stored=True)), telling="tell")
    if talk.telling == "tell":
        told = talk._replace(seq=talk.seq + 1, is_due=True, told=talk.told + 1, telling="cancel")
        yield "tell the conversation", told
    if talk.telling == "cancel":
        waits = (State.QUEUED, State.LEASED)
        before = talk.seq if rules.cancels_what_is_older else talk.seq + 1
        answers = _overtaken(talk.answers, waits, before)
        yield "cancel what waits", talk._replace(answers=answers, telling="")
    if talk.telling and talk.told < 2:
        yield "the receiver dies", talk._replace(telling="tell" if rules.routes_stranded else "", told=talk.told + 1)


def _overtaken(answers: tuple[Answer, ...], waits: tuple[State, ...], before: int) -> tuple[Answer, ...]:
    """What waits and was drafted before this count is cancelled."""
    gone = [each.state in waits and each.seq < before for each in answers]
    return tuple(
        each._replace(state=State.CANCELLED, superseded=True) if is_gone else each
        for each, is_gone in zip(answers, gone, strict=True)
    )


def _sender(talk: Talk, answer: Answer) -> collections.abc.Iterator[tuple[str, Answer]]:
    if answer.state is State.QUEUED:
        yield "claim", answer._replace(state=State.LEASED)
    elif answer.state is State.LEASED:
        yield "sending", answer._replace(state=State.SENDING)
    elif answer.state is State.SENDING and answer.has_passed:
        yield "sent", answer._replace(state=State.SENT)
    elif answer.state is State.SENDING and answer.seq != talk.seq:
        yield "the gate is shut", answer._replace(state=State.CANCELLED, superseded=True)
    elif answer.state is State.SENDING:
        yield "the gate is open", answer._replace(has_passed=True)


_Steps = collections.abc.Iterator[tuple[str, Talk, App]]


def _app(rules: Rules, talk: Talk, app: App) -> _Steps:
    if app.at == "idle":
        if talk.is_due and not talk.owner and talk.fence < rules.most_fences:
            fence = talk.fence + 1
            claimed = talk._replace(owner=fence, fence=fence)
            if talk.turn is None:
                yield "claim talk", claimed, App("claimed", fence, talk.seq)
            else:  # carried on from the record, with the messages as they are now
                number, seq, read = talk.turn
                fresh = tuple((index, talk.said[index].opened) for index, _ in read)
                yield "claim talk and carry on", claimed, App("committed", fence, seq, number, fresh)
        return
    if talk.deaths < rules.most_deaths:
        yield f"killed when {app.at}", talk._replace(deaths=talk.deaths + 1), App()
    steps = {"claimed": _reads, "drafted": _commit, "committed": _enqueue}
    yield from {**steps, "enqueued": _mark, "marked": _settle}[app.at](rules, talk, app)


def _give_back(talk: Talk, app: App, **fields: object) -> Talk:
    return talk._replace(owner=NOBODY, **fields) if talk.owner == app.fence else talk  # type: ignore[arg-type]


def _reads(rules: Rules, talk: Talk, app: App) -> _Steps:
    stale = any(each.state is State.QUEUED and each.seq < app.seq for each in talk.answers)
    opened = _reopened(rules, talk, app, stale)
    if rules.reopens and opened != talk:
        yield "reopen", opened, app
        return
    open_ones = tuple(
        (index, each.opened) for index, each in enumerate(talk.said) if each.is_stored and each.turn == NOBODY
    )
    on_its_way = [each for each in talk.answers if each.state in (State.LEASED, State.SENDING)]
    if not open_ones and any(each.seq < app.seq for each in on_its_way) and rules.waits_for_what_is_on_its_way:
        yield "wait for what the gate may stop", _give_back(talk, app), App()
    elif not open_ones:
        yield "nothing to answer", _give_back(talk, app, is_due=talk.seq != app.seq), App()
    elif on_its_way and rules.waits_for_what_is_on_its_way:
        yield "wait for what is on its way", _give_back(talk, app), App()
    else:
        yield "draft", talk, app._replace(at="drafted", read=open_ones)


def _reopened(rules: Rules, talk: Talk, app: App, has_stale: bool) -> Talk:
    waits = (State.QUEUED, State.LEASED) if has_stale else ()
    answers = _overtaken(talk.answers, waits, app.seq if rules.cancels_what_is_older else talk.seq + 1)
    turns = {each.turn for each in answers if each.superseded}
    said = [each._replace(turn=NOBODY, opened=each.opened + 1) if each.turn in turns else each for each in talk.said]
    return talk._replace(answers=answers, said=(said[0], said[1]))


def _commit(rules: Rules, talk: Talk, app: App) -> _Steps:
    nothing_came = talk.seq == app.seq or not rules.commits_if_nothing_came
    if talk.owner == app.fence and nothing_came:
        turn = (app.fence, app.seq, app.read)
        yield "commit", talk._replace(turn=turn), app._replace(at="committed", turn=app.fence)
    else:
        yield "something came in", _give_back(talk, app), App()


def _enqueue(rules: Rules, talk: Talk, app: App) -> _Steps:
    fresh = Answer(app.turn, tuple(index for index, _ in app.read), app.seq)
    is_there = any(each.turn == app.turn for each in talk.answers)
    answers = talk.answers if is_there else (*talk.answers, fresh)
    yield "enqueue", talk._replace(answers=answers), app._replace(at="enqueued")


def _mark(rules: Rules, talk: Talk, app: App) -> _Steps:
    (index, opened), *rest = app.read
    said = list(talk.said)
    is_free = said[index].opened == opened and said[index].turn == NOBODY
    if is_free or not rules.settles_what_it_read:
        said[index] = said[index]._replace(turn=app.turn)
    became = app._replace(at="enqueued" if rest else "marked", read=tuple(rest))
    yield "mark a message", talk._replace(said=(said[0], said[1])), became


def _settle(rules: Rules, talk: Talk, app: App) -> _Steps:
    if talk.owner != app.fence:
        yield "not ours any more", talk, App()
    else:
        yield "settle", talk._replace(owner=NOBODY, turn=None, is_due=talk.seq != app.seq), App()


def answered(talk: Talk, index: int) -> int:
    """How many answers to a message have left."""
    return sum(index in each.answers and (each.state is State.SENT or each.has_passed) for each in talk.answers)


def is_twice(talk: Talk) -> bool:
    return any(answered(talk, index) > 1 for index in (0, 1))


def is_unanswered(talk: Talk) -> bool:
    """At rest, and a message has no answer. Worlds that ended because the model counts no further are no rest."""
    if talk.fence >= RULES.most_fences:
        return False
    return any(each.is_stored and not answered(talk, index) for index, each in enumerate(talk.said))


@functools.cache
def explored() -> Explored[Talk]:
    return explore(Talk(), functools.partial(moves_of, RULES))


def test_no_message_is_answered_twice() -> None:
    assert explored().counterexample(is_twice) == []


def test_every_message_is_answered() -> None:
    assert explored().counterexample(is_unanswered, only_ends=True) == []
    assert any(not is_unanswered(talk) and talk.fence < RULES.most_fences for talk in explored().ends)


@pytest.mark.parametrize(
    ("broken", "is_wrong", "only_ends"),
    [
        (Rules(reopens=False), is_unanswered, True),
        (Rules(settles_what_it_read=False), is_twice, False),
        (Rules(cancels_what_is_older=False), is_unanswered, True),
        (Rules(waits_for_what_is_on_its_way=False), is_unanswered, True),
    ],
    ids=[
        "nothing reopened",
        "a late worker settles what was opened again",
        "the fresh answer cancelled too",
        "nothing waited for",
    ],
)
def test_a_broken_rule_is_noticed(
    broken: Rules, is_wrong: collections.abc.Callable[[Talk], bool], only_ends: bool
) -> None:
    found = explore(Talk(), functools.partial(moves_of, broken))
    assert found.counterexample(is_wrong, only_ends=only_ends)
