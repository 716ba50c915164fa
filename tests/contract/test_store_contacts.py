"""Contacts and enrolment on both engines: one person per address, all or nothing."""

import asyncio

import pytest

from services.core import errors
from services.core.domain import address, conversation, suppression
from services.core.store import enrolment
from services.core.store.database import Database
from tests.builders import NOW, a_campaign, a_contact, an_account, later


async def test_a_contact_comes_back_as_it_was_stored(database: Database) -> None:
    person = a_contact(created_at=later(microseconds=7000))
    await database.contacts.add(person)
    assert await database.contacts.get("c1") == person
    assert await database.contacts.get("c2") is None


async def test_no_two_contacts_share_an_address_in_any_spelling(database: Database) -> None:
    two = (address.email("c1@client.example"), address.telegram("@anna"))
    await database.contacts.add(a_contact(1, addresses=two))
    for number, spelling in enumerate((address.email("C1+news@CLIENT.example"), address.telegram("Anna")), start=2):
        others = (address.email(f"c{number}@client.example"), spelling)
        with pytest.raises(errors.Duplicate) as refused:
            await database.contacts.add(a_contact(number, addresses=others))
        assert refused.value.existing == "c1"
        assert await database.contacts.get(f"c{number}") is None


async def test_a_saved_contact_cannot_take_the_address_of_another(database: Database) -> None:
    await database.contacts.add(a_contact(1))
    await database.contacts.add(a_contact(2))
    with pytest.raises(errors.Duplicate):
        await database.contacts.save(a_contact(2, addresses=a_contact(1).addresses))
    assert await database.contacts.get("c2") == a_contact(2)


async def test_a_contact_is_found_by_every_address_and_by_domain(database: Database) -> None:
    person = a_contact(addresses=(address.email("anna@почта.example"), address.telegram("@anna")))
    await database.contacts.add(person)
    for each in (address.email("Anna+x@xn--80a1acny.example"), address.telegram("@ANNA")):
        assert await database.contacts.by_address(each) == person
    assert await database.contacts.at_domain("xn--80a1acny.example") == [person]
    assert await database.contacts.at_domain("other.example") == []


async def test_erased_contacts_free_their_addresses_and_do_not_collide(database: Database) -> None:
    for number in (1, 2):
        await database.contacts.add(a_contact(number))
        await database.contacts.save(a_contact(number, erased=True))
    await database.contacts.add(a_contact(3, addresses=a_contact(1).addresses))
    assert await database.contacts.by_address(address.email("c1@client.example")) is not None


async def test_contacts_are_listed_newest_first_and_by_time(database: Database) -> None:
    for number in (1, 2, 3):
        await database.contacts.add(a_contact(number, created_at=later(hours=number)))
    assert [each.id for each in await database.contacts.all(limit=2)] == ["c3", "c2"]
    found = await database.contacts.created_between(later(hours=1), later(hours=3))
    assert sorted(each.id for each in found) == ["c1", "c2"]


async def test_of_many_who_add_the_same_address_at_once_one_wins(database: Database) -> None:
    shared = a_contact(1).addresses
    attempts = [database.contacts.add(a_contact(number, addresses=shared)) for number in range(10)]
    ended = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(each is None for each in ended) == 1
    assert sum(isinstance(each, errors.Duplicate) for each in ended) == 9


async def test_enrolling_starts_a_conversation_that_is_due(database: Database) -> None:
    await database.accounts.put(an_account())
    talk = await enrolment.enrol(database, a_contact(), a_campaign(), NOW)
    assert (talk.stage, talk.wake_at, talk.account) == (conversation.Stage.NEW, NOW, "main")
    assert await database.conversations.get(talk.id) == talk
    assert [each["kind"] for each in await database.events.of_conversation(talk.id)] == ["added"]


async def test_without_a_basis_the_conversation_is_held_for_ever(database: Database) -> None:
    await database.accounts.put(an_account())
    talk = await enrolment.enrol(database, a_contact(basis=None), a_campaign(), NOW)
    assert (talk.stage, talk.wake_at) == (conversation.Stage.HELD, conversation.NEVER)
    assert await database.conversations.claim("w", later(days=3650), later(days=3650)) is None


async def test_somebody_silenced_is_not_enrolled_and_nothing_is_stored(database: Database) -> None:
    await database.accounts.put(an_account())
    await database.suppressions.add_domain("client.example", suppression.Reason.OPERATOR, NOW)
    with pytest.raises(errors.Suppressed):
        await enrolment.enrol(database, a_contact(), a_campaign(), NOW)
    assert await database.contacts.all() == []
    assert await database.conversations.all() == []


async def test_a_restart_begins_a_new_round_and_is_due_at_once(database: Database) -> None:
    await database.accounts.put(an_account())
    talk = await enrolment.enrol(database, a_contact(), a_campaign(), NOW)
    await database.suppressions.add(a_contact().addresses[0], suppression.Reason.STOP, NOW)
    with pytest.raises(errors.Suppressed):
        await enrolment.restart(database, a_contact(), None, NOW, "olga")
    [again] = await enrolment.restart(database, a_contact(), a_contact().basis, later(days=1), "olga")
    assert (again.round, again.inbound_seq) == (talk.round + 1, talk.inbound_seq + 1)
    assert (again.stage, again.wake_at) == (conversation.Stage.NEW, later(days=1))
    assert await database.suppressions.of(a_contact().addresses[0]) is None
