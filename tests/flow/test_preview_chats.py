"""The preview of a campaign that goes on in Telegram: the channel of each touch, and the account's own pace."""

import collections
import datetime
import itertools
from typing import Any

import pytest

from services.core.domain import account, address, telegram_policy
from services.core.domain.conversation import Stage
from services.core.store import enrolment
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work, documents

CHAT_WORDS = {"ru": "Добрый день! Писали вам на почту, удобнее здесь?", "en": "Hello! Is it easier here?"}
OLGA = account.Account(
    id="olga",
    kind=account.Kind.TELEGRAM_USER,
    address="+79990000001",
    secret=account.Secret(from_env="NONE"),
    since=builders.later(days=-60),
    writes_first=True,
)
BOT = account.Account(
    id="bot", kind=account.Kind.TELEGRAM_BOT, address="@a_bot", secret=account.Secret(from_env="NONE")
)
DAYS = 30


async def a_campaign(database: Database, people: int, *, writes_first: bool = True) -> Operator:
    """Mail first, Telegram from the first follow-up on; every second contact has no Telegram."""
    touches = tuple(each.model_copy(update={"chat": CHAT_WORDS}) for each in builders.a_campaign().touches)
    order = ({"channel": "telegram", "from_touch": 1, "after_days": (1,)},)
    operator = await at_work(database, touches=touches, channel_order=order, accounts=("main", "olga"))
    pace = account.Pace(per_day=50, gap_seconds=0, per_domain_and_day=50)
    await database.accounts.put(builders.an_account(pace=pace))
    await database.accounts.put(OLGA.model_copy(update={"writes_first": writes_first}))
    offer = await database.campaigns.get("reviews")
    assert offer is not None
    for number in range(people):
        named = (address.telegram(f"@client{number}"),) if number % 2 else ()
        mail = address.email(f"c{number}@client{number}.example")
        person = builders.a_contact(number, addresses=(mail, *named))
        await enrolment.enrol(database, person, offer, operator.clock.now())
    return operator


@pytest.mark.timeout(600)
async def test_each_touch_is_shown_with_its_channel_and_nothing_is_changed(embedded_database: Database) -> None:
    operator = await a_campaign(embedded_database, 4)
    before = documents(embedded_database)
    told = (await operator.asks_system(f"preview reviews --days {DAYS} --json")).json
    assert documents(embedded_database) == before
    by_contact = collections.defaultdict(list)
    for each in told:
        by_contact[each["contact"]].append((each["channel"], each["account"]))
    mail, chat = ("email", "main"), ("telegram", "olga")
    assert by_contact == {"c0": [mail] * 3, "c2": [mail] * 3, "c1": [mail, chat, chat], "c3": [mail, chat, chat]}
    days = {each["contact"]: each["at"][:10] for each in told if each["touch"] == "follow-up 1 of 2"}
    assert days == {"c1": "2026-11-24", "c3": "2026-11-24", "c0": "2026-11-26", "c2": "2026-11-26"}
    assert {each["text"] for each in told if each["channel"] == "telegram"} == {CHAT_WORDS["ru"]}


@pytest.mark.timeout(600)
async def test_the_accounts_own_pace_is_foreseen_and_said(embedded_database: Database) -> None:
    operator = await a_campaign(embedded_database, 24)
    told = (await operator.asks_system(f"preview reviews --days {DAYS} --json")).json
    strangers = [each for each in told if each["channel"] == "telegram" and each["touch"] == "follow-up 1 of 2"]
    assert len(strangers) == 12
    by_day = collections.Counter(each["at"][:10] for each in strangers)
    assert max(by_day.values()) <= 5
    moments = sorted(datetime.datetime.fromisoformat(each["at"]) for each in strangers)
    assert all(later - earlier >= telegram_policy.GAP[0] for earlier, later in itertools.pairwise(moments))
    shown = (await operator.asks_system("preview reviews --days 3")).text
    assert "everybody is found there" in shown
    assert "Channel" in shown


@pytest.mark.timeout(600)
async def test_without_the_switch_the_preview_stays_with_mail(embedded_database: Database) -> None:
    operator = await a_campaign(embedded_database, 2, writes_first=False)
    told = (await operator.asks_system(f"preview reviews --days {DAYS} --json")).json
    assert {each["channel"] for each in told} == {"email"}


@pytest.mark.timeout(600)
async def test_what_a_bot_asks_in_an_open_chat_is_foreseen_too(embedded_database: Database) -> None:
    operator = await at_work(embedded_database, accounts=("bot",))
    await embedded_database.accounts.put(BOT)
    chat = address.telegram("4242")
    await embedded_database.contacts.add(builders.a_contact(addresses=(chat,)))
    talk: dict[str, Any] = {
        "stage": Stage.ENGAGED,
        "channel": "telegram",
        "account": "bot",
        "answers": 1,
        "answer_to": chat,
    }
    await embedded_database.conversations.start(
        builders.a_conversation(**talk, next_touch_at=builders.later(days=3), wake_at=builders.later(days=3))
    )
    (told,) = (await operator.asks_system(f"preview reviews --days {DAYS} --json")).json
    assert (told["channel"], told["account"], told["touch"], told["to"]) == ("telegram", "bot", "nudge", "4242")


async def test_the_accounts_plan_counts_those_whom_the_order_of_channels_will_lead_there(
    embedded_database: Database,
) -> None:
    operator = await a_campaign(embedded_database, 24)
    conduct = telegram_policy.Conduct(since=builders.later(days=-60))
    await embedded_database.accounts.keep_conduct("olga", conduct)
    listed = (await operator.asks_system("accounts list --json")).json
    (olga,) = [each for each in listed if each["id"] == "olga"]
    assert olga["contacts_waiting"] == 12
    # Two messages to each of twelve people, five strangers a day: a working week.
    assert "2026-11-26" <= olga["last_contact_at"][:10] <= "2026-12-02"
