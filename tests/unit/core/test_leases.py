"""An owner is dead when its lease stood still for a lease's length on the observer's own clock."""

from services.core.store.leases import Held, Watch

STILL = Held("c1", "w1", 3, 7)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_lease_that_stands_still_for_its_length_is_dead() -> None:
    clock = Clock()
    watch = Watch(120, clock)
    for clock.now, dead in ((1000, []), (1060, []), (1119.9, []), (1120, [STILL])):
        assert watch.dead([STILL]) == dead


def test_an_owner_that_beats_lives_as_long_as_it_does() -> None:
    clock = Clock()
    watch = Watch(120, clock)
    for beat in range(20):
        clock.now += 60
        assert watch.dead([Held("c1", "w1", 3, beat)]) == []


def test_a_new_owner_or_a_new_fence_starts_the_wait_anew() -> None:
    clock = Clock()
    watch = Watch(120, clock)
    watch.dead([STILL])
    for other in (Held("c1", "w2", 3, 7), Held("c1", "w1", 4, 7)):
        clock.now += 119
        assert watch.dead([other]) == []


def test_a_lease_that_was_gone_for_a_while_starts_anew() -> None:
    clock = Clock()
    watch = Watch(120, clock)
    watch.dead([STILL])
    watch.dead([])
    clock.now += 500
    assert watch.dead([STILL]) == []


def test_an_observer_that_has_just_started_waits_its_full_time() -> None:
    clock = Clock()
    clock.now = 1e9
    assert Watch(120, clock).dead([STILL]) == []


def test_the_dead_are_told_from_the_living() -> None:
    clock = Clock()
    watch = Watch(120, clock)
    alive = [Held("c2", "w2", 1, beat) for beat in (1, 2)]
    watch.dead([STILL, alive[0]])
    clock.now += 120
    assert watch.dead([STILL, alive[1]]) == [STILL]
