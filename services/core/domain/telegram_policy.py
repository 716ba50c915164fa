"""The conduct of a person's Telegram account: what it may do, so that it is not taken for a spammer's. Pure.

Telegram publishes no limits. The numbers are ours, set below those at which accounts were reported to be limited:
five messages to strangers in a row (Telethon #4009), 15 to 30 a day (Telethon #398), 30 to 40 numbers looked up
(bellingcat/telegram-phone-number-checker #32), and beside the words of https://telegram.org/faq_spam. Why each is
as it is stands in docs/decisions/0014-how-a-user-account-behaves.md.

A stranger is somebody who has never written to the account. Whoever has is answered within the plain limits of
`may_answer` alone. Nothing here makes writing to people safe who did not agree to it: without a consent basis no
conversation gets this far. It sends nothing and knows no clock; `spread` in 0..1 is drawn by the caller.
"""

import dataclasses
import datetime
import enum
import math
import re
import zoneinfo

from services.core.domain import calendar, campaign, telegram_errors
from services.core.domain.base import Noun
from services.core.domain.conversation import NEVER

_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# Strangers in 24 hours, by the days since the first login here.
RAMP = ((7, 0), (14, 2), (21, 4))
FULL_CAP, PREMIUM_TIMES, HARDEST_CAP = 5, 3, 20
STRANGERS_AN_HOUR = 2
GAP = (datetime.timedelta(minutes=8), datetime.timedelta(minutes=25))
HOURS = campaign.Window(start="09:00", end="20:00")
MESSAGES_AN_HOUR, MESSAGES_A_DAY = 30, 200
FIRST_TEXT_CHARS = 300
REMINDERS, REMINDER_AFTER = 1, datetime.timedelta(hours=48)
# In 24 hours, and the least time between two.
LOOKUPS = {"username": (30, datetime.timedelta(minutes=1)), "phone": (15, datetime.timedelta(minutes=10))}
EMPTY_LOOKUPS = 3
COOLING = (datetime.timedelta(days=7), datetime.timedelta(days=30))
FLOODS_COUNT_FOR, HALVED_FOR = datetime.timedelta(days=90), datetime.timedelta(days=60)
LONG_WAIT_S, WAITS_A_DAY = 3600, 3
SILENT_AFTER = datetime.timedelta(hours=72)
REPLIES_OF, LEAST_REPLIES = 20, 0.10
REFUSALS_OF, MOST_REFUSALS = 10, 0.30
SPAM_BOT_GOOD_FOR = _DAY
_KEPT_OPENINGS = 60
_LONGEST_PLAN_DAYS = 3700
_POINTER = re.compile(
    r"https?://|www\.|t\.me/|@\w{5}|\w\.(?:ru|com|net|org|io|me|app|dev|ai|co|su|рф)\b|\d[\d\s()-]{8,20}\d",
    re.IGNORECASE,
)
_FREE = ("free as a bird", "no limits are currently applied", "свободен от каких-либо ограничений", "нет ограничений")


class Answer(enum.StrEnum):
    """What became of a message to a stranger."""

    NONE = "none"
    REPLIED = "replied"
    REFUSED = "refused"


class Opening(Noun):
    """A message to a stranger, by the conversation that it belongs to."""

    talk: str
    at: datetime.datetime
    answer: Answer = Answer.NONE


class Lookup(Noun):
    """One look for a person by name or number."""

    way: str
    at: datetime.datetime


class Conduct(Noun):
    """What an account did lately, as far as the rules ask. Kept with the account; only its one process writes it.

    `since` is the first login here. `answers_only_until` NEVER is for ever. `stopped_at` is since when first messages
    wait for an operator, `judged_from` when one let them go on: what was before is not held against the account again.
    """

    since: datetime.datetime
    is_premium: bool = False
    openings: tuple[Opening, ...] = ()
    sends: tuple[datetime.datetime, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    empty_lookups: int = 0
    lookups_from: datetime.datetime | None = None
    next_opening_at: datetime.datetime | None = None
    floods: tuple[datetime.datetime, ...] = ()
    waits: tuple[datetime.datetime, ...] = ()
    paused: dict[str, datetime.datetime] = {}
    answers_only_until: datetime.datetime | None = None
    answers_only_why: str = ""
    free_of_limits_at: datetime.datetime | None = None
    judged_from: datetime.datetime | None = None
    stopped_at: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True)
