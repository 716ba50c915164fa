"""The order of channels: which way each touch goes, after which gap, and what makes it go by mail after all."""

from typing import Any

import pytest

from services.app_logic import reach
from services.app_logic.office import Office
from services.core.clock import VirtualClock
from services.core.domain import account, address, campaign, suppression
from services.core.domain.conversation import NEVER, Conversation, Stage
from services.core.domain.outbox_item import OutboxItem, State
from services.core.store.database import Database
from tests import builders
from tests.fakes import KeywordBrain

NAME, MAIL = address.telegram("@anna"), address.email("c1@client.example")
CHAT_WORDS = {"ru": "Добрый день! Писали вам на почту, удобнее здесь?", "en": "Hello! Is it easier here?"}
ORDER = ({"channel": "telegram", "from_touch": 1, "after_days": (1,)},)


def an_offer(**fields: Any) -> campaign.Campaign:
    """The usual touches after 0, 3 and 7 days; from the first follow-up on by Telegram, the first after one day."""
    plain = builders.a_campaign()
    touches = tuple(each.model_copy(update={"chat": CHAT_WORDS}) for each in plain.touches)
    return builders.a_campaign(**{"accounts": ("main", "olga"), "touches": touches, "channel_order": ORDER, **fields})


def olga(**fields: Any) -> account.Account:
    """A person's account that may write first."""
    default = {
        "id": "olga",
        "kind": account.Kind.TELEGRAM_USER,
        "address": "+79990000001",
        "secret": account.Secret(from_env="NONE"),
        "writes_first": True,
    }
    return account.Account.model_validate({**default, **fields})


