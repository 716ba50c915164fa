"""Takes from a client's text what he did not type: gateway warnings, phone footers, marked signatures,
legal footers.

Pure. Works on runs of lines that are already known to be the client's own; knows nothing of quotes. In
doubt a line stays.
"""

import re

from services.mail_worker import reply_lines
from services.mail_worker import reply_patterns as patterns

_CONTACT = re.compile(r"@[\w-]{1,63}\.|https?://|www\.|\+?\d[\d ()-]{7,20}", re.IGNORECASE)
_LEAD = re.compile(r"\s*(?:кому|тема|копия|to|subject|cc)[:：].{0,300};?\s*$", re.IGNORECASE)
_LONGEST_SIGNATURE = 14  # lines after `-- `
_BANNER_REACH = 4000  # lines that are searched for gateway warnings


def says_something(lines: list[reply_lines.Line]) -> bool:
    """Whether any line has a letter, digit or symbol other than a drawn rule."""
    return any(line.text and not patterns.RULE.match(line.raw[: patterns.LONGEST]) for line in lines)


def without_banners(lines: list[reply_lines.Line]) -> list[reply_lines.Line]:
    """Drop "this mail came from outside" warnings; if nothing else is there, everything stays."""
    kept: list[reply_lines.Line] = []
    inside = False
    for index, line in enumerate(lines):
        if index >= _BANNER_REACH:
            kept.extend(lines[index:])
            break
        if line.text and (patterns.BANNER.match(line.text) or patterns.BANNER_WORD_ONLY.match(line.text)):
            inside = True
            continue
        inside = inside and bool(line.text) and bool(patterns.BANNER_TAIL.search(line.text))
        if not inside:
            kept.append(line)
    return kept if says_something(kept) else lines


def cut_lead(lines: list[reply_lines.Line]) -> None:
    """Drop from the end of own text what leads over to a quote: blank lines, rules, `Кому: ...;` of
    Yandex.
    """
    while lines and (not lines[-1].text or patterns.RULE.match(lines[-1].raw[: patterns.LONGEST]) or _is_lead(lines)):
        lines.pop()


def _is_lead(lines: list[reply_lines.Line]) -> bool:
    """`Кому: X;` counts only below a drawn rule, at most three lines up."""
    if not _LEAD.match(lines[-1].raw[: patterns.LONGEST]):
        return False
    return any(patterns.RULE.match(line.raw[: patterns.LONGEST]) for line in lines[-4:-1])


def clean_own(runs: list[list[reply_lines.Line]]) -> None:
    """Shorten each run of own text in place by footers and marked signatures.

    The first thing said in a mail is never cut: a mail that begins with a footer keeps what follows it.
    """
    said = False
    for lines in runs:
        for cut in (_signature, _footer, _legal):
            place = cut(lines, said)
            if place is not None:
                del lines[place:]
        while lines and (not lines[-1].text or patterns.RULE.match(lines[-1].raw[: patterns.LONGEST])):
            if len(lines) == 1 and not said:
                break
            lines.pop()
        said = said or says_something(lines)


def _first_said(lines: list[reply_lines.Line], said: bool) -> int:
    """Index after which text may be cut: behind the first line that says something, or 0 if something was
    said.
    """
    if said:
        return 0
    for index, line in enumerate(lines):
        if line.text and not _is_rule(line):
            return index + 1
    return len(lines)


def _signature(lines: list[reply_lines.Line], said: bool) -> int | None:
    """Place of a `-- ` line (or a ruled-off block with contacts) that ends the text."""
    first = _first_said(lines, said)
    for index in range(first, len(lines)):
        dashes = patterns.SIGNATURE_DASHES.match(lines[index].raw[:20])
        if dashes and _count_filled(lines, index + 1) <= _LONGEST_SIGNATURE:
            return index
    ruled = [i for i in range(first, len(lines)) if patterns.RULE_UNDER_TEXT.match(lines[i].raw[: patterns.LONGEST])]
    if len(ruled) != 1 or _count_filled(lines, ruled[0] + 1) > 6:
        return None
    block = [after.text for after in lines[ruled[0] + 1 :] if after.text]
    contact = any(_CONTACT.search(text) for text in block)
    return ruled[0] if contact and not any(text.endswith("?") for text in block) else None


def _count_filled(lines: list[reply_lines.Line], start: int) -> int:
    """Lines with text from `start` on; counts no further than any limit needs."""
    count = 0
    for index in range(start, len(lines)):
        count += bool(lines[index].text)
        if count > _LONGEST_SIGNATURE:
            break
    return count


def _is_footer(line: reply_lines.Line) -> bool:
    return 0 < len(line.text) <= 160 and any(pattern.match(line.text) for pattern in patterns.FOOTERS)


def _footer(lines: list[reply_lines.Line], said: bool) -> int | None:
    """Place of "Sent from my iPhone"; what programs put below it goes too, a postscript does not."""
    for index in range(_first_said(lines, said), len(lines)):
        if not _is_footer(lines[index]):
            continue
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below and below.text and not _is_footer(below) and not patterns.SIGNATURE_DASHES.match(below.raw[:20]):
            continue
        rest = next((after for after in lines[index + 1 :] if after.text and not _is_footer(after)), None)
        if rest and patterns.POSTSCRIPT.match(rest.text):
            del lines[index]
            return None
        return index
    return None


def _legal(lines: list[reply_lines.Line], said: bool) -> int | None:
    """Place of a legal footer: a paragraph that begins like one and speaks of confidence."""
    for index in range(_first_said(lines, said), len(lines)):
        line = lines[index]
        if not line.text or (index and lines[index - 1].text and not _is_rule(lines[index - 1])):
            continue
        if patterns.SCANNED.match(line.text) or patterns.DISCLAIMER_TITLE.match(line.text):
            paragraph = " ".join(after.text for after in lines[index : index + 12])
            if patterns.SCANNED.match(line.text) or patterns.DISCLAIMER_WORD.search(paragraph):
                return index
        if patterns.DISCLAIMER_START.match(line.text) and patterns.DISCLAIMER_WORD.search(_paragraph(lines, index)):
            return index
    return None


def _paragraph(lines: list[reply_lines.Line], start: int) -> str:
    end = start
    while end < len(lines) and end < start + 30 and lines[end].text:
        end += 1
    return " ".join(line.text for line in lines[start:end])


def _is_rule(line: reply_lines.Line) -> bool:
    return bool(patterns.RULE.match(line.raw[: patterns.LONGEST]))
