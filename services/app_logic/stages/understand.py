"""Understand: one turn of messages to an Understanding.

Signals come first and need no brain: bounces, automatic replies, "stop". Then the brain proposes labels with
quotes; addresses and dates are read by code from the client's own words. `reconcile` puts it together, purely.
Orders to the machine (`orders`) are left out before anything but the signals reads the text.
It does not decide what follows.
"""

import datetime
import re

from services.app_logic import knowledge, orders, referral, referral_marked, second_look, signals, when, wording
from services.app_logic.brain.base import Brain, Heard, Request
from services.core.domain import contact, message, understanding
from services.core.domain.automatic import Automatic, AutomaticKind
from services.core.domain.understanding import Intent, IntentFound, Understanding

_BY_ROBOT = {
    AutomaticKind.BOUNCE: Intent.BOUNCE,
    AutomaticKind.AUTO_REPLY: Intent.AUTO_REPLY,
    AutomaticKind.RECEIPT: Intent.AUTO_REPLY,
    AutomaticKind.BULK: Intent.AUTO_REPLY,
    AutomaticKind.CHALLENGE: Intent.HUMAN,
    AutomaticKind.COMPLAINT: Intent.STOP,
}
_MOST_QUESTIONS = 8
_MOST_QUOTED = 200
# A stop and an automatic answer often name a successor, and are heard as what they are first.
_MAY_HAND_OVER = frozenset({Intent.REDIRECT, Intent.STOP, Intent.AUTO_REPLY})
# A brain hears that somebody else is meant; with so high a score, a person or post without an address will do.
_PLAINLY = 0.75
# Of 218 times of unseen replies the brain held none for less likely than this, and of 151 traps 114.
_NO_TIME = 0.05
# Several messages are also heard one by one by a brain that costs nothing, up to so many.
_MOST_APART = 4


async def understand(
    messages: tuple[message.Message, ...],
    person: contact.Contact,
    country: str,
    brain: Brain,
    now: datetime.datetime,
    previous: str = "",
    language: str = "",
    witness: second_look.Witness | None = None,
    standing: second_look.Standing = second_look.NOTHING_AGREED,
) -> Understanding:
    """What the client wants with these messages, taken as one turn. Raises `errors.BrainUnavailable`.

    `witness` says what the campaign's facts answer; `standing` is what was agreed on before.
    """
    robots = tuple(each.automatic for each in messages if each.automatic is not None)
    people = tuple(each for each in messages if each.automatic is None)
    own = tuple(each.model_copy(update={"text": orders.own_words(each.text)}) for each in people)
    text = "\n\n".join(each.text for each in own if each.text).strip()
    spoken = wording.language_of(text, language or person.language)
    stops = opt_outs(people)
    is_hinted = not stops and any(signals.is_opt_out(each.text) for each in people)
    if robots and not people:
        return from_robot(robots[-1], spoken)
    heard = None
    is_flooded = any(each.is_flood for each in people)
    if text and not stops and not is_flooded:
        request = Request(text=text, language=spoken, previous=previous, now=now)
        heard = await _hear(own, request, person, country, brain, witness, standing)
    understood = _without_orders(reconcile(text, spoken, stops, heard, own, person, country, now), people)
    if is_hinted and heard is not None and not weighs_rules(heard) and understood.primary is not Intent.STOP:
        return understood.model_copy(update={"maybe_stop": True})
    return understood


def _without_orders(understood: Understanding, people: tuple[message.Message, ...]) -> Understanding:
    """With what was left out beside it; where nothing but a greeting was left, a person looks."""
    aside = tuple(each.text[a:b].strip()[:_MOST_QUOTED] for each in people for a, b, _ in orders.find(each.text))
    if not aside:
        return understood
    sure = understood.sure and understood.primary is not Intent.OTHER
    return understood.model_copy(update={"set_aside": aside, "sure": sure})


