"""Addresses: what is one, what is not, and when two are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.core.domain import address


@pytest.mark.parametrize(
    ("value", "base"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  Anna.B@Example.ORG ", "anna.b@example.org"),
        ("anna+news@example.org", "anna@example.org"),
        ("anna+a+b@example.org", "anna@example.org"),
        ("+tag@example.org", "+tag@example.org"),
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"),
        ("anna@ПРИМЕР.РФ", "anna@xn--e1afmkfd.xn--p1ai"),
        ("anna@xn--e1afmkfd.xn--p1ai", "anna@xn--e1afmkfd.xn--p1ai"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna@example.org.", "anna@example.org"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("анна@example.org", "анна@example.org"),
        ("a@b.c", "a@b.c"),
    ],
)
def test_an_email_address_has_one_form_for_comparing(value: str, base: str) -> None:
    found = address.email(value)
    assert (found.base, found.value, found.key) == (base, value.strip(), f"email:{base}")
    assert found.domain == base.rpartition("@")[2]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@localhost",
        "anna@example..org",
        "anna@-example.org",
        "anna@exam ple.org",
        "an na@example.org",
        "anna@b@example.org",
        ".anna@example.org",
        "anna.@example.org",
        "an..na@example.org",
        "anna@example.org, boris@example.org",
        "Anna <anna@example.org>",
        "anna@example.org\r\nBcc: boris@example.org",
        '"anna"@example.org',
        "anna@[127.0.0.1]",
        f"{'a' * 65}@example.org",
        f"anna@{'a' * 64}.org",
        "anna\x00@example.org",
    ],
)
def test_what_is_not_one_email_address_is_refused_in_words(value: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        address.email(value)


@pytest.mark.parametrize(
    ("value", "base"),
    [
        ("@Anna_B", "@anna_b"),
        ("anna_b", "@anna_b"),
        ("https://t.me/Anna_B", "@anna_b"),
        ("+7 (903) 123-45-67", "+79031234567"),
        ("+79031234567", "+79031234567"),
        ("123456789", "123456789"),
        ("-1001234", "-1001234"),
    ],
)
def test_a_telegram_address_is_a_name_a_phone_or_a_number(value: str, base: str) -> None:
    found = address.telegram(value)
    assert (found.base, found.key, found.domain) == (base, f"telegram:{base}", "")


@pytest.mark.parametrize("value", ["", "@", "@abc", "@1anna", "@anna b", "anna@example.org", "+7", "@" + "a" * 33])
def test_what_is_no_telegram_address_is_refused_in_words(value: str) -> None:
    with pytest.raises(ValueError, match="is not a Telegram address"):
        address.telegram(value)


@pytest.mark.parametrize(("value", "is_one"), [("visitor-1234", True), ("short", False), ("with blank 1", False)])
def test_a_web_visitor_has_a_plain_id(value: str, is_one: bool) -> None:
    if is_one:
        assert address.Address(channel=address.Channel.WEB, value=value).base == value
    else:
        with pytest.raises(ValueError, match="web visitor"):
            address.Address(channel=address.Channel.WEB, value=value)


@given(some.text(max_size=200))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    for make in (address.email, address.telegram):
        try:
            found = make(text)
        except ValueError:
            continue
        assert found.base
        assert "\n" not in found.base
        assert make(found.base).base == found.base


def test_a_long_hostile_text_is_refused_at_once() -> None:
    for hostile in ("a" * 1_000_000, "a@" * 500_000, "+" + "7 " * 500_000, "a." * 500_000 + "@b.c"):
        for make in (address.email, address.telegram):
            with pytest.raises(ValueError):
                make(hostile)
