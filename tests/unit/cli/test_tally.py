"""The tally: what is counted at mailboxes made by hand, and the reports that are made of it."""

import datetime
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

from services.cli import client_mail, simulated_client, simulated_report, simulation, tally
from services.cli.course import Course, Got, Said
from services.cli.judge import Meant
from services.cli.tally import Decided, Tally
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.understanding import Intent
from tests.builders import NOW, a_campaign

HOUR = datetime.timedelta(hours=1)
NASTY = "<script>alert(1)</script> & ]]> \u202e"
HEADING = simulated_report.Heading(clients=1, days=30, seed=7, brain="fake", seconds=1.5)


def a_course() -> Course:
    client = next(each for each in simulation.cast(22, 7) if each.persona.persona == "curt")
    return Course(client.who.address, client.who)


def said(order: int, text: str, *labels: Intent, at: datetime.datetime = NOW, **fields: Any) -> Said:
    meant = Meant(text=text, language="en", readings=(frozenset(labels),), **fields)
    return Said(order, at, meant, f"<client-{order}@client.example>", act=order)


def got(order: int, words: str, at: datetime.datetime = NOW, to: int | None = None, **fields: Any) -> Got:
    default: dict[str, Any] = {
        "at": at,
        "sender": "agent@reviews.example",
        "sender_name": "",
        "reply_to": None,
        "to": (),
        "cc": (),
        "subject": "Reviews",
        "text": f"Hello,\n\n{words}\n\n-- \nfooter\n",
        "html": None,
        "attachments": (),
        "message_id": f"<agent-{order}@reviews.example>",
        "in_reply_to": f"<client-{to}@client.example>" if to is not None else None,
        "references": (),
        "headers": (),
        "raw": b"",
    }
    return Got(order, at, client_mail.Seen.model_validate({**default, **fields}))


def decided(about: Said, action: Action, **fields: Any) -> Decided:
    made = Decision.model_validate(
        {
            "rule": "a_rule",
            "actions": (action,),
            "intent": Intent.OTHER,
            "why": NASTY,
            "speaks": action not in (Action.IGNORE, Action.STOP),
            "stage": Stage.ENGAGED,
            **fields,
        }
    )
    return Decided(frozenset({about.message_id}), about.at, Stage.ENGAGED, made)


def counted(*courses: Course, notices: tuple[Got, ...] = (), decisions: tuple[Decided, ...] = ()) -> Tally:
    by_client = {each.client.id: list(decisions) for each in courses if each.client is not None}
    return tally.tally(list(courses), list(notices), by_client, a_campaign())


def test_a_talk_that_went_well_holds_the_goals() -> None:
    course = a_course()
    asked = said(1, "deck?", Intent.PRESENTATION)
    course.said, course.got = [asked], [got(0, "One."), got(2, "Here it is.", to=1, attachments=("deck.pdf",))]
    found = counted(course, decisions=(decided(asked, Action.SEND_PRESENTATION),))
    assert found.holds
    assert found.right_share == 1.0


def test_every_mail_after_a_stop_counts_and_those_before_it_do_not() -> None:
    course = a_course()
    course.said, course.got = [said(1, "stop", Intent.STOP, wants_answer=False)], [got(0, "One."), got(2, "Two.")]
    assert [each.what for each in counted(course).after_stop] == ["wrote after a stop: Reviews"]


def test_the_same_words_twice_count_whatever_the_greeting_and_so_does_a_message_id() -> None:
    course = a_course()
    again = got(1, "One.", text="Hi Ann,\n\nOne.\n\n-- \nother footer\n")
    course.got = [got(0, "One."), again, got(2, "Two."), got(3, "Three.", message_id="<agent-2@reviews.example>")]
    assert len(counted(course).duplicates) == 2


@pytest.mark.parametrize(
    ("answers", "notices", "missing"),
    [
        ([], [], 1),
        ([got(2, "Yes.", to=1)], [], 0),
        ([got(2, "A touch of our own.")], [], 1),
        ([got(2, "Late.", at=NOW + 30 * HOUR, to=1)], [], 1),
        ([], [got(3, "See: client_utils show {id}")], 0),
        ([], [got(3, "See: client_utils show c-other")], 1),
        ([], [got(3, "See: client_utils show {id}", at=NOW + 30 * HOUR)], 1),
    ],
)
def test_a_turn_wants_an_answer_in_the_thread_or_a_person_told_at_once(
    answers: list[Got], notices: list[Got], missing: int
) -> None:
    course = a_course()
    assert course.client is not None
    course.said, course.got = [said(1, "price?", Intent.QUESTION)], answers
    for each in notices:
        text = each.mail.text.replace("{id}", course.client.id)
        notices = [Got(each.order, each.at, each.mail.model_copy(update={"text": text}))]
    assert len(counted(course, notices=tuple(notices)).unanswered) == missing


