"""Empties the parts of an HTML tree that a reader of the mail does not see.

Pure except that the given tree is changed. Hidden by: tag (script, style), `hidden`, display, visibility,
opacity, size zero, place off the screen, text in the colour of its white background, classes that the
mail's own style sheet hides. Text hidden by other means (images, scripts, media queries) is not found.
"""

import re

import lxml.etree

_TAGS = {
    "script",
    "style",
    "template",
    "title",
    "object",
    "embed",
    "applet",
    "select",
    "svg",
    "head",
    "noembed",
    "noframes",
}
_HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0?\.?0*(?:;|!|$)"
    r"|font-size:(?:0|0?\.\d{1,9}|1(?:\.0{1,9})?)(?:px|pt|em|rem|%)?(?:;|!|$)(?<!1em;)(?<!1em)(?<!1rem)(?<!1rem;)"
    r"|font:0(?:px|pt)?[/\s]|max-height:0(?:px|pt)?(?:;|!|$)|max-width:0(?:px|pt)?(?:;|!|$)"
    r"|text-indent:-\d{3,6}|(?:left|top|right):-\d{3,6}|margin-left:-\d{3,6}|clip:rect\(0)"
)
_NO_EXTENT = re.compile(r"(?:^|;)(?:height|width):0(?:px|pt)?(?:;|!|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]{1,60})")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color|-image)?:([^;!]{1,200})")
_WHITE = re.compile(
    r"(?:white|#fff(?:fff)?(?:ff)?|#f[c-f]f[c-f]f[c-f]|#fe(?:fe){2}|rgba?\(25[2-5],25[2-5],25[2-5](?:,[\d.]{1,5})?\))$"
)
_UNSEEN = re.compile(r"(?:transparent|rgba\(\d{1,3},\d{1,3},\d{1,3},0(?:\.0{1,4})?\)|#[0-9a-f]{6}00)$")
_PLAIN = re.compile(r"(?:none|inherit|initial|transparent|unset|0(?:\s0){0,3}|white|#fff(?:fff)?)")
_CLASS_RULE = re.compile(r"\.([\w-]{1,60})\s{0,5}\{([^{}]{0,600})\}")
_LONGEST_STYLE = 50_000


def drop(root: lxml.etree._Element) -> None:
    """Empty every element that cannot be seen; its tail (the text behind it) stays."""
    classes = _hidden_classes(root)
    stack: list[tuple[lxml.etree._Element, bool]] = [(root, False)]
    while stack:
        element, dark = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _TAGS:
            element.clear(keep_tail=True)
            continue
        if element.attrib:
            style = _squeezed(element.get("style"))
            dark = _is_dark(element, style, dark)
            if _is_hidden(element, style, classes, dark):
                element.clear(keep_tail=True)
                continue
        stack.extend((child, dark) for child in element)


def _squeezed(style: str | None) -> str:
    return re.sub(r"\s*([:;,(])\s*", r"\1", style[:2000].lower().strip()) if style else ""


def _is_hidden(element: lxml.etree._Element, style: str, classes: set[str], dark: bool) -> bool:
    if "hidden" in element.attrib:
        return True
    if classes and classes & set((element.get("class") or "")[:500].split()):
        return True
    if style and _HIDING.search(style):
        return element.tag not in ("body", "html")
    if style and "overflow:hidden" in style and _NO_EXTENT.search(style):
        return True
    return not dark and element.tag not in ("body", "html") and _is_white_text(element, style)


def _is_white_text(element: lxml.etree._Element, style: str) -> bool:
    found = _COLOUR.search(style)
    colour = found.group(1).strip() if found else (element.get("color") or "").strip().lower()
    return bool(_UNSEEN.match(colour) or _WHITE.match(colour))


def _is_dark(element: lxml.etree._Element, style: str, dark: bool) -> bool:
    """Whether the background under the element is something else than white."""
    found = _BACKGROUND.search(style)
    value = found.group(1).strip() if found else (element.get("bgcolor") or element.get("background") or "").lower()
    if not value:
        return dark
    if _PLAIN.match(value) or _WHITE.match(value):
        return dark and not _WHITE.match(value)
    return True


def _hidden_classes(root: lxml.etree._Element) -> set[str]:
    """Classes with `display: none` in the mail's own style sheet, outside of media queries."""
    hidden: set[str] = set()
    for sheet in root.iter("style"):
        text = (sheet.text or "")[:_LONGEST_STYLE].lower().split("@media")[0]
        for name, rules in _CLASS_RULE.findall(text):
            squeezed = _squeezed(rules)
            if _HIDING.search(squeezed):
                hidden.add(name)
    return hidden
