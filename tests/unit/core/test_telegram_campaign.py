"""A user account driven through whole campaigns in virtual time: the policy is never broken, and the plan holds.

What was sent is judged by a reader of its own, which knows the numbers and nothing of the code that kept them.
"""

import dataclasses
import datetime
import heapq
import random
import zoneinfo

import pytest

from services.core.domain import calendar, telegram_policy
from services.core.domain.telegram_errors import Kind
from services.core.domain.telegram_policy import AskSpamBot, Conduct, Hold, Stop
from tests.builders import NOW

ZONES = {"Europe/Moscow": "RU", "Asia/Yekaterinburg": "RU", "Europe/Berlin": "DE", "Asia/Almaty": "KZ"}
FREE = "free as a bird"
DAY, HOUR, MINUTE = datetime.timedelta(days=1), datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
IN_HAND = 20
Due = tuple[datetime.datetime, int, tuple[datetime.datetime, ...]]


@dataclasses.dataclass(frozen=True)
class Sent:
    """A message to a stranger as the world saw it."""

    at: datetime.datetime
    talk: str
    zone: str


@dataclasses.dataclass
class Campaign:
    """An account, its contacts, and chance: who answers, when the server says PEER_FLOOD."""

    contacts: int
    seed: int
    replies: float = 0.25
    reminders: bool = True
    floods_on: tuple[int, ...] = ()
    zones: tuple[str, ...] = tuple(ZONES)
    sent: list[Sent] = dataclasses.field(default_factory=list)
    floods: list[datetime.datetime] = dataclasses.field(default_factory=list)
    resumed: int = 0
    conduct: Conduct = dataclasses.field(default_factory=lambda: Conduct(since=NOW))

    def drive(self, until: datetime.datetime) -> datetime.datetime:
        """Let time run; when the last message that could leave had left."""
        chance = random.Random(self.seed)
        waiting: list[Due] = [(NOW, n, ()) for n in range(self.contacts)]
        hand: list[Due] = []
        replies: list[tuple[datetime.datetime, str]] = []
        flood_days = list(self.floods_on)
        now = NOW
        while (waiting or hand) and now < until:
            while waiting and len(hand) < IN_HAND and waiting[0][0] <= now:
                heapq.heappush(hand, heapq.heappop(waiting))
            if not hand:
                now = waiting[0][0]
                continue
            due, contact, earlier = heapq.heappop(hand)
            now = max(now, due)
            while replies and replies[0][0] <= now:
                self.conduct = telegram_policy.after_reply(self.conduct, heapq.heappop(replies)[1])
            zone = self.zones[contact % len(self.zones)]
            found = telegram_policy.may_open(
                self.conduct, now, "Добрый день!", zoneinfo.ZoneInfo(zone), ZONES[zone], earlier
            )
            if isinstance(found, Hold):
                assert found.until > now
                heapq.heappush(hand, (found.until, contact, earlier))
            elif isinstance(found, AskSpamBot):
                self.conduct = telegram_policy.after_spam_bot(self.conduct, now, FREE)
                heapq.heappush(hand, (now, contact, earlier))
            elif isinstance(found, Stop):
                self.resumed += 1
                now += 3 * DAY  # an operator looks at it
                self.conduct = telegram_policy.allowed_again(self.conduct, now)
                heapq.heappush(hand, (now, contact, earlier))
            elif flood_days and now >= NOW + flood_days[0] * DAY:
                flood_days.pop(0)
                self.floods.append(now)
                self.conduct = telegram_policy.after_error(self.conduct, now, Kind.FLOODED)
                heapq.heappush(hand, (now, contact, earlier))
            elif found is None:
                talk = f"c{contact}"
                self.sent.append(Sent(now, talk, zone))
                self.conduct = telegram_policy.after_send(
                    self.conduct, now, talk, is_to_stranger=True, spread=chance.random()
                )
                if chance.random() < self.replies:
                    heapq.heappush(replies, (now + chance.uniform(0.01, 60) * HOUR, talk))
                elif self.reminders and not earlier:
                    heapq.heappush(waiting, (now + 3 * DAY, contact, (now,)))
        return self.sent[-1].at


