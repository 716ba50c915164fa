"""The written conversation that `demo --headless` plays: its model, its reader and its judgement. Pure.

A script is YAML: `now`, `contact` and `steps`; each step is one of `expect`, `reply`, `wait`, `silence`.
`parse` reads it and says of every mistake what it is, where, and how to mend it; `matches` compares one
message of the agent with an `expect`. It does not play anything, send, wait or read files.
"""

import datetime
import difflib
import fnmatch
import re
import zoneinfo
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import pydantic
import yaml
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationError, model_validator

from services.cli import quoting, script_yaml
from services.cli.script_yaml import ScriptError as ScriptError
from services.core.domain import address, understanding
from services.core.domain.base import Noun

MAX_CHARACTERS = 100_000
MAX_STEPS = 1_000
_LONGEST = datetime.timedelta(days=3660)
_DURATION = re.compile(r"(\d{1,6})\s{0,3}([wdhm])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_NOT_WORDS = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,253}", re.IGNORECASE)
_CYRILLIC_SHARE = 0.35
_BESIDE_REPLY = ("from", "subject", "channel", "attachments", "style", "in_thread")
_KINDS = ("expect", "reply", "wait", "silence")

Channel = Literal["email", "telegram"]
Kind = Literal["touch", "answer"]
SentKind = Literal["touch", "answer", "service"]


def _duration(value: object) -> object:
    if isinstance(value, str):
        return parse_duration(value)
    if isinstance(value, (int, float)):
        raise ValueError(f"a duration needs its unit: {value}d, {value}h or {value}m")
    return value


def _in_range(value: datetime.timedelta) -> datetime.timedelta:
    if not datetime.timedelta() <= value <= _LONGEST:
        raise ValueError("a duration is between 0m and 10 years")
    return value


def _words(value: object) -> object:
    """One text is a list of one; numbers are meant as written."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return tuple(str(item) if _is_number(item) else item for item in items)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _email(value: str) -> str:
    return address.email(value).value


def _telegram(value: str) -> str:
    return address.telegram(value).value


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no time zone, such as Europe/Moscow") from error
    return value


Duration = Annotated[datetime.timedelta, BeforeValidator(_duration), AfterValidator(_in_range)]
Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_words)]
EmailAddress = Annotated[str, AfterValidator(_email)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Contact(Noun):
    """Who is added at the start; what is left out comes from the campaign."""

    name: Text
    company: str | None = None
    email: EmailAddress | None = None
    phone: str | None = None
    telegram: Annotated[str, AfterValidator(_telegram)] | None = None
    channel: Channel = "email"
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    campaign: str | None = None
    basis: str | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> "Contact":
        if self.channel == "email" and self.email is None:
            raise ValueError("a contact on channel email needs `email`")
        if self.channel == "telegram" and self.telegram is None:
            raise ValueError("a contact on channel telegram needs `telegram`")
        return self


class Expect(Noun):
    """What the next message to a contact must be; what is left out is not looked at."""

    kind: Kind | None = None
    language: Literal["ru", "en"] | None = None
    intent: understanding.Intent | None = None
    to: str | None = None
    channel: Channel | None = None
    attachment: str | None = None
    no_attachment: bool = False
    contains: Words = ()
    excludes: Words = ()
    optional: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> "Expect":
        if self.attachment and self.no_attachment:
            raise ValueError("`attachment` and `no_attachment` exclude each other")
        return self


class Reply(Noun):
    """What the client writes. `sender` (`from`): somebody else. `in_thread: false`: a new mail, no quote.

    The channel is the contact's where none is given. On telegram it goes into the chat with the bot, which the first
    one opens by the contact's link.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    text: Text
    sender: EmailAddress | None = Field(default=None, alias="from")
    subject: str | None = None
    channel: Channel = "email"
    attachments: Words = ()
    style: quoting.Style | None = None
    in_thread: bool = True

    @model_validator(mode="after")
    def _fits_its_channel(self) -> "Reply":
        given = {"from": self.sender, "subject": self.subject, "attachments": self.attachments, "style": self.style}
        beside = next((name for name, value in given.items() if value), None)
        if self.channel == "telegram" and beside:
            raise ValueError(f"a reply on channel telegram has no `{beside}`")
        return self


class Wait(Noun):
    """The clock moves on, and what comes due is done."""

    duration: Duration


class Silence(Noun):
    """The clock moves on, and nothing may be sent to any contact."""

    duration: Duration


Step = Expect | Reply | Wait | Silence
_MODELS: dict[str, type[Expect] | type[Reply] | type[Wait] | type[Silence]] = {
    "expect": Expect, "reply": Reply, "wait": Wait, "silence": Silence,
}  # fmt: skip


