"""Hand-made fakes. `KeywordBrain` hears what a test tells it to hear; it stands in for a model, not for rules."""

import re

from services.app_logic.brain.base import Heard, Plan, Request
from services.core import errors
from services.core.domain.understanding import Intent, IntentFound


class KeywordBrain:
    """Hears a label where its word occurs in the text; the sentence around it is the quote."""

    name = "keywords"

    def __init__(self, words: dict[str, Intent], *, written: str | None = None) -> None:
        self._words = words
        self._written = written
        self.asked: list[Request] = []
        self.plans: list[Plan] = []
        self.is_away = False

    def goes_away(self) -> None:
        """From now on it cannot be reached."""
        self.is_away = True

    def comes_back(self) -> None:
        """It answers again."""
        self.is_away = False

    async def understand(self, request: Request) -> Heard:
        """Every label whose word is there; not sure when none is."""
        self.asked.append(request)
        if self.is_away:
            raise errors.BrainUnavailable("the fake is away")
        found = []
        for sentence in re.split(r"(?<=[.!?\n])\s+", request.text):
            for word, label in self._words.items():
                if word in sentence.lower():
                    found.append(IntentFound(label=label, score=0.95, quote=sentence.strip()))
        return Heard(intents=tuple(found), sure=bool(found), source=self.name)

    async def write(self, plan: Plan) -> str | None:
        """The words it was given, or nothing."""
        self.plans.append(plan)
        return self._written

    async def close(self) -> None:
        """Nothing to let go of."""
