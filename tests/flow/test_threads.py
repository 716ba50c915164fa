"""Threads: who wrote what to whom, in which thread, however mail programs quote; and operators in between."""

import datetime
import imaplib

import imapclient
import pytest

from services.cli import client_mail
from services.cli.quoting import Style
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from tests.flow import scene as scenes
from tests.flow.scene import AGENT, Client, Scene, Seen


async def test_an_answer_stands_in_the_clients_thread(scene: Scene) -> None:
    anna = await scene.meets()
    opening = anna.got[0]
    async with scene.listening():
        (question,) = await anna.posts("Сколько стоит подписка?")
    answer = await anna.one()
    assert answer.in_reply_to == question.message_id
    assert answer.references == (opening.message_id, question.message_id)
    assert answer.subject == f"Re: {opening.subject}"
    async with scene.listening():
        (second,) = await anna.posts("Пришлите презентацию", style=Style.OUTLOOK)
    answer = await anna.one()
    assert answer.in_reply_to == second.message_id
    assert answer.references == (*second.references, second.message_id)
    assert answer.subject == f"Re: {opening.subject}"


async def test_a_subject_that_the_client_changes_is_taken_over(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Сколько стоит подписка?", subject="Вопрос о цене")
    assert answer.subject == "Re: Вопрос о цене"


async def test_follow_ups_stay_in_the_openings_thread(scene: Scene) -> None:
    anna = await scene.meets()
    opening = anna.got[0]
    await scene.passes(days=30)
    first, second = await anna.news()
    assert (first.in_reply_to, first.references) == (opening.message_id, (opening.message_id,))
    assert second.in_reply_to == first.message_id
    assert second.references == (opening.message_id, first.message_id)
    assert first.subject == second.subject == f"Re: {opening.subject}"


async def test_a_reminder_stays_in_the_thread_of_what_was_agreed(scene: Scene) -> None:
    anna = await scene.meets()
    (agreed,) = await anna.says("Не сейчас, вернитесь через две недели")
    await scene.passes(days=15)
    reminder = await anna.one()
    assert reminder.in_reply_to == agreed.message_id
    assert reminder.references[0] == anna.got[0].message_id


@pytest.mark.parametrize(("ours", "theirs"), [("ru", "ru"), ("ru", "en"), ("en", "en")])
async def test_of_a_long_thread_in_all_styles_only_the_new_words_are_heard(
    scene: Scene, ours: str, theirs: str
) -> None:
    anna = await scene.meets(language=ours)
    words = {
        Style.GMAIL: "Сколько стоит подписка в месяц?\n\nАнна" if ours == "ru" else "How much is it a month?\n\nAnna",
        Style.OUTLOOK: "Пришлите презентацию" if ours == "ru" else "Send me the presentation, please",
        Style.YANDEX: "Давайте созвонимся" if ours == "ru" else "We would like to see a demo",
        Style.APPLE: "Сколько стоит подключение?" if ours == "ru" else "How much is the setup?",
    }
    for style, text in words.items():
        answers = await anna.says(text, style=style, language=theirs)
        assert len(answers) == 1, style
        assert answers[0].references[0] == anna.got[0].message_id
    assert scene.heard == list(words.values())
    assert len(anna.got) == 5
    history = await scene.database.messages.of_conversation((await scene.talk(anna)).id)
    assert [each.text for each in history] == list(words.values())


async def test_a_colleague_who_answers_is_answered_and_takes_part(scene: Scene) -> None:
    anna = await scene.meets()
    boss = await scene.client("boss@veter.example", "Борис")
    (answer,) = await boss.says("Отвечу за Анну. Сколько стоит подписка?", to=anna.got[0])
    assert answer.to == ("boss@veter.example",)
    assert "Борис" in answer.text
    assert await anna.news() == []
    talk = await scene.talk(anna)
    assert [each.value for each in talk.participants] == ["boss@veter.example"]
    # Known by now: a new mail of his, in no thread, belongs to the same talk.
    boss.got.clear()
    (answer,) = await boss.says("Пришлите презентацию")
    assert answer.attachments
    # Whoever writes last is answered.
    (answer,) = await anna.says("Сколько стоит подключение?")
    assert answer.to == (anna.address,)
    assert await boss.news() == []


async def test_a_stranger_is_never_answered_nor_kept(scene: Scene) -> None:
    await scene.meets()
    stranger = await scene.client("who@nowhere.example")
    assert await stranger.says("Сколько стоит подписка?") == []
    assert await scene.notices() == []
    assert await scene.database.messages.unanswered("") == []


async def test_an_operators_own_answer_hands_the_talk_off_and_cancels_what_is_queued(scene: Scene) -> None:
    # Friday evening in the talk: the follow-up is queued for Monday.
    anna = await scene.meets()
    scene.stage.post.lane.hold()
    await _until_queued(scene, anna)
    (queued,) = await scene.database.outbox.in_states(State.QUEUED)
    _works_in_the_mailbox(scene, anna.got[0], "Анна, добрый день! Отвечу сам, Пётр.")
    await scene.stage.read_mail()
    stored = await scene.database.outbox.get(queued.id)
    assert stored is not None
    assert stored.state is State.CANCELLED
    scene.stage.post.lane.go_on()
    talk = await scene.talk(anna)
    assert (talk.stage, talk.why) == (Stage.HANDED_OFF, "an operator answered from the mailbox")
    await scene.passes(days=60)
    assert await anna.news() == []
    shown = await scene.types(f"show {anna.address}")
    assert "Отвечу сам, Пётр" in shown


async def test_a_thread_of_two_programs_with_an_operator_in_the_middle_is_answered_and_shown_in_order(
    scene: Scene,
) -> None:
    anna = await scene.meets()
    (first,) = await anna.says("Сколько стоит подписка?", style=Style.OUTLOOK)
    _works_in_the_mailbox(scene, first, "Анна, добавлю от себя, Пётр.")
    await scene.stage.read_mail()
    await scene.passes(minutes=90)
    assert await scene.stage_of(anna) is Stage.HANDED_OFF
    await scene.types(f"resume {anna.address}")
    (second,) = await anna.says("Пришлите презентацию", style=Style.GMAIL)
    (third,) = await anna.says("Сколько стоит подключение?", style=Style.OUTLOOK)
    assert second.attachments
    assert second.references[0] == third.references[0] == anna.got[0].message_id
    shown = await scene.types(f"show {anna.address}")
    words = (
        anna.got[0].text.strip()[:12],
        "Сколько стоит подписка?",
        "Пётр",
        "Пришлите презентацию",
        "Сколько стоит подключение?",
    )
    place = 0
    for each in words:
        place = shown.index(each, place)


async def _until_queued(scene: Scene, anna: Client) -> None:
    """The clock stands at the follow-up, and its mail is in the outbox."""
    scene.clock.move_to((await scene.talk(anna)).wake_at)
    scene.stage.app.lane.poll.poke()

    async def is_queued() -> bool:
        return bool(await scene.database.outbox.in_states(State.QUEUED))

    await scene.becomes(is_queued)


def _works_in_the_mailbox(scene: Scene, parent: Seen, text: str) -> None:
    """An operator answers with an ordinary mail program, which keeps its copy in Sent."""
    envelope = client_mail.Envelope(
        sender=AGENT,
        to=("anna@veter.example",),
        subject="Re: " + parent.subject,
        at=scene.now,
        message_id="<by-hand@reviews.example>",
    )
    raw = client_mail.compose(envelope, text, answers=parent, style=Style.GMAIL, language="ru")
    connection = imapclient.IMAPClient(scene.stage.mail.host, scene.stage.mail.imap_port, ssl=False, timeout=20)
    try:
        connection.login(AGENT, scene.stage.mail.password)
        connection.append("Sent", raw)
    finally:
        try:
            connection.logout()
        except imaplib.IMAP4.error:
            connection.shutdown()


async def test_a_mail_to_the_unsubscribe_address_is_a_stop(scene: Scene) -> None:
    anna = await scene.meets()
    header = anna.got[0].header("List-Unsubscribe") or ""
    target, _, subject = header.strip("<>").removeprefix("mailto:").partition("?subject=")
    assert target == AGENT
    # As mail programs do it: a new mail from any address of the person, with that subject and no words.
    sent = await anna.mailbox.write("", scene.now, to=target, subject=subject)
    assert sent.in_reply_to is None
    await scene.stage.read_mail()
    await scene.stage.settle()
    assert await scene.stage_of(anna) is Stage.STOPPED
    assert await scene.is_suppressed(anna.address)
    await scene.passes(days=60)
    assert await anna.news() == []


async def test_a_forged_unsubscribe_token_stops_nobody(scene: Scene) -> None:
    anna = await scene.meets()
    header = anna.got[0].header("List-Unsubscribe") or ""
    subject = header.strip("<>").partition("?subject=")[2]
    forged = subject[:-4] + ("aaaa" if not subject.endswith("aaaa") else "bbbb")
    stranger = await scene.client("who@nowhere.example")
    await stranger.mailbox.write("", scene.now, to=AGENT, subject=forged)
    await scene.stage.read_mail()
    await scene.stage.settle()
    assert await scene.stage_of(anna) is Stage.CONTACTED


async def test_two_mails_at_one_moment_get_one_answer_to_both(scene: Scene) -> None:
    anna = await scene.meets()
    (answer,) = await anna.says("Пришлите презентацию", "И сколько стоит подписка?")
    assert answer.attachments
    assert "₽" in answer.text
    assert scene.heard == ["Пришлите презентацию\n\nИ сколько стоит подписка?"]


async def test_a_mail_that_overtakes_a_queued_answer_is_answered_with_the_first_one_once(scene: Scene) -> None:
    anna = await scene.meets()
    scene.stage.post.lane.hold()
    await anna.posts("Пришлите презентацию")
    await _has_answer(scene, anna, State.QUEUED)
    await anna.posts("И сколько стоит подписка?")
    await _has_answer(scene, anna, State.CANCELLED)
    await _has_answer(scene, anna, State.QUEUED)
    scene.stage.post.lane.go_on()
    await scene.stage.settle()
    answer = await anna.one()
    assert answer.attachments
    assert "₽" in answer.text
    states = [each.state for each in await scene.items(anna, Kind.ANSWER)]
    assert sorted(states) == [State.CANCELLED, State.SENT]


async def test_a_mail_that_overtakes_a_held_answer_is_answered_with_the_first_one_once() -> None:
    async with scenes.opened(seed=scenes.content(mode="approve_all")) as scene:
        anna = await scene.adds()
        await scene.stage.settle()
        assert await anna.news() == []
        await anna.posts("Пришлите презентацию", subject="Здравствуйте")
        await _has_answer(scene, anna, State.HELD)
        await anna.posts("И сколько стоит подписка?", subject="Ещё")
        await _has_answer(scene, anna, State.CANCELLED)
        await _has_answer(scene, anna, State.HELD)
        await scene.stage.settle()
        (held,) = [each for each in await scene.items(anna, Kind.ANSWER) if each.state is State.HELD]
        assert held.files
        assert "₽" in held.text
        assert await anna.news() == []


async def _has_answer(scene: Scene, client: Client, state: State) -> None:
    async def is_there() -> bool:
        return any(each.state is state for each in await scene.items(client, Kind.ANSWER))

    await scene.becomes(is_there)


async def test_answers_leave_at_night_and_touches_do_not(scene: Scene) -> None:
    anna = await scene.meets()
    night = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=datetime.UTC)
    await scene.until(night)
    await anna.says("Сколько стоит подписка?")
    (answer,) = await scene.sent(Kind.ANSWER)
    assert answer.sent_at == night
