"""Server processes that never outlive the tests.

Each runs in a session of its own, so that it and all it started form one process group which is signalled as a
whole. A second process (`reaper`) holds a pipe from us and kills the groups when we end in any way.

It does not restart what dies: tests kill servers on purpose.
"""

import atexit
import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.servers import reaper

_POLL_S = 0.01
_LOG_TAIL = 2_000
_SHORT_PATH = 40


class ServerFailed(RuntimeError):
    """A server for the tests did not start, or did not stop."""


class _Reaper:
    """Our end of the pipe to the reaper process."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", reaper.__file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)
        self._lock = threading.Lock()
        atexit.register(self._close)

    def tell(self, verb: str, value: object) -> None:
        assert self._process.stdin is not None
        with self._lock:
            self._process.stdin.write(f"{verb} {value}\n")
            self._process.stdin.flush()

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)


@functools.cache
def _reaper() -> _Reaper:
    return _Reaper()


def make_directory(prefix: str) -> Path:
    """A new directory with a short path (a Unix socket's path holds 107 bytes), removed when we die."""
    parent = tempfile.gettempdir()
    directory = tempfile.mkdtemp(prefix=prefix, dir=parent if len(parent) <= _SHORT_PATH else "/tmp")
    _reaper().tell("keep", directory)
    return Path(directory)


def remove_directory(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    _reaper().tell("drop", directory)


def wait_until(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Ask `condition` every 10 ms until it holds (True) or `timeout_s` has passed (False)."""
    pause = threading.Event()
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(_POLL_S)
    return True


class Child:
    """One server process with everything it starts.

    `user` and `group` are numeric; None keeps our own (only root can change them). Output goes to `log`.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        directory: Path,
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: int | None = None,
        group: int | None = None,
    ) -> None:
        self._command, self._directory, self._log = list(command), directory, log
        self._environment = None if environment is None else dict(environment)
        self._user, self._group = user, group
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Number of the process, which is the number of its group too. Raises ServerFailed when not running."""
        if self._process is None:
            raise ServerFailed(f"{self._command[0]} is not running")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, is_ready: Callable[[], bool], timeout_s: float) -> None:
        """Start and wait until it answers. Raises ServerFailed, with the end of its log, when it does not."""
        if self.is_running:
            raise ServerFailed(f"{self._command[0]} is running already")
        self._spawn()
        wait_until(lambda: not self.is_running or is_ready(), timeout_s)
        if not self.is_running or not is_ready():
            self.kill()
            raise ServerFailed(f"{self._command[0]} did not start: {self.log_tail()}")

    def _spawn(self) -> None:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._directory,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=self._user,
                group=self._group,
                extra_groups=None if self._user is None else [],
            )
        _reaper().tell("add", self._process.pid)

    def stop(self, grace_s: float = 3.0) -> None:
        """SIGTERM to the whole group, and SIGKILL to what is left of it after `grace_s`."""
        self._end(signal.SIGTERM, grace_s)

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        self._end(signal.SIGKILL, 5.0)

    def _end(self, number: signal.Signals, grace_s: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=grace_s)
        # Children of the server may outlive it: Dovecot's sessions do after a SIGTERM.
        reaper.kill_group(process.pid)
        process.wait(timeout=5.0)
        _reaper().tell("forget", process.pid)

    def log_tail(self) -> str:
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        return text[-_LOG_TAIL:].strip() or "(it said nothing)"
