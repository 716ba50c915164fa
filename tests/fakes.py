"""Hand-made fakes. `KeywordBrain` hears what a test tells it to hear; it stands in for a model, not for rules.

`Ears` make the words of a voice note that a test gave for its sound.
"""

import asyncio
import re

from services.app_logic.brain.base import Heard, Plan, Request
from services.core import errors
from services.core.domain.understanding import Intent, IntentFound
from services.tg_worker.transcriber import Transcript, Unheard


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


class Ears:
    """A transcriber that knows sounds by their bytes. While `covered`, it hears nothing and does not answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, str]] = []
        self._words: dict[bytes, Transcript | Unheard] = {}
        self._open = asyncio.Event()
        self._open.set()
        self.is_closed = False

    def knows(self, sound: bytes, text: str, sure: float = 0.9, language: str = "ru") -> bytes:
        """What is said in this sound; the sound."""
        self._words[sound] = Transcript(text, language, sure, seconds=3.0)
        return sound

    def cover(self) -> None:
        """From now on nothing is answered."""
        self._open.clear()

    def uncover(self) -> None:
        """It hears again."""
        self._open.set()

    async def hear(self, content: bytes, language: str) -> Transcript | Unheard:
        """The words that a test gave, else none."""
        self.asked.append((content, language))
        await self._open.wait()
        return self._words.get(content, Unheard("there is no speech in it"))

    async def rest(self) -> None:
        """Nothing to let go of."""

    async def close(self) -> None:
        """Noted."""
        self.is_closed = True
