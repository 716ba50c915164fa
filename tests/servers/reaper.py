"""Ends the server processes of an owner that has died, however it died.

Run as a program with a pipe from the owner as standard input. Lines: `add PGID`, `forget PGID`, `keep DIRECTORY`
(to be removed at the end), `drop DIRECTORY`. The pipe closes when the owner ends, even by SIGKILL: then every
process group still listed is killed and every directory still listed is removed.

It does not look for processes by name: only the groups it was told of are touched.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterable

_REMOVAL_ATTEMPTS = 20


def read(lines: Iterable[str]) -> tuple[set[int], set[str]]:
    """The groups and directories that are still listed when the lines end."""
    groups: set[int] = set()
    directories: set[str] = set()
    for line in lines:
        verb, _, value = line.rstrip("\n").partition(" ")
        if verb == "add":
            groups.add(int(value))
        elif verb == "forget":
            groups.discard(int(value))
        elif verb == "keep":
            directories.add(value)
        elif verb == "drop":
            directories.discard(value)
    return groups, directories


def kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # ended by itself; its number may belong to another user by now


def remove(directory: str) -> None:
    """A process that is just being killed may still write into it, therefore several attempts."""
    pause = threading.Event()
    for _ in range(_REMOVAL_ATTEMPTS):
        shutil.rmtree(directory, ignore_errors=True)
        if not os.path.exists(directory):
            return
        pause.wait(0.05)


def main() -> None:
    groups, directories = read(sys.stdin)
    for group in groups:
        kill_group(group)
    for directory in directories:
        remove(directory)


if __name__ == "__main__":
    main()
