"""What the bot itself says, by language: greeting, help, privacy, receipts; and what its buttons mean. Pure.

Answers are the app logic's words, not these.
"""

from services.core.domain import campaign
from services.core.domain.outbox_item import Button

LANGUAGES = ("ru", "en")
NEXT_STEPS = ("deck", "demo", "later", "stop")
_LANGUAGE_ACTION = "lang:"
_SAID = {
    "ru": {
        "start": "Здравствуйте! Это электронный помощник{company}. Здесь можно задать вопрос, попросить презентацию "
        "или договориться о показе. Отвечаю я, а трудные вопросы решают люди.\n\n/help — что я умею, /stop — не писать.",
        "help": "Просто напишите вопрос своими словами.\n\n/start — начать сначала\n/language — язык\n"
        "/clear_context — забыть сказанное\n/privacy — что мы храним\n/stop — больше не писать",
        "privacy": "Мы храним то, что вы пишете, ваше имя и номер чата в Telegram — и отвечаем вам по ним. Это бот{company}. "
        "Ответы составляет программа, их читают и люди. Чтобы мы удалили всё, "
        "напишите об этом здесь; /stop — и мы больше не напишем.",
        "language": "На каком языке вам удобнее?",
        "language_set": "Хорошо, пишу по-русски.",
        "forgotten": "Готово: дальше отвечаю так, будто мы только начали. Переписка и отказы от сообщений сохраняются.",
        "wait": "Ваш запрос обрабатывается, ожидайте ответа",
        "phone_saved": "Спасибо, записал номер.",
        "in_writing": "Не удалось прослушать голосовое сообщение. Напишите, пожалуйста, текстом.",
        "deck": "Презентация",
        "demo": "Показ",
        "later": "Позже",
        "stop": "Не писать",
    },
    "en": {
        "start": "Hello! This is the electronic assistant{company}. Ask anything here, have the presentation sent or "
        "agree on a demo. I answer, and people decide what is difficult.\n\n/help — what I can do, /stop — write no more.",
        "help": "Simply write your question in your own words.\n\n/start — begin anew\n/language — the language\n"
        "/clear_context — forget what was said\n/privacy — what we keep\n/stop — write no more",
        "privacy": "We keep what you write, your name and the number of this chat and answer you by them. This is the "
        "bot{company}. A program writes the answers, and people read them, too. To have all of it "
        "deleted, say so here; /stop, and we will not write again.",
        "language": "Which language do you prefer?",
        "language_set": "Good, I will write in English.",
        "forgotten": "Done: I will answer as if we had just met. The history and your wish for silence stay.",
        "wait": "Your request is being processed, please wait for an answer",
        "phone_saved": "Thank you, I have noted the number.",
        "in_writing": "I could not listen to the voice message. Please write it as text.",
        "deck": "Presentation",
        "demo": "Demo",
        "later": "Later",
        "stop": "Write no more",
    },
}
_MEANS = {
    "ru": {
        "deck": "Пришлите, пожалуйста, презентацию",
        "demo": "Покажите, как это работает: давайте созвонимся",
        "later": "Не сейчас, напишите через две недели",
        "stop": "Стоп",
    },
    "en": {
        "deck": "Please send the presentation",
        "demo": "I would like a demo, let us have a call",
        "later": "Not now, write in two weeks",
        "stop": "Stop",
    },
}
_MENU = {
    "ru": {
        "start": "Начать сначала",
        "help": "Что я умею",
        "language": "Язык",
        "clear_context": "Забыть сказанное",
        "privacy": "Что мы храним",
        "stop": "Больше не писать",
    },
    "en": {
        "start": "Begin anew",
        "help": "What I can do",
        "language": "The language",
        "clear_context": "Forget what was said",
        "privacy": "What we keep",
        "stop": "Write no more",
    },
}
_LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}


def spoken(language: str) -> str:
    """The language that the bot speaks with somebody who prefers this one."""
    return language if language in LANGUAGES else "en"


def said(name: str, language: str, offer: campaign.Campaign | None = None) -> str:
    """One of the bot's own messages."""
    text = _SAID[spoken(language)][name]
    company = campaign.in_language(offer.sender.company, language) if offer is not None else ""
    quoted = {"ru": f" компании «{company}»", "en": f" of {company}"}[spoken(language)] if company else ""
    return text.replace("{company}", quoted)


def meaning(action: str, language: str) -> str:
    """The words that a pressed button stands for, as if the client had typed them; "" for no button of ours."""
    return _MEANS[spoken(language)].get(action, "")


def next_steps(language: str) -> tuple[Button, ...]:
    """The buttons for the usual next steps."""
    return tuple(Button(label=said(each, language), action=each) for each in NEXT_STEPS)


def menu(language: str) -> tuple[tuple[str, str], ...]:
    """The commands as the menu shows them: name without the slash, and what it does."""
    return tuple(_MENU[spoken(language)].items())


def languages() -> tuple[Button, ...]:
    """A button for each language."""
    return tuple(Button(label=name, action=_LANGUAGE_ACTION + code) for code, name in _LANGUAGE_NAMES.items())


def chosen_language(given: str) -> str:
    """The language that a command's argument or a button names, or ""."""
    wanted = given.removeprefix(_LANGUAGE_ACTION).strip().lower()
    names = {name.lower(): code for code, name in _LANGUAGE_NAMES.items()}
    return wanted if wanted in LANGUAGES else names.get(wanted, "")
