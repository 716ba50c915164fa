"""Budget: how many tokens a text may cost, and how to shorten one to a budget. Pure.

A server that gets too much cuts silently, and its tokenizer is unknown to us: so the estimate is high on purpose
(by half and more for common models), and what is cut is cut here, at the middle, with a mark.
It does not count exactly: the server's own count comes with each answer.
"""

import re

CUT = "\n[... cut ...]\n"
MESSAGE_TOKENS = 8  # what a chat template puts around one message
# Tokens per character. Tokenizers of large models take 4 to 5 Latin letters or 2 to 3 Cyrillic ones at a time; some
# split figures one by one; letters that a small model never saw cost one token per byte.
_ASCII, _CYRILLIC, _SPACE = 0.4, 1.0, 0.25
_KINDS = re.compile(
    r"([A-Za-z]+)|([ \t\r\n]+)|([\u0400-\u04ff]+)|([!-@\[-`{-~]+)|([^\x00-\x7f\u0400-\u04ff]+)|(.)", re.DOTALL
)


def tokens_in(text: str) -> int:
    """The most tokens that this text is likely to cost."""
    total = 0.0
    for found in _KINDS.finditer(text):
        kind, length = found.lastindex, found.end() - found.start()
        if kind == 1:
            total += length * _ASCII
        elif kind == 2:
            total += length * _SPACE
        elif kind == 3:
            total += length * _CYRILLIC
        elif kind == 5:
            total += len(found.group().encode("utf-8", "replace"))
        else:
            total += length
    return int(total) + 1


def shortened(text: str, most_tokens: int) -> str:
    """The text, or its beginning and end with `CUT` between them, within so many tokens.

    The end gets as much as the beginning: requests stand at both. Nothing at all for a budget below the mark's own.
    """
    if len(text) * _SPACE <= most_tokens and tokens_in(text) <= most_tokens:
        return text
    left = most_tokens - tokens_in(CUT)
    if left <= 1:
        return ""
    # Halving finds the greatest length; the cost grows with it. No length beyond `high` can be paid for.
    low, high = 0, min(len(text) // 2, int(left / _SPACE))
    while low < high:
        half = (low + high + 1) // 2
        if tokens_in(text[:half]) + tokens_in(text[-half:]) <= left:
            low = half
        else:
            high = half - 1
    return text[:low] + CUT + text[len(text) - low :] if low else ""
