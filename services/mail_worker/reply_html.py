"""Turns an HTML mail into text in which quotes are marked, so that `reply_text` can read it.

Pure. The recipe:
1. parse whatever comes (lxml), drop comments, scripts and everything a reader cannot see;
2. find the containers in which mail programs put a quote, and mark their lines with `>`;
3. put a separator line above what Outlook quotes without a container;
4. render to text (inscriptis); element trees too deep or too large for it are flattened first.

It does not decide what is the client's: answers typed between marked quotes must survive.
"""

import html
import itertools
import re
from collections.abc import Iterator

import inscriptis
import lxml.etree
from inscriptis import css_profiles, html_properties
from inscriptis.model import config, html_element

from services.mail_worker import reply_hidden

SEPARATOR = "-----Original Message-----"
_START, _END, _SPLIT = "\ue000", "\ue001", "\ue002"
_CONTROL = re.compile(f"[{_START}{_END}{_SPLIT}]")
# Our own marks, which no mail may bring along, and what XML 1.0 §2.2 cannot hold: lxml refuses to store it.
_UNFIT = re.compile(f"[{_START}{_END}{_SPLIT}\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG_NUMBER = re.compile(r"&#\w{9,}")  # no character has so long a number, and `int` refuses very long ones
_PIECES = re.compile(f"([{_START}{_END}{_SPLIT}])")
_MOST_ELEMENTS = 3_000  # inscriptis takes about 15 ms a thousand
_MOST_TAGS = 24_000  # text behind so many tags is taken without looking at the markup
_LATE = "late"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_MOST_QUOTES = 1_000  # quotes that are marked
_DEEPEST = 120  # it is recursive
_LONGEST_STYLE = 2_000
_LONGEST = 2_000_000  # characters of HTML that are parsed

_CONTAINER_CLASSES = re.compile(
    r"(?:^|\s)(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|mail-quote-collapse\S*"
    r"|skiff-mail-quote|hey_quote|missive_quote|front-blockquote|mailspring-quote|zoho_quote|wmQuote"
    r"|ms-outlook-mobile-reference-message|moz-email-headers-table|mcntmcntgmail_quote|mcntgmail_quote)(?:\s|$)",
    re.IGNORECASE,
)
_CONTAINER_IDS = re.compile(
    r"(?:x_)*(?:OLK_SRC_BODY_SECTION|yahoo_quoted_\w+|mail-app-auto-quote|composeWebView_previouse_content|isForwardContent"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|AOLMsgPart_\w+|quoted_text\w*)$"
)
_EVERYTHING_BELOW_IDS = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling|zwchr|divtagreplyforward)$", re.IGNORECASE
)
_ATTRIBUTION_CLASSES = re.compile(
    r"(?:^|\s)(?:moz-cite-prefix|gmail_attr|reply-header|quote-header)(?:\s|$)", re.IGNORECASE
)
_CITE_STYLE = re.compile(r"border-left\s*:(?!\s*(?:none|0))", re.IGNORECASE)
_FORWARD_START = re.compile(r"\s*-{5,12}\s*[^-]{5,60}-{5,12}")


def read(body: str) -> str:
    """The visible text of an HTML body; quoted lines begin with `>`. Never raises on malformed input."""
    content, late = _without_late_tags(_fit(body[:_LONGEST]))
    root = _parsed(content, late)
    if root is None:
        return ""
    path = _path_to_late(root) if late else []
    reply_hidden.drop(root)
    if late:
        _put_late(root, path, late)
    _mark(root)
    _tame(root)
    profile = css_profiles.STRICT_CSS_PROFILE | {"hr": html_element.HtmlElement(display=html_properties.Display.block)}
    settings = config.ParserConfig(css=profile)
    return _with_marks(inscriptis.Inscriptis(root, settings).get_text())


def without_separators(text: str) -> str:
    """Drop the separator lines that `read` put into quotes and that stayed with an answered quote."""
    return "\n".join(line for line in text.split("\n") if line.lstrip("> ") != SEPARATOR).strip("\n")


def _parsed(content: str, late: str) -> lxml.etree._Element | None:
    if not content.strip():
        return None
    parser = lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.etree.fromstring(content.encode("utf-8"), parser=parser)
    except lxml.etree.XMLSyntaxError:  # a document of white space and comments only
        root = None
    if root is None:
        return lxml.etree.Element("html") if late else None
    if any("depth" in error.message for error in parser.error_log):
        # libxml2 stops at some 2,000 levels and would lose what follows.
        for child in root:
            root.remove(child)
        lxml.etree.SubElement(root, "pre").text = _without_tags(content, "\n")
    elif "&#" in content:
        _drop_unfit(root)
    return root


