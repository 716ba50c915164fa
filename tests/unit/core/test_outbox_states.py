"""The table of moves holds together, and keeps the promise that nothing goes out twice by itself."""

from services.core.domain.outbox_item import FINAL, IN_FLIGHT, MAYBE_DELIVERED, MOVES, State


def reachable(start: State, avoiding: frozenset[State] = frozenset()) -> set[State]:
    found: set[State] = set()
    front = {start}
    while front:
        found |= front
        front = {after for state in front for after in MOVES[state]} - found - avoiding
    return found


def test_every_state_is_in_the_table_and_none_moves_to_itself() -> None:
    assert set(MOVES) == set(State)
    assert not any(state in moves for state, moves in MOVES.items())


def test_final_states_are_the_ones_without_a_way_out() -> None:
    assert {State.SENT, State.FAILED, State.CANCELLED, State.EXPIRED} == FINAL
    assert not FINAL & (IN_FLIGHT | MAYBE_DELIVERED)


def test_every_state_can_be_reached_and_every_item_can_end() -> None:
    assert reachable(State.QUEUED) == set(State) - {State.HELD}
    assert reachable(State.HELD) == set(State)
    for state in State:
        assert reachable(state) & FINAL


def test_nothing_is_sent_without_being_leased_and_then_sending() -> None:
    for state in (State.LEASED, State.SENDING):
        assert State.SENT not in reachable(State.QUEUED, avoiding=frozenset({state}))


def test_what_may_have_been_delivered_is_never_called_failed_or_expired() -> None:
    for state in MAYBE_DELIVERED:
        assert not MOVES[state] & {State.FAILED, State.EXPIRED}
    assert State.CANCELLED not in MOVES[State.UNKNOWN]
    assert State.EXPIRED not in MOVES[State.SENDING]


def test_a_death_before_the_body_requeues_and_one_in_it_is_unknown() -> None:
    assert State.UNKNOWN not in MOVES[State.LEASED]
    assert State.QUEUED in MOVES[State.LEASED]
    assert State.UNKNOWN in MOVES[State.SENDING]
