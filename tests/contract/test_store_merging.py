"""Merging and parting on both engines: one person, one conversation, one stop; broken off anywhere and repeated."""

import itertools

import pytest

from services.core import errors
from services.core.domain import address, contact, merger, message, suppression
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from services.core.store import database as store
from services.core.store import merging, parting, silence
from services.core.store.database import Database
from services.core.store.engine import Command
from tests.builders import (
    NOW,
    SUPPRESSION_KEYS,
    a_campaign,
    a_contact,
    a_conversation,
    a_message,
    an_account,
    an_item,
    later,
)

CHAT = address.telegram("4242")
MAIL = address.email("c1@client.example")


class Broken(Exception):
    """The process ends here."""


async def two_contacts(database: Database) -> None:
    """c1 by mail, one touch sent; c2 in a chat, which has written last and waits; each with an answer on its way."""
    await database.accounts.put(an_account())
    await database.campaigns.put(a_campaign(accounts=("main", "bot")))
    await database.contacts.add(a_contact(1, phone=""))
    await database.contacts.add(a_contact(2, addresses=(CHAT,), phone="+79031234567", basis=None))
    await database.conversations.start(a_conversation(1, stage=Stage.CONTACTED, touches=2, next_touch_at=later(days=3)))
    await database.conversations.start(
        a_conversation(
            2,
            stage=Stage.ENGAGED,
            channel="telegram",
            account="bot",
            inbound_seq=3,
            last_inbound_at=later(minutes=5),
            answer_to=CHAT,
            answers=1,
        )
    )
    await database.outbox.add(an_item(0, state=State.SENT, sent_at=NOW, attempts=1))
    await database.outbox.add(an_item(1))
    await database.messages.add(a_message(1, state=message.State.SETTLED, turn="c1.reviews:1"))
    in_chat = {"conversation": "c2.reviews", "contact": "c2", "channel": "telegram", "account": "bot", "sender": CHAT}
    await database.messages.add(a_message(2, **in_chat, state=message.State.SETTLED, turn="c2.reviews:4"))
    await database.messages.add(a_message(3, **in_chat, state=message.State.ROUTED))
    answer = {"id": "answer:c2.reviews:4:0", "kind": Kind.ANSWER, "cause": "c2.reviews:4", "inbound_seq": 3}
    await database.outbox.add(
        an_item(2, **answer, conversation="c2.reviews", contact="c2", account="bot", channel="telegram", to=CHAT)
    )


async def merged(database: Database, kept: str = "c1", given_up: str = "c2") -> contact.Contact:
    one, other = await database.contacts.get(kept), await database.contacts.get(given_up)
    assert one is not None
    assert other is not None
    return await merging.merge(database, one, other, later(hours=1), "olga", patience_s=5)


async def test_both_addresses_lead_to_one_person_with_what_either_had(database: Database) -> None:
    await two_contacts(database)
    await merged(database)
    for where in (MAIL, CHAT):
        person = await database.contacts.by_address(where)
        assert person is not None
        assert person.id == "c1"
        assert [each.key for each in person.addresses] == [MAIL.key, CHAT.key]
        assert (person.phone, person.basis) == ("+79031234567", a_contact(1).basis)
    with pytest.raises(errors.Duplicate):
        await database.contacts.add(a_contact(3, addresses=(CHAT,)))


async def test_one_conversation_of_a_campaign_goes_on_with_the_history_of_both(database: Database) -> None:
    await two_contacts(database)
    record = await merged(database)
    assert record.merge is not None
    assert record.merge.state is merger.State.DONE
    (talk,) = await database.conversations.of_contact("c1")
    assert (talk.id, talk.stage, talk.channel, talk.absorbed) == ("c2.reviews", "engaged", "telegram", ("c1.reviews",))
    assert talk.account_on(address.Channel.EMAIL) == "main"
    (old,) = await database.conversations.of_contact("c2")
    assert (old.id, old.stage, old.merged_into) == ("c1.reviews", Stage.MERGED, "c2.reviews")
    assert {each.id for each in await database.messages.of_conversation(talk.id)} == {"m1", "m2", "m3"}
    assert len(await database.outbox.of_conversation(talk.id)) == 3
    assert {each.contact for each in await database.messages.of_contact("c1")} == {"c1"}


