"""The part about previews: how long the coming 30 days of 200 people take to be played, and whether every rule is kept."""

import time
from collections.abc import AsyncIterator

from benchmarks.figures import Figure
from services.cli import rehearsal
from services.core import log
from services.core.domain import account
from services.core.store import database as store
from tests import builders, foreseen

PEOPLE, DAYS = 200, 30
_PACE = account.Pace(per_day=60, warmup_from=40, warmup_step=10, gap_seconds=60, per_domain_and_day=1)


async def preview() -> AsyncIterator[Figure]:
    """Seconds for the whole preview, the messages foreseen, and the rules that were broken."""
    log.set_up("ERROR", plain=True)
    database = store.embedded(builders.SUPPRESSION_KEYS)
    await database.prepare(foreseen.START)
    offer = builders.a_campaign(default_basis="a customer of ours")
    await database.accounts.put(builders.an_account(pace=_PACE))
    await database.accounts.mark("main", {"since": foreseen.START})
    await database.campaigns.put(offer)
    await foreseen.people(database, offer, PEOPLE, foreseen.START)
    began = time.monotonic()
    seen = await rehearsal.foresee(database, offer, foreseen.START, DAYS, lambda _: None)
    took = time.monotonic() - began
    found = [foreseen.leaving(each.item, each.at, each.person) for each in seen.messages]
    wrong = list(foreseen.broken(found, offer, _PACE, foreseen.START))
    await database.close()
    reached = len({each.person.id for each in found})
    note = f"{PEOPLE} people, {DAYS} days, 4 time zones, holidays ahead"
    yield Figure("preview", "the whole preview", took, "s", note=note)
    yield Figure("preview", "messages foreseen", float(len(found)), "", note=f"to {reached} people")
    yield Figure("preview", "rules broken", float(len(wrong)), "", goal=0.0, note="; ".join(wrong[:3]))