class Script(Noun):
    """A whole conversation; `now` is the virtual time at its start."""

    now: AwareDatetime
    contact: Contact
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def is_in_telegram(self) -> bool:
        """Whether any of it goes by Telegram."""
        replies = [step.channel for step in self.steps if isinstance(step, Reply)]
        return "telegram" in (self.contact.channel, *replies)


class TranscriptEntry(Noun):
    """One message of a played conversation; dumped by alias it is an entry of the JSON report."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    at: AwareDatetime
    sender: Literal["agent", "client"] = Field(alias="from")
    to: str
    channel: Channel = "email"
    kind: SentKind | None = None
    intent: str | None = None
    subject: str = ""
    text: str
    attachments: tuple[str, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    decision: str | None = None
    why: str | None = None


def parse(text: str) -> Script:
    """Read a script. Raises ScriptError for the first mistake found."""
    if len(text) > MAX_CHARACTERS:
        raise ScriptError("the script is too long", hint=f"it may have {MAX_CHARACTERS} characters")
    value, node = script_yaml.load(text)
    if not isinstance(value, dict):
        raise ScriptError("a script is a mapping", line=1, hint="it has the keys now, contact and steps")
    _check_keys(value, ("now", "contact", "steps"), (), node)
    for key in ("now", "contact", "steps"):
        if key not in value:
            raise ScriptError("is missing", field=key, line=1, hint=f"add `{key}:` at the top of the file")
    now = _validated(_Start, {"now": value["now"]}, (), node).now
    if not isinstance(value["contact"], dict):
        raise _error("a contact is a mapping", ("contact",), node, "as in {name: Ann, email: a@b.example}")
    contact = _validated(Contact, value["contact"], ("contact",), node)
    steps = value["steps"]
    if not isinstance(steps, list) or not steps:
        raise _error("a script needs at least one step", ("steps",), node, "as in `- expect: {kind: touch}`")
    if len(steps) > MAX_STEPS:
        raise _error(f"{len(steps)} steps are too many", ("steps",), node, f"use at most {MAX_STEPS}")
    return Script(now=now, contact=contact, steps=tuple(_step(raw, i, node, contact) for i, raw in enumerate(steps)))


def parse_duration(text: str) -> datetime.timedelta:
    """`14d`, `3h`, `20m`, `1w`, or several: `1d 6h`. Raises ValueError."""
    clean = text.strip().lower()
    found = _DURATION.findall(clean)
    if not found or _DURATION.sub("", clean).strip():
        raise ValueError(f"{text!r} is no duration; write 1w, 14d, 3h, 20m or several, as in `1d 6h`")
    spans = (datetime.timedelta(**{_UNITS[unit]: int(count)}) for count, unit in found)
    return sum(spans, datetime.timedelta())


def matches(expect: Expect, message: TranscriptEntry) -> str | None:
    """None when the message is as expected, else the first difference in words."""
    reasons = (
        _differs("kind", expect.kind, message.kind),
        _differs("channel", expect.channel, message.channel),
        _differs("intent", expect.intent.value if expect.intent else None, message.intent),
        _differs("to", _folded(expect.to) if expect.to else None, _folded(message.to)),
        _differs("language", expect.language, language_of(message.text)) if expect.language else None,
        _attachment_differs(expect, message.attachments),
        _words_differ(expect, f"{message.subject}\n{message.text}"),
    )
    return next((reason for reason in reasons if reason), None)


def language_of(text: str) -> str:
    """`ru` or `en`, by the share of Cyrillic letters outside links, addresses and quoted lines."""
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    letters = [letter for letter in _NOT_WORDS.sub(" ", own or text) if letter.isalpha()]
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    return "ru" if letters and cyrillic / len(letters) >= _CYRILLIC_SHARE else "en"


class _Start(Noun):
    now: AwareDatetime


def _differs(what: str, expected: str | None, found: str | None) -> str | None:
    if expected is None or expected == found:
        return None
    return f"{what} is {found or 'unknown'}, expected {expected}"


def _attachment_differs(expect: Expect, names: Sequence[str]) -> str | None:
    listed = ", ".join(names) or "none"
    if expect.no_attachment and names:
        return f"expected no attachment, found {listed}"
    if expect.attachment is None:
        return None
    pattern = expect.attachment.casefold()
    if any(fnmatch.fnmatchcase(name.casefold(), pattern) for name in names):
        return None
    return f"expected an attachment {expect.attachment}, found {listed}"


def _words_differ(expect: Expect, text: str) -> str | None:
    whole = _folded(text)
    for words in expect.contains:
        if _folded(words) not in whole:
            return f"the text does not contain {words!r}"
    for words in expect.excludes:
        if _folded(words) in whole:
            return f"the text contains {words!r}"
    return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _step(raw: object, index: int, node: yaml.Node, contact: Contact) -> Step:
    where: tuple[str | int, ...] = ("steps", index)
    if not isinstance(raw, dict):
        raise _error("a step is a mapping", where, node, f"with one of the keys {', '.join(_KINDS)}")
    kinds = [kind for kind in _KINDS if kind in raw]
    if len(kinds) > 1:
        raise _error(f"{' and '.join(kinds)} stand in one step", where, node, "begin each with `- `")
    if not kinds:
        known = (*_KINDS, *_BESIDE_REPLY)
        _check_keys(raw, known, where, node)
        raise _error("the step does nothing", where, node, f"it needs one of the keys {', '.join(_KINDS)}")
    kind = kinds[0]
    _check_keys(raw, (kind, *_BESIDE_REPLY) if kind == "reply" else (kind,), where, node)
    fields, inside = _fields(kind, raw, where, node)
    step: Step = _validated(_MODELS[kind], fields, inside, node)
    if not isinstance(step, Reply):
        return step
    channel = contact.channel if "channel" not in fields and not step.sender else step.channel
    if channel == "email" and not (step.sender or contact.email):
        raise _error("the contact has no mailbox to write from", where, node, "give the contact `email`")
    return step.model_copy(update={"channel": channel})


def _fields(
    kind: str, raw: dict[Any, Any], where: tuple[str | int, ...], node: yaml.Node
) -> tuple[dict[Any, Any], tuple[str | int, ...]]:
    """The step's fields, and where they stand."""
    value = raw[kind]
    if kind in ("wait", "silence"):
        return {"duration": value}, (*where, kind)
    if kind == "expect":
        if value is not None and not isinstance(value, dict):
            raise _error("an expect is a mapping", (*where, kind), node, "as in {kind: answer}")
        return value or {}, (*where, kind)
    beside = {key: raw[key] for key in raw if key != "reply"}
    if isinstance(value, dict):
        both = sorted(set(beside) & set(value))
        if both:
            raise _error("stands in the reply and beside it", (*where, both[0]), node, "leave one of them")
        return {**value, **beside}, (*where, kind)
    return {"text": str(value) if _is_number(value) else value, **beside}, where


