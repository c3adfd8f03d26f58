"""How far a process has come: a bar in one line on stderr, where that is a terminal.

Read by: perdure.repl.driving.
"""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import Self

from perdure.image import Image, Progress
from perdure.repl.progress import CLEAR, EVERY
from perdure.repl.wording import progress_text
from perdure.vm.texts import visible

WIDTH = 24  #: cells of the bar
MOST = 50  #: characters of the text beside it


class Bar:
    """The bar of one process, kept up to date while a command drives the image."""

    def __init__(self, image: Image, pid: int) -> None:
        self._image, self._pid = image, pid
        self._is_wanted = sys.stderr.isatty()
        self._shown: Progress | None = None
        self._is_there = False
        self._when = 0.0

    def __enter__(self) -> Self:
        if self._is_wanted:
            self._image.workbench.listen(self.look)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_wanted:
            self._image.workbench.stop_listening(self.look)
            self.clear()

    def look(self) -> None:
        """Draw it anew where the process has come further; by the thread that drives the image."""
        now = monotonic()
        if now - self._when < EVERY:
            return
        found = self._image.workbench.progress(self._pid)
        if found is None or found == self._shown:
            return
        self._shown, self._when, self._is_there = found, now, True
        print(CLEAR + bar_text(found), end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take it away; it comes again with the next that the process says."""
        if self._is_there:
            self._is_there = False
            print(CLEAR, end="", file=sys.stderr, flush=True)


def bar_text(progress: Progress) -> str:
    """`[######------------------]  25 %, 1 of 4: reading`."""
    text = visible(progress_text(progress))[:MOST]
    part = progress.part
    if part is None:
        return text
    filled = round(WIDTH * part)
    return f"[{'#' * filled}{'-' * (WIDTH - filled)}] {text}"
