"""What goes through a person's account, as plain values. Pure: no network, no store.

The number under which Telegram takes a message once, and whether a message in a chat is one that we sent.
"""

import hashlib


def random_id(item_id: str, part: int = 0) -> int:
    """The number under which Telegram takes one part of an outbox item, once. It follows from the item alone."""
    digest = hashlib.sha256(f"telegram:{item_id}:{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def is_of(text: str, sent: str) -> bool:
    """Whether a message of a chat is these words of ours, or one part of them. Telegram trims the ends."""
    return bool(text.strip()) and text.strip() in sent
