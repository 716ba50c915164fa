"""The embedded brain: no GPU, no download. A sentence encoder and a classifier trained on phrases that ship.

It understands; it does not write: templates and facts do, so it can say nothing that is not a fact.
"""

import asyncio

from services.app_logic.brain.base import Heard, Plan, Request
from services.app_logic.brain.classifier import Classifier
from services.core.domain.understanding import IntentFound


class EmbeddedBrain:
    """The classifier behind the brain's interface. Loading takes a second; answering, milliseconds."""

    name = "embedded"

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    async def understand(self, request: Request) -> Heard:
        """Labels with the clause that speaks for each; `sure` by thresholds found in cross-validation."""
        scores = await asyncio.to_thread(self._classifier.classify, request.text)
        found = tuple(
            IntentFound(label=label, score=round(scores.probability[label], 3), quote=scores.quote[label])
            for label in scores.labels
        )
        return Heard(intents=found, sure=scores.sure, source=self.name)

    async def write(self, plan: Plan) -> str | None:
        """Nothing: this brain does not write."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""
