"""History: what was said and done in a conversation, in the order of time, with the reason of each step. Pure.

It merges the client's messages, our outbox, and the trail of decisions and operators' actions. What it
understands of the trail: events with a `turn` and a `decision` (as a document) belong to the messages of
that turn; an `operator` event with a `text` is what a person wrote in the thread by hand; every other event
is a line of its own. Notices to operators are left out.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from services.core.domain import conversation, message, outbox_item
from services.core.domain.automatic import AutomaticKind
from services.core.domain.understanding import Intent

_AUTOMATIC = {AutomaticKind.BOUNCE: Intent.BOUNCE, AutomaticKind.AUTO_REPLY: Intent.AUTO_REPLY}
State = outbox_item.State


@dataclasses.dataclass(frozen=True)
class Line:
    """One line. `sender` is client, colleague, agent or operator; `decision` the actions, or the event's word."""

    at: datetime.datetime
    sender: str
    channel: str | None
    text: str
    intents: tuple[str, ...] = ()
    decision: str | None = None
    why: str = ""
    state: str | None = None


@dataclasses.dataclass(frozen=True)
class _Verdict:
    intents: tuple[str, ...]
    decision: str | None
    why: str


def of(
    talk: conversation.Conversation,
    messages: Sequence[message.Message],
    items: Sequence[outbox_item.OutboxItem],
    events: Sequence[dict[str, Any]],
) -> list[Line]:
    """The lines of a conversation, the oldest first."""
    verdicts = _verdicts(talk, events)
    current = dict.fromkeys(talk.turn.messages, talk.turn.id) if talk.turn else {}
    told = {each.turn or current.get(each.id, "") for each in messages}
    touches = [_of_item(each, verdicts) for each in items if each.is_touch]
    heard = [_of_message(talk, each, verdicts.get(each.turn or current.get(each.id, ""))) for each in messages]
    said = (outbox_item.Kind.ANSWER, outbox_item.Kind.SERVICE)
    answers = [_of_item(each, verdicts) for each in items if each.kind in said]
    steps = [_of_event(each) for each in events if str(each.get("turn", "")) not in told - {""}]
    # The sort is stable: at the same moment a message comes after the touch before it and before its answer.
    return sorted([*touches, *heard, *answers, *steps], key=lambda each: each.at)


def _verdicts(talk: conversation.Conversation, events: Iterable[dict[str, Any]]) -> dict[str, _Verdict]:
    found = {}
    for each in events:
        turn = each.get("turn")
        if isinstance(turn, str) and turn and each.get("decision"):
            understood = each.get("understanding") or (each.get("situation") or {}).get("understanding")
            found[turn] = _verdict(understood, each["decision"], str(each.get("why", "")))
    if talk.turn is not None and talk.turn.id not in found and (talk.turn.understanding or talk.turn.decision):
        found[talk.turn.id] = _verdict(talk.turn.understanding, talk.turn.decision, "")
    return found


def _verdict(understood: Any, decided: Any, why: str) -> _Verdict:
    understood = understood if isinstance(understood, dict) else {}
    decided = decided if isinstance(decided, dict) else {"actions": [decided] if decided else []}
    found = [each for each in understood.get("intents", ()) if isinstance(each, dict)]
    labels = tuple(str(each.get("label", "")) for each in found) or _primary(understood, decided)
    reason = str(decided.get("why") or why)
    quotes = [str(each.get("quote", "")) for each in found if each.get("quote")]
    evidence = " ".join(f"«{quote}»" for quote in dict.fromkeys(quotes) if quote not in reason)
    actions = ", ".join(str(each) for each in decided.get("actions", ())) or None
    return _Verdict(labels, actions, ": ".join(part for part in (reason, evidence) if part))


def _primary(understood: dict[str, Any], decided: dict[str, Any]) -> tuple[str, ...]:
    label = understood.get("primary") or decided.get("intent")
    return (str(label),) if label else ()


def _of_message(talk: conversation.Conversation, arrived: message.Message, verdict: _Verdict | None) -> Line:
    is_contact = not arrived.contact or arrived.contact == talk.contact
    is_colleague = not is_contact or any(each.key == arrived.sender.key for each in talk.participants)
    intents = verdict.intents if verdict else ()
    if not intents and arrived.automatic is not None and arrived.automatic.kind in _AUTOMATIC:
        intents = (str(_AUTOMATIC[arrived.automatic.kind]),)
    return Line(
        at=arrived.arrived_at,
        sender="colleague" if is_colleague else "client",
        channel=str(arrived.channel),
        text=arrived.shown,
        intents=intents,
        decision=verdict.decision if verdict else None,
        why=verdict.why if verdict else "",
        state=str(arrived.state),
    )


def _of_item(item: outbox_item.OutboxItem, verdicts: dict[str, _Verdict]) -> Line:
    verdict = verdicts.get(item.id.removeprefix("answer:").rpartition(":")[0])
    is_waiting = item.state in (State.HELD, State.QUEUED)
    return Line(
        at=item.sent_at or (item.due_at if is_waiting else item.created_at),
        sender="agent",
        channel=str(item.channel),
        text=item.text,
        intents=(str(item.intent),) if item.intent else (),
        decision=verdict.decision if verdict else None,
        why=item.why or (verdict.why if verdict else ""),
        state=str(item.state),
    )


def _of_event(event: dict[str, Any]) -> Line:
    if event.get("kind") == "operator":
        text = str(event.get("text", ""))
        channel = str(event.get("channel", "email"))
        return Line(event["at"], "operator", channel, text, why=str(event.get("why", "")), state="sent")
    decided = event.get("decision")
    verdict = _verdict(event.get("understanding"), decided, str(event.get("why", ""))) if decided else None
    return Line(
        at=event["at"],
        sender="operator" if event.get("by") else "agent",
        channel=None,
        text="",
        intents=verdict.intents if verdict else (),
        decision=(verdict.decision if verdict else None) or str(event.get("kind", "")),
        why=verdict.why if verdict else str(event.get("why", "")),
    )
