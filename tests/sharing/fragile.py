"""A server that dies at an exact moment: as SIGKILL would have it.

python -m tests.sharing.fragile IMAGE PLACE COUNT

PLACE is `vote`, `finish` or `finished`: when the server is asked to vote on its COUNTth
transaction, to finish it, or when it has finished it and has not said so.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import perdure.image.storage.zeo.serving
from perdure.image.storage.zeo.serving import ServedStorage, serve

PLACES = ("vote", "finish", "finished")


def main(path: str, place: str, count: str) -> None:
    left = int(count)

    def passes(here: str) -> None:
        nonlocal left
        if here == place:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    class Fragile(ServedStorage):
        def tpc_vote(self, *arguments: Any) -> Any:
            passes("vote")
            return super().tpc_vote(*arguments)

        def tpc_finish(self, *arguments: Any, **options: Any) -> Any:
            passes("finish")
            tid = super().tpc_finish(*arguments, **options)
            passes("finished")
            return tid

    perdure.image.storage.zeo.serving.ServedStorage = Fragile  # type: ignore[misc]
    server = serve(Path(path), None, None)
    server.run(lambda: print(server.uri, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
