"""The points at which a worker is killed, and how each is told from the commands or the bytes that pass.

Nothing of it is in the services: the store's observer, a fake brain and a proxy before the mail servers see
what happens anyway. It kills nobody: `worker` does at the points of the store, `tap` at those of the network.
"""

import dataclasses

from services.core.domain.outbox_item import State
from services.core.store.engine import Command


@dataclasses.dataclass(frozen=True)
class StorePoint:
    """Before the `count`-th command named `before` once one named `after` was seen ("" for none)."""

    before: str
    after: str = ""
    count: int = 1


UNDERSTOOD = "converse: understood"
STORE_POINTS: dict[str, StorePoint] = {
    "claim": StorePoint("board", "claim item"),
    "sending written": StorePoint("read suppressions", "write sending"),
    "after 250, before sent": StorePoint("write sent"),
    "sent written": StorePoint("note delivery", "write sent"),
    "inbound read": StorePoint("store message"),
    "inbound stored": StorePoint("tell conversation", "store message"),
    "inbound told": StorePoint("mark routed", "tell conversation"),
    "before checkpoint": StorePoint("move checkpoint", "mark routed"),
    "converse: claimed": StorePoint("read items", "claim talk"),
    "converse: decided": StorePoint("commit"),
    "converse: committed": StorePoint("trail", "commit"),
    "converse: enqueue 1": StorePoint("enqueue", "commit"),
    "converse: enqueue 2": StorePoint("enqueue", "commit", 2),
    "converse: enqueued": StorePoint("settle messages", "commit"),
    "converse: settle": StorePoint("settle talk", "settle messages"),
    "reach: enqueue": StorePoint("enqueue", "claim talk"),
    "reach: settle": StorePoint("settle talk", "enqueue"),
}
# What the proxy before the SMTP server, or the IMAP server, tells by the bytes.
CONNECT, RCPT, DATA, HALF, DOT, APPEND = "connect", "RCPT", "DATA", "half of DATA", "dot, before 250", "Sent copy"
DOT_KEPT = "dot, provider keeps a copy"
SMTP_POINTS = (CONNECT, RCPT, DATA, HALF, DOT, DOT_KEPT)
SENDING = (
    "claim",
    CONNECT,
    RCPT,
    "sending written",
    DATA,
    HALF,
    DOT,
    DOT_KEPT,
    "after 250, before sent",
    "sent written",
    APPEND,
)
INBOUND = ("inbound read", "inbound stored", "inbound told", "before checkpoint")
CONVERSE = (*(name for name in STORE_POINTS if name.startswith("converse")), UNDERSTOOD)
REACH = ("reach: enqueue", "reach: settle")


def name_of(command: Command) -> str:
    """What a command does, in a few words; "" for those that no point speaks of."""
    marks = command.update.get("$set", {})
    told = _BY_VERB.get((command.collection, command.verb), "")
    if command.collection == "outbox" and marks.get("state") in _STATES:
        told = _STATES[marks["state"]]
    elif command.collection == "outbox" and command.verb == "find":
        told = "read items" if set(command.filter) == {"conversation"} else ""
    elif command.collection == "messages" and command.verb == "update":
        told = {"routed": "mark routed", "settled": "settle messages"}.get(str(marks.get("state")), "")
    elif command.collection == "accounts":
        told = "move checkpoint" if "$max" in command.update else ""
    elif command.collection == "conversations":
        told = _of_conversation(command)
    return told


_BY_VERB = {
    ("suppressions", "find"): "read suppressions",
    ("deliveries", "insert"): "note delivery",
    ("messages", "insert"): "store message",
    ("events", "insert"): "trail",
    ("outbox", "insert"): "enqueue",
}
_STATES: dict[str, str] = {
    State.LEASED.value: "claim item",
    State.SENDING.value: "write sending",
    State.SENT.value: "write sent",
}


def _of_conversation(command: Command) -> str:
    marks = command.update.get("$set", {})
    if marks.get("flight"):
        return "board"
    if "inbound_seq" in command.update.get("$inc", {}):
        return "tell conversation"
    if isinstance(marks.get("turn"), dict) and marks["turn"].get("committed"):
        return "commit"
    if "lease_owner" in marks:
        return "claim talk" if marks["lease_owner"] else "settle talk"
    return ""
