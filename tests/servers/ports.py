"""Ports on 127.0.0.1 for servers that tests start.

They are taken below the range that the kernel hands to outgoing connections: a client that keeps knocking at
the port of a stopped server there can be connected to itself, and another program can take the port before the
server is back.

It does not reserve a port: between `free_port` and the start of the server another process may take it.
"""

import random
import socket

HOST = "127.0.0.1"
_FIRST, _LAST = 15_000, 32_000
_ATTEMPTS = 200


def bound_socket(port: int | None = None) -> socket.socket:
    """A TCP socket bound to `port`, or to a free one. Raises OSError when it is taken, or none is free."""
    if port is not None:
        return _bind(port, reuse=True)
    chance = random.SystemRandom()
    for _ in range(_ATTEMPTS):
        try:
            return _bind(chance.randrange(_FIRST, _LAST), reuse=False)
        except OSError:
            continue
    raise OSError(f"no free port on {HOST} in {_ATTEMPTS} attempts")


def _bind(port: int, *, reuse: bool) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if reuse:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
    except OSError:
        sock.close()
        raise
    # Inherited by the accepted connections: their remains do not keep a stopped server from its port.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return sock


def free_port() -> int:
    with bound_socket() as sock:
        return int(sock.getsockname()[1])


def free_ports(count: int) -> list[int]:
    """`count` different free ports."""
    found: set[int] = set()
    while len(found) < count:
        found.add(free_port())
    return sorted(found)


def greeting(port: int, timeout_s: float = 1.0) -> bytes:
    """The first bytes a server says on `port`; empty when nobody listens or nothing comes."""
    try:
        with socket.create_connection((HOST, port), timeout=timeout_s) as sock:
            return sock.recv(200)
    except OSError:
        return b""


def is_open(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1.0):
            return True
    except OSError:
        return False
