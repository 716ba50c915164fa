"""Reads the client's new words out of a plain-text mail.

Pure and linear. The recipe:
1. cut into lines, drop warnings that a gateway put there;
2. mark where quotes begin (`reply_splitters`) and which lines are ours (`reply_sent`);
3. make runs: the client's own text, marked quotes (`>`), unmarked quotes (all below an attribution);
4. keep a quote only where the client answers into it;
5. drop signatures after `-- `, footers of phones, legal footers;
6. if nothing is left, return what a reader would take for the message.

It does not remove a hand-typed signature ("Kind regards, Anna"): a name or a phone number may be the answer.
"""

import dataclasses
import enum
import itertools
import re

from services.mail_worker import reply_lines, reply_sent, reply_splitters, reply_trim
from services.mail_worker import reply_patterns as patterns

_NUMBER_FIRST = re.compile(r"\s*>\s*[\d$€₽]")
_CONTINUED_LINK = re.compile(r"\s*(?:[<(]\s?(?:https?|mailto):|https?://|_\w{1,40}=)")
_SUPERCITED = re.compile(r"\s{0,2}(?:\||[A-Z][\w.-]{0,15}>)(?:\s|$)")


class Kind(enum.Enum):
    OWN = "own"
    MARK = "mark"  # an attribution or a header block
    QUOTE = "quote"  # lines with `>`, or lines of ours
    BELOW = "below"  # unmarked text below an attribution


@dataclasses.dataclass(slots=True)
class Run:
    """Consecutive lines of one kind; `introduced` quotes have an attribution above them."""

    kind: Kind
    lines: list[reply_lines.Line]
    introduced: bool = False
    forward: bool = False
    kept: bool = True


def read(body: str, sent: str | None = None, structured: bool = False, again: int = 3) -> str:
    """The client's new text in a plain-text body, without what he quoted; see `reply.extract_reply`.

    `structured`: the text was made from HTML by `reply_html`, so a quote without introduction was set by
    hand. `again`: how often text below an attribution may be read anew when nothing stands above it.
    """
    lines = reply_trim.without_banners(_unshared(reply_lines.split(body)))
    runs = _runs(lines, sent)
    _judge(runs, structured)
    text = _joined(runs)
    return text if text else _fallback(runs, again)


def _unshared(lines: list[reply_lines.Line]) -> list[reply_lines.Line]:
    """Part a line that holds both the reply and the attribution ("Yes. On Wed, ... wrote:")."""
    result: list[reply_lines.Line] = []
    for line in lines:
        shared = None
        if line.text.endswith("wrote:") and line.depth == 0:
            shared = patterns.SHARED_LINE.match(line.text)
        if shared and len(line.raw) <= patterns.LONGEST and any(map(str.isalnum, shared.group(1))):
            result.extend(reply_lines.Line(part, 0, part) for part in shared.groups())
        else:
            result.append(line)
    return result


# -- runs


def _runs(lines: list[reply_lines.Line], sent: str | None) -> list[Run]:
    splitters = reply_splitters.find(lines)
    ours = reply_sent.matching(lines, sent)
    complete = any(ours) and reply_sent.covers_end(lines, ours, sent)
    runs = [Run(Kind.OWN, [])]
    index = 0
    while index < len(lines):
        splitter = splitters.get(index)
        if splitter:
            index = _take_splitter(runs, lines, ours, splitter, complete)
        elif lines[index].is_quoted or ours[index]:
            index = _take_quote(runs, lines, ours, splitters, index, introduced=False)
        else:
            if runs[-1].kind is not Kind.OWN:
                runs.append(Run(Kind.OWN, []))
            runs[-1].lines.append(lines[index])
            index += 1
    return runs


def _take_splitter(
    runs: list[Run],
    lines: list[reply_lines.Line],
    ours: list[bool],
    splitter: reply_splitters.Splitter,
    complete: bool,
) -> int:
    """Add the mark and the quote below it; returns the line where reading goes on."""
    reply_trim.cut_lead(runs[-1].lines)
    forward = splitter.kind is reply_splitters.Kind.FORWARD
    runs.append(Run(Kind.MARK, lines[splitter.start : splitter.end], forward=forward))
    first = reply_lines.next_filled(lines, splitter.end)
    if first < len(lines) and lines[first].is_quoted:
        return _take_quote(runs, lines, ours, {}, splitter.end, introduced=True)
    if complete and first < len(lines) and ours[first] and not forward:
        return _take_quote(runs, lines, ours, {}, splitter.end, introduced=True)
    runs.append(Run(Kind.BELOW, lines[splitter.end :], introduced=True, forward=forward))
    return len(lines)


def _take_quote(
    runs: list[Run],
    lines: list[reply_lines.Line],
    ours: list[bool],
    splitters: dict[int, reply_splitters.Splitter],
    start: int,
    introduced: bool,
) -> int:
    end = last = start
    while end < len(lines) and end not in splitters:
        if lines[end].is_quoted or ours[end]:
            last = end + 1
        elif lines[end].text and not _belongs_to_quote(lines, end, introduced):
            break
        end += 1
    last = max(last, start + 1)
    introduced = introduced or _was_introduced(runs)
    runs.append(Run(Kind.QUOTE, lines[start:last], introduced=introduced))
    return last


def _was_introduced(runs: list[Run]) -> bool:
    """A quote after a quote with nothing but blank lines between goes on with it."""
    for run in reversed(runs):
        if run.kind is not Kind.OWN or reply_trim.says_something(run.lines):
            return run.kind is Kind.QUOTE and run.introduced
    return False


