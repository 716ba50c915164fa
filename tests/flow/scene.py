"""A scene: the whole agent on a stage, clients with mail programs, and a clock that a test moves.

Every mail goes through the sandbox's SMTP and IMAP. A test says what clients write and reads what lies in
their mailboxes; it looks into the store only for what no mail shows. It waits for the agent to come to rest,
never for time to pass.
"""

import asyncio
import contextlib
import copy
import datetime
import email
import email.policy
import io
import json
import pathlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from rich.console import Console

import services
from services.app_logic.brain.base import Brain
from services.cli import client_mail, contacts, stage
from services.cli.client_mailbox import ClientMailbox
from services.cli.quoting import Style
from services.core.clock import VirtualClock
from services.core.domain import address, campaign, contact, conversation
from services.core.domain.conversation import Conversation
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store import enrolment
from tests.fakes import KeywordBrain
from tests.flow.words import WORDS

AGENT, OPERATOR = stage.AGENT, stage.OPERATOR
# Monday, 23 November 2026, 10:05 in Moscow: the campaign's window is open.
MONDAY = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
_PATIENCE_S = 20.0
_LOOK_S = 0.01
Seen = client_mail.Seen


class Client:
    """Somebody with a mailbox. `got` is every mail that came; `news` are those since the last question."""

    def __init__(self, scene: "Scene", mailbox: ClientMailbox, person: contact.Contact | None) -> None:
        self._scene = scene
        self.mailbox = mailbox
        self.address = mailbox.address
        self.contact_id = person.id if person else ""
        self.got: list[Seen] = []

    async def news(self) -> list[Seen]:
        """What has come since the last look, oldest first."""
        fresh = list(await self.mailbox.new_messages())
        self.got += fresh
        return fresh

    async def one(self) -> Seen:
        """The one mail that has come; none or two are a failure."""
        fresh = await self.news()
        assert len(fresh) == 1, [f"{each.subject}: {each.text[:80]}" for each in fresh]
        return fresh[0]

    async def posts(self, *texts: str, to: Seen | None = None, style: Style | None = None, **more: Any) -> list[Seen]:
        """Put answers into the agent's mailbox, and wait for nothing. Without a mail to answer: a new one."""
        sent, now = [], self._scene.now
        parent = to or (self.got[-1] if self.got else None)
        for text in texts:
            if parent is None:
                sent.append(await self.mailbox.write(text, now, to=AGENT, subject=more.get("subject", "")))
            else:
                sent.append(await self.mailbox.reply(parent, text, now, style=style, **more))
        return sent

    async def says(self, *texts: str, to: Seen | None = None, style: Style | None = None, **more: Any) -> list[Seen]:
        """Answer at one moment with each of these; what comes back to this mailbox."""
        async with self._scene.listening():
            await self.posts(*texts, to=to, style=style, **more)
        return await self.news()


