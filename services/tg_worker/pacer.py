"""Pacer: when the next message of a bot may leave. Pure: moments in seconds are arguments.

Telegram's limits (core.telegram.org/bots/faq): about 30 messages a second over all chats, one a second in a chat,
20 a minute in a group. We stay below them. It does not wait and does not send.

A place is when a message should leave. When Telegram sees it is another thing: somewhere between the moment in which
it leaves (`begin`) and that of its answer (`end`). So both are counted, and a delay anywhere on the way draws no two
messages closer together than Telegram allows.
"""

import collections

PER_SECOND = 25
MOST_A_SECOND = 29
CHAT_GAP_S = 1.1
GROUP_GAP_S = 3.2
_KEPT_S = 10.0


class Pacer:
    """The places of one bot: each is a slot of 1/25 s that one message takes."""

    def __init__(self, per_second: int = PER_SECOND) -> None:
        self._slot_s = 1.0 / per_second
        self._taken: set[int] = set()
        self._chats: dict[int, float] = {}
        self._paused_until = float("-inf")
        self._on_the_way: set[int] = set()
        self._ended: collections.deque[float] = collections.deque()
        self._free_at: dict[int, float] = {}

    def reserve(self, chat: int, now: float) -> float:
        """Take the first free place for a message to this chat; the moment when it may leave, `now` at the soonest."""
        self._forget(now)
        slot = self._slot_at(max(now, self._paused_until, self._chats.get(chat, now)))
        while slot in self._taken:
            slot += 1
        self._taken.add(slot)
        at = max(now, slot * self._slot_s)
        self._chats[chat] = at + _gap_s(chat)
        return at

    def begin(self, chat: int, now: float) -> bool:
        """Whether a message may leave for this chat now; if so, it is on its way until `end`.

        Whatever Telegram sees within one second was on its way, or had ended less than a second before, when the last
        of it began: so many are let go.
        """
        while self._ended and self._ended[0] <= now - 1.0:
            self._ended.popleft()
        is_full = len(self._on_the_way) + len(self._ended) >= MOST_A_SECOND
        if is_full or chat in self._on_the_way or now < self._free_at.get(chat, now):
            return False
        self._on_the_way.add(chat)
        return True

    def end(self, chat: int, now: float) -> None:
        """It was answered, or is not sent after all. Safe to repeat."""
        if chat in self._on_the_way:
            self._on_the_way.discard(chat)
            self._ended.append(now)
            self._free_at[chat] = now + _gap_s(chat)

    def pause(self, until: float) -> None:
        """Nothing leaves before this moment: Telegram has asked us to wait."""
        self._paused_until = max(self._paused_until, until)

    def waits(self, now: float) -> float:
        """Seconds that the whole bot has to wait, 0 for none."""
        return max(0.0, self._paused_until - now)

    def _slot_at(self, moment: float) -> int:
        return -int(-moment // self._slot_s)

    def _forget(self, now: float) -> None:
        oldest = self._slot_at(now - _KEPT_S)
        if len(self._taken) > 1000:
            self._taken = {each for each in self._taken if each >= oldest}
        if len(self._chats) > 10_000:
            self._chats = {chat: free for chat, free in self._chats.items() if free > now}
        if len(self._free_at) > 10_000:
            self._free_at = {chat: free for chat, free in self._free_at.items() if free > now}


def _gap_s(chat: int) -> float:
    return CHAT_GAP_S if chat > 0 else GROUP_GAP_S
