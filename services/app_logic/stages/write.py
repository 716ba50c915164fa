"""Write: a decision to words. The brain may write between placeholders; else, or when refused, a template does.

It fills placeholders by code from facts, dates and names. Whether a model's words may be said is `check`'s
to say; who asks again or falls back is the caller's.
"""

import datetime

from services.app_logic import wording
from services.app_logic.brain.base import Brain, Plan
from services.core.domain import address, campaign, contact, conversation, outbox_item
from services.core.domain.base import Noun
from services.core.domain.decision import Action, Decision
from services.core.domain.draft import Draft
from services.core.domain.understanding import Intent

_GOALS = {
    "ru": "Ответь на вопрос клиента фактами из списка, коротко и по-человечески.",
    "en": "Answer the client's question with the facts of the list, briefly and like a person.",
}


class Occasion(Noun):
    """All that the words of an answer depend on. `said` are our last texts, `calendar` what withdraws a meeting."""

    decision: Decision
    talk: conversation.Conversation
    person: contact.Contact
    offer: campaign.Campaign
    language: str
    to: address.Address
    to_name: str
    question: str
    forbidden_topic: str = ""
    calendar: str = ""
    said: tuple[str, ...] = ()
    now: datetime.datetime


def ready(occasion: Occasion) -> Draft:
    """The answer in ready words: they always pass the check. Pure."""
    return _templated(occasion, _values(occasion))


def is_free(occasion: Occasion) -> bool:
    """Whether a model may word this answer: only where facts are told; everything else is said in ready words."""
    return occasion.decision.actions[0] is Action.ANSWER and bool(occasion.decision.facts)


async def propose(occasion: Occasion, brain: Brain, refused: tuple[str, ...] = ()) -> Draft | None:
    """The answer in the brain's words, or None where it does not write. `refused`: reasons against its last try.

    Raises `errors.BrainUnavailable`. Not to be said before `check` has passed it.
    """
    values = _values(occasion)
    written = await brain.write(_plan(occasion, refused))
    if written is None:
        return None
    framed = _framed(occasion, [written.strip()])
    known = wording.names_in(framed) <= set(values)
    text = wording.fill(framed, values) if known else ""
    plain = _templated(occasion, values)
    return plain.model_copy(update={"written": framed, "text": text, "source": brain.name})


def placeholders(occasion: Occasion) -> frozenset[str]:
    """The placeholders that have a value on this occasion."""
    return frozenset(_values(occasion))


def grounds(occasion: Occasion) -> dict[str, str]:
    """What this answer may tell, by placeholder: the facts that were found."""
    return {f"fact:{each}": fact_text(occasion.offer, each, occasion.language) for each in occasion.decision.facts}


def _plan(occasion: Occasion, refused: tuple[str, ...]) -> Plan:
    facts = grounds(occasion)
    language = occasion.language if occasion.language in _GOALS else "en"
    return Plan(
        goal=_GOALS[language],
        language=occasion.language,
        question=occasion.question,
        facts=facts,
        placeholders=tuple(f"{{{{{name}}}}}" for name in facts),
        tone=occasion.offer.tone,
        refused=refused,
    )


def _templated(occasion: Occasion, values: dict[str, str]) -> Draft:
    """The answer in ready words: one paragraph for each action."""
    paragraphs = [text for action in occasion.decision.actions for text in _paragraphs(occasion, action, values)]
    written = _framed(occasion, paragraphs)
    return Draft(
        to=occasion.to,
        to_name=occasion.to_name,
        subject=reply_subject(occasion.talk.subject, occasion.language),
        written=written,
        text=wording.fill(written, values),
        language=occasion.language,
        intent=occasion.decision.intent,
        files=_files(occasion),
        calendar=occasion.calendar,
        facts=occasion.decision.facts,
        source=f"template:{'+'.join(occasion.decision.actions)}",
    )


def _framed(occasion: Occasion, paragraphs: list[str]) -> str:
    """With greeting and signature, as a mail has them; in a chat nobody greets twice, and nobody signs."""
    if occasion.to.channel is not address.Channel.TELEGRAM:
        return "\n\n".join(["{{greeting}}", *paragraphs, "{{signature}}"])
    return "\n\n".join([*(["{{greeting}}"] if occasion.talk.answers == 0 else []), *paragraphs])


def _paragraphs(occasion: Occasion, action: Action, values: dict[str, str]) -> list[str]:
    """The words of one action: those that this client has not read yet, as long as there are such."""
    templates = wording.templates(occasion.language)
    if occasion.to.channel is address.Channel.TELEGRAM:
        templates = {**templates, **templates["chat"]}
    found = []
    for name in _names(occasion, action):
        seed = f"{occasion.talk.id}:{occasion.talk.answers}:{name}"
        fresh = wording.unsaid(templates[name], seed, values, occasion.said)
        found.append(fresh or wording.variant(templates[name], seed))
    return found


