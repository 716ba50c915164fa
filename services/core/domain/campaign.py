"""Campaign: an offer, and all that tunes how it is made: facts, files, tone, touches, windows, limits.

It holds what an operator may change without touching code. It decides nothing.
"""

import datetime
import enum
import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from services.core.domain import address, contact
from services.core.domain.base import Noun

Texts = dict[contact.Language, str]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError(f"{value!r} is not a time of day: write it as 09:30")
    return value


def _email(value: str) -> str:
    return address.email(value).value


def _operator(value: str) -> str:
    return value if re.fullmatch(r"-?\d{1,15}", value) else _email(value)


Clock = Annotated[str, AfterValidator(_clock)]
Email = Annotated[str, AfterValidator(_email)]
Operator = Annotated[str, AfterValidator(_operator)]


class FactKind(enum.StrEnum):
    """What a fact is about."""

    PRICE = "price"
    TERM = "term"
    FEATURE = "feature"
    INTEGRATION = "integration"
    REFERENCE = "reference"
    LINK = "link"
    FAQ = "faq"


class Fact(Noun):
    """Something we may say. `text` is said as it stands, per language; `asks` are ways clients ask for it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,59}$")]
    kind: FactKind
    text: Texts = Field(min_length=1)
    asks: dict[contact.Language, tuple[str, ...]] = {}
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the fact may be said on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class Touch(Noun):
    """One message of the sequence. `after_days` are business days after the one before; the first has 0.

    `chat` are its words in a messenger, where they differ: short, and without the form of a letter.
    """

    after_days: int = Field(ge=0, le=60)
    subject: Texts = {}
    text: Texts = Field(min_length=1)
    chat: Texts = {}


class ChannelStep(Noun):
    """From touch `from_touch` on (1 is the first follow-up) the sequence goes on by this channel.

    `after_days` are its own gaps, in business days, the first before touch `from_touch`. Where they end, and for whoever
    cannot be reached there, the touch's own gap and the channel of the opening hold.
    """

    channel: address.Channel
    from_touch: int = Field(ge=1, le=11)
    after_days: tuple[Annotated[int, Field(ge=1, le=60)], ...] = ()

    @field_validator("channel")
    @classmethod
    def _can_be_written_to(cls, value: address.Channel) -> address.Channel:
        if value is address.Channel.WEB:
            raise ValueError("must be email or telegram: nobody is written to on the web")
        return value


class Window(Noun):
    """When touches may leave: times of day in the contact's zone, on these ISO weekdays, not on holidays."""

    start: Clock = "09:30"
    end: Clock = "18:00"
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)
    holidays: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> "Window":
        if self.start >= self.end:
            raise ValueError("window.start must be before window.end")
        if not self.weekdays:
            raise ValueError("window.weekdays must name at least one day, 1 is Monday")
        return self


class Limits(Noun):
    """What a conversation may cost: answers a day and in all, redirects, and silence after the last touch."""

    answers_per_day: int = Field(default=5, ge=1, le=50)
    answers_in_all: int = Field(default=20, ge=1, le=200)
    redirects_per_conversation: int = Field(default=1, ge=0, le=3)
    redirects_per_domain_and_day: int = Field(default=3, ge=0, le=50)
    redirects_in_a_row: int = Field(default=3, ge=1, le=10)
    nudges: int = Field(default=1, ge=0, le=3)
    nudge_after_days: int = Field(default=4, ge=1, le=60)
    touch_lives_days: int = Field(default=5, ge=1, le=60)
    answer_lives_days: int = Field(default=3, ge=1, le=30)


class DemoCalendar(Noun):
    """When a demo can be: working hours of the people who show it, in their own zone.

    `calendar` names whose time it is: campaigns that name the same one never book each other's times (default:
    the campaign's own id). `busy` is an iCalendar file or address with times that are taken already.
    `remind_hours` before a confirmed demo the client is reminded. `auto_confirm`: no operator has to say yes.
    """

    timezone: contact.TimeZone = "Europe/Moscow"
    start: Clock = "10:00"
    end: Clock = "18:00"
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)
    length_minutes: int = Field(default=30, ge=10, le=240)
    buffer_minutes: int = Field(default=15, ge=0, le=240)
    notice_hours: int = Field(default=20, ge=0, le=240)
    offered: int = Field(default=3, ge=1, le=6)
    horizon_days: int = Field(default=14, ge=1, le=60)
    link: str = ""
    auto_confirm: bool = False
    holidays: bool = True
    calendar: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]{0,39})?$")] = ""
    busy: str = ""
    remind_hours: tuple[Annotated[int, Field(ge=1, le=240)], ...] = (24, 2)


class Giving(enum.StrEnum):
    """How the presentation is given: attached as a file, or by its link."""

    ATTACH = "attach"
    LINK = "link"


