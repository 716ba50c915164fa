"""A demo from the question to the reminder, by mail: chosen, confirmed, invited, answered, moved, called off."""

import datetime
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rich.console import Console

from services.cli import calling, main
from services.core.domain.conversation import Stage
from services.core.domain.meeting import Answer, Meeting, State
from services.core.domain.outbox_item import Kind
from tests.flow import calendar_peer as peer
from tests.flow import scene as scenes
from tests.flow.scene import AGENT, Client, Scene, Seen

# Thursday, 15:00 in Moscow.
THURSDAY = datetime.datetime(2026, 11, 26, 12, 0, tzinfo=datetime.UTC)


async def orders(scene: Scene, line: str) -> tuple[int, Any]:
    """What a line of `sales-agent meetings …` gives: exit code and JSON."""
    printed = io.StringIO()
    out = Console(file=printed, width=10_000)
    code = await calling.call_line(main.app, "sales-agent", f"{line} --json", scene.database, scene.clock, out, "olga")
    await scene.stage.settle()
    return code, json.loads(printed.getvalue())


async def meeting_of(scene: Scene, client: Client) -> Meeting:
    """The meeting of a client's conversation."""
    found = await scene.database.slots.get((await scene.talk(client)).id)
    assert found is not None
    return found


async def chooses(scene: Scene, words: str = "Давайте в четверг в 15:00", **who: Any) -> Client:
    """A client who asked for a demo and has chosen a time."""
    client = await scene.meets(**who)
    await client.says("Давайте созвонимся")
    await client.says(words)
    return client


async def invited(scene: Scene, **who: Any) -> tuple[Client, Seen]:
    """A client with a confirmed demo on Thursday, and the invitation."""
    client = await chooses(scene, **who)
    code, _ = await orders(scene, f"meetings confirm {client.address}")
    assert code == 0
    return client, await client.one()


async def answers(scene: Scene, client: Client, calendar: str, *, robot: bool = False) -> list[Seen]:
    """The client's mail program answers; what comes back."""
    raw = peer.mail(client.address, AGENT, calendar, scene.now, number=len(client.got), robot=robot)
    async with scene.listening():
        await client.mailbox.send(raw, sender=client.address, to=(AGENT,))
    return await client.news()


async def test_a_demo_from_the_question_to_the_reminder_and_a_new_time(scene: Scene) -> None:
    anna = await chooses(scene)
    assert (await meeting_of(scene, anna)).state is State.PROPOSED
    assert "meetings confirm" in (await scene.notices())[-1].text
    _, listed = await orders(scene, "meetings list")
    assert [(each["id"], each["state"]) for each in listed] == [("c-anna.reviews", "proposed")]
    code, _ = await orders(scene, "meetings confirm c-anna.reviews")
    assert code == 0
    letter = await anna.one()
    asked = peer.invitation(letter)
    assert (asked.method, asked.sequence, asked.starts_at) == ("REQUEST", 0, THURSDAY)
    assert asked.ends_at - asked.starts_at == datetime.timedelta(minutes=30)
    assert asked["ORGANIZER"] == f"mailto:{AGENT}"
    assert asked["ATTENDEE"] == f"mailto:{anna.address}"
    assert asked.fields["ATTENDEE"].parameters["RSVP"] == "TRUE"
    assert "15:00" in letter.text
    assert letter.in_reply_to

    assert await answers(scene, anna, peer.answer(asked, "ACCEPTED", anna.address, scene.now), robot=True) == []
    assert await scene.stage_of(anna) is Stage.DEMO_BOOKED
    assert (await meeting_of(scene, anna)).answer is Answer.ACCEPTED
    assert "accepted" in (await scene.notices())[-1].subject

    await scene.until(THURSDAY - datetime.timedelta(hours=24, minutes=1))
    assert await anna.news() == []
    await scene.passes(minutes=2)
    assert "15:00" in (await anna.one()).text

    (moved,) = await anna.says("Давайте перенесём на пятницу в 12:00")
    assert "12:00" in moved.text
    assert (await meeting_of(scene, anna)).state is State.PROPOSED
    await orders(scene, f"meetings confirm {anna.address}")
    changed = peer.invitation(await anna.one())
    assert (changed.method, changed.sequence, changed["UID"]) == ("REQUEST", 1, asked["UID"])
    assert changed.starts_at == datetime.datetime(2026, 11, 27, 9, 0, tzinfo=datetime.UTC)

    await scene.until(changed.starts_at - datetime.timedelta(hours=1))
    assert len(await anna.news()) == 2  # a day before, and two hours
    await scene.passes(days=30)
    assert await anna.news() == []


