"""What every language model is asked and how its answers are read. Pure.

Prompts are put together within a token budget, with the client's words fenced as material; answers are checked
against the schema again, whatever the server promised, and quotes must be literal. It talks to no server.
"""

import collections.abc
import hashlib
import json
import re
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.app_logic.brain import budget, evidence, prompts
from services.app_logic.brain.base import Heard, Plan, Request
from services.core import errors
from services.core.domain import understanding
from services.core.domain.base import Noun
from services.core.domain.understanding import Intent, IntentFound

UNDERSTAND_TOKENS, WRITE_TOKENS = 400, 500  # the longest answers
_MOST_INTENTS = 6
_REPAIR_TOKENS = 60  # what we say when we ask again
_LEAST_TEXT_TOKENS = 300
_EXAMPLES_LEAVE_TOKENS = 1_200  # with less room than this for the client's words, examples are left out
_PREVIOUS_TOKENS = 300
_MOST_BODY = 4_000  # characters of a written answer
_SCORES = {"certain": 0.95, "likely": 0.75, "unsure": 0.4}
_FENCE_LENGTH = 16


class Said(Noun):
    """One message of the talk with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Ask(Noun):
    """One question to a model. `schema` is what the answer must follow; it stands in the prompt too."""

    name: str
    messages: tuple[Said, ...]
    answer_schema: dict[str, Any]
    most_tokens: int
    temperature: float
    prompt_hash: str
    is_shortened: bool = False


class Unusable(Exception):
    """An answer that cannot be used; the message says why, in words for the model that is asked again."""


class _Answer(BaseModel):
    """What both answers have in common: what the schema does not name is let go."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Item(_Answer):
    quote: str
    label: Intent
    certainty: Literal["certain", "likely", "unsure"]


class Labels(_Answer):
    """The answer to `understand`."""

    intents: tuple[_Item, ...] = Field(max_length=_MOST_INTENTS)


class Words(_Answer):
    """The answer to `write`."""

    text: str = Field(min_length=1, max_length=_MOST_BODY)


_PLACEHOLDER = re.compile(r"\{\{\s{0,8}([^{}\s]{1,80})\s{0,8}\}\}")
_Shape = TypeVar("_Shape", bound=_Answer)

# No numbers and no maxLength: small models fill both with rubbish up to the limit. The quote comes before the label,
# so that the label follows from the words.
_ITEM_FIELDS: dict[str, Any] = {
    "quote": {"type": "string"},
    "label": {"type": "string", "enum": [str(label) for label in Intent]},
    "certainty": {"type": "string", "enum": list(_SCORES)},
}
LABELS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "intents": {
            "type": "array",
            "minItems": 1,
            "maxItems": _MOST_INTENTS,
            "items": {
                "type": "object",
                "properties": _ITEM_FIELDS,
                "required": list(_ITEM_FIELDS),
                "additionalProperties": False,
            },
        }
    },
    "required": ["intents"],
    "additionalProperties": False,
}
WORDS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


def fence_key(*texts: str) -> str:
    """16 hex digits that stand in none of the texts and follow from them.

    A writer who wants to end the fence himself would have to put a hash of his text into that very text.
    """
    seed, count = "\0".join(texts), 0
    while True:
        key = hashlib.sha256(f"{count}\0{seed}".encode("utf-8", "replace")).hexdigest()[:_FENCE_LENGTH]
        if not any(key in text for text in texts):
            return key
        count += 1


def fenced(name: str, text: str, key: str) -> str:
    """A text between marker lines."""
    return f"<<<{name} {key}\n{text}\n{name} {key}>>>"


