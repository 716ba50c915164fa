"""The part that looks for the slowest megabyte: the input of tests/hostile.py, each reader, its processor time.

Processor time of one thread, the least of two runs, without coverage. It says nothing about likely mail: see the
other parts.
"""

import datetime
import functools
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from benchmarks.figures import Figure
from services.app_logic import knowledge, referral, signals, when
from services.core.domain import campaign
from services.mail_worker import automatic, reply, wire
from tests import builders, hostile

_NOW = datetime.datetime(2026, 4, 22, 11, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=3)))
_GOAL_S = 1.0
Read = Callable[[Any], Any]
Inputs = Mapping[str, Callable[[int], str]] | Mapping[str, Callable[[int], bytes]]


async def limits() -> AsyncIterator[Figure]:
    """The worst of a megabyte for each reader."""
    for name, (read, inputs) in _readers().items():
        took = {what: _seconds(read, made(hostile.MEGABYTE)) for what, made in inputs.items()}
        worst = max(took, key=lambda what: took[what])
        note = f"{worst!r}, the worst of {len(took)}"
        yield Figure("limits", f"a megabyte, {name}", took[worst], "s", "below", _GOAL_S, note)


def _readers() -> dict[str, tuple[Read, Inputs]]:
    return {
        "reply text": (reply.extract_reply, hostile.REPLY_TEXTS),
        "reply html": (functools.partial(reply.extract_reply, kind="html"), hostile.REPLY_PAGES),
        "automatic": (automatic.classify, hostile.ROBOTS),
        "wire": (wire.read, hostile.MAILS),
        "signals": (signals.find_opt_out, hostile.SIGNALS),
        "when": (functools.partial(when.find_when, now=_NOW), hostile.WHEN),
        "referral": (referral.find_referral, hostile.REFERRALS),
        "knowledge": (functools.partial(_known, builders.a_campaign()), hostile.KNOWLEDGE),
    }


def _known(offer: campaign.Campaign, text: str) -> knowledge.Found:
    return knowledge.find((text,), offer, "ru", _NOW.date())


def _seconds(read: Read, given: str | bytes) -> float:
    best = float("inf")
    for _ in range(2):
        began = time.thread_time()
        read(given)
        best = min(best, time.thread_time() - began)
    return best
