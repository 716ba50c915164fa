"""The parameter of a link to our bot: made for one contact, and by nobody else."""

import re

import pytest

from services.core.domain import token

KEY, OLD = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("contact_id", ["c-anna", "c1", "c-0a1b2c3d4e", "c-tg-0123456789ab", "x" * 39])
def test_a_link_names_its_contact_and_fits(contact_id: str) -> None:
    made = token.start_parameter(KEY, contact_id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", made)
    assert token.started_by(KEY, made) == contact_id
    assert token.started_by((KEY, OLD), token.start_parameter(OLD, contact_id)) == contact_id


@pytest.mark.parametrize("contact_id", ["", "x" * 40, "a b", "a.b", "ян"])
def test_an_id_that_cannot_stand_in_a_link_is_refused(contact_id: str) -> None:
    with pytest.raises(ValueError, match="cannot stand"):
        token.start_parameter(KEY, contact_id)


@pytest.mark.parametrize(
    "parameter",
    ["", "-", "c-anna", "c-anna-", "c-anna-" + "a" * 24, token.start_parameter(OLD, "c-anna"), "я" * 64],
)
def test_what_we_did_not_make_names_nobody(parameter: str) -> None:
    assert token.started_by(KEY, parameter) is None


def test_an_unsubscribe_token_is_no_link() -> None:
    signed = token.sign(KEY, token.UNSUBSCRIBE, "c-anna")
    assert token.started_by(KEY, signed.replace(".", "-")) is None
