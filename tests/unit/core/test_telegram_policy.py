"""The conduct of a user account: each rule by itself. Whole campaigns are driven in test_telegram_campaign."""

import datetime
import zoneinfo

import pytest

from services.core.domain import campaign, telegram_errors, telegram_policy
from services.core.domain.conversation import NEVER
from services.core.domain.telegram_errors import Kind
from services.core.domain.telegram_policy import Answer, AskSpamBot, Conduct, Hold, Opening, Refuse, Stop
from tests.builders import NOW, later

MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")
TEXT = "Добрый день, Анна! Вы оставляли заявку на выставке. Удобно, если расскажу здесь?"
FREE = "Good news, no limits are currently applied to your account. You’re free as a bird!"


def grown(days: int = 30, **fields: object) -> Conduct:
    """An account that many days old, asked about at @SpamBot an hour ago."""
    default = {"since": later(days=-days), "free_of_limits_at": later(hours=-1)}
    return Conduct.model_validate({**default, **fields})


def verdict(
    conduct: Conduct, at: datetime.datetime = NOW, text: str = TEXT, earlier: tuple[datetime.datetime, ...] = ()
) -> telegram_policy.Verdict | None:
    return telegram_policy.may_open(conduct, at, text, MOSCOW, "RU", earlier)


def openings(*hours_ago: float, answer: Answer = Answer.NONE) -> tuple[Opening, ...]:
    return tuple(Opening(talk=f"t{n}", at=later(hours=-each), answer=answer) for n, each in enumerate(hours_ago))


@pytest.mark.parametrize(
    ("days", "fields", "most"),
    [
        (0, {}, 0),
        (6, {}, 0),
        (7, {}, 2),
        (13, {}, 2),
        (14, {}, 4),
        (21, {}, 5),
        (400, {}, 5),
        (3, {"is_premium": True}, 0),
        (30, {"is_premium": True}, 15),
        (30, {"floods": (later(days=-59),)}, 3),
        (30, {"floods": (later(days=-61),)}, 5),
        (30, {"is_premium": True, "floods": (later(days=-1),)}, 8),
    ],
)
def test_an_account_grows_into_its_cap(days: int, fields: dict[str, object], most: int) -> None:
    assert telegram_policy.cap(grown(days, **fields), NOW) == most


def test_a_grown_account_may_write_to_a_stranger() -> None:
    assert verdict(grown()) is None


@pytest.mark.parametrize(
    ("conduct", "until", "why"),
    [
        (grown(2), later(days=5), "too young"),
        (grown(openings=openings(20, 8, 6, 4, 2)), later(hours=4), "limit of 5 in 24 h"),
        (grown(openings=openings(0.9, 0.5)), later(minutes=6), "limit of 2 in 1 h"),
        (grown(next_opening_at=later(minutes=9)), later(minutes=9), "gap"),
        (grown(answers_only_until=later(days=3), answers_only_why="x"), later(days=3), "only answers"),
    ],
)
def test_a_stranger_waits(conduct: Conduct, until: datetime.datetime, why: str) -> None:
    found = verdict(conduct)
    assert isinstance(found, Hold)
    assert found.until == until
    assert why in found.why


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (later(hours=-3), later(hours=-1, minutes=-5)),  # seven in the morning
        (later(hours=11), later(hours=22, minutes=55)),  # nine in the evening
        (later(days=5), later(days=6, hours=22, minutes=55)),  # Saturday
    ],
)
def test_strangers_are_written_to_in_their_working_hours(at: datetime.datetime, opens: datetime.datetime) -> None:
    found = verdict(grown(free_of_limits_at=at), at)
    assert isinstance(found, Hold)
    assert found.until == opens


@pytest.mark.parametrize(
    "text",
    [
        "Подробности: https://otklik.example/deck",
        "Пишите на www.otklik.example",
        "Наш канал t.me/otklik",
        "Это @otklik_team",
        "Сайт otklik.ru",
        "Звоните +7 903 123-45-67",
        "а" * 301,
    ],
)
def test_a_first_message_with_a_pointer_or_too_long_stops_the_account(text: str) -> None:
    assert isinstance(verdict(grown(), text=text), Stop)
    assert not isinstance(verdict(grown(), text=text, earlier=(later(days=-3),)), Stop)


