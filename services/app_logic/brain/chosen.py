"""The brain that the settings choose, built. Only `main` modules call it."""

from services.app_logic import knowledge
from services.app_logic.brain.base import Brain
from services.core import settings


def brain(configuration: settings.Settings) -> tuple[Brain, knowledge.Encoder | None]:
    """The brain in force, and the encoder with which facts are found."""
    from services.app_logic.brain import classifier  # loads the encoder: only where it is used
    from services.app_logic.brain.embedded import EmbeddedBrain

    encoder = classifier.load_encoder()

    def encode(text: str) -> knowledge.Vector:
        vector: list[float] = encoder.encode([text])[0].tolist()
        return vector

    return EmbeddedBrain(classifier.Classifier(classifier.load_weights(), encoder)), encode
