"""What a test needs from the machine: `@pytest.mark.needs("mongo")`, and what follows where it is not there.

Without its server a test is skipped and the reason shown; in CI (the variable CI is `true`) it fails, because
a skipped test proves nothing. Each server's module in tests/servers says by `available()` whether it can run.
"""

import collections
import collections.abc
import functools
import importlib
import importlib.util
import os

MODULES = {"mongo": "mongo_server", "mail": "mail_servers", "ollama": "ollama_server", "voice": "voice"}


@functools.cache
def missing(kind: str) -> str | None:
    """None when this server can be had here, else the reason in words. Raises KeyError on an unknown kind."""
    name = f"tests.servers.{MODULES[kind]}"
    if kind == "mongo" and os.environ.get("MONGODB_URI"):
        return None
    if importlib.util.find_spec(name) is None:
        return f"there is no {name.replace('.', '/')}.py"
    reason: str | None = importlib.import_module(name).available()
    return reason


class Tally:
    """Which servers the tests of a run used, and how many tests went without."""

    def __init__(self) -> None:
        self.used: collections.Counter[str] = collections.Counter()
        self.skipped: dict[str, collections.Counter[str]] = {}

    def reason_against(
        self, kinds: tuple[str, ...], ask: collections.abc.Callable[[str], str | None] = missing
    ) -> str | None:
        """Why a test that needs these servers cannot run, or None; counted either way."""
        for kind in kinds:
            reason = ask(kind)
            if reason is not None:
                self.skipped.setdefault(kind, collections.Counter())[reason] += 1
                return f"needs {kind}: {reason}"
        self.used.update(kinds)
        return None

    def lines(self) -> list[str]:
        """The end of the run in words: what was used, what was missing and why."""
        lines = [f"{kind}: used by {count} tests" for kind, count in sorted(self.used.items())]
        for kind, reasons in sorted(self.skipped.items()):
            lines += [f"{kind}: {count} tests went without it: {reason}" for reason, count in reasons.items()]
        return lines


def is_ci(environment: collections.abc.Mapping[str, str] = os.environ) -> bool:
    """Whether this is the run that may skip nothing."""
    return environment.get("CI", "").lower() in ("true", "1")
