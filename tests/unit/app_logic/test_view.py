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


@pytest.mark.parametrize(
    ("named", "is_same"),
    [
        ("irina@client.example", True),
        ("irina@mail.client.example", True),
        ("irina@other.example", False),
        ("irina@client.example.evil.example", False),
        ("irina@gmail.com", False),
    ],
)
def test_a_referral_stays_within_the_company_by_its_registrable_domain(named: str, is_same: bool) -> None:
    assert view.is_same_company(ANNA, named) is is_same


@pytest.mark.parametrize(
    ("own", "named", "is_same"),
    [
        ("a@shop.co.uk", "b@mail.shop.co.uk", True),
        ("a@shop.co.uk", "b@other.co.uk", False),
        ("a@one.com.ru", "b@two.com.ru", False),
        ("a@one.narod.ru", "b@two.narod.ru", False),
        ("a@firm.onmicrosoft.com", "b@evil.onmicrosoft.com", False),
        ("a@gmail.com", "b@gmail.com", False),
        ("a@mail.ru", "b@bk.ru", False),
    ],
)
def test_neighbours_under_a_public_suffix_are_strangers(own: str, named: str, is_same: bool) -> None:
    person = builders.a_contact(addresses=(address.email(own),))
    assert view.is_same_company(person, named) is is_same
