"""`python -m tests.chaos`: break everything at every named point and print what became of the messages.

Exit code 0: nothing lost, nothing doubled without a flag, nothing after a stop, and every point was reached.
"""

import argparse
import asyncio
import pathlib
import sys

from tests.chaos import census, play
from tests.servers import mail_servers, mongo_server


def main() -> int:
    """Play, print, write; the exit code."""
    given = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    given.add_argument("--short", action="store_true", help="the same matrix with fewer rounds")
    given.add_argument("--seed", type=int, default=1, help="of the order and the random faults")
    given.add_argument("--lanes", type=int, default=4, help="rounds side by side")
    given.add_argument("--only", default="", help="only points with this in their name")
    given.add_argument("--json", default="build/chaos.json", help="where the figures go")
    chosen = given.parse_args()
    missing = mail_servers.available() or mongo_server.available()
    if missing:
        print(f"chaos needs a mail server and a database server: {missing}", file=sys.stderr)
        return 2

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    played = asyncio.run(play.play(chosen.short, chosen.seed, chosen.lanes, say, chosen.only))
    print(census.table(played.by_point))
    for note in (*played.total.notes, *played.bugs[:20]):
        print(f"! {note[:500]}")
    print(f"{len(played.times)} points × policies in {played.seconds:.0f} s, seed {chosen.seed}")
    path = pathlib.Path(chosen.json)
    path.parent.mkdir(parents=True, exist_ok=True)
    more = {
        "seconds": round(played.seconds),
        "seed": chosen.seed,
        "short": chosen.short,
        "bugs": [each[:500] for each in played.bugs],
    }
    path.write_text(census.as_json(played.by_point, more) + "\n", encoding="utf-8")
    return 0 if played.total.is_clean and not played.bugs else 1


if __name__ == "__main__":
    sys.exit(main())
