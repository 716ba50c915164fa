"""Merger: two contacts that are one person, what became of their conversations, and how it is taken apart. Pure.

The contact that is given up keeps its record with a `Merge`; its addresses lead to the other one from then on. Where
both had a conversation in one campaign, one is kept and takes the other in. It stores nothing and stops nobody.
"""

import datetime
import enum
from typing import Any

from services.core.domain import address
from services.core.domain.base import Noun
from services.core.domain.conversation import ENDS, NEVER, Conversation, Stage


class State(enum.StrEnum):
    """How far a merge has come: `begun` is finished by whoever comes next, `parting` is being taken apart."""

    BEGUN = "begun"
    DONE = "done"
    PARTING = "parting"


class Pair(Noun):
    """Two conversations of one campaign that became one, why this one was kept, and how both were before.

    `kept_from` and `absorbed_from` are the contacts they were with.
    """

    kept: str
    absorbed: str
    why: str
    kept_from: str
    absorbed_from: str
    kept_before: dict[str, Any]
    absorbed_before: dict[str, Any]


class Merge(Noun):
    """What is known of a merge, kept with the contact that was given up.

    `whole` are conversations that went over as they are; `gave` names what the other contact had not and got.
    """

    at: datetime.datetime
    by: str
    state: State = State.BEGUN
    is_planned: bool = False
    pairs: tuple[Pair, ...] = ()
    whole: tuple[str, ...] = ()
    gave: tuple[str, ...] = ()


# What a client has said last counts among these; the stage that says most is before those where nobody answered.
_SPOKEN = frozenset({Stage.ENGAGED, Stage.PAUSED, Stage.DEMO_BOOKED, Stage.DECLINED, Stage.REDIRECTED, Stage.WON})
_ORDER = (Stage.SILENT, Stage.CONTACTED, Stage.NEW, Stage.UNREACHABLE, Stage.HELD)
_NO = frozenset({Stage.DECLINED, Stage.REDIRECTED})
_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_PLACES = ("channel", "account", "via", "last_message_id", "references", "subject", "answer_to")
# Whose it is and who works on it is no part of what a conversation was.
_NEVER_RESTORED = frozenset(
    {"id", "contact", "campaign", "fence", "inbound_seq", "lease_owner", "lease_until", "lease_beat", "crashes"}
)


def choose(one: Conversation, other: Conversation, sent: dict[str, int]) -> tuple[Conversation, Conversation, str]:
    """Which of two conversations is kept, which it takes in, and why. `sent`: touches that have left, by id.

    A stop comes first; then a meeting, which is in the client's calendar; a person at work; what the client has
    said, the latest; then the conversation that has come furthest, so that no touch is repeated.
    """
    ranks = {each.id: _rank(each, sent.get(each.id, 0)) for each in (one, other)}
    kept, absorbed = (one, other) if ranks[one.id] >= ranks[other.id] else (other, one)
    return kept, absorbed, _why(kept, absorbed)


def _rank(talk: Conversation, sent: int) -> tuple[int, datetime.datetime, int, int]:
    heard = talk.last_inbound_at or _LONG_AGO
    if talk.stage is Stage.STOPPED:
        return 9, heard, sent, 0
    if talk.demo_at is not None and talk.stage not in ENDS:
        return 8, heard, sent, 0
    if talk.stage is Stage.HANDED_OFF:
        return 7, heard, sent, 0
    if talk.stage in _SPOKEN:
        return 6, heard, sent, 0
    return 5 - _ORDER.index(talk.stage) if talk.stage in _ORDER else 0, _LONG_AGO, sent, talk.touches


def _why(kept: Conversation, absorbed: Conversation) -> str:
    if kept.stage is Stage.STOPPED:
        return "a stop there is a stop everywhere"
    if kept.demo_at is not None and kept.stage not in ENDS:
        return "a demo is booked there"
    if kept.stage is Stage.HANDED_OFF:
        return "a person has it"
    if kept.stage in _SPOKEN:
        return "the client wrote there last" if absorbed.stage in _SPOKEN else "the client has spoken there"
    return "it has come further" if kept.stage is not absorbed.stage else "as many touches have left as in the other"


def joined(kept: Conversation, absorbed: Conversation, is_stopped: bool, now: datetime.datetime) -> dict[str, Any]:
    """What the kept conversation becomes: the strictest stage, the latest place, every budget that was used."""
    stage, why = _stage(kept, absorbed, is_stopped)
    is_over = stage in ENDS
    fields: dict[str, Any] = {
        "stage": stage,
        "why": why,
        "absorbed": (*kept.absorbed, *absorbed.absorbed, absorbed.id),
        "inbound_seq": max(kept.inbound_seq, absorbed.inbound_seq) + 1,
        "accounts": {**absorbed.accounts, absorbed.channel: absorbed.account, **kept.accounts},
        "answers": kept.answers + absorbed.answers,
        "told": tuple(sorted({*kept.told, *absorbed.told})),
        "nudges": max(kept.nudges, absorbed.nudges),
        "redirects": kept.redirects + absorbed.redirects,
        "presentation_sent": kept.presentation_sent or absorbed.presentation_sent,
        "participants": _participants(kept, absorbed),
        "away_until": max((day for day in (kept.away_until, absorbed.away_until) if day is not None), default=None),
        "next_touch_at": NEVER if is_over else _later(kept.next_touch_at, absorbed.next_touch_at),
        "touched_at": now,
        "wake_at": now,
    }
    days = {each.answers_on: each.answers_today for each in (absorbed, kept)}
    if kept.answers_on == absorbed.answers_on:
        days[kept.answers_on] = kept.answers_today + absorbed.answers_today
    fields["answers_on"] = max(days)
    fields["answers_today"] = days[fields["answers_on"]]
    if (absorbed.last_inbound_at or _LONG_AGO) > (kept.last_inbound_at or _LONG_AGO):
        fields |= {name: getattr(absorbed, name) for name in _PLACES} | {"last_inbound_at": absorbed.last_inbound_at}
        fields["accounts"] = {**fields["accounts"], kept.channel: kept.account}
    return fields