def _belongs_to_quote(lines: list[reply_lines.Line], index: int, introduced: bool) -> bool:
    """A line without mark inside a marked quote: the end of a link that was wrapped, or another way of
    marking.
    """
    text = lines[index].raw
    if introduced and _SUPERCITED.match(text):
        return True
    after = index + 1 < len(lines) and lines[index + 1].is_quoted
    if introduced and _is_lazy(lines, index):
        return True
    return bool(_CONTINUED_LINK.match(text[:100])) and (after or text.rstrip().endswith((">", ")")))


def _is_lazy(lines: list[reply_lines.Line], index: int) -> bool:
    """The overflow of a quoted line that was wrapped: at most two lines, tight between quoted ones.

    An answer between quoted lines is told from it by the sentence above, which has ended.
    """
    start = index - 1 if index and not lines[index - 1].is_quoted and lines[index - 1].text else index
    above = lines[start - 1] if start else None
    if above is None or not above.is_quoted or not above.text or above.text[-1] in ".?!:;":
        return False
    tight = any(lines[after].is_quoted for after in range(index + 1, min(len(lines), start + 3)))
    following = lines[index + 1] if index + 1 < len(lines) else above
    return (
        tight
        and bool(following.text or following.is_quoted)
        and (lines[start].text[:1].islower() or len(above.text) >= 55)
    )


# -- what is kept


def _judge(runs: list[Run], structured: bool) -> None:
    above = _lines_above(runs)
    reply_trim.clean_own([run.lines for run in runs if run.kind is Kind.OWN])
    last_own = max((number for number, run in enumerate(runs) if _speaks(run)), default=-1)
    interleaved = _is_interleaved(runs)
    for number, run in enumerate(runs):
        if run.kind is Kind.MARK:
            run.kept = False
        elif run.kind is Kind.BELOW:
            run.kept = _keeps_below(above, run)
            if run.kept and run.forward:
                runs[number - 1].kept = True
        elif run.kind is Kind.QUOTE:
            if run.introduced:
                run.kept = interleaved and number < last_own
                _cut_head(run.lines)
            else:
                run.kept = structured or number < last_own or _is_number_line(run)


def _cut_head(lines: list[reply_lines.Line]) -> None:
    """Drop the attribution (or separator) that stands inside a quote, at its top."""
    for _ in range(6):
        text = lines[0].text if lines else "-"
        if text and not (patterns.ORIGINAL.match(text) or reply_splitters.is_attribution(text, True)):
            return
        del lines[0]


def _speaks(run: Run) -> bool:
    return run.kind is Kind.OWN and reply_trim.says_something(run.lines)


def _is_interleaved(runs: list[Run]) -> bool:
    """The client answers between quotes: at least two quotes have own text after them."""
    answered = 0
    open_quote = False
    for run in runs:
        if run.kind is Kind.QUOTE:
            open_quote = True
        elif open_quote and _speaks(run):
            answered += 1
            open_quote = False
    return answered >= 2


def _is_number_line(run: Run) -> bool:
    """`> 50 people` on its own line is "more than fifty", not a quote."""
    filled = [line for line in run.lines if line.text]
    return len(filled) == 1 and bool(_NUMBER_FIRST.match(filled[0].raw))


def _lines_above(runs: list[Run]) -> list[reply_lines.Line]:
    found: list[reply_lines.Line] = []
    for run in runs:
        if run.kind is Kind.MARK:
            break
        if run.kind is Kind.OWN:
            found.extend(line for line in run.lines if line.text)
    return found[:40]


def _keeps_below(above: list[reply_lines.Line], run: Run) -> bool:
    """Unmarked text below an attribution stays when the client points at it: a forward, answers in the
    text.
    """
    words = " ".join(line.text for line in above)
    if run.forward:
        return not above or (len(words.split()) <= 25 and bool(patterns.POINTS_TO_FORWARD.search(words)))
    return bool(patterns.POINTS_INTO_QUOTE.search(words)) and len(words.split()) <= 60


def _joined(runs: list[Run]) -> str:
    lines = [_shown(run, line) for run in runs if run.kept for line in run.lines]
    return _stripped(lines) if any(_counts(run) for run in runs) else ""


def _shown(run: Run, line: reply_lines.Line) -> str:
    """A kept line of ours gets the mark that the client's program did not give it."""
    return "> " + line.raw if run.kind is Kind.QUOTE and line.text and not line.is_quoted else line.raw


def _counts(run: Run) -> bool:
    return run.kept and run.kind is not Kind.MARK and reply_trim.says_something(run.lines)


def _stripped(lines: list[str]) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _fallback(runs: list[Run], again: int) -> str:
    """What a reader takes for the message when nothing is new: text below an attribution, or the bare quote.

    A quote with its attribution and nothing else is an empty answer. `again`: attributions that may still
    be peeled.
    """
    for mark, run in itertools.pairwise(runs):
        if run.kind is Kind.BELOW and run.lines:
            peel = again > 0 and _is_attribution(mark)
            return read("\n".join(line.raw for line in run.lines), again=again - 1) if peel else ""
    bare = [line.raw for run in runs if run.kind is Kind.QUOTE and not run.introduced for line in run.lines]
    return _stripped(bare)


def _is_attribution(mark: Run) -> bool:
    return len(mark.lines) <= 4 and not any(
        patterns.LABEL.match(line.text) or patterns.ORIGINAL.match(line.text) for line in mark.lines
    )