def _fit(text: str) -> str:
    """The text without what a tree cannot hold; form feeds become the white space that they are."""
    return _UNFIT.sub("", text.replace("\x0c", " ").replace("\x0b", " "))


def _drop_unfit(root: lxml.etree._Element) -> None:
    """Take out what character references (`&#8;`, `&#xE000;`) brought into the tree behind our back."""
    for element in root.iter():
        if element.text and _UNFIT.search(element.text):
            element.text = _fit(element.text)
        if element.tail and _UNFIT.search(element.tail):
            element.tail = _fit(element.tail)


def _without_tags(content: str, between: str) -> str:
    return _fit(html.unescape(_LONG_NUMBER.sub(" ", _TAG.sub(between, content))))


def _without_late_tags(content: str) -> tuple[str, str]:
    """The markup that is looked at, with an element `late` at its end, and the bare text of what follows it."""
    *looked_at, behind = content.split("<", _MOST_TAGS)
    if len(looked_at) < _MOST_TAGS or "<" not in behind:
        return content, ""
    place = len(content) - len(behind) - 1
    return content[:place] + f"<{_LATE}>", _without_tags(content[place:], " ")


def _path_to_late(root: lxml.etree._Element) -> list[lxml.etree._Element]:
    """The element `late` and those around it, up to the root; [] where it stands in a comment or the like."""
    spots = list(root.iter(_LATE))
    return [spots[-1], *spots[-1].iterancestors()] if spots else []


def _put_late(root: lxml.etree._Element, path: list[lxml.etree._Element], late: str) -> None:
    """Put the text where it was cut off, so that a quote around it stays one; behind what is hidden, not in it."""
    lost = [n for n, (inner, outer) in enumerate(itertools.pairwise(path)) if inner.getparent() is not outer]
    place = lxml.etree.Element("span")
    place.text = late
    spot = path[lost[-1] + 1] if lost else path[0] if path else root
    if spot.getparent() is None:
        spot.append(place)
    else:
        place.tail, spot.tail = spot.tail, None
        spot.addnext(place)


# -- finding quotes


def _mark(root: lxml.etree._Element) -> None:
    """Put control characters around quotes; they become `>` marks when the text is there."""
    stack = [root]
    marked = 0
    while stack and marked < _MOST_QUOTES:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        found = _mark_one(element) if element.attrib or element.tag == "blockquote" else None
        marked += found is not None
        if not found:
            stack.extend(reversed(element))


def _mark_one(element: lxml.etree._Element) -> bool | None:
    """Mark an element if it holds a quote: True when nothing inside need be looked at, None when it holds
    none.
    """
    tag, identity, classes = element.tag, (element.get("id") or "")[:200], (element.get("class") or "")[:500]
    if tag == "blockquote":
        return _mark_blockquote(element, classes)
    if _ATTRIBUTION_CLASSES.search(classes) or _CONTAINER_IDS.match(identity):
        _enclose(element, introduced=True)
        return True
    zimbra = element.get("data-marker") == "__QUOTED_TEXT__"
    if zimbra or _EVERYTHING_BELOW_IDS.match(identity) or _is_outlook_head(element):
        if tag == "hr":
            element.addprevious(_marker(_SPLIT))
        else:
            _insert(element, 0, _SPLIT)
        return False
    return _mark_container(element, classes) if _CONTAINER_CLASSES.search(classes) else None


def _mark_blockquote(element: lxml.etree._Element, classes: str) -> bool | None:
    style = (element.get("style") or "")[:2000]
    cited = element.get("type") == "cite" or element.get("cite") or _CITE_STYLE.search(style)
    if not cited and re.search(r"border\s*:\s*(?:none|0)", style):
        return None  # text that the client indented
    alone = "gmail_quote" in classes and not _has_text_before(element)
    _enclose(element, introduced=(bool(cited) and "gmail_quote" not in classes) or alone)
    return True


def _has_text_before(element: lxml.etree._Element) -> bool:
    parent = element.getparent()
    above = parent is not None and (parent.text or "").strip()
    return bool(above) or element.getprevious() is not None


def _mark_container(element: lxml.etree._Element, classes: str) -> bool | None:
    """A quote container. Where it holds an attribution and a blockquote, answers below the latter are the
    client's.
    """
    head = "".join(_head_text(element))
    if _FORWARD_START.match(head):
        return None
    first = next(element.iter("blockquote"), None)
    if first is None or len(head) > 400 or "yahoo" in classes:
        _enclose(element, introduced=True)
        return True
    _insert(element, 0, _SPLIT + _START)
    first.addprevious(_marker(_END))
    return False