def ask_to_understand(request: Request, context: int) -> Ask:
    """The question for one turn, within `context` tokens, the answer and one repair included.

    Raises `errors.BadSetting` where the context cannot even hold the instructions.
    """
    prompt = prompts.load("understand")
    system = _system(prompt, LABELS_SCHEMA)
    examples = [
        (
            _reply_shown(str(each["text"]), str(each.get("previous", ""))),
            json.dumps({"intents": each["intents"]}, ensure_ascii=False),
        )
        for each in prompt.examples
    ]
    shown, room = _fitting(system, examples, context - 2 * UNDERSTAND_TOKENS)
    previous = budget.shortened(request.previous, min(_PREVIOUS_TOKENS, room // 4))
    room -= budget.tokens_in(previous)
    text = budget.shortened(request.text, room)
    return Ask(
        name="understand",
        messages=(system, *shown, Said(role="user", content=_reply_shown(text, previous))),
        answer_schema=LABELS_SCHEMA,
        most_tokens=UNDERSTAND_TOKENS,
        temperature=0.0,
        prompt_hash=prompt.hash,
        is_shortened=text != request.text,
    )


def ask_to_write(plan: Plan, context: int) -> Ask:
    """The question for one answer; the client's words are shortened to what is left. Raises `errors.BadSetting`."""
    prompt = prompts.load("write")
    system = _system(prompt, WORDS_SCHEMA)
    examples = [
        (_plan_shown(Plan.model_validate(each["plan"])), json.dumps({"text": each["text"]}, ensure_ascii=False))
        for each in prompt.examples
    ]
    fixed = budget.tokens_in(_plan_shown(plan.model_copy(update={"question": ""})))
    shown, room = _fitting(system, examples, context - 2 * WRITE_TOKENS - fixed)
    question = budget.shortened(plan.question, room)
    body = _plan_shown(plan.model_copy(update={"question": question}))
    return Ask(
        name="write",
        messages=(system, *shown, Said(role="user", content=body)),
        answer_schema=WORDS_SCHEMA,
        most_tokens=WRITE_TOKENS,
        temperature=0.3,
        prompt_hash=prompt.hash,
        is_shortened=question != plan.question,
    )


def _system(prompt: prompts.Prompt, schema: dict[str, Any]) -> Said:
    return Said(role="system", content=prompt.system.replace("{{schema}}", json.dumps(schema)))


def _fitting(system: Said, examples: list[tuple[str, str]], context: int) -> tuple[list[Said], int]:
    """The examples that leave room for the client's words, as turns of a talk, and that room in tokens."""
    room = context - _cost(system.content) - _REPAIR_TOKENS - 3 * budget.MESSAGE_TOKENS
    if room < _LEAST_TEXT_TOKENS:
        raise errors.BadSetting(
            f"a context of {context} tokens beside the answer is too small for the instructions",
            field="OLLAMA_CONTEXT",
            hint="use 4096 or more",
        )
    shown: list[Said] = []
    for asked, answered in examples:
        cost = _cost(asked) + _cost(answered)
        if room - cost < _EXAMPLES_LEAVE_TOKENS:
            break
        room -= cost
        shown += [Said(role="user", content=asked), Said(role="assistant", content=answered)]
    # The fence of the last message and its few words.
    return shown, room - budget.MESSAGE_TOKENS - 4 * _FENCE_LENGTH - 40


def _cost(content: str) -> int:
    return budget.tokens_in(content) + budget.MESSAGE_TOKENS


def _reply_shown(text: str, previous: str) -> str:
    key = fence_key(text, previous)
    ours = f"{fenced('ours', previous, key)}\n" if previous.strip() else ""
    return f"{ours}{fenced('reply', text, key)}"


def _plan_shown(plan: Plan) -> str:
    facts = "\n".join(f"- {fact_id}: {text}" for fact_id, text in plan.facts.items()) or "- none"
    names = ", ".join(f"{{{{{name.strip('{} ')}}}}}" for name in plan.placeholders) or "none"
    lines = [
        f"Language: {plan.language}",
        f"Tone: {plan.tone}",
        f"At most {plan.most_words} words.",
        f"Goal: {plan.goal}",
        f"Facts:\n{facts}",
        f"Placeholders: {names}",
    ]
    if plan.refused:
        lines.append("Reasons against the earlier draft:\n" + "\n".join(f"- {each}" for each in plan.refused))
    key = fence_key(plan.question, *lines)
    return "\n".join([*lines, fenced("reply", plan.question, key)])


def asked_again(ask: Ask, answer: str, reason: str) -> Ask:
    """The same question after an answer that could not be used."""
    room = ask.most_tokens - 2 * budget.MESSAGE_TOKENS
    words = (
        f"This cannot be used: {reason}. Answer again, shorter, with one JSON object of the schema and nothing else."
    )
    again = (
        Said(role="assistant", content=budget.shortened(answer, room) or "{}"),
        Said(role="user", content=words),
    )
    return ask.model_copy(update={"messages": (*ask.messages, *again)})


def read_labels(answer: str, finish: str) -> Labels:
    """The labels in an answer. Raises Unusable."""
    return _read(answer, finish, Labels)


def read_words(plan: Plan) -> collections.abc.Callable[[str, str], Words]:
    """A reader of answers to this plan: the words in it, whose placeholders are all among the plan's."""
    known = {name.strip("{} ") for name in plan.placeholders}

    def read(answer: str, finish: str) -> Words:
        words = _read(answer, finish, Words)
        unknown = [name for name in _placeholders(words.text) if name not in known]
        if unknown:
            raise Unusable(f"the placeholder {unknown[0][:60]!r} is not one of those listed")
        if not words.text.strip():
            raise Unusable("the text is empty")
        return Words(text=_PLACEHOLDER.sub(r"{{\1}}", words.text))

    return read


def _placeholders(text: str) -> list[str]:
    """What stands between double braces."""
    return [piece.partition("}}")[0].strip() for piece in text.split("{{")[1:]]


def _read(answer: str, finish: str, shape: type[_Shape]) -> _Shape:
    """The object of this shape in an answer that came to its own end. Raises Unusable."""
    if finish == "length":
        raise Unusable("it was too long and was cut off")
    if finish != "stop":
        raise Unusable(f"it ended with {finish!r}")
    # A server that ignores the schema may put the object into a code fence or behind some thoughts.
    first, last = answer.find("{"), answer.rfind("}")
    try:
        found = json.loads(answer[first : last + 1] if first >= 0 else answer)
        json.dumps(found, ensure_ascii=False).encode()  # half of a surrogate pair is valid JSON and no text
        return shape.model_validate(found)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        raise Unusable(f"{'.'.join(str(each) for each in fault['loc']) or 'it'}: {fault['msg']}") from None
    except (ValueError, RecursionError):
        raise Unusable("it is not valid JSON") from None


def heard_from(labels: Labels, request: Request, source: str, trace: dict[str, str]) -> Heard:
    """Labels with literal quotes, the surest of each kind; the rest is dropped.

    Sure when the deciding label is not a guess and nothing that was dropped would have decided instead.
    """
    source_text = evidence.Source(request.text)
    found: dict[Intent, IntentFound] = {}
    dropped: list[_Item] = []
    for item in labels.intents:
        quote = source_text.quote(item.quote)
        if not quote:
            dropped.append(item)
        elif item.label not in found or found[item.label].score < _SCORES[item.certainty]:
            found[item.label] = IntentFound(label=item.label, score=_SCORES[item.certainty], quote=quote)
    primary = understanding.primary_of(set(found))
    overruled = understanding.primary_of({*found, *(item.label for item in dropped)}) is not primary
    noted = {"dropped": json.dumps([item.model_dump() for item in dropped], ensure_ascii=False)} if dropped else {}
    return Heard(
        intents=tuple(found[label] for label in understanding.PRECEDENCE if label in found),
        sure=primary in found and found[primary].score > _SCORES["unsure"] and not overruled,
        source=source,
        trace={**trace, **noted},
    )
