"""Sealed secrets open under our keys alone, survive a rotation, and are shown nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core import errors, settings
from services.core.domain.account import Secret
from services.core.seal import Seal

NEW, OLD = b"n" * 32, b"o" * 32
CANARY = "kanarejka-пароль"


@given(st.text(max_size=200))
def test_what_was_sealed_is_opened(text: str) -> None:
    ring = Seal((NEW,))
    assert ring.open(ring.seal(text)) == text


def test_the_same_secret_never_looks_the_same_and_shows_nothing() -> None:
    ring = Seal((NEW,))
    assert ring.seal(CANARY) != ring.seal(CANARY)
    assert CANARY not in ring.seal(CANARY)
    assert "nnnn" not in f"{ring!r}{ring}{ring.seal(CANARY)}"


def test_after_a_rotation_the_old_is_opened_and_the_new_key_seals() -> None:
    old = Seal((OLD,)).seal(CANARY)
    both = Seal((NEW, OLD))
    assert both.open(old) == CANARY
    assert not both.is_newest(old)
    fresh = both.seal(both.open(old))
    assert both.is_newest(fresh)
    assert Seal((NEW,)).open(fresh) == CANARY


def test_another_key_opens_nothing_and_says_how_to_mend_it() -> None:
    with pytest.raises(errors.BadSetting, match="another SECRET_KEY") as refused:
        Seal((NEW,)).open(Seal((OLD,)).seal(CANARY))
    assert "old key" in refused.value.hint


@pytest.mark.parametrize("spoil", [lambda s: s[:-2], lambda s: s[:-4] + "AAAA", lambda s: s + "é", lambda s: s[:12]])
def test_a_changed_text_is_refused_and_not_repeated(spoil: object) -> None:
    ring = Seal((NEW,))
    assert callable(spoil)
    spoilt = spoil(ring.seal(CANARY))
    with pytest.raises(errors.BadSetting, match="damaged") as refused:
        ring.open(spoilt)
    assert spoilt not in str(refused.value)


@pytest.mark.parametrize("text", ["", "v1", "v2.x.y", "plain", "..", "v1.00000000.AAAA"])
def test_what_no_seal_made_is_refused(text: str) -> None:
    with pytest.raises(errors.BadSetting):
        Seal((NEW,)).open(text)


def test_a_seal_needs_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Seal(())


def test_settings_reveal_a_sealed_secret_under_any_key_that_is_still_there() -> None:
    old = settings.load({"SECRET_KEY": "o" * 32})
    sealed = Secret(sealed=old.seal().seal(CANARY))
    assert old.reveal(sealed, {}) == CANARY
    assert settings.load({"SECRET_KEY": f"{'n' * 32}\n{'o' * 32}"}).reveal(sealed, {}) == CANARY
    for without in ({}, {"SECRET_KEY": "n" * 32}):
        with pytest.raises(errors.BadSetting):
            settings.load(without).reveal(sealed, {})
    assert CANARY not in f"{sealed!r} {sealed.model_dump_json()}"
    assert sealed.kept == "sealed"
