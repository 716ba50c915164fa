"""The part that measures Telegram: fifty chats at once, and a thousand, over the stand-in for the Bot API.

The stand-in keeps Telegram's limits (30 messages a second, one a second in a chat) and refuses what goes beyond; the
rates are counted once more from when each message arrived. Newcomers write: each becomes a contact, is understood and
answered by services in processes of their own. It stands in for Telegram, and says nothing of Telegram's own speed.
"""

import asyncio
import collections
import contextlib
import datetime
import json
import os
import pathlib
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence

from benchmarks import figures, stand
from benchmarks.figures import Figure
from services.cli.sandbox_telegram import Bot, Person, Telegram
from services.core import settings
from services.core.store import database as store
from services.core.store import seed
from services.tg_worker import words

_TOKEN = "1000001:a-token-for-benchmarks-only"
_QUESTIONS = ("Сколько стоит подключение?", "Есть ли пробный период?", "Откуда вы собираете отзывы?")
_BURSTS = (50, 1000)
_PATIENT_S = 10.0
_GIVE_UP_S = 300.0
_LOOK_S = 0.1


class Rig:
    """A bot at the stand-in, a seeded database, and the two services that answer."""

    def __init__(self, uri: str, telegram: Telegram, folder: pathlib.Path) -> None:
        self.telegram = telegram
        self.bot: Bot = telegram.bot(_TOKEN, "bench_bot")
        self.name = f"bench_{secrets.token_hex(6)}"
        self._folder = folder
        key = secrets.token_hex(32)
        self._environment = {
            **os.environ,
            "MONGODB_URI": uri,
            "MONGODB_DB": self.name,
            "SECRET_KEY": key,
            "SUPPRESSION_KEY": key,
            "TELEGRAM_BOT_API": telegram.url,
            "BOT_TOKEN": _TOKEN,
            "BRAIN": "embedded",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(stand.ROOT),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.store = store.on_server(uri, self.name, settings.load(self._environment).suppression_keys())
        self._services: list[stand.Service] = []

    async def start(self) -> None:
        """Seed the sample campaign with the bot alone, start the services, and wait until both work."""
        content = json.loads((stand.SHIPPED / "init_data.json").read_text(encoding="utf-8"))
        account = {
            "id": "bot", "kind": "telegram_bot", "address": "@bench_bot", "secret": {"from_env": "BOT_TOKEN"},
        }  # fmt: skip
        campaigns = [{**each, "accounts": ["bot"], "operators": []} for each in content["campaigns"]]
        now = datetime.datetime.now(datetime.UTC)
        await self.store.prepare(now)
        content = {**content, "accounts": [account], "campaigns": campaigns}
        await seed.seed(self.store, content, stand.SHIPPED, now, self._environment)
        for service in ("app_logic", "tg_worker"):
            counts = self._folder / f"{service}.json"
            command = (sys.executable, str(stand.HERE / "served.py"), service, str(counts))
            process = await asyncio.create_subprocess_exec(*command, env=self._environment, start_new_session=True)
            self._services.append(stand.Service(service, process, counts))
        deadline = time.monotonic() + _GIVE_UP_S
        while self.bot.poller is None or len(await self.store.workers.all()) < 2:
            if time.monotonic() > deadline or any(each.process.returncode is not None for each in self._services):
                raise RuntimeError("the services did not start")
            await asyncio.sleep(_LOOK_S)

    async def stop(self) -> None:
        """End the services and let go of the database."""
        await asyncio.gather(*(each.stop() for each in self._services))
        await self.store.close()


class Burst:
    """What became of people who wrote at one moment: seconds from then, by person."""

    def __init__(self, people: Sequence[Person], began: datetime.datetime, telegram: Telegram) -> None:
        waiting = words.said("wait", "ru")
        wanted = {each.id for each in people}
        self.answered: dict[int, float] = {}
        self.told: dict[int, float] = {}
        self.copies: collections.Counter[int] = collections.Counter()
        self.moments: list[tuple[float, int]] = []
        for each in telegram.sent:
            if each.chat not in wanted:
                continue
            after = (each.at - began).total_seconds()
            self.moments.append((after, each.chat))
            (self.told if each.text == waiting else self.answered).setdefault(each.chat, after)
            self.copies[each.chat] += each.text != waiting

    def late(self, within_s: float) -> int:
        """How many had neither an answer nor a word to wait within the time."""
        first = {**self.told, **{who: min(at, self.told.get(who, at)) for who, at in self.answered.items()}}
        return sum(at > within_s for at in first.values())


def most_within_a_second(moments: Iterable[float]) -> int:
    """The most moments (seconds) that lie within one second of each other. Pure."""
    window: collections.deque[float] = collections.deque()
    most = 0
    for each in sorted(moments):
        window.append(each)
        while window[0] <= each - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


def most_in_a_chat(moments: Iterable[tuple[float, int]]) -> int:
    """The most messages that one chat got within a second. Pure."""
    chats: dict[int, list[float]] = collections.defaultdict(list)
    for at, chat in moments:
        chats[chat].append(at)
    return max((most_within_a_second(each) for each in chats.values()), default=0)


@contextlib.asynccontextmanager
async def _rig() -> AsyncIterator[Rig]:
    async with contextlib.AsyncExitStack() as stack:
        uri = stack.enter_context(stand.database_server())
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        telegram = await stack.enter_async_context(Telegram(has_limits=True))
        made = Rig(uri, telegram, folder)
        stack.callback(stand.drop, uri, made.name)
        stack.push_async_callback(made.stop)
        await made.start()
        yield made


async def telegram() -> AsyncIterator[Figure]:
    """So many newcomers write at one moment; a warm-up of three goes first."""
    async with _rig() as rig:
        await burst(rig.telegram, rig.bot, 3)
        for count in _BURSTS:
            before = rig.telegram.refused[429]
            calls = len(rig.telegram.calls)
            got = await burst(rig.telegram, rig.bot, count)
            refused = rig.telegram.refused[429] - before
            typing = sum(name == "sendChatAction" for name, _ in rig.telegram.calls[calls:])
            for figure in _told(got, count, refused, typing):
                yield figure


async def burst(telegram: Telegram, bot: Bot, count: int, give_up_s: float = _GIVE_UP_S) -> Burst:
    """So many people write; what each had got when all were answered, or when it was given up."""
    people = [telegram.person(f"Анна {number}") for number in range(count)]
    began = telegram.clock()
    for number, each in enumerate(people):
        each.says(bot, _QUESTIONS[number % len(_QUESTIONS)])
    deadline = time.monotonic() + give_up_s
    while True:
        got = Burst(people, began, telegram)
        if len(got.answered) == count or time.monotonic() > deadline:
            return got
        await asyncio.sleep(_LOOK_S)


def _told(got: Burst, count: int, refused: int, typing: int) -> list[Figure]:
    part, of = "telegram", f"{count} chats at once"
    answers = list(got.answered.values())
    doubled = sum(each > 1 for each in got.copies.values())
    goal = 0 if count == min(_BURSTS) else None
    lasted = max(answers, default=float("nan"))
    return [
        Figure(part, f"{of}: answered", len(answers), f"of {count}", "at least", count),
        Figure(part, "  the last after", lasted, "s", note=f"{count} answers take {count / 25:.0f} s at our 25 a second"),
        Figure(part, "  median", figures.median(answers), "s"),
        Figure(part, "  p95", figures.percentile(answers, 0.95), "s"),
        Figure(part, "  told to wait", len(got.told), f"of {count}"),
        Figure(part, "  neither within 12 s", got.late(_PATIENT_S + 2), "chats", "at most", goal),
        Figure(part, "  answered twice", doubled, "chats", "at most", 0),
        Figure(part, "  refused with 429", refused, "messages", "at most", 0),
        Figure(part, "  most within a second", most_within_a_second(at for at, _ in got.moments), "messages", "at most", 30),
        Figure(part, "  most within a second in a chat", most_in_a_chat(got.moments), "messages", "at most", 1),
        Figure(part, "  “typing” shown", typing / max(lasted, 1.0), "a second"),
    ]  # fmt: skip
