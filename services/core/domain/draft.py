"""Draft: the words we want to say. Violation: a reason not to."""

import enum

from services.core.domain import address, outbox_item
from services.core.domain.base import Noun
from services.core.domain.understanding import Intent


class Draft(Noun):
    """Words for one recipient. `source` names the template or model that wrote them; `facts` what they rest on.

    `written` is the text with its placeholders still in it (what `check` reads); `text` has them filled.
    """

    to: address.Address
    to_name: str = ""
    subject: str
    text: str
    written: str = ""
    language: str
    intent: Intent | None = None
    files: tuple[outbox_item.File, ...] = ()
    calendar: str = ""
    facts: tuple[str, ...] = ()
    source: str


class Fault(enum.StrEnum):
    """What can be wrong with a draft."""

    UNGROUNDED = "ungrounded"
    LANGUAGE = "language"
    LENGTH = "length"
    FORBIDDEN = "forbidden"
    STRANGER = "stranger"
    LEAK = "leak"
    REPEAT = "repeat"
    PLACEHOLDER = "placeholder"
    DISGUISED = "disguised"


class Violation(Noun):
    """One reason against a draft, with the words that gave it."""

    fault: Fault
    detail: str
