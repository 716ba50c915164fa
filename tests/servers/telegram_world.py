"""The people of the fake Telegram: accounts, who may write to whom, message boxes with their update log.

Tests act as the humans at the other end (`says`), arrange what the server refuses (`fail`, `cut_after`), and look
at what arrived. It knows the types of Telethon's schema and nothing of the wire.

Every account has a box of its own: its numbers of messages, its `pts`, and a log of (pts, update, message) from which
`updates.getDifference` is answered.
"""

import collections
import dataclasses
import datetime
import itertools
import random
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from telethon.tl import types


class Refused(Exception):
    """The server answers with an error: its number and its name, such as 420 FLOOD_WAIT_37."""

    def __init__(self, code: int, name: str) -> None:
        super().__init__(name)
        self.code, self.name = code, name


class Link(Protocol):
    """A connection of somebody, as far as the world sees it."""

    person: "Person | None"

    def push(self, update: Any) -> None:
        """Send an update."""

    def cut(self) -> None:
        """Break the connection."""


def now() -> datetime.datetime:
    """The server's time; it keeps whole seconds."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


@dataclasses.dataclass(eq=False)
class Person:
    """One account of Telegram: the one under test, or a human or robot at the other end.

    `privacy` is who may write first: everybody, contacts, premium, paid. `floods`: PEER_FLOOD towards strangers.
    `answer` is called with what was heard, and gives the words of an answer at once, "" for none.
    """

    id: int
    phone: str = ""
    username: str = ""
    first: str = "Anna"
    is_robot: bool = False
    home: int = 2
    password: str = ""
    privacy: str = "everybody"
    is_findable: bool = True
    is_deleted: bool = False
    is_frozen: bool = False
    floods: bool = False
    premium: bool = False
    answer: Callable[[str], str] | None = None
    contacts: set[int] = dataclasses.field(default_factory=set)
    blocked: set[int] = dataclasses.field(default_factory=set)
    access_hash: int = dataclasses.field(default_factory=lambda: random.getrandbits(62))
    pts: int = 1
    log: list[tuple[int, Any, Any]] = dataclasses.field(default_factory=list)
    box: dict[int, Any] = dataclasses.field(default_factory=dict)
    random_ids: dict[int, int] = dataclasses.field(default_factory=dict)
    heard: list[Any] = dataclasses.field(default_factory=list)
    log_is_lost: bool = False

    @property
    def heard_texts(self) -> list[str]:
        """What was written to this person, in order."""
        return [str(each.message) for each in self.heard]

    def hash_for(self, viewer: "Person") -> int:
        """The access hash by which one other account may address this person."""
        return self.access_hash ^ viewer.id

    def knows(self, other: "Person") -> bool:
        """Whether the other one may be answered: has us in contacts, or wrote to us before."""
        wrote = any(not each.out and each.peer_id.user_id == other.id for each in self.box.values())
        return self.id in other.contacts or wrote

    def as_user(self, viewer: "Person") -> Any:
        """This person as the schema shows them to one viewer."""
        is_contact = self.id in viewer.contacts
        return types.User(
            id=self.id,
            is_self=self is viewer,
            contact=is_contact or None,
            access_hash=self.hash_for(viewer),
            first_name=None if self.is_deleted else self.first,
            username=self.username or None,
            bot=self.is_robot or None,
            bot_info_version=1 if self.is_robot else None,
            deleted=self.is_deleted or None,
            premium=self.premium or None,
            phone=self.phone if is_contact or self is viewer else None,
            status=types.UserStatusRecently(),
        )


@dataclasses.dataclass
class Fault:
    """What goes wrong with the next requests of a kind; without `refusal` the connection is cut."""

    request: type
    left: int
    refusal: Refused | None = None
    is_after: bool = False


class World:
    """All accounts, their keys and their connections; several data centres may share one."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.keys: dict[int, tuple[bytes, Person | None]] = {}
        self.revoked: dict[int, str] = {}
        self.links: set[Link] = set()
        self.ports: dict[int, int] = {}
        self.codes: dict[str, str] = {}
        self.parts: dict[tuple[int, int], bytes] = {}
        self.files: dict[int, bytes] = {}
        self.calls: collections.Counter[str] = collections.Counter()
        self.requests: list[Any] = []
        self.faults: list[Fault] = []
        self.slice = 100
        self._ids = itertools.count(1001)

    def person(self, **fields: Any) -> Person:
        """A new account."""
        made = Person(id=next(self._ids), **fields)
        self.people[made.id] = made
        return made

    def spam_bot(self, says: str) -> Person:
        """The robot that tells an account whether it is limited."""
        return self.person(username="SpamBot", first="Spam Info Bot", is_robot=True, answer=lambda _: says)

    def by_phone(self, phone: str) -> Person | None:
        """Who has this number."""
        return next((each for each in self.people.values() if each.phone == phone.lstrip("+")), None)

    def by_username(self, name: str) -> Person | None:
        """Who has this name."""
        wanted = name.lower()
        return next((each for each in self.people.values() if each.username.lower() == wanted and wanted), None)

    # What goes wrong

    def fail(self, request: type, name: str, code: int = 400, times: int = 1) -> None:
        """Answer the next requests of a kind with an error."""
        self.faults.append(Fault(request, times, Refused(code, name)))

    def cut_after(self, request: type, times: int = 1) -> None:
        """Carry the request out, then break the connection before the answer: was it sent or not?"""
        self.faults.append(Fault(request, times, is_after=True))

    def cut_before(self, request: type, times: int = 1) -> None:
        """Break the connection before the request is carried out."""
        self.faults.append(Fault(request, times))

    def fault_of(self, request: Any) -> Fault | None:
        """The fault that this request meets, used up by one."""
        for each in self.faults:
            if each.left > 0 and isinstance(request, each.request):
                each.left -= 1
                return each
        return None

    def ban(self, person: Person, name: str = "USER_DEACTIVATED_BAN") -> None:
        """The account's keys are good for nothing any more, and its connections break."""
        for key_id, (_, owner) in self.keys.items():
            if owner is person:
                self.revoked[key_id] = name
        self.cut_links(person)

    def cut_links(self, person: Person) -> None:
        """Break the connections of an account."""
        for each in tuple(self.links):
            if each.person is person:
                each.cut()

    # Messages

    def says(self, human: Person, account: Person, text: str, *, is_pushed: bool = True) -> Any:
        """The human writes to the account; what it got, or None when it has blocked the human."""
        return self.deliver(human, account, text, is_pushed=is_pushed)[1]

    def speaks(self, human: Person, account: Person, content: bytes, seconds: int = 3) -> Any:
        """The human sends a voice note; what the account got."""
        number = 9_000_000 + len(self.files)
        self.files[number] = content
        document = types.Document(
            id=number,
            access_hash=1,
            file_reference=b"",
            date=now(),
            mime_type="audio/ogg",
            size=len(content),
            dc_id=2,
            attributes=[types.DocumentAttributeAudio(duration=seconds, voice=True)],
        )
        return self.deliver(human, account, "", types.MessageMediaDocument(document=document, voice=True))[1]

    def deliver(
        self, sender: Person, to: Person, text: str, media: Any = None, *, is_pushed: bool = True
    ) -> tuple[Any, Any]:
        """Put a message into both boxes: the sender's copy, and the other's (None when blocked)."""
        out = self._put(sender, to, sender, text, media)
        self._logged(sender, types.UpdateNewMessage(out, sender.pts, 1), out, is_pushed=False)
        if sender.id in to.blocked:
            return out, None
        received = self._put(to, sender, sender, text, media)
        to.heard.append(received)
        self._logged(to, types.UpdateNewMessage(received, to.pts, 1), received, is_pushed=is_pushed)
        words = to.answer(text) if to.answer is not None else ""
        if words:
            self.deliver(to, sender, words)
        return out, received

    def edits(self, human: Person, account: Person, received: Any, text: str) -> None:
        """The human changes what was written."""
        received.message, received.edit_date = text, now()
        account.pts += 1
        self._logged(account, types.UpdateEditMessage(received, account.pts, 1), received, is_pushed=True)

    def deletes(self, human: Person, account: Person, received: Any) -> None:
        """The human deletes what was written, for both: the account is told a number, and no chat."""
        account.box.pop(received.id, None)
        account.pts += 1
        self._logged(account, types.UpdateDeleteMessages([received.id], account.pts, 1), received, is_pushed=True)

    def writes_elsewhere(self, account: Person, to: Person, text: str) -> Any:
        """The account's owner writes from another device; the other devices hear of it."""
        out = self.deliver(account, to, text)[0]
        self._send(account, types.UpdateNewMessage(out, account.pts, 1), out)
        return out

    def _put(self, owner: Person, peer: Person, sender: Person, text: str, media: Any) -> Any:
        number = max(owner.box, default=0) + 1
        made = types.Message(
            id=number,
            peer_id=types.PeerUser(peer.id),
            from_id=types.PeerUser(sender.id),
            date=now(),
            message=text,
            out=(sender is owner) or None,
            media=media,
        )
        owner.box[number] = made
        owner.pts += 1
        return made

    def _logged(self, owner: Person, update: Any, message: Any, *, is_pushed: bool) -> None:
        owner.log.append((owner.pts, update, message))
        if is_pushed:
            self._send(owner, update, message)

    def _send(self, owner: Person, update: Any, message: Any) -> None:
        users = self.seen_by(owner, (message,))
        for each in tuple(self.links):
            if each.person is owner:
                each.push(types.Updates(updates=[update], users=users, chats=[], date=now(), seq=0))

    def seen_by(self, viewer: Person, messages: Iterable[Any]) -> list[Any]:
        """The users that these messages name, as the viewer sees them."""
        ids = {each.peer_id.user_id for each in messages} | {viewer.id}
        return [self.people[each].as_user(viewer) for each in sorted(ids)]
