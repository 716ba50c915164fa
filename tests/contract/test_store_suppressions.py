"""Suppressions on both engines: keyed hashes, the canary, rotation, and what may be lifted."""

import contextlib
import uuid

import pytest

from services.core import errors
from services.core.domain import address, conversation, outbox_item, suppression
from services.core.domain.suppression import Reason
from services.core.store import silence
from services.core.store.database import Database
from services.core.store.suppressions import Suppressions
from tests.builders import NOW, SUPPRESSION_KEYS, a_contact, a_conversation, an_item, later

ANNA = address.email("anna@client.example")
NEW_KEY = ("key2", b"the key after the rotation, for tests")


def with_keys(database: Database, *keys: tuple[str, bytes]) -> Suppressions:
    """The same collection, seen with other keys."""
    return Suppressions(database.suppressions._collection, keys)


async def test_an_address_is_silent_in_every_spelling(database: Database) -> None:
    assert await database.suppressions.add(ANNA, Reason.STOP, NOW, by="anna")
    assert not await database.suppressions.add(ANNA, Reason.BOUNCE, later(days=1))
    for spelling in ("Anna@Client.Example", "anna+x@client.example"):
        found = await database.suppressions.of(address.email(spelling))
        assert found is not None
        assert (found.reason, found.at, found.by) == (Reason.STOP, NOW, "anna")
    assert await database.suppressions.of(address.email("other@client.example"), address.telegram("@anna")) is None
    assert await database.suppressions.of() is None
    assert await database.suppressions.count() == 1


async def test_a_domain_silences_everybody_there_and_nobody_else(database: Database) -> None:
    assert await database.suppressions.add_domain("Почта.example", Reason.OPERATOR, NOW)
    assert not await database.suppressions.add_domain("xn--80a1acny.example", Reason.OPERATOR, NOW)
    assert await database.suppressions.of(address.email("x@почта.example")) is not None
    assert await database.suppressions.of(address.email("x@example.example")) is None


async def test_an_address_at_a_silent_domain_gets_a_record_of_its_own(database: Database) -> None:
    await database.suppressions.add_domain("client.example", Reason.OPERATOR, NOW)
    assert not await database.suppressions.has(ANNA)
    assert await database.suppressions.add(ANNA, Reason.STOP, NOW)
    assert await database.suppressions.has(ANNA)
    assert not await database.suppressions.add(ANNA, Reason.STOP, NOW)


async def test_nobodys_later_word_lifts_an_erasure(database: Database) -> None:
    for reason in (Reason.STOP, Reason.OPERATOR, Reason.BOUNCE):
        who = address.email(f"{reason}@client.example")
        await database.suppressions.add(who, reason, NOW)
        assert not await database.suppressions.add(who, Reason.ERASED, later(days=1), by="olga")
        found = await database.suppressions.of(who)
        assert found is not None
        assert found.reason is (Reason.BOUNCE if reason is Reason.BOUNCE else Reason.ERASED)
        assert found.at == NOW
        assert await database.suppressions.lift(who) == 0


async def test_what_a_consent_cannot_lift_is_known_before(database: Database) -> None:
    await database.suppressions.add(ANNA, Reason.STOP, NOW)
    assert await database.suppressions.beyond_lifting(ANNA) is None
    dead = address.email("dead@client.example")
    await database.suppressions.add(dead, Reason.BOUNCE, NOW)
    found = await database.suppressions.beyond_lifting(ANNA, dead)
    assert found is not None
    assert found.reason is Reason.BOUNCE
    await database.suppressions.add_domain("client.example", Reason.STOP, NOW)
    assert await database.suppressions.beyond_lifting(ANNA) is not None
    assert await database.suppressions.beyond_lifting() is None


async def test_the_collection_does_not_tell_who_asked_for_silence(database: Database) -> None:
    await database.suppressions.add(ANNA, Reason.STOP, NOW)
    records = await database.suppressions._collection.find({})
    assert not any("anna" in str(each) or "client.example" in str(each) for each in records)
    other = with_keys(database, ("key1", b"another secret under the same name"))
    assert await other.of(ANNA) is None