def _head_text(element: lxml.etree._Element) -> Iterator[str]:
    """Text pieces before the first blockquote inside, at most a few hundred characters of them."""
    length = 0
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        if event == "start" and node.tag == "blockquote":
            return
        text = node.text if event == "start" else (node.tail if node is not element else None)
        if text:
            length += len(text.strip())
            yield text
        if length > 500:
            return


def _is_outlook_head(element: lxml.etree._Element) -> bool:
    """The ruled-off block in which desktop Outlook writes From, Sent, To, Subject, whatever the language."""
    style = (element.get("style") or "")[:2000]
    if element.tag != "div" or not style or not re.search(r"border-top\s*:\s*(?:solid|#\w{3,6}\s+1)", style):
        return False
    head = "".join(_head_text(element))[:400]
    return bool(re.match(r"\s*[^\W\d_]{1,20}\s?:", head)) and head.count(":") >= 3


def _enclose(element: lxml.etree._Element, introduced: bool) -> None:
    element.addprevious(_marker(_SPLIT + _START if introduced else _START))
    closing = _marker(_END)
    closing.tail, element.tail = element.tail, None
    element.addnext(closing)


def _insert(element: lxml.etree._Element, place: int, marks: str) -> None:
    marker = _marker(marks)
    marker.tail, element.text = element.text, None
    element.insert(place, marker)


def _marker(marks: str) -> lxml.etree._Element:
    marker: lxml.etree._Element = lxml.etree.Element("div")
    marker.text = marks
    return marker


def _with_marks(text: str) -> str:
    """Replace control characters by `>` at the lines they enclose."""
    lines: list[str] = []
    depth = 0
    introduced = False
    for line in re.sub(r"\n(?:[ \t]{0,200}\n){4,}", "\n\n\n", text).split("\n"):
        pieces = _PIECES.split(line) if _CONTROL.search(line) else [line]
        for piece in pieces:
            if piece == _SPLIT:
                introduced = True
            elif piece == _START:
                depth += 1
                if introduced and depth == 1:
                    lines.append("> " + SEPARATOR)
                introduced = False
            elif piece == _END:
                depth = max(0, depth - 1)
            elif piece.strip() or len(pieces) == 1:
                if introduced:
                    lines.append(SEPARATOR)
                    introduced = False
                lines.append(">" * min(depth, 9) + " " * bool(depth) + (piece.strip() if depth else piece.rstrip()))
    return "\n".join(lines)


# -- keeping inscriptis from drowning


def _tame(root: lxml.etree._Element) -> None:
    """Flatten what is nested too deep, and everything after the first thousands of elements."""
    stack = [(root, 0)]
    count = 0
    while stack:
        element, depth = stack.pop()
        count += 1
        if count > _MOST_ELEMENTS:
            _flatten_rest(root, element)
            return
        if len(element.get("style", "")) > _LONGEST_STYLE:
            del element.attrib["style"]  # it reads every declaration; what hides and what quotes is known by now
        if depth >= _DEEPEST and len(element):
            text = "".join(_plain(element))
            tail = element.tail
            element.clear()
            element.tag, element.text, element.tail = "pre", text, tail
            continue
        stack.extend((child, depth + 1) for child in reversed(element))


def _flatten_rest(root: lxml.etree._Element, first: lxml.etree._Element) -> None:
    """Replace `first` and all that follows it in the document by its text."""
    pieces: list[str] = []
    node, start = first, True
    while node is not root and (parent := node.getparent()) is not None:
        if not start:
            pieces.append(node.tail or "")
            node.tail = None
        place = parent.index(node) + (0 if start else 1)
        for sibling in parent[place:]:
            pieces.extend(_plain(sibling))
            pieces.append(sibling.tail or "")
        del parent[place:]
        node, start = parent, False
    rest = lxml.etree.SubElement(root, "pre")
    rest.text = "".join(pieces)


_BLOCKS = {
    "div",
    "p",
    "br",
    "tr",
    "li",
    "table",
    "blockquote",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "ul",
    "ol",
}


def _plain(element: lxml.etree._Element) -> Iterator[str]:
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        block = node.tag in _BLOCKS
        if event == "start":
            yield ("\n" if block else "") + (node.text or "")
        else:
            yield ("\n" if block and node.tag != "br" else "") + ((node.tail or "") if node is not element else "")
