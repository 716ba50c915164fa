"""Placeholders are put in once and never looked at again: what a client or a fact says is no template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.app_logic import wording

EVIL = ("{{7*7}}", "{{name}}", "{name.__class__}", "%(name)s", "${name}", "{{fact:price}}", "{% for x in y %}", "\\1")


@pytest.mark.parametrize("evil", EVIL)
def test_what_is_put_in_is_never_looked_at_again(evil: str) -> None:
    assert wording.fill("Hello {{name}}, {{price}}", {"name": evil, "price": evil}) == f"Hello {evil}, {evil}"


@pytest.mark.parametrize("evil", EVIL)
def test_a_name_is_greeted_and_not_carried_out(evil: str) -> None:
    for language in wording.LANGUAGES:
        said = wording.greeting(evil, language, "seed") + wording.at_company(evil, language)
        assert "49" not in said
        assert "{" not in said.replace("${", "").replace("{name.__class__}", "")


@given(st.text(max_size=200))
def test_any_value_comes_out_as_it_went_in(value: str) -> None:
    assert wording.fill("a{{x}}b", {"x": value}) == f"a{value}b"


def test_a_placeholder_without_a_value_is_an_error_and_no_silent_gap() -> None:
    with pytest.raises(KeyError):
        wording.fill("{{secret}}", {})
