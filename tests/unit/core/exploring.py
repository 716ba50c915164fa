"""Every world that can be reached: breadth first over all interleavings of a model, for the tests of designs.

A model is a start and a function from a world to what may happen next. It knows nothing of the outbox.
"""

import collections
import collections.abc
import dataclasses
from typing import Generic, TypeVar

World = TypeVar("World", bound=collections.abc.Hashable)
Moves = collections.abc.Iterator[tuple[str, World]]


@dataclasses.dataclass
class Explored(Generic[World]):
    """Every world that can be reached, how each was, and where nothing can happen any more."""

    came_from: dict[World, tuple[World, str] | None]
    ends: list[World]

    def way_to(self, world: World) -> list[str]:
        """The moves that lead there."""
        steps: list[str] = []
        while (before := self.came_from[world]) is not None:
            world, step = before
            steps.append(step)
        return steps[::-1]

    def counterexample(self, is_wrong: collections.abc.Callable[[World], bool], only_ends: bool = False) -> list[str]:
        """The moves to the nearest wrong world, or nothing."""
        worlds = self.ends if only_ends else list(self.came_from)
        return next((self.way_to(world) for world in worlds if is_wrong(world)), [])


def explore(
    start: World,
    moves: collections.abc.Callable[[World], Moves[World]],
    until: collections.abc.Callable[[World], bool] = lambda _: False,
) -> Explored[World]:
    """Breadth first, so that a counterexample is a shortest one; no further than the first that `until` names."""
    came_from: dict[World, tuple[World, str] | None] = {start: None}
    waiting = collections.deque([start])
    ends: list[World] = []
    while waiting:
        world = waiting.popleft()
        is_end = True
        for step, after in moves(world):
            is_end = False
            if after not in came_from:
                came_from[after] = (world, step)
                waiting.append(after)
                if until(after):
                    return Explored(came_from, ends)
        if is_end:
            ends.append(world)
    return Explored(came_from, ends)
