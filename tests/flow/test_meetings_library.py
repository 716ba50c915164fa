"""The agent's invitation is accepted by a peer library's parser, and what that library answers moves the talk."""

import datetime

import pytest

from services.core.domain.conversation import Stage
from services.core.domain.meeting import Answer, State
from tests.flow import calendar_library as library
from tests.flow.scene import AGENT, Scene
from tests.flow.test_meetings import THURSDAY, answers, invited, meeting_of, orders


@pytest.mark.parametrize("name", ["Анна", "Anna-Maria O'Neill; Director, Sales"])
async def test_the_library_reads_every_field_of_the_invitation(scene: Scene, name: str) -> None:
    anna, letter = await invited(scene, name=name)
    asked = library.invitation(letter)
    assert asked.method.value == "REQUEST"
    assert asked.vevent.uid.value == (await meeting_of(scene, anna)).uid
    assert asked.vevent.dtstart.value == THURSDAY
    assert asked.vevent.dtend.value - asked.vevent.dtstart.value == datetime.timedelta(minutes=30)
    assert asked.vevent.organizer.value == f"mailto:{AGENT}"
    assert asked.vevent.attendee.value == f"mailto:{anna.address}"
    assert asked.vevent.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert asked.vevent.summary.value


async def test_the_librarys_yes_is_noted_and_the_operator_is_told(scene: Scene) -> None:
    anna, letter = await invited(scene)
    said = library.answer(library.invitation(letter), "ACCEPTED", anna.address, scene.now)
    assert await answers(scene, anna, said, robot=True) == []
    assert await scene.stage_of(anna) is Stage.DEMO_BOOKED
    assert (await meeting_of(scene, anna)).answer is Answer.ACCEPTED
    assert "accepted" in (await scene.notices())[-1].subject


async def test_the_librarys_no_frees_the_time_and_it_reads_the_withdrawal(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = library.invitation(letter)
    (offer,) = await answers(scene, anna, library.answer(asked, "DECLINED", anna.address, scene.now))
    withdrawn = library.invitation(offer)
    assert (withdrawn.method.value, withdrawn.vevent.uid.value) == ("CANCEL", asked.vevent.uid.value)
    assert int(withdrawn.vevent.sequence.value) > int(asked.vevent.sequence.value)
    assert (await meeting_of(scene, anna)).state is State.RELEASED
    assert await scene.stage_of(anna) is Stage.ENGAGED
    assert (await scene.talk(anna)).demo_slots


async def test_the_librarys_other_time_moves_the_meeting_and_it_reads_the_change(scene: Scene) -> None:
    anna, letter = await invited(scene)
    asked = library.invitation(letter)
    later = THURSDAY + datetime.timedelta(hours=1)
    (answer,) = await answers(scene, anna, library.answer(asked, "TENTATIVE", anna.address, scene.now, starts_at=later))
    assert "16:00" in answer.text
    found = await meeting_of(scene, anna)
    assert (found.state, found.starts_at) == (State.PROPOSED, later)
    code, _ = await orders(scene, f"meetings confirm {anna.address}")
    assert code == 0
    changed = library.invitation(await anna.one())
    assert (changed.vevent.uid.value, changed.vevent.dtstart.value) == (asked.vevent.uid.value, later)
    assert int(changed.vevent.sequence.value) > int(asked.vevent.sequence.value)


async def test_another_time_in_words_beside_the_library_changes_what_it_reads(scene: Scene) -> None:
    anna, letter = await invited(scene)
    await anna.says("Давайте перенесём на пятницу в 12:00")
    await orders(scene, f"meetings confirm {anna.address}")
    changed = library.invitation(await anna.one())
    assert changed.vevent.uid.value == library.invitation(letter).vevent.uid.value
    assert changed.vevent.dtstart.value == datetime.datetime(2026, 11, 27, 9, 0, tzinfo=datetime.UTC)