def _check_keys(raw: dict[Any, Any], known: Sequence[str], where: tuple[str | int, ...], node: yaml.Node) -> None:
    for key in raw:
        if key not in known:
            raise _error(f"unknown key {key!r}", (*where, str(key)), node, _nearest(str(key), known))


def _nearest(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word[:40], known, n=1)
    listed = ", ".join(known)
    return f"did you mean {close[0]}? Known: {listed}" if close else f"known: {listed}"


def _validated(model: type[Any], fields: dict[Any, Any], where: tuple[str | int, ...], node: yaml.Node) -> Any:
    try:
        return model.model_validate({str(key): value for key, value in fields.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        location = [part for part in first["loc"] if part != "duration"]
        path = (*where, *location)
        what, hint = _in_words(first, model)
        raise _error(what, path, node, hint) from error


def _in_words(error: Any, model: type[pydantic.BaseModel]) -> tuple[str, str]:
    """What is wrong and how to mend it, for one error of pydantic."""
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        return f"unknown key {error['loc'][-1]!r}", _nearest(str(error["loc"][-1]), known)
    if kind == "missing":
        return "is missing", f"add `{error['loc'][-1]}:`"
    if kind in ("literal_error", "enum"):
        return f"{given!r} is not known", f"use {error['ctx']['expected']}"
    if kind == "timezone_aware":
        return "the time has no offset", "write it as 2026-11-23T10:05:00+03:00"
    if kind.startswith("datetime"):
        return f"{given!r} is no date with time and offset", "write it as 2026-11-23T10:05:00+03:00"
    if kind == "string_type":
        return f"{given!r} is no text", "put it in quotes"
    if kind in ("string_too_short", "string_pattern_mismatch"):
        return f"{given!r} is not accepted", "" if str(given).strip() else "it may not be empty"
    if kind == "value_error":
        return str(error["ctx"]["error"]), ""
    return f"{error['msg']} (found {str(given)[:80]!r})", ""


def _error(what: str, path: Sequence[str | int], node: yaml.Node, hint: str = "") -> ScriptError:
    field = ""
    for part in path:
        field += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if field else ''}{part}"
    return ScriptError(what, field=field, line=script_yaml.line_of(node, path), hint=hint)
