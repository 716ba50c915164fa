"""The words and the looks of the console's pages, in Russian and English. Pure.

A page loads nothing from anywhere, runs no script, and repeats nothing of what was asked for.
"""

import base64
import enum
import hashlib
import html
import string

_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em;color:#222}"
    "button{font:inherit;padding:.6em 1.4em;border:0;border-radius:.4em;background:#1a5fb4;color:#fff;cursor:pointer}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGE = string.Template(
    '<!doctype html>\n<html lang="$language"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<title>$title</title><style>{_STYLE}</style></head>\n<body><h1>$title</h1><p>$text</p>$form</body></html>\n"
)
# An empty action is the page's own address, whatever stands before it in PUBLIC_URL.
_FORM = string.Template(
    '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
    '<button type="submit">$button</button></form>'
)


class Text(enum.StrEnum):
    """What a page says."""

    ASK = "ask"
    DONE = "done"
    WRONG = "wrong"
    LATER = "later"


_WORDS = {
    "ru": {
        Text.ASK: ("Отписаться", "Нажмите кнопку, и мы больше не будем вам писать."),
        Text.DONE: ("Готово", "Мы больше не будем вам писать. Эту страницу можно закрыть."),
        Text.WRONG: ("Ссылка не подходит", "Возможно, она скопирована не целиком. Ответьте на письмо словом «стоп»."),
        Text.LATER: ("Не получилось", "Попробуйте, пожалуйста, через минуту или ответьте на письмо словом «стоп»."),
    },
    "en": {
        Text.ASK: ("Unsubscribe", "Press the button and we will not write to you again."),
        Text.DONE: ("Done", "We will not write to you again. You can close this page."),
        Text.WRONG: (
            "This link does not work",
            "Perhaps it was not copied whole. Answer our mail with “stop” instead.",
        ),
        Text.LATER: ("This did not work", "Please try again in a minute, or answer our mail with “stop”."),
    },
}
_BUTTONS = {"ru": "Больше не писать мне", "en": "Do not write to me again"}


def page(text: Text, language: str) -> str:
    """The whole page, in `ru` or `en`."""
    title, words = _WORDS[language][text]
    form = _FORM.substitute(button=html.escape(_BUTTONS[language])) if text is Text.ASK else ""
    return _PAGE.substitute(language=language, title=html.escape(title), text=html.escape(words), form=form)


def language(accepted: str) -> str:
    """`ru` or `en`, whichever an Accept-Language header wants more (RFC 9110 §12.5.4); `en` when neither."""
    best, weight = "en", 0.0
    for each in accepted[:500].split(","):
        name, _, parameter = each.strip().partition(";")
        code = name.strip().lower().partition("-")[0]
        wanted = _weight(parameter)
        if code in _WORDS and wanted > weight:
            best, weight = code, wanted
    return best


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    if not key:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if key.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
