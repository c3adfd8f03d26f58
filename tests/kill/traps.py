"""Kills that strike at an exact point: a worker that kills itself.

A trap counts the events of one kind in a worker and sends SIGKILL at the n-th. The
events are reached by wrapping the storage, the driver and the effects from outside.

Or it forks a child at each event from the n-th on, up to MOST_CHILDREN.

Read by: tests.kill.worker.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perdure.image import Image
from perdure.image.host.probing import Probing
from perdure.image.storage import files
from perdure.image.storage.file_storage import ImageStorage
from tests.kill.children import fork_and_wait
from tests.kill.phases import wrap_effects

#: The kinds of events, each with where in a worker's life it lies.
KINDS = (
    "file",  # a file of the image is about to be made, renamed or deleted
    "slice",  # a slice has run, and nothing of it is written
    "torn",  # half of the transaction stands at the end of the data file
    "voted",  # all of it does, and is not marked as finished
    "finished",  # it is committed, and nobody knows yet
    "committed",  # the driver knows it: no output shown, no effect begun
    "output",  # output has been shown
    "written",  # something has been written to a file of a program's
    "index",  # the index of the data file has been written
    "before effect",
    "after effect",  # it has happened, and nobody knows yet
)

#: Those at which a child can be forked that unwinds the driver; the others are in foreign code.
UNWOUND = ("slice", "voted", "finished", "committed", "written", "index")
FORKED = (*UNWOUND, "output", "before effect", "after effect")
MOST_CHILDREN = 12

CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.copyfile")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass
class Trap:
    """Kills this process at the n-th event of a kind."""

    kind: str
    n: int
    forks: bool = False  #: instead of a kill
    image: Image | None = None

    def event(self) -> None:
        if self.forks:
            self.fork()
        elif self.is_sprung():
            self.kill()

    def fork(self) -> None:
        self.n -= 1
        if self.image is not None and -MOST_CHILDREN < self.n <= 0:
            fork_and_wait(self.image, unwinds=self.kind in UNWOUND)

    def is_sprung(self) -> bool:
        self.n -= 1
        return self.n == 0

    def kill(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()  # another thread may be the one that takes the signal

    def lay_in_storage(self, folder: str) -> None:
        """Before an image in that folder is opened."""
        if self.kind == "file":
            sys.addaudithook(lambda event, arguments: self._on_audit(folder, event, arguments))
        elif self.kind == "torn":
            self._tear()
        elif self.kind == "voted":
            after(ImageStorage, "tpc_vote", self.event)
        elif self.kind == "finished":
            after(ImageStorage, "tpc_finish", self.event)
        elif self.kind == "written":
            after(files, "put", self.event)
        elif self.kind == "index":
            after(ImageStorage, "_save_index", self.event)

    def lay_in_image(self, image: Image) -> None:
        """Once it is open."""
        self.image = image
        if self.kind == "slice":
            after(Probing, "run", self.event)  # on whatever machine
        elif self.kind == "committed":
            after(image.scheduler.transactions, "commit", self.event)
        elif self.kind == "output":
            shown = image.on_output
            assert shown is not None
            image.on_output = after_call(shown, self.event)
        elif self.kind == "before effect":
            wrap_effects(image, self.event, lambda: None)
        elif self.kind == "after effect":
            wrap_effects(image, lambda: None, self.event)

    def _on_audit(self, folder: str, event: str, arguments: tuple[Any, ...]) -> None:
        """Python tells of what it is about to do; see its table of audit events."""
        is_change = event in CHANGES or (event == "open" and (arguments[2] or 0) & WRITING)
        if is_change and str(arguments[0]).startswith(folder):
            self.event()

    def _tear(self) -> None:
        """As if the kernel had taken only half of what the vote wrote."""
        vote = ImageStorage.tpc_vote

        def torn_vote(storage: Any, transaction: Any) -> Any:
            file = Path(storage.getName())
            begin = file.stat().st_size
            result = vote(storage, transaction)
            if self.is_sprung():
                os.truncate(file, (begin + file.stat().st_size) // 2)
                self.kill()
            return result

        setattr(ImageStorage, "tpc_vote", torn_vote)  # noqa: B010  (mypy)


def after(holder: Any, name: str, event: Callable[[], None]) -> None:
    setattr(holder, name, after_call(getattr(holder, name), event))


def after_call(function: Callable[..., Any], event: Callable[[], None]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        event()
        return result

    return call