@pytest.mark.parametrize("words", ["Второй вариант подойдёт", "2", "Давайте второе время"])
async def test_one_of_the_offered_times_can_be_chosen_by_its_place(scene: Scene, words: str) -> None:
    anna = await scene.meets()
    await anna.says("Давайте созвонимся")
    offered = (await scene.talk(anna)).demo_slots
    (answer,) = await anna.says(words)
    assert (await meeting_of(scene, anna)).starts_at == offered[1]
    assert f"{offered[1].astimezone(datetime.timezone(datetime.timedelta(hours=3))):%H:%M}" in answer.text


async def test_two_clients_never_have_the_same_time(scene: Scene) -> None:
    anna = await chooses(scene)
    boris = await scene.meets("boris@parus.example", "Борис")
    await boris.says("Давайте созвонимся")
    (answer,) = await boris.says("Давайте в четверг в 15:00")
    assert "не получится" in answer.text
    assert await scene.stage_of(boris) is Stage.ENGAGED
    offered = (await scene.talk(boris)).demo_slots
    assert offered
    assert THURSDAY not in offered
    assert (await meeting_of(scene, anna)).starts_at == THURSDAY


async def test_two_clients_who_choose_at_one_moment_get_one_booking(scene: Scene) -> None:
    clients = [await scene.meets(f"c{number}@firm{number}.example", "Анна") for number in range(4)]
    async with scene.listening():
        for each in clients:
            await each.posts("Давайте созвонимся в четверг в 15:00")
    booked = [each for each in clients if await scene.stage_of(each) is Stage.DEMO_BOOKED]
    assert len(booked) == 1
    for each in clients:
        (answer,) = await each.news()
        assert ("не получится" in answer.text) is (each not in booked)


