"""Hostile input: the time grows with the mail and no faster, nothing is lost, and nothing makes the extractor raise."""

import functools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.mail_worker import reply
from tests import growth, hostile

_OURS = "Мы проводим аудит складов за одну неделю.\n" * 500


@pytest.mark.parametrize("name", hostile.REPLY_TEXTS)
def test_the_time_for_hostile_text_grows_no_faster_than_the_text(name: str) -> None:
    growth.check(reply.extract_reply, hostile.REPLY_TEXTS[name])


# Up to 24,000 tags this is one comment, which costs nothing; behind them it is text. Either side is held by itself.
_STEPS = {"open comments": ((3_000, 12_000, 48_000), (192_000, 768_000))}


@pytest.mark.parametrize("name", hostile.REPLY_PAGES)
def test_the_time_for_hostile_html_grows_no_faster_than_the_html(name: str) -> None:
    for sizes in _STEPS.get(name, (growth.SIZES,)):
        growth.check(functools.partial(reply.extract_reply, kind="html"), hostile.REPLY_PAGES[name], sizes=sizes)


@pytest.mark.parametrize("name", ["short lines", "one line", "quoted lines", "quote and answer in turn"])
def test_comparing_with_our_own_message_adds_no_growth(name: str) -> None:
    growth.check(functools.partial(reply.extract_reply, sent=_OURS), hostile.REPLY_TEXTS[name])


@pytest.mark.parametrize("piece", ["a\n", "word ", "a", "____ a\n", "Иван 12:00\n"])
def test_limits_lose_no_word_at_the_ends_or_in_the_middle_of_a_long_text(piece: str) -> None:
    half = piece * (hostile.MEGABYTE // 2 // len(piece))
    found = reply.extract_reply(f"The beginning.\n{half}\nThe middle.\n{half}\nThe end.\n")
    assert [words for words in ("The beginning.", "The middle.", "The end.") if words not in found] == []


@pytest.mark.parametrize("piece", ["a<br>", "<div>a</div>", "<p>a", "<b hidden>x</b>a", "<td>a", "word "])
def test_limits_lose_no_word_at_the_ends_or_in_the_middle_of_a_long_page(piece: str) -> None:
    half = piece * (hostile.MEGABYTE // 2 // len(piece))
    found = reply.extract_reply(f"<p>The beginning.</p>{half}<p>The middle.</p>{half}<p>The end.</p>", kind="html")
    assert [words for words in ("The beginning.", "The middle.", "The end.") if words not in found] == []


def test_a_quote_too_long_to_be_looked_at_stays_a_quote() -> None:
    quote = "<b>our own words</b><i hidden>x</i>" * 20_000
    body = f"<p>Yes, go ahead.</p><blockquote type=cite>{quote}</blockquote>"
    assert reply.extract_reply(body, kind="html") == "Yes, go ahead."


def test_words_below_twenty_thousand_quoted_lines_are_not_lost() -> None:
    body = (
        "On Mon, Mar 3, 2025 at 9:41 AM, Ian wrote:\n"
        + "> a quoted line of the usual length, more or less\n" * 20_000
        + "\nYes, go ahead.\n"
    )
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
