"""The parts that need the whole agent at work: latency, a burst, database commands, idleness, memory.

They run on one stand, one after the other; each yields its figures. What counts as latency: from Dovecot's 250 by
LMTP to the moment in which the submission server has the whole answer.
"""

import asyncio
import collections
import math
import time
from collections.abc import AsyncIterator

from benchmarks import figures
from benchmarks.figures import Figure
from benchmarks.stand import AGENT, BARE, Service, Stand

QUESTIONS = (
    "Сколько стоит подключение?",
    "Добрый день! А есть ли пробный период, и что будет после него?",
    "Подскажите, из каких источников вы собираете отзывы?",
    "Можно ли выгружать отчёты в таблицу?",
    "Где хранятся данные наших клиентов?",
)
_N = 20
_BURST = 50
_IDLE_S = 20.0
_CLOCKWORK_S = 10.0
_ANSWER_S = 30.0


async def latency(stand: Stand) -> AsyncIterator[Figure]:
    """One question at a time to the agent and to the bare loop, by turns, so that both meet the same machine."""
    bare = await stand.bare_loop()
    ours: list[float] = []
    theirs: list[float] = []
    try:
        for number, who in enumerate(await stand.people(_N + 1)):
            text = QUESTIONS[number % len(QUESTIONS)]
            took = [await _asked(stand, who, AGENT, text), await _asked(stand, f"bare-{who}", BARE, text)]
            if number:  # the first warms both up
                ours.append(took[0])
                theirs.append(took[1])
    finally:
        await bare.stop()
    middle, bare_middle = figures.median(ours), figures.median(theirs)
    note = f"{_N} questions, one after the other"
    yield Figure("latency", "mail in → answer accepted, median", middle, "s", "below", 2, note)
    yield Figure("latency", "mail in → answer accepted, p95", figures.percentile(ours, 0.95), "s")
    announced = "half a second of it until Dovecot announces a mail"
    yield Figure("latency", "bare loop, median", bare_middle, "s", note=announced)
    yield Figure("latency", "bare loop, p95", figures.percentile(theirs, 0.95), "s")
    yield Figure("latency", "times the bare loop, of the medians", figures.ratio(middle, bare_middle), "×", "below", 3)


async def _asked(stand: Stand, who: str, to: str, text: str) -> float:
    """Seconds until the answer to one mail was accepted. Raises RuntimeError when none came."""
    [began] = await asyncio.to_thread(stand.deliver, [(who, to, text)])
    got = await stand.sink.accepted([who], _ANSWER_S)
    if who not in got:
        raise RuntimeError(f"{to} did not answer within {_ANSWER_S:.0f} s")
    return got[who] - began


async def fifty(stand: Stand) -> AsyncIterator[Figure]:
    """A mail in each of fifty conversations, delivered on one connection as fast as Dovecot takes them."""
    await stand.calm()
    people = await stand.people(_BURST)
    mails = [(who, AGENT, QUESTIONS[number % len(QUESTIONS)]) for number, who in enumerate(people)]
    began = time.monotonic()
    delivered = await asyncio.to_thread(stand.deliver, mails)
    got = await stand.sink.accepted(people, 2 * _ANSWER_S)
    took = max(got.values(), default=math.inf) - began if len(got) == len(people) else math.inf
    spread = f"from the first mail's delivery, the last came {delivered[-1] - began:.1f} s later"
    yield Figure("fifty", "all answered within", took, "s", "at most", 10, spread)
    yield Figure("fifty", "answered", len(got), f"of {_BURST}", "at least", _BURST)
    yield Figure("fifty", "median answer within", figures.median(at - began for at in got.values()), "s")


async def commands(stand: Stand) -> AsyncIterator[Figure]:
    """Database commands of all services for a message that comes alone, and in a burst.

    What the services ask by the clock (heartbeats, watches, accounts) is measured first and taken off: it is the
    figure of `idle`, not of a message.
    """
    await stand.calm()
    began = await _counted(stand)
    await asyncio.sleep(_CLOCKWORK_S)
    by_clock = await _counted(stand) - began
    by_clock.pop("empty", 0)
    together: dict[str, tuple[int, collections.Counter[str], float]] = {}
    for how, number, at_once in ((", alone", 5, 1), (", 20 at once", 1, 20)):
        started = time.monotonic()
        counts = sum([await _cost(stand, at_once) for _ in range(number)], collections.Counter())
        together[how] = number * at_once, counts, time.monotonic() - started
    for how, (messages, counts, spent_s) in together.items():
        polls = counts.pop("empty", 0)
        clockwork = by_clock.total() / _CLOCKWORK_S * spent_s
        most = ", ".join(f"{name} {count / messages:.1f}" for name, count in counts.most_common(8))
        note = f"{clockwork / messages:.1f} more by the clock; with them: {most}"
        cost = (counts.total() - clockwork) / messages
        yield Figure("commands", f"per handled message{how}", cost, "commands", "at most", 25, note)
        yield Figure("commands", "  and polls that found nothing", polls / messages, "commands", note="of all services")


async def _cost(stand: Stand, count: int) -> collections.Counter[str]:
    """Commands by name, and `empty` polls, from the delivery of so many mails until all is at rest again."""
    people = await stand.people(count)
    before = await _counted(stand)
    mails = [(who, AGENT, QUESTIONS[number % len(QUESTIONS)]) for number, who in enumerate(people)]
    await asyncio.to_thread(stand.deliver, mails)
    got = await stand.sink.accepted(people, _ANSWER_S)
    if len(got) < count:
        raise RuntimeError(f"{count - len(got)} of {count} mails were not answered")
    await stand.calm()
    return await _counted(stand) - before


async def _counted(stand: Stand) -> collections.Counter[str]:
    return sum([await each.commands() for each in stand.services.values()], collections.Counter())


async def idle(stand: Stand) -> AsyncIterator[Figure]:
    """Database commands of each service while nothing happens."""
    await stand.calm()
    await asyncio.sleep(5)  # polling slows down to once a second
    before = {name: await each.commands() for name, each in stand.services.items()}
    began = time.monotonic()
    await asyncio.sleep(_IDLE_S)
    spent = time.monotonic() - began
    for name, each in stand.services.items():
        counts = await each.commands() - before[name]
        most = ", ".join(f"{kind} {count / spent:.2f}" for kind, count in counts.most_common(6))
        note = f"over {_IDLE_S:.0f} s: {most}"
        yield Figure("idle", f"{name}, per second", counts.total() / spent, "commands", "at most", 2, note)


async def memory(stand: Stand) -> AsyncIterator[Figure]:
    """What each service holds after its work; app_logic with its encoder, and then without."""
    await stand.start("console")
    for name in ("mail_worker", "console"):
        yield _size(stand.services[name], name, goal=120)
    yield _size(stand.services["app_logic"], "app_logic with the sentence encoder", goal=None)
    await stand.services["app_logic"].stop()
    plain = await stand.start("app_logic", "--no-encoder")
    people = await stand.people(10)
    await asyncio.to_thread(stand.deliver, [(who, AGENT, QUESTIONS[0]) for who in people])
    answered = len(await stand.sink.accepted(people, _ANSWER_S))
    if answered < len(people):
        raise RuntimeError(f"app_logic without the encoder answered {answered} of {len(people)}")
    yield _size(plain, "app_logic without the encoder", goal=120)


def _size(service: Service, name: str, goal: float | None) -> Figure:
    size = service.memory_mb()
    note = f"proportional (PSS); resident {size['rss']:.0f}, at most {size['peak']:.0f} MB"
    return Figure("memory", name, size["pss"], "MB", "at most", goal, note)