class Desk:
    """One contact whose opening went by mail, and the half of the app logic that reaches out."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = VirtualClock(builders.NOW)
        self.office = Office(database, self.clock, KeywordBrain({}), b"k" * 32)

    async def prepare(self, telegram: account.Account | None = None, **fields: Any) -> None:
        await self.database.accounts.put(builders.an_account())
        await self.database.accounts.put(telegram or olga())
        await self.database.campaigns.put(an_offer(**fields))
        await self.database.contacts.add(builders.a_contact(addresses=(MAIL, NAME)))
        await self.database.conversations.start(builders.a_conversation())

    async def looks(self) -> Conversation:
        """Let the conversation be looked at when it is due; what it became."""
        talk = await self.talk()
        if talk.wake_at != NEVER:
            self.clock.move_to(max(self.clock.now(), talk.wake_at))
        fields = await reach.reach(self.office, talk, await self.items())
        await self.database.conversations.threaded(talk.id, fields)
        return await self.talk()

    async def talk(self) -> Conversation:
        found = await self.database.conversations.get("c1.reviews")
        assert found is not None
        return found

    async def items(self) -> list[OutboxItem]:
        return await self.database.outbox.of_conversation("c1.reviews")

    async def ends(self, state: State) -> OutboxItem:
        """The item on its way ends so."""
        (item,) = [each for each in await self.items() if each.state is State.QUEUED]
        leased = await self.database.outbox.claim([item.account], "sender", max(self.clock.now(), item.due_at))
        assert leased is not None
        if state is State.SENT:
            await self.database.outbox.sending(leased, self.clock.now())
            await self.database.outbox.sent(leased, item.due_at)
        elif state is State.FAILED:
            await self.database.outbox.failed(leased, "nobody is found under this name")
        else:
            await self.database.outbox.expired(leased, "its time had passed")
        if state is not State.SENT:  # as the senders do
            now = self.clock.now()
            await self.database.conversations.wake("c1.reviews", now, {"next_touch_at": now})
        return item

    async def days(self, item: OutboxItem) -> int:
        return (item.due_at.date() - builders.NOW.date()).days


@pytest.fixture
async def desk(embedded_database: Database) -> Desk:
    return Desk(embedded_database)


async def test_the_second_touch_goes_by_telegram_after_its_own_gap_and_in_its_own_words(desk: Desk) -> None:
    await desk.prepare()
    await desk.looks()
    opening = await desk.ends(State.SENT)
    assert (opening.channel, opening.account) == (address.Channel.EMAIL, "main")
    talk = await desk.looks()
    (item,) = [each for each in await desk.items() if each.state is State.QUEUED]
    assert (item.channel, item.account, item.to, await desk.days(item)) == ("telegram", "olga", NAME, 1)
    assert item.text == CHAT_WORDS["ru"]
    # The talk itself stays where it is until the client writes.
    assert (talk.channel, talk.account, talk.account_on(address.Channel.TELEGRAM)) == ("email", "main", "olga")


async def test_after_the_last_touch_there_is_silence_on_both(desk: Desk) -> None:
    await desk.prepare()
    for _ in range(3):
        await desk.looks()
        await desk.ends(State.SENT)
    talk = await desk.looks()
    assert (talk.stage, talk.wake_at) == (Stage.SILENT, NEVER)
    assert [each.channel for each in await desk.items()] == ["email", "telegram", "telegram"]


async def _without_address(desk: Desk) -> None:
    await desk.database.contacts.save(builders.a_contact(addresses=(MAIL,)))


async def _silenced_there(desk: Desk) -> None:
    await desk.database.suppressions.add(NAME, suppression.Reason.BOUNCE, builders.NOW)


async def _nothing(desk: Desk) -> None:
    """The account is the reason."""


BOT = account.Account(
    id="olga", kind=account.Kind.TELEGRAM_BOT, address="@a_bot", secret=account.Secret(from_env="NONE")
)


@pytest.mark.parametrize(
    ("telegram", "happens"),
    [
        (olga(), _without_address),
        (olga(), _silenced_there),
        (olga(writes_first=False), _nothing),
        (olga(state=account.State.PAUSED), _nothing),
        (olga(touches_stopped="a link"), _nothing),
        (BOT, _nothing),
    ],
    ids=["no address", "silenced there", "may not write first", "paused", "stopped", "a bot nobody started"],
)
async def test_without_a_way_there_the_mail_gaps_hold(desk: Desk, telegram: account.Account, happens: Any) -> None:
    await desk.prepare(telegram)
    await happens(desk)
    await desk.looks()
    await desk.ends(State.SENT)
    await desk.looks()
    (item,) = [each for each in await desk.items() if each.state is State.QUEUED]
    assert (item.channel, await desk.days(item), item.text) == ("email", 3, "Удалось посмотреть?")


async def test_a_bot_that_the_contact_has_started_may_follow_up(desk: Desk) -> None:
    await desk.prepare(BOT)
    chat = address.telegram("4242")
    await desk.database.contacts.save(builders.a_contact(addresses=(MAIL, chat)))
    met: dict[str, Any] = {
        "channel": "telegram",
        "account": "olga",
        "sender": chat,
        "conversation": "",
        "contact": "c1",
    }
    await desk.database.messages.add(builders.a_message(**met))
    await desk.looks()
    await desk.ends(State.SENT)
    await desk.looks()
    (item,) = [each for each in await desk.items() if each.state is State.QUEUED]
    assert (item.channel, item.to) == ("telegram", chat)


@pytest.mark.parametrize("ended", [State.FAILED, State.EXPIRED])
async def test_what_did_not_get_through_there_goes_by_mail_when_mail_is_due_and_stays_there(
    desk: Desk, ended: State
) -> None:
    await desk.prepare()
    await desk.looks()
    await desk.ends(State.SENT)
    await desk.looks()
    await desk.ends(ended)
    talk = await desk.looks()
    while not [each for each in await desk.items() if each.state is State.QUEUED]:
        talk = await desk.looks()
    item = await desk.ends(State.SENT)
    assert (item.channel, await desk.days(item), item.text) == ("email", 3, "Удалось посмотреть?")
    assert talk.stage is Stage.CONTACTED
    await desk.looks()
    assert (await desk.ends(State.SENT)).channel is address.Channel.EMAIL
    assert (await desk.looks()).stage is Stage.SILENT


async def test_a_full_line_is_waited_for_and_then_mail_is_used(desk: Desk) -> None:
    await desk.prepare()
    for number in range(20, 30):
        far = {"due_at": builders.later(days=90), "not_after": builders.later(days=99)}
        others = {"conversation": f"c{number}.reviews", "account": "olga", "channel": "telegram"}
        await desk.database.outbox.add(builders.an_item(number, **far, **others))
    await desk.looks()
    await desk.ends(State.SENT)
    for _ in range(60):
        await desk.looks()
        if [each for each in await desk.items() if each.state is State.QUEUED]:
            break
    (item,) = [each for each in await desk.items() if each.state is State.QUEUED]
    assert item.channel is address.Channel.EMAIL
    assert await desk.days(item) >= an_offer().limits.touch_lives_days


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (({"channel": "telegram", "from_touch": 3},), "the last one is 2"),
        (({"channel": "telegram", "from_touch": 2}, {"channel": "email", "from_touch": 1}), "in order"),
        (({"channel": "telegram", "from_touch": 1}, {"channel": "email", "from_touch": 1}), "in order"),
        (({"channel": "telegram", "from_touch": 2, "after_days": (1, 2)},), "more gaps than touches"),
        (({"channel": "web", "from_touch": 1},), "web"),
        (({"channel": "telegram", "from_touch": 0},), "greater than or equal to 1"),
    ],
)
def test_an_order_that_cannot_be_is_refused(order: Any, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        an_offer(channel_order=order)
