"""The brain that the settings choose, built. Only `main` modules call it."""

from services.app_logic import knowledge
from services.app_logic.brain.base import Brain
from services.app_logic.brain.breaker import FallbackBrain
from services.app_logic.brain.measured import MeasuredBrain
from services.core import settings


def brain(configuration: settings.Settings) -> tuple[Brain, knowledge.Encoder | None]:
    """The brain in force, and the encoder with which facts are found."""
    from services.app_logic.brain import classifier, tuned  # they load encoders: only where they are used
    from services.app_logic.brain.embedded import EmbeddedBrain

    encoder = classifier.load_encoder()

    def encode(text: str) -> list[float]:
        vector: list[float] = encoder.encode([text])[0].tolist()
        return vector

    embedded = EmbeddedBrain(classifier.Classifier(classifier.load_weights(), encoder, tuned.Opinion.load()))
    model = _model(configuration)
    return (MeasuredBrain(embedded) if model is None else FallbackBrain(MeasuredBrain(model), embedded)), encode


def _model(configuration: settings.Settings) -> Brain | None:
    """The language model that the settings choose, if they do."""
    chosen = configuration.chosen_brain()
    if chosen == "ollama":
        from services.app_logic.brain.ollama import OllamaBrain  # only where it is used

        return OllamaBrain.of(configuration)
    if chosen == "openai":
        from services.app_logic.brain.openai import OpenAiBrain  # only where it is used

        return OpenAiBrain.of(configuration)
    return None
