"""Pacer: when the next message of a bot may leave. Pure: moments in seconds are arguments.

Telegram's limits (core.telegram.org/bots/faq): about 30 messages a second over all chats, one a second in a chat,
20 a minute in a group. We stay below them. It does not wait and does not send.
"""

PER_SECOND = 25
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

    def reserve(self, chat: int, now: float) -> float:
        """Take the first free place for a message to this chat; the moment when it may leave, `now` at the soonest."""
        self._forget(now)
        slot = self._slot_at(max(now, self._paused_until, self._chats.get(chat, now)))
        while slot in self._taken:
            slot += 1
        self._taken.add(slot)
        at = max(now, slot * self._slot_s)
        self._chats[chat] = at + (CHAT_GAP_S if chat > 0 else GROUP_GAP_S)
        return at

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
