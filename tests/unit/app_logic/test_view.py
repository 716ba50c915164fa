"""What is known when a turn is decided: whose address a bounce calls dead."""

import pytest

from services.app_logic import view
from services.core.domain import address
from services.core.domain.automatic import Automatic, AutomaticKind
from tests import builders

ANNA = builders.a_contact(addresses=(address.email("anna@client.example"), address.email("a.petrova@client.example")))


@pytest.mark.parametrize(
    ("robot", "is_dead"),
    [
        (Automatic(kind=AutomaticKind.BOUNCE, hard=True, hard_recipients=("anna@client.example",)), True),
        (Automatic(kind=AutomaticKind.BOUNCE, hard=True, hard_recipients=("A.Petrova@client.example",)), True),
        (Automatic(kind=AutomaticKind.BOUNCE, hard=True), True),
        (Automatic(kind=AutomaticKind.BOUNCE, hard=True, hard_recipients=("colleague@client.example",)), False),
        (Automatic(kind=AutomaticKind.BOUNCE, recipients=("anna@client.example",)), False),
        (Automatic(kind=AutomaticKind.AUTO_REPLY, hard=True), False),
    ],
    ids=["hers", "her other one", "nobody's in particular", "a colleague's", "for now", "no bounce"],
)
def test_a_dead_address_is_one_of_the_contacts_own(robot: Automatic, is_dead: bool) -> None:
    assert view.is_dead(robot, ANNA) is is_dead
