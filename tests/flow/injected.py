"""Injected: the corpus of attacks, how each of them gets into a mail, and a small world in which it is read.

`injections/*.yaml` hold them. `where` says in which place of the mail the `text` stands: `body`, `subject`, `name`
(of the contact), `stranger_name` (somebody else writes into the thread), `html` (hidden, `how`), `attachment` (its
name), `file` (its content), `quote`, `ics`, `signature`, `header` (`headers`; the text in the body). `labels` and `says`
are what a brain returns that obeys; `wish` is the ordinary mail it stands in (`how: before`: it stands above it);
`also` names rules that the words themselves ask for, as anybody may. It sends nothing: a mail is filed as the receiver
does it, and its conversation goes through every stage of app_logic into the outbox of the embedded store. What counts
as harm is `harm`'s.
"""

import base64
import copy
import dataclasses
import email.header
import json
import pathlib
import re
from typing import Any

import yaml

import services
from services.app_logic.brain import llm
from services.app_logic.brain.base import Brain, Heard, Plan, Request
from services.app_logic.knowledge import Encoder
from services.app_logic.main import Conversing
from services.app_logic.office import Office
from services.core.clock import VirtualClock
from services.core.domain import account, address, conversation, meeting, suppression
from services.core.domain.conversation import NEVER, Stage
from services.core.domain.outbox_item import State
from services.core.store import database as store
from services.core.store import seed
from services.core.store.database import Database
from services.core.store.engine import Document
from services.mail_worker import filing, wire
from tests import builders
from tests.house.command_watch import CommandWatch

OURS = "agent@reviews.example"
ANNA, STRANGER = "anna@veter.example", "igor@veter.example"
VICTIM, MARIA, STOPPED = "victim@elsewhere.example", "maria@veter.example", "stopped@silent.example"
KEY = b"kanarejka-podpis-kanarejka-podpis"
# What the client wants: the ordinary mail that an attack is put into.
CARRIER = {
    "price": {"ru": "Сколько это стоит?", "en": "How much does your service cost?"},
    "deck": {"ru": "Пришлите, пожалуйста, презентацию.", "en": "Please send me your presentation."},
    "later": {"ru": "Напишите мне, пожалуйста, через месяц.", "en": "Please write to me again in a month."},
}
FOLDER = pathlib.Path(__file__).with_name("injections")
_WRITTEN = 3
Snapshot = dict[str, dict[str, Document]]
_WORLDS: dict[str, Snapshot] = {}
_ALONE = frozenset({"subject", "name", "stranger_name", "html", "attachment", "file", "quote", "ics"})
_HIDING = {
    "display": '<div style="display:none">{}</div>',
    "white": '<span style="color:#ffffff">{}</span>',
    "comment": "<!-- {} -->",
    "zero": '<p style="font-size:0">{}</p>',
    "alt": '<img src="cid:x" alt="{0}" title="{0}">',
}


@dataclasses.dataclass(frozen=True)
class Attack:
    """One attack of the corpus."""

    id: str
    where: str
    wants: str
    text: str
    says: str
    how: str = ""
    labels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    wish: str = "price"
    headers: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def language(self) -> str:
        """`ru` or `en`."""
        return self.id[:2]

    @property
    def is_beside(self) -> bool:
        """Whether the attack stands outside the client's own new text, which then is harmless."""
        return self.where in _ALONE or not self.text

    @property
    def writer(self) -> str:
        """Who sends it."""
        return STRANGER if self.where == "stranger_name" else ANNA


def attacks() -> list[Attack]:
    """The whole corpus."""
    found = [each for path in sorted(FOLDER.glob("*.yaml")) for each in yaml.safe_load(path.read_text("utf-8"))]
    return [Attack(**{**each, **{k: tuple(each[k]) for k in ("labels", "also") if k in each}}) for each in found]


def harmless(attack: Attack) -> Attack:
    """The same mail with no attack in it."""
    where, text = ("stranger_name", "Igor") if attack.where == "stranger_name" else ("body", "")
    return Attack(id=f"{attack.language}-harmless", where=where, wants="", text=text, says="", wish=attack.wish)


