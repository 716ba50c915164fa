"""Second look: what of a message is plain although the brain was not sure of it, or heard only half. Pure.

1. Nothing but thanks: there is nothing to answer.
2. A fact of the campaign plainly answers what is asked: then it is a question, whatever else it may be.
3. "I shall read it later, get in touch on the 2nd": a day and no word of being away is no robot's note, and a pause
   that the brain half heard. So is the deck where it is named.
4. The deck was asked for, and a question with it: both are heard; that it was read asks for nothing.
5. Who likes it and wants to be told what a fact plainly says ("Great! Describe your advantages") has asked, too.
A stop is never taken back, except where every word is one of thanks and no rule heard it. It decides nothing and
answers nothing; where none of these holds, what the brain said stands.
"""

import collections.abc
import re
import typing

from services.app_logic import courtesy, knowledge, signals
from services.app_logic.brain.base import Heard
from services.core.domain import campaign
from services.core.domain.understanding import Intent, IntentFound, When, primary_of

# What the facts say to a few questions: asked with the questions, the whole text and its language.
Witness = collections.abc.Callable[[tuple[str, ...], str, str], "Testimony"]
PLAIN = 0.6
PLAINER = 0.7
_MOST_WORDS = 14
_LASTING = frozenset({Intent.STOP, Intent.BOUNCE, Intent.AUTO_REPLY})
_AWAY = re.compile(
    r"отсутств|отпуск|автоматич|автоответ|командировк|больничн|декрет|нет на месте|не в офисе|out of (?:the )?office|"
    r"\baway\b|vacation|\bon leave\b|holiday|maternity|automatic|auto-?reply|not in the office|no longer",
    re.IGNORECASE,
)
_DECK = re.compile(
    r"презентац|призентац|слайд|материал|брошюр|буклет|каталог|\bкп\b|\bpdf\b|\bfile|файл|документ|deck|dekc|slides?\b|"
    r"presentation|brochure|one-pager|leaflet|material|catalogue|catalog|overview",
    re.IGNORECASE,
)
_DECK_NAMED = r"(?:презентац|призентац|слайд|материал|буклет|deck|dekc|slides?\b|presentation|brochure)\w{0,6}"
_SEEN_WORD = (
    r"(?:прочита|прочл|прочёл|прочел|посмотре|глянул|изучил|пролиста|просмотре|получил|увидел|видел|ознакоми)\w{0,6}"
    r"|(?:have |has |i've |we've )?(?:read|saw|seen|looked (?:at|over|through)|went (?:through|over)|gone through|got|"
    r"received|studied|reviewed|skimmed|checked(?: out)?)"
)
_SEEN = re.compile(
    rf"\b(?:{_SEEN_WORD})\s+(?:\w+\s+){{0,3}}{_DECK_NAMED}|{_DECK_NAMED}\s+(?:\w+\s+){{0,2}}(?:{_SEEN_WORD})",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"пришл|вышл|скин|отправ|присла|кин[ьу]|ещ[её] раз|заново|не получ|не увид|send|share|forward|mail|again|resend|"
    r"another|haven't|have not|didn't|did not|never",
    re.IGNORECASE,
)
_TELL = re.compile(
    r"\b(?:расскаж|уточни|опиши|поясни|объясни|раскро|tell\b|describe|explain|clarify|outline|elaborate)", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")


class Standing(typing.NamedTuple):
    """What was agreed on before this turn: times for a demo are on the table, or a pause was agreed to."""

    is_offered: bool = False
    is_paused: bool = False


NOTHING_AGREED = Standing()


class Testimony(knowledge.Found):
    """The facts found, and the kinds of those facts in the same order."""

    kinds: tuple[campaign.FactKind, ...] = ()

    @property
    def sure(self) -> float:
        """How sure the surest fact is, 0..1."""
        return max((each.score for each in self.facts), default=0.0)


def settle(
    heard: Heard,
    text: str,
    language: str,
    witness: Witness,
    named: When | None,
    standing: Standing = NOTHING_AGREED,
) -> Heard:
    """What the brain heard, with what is plain put right. `named` is the day the text names.

    An agreement may be the choice of a time that was offered; after a pause it is to that, however sure the brain is of
    another.
    """
    primary = primary_of({each.label for each in heard.intents})
    if _is_mere_courtesy(heard, text, primary, standing):
        return _as(heard, Intent.OTHER, text)
    if heard.maybe_stop or primary in _LASTING - {Intent.AUTO_REPLY}:
        return heard
    if primary is Intent.AUTO_REPLY:
        is_persons = not heard.sure and named is not None and not _AWAY.search(text)
        return _as(heard, Intent.TIMEOUT, text) if is_persons else heard
    if primary is Intent.PRESENTATION and (heard.sure or (_DECK.search(text) and not _SEEN.search(text))):
        return _with_question(heard.model_copy(update={"sure": True}), text, language, witness)
    if primary is Intent.TIMEOUT and named is not None:
        return heard.model_copy(update={"sure": True})
    if heard.sure and primary is Intent.INTERESTED:
        return _with_asked(heard, text, language, witness)
    if heard.sure and primary is not Intent.OTHER:
        return heard
    return _as_question(heard, text, language, witness, primary)


def _is_mere_courtesy(heard: Heard, text: str, primary: Intent, standing: Standing) -> bool:
    if not courtesy.is_courtesy(text, or_agreed=not standing.is_offered):
        return False
    if primary is Intent.STOP or heard.maybe_stop:
        return not signals.is_opt_out(text)
    return primary is Intent.OTHER or not heard.sure or standing.is_paused


def _as(heard: Heard, label: Intent, quote: str) -> Heard:
    """Sure of this one label."""
    found = (IntentFound(label=label, score=1.0, quote=quote),)
    return heard.model_copy(update={"intents": found, "sure": True, "maybe_stop": False})


def _as_question(heard: Heard, text: str, language: str, witness: Witness, primary: Intent) -> Heard:
    """A question where a fact plainly answers one. What asks for a person is outweighed by no small talk."""
    asked = knowledge.split_questions(text)
    if not asked and (heard.sure or len(text.split()) > _MOST_WORDS):
        return heard
    told = witness(asked or (text,), text, language)
    is_plain = told.sure >= (PLAIN if asked else PLAINER) and not told.has_gap
    if not is_plain or (primary is Intent.HUMAN and told.kinds[0] is campaign.FactKind.FAQ):
        return heard
    return _as(heard, Intent.QUESTION, asked[0] if asked else text)


def _with_question(heard: Heard, text: str, language: str, witness: Witness) -> Heard:
    """The deck, and the question beside it that a fact answers; a price list is a question and no deck."""
    asked = tuple(each for each in knowledge.split_questions(text) if not _DECK.search(each))
    if not asked or any(each.label is Intent.QUESTION for each in heard.intents):
        return heard
    told = witness(asked, text, language)
    if told.sure < PLAIN:
        return heard
    if not _DECK.search(text) and told.kinds[0] is campaign.FactKind.PRICE:
        return _as(heard, Intent.QUESTION, asked[0])
    question = IntentFound(label=Intent.QUESTION, score=told.sure, quote=asked[0])
    return heard.model_copy(update={"intents": (*heard.intents, question)})


def _with_asked(heard: Heard, text: str, language: str, witness: Witness) -> Heard:
    """The interest, and beside it the request to be told what a fact plainly says."""
    asked = tuple(each for each in knowledge.split_questions(text) if _TELL.search(each))
    if not asked:
        return heard
    told = witness(asked, text, language)
    if told.sure < PLAINER or told.has_gap:
        return heard
    question = IntentFound(label=Intent.QUESTION, score=told.sure, quote=asked[0])
    return heard.model_copy(update={"intents": (*heard.intents, question)})


def after_the_deck(heard: Heard, text: str) -> str:
    """What is left of a text without the sentences which only say that the deck was read: those ask for no deck. ""
    where there are none such, where nothing else is said, or where it may be a stop."""
    labels = {each.label for each in heard.intents}
    if Intent.PRESENTATION not in labels or Intent.STOP in labels or heard.maybe_stop:
        return ""
    sentences = [each for each in _SENTENCES.split(text) if each.strip()]
    rest = [each for each in sentences if not _SEEN.search(each) or _WANTED.search(each) or "?" in each]
    return " ".join(rest) if 0 < len(rest) < len(sentences) else ""


def merged(whole: Heard, parts: tuple[Heard, ...]) -> Heard:
    """Several messages heard together and one by one: each says what it says, however it looks beside the others."""
    if not all(each.sure for each in parts):
        return whole
    stops = tuple(each for each in whole.intents if each.label is Intent.STOP)
    said = (*stops, *(each for part in parts for each in part.intents))
    real = tuple(each for each in said if each.label is not Intent.OTHER) or said[:1]
    maybe = any(each.maybe_stop for each in (whole, *parts))
    return whole.model_copy(update={"intents": real, "sure": True, "maybe_stop": maybe})
