"""Gauges: what stands in the database, in numbers, for Prometheus (docs/metrics.md).

Asked for when somebody looks, and then at most once in half a minute: nobody looks, nothing is asked. It counts what
is on its way, never what is final, so that a look costs the same after years.
"""

import asyncio
import datetime
import time
from collections.abc import Callable

import prometheus_client

from services.core.domain import account, outbox_item, telegram_policy
from services.core.store import limits
from services.core.store.database import Database

KEPT_S = 30.0
_OPEN = tuple(state for state in outbox_item.State if state not in outbox_item.FINAL)


class Gauges:
    """The numbers of one database. `text` is what Prometheus reads."""

    def __init__(self, database: Database, seconds: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._seconds = seconds
        self._looked_at = float("-inf")
        self._text = b""
        self._lock = asyncio.Lock()

    async def text(self, now: datetime.datetime) -> bytes:
        """The numbers, at most `KEPT_S` seconds old. Raises `errors.StoreUnavailable`."""
        async with self._lock:
            if self._seconds() - self._looked_at >= KEPT_S:
                self._text = prometheus_client.generate_latest(await self._look(now))
                self._looked_at = self._seconds()
            return self._text

    async def _look(self, now: datetime.datetime) -> prometheus_client.CollectorRegistry:
        into = prometheus_client.CollectorRegistry()
        mailboxes = await self._database.accounts.all()
        await self._queues(into, [each.id for each in mailboxes], now)
        await self._talks(into, now)
        await self._limits(into, mailboxes, now)
        await self._people(into, [each for each in mailboxes if each.kind is account.Kind.TELEGRAM_USER], now)
        hold = _gauge(into, "hold", "1 while the installation is on hold.")
        hold.set((await self._database.installation.get()).hold is not None)
        signs = _gauge(into, "worker_sign_seconds", "Since the youngest sign of life of a service.", "service")
        ages: dict[str, float] = {}
        for each in await self._database.workers.all():
            age = max(0.0, (now - each["at"]).total_seconds())
            ages[each["service"]] = min(age, ages.get(each["service"], age))
        for service, age in ages.items():
            signs.labels(service).set(age)
        return into

    async def _queues(
        self, into: prometheus_client.CollectorRegistry, accounts: list[str], now: datetime.datetime
    ) -> None:
        items = _gauge(into, "outbox_items", "Messages on their way out, by state.", "state")
        oldest = _gauge(
            into, "outbox_overdue_seconds", "For how long the first queued message has been due.", "account"
        )
        for state in _OPEN:
            items.labels(state.value).set(await self._database.outbox.count(state))
        for name in accounts:
            oldest.labels(name).set(_overdue(await self._database.outbox.first_due(name), now))
        waiting = _gauge(into, "messages_unrouted", "Messages that are stored and not yet with their conversation.")
        waiting.set(await self._database.messages.count_arrived())

    async def _talks(self, into: prometheus_client.CollectorRegistry, now: datetime.datetime) -> None:
        stages = _gauge(into, "conversations", "Conversations, by campaign and stage.", "campaign", "stage")
        for offer in await self._database.campaigns.all():
            for stage, count in (await self._database.conversations.stages(offer.id)).items():
                stages.labels(offer.id, stage).set(count)
        overdue = _gauge(
            into, "conversations_overdue_seconds", "For how long the first free conversation has been due."
        )
        overdue.set(_overdue(await self._database.conversations.next_wake(), now))
        claimed = _gauge(into, "conversations_claimed", "Conversations that a worker holds.")
        claimed.set(len(await self._database.conversations.held()))

    async def _limits(
        self,
        into: prometheus_client.CollectorRegistry,
        mailboxes: list[account.Account],
        now: datetime.datetime,
    ) -> None:
        used = _gauge(into, "limit_used", "What an account has counted today, by kind.", "account", "kind")
        cap = _gauge(into, "limit_touches", "Touches that an account may send in a day.", "account")
        paused = _gauge(into, "account_paused", "1 while an account sends nothing.", "account")
        stopped = _gauge(into, "touches_stopped", "1 while an account's touches wait for an operator.", "account")
        kinds = ("touches", "bounces", "complaints", "strangers")
        for each in mailboxes:
            stopped.labels(each.id).set(bool(each.touches_stopped))
            cap.labels(each.id).set(each.pace.per_day)
            paused.labels(each.id).set(each.state is account.State.PAUSED)
            for kind in kinds:
                used.labels(each.id, kind).set(
                    await self._database.limits.used(limits.of_day(kind, each.id, now.date()))
                )

    async def _people(
        self,
        into: prometheus_client.CollectorRegistry,
        mailboxes: list[account.Account],
        now: datetime.datetime,
    ) -> None:
        """How people's Telegram accounts stand with their rules."""
        cap = _gauge(into, "telegram_strangers_cap", "Strangers that an account may write to in a day.", "account")
        used = _gauge(into, "telegram_strangers", "Strangers written to in the last 24 hours.", "account")
        only = _gauge(into, "telegram_answers_only_seconds", "For how long it only answers.", "account")
        floods = _gauge(into, "telegram_floods", "How often Telegram called it a flood lately.", "account")
        for each in mailboxes:
            conduct = await self._database.accounts.conduct(each.id)
            if conduct is None:
                continue
            cap.labels(each.id).set(telegram_policy.cap(conduct, now) if each.may_write_first else 0)
            used.labels(each.id).set(telegram_policy.used(conduct, now))
            left = (conduct.answers_only_until - now).total_seconds() if conduct.answers_only_until else 0.0
            only.labels(each.id).set(max(0.0, left))
            floods.labels(each.id).set(len(conduct.floods))


def _gauge(into: prometheus_client.CollectorRegistry, name: str, said: str, *labels: str) -> prometheus_client.Gauge:
    return prometheus_client.Gauge(f"sales_agent_{name}", said, labels, registry=into)


def _overdue(due: datetime.datetime | None, now: datetime.datetime) -> float:
    return max(0.0, (now - due).total_seconds()) if due is not None else 0.0