def _stage(kept: Conversation, absorbed: Conversation, is_stopped: bool) -> tuple[Stage, str]:
    both = (kept.stage, absorbed.stage)
    if is_stopped or Stage.STOPPED in both:
        return Stage.STOPPED, kept.why if kept.stage is Stage.STOPPED else "a stop on one address is a stop on all"
    if Stage.HANDED_OFF in both:
        return Stage.HANDED_OFF, kept.why if kept.stage is Stage.HANDED_OFF else absorbed.why
    if kept.demo_at is not None and kept.stage not in ENDS and absorbed.stage in _NO:
        return Stage.HANDED_OFF, "merged: a demo is booked in one conversation, and the other one had ended"
    return kept.stage, kept.why


def _participants(kept: Conversation, absorbed: Conversation) -> tuple[Any, ...]:
    return tuple({each.key: each for each in (*kept.participants, *absorbed.participants)}.values())


def _later(one: datetime.datetime, other: datetime.datetime) -> datetime.datetime:
    """The later of two times that are to come; one that never comes does not count."""
    coming = [each for each in (one, other) if each < NEVER]
    return max(coming, default=NEVER)


def taken_in(kept: str, why: str, now: datetime.datetime) -> dict[str, Any]:
    """What the other conversation becomes: it is over, and one more look is taken for what came late."""
    return {
        "stage": Stage.MERGED,
        "why": f"merged into {kept}: {why}",
        "merged_into": kept,
        "turn": None,
        "next_touch_at": NEVER,
        "wake_at": now + datetime.timedelta(minutes=1),
    }


def restored(
    pair: Pair, kept: Conversation, is_stopped: bool, has_unanswered: bool, touches: int, now: datetime.datetime
) -> dict[str, Any]:
    """What the conversation that was taken in becomes when it is taken out again.

    It is as it was, but a stop stays a stop, what the client may have ended meanwhile waits for a person, and touches
    that went to the same person meanwhile (`touches`, 0 for none) are not repeated.
    """
    before = _as_it_was(pair.absorbed_before, kept)
    fields = {name: getattr(before, name) for name in Conversation.model_fields if name not in _NEVER_RESTORED}
    fields |= {"merged_into": "", "turn": None, "touched_at": now}
    if is_stopped:
        return fields | {"stage": Stage.STOPPED, "why": "a stop is not undone", "wake_at": now, "next_touch_at": NEVER}
    if not before.is_over and (kept.is_over or kept.stage is Stage.HANDED_OFF):
        why = f"taken out of {kept.id}, which was {kept.stage} meanwhile: a person has to look"
        return fields | {"stage": Stage.HANDED_OFF, "why": why, "wake_at": now, "next_touch_at": NEVER}
    if touches:
        next_touch = _later(before.next_touch_at, kept.next_touch_at)
        fields |= {"touches": max(before.touches, touches), "next_touch_at": next_touch, "wake_at": next_touch}
    return fields | ({"wake_at": now} if has_unanswered or before.stage is Stage.NEW else {})


def left(
    pair: Pair,
    kept: Conversation,
    gone: frozenset[str],
    channels: frozenset[address.Channel],
    now: datetime.datetime,
) -> dict[str, Any]:
    """What the kept conversation becomes without the other: it goes on at a place of its own contact.

    `gone` are the keys of the other contact's addresses, `channels` those that its own contact has left.
    """
    before = _as_it_was(pair.kept_before, kept)
    taken = {*_as_it_was(pair.absorbed_before, kept).absorbed, pair.absorbed}
    mine = {each.key for each in before.participants}
    theirs = {each.key for each in _as_it_was(pair.absorbed_before, kept).participants} - mine
    fields: dict[str, Any] = {
        "absorbed": tuple(each for each in kept.absorbed if each not in taken),
        "participants": tuple(each for each in kept.participants if each.key not in theirs),
        "touched_at": now,
        "wake_at": now,
    }
    if kept.channel not in channels or (kept.answer_to is not None and kept.answer_to.key in gone):
        fields |= {name: getattr(before, name) for name in _PLACES} | {"accounts": before.accounts}
    return fields


def _as_it_was(document: dict[str, Any], now_known: Conversation) -> Conversation:
    """A conversation from its record. What is never restored is of no account here."""
    return Conversation.model_validate({**document, **{name: getattr(now_known, name) for name in _NEVER_RESTORED}})