class Hold:
    """Not before `until`."""

    until: datetime.datetime
    why: str


@dataclasses.dataclass(frozen=True)
class Refuse:
    """This message never leaves; others may."""

    why: str


@dataclasses.dataclass(frozen=True)
class Stop:
    """No touches of this account until an operator has looked."""

    why: str


@dataclasses.dataclass(frozen=True)
class AskSpamBot:
    """@SpamBot has to be asked first whether the account is limited."""


Verdict = Hold | Refuse | Stop | AskSpamBot
Fields = dict[str, object]


def _with(conduct: Conduct, **fields: object) -> Conduct:
    return conduct.model_copy(update=fields)


def cap(conduct: Conduct, now: datetime.datetime) -> int:
    """How many strangers may be written to within 24 hours: by age, Premium, and halved for 60 days after a flood."""
    age = (now - conduct.since).days
    most = next((count for below, count in RAMP if age < below), FULL_CAP)
    most *= PREMIUM_TIMES if conduct.is_premium else 1
    if any(now - each < HALVED_FOR for each in conduct.floods):
        most = math.ceil(most / 2)
    return min(most, HARDEST_CAP)


def used(conduct: Conduct, now: datetime.datetime) -> int:
    """How many messages to strangers left within the last 24 hours."""
    return sum(now - each.at < _DAY for each in conduct.openings)


def first_text_fault(text: str) -> str:
    """Why these words may not be the first that a stranger reads, or ""."""
    if len(text) > FIRST_TEXT_CHARS:
        return f"a first message on Telegram has at most {FIRST_TEXT_CHARS} characters, this has {len(text)}"
    if _POINTER.search(text):
        return "a first message on Telegram names no link, no @name and no number to call"
    return ""


def may_answer(conduct: Conduct, now: datetime.datetime) -> Hold | None:
    """What even an answer has to wait for: 30 messages an hour, 200 a day, and Telegram's own FLOOD_WAIT."""
    resting = conduct.paused.get("send")
    if resting is not None and now < resting:
        return Hold(resting, "Telegram asked to wait")
    return _full(conduct.sends, _HOUR, MESSAGES_AN_HOUR, now) or _full(conduct.sends, _DAY, MESSAGES_A_DAY, now)


def _full(
    moments: tuple[datetime.datetime, ...], span: datetime.timedelta, most: int, now: datetime.datetime
) -> Hold | None:
    """Until the window of this length has room again."""
    within = [each for each in moments if now - each < span]
    if len(within) < most:
        return None
    freed = sorted(within)[len(within) - max(most, 1)]
    return Hold(freed + span, f"the account's limit of {most} in {span.total_seconds() / 3600:g} h")


def may_open(
    conduct: Conduct,
    now: datetime.datetime,
    text: str,
    zone: zoneinfo.ZoneInfo,
    country: str,
    earlier: tuple[datetime.datetime, ...] = (),
) -> Verdict | None:
    """Whether these words may go to a stranger now; None when they may.

    `earlier` is when the same stranger was written to before and did not answer. The order is from the rules that
    never change their mind about this message to those that only have to be waited for.
    """
    if len(earlier) > REMINDERS:
        return Refuse("who has not answered a reminder on Telegram is not written to again")
    fault = "" if earlier else first_text_fault(text)
    if fault:
        return Stop(fault)
    if conduct.answers_only_until is not None and now < conduct.answers_only_until:
        if conduct.answers_only_until == NEVER:
            return Stop(f"the account only answers from now on: {conduct.answers_only_why}")
        return Hold(conduct.answers_only_until, f"the account only answers for now: {conduct.answers_only_why}")
    return _reputation(conduct, now) or _pace(conduct, now, zone, country, earlier)


