"""One round: a client, a mailbox and a database of their own; workers that run until everything is said.

A round drives real workers over real servers to their rest, moving their clock to what is due next, and takes
down what it finds. It decides on no fault: `matrix` does.
"""

import asyncio
import collections.abc
import contextlib
import dataclasses
import datetime
import email
import email.policy
from typing import Self

from services.core import clock
from services.core.domain import account, address, conversation, suppression
from services.core.domain.outbox_item import Kind, State
from services.core.store import database as store
from services.core.store import enrolment, silence
from tests import builders
from tests.chaos import census, worker
from tests.chaos.stage import Stage
from tests.chaos.tap import Tap
from tests.house.command_watch import CommandWatch
from tests.integration import mail_scene
from tests.servers import fault_proxy, ports, smtp_sink

OPENING = "<opening@reviews.example>"
_POLL_S = 0.05
_QUIET_POLLS = 4
_PATIENCE_S = 120.0
_MOST_JUMPS = 12
_AFTERMATH = datetime.timedelta(hours=2)
_MOST_AFTERMATHS = 4
_SETTLED = (State.SENT, State.REVIEW)
_MOVING = (State.LEASED, State.SENDING, State.UNKNOWN)


@dataclasses.dataclass(frozen=True)
class Play:
    """What the client does in a round, and which messages are due to the client."""

    says: str
    expected: tuple[Kind, ...]


PLAYS = {
    "opening": Play("", (Kind.TOUCH,)),
    "demo": Play("Давайте созвонимся", (Kind.ANSWER,)),
    "pause": Play("Напишите, пожалуйста, позже, через неделю", (Kind.ANSWER, Kind.TOUCH)),
}


