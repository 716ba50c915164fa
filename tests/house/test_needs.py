"""A test that needs a server is skipped with a reason on a bare machine and counted; CI is told apart."""

import pytest

from tests import needs


@pytest.mark.parametrize(
    ("environment", "expected"), [({}, False), ({"CI": ""}, False), ({"CI": "false"}, False), ({"CI": "true"}, True)]
)
def test_ci_is_what_says_so(environment: dict[str, str], expected: bool) -> None:
    assert needs.is_ci(environment) is expected


def test_what_was_used_and_what_was_missing_is_told() -> None:
    tally = needs.Tally()
    answers = {"mongo": None, "mail": "dovecot is not installed"}
    assert tally.reason_against((), answers.__getitem__) is None
    assert tally.reason_against(("mongo",), answers.__getitem__) is None
    for _ in range(2):
        reason = tally.reason_against(("mongo", "mail"), answers.__getitem__)
        assert reason == "needs mail: dovecot is not installed"
    assert tally.lines() == ["mongo: used by 1 tests", "mail: 2 tests went without it: dovecot is not installed"]


def test_an_unknown_server_is_a_mistake_of_the_test() -> None:
    with pytest.raises(KeyError):
        needs.missing("mainframe")