async def test_what_waited_is_called_back_and_its_messages_are_answered_together(database: Database) -> None:
    await two_contacts(database)
    await merged(database)
    assert await database.outbox.in_states(State.QUEUED, State.LEASED) == []
    (talk,) = await database.conversations.of_contact("c1")
    assert talk.wake_at <= later(hours=1)
    for item in await database.outbox.in_states(State.CANCELLED):
        assert item.inbound_seq < talk.inbound_seq
        if item.kind is Kind.ANSWER:
            await database.messages.reopen(talk.id, item.cause)
    assert [each.id for each in await database.messages.unanswered(talk.id)] == ["m2", "m3"]


async def test_a_conversation_of_another_campaign_goes_over_as_it_is(database: Database) -> None:
    await two_contacts(database)
    await database.conversations.start(a_conversation(2, id="c2.spring", campaign="spring", stage=Stage.CONTACTED))
    await database.messages.add(a_message(9, conversation="c2.spring", contact="c2", sender=CHAT))
    await merged(database)
    talks = {each.campaign: each for each in await database.conversations.of_contact("c1")}
    assert (talks["spring"].id, talks["spring"].stage) == ("c2.spring", Stage.CONTACTED)
    assert [each.contact for each in await database.messages.of_conversation("c2.spring")] == ["c1"]


@pytest.mark.parametrize("stopped", ["c1", "c2"])
async def test_a_stop_on_either_is_a_stop_on_all(database: Database, stopped: str) -> None:
    await two_contacts(database)
    person = await database.contacts.get(stopped)
    assert person is not None
    await silence.silence_contact(database, person, suppression.Reason.STOP, NOW, "the client")
    await merged(database)
    for where in (MAIL, CHAT):
        found = await database.suppressions.of(where)
        assert found is not None
        assert found.reason is suppression.Reason.STOP
    (talk,) = await database.conversations.of_contact("c1")
    assert talk.stage is Stage.STOPPED
    assert await database.outbox.in_states(State.QUEUED, State.HELD) == []


async def test_a_dead_address_silences_itself_and_not_the_other(database: Database) -> None:
    await two_contacts(database)
    await database.suppressions.add(MAIL, suppression.Reason.BOUNCE, NOW)
    await merged(database)
    assert await database.suppressions.of(CHAT) is None
    assert await database.suppressions.of(MAIL) is not None


async def test_what_comes_late_to_the_one_that_was_taken_in_is_brought_over(database: Database) -> None:
    """A receiver had read the conversation before it was merged, and stores its message after."""
    await two_contacts(database)
    await merged(database)
    await database.messages.add(a_message(7))
    old, talk = await database.conversations.get("c1.reviews"), await database.conversations.get("c2.reviews")
    assert old is not None
    assert talk is not None
    assert await merging.bring_over(database, old, talk.contact, later(hours=2)) == 1
    (late,) = [each for each in await database.messages.of_conversation("c2.reviews") if each.id == "m7"]
    assert (late.contact, late.moved) == ("c1", ("c1.reviews",))
    woken = await database.conversations.get("c2.reviews")
    assert woken is not None
    assert woken.inbound_seq > talk.inbound_seq