class Scene:
    """The stage and everybody on it."""

    def __init__(self, running: stage.Stage, clock: VirtualClock, brain: Brain) -> None:
        self.stage = running
        self.database = running.database
        self.clock = clock
        self.brain = brain
        self._stack = contextlib.AsyncExitStack()
        self._operator: Client | None = None

    @property
    def now(self) -> datetime.datetime:
        """The virtual moment."""
        return self.clock.now()

    @property
    def heard(self) -> list[str]:
        """The texts that the brain was asked about."""
        assert isinstance(self.brain, KeywordBrain)
        return [each.text for each in self.brain.asked]

    async def offer(self, campaign_id: str = "") -> campaign.Campaign:
        """A campaign of the stage, the first one by default."""
        found = await self.database.campaigns.all()
        return next(each for each in found if campaign_id in ("", each.id))

    async def client(self, mail_address: str, name: str = "", person: contact.Contact | None = None) -> Client:
        """Somebody with a mailbox, known to the agent or not."""
        await self.stage.mail.add_account(mail_address)
        box = ClientMailbox(mail_address, name, self.stage.mail.password, self.stage.mail)
        await self._stack.enter_async_context(box)
        return Client(self, box, person)

    async def adds(self, mail_address: str = "anna@veter.example", name: str = "Анна", **fields: Any) -> Client:
        """An operator adds a contact; nothing is waited for."""
        offer = await self.offer()
        basis = contact.Basis(text="asked at the fair", source="fair", at=self.now, operator="olga")
        default: dict[str, Any] = {
            "id": "c-" + mail_address.partition("@")[0],
            "name": name,
            "company": "Ветер" if mail_address.endswith("@veter.example") else "",
            "language": "ru",
            "timezone": "Europe/Moscow",
            "addresses": (address.email(mail_address),),
            "basis": basis,
            "created_at": self.now,
        }
        person = contact.Contact.model_validate({**default, **fields})
        await enrolment.enrol(self.database, person, offer, self.now)
        return await self.client(mail_address, name, person)

    async def meets(self, mail_address: str = "anna@veter.example", name: str = "Анна", **fields: Any) -> Client:
        """A contact who has been added, and has the opening in the mailbox."""
        client = await self.adds(mail_address, name, **fields)
        await self.stage.settle()
        await client.one()
        return client

    async def joins(self, client: Client, campaign_id: str) -> Conversation:
        """The contact's conversation in another campaign begins."""
        person = await self.database.contacts.get(client.contact_id)
        assert person is not None
        offer = await self.offer(campaign_id)
        account = await enrolment.pick_account(self.database, offer, person)
        talk = enrolment.new_conversation(person, offer, account, self.now)
        await self.database.conversations.start(talk)
        return talk

    async def talk(self, client: Client, campaign_id: str = "reviews") -> Conversation:
        """Where the talk with a contact stands."""
        found = await self.database.conversations.get(f"{client.contact_id}.{campaign_id}")
        assert found is not None
        return found

    async def stage_of(self, client: Client, campaign_id: str = "reviews") -> conversation.Stage:
        """The stage of a contact's conversation."""
        return (await self.talk(client, campaign_id)).stage

    async def items(self, client: Client, *kinds: Kind) -> list[OutboxItem]:
        """What was written to a contact, whatever became of it."""
        found = await self.database.outbox.of_conversation((await self.talk(client)).id)
        return [each for each in found if not kinds or each.kind in kinds]

    async def sent(self, *kinds: Kind) -> list[OutboxItem]:
        """Everything sent to clients, in the order of sending."""
        wanted = kinds or (Kind.TOUCH, Kind.ANSWER)
        found = [each for each in await self.database.outbox.in_states(State.SENT) if each.kind in wanted]
        return sorted(found, key=lambda each: (each.sent_at or each.date, each.created_at))

    async def notices(self) -> list[Seen]:
        """The mails that the operator has in the mailbox, all of them."""
        await self.stage.settle()
        if self._operator is None:
            self._operator = await self.client(OPERATOR, "Оператор")
        await self._operator.news()
        return self._operator.got

    async def is_suppressed(self, mail_address: str) -> bool:
        """Whether this address is never written to."""
        return await self.database.suppressions.of(address.email(mail_address)) is not None

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """What is written inside is read together, and only then answered; after it, all is at rest."""
        self.stage.hold()
        try:
            yield
            await self.stage.read_mail()
        finally:
            self.stage.go_on()
        await self.stage.settle()

    async def passes(self, **span: float) -> None:
        """So much time goes by (`days=3`), and what falls due is done."""
        await self.until(self.now + datetime.timedelta(**span))

    async def until(self, moment: datetime.datetime) -> None:
        """Time goes by to this moment, and what falls due is done."""
        await self.stage.go_on_to(moment)

    async def queues_a_follow_up(self, client: Client) -> None:
        """Go on until the follow-up is written; it lies in the queue, since its account has used up the day."""
        due = (await self.talk(client)).wake_at
        await self.database.accounts.mark("main", {"pace": {"per_day": 1, "warmup_from": 1}})
        await self.database.limits.take(f"touches:main:{due:%Y-%m-%d}", 1)
        await self.until(due + datetime.timedelta(minutes=1))
        assert [each.state for each in await self.items(client, Kind.TOUCH)] == [State.SENT, State.QUEUED]

    async def types(self, line: str) -> str:
        """The operator types a command of `client_utils`; what it printed. It has to succeed."""
        printed = io.StringIO()
        code = await contacts.run_line(line, self.database, self.clock, Console(file=printed, width=200))
        assert code == 0, printed.getvalue()
        return printed.getvalue()

    async def becomes(self, is_so: Callable[[], Awaitable[Any]]) -> None:
        """Wait until it is so; too long is a failure."""
        async with asyncio.timeout(_PATIENCE_S):
            while not await is_so():
                await asyncio.sleep(_LOOK_S)

    async def close(self) -> None:
        """Close the mailboxes."""
        await self._stack.aclose()


def content(**fields: Any) -> dict[str, Any]:
    """The seed that ships, its campaign changed in these fields; a mapping changes what it names."""
    path = pathlib.Path(services.__path__[0], "init_data.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    offer = found["campaigns"][0]
    for name, value in fields.items():
        offer[name] = {**offer[name], **value} if isinstance(value, dict) else value
    return found


def with_second_campaign(found: dict[str, Any]) -> dict[str, Any]:
    """The same seed with the same campaign once more, under the id `second`."""
    second = copy.deepcopy(found["campaigns"][0]) | {"id": "second", "name": "Второе предложение"}
    return {**found, "campaigns": [*found["campaigns"], second]}


@contextlib.asynccontextmanager
async def opened(
    now: datetime.datetime = MONDAY,
    brain: Brain | None = None,
    seed: dict[str, Any] | None = None,
    on: type[stage.Stage] = stage.Stage,
    *,
    with_telegram: bool = False,
) -> AsyncIterator[Scene]:
    """A running agent that knows nobody yet."""
    clock, heard = VirtualClock(now), brain or KeywordBrain(WORDS)
    async with on(clock, heard, content=seed, with_telegram=with_telegram) as running:
        scene = Scene(running, clock, heard)
        try:
            yield scene
        finally:
            await scene.close()


def attached(mail: Seen) -> bytes:
    """The content of a mail's first attachment; nothing where there is none."""
    parsed = email.message_from_bytes(mail.raw, policy=email.policy.default)
    file = next(iter(parsed.iter_attachments()), None)
    found = file.get_payload(decode=True) if file is not None else b""
    return found if isinstance(found, bytes) else b""
