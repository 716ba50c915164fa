"""Hostile input: a megabyte of anything is read within a second, and nothing makes the extractor raise."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.mail_worker import reply

_MEGABYTE = 1_000_000
_LIMIT_S = 1.0  # processor time, so that a busy machine does not fail the test


def _filled(piece: str) -> str:
    return (piece * (_MEGABYTE // len(piece) + 1))[:_MEGABYTE]


_TEXTS = {
    "20,000 quoted lines": "> a quoted line of the usual length, more or less\n" * 20_000,
    "lines that begin like attributions": "On Wed, Apr 30, 2025 at 3:19 PM Maria\n" * 3_000,
    "the word On": _filled("On\n"),
    "spaces": " " * 50_000 + "x",
    "a megabyte of spaces": " " * _MEGABYTE,
    "header lines": "From: x\n" * 2_000,
    "header lines with addresses": _filled("From: a@b.example\nTo: x\n"),
    "one line": _filled("word "),
    "one word": "a" * _MEGABYTE,
    "short lines": _filled("a\n"),
    "blank lines": "\n" * _MEGABYTE,
    "carriage returns": "\r" * _MEGABYTE,
    "quote marks": ">" * _MEGABYTE,
    "empty quotes": _filled(">\n"),
    "underscores": "_" * _MEGABYTE,
    "ruled lines": _filled("____\n"),
    "signature marks": _filled("x\n-- \n"),
    "addresses": _filled("a@b.example\n"),
    "dates": _filled("1.1.2025 12:00 Иван\n"),
    "verbs": _filled("X wrote:\n"),
    "phone footers": _filled("Sent from my iPhone\n"),
    "gateway warnings": _filled("CAUTION: external sender\n"),
    "legal footers": _filled("This message is\n\n"),
    "separators": _filled("-----Original Message-----\n"),
    "quote and answer in turn": _filled("Hello\n> q\n"),
    "wrapped quotes": _filled("> aaaa aaaa aaaa aaaaa aaaaaaaaaaaaaa aaaaaaaaaaaaaaaa aaa aaaa\nb\n"),
    "invisible characters": "\u200b" * _MEGABYTE,
}
_PAGES = {
    "open divs": _filled("<div>"),
    "open blockquotes": _filled("<blockquote type=cite>a"),
    "open quote containers": _filled("<div class=gmail_quote>a"),
    "open tables": _filled("<table><tr><td>"),
    "many divs": _filled("<div>a</div>"),
    "many breaks": _filled("a<br>"),
    "many paragraphs": _filled("<p>"),
    "many tables": _filled("<table><tr><td>a</td></tr></table>"),
    "many cells": "<table><tr>" + _filled("<td>a"),
    "many hidden": _filled('<b style="display:none">x</b>a'),
    "many quotes": _filled("<blockquote>a</blockquote>b"),
    "many containers": _filled("<div class=gmail_quote>On x <blockquote>a</blockquote></div>"),
    "many rules": _filled("<hr id=stopSpelling>"),
    "angle brackets": "<" * _MEGABYTE,
    "ampersands": "&" * _MEGABYTE,
    "open comments": _filled("<!--"),
    "a long style": '<div style="' + _filled("a:b;") + '">x</div>',
    "a long style sheet": "<style>" + _filled(".a{color:red}") + "</style>x",
    "no tags": _filled("word "),
    "nothing": "\x00" * _MEGABYTE,
}


def _seconds(body: str, kind: str, sent: str | None = None) -> float:
    started = time.process_time()
    reply.extract_reply(body, kind=kind, sent=sent)
    return time.process_time() - started


@pytest.mark.parametrize("name", _TEXTS)
def test_a_megabyte_of_hostile_text_is_read_within_a_second(name: str) -> None:
    assert _seconds(_TEXTS[name], "text") < _LIMIT_S


@pytest.mark.parametrize("name", _PAGES)
def test_a_megabyte_of_hostile_html_is_read_within_a_second(name: str) -> None:
    assert _seconds(_PAGES[name], "html") < _LIMIT_S


@pytest.mark.parametrize("name", ["short lines", "one line", "20,000 quoted lines", "quote and answer in turn"])
def test_comparing_with_our_own_message_stays_fast(name: str) -> None:
    sent = "Мы проводим аудит складов за одну неделю.\n" * 500
    assert _seconds(_TEXTS[name], "text", sent) < _LIMIT_S


def test_words_below_twenty_thousand_quoted_lines_are_not_lost() -> None:
    body = "On Mon, Mar 3, 2025 at 9:41 AM, Ian wrote:\n" + _TEXTS["20,000 quoted lines"] + "\nYes, go ahead.\n"
    assert reply.extract_reply(body) == "Yes, go ahead."


def test_words_behind_very_deep_html_are_not_lost() -> None:
    assert "Yes" in reply.extract_reply("<div>" * 5_000 + "Yes" + "</div>" * 5_000, kind="html")


def test_words_behind_very_many_elements_are_not_lost() -> None:
    assert "the end" in reply.extract_reply("<div>a</div>" * 60_000 + "<p>the end</p>", kind="html")


_PIECES = st.sampled_from(
    [
        "Yes.",
        "Нет, спасибо",
        "> quoted",
        ">> deeper",
        "On Mon, Mar 3, 2025 at 9:41 AM, Ian <i@n.example> wrote:",
        "03.03.2025 09:41, Игорь пишет:",
        "От: Игорь <l@s.example>",
        "Отправлено: 3 марта 2025 г. 9:41",
        "Кому: Денис",
        "Тема: Аудит",
        "-----Original Message-----",
        "-- ",
        "________",
        "Sent from my iPhone",
        "",
        "<div>",
        "</div>",
        "<blockquote type=cite>",
        '<div class="gmail_quote">',
        "<p hidden>",
        "&gt;",
        "\x08",
        "&#8;",
        "&#xFFFF;",
        "&#xE000;",
    ]
)
_MAIL = st.lists(st.one_of(_PIECES, st.text(max_size=30)), max_size=25).map("\n".join)


@settings(max_examples=300, deadline=None)
@example(body='<div class="gmail_quote">\n\x08\n<blockquote type=cite>', kind="html", sent=None)
@given(body=_MAIL, kind=st.sampled_from(["text", "html"]), sent=st.one_of(st.none(), _MAIL))
def test_no_mail_makes_the_extractor_raise(body: str, kind: str, sent: str | None) -> None:
    assert isinstance(reply.extract_reply(body, kind=kind, sent=sent), str)


# What XML cannot hold, as a character and as a reference that the parser resolves behind our back.
_UNFIT = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]
_PLACES = {
    "a quote container": '<div class="gmail_quote">{}<blockquote type=cite>a</blockquote></div>Yes, go ahead.',
    "behind a quote": "<blockquote type=cite>a</blockquote>{} Yes, go ahead.",
    "markup too deep": "<div>" * 5_000 + "{} Yes, go ahead." + "</div>" * 5_000,
    "deep markup": "<div>" * 200 + "{} Yes, go ahead." + "</div>" * 200,
    "very many elements": "<b>a</b>" * 3_000 + "<p>{} Yes, go ahead.",
}


@pytest.mark.parametrize("form", ["the character", "a reference"])
@pytest.mark.parametrize("place", _PLACES)
def test_characters_that_xml_cannot_hold_cost_no_word(place: str, form: str) -> None:
    unfit = "".join(chr(code) if form == "the character" else f"&#{code};" for code in _UNFIT)
    assert "Yes, go ahead." in reply.extract_reply(_PLACES[place].format(unfit), kind="html")


def test_a_number_that_is_no_characters_costs_no_word() -> None:
    body = "<div>" * 5_000 + "&#" + "1" * 5_000 + "; Yes, go ahead."
    assert "Yes, go ahead." in reply.extract_reply(body, kind="html")


def test_a_mail_cannot_bring_our_own_marks_of_quotes_along() -> None:
    for mark in ("\ue002\ue000", "&#xE002;&#xE000;", "&#57346;&#57344;"):
        assert reply.extract_reply(f"<p>{mark}Please stop writing</p>", kind="html") == "Please stop writing"


@settings(max_examples=200, deadline=None)
@given(
    own=st.lists(
        st.text(alphabet=st.characters(whitelist_categories=["L"]), min_size=1, max_size=12), min_size=1, max_size=12
    ),
    quoted=st.lists(st.text(alphabet="abc xyz", max_size=40), max_size=8),
)
def test_plain_words_above_a_marked_quote_always_come_back(own: list[str], quoted: list[str]) -> None:
    words = " ".join(own)
    history = "\n".join("> " + line for line in quoted) or "> old"
    body = f"{words}\n\nOn Mon, Mar 3, 2025 at 9:41 AM, Ian <i@n.example> wrote:\n\n{history}\n"
    assert reply.extract_reply(body) == words


def test_another_kind_of_body_is_refused() -> None:
    with pytest.raises(ValueError, match="rtf"):
        reply.extract_reply("x", kind="rtf")
