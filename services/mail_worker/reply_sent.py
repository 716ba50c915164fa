"""Recognises our own words: which lines of a mail repeat the message we sent before.

Pure. Comparison ignores case, white space, quote marks, punctuation and wrapping, so a quote that a program
wrapped anew still matches. It does not judge whether a matched line is quote to be dropped.
"""

import re

from services.mail_worker import reply_lines

_NOT_WORD = re.compile(r"[\W_]+")
_LINK = re.compile(r"[<(\[]{0,2}(?:https?://|mailto:|www\.)[^\s<>()\[\]]{1,1000}[>)\]]{0,2}")
_LONGEST_SENT = 20_000  # characters of our message that are compared
_NEAR = 3  # lines from one that matched within which a short one may match
_ENOUGH = 14  # letters that a line needs to count as ours by itself
_MOST_COMPARED = 20_000


def matching(lines: list[reply_lines.Line], sent: str | None) -> list[bool]:
    """For each line whether it repeats our message; all False when there is none.

    A short line (a name, "Best regards,") counts only near a line that matched by itself.
    """
    matched = [False] * len(lines)
    if not sent or not sent.strip():
        return matched
    own = [_bare(line) for line in sent[:_LONGEST_SENT].splitlines()]
    whole = "".join(own)
    short = {line for line in own if line}
    bare = [_bare(line.text) for line in lines[:_MOST_COMPARED]]
    for index, text in enumerate(bare):
        matched[index] = len(text) >= _ENOUGH and text in whole
    _spread(matched, bare, short, range(len(bare)))
    _spread(matched, bare, short, range(len(bare) - 1, -1, -1))
    return matched


def covers_end(lines: list[reply_lines.Line], matched: list[bool], sent: str | None) -> bool:
    """Whether the last line of our message was found, so that what follows it is not ours."""
    own = [bare for bare in (_bare(line) for line in (sent or "")[:_LONGEST_SENT].splitlines()) if bare]
    tail = set(own[-2:])
    return any(hit and _bare(line.text) in tail for line, hit in zip(lines, matched, strict=True))


def _spread(matched: list[bool], bare: list[str], short: set[str], order: range) -> None:
    since = _NEAR + 1
    for index in order:
        if matched[index]:
            since = 0
        elif bare[index]:
            since += 1
            if since <= _NEAR and len(bare[index]) > 2 and bare[index] in short:
                matched[index], since = True, 0


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", _LINK.sub("", text[:1000])).casefold()
