"""Play: a written conversation against the running agent, over real SMTP, IMAP and Bot API, on the virtual clock.

It reads what the agent sent in the clients' own mailboxes and chats; the outbox only tells kind and intent. An
`expect` waits up to seven virtual days. What the bot itself says (its greeting, the receipt for a stop) stands in
the transcript and needs no `expect`. It judges by `script.matches` and knows nothing of how the agent decides.
"""

import collections
import datetime
from typing import Any

from services.cli import client_mail, script
from services.cli.client_mailbox import ClientMailbox
from services.cli.play_chat import Chat
from services.cli.quoting import Style
from services.cli.stage import AGENT, BOT, OPERATOR, Stage
from services.core.domain import address, campaign, contact
from services.core.domain.outbox_item import Kind, OutboxItem, State
from services.core.store import enrolment

_PATIENCE = datetime.timedelta(days=7)
_CONTACT = "c-script"


_KINDS: dict[Kind, script.SentKind] = {Kind.TOUCH: "touch", Kind.ANSWER: "answer", Kind.SERVICE: "service"}


class Player:
    """Plays one script on a stage; `report` is what the command prints."""

    def __init__(self, stage: Stage, written: script.Script) -> None:
        self._stage = stage
        self._script = written
        self._mailboxes: dict[str, ClientMailbox] = {}
        self._waiting: collections.deque[script.TranscriptEntry] = collections.deque()
        self._seen: dict[str, client_mail.Seen] = {}
        self._last: dict[str, client_mail.Seen] = {}
        self._first_address = ""
        self._chat = Chat(stage, written.contact, _CONTACT) if written.is_in_telegram else None
        self._read_items: set[str] = set()
        self.transcript: list[script.TranscriptEntry] = []
        self.steps: list[dict[str, Any]] = []

    @property
    def is_ok(self) -> bool:
        """Whether every step went as written."""
        return all(step["ok"] for step in self.steps)

    def report(self) -> dict[str, Any]:
        """`ok`, `steps` and `transcript`, ready for JSON."""
        entries = [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in self.transcript]
        return {"ok": self.is_ok, "steps": self.steps, "transcript": entries}

    async def play(self) -> None:
        """Enrol the contact and go through the steps."""
        await self._enrol()
        number = 0
        while number < len(self._script.steps):
            burst = self._burst(number)
            if burst:
                await self._send(burst)
                for _ in burst:
                    number += 1
                    self._note(number, None)
                continue
            step = self._script.steps[number]
            number += 1
            self._note(number, await self._take(step))
        await self._stage.settle()
        await self._collect()
        if self._waiting:
            extra = ", ".join(f"{each.kind} to {each.to}: {each.subject!r}" for each in self._waiting)
            self._note(len(self._script.steps), f"messages that nobody expected: {extra}")
        for mailbox in self._mailboxes.values():
            await mailbox.close()

    def _note(self, number: int, why: str | None) -> None:
        step: dict[str, Any] = {"step": number, "ok": why is None}
        self.steps.append(step if why is None else {**step, "why": why})

    def _burst(self, number: int) -> list[script.Reply]:
        """Replies that follow each other without a wait arrive at one moment."""
        found = []
        for step in self._script.steps[number:]:
            if not isinstance(step, script.Reply):
                break
            found.append(step)
        return found

    async def _take(self, step: script.Step) -> str | None:
        if isinstance(step, script.Expect):
            return await self._expect(step)
        if isinstance(step, script.Wait):
            await self._stage.go_on_to(self._stage.clock.now() + step.duration)
            await self._collect()
            return None
        if isinstance(step, script.Silence):
            return await self._silence(step)
        return None

    async def _enrol(self) -> None:
        who, now = self._script.contact, self._stage.clock.now()
        offers = await self._stage.database.campaigns.all()
        offer = next((each for each in offers if each.id == who.campaign), None) if who.campaign else offers[0]
        if offer is None:
            raise script.ScriptError(f"there is no campaign {who.campaign}", field="contact.campaign")
        addresses = [address.email(who.email)] if who.email else []
        addresses += [address.telegram(who.telegram)] if who.telegram else []
        person = contact.Contact(
            id=_CONTACT,
            name=who.name or "",
            company=who.company or "",
            language=who.language or offer.language,
            timezone=who.timezone or offer.timezone,
            addresses=tuple(addresses),
            phone=who.phone or "",
            basis=_basis(who.basis, offer, now),
            created_at=now,
        )
        self._first_address = addresses[0].value
        if who.channel == "telegram":
            await self._wait_in_telegram(person, offer, now)
        else:
            await enrolment.enrol(self._stage.database, person, offer, now)

    async def _wait_in_telegram(
        self, person: contact.Contact, offer: campaign.Campaign, now: datetime.datetime
    ) -> None:
        """The contact is to be met in Telegram: the talk is held until they open the chat, since a bot cannot."""
        bot = next(each for each in await self._stage.database.accounts.all() if not each.may_write_first)
        await self._stage.database.contacts.add(person)
        await self._stage.database.conversations.start(enrolment.new_conversation(person, offer, bot, now))

    async def _mailbox(self, mail_address: str) -> ClientMailbox:
        key = address.base_of_email(mail_address)
        if key not in self._mailboxes:
            await self._stage.mail.add_account(mail_address)
            name = self._script.contact.name or "" if mail_address == self._script.contact.email else ""
            self._mailboxes[key] = ClientMailbox(mail_address, name, self._stage.mail.password, self._stage.mail)
        return self._mailboxes[key]

    async def _collect(self) -> None:
        """What has been sent to contacts since the last look, as their own programs show it."""
        everything = await self._stage.database.outbox.in_states(State.SENT)
        await self._collect_chat([each for each in everything if each.channel is address.Channel.TELEGRAM])
        items = {
            each.message_id: each
            for each in everything
            if each.channel is address.Channel.EMAIL
            and each.kind is not Kind.NOTICE
            and each.message_id not in self._seen
        }
        for mail_address in dict.fromkeys(each.to.value for each in items.values()):
            for seen in await (await self._mailbox(mail_address)).new_messages():
                self._seen[seen.message_id] = seen
        arrived = [(items[mid], seen) for mid, seen in self._seen.items() if mid in items]
        for item, seen in sorted(arrived, key=lambda pair: (pair[0].sent_at or pair[0].date, pair[0].created_at)):
            self._last[item.to.base] = seen
            talk = await self._stage.database.conversations.get(item.conversation)
            entry = script.TranscriptEntry(
                at=item.sent_at or item.date,
                sender="agent",
                to=item.to.value,
                kind="touch" if item.kind is Kind.TOUCH else "answer",
                intent=str(item.intent) if item.intent else None,
                subject=seen.subject,
                text=seen.text,
                attachments=tuple(seen.attachments),
                message_id=seen.message_id,
                in_reply_to=seen.in_reply_to or None,
                decision=str(talk.stage) if talk else None,
                why=talk.why if talk else None,
            )
            self.transcript.append(entry)
            self._waiting.append(entry)

    async def _collect_chat(self, items: list[OutboxItem]) -> None:
        """What has come into the chat since the last look, in the order of sending."""
        fresh = [each for each in items if each.id not in self._read_items and each.kind is not Kind.NOTICE]
        for item in sorted(fresh, key=lambda each: (each.sent_at or each.date, each.created_at)):
            if self._chat is None:
                return
            self._read_items.add(item.id)
            text, files = self._chat.read(item)
            talk = await self._stage.database.conversations.get(item.conversation)
            entry = script.TranscriptEntry(
                at=item.sent_at or item.date,
                sender="agent",
                to=self._chat.name,
                channel="telegram",
                kind=_KINDS[item.kind],
                intent=str(item.intent) if item.intent else None,
                text=text,
                attachments=files,
                decision=str(talk.stage) if talk else None,
                why=talk.why if talk else None,
            )
            self.transcript.append(entry)
            if item.kind is not Kind.SERVICE:
                self._waiting.append(entry)

    async def _expect(self, step: script.Expect) -> str | None:
        if not self._waiting:
            await self._wait_for_message()
        if not self._waiting:
            return None if step.optional else "no message within 7 days"
        reason = script.matches(step, self._waiting[0])
        if reason is None:
            self._waiting.popleft()
            return None
        if step.optional:
            return None
        found = self._waiting.popleft()
        return f"{reason} (the message was a {found.kind} to {found.to}: {found.text[:200]!r})"

    async def _wait_for_message(self) -> None:
        until = self._stage.clock.now() + _PATIENCE
        while True:
            await self._stage.settle()
            await self._collect()
            if self._waiting:
                return
            upcoming = await self._stage.next_event()
            if upcoming is None or upcoming > until:
                return
            self._stage.clock.move_to(upcoming)

    async def _silence(self, step: script.Silence) -> str | None:
        await self._stage.settle()
        await self._collect()
        before = len(self._waiting)
        await self._stage.go_on_to(self._stage.clock.now() + step.duration)
        await self._collect()
        broken = [self._waiting.pop() for _ in range(len(self._waiting) - before)]
        if not broken:
            return None
        first = broken[-1]
        return f"silence was broken {first.at:%Y-%m-%d %H:%M} by a {first.kind} to {first.to}: {first.text[:200]!r}"

    async def _send(self, burst: list[script.Reply]) -> None:
        """All at one moment; then the agent reads all, and only then answers."""
        self._stage.hold()
        for step in burst:
            await self._reply(step)
        await self._stage.read_mail()
        await self._stage.read_chats()
        self._stage.go_on()
        await self._stage.settle()
        await self._collect()

    async def _reply(self, step: script.Reply) -> None:
        now = self._stage.clock.now()
        if step.channel == "telegram" and self._chat is not None:
            self._chat.says(step.text)
            self.transcript.append(
                script.TranscriptEntry(at=now, sender="client", to=BOT, channel="telegram", text=step.text)
            )
            return
        sender = step.sender or self._first_address
        mailbox = await self._mailbox(sender)
        parent = self._last.get(address.base_of_email(sender)) or self._last.get(
            address.base_of_email(self._first_address)
        )
        files = tuple(client_mail.Attachment(name=name, content=b"attached") for name in step.attachments)
        if parent is None or not step.in_thread:
            sent = await mailbox.write(step.text, now, to=AGENT, subject=step.subject or "", attachments=files)
        else:
            style = step.style or Style.GMAIL
            sent = await mailbox.reply(parent, step.text, now, style=style, subject=step.subject, attachments=files)
        self.transcript.append(
            script.TranscriptEntry(
                at=now,
                sender="client",
                to=AGENT,
                channel="email",
                subject=sent.subject,
                text=step.text,
                attachments=step.attachments,
                message_id=sent.message_id,
                in_reply_to=sent.in_reply_to or None,
            )
        )


def _basis(text: str | None, offer: campaign.Campaign, now: datetime.datetime) -> contact.Basis:
    words = text or offer.default_basis or "a script's contact"
    return contact.Basis(text=words, source="script", at=now, operator=OPERATOR)
