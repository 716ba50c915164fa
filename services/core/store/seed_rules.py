"""The rules for a seed file that no single field can tell, and the words for those that one can. Pure.

A mistake is a place in the file and a sentence. It does not know where the file came from.
"""

import collections.abc
import dataclasses
import difflib
import itertools
import re
import typing

from services.core.domain import address, campaign, telegram_policy
from services.core.domain.base import Noun

PLACEHOLDERS = ("greeting", "at_company", "signature")
_IN_SUBJECTS = ("at_company",)
_FACT = "fact:"
_MOST_TOLD = 50
# Single braces are left alone; a pair of them that is not a whole placeholder is a slip of the pen.
_BRACES = re.compile(r"\{\{([^{}\n]{0,80})\}\}|\{\{|\}\}")


@dataclasses.dataclass(frozen=True)
class Mistake:
    """Where it is, as `campaigns[0].touches[1].text.ru` (empty for the whole file), and what is wrong."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text

    def is_in(self, places: set[str]) -> bool:
        """Whether it is in one of these parts of the file."""
        return any(self.place == each or self.place.startswith((f"{each}.", f"{each}[")) for each in places)


def place_of(place: str, path: tuple[int | str, ...]) -> str:
    """The name of what is at `path` below `place`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path if step != "[key]")
    return place + "".join(steps)


def of_form(kind: type[Noun], place: str, path: tuple[int | str, ...], error: str, message: str) -> Mistake:
    """The mistake that pydantic found at `path` below `place`; `error` is its type, `message` its words."""
    where = place_of(place, path)
    if error == "missing":
        return Mistake(where, "is missing")
    if error == "extra_forbidden":
        return Mistake(where, "there is no such field" + _meant(kind, path))
    return Mistake(where, message.removeprefix("Value error, "))


def _meant(kind: type[Noun], path: tuple[int | str, ...]) -> str:
    """`; did you mean X?`, where the model at the end of the path has a field with a name like it."""
    model: type[Noun] | None = kind
    for step in path[:-1]:
        field = model.model_fields.get(str(step)) if model is not None else None
        # Steps that are numbers or languages stay within the field that they follow.
        if field is not None:
            model = _noun_in(field.annotation)
    known = list(model.model_fields) if model is not None else []
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _noun_in(annotation: object) -> type[Noun] | None:
    """The noun in an annotation such as `tuple[Fact, ...]`, or None."""
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return annotation
    return next(filter(None, (_noun_in(each) for each in typing.get_args(annotation))), None)


def given_twice(name: str, values: collections.abc.Mapping[str, str]) -> list[Mistake]:
    """A mistake for each place whose value another place before it has."""
    first: dict[str, str] = {}
    mistakes = []
    for place, value in values.items():
        if value in first:
            mistakes.append(Mistake(f"{place}.{name}", f"{value!r} is taken by {first[value]}"))
        first.setdefault(value, place)
    return mistakes


def of_campaign(place: str, offer: campaign.Campaign) -> list[Mistake]:
    """What is wrong with a well-formed campaign, without a look at accounts and files."""
    topics = {f"{place}.forbidden_topics[{n}]": each.id for n, each in enumerate(offer.forbidden_topics)}
    mistakes = [
        *_languages(place, offer),
        *_facts(place, offer),
        *given_twice("id", topics),
        *_channels(place, offer),
    ]
    if offer.touches[0].after_days != 0:
        mistakes.append(Mistake(f"{place}.touches[0].after_days", "must be 0: the first touch opens the talk"))
    for number, touch in enumerate(offer.touches):
        mistakes += _touch(f"{place}.touches[{number}]", touch, offer)
    for language, deck in offer.presentation.items():
        if offer.presentation_mode is campaign.Giving.LINK and not deck.link:
            mistakes.append(Mistake(f"{place}.presentation.{language}.link", "is missing: the mode is link"))
        if offer.presentation_mode is campaign.Giving.ATTACH and not deck.path:
            mistakes.append(Mistake(f"{place}.presentation.{language}.path", "is missing"))
    return mistakes


