"""One conversation for each action, from the client's mail to what lies in the client's mailbox."""

import datetime
import pathlib

from services.core.domain import suppression
from services.core.domain.address import email
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from services.core.domain.understanding import Intent
from tests.flow import scene as scenes
from tests.flow.scene import Scene
from tests.unit.app_logic.test_busy_times import calendar


async def test_the_presentation_is_attached(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Пришлите презентацию, пожалуйста")
    assert [name for name in answer.attachments if name.endswith(".pdf")] == list(answer.attachments)
    assert answer.attachments
    assert b"%PDF" in scenes.attached(answer)
    assert (await scene.sent(Kind.ANSWER))[0].intent is Intent.PRESENTATION


async def test_a_demo_is_offered_in_the_contacts_zone_and_the_operator_is_told(scene: Scene) -> None:
    oleg = await scene.adds("oleg@parus.example", "Олег", timezone="Asia/Yekaterinburg")
    await scene.stage.settle()
    await oleg.one()
    (answer,) = await oleg.says("Давайте созвонимся, расскажете подробнее")
    assert "Asia/Yekaterinburg" in answer.text
    slots = (await scene.talk(oleg)).demo_slots
    assert len(slots) == 3
    for slot in slots:
        local = slot.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
        assert f"{local:%H:%M}" in answer.text
        assert 8 <= local.hour < 20
        assert slot >= scene.now + datetime.timedelta(hours=20)
    (notice,) = await scene.notices()
    assert "demo" in notice.subject


async def test_a_chosen_time_is_noted_and_the_operator_is_asked_to_confirm(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Давайте созвонимся")
    (answer,) = await anna.says("Давайте в четверг в 15:00")
    talk = await scene.talk(anna)
    assert talk.stage is Stage.DEMO_BOOKED
    # Thursday, 15:00 in Moscow.
    assert talk.demo_at == datetime.datetime(2026, 11, 26, 12, 0, tzinfo=datetime.UTC)
    assert "15:00" in answer.text
    assert "confirm" in (await scene.notices())[-1].subject
    await scene.passes(days=30)
    assert await anna.news() == []


async def test_a_redirect_within_the_company_thanks_the_first_and_writes_to_the_second(scene: Scene) -> None:
    petr = await scene.meets("petr@mayak.example", "Пётр")
    irina = await scene.client("i.sokolova@mayak.example")
    (thanks,) = await petr.says("Это не ко мне. Напишите Ирине Соколовой, i.sokolova@mayak.example")
    assert thanks.to == ("petr@mayak.example",)
    assert await scene.stage_of(petr) is Stage.REDIRECTED
    opening = await irina.one()
    assert "Пётр" in opening.text
    person = await scene.database.contacts.by_address(email("i.sokolova@mayak.example"))
    assert person is not None
    assert person.origin.contact == petr.contact_id
    assert person.basis is not None
    assert petr.contact_id in person.basis.text
    await scene.passes(days=60)
    assert await petr.news() == []
    assert len(await irina.news()) == 2


async def test_a_redirect_to_another_domain_waits_for_the_operator(scene: Scene) -> None:
    petr = await scene.meets("petr@mayak.example", "Пётр")
    stranger = await scene.client("boss@elsewhere.example")
    (thanks,) = await petr.says("Это не ко мне. Напишите Семёну, boss@elsewhere.example")
    assert thanks.to == ("petr@mayak.example",)
    await _held(scene, stranger, "another mail domain")


async def test_a_redirect_to_a_free_mailbox_waits_even_when_the_contact_has_one_there_too(scene: Scene) -> None:
    petr = await scene.meets("petr.mayak@gmail.com", "Пётр")
    stranger = await scene.client("irina.mayak@gmail.com")
    await petr.says("Это не ко мне. Напишите Ирине, irina.mayak@gmail.com")
    await _held(scene, stranger, "another mail domain")


async def test_a_redirect_to_somebody_who_asked_for_silence_is_never_followed(scene: Scene) -> None:
    quiet = await scene.client("quiet@mayak.example")
    await scene.database.suppressions.add(email(quiet.address), suppression.Reason.STOP, scene.now)
    petr = await scene.meets("petr@mayak.example", "Пётр")
    await petr.says("Это не ко мне. Напишите Ирине, quiet@mayak.example")
    await _held(scene, quiet, "must not be written to")


async def test_a_redirect_to_a_contact_starts_nothing_new(scene: Scene) -> None:
    irina = await scene.meets("irina@mayak.example", "Ирина")
    petr = await scene.meets("petr@mayak.example", "Пётр")
    await petr.says("Это не ко мне. Напишите Ирине, irina@mayak.example")
    assert "belongs to contact" in (await scene.notices())[-1].text
    assert len(await scene.database.contacts.all()) == 2
    assert await irina.news() == []


async def _held(scene: Scene, stranger: scenes.Client, why: str) -> None:
    """Nobody was written to, now and later, and the operator knows why."""
    assert why in (await scene.notices())[-1].text
    await scene.passes(days=30)
    assert await stranger.news() == []
    assert await scene.database.contacts.by_address(email(stranger.address)) is None


async def test_a_chain_of_redirects_comes_to_its_end(scene: Scene) -> None:
    current = await scene.meets("p0@mayak.example", "Первый")
    for number in range(1, 6):
        following = await scene.client(f"p{number}@mayak.example")
        await current.says(f"Это не ко мне. Напишите Ивану Петрову, p{number}@mayak.example")
        if not await following.news():
            break
        person = await scene.database.contacts.by_address(email(following.address))
        assert person is not None
        following.contact_id = person.id
        current = following
    assert len(await scene.database.contacts.all()) == 1 + 3
    assert "too many redirects" in (await scene.notices())[-1].text


async def test_a_pause_with_a_date_ends_on_that_day_and_not_a_day_earlier(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Не сейчас, вернитесь к нам 9 декабря")
    assert "9 декабря" in answer.text
    talk = await scene.talk(anna)
    assert (talk.stage, talk.pause_until) == (Stage.PAUSED, datetime.date(2026, 12, 9))
    # Up to 9 December, 00:00 in Moscow.
    await scene.until(datetime.datetime(2026, 12, 8, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    reminder = await anna.one()
    assert "9 декабря" in reminder.text
    assert await scene.stage_of(anna) is Stage.ENGAGED


async def test_a_pause_without_a_date_takes_the_campaigns_default(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Не сейчас")
    due = datetime.date(2026, 12, 23)
    assert (await scene.talk(anna)).pause_until == due
    await scene.until(datetime.datetime(2026, 12, 22, 21, 0, tzinfo=datetime.UTC))
    assert await anna.news() == []
    await scene.passes(days=1)
    await anna.one()
    assert (await scene.sent())[-1].date.date() == due


async def test_a_question_is_answered_from_the_facts(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Сколько стоит подписка в месяц?")
    (item,) = await scene.sent(Kind.ANSWER)
    fact = (await scene.offer()).fact(item.facts[0])
    assert fact is not None
    assert fact.text["ru"] in answer.text
    assert fact.kind == "price"
    assert await scene.notices() == []


async def test_a_question_that_no_fact_answers_goes_to_a_colleague(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Умеет ли ваш робот-пылесос мыть ковры?")
    (item,) = await scene.sent(Kind.ANSWER)
    assert item.facts == ()
    assert "коллег" in answer.text
    (notice,) = await scene.notices()
    assert "ковры" in notice.text


async def test_a_person_is_asked_for_one_holding_answer_and_silence_until_resume(scene: Scene) -> None:
    anna = await scene.meets()
    (holding,) = await anna.says("Вы бот? Позовите живого человека")
    assert "коллег" in holding.text
    assert await scene.stage_of(anna) is Stage.HANDED_OFF
    assert await anna.says("Сколько стоит?") == []
    await scene.passes(days=30)
    assert await anna.news() == []
    told = [each.subject for each in await scene.notices()]
    assert len(told) == 2
    await scene.types(f"resume {anna.address}")
    await scene.stage.settle()
    (answer,) = await anna.news()  # to what she had asked while a person had the talk
    assert "₽" in answer.text
    assert await scene.stage_of(anna) is Stage.ENGAGED
    (answer,) = await anna.says("А сколько стоит подписка на год для трёх отделов?")
    assert await scene.stage_of(anna) is Stage.ENGAGED


async def test_a_handed_off_client_can_still_stop(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Позовите живого человека")
    assert await anna.says("Хватит, больше не пишите мне") == []
    assert await scene.stage_of(anna) is Stage.STOPPED
    assert await scene.is_suppressed(anna.address)


async def test_a_no_gets_one_goodbye_and_then_silence(scene: Scene) -> None:
    anna = await scene.meets()
    (goodbye,) = await anna.says("Спасибо, нам это не интересно")
    assert "больше" in goodbye.text.lower()
    assert await scene.stage_of(anna) is Stage.DECLINED
    await scene.passes(days=120)
    assert await anna.news() == []
    assert not await scene.is_suppressed(anna.address)


async def test_after_stop_nothing_ever_comes(scene: Scene) -> None:
    anna = await scene.meets()
    assert await anna.says("Стоп") == []
    assert await scene.stage_of(anna) is Stage.STOPPED
    await scene.passes(days=400)
    assert await anna.news() == []


async def test_stop_holds_for_another_campaign_and_for_what_is_queued() -> None:
    # Friday evening: the second campaign's opening waits for Monday.
    friday = datetime.datetime(2026, 11, 20, 7, 5, tzinfo=datetime.UTC)
    async with scenes.opened(friday, seed=scenes.with_second_campaign(scenes.content())) as scene:
        anna = await scene.meets()
        await scene.passes(hours=10)
        await scene.joins(anna, "second")
        await scene.stage.settle()
        (queued,) = await scene.database.outbox.in_states(State.QUEUED)
        assert queued.campaign == "second"
        assert await anna.says("Отпишите меня") == []
        assert await scene.stage_of(anna, "second") is Stage.STOPPED
        stored = await scene.database.outbox.get(queued.id)
        assert stored is not None
        assert stored.state is State.CANCELLED
        await scene.passes(days=60)
        assert await anna.news() == []


async def test_a_colleagues_stop_silences_the_colleague_and_ends_the_talk(scene: Scene) -> None:
    anna = await scene.meets()
    boss = await scene.client("boss@veter.example", "Начальник")
    assert await boss.says("Отпишите нас от рассылки", to=anna.got[-1]) == []
    assert await scene.stage_of(anna) is Stage.STOPPED
    assert await scene.is_suppressed(boss.address)
    assert not await scene.is_suppressed(anna.address)
    assert "colleague" in (await scene.notices())[-1].subject
    await scene.passes(days=60)
    assert (await anna.news(), await boss.news()) == ([], [])


async def test_a_stopped_client_who_writes_again_is_not_answered_and_the_operator_is_told(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Стоп")
    assert await anna.says("А сколько стоит подписка?") == []
    assert "wrote again" in (await scene.notices())[-1].subject
    assert await scene.stage_of(anna) is Stage.STOPPED
    await scene.passes(days=60)
    assert await anna.news() == []


async def test_each_of_a_chain_may_send_us_on_but_the_chain_has_an_end_on_any_day() -> None:
    async with scenes.opened(seed=scenes.content(limits={"redirects_per_domain_and_day": 50})) as scene:
        current = await scene.meets("p0@mayak.example", "Первый")
        for number in range(1, 5):
            following = await scene.client(f"p{number}@mayak.example")
            await current.says(f"Это не ко мне. Напишите Ивану Петрову, p{number}@mayak.example")
            await scene.passes(days=1)
            person = await scene.database.contacts.by_address(email(following.address))
            if person is None:
                break
            opening = await following.one()
            assert "посоветовали" in opening.text
            following.contact_id = person.id
            current = following
        assert len(await scene.database.contacts.all()) == 1 + 3
        assert "in a row" in (await scene.notices())[-1].text
        assert await following.news() == []


async def test_a_presentation_may_be_a_link_and_a_second_wish_is_told_that_it_was_sent() -> None:
    link = "https://example.com/deck-ru"
    deck = {"mode": "link", "ru": {"name": "Презентация", "link": link}}
    seed = scenes.content()
    seed["campaigns"][0]["presentation"] = deck
    async with scenes.opened(seed=seed) as scene:
        anna = await scene.meets()
        (first,) = await anna.says("Пришлите презентацию, пожалуйста")
        assert link in first.text
        assert first.attachments == ()
        (second,) = await anna.says("Пришлите презентацию ещё раз, пожалуйста")
        assert link in second.text
        assert "уже была в переписке" in second.text


async def test_who_takes_a_conversation_over_is_told_what_was_said(scene: Scene) -> None:
    anna = await scene.meets()
    await anna.says("Сколько стоит подписка в месяц?")
    await anna.says("Позовите живого человека")
    told = (await scene.notices())[-1].text
    for words in ("Анна", "Ветер", "Сколько стоит подписка", "Позовите живого человека", "client_utils resume"):
        assert words in told


async def test_a_busy_calendar_keeps_its_times_free(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "busy.ics"
    path.write_bytes(calendar("DTSTART:20261126T060000Z\nDTEND:20261126T160000Z"))
    async with scenes.opened(seed=scenes.content(demo={"busy": str(path)})) as scene:
        anna = await scene.meets()
        await anna.says("Давайте созвонимся")
        assert {each.day for each in (await scene.talk(anna)).demo_slots}.isdisjoint({26})
        (answer,) = await anna.says("Давайте в четверг в 15:00")
        assert "не получится" in answer.text


async def test_a_busy_calendar_that_fails_leaves_the_campaigns_hours_and_is_told_once_a_day() -> None:
    async with scenes.opened(seed=scenes.content(demo={"busy": "/nowhere/busy.ics"})) as scene:
        anna = await scene.meets()
        await anna.says("Давайте созвонимся")
        await anna.says("Давайте в четверг в 15:00")
        assert await scene.stage_of(anna) is Stage.DEMO_BOOKED
        told = [each for each in await scene.notices() if "calendar" in each.subject]
        assert len(told) == 1
        assert "/nowhere" not in told[0].text
