"""Simulated clients against the whole agent: the goals of `sales-agent simulate`, on fewer clients and days.

The first brain hears exactly what each phrasing meant, so that deciding, finding facts, wording, sending and waiting
are held to the goals alone. The second is the one that ships.
"""

import functools
import re

import pytest

from services.app_logic.brain import chosen
from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.app_logic.knowledge import Encoder
from services.cli import persona, simulate
from services.cli.tally import Tally
from services.core import settings
from services.core.domain.understanding import IntentFound

CLIENTS, DAYS = 15, 20
FILLED = {
    "date": r"[\w ]{3,20}",
    "slot": r".{5,60}\d\d:\d\d",
    "colleague": r"\S+@\S+",
    "outside": r"\S+@\S+",
    "phone": r"\+7[\d -]+",
}


@functools.cache
def embedded() -> tuple[Brain, Encoder | None]:
    return chosen.brain(settings.Settings(brain="embedded"))


def _pattern(text: str) -> str:
    """A phrasing with anything that may have been filled in."""
    pattern = re.escape(text)
    for name, words in FILLED.items():
        pattern = pattern.replace(re.escape(f"{{{{{name}}}}}"), words)
    return pattern


class MindReader:
    """Hears what the phrasings of the personas mean, from their tags."""

    name = "mind reader"

    def __init__(self) -> None:
        phrasings = [each for who in persona.everyone() for each in who.phrasings]
        self._known = [(re.compile(_pattern(each.text)), each) for each in phrasings]

    async def understand(self, request: Request) -> Heard:
        """Each phrasing that is a mail of this turn, as it was meant; it is always sure."""
        found = []
        for mail in request.text.split("\n\n"):
            meant = next(each for pattern, each in self._known if pattern.fullmatch(mail.strip()))
            found += [IntentFound(label=label, score=1.0, quote=mail.strip()) for label in meant.means[0]]
        return Heard(intents=tuple(found), sure=True, source="embedded")

    async def write(self, plan: Plan) -> str | None:
        """No words of its own."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""


def told(found: Tally) -> list[str]:
    """Everything that must not be there, in words."""
    kinds = (found.after_stop, found.duplicates, found.unanswered, found.ungrounded, found.strangers)
    return [f"{each.client} {each.persona}: {each.what}" for those in kinds for each in those]


@pytest.mark.parametrize("seed", [1, 2])
async def test_clients_who_are_understood_are_treated_right(seed: int) -> None:
    found = await simulate.simulate(MindReader(), embedded()[1], CLIENTS, DAYS, seed)
    assert told(found) == []
    assert len(found.verdicts) >= CLIENTS
    wrong = [(each.persona, each.meant.text, each.why) for each in found.wrong]
    assert found.right_share >= 0.9, wrong


async def test_the_brain_that_ships_leaves_nobody_unanswered_and_writes_nothing_twice_or_made_up() -> None:
    """How often it decides right is measured by the command, over many clients; so few may fall a little below."""
    found = await simulate.simulate(*embedded(), CLIENTS, DAYS, seed=3)
    assert told(found) == []
    assert found.right_share >= 0.8, [(each.meant.text, each.why) for each in found.wrong]