async def test_taken_apart_each_has_what_was_theirs(database: Database) -> None:
    await two_contacts(database)
    await merged(database)
    # After the merge: a word in the chat, and one by mail.
    since = {"conversation": "c2.reviews", "contact": "c1", "arrived_at": later(hours=2)}
    await database.messages.add(a_message(5, **since))
    await database.messages.add(a_message(6, **since, channel="telegram", account="bot", sender=CHAT))
    await parting.unmerge(database, "c2", later(hours=3), "olga", patience_s=5)
    one, other = await database.contacts.get("c1"), await database.contacts.get("c2")
    assert one is not None
    assert other is not None
    assert (one.addresses, one.phone, one.borrowed) == ((MAIL,), "", ())
    assert (other.addresses, other.merged_into, other.merge) == ((CHAT,), "", None)
    assert (await database.contacts.by_address(CHAT)) == other
    (mine,), (theirs,) = [await database.conversations.of_contact(each) for each in ("c1", "c2")]
    assert (mine.id, mine.stage, mine.merged_into, mine.touches) == ("c1.reviews", Stage.CONTACTED, "", 2)
    assert (theirs.id, theirs.channel, theirs.absorbed) == ("c2.reviews", "telegram", ())
    assert {each.id for each in await database.messages.of_conversation("c1.reviews")} == {"m1", "m5"}
    assert {each.id for each in await database.messages.of_conversation("c2.reviews")} == {"m2", "m3", "m6"}
    assert {each.id for each in await database.messages.of_contact("c1")} == {"m1", "m5"}
    assert [each.conversation for each in await database.outbox.in_states(State.SENT)] == ["c1.reviews"]


async def test_a_stop_is_not_undone_by_taking_apart(database: Database) -> None:
    await two_contacts(database)
    await merged(database)
    person = await database.contacts.by_address(CHAT)
    assert person is not None
    await silence.silence_contact(database, person, suppression.Reason.STOP, later(hours=2), "the client")
    await parting.unmerge(database, "c2", later(hours=3), "olga", patience_s=5)
    for contact_id, where in (("c1", MAIL), ("c2", CHAT)):
        assert await database.suppressions.of(where) is not None
        (talk,) = await database.conversations.of_contact(contact_id)
        assert talk.stage is Stage.STOPPED


async def test_what_ended_meanwhile_leaves_the_other_one_to_a_person(database: Database) -> None:
    await two_contacts(database)
    await merged(database)
    await database.conversations.wake("c2.reviews", later(hours=2), {"stage": Stage.DECLINED})
    await parting.unmerge(database, "c2", later(hours=3), "olga", patience_s=5)
    mine = await database.conversations.get("c1.reviews")
    assert mine is not None
    assert mine.stage is Stage.HANDED_OFF


async def test_three_are_merged_in_a_row_and_taken_apart_from_the_last_one_on(database: Database) -> None:
    await two_contacts(database)
    await database.contacts.add(a_contact(3))
    await database.conversations.start(a_conversation(3, stage=Stage.ENGAGED, last_inbound_at=later(minutes=9)))
    await merged(database, "c2", "c1")
    await merged(database, "c3", "c2")
    (talk,) = await database.conversations.of_contact("c3")
    assert (talk.id, set(talk.absorbed)) == ("c3.reviews", {"c1.reviews", "c2.reviews"})
    assert len(await database.messages.of_conversation("c3.reviews")) == 3
    assert (await database.contacts.by_address(MAIL)) == await database.contacts.get("c3")
    with pytest.raises(errors.BadInput, match="since"):
        await parting.unmerge(database, "c1", later(hours=3), "olga", patience_s=5)
    await parting.unmerge(database, "c2", later(hours=3), "olga", patience_s=5)
    await parting.unmerge(database, "c1", later(hours=4), "olga", patience_s=5)
    for number, ids in ((1, {"m1"}), (2, {"m2", "m3"}), (3, set())):
        (own,) = await database.conversations.of_contact(f"c{number}")
        assert (own.id, own.merged_into, own.absorbed) == (f"c{number}.reviews", "", ())
        assert {each.id for each in await database.messages.of_conversation(own.id)} == ids


