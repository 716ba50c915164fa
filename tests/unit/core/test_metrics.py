"""Metrics and correlation ids: what Prometheus reads, what a look costs, and which ids a log line carries."""

import asyncio
import json
import pathlib
import socket

import httpx
import pytest

from services.app_logic.brain import base, measured
from services.console import app
from services.core import clock, errors, log, metrics, outcome, worker
from services.core.domain import account, telegram_policy
from services.core.domain.outbox_item import State
from services.core.domain.telegram_errors import Kind
from services.core.store import gauges
from services.core.store.database import Database
from tests import builders
from tests.fakes import KeywordBrain
from tests.house.command_watch import CommandWatch

DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "docs" / "metrics.md"


async def a_full_database(database: Database) -> None:
    await database.accounts.put(builders.an_account())
    await database.campaigns.put(builders.a_campaign())
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(wake_at=builders.later(minutes=-10)))
    await database.messages.add(builders.a_message())
    await database.outbox.add(builders.an_item(1, due_at=builders.later(minutes=-5)))
    await database.outbox.add(builders.an_item(2, state=State.REVIEW))
    await database.outbox.add(builders.an_item(3, state=State.SENT))
    await database.limits.add("touches:main:2026-11-23")
    await database.workers.beat("mail_worker:here:1", "mail_worker", builders.later(seconds=-7))


async def test_what_stands_in_the_database_is_told_in_numbers(database: Database) -> None:
    await a_full_database(database)
    lines = (await gauges.Gauges(database).text(builders.NOW)).decode().splitlines()
    for wanted in (
        'sales_agent_outbox_items{state="queued"} 1.0',
        'sales_agent_outbox_items{state="review"} 1.0',
        'sales_agent_outbox_overdue_seconds{account="main"} 300.0',
        "sales_agent_messages_unrouted 1.0",
        'sales_agent_conversations{campaign="reviews",stage="new"} 1.0',
        "sales_agent_conversations_overdue_seconds 600.0",
        "sales_agent_conversations_claimed 0.0",
        'sales_agent_limit_used{account="main",kind="touches"} 1.0',
        'sales_agent_limit_touches{account="main"} 50.0',
        'sales_agent_account_paused{account="main"} 0.0',
        'sales_agent_worker_sign_seconds{service="mail_worker"} 7.0',
        "sales_agent_hold 0.0",
    ):
        assert wanted in lines
    assert not [line for line in lines if "client.example" in line]


async def test_a_persons_telegram_account_shows_how_it_stands_with_its_rules(database: Database) -> None:
    made = account.Account(
        id="olga",
        kind=account.Kind.TELEGRAM_USER,
        address="+79990000001",
        secret=account.Secret(from_env="NONE"),
        writes_first=True,
        touches_stopped="a link",
    )
    await database.accounts.put(made)
    opening = telegram_policy.Opening(talk="c1.reviews", at=builders.later(hours=-2))
    conduct = telegram_policy.Conduct(since=builders.later(days=-60), openings=(opening,))
    flooded = telegram_policy.after_error(conduct, builders.NOW, Kind.FLOODED)
    await database.accounts.keep_conduct("olga", flooded)
    lines = (await gauges.Gauges(database).text(builders.NOW)).decode().splitlines()
    for wanted in (
        'sales_agent_telegram_strangers_cap{account="olga"} 3.0',
        'sales_agent_telegram_strangers{account="olga"} 1.0',
        f'sales_agent_telegram_answers_only_seconds{{account="olga"}} {7 * 86_400.0}',
        'sales_agent_telegram_floods{account="olga"} 1.0',
        'sales_agent_touches_stopped{account="olga"} 1.0',
    ):
        assert wanted in lines