def test_one_reminder_after_two_days_and_never_another() -> None:
    found = verdict(grown(), earlier=(later(hours=-47),))
    assert isinstance(found, Hold)
    assert found.until == later(hours=1)
    assert verdict(grown(), earlier=(later(hours=-49),)) is None
    assert isinstance(verdict(grown(), earlier=(later(days=-9), later(days=-5))), Refuse)


def test_the_spam_bot_is_asked_before_the_first_stranger_of_a_day() -> None:
    assert verdict(grown(free_of_limits_at=None)) == AskSpamBot()
    assert verdict(grown(free_of_limits_at=later(hours=-25))) == AskSpamBot()
    asked = telegram_policy.after_spam_bot(grown(free_of_limits_at=None), NOW, FREE)
    assert verdict(asked) is None


@pytest.mark.parametrize("said", ["I’m afraid some users found your messages annoying", "", "???"])
def test_what_the_spam_bot_says_otherwise_leaves_answers_alone_for_a_week(said: str) -> None:
    told = telegram_policy.after_spam_bot(grown(), NOW, said)
    found = verdict(told)
    assert isinstance(found, Hold)
    assert found.until == later(days=7)
    assert telegram_policy.may_answer(told, NOW) is None


def test_peer_flood_brings_seven_days_then_thirty_then_answers_only() -> None:
    first = telegram_policy.after_error(grown(400), NOW, Kind.FLOODED)
    assert first.answers_only_until == later(days=7)
    second = telegram_policy.after_error(first, later(days=10), Kind.FLOODED)
    assert second.answers_only_until == later(days=40)
    third = telegram_policy.after_error(second, later(days=50), Kind.FLOODED)
    assert third.answers_only_until == NEVER
    assert isinstance(verdict(third, later(days=3000)), Stop)
    assert isinstance(verdict(telegram_policy.allowed_again(third, NOW), later(days=99)), Stop)
    assert telegram_policy.may_answer(third, NOW) is None


def test_floods_long_ago_are_forgiven() -> None:
    again = telegram_policy.after_error(grown(400, floods=(later(days=-91),)), NOW, Kind.FLOODED)
    assert again.answers_only_until == later(days=7)


@pytest.mark.parametrize(
    ("seconds", "before", "cools"),
    [(37, 0, False), (3601, 0, True), (5, 1, False), (5, 2, True)],
)
def test_a_wait_rests_the_method_and_a_long_or_third_one_the_strangers(seconds: int, before: int, cools: bool) -> None:
    conduct = grown(waits=(later(hours=-2),) * before)
    told = telegram_policy.after_error(conduct, NOW, Kind.WAIT, seconds)
    held = telegram_policy.may_answer(told, NOW)
    assert isinstance(held, Hold)
    assert held.until == NOW + datetime.timedelta(seconds=seconds * 1.2 + 5)
    assert (told.answers_only_until == later(days=1)) is cools


def test_few_replies_stop_first_messages_until_an_operator_lets_them_go_on() -> None:
    silent = openings(*range(2000, 100, -100))
    replied = openings(90, answer=Answer.REPLIED)
    poor = grown(openings=(*silent, *replied))
    assert len(poor.openings) == 20
    found = verdict(poor)
    assert isinstance(found, Stop)
    assert found.why == "1 of the last 20 strangers answered"
    assert verdict(telegram_policy.allowed_again(poor, later(hours=-1))) is None
    two = grown(openings=(*silent[1:], *openings(95, 90, answer=Answer.REPLIED)))
    assert verdict(two) is None


def test_silence_of_less_than_three_days_is_not_held_against_anybody() -> None:
    young = grown(openings=openings(*range(71, 31, -2)))
    assert len(young.openings) == 20
    assert verdict(young, later(hours=-6)) is None or not isinstance(verdict(young), Stop)


def test_many_refusals_stop_first_messages() -> None:
    conduct = grown(openings=openings(*range(1000, 300, -100), answer=Answer.REPLIED))
    for _ in range(4):
        conduct = telegram_policy.after_error(conduct, NOW, Kind.UNREACHABLE, talk="x")
    found = verdict(conduct)
    assert isinstance(found, Stop)
    assert "4 of the last 10" in found.why