async def test_a_wrong_key_is_refused_at_the_start(database: Database) -> None:
    await database.suppressions.check_key(later(days=1))
    for keys in ((NEW_KEY,), (("key1", b"not the secret of key1 at all"),), (("other", SUPPRESSION_KEYS[0][1]),)):
        with pytest.raises(errors.WrongKey):
            await with_keys(database, *keys).check_key(NOW)


async def test_who_has_only_the_old_key_is_refused_after_a_rotation(database: Database) -> None:
    rotated = with_keys(database, NEW_KEY, *SUPPRESSION_KEYS)
    for _ in range(2):
        await rotated.check_key(NOW)
    for lacking in (SUPPRESSION_KEYS, (NEW_KEY,)):
        with pytest.raises(errors.WrongKey):
            await with_keys(database, *lacking).check_key(NOW)
    assert await rotated.count() == 0


async def test_suppressions_without_the_sign_of_a_key_are_refused(database: Database) -> None:
    await database.suppressions.add(ANNA, Reason.STOP, NOW)
    await database.suppressions._collection.delete({"canary": True})
    with pytest.raises(errors.WrongKey):
        await database.suppressions.check_key(NOW)


async def test_after_a_rotation_old_records_hold_and_new_ones_use_the_new_key(database: Database) -> None:
    await database.suppressions.add(ANNA, Reason.STOP, NOW)
    rotated = with_keys(database, NEW_KEY, *SUPPRESSION_KEYS)
    await rotated.check_key(NOW)
    assert await rotated.of(ANNA) is not None
    assert not await rotated.add(ANNA, Reason.STOP, NOW)
    boris = address.email("boris@client.example")
    await rotated.add(boris, Reason.STOP, NOW)
    found = await rotated.of(boris)
    assert found is not None
    assert found.id.startswith("key2:email:")
    assert await rotated.lift(ANNA) == 1
    assert await rotated.of(ANNA) is None


@pytest.mark.parametrize("reason", list(Reason))
async def test_only_a_persons_own_word_is_lifted(database: Database, reason: Reason) -> None:
    await database.suppressions.add(ANNA, reason, NOW)
    lifted = await database.suppressions.lift(ANNA)
    assert lifted == (1 if reason in (Reason.STOP, Reason.OPERATOR) else 0)
    assert (await database.suppressions.of(ANNA) is None) == bool(lifted)


async def test_silence_covers_addresses_conversations_and_what_is_queued(database: Database) -> None:
    addresses = (address.email("c1@client.example"), address.telegram("@anna"))
    person = a_contact(addresses=addresses)
    await database.contacts.add(person)
    for campaign in ("reviews", "other"):
        talk = a_conversation(id=f"c1.{campaign}", campaign=campaign)
        await database.conversations.start(talk)
    await database.outbox.add(an_item())
    for _ in range(2):  # told twice, it stays as it is
        await silence.silence_address(database, addresses[1], Reason.STOP, NOW, "the client")
    for each in addresses:
        assert await database.suppressions.of(each) is not None
    for talk in await database.conversations.of_contact("c1"):
        assert (talk.stage, talk.wake_at) == (conversation.Stage.STOPPED, conversation.NEVER)
        assert len(await database.events.of_conversation(talk.id)) == 1
    item = await database.outbox.get(an_item().id)
    assert item is not None
    assert item.state is outbox_item.State.CANCELLED


async def test_the_callers_own_conversation_is_left_to_the_caller(database: Database) -> None:
    await database.contacts.add(a_contact())
    await database.conversations.start(a_conversation())
    await silence.silence_contact(database, a_contact(), Reason.STOP, NOW, "the client", but="c1.reviews")
    talk = await database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.stage, talk.inbound_seq) == (conversation.Stage.NEW, 0)


async def test_somebody_unknown_can_be_silenced(database: Database) -> None:
    stranger = address.email(f"{uuid.UUID(int=7).hex}@elsewhere.example")
    with contextlib.suppress(errors.Duplicate):
        await silence.silence_address(database, stranger, suppression.Reason.COMPLAINT, NOW, "postmaster")
    found = await database.suppressions.of(stranger)
    assert found is not None
    assert found.reason is Reason.COMPLAINT
