"""A Telegram data centre for tests, on loopback: MTProto 2.0 as an unmodified TelegramClient speaks it.

Real are the TCP full transport, the exchange of keys, the encryption, containers, salts, acknowledgements, gzip,
answers and errors, pushed updates, and the break of a connection. What the methods answer stands in
`telegram_methods`, who is who in `telegram_world`. Several data centres may share a world (PHONE_MIGRATE).
Sources: https://core.telegram.org/mtproto/auth_key, …/mtproto/description, …/mtproto/service_messages.

`public_key` is what a client has to trust (PKCS#1 PEM); the private one lies in telegram_key.json and opens nothing else.
It speaks no other transport, and no perfect forward secrecy.
"""

import asyncio
import functools
import json
import os
import pathlib
import random
import struct
import time
import zlib
from hashlib import sha1, sha256
from typing import Any, Self

import rsa
from telethon import helpers
from telethon.crypto import AES, AuthKey
from telethon.crypto import rsa as client_keys
from telethon.extensions import BinaryReader
from telethon.network.mtprotostate import MTProtoState
from telethon.tl import functions, types
from telethon.tl.core import GzipPacked, MessageContainer

from tests.servers import telegram_methods
from tests.servers.loopback import LoopbackServer
from tests.servers.telegram_password import GENERATOR, PRIME, Challenge
from tests.servers.telegram_world import Person, Refused, World

_RPC_RESULT = 0xF35C6D01
_TRUE, _FALSE, _VECTOR = 0x997275B5, 0xBC799737, 0x1CB5C415
_P, _Q = 1229739323, 1402015859
_ZIPPED_FROM = 512
_KEY_FILE = pathlib.Path(__file__).with_name("telegram_key.json")


@functools.cache
def _key() -> tuple[rsa.PublicKey, rsa.PrivateKey]:
    given = json.loads(_KEY_FILE.read_text(encoding="utf-8"))
    p, q, e = int(given["p"], 16), int(given["q"], 16), given["e"]
    return rsa.PublicKey(p * q, e), rsa.PrivateKey(p * q, e, pow(e, -1, (p - 1) * (q - 1)), p, q)


def public_key() -> str:
    """The key that a client has to trust, as PEM."""
    return _key()[0].save_pkcs1().decode()


class DataCentre(LoopbackServer):
    """One data centre. `async with DataCentre() as dc` runs it in the running loop, `with` in a thread of its own."""

    def __init__(self, world: World | None = None, number: int = 2) -> None:
        super().__init__()
        self.number = number
        self.world = world or World()
        self.methods = telegram_methods.Methods(self.world)
        self.salt = random.getrandbits(62)

    def _new_protocol(self) -> asyncio.BaseProtocol:
        return _Link(self)

    async def start_here(self) -> Self:
        """Listen, and let the world know where."""
        await super().start_here()
        self.world.ports[self.number] = self.port
        return self

    @property
    def setting(self) -> str:
        """What TELEGRAM_DC is set to: `host:port:number`."""
        return f"127.0.0.1:{self.port}:{self.number}"

    def opened(self, transport: asyncio.BaseTransport) -> None:
        """A connection began."""
        self._opened(transport)

    def closed(self, transport: asyncio.BaseTransport) -> None:
        """A connection ended."""
        self._closed(transport)

    def key_of(self, person: Person) -> bytes:
        """A fresh authorisation key of somebody who is logged in already."""
        key = AuthKey(os.urandom(256))
        self.world.keys[key.key_id] = (key.key, person)
        return bytes(key.key)


class _Handshake:
    """What is remembered of an exchange of keys between its three steps."""

    def __init__(self) -> None:
        self.nonce = 0
        self.new_nonce = 0
        self.server_nonce = int.from_bytes(os.urandom(16), "big", signed=True)
        self.secret = int.from_bytes(os.urandom(256), "big")
        self.cipher: tuple[bytes, bytes] = (b"", b"")


