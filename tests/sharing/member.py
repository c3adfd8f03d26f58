"""A worker for tests: drives a shared image until SIGTERM, then says what it has done.

python -m tests.sharing.member URI STATISTICS [MODULE ...]
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from perdure.image import Image


def main(uri: str, statistics: str, *modules: str) -> None:
    logging.basicConfig(
        level=os.environ.get("PERDURE_LOG", "WARNING"), format="%(asctime)s %(process)d %(message)s"
    )
    logging.getLogger("txn").setLevel(logging.WARNING)
    logging.getLogger("ZEO").setLevel(logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    with Image.open(uri, provides=list(modules), grace=20) as image:

        def stop(number: int, frame: FrameType | None) -> None:
            image.stop()

        signal.signal(signal.SIGTERM, stop)
        print("ready", flush=True)
        image.drive()
        scheduler, upkeep = image.scheduler, image.driver.upkeep
        assert upkeep is not None
        found = {
            "commits": scheduler.commits,
            "conflicts": scheduler.conflicts,
            "given": upkeep.given,
            "taken over": upkeep.taken_over,
        }
    Path(statistics).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
