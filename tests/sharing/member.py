"""A worker for tests: drives a shared image until SIGTERM, then says what it has done.

What it has committed, and met of conflicts, it counts from SIGUSR1 on, if that comes. At SIGUSR2
it writes where the processes stand that it has.

python -m tests.sharing.member URI STATISTICS CLOCK [MODULE ...]

CLOCK is by how many seconds its machine's clock is wrong, in each other second.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from perdure.image import Image, SystemClock
from perdure.image.engine.upkeep import Upkeep


def main(uri: str, statistics: str, wrong: str, *modules: str) -> None:
    logging.basicConfig(
        level=os.environ.get("PERDURE_LOG", "WARNING"), format="%(asctime)s %(process)d %(message)s"
    )
    logging.getLogger("txn").setLevel(logging.WARNING)
    logging.getLogger("ZEO").setLevel(logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    clock = SystemClock(lambda: time.time() + float(wrong) * (int(time.time()) % 2))
    with Image.open(uri, provides=list(modules), clock=clock, grace=20) as image:

        def stop(number: int, frame: FrameType | None) -> None:
            image.stop()

        def count_anew(number: int, frame: FrameType | None) -> None:
            image.scheduler.commits = image.scheduler.conflicts = 0

        def tell(number: int, frame: FrameType | None) -> None:
            print(image.member, standing(image), file=sys.stderr, flush=True)

        signal.signal(signal.SIGUSR2, tell)
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGUSR1, count_anew)
        print("ready", flush=True)
        image.drive()
        scheduler, upkeep = image.scheduler, image.driver.upkeep
        assert isinstance(upkeep, Upkeep)
        found = {
            "commits": scheduler.commits,
            "conflicts": scheduler.conflicts,
            "given": upkeep.given,
            "taken over": upkeep.taken_over,
        }
    Path(statistics).write_text(json.dumps(found), encoding="utf-8")


def standing(image: Image) -> dict[str, object]:
    scheduler, starting = image.scheduler, image.driver.starting
    return {
        "shards": sorted(image.ledger.owned),
        "ready": list(scheduler.ready),
        "lined up": list(scheduler.line_up.waiting()),
        "turn": scheduler.line_up.turn,
        "apart": list(scheduler.apart.pids()),
        "set aside": dict(starting.trials._aside),
        "on trial": starting.trials._on_trial,
        "stack": traceback.format_stack(limit=6),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
