"""`sales-agent simulate`: how simulated clients would be treated, before anybody real is written to.

Everything happens here: the stage's store and mail server, the sample campaign, the brain in force. Nothing leaves
the machine and nothing is kept but the report. A composition root.
"""

import asyncio
import datetime
import pathlib
import time

from rich.console import RenderableType
from rich.progress import Progress

from services.app_logic import knowledge
from services.app_logic.brain import chosen
from services.app_logic.brain.base import Brain
from services.app_logic.knowledge import Encoder
from services.cli import evaluation, simulated_report, simulation, tally, terminal
from services.cli.stage import Stage
from services.core import log, settings
from services.core.clock import VirtualClock
from services.core.domain.conversation import Stage as TalkStage
from services.core.domain.decision import Decision
from services.core.store import documents


async def simulate(
    brain: Brain,
    encoder: Encoder | None,
    clients: int,
    days: int,
    seed: int,
    on_day: simulation.Progress = lambda day: None,
    start: datetime.datetime = simulation.START,
) -> tally.Tally:
    """Play it and judge it. The same numbers cast the same clients, who write the same words."""
    cast = simulation.cast(clients, seed, start)
    addresses = tuple(each.who.address for each in cast)
    async with Stage(VirtualClock(start), brain, encoder, addresses) as running:
        offer = (await running.database.campaigns.all())[0]
        knowledge.prepare(offer, start.date(), encoder)
        played = simulation.Simulation(running, cast, days, on_day)
        await played.play()
        decided = {each.who.id: await _decided(running, f"{each.who.id}.{offer.id}") for each in cast}
        return tally.tally(list(played.courses.values()), played.notices, decided, offer)


async def _decided(running: Stage, talk_id: str) -> list[tally.Decided]:
    """The decisions about one talk, oldest first, from the trail."""
    ids = {each.id: each.message_id for each in await running.database.messages.of_conversation(talk_id)}
    found = []
    for event in await running.database.events.of_conversation(talk_id):
        if event["kind"] == "decided":
            made = documents.to_noun(Decision, event["decision"])
            mails = frozenset(ids[each] for each in event["messages"] if each in ids)
            found.append(tally.Decided(mails, event["at"], TalkStage(event["situation"]["stage"]), made))
    return found


def run(clients: int, days: int, seed: int, brain: str, page: pathlib.Path, as_json: bool) -> int:
    """Simulate, tell, and write the report; 0 when the goals hold, else 1. Raises `errors.BadInput`."""
    log.set_up("ERROR", plain=True)
    told = terminal.of_process(as_json)
    evaluation.check_writable(page)
    mind, encoder = chosen.brain(settings.load().model_copy(update={"brain": brain}))
    began = time.perf_counter()
    with Progress(console=told.err, transient=True, disable=not told.err.is_terminal) as progress:
        task = progress.add_task("Simulating days", total=days)
        found = asyncio.run(
            simulate(mind, encoder, clients, days, seed, lambda day: progress.update(task, completed=day))
        )
    heading = simulated_report.Heading(clients, days, seed, mind.name, round(time.perf_counter() - began, 1))
    evaluation.write(page, simulated_report.page(heading, found))
    shown: list[RenderableType] = [*simulated_report.tables(found), "", f"Report with every wrong decision: {page}"]
    told.result(simulated_report.document(heading, found), *shown)
    return terminal.OK if found.holds else terminal.OTHER