async def _hear(
    people: tuple[message.Message, ...],
    request: Request,
    person: contact.Contact,
    country: str,
    brain: Brain,
    witness: second_look.Witness | None,
    standing: second_look.Standing,
) -> Heard:
    """What the brain says of the turn, and of each message where there are several, after a second look at both."""

    async def one(text: str) -> Heard:
        heard = await brain.understand(request.model_copy(update={"text": text}))
        if weighs_rules(heard) and (rest := second_look.after_the_deck(heard, text)):
            again = await brain.understand(request.model_copy(update={"text": rest}))
            # Whom and when are of the whole text.
            heard = again.model_copy(update={"marks": heard.marks, "timely": heard.timely})
        if witness is None:
            return heard
        local = request.now.astimezone(person.zone)
        named = _when(text, local, request.language, country, heard)
        return second_look.settle(heard, text, request.language, witness, named, standing)

    whole = await one(request.text)
    said = tuple(each.text.strip() for each in people if each.text.strip())
    if not 1 < len(said) <= _MOST_APART or not weighs_rules(whole):
        return whole
    return second_look.merged(whole, tuple([await one(each) for each in said]))


def weighs_rules(heard: Heard) -> bool:
    """Whether the brain has weighed the opt-out rules itself, as the embedded one does."""
    return heard.source == "embedded"


def opt_outs(people: tuple[message.Message, ...]) -> tuple[IntentFound, ...]:
    """Every "stop" that is plain without a model: our own unsubscribe link, a bare word, a rule that hardly errs."""
    found = []
    for each in people:
        if each.opt_out:
            found.append(IntentFound(label=Intent.STOP, score=1.0, quote=each.subject[:200]))
        plain = signals.plain_opt_outs(each.text)
        found += [IntentFound(label=Intent.STOP, score=1.0, quote=each.text[a:b]) for a, b, _ in plain]
        if not each.text and signals.is_opt_out(_bare_subject(each.subject)):
            found.append(IntentFound(label=Intent.STOP, score=1.0, quote=each.subject[:200]))
    return tuple(found)


def _bare_subject(subject: str) -> str:
    """A subject that the client wrote himself; one that answers ours is ours."""
    return "" if re.match(r"\s*(re|fwd?|fw|отв|на|ответ)\s*(\[\d+\])?\s*:", subject, re.IGNORECASE) else subject


def from_robot(mail: Automatic, language: str) -> Understanding:
    """What a mail that no person wrote says."""
    label = _BY_ROBOT[mail.kind]
    if mail.kind is AutomaticKind.COMPLAINT and not mail.is_persons_complaint:
        label = Intent.AUTO_REPLY
    quote = (mail.diagnostic or mail.text)[:300]
    back = understanding.When(not_before=mail.returns_on, quote=quote) if mail.returns_on else None
    return Understanding(
        language=language,
        primary=label,
        intents=(IntentFound(label=label, score=1.0, quote=quote),),
        when=back,
        sure=True,
        source="signals",
    )


def from_calendar(language: str) -> Understanding:
    """What a mail program's answer to an invitation says in words: nothing. The answer itself is in the situation."""
    return Understanding(language=language, primary=Intent.OTHER, sure=True, source="calendar")