async def test_a_declined_invitation_frees_the_time_and_others_are_offered(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = peer.invitation(letter)
    (offer,) = await answers(scene, anna, peer.answer(asked, "DECLINED", anna.address, scene.now))
    withdrawn = peer.invitation(offer)
    assert (withdrawn.method, withdrawn["UID"]) == ("CANCEL", asked["UID"])
    assert withdrawn.sequence > asked.sequence
    assert (await scene.talk(anna)).demo_slots
    assert (await meeting_of(scene, anna)).state is State.RELEASED
    assert "off" in (await scene.notices())[-1].subject
    boris = await chooses(scene, mail_address="boris@parus.example", name="Борис")
    assert (await meeting_of(scene, boris)).starts_at == THURSDAY


async def test_a_counter_with_a_free_time_moves_the_meeting(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = peer.invitation(letter)
    later = THURSDAY + datetime.timedelta(hours=1)
    counter = peer.answer(asked, "TENTATIVE", anna.address, scene.now, starts_at=later)
    (answer,) = await answers(scene, anna, counter)
    assert "16:00" in answer.text
    found = await meeting_of(scene, anna)
    assert (found.state, found.starts_at, found.sequence) == (State.PROPOSED, later, 1)


async def test_an_answer_with_another_uid_or_from_somebody_else_moves_nothing(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = peer.invitation(letter)
    boris = await scene.meets("boris@parus.example", "Борис")
    forged = peer.answer(asked, "DECLINED", boris.address, scene.now)
    assert await answers(scene, boris, forged) == []
    other = peer.answer(asked, "DECLINED", anna.address, scene.now, uid="else@where.example")
    assert await answers(scene, anna, other) == []
    assert "left aside" in (await scene.notices())[-1].subject
    found = await meeting_of(scene, anna)
    assert (found.state, found.answer, found.starts_at) == (State.CONFIRMED, Answer.NONE, THURSDAY)


async def test_an_answer_to_an_earlier_invitation_is_out_of_date(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = peer.invitation(letter)
    await orders(scene, f"meetings move {anna.address} --to 2026-11-26T16:30")
    changed = peer.invitation(await anna.one())
    assert (changed.sequence, changed.starts_at) == (1, THURSDAY + datetime.timedelta(minutes=90))
    assert await answers(scene, anna, peer.answer(asked, "DECLINED", anna.address, scene.now)) == []
    assert (await meeting_of(scene, anna)).state is State.CONFIRMED


async def test_a_call_off_in_words_frees_the_time_and_the_calendar(scene: Scene) -> None:
    anna, letter = await invited(scene)
    (answer,) = await anna.says("Отмените встречу, пожалуйста")
    assert peer.invitation(answer).method == "CANCEL"
    assert peer.invitation(answer)["UID"] == peer.invitation(letter)["UID"]
    assert (await meeting_of(scene, anna)).state is State.RELEASED
    assert await scene.stage_of(anna) is Stage.ENGAGED


async def test_another_day_without_an_hour_brings_times_of_that_day(scene: Scene) -> None:
    anna, _ = await invited(scene)
    (answer,) = await anna.says("Давайте перенесём на пятницу")
    assert peer.invitation(answer).method == "CANCEL"
    slots = (await scene.talk(anna)).demo_slots
    assert {each.date() for each in slots} == {datetime.date(2026, 11, 27)}
    assert len(slots) == 3


async def test_an_operator_calls_it_off_and_the_client_is_offered_other_times(scene: Scene) -> None:
    anna, letter = await invited(scene)
    code, _ = await orders(scene, f"meetings cancel {anna.address} --why ill")
    assert code == 0
    gone = await anna.one()
    assert peer.invitation(gone)["UID"] == peer.invitation(letter)["UID"]
    assert peer.invitation(gone).method == "CANCEL"
    assert "ill" not in gone.text
    assert await scene.stage_of(anna) is Stage.ENGAGED
    (answer,) = await anna.says("Давайте первый вариант")
    assert "коллег" in answer.text
    assert (await meeting_of(scene, anna)).uid != peer.invitation(letter)["UID"]


async def test_a_refused_proposal_is_told_without_a_calendar(scene: Scene) -> None:
    anna = await chooses(scene)
    await orders(scene, f"meetings cancel {anna.address}")
    told = await anna.one()
    assert [each.get_content_type() for each in peer.parts(told)] == ["text/plain", "text/html"]
    assert (await scene.talk(anna)).demo_slots


async def test_after_a_stop_there_is_no_reminder_and_the_time_is_free(scene: Scene) -> None:
    anna, _ = await invited(scene)
    assert await anna.says("Стоп") == []
    assert (await meeting_of(scene, anna)).state is State.RELEASED
    await scene.passes(days=10)
    assert await anna.news() == []


async def test_a_proposal_that_nobody_confirms_lapses_silently_and_a_person_has_the_talk(scene: Scene) -> None:
    anna = await chooses(scene)
    await scene.passes(days=10)
    assert await anna.news() == []
    assert (await meeting_of(scene, anna)).state is State.RELEASED
    assert await scene.stage_of(anna) is Stage.HANDED_OFF
    assert "not confirmed" in (await scene.notices())[-1].subject


async def test_a_pause_calls_the_meeting_off_and_is_kept(scene: Scene) -> None:
    anna, _ = await invited(scene)
    (answer,) = await anna.says("Не сейчас, вернитесь к нам 9 декабря")
    assert peer.invitation(answer).method == "CANCEL"
    assert "9 декабря" in answer.text
    await scene.until(datetime.datetime(2026, 12, 8, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    assert "9 декабря" in (await anna.one()).text


async def test_a_question_beside_a_booked_demo_is_answered_and_changes_no_booking(scene: Scene) -> None:
    anna, _ = await invited(scene)
    (answer,) = await anna.says("Сколько стоит подписка?")
    assert "₽" in answer.text
    found = await meeting_of(scene, anna)
    assert (found.state, found.invited) == (State.CONFIRMED, 0)
    await scene.until(THURSDAY - datetime.timedelta(minutes=30))
    assert len(await anna.news()) == 2  # the two reminders


@pytest.fixture
async def by_itself() -> AsyncIterator[Scene]:
    """An agent whose campaign confirms demos itself."""
    async with scenes.opened(seed=scenes.content(demo={"auto_confirm": True, "remind_hours": [3]})) as running:
        yield running


async def test_a_campaign_may_confirm_by_itself(by_itself: Scene) -> None:
    anna = await by_itself.meets()
    await anna.says("Давайте созвонимся")
    # The invitation follows the answer at once, or seconds later where the answer was still on its way.
    came = await anna.says("Давайте в четверг в 15:00")
    await by_itself.passes(minutes=1)
    answer, letter = [*came, *await anna.news()]
    assert "15:00" in answer.text
    assert peer.invitation(letter).starts_at == THURSDAY
    assert [each.kind for each in await by_itself.sent()][-2:] == [Kind.ANSWER, Kind.ANSWER]
    await by_itself.until(THURSDAY)
    assert len(await anna.news()) == 1