class Lane:
    """What rounds that follow one another share: a sink, and proxies before each server."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sink = smtp_sink.SmtpSink()
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        enter = self._stack.enter_async_context
        mail = self.stage.mail
        await enter(self.sink)
        self.taps = {
            "sink": await enter(Tap(self.sink.port)),
            "exim": await enter(Tap(mail.smtps_port, mail.client_context())),
        }
        self.imap = await enter(Tap(mail.imap_port))
        self.links = {
            "sink": await enter(fault_proxy.FaultProxy(self.taps["sink"].port)),
            "exim": await enter(fault_proxy.FaultProxy(self.taps["exim"].port)),
            "imap": await enter(fault_proxy.FaultProxy(self.imap.port)),
            "database": await enter(fault_proxy.FaultProxy(self.stage.mongo.port)),
        }
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


class Round:
    """One client's round on a lane. `behind` names the links that go through their fault proxy."""

    def __init__(self, lane: Lane, play: str, receiver: str, behind: tuple[str, ...] = ()) -> None:
        self.lane, self.stage, self.play, self.receiver, self._behind = lane, lane.stage, PLAYS[play], receiver, behind
        self.number = self.stage.take_number()
        self.name = f"chaos_{self.number}"
        self.client = f"client{self.number}@client.example"
        self.agent = f"agent{self.number}@agent.example"
        self.operator = f"operator{self.number}@agent.example"
        self.ahead_s = (builders.NOW - datetime.datetime.now(datetime.UTC)).total_seconds()
        self.skew_s = 0.0
        self.kill_at = ""
        self.faults = 0
        self.worker = 0
        self.is_stopped = False
        self.before_stop = 0
        self._inbound = 0
        self.send_timeout_s = 5.0

    @property
    def tap(self) -> Tap:
        """The proxy before this round's SMTP server."""
        return self.lane.taps[self.receiver]

    def now(self) -> datetime.datetime:
        """The business time that this round is at."""
        return clock.ShiftedClock(datetime.timedelta(seconds=self.ahead_s)).now()

    def _workers_now(self) -> datetime.datetime:
        """The same by the clock of the worker: who takes over after the fault may have a wrong one."""
        return self.now() + datetime.timedelta(seconds=self.skew_s if self.faults else 0.0)

    async def __aenter__(self) -> Self:
        self.database = store.on_server(
            self.stage.mongo.uri, self.name, builders.SUPPRESSION_KEYS, CommandWatch().observe
        )
        await self.database.prepare(self.now())
        await self._seed()
        if self.play.says:
            await self._client_has_written()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.worker:
            await self.stage.workers.kill(self.worker)
        await self.database.close()
        await asyncio.to_thread(self.stage.drop, self.name)

    def _port(self, link: str) -> int:
        proxies: dict[str, int] = {"imap": self.lane.imap.port, "sink": self.lane.taps["sink"].port}
        proxies["exim"] = self.lane.taps["exim"].port
        return self.lane.links[link].port if link in self._behind else proxies[link]

    async def _seed(self) -> None:
        at = {"host": ports.HOST, "tls": account.Tls.NONE}
        mailbox = builders.an_account(
            address=self.agent,
            username=self.agent,
            smtp=account.Server.model_validate({**at, "port": self._port(self.receiver)}),
            imap=account.Server.model_validate({**at, "port": self._port("imap")}),
            pace=account.Pace(gap_seconds=0),
            sent_copy=account.SentCopy.APPEND,
        )
        await self.database.accounts.put(mailbox)
        offer = builders.a_campaign(operators=(self.operator,))
        await self.database.campaigns.put(offer)
        person = builders.a_contact(addresses=(address.email(self.client),), created_at=self.now())
        self.talk = (await enrolment.enrol(self.database, person, offer, self.now())).id

    async def _client_has_written(self) -> None:
        """Our opening had been sent; the client's answer lies in the mailbox, and is to be read."""
        opening = builders.an_item(
            id=f"touch:{self.talk}:1:0:0",
            to=address.email(self.client),
            state=State.SENT,
            sent_at=self.now(),
            message_id=OPENING,
            reference="opening",
        )
        await self.database.outbox.add(opening)
        marks = {"stage": conversation.Stage.CONTACTED, "touches": 1, "wake_at": conversation.NEVER}
        await self.database.conversations.threaded(self.talk, {**marks, "last_message_id": OPENING})
        validity = await asyncio.to_thread(self.stage.validity, self.agent)
        await self.database.accounts.advance("main", "INBOX", validity, 0)
        headers = (("In-Reply-To", OPENING), ("References", OPENING))
        mail = mail_scene.a_mail(self.client, self.play.says, *headers, to=self.agent)
        await asyncio.to_thread(self.stage.mail.deliver, self.agent, mail.as_bytes(), self.client)
        self._inbound = 1

    # Driving

    async def start(self) -> None:
        """A worker, at this round's time."""
        uri = self.stage.mongo.uri
        if "database" in self._behind:
            uri = f"mongodb://{ports.HOST}:{self.lane.links['database'].port}/"
        spec = worker.Spec(
            uri=uri,
            database=self.name,
            ahead_s=self.ahead_s + (self.skew_s if self.faults else 0.0),
            kill_at=self.kill_at,
            send_timeout_s=self.send_timeout_s,
        )
        self.worker = await self.stage.workers.start(spec)

    async def kill(self) -> bool:
        """Kill the worker, as a blow of the tap; the connection ends with it."""
        self.faults += 1
        await self.stage.workers.kill(self.worker)
        return False

    async def stop(self) -> None:
        """The client's wish never to be written to is stored."""
        person = await self.database.contacts.get("c1")
        assert person is not None
        self.before_stop = sum(self.client in copy.recipients for copy in self.lane.sink.copies)
        await silence.silence_contact(self.database, person, suppression.Reason.STOP, self.now(), "the client")
        self.is_stopped = True

    async def drive(self, has_struck: collections.abc.Callable[[], bool] = lambda: True) -> str:
        """Run workers until everything is said; "" or what was left undone. `has_struck`: the fault has been."""
        quiet = jumps = 0
        deadline = clock.lease_clock() + _PATIENCE_S
        while not (await self._is_done() and has_struck() and not self.kill_at):
            if not self.worker or not self.stage.workers.is_alive(self.worker):
                if self.worker and self.kill_at:
                    self.kill_at, self.faults = "", self.faults + 1
                await self.start()
            quiet = quiet + 1 if await self._is_quiet() else 0
            if quiet >= _QUIET_POLLS:
                if self.is_stopped:
                    return ""
                jumps, quiet = jumps + 1, 0
                await self._jump()
            if jumps > _MOST_JUMPS or clock.lease_clock() > deadline:
                reached = "" if has_struck() and not self.kill_at else "its point was not reached; "
                return f"{reached}not at rest: {await self._remains()}"
            await asyncio.sleep(_POLL_S)
        return await self._aftermath()

    async def _aftermath(self) -> str:
        """What the fault has left for later is done too: whatever falls due within hours, before any follow-up."""
        until = self.now() + _AFTERMATH
        deadline = clock.lease_clock() + _PATIENCE_S
        for _ in range(_MOST_AFTERMATHS):
            due = await self._next()
            if due is None or due > until:
                return ""
            await self._jump()
            await self.start()
            quiet = 0
            while quiet < _QUIET_POLLS:
                await asyncio.sleep(_POLL_S)
                quiet = quiet + 1 if await self._is_quiet() else 0
                if clock.lease_clock() > deadline:
                    return f"no rest afterwards: {await self._remains()}"
        return f"always something left: {await self._remains()}"

    async def _next(self) -> datetime.datetime | None:
        """When something falls due, or None."""
        due = await self.database.outbox.next_due()
        wake = await self.database.conversations.next_wake()
        return min((each for each in (due, wake) if each is not None), default=None)

    async def _is_done(self) -> bool:
        if self.is_stopped:
            return False
        items = await self.database.outbox.recent(100)
        if any(each.state in _MOVING or (each.state is State.QUEUED and each.kind is not Kind.TOUCH) for each in items):
            return False
        fresh = [each for each in items if each.message_id != OPENING]
        settled = {each.kind for each in fresh if each.state in _SETTLED}
        return set(self.play.expected) <= settled and await self._is_quiet()

    async def _is_quiet(self) -> bool:
        """Whether there is nothing to do at this moment."""
        now = self._workers_now()
        items = await self.database.outbox.recent(100)
        if any(each.state in _MOVING or (each.state is State.QUEUED and each.due_at <= now) for each in items):
            return False
        talk = await self.database.conversations.get(self.talk)
        if talk is None or talk.lease_owner or talk.wake_at <= now:
            return False
        if self.is_stopped:
            return True
        said = await self.database.messages.of_conversation(self.talk)
        return talk.turn is None and len(said) >= self._inbound and all(each.turn for each in said)

    async def _jump(self) -> None:
        """Let time pass until something is due: a new worker with a later clock, as after a long night."""
        moment = await self._next()
        if moment is None:
            return
        await self.stage.workers.kill(self.worker)
        self.worker = 0
        self.ahead_s += max((moment - self._workers_now()).total_seconds() + 1.0, 1.0)

    async def _remains(self) -> str:
        items = [(each.id, str(each.state), each.why[:60]) for each in await self.database.outbox.recent(10)]
        talk = await self.database.conversations.get(self.talk)
        said = [(str(each.state), each.turn) for each in await self.database.messages.of_conversation(self.talk)]
        where = (talk.stage, talk.lease_owner, talk.wake_at.isoformat(), talk.why) if talk else None
        return f"{items} {where} {said} now {self.now().isoformat()}"

    async def record(self, point: str, policy: str, note: str) -> census.Record:
        """What the round has come to."""
        items = [each for each in await self.database.outbox.recent(100) if each.message_id != OPENING]
        stored = await self.database.messages.of_conversation(self.talk)
        return census.Record(
            point=point,
            policy=policy,
            client=self.client,
            expected=self.play.expected,
            items=tuple(items),
            faults=self.faults,
            inbound=self._inbound,
            stored=len(stored),
            is_stopped=self.is_stopped,
            before_stop=self.before_stop,
            note=note,
        )

    async def sent_by_provider(self) -> bool:
        """The provider keeps a copy in Sent of what it has just accepted; then the worker is killed."""
        for item in await self.database.outbox.in_states(State.SENDING):
            raw = await self.database.outbox.mime(item)
            if raw is not None:
                await asyncio.to_thread(self.stage.keep_in_sent, self.agent, raw)
        return await self.kill()


def arrived_at_sink(sink: smtp_sink.SmtpSink) -> list[census.Arrived]:
    """Every copy that a sink holds."""
    return [census.Arrived(copy.recipients[0], copy.message_id) for copy in sink.copies]


def arrived_at(address_there: str, raws: list[bytes]) -> list[census.Arrived]:
    """Every copy in a mailbox."""
    parsed = [email.message_from_bytes(raw, policy=email.policy.compat32) for raw in raws]
    return [census.Arrived(address_there, str(each.get("Message-ID", "")).strip()) for each in parsed]