def _reputation(conduct: Conduct, now: datetime.datetime) -> Stop | None:
    """Few replies or many refusals: a person has to look at what is being written, and to whom."""
    since = conduct.judged_from
    known = [each for each in conduct.openings if since is None or each.at >= since]
    known = [each for each in known if each.answer is not Answer.NONE or now - each.at >= SILENT_AFTER]
    last = known[-REPLIES_OF:]
    replied = sum(each.answer is Answer.REPLIED for each in last)
    if len(last) == REPLIES_OF and replied < LEAST_REPLIES * REPLIES_OF:
        return Stop(f"{replied} of the last {REPLIES_OF} strangers answered")
    last = known[-REFUSALS_OF:]
    refused = sum(each.answer is Answer.REFUSED for each in last)
    if len(last) == REFUSALS_OF and refused > MOST_REFUSALS * REFUSALS_OF:
        return Stop(f"{refused} of the last {REFUSALS_OF} strangers cannot be written to")
    return None


def _pace(
    conduct: Conduct,
    now: datetime.datetime,
    zone: zoneinfo.ZoneInfo,
    country: str,
    earlier: tuple[datetime.datetime, ...],
) -> Verdict | None:
    if earlier and now - max(earlier) < REMINDER_AFTER:
        return Hold(max(earlier) + REMINDER_AFTER, "a reminder comes 48 hours later at the earliest")
    opens = calendar.next_open(now, HOURS, zone, country)
    if opens > now:
        return Hold(opens, "outside 9 to 20 on working days")
    most = cap(conduct, now)
    if most == 0:
        ramps = conduct.since + datetime.timedelta(days=next(below for below, count in RAMP if count == 0))
        return Hold(ramps, "the account is too young to write first")
    strangers = tuple(each.at for each in conduct.openings)
    full = _full(strangers, _DAY, most, now) or _full(strangers, _HOUR, STRANGERS_AN_HOUR, now)
    if full is not None:
        return full
    if conduct.next_opening_at is not None and now < conduct.next_opening_at:
        return Hold(conduct.next_opening_at, "the gap between strangers")
    if conduct.free_of_limits_at is None or now - conduct.free_of_limits_at >= SPAM_BOT_GOOD_FOR:
        return AskSpamBot()
    return None


def after_send(
    conduct: Conduct, now: datetime.datetime, talk: str = "", *, is_to_stranger: bool, spread: float
) -> Conduct:
    """A message was accepted; to a stranger, the next one waits 8 to 25 minutes."""
    sends = (*(each for each in conduct.sends if now - each < _DAY), now)
    if not is_to_stranger:
        return _with(conduct, sends=sends)
    gap = GAP[0] + (GAP[1] - GAP[0]) * spread
    openings = (*conduct.openings, Opening(talk=talk, at=now))[-_KEPT_OPENINGS:]
    return _with(conduct, sends=sends, openings=openings, next_opening_at=now + gap)


def after_reply(conduct: Conduct, talk: str) -> Conduct:
    """Somebody wrote: they were not bothered."""
    return _answered(conduct, talk, Answer.REPLIED)


def _answered(conduct: Conduct, talk: str, answer: Answer) -> Conduct:
    told = tuple(each.model_copy(update={"answer": answer}) if each.talk == talk else each for each in conduct.openings)
    return _with(conduct, openings=told)


def may_look_up(conduct: Conduct, now: datetime.datetime, way: str) -> Hold | None:
    """Whether somebody may be looked for by `username` or `phone` now."""
    most, gap = LOOKUPS[way]
    resting = max(
        filter(None, (conduct.lookups_from, conduct.paused.get(way), conduct.answers_only_until)), default=now
    )
    if now < resting:
        return Hold(resting, "people are not looked for at present")
    moments = tuple(each.at for each in conduct.lookups if each.way == way)
    full = _full(moments, _DAY, most, now)
    if full is not None:
        return full
    if moments and now - max(moments) < gap:
        return Hold(max(moments) + gap, "the gap between two looks for people")
    return None


def after_look_up(conduct: Conduct, now: datetime.datetime, way: str, *, was_found: bool) -> tuple[Conduct, bool]:
    """The conduct, and whether the answer may be believed.

    Who looks for too many numbers gets empty answers without a word, so that the third empty one in a row is not
    believed, and nobody is looked for during a day.
    """
    lookups = (*(each for each in conduct.lookups if now - each.at < _DAY), Lookup(way=way, at=now))
    empty = 0 if was_found else conduct.empty_lookups + 1
    if empty >= EMPTY_LOOKUPS:
        return _with(conduct, lookups=lookups, empty_lookups=0, lookups_from=now + _DAY), False
    return _with(conduct, lookups=lookups, empty_lookups=empty), True


