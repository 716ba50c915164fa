"""The embedded brain: no GPU, no download. A sentence encoder and a classifier trained on phrases that ship.

It understands; it does not write: templates and facts do, so it can say nothing that is not a fact.
"""

from services.app_logic.brain.base import Heard, Plan, Request
from services.app_logic.brain.classifier import Classifier


class EmbeddedBrain:
    """The classifier behind the brain's interface. Loading takes a second; answering, milliseconds."""

    name = "embedded"

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    async def understand(self, request: Request) -> Heard:
        """Labels with the clause that speaks for each; `sure` by thresholds found in cross-validation."""
        # A few milliseconds: not worth a thread, and the encoder is for one at a time.
        scores = self._classifier.classify(request.text)
        return Heard(
            intents=scores.found(),
            sure=scores.sure,
            source=self.name,
            maybe_stop=scores.maybe_stop,
            marks=scores.marks,
            timely=scores.timely,
        )

    async def write(self, plan: Plan) -> str | None:
        """Nothing: this brain does not write."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""
