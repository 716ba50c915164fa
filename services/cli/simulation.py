"""Simulation: many clients and the agent on one stage, on the virtual clock, over real SMTP and IMAP.

The recipe, until the days are over:
1. The agent comes to rest; what lies in the mailboxes is read, and each reader makes up a mind about it.
2. The clock goes on to whatever is next: something of the agent's, or somebody who answers.
3. Those whose moment has come write, all before the agent reads.
It keeps what was sent and what came, as the mailboxes show it. It judges nothing and counts nothing.
"""

import datetime
import heapq
import itertools
import random
from collections.abc import Callable

from services.cli import client_mail, persona
from services.cli.client_mailbox import ClientMailbox
from services.cli.course import Client, Course, Got, Said
from services.cli.sandbox import base_address
from services.cli.simulated_client import Act, SimulatedClient
from services.cli.stage import AGENT, OPERATOR, Stage
from services.core.domain import address, contact
from services.core.store import enrolment

# Monday, 23 November 2026, 09:00 in Moscow: the campaign's window opens soon.
START = datetime.datetime(2026, 11, 23, 6, 0, tzinfo=datetime.UTC)
Progress = Callable[[int], None]


class Simulation:
    """`await Simulation(stage, clients, days).play()`; then `courses` and `notices` hold what happened."""

    def __init__(self, running: Stage, clients: list[SimulatedClient], days: int, progress: Progress) -> None:
        self._stage = running
        self._ends = running.clock.now() + datetime.timedelta(days=days)
        self._starts = running.clock.now()
        self._progress = progress
        self._days_told = 0
        self._order = itertools.count()
        self._acts: list[tuple[datetime.datetime, int, SimulatedClient, Act]] = []
        self._mailboxes: dict[str, ClientMailbox] = {}
        self._clients = {base_address(each.who.address): each for each in clients}
        self.courses = {name: Course(name, each.who) for name, each in self._clients.items()}
        self.notices: list[Got] = []

    async def play(self) -> None:
        """From the first day to the last. Raises TimeoutError where the agent does not come to rest."""
        try:
            for client in self._clients.values():
                await self._enrol(client.who)
            while await self._goes_on():
                await self._write()
            await self._stage.go_on_to(self._ends)
            await self._read()
        finally:
            for mailbox in self._mailboxes.values():
                await mailbox.close()

    async def _goes_on(self) -> bool:
        """Steps 1 and 2; False when the days are over."""
        await self._stage.settle()
        await self._read()
        upcoming = await self._stage.next_event()
        moments = [each for each in (upcoming, self._acts[0][0] if self._acts else None) if each is not None]
        if not moments or min(moments) > self._ends:
            return False
        self._stage.clock.move_to(min(moments))
        days = (self._stage.clock.now() - self._starts).days
        if days > self._days_told:
            self._days_told = days
            self._progress(days)
        return True

    async def _enrol(self, client: Client) -> None:
        now = self._stage.clock.now()
        offer = (await self._stage.database.campaigns.all())[0]
        person = contact.Contact(
            id=client.id,
            name=client.name,
            company=client.company,
            language=client.language,
            timezone=client.timezone,
            addresses=(address.email(client.address),),
            basis=contact.Basis(text="simulated", source="simulation", at=now, operator=OPERATOR),
            created_at=now,
        )
        await enrolment.enrol(self._stage.database, person, offer, now)

    async def _read(self) -> None:
        """Everybody into whose mailbox something came looks into it."""
        now = self._stage.clock.now()
        for name in self._stage.mail.arrivals():
            if name == base_address(AGENT):
                continue
            for mail in await (await self._mailbox(name)).new_messages():
                got = Got(next(self._order), now, mail)
                if name == base_address(OPERATOR):
                    self.notices.append(got)
                    continue
                course = self.courses.setdefault(name, Course(name, None))
                course.got.append(got)
                if name in self._clients:
                    self._react(self._clients[name], mail, now)

    def _react(self, client: SimulatedClient, mail: client_mail.Seen, now: datetime.datetime) -> None:
        act = client.reads(mail, now)
        if act is None:
            return
        self._plan(client, act)
        again = client.comes_back(act)
        if again is not None:
            self._plan(client, again)

    def _plan(self, client: SimulatedClient, act: Act) -> None:
        heapq.heappush(self._acts, (act.at, next(self._order), client, act))

    async def _mailbox(self, name: str) -> ClientMailbox:
        if name not in self._mailboxes:
            client = self._clients.get(name)
            style = {"style": client.style} if client is not None else {}
            box = ClientMailbox(
                client.who.address if client else name,
                client.who.name if client else "",
                self._stage.mail.password,
                self._stage.mail,
                **style,
            )
            self._mailboxes[name] = box
        return self._mailboxes[name]

    async def _write(self) -> None:
        """Step 3."""
        now = self._stage.clock.now()
        if not self._acts or self._acts[0][0] > now:
            return
        self._stage.hold()
        try:
            while self._acts and self._acts[0][0] <= now:
                _, number, client, act = heapq.heappop(self._acts)
                await self._act(number, client, act, now)
            await self._stage.read_mail()
        finally:
            self._stage.go_on()

    async def _act(self, number: int, client: SimulatedClient, act: Act, now: datetime.datetime) -> None:
        name = base_address(client.who.address)
        mailbox, course = await self._mailbox(name), self.courses[name]
        for meant in act.mails:
            if act.robot:
                sent = await mailbox.auto_reply(act.parent, now, text=meant.text, language=meant.language)
            else:
                sent = await mailbox.reply(act.parent, meant.text, now, language=meant.language)
            course.said.append(Said(next(self._order), now, meant, sent.message_id, number))


def cast(clients: int, seed: int, start: datetime.datetime = START) -> list[SimulatedClient]:
    """So many clients: every persona in turn, then shuffled, so that a few of each are there."""
    everyone = persona.everyone()
    roles = [everyone[number % len(everyone)] for number in range(clients)]
    random.Random(seed).shuffle(roles)  # reproducible lots, not secrets
    return [SimulatedClient(number, seed, role, start) for number, role in enumerate(roles, 1)]