def test_a_reply_is_counted_for_its_conversation() -> None:
    conduct = telegram_policy.after_reply(grown(openings=openings(5, 4)), "t1")
    assert [each.answer for each in conduct.openings] == [Answer.NONE, Answer.REPLIED]


def test_answers_have_limits_of_their_own() -> None:
    busy = grown(sends=tuple(later(minutes=-each) for each in range(30)))
    held = telegram_policy.may_answer(busy, NOW)
    assert isinstance(held, Hold)
    assert held.until == later(minutes=31)
    whole_day = grown(sends=tuple(later(minutes=-7 * each) for each in range(200)))
    assert isinstance(telegram_policy.may_answer(whole_day, NOW), Hold)


@pytest.mark.parametrize(("way", "most", "minutes"), [("username", 30, 1), ("phone", 15, 10)])
def test_people_are_looked_for_rarely(way: str, most: int, minutes: int) -> None:
    conduct, at = grown(), NOW
    for _ in range(most):
        assert telegram_policy.may_look_up(conduct, at, way) is None
        conduct, _ = telegram_policy.after_look_up(conduct, at, way, was_found=True)
        held = telegram_policy.may_look_up(conduct, at, way)
        assert isinstance(held, Hold)
        at += datetime.timedelta(minutes=minutes)
    held = telegram_policy.may_look_up(conduct, at, way)
    assert isinstance(held, Hold)
    assert held.until == later(days=1)


def test_the_third_empty_look_in_a_row_is_not_believed() -> None:
    conduct, believed = grown(), []
    for each in range(3):
        conduct, is_true = telegram_policy.after_look_up(conduct, later(minutes=each), "phone", was_found=False)
        believed.append(is_true)
    assert believed == [True, True, False]
    held = telegram_policy.may_look_up(conduct, later(hours=1), "username")
    assert isinstance(held, Hold)
    assert held.until == later(days=1, minutes=2)


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        *((name, 0, kind) for name, (kind, _) in telegram_errors.ERRORS.items()),
        ("PRIVACY_PREMIUM_REQUIRED", 406, Kind.UNREACHABLE),
        ("FROZEN_METHOD_INVALID", 420, Kind.DEAD),
        ("SOMETHING_NEW", 406, Kind.REFUSED),
        ("SOMETHING_NEW", 401, Kind.DEAD),
        ("SOMETHING_NEW", 420, Kind.WAIT),
        ("SOMETHING_NEW", 500, Kind.PASSING),
        ("SOMETHING_NEW", -503, Kind.PASSING),
        ("SOMETHING_NEW", 400, Kind.REFUSED),
    ],
)
def test_an_error_is_known_by_its_name(name: str, code: int, kind: Kind) -> None:
    assert telegram_errors.meaning(name, code)[0] is kind


@pytest.mark.parametrize(
    ("messages", "conduct", "days"),
    [
        (0, grown(), 0),
        (5, grown(), 0),
        (6, grown(), 1),
        (5, grown(openings=openings(2)), 1),
        (25, grown(), 4),
        (26, grown(), 7),
        (1, grown(0), 8),
        (3, grown(0), 9),
        (15, grown(is_premium=True), 0),
    ],
)
def test_the_plan_counts_working_days_and_caps(messages: int, conduct: Conduct, days: int) -> None:
    reached = telegram_policy.plan(conduct, messages, NOW, MOSCOW, "RU")
    assert reached is not None
    assert (reached.date() - NOW.date()).days == days


def test_nobody_is_reached_by_an_account_that_only_answers() -> None:
    assert telegram_policy.plan(grown(answers_only_until=NEVER), 1, NOW, MOSCOW, "RU") is None
    assert telegram_policy.plan(grown(answers_only_until=later(days=30)), 1, NOW, MOSCOW, "RU") == later(days=30)


def test_the_hours_are_those_of_the_campaign_and_of_the_account() -> None:
    early = campaign.Window(start="07:00", end="12:00", weekdays=(4, 5, 6))
    both = telegram_policy.hours_within(early)
    assert (both.start, both.end, both.weekdays) == ("09:00", "12:00", (4, 5))
    assert telegram_policy.hours_within(campaign.Window(weekdays=(6, 7))) == telegram_policy.HOURS