def _names(occasion: Occasion, action: Action) -> list[str]:
    """Which templates say this action, given what else is said."""
    made = occasion.decision
    is_first = made.actions[0] is action
    if action is Action.ANSWER:
        return ["answer"] if is_first else ["also_answer"]
    if action is Action.ASK_COLLEAGUE:
        if made.intent is Intent.PRESENTATION:
            return ["no_presentation"]
        return ["ask_colleague"] if is_first else ["also_ask_colleague"]
    if action is Action.SEND_PRESENTATION:
        again = "_again" if occasion.talk.presentation_sent else ""
        kind = "_link" if occasion.offer.presentation_mode is campaign.Giving.LINK else ""
        return [f"send_presentation{kind}{again}"]
    if action is Action.OFFER_DEMO:
        if made.refused is not None:
            return ["offer_demo_refused" if made.slots else "offer_demo_refused_open"]
        if made.does(Action.CANCEL_DEMO):
            return ["offer_demo_moved" if made.slots else "offer_demo_open"]
        opened = ["interested"] if made.intent is Intent.INTERESTED else []
        return [*opened, "offer_demo" if made.slots else "offer_demo_open"]
    if action is Action.BOOK_DEMO:
        kind = "move_demo" if made.rule == "meeting_moved" else "book_demo"
        return [kind if occasion.offer.demo.auto_confirm else f"{kind}_proposed"]
    if action is Action.CANCEL_DEMO:
        alone = ["cancel_demo"] if is_first and len(made.actions) == 1 else ["also_cancel_demo"]
        return [] if made.does(Action.OFFER_DEMO) else alone
    if action is Action.PAUSE:
        return ["pause" if made.pause_quote and made.pause_until else "pause_default"]
    if action is Action.REDIRECT:
        return ["redirect_held" if made.held else "redirect"]
    if action is Action.ACKNOWLEDGE:
        return ["redirect_ask" if made.intent is Intent.REDIRECT else "acknowledge"]
    if action is Action.HAND_OFF:
        return ["human" if made.intent is Intent.HUMAN else "unsure"]
    if action is Action.DECLINE:
        return ["forbidden"] if occasion.forbidden_topic else ["decline"]
    return []


def _values(occasion: Occasion) -> dict[str, str]:
    """What the placeholders stand for."""
    made, language, zone = occasion.decision, occasion.language, occasion.person.zone
    seed = f"{occasion.talk.id}:{occasion.talk.answers}"
    facts = {each: fact_text(occasion.offer, each, language) for each in made.facts}
    deck = presentation(occasion.offer, language)
    theirs = contact.zone_of(occasion.offer.demo.timezone)
    values = {
        "greeting": wording.greeting(occasion.to_name, language, seed),
        "signature": wording.signature(occasion.offer.sender, language),
        "facts": "\n\n".join(facts.values()),
        "slots": wording.slots_in_words(made.slots, zone, language, theirs),
        "slot": wording.moment_in_words(made.slots[0], zone, language, theirs) if made.slots else "",
        "refused": wording.moment_in_words(made.refused, zone, language, theirs) if made.refused else "",
        "presentation_link": deck.link if deck is not None else "",
        "set_phrase": _set_phrase(occasion),
        "date": wording.day_in_words(made.pause_until, language) if made.pause_until else "",
    }
    return values | {f"fact:{fact_id}": text for fact_id, text in facts.items()}


def _set_phrase(occasion: Occasion) -> str:
    """What the campaign says about a topic that it does not discuss, or the agent's own words for it."""
    topics = {each.id: each for each in occasion.offer.forbidden_topics}
    topic = topics.get(occasion.forbidden_topic)
    own = wording.variant(wording.templates(occasion.language)["forbidden_default"], occasion.talk.id)
    return campaign.in_language(topic.answer, occasion.language) or own if topic is not None else own


def fact_text(offer: campaign.Campaign, fact_id: str, language: str) -> str:
    """A fact's words in a language; "" for a fact that is gone."""
    fact = offer.fact(fact_id)
    return campaign.in_language(fact.text, language) if fact is not None else ""


def _files(occasion: Occasion) -> tuple[outbox_item.File, ...]:
    if not occasion.decision.does(Action.SEND_PRESENTATION):
        return ()
    deck = presentation(occasion.offer, occasion.language)
    if occasion.offer.presentation_mode is campaign.Giving.LINK:
        return ()
    return (outbox_item.File(name=deck.name, media_type=deck.media_type, asset=deck.asset),) if deck else ()


def presentation(offer: campaign.Campaign, language: str) -> campaign.Presentation | None:
    """The deck in this language, else in the campaign's; None when there is none that can be sent."""
    deck = offer.presentation.get(language) or offer.presentation.get(offer.language)
    if offer.presentation_mode is campaign.Giving.LINK:
        return deck if deck is not None and deck.link else None
    return deck if deck is not None and deck.asset else None


def reply_subject(subject: str, language: str) -> str:
    """`Re: …`, once, whatever prefixes the client's program has put before it."""
    bare = subject.strip()
    while bare[:4].lower() in ("re: ", "fw: ", "отв:", "на: ") or bare[:5].lower() in ("fwd: ", "отв: "):
        bare = bare.partition(":")[2].strip()
    return f"{wording.templates(language)['reply_prefix']}{bare}".strip()