async def test_a_worker_at_work_is_waited_for_and_then_the_merge_is_repeated(database: Database) -> None:
    await two_contacts(database)
    claimed = await database.conversations.claim("worker", NOW, later(minutes=2))
    assert claimed is not None
    one, other = await database.contacts.get("c1"), await database.contacts.get("c2")
    assert one is not None
    assert other is not None
    with pytest.raises(errors.StoreUnavailable, match="busy"):
        await merging.merge(database, one, other, later(hours=1), "olga", patience_s=0.1)
    assert [each.id for each in await merging.broken_off(database, later(hours=2))] == ["c2"]
    await database.conversations.give_back(claimed.id, claimed.fence)
    record = await merging.finish(database, "c2", later(hours=2), patience_s=5)
    assert record.merge is not None
    assert record.merge.state is merger.State.DONE


@pytest.mark.parametrize(
    ("kept", "given_up", "kind"),
    [("c1", "c1", errors.BadInput), ("c2", "c3", errors.Duplicate), ("c3", "c2", errors.Duplicate)],
)
async def test_what_cannot_be_merged_is_refused_with_nothing_changed(
    database: Database, kept: str, given_up: str, kind: type[errors.AgentError]
) -> None:
    await two_contacts(database)
    await database.contacts.add(a_contact(3))
    await merged(database)
    before = await database.contacts.all()
    with pytest.raises(kind):
        await merged(database, kept, given_up)
    assert await database.contacts.all() == before


class Fuse:
    """Ends the process before its nth write."""

    def __init__(self) -> None:
        self.left: int | None = None

    def observe(self, command: Command) -> None:
        if self.left is None or command.verb not in ("insert", "update", "find_and_update", "delete"):
            return
        if self.left == 0:
            raise Broken
        self.left -= 1


COUNTED = {"fence", "lease_until", "lease_beat", "lease_owner", "inbound_seq", "reopened", "crashes"}


def essence(database: Database) -> dict[str, object]:
    """Everything but what counts claims and looks, and the line of the trail that a stop writes after the deed."""
    raw = database._client["sales_agent"]
    return {
        f"{name}/{each['_id']}": _uncounted(each)
        for name in raw.list_collection_names()
        for each in raw[name].find({})
        if ":silenced:" not in str(each["_id"])
    }


def _uncounted(value: object) -> object:
    if isinstance(value, dict):
        return {name: _uncounted(each) for name, each in value.items() if name not in COUNTED}
    return [_uncounted(each) for each in value] if isinstance(value, list) else value


async def _played(left: int, *, unmerges: bool, stopped: bool) -> tuple[dict[str, object], bool]:
    """Merge (and part) with a process that ends before its nth write and is repeated; whether it came that far."""
    fuse = Fuse()
    database = store.embedded(SUPPRESSION_KEYS, fuse.observe)
    await database.prepare(NOW)
    await two_contacts(database)
    await database.conversations.start(a_conversation(2, id="c2.spring", campaign="spring", stage=Stage.CONTACTED))
    if stopped:
        await database.suppressions.add(CHAT, suppression.Reason.STOP, NOW, "the client")
    was_broken = False
    for step in ("merge", "unmerge") if unmerges else ("merge",):
        fuse.left = left if step == ("unmerge" if unmerges else "merge") else None
        try:
            await _step(database, step)
        except Broken:
            was_broken, fuse.left = True, None
            await _step(database, step)
        fuse.left = None
    found = essence(database)
    assert [each for each in await database.conversations.held() if each.owner] == []
    await database.close()
    return found, was_broken


async def _step(database: Database, step: str) -> None:
    if step == "merge":
        await merged(database)
    else:
        given_up = await database.contacts.get("c2")
        if given_up is not None and given_up.merged_into:
            await parting.unmerge(database, "c2", later(hours=3), "olga", patience_s=5)


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("unmerges", [False, True])
async def test_killed_before_any_write_and_repeated_it_ends_the_same(unmerges: bool, stopped: bool) -> None:
    whole, _ = await _played(10_000, unmerges=unmerges, stopped=stopped)
    for left in itertools.count():
        found, was_broken = await _played(left, unmerges=unmerges, stopped=stopped)
        assert found == whole, f"killed before write {left}"
        if not was_broken:
            assert left > 15
            break