def reconcile(
    text: str,
    language: str,
    stops: tuple[IntentFound, ...],
    heard: Heard | None,
    people: tuple[message.Message, ...],
    person: contact.Contact,
    country: str,
    now: datetime.datetime,
) -> Understanding:
    """Rules and brain together. A stop of either wins; a quote that is not in the text does not count. Pure."""
    proposed = heard.intents if heard is not None else ()
    intents = stops + tuple(each for each in proposed if _is_quoted(each.quote, text))
    # A report of non-delivery names an address, and sends us nowhere.
    scores = {each.label: each.score for each in intents}
    is_report = Intent.BOUNCE in scores and scores[Intent.BOUNCE] >= scores.get(Intent.REDIRECT, 0.0)
    sent_on = None if is_report else _referral(people, person, intents, heard)
    if sent_on is not None and not any(each.label is Intent.REDIRECT for each in intents):
        intents += (IntentFound(label=Intent.REDIRECT, score=0.9, quote=sent_on.quote),)
    labels = {each.label for each in intents}
    primary = understanding.primary_of(labels)
    return Understanding(
        language=language,
        primary=primary,
        intents=_ordered(intents),
        referral=sent_on,
        when=_when(text, now.astimezone(person.zone), language, country, heard),
        questions=knowledge.split_questions(text)[:_MOST_QUESTIONS] if Intent.QUESTION in labels else (),
        maybe_stop=primary is not Intent.STOP and heard is not None and heard.maybe_stop,
        sure=bool(stops) or sent_on is not None or (heard is not None and heard.sure),
        source="signals" if heard is None else heard.source,
    )


def _when(
    text: str, now: datetime.datetime, language: str, country: str, heard: Heard | None
) -> understanding.When | None:
    """The time that the rules find; none where the brain is sure that of all the text's numbers and days none counts."""
    if not text or (heard is not None and heard.timely is not None and heard.timely < _NO_TIME):
        return None
    return when.find_when(text, now, language, country, heard.marks if heard is not None else ())


def _is_quoted(quote: str, text: str) -> bool:
    return bool(quote.strip()) and " ".join(quote.split()).lower() in " ".join(text.split()).lower()


def _ordered(intents: tuple[IntentFound, ...]) -> tuple[IntentFound, ...]:
    """By precedence, one of each label: the surest."""
    best: dict[Intent, IntentFound] = {}
    for each in intents:
        if each.label not in best or best[each.label].score < each.score:
            best[each.label] = each
    return tuple(best[label] for label in understanding.PRECEDENCE if label in best)


def _is_sent_on(intents: tuple[IntentFound, ...]) -> bool:
    return understanding.primary_of({each.label for each in intents}) is Intent.REDIRECT


def _referral(
    people: tuple[message.Message, ...],
    person: contact.Contact,
    intents: tuple[IntentFound, ...],
    heard: Heard | None,
) -> understanding.Referral | None:
    """Whom we are sent to, by the rules and by what the brain marked.

    A brain is the second witness. Where it heard that we are sent on, its marks count, and what they leave open is the
    rules' to say. Where one that marks heard nothing of it and marked nobody, a name alone is nobody's.
    """
    own = frozenset(each.base for each in person.addresses)
    is_heard = any(each.label is Intent.REDIRECT for each in intents)
    for each in people:
        sender = each.sender.base
        found = _ruled(each, own, intents, heard)
        marked = referral.marked_referral(each.text, heard.marks, own, sender) if heard is not None else None
        if is_heard:
            found = referral_marked.together(marked, found)
        elif heard is not None and weighs_rules(heard) and marked is None and not _has_address(found):
            found = None
        if found is not None:
            return found
    return None


def _ruled(
    said: message.Message, own: frozenset[str], intents: tuple[IntentFound, ...], heard: Heard | None
) -> understanding.Referral | None:
    """Where the brain heard that we are sent on, the only address that may be meant is enough, or, where it heard that
    plainly, the only person or post; where it heard nothing of it, only a phrase that says so is."""
    sender = said.sender.base
    is_doubted = heard is not None and not any(each.label in _MAY_HAND_OVER for each in intents)
    found = referral.find_referral(said.text, own, sender, said.cc, is_doubted=is_doubted)
    if not _is_sent_on(intents) or _has_address(found):
        return found
    likely = referral.likely_referral(said.text, own, sender)
    is_plain = any(each.label is Intent.REDIRECT and each.score >= _PLAINLY for each in intents)
    if likely is not None and not (is_plain or likely.email or likely.telegram):
        likely = None
    return likely if found is None or _has_address(likely) else found


def _has_address(found: understanding.Referral | None) -> bool:
    return found is not None and bool(found.email or found.phone or found.telegram)