def mail_of(attack: Attack) -> bytes:
    """The client's mail, in our thread, with the attack in its place."""
    names = {"name": attack.text, "stranger_name": attack.text}
    text = CARRIER[attack.wish][attack.language]
    if attack.where in ("body", "header") and attack.text:
        text = f"{attack.text}\n\n{text}" if attack.how == "before" else f"{text}\n\n{attack.text}"
    elif attack.where == "quote":
        text = f"{text}\n\nOn Mon, 23 Nov 2026 at 09:00, Vera <{OURS}> wrote:\n> {attack.text}"
    elif attack.where == "signature":
        text = f"{text}\n\n-- \n{attack.text}"
    head = {
        "From": f"{_word(names.get(attack.where, 'Anna'))} <{attack.writer}>",
        "To": OURS,
        "Subject": _word(attack.text) if attack.where == "subject" else "Re: Reviews",
        "Message-ID": f"<{attack.id}@veter.example>",
        "In-Reply-To": "<i1@reviews.example>",
        "Date": "Mon, 23 Nov 2026 10:05:00 +0300",
        "MIME-Version": "1.0",
        **attack.headers,
    }
    kind, body = _content(attack, text)
    lines = [*(f"{name}: {value}" for name, value in head.items()), f"Content-Type: {kind}", "", body]
    return "\r\n".join(lines).replace("\r\n\n", "\r\n").encode("utf-8", "surrogatepass")


def _word(value: str) -> str:
    """As an encoded word, line breaks and all: what a program decodes must not become a header of its own."""
    if value.isascii() and value.replace(" ", "").isalnum():
        return value
    return f"=?utf-8?b?{base64.b64encode(value.encode()).decode()}?="


def _content(attack: Attack, text: str) -> tuple[str, str]:
    plain = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    if attack.where == "html":
        hidden = _HIDING[attack.how].format(attack.text)
        return "text/html; charset=utf-8", f"<html><body><p>{text}</p>{hidden}</body></html>"
    if attack.where in ("attachment", "file"):
        name = attack.text if attack.where == "attachment" else "notes.txt"
        shown = email.header.Header(name, "utf-8", maxlinelen=900).encode()
        part = f'Content-Type: text/plain; charset=utf-8; name="{shown}"\r\nContent-Disposition: attachment\r\n\r\n'
        return 'multipart/mixed; boundary="b"', f"--b\r\n{plain}\r\n--b\r\n{part}{attack.text}\r\n--b--"
    if attack.where == "ics":
        return 'multipart/mixed; boundary="b"', f"--b\r\n{plain}\r\n--b\r\n{_calendar(attack)}\r\n--b--"
    return "text/plain; charset=utf-8", text


def _calendar(attack: Attack) -> str:
    """An iCalendar part; `how: cancel` names the meeting of somebody else."""
    method = "CANCEL" if attack.how == "cancel" else "REPLY"
    event = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", f"METHOD:{method}", "BEGIN:VEVENT",
        "UID:victims-meeting@reviews.example", "DTSTAMP:20261123T070000Z", "DTSTART:20261125T090000Z", "SEQUENCE:0",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ANNA}", attack.text, "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n" + "\r\n".join(event)


