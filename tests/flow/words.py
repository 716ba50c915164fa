"""What the keyword brain of the flow tests listens for: the words that its clients use. No rules, no model."""

from services.core.domain.understanding import Intent

WORDS: dict[str, Intent] = {
    "сколько сто": Intent.QUESTION,
    "умеет ли": Intent.QUESTION,
    "how much": Intent.QUESTION,
    "how long": Intent.QUESTION,
    "презентац": Intent.PRESENTATION,
    "presentation": Intent.PRESENTATION,
    "созвон": Intent.DEMO,
    "покажите": Intent.DEMO,
    "a demo": Intent.DEMO,
    "не сейчас": Intent.TIMEOUT,
    "not now": Intent.TIMEOUT,
    "вернитесь": Intent.TIMEOUT,
    "не интересно": Intent.NOT_INTERESTED,
    "not interested": Intent.NOT_INTERESTED,
    "вы бот": Intent.HUMAN,
    "живого человека": Intent.HUMAN,
    "a real person": Intent.HUMAN,
    "спасибо, понятно": Intent.OTHER,
}
