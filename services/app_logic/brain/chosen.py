"""The brain that the settings choose, built. Only `main` modules call it."""

from services.app_logic import knowledge
from services.app_logic.brain.base import Brain
from services.core import settings


def brain(configuration: settings.Settings) -> tuple[Brain, knowledge.Encoder | None]:
    """The brain in force, and the encoder with which facts are found."""
    from services.app_logic.brain.classifier import Classifier  # loads the encoder: only where it is used
    from services.app_logic.brain.embedded import EmbeddedBrain

    classifier = Classifier.load()
    return EmbeddedBrain(classifier), classifier.encode