def after_spam_bot(conduct: Conduct, now: datetime.datetime, said: str) -> Conduct:
    """What @SpamBot said: free for a day, or seven days of answers alone. What is not understood is a limit."""
    if any(sign in said.lower() for sign in _FREE):
        return _with(conduct, free_of_limits_at=now)
    return _cooled(_with(conduct, free_of_limits_at=None), now + COOLING[0], "@SpamBot says that it is limited")


def _cooled(conduct: Conduct, until: datetime.datetime, why: str) -> Conduct:
    later = max(until, conduct.answers_only_until or until)
    return _with(conduct, answers_only_until=later, answers_only_why=why)


def after_error(
    conduct: Conduct,
    now: datetime.datetime,
    kind: telegram_errors.Kind,
    seconds: int = 0,
    method: str = "send",
    talk: str = "",
) -> Conduct:
    """What an error of Telegram's means for the account's conduct."""
    if kind is telegram_errors.Kind.WAIT:
        waits = (*(each for each in conduct.waits if now - each < _DAY), now)
        until = now + datetime.timedelta(seconds=seconds * 1.2 + 5)
        told = _with(conduct, waits=waits, paused={**conduct.paused, method: until})
        is_bad = seconds > LONG_WAIT_S or len(waits) >= WAITS_A_DAY
        return _cooled(told, now + _DAY, "Telegram asked to wait long or often") if is_bad else told
    if kind is telegram_errors.Kind.FLOODED:
        recent = sum(now - each < FLOODS_COUNT_FOR for each in conduct.floods)
        floods = (*(each for each in conduct.floods if now - each < FLOODS_COUNT_FOR), now)
        until = now + COOLING[recent] if recent < len(COOLING) else NEVER
        return _cooled(_with(conduct, floods=floods, free_of_limits_at=None), until, "Telegram said PEER_FLOOD")
    if kind is telegram_errors.Kind.UNREACHABLE and talk:
        openings = (*conduct.openings, Opening(talk=talk, at=now, answer=Answer.REFUSED))
        return _with(conduct, openings=openings[-_KEPT_OPENINGS:])
    return conduct


def stopped(conduct: Conduct, now: datetime.datetime) -> Conduct:
    """First messages wait for an operator from now on."""
    return _with(conduct, stopped_at=now)


def allowed_again(conduct: Conduct, now: datetime.datetime) -> Conduct:
    """An operator has looked and lets first messages go on; nothing shortens what PEER_FLOOD brought."""
    return _with(conduct, judged_from=now, stopped_at=None)


def plan(
    conduct: Conduct,
    messages: int,
    now: datetime.datetime,
    zone: zoneinfo.ZoneInfo,
    country: str,
    window: campaign.Window = HOURS,
) -> datetime.datetime | None:
    """When the last of so many messages to strangers will have left, if nobody objects; None for never.

    It counts the working days of `window` with the cap of each, from when the account may write first at all.
    """
    if conduct.answers_only_until == NEVER:
        return None
    start = max(now, conduct.answers_only_until or now)
    moment = calendar.next_open(start, window, zone, country)
    left = messages
    for _ in range(_LONGEST_PLAN_DAYS):
        room = cap(conduct, moment)
        if moment - now < _DAY:
            room -= used(conduct, moment)
        left -= min(max(0, room), _most_in(window))
        if left <= 0:
            return moment
        tomorrow = moment.astimezone(zone).date() + _DAY
        moment = calendar.on_day(tomorrow, window, zone, country)
    return None


def hours_within(window: campaign.Window) -> campaign.Window:
    """The part of a campaign's window in which strangers may be written to; HOURS where the two never meet."""
    days = tuple(each for each in window.weekdays if each in HOURS.weekdays)
    start, end = max(window.start, HOURS.start), min(window.end, HOURS.end)
    if not days or start >= end:
        return HOURS
    return campaign.Window(start=start, end=end, weekdays=days)


def _most_in(window: campaign.Window) -> int:
    """How many strangers fit into one day's window by the hour's limit."""
    start, end = (int(each[:2]) * 60 + int(each[3:]) for each in (window.start, window.end))
    return max(1, (end - start) * STRANGERS_AN_HOUR // 60)
