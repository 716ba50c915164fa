"""Robots: vacation notes, bounces, and machines that answer whatever they are sent. None is ever answered for long."""

import datetime
from collections.abc import Sequence

import pytest

from services.core.domain.address import email
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind
from services.core.domain.suppression import Reason
from services.core.domain.understanding import Intent
from tests.fakes import KeywordBrain
from tests.flow import scene as scenes
from tests.flow.neighbour import Neighbour
from tests.flow.scene import AGENT, Client, Scene, Seen
from tests.flow.words import WORDS

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))


async def arrives(scene: Scene) -> None:
    """What was put into the mailbox is read, and what follows is done."""
    await scene.stage.read_mail()
    await scene.stage.settle()


async def test_an_absence_is_not_answered_and_touches_go_on_the_day_after_the_return(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.mailbox.auto_reply(anna.got[0], scene.now, until=datetime.date(2026, 12, 8), language="ru")
    await arrives(scene)
    assert await anna.news() == []
    assert scene.heard == []
    assert await scene.stage_of(anna) is Stage.CONTACTED
    # Away until Tuesday, 8 December: nothing on that day, the follow-up on the next.
    await scene.until(datetime.datetime(2026, 12, 8, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    await anna.one()
    assert (await scene.sent())[-1].date.astimezone(MOSCOW).date() == datetime.date(2026, 12, 9)


async def test_a_follow_up_that_waits_for_its_window_waits_for_the_return_instead(scene: Scene) -> None:
    anna = await scene.meets()
    await scene.queues_a_follow_up(anna)
    await anna.mailbox.auto_reply(anna.got[0], scene.now, until=datetime.date(2026, 12, 8), language="ru")
    await arrives(scene)
    await scene.until(datetime.datetime(2026, 12, 8, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    await anna.one()


async def test_a_reminder_waits_for_the_return_too_and_still_says_what_was_agreed(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Не сейчас, вернитесь к этому 15 января")
    assert (await scene.talk(anna)).stage is Stage.PAUSED
    agreed = (await scene.talk(anna)).pause_quote
    await anna.mailbox.auto_reply(anna.got[-1], scene.now, until=datetime.date(2027, 1, 20), language="ru")
    await arrives(scene)
    assert (await scene.talk(anna)).pause_quote == agreed
    await scene.until(datetime.datetime(2027, 1, 20, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    assert agreed in (await anna.one()).text


async def test_whoever_writes_during_a_leave_is_there_again(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.mailbox.auto_reply(anna.got[0], scene.now, until=datetime.date(2027, 3, 1), language="ru")
    await arrives(scene)
    await anna.says("Сколько стоит ваш сервис?")
    await scene.passes(days=20)
    assert await anna.news(), "asked again after the answer, and not only in March"


async def test_an_absence_without_a_date_changes_no_plan(scene: Scene) -> None:
    anna = await scene.meets()
    before = (await scene.talk(anna)).next_touch_at
    await anna.mailbox.auto_reply(anna.got[0], scene.now, language="en")
    await arrives(scene)
    talk = await scene.talk(anna)
    assert (talk.next_touch_at, talk.wake_at, talk.stage) == (before, before, Stage.CONTACTED)
    assert await anna.news() == []


async def test_a_vacation_robot_that_answers_every_mail_gets_the_three_touches_and_nothing_else(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.mailbox.auto_reply(anna.got[0], scene.now)
    for _ in range(8):
        await arrives(scene)
        await scene.passes(days=7)
        for mail in await anna.news():
            await anna.mailbox.auto_reply(mail, scene.now)
    assert len(anna.got) == 3
    assert await scene.sent(Kind.ANSWER) == []
    assert await scene.stage_of(anna) is Stage.SILENT


async def test_a_hard_bounce_silences_the_address_and_ends_the_talk(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.mailbox.bounce(anna.got[0], scene.now)
    await arrives(scene)
    found = await scene.database.suppressions.of(email(anna.address))
    assert found is not None
    assert found.reason is Reason.BOUNCE
    assert await scene.stage_of(anna) is Stage.UNREACHABLE
    await scene.passes(days=60)
    assert await anna.news() == []


async def test_a_soft_bounce_and_a_delay_change_no_plan(scene: Scene) -> None:
    anna = await scene.meets()
    full = "552 5.2.2 The email account that you tried to reach is over quota"
    await anna.mailbox.bounce(anna.got[0], scene.now, status="5.2.2", diagnostic=full)
    await anna.mailbox.bounce(anna.got[0], scene.now, delayed=True)
    await arrives(scene)
    assert not await scene.is_suppressed(anna.address)
    assert await scene.stage_of(anna) is Stage.CONTACTED
    await scene.passes(days=30)
    assert len(await anna.news()) == 2


async def test_a_bounce_of_one_contact_touches_no_other(scene: Scene) -> None:
    anna, boris = await scene.meets(), await scene.meets("boris@veter.example", "Борис")
    await anna.mailbox.bounce(anna.got[0], scene.now)
    await arrives(scene)
    assert not await scene.is_suppressed(boris.address)
    assert await scene.stage_of(boris) is Stage.CONTACTED


async def talks_to(scene: Scene, robot: Client, lines: Sequence[str]) -> int:
    """The robot answers every mail at once with the next of its lines; how many mails it got in answer."""
    parent: Seen | None = robot.got[-1]
    for line in lines:
        answers = await robot.says(line, to=parent)
        if not answers:
            break
        parent = answers[-1]
    return len(await scene.sent(Kind.ANSWER))


async def test_a_robot_that_acknowledges_every_mail_gets_one_answer(scene: Scene) -> None:
    robot = await scene.meets("info@veter.example", "")
    lines = [f"Ваше обращение № {40 + n} зарегистрировано. Мы ответим вам в {n + 9}:00." for n in range(8)]
    assert await talks_to(scene, robot, lines) <= 1
    assert await scene.stage_of(robot) is Stage.HANDED_OFF


async def test_a_robot_that_repeats_its_question_in_changing_words_is_left_within_three_turns(scene: Scene) -> None:
    robot = await scene.meets("assistant@veter.example", "")
    lines = [f"Запрос {n}: сколько стоит подписка на {n} площадок для отдела {n * 7}?" for n in range(1, 12)]
    assert await talks_to(scene, robot, lines) <= 3
    assert await scene.stage_of(robot) is Stage.HANDED_OFF
    assert await scene.notices()


@pytest.mark.parametrize("days", [0, 1, 4])
@pytest.mark.parametrize(
    "line",
    [
        "Благодарим! Это очень интересно, день № {n}.",
        "Всегда рады, покажите, пожалуйста, номер {n}.",
        "Ваш запрос {n} в обработке, не сейчас.",
        "Письмо {n}: пришлите презентацию, будем признательны.",
    ],
)
async def test_a_polite_machine_is_left_to_a_person_after_three_answers(line: str, days: int) -> None:
    async with scenes.opened(brain=KeywordBrain({**WORDS, "интересно": Intent.INTERESTED})) as scene:
        machine = await scene.meets("assistant@veter.example", "")
        parent = machine.got[-1]
        for n in range(1, 9):
            parent = next(reversed(await machine.says(line.format(n=n), to=parent)), parent)
            await scene.passes(days=days)
            parent = next(reversed(await machine.news()), parent)
        assert len(await scene.sent(Kind.ANSWER)) <= 3
        assert await scene.stage_of(machine) is Stage.HANDED_OFF
        assert any("circles" in each.text for each in await scene.notices())


async def test_somebody_who_asks_for_one_day_after_another_is_no_machine(scene: Scene) -> None:
    anna = await scene.meets()
    for words in ("Давайте созвонимся", "Покажите в четверг?", "А в пятницу покажите?", "Покажите в понедельник?"):
        assert len(await anna.says(words)) == 1, words
    assert await scene.stage_of(anna) is not Stage.HANDED_OFF


async def test_the_days_budget_of_answers_holds_without_any_header(scene: Scene) -> None:
    robot = await scene.meets("assistant@veter.example", "")
    lines = [
        "Сколько стоит подписка?",
        "Пришлите презентацию",
        "Сколько стоит подключение к кассам?",
        "Давайте созвонимся",
        "Сколько стоит второй филиал?",
        "Пришлите презентацию на английском",
        "Сколько стоит обучение сотрудников?",
        "Сколько стоит год вперёд?",
    ]
    assert await talks_to(scene, robot, lines) == (await scene.offer()).limits.answers_per_day == 5
    assert await scene.stage_of(robot) is Stage.HANDED_OFF
    assert "budget" in (await scene.notices())[-1].subject
    await scene.passes(days=60)
    assert await robot.news() == []


async def test_two_agents_that_have_each_other_as_contacts_fall_silent_within_three_turns(scene: Scene) -> None:
    theirs = "sales@neighbour.example"
    await scene.stage.mail.add_account(theirs, sent=True)
    brain = KeywordBrain(WORDS)
    async with Neighbour(scene.clock, brain, scene.stage.mail, theirs) as other:
        neighbour = Scene(other, scene.clock, brain)
        await scene.adds(theirs, "Сергей")
        await neighbour.adds(AGENT, "Вера")
        await come_to_rest(scene, neighbour)
        for each in (scene, neighbour):
            assert len(await each.sent(Kind.ANSWER)) <= 3
        for _ in range(8):
            await scene.passes(days=5)
            await come_to_rest(scene, neighbour)
        for each in (scene, neighbour):
            assert len(await each.sent(Kind.ANSWER)) <= 3
            assert len(await each.sent()) <= 6
        await neighbour.close()


async def come_to_rest(*scenes: Scene) -> None:
    """Until nobody has anything to say to anybody."""
    mail = scenes[0].stage.mail
    before = -1
    while mail.delivered != before:
        before = mail.delivered
        for each in scenes:
            await each.stage.read_mail()
            await each.stage.settle()
