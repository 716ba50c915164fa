"""A real Ollama server with a tiny real model, on a loopback port of its own.

`ollama_install.sh` builds both into build/ollama, once, in minutes; `available()` does not build, it looks.
The model (SmolLM2-135M) follows a schema and understands nothing: tests assert the protocol, never the words.
"""

import functools
import os
import signal
import subprocess
from pathlib import Path
from typing import Self

import httpx

from tests.servers import child, ports

MODEL = "smollm2:135m"
CONTEXT = 3072
_BUILD = Path(__file__).resolve().parents[2] / "build" / "ollama"
_START_TIMEOUT_S = 60.0
_CREATE_TIMEOUT_S = 300


@functools.cache
def available() -> str | None:
    """None when the server can be started here, else the reason in words."""
    for part in ("bin/ollama", "model/Modelfile"):
        if not (_BUILD / part).exists():
            return f"build/ollama/{part} is not built: run tests/servers/ollama_install.sh"
    return None


class OllamaServer:
    """One server; a context manager, or start and stop by hand. `parallel` is its OLLAMA_NUM_PARALLEL.

    The port stays the same for the life of the object; models stay in build/ollama.
    """

    def __init__(self, *, parallel: int = 1) -> None:
        self.port = ports.free_port()
        self._parallel = parallel
        self._directory: Path | None = None
        self._child: child.Child | None = None

    @property
    def host(self) -> str:
        return f"http://{ports.HOST}:{self.port}"

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running

    def start(self) -> Self:
        """Start it, wait until it answers, and give it the model. Raises child.ServerFailed."""
        if self._directory is None:
            self._directory = child.make_directory("ollama-")
        self._child = child.Child(
            [str(_BUILD / "bin" / "ollama"), "serve"],
            directory=self._directory,
            log=self._directory / "server.log",
            environment=self._environment(),
        )
        self._child.start(self._answers, _START_TIMEOUT_S)
        self._create()
        return self

    def _environment(self) -> dict[str, str]:
        own = {
            "OLLAMA_HOST": f"{ports.HOST}:{self.port}",
            "OLLAMA_MODELS": str(_BUILD / "models"),
            "OLLAMA_NUM_PARALLEL": str(self._parallel),
            "OLLAMA_NOPRUNE": "1",
            "HOME": str(self._directory),
        }
        return {"PATH": os.environ.get("PATH", ""), **own}

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.host}/api/version", timeout=5.0, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def _create(self) -> None:
        """Import the model's file: a second or two, and nothing new where that was done before."""
        assert self._directory is not None
        # One thread: two that wait for each other on a busy machine are slower by far.
        recipe = self._directory / "Modelfile"
        recipe.write_text((_BUILD / "model" / "Modelfile").read_text() + "PARAMETER num_thread 1\n")
        done = subprocess.run(
            [str(_BUILD / "bin" / "ollama"), "create", MODEL, "-f", str(recipe)],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=_CREATE_TIMEOUT_S,
            check=False,
        )
        if done.returncode != 0:
            raise child.ServerFailed(f"ollama create: {done.stderr[-500:]}")

    def kill(self) -> None:
        """SIGKILL to the server and its model."""
        if self._child is not None:
            self._child.kill()

    def freeze(self) -> None:
        """Stop the clock of the server and its model: connections stay, nothing comes."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.is_running:
            os.killpg(self._child.pid, number)

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
        if self._directory is not None:
            child.remove_directory(self._directory)
        self._child = self._directory = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
