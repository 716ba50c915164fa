"""Stands in for `services.tg_worker.transcribe`: run as `python … -m … FOLDER`, it does what the note's bytes say.

`die`: ends; `hang`: never answers; `babble`: what is no answer; `environment`: the names that it was given; anything
else comes back as what was said. A folder named `broken` is a model that cannot be loaded.
"""

import json
import os
import sys
import threading


def say(said: object) -> None:
    """One line."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Answer until stdin ends."""
    if sys.argv[-1].endswith("broken"):
        say({"why": "the model cannot be loaded: it is broken"})
        return
    say({"ready": True})
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        content = sys.stdin.buffer.read(asked["size"]).decode()
        if content == "die":
            os._exit(9)
        if content == "hang":
            threading.Event().wait()
        text = " ".join(sorted(os.environ)) if content == "environment" else content
        known = {"text": text, "language": asked["language"], "sure": 0.75, "seconds": 2}
        say({"text": 5} if content == "babble" else known)


if __name__ == "__main__":
    main()