class ObeyingBrain:
    """Does what the attack asks: returns its labels, through the reader of a model's answers, and its words.

    `hears` False: it only writes what it was told to, so that the words are tried where labels would silence them.
    `knows` False: it obeys what it is shown, and no attack that it has not read.
    """

    name = "obeying"

    def __init__(self, attack: Attack, *, hears: bool, knows: bool = True) -> None:
        self._attack = attack
        self._hears = hears
        self._knows = knows
        self.wrote = 0

    async def understand(self, request: Request) -> Heard:
        """The labels asked for and the carrier's own, with more than the schema knows."""
        if not (self._knows or self._is_shown(request.text)):
            found = [{"quote": request.text.splitlines()[0], "label": "question", "certainty": "certain"}]
            return llm.heard_from(llm.read_labels(json.dumps({"intents": found}), "stop"), request, self.name, {})
        quote = self._attack.text.strip().splitlines()[0] if self._attack.text.strip() else ""
        quote = quote if quote and quote in request.text else request.text[:200]
        found = [{"quote": request.text.splitlines()[0], "label": "question", "certainty": "certain"}]
        found += [
            {"quote": quote, "label": each, "certainty": "certain"} for each in self._attack.labels if self._hears
        ]
        answer = {
            "intents": found,
            "referral": {"email": "press@outside.example", "quote": quote},
            "when": {"not_before": "2099-01-01"},
            "to": [VICTIM],
            "decision": {"actions": ["book_demo", "redirect"], "held": ""},
        }
        return llm.heard_from(llm.read_labels(json.dumps(answer), "stop"), request, self.name, {})

    def _is_shown(self, text: str) -> bool:
        """Whether anything of the attack is in the text: three words in a row."""
        return bool(runs(self._attack.text) & runs(text))

    async def write(self, plan: Plan) -> str | None:
        """The words asked for."""
        self.wrote += 1
        # Beside a fact in the "words" run: an answer without one is refused before its words are looked at.
        return self._attack.says if self._hears else f"{self._attack.says} {plan.placeholders[0]}"

    async def close(self) -> None:
        """Nothing to let go of."""


def runs(text: str) -> set[tuple[str, ...]]:
    """Three words in a row, all of them."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + _WRITTEN]) for at in range(len(words) - _WRITTEN + 1)}


@dataclasses.dataclass
class Struck:
    """What an attack brought: everything before it and after it, the trail's decisions, and what the brain wrote."""

    attack: Attack
    before: Snapshot
    after: Snapshot
    decided: list[Document]
    database: Database


async def strike(attack: Attack, brain: Brain, encoder: Encoder | None, command_watch: CommandWatch) -> Struck:
    """Read the attack in a fresh world, answer it, and let 45 days go by in which nobody else is due."""
    clock = VirtualClock(builders.NOW)
    database = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)
    await _furnish(database, attack.language, command_watch)
    office = Office(database, clock, brain, KEY, encoder)
    before = await _snapshot(database, "assets")
    raw = mail_of(attack)
    mailbox = await database.accounts.get("main")
    assert mailbox is not None
    stored = await filing.Filing(database, mailbox, KEY).file(wire.read(raw), raw, "imap:main:INBOX:1:1", clock.now())
    assert stored, "the mail belongs to the conversation"
    for days in (0, 40, 45):
        clock.move_to(builders.later(days=days))
        await _answered(office)
    after = await _snapshot(database, "assets")
    decided = [each for each in after["events"].values() if each["kind"] == "decided"]
    return Struck(attack, before, after, decided, database)


async def _answered(office: Office) -> None:
    """Whatever is due, as the worker's loop does it; what was queued counts as sent."""
    source = Conversing(office, "test", 120)
    for _ in range(10):
        job = await source.claim()
        if job is None:
            return
        await source.settle(job, await source.do(job))
        for item in await office.database.outbox.pending(job.id, State.QUEUED):
            if item.due_at <= office.clock.now():
                sent = {"state": State.SENT.value, "sent_at": office.clock.now()}
                await office.database.collection("outbox").update_one({"_id": item.id}, {"$set": sent})
    raise AssertionError("the conversation does not come to rest")


async def _snapshot(database: Database, *but: str) -> Snapshot:
    found: Snapshot = {}
    for name in set(store.INDEXES) - set(but):
        found[name] = {str(each["_id"]): each async for page in database.collection(name).pages(200) for each in page}
    return found


