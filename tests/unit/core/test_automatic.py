"""Automatic mail: whom a hard bounce speaks of."""

import pytest

from services.core.domain import address
from services.core.domain.automatic import Automatic, AutomaticKind


@pytest.mark.parametrize(
    ("dead", "is_about"),
    [
        ((), True),
        (("anna@client.example",), True),
        (("Anna+x@Client.Example", "other@client.example"), True),
        (("other@client.example",), False),
        (("no address at all",), False),
    ],
)
def test_a_bounce_speaks_of_the_dead_or_of_everybody(dead: tuple[str, ...], is_about: bool) -> None:
    bounce = Automatic(kind=AutomaticKind.BOUNCE, hard=True, hard_recipients=dead)
    assert bounce.is_about(address.email("anna@client.example")) is is_about
