"""Reads what a client typed in an answer, without the history below it.

`extract_reply` is the only entry. It is pure: no I/O, clock, randomness or log, and takes time linear in
the length of the mail. It works by the forms in which mail programs quote, in some twenty languages; it
does not understand the text, and it leaves hand-typed signatures in place. In doubt text stays: a lost word
of the client is worse than a line of history.
"""

from services.mail_worker import reply_html, reply_text


def extract_reply(body: str, kind: str = "text", sent: str | None = None) -> str:
    """The client's new text.

    `body`: decoded body of the mail, any length. `kind`: "text" or "html". `sent`: the text of our own last
    message in the thread, if known; lines that repeat it are quote even where nothing marks them.

    Answers typed between quoted lines are returned with the lines they answer, marked by `>`. A forwarded
    message stays when the client points at it or wrote nothing else. Returns "" for an empty answer; never
    raises for any body. Raises ValueError for another `kind`.
    """
    if kind not in ("text", "html"):
        raise ValueError(f"kind must be text or html, not {kind!r}")
    if kind == "text":
        return reply_text.read(body, sent)
    marked = reply_html.read(body)
    found = reply_text.read(marked, sent, structured=True)
    return reply_html.without_separators(found)
