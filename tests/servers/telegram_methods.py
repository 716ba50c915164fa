"""The methods of the fake Telegram that the project uses, answered from the world.

One method of `Methods` for each request of the schema, under its name: `messages_SendMessage`. What is not here is
refused by name, so that a test sees it. Errors are `telegram_world.Refused`, named as Telegram names them.
"""

import datetime
import random
from typing import Any, Protocol

from telethon.tl import types

from tests.servers import telegram_password
from tests.servers.telegram_world import Person, Refused, World, now

# Before a login only these are answered.
_OPEN = ("auth_", "help_", "account_GetPassword")
_TEXT_UNITS = 4096


class Caller(Protocol):
    """The connection on which a request came."""

    person: Person | None
    pending: Person | None
    challenge: telegram_password.Challenge | None
    key_id: int

    @property
    def dc(self) -> int:
        """The number of the data centre that was called."""


def name_of(request: Any) -> str:
    """`messages_SendMessage` of a SendMessageRequest."""
    kind = type(request)
    part = kind.__module__.rpartition(".")[2]
    return f"{part}_{kind.__name__.removesuffix('Request')}"


class Methods:
    """Answers requests; a request and the connection it came on are the arguments of each."""

    def __init__(self, world: World) -> None:
        self.world = world

    def call(self, caller: Caller, request: Any) -> Any:
        """The answer. Raises Refused."""
        name = name_of(request)
        method = getattr(self, name, None)
        if method is None:
            raise Refused(400, f"NOT_IN_THIS_FAKE_{name.upper()}")
        if caller.person is None and not name.startswith(_OPEN):
            raise Refused(401, "AUTH_KEY_UNREGISTERED")
        if caller.person is not None and caller.person.is_frozen and name.startswith(("messages_Send", "contacts_")):
            raise Refused(420, "FROZEN_METHOD_INVALID")
        return method(caller, request)

    def _me(self, caller: Caller) -> Person:
        assert caller.person is not None
        return caller.person

    def _peer(self, me: Person, given: Any) -> Person:
        if isinstance(given, types.InputPeerSelf | types.InputUserSelf):
            return me
        found = self.world.people.get(getattr(given, "user_id", 0))
        if found is None or given.access_hash != found.hash_for(me):
            raise Refused(400, "PEER_ID_INVALID")
        return found

    # Configuration

    def help_GetConfig(self, caller: Caller, _: Any) -> Any:
        numbers = {"edit_time_limit": 172800, "caption_length_max": 1024, "message_length_max": 4096}
        required = {
            name: numbers.get(name, 1000)
            for name, parameter in types.Config.__init__.__annotations__.items()
            if parameter is int and name not in ("this_dc", "tmp_sessions")
        }
        for name in ("lang_pack_version", "base_lang_pack_version"):
            required.pop(name, None)
        fields: dict[str, Any] = {
            **required,
            "date": now(),
            "expires": now() + datetime.timedelta(hours=1),
            "test_mode": False,
            "this_dc": caller.dc,
            "dc_options": [types.DcOption(dc, "127.0.0.1", port) for dc, port in self.world.ports.items()],
            "dc_txt_domain_name": "",
            "me_url_prefix": "https://t.me/",
        }
        return types.Config(**fields)

    def account_UpdateStatus(self, _: Caller, __: Any) -> bool:
        return True

    # Logging in

    def auth_SendCode(self, caller: Caller, request: Any) -> Any:
        person = self.world.by_phone(request.phone_number)
        if person is None:
            raise Refused(400, "PHONE_NUMBER_UNOCCUPIED")
        if person.home != caller.dc:
            raise Refused(303, f"PHONE_MIGRATE_{person.home}")
        self.world.codes[person.phone] = f"{random.randrange(100_000):05}"
        return types.auth.SentCode(types.auth.SentCodeTypeApp(5), "hash" + person.phone, timeout=60)

    def auth_SignIn(self, caller: Caller, request: Any) -> Any:
        person = self.world.by_phone(request.phone_number)
        if person is None or request.phone_code != self.world.codes.get(person.phone):
            raise Refused(400, "PHONE_CODE_INVALID")
        if person.password:
            caller.pending = person
            raise Refused(401, "SESSION_PASSWORD_NEEDED")
        return self._logged_in(caller, person)

    def account_GetPassword(self, caller: Caller, _: Any) -> Any:
        person = caller.person or caller.pending
        caller.challenge = telegram_password.Challenge(person.password if person else "")
        return caller.challenge.question()

    def auth_CheckPassword(self, caller: Caller, request: Any) -> Any:
        if caller.challenge is None or caller.pending is None or not caller.challenge.is_answered_by(request.password):
            raise Refused(400, "PASSWORD_HASH_INVALID")
        return self._logged_in(caller, caller.pending)

    def _logged_in(self, caller: Caller, person: Person) -> Any:
        caller.person = person
        self.world.keys[caller.key_id] = (self.world.keys[caller.key_id][0], person)
        return types.auth.Authorization(user=person.as_user(person))

    def auth_LogOut(self, caller: Caller, _: Any) -> Any:
        self.world.revoked[caller.key_id] = "AUTH_KEY_UNREGISTERED"
        return types.auth.LoggedOut()

    # People

    def users_GetUsers(self, caller: Caller, request: Any) -> list[Any]:
        me = self._me(caller)
        return [self._peer(me, each).as_user(me) for each in request.id]

    def users_GetRequirementsToContact(self, caller: Caller, request: Any) -> list[Any]:
        me = self._me(caller)
        return [self._requirement(me, self._peer(me, each)) for each in request.id]

    def _requirement(self, me: Person, other: Person) -> Any:
        if other.privacy == "premium" and not me.knows(other):
            return types.RequirementToContactPremium()
        if other.privacy == "paid" and not me.knows(other):
            return types.RequirementToContactPaidMessages(50)
        return types.RequirementToContactEmpty()

    def contacts_ImportContacts(self, caller: Caller, request: Any) -> Any:
        """Somebody who hides the number looks the same as somebody who is not on Telegram."""
        me, imported, users = self._me(caller), [], []
        for each in request.contacts:
            found = self.world.by_phone(each.phone)
            if found is not None and found.is_findable and not found.is_deleted:
                me.contacts.add(found.id)
                imported.append(types.ImportedContact(found.id, each.client_id))
                users.append(found.as_user(me))
        return types.contacts.ImportedContacts(imported, [], [], users)

    def contacts_ResolveUsername(self, caller: Caller, request: Any) -> Any:
        found, me = self.world.by_username(request.username), self._me(caller)
        if found is None:
            raise Refused(400, "USERNAME_NOT_OCCUPIED")
        return types.contacts.ResolvedPeer(types.PeerUser(found.id), [], [found.as_user(me)])

    # Messages

    def _guard(self, me: Person, to: Person) -> None:
        """Who may write to whom."""
        if to.is_deleted:
            raise Refused(400, "INPUT_USER_DEACTIVATED")
        if to is me or to.is_robot or me.knows(to):
            return
        if me.id in to.blocked:
            raise Refused(400, "USER_IS_BLOCKED")
        refusals = {
            "contacts": Refused(403, "USER_PRIVACY_RESTRICTED"),
            "premium": Refused(406, "PRIVACY_PREMIUM_REQUIRED"),
            "paid": Refused(403, "ALLOW_PAYMENT_REQUIRED_50"),
        }
        if to.privacy in refusals:
            raise refusals[to.privacy]
        if me.floods:
            raise Refused(400, "PEER_FLOOD")

    def _send(self, caller: Caller, request: Any, media: Any) -> Any:
        me = self._me(caller)
        to = self._peer(me, request.peer)
        if request.random_id in me.random_ids:
            raise Refused(500, "RANDOM_ID_DUPLICATE")
        if media is None and not request.message.strip():
            raise Refused(400, "MESSAGE_EMPTY")
        if len(request.message.encode("utf-16-le")) // 2 > _TEXT_UNITS:
            raise Refused(400, "MESSAGE_TOO_LONG")
        self._guard(me, to)
        out, _ = self.world.deliver(me, to, request.message, media)
        me.random_ids[request.random_id] = out.id
        return out

    def messages_SendMessage(self, caller: Caller, request: Any) -> Any:
        out = self._send(caller, request, None)
        return types.UpdateShortSentMessage(id=out.id, pts=self._me(caller).pts, pts_count=1, date=out.date, out=True)

    def upload_SaveFilePart(self, _: Caller, request: Any) -> bool:
        self.world.parts[(request.file_id, request.file_part)] = request.bytes
        return True

    def messages_SendMedia(self, caller: Caller, request: Any) -> Any:
        file = request.media.file
        content = b"".join(self.world.parts[(file.id, part)] for part in range(file.parts))
        document = types.Document(
            id=file.id,
            access_hash=1,
            file_reference=b"",
            date=now(),
            mime_type=request.media.mime_type,
            size=len(content),
            dc_id=2,
            attributes=request.media.attributes,
        )
        out = self._send(caller, request, types.MessageMediaDocument(document=document))
        self.world.files[file.id] = content
        me = self._me(caller)
        named = types.UpdateMessageID(out.id, request.random_id)
        update = types.UpdateNewMessage(out, me.pts, 1)
        return types.Updates([named, update], self.world.seen_by(me, (out,)), [], now(), 0)

    def upload_GetFile(self, _: Caller, request: Any) -> Any:
        content = self.world.files.get(request.location.id, b"")
        part = content[request.offset : request.offset + request.limit]
        return types.upload.File(types.storage.FileUnknown(), 0, part)

    def messages_GetMessages(self, caller: Caller, request: Any) -> Any:
        me = self._me(caller)
        found = [me.box[each.id] for each in request.id if each.id in me.box]
        return types.messages.Messages(messages=found, topics=[], users=self.world.seen_by(me, found), chats=[])

    def messages_ReadHistory(self, caller: Caller, _: Any) -> Any:
        return types.messages.AffectedMessages(self._me(caller).pts, 0)

    def messages_GetHistory(self, caller: Caller, request: Any) -> Any:
        me = self._me(caller)
        other = self._peer(me, request.peer)
        newest = [each for _, each in sorted(me.box.items(), reverse=True) if each.peer_id.user_id == other.id]
        start = sum(each.id >= request.offset_id for each in newest) if request.offset_id else 0
        first = max(0, start + request.add_offset)
        page = newest[first : max(0, start + request.add_offset + request.limit)]
        page = [each for each in page if each.id > request.min_id and (not request.max_id or each.id < request.max_id)]
        return types.messages.Messages(page, [], [], self.world.seen_by(me, page))

    def messages_GetDialogs(self, caller: Caller, _: Any) -> Any:
        me = self._me(caller)
        latest = {each.peer_id.user_id: each for _, each in sorted(me.box.items())}
        dialogs = [
            types.Dialog(types.PeerUser(who), each.id, 0, 0, 0, 0, 0, 0, types.PeerNotifySettings())
            for who, each in latest.items()
        ]
        return types.messages.Dialogs(dialogs, list(latest.values()), [], self.world.seen_by(me, latest.values()))

    # Updates

    def updates_GetState(self, caller: Caller, _: Any) -> Any:
        return types.updates.State(self._me(caller).pts, 0, now(), 1, 0)

    def updates_GetDifference(self, caller: Caller, request: Any) -> Any:
        me = self._me(caller)
        if me.log_is_lost:
            me.log_is_lost = False
            return types.updates.DifferenceTooLong(me.pts)
        missed = [each for each in me.log if each[0] > request.pts]
        if not missed:
            return types.updates.DifferenceEmpty(now(), 1)
        part, rest = missed[: self.world.slice], missed[self.world.slice :]
        new = [message for _, update, message in part if isinstance(update, types.UpdateNewMessage)]
        other = [update for _, update, _ in part if not isinstance(update, types.UpdateNewMessage)]
        users = self.world.seen_by(me, [message for _, _, message in part])
        state = types.updates.State(part[-1][0], 0, now(), 1, 0)
        kind = types.updates.DifferenceSlice if rest else types.updates.Difference
        return kind(new, [], other, [], users, state)
