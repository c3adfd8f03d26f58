"""A worker that is stopped, as by SIGSTOP, at exact moments of its commits.

python -m tests.sharing.stopping URI PLACE ...

It stops at each place in turn, and goes on with SIGCONT. `begin`: before a commit; `vote`: before
the vote; `voted`: after it; `finished`: at the end of a commit. Over ZEO besides: `asked to vote`
and `asked to finish`, when the server has been asked and the answer was not read.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any

from perdure.image import Image

COMMON = ("voted", "begin", "vote", "finished")
PLACES = {"zeo": (*COMMON, "asked to vote", "asked to finish"), "postgresql": COMMON}
BETWEEN = 8  #: commits after which it may stop again

CALLS = {"vote": "asked to vote", "tpc_finish": "asked to finish"}


class Stops:
    """The places that are still to come to."""

    def __init__(self, places: tuple[str, ...]) -> None:
        self.places = list(places)
        self.commits = 0
        self.lock = threading.Lock()

    def at(self, place: str) -> None:
        with self.lock:
            self.commits += place == "finished"
            if not self.places or self.commits < BETWEEN or place != self.places[0]:
                return
            del self.places[0]
            self.commits = 0
        os.kill(os.getpid(), signal.SIGSTOP)

    def watch(self, storage: Any) -> None:
        """Be told of the commits of a class of storages."""
        begin, vote, finish = storage.tpc_begin, storage.tpc_vote, storage.tpc_finish

        def begins(this: Any, *arguments: Any, **options: Any) -> Any:
            self.at("begin")
            return begin(this, *arguments, **options)

        def votes(this: Any, *arguments: Any, **options: Any) -> Any:
            self.at("vote")
            found = vote(this, *arguments, **options)
            self.at("voted")
            return found

        def finishes(this: Any, *arguments: Any, **options: Any) -> Any:
            found = finish(this, *arguments, **options)
            self.at("finished")
            return found

        storage.tpc_begin, storage.tpc_vote, storage.tpc_finish = begins, votes, finishes

    def watch_calls(self, caller: Any) -> None:
        """Be told of what a ZEO client asks its server."""
        call_sync = caller.call_sync

        def calls(this: Any, method: str, *arguments: Any, **options: Any) -> Any:
            found = call_sync(this, method, *arguments, **options)
            if method in CALLS:
                self.at(CALLS[method])
            return found

        caller.call_sync = calls


def main(uri: str, *places: str) -> None:
    stops = Stops(places)
    if uri.startswith("zeo:"):
        stops.watch(import_module("ZEO.ClientStorage").ClientStorage)
        stops.watch_calls(import_module("perdure.image.storage.zeo.calling").Caller)
    else:
        stops.watch(import_module("perdure.image.storage.postgresql.relational").RelationalStorage)
    with Image.open(uri) as image:
        signal.signal(signal.SIGTERM, lambda number, frame: image.stop())
        pid = image.spawn("(tell 300)")
        print(pid, flush=True)
        image.drive()


if __name__ == "__main__":
    main(*sys.argv[1:])
