"""How Telegram reads a text: HTML to plain words and entities, lengths in UTF-16 units. Pure.

It refuses what Telegram refuses, in Telegram's words (core.telegram.org/bots/api#html-style).
"""

import html.parser
from typing import Any

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
}  # fmt: skip
Entities = list[dict[str, Any]]


class Unreadable(ValueError):
    """Telegram would refuse this text."""


def units(text: str) -> int:
    """The length that Telegram counts. A half of a surrogate pair counts, too."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read(text: str, parse_mode: str) -> tuple[str, Entities]:
    """The words as people see them, and their entities. Raises Unreadable."""
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise Unreadable("strings must be encoded in UTF-8")
    if parse_mode.lower() != "html":
        return text, []
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise Unreadable(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{parser.open[-1][0]}\""
        )
    return parser.text, sorted(parser.entities, key=lambda each: each["offset"])


class _Html(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, int, dict[str, str | None]]] = []
        self.entities: Entities = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins an entity."""
        if tag not in _TAGS:
            raise Unreadable(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append((tag, units(self.text), dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """And ends it."""
        if not self.open or self.open[-1][0] != tag:
            raise Unreadable("can't parse entities: Unexpected end tag")
        name, offset, attributes = self.open.pop()
        entity: dict[str, Any] = {"type": _TAGS[name], "offset": offset, "length": units(self.text) - offset}
        if name == "a":
            entity["url"] = attributes.get("href") or ""
        self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        self.text += data