async def test_a_second_look_within_half_a_minute_asks_the_database_nothing(
    embedded_database: Database, command_watch: CommandWatch
) -> None:
    await a_full_database(embedded_database)
    now = [0.0]
    numbers = gauges.Gauges(embedded_database, lambda: now[0])
    before = command_watch.seen
    await numbers.text(builders.NOW)
    cost = command_watch.seen - before
    assert cost <= 25, "thrice the two commands a second that an idle service may ask, but once in 30 seconds"
    now[0] = 29.0
    await numbers.text(builders.NOW)
    assert command_watch.seen - before == cost
    now[0] = 31.0
    await numbers.text(builders.NOW)
    assert command_watch.seen - before == 2 * cost


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "192.0.2.1"}, 404),
        ({"Forwarded": "for=192.0.2.1"}, 404),
        ({"Via": "1.1 x"}, 404),
    ],
)
async def test_the_console_shows_metrics_to_its_own_network_only(
    embedded_database: Database, headers: dict[str, str], status: int
) -> None:
    await a_full_database(embedded_database)
    pages = app.make_app(embedded_database, clock.VirtualClock(builders.NOW), b"k" * 32)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url="http://localhost") as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("sales_agent_hold 0.0" in answer.text) == (status == 200)
    assert ("sales_agent_jobs" in answer.text) == (status == 200)


async def test_a_process_shows_its_counters_on_the_port_of_the_settings() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        with pytest.raises(errors.BadSetting), metrics.served("127.0.0.1", port):
            raise AssertionError("the port is taken")
    with metrics.served("127.0.0.1", port):
        async with httpx.AsyncClient() as client:
            assert "sales_agent_stage_seconds" in (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    with metrics.served("127.0.0.1", 0):
        pass


class OneJob:
    """A source of one job, an outbox item, which is logged about and ends as told."""

    name = "one"

    def __init__(self, stop: asyncio.Event, ends: outcome.Outcome | Exception) -> None:
        self._stop = stop
        self._ends = ends
        self._left = [builders.an_item()]

    async def claim(self) -> object:
        return self._left.pop() if self._left else None

    async def do(self, job: object) -> outcome.Outcome:
        with log.about(item="i1", conversation="c1.reviews"):
            log.get("test").info("working")
        self._stop.set()
        if isinstance(self._ends, Exception):
            raise self._ends
        return self._ends

    async def settle(self, job: object, ended: outcome.Outcome) -> None:
        log.get("test").info("settled")

    async def renew(self, job: object) -> bool:
        return True

    async def crashed(self, job: object, error: Exception) -> None:
        log.get("test").info("counted")


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("ends", "word"), [(outcome.Done(), "done"), (outcome.Drop("no"), "drop"), (KeyError("a bug"), "crashed")]
)
async def test_every_job_is_counted_and_every_line_about_it_carries_its_ids(
    capsys: pytest.CaptureFixture[str], ends: outcome.Outcome | Exception, word: str
) -> None:
    log.set_up("INFO")
    before = value("sales_agent_jobs_total", source="one", outcome=word)
    stop = asyncio.Event()
    await asyncio.wait_for(worker.Lane(OneJob(stop, ends), 1, 30.0, "test").run(stop), 30)
    assert value("sales_agent_jobs_total", source="one", outcome=word) == before + 1
    assert value("sales_agent_claims_total", source="one") >= 1
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert {line["job"] for line in lines} == {builders.an_item().id}
    assert [line["item"] for line in lines if line["event"] == "working"] == ["i1"]
    assert "item" not in lines[-1]


class AwayBrain(KeywordBrain):
    """A language model that does not answer."""

    name = "away"

    async def understand(self, request: base.Request) -> base.Heard:
        raise errors.BrainUnavailable


async def test_calls_of_the_brain_are_timed_and_failures_counted() -> None:
    brain = measured.MeasuredBrain(AwayBrain({}))
    with pytest.raises(errors.BrainUnavailable):
        await brain.understand(base.Request(text="x", language="ru", now=builders.NOW))
    assert value("sales_agent_brain_failures_total", brain="away", call="understand") == 1
    assert value("sales_agent_brain_seconds_count", brain="away", call="understand") == 1


async def test_every_metric_is_on_the_page(embedded_database: Database) -> None:
    await a_full_database(embedded_database)
    text = (await gauges.Gauges(embedded_database).text(builders.NOW) + metrics.shown()).decode()
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    names = {name for name in names if not name.endswith("_created")}
    page = DOCUMENT.read_text(encoding="utf-8")
    assert sorted(name for name in names if f"`{name}`" not in page) == []