class Presentation(Noun):
    """The deck of one language: a file kept in `assets` (read at seed from `path` beside the seed file), or a link."""

    path: str = ""
    link: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s<>\"']{1,500})?$")] = ""
    name: str
    media_type: str = "application/pdf"
    asset: str = ""


class Mode(enum.StrEnum):
    """Who lets a message leave."""

    AUTOPILOT = "autopilot"
    APPROVE_FIRST = "approve_first"
    APPROVE_ALL = "approve_all"


class Colleagues(enum.StrEnum):
    """What is done about the others of a company, while they have not answered themselves.

    `pause`: when somebody there replies they wait until that talk has been quiet for a while, and when somebody there
    asks us to stop they wait for an operator. `stop`: the same, but a stop ends them. `off`: nothing.
    """

    OFF = "off"
    PAUSE = "pause"
    STOP = "stop"


class Sender(Noun):
    """Who the messages come from, as a person would sign them, per language."""

    name: Texts = Field(min_length=1)
    role: Texts = {}
    company: Texts = {}
    postal: str = ""


class ForbiddenTopic(Noun):
    """A topic that is never discussed: words that give it away, and the set phrase that answers."""

    id: Id
    words: dict[contact.Language, tuple[str, ...]]
    answer: Texts = {}


class Campaign(Noun):
    """An offer. See `services/init_data.json` for a whole one.

    `operators` are told what needs a person: mail addresses, or numbers of Telegram chats that a bot of the
    campaign writes to.
    """

    id: Id
    name: str
    sample: bool = False
    language: contact.Language = "ru"
    timezone: contact.TimeZone = "Europe/Moscow"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "RU"
    accounts: tuple[Id, ...] = Field(min_length=1)
    operators: tuple[Operator, ...] = ()
    sender: Sender
    offer: Texts = Field(min_length=1)
    facts: tuple[Fact, ...] = ()
    presentation: dict[contact.Language, Presentation] = {}
    presentation_mode: Giving = Giving.ATTACH
    touches: tuple[Touch, ...] = Field(min_length=1, max_length=12)
    channel_order: tuple[ChannelStep, ...] = ()
    window: Window = Window()
    limits: Limits = Limits()
    demo: DemoCalendar = DemoCalendar()
    default_pause_days: int = Field(default=30, ge=1, le=365)
    colleagues: Colleagues = Colleagues.PAUSE
    colleague_pause_days: int = Field(default=14, ge=1, le=365)
    default_basis: str | None = None
    forbidden_topics: tuple[ForbiddenTopic, ...] = ()
    tone: str = "friendly"
    mode: Mode = Mode.AUTOPILOT
    approve_first: int = Field(default=10, ge=0)
    assistant_line: bool = True
    retention_days: int = Field(default=365, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _mode_beside_decks(cls, value: Any) -> Any:
        """`presentation: {"mode": "link", "ru": …}` as operators write it: the mode is a field of its own."""
        decks = value.get("presentation") if isinstance(value, dict) else None
        if not isinstance(decks, dict) or "mode" not in decks:
            return value
        rest = {language: deck for language, deck in decks.items() if language != "mode"}
        return {**value, "presentation": rest, "presentation_mode": decks["mode"]}

    @field_validator("facts")
    @classmethod
    def _ids_are_unique(cls, value: tuple[Fact, ...]) -> tuple[Fact, ...]:
        ids = [fact.id for fact in value]
        if len(set(ids)) != len(ids):
            raise ValueError("two facts have the same id")
        return value

    @model_validator(mode="after")
    def _channels_in_order(self) -> "Campaign":
        begins = [each.from_touch for each in self.channel_order]
        if begins != sorted(set(begins)):
            raise ValueError("channel_order must name its touches in order, each once")
        ends = [*begins[1:], len(self.touches)]
        for step, end in zip(self.channel_order, ends, strict=False):
            if step.from_touch >= len(self.touches):
                raise ValueError(
                    f"channel_order names touch {step.from_touch}, and the last one is {len(self.touches) - 1}"
                )
            if len(step.after_days) > end - step.from_touch:
                raise ValueError(f"channel_order has more gaps than touches by {step.channel}")
        return self

    def step_of(self, number: int) -> ChannelStep | None:
        """The step that touch `number` belongs to; None where it goes the way of the opening."""
        return next((each for each in reversed(self.channel_order) if each.from_touch <= number), None)

    def fact(self, fact_id: str) -> Fact | None:
        """The fact of this id, or None."""
        return next((fact for fact in self.facts if fact.id == fact_id), None)


def in_language(texts: Texts, language: str, fallback: str = "en") -> str:
    """The text in this language, else in the fallback, else the first there is; "" when there is none."""
    return texts.get(language) or texts.get(fallback) or next(iter(texts.values()), "")