def breaches(campaign: Campaign) -> list[str]:
    """Every rule that was broken, read from what was sent."""
    found = []
    times = [each.at for each in campaign.sent]
    for n, each in enumerate(campaign.sent):
        local = each.at.astimezone(zoneinfo.ZoneInfo(each.zone))
        if not 9 <= local.hour < 20 or local.weekday() > 4 or calendar.is_holiday(local.date(), ZONES[each.zone]):
            found.append(f"{local}: outside the hours")
        if n and each.at - times[n - 1] < 8 * MINUTE:
            found.append(f"{each.at}: the gap")
        age = (each.at - NOW).days
        most = 0 if age < 7 else 2 if age < 14 else 4 if age < 21 else 5
        if any(datetime.timedelta() <= each.at - flood < 60 * DAY for flood in campaign.floods):
            most = -(-most // 2)
        if sum(each.at - DAY < other <= each.at for other in times[max(0, n - 30) : n + 1]) > most:
            found.append(f"{each.at}: more than {most} strangers in 24 hours")
        if sum(each.at - HOUR < other <= each.at for other in times[max(0, n - 30) : n + 1]) > 2:
            found.append(f"{each.at}: more than 2 strangers in an hour")
        for count, flood in enumerate(campaign.floods):
            if flood < each.at < flood + (7, 30, 36500)[count] * DAY:
                found.append(f"{each.at}: after PEER_FLOOD")
    by_talk: dict[str, list[datetime.datetime]] = {}
    for each in campaign.sent:
        by_talk.setdefault(each.talk, []).append(each.at)
    for talk, moments in by_talk.items():
        if len(moments) > 2 or (len(moments) == 2 and moments[1] - moments[0] < 2 * DAY):
            found.append(f"{talk}: reminded too often or too early")
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("floods_on", [(), (30,), (25, 50), (20, 30, 70)])
def test_ninety_days_of_a_campaign_of_2000_never_break_the_policy(seed: int, floods_on: tuple[int, ...]) -> None:
    campaign = Campaign(2000, seed, floods_on=floods_on)
    campaign.drive(NOW + 90 * DAY)
    assert breaches(campaign) == []
    assert len(campaign.floods) <= len(floods_on)
    assert len(campaign.sent) > 20


def test_a_campaign_that_nobody_answers_is_stopped_for_a_person() -> None:
    campaign = Campaign(2000, 1, replies=0.0)
    campaign.drive(NOW + 90 * DAY)
    assert breaches(campaign) == []
    assert campaign.resumed >= 2


@pytest.mark.parametrize("contacts", [100, 2000])
def test_the_plan_says_when_the_last_contact_is_reached(contacts: int) -> None:
    """Without reminders each contact is one message: the day of the plan is the day of the last one, give or take."""
    zone = "Europe/Moscow"
    campaign = Campaign(contacts, 7, reminders=False, zones=(zone,))
    said = telegram_policy.plan(campaign.conduct, contacts, NOW, zoneinfo.ZoneInfo(zone), "RU")
    reached = campaign.drive(NOW + 3650 * DAY)
    assert said is not None
    assert len({each.talk for each in campaign.sent}) == contacts
    assert breaches(campaign) == []
    assert abs(reached - said) <= max(4 * DAY, 0.03 * (said - NOW))


def test_with_reminders_the_plan_for_two_messages_each_is_an_upper_bound() -> None:
    zone = "Europe/Moscow"
    campaign = Campaign(100, 3, zones=(zone,))
    said = telegram_policy.plan(campaign.conduct, 200, NOW, zoneinfo.ZoneInfo(zone), "RU")
    assert said is not None
    assert campaign.drive(NOW + 3650 * DAY) <= said