def _languages(place: str, offer: campaign.Campaign) -> list[Mistake]:
    """Everything that is said must be there in the campaign's own language."""
    said = {
        "sender.name": offer.sender.name,
        "offer": offer.offer,
        "touches[0].subject": offer.touches[0].subject,
        **{f"touches[{n}].text": each.text for n, each in enumerate(offer.touches)},
        **{f"facts[{n}].text": each.text for n, each in enumerate(offer.facts)},
    }
    wanted = f"is missing: {offer.language} is the campaign's language"
    absent = [
        Mistake(f"{place}.{name}.{offer.language}", wanted)
        for name, texts in said.items()
        if offer.language not in texts
    ]
    empty = [
        Mistake(f"{place}.{name}.{language}", "is empty")
        for name, texts in said.items()
        for language, text in texts.items()
        if not text.strip()
    ]
    return absent + empty


def _facts(place: str, offer: campaign.Campaign) -> list[Mistake]:
    mistakes = []
    for number, fact in enumerate(offer.facts):
        where = f"{place}.facts[{number}]"
        if fact.valid_from and fact.valid_until and fact.valid_from > fact.valid_until:
            mistakes.append(Mistake(f"{where}.valid_until", "is before valid_from: the fact never holds"))
        for language, text in fact.text.items():
            if _BRACES.search(text):
                mistakes.append(
                    Mistake(f"{where}.text.{language}", "a fact is said as it stands: it has no {{placeholders}}")
                )
    return mistakes


def _touch(place: str, touch: campaign.Touch, offer: campaign.Campaign) -> list[Mistake]:
    mistakes = []
    for language, text in touch.subject.items():
        where = f"{place}.subject.{language}"
        if "\n" in text or "\r" in text:
            mistakes.append(Mistake(where, "must be one line"))
        mistakes += _placeholders(where, text, language, offer, _IN_SUBJECTS)
    for name, texts in (("text", touch.text), ("chat", touch.chat)):
        for language, text in texts.items():
            mistakes += _placeholders(f"{place}.{name}.{language}", text, language, offer, PLACEHOLDERS)
    return mistakes


def _channels(place: str, offer: campaign.Campaign) -> list[Mistake]:
    """What goes by a messenger has words for one: a letter there is a mark of spam."""
    mistakes = []
    for number, touch in enumerate(offer.touches):
        step = offer.step_of(number)
        if step is None or step.channel is not address.Channel.TELEGRAM:
            continue
        where = f"{place}.touches[{number}].chat"
        if not touch.chat.get(offer.language, "").strip():
            mistakes.append(
                Mistake(f"{where}.{offer.language}", "is missing: channel_order sends this touch by telegram")
            )
        faults = {
            language: telegram_policy.first_text_fault(text)
            for language, text in touch.chat.items()
            if number == step.from_touch  # the first one there goes to a stranger
        }
        mistakes += [Mistake(f"{where}.{language}", fault) for language, fault in faults.items() if fault]
    return mistakes


def _placeholders(
    place: str, text: str, language: str, offer: campaign.Campaign, known: tuple[str, ...]
) -> list[Mistake]:
    mistakes = []
    names = dict.fromkeys(found.group(1) for found in _BRACES.finditer(text))
    for name in itertools.islice(names, _MOST_TOLD):
        if name is None:
            mistakes.append(Mistake(place, "{{ and }} must stand around the name of a placeholder, on one line"))
        elif name.startswith(_FACT):
            mistakes += _fact_named(place, name.removeprefix(_FACT), language, offer)
        elif name not in known:
            there_is = ", ".join(f"{{{{{each}}}}}" for each in (*known, "fact:ID"))
            mistakes.append(Mistake(place, f"there is no placeholder {{{{{name}}}}} here; there is: {there_is}"))
    return mistakes


def _fact_named(place: str, fact_id: str, language: str, offer: campaign.Campaign) -> list[Mistake]:
    fact = offer.fact(fact_id)
    if fact is None:
        near = difflib.get_close_matches(fact_id, [each.id for each in offer.facts], n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        return [Mistake(place, f"there is no fact {fact_id!r}{meant}")]
    if language not in fact.text:
        return [Mistake(place, f"the fact {fact_id!r} has no text in {language}")]
    return []