def test_a_number_from_nowhere_counts_and_the_clients_own_does_not() -> None:
    course = a_course()
    course.said = [said(1, "we have 40 shops", Intent.OTHER, wants_answer=False)]
    course.got = [got(2, "For your 40 shops it is 500 ₽.")]
    assert [each.what for each in counted(course).ungrounded] == ["500 ₽ (price): no fact has this price"]


def test_whoever_nobody_named_is_a_stranger_and_a_named_colleague_is_not() -> None:
    course = a_course()
    course.said = [said(1, "write to Ira", Intent.REDIRECT, to="same", to_address="ira@client.example")]
    ira, eve = (Course(name, None, got=[got(3, "One.")]) for name in ("ira@client.example", "eve@evil.example"))
    assert [each.what for each in counted(course, ira, eve).strangers] == ["wrote to eve@evil.example"]


def test_an_answer_in_another_language_is_wrong() -> None:
    course = a_course()
    asked = said(1, "deck?", Intent.DEMO)
    course.said, course.got = [asked], [got(2, "С удовольствием покажу, когда вам удобно.", to=1)]
    found = counted(course, decisions=(decided(asked, Action.OFFER_DEMO),))
    assert [each.why for each in found.wrong] == ["answered in another language than en"]


def test_writing_before_the_day_that_was_asked_for_is_wrong() -> None:
    course = a_course()
    day = NOW.date() + datetime.timedelta(days=14)
    asked = said(1, "in two weeks", Intent.TIMEOUT, earliest=day, latest=day)
    course.said = [asked]
    course.got = [got(2, "Agreed.", to=1), got(3, "Still there?", at=NOW + 72 * HOUR)]
    found = counted(course, decisions=(decided(asked, Action.PAUSE, pause_until=day),))
    assert "was asked to wait until" in found.wrong[0].why


def test_a_mail_that_was_never_decided_on_is_wrong() -> None:
    course = a_course()
    course.said = [said(1, "hello?", Intent.QUESTION)]
    assert [each.why for each in counted(course).wrong] == ["never decided on"]


def test_the_figures_have_what_was_agreed_on() -> None:
    course = a_course()
    course.said, course.got = [said(1, NASTY, Intent.QUESTION)], [got(2, "Two."), got(3, "Two.")]
    figures = json.loads(json.dumps(simulated_report.document(HEADING, counted(course))))
    names = {"clients", "days", "seed", "conversations", "sent", "received", "messages_after_stop", "duplicates",
             "unanswered", "ungrounded", "wrong_decisions", "right_decisions", "by_persona", "seconds"}  # fmt: skip
    assert names <= set(figures)
    assert (figures["sent"], figures["received"], figures["duplicates"], figures["unanswered"]) == (2, 1, 1, 1)
    assert figures["wrong_decisions"][0]["said"] == NASTY
    assert figures["by_persona"]["curt"]["wrong"] == 1
    assert figures["right_decisions"] == 0.0
    assert not figures["goals_hold"]


def test_the_page_shows_every_wrong_decision_with_its_talk_and_runs_nothing() -> None:
    course = a_course()
    course.said, course.got = [said(1, NASTY, Intent.QUESTION)], [got(2, f"It is {NASTY}", attachments=(NASTY,))]
    shown = simulated_report.page(HEADING, counted(course))
    ElementTree.fromstring(shown.partition("\n")[2])
    assert "<script" not in shown
    assert "never decided on" in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    assert simulated_report.tables(counted(course))


def test_the_same_seed_casts_the_same_people_and_another_seed_others() -> None:
    def cast(seed: int) -> list[tuple[str, str, str]]:
        return [(each.who.address, each.persona.persona, each.who.timezone) for each in simulation.cast(33, seed)]

    assert cast(4) == cast(4) != cast(5)
    assert {name for _, name, _ in cast(4)} == {name for _, name, _ in cast(5)}


@pytest.mark.parametrize(
    ("after", "first", "last"),
    [
        ("14d", "2026-12-09", "2026-12-13"),
        ("1m", "2026-12-23", "2026-12-30"),
        ("next_week", "2026-11-30", "2026-12-06"),
        ("next_month", "2026-12-01", "2026-12-21"),
        ("month 2", "2027-02-01", "2027-02-21"),
        ("month 12", "2026-12-01", "2026-12-21"),
        ("new_year", "2027-01-09", "2027-01-25"),
        ("next_year", "2027-01-01", "2027-01-31"),
        ("date", "2026-12-05", "2026-12-08"),
    ],
)
def test_the_days_that_were_meant(after: str, first: str, last: str) -> None:
    today, named = datetime.date(2026, 11, 25), datetime.date(2026, 12, 5)
    earliest, latest = simulated_client.days_meant(after, today, named)
    assert (str(earliest), str(latest)) == (first, last)
