"""A server of MongoDB's wire protocol for tests: mongo-java-server on a free loopback port.

The jars are fetched by Maven and the start class is compiled once, into build/mongo-server below the root of the
repository. In memory by default; with a file, everything it has acknowledged is there after `kill` and `restart`.

It does not have sessions, transactions, change streams, TTL or partial indexes, and it is no measure of speed.
"""

import fcntl
import functools
import hashlib
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pymongo
from pymongo import errors

from tests.servers import child, ports

_SOURCES = Path(__file__).parent / "mongo"
_BUILD = Path(__file__).resolve().parents[2] / "build" / "mongo-server"
_FETCH_TIMEOUT_S = 300
_START_TIMEOUT_S = 30.0
# The quick compiler and the plain collector halve the start; the performance file would be left in the temp dir.
_JAVA_OPTIONS = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData")


class Unavailable(RuntimeError):
    """The database server for tests cannot be built on this machine."""


@functools.cache
def available() -> str | None:
    """None when the server can be started here, else the reason in words. The first call may fetch the jars."""
    try:
        _prepare()
    except Unavailable as reason:
        return str(reason)
    return None


def _prepare() -> None:
    """Fetch and compile, unless that is done for these very sources. Raises Unavailable."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise Unavailable("java and javac are not both installed (a JDK, 17 or newer)")
    _BUILD.mkdir(parents=True, exist_ok=True)
    with (_BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, wanted = _BUILD / "stamp", _fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        stamp.unlink(missing_ok=True)
        _fetch()
        _compile()
        stamp.write_text(wanted)


def _fingerprint() -> str:
    sources = (_SOURCES / "pom.xml").read_bytes() + (_SOURCES / "Server.java").read_bytes()
    return hashlib.sha256(sources).hexdigest()


def _fetch() -> None:
    if shutil.which("mvn") is None:
        raise Unavailable("mvn is not installed (it fetches the jars of the database server for tests)")
    shutil.rmtree(_BUILD / "lib", ignore_errors=True)
    goal = "dependency:copy-dependencies"
    _run("mvn", "-q", "-B", "-f", str(_SOURCES / "pom.xml"), goal, f"-DoutputDirectory={_BUILD / 'lib'}")


def _compile() -> None:
    classes = _BUILD / "classes"
    shutil.rmtree(classes, ignore_errors=True)
    source = str(_SOURCES / "Server.java")
    _run("javac", "--release", "17", "-cp", str(_BUILD / "lib" / "*"), "-d", str(classes), source)


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} took more than {_FETCH_TIMEOUT_S} s") from None
    if done.returncode != 0:
        raise Unavailable(f"{command[0]} failed: {(done.stdout + done.stderr).strip()[-600:]}")


class MongoServer:
    """One database server; a context manager, or start and stop by hand.

    `durable=True` keeps everything in a file that `restart` opens again; the file goes with `stop`. A `file` of
    the caller's is kept. The port stays the same for the life of the object.
    """

    def __init__(self, *, durable: bool = False, file: Path | None = None) -> None:
        self._durable, self._file = durable, file
        self.port = ports.free_port()
        self._directory: Path | None = None
        self._child: child.Child | None = None

    @property
    def uri(self) -> str:
        return f"mongodb://{ports.HOST}:{self.port}/"

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running

    def start(self) -> Self:
        """Start and wait until it answers a ping. Raises Unavailable or child.ServerFailed."""
        _prepare()
        if self._directory is None:
            self._directory = child.make_directory("mongo-")
        if self._durable and self._file is None:
            self._file = self._directory / "database.h2"
        self._child = self._new_child(self._directory)
        self._child.start(self._answers, _START_TIMEOUT_S)
        return self

    def _new_child(self, directory: Path) -> child.Child:
        classpath = f"{_BUILD / 'classes'}:{_BUILD / 'lib' / '*'}"
        arguments = [str(self.port)] + ([] if self._file is None else [str(self._file)])
        command = ["java", *_JAVA_OPTIONS, "-cp", classpath, "Server", *arguments]
        return child.Child(command, directory=directory, log=directory / "server.log")

    def _answers(self) -> bool:
        if not ports.is_open(self.port):
            return False
        with pymongo.MongoClient[dict[str, Any]](self.uri, serverSelectionTimeoutMS=2_000) as client:
            try:
                client.admin.command("ping")
            except errors.PyMongoError:
                return False
        return True

    def kill(self) -> None:
        """SIGKILL: the port closes, the file stays."""
        if self._child is not None:
            self._child.kill()

    def restart(self) -> None:
        """Start again on the same port: from the file, or empty when there is none. Kills it first if it runs."""
        self.kill()
        self.start()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
        if self._directory is not None:
            child.remove_directory(self._directory)
            if self._file is not None and self._file.parent == self._directory:
                self._file = None
        self._child = self._directory = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