class _Link(asyncio.Protocol):
    """One connection: frames, the exchange of keys, the encrypted layer."""

    def __init__(self, dc: DataCentre) -> None:
        self._centre = dc
        self._world = dc.world
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._frames = 0
        self._hand = _Handshake()
        self._key = b""
        self._session = 0
        self._sequence = 0
        self._last_id = 0
        self.key_id = 0
        self.person: Person | None = None
        self.pending: Person | None = None
        self.challenge: Challenge | None = None

    @property
    def dc(self) -> int:
        """The number of this data centre."""
        return self._centre.number

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._centre.opened(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._world.links.discard(self)
        if self._transport is not None:
            self._centre.closed(self._transport)

    def cut(self) -> None:
        """Break the connection; nothing more is said on it."""
        if self._transport is not None:
            self._transport.abort()

    # Frames: length, number, payload, CRC32

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= 12:
            (length,) = struct.unpack_from("<i", self._buffer)
            if len(self._buffer) < length:
                return
            frame, self._buffer = self._buffer[:length], self._buffer[length:]
            self._received(frame[8:-4])

    def _write(self, payload: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        frame = struct.pack("<ii", len(payload) + 12, self._frames) + payload
        self._frames += 1
        self._transport.write(frame + struct.pack("<I", zlib.crc32(frame)))

    def _received(self, payload: bytes) -> None:
        if struct.unpack_from("<q", payload)[0] == 0:
            (length,) = struct.unpack_from("<i", payload, 16)
            body = bytes(self._exchanged(BinaryReader(payload[20 : 20 + length]).tgread_object()))
            self._write(struct.pack("<qqi", 0, self._next_id(1), len(body)) + body)
        else:
            self._decrypted(payload)

    def _next_id(self, kind: int) -> int:
        moment = time.time()
        number = (int(moment) << 32) | (int((moment % 1) * 2**30) << 2)
        self._last_id = max(number, (self._last_id & ~3) + 4)
        return self._last_id | kind

    # The exchange of keys

    def _exchanged(self, request: Any) -> Any:
        hand = self._hand
        if isinstance(request, functions.ReqPqMultiRequest):
            hand.nonce = request.nonce
            fingerprint = client_keys._compute_fingerprint(_key()[0])
            return types.ResPQ(hand.nonce, hand.server_nonce, client_keys.get_byte_array(_P * _Q), [fingerprint])
        if isinstance(request, functions.ReqDHParamsRequest):
            return self._parameters(request)
        plain = AES.decrypt_ige(request.encrypted_data, *hand.cipher)
        inner = BinaryReader(plain[20:]).tgread_object()
        shared = pow(int.from_bytes(inner.g_b, "big"), hand.secret, PRIME)
        key = AuthKey(client_keys.get_byte_array(shared))
        self._world.keys[key.key_id] = (key.key, None)
        return types.DhGenOk(hand.nonce, hand.server_nonce, key.calc_new_nonce_hash(hand.new_nonce, 1))

    def _parameters(self, request: Any) -> Any:
        hand, private = self._hand, _key()[1]
        plain = pow(int.from_bytes(request.encrypted_data, "big"), private.d, private.n).to_bytes(255, "big")
        inner = BinaryReader(plain[20:]).tgread_object()
        if sha1(bytes(inner)).digest() != plain[:20]:
            raise ConnectionError("the client encrypted for another key")
        hand.new_nonce = inner.new_nonce
        hand.cipher = helpers.generate_key_data_from_nonce(hand.server_nonce, hand.new_nonce)
        ours = pow(GENERATOR, hand.secret, PRIME)
        prime, public = client_keys.get_byte_array(PRIME), client_keys.get_byte_array(ours)
        answer = bytes(
            types.ServerDHInnerData(hand.nonce, hand.server_nonce, GENERATOR, prime, public, int(time.time()))
        )
        answer = sha1(answer).digest() + answer
        answer += os.urandom(-len(answer) % 16)
        return types.ServerDHParamsOk(hand.nonce, hand.server_nonce, AES.encrypt_ige(answer, *hand.cipher))

    # The encrypted layer

    def _decrypted(self, payload: bytes) -> None:
        (key_id,) = struct.unpack_from("<Q", payload)
        if key_id not in self._world.keys:
            self._write(struct.pack("<i", -404))
            self.cut()
            return
        self._key, self.person = self._world.keys[key_id]
        self.key_id = key_id
        key, vector = MTProtoState._calc_key(self._key, payload[8:24], True)
        plain = AES.decrypt_ige(payload[24:], key, vector)
        if sha256(self._key[88:120] + plain).digest()[8:24] != payload[8:24]:
            raise ConnectionError("msg_key mismatch")
        salt, session, message_id, sequence, length = struct.unpack_from("<qqqii", plain)
        if self._session != session:
            self._session, self._sequence = session, 0
            self._world.links.add(self)
            self._send(bytes(types.NewSessionCreated(message_id, random.getrandbits(62), self._centre.salt)))
        if salt != self._centre.salt:
            self._send(bytes(types.BadServerSalt(message_id, sequence, 48, self._centre.salt)), is_content=False)
            return
        self._message(message_id, BinaryReader(plain[32 : 32 + length]).tgread_object())

    def _send(self, body: bytes, *, is_content: bool = True, kind: int = 1) -> None:
        sequence = self._sequence * 2 + is_content
        self._sequence += is_content
        head = struct.pack("<qqqii", self._centre.salt, self._session, self._next_id(kind), sequence, len(body))
        plain = head + body
        plain += os.urandom(-(len(plain) + 12) % 16 + 12)
        message_key = sha256(self._key[96:128] + plain).digest()[8:24]
        key, vector = MTProtoState._calc_key(self._key, message_key, False)
        self._write(struct.pack("<Q", self.key_id) + message_key + AES.encrypt_ige(plain, key, vector))

    def push(self, update: Any) -> None:
        """Send an update that nobody asked for."""
        self._send(bytes(update), kind=3)

    def _message(self, message_id: int, content: Any) -> None:
        if isinstance(content, MessageContainer):
            for each in content.messages:
                self._message(each.msg_id, each.obj)
        elif isinstance(content, GzipPacked):
            self._message(message_id, BinaryReader(content.data).tgread_object())
        elif isinstance(content, functions.PingRequest | functions.PingDelayDisconnectRequest):
            self._send(bytes(types.Pong(message_id, content.ping_id)), is_content=False)
        elif not isinstance(content, types.MsgsAck | types.MsgsStateInfo):
            self._request(message_id, content)

    def _request(self, message_id: int, request: Any) -> None:
        while hasattr(request, "query"):  # invokeWithLayer, initConnection
            request = request.query
        self._world.calls[telegram_methods.name_of(request)] += 1
        self._world.requests.append(request)
        fault = self._world.fault_of(request)
        if fault is not None and fault.refusal is None and not fault.is_after:
            self.cut()
            return
        try:
            if self.key_id in self._world.revoked and not isinstance(request, functions.help.GetConfigRequest):
                raise Refused(401, self._world.revoked[self.key_id])
            if fault is not None and fault.refusal is not None:
                raise fault.refusal
            body = _packed(self._centre.methods.call(self, request))
        except Refused as error:
            body = bytes(types.RpcError(error.code, error.name))
        if fault is not None and fault.is_after:
            self.cut()
            return
        self._send(struct.pack("<Iq", _RPC_RESULT, message_id) + body)


def _packed(answer: Any) -> bytes:
    """The answer as bytes, squeezed where it is long."""
    if isinstance(answer, bool):
        return struct.pack("<I", _TRUE if answer else _FALSE)
    if isinstance(answer, list):
        return struct.pack("<Ii", _VECTOR, len(answer)) + b"".join(bytes(each) for each in answer)
    plain = bytes(answer)
    if len(plain) <= _ZIPPED_FROM:
        return plain
    squeezed = bytes(GzipPacked(plain))
    return squeezed if len(squeezed) < len(plain) else plain
