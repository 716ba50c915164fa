"""Touches: on which day and hour they leave, what holds them, and what prevents them at the last moment."""

import collections
import contextlib
import datetime
import itertools
import zoneinfo
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import imapclient
import pytest

from services.cli import sandbox, stage
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import Kind, State
from tests.flow import scene as scenes
from tests.flow.scene import AGENT, Client, Scene

UTC = datetime.UTC


def at(zone: str, *moment: int) -> datetime.datetime:
    """A moment of a zone's own clock."""
    year, month, day, hour, minute = moment
    return datetime.datetime(year, month, day, hour, minute, tzinfo=zoneinfo.ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "language", "added", "expected"),
    [
        # Working days only: Thursday, then over the weekend to Wednesday.
        ("Asia/Vladivostok", "ru", (23, 10, 5), ["11-23 10:05", "11-26 10:05", "12-02 10:05"]),
        # Thanksgiving, 26 November, is skipped.
        ("America/New_York", "en", (23, 10, 5), ["11-23 10:05", "11-27 10:05", "12-03 10:05"]),
        # On Saturday, and too early or too late in the day: when the window opens.
        ("Europe/Moscow", "ru", (21, 12, 0), ["11-23 09:30", "11-26 09:30", "12-02 09:30"]),
        ("America/New_York", "en", (23, 6, 0), ["11-23 09:30", "11-27 09:30", "12-03 09:30"]),
        ("Asia/Vladivostok", "ru", (23, 18, 0), ["11-24 09:30", "11-27 09:30", "12-03 09:30"]),
    ],
)
async def test_three_touches_leave_on_working_days_in_the_contacts_own_hours(
    zone: str, language: str, added: tuple[int, int, int], expected: list[str]
) -> None:
    async with scenes.opened(at(zone, 2026, 11, *added)) as scene:
        anna = await scene.adds(timezone=zone, language=language)
        await scene.passes(days=90)
        local = [each.sent_at.astimezone(zoneinfo.ZoneInfo(zone)) for each in await scene.sent() if each.sent_at]
        assert [f"{each:%m-%d %H:%M}" for each in local] == expected
        assert len(await anna.news()) == 3
        # Their Date headers say the same.
        assert [mail.at for mail in anna.got] == local
        assert await scene.stage_of(anna) is Stage.SILENT


async def test_nothing_is_written_in_the_new_years_holidays() -> None:
    async with scenes.opened(at("Europe/Moscow", 2026, 12, 28, 10, 5)) as scene:
        await scene.adds()
        await scene.passes(days=30)
        days = [each.sent_at.date() for each in await scene.sent() if each.sent_at]
        assert len(days) == 3
        assert [each for each in days if datetime.date(2027, 1, 1) <= each <= datetime.date(2027, 1, 10)] == []
        assert days[2] > datetime.date(2027, 1, 10)


async def test_nobody_is_written_to_without_a_consent_basis_until_there_is_one(scene: Scene) -> None:
    anna = await scene.adds(basis=None)
    await scene.passes(days=60)
    assert await anna.news() == []
    assert await scene.items(anna) == []
    assert await scene.stage_of(anna) is Stage.HELD
    await scene.types(f'restart {anna.address} --consent "asked for an offer by phone"')
    await scene.passes(days=3)
    assert len(await anna.news()) == 1


async def test_a_mail_that_comes_a_moment_before_a_follow_up_prevents_it(scene: Scene) -> None:
    anna = await scene.meets()
    due = (await scene.talk(anna)).wake_at
    await scene.until(due - datetime.timedelta(minutes=1))
    await anna.posts("Сколько стоит подписка?")
    scene.clock.move_to(due)
    await scene.stage.settle()
    await scene.stage.read_mail()
    await scene.stage.settle()
    assert [each.kind for each in await scene.sent()] == [Kind.TOUCH, Kind.ANSWER]
    assert "₽" in (await anna.one()).text


class _PostOffice(sandbox.Sandbox):
    """A mail server that has filed something as junk for the agent before: there is a folder for it."""

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        with agents_mailbox(self) as connection:
            connection.create_folder("Junk")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)


class _WithJunk(stage.Stage):
    """The agent reads its junk folder, too. IDLE does not watch it: only a look finds what is there."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.mail = _PostOffice(agents=(AGENT,), clients=(), clock=lambda: self.clock.now())

    def _on_stage(self, content: dict[str, Any]) -> dict[str, Any]:
        found = super()._on_stage(content)
        return {**found, "accounts": [{**each, "junk_folder": "Junk"} for each in found["accounts"]]}


@contextlib.contextmanager
def agents_mailbox(mail: sandbox.Sandbox) -> collections.abc.Iterator[imapclient.IMAPClient]:
    """The agent's mailbox, as an operator's mail program sees it."""
    with imapclient.IMAPClient(mail.host, mail.imap_port, ssl=False, timeout=20) as connection:
        connection.login(AGENT, mail.password)
        yield connection


async def test_before_a_follow_up_the_mailbox_is_looked_into_once_more() -> None:
    async with scenes.opened(on=_WithJunk) as scene:
        anna = await scene.meets()
        due = (await scene.talk(anna)).wake_at
        await scene.until(due - datetime.timedelta(minutes=1))
        # The answer lies where the receiver is not waiting; nobody tells it.
        looks = scene.stage.post.looks("main")
        (written,) = await _written_elsewhere(scene, anna)
        with agents_mailbox(scene.stage.mail) as connection:
            connection.append("Junk", written)
        await scene.stage.settle()
        assert scene.stage.post.looks("main") == looks
        assert await scene.database.messages.of_conversation((await scene.talk(anna)).id) == []
        scene.clock.move_to(due)
        await scene.stage.settle()
        assert [each.kind for each in await scene.sent()] == [Kind.TOUCH, Kind.ANSWER]
        states = [each.state for each in await scene.items(anna, Kind.TOUCH)]
        assert states == [State.SENT, State.CANCELLED]


async def _written_elsewhere(scene: Scene, anna: Client) -> list[bytes]:
    """An answer of Anna's that has not reached the agent's mailbox."""
    other = await scene.client("elsewhere@post.example")
    parent = anna.got[0].model_copy(update={"sender": other.address, "reply_to": None})
    await anna.mailbox.reply(parent, "Сколько стоит подписка?", scene.now)
    return [each.raw for each in await other.news()]


async def test_caps_and_gaps_hold_with_thirty_contacts(crowd: Scene) -> None:
    await crowd.passes(days=3)
    openings = [each for each in await crowd.sent(Kind.TOUCH) if each.id.split(":")[3] == "0"]
    assert len(openings) == 30
    by_day = collections.Counter(f"{each.sent_at:%d}" for each in openings)
    assert by_day == {"23": 12, "24": 12, "25": 6}
    moments = [each.sent_at for each in openings if each.sent_at]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert min(gaps) >= datetime.timedelta(seconds=60)
    domains = collections.Counter((f"{each.sent_at:%d}", each.to.domain) for each in openings)
    assert max(domains.values()) == 2


@pytest.fixture
async def crowd() -> AsyncIterator[Scene]:
    """Thirty new contacts at ten companies, and an account with narrow limits."""
    async with scenes.opened() as scene:
        pace = {"per_day": 12, "warmup_from": 12, "gap_seconds": 60, "per_domain_and_day": 2}
        await scene.database.accounts.mark("main", {"pace": pace})
        for number in range(30):
            await scene.adds(f"c{number}@company{number % 10}.example", "Анна")
        yield scene