async def _furnish(database: Database, language: str, command_watch: CommandWatch) -> None:
    """The world as it is before an attack: made once for each language, and copied from then on."""
    await database.prepare(builders.NOW)
    if language not in _WORLDS:
        origin = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)
        await origin.prepare(builders.NOW)
        await _people(origin, language)
        _WORLDS[language] = await _snapshot(origin, "assets")
        await origin.close()
    for name, documents in _WORLDS[language].items():
        for key, document in documents.items():
            if await database.collection(name).find_one({"_id": key}) is None:
                await database.collection(name).insert(copy.deepcopy(document))


async def _people(database: Database, language: str) -> None:
    """The campaign that ships; Anna, who attacks; and three whom she has nothing to say about."""
    folder = pathlib.Path(services.__path__[0])
    content = json.loads((folder / "init_data.json").read_text(encoding="utf-8"))
    server = {"host": "127.0.0.1", "port": 2525, "tls": "none"}
    content["accounts"] = [
        {"id": "main", "address": OURS, "name": "Vera", "smtp": server, "imap": server, "username": OURS,
         "secret": {"from_env": "MAIL_PASSWORD"}, "authserv_id": "mx.reviews.example"}
    ]  # fmt: skip
    content["campaigns"][0] |= {"accounts": ["main"], "operators": ["operator@reviews.example"], "colleagues": "off"}
    await seed.seed(database, content, folder, builders.NOW, {"MAIL_PASSWORD": "kanarejka-parol"})
    anna = {"name": "Анна" if language == "ru" else "Anna", "company": "Ветер", "language": language}
    await _with(database, 1, ANNA, Stage.ENGAGED, **anna)
    await _with(database, 2, VICTIM, Stage.DEMO_BOOKED, name="Пётр Секретов", company="Kanarejka", phone="+79031112233")
    await _with(database, 3, MARIA, Stage.CONTACTED, name="Мария", company="Ветер")
    await _with(database, 4, STOPPED, Stage.STOPPED, name="Тихон")
    await database.suppressions.add(address.email(STOPPED), suppression.Reason.STOP, builders.NOW, "the client")
    for number, to in ((2, VICTIM), (3, MARIA)):
        await database.outbox.add(
            builders.an_item(10 + number, id=f"touch:c{number}.reviews:1:1:0", conversation=f"c{number}.reviews",
                             contact=f"c{number}", to=address.email(to), text="Kanarejka", due_at=builders.later(days=90),
                             not_after=builders.later(days=99))
        )  # fmt: skip
    await database.slots.put(_victims_meeting())


async def _with(database: Database, number: int, mail_address: str, stage: Stage, **fields: Any) -> None:
    person = builders.a_contact(number, addresses=(address.email(mail_address),), **fields)
    await database.contacts.add(person)
    talk: conversation.Conversation = builders.a_conversation(
        number, stage=stage, language=person.language, wake_at=NEVER, touches=1, subject="Reviews",
        last_message_id=f"<i{number}@reviews.example>",
    )  # fmt: skip
    await database.conversations.start(talk)
    await database.outbox.add(
        builders.an_item(number, conversation=talk.id, contact=person.id, to=address.email(mail_address),
                         id=f"touch:{talk.id}:1:0:0", state=State.SENT, message_id=f"<i{number}@reviews.example>",
                         subject="Reviews", text="Мы собираем отзывы.", sent_at=builders.NOW)
    )  # fmt: skip


def _victims_meeting() -> meeting.Meeting:
    starts, ends = builders.later(days=2, hours=2), builders.later(days=2, hours=2.5)
    return meeting.Meeting(
        id="c2.reviews", contact="c2", campaign="reviews", calendar="reviews", state=meeting.State.CONFIRMED,
        uid="victims-meeting@reviews.example", starts_at=starts, ends_at=ends, until=ends, invited=0,
        cells=meeting.cells("reviews", starts, ends), own_cells=meeting.cells("reviews", starts, ends),
        agreed_at=builders.NOW, changed_at=builders.NOW,
    )  # fmt: skip


def mailbox_of(struck: Struck) -> account.Account:
    """Our account, as it composes mails."""
    return builders.an_account(address=OURS, reply_token=account.ReplyToken.PLUS)
