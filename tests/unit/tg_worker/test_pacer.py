"""The pace of a bot: below Telegram's limits whatever is asked for, and nobody waits longer than needed."""

from hypothesis import given
from hypothesis import strategies as st

from services.tg_worker import pacer
from services.tg_worker.pacer import Pacer


def in_a_second(moments: list[float]) -> int:
    """The most of these moments in any window of one second."""
    ordered = sorted(moments)
    return max(sum(start <= each < start + 1.0 for each in ordered) for start in ordered)


@given(st.lists(st.tuples(st.integers(1, 6), st.floats(0, 0.5)), min_size=1, max_size=120))
def test_no_chat_and_no_second_gets_too_many(asked: list[tuple[int, float]]) -> None:
    paced, now, leaving = Pacer(), 1000.0, []
    for chat, pause in asked:
        now += pause
        leaving.append((chat, paced.reserve(chat, now)))
        assert leaving[-1][1] >= now
    assert in_a_second([at for _, at in leaving]) <= 30
    for chat in {chat for chat, _ in leaving}:
        assert in_a_second([at for each, at in leaving if each == chat]) == 1


def test_a_thousand_chats_at_once_take_forty_seconds() -> None:
    paced = Pacer()
    leaving = [paced.reserve(chat, 50.0) for chat in range(1, 1001)]
    assert 39.0 < max(leaving) - 50.0 < 41.0
    assert in_a_second(leaving) <= 26


def test_a_lonely_message_leaves_at_once() -> None:
    assert Pacer().reserve(1, 7.0) - 7.0 < 0.05


def test_a_group_is_written_to_at_most_twenty_times_a_minute() -> None:
    paced = Pacer()
    leaving = [paced.reserve(-5, 0.0) for _ in range(21)]
    assert leaving[-1] > 60.0


def test_nothing_leaves_before_telegram_has_waited_long_enough() -> None:
    paced = Pacer()
    paced.pause(130.0)
    paced.pause(110.0)
    assert paced.waits(100.0) == 30.0
    assert paced.reserve(1, 100.0) >= 130.0
    assert paced.waits(131.0) == 0.0


def test_the_limits_are_below_telegrams() -> None:
    assert pacer.PER_SECOND < 30
    assert pacer.CHAT_GAP_S > 1.0


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.floats(0, 0.1), st.floats(0, 2.0), st.floats(0, 1.0)), min_size=1, max_size=150
    )
)
def test_however_late_a_message_is_on_its_way_telegram_sees_no_two_too_close(
    asked: list[tuple[int, float, float, float]],
) -> None:
    paced, now, seen = Pacer(), 1000.0, []
    under_way: list[tuple[float, int]] = []
    for chat, pause, lasts, share in asked:
        now += pause
        for ends, other in sorted(each for each in under_way if each[0] <= now):
            paced.end(other, ends)
            under_way.remove((ends, other))
        if paced.begin(chat, now):
            under_way.append((now + lasts, chat))
            seen.append((chat, now + lasts * share))
    assert in_a_second([at for _, at in seen]) <= 30
    for chat in {chat for chat, _ in seen}:
        assert in_a_second([at for each, at in seen if each == chat]) == 1


def test_a_chat_waits_for_the_message_that_is_late() -> None:
    paced = Pacer()
    assert paced.begin(1, 0.0)
    assert not paced.begin(1, 1.2)
    assert paced.begin(2, 1.2)
    paced.end(1, 1.5)
    paced.end(1, 9.0)
    assert not paced.begin(1, 2.4)
    assert paced.begin(1, 2.7)


def test_a_stall_is_not_made_up_for_by_a_rush() -> None:
    paced = Pacer()
    assert sum(paced.begin(chat, 5.0) for chat in range(1, 100)) == pacer.MOST_A_SECOND
